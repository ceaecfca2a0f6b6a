"""A file brought back and proven: what the disk took is read again from it before the file gets its name.

As DurableFile; further threads ask the system to forget its copy in memory where it can be asked, read again what the
disk keeps by now, straight from it where they can, and compare each blob with its id: so a large file is proven while
it is still being written, and on all cores.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Generator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from vault.repository.durable_file import DurableFile, Layout
from vault.storage.straight import read_straight

_THREADS = 2


class _Expected(NamedTuple):
    """What a reader must find between two offsets."""

    start: int
    end: int
    blobs: Layout


class ProvenFile(DurableFile):
    """Takes pieces by their offsets. The one thread that finishes it also tells how far it is complete."""

    def __init__(self, target: Path, *, modified: datetime | None) -> None:
        """As FileBeside."""
        super().__init__(target, modified=modified)
        self._proving: ThreadPoolExecutor | None = None
        self._expected: list[_Expected] = []  # what is not asked for yet
        self._found: list[int] = []  # bytes of each stretch that was as expected

    def keep(self) -> None:
        """Make what was put whole last, then read it again."""
        super().keep()
        expected, self._expected = self._expected, []
        for one in expected:
            self._forget(one.start, one.end)
            self.proven = self._prove(one)

    def _expect(self, start: int, end: int, blobs: Layout) -> None:
        self._expected.append(_Expected(start, end, blobs))

    def _ask(self, end: int) -> None:
        """Have the stretch up to `end` flushed, and read again when it is, while the disk takes the next."""
        if self._proving is None:
            self._proving = ThreadPoolExecutor(_THREADS, thread_name_prefix="proof")
        super()._ask(end)
        kept = self._stretches.pop()
        expected, self._expected = self._expected, []
        proofs = [self._proving.submit(self._prove_when, kept, one) for one in expected]
        self._stretches.extend(proofs or [kept])

    def _keep(self, start: int, end: int) -> int:
        """Make a stretch last, have the system forget its copy in memory."""
        super()._keep(start, end)
        self._forget(start, end)
        return end

    def _forget(self, start: int, end: int) -> None:
        if hasattr(os, "posix_fadvise"):
            with contextlib.suppress(OSError):
                os.posix_fadvise(self._descriptor, start, end - start, os.POSIX_FADV_DONTNEED)

    def _end_threads(self) -> None:
        super()._end_threads()
        if self._proving is not None:
            self._proving.shutdown(wait=True, cancel_futures=True)

    def _prove_when(self, kept: Future[int], expected: _Expected) -> int:
        kept.result()
        return self._prove(expected)

    def _prove(self, expected: _Expected) -> int:
        """Compare what a reader gets with the ids of the blobs; where they end."""
        start, end, blobs = expected
        with self._translated(), closing(read_straight(self._beside, start, end)) as pieces:
            if are_blobs(pieces, blobs):
                self._found.append(sum(length for _, length in blobs))
        return end

    def _note(self, end: int) -> None:
        self.proven = end

    def _is_proven(self, end: int) -> bool:
        """Whether every blob was found where it belongs, and nothing else is in the file."""
        return sum(self._found) == end == os.fstat(self._descriptor).st_size


def are_blobs(pieces: Generator[memoryview, None, None], blobs: Layout) -> bool:
    """Whether these bytes are those blobs, each proven by its id, and nothing else."""
    rest = memoryview(b"")
    for blob_id, length in blobs:
        digest, missing = hashlib.sha256(), length
        while missing:
            rest = rest or next(pieces, rest)
            if not rest:
                return False
            digest.update(rest[:missing])
            missing, rest = missing - len(rest[:missing]), rest[missing:]
        if digest.hexdigest() != blob_id:
            return False
    return not rest and next(pieces, None) is None
