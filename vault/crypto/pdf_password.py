"""Whether an encrypted PDF opens without a password: many have only an owner's, which locks nothing from readers.

Facts: ISO 32000-1, algorithms 2, 4, 5 and 6 (revisions 2 to 4); ISO 32000-2, algorithms 2.B and 11 (revision 6).
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_PADDING = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")
_HASHES = (hashlib.sha256, hashlib.sha384, hashlib.sha512)


@dataclass(frozen=True, slots=True)
class PdfLock:
    """A PDF's encryption dictionary: `revision` 2 to 6, `key_bytes` of the file key, the strings O and U, flags P."""

    revision: int
    key_bytes: int
    owner: bytes
    user: bytes
    permissions: int
    file_id: bytes
    metadata_too: bool = True


def opens_without_password(lock: PdfLock) -> bool | None:
    """Try the empty password; None for a revision that is not known or a dictionary that is incomplete."""
    if lock.revision in (2, 3, 4) and len(lock.owner) >= 32 and len(lock.user) >= 32:
        return _opens_by_md5(lock)
    if lock.revision in (5, 6) and len(lock.user) >= 48:
        salt = lock.user[32:40]
        found = hashlib.sha256(salt).digest() if lock.revision == 5 else _hardened(salt)
        return hmac.compare_digest(found, lock.user[:32])
    return None


def _opens_by_md5(lock: PdfLock) -> bool:
    flags = (lock.permissions & 0xFFFFFFFF).to_bytes(4, "little")
    start = _PADDING + lock.owner[:32] + flags + lock.file_id
    if lock.revision >= 4 and not lock.metadata_too:
        start += b"\xff" * 4
    length = 5 if lock.revision == 2 else min(max(lock.key_bytes, 5), 16)
    key = _md5(start)
    if lock.revision == 2:
        return hmac.compare_digest(_rc4(key[:5], _PADDING), lock.user[:32])
    for _ in range(50):
        key = _md5(key[:length])
    key = key[:length]
    answer = _md5(_PADDING + lock.file_id)
    for turn in range(20):
        answer = _rc4(bytes(byte ^ turn for byte in key), answer)
    return hmac.compare_digest(answer, lock.user[:16])


def _md5(data: bytes) -> bytes:
    return hashlib.md5(data, usedforsecurity=False).digest()


def _rc4(key: bytes, data: bytes) -> bytes:
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) & 0xFF
        state[i], state[j] = state[j], state[i]
    i = j = 0
    result = bytearray()
    for byte in data:
        i = (i + 1) & 0xFF
        j = (j + state[i]) & 0xFF
        state[i], state[j] = state[j], state[i]
        result.append(byte ^ state[(state[i] + state[j]) & 0xFF])
    return bytes(result)


def _hardened(salt: bytes) -> bytes:
    """Revision 6's hash of the empty password."""
    key = hashlib.sha256(salt).digest()
    turn = 0
    while True:
        encryptor = Cipher(algorithms.AES(key[:16]), modes.CBC(key[16:32])).encryptor()
        sealed = encryptor.update(key * 64) + encryptor.finalize()
        key = _HASHES[sum(sealed[:16]) % 3](sealed).digest()
        turn += 1
        if turn >= 64 and sealed[-1] <= turn - 32:
            return key[:32]
