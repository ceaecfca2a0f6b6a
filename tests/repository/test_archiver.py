"""The way in: what is stored is what was read, once, and nothing is left when it is stopped."""

from __future__ import annotations

import hashlib
import io
import random
import threading
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.repository.small_vault import MOMENT, Recorder, back_up, new_vault, opened_again
from vault.errors import Cancelled, DiskFull
from vault.progress import NoProgress
from vault.repository.archiver import Archiver
from vault.repository.chunker import BUFFER, MAX_CHUNK
from vault.repository.content import content_of
from vault.repository.restorer import find_files, read_file
from vault.repository.tree import MODE_DIR
from vault.storage.memory import MemoryBackend

NOISE = random.Random(11).randbytes(50 << 20)


def archive(data: bytes, cuts: list[int] | None = None) -> tuple[bytes, int]:
    """Store a stream and read it back with fresh eyes; its bytes and how much the vault grew."""
    repository = new_vault()
    snapshot, (stored,) = back_up(repository, {"export.zip": data}, cuts=cuts or [])
    assert stored.content == content_of(stored.node.content)
    assert stored.size == stored.node.size == len(data)
    again = opened_again(repository)
    (found,) = find_files(again, snapshot)
    return b"".join(read_file(again, found.node)), stored.stored


def test_a_stream_larger_than_all_buffers_comes_back() -> None:
    back, stored = archive(NOISE)
    assert len(NOISE) > 3 * BUFFER
    assert back == NOISE
    assert len(NOISE) < stored < len(NOISE) * 1.001


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 6 << 20), st.lists(st.integers(0, 6 << 20), max_size=20))
def test_any_stream_with_any_cuts_comes_back(size: int, cuts: list[int]) -> None:
    assert archive(NOISE[:size], cuts)[0] == NOISE[:size]


def test_an_empty_stream_is_a_file_without_content() -> None:
    repository = new_vault()
    snapshot, (stored,) = back_up(repository, {"empty.txt": b""})
    assert (stored.size, stored.stored, stored.node.content) == (0, 0, ())
    (found,) = find_files(repository, snapshot)
    assert b"".join(read_file(repository, found.node)) == b""


def test_the_same_bytes_again_take_no_room() -> None:
    repository = new_vault()
    first = back_up(repository, {"may.zip": NOISE[: 9 << 20]})[1][0]
    second = back_up(opened_again(repository), {"june.zip": NOISE[: 9 << 20]})[1][0]
    assert first.stored > 9 << 20
    assert second.stored == 0
    assert second.node.content == first.node.content


def test_a_photo_is_found_again_wherever_it_stands() -> None:
    repository = new_vault()
    photo, start = NOISE[: 700 << 10], 3 << 20
    before = NOISE[20 << 20 : 23 << 20] + photo
    back_up(repository, {"may.zip": before}, cuts=[start, start + len(photo)])
    after = b"another header" + photo
    (stored,) = back_up(repository, {"june.zip": after}, cuts=[14, 14 + len(photo)])[1]
    assert stored.stored < 1000


def test_progress_counts_bytes_and_ends_at_the_total() -> None:
    recorder = Recorder()
    back_up(new_vault(), {"a.zip": NOISE[: 9 << 20]}, progress=recorder)
    done = [done for _, done, _ in recorder.heard]
    assert {step for step, _, _ in recorder.heard} == {"storing"}
    assert done == sorted(done)
    assert recorder.heard[-1] == ("storing", 9 << 20, 9 << 20)
    assert len(done) > 3


def test_cancelling_stops_between_chunks_and_leaves_no_backup_and_no_thread() -> None:
    repository = new_vault()
    threads = set(threading.enumerate())
    with pytest.raises(Cancelled):
        back_up(repository, {"a.zip": NOISE}, progress=Recorder(stop_after=5))
    assert threads.issuperset(threading.enumerate())
    assert opened_again(repository).snapshots() == []
    assert repository.backend.list("index") == []
    assert repository.backend.list("locks") == []


def test_a_full_disk_stops_the_work() -> None:
    backend = MemoryBackend()
    repository = new_vault(backend)
    backend.room = 20 << 20
    threads = set(threading.enumerate())
    with pytest.raises(DiskFull):
        back_up(repository, {"a.zip": NOISE})
    assert threads.issuperset(threading.enumerate())
    backend.room = None
    assert opened_again(repository).snapshots() == []


class FailingStream(io.RawIOBase):
    """A stick that is pulled out after `good` bytes."""

    def __init__(self, good: int) -> None:
        self._good = good

    def readinto(self, buffer: object) -> int:
        if self._good <= 0:
            raise OSError(5, "Input/output error")
        count = min(len(memoryview(buffer)), self._good)  # type: ignore[arg-type]
        self._good -= count
        return count


