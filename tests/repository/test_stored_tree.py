"""Backups read whole: every blob of every file from the place, on several threads."""

from __future__ import annotations

import random
import threading

import pytest

from tests.repository.small_vault import SECRET, Recorder, back_up, new_vault
from vault.errors import Cancelled, Damaged
from vault.repository.repository import Repository
from vault.repository.stored_tree import read_whole, sha256_of_node
from vault.repository.tree import Node
from vault.storage.memory import MemoryBackend

NOISE = random.Random(5).randbytes(3 << 20)
FILES = {f"{number:03}.jpg": NOISE[number * 1000 : number * 1500] for number in range(40)}
FILES |= {"film": NOISE, "none": b""}
SIZE = sum(map(len, FILES.values()))


@pytest.fixture
def stored() -> tuple[MemoryBackend, Node]:
    """A place with one backup, and the folder in it."""
    backend = MemoryBackend()
    repository = new_vault(backend)
    snapshot, _ = back_up(repository, FILES, path=("WhatsApp",))
    (folder,) = repository.load_tree(snapshot.tree).nodes
    return backend, folder


def test_all_of_a_folder_is_read(stored: tuple[MemoryBackend, Node]) -> None:
    backend, folder = stored
    recorder = Recorder()
    read_whole(Repository.open(backend, SECRET), folder, SIZE, recorder)
    assert recorder.heard[-1] == ("reading", SIZE, SIZE)
    assert [done for _, done, _ in recorder.heard] == sorted(done for _, done, _ in recorder.heard)


def test_one_flipped_bit_anywhere_is_found(stored: tuple[MemoryBackend, Node]) -> None:
    backend, folder = stored
    packs = [key for key in backend.files if key[0] == "data"]
    for key in packs:
        whole = backend.files[key]
        for place in (0, len(whole) // 2):
            backend.files[key] = whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
            with pytest.raises(Damaged):
                read_whole(Repository.open(backend, SECRET), folder, SIZE, Recorder())
        backend.files[key] = whole


def test_it_stops_when_asked_and_leaves_no_thread(stored: tuple[MemoryBackend, Node]) -> None:
    backend, folder = stored
    repository, threads = Repository.open(backend, SECRET), set(threading.enumerate())
    for reading in (read_whole, sha256_of_node):
        with pytest.raises(Cancelled):
            reading(repository, folder, SIZE, Recorder(stop_after=3))
    assert threads.issuperset(threading.enumerate())
