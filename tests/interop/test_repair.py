"""Repositories that others damaged, and ours that we damage: after our repair the real restic is content."""

from __future__ import annotations

import random
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.interop.restic import Restic
from tests.repository.small_vault import SECRET, back_up, new_vault
from vault.progress import NoProgress
from vault.repository.repair import RepairResult, plan_repair, repair
from vault.repository.repository import Repository
from vault.storage.local import LocalBackend

pytestmark = pytest.mark.interop

QUIET = NoProgress()
FILES = {"photo.jpg": random.Random(5).randbytes(2 << 20), "chat.txt": b"hello\n" * 1000}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    back_up(new_vault(LocalBackend(tmp_path / "vault")), FILES)
    return tmp_path / "vault"


def mend(folder: Path, secret: str = SECRET) -> RepairResult:
    repository = Repository.open(LocalBackend(folder), secret)
    return repair(repository, plan_repair(repository, QUIET), (), QUIET)


def flip(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 2] ^= 1
    path.chmod(0o600)
    path.write_bytes(whole)


def unpacked(archive: Path, target: Path) -> Path:
    with tarfile.open(archive) as tar:
        if hasattr(tarfile, "data_filter"):
            tar.extraction_filter = staticmethod(tarfile.data_filter)
        tar.extractall(target)  # noqa: S202
    (config,) = target.rglob("config")
    return config.parent


def test_a_lost_index_of_theirs(shared_data: Path, tmp_path: Path, restic_at: Callable[..., Restic]) -> None:
    folder = unpacked(shared_data / "restic" / "repo-index-missing.tar.gz", tmp_path)
    theirs = restic_at(folder, "geheim")
    assert theirs.attempt("check").returncode != 0
    result = mend(folder, "geheim")
    assert (len(result.listed) > 0, result.remaining) == (True, ())
    theirs.check()


def test_a_lost_pack_of_theirs(shared_data: Path, tmp_path: Path, restic_at: Callable[..., Restic]) -> None:
    """What lay in it cannot come back, and both say so; the index is clean, so that restic can add to it again."""
    folder = unpacked(shared_data / "restic" / "repo-data-missing.tar.gz", tmp_path)
    result = mend(folder, "geheim")
    assert {problem.what for problem in result.remaining} <= {"tree", "blob"}
    assert result.remaining
    said = restic_at(folder, "geheim").attempt("check")
    assert "does not exist" not in said.stderr
    assert said.returncode != 0


@pytest.mark.parametrize("pattern", ["data/*/*", "index/*"])
def test_ours(folder: Path, restic_at: Callable[..., Restic], pattern: str) -> None:
    flip(max(folder.glob(pattern), key=lambda path: path.stat().st_size))
    mend(folder)
    back_up(Repository.open(LocalBackend(folder), SECRET), FILES)
    judge = restic_at(folder, SECRET)
    judge.check()
    for snapshot in judge.json("snapshots"):
        target = folder.parent / snapshot["id"]
        judge.run("restore", snapshot["id"], "--target", target)
        assert {path.name: path.read_bytes() for path in target.rglob("*") if path.is_file()} == FILES


def test_a_lost_backup_is_one_of_restics_again(folder: Path, restic_at: Callable[..., Restic]) -> None:
    (snapshot,) = folder.glob("snapshots/*")
    flip(snapshot)
    assert len(mend(folder).recovered) == 1
    judge = restic_at(folder, SECRET)
    judge.check()
    (again,) = judge.json("snapshots")
    assert again["paths"] == ["/WhatsApp/Anna"]


def test_what_was_set_aside_is_nothing_to_restic(folder: Path, restic_at: Callable[..., Restic]) -> None:
    flip(max(folder.glob("data/*/*"), key=lambda path: path.stat().st_size))
    (aside,) = mend(folder).set_aside
    assert len(list(folder.glob(f"data/*/{aside[1]}-damaged-*"))) == 1
    judge = restic_at(folder, SECRET)
    assert "damaged-" not in judge.attempt("check", "--read-data").stderr
    judge.run("list", "packs")
    back_up(Repository.open(LocalBackend(folder), SECRET), FILES)
    judge.run("prune")
    judge.check()
