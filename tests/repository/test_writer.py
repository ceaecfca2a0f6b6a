"""The writer: what is stored once, how packs fill, and what a fault leaves behind."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.repository.vaults import CIPHER
from vault.crypto.cipher import OVERHEAD
from vault.errors import Cancelled, DiskFull, PlaceFailed
from vault.repository.blob import MAX_BLOB_BYTES, BlobKind
from vault.repository.ids import id_of
from vault.repository.pack import decode_header, read_header
from vault.repository.packer import PACK_BYTES
from vault.repository.writer import DurablePack, Writer
from vault.storage.backend import Kind
from vault.storage.memory import MemoryBackend

TEXT = b"12.05.26, 09:15 - Anna: Bis nachher!\n" * 3000


@pytest.fixture
def backend() -> MemoryBackend:
    return MemoryBackend()


@pytest.fixture
def writer(backend: MemoryBackend) -> Iterator[Writer]:
    writer = Writer(backend, CIPHER, lambda _kind, _id: False, compresses=True)
    yield writer
    writer.close()


def stored_blobs(backend: MemoryBackend, packs: list[DurablePack]) -> dict[tuple[str, str], bytes]:
    """What can be read back from the packs, by kind and id; each is unsealed, not yet unpacked."""
    found: dict[tuple[str, str], bytes] = {}
    for pack in packs:
        entries = read_header(backend, CIPHER, pack.pack_id)
        assert entries == decode_header(pack.header)
        assert len({entry.kind for entry in entries}) == 1
        for entry in entries:
            sealed = backend.load("data", pack.pack_id, entry.offset, entry.length)
            assert (entry.kind, entry.blob_id) not in found
            found[entry.kind, entry.blob_id] = CIPHER.open(sealed)
    return found


def test_a_blob_is_called_by_its_plaintext(writer: Writer) -> None:
    blob_id, stored = writer.save_blob("data", TEXT)
    assert blob_id == hashlib.sha256(TEXT).hexdigest()
    assert OVERHEAD < stored < len(TEXT) // 10
    assert writer.stored == stored


def test_what_does_not_compress_is_stored_as_it_is(backend: MemoryBackend, writer: Writer) -> None:
    noise = os.urandom(100_000)
    blob_id, stored = writer.save_blob("data", noise)
    assert stored == len(noise) + OVERHEAD
    assert stored_blobs(backend, writer.settle()) == {("data", blob_id): noise}


def test_version_1_knows_no_compression(backend: MemoryBackend) -> None:
    writer = Writer(backend, CIPHER, lambda _kind, _id: False, compresses=False)
    blob_id, stored = writer.save_blob("data", TEXT)
    assert stored == len(TEXT) + OVERHEAD
    assert stored_blobs(backend, writer.settle()) == {("data", blob_id): TEXT}
    writer.close()


def test_nothing_is_a_blob_as_well(backend: MemoryBackend, writer: Writer) -> None:
    blob_id, stored = writer.save_blob("data", b"")
    assert stored == OVERHEAD
    assert stored_blobs(backend, writer.settle()) == {("data", blob_id): b""}


def test_the_same_blob_is_stored_once(backend: MemoryBackend, writer: Writer) -> None:
    first = writer.save_blob("data", TEXT)
    assert writer.save_blob("data", bytearray(TEXT)) == (first[0], 0)
    writer.settle()
    assert writer.save_blob("data", TEXT) == (first[0], 0)
    assert writer.settle() == []
    assert writer.stored == first[1]


def test_a_known_blob_is_not_stored(backend: MemoryBackend) -> None:
    known = {("data", hashlib.sha256(TEXT).digest())}
    writer = Writer(backend, CIPHER, lambda kind, blob_id: (kind, blob_id) in known, compresses=True)
    assert writer.save_blob("data", TEXT)[1] == 0
    assert writer.save_blob("tree", TEXT)[1] > 0
    assert len(writer.settle()) == 1
    writer.close()


def test_trees_and_data_lie_in_packs_of_their_own(backend: MemoryBackend, writer: Writer) -> None:
    ids = {(kind, writer.save_blob(kind, TEXT)[0]) for kind in _kinds()}
    packs = writer.settle()
    assert len(packs) == 2
    assert set(stored_blobs(backend, packs)) == ids


def _kinds() -> tuple[BlobKind, ...]:
    return ("data", "tree")


def test_the_bytes_are_free_again_after_the_call(backend: MemoryBackend, writer: Writer) -> None:
    buffer = bytearray(os.urandom(200_000))
    expected = bytes(buffer)
    blob_id, _ = writer.save_blob("data", memoryview(buffer))
    buffer[:] = bytes(200_000)
    assert stored_blobs(backend, writer.settle()) == {("data", blob_id): expected}


def test_packs_are_about_16_mib(backend: MemoryBackend, writer: Writer) -> None:
    noise = os.urandom(40 << 20)
    blobs = [noise[place : place + (1 << 20)] for place in range(0, len(noise), 1 << 20)]
    ids = [writer.save_blob("data", blob)[0] for blob in blobs]
    packs = writer.settle()
    sizes = sorted(backend.size("data", pack.pack_id) for pack in packs)
    assert len(sizes) == 3
    assert all(PACK_BYTES * 0.9 < size <= PACK_BYTES + (64 << 10) for size in sizes[1:])
    assert stored_blobs(backend, packs) == {("data", blob_id): blob for blob_id, blob in zip(ids, blobs, strict=True)}


def test_many_small_blobs_leave_room_for_their_list(backend: MemoryBackend, writer: Writer) -> None:
    ids = {writer.save_blob("tree", number.to_bytes(8, "big") + os.urandom(100))[0] for number in range(5000)}
    assert {blob_id for _, blob_id in stored_blobs(backend, writer.settle())} == ids


def test_the_largest_blob_fits_and_a_larger_one_is_refused(backend: MemoryBackend, writer: Writer) -> None:
    noise = os.urandom(MAX_BLOB_BYTES)
    blob_id, _ = writer.save_blob("data", noise)
    with pytest.raises(ValueError, match="beyond the limit"):
        writer.save_blob("data", noise + b"x")
    assert stored_blobs(backend, writer.settle()) == {("data", blob_id): noise}


def test_several_threads_store_every_blob_once(backend: MemoryBackend, writer: Writer) -> None:
    blobs = [os.urandom(10) * (2000 * (number % 9)) + os.urandom(30_000) for number in range(300)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda blob: writer.save_blob("data", blob), blobs * 3))
    packs = writer.settle()
    assert {blob_id for _, blob_id in stored_blobs(backend, packs)} == {id_of(blob) for blob in blobs}
    assert sum(1 for _, stored in answers if stored) == len(blobs)
    assert sum(stored for _, stored in answers) == writer.stored


def test_packs_are_named_by_their_bytes(backend: MemoryBackend, writer: Writer) -> None:
    writer.save_blob("data", TEXT)
    (pack,) = writer.settle()
    assert id_of(backend.load("data", pack.pack_id)) == pack.pack_id


class SlowPlace(MemoryBackend):
    """Takes its time, and counts how many packs it is given at once. The first one lasts until there is another."""

    def __init__(self) -> None:
        super().__init__()
        self.at_once = self.most = 0
        self.gate = threading.Condition()

    def save(self, kind: Kind, name: str, data: bytes | bytearray | memoryview) -> None:
        with self.gate:
            self.at_once += 1
            self.most = max(self.most, self.at_once)
            self.gate.notify_all()
            self.gate.wait_for(lambda: self.most >= 2, timeout=60)
        time.sleep(0.05)
        super().save(kind, name, data)
        with self.gate:
            self.at_once -= 1


def test_a_slow_place_slows_the_caller_and_not_the_memory() -> None:
    place = SlowPlace()
    writer = Writer(place, CIPHER, lambda _kind, _id: False, compresses=False)
    blob = bytearray(MAX_BLOB_BYTES - 1000)
    most_ahead = 0
    for number in range(24):
        blob[:8] = number.to_bytes(8, "big")
        writer.save_blob("data", blob)
        most_ahead = max(most_ahead, writer.stored - sum(map(len, place.files.values())))
    writer.settle()
    writer.close()
    assert 2 <= place.most <= 4
    assert most_ahead <= 7 * (PACK_BYTES + (64 << 10))


class FailingPlace(MemoryBackend):
    """Fails from the nth pack on."""

    def __init__(self, good: int, error: Exception) -> None:
        super().__init__()
        self.good = good
        self.error = error

    def save(self, kind: Kind, name: str, data: bytes | bytearray | memoryview) -> None:
        if self.good <= 0:
            raise self.error
        self.good -= 1
        super().save(kind, name, data)


@pytest.mark.parametrize("error", [DiskFull("place"), PlaceFailed("place", "EIO")])
def test_a_fault_comes_up_at_the_next_call_and_stays(error: Exception) -> None:
    place = FailingPlace(1, error)
    writer = Writer(place, CIPHER, lambda _kind, _id: False, compresses=False)
    blob = bytearray(MAX_BLOB_BYTES - 1000)

    def go_on() -> None:
        for number in range(200):
            blob[:8] = number.to_bytes(8, "big")
            writer.save_blob("data", blob)

    for attempt in (go_on, go_on, writer.settle, writer.check):
        with pytest.raises(type(error)) as raised:
            attempt()
        assert raised.value is error
    writer.close()
    assert len(place.files) == 1


def test_a_fault_of_the_last_pack_comes_up_when_settling() -> None:
    writer = Writer(FailingPlace(0, DiskFull("place")), CIPHER, lambda _kind, _id: False, compresses=True)
    writer.save_blob("data", TEXT)
    with pytest.raises(DiskFull):
        writer.settle()
    writer.close()


def test_threads_that_wait_for_room_are_told_of_a_fault() -> None:
    place = FailingPlace(0, DiskFull("place"))
    writer = Writer(place, CIPHER, lambda _kind, _id: False, compresses=False)
    noise = os.urandom(64)

    def save(number: int) -> bool:
        try:
            writer.save_blob("data", noise + number.to_bytes(8, "big") + bytes(MAX_BLOB_BYTES - 200))
        except DiskFull:
            return True
        return False

    with ThreadPoolExecutor(6) as pool:
        told = list(pool.map(save, range(40)))
    assert told[-1]
    writer.close()


def test_a_pack_with_a_hole_is_never_written(
    backend: MemoryBackend, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer.save_blob("data", TEXT)

    def fail(*_: object) -> int:
        raise MemoryError

    monkeypatch.setattr("vault.crypto.cipher.Cipher.seal_into", fail)
    with pytest.raises(MemoryError):
        writer.save_blob("data", b"other")
    monkeypatch.undo()
    for attempt in (lambda: writer.save_blob("data", b"third"), writer.settle):
        with pytest.raises(MemoryError):
            attempt()
    assert backend.files == {}


def test_memory_that_cannot_be_had_is_told(writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_size: int) -> memoryview:
        raise MemoryError

    monkeypatch.setattr("vault.repository.writer.new_memory", fail)
    with ThreadPoolExecutor(8) as pool:
        attempts = [pool.submit(writer.save_blob, "data", bytes([number])) for number in range(8)]
    assert all(isinstance(attempt.exception(), MemoryError) for attempt in attempts)


def test_an_abandoned_writer_stores_nothing_more(backend: MemoryBackend, writer: Writer) -> None:
    writer.save_blob("data", TEXT)
    writer.abandon(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        writer.save_blob("data", b"more")
    writer.close()
    assert backend.files == {}


def test_a_run_of_pieces_is_stored_piece_by_piece(backend: MemoryBackend, writer: Writer) -> None:
    pieces = [memoryview(os.urandom(size)) for size in (1, 5000, 300_000)] + [memoryview(TEXT)]
    saved = writer.save_soon([*pieces, pieces[0]]).result()
    assert [blob_id for blob_id, _ in saved] == [id_of(piece) for piece in (*pieces, pieces[0])]
    assert (saved[-1][1], sum(stored for _, stored in saved)) == (0, writer.stored)
    assert {blob_id for _, blob_id in stored_blobs(backend, writer.settle())} == {id_of(piece) for piece in pieces}


def test_a_run_ends_where_the_writer_is_abandoned(backend: MemoryBackend, writer: Writer) -> None:
    class Telling(list[memoryview]):
        def __iter__(self) -> Iterator[memoryview]:
            yield memoryview(b"one")
            writer.abandon(Cancelled())
            yield memoryview(b"two")

    with pytest.raises(Cancelled):
        writer.save_soon(Telling()).result()
    assert backend.files == {}