def test_what_the_source_raises_comes_out() -> None:
    repository = new_vault()
    with pytest.raises(OSError, match="Input/output"), repository.writing() as writer:
        Archiver(repository, writer, NoProgress()).store_stream("a", FailingStream(9 << 20), size=99)  # type: ignore[arg-type]
    assert repository.backend.list("index") == []


def test_a_source_that_changed_size_shows_in_what_comes_back() -> None:
    repository = new_vault()
    with repository.writing() as writer:
        recorder = Recorder()
        archiver = Archiver(repository, writer, recorder)
        stored = archiver.store_stream("a", io.BytesIO(b"12345"), size=9)
    assert stored.size == 5
    assert stored.content == content_of([hashlib.sha256(b"12345").hexdigest()])
    assert recorder.heard[-1] == ("storing", 5, 5)


def test_small_bytes_and_nested_folders() -> None:
    repository = new_vault()
    with repository.writing() as writer:
        archiver = Archiver(repository, writer, NoProgress())
        about = archiver.store_bytes("about.json", b'{"app":"whatsapp"}', mtime=MOMENT)
        empty = archiver.store_bytes("empty", b"", mtime=MOMENT)
        root = archiver.store_folder(["WhatsApp", "Anna & Zoë"], [about, empty])
    assert about.size == 18
    assert empty.node.content == ()
    again = opened_again(repository)
    (app,) = again.load_tree(root).nodes
    assert (app.name, app.mode, app.mtime) == ("WhatsApp", MODE_DIR | 0o700, MOMENT)
    (chat,) = again.load_tree(str(app.subtree)).nodes
    assert chat.name == "Anna & Zoë"
    nodes = again.load_tree(str(chat.subtree)).nodes
    assert [(node.name, node.mode, node.size) for node in nodes] == [("about.json", 0o600, 18), ("empty", 0o600, 0)]
    assert again.load_blob(nodes[0].content[0]) == b'{"app":"whatsapp"}'


def test_equal_folders_are_one_tree() -> None:
    repository = new_vault()
    files = {"b.zip": b"two", "a.zip": b"one"}
    first, _ = back_up(repository, files)
    second, _ = back_up(repository, dict(reversed(files.items())))
    assert first.tree == second.tree


def test_a_file_without_a_time_bears_the_present_one() -> None:
    repository = new_vault()
    before = datetime.now(UTC)
    with repository.writing() as writer:
        stored = Archiver(repository, writer, NoProgress()).store_bytes("a", b"x")
    assert stored.node.mtime is not None
    assert before <= stored.node.mtime <= datetime.now(UTC)


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "../../etc/passwd", "nul\0", "C:\\x"])
def test_a_path_is_no_name(name: str) -> None:
    repository = new_vault()
    with repository.writing() as writer:
        archiver = Archiver(repository, writer, NoProgress())
        for store in (
            lambda: archiver.store_bytes(name, b"x"),
            lambda: archiver.store_stream(name, io.BytesIO(b"x"), size=1),
            lambda: archiver.store_folder([name], []),
        ):
            with pytest.raises(ValueError, match="path"):
                store()


def test_two_files_of_one_name_are_refused() -> None:
    repository = new_vault()
    with repository.writing() as writer:
        archiver = Archiver(repository, writer, NoProgress())
        twins = [archiver.store_bytes("a", b"x"), archiver.store_bytes("a", b"y")]
        with pytest.raises(ValueError, match="one name"):
            archiver.store_folder(["WhatsApp"], twins)


def test_chunks_of_two_vaults_differ() -> None:
    sizes = []
    for _ in range(2):
        repository = new_vault()
        content = back_up(repository, {"a": NOISE[: 20 << 20]})[1][0].node.content
        sizes.append([repository.blob_size(blob_id) for blob_id in content])
    assert sizes[0] != sizes[1]
    assert max(map(max, sizes)) <= MAX_CHUNK


def test_nothing_readable_in_repr() -> None:
    repository = new_vault()
    with repository.writing() as writer:
        stored = Archiver(repository, writer, NoProgress()).store_bytes("Anna.zip", b"x")
    assert "Anna" not in repr(stored)


def test_a_small_file_is_cut_where_something_begins_inside() -> None:
    repository = new_vault()
    photo = random.Random(3).randbytes(90_000)
    content = set[str]()
    for text in (b"May", b"May and June, with a word more"):
        _, (stored,) = back_up(repository, {"a.zip": text + photo + b"end"}, cuts=[len(text), len(text) + len(photo)])
        assert len(stored.node.content) == 3
        content.update(stored.node.content)
    assert len(content) == 4, "the photo once, the end once"
