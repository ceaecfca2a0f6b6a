"""Reading packs to the last byte: in one go, in memory that does not grow with them, and stopped when nobody waits."""

from __future__ import annotations

import random
import tracemalloc

import pytest

from tests.repository.small_vault import SECRET, new_vault
from vault.repository.index_file import PackContents
from vault.repository.pack_check import PackCheck
from vault.repository.repository import Repository
from vault.storage.backend import Kind
from vault.storage.memory import MemoryBackend

NOISE = random.Random(23).randbytes(15 << 20)


class CountingPlace(MemoryBackend):
    """Counts the bytes that are read of packs."""

    read = 0

    def load(self, kind: Kind, name: str, offset: int = 0, length: int | None = None) -> bytes:
        piece = super().load(kind, name, offset, length)
        self.read += len(piece) if kind == "data" else 0
        return piece


@pytest.fixture(scope="module")
def filled() -> CountingPlace:
    """A vault with one full pack of blobs of all sizes."""
    place, start = CountingPlace(), 0
    sizes = random.Random(5)
    with new_vault(place).writing() as writer:
        while start < len(NOISE):
            end = start + sizes.choice((100, 5_000, 300_000, 3_000_000))
            writer.save_blob("data", NOISE[start:end])
            start = end
    return place


@pytest.fixture
def pack(filled: CountingPlace) -> tuple[Repository, PackContents]:
    repository = Repository.open(filled, SECRET)
    packs = (pack for name in filled.list("index") for pack in repository.load_index_file(name))
    return repository, max(packs, key=lambda pack: len(pack.entries))


def test_every_byte_is_read_once(filled: CountingPlace, pack: tuple[Repository, PackContents]) -> None:
    repository, contents = pack
    size, filled.read = filled.size("data", contents.pack_id), 0
    verdict = PackCheck(repository, 1).verify(contents)
    assert (verdict.faults, verdict.bad) == ((), ())
    assert verdict.read_bytes == filled.read == size


def test_memory_does_not_grow_with_the_pack(pack: tuple[Repository, PackContents]) -> None:
    repository, contents = pack
    check = PackCheck(repository, 1)
    tracemalloc.start()
    for _ in range(3):
        check.verify(contents)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 11 << 20  # the largest blob twice, and once more as this place hands it out


def test_what_nobody_waits_for_ends(filled: CountingPlace, pack: tuple[Repository, PackContents]) -> None:
    repository, contents = pack
    check = PackCheck(repository, 1)
    check.close()
    filled.read = 0
    check.verify(contents)
    assert filled.read < 1 << 20
