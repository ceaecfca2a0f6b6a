"""One vault, two programs: restic adds, prunes and re-packs in a vault of ours, and everything stays readable."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.interop.restic import Restic
from tests.repository.small_vault import SECRET, back_up, new_vault, opened_again
from vault.progress import NoProgress
from vault.repository.check import Check
from vault.repository.repository import NewKey, Repository
from vault.repository.restorer import find_files, read_file
from vault.repository.snapshot import Snapshot
from vault.storage.local import LocalBackend

pytestmark = pytest.mark.interop


@pytest.fixture
def shared(tmp_path: Path) -> Repository:
    """An empty vault of ours on disk."""
    return new_vault(LocalBackend(tmp_path / "vault"))


@pytest.fixture
def restic(shared: Repository, restic_at: Callable[..., Restic], tmp_path: Path) -> Restic:
    return restic_at(tmp_path / "vault", SECRET)


def contents(repository: Repository, snapshot: Snapshot) -> dict[str, bytes]:
    """All its files by their own names."""
    return {found.path[-1]: b"".join(read_file(repository, found.node)) for found in find_files(repository, snapshot)}


def assert_well(repository: Repository, restic: Restic) -> None:
    assert Check().run(opened_again(repository), read_all=True, progress=NoProgress()).problems == ()
    restic.check()


def lay_out(folder: Path, files: dict[str, bytes]) -> Path:
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def test_restic_adds_a_backup_to_our_vault(
    shared: Repository, restic: Restic, odd_files: dict[str, bytes], tmp_path: Path
) -> None:
    ours, _ = back_up(shared, odd_files)
    restic.run("backup", "--exclude-caches", lay_out(tmp_path / "source", odd_files))
    assert_well(shared, restic)
    again = opened_again(shared)
    snapshots = again.snapshots()
    assert len(snapshots) == 2
    assert all(contents(again, snapshot) == odd_files for snapshot in snapshots)
    assert ours.id in {snapshot.id for snapshot in snapshots}


def test_we_add_to_what_restic_wrote_and_share_its_blobs(
    restic_at: Callable[..., Restic], odd_files: dict[str, bytes], tmp_path: Path
) -> None:
    restic = restic_at(tmp_path / "theirs", SECRET)
    restic.run("init")
    small = {"photo.jpg": odd_files["one byte"] * 300_000, "empty": b""}
    restic.run("backup", lay_out(tmp_path / "source", small))
    repository = Repository.open(LocalBackend(tmp_path / "theirs"), SECRET)
    _, (photo, _) = back_up(repository, small)
    assert photo.stored == 0  # below restic's smallest chunk and ours, so that both cut it alike: one blob
    back_up(repository, odd_files)
    assert_well(repository, restic)
    assert [contents(repository, snapshot) for snapshot in repository.snapshots()] == [small, small, odd_files]


def test_a_version_1_repository_gets_no_compressed_blobs(
    restic_at: Callable[..., Restic], odd_files: dict[str, bytes], tmp_path: Path
) -> None:
    restic = restic_at(tmp_path / "theirs", SECRET)
    restic.run("init", "--repository-version", "1")
    repository = Repository.open(LocalBackend(tmp_path / "theirs"), SECRET)
    snapshot, _ = back_up(repository, odd_files)
    assert_well(repository, restic)
    assert contents(repository, snapshot) == odd_files


def test_restic_forgets_and_prunes_in_our_vault_while_it_is_open(
    shared: Repository, restic: Restic, odd_files: dict[str, bytes]
) -> None:
    """Re-packing moves blobs to new packs and index files behind our back."""
    kept = {"chat.txt": odd_files["WhatsApp Chat with Zoë.txt"], "one byte": b"x"}
    snapshot, _ = back_up(shared, odd_files)
    back_up(shared, kept)
    restic.run("forget", "--prune", "--max-unused", "0", snapshot.id)
    (left,) = shared.snapshots()
    assert contents(shared, left) == kept
    assert_well(shared, restic)


def test_a_way_in_added_by_either_opens_for_both(
    shared: Repository, restic: Restic, restic_at: Callable[..., Restic], tmp_path: Path
) -> None:
    back_up(shared, {"a": b"1"})
    (tmp_path / "password").write_text("a password typed by hand")
    restic.run("key", "add", "--new-password-file", tmp_path / "password")
    added = Repository.open(shared.backend, "a password typed by hand")
    assert [contents(added, snapshot) for snapshot in added.snapshots()] == [{"a": b"1"}]
    new = shared.add_key(NewKey("another sheet", "recovery sheet 2"), scrypt_n=16)
    assert len(restic_at(tmp_path / "vault", "another sheet").json("snapshots")) == 1
    shared.remove_key(new.id)
    assert restic_at(tmp_path / "vault", "another sheet").attempt("snapshots").returncode != 0
