"""SQLCipher 4's pages, opened one by one: what Signal Desktop's database is sealed with.

A page of 4096 bytes ends with 80 reserved ones: the IV of its AES-256-CBC, then HMAC-SHA512 over the ciphertext, the
IV and the page's number. The first page begins with the file's salt instead of SQLite's sixteen magic bytes.
Facts: https://www.zetetic.net/sqlcipher/design/
"""

from __future__ import annotations

import hashlib
import hmac

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from vault.crypto.media_ciphers import NotAuthentic, pbkdf2, same

PAGE = 4096
SALT = 16
_IV, _MAC = 16, 64
_RESERVED = _IV + _MAC
_MAGIC = b"SQLite format 3\0"
_MASK = 0x3A


class PageCipher:
    """Opens pages with a raw key of 32 bytes; `salt` are the file's first 16 bytes."""

    def __init__(self, key: bytes, salt: bytes) -> None:
        self._key = algorithms.AES256(key)
        self._mac = hmac.new(
            pbkdf2(key, bytes(byte ^ _MASK for byte in salt), 2, 32, "sha512"), digestmod=hashlib.sha512
        )

    def open(self, number: int, page: bytes) -> bytes:
        """Page `number`, counted from 1, as SQLite wants it. Raises NotAuthentic."""
        start = SALT if number == 1 else 0
        body, iv, mac = page[start:-_RESERVED], page[-_RESERVED:-_MAC], page[-_MAC:]
        expected = self._mac.copy()
        expected.update(body)
        expected.update(iv)
        expected.update(number.to_bytes(4, "little"))
        if len(page) != PAGE or not same(expected.digest(), mac):
            raise NotAuthentic
        plain = Cipher(self._key, modes.CBC(iv)).decryptor().update(body)
        return (_MAGIC if start else b"") + plain + bytes(_RESERVED)
