"""A file brought back and proven: what the disk took is read again from it before the file gets its name.

Pieces come in any order, from several threads. Two threads of the file's own have the disk keep one stretch after the
other, ask the system to forget its copy in memory where it can be asked, read the stretch again and hash it: so a large
file is proven while it is still being written.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from types import TracebackType

from vault.repository import target_file
from vault.repository.target_file import FileBeside
from vault.repository.waiting import until_done
from vault.storage.disk import flush, write_at

SMALL_FILE = 4 << 20  # up to here threads of its own cost a file more than they bring
_PIECE = 1 << 20


class ProvenFile(FileBeside):
    """Takes pieces by their offsets. The one thread that finishes it also tells how far it is complete."""

    def __init__(self, target: Path, *, modified: datetime | None) -> None:
        """As FileBeside."""
        super().__init__(target, modified=modified)
        self._digest = hashlib.sha256()
        self._turn = threading.Lock()
        self._flushing: ThreadPoolExecutor | None = None
        self._hashing: ThreadPoolExecutor | None = None
        self._stretches: deque[Future[int]] = deque()
        self._asked = self.proven = 0

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go of the file; what was not finished goes away."""
        for pool in (self._flushing, self._hashing):
            if pool is not None:
                pool.shutdown(wait=True, cancel_futures=True)
        super().__exit__(kind, error, trace)

    def put(self, offset: int, data: bytes | memoryview) -> None:
        """Write a piece where it belongs. From any thread."""
        with self._translated():
            write_at(self._descriptor, data, offset, self._turn)

    def complete_to(self, end: int) -> None:
        """Every byte before `end` was put: prove them meanwhile, if there are enough. Raises faults met so far."""
        if end - self._asked >= target_file.FLUSH_EVERY:
            self._ask(end)
        while self._stretches and self._stretches[0].done():
            self._take(self._stretches.popleft().result)

    def finish(self, end: int, check_cancelled: Callable[[], None]) -> str:
        """Prove the rest and give the file its name; the SHA-256 (hex) of what was read again.

        The name is not durable yet: flush its folder. While it waits it asks whether to stop.
        """
        if end <= SMALL_FILE and self._asked == 0:
            self.proven = self._prove(0, end)
        elif end > self._asked:
            self._ask(end)
        while self._stretches:
            stretch = self._stretches.popleft()
            until_done(stretch, check_cancelled)
            self._take(stretch.result)
        with self._translated():
            self._name()
        return self._digest.hexdigest()

    def _ask(self, end: int) -> None:
        """Have the stretch up to `end` flushed, and hashed when it is, while the disk takes the next."""
        if self._flushing is None or self._hashing is None:
            self._flushing = ThreadPoolExecutor(1, thread_name_prefix="flush")
            self._hashing = ThreadPoolExecutor(1, thread_name_prefix="proof")
        start, self._asked = self._asked, end
        flushed = self._flushing.submit(self._flush, start, end)
        self._stretches.append(self._hashing.submit(self._hash_when, flushed, start, end))

    def _take(self, result: Callable[[], int]) -> None:
        self.proven = result()

    def _prove(self, start: int, end: int) -> int:
        self._flush(start, end)
        return self._hash(start, end)

    def _flush(self, start: int, end: int) -> None:
        """Make it last; have the system forget its copy in memory, and already fetch what the disk has."""
        with self._translated():
            flush(self._descriptor)
            if hasattr(os, "posix_fadvise"):
                for advice in (os.POSIX_FADV_DONTNEED, os.POSIX_FADV_WILLNEED):
                    with contextlib.suppress(OSError):
                        os.posix_fadvise(self._descriptor, start, end - start, advice)

    def _hash_when(self, flushed: Future[None], start: int, end: int) -> int:
        flushed.result()
        return self._hash(start, end)

    def _hash(self, start: int, end: int) -> int:
        """Take what a reader gets into the digest; `end`, or less where the disk lost bytes."""
        buffer = memoryview(bytearray(min(_PIECE, max(end - start, 1))))
        with self._translated(), self._beside.open("rb", buffering=0) as stream:
            stream.seek(start)
            while start < end and (count := stream.readinto(buffer[: end - start])):
                self._digest.update(buffer[:count])
                start += count
        return start
