"""The way out: every byte verified, hostile names refused, streams that seek like files."""

from __future__ import annotations

import io
import random
import threading
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.repository.small_vault import MOMENT, SECRET, Recorder, back_up, new_vault, opened_again
from vault.errors import Cancelled, Damaged
from vault.repository import restorer
from vault.repository.repository import Repository
from vault.repository.restorer import find_files, open_file, read_file, target_in, write_file
from vault.repository.snapshot import Snapshot
from vault.repository.tree import MODE_DIR, Node, Tree, encode_tree
from vault.storage.memory import MemoryBackend

NOISE = random.Random(12).randbytes(12 << 20)


@pytest.fixture(scope="module")
def noisy() -> tuple[Repository, Node]:
    """A vault with one file of many blobs, small and large."""
    repository = new_vault()
    _, (stored,) = back_up(repository, {"noise": NOISE}, cuts=[5, 5000, 20_000, 7 << 20, (7 << 20) + 9000])
    return opened_again(repository), stored.node


def save_trees(repository: Repository, trees: Sequence[bytes]) -> list[str]:
    with repository.writing() as writer:
        return [writer.save_blob("tree", tree)[0] for tree in trees]


def snapshot_of(tree: str) -> Snapshot:
    return Snapshot(datetime.now(UTC), tree, ("/",))


def test_files_are_found_folder_by_folder_in_order() -> None:
    repository = new_vault()
    snapshot, _ = back_up(repository, {"b.zip": b"2", "a.zip": b"1", "Ä": b"3"})
    found = find_files(repository, snapshot)
    assert [file.path for file in found] == [("WhatsApp", "Anna", name) for name in ("a.zip", "b.zip", "Ä")]
    assert "Anna" not in repr(found)


def test_links_and_the_like_are_left_out() -> None:
    repository = new_vault()
    nodes = [Node("link", "symlink"), Node("pipe", "fifo"), Node("x", "file"), Node("..", "symlink")]
    (tree,) = save_trees(repository, [encode_tree(Tree(tuple(nodes)))])
    assert [file.path for file in find_files(repository, snapshot_of(tree))] == [("x",)]


@pytest.mark.parametrize("name", ["", ".", "..", "/etc/passwd", "a/../../b", "nul\0", "C:", "c:autoexec.bat"])
@pytest.mark.parametrize("kind", ["file", "dir"])
def test_hostile_names_are_damage(name: str, kind: str) -> None:
    repository = new_vault()
    inner, _ = save_trees(repository, [encode_tree(Tree(())), b"{}"])
    node = Node(name, kind, subtree=inner if kind == "dir" else None)
    (tree,) = save_trees(repository, [encode_tree(Tree((node,)))])
    with pytest.raises(Damaged) as caught:
        find_files(repository, snapshot_of(tree))
    assert (caught.value.what, caught.value.name) == ("tree", tree)


def test_a_missing_or_broken_tree_is_damage() -> None:
    repository = new_vault()
    with pytest.raises(Damaged):
        find_files(repository, snapshot_of("ab" * 32))
    (tree,) = save_trees(repository, [b"no tree at all"])
    with pytest.raises(Damaged):
        find_files(repository, snapshot_of(tree))


def nested(repository: Repository, width: int, depth: int) -> str:
    """Each folder holds `width` times the same folder: a few blobs that stand for width ** depth files."""
    (tree,) = save_trees(repository, [encode_tree(Tree((Node("x", "file"),)))])
    for _ in range(depth):
        nodes = tuple(Node(f"{number}", "dir", MODE_DIR, subtree=tree) for number in range(width))
        (tree,) = save_trees(repository, [encode_tree(Tree(nodes))])
    return tree


def test_folders_without_end_are_damage(monkeypatch: pytest.MonkeyPatch) -> None:
    repository = new_vault()
    monkeypatch.setattr(restorer, "MAX_DEPTH", 10)
    assert len(find_files(repository, snapshot_of(nested(repository, 1, 10)))) == 1
    with pytest.raises(Damaged):
        find_files(repository, snapshot_of(nested(repository, 1, 11)))


def test_a_small_vault_that_lists_without_end_is_damage(monkeypatch: pytest.MonkeyPatch) -> None:
    repository = new_vault()
    monkeypatch.setattr(restorer, "MAX_FILES", 1000)
    with pytest.raises(Damaged):
        find_files(repository, snapshot_of(nested(repository, 4, 30)))


def test_reading_gives_what_was_stored(noisy: tuple[Repository, Node]) -> None:
    repository, node = noisy
    recorder = Recorder()
    assert b"".join(read_file(repository, node, recorder)) == NOISE
    assert {step for step, _, _ in recorder.heard} == {"reading"}
    assert recorder.heard[-1] == ("reading", len(NOISE), len(NOISE))


def test_reading_stops_when_asked_and_leaves_no_thread(noisy: tuple[Repository, Node]) -> None:
    repository, node = noisy
    threads = set(threading.enumerate())
    with pytest.raises(Cancelled):
        list(read_file(repository, node, Recorder(stop_after=2)))
    blobs = read_file(repository, node)
    next(blobs)
    del blobs
    assert threads.issuperset(threading.enumerate())


