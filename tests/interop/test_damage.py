"""Damage done to a vault of ours: what restic finds, we find too."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.interop.restic import Restic
from tests.repository.small_vault import SECRET, back_up, new_vault
from vault.errors import Damaged
from vault.progress import NoProgress
from vault.repository.check import Check
from vault.repository.repository import Repository
from vault.storage.local import LocalBackend

pytestmark = pytest.mark.interop


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small vault on disk."""
    noise = random.Random(5).randbytes(2 << 20)
    back_up(new_vault(LocalBackend(tmp_path / "vault")), {"photo.jpg": noise, "chat.txt": b"hello\n" * 1000})
    return tmp_path / "vault"


def flip(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 2] ^= 1
    path.chmod(0o600)
    path.write_bytes(whole)


def cut(path: Path) -> None:
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-7])


def names_of_problems(folder: Path) -> set[str]:
    try:
        repository = Repository.open(LocalBackend(folder), SECRET)
    except Damaged as damaged:
        return {damaged.name}
    return {problem.name for problem in Check().run(repository, read_all=True, progress=NoProgress()).problems}


@pytest.mark.parametrize("harm", [flip, cut], ids=["flipped", "cut"])
@pytest.mark.parametrize("pattern", ["config", "keys/*", "data/*/*", "index/*", "snapshots/*"])
def test_both_find_it(
    folder: Path, restic_at: Callable[..., Restic], pattern: str, harm: Callable[[Path], None]
) -> None:
    files: Sequence[Path] = sorted(folder.glob(pattern), key=lambda path: path.stat().st_size)
    harm(files[-1])
    assert restic_at(folder, SECRET).attempt("check", "--read-data").returncode != 0
    assert files[-1].name in names_of_problems(folder)


def test_neither_finds_any_before(folder: Path, restic_at: Callable[..., Restic]) -> None:
    restic_at(folder, SECRET).check()
    assert names_of_problems(folder) == set()
