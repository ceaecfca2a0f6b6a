"""Repositories from restic's own tests, old and damaged ones: our verdict beside the one that restic gives of each."""

from __future__ import annotations

import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.interop.restic import Restic
from vault.errors import Damaged, WrongKey
from vault.progress import NoProgress
from vault.repository.check import Check
from vault.repository.repository import Repository
from vault.repository.restorer import find_files, read_file
from vault.repository.snapshot import Snapshot
from vault.storage.local import LocalBackend

pytestmark = pytest.mark.interop

PASSWORD = "geheim"
MISSING_PACK = "1959b7f2802f1d83c9eeda21f3d5c5f4ff6c4b122a59b5f5ca5e28a4970a37b4"
MISSING_TREE = "c5897731f7e9b913e3d6b90feeaaab07a831a50614c10e9dd9e098ca761ae961"
WHOLE = {"repo-layout-default": 3, "repo-mixed": 1, "small-repo": 4}  # and how many backups each holds


@dataclass(frozen=True)
class Foreign:
    """One of them, unpacked for this test alone."""

    restic: Restic
    repository: Repository

    def verdict(self, *, read_all: bool) -> list[tuple[str, str]]:
        """What our check names."""
        report = Check().run(self.repository, read_all=read_all, progress=NoProgress())
        return [(problem.what, problem.name) for problem in report.problems]


@pytest.fixture
def unpack(shared_data: Path, restic_at: Callable[..., Restic], tmp_path: Path) -> Callable[[str], Foreign]:
    def unpacked(name: str) -> Foreign:
        with tarfile.open(shared_data / "restic" / f"{name}.tar.gz") as archive:
            if hasattr(tarfile, "data_filter"):  # Debian's Python 3.11.2 has none yet; these files are restic's own
                archive.extraction_filter = staticmethod(tarfile.data_filter)
            archive.extractall(tmp_path)  # noqa: S202
        (config,) = tmp_path.rglob("config")
        repository = Repository.open(LocalBackend(config.parent), PASSWORD)
        return Foreign(restic_at(config.parent, PASSWORD), repository)

    return unpacked


def contents(repository: Repository, snapshot: Snapshot) -> dict[str, bytes]:
    return {
        "/".join(found.path): b"".join(read_file(repository, found.node)) for found in find_files(repository, snapshot)
    }


def test_these_are_all_there_are(shared_data: Path) -> None:
    names = {path.name.removesuffix(".tar.gz") for path in (shared_data / "restic").iterdir()}
    assert names == {*WHOLE, "repo-data-missing", "repo-index-missing"}


@pytest.mark.parametrize("name", WHOLE)
def test_whole_ones_are_whole_to_both(unpack: Callable[[str], Foreign], name: str) -> None:
    foreign = unpack(name)
    assert "no errors were found" in foreign.restic.check()
    assert foreign.repository.version == 1
    assert foreign.verdict(read_all=False) == []
    assert foreign.verdict(read_all=True) == []


@pytest.mark.parametrize("name", WHOLE)
def test_both_bring_back_the_same_bytes(unpack: Callable[[str], Foreign], name: str, tmp_path: Path) -> None:
    foreign = unpack(name)
    snapshots = foreign.repository.snapshots()
    assert len(snapshots) == WHOLE[name]
    for snapshot in snapshots:
        target = tmp_path / "out" / snapshot.id
        foreign.restic.run("restore", snapshot.id, "--target", target)
        restored = {
            str(path.relative_to(target)): path.read_bytes()
            for path in target.rglob("*")
            if path.is_file() and not path.is_symlink()
        }
        assert restored
        assert contents(foreign.repository, snapshot) == restored


def test_a_missing_pack(unpack: Callable[[str], Foreign]) -> None:
    """Without --read-data, because restic tries for a minute to read what is not there."""
    foreign = unpack("repo-data-missing")
    said = foreign.restic.attempt("check")
    assert said.returncode == 1
    assert f"pack {MISSING_PACK}: does not exist" in said.stderr
    (snapshot,) = foreign.repository.snapshots()
    for read_all in (False, True):
        report = Check().run(foreign.repository, read_all=read_all, progress=NoProgress())
        (problem,) = report.problems
        assert (problem.what, problem.name, problem.detail) == ("pack", MISSING_PACK, "missing")
        assert problem.snapshots == (snapshot.id,)
    with pytest.raises(Damaged) as caught:
        contents(foreign.repository, snapshot)
    assert (caught.value.what, caught.value.name, caught.value.detail) == ("pack", MISSING_PACK, "missing")


def test_a_missing_index_file(unpack: Callable[[str], Foreign]) -> None:
    foreign = unpack("repo-index-missing")
    said = foreign.restic.attempt("check", "--read-data")
    assert said.returncode == 1
    assert f"id {MISSING_TREE} not found in repository" in said.stderr
    assert foreign.verdict(read_all=False) == [("tree", MISSING_TREE)]
    assert foreign.verdict(read_all=True) == [("tree", MISSING_TREE)]
    report = Check().run(foreign.repository, read_all=True, progress=NoProgress())
    touched = report.problems[0].snapshots
    lost = [snapshot for snapshot in foreign.repository.snapshots() if snapshot.id in touched]
    assert lost
    for snapshot in lost:
        with pytest.raises(Damaged) as caught:
            find_files(foreign.repository, snapshot)
        assert (caught.value.name, caught.value.detail) == (MISSING_TREE, "not in index")
    for snapshot in foreign.repository.snapshots():
        if snapshot.id not in touched:
            assert contents(foreign.repository, snapshot)


@pytest.mark.parametrize("name", [*WHOLE, "repo-data-missing", "repo-index-missing"])
def test_a_wrong_password_opens_none_of_them(unpack: Callable[[str], Foreign], name: str) -> None:
    foreign = unpack(name)
    with pytest.raises(WrongKey):
        Repository.open(foreign.repository.backend, "Geheim")
