"""What a program asks of the disk below one folder, call by call: to be recorded, counted, failed or cut short.

The functions of `os` that change a disk are replaced while `watching` lasts. A listener hears each call before it is
done, as an Event, and may do what it likes: remember it, raise, end the process. One lock holds the calls apart, so
that what is heard is the order in which things happened. Of files opened by `open()` or `Path.open()` those are heard
that are written as bytes.
"""

from __future__ import annotations

import contextlib
import io
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from vault.repository import relock_place

_LONG = 40
Action = Literal["mkdir", "create", "write", "fsync", "fsync folder", "rename", "link", "unlink", "rmdir", "exchange"]


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
    at: int = -1
    """Where in the file the bytes go; -1: behind what is there."""

    def __str__(self) -> str:
        """In a few words, without the long name of a file: `rename snapshots`."""
        parts = [part for part in (self.to or self.path).split("/") if len(part) < _LONG and "-tmp-" not in part]
        return f"{self.action} {'/'.join(parts[1:3]) or 'folder'}"


Listener = Callable[[Event, Callable[[bytes], Any]], None]
"""Hears an event, and a way to write a part of the bytes of a write before its time."""


class _Watch:
    def __init__(self, root: Path, listener: Listener) -> None:
        self._root = os.path.realpath(root)
        self._listener = listener
        self.turn = threading.RLock()
        self._created = 0
        self._open: dict[int, tuple[str, int]] = {}  # by descriptor: path, number
        self._real = {
            name: getattr(os, name)
            for name in (
                "open", "write", "fsync", "close", "replace", "rename", "link", "unlink", "remove", "mkdir", "rmdir",
                "pwrite",
            )
        }  # fmt: skip
        self._open_file = io.open
        self._exchange: Callable[[Path, Path], None] = vars(relock_place)["exchange"]

    def _inside(self, path: Any, folder: int | None = None) -> str | None:
        """The path below our root; `folder` is the open folder that it starts from. None for what lies elsewhere."""
        if isinstance(path, int):
            return None
        name = os.fspath(path)
        if folder is not None:
            above = self._open.get(folder)
            return None if above is None else f"{above[0]}/{name}".lstrip("/")
        whole = os.path.abspath(name)  # noqa: PTH100 - links below the root must stay what they are
        if whole == self._root:
            return ""
        return whole[len(self._root) + 1 :] if whole.startswith(self._root + "/") else None

    def _hear(self, event: Event, early: Callable[[bytes], Any] = lambda _: None) -> None:
        self._listener(event, early)

    def open(self, path: Any, flags: int, *rest: Any, **words: Any) -> int:
        inside = self._inside(path, words.get("dir_fd"))
        with self.turn:
            number = self.created(inside) if inside is not None and flags & os.O_CREAT else 0
            descriptor: int = self._real["open"](path, flags, *rest, **words)
            if inside is not None:
                self.opened(descriptor, inside, number)
            return descriptor

    def created(self, inside: str) -> int:
        """A new file is about to be: its number."""
        self._created += 1
        self._hear(Event("create", inside, file=self._created))
        return self._created

    def opened(self, descriptor: int, inside: str, number: int) -> None:
        """It has this descriptor."""
        self._open[descriptor] = (inside, number)

    def open_file(self, file: Any, mode: str = "r", buffering: int = -1, *rest: Any, **words: Any) -> Any:
        """In place of io.open."""
        inside = self._inside(file)
        if inside is None or "b" not in mode or not set(mode) & set("wxa"):
            return self._open_file(file, mode, buffering, *rest, **words)
        raw = _HeardFile(self, inside, file, mode.replace("b", ""))
        return raw if buffering == 0 else io.BufferedWriter(raw)

    def hear_write(self, descriptor: int, data: Any, real: Callable[[Any], Any], at: int = -1) -> None:
        """Bytes are about to be written."""
        known = self._open.get(descriptor)
        if known is not None:
            self._hear(Event("write", known[0], file=known[1], data=bytes(data), at=at), real)

    def pwrite(self, descriptor: int, data: Any, at: int) -> int:
        with self.turn:
            real = self._real["pwrite"]
            self.hear_write(descriptor, data, lambda part: real(descriptor, part, at), at)
            written: int = real(descriptor, data, at)
            return written

    def close(self, descriptor: int) -> None:
        with self.turn:
            self.forget(descriptor)
            self._real["close"](descriptor)

    def forget(self, descriptor: int) -> None:
        """It is closed."""
        self._open.pop(descriptor, None)

    def write(self, descriptor: int, data: Any) -> int:
        with self.turn:
            real = self._real["write"]
            self.hear_write(descriptor, data, lambda part: real(descriptor, part))
            written: int = self._real["write"](descriptor, data)
            return written

    def fsync(self, descriptor: int) -> None:
        with self.turn:
            known = self._open.get(descriptor)
            if known is not None:
                self._hear(Event("fsync" if known[1] else "fsync folder", known[0], file=known[1]))
            self._real["fsync"](descriptor)

    def _two(self, action: Action, function: str) -> Callable[..., None]:
        def call(source: Any, target: Any, **words: Any) -> None:
            inside, to = self._inside(source), self._inside(target)
            with self.turn:
                if to is not None:
                    self._hear(Event(action, inside or "", to))
                self._real[function](source, target, **words)

        return call

    def _one(self, action: Action, function: str) -> Callable[..., None]:
        def call(path: Any, *rest: Any, **words: Any) -> None:
            inside = self._inside(path, words.get("dir_fd"))
            with self.turn:
                if inside is not None:
                    self._hear(Event(action, inside))
                self._real[function](path, *rest, **words)

        return call

    def exchange(self, one: Path, other: Path) -> None:
        """In place of storage.exchange, which asks the system directly."""
        inside, to = self._inside(one), self._inside(other)
        with self.turn:
            if inside is not None and to is not None:
                self._hear(Event("exchange", inside, to))
            self._exchange(one, other)

    def replacements(self) -> dict[str, Any]:
        return {
            "open": self.open, "close": self.close, "write": self.write, "pwrite": self.pwrite, "fsync": self.fsync,
            "replace": self._two("rename", "replace"), "rename": self._two("rename", "rename"),
            "link": self._two("link", "link"), "unlink": self._one("unlink", "unlink"),
            "remove": self._one("unlink", "remove"), "mkdir": self._one("mkdir", "mkdir"),
            "rmdir": self._one("rmdir", "rmdir"),
        }  # fmt: skip

    def originals(self) -> dict[str, Any]:
        return self._real


class _HeardFile(io.FileIO):
    """A file opened for writing bytes, as io.open does it."""

    def __init__(self, watch: _Watch, inside: str, file: Any, mode: str) -> None:
        self._watch = watch
        with watch.turn:
            number = watch.created(inside)
            super().__init__(file, mode)
            watch.opened(self.fileno(), inside, number)

    def write(self, data: Any) -> int:
        with self._watch.turn:
            self._watch.hear_write(self.fileno(), data, super().write)
            return super().write(data)

    def close(self) -> None:
        with self._watch.turn:
            if not self.closed:
                self._watch.forget(self.fileno())
            super().close()


@contextlib.contextmanager
def watching(root: Path, listener: Listener) -> Iterator[None]:
    """Let `listener` hear every change below `root` until the block ends."""
    watch = _Watch(root, listener)
    for name, function in watch.replacements().items():
        setattr(os, name, function)
    real, io.open = io.open, watch.open_file
    exchanges = vars(relock_place)
    real_exchange, exchanges["exchange"] = exchanges["exchange"], watch.exchange
    try:
        yield
    finally:
        io.open, exchanges["exchange"] = real, real_exchange
        for name, function in watch.originals().items():
            setattr(os, name, function)
