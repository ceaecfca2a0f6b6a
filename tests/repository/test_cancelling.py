"""Whoever waits for a place or a disk that hangs is asked meanwhile whether to stop.

Here only that question, put while everything hangs, lets the work go on: without it each of these would wait for ever.
"""

from __future__ import annotations

import io
import random
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.repository.small_vault import SECRET, back_up, new_vault
from vault.errors import Cancelled
from vault.progress import NoProgress
from vault.repository import durable_file
from vault.repository.archiver import Archiver
from vault.repository.repository import Repository
from vault.repository.restorer import read_file, write_file
from vault.repository.stored_tree import read_whole, sha256_of_node
from vault.repository.tree import Node
from vault.storage.backend import Kind
from vault.storage.memory import MemoryBackend

NOISE = random.Random(21).randbytes(5 << 20)


class Hanging(MemoryBackend):
    """Hangs at packs, from the moment it is told to until it is released."""

    def __init__(self) -> None:
        super().__init__()
        self.hangs, self.release = threading.Event(), threading.Event()
        self.release.set()

    def save(self, kind: Kind, name: str, data: bytes | bytearray | memoryview) -> None:
        self._hang(kind)
        super().save(kind, name, data)

    def load(self, kind: Kind, name: str, offset: int = 0, length: int | None = None) -> bytes:
        self._hang(kind)
        return super().load(kind, name, offset, length)

    def _hang(self, kind: Kind) -> None:
        if kind == "data" and not self.release.is_set():
            self.hangs.set()
            self.release.wait()


class StopsWhenItHangs(NoProgress):
    """The person who cancels as soon as nothing moves any more."""

    def __init__(self, hangs: threading.Event, release: threading.Event) -> None:
        self._hangs, self._release = hangs, release

    def check_cancelled(self) -> None:
        if self._hangs.is_set():
            self._release.set()
            raise Cancelled


@pytest.fixture
def place() -> Hanging:
    return Hanging()


@pytest.fixture
def person(place: Hanging) -> StopsWhenItHangs:
    return StopsWhenItHangs(place.hangs, place.release)


def stored(place: Hanging, data: bytes = NOISE) -> tuple[Repository, Node]:
    """A file of several blobs, and the place hanging from now on."""
    back_up(new_vault(place), {"film": data}, cuts=range(0, len(data), 700_000))
    repository = Repository.open(place, SECRET)
    tree = repository.load_tree(repository.snapshots()[0].tree)
    while tree.nodes[0].subtree:
        tree = repository.load_tree(tree.nodes[0].subtree)
    place.release.clear()
    return repository, tree.nodes[0]


def test_storing_much_at_a_place_that_hangs(place: Hanging, person: StopsWhenItHangs) -> None:
    repository, threads = new_vault(place), set(threading.enumerate())
    place.release.clear()
    endless = random.Random(3).randbytes(1 << 20)

    class Endless(io.RawIOBase):
        read_so_far = 0

        def readinto(self, buffer: object) -> int:
            view = memoryview(buffer)[: 1 << 20]  # type: ignore[arg-type]
            Endless.read_so_far += len(view)
            view[:] = endless[: len(view)]
            view[:8] = Endless.read_so_far.to_bytes(8, "big")
            return len(view)

    with pytest.raises(Cancelled), repository.writing() as writer:
        Archiver(repository, writer, person).store_stream("film", Endless(), size=None)  # type: ignore[arg-type]
    assert Endless.read_so_far < 200 << 20, "a place that hangs stops the reading, too: memory stays flat"
    assert threads.issuperset(threading.enumerate())
    assert place.list("index") == place.list("locks") == []


def test_waiting_for_the_last_packs(place: Hanging, person: StopsWhenItHangs) -> None:
    repository = new_vault(place)
    place.release.clear()

    def store() -> None:
        with repository.writing() as writer:
            archiver = Archiver(repository, writer, person)
            archiver.store_bytes("photo", NOISE[:1000])
            archiver.settle()

    with pytest.raises(Cancelled):
        store()
    assert place.list("index") == []


READERS: list[Callable[[Repository, Node, StopsWhenItHangs], object]] = [
    lambda repository, node, person: list(read_file(repository, node, person)),
    lambda repository, node, person: read_whole(repository, node, node.size, person),
    lambda repository, node, person: sha256_of_node(repository, node, node.size, person),
]


@pytest.mark.parametrize("read", READERS)
def test_reading_from_a_place_that_hangs(
    place: Hanging, person: StopsWhenItHangs, read: Callable[[Repository, Node, StopsWhenItHangs], object]
) -> None:
    repository, node = stored(place)
    with pytest.raises(Cancelled):
        read(repository, node, person)


def test_restoring_from_a_place_that_hangs(place: Hanging, person: StopsWhenItHangs, tmp_path: Path) -> None:
    repository, node = stored(place)
    with pytest.raises(Cancelled):
        write_file(repository, node, tmp_path / "film", person)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("every", [1 << 20, 1 << 40])
def test_a_disk_that_hangs_while_it_is_written_to(
    place: Hanging, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, every: int
) -> None:
    hangs, release = threading.Event(), threading.Event()

    def flush(descriptor: int) -> None:
        hangs.set()
        release.wait()

    repository, node = stored(place)
    place.release.set()
    monkeypatch.setattr(durable_file, "flush", flush)
    monkeypatch.setattr("vault.repository.target_file.FLUSH_EVERY", every)
    with pytest.raises(Cancelled):
        write_file(repository, node, tmp_path / "film", StopsWhenItHangs(hangs, release))
    assert list(tmp_path.iterdir()) == []
