"""What restic writes, in both format versions and every compression, read by us to the last byte."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.interop.restic import Restic
from vault.errors import WrongKey
from vault.progress import NoProgress
from vault.repository.check import Check
from vault.repository.repository import Repository
from vault.repository.restorer import FoundFile, find_files, open_file, read_file, write_file
from vault.repository.snapshot import Snapshot
from vault.repository.tree import Node, Tree, encode_tree, name_bytes
from vault.storage.local import LocalBackend

pytestmark = pytest.mark.interop

VARIANTS = [(1, "off"), (2, "off"), (2, "auto"), (2, "max")]


@dataclass(frozen=True)
class Written:
    """A repository that restic wrote, what went in at each of its backups, and it opened by us."""

    restic: Restic
    source: Path
    contents: tuple[dict[str, bytes], ...]
    repository: Repository
    version: int


def lay_out(folder: Path, files: dict[str, bytes]) -> None:
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)


@pytest.fixture(scope="module", params=VARIANTS, ids=lambda variant: f"v{variant[0]}-{variant[1]}")
def written(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    restic_at: Callable[..., Restic],
    odd_files: dict[str, bytes],
    big_file: bytes,
) -> Written:
    """Three backups: the odd files; some of them changed; the big file, folders, a link and a pipe besides."""
    version, compression = request.param
    folder = tmp_path_factory.mktemp(f"restic-v{version}-{compression}")
    source, restic = folder / "söurce", restic_at(folder / "repository")
    restic.run("init", "--repository-version", str(version))
    backup = ("backup", "--compression", compression, "--tag", "app=whatsapp,chat=Zoë", source)
    first = dict(odd_files)
    lay_out(source, first)
    restic.run(*backup)
    second = {**first, "empty.txt": b"no longer", "photo.jpg": first["photo.jpg"][::-1]}
    lay_out(source, second)
    restic.run(*backup)
    third = {**second, "big.bin": big_file}
    lay_out(source, third)
    (source / "empty folder").mkdir()
    (source / "deeper").mkdir()
    (source / "deeper" / "same.jpg").write_bytes(third["photo.jpg"])
    (source / "link").symlink_to("big.bin")
    os.mkfifo(source / "pipe")
    restic.run(*backup)
    third["deeper/same.jpg"] = third["photo.jpg"]
    return Written(restic, source, (first, second, third), opened(restic), version)


def opened(restic: Restic) -> Repository:
    return Repository.open(LocalBackend(restic.repository), restic.password)


def found_in(written: Written, snapshot: Snapshot) -> Iterator[tuple[str, FoundFile]]:
    """Its files by their path below the source."""
    above = written.source.parts[1:]
    for found in find_files(written.repository, snapshot):
        assert found.path[: len(above)] == above
        yield "/".join(found.path[len(above) :]), found


def test_we_open_it_and_list_its_backups(written: Written) -> None:
    listed = written.restic.json("snapshots")
    ours = written.repository.snapshots()
    assert written.repository.version == written.version
    assert [snapshot.id for snapshot in ours] == [snapshot["id"] for snapshot in listed]
    assert [snapshot.tree for snapshot in ours] == [snapshot["tree"] for snapshot in listed]
    assert all(snapshot.paths == (str(written.source),) for snapshot in ours)
    assert all(snapshot.tags == ("app=whatsapp", "chat=Zoë") for snapshot in ours)


def test_we_read_every_byte_of_every_backup(written: Written) -> None:
    snapshots = written.repository.snapshots()
    assert len(snapshots) == len(written.contents)
    for snapshot, contents in zip(snapshots, written.contents, strict=True):
        read = {
            name: b"".join(read_file(written.repository, found.node)) for name, found in found_in(written, snapshot)
        }
        assert read.keys() == contents.keys()
        assert [name for name in read if read[name] != contents[name]] == []


def test_we_write_files_back_byte_for_byte(written: Written, tmp_path: Path) -> None:
    contents = written.contents[-1]
    for number, (name, found) in enumerate(found_in(written, written.repository.snapshots()[-1])):
        target = tmp_path / str(number)
        assert write_file(written.repository, found.node, target, NoProgress())
        assert target.read_bytes() == contents[name]
        assert target.stat().st_mtime == pytest.approx((written.source / name).stat().st_mtime, abs=1e-5)


def test_we_seek_in_the_big_file(written: Written, big_file: bytes) -> None:
    found = dict(found_in(written, written.repository.snapshots()[-1]))["big.bin"]
    with open_file(written.repository, found.node) as stream:
        assert stream.seek(0, io.SEEK_END) == len(big_file)
        for position in (len(big_file) - 5, 0, 31_000_000, 12_345_678):
            stream.seek(position)
            assert stream.read(70_000) == big_file[position : position + 70_000]


def test_our_check_agrees_with_restics(written: Written) -> None:
    written.restic.check()
    for read_all in (False, True):
        assert Check().run(written.repository, read_all=read_all, progress=NoProgress()).problems == ()


def test_our_trees_are_encoded_as_restic_does(written: Written) -> None:
    """Names quoted and escaped to the same bytes, and nodes in the same order."""
    snapshot = written.repository.snapshots()[0]
    tree_id = snapshot.tree
    for _ in written.source.parts[1:]:
        (folder,) = written.repository.load_tree(tree_id).nodes
        tree_id = str(folder.subtree)
    raw, tree = written.repository.load_blob(tree_id), written.repository.load_tree(tree_id)
    assert {name_bytes(node.name) for node in tree.nodes} == {os.fsencode(name) for name in written.contents[0]}
    starts = [raw.find(start_of_node(node)) for node in tree.nodes]
    assert -1 not in starts
    assert starts == sorted(starts)
    reencoded = decoded_names(encode_tree(tree))
    assert reencoded == decoded_names(raw)
    assert raw.endswith(b"]}\n")


def start_of_node(node: Node) -> bytes:
    """The beginning of a node as we encode it, up to its type."""
    encoded = encode_tree(Tree((Node(node.name, "file"),)))
    return encoded[len(b'{"nodes":[') : encoded.index(b',"mtime"')]


def decoded_names(tree: bytes) -> list[str]:
    return [node["name"] for node in json.loads(tree)["nodes"]]


def test_a_wrong_password_is_a_wrong_key(written: Written) -> None:
    with pytest.raises(WrongKey):
        Repository.open(LocalBackend(written.restic.repository), "not the password")


def test_who_can_open_it_is_what_restic_lists(written: Written) -> None:
    listed = written.restic.json("key", "list")
    ours = written.repository.keys()
    assert [(key.label, key.hostname) for key in ours] == [(key["userName"], key["hostName"]) for key in listed]
