"""A check while the real restic backs up, forgets and prunes: no false alarm, and what is damaged is still named."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.interop.restic import Restic
from tests.repository.small_vault import SECRET, back_up, new_vault
from vault.progress import NoProgress
from vault.repository.check import Check
from vault.repository.repository import Repository
from vault.storage.backend import Kind
from vault.storage.local import LocalBackend

pytestmark = pytest.mark.interop

NOISE = random.Random(17).randbytes(6 << 20)


class Interrupted(LocalBackend):
    """A folder in which another program works at the moments when certain files are listed or read."""

    deed: Callable[[], object] | None = None
    moment: tuple[str, Kind] = ("list", "index")
    skip = 0
    again = False

    def _now(self, call: str, kind: Kind) -> None:
        deed = self.deed
        if deed is None or (call, kind) != self.moment:
            return
        self.skip -= 1
        if self.skip < 0:
            self.deed = None
            deed()
            self.deed = deed if self.again else None

    def list(self, kind: Kind) -> list[str]:
        names = super().list(kind)
        self._now("list", kind)
        return names

    def load_into(self, kind: Kind, name: str, offset: int, out: memoryview) -> int:
        self._now("read", kind)
        return super().load_into(kind, name, offset, out)


@pytest.fixture
def place(tmp_path: Path) -> Interrupted:
    """A vault with a backup that goes, one that stays, and packs that hold blobs of both."""
    place = Interrupted(tmp_path / "vault")
    repository = new_vault(place)
    back_up(repository, {"old.zip": NOISE[: 2 << 20], "both.zip": NOISE[1 << 20 : 4 << 20]}, path=("WhatsApp", "Old"))
    back_up(repository, {"both.zip": NOISE[1 << 20 : 4 << 20], "new.txt": NOISE[4 << 20 :]})
    return place


@pytest.fixture
def restic(place: Interrupted, restic_at: Callable[..., Restic], tmp_path: Path) -> Restic:
    return restic_at(tmp_path / "vault", SECRET)


MOMENTS: list[tuple[str, Kind, int]] = [
    ("list", "index", 0), ("list", "data", 0), ("list", "index", 1), ("read", "data", 0), ("read", "data", 2),
]  # fmt: skip


@pytest.mark.parametrize(("call", "kind", "skip"), MOMENTS)
def test_a_pruning_meanwhile_is_no_damage(place: Interrupted, restic: Restic, call: str, kind: Kind, skip: int) -> None:
    repository = Repository.open(place, SECRET)
    oldest = repository.snapshots()[0]
    place.moment, place.skip = (call, kind), skip
    place.deed = lambda: restic.run("forget", "--prune", "--max-unused", "0", oldest.id)
    assert Check().run(repository, read_all=True, progress=NoProgress()).problems == ()
    assert place.deed is None
    assert len(repository.snapshots()) == 1


def test_backups_meanwhile_are_no_damage_and_damage_is_still_named(
    place: Interrupted, restic: Restic, tmp_path: Path
) -> None:
    """Restic adds a backup at every check's every reading of the packs: it never sees the vault in one state."""
    repository = Repository.open(place, SECRET)
    packs = sorted((tmp_path / "vault" / "data").rglob("?" * 64), key=lambda path: path.stat().st_size)
    whole = bytearray(packs[-1].read_bytes())
    whole[len(whole) // 2] ^= 1
    packs[-1].chmod(0o600)
    packs[-1].write_bytes(whole)
    count = 0

    def add() -> None:
        nonlocal count
        count += 1
        if count <= 4:
            (tmp_path / f"{count}.txt").write_bytes(NOISE[count * 1000 : count * 2000])
            restic.run("backup", tmp_path / f"{count}.txt")

    place.moment, place.deed, place.again = ("list", "data"), add, True
    (problem,) = Check().run(repository, read_all=True, progress=NoProgress()).problems
    assert (problem.what, problem.name) == ("pack", packs[-1].name)
    assert count >= 3
