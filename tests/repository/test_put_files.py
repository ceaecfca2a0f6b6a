"""Many small files brought back together: each whole and proven, or not there."""

from __future__ import annotations

import random
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.repository.small_vault import back_up, new_vault
from vault.errors import Cancelled, Damaged, FolderInTheWay
from vault.progress import NoProgress
from vault.repository.proven_file import ProvenFile
from vault.repository.repository import Repository
from vault.repository.restorer import put_files
from vault.repository.tree import Node

NOISE = random.Random(7).randbytes(3 << 20)
SIZES = (0, 1, 4095, 4096, 4097, 131_072, 131_073, 200_000, 1 << 20, 3 << 20)
CONTENTS = {f"{n:03}": NOISE[n * 100 : n * 100 + SIZES[n % 10]] if n % 3 else bytes(SIZES[n % 10]) for n in range(80)}

Files = list[tuple[Node, Path]]


@pytest.fixture(scope="module")
def stored() -> tuple[Repository, list[Node]]:
    repository = new_vault()
    _, files = back_up(repository, CONTENTS, cuts=[5, 5000, 1 << 20])
    return repository, [file.node for file in files]


def put(stored: tuple[Repository, list[Node]], files: Files, *, proving: bool = True) -> list[tuple[int, bool]]:
    with closing(put_files(stored[0], files, NoProgress(), proving=proving)) as done:
        return list(done)


def whole(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.mark.parametrize("proving", [True, False])
def test_all_come_back_in_order(stored: tuple[Repository, list[Node]], tmp_path: Path, *, proving: bool) -> None:
    done = put(stored, [(node, tmp_path / node.name) for node in stored[1]], proving=proving)
    assert whole(tmp_path) == CONTENTS
    assert done == [(len(content), proving) for content in CONTENTS.values()]


@pytest.mark.parametrize("place", [0, 40, 79])
def test_a_lost_blob_ends_it_and_what_is_there_is_whole(
    stored: tuple[Repository, list[Node]], tmp_path: Path, place: int
) -> None:
    files = [(node, tmp_path / node.name) for node in stored[1]]
    files[place] = (replace(files[place][0], content=("ab" * 32,)), files[place][1])
    with pytest.raises(Damaged):
        put(stored, files)
    assert whole(tmp_path).items() <= CONTENTS.items()


def test_nothing_is_overwritten(stored: tuple[Repository, list[Node]], tmp_path: Path) -> None:
    (tmp_path / "050").write_bytes(b"mine")
    with pytest.raises(FolderInTheWay):
        put(stored, [(node, tmp_path / node.name) for node in stored[1]])
    assert whole(tmp_path).items() <= {**CONTENTS, "050": b"mine"}.items()


def test_who_stops_leaves_only_whole_files(stored: tuple[Repository, list[Node]], tmp_path: Path) -> None:
    asked = iter(range(25))

    class Stops(NoProgress):
        def check_cancelled(self) -> None:
            if next(asked, None) is None:
                raise Cancelled

    files = [(node, tmp_path / node.name) for node in stored[1]]
    with pytest.raises(Cancelled), closing(put_files(stored[0], files, Stops(), proving=True)) as done:
        list(done)
    assert whole(tmp_path).items() <= CONTENTS.items()


def test_the_one_that_the_disk_did_not_keep_is_told(
    stored: tuple[Repository, list[Node]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = ProvenFile.put_whole

    def spoiling(file: ProvenFile, data: memoryview, blobs: list[tuple[str, int]]) -> None:
        if len(data) == 200_000:
            data[199_999] ^= 1
        real(file, data, blobs)

    monkeypatch.setattr(ProvenFile, "put_whole", spoiling)
    done = put(stored, [(node, tmp_path / node.name) for node in stored[1]])
    assert [is_proven for _, is_proven in done] == [len(content) != 200_000 for content in CONTENTS.values()]