def test_a_flipped_byte_is_never_given_out() -> None:
    backend = MemoryBackend()
    _, (stored,) = back_up(new_vault(backend), {"noise": NOISE[: 1 << 20]})
    (pack,) = [key for key in backend.files if key[0] == "data" and len(backend.files[key]) > 1 << 20]
    whole = backend.files[pack]
    backend.files[pack] = whole[:600_000] + bytes([whole[600_000] ^ 1]) + whole[600_001:]
    repository = Repository.open(backend, SECRET)
    with pytest.raises(Damaged):
        list(read_file(repository, stored.node))
    with pytest.raises(Damaged), open_file(repository, stored.node) as stream:
        stream.read()


def test_streams_are_zip_files_to_a_parser() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("_chat.txt", "hello")
        archive.writestr("photo.jpg", NOISE[: 5 << 20])
    repository = new_vault()
    _, (stored,) = back_up(repository, {"export.zip": made.getvalue()}, cuts=[100, 200])
    with open_file(opened_again(repository), stored.node) as stream, zipfile.ZipFile(stream) as archive:
        assert archive.read("_chat.txt") == b"hello"
        assert archive.read("photo.jpg") == NOISE[: 5 << 20]
        assert archive.testzip() is None


steps = st.lists(
    st.tuples(st.sampled_from((io.SEEK_SET, io.SEEK_CUR, io.SEEK_END)), st.integers(-(13 << 20), 13 << 20))
    | st.integers(-1, 300_000),
    max_size=15,
)


@settings(max_examples=60, deadline=None)
@given(steps)
def test_streams_seek_and_read_as_files_do(noisy: tuple[Repository, Node], steps: list[tuple[int, int] | int]) -> None:
    ours, real = open_file(*noisy), io.BytesIO(NOISE)
    for step in steps:
        if isinstance(step, int):
            assert ours.read(step) == real.read(step)
            continue
        whence, offset = step
        base = {io.SEEK_SET: 0, io.SEEK_CUR: real.tell(), io.SEEK_END: len(NOISE)}[whence]
        if base + offset >= 0:
            assert ours.seek(offset, whence) == real.seek(offset, whence)
        else:
            with pytest.raises(ValueError, match="beginning"):
                ours.seek(offset, whence)
        assert ours.tell() == real.tell()


def test_streams_cannot_be_written_and_close(noisy: tuple[Repository, Node]) -> None:
    stream = open_file(*noisy)
    assert stream.readable()
    assert stream.seekable()
    assert not stream.writable()
    stream.read(1)
    stream.close()
    with pytest.raises(ValueError, match="closed"):
        stream.read(1)


def test_opening_a_file_whose_blobs_are_unknown_is_damage(noisy: tuple[Repository, Node]) -> None:
    repository, node = noisy
    with pytest.raises(Damaged):
        open_file(repository, replace(node, content=("ab" * 32,)))


def test_written_files_are_whole_dated_and_private(
    noisy: tuple[Repository, Node], tmp_path_factory: pytest.TempPathFactory
) -> None:
    repository, node = noisy
    folder = tmp_path_factory.mktemp("restored")
    recorder = Recorder()
    assert write_file(repository, node, folder / "noise", recorder)
    assert (folder / "noise").read_bytes() == NOISE
    assert (folder / "noise").stat().st_mtime == MOMENT.timestamp()
    assert (folder / "noise").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in folder.iterdir()] == ["noise"]
    assert [told for told in recorder.heard if told[1] == len(NOISE)] == [
        ("restoring", len(NOISE), len(NOISE)),
        ("restoring", len(NOISE), len(NOISE)),
        ("comparing", len(NOISE), len(NOISE)),
    ]


def test_a_cancelled_or_damaged_restore_leaves_nothing(
    noisy: tuple[Repository, Node], tmp_path_factory: pytest.TempPathFactory
) -> None:
    repository, node = noisy
    folder = tmp_path_factory.mktemp("restored")
    with pytest.raises(Cancelled):
        write_file(repository, node, folder / "noise", Recorder(stop_after=3))
    with pytest.raises(Damaged):
        write_file(repository, replace(node, content=(*node.content, "ab" * 32)), folder / "noise", Recorder())
    assert list(folder.iterdir()) == []


def test_targets_stay_in_their_folder(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("restored")
    assert target_in(folder, ("WhatsApp", "Anna", "a.zip")) == folder / "WhatsApp" / "Anna" / "a.zip"
    for path in ((), ("..", "x"), ("a", "/etc/passwd"), ("a", "b/../../../c"), ("C:", "x"), ("a", "")):
        with pytest.raises(Damaged):
            target_in(folder, path)


def test_what_does_not_come_back_reads_as_zeros_where_that_is_asked_for() -> None:
    backend = MemoryBackend()
    repository = new_vault(backend)
    _, (stored,) = back_up(repository, {"a": NOISE[: 600 << 10] + bytes(5)}, cuts=[1000])
    first, *_ = stored.node.content
    (place,) = repository.places(first)
    whole = bytearray(backend.files["data", place.pack_id])
    whole[place.entry.offset + 20] ^= 1
    backend.files["data", place.pack_id] = bytes(whole)
    with pytest.raises(Damaged), open_file(repository, stored.node) as stream:
        stream.read()
    with open_file(repository, stored.node, holes=True) as stream:
        assert stream.read() == bytes(place.entry.plain_length) + NOISE[place.entry.plain_length : 600 << 10] + bytes(5)
