"""What a program asks of the disk below one folder, call by call: to be recorded, counted, failed or cut short.

The functions of `os` that change a disk are replaced while `watching` lasts. A listener hears each call before it is
done, as an Event, and may do what it likes: remember it, raise, end the process. One lock holds the calls apart, so
that what is heard is the order in which things happened. Files opened by `open()` are not heard; only the reserve and
the small files of the home are written like that.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

Action = Literal["mkdir", "create", "write", "fsync", "fsync folder", "rename", "link", "unlink", "rmdir"]


@dataclass(frozen=True)
class Event:
    """One call. `path` is relative to the folder watched, `to` the new name of a rename or link.

    `file` numbers the files that were created while we looked; 0 for folders, and for files that were there before.
    """

    action: Action
    path: str
    to: str = ""
    file: int = 0
    data: bytes = b""

    def __str__(self) -> str:
        """In a few words, without the long name of a file: `rename snapshots`."""
        return f"{self.action} {(self.to or self.path).split('/')[0] or 'folder'}"


Listener = Callable[[Event, Callable[[bytes], Any]], None]
"""Hears an event, and a way to write a part of the bytes of a write before its time."""


class _Watch:
    def __init__(self, root: Path, listener: Listener) -> None:
        self._root = os.path.realpath(root)
        self._listener = listener
        self._turn = threading.RLock()
        self._created = 0
        self._open: dict[int, tuple[str, int]] = {}  # by descriptor: path, number
        self._real = {
            name: getattr(os, name)
            for name in ("open", "write", "fsync", "close", "replace", "rename", "link", "unlink", "remove", "mkdir")
        }

    def _inside(self, path: Any) -> str | None:
        if isinstance(path, int):
            return None
        whole = os.path.abspath(os.fspath(path))  # noqa: PTH100 - links below the root must stay what they are
        if whole == self._root:
            return ""
        return whole[len(self._root) + 1 :] if whole.startswith(self._root + "/") else None

    def _hear(self, event: Event, early: Callable[[bytes], Any] = lambda _: None) -> None:
        self._listener(event, early)

    def open(self, path: Any, flags: int, *rest: Any, **words: Any) -> int:
        inside = self._inside(path)
        with self._turn:
            number = 0
            if inside is not None and flags & os.O_CREAT:
                number = self._created = self._created + 1
                self._hear(Event("create", inside, file=number))
            descriptor: int = self._real["open"](path, flags, *rest, **words)
            if inside is not None:
                self._open[descriptor] = (inside, number)
            return descriptor

    def close(self, descriptor: int) -> None:
        with self._turn:
            self._open.pop(descriptor, None)
            self._real["close"](descriptor)

    def write(self, descriptor: int, data: Any) -> int:
        with self._turn:
            known = self._open.get(descriptor)
            if known is not None:
                real = self._real["write"]
                event = Event("write", known[0], file=known[1], data=bytes(data))
                self._hear(event, lambda part: real(descriptor, part))
            written: int = self._real["write"](descriptor, data)
            return written

    def fsync(self, descriptor: int) -> None:
        with self._turn:
            known = self._open.get(descriptor)
            if known is not None:
                self._hear(Event("fsync" if known[1] else "fsync folder", known[0], file=known[1]))
            self._real["fsync"](descriptor)

    def _two(self, action: Action, function: str) -> Callable[..., None]:
        def call(source: Any, target: Any, **words: Any) -> None:
            inside, to = self._inside(source), self._inside(target)
            with self._turn:
                if to is not None:
                    self._hear(Event(action, inside or "", to))
                self._real[function](source, target, **words)

        return call

    def _one(self, action: Action, function: str) -> Callable[..., None]:
        def call(path: Any, *rest: Any, **words: Any) -> None:
            inside = self._inside(path)
            with self._turn:
                if inside is not None:
                    self._hear(Event(action, inside))
                self._real[function](path, *rest, **words)

        return call

    def replacements(self) -> dict[str, Any]:
        return {
            "open": self.open, "close": self.close, "write": self.write, "fsync": self.fsync,
            "replace": self._two("rename", "replace"), "rename": self._two("rename", "rename"),
            "link": self._two("link", "link"), "unlink": self._one("unlink", "unlink"),
            "remove": self._one("unlink", "remove"), "mkdir": self._one("mkdir", "mkdir"),
        }  # fmt: skip

    def originals(self) -> dict[str, Any]:
        return self._real


@contextlib.contextmanager
def watching(root: Path, listener: Listener) -> Iterator[None]:
    """Let `listener` hear every change below `root` until the block ends."""
    watch = _Watch(root, listener)
    for name, function in watch.replacements().items():
        setattr(os, name, function)
    try:
        yield
    finally:
        for name, function in watch.originals().items():
            setattr(os, name, function)
