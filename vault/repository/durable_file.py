"""A file on its way to a person's disk: pieces in any order, from several threads, whole and durable at the end.

Small ones are put as one piece. Whole blocks go straight to the disk where the system can. Where it cannot, a thread of
the file's own has the disk keep one stretch while the next is written: a slow stick would else take it all at the end,
behind a full progress bar.
"""

from __future__ import annotations

import errno
import os
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from types import TracebackType

from vault.repository import target_file
from vault.repository.target_file import FileBeside
from vault.repository.waiting import until_done
from vault.storage.disk import flush, write_at
from vault.storage.straight import ALIGN, BLOCK, LEAST, open_straight, write_straight

Layout = Sequence[tuple[str, int]]
"""Neighbouring blobs of a file: the id of each, and its bytes."""

_LEAST_WHOLE = 128 << 10  # for less the ordinary way is as good


class DurableFile(FileBeside):
    """Takes pieces by their offsets. The one thread that finishes it also tells how far it is complete."""

    def __init__(self, target: Path, *, modified: datetime | None) -> None:
        """As FileBeside."""
        super().__init__(target, modified=modified)
        self._turn = threading.Lock()
        self._straight: int | None = None
        self._asked_straight = False
        self._flushing: ThreadPoolExecutor | None = None
        self._stretches: deque[Future[int]] = deque()
        self._told = self._asked = self.proven = (
            0  # bytes from the start; where nothing is read again, none is ever proven
        )
        self._is_kept = False

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go of the file; what was not finished goes away."""
        self._end_threads()
        super().__exit__(kind, error, trace)

    def put(self, offset: int, data: bytes | memoryview) -> None:
        """Write a piece where it belongs. From any thread.

        A large one goes straight to the disk if its memory begins as many bytes behind a page as it does in the file
        behind a block of ALIGN.
        """
        rest = memoryview(data)
        with self._translated():
            if len(rest) >= LEAST and (straight := self._opened_straight()) is not None:
                head = -offset % ALIGN
                whole = (len(rest) - head) // ALIGN * ALIGN
                done = self._put_whole(straight, rest[head : head + whole], offset + head)
                write_at(self._descriptor, rest[:head], offset, self._turn)
                rest, offset = rest[head + done :], offset + head + done
            write_at(self._descriptor, rest, offset, self._turn)

    def put_whole(self, data: bytes | memoryview, blobs: Layout) -> None:
        """Write all of a small file, made of these blobs; then `keep` and `finish`. From any thread.

        Whole blocks go straight to the disk where its memory begins at one.
        """
        view = memoryview(data)
        self._expect(0, len(view), blobs)
        with self._translated():
            done = write_straight(self._descriptor, view, least=_LEAST_WHOLE, block=BLOCK)
            write_at(self._descriptor, view[done:], done, self._turn)

    def complete_to(self, end: int, blobs: Layout) -> None:
        """Every byte before `end` was put, the last ones of these blobs: have the disk keep them, if there are enough.

        Raises faults met so far.
        """
        self._expect(self._told, end, blobs)
        self._told = end
        if end - self._asked >= target_file.FLUSH_EVERY:
            self._ask(end)
        while self._stretches and self._stretches[0].done():
            self._note(self._stretches.popleft().result())

    def keep(self) -> None:
        """Make what was put whole last. From any thread, before `finish`."""
        with self._translated():
            flush(self._descriptor)
        self._is_kept = True

    def finish(self, end: int, check_cancelled: Callable[[], None]) -> bool:
        """Make the rest durable and give the file its name. Whether all was read again and is what was to be put.

        The name is not durable yet: flush its folder. While it waits it asks whether to stop.
        """
        if not self._is_kept:
            self._ask(end)
        while self._stretches:
            stretch = self._stretches.popleft()
            self._note(until_done(stretch, check_cancelled).result())
        with self._translated():
            is_proven = self._is_proven(end)
            self._name()
        return is_proven

    def _ask(self, end: int) -> None:
        """Have the stretch up to `end` kept, while the next is written."""
        if self._flushing is None:
            self._flushing = ThreadPoolExecutor(1, thread_name_prefix="flush")
        start, self._asked = self._asked, end
        self._stretches.append(self._flushing.submit(self._keep, start, end))

    def _keep(self, start: int, end: int) -> int:
        """Make a stretch last; its end."""
        with self._translated():
            flush(self._descriptor)
        return end

    def _expect(self, start: int, end: int, blobs: Layout) -> None:
        """A reader must find these blobs there: only who reads again needs to know."""

    def _note(self, end: int) -> None:
        """So far the disk has it; that is no proof."""

    def _is_proven(self, end: int) -> bool:
        """Nothing was read again."""
        return False

    def _end_threads(self) -> None:
        if self._flushing is not None:
            self._flushing.shutdown(wait=True, cancel_futures=True)

    def _close(self) -> None:
        straight, self._straight = self._straight, None
        if straight is not None:
            os.close(straight)
        super()._close()

    def _opened_straight(self) -> int | None:
        with self._turn:
            if not self._asked_straight:
                self._straight = open_straight(self._beside, os.O_WRONLY)
                self._asked_straight = True
            return self._straight

    def _put_whole(self, straight: int, data: memoryview, offset: int) -> int:
        """Write whole blocks; how many bytes, fewer where the file system cannot."""
        done = 0
        try:
            while done < len(data) and done % ALIGN == 0:
                done += os.pwrite(straight, data[done:], offset + done)
        except OSError as error:
            if error.errno != errno.EINVAL:
                raise
        return done
