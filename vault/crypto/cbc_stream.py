"""AES-CBC read anywhere: to decrypt a block only the block before it is needed, so a database can be read in place."""

from __future__ import annotations

import io
from collections import OrderedDict
from typing import TYPE_CHECKING, BinaryIO

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from vault.crypto.media_ciphers import BLOCK

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

WINDOW = 64 * 1024  # bytes decrypted at once
_KEPT = 32  # windows


class CbcStream(io.RawIOBase):
    """The plain bytes of a stream of whole blocks, as a seekable stream. For one thread; closing it closes `sealed`.

    It begins with `iv` and ends after `size` bytes, or where the last whole block ends. There is no tag in CBC:
    another key gives other bytes and no error.
    """

    def __init__(self, sealed: BinaryIO, key: bytes, iv: bytes = bytes(BLOCK), size: int | None = None) -> None:
        super().__init__()
        whole = sealed.seek(0, io.SEEK_END) // BLOCK * BLOCK
        self._sealed, self._algorithm, self._iv = sealed, algorithms.AES(key), iv
        self._size = whole if size is None else max(0, min(size, whole))
        self._position = 0
        self._windows: OrderedDict[int, bytes] = OrderedDict()

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def tell(self) -> int:
        """Bytes from the beginning."""
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move. Raises ValueError before the beginning."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise ValueError("before the beginning")
        self._position = base + offset
        return self._position

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill from the position; 0 at the end. Raises what the sealed stream raises."""
        view, given = memoryview(buffer).cast("B"), 0
        while given < len(view) and self._position < self._size:
            number, start = divmod(self._position, WINDOW)
            end = min(start + len(view) - given, self._size - number * WINDOW)
            part = self._window(number)[start:end]
            if not part:
                break
            view[given : given + len(part)] = part
            given += len(part)
            self._position += len(part)
        return given

    def _window(self, number: int) -> bytes:
        window = self._windows.get(number)
        if window is None:
            window = self._windows[number] = self._decrypted(number)
            if len(self._windows) > _KEPT:
                self._windows.popitem(last=False)
        else:
            self._windows.move_to_end(number)
        return window

    def _decrypted(self, number: int) -> bytes:
        start = number * WINDOW
        before = BLOCK if start else 0
        self._sealed.seek(start - before)
        data = self._read(WINDOW + before)
        data = data[: len(data) // BLOCK * BLOCK]
        iv = data[:BLOCK] if before else self._iv
        if len(iv) < BLOCK:
            return b""
        return Cipher(self._algorithm, modes.CBC(iv)).decryptor().update(data[before:])

    def _read(self, amount: int) -> bytes:
        """As much, unless it ends before: a raw stream may give less at a time."""
        data = self._sealed.read(amount)
        while data and len(data) < amount and (more := self._sealed.read(amount - len(data))):
            data += more
        return data

    def close(self) -> None:
        """Forget what was decrypted, and close what it was decrypted from."""
        self._windows.clear()
        self._sealed.close()
        super().close()
