"""One file being written to a person's disk: beside its name, made durable, then renamed without replacing anything."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from vault.errors import FolderInTheWay
from vault.storage.disk import flush, flush_folder, hold, is_held, rename_without_replacing, storage_error

_CREATE = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
FLUSH_EVERY = 16 << 20
_PATIENCE = 0.1  # seconds
_EPOCH, _MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
_IN_THE_MAKING = re.compile(r"\.chat-vault-[0-9a-f]{16}\.part")


class FileBeside:
    """A file in the making, and how it gets its name. A context manager: leave it before and nothing remains.

    Raises FolderInTheWay if anything is at `target`, at the beginning or at the end, and the StorageError tree with
    the target's folder as `place`.
    """

    def __init__(self, target: Path, *, modified: datetime | None) -> None:
        """`modified`: the time that the file shall bear, None for now."""
        self._target = target
        self._modified = modified
        self._beside = target.with_name(f".chat-vault-{secrets.token_hex(8)}.part")
        self._descriptor = -1
        self._has_name = False

    def __enter__(self) -> Self:
        with self._translated():
            if os.path.lexists(self._target):
                raise FolderInTheWay(self._target)
            self._descriptor = os.open(self._beside, _CREATE, 0o600)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go of the file; what was not finished goes away."""
        if self._has_name:
            return
        with contextlib.suppress(OSError):  # its name at once, where a system lets an open file lose it
            self._beside.unlink()
        letting_go = threading.Thread(target=self._let_go, name="let-go", daemon=True)
        letting_go.start()
        letting_go.join(_PATIENCE)

    def _let_go(self) -> None:
        """The bytes of a large file take a disk a while to free: nobody who stops waits for that."""
        with contextlib.suppress(OSError):
            self._close()
        with contextlib.suppress(OSError):
            self._beside.unlink(missing_ok=True)

    def _name(self) -> None:
        """Give the durable file its name; that the name lasts is for flush_folder."""
        self._close()
        self._set_time()
        rename_without_replacing(self._beside, self._target)
        self._has_name = True

    def _close(self) -> None:
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)

    def _set_time(self) -> None:
        """Best effort: a file system that cannot keep this time still keeps the content."""
        if self._modified is not None:
            with contextlib.suppress(OSError, OverflowError, ValueError):
                nanoseconds = (self._modified - _EPOCH) // _MICROSECOND * 1000  # as a float it would not be the same
                os.utime(self._beside, ns=(nanoseconds, nanoseconds))

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except FileExistsError as error:
            raise FolderInTheWay(self._target) from error
        except OSError as error:
            raise storage_error(error, str(self._target.parent), writing=True) from error


class TargetFile(FileBeside):
    """Takes a file's bytes in their order, and tells the SHA-256 of what was written.

    It is held while it is being written: no other program takes it for a left-over. A file that is written or read by
    several descriptors must not be: over SMB only the one that holds it may (flock(2), "CIFS").
    """

    def __init__(self, target: Path, *, modified: datetime | None) -> None:
        """As FileBeside."""
        super().__init__(target, modified=modified)
        self._digest = hashlib.sha256()
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="target-file")
        self._flushing: Future[None] | None = None
        self._unflushed = 0

    def __enter__(self) -> Self:
        super().__enter__()
        hold(self._descriptor)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go of the file; what was not finished goes away."""
        self._threads.shutdown()
        super().__exit__(kind, error, trace)

    def write(self, data: bytes) -> None:
        """Append; the disk and the SHA-256 work at the same time."""
        hashed = self._threads.submit(self._digest.update, data)
        with self._translated():
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
            self._flush_meanwhile(len(data))
        hashed.result()

    def finish(self) -> str:
        """Make it durable and give it its name; returns the SHA-256 (hex) of what was written."""
        with self._translated():
            self._await_flush()
            flush(self._descriptor)
            self._name()
            flush_folder(self._target.parent)
        return self._digest.hexdigest()

    def _flush_meanwhile(self, written: int) -> None:
        """Have the disk keep up: a slow stick would else take it all at the end, behind a full progress bar."""
        self._unflushed += written
        if self._unflushed >= FLUSH_EVERY:
            self._await_flush()
            self._flushing = self._threads.submit(os.fsync, self._descriptor)
            self._unflushed = 0

    def _await_flush(self) -> None:
        if self._flushing is not None:
            self._flushing.result()


def is_left_over(path: Path) -> bool:
    """Whether it is a file that was never finished, of a program that runs no longer.

    A piece of an export is not held: whether a restore is at work in a folder, only its mark tells (unfinished.py).
    """
    return _IN_THE_MAKING.fullmatch(path.name) is not None and path.is_file() and not is_held(path)
