"""Tidying judged by the real restic: it finds no fault, restores every byte, and would free as much."""

from __future__ import annotations

import random
import shutil
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.interop.restic import Restic
from tests.repository.small_vault import SECRET, back_up
from vault.progress import NoProgress
from vault.repository.prune import plan_prune, prune
from vault.repository.repository import NewKey, Repository
from vault.storage.local import LocalBackend

pytestmark = pytest.mark.interop

ResticAt = Callable[..., Restic]
QUIET = NoProgress()
PASSWORD = "restic's own password"


def packs_in(folder: Path) -> int:
    """Bytes of all packs."""
    return sum(path.stat().st_size for path in (folder / "data").rglob("*") if path.is_file())


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def months(noise: random.Random) -> list[dict[str, bytes]]:
    """Three monthly exports: photos come and go at the front."""
    photos = [noise.randbytes(1 << 20) for _ in range(24)]
    return [
        {f"{number}.jpg": photos[number] for number in range(first, first + 12)}
        | {"chat.txt": b"line\n" * 9000 * first}
        for first in (1, 5, 12)
    ]


@pytest.fixture
def ours(tmp_path: Path) -> Repository:
    return Repository.create(LocalBackend(tmp_path / "vault"), lambda _: [NewKey(SECRET, "test")], scrypt_n=16384)


def test_restic_finds_ours_in_order_and_nothing_left_to_do(
    ours: Repository, restic_at: ResticAt, tmp_path: Path
) -> None:
    exports = months(random.Random(5))
    snapshots = [back_up(ours, export)[0] for export in exports]
    folder = tmp_path / "vault"
    theirs = tmp_path / "theirs"
    shutil.copytree(folder, theirs)
    (folder / "data" / "ab").mkdir(exist_ok=True)
    (folder / "data" / "ab" / f"{'ab' * 32}-tmp-0123456789ab").write_bytes(b"half a pack")
    plan = plan_prune(ours, QUIET, without=[snapshots[0].id])
    before = packs_in(folder)
    result = prune(ours, plan, QUIET)
    assert before - packs_in(folder) == result.freed
    assert abs(plan.freed - result.freed) < 4096
    restic = restic_at(folder, SECRET)
    restic.check()
    for snapshot, export in zip(snapshots[1:], exports[1:], strict=True):
        restic.run("restore", snapshot.id, "--target", tmp_path / snapshot.id)
        assert files_in(tmp_path / snapshot.id) == export
    restic.run("prune")
    assert packs_in(folder) == before - result.freed  # restic finds nothing that pays
    other = restic_at(theirs, SECRET)
    other.run("forget", snapshots[0].id)
    other.run("prune")
    assert abs(packs_in(folder) - packs_in(theirs)) < packs_in(theirs) * 0.05  # both may leave 5 % unneeded


def test_to_the_last_byte_restic_frees_as_much(ours: Repository, restic_at: ResticAt, tmp_path: Path) -> None:
    snapshots = [back_up(ours, export)[0] for export in months(random.Random(6))]
    theirs = tmp_path / "theirs"
    shutil.copytree(tmp_path / "vault", theirs)
    prune(ours, plan_prune(ours, QUIET, without=[snapshots[1].id], unneeded_share=0), QUIET)
    other = restic_at(theirs, SECRET)
    other.run("forget", snapshots[1].id)
    other.run("prune", "--max-unused", "0")
    assert abs(packs_in(tmp_path / "vault") - packs_in(theirs)) < 16384
    restic_at(tmp_path / "vault", SECRET).check()


@pytest.mark.parametrize("version", ["1", "2"])
def test_a_repository_of_restic_s_own(restic_at: ResticAt, tmp_path: Path, version: str) -> None:
    restic = restic_at(tmp_path / "foreign", PASSWORD)
    restic.run("init", "--repository-version", version)
    source = tmp_path / "source"
    source.mkdir()
    ids: list[str] = []
    exports = months(random.Random(7))
    for export in exports:
        for old in source.iterdir():
            old.unlink()
        for name, data in export.items():
            (source / name).write_bytes(data)
        restic.run("backup", source)
        ids = [one["id"] for one in restic.json("snapshots")]
    repository = Repository.open(LocalBackend(tmp_path / "foreign"), PASSWORD)
    assert repository.version == int(version)
    latest = max(repository.snapshots(), key=lambda one: one.time).id
    before = packs_in(tmp_path / "foreign")
    result = prune(repository, plan_prune(repository, QUIET, without=set(ids) - {latest}, unneeded_share=0), QUIET)
    assert before - packs_in(tmp_path / "foreign") == result.freed > 10 << 20
    restic.check()
    restic.run("restore", latest, "--target", tmp_path / "out")
    assert files_in(tmp_path / "out") == exports[-1]
    restic.run("backup", source)
    restic.run("prune")
    restic.check()


@pytest.mark.parametrize("name", ["repo-layout-default", "repo-mixed", "small-repo"])
def test_old_repositories_from_restic_s_own_tests(
    shared_data: Path, restic_at: ResticAt, tmp_path: Path, name: str
) -> None:
    with tarfile.open(shared_data / "restic" / f"{name}.tar.gz") as archive:
        if hasattr(tarfile, "data_filter"):
            archive.extraction_filter = staticmethod(tarfile.data_filter)
        archive.extractall(tmp_path)  # noqa: S202
    (config,) = tmp_path.rglob("config")
    for path in (config.parent / "locks").glob("*"):
        path.unlink()  # years old
    repository = Repository.open(LocalBackend(config.parent), "geheim")
    snapshots = repository.snapshots()
    prune(repository, plan_prune(repository, QUIET, without=[one.id for one in snapshots[1:]], unneeded_share=0), QUIET)
    restic = restic_at(config.parent, "geheim")
    restic.check()
    restic.run("restore", snapshots[0].id, "--target", tmp_path / "out")
    assert [one["id"] for one in restic.json("snapshots")] == [snapshots[0].id]
