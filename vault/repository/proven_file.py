"""A file brought back and proven: what the disk took is read again from it before the file gets its name.

As DurableFile; a second thread asks the system to forget its copy in memory where it can be asked, reads one stretch
again after the other, straight from the disk where it can, and hashes it: so a large file is proven while it is still
being written.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

from vault.repository.durable_file import SMALL_FILE, DurableFile
from vault.storage.straight import ALIGN, read_straight

__all__ = ["SMALL_FILE", "ProvenFile"]


class ProvenFile(DurableFile):
    """Takes pieces by their offsets. The one thread that finishes it also tells how far it is complete."""

    def __init__(self, target: Path, *, modified: datetime | None) -> None:
        """As FileBeside."""
        super().__init__(target, modified=modified)
        self._digest = hashlib.sha256()
        self._hashing: ThreadPoolExecutor | None = None

    def complete_to(self, end: int) -> None:
        """Every byte before `end` was put: prove whole blocks meanwhile, if there are enough."""
        super().complete_to(end - end % ALIGN)

    def _ask(self, end: int) -> None:
        """Have the stretch up to `end` flushed, and hashed when it is, while the disk takes the next."""
        if self._hashing is None:
            self._hashing = ThreadPoolExecutor(1, thread_name_prefix="proof")
        super()._ask(end)
        kept = self._stretches.pop()
        self._stretches.append(self._hashing.submit(self._hash_when, kept, end))

    def _keep(self, start: int, end: int) -> int:
        """Make a stretch last, have the system forget its copy in memory; a small file is hashed at once."""
        super()._keep(start, end)
        if hasattr(os, "posix_fadvise"):
            with contextlib.suppress(OSError):
                os.posix_fadvise(self._descriptor, start, end - start, os.POSIX_FADV_DONTNEED)
        return self._hash(start, end) if self._hashing is None else start

    def _end_threads(self) -> None:
        super()._end_threads()
        if self._hashing is not None:
            self._hashing.shutdown(wait=True, cancel_futures=True)

    def _hash_when(self, kept: Future[int], end: int) -> int:
        return self._hash(kept.result(), end)

    def _hash(self, start: int, end: int) -> int:
        """Take what a reader gets into the digest; `end`, or less where the disk lost bytes."""
        with self._translated():
            for piece in read_straight(self._beside, start, end):
                self._digest.update(piece)
                start += len(piece)
        return start

    def _note(self, end: int) -> None:
        self.proven = end

    def _sha256(self) -> str:
        return self._digest.hexdigest()
