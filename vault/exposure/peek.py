"""The little of one file that a verdict may read: its first 4 KiB, 64 KiB where they promise something."""

from __future__ import annotations

from collections.abc import Callable

Read = Callable[[int, int], bytes]
"""`read(offset, length)` gives at most `length` bytes; fewer only at the file's end. It may raise OSError."""

GLANCE = 4096
LONG = 64 * 1024


class Peek:
    """One file that may be opened. `size` in bytes; `head` are its first 4 KiB, read at once."""

    __slots__ = ("_beginning", "_read", "head", "name", "size")

    def __init__(self, name: str, size: int, read: Read) -> None:
        self.name, self.size, self._read = name, size, read
        self.head = read(0, min(size, GLANCE)) if size > 0 else b""
        self._beginning: bytes | None = None

    @classmethod
    def of_bytes(cls, name: str, content: bytes, size: int | None = None) -> Peek:
        """Something that was found inside something else; `size` is what it is said to have."""
        return cls(name, len(content) if size is None else size, lambda at, length: content[at : at + length])

    def beginning(self) -> bytes:
        """The first 64 KiB."""
        if self._beginning is None:
            short = self.size <= len(self.head)
            self._beginning = self.head if short else self.head + self._read(len(self.head), LONG - len(self.head))
        return self._beginning

    def at(self, offset: int, length: int) -> bytes:
        """Bytes from elsewhere; nothing beyond the file's end or before its beginning."""
        if offset < 0 or length <= 0 or offset >= self.size:
            return b""
        if offset + length <= len(self.head):
            return self.head[offset : offset + length]
        return self._read(offset, min(length, self.size - offset))
