"""A SQLCipher database as the plain one inside it: each page is authenticated and decrypted when SQLite asks for it.

Nothing is written anywhere. The write-ahead log of such a database holds sealed pages, too: laid over the database
first (database.WithLog), both are read through here.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from vault.crypto.media_ciphers import NotAuthentic
from vault.crypto.sqlcipher import PAGE, SALT, PageCipher
from vault.errors import ExportDamaged

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_LOOKED_AT = 8  # pages: if one of these is authentic, the key fits


class WrongPageKey(ValueError):
    """No page is authentic under this key."""


class CipherPages(io.RawIOBase):
    """A seekable stream of plain pages; `key` has 32 bytes. `sealed` stays the caller's to close.

    Raises WrongPageKey, and ExportDamaged for a page that is not authentic though others are.
    """

    def __init__(self, sealed: BinaryIO, key: bytes, path: Path) -> None:
        super().__init__()
        self._sealed, self._path = sealed, path
        self._size = sealed.seek(0, io.SEEK_END)
        sealed.seek(0)
        self._cipher = PageCipher(key, sealed.read(SALT))
        self._position, self._number, self._page = 0, 0, b""
        if not any(self._is_authentic(number) for number in range(1, _LOOKED_AT + 1)):
            raise WrongPageKey
        self._load(1)

    def _read(self, number: int) -> bytes:
        self._sealed.seek((number - 1) * PAGE)
        data = self._sealed.read(PAGE)
        while data and len(data) < PAGE and (more := self._sealed.read(PAGE - len(data))):
            data += more
        return data

    def _is_authentic(self, number: int) -> bool:
        try:
            self._cipher.open(number, self._read(number))
        except NotAuthentic:
            return False
        return True

    def _load(self, number: int) -> None:
        try:
            self._page = self._cipher.open(number, self._read(number))
        except NotAuthentic:
            raise ExportDamaged(self._path, "a page is not authentic") from None
        self._number = number

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        self._position = max(0, base + offset)
        return self._position

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill from the position, page by page."""
        view, given = memoryview(buffer).cast("B"), 0
        while given < len(view) and self._position < self._size:
            number, start = divmod(self._position, PAGE)
            if number + 1 != self._number:
                self._load(number + 1)
            part = self._page[start : start + len(view) - given]
            view[given : given + len(part)] = part
            given += len(part)
            self._position += len(part)
        return given
