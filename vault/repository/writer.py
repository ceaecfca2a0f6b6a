"""Storing blobs: hash, known already?, compress, seal into a pack; packs go to the place while the next one fills.

The caller's threads hash, compress and seal, or two of our own; more hash whole packs and write them. A fixed
number of pack buffers goes round between them, so memory stays flat however slow the place is.
"""

from __future__ import annotations

import hashlib
import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from vault.crypto.cipher import Cipher
from vault.repository.blob import MAX_BLOB_BYTES, MAX_TREE_BYTES, BlobKind
from vault.repository.buffers import new_memory
from vault.repository.compression import compress
from vault.repository.id_table import IdTable
from vault.repository.ids import id_of
from vault.repository.packer import BUFFER_BYTES, MOST_PAYLOAD, PackBuffer, Packer
from vault.repository.waiting import ASK_EVERY
from vault.storage.backend import Backend
from vault.storage.disk import interruptible

_WRITERS = 4  # most of the time they wait for the disk
_SEALERS = 2
_BUFFERS = 7  # one filling for each kind, one with each writing thread, one waiting


@dataclass(frozen=True, slots=True)
class DurablePack:
    """A pack that lies at the place. `header` is its list of blobs as pack.decode_header reads it: flat and short."""

    pack_id: str
    header: bytes


class Writer:
    """Stores blobs that are not there yet. `save_blob` may be called from several threads."""

    def __init__(
        self, backend: Backend, cipher: Cipher, is_known: Callable[[BlobKind, bytes], bool], *, compresses: bool
    ) -> None:
        self._backend = backend
        self._cipher = cipher
        self._is_known = is_known
        self._compresses = compresses
        self._lock = threading.Lock()
        self._claimed: dict[BlobKind, IdTable] = {"data": IdTable(), "tree": IdTable()}
        self._durable: list[DurablePack] = []
        self._failure: BaseException | None = None
        self._memory: queue.LifoQueue[memoryview | None] = queue.LifoQueue()  # what was used last is warm
        for _ in range(_BUFFERS):
            self._memory.put(None)
        self._packer = Packer(self._take_memory, self._ship)
        self._pool = ThreadPoolExecutor(_WRITERS, thread_name_prefix="pack-writer")
        self._sealers = ThreadPoolExecutor(_SEALERS, thread_name_prefix="sealer")
        self._on_the_way = 0
        self._arrived = threading.Condition(self._lock)
        self.stored = 0

    def save_blob(self, kind: BlobKind, plain: bytes | bytearray | memoryview) -> tuple[str, int]:
        """Store a blob; returns its id and the bytes that it newly takes, 0 when known.

        It has at most MAX_BLOB_BYTES, a tree MAX_TREE_BYTES, else ValueError. `plain` is not used after the call.
        Raises what went wrong while writing, be it with an earlier blob.
        """
        self.check()
        if len(plain) > (MAX_TREE_BYTES if kind == "tree" else MAX_BLOB_BYTES):
            raise ValueError("a blob beyond the limit")
        digest = hashlib.sha256(plain)
        if not self._claim(kind, digest.digest()):
            return digest.hexdigest(), 0
        try:
            return digest.hexdigest(), self._store(kind, digest.digest(), plain)
        except BaseException as failure:
            # The blob is claimed and its piece of the pack may be half sealed: nothing of this run can be used.
            self._fail(failure)
            raise

    def check(self) -> None:
        """Raise what made this writer unusable, if anything did."""
        if self._failure is not None:
            raise self._failure

    def save_run(self, pieces: Sequence[bytes | memoryview]) -> list[tuple[str, int]]:
        """As save_blob, of some pieces of a file one after the other."""
        return [self.save_blob("data", plain) for plain in pieces]

    def save_soon(self, pieces: Sequence[memoryview]) -> Future[list[tuple[str, int]]]:
        """As save_run, on one of the writer's own threads: handing over costs as much as sealing a small blob."""
        return self._sealers.submit(self.save_run, pieces)

    def drain(self, check_cancelled: Callable[[], None]) -> None:
        """Wait until all that was saved is durable, asking meanwhile whether to stop. Raises as save_blob does."""
        self._packer.close_all()
        while True:
            check_cancelled()
            with self._arrived:
                if self._arrived.wait_for(lambda: self._on_the_way == 0, ASK_EVERY):
                    break
        self.check()

    def settle(self) -> list[DurablePack]:
        """Make everything durable; the packs written since the last time."""
        self._packer.close_all()
        with self._arrived:
            self._arrived.wait_for(lambda: self._on_the_way == 0)
            self.check()
            durable, self._durable = self._durable, []
        return durable

    def abandon(self, failure: BaseException) -> None:
        """Store nothing more; what is open is dropped."""
        self._fail(failure)

    def close(self) -> None:
        """End the threads, after the packs that they hold."""
        self._sealers.shutdown(wait=True, cancel_futures=True)
        self._pool.shutdown(wait=True)

    def _claim(self, kind: BlobKind, blob_id: bytes) -> bool:
        """Whether this call is the one to store the blob."""
        if self._is_known(kind, blob_id):
            return False
        with self._lock:
            claimed = self._claimed[kind]
            if claimed.find(blob_id) >= 0:
                return False
            claimed.add(blob_id)
            return True

    def _store(self, kind: BlobKind, blob_id: bytes, plain: bytes | bytearray | memoryview) -> int:
        compressed = compress(plain) if self._compresses else None
        payload = plain if compressed is None else compressed
        if len(payload) > MOST_PAYLOAD:
            raise ValueError("a blob beyond what a pack holds")
        piece = self._packer.reserve(kind, blob_id, len(payload), None if compressed is None else len(plain))
        try:
            size = self._cipher.seal_into(payload, piece.room)
        except BaseException as failure:
            self._fail(failure)  # before the piece is given back: a pack with a hole must not be written
            raise
        finally:
            self._packer.done(piece)
        with self._lock:
            self.stored += size
        return size

    def _take_memory(self) -> memoryview:
        memory = self._memory.get()
        try:
            self.check()  # who waited while the work failed must not begin another pack
            return new_memory(BUFFER_BYTES) if memory is None else memory
        except BaseException:
            self._memory.put(memory)  # others may be waiting for it, to be told of the fault
            raise

    def _ship(self, pack: PackBuffer) -> None:
        with self._lock:
            self._on_the_way += 1
        self._pool.submit(self._write, pack)

    def _write(self, pack: PackBuffer) -> None:
        try:
            if self._failure is None:
                whole = pack.finish(self._cipher)
                pack_id = id_of(whole)
                with interruptible(self.check):
                    self._backend.save("data", pack_id, whole)
                with self._lock:
                    self._durable.append(DurablePack(pack_id, pack.header))
        except BaseException as failure:  # noqa: BLE001 - it is raised again by the next call
            self._fail(failure)
        finally:
            self._memory.put(pack.memory)
            with self._arrived:
                self._on_the_way -= 1
                self._arrived.notify_all()

    def _fail(self, failure: BaseException) -> None:
        with self._lock:
            first, self._failure = self._failure is None, self._failure or failure
        if first:
            self._memory.put(None)  # wakes who waits for memory; each wakes the next
