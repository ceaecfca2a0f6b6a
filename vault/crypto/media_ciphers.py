"""What the apps' own encrypted exports need: AES in GCM, CTR and CBC mode as streams, HKDF, HMAC, PBKDF2, key wrap.

These are other people's formats; nothing of ours is sealed with them. A mode that authenticates at its end raises only
there: whoever reads a stream acts on nothing before it has ended.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap

BLOCK = 16


class NotAuthentic(ValueError):
    """The tag or checksum does not fit: another key, or other bytes than were sealed. It says nothing more."""


class CtrStream:
    """AES-CTR over a stream; `start` is the whole first counter block of 16 bytes."""

    def __init__(self, key: bytes, start: bytes) -> None:
        self._cipher = Cipher(algorithms.AES(key), modes.CTR(start)).decryptor()

    def update(self, data: bytes) -> bytes:
        """As many bytes out as in."""
        return self._cipher.update(data)

    def restart(self, start: bytes) -> None:
        """Begin anew with the same key: six times as fast as another stream, which counts with many short pieces."""
        self._cipher.reset_nonce(start)


def open_gcm(key: bytes, nonce: bytes, pieces: Iterable[bytes], tag: bytes) -> Iterator[bytes]:
    """Decrypt a stream; `nonce` of any length, `tag` of 16 bytes. Raises NotAuthentic after the last piece."""
    cipher = Cipher(algorithms.AES(key), modes.GCM(nonce, tag)).decryptor()
    for piece in pieces:
        yield cipher.update(piece)
    try:
        cipher.finalize()
    except InvalidTag as error:
        raise NotAuthentic from error


def open_cbc(key: bytes, iv: bytes, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Decrypt whole blocks, padding and all. Raises NotAuthentic if the stream does not end with a block."""
    cipher = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
    for piece in pieces:
        yield cipher.update(piece)
    try:
        cipher.finalize()
    except ValueError as error:
        raise NotAuthentic from error


def without_padding(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Take PKCS#7 padding of 1-16 bytes off the end. Raises NotAuthentic for padding that is none."""
    held = b""
    for piece in pieces:
        held += piece
        if len(held) > BLOCK:
            yield held[:-BLOCK]
            held = held[-BLOCK:]
    count = held[-1] if held else 0
    if not 1 <= count <= BLOCK or held[-count:] != bytes([count]) * count:
        raise NotAuthentic
    yield held[:-count]


def hkdf_sha256(secret: bytes, info: bytes, length: int, salt: bytes | None = None) -> bytes:
    """RFC 5869."""
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


def hmac_sha256(key: bytes, *data: bytes) -> bytes:
    """32 bytes over everything, one after the other."""
    mac = hmac.new(key, digestmod=hashlib.sha256)
    for part in data:
        mac.update(part)
    return mac.digest()


def same(left: bytes, right: bytes) -> bool:
    """Compare two secrets in constant time."""
    return hmac.compare_digest(left, right)


def pbkdf2(password: bytes, salt: bytes, rounds: int, length: int, digest: str) -> bytes:
    """RFC 8018; `digest` as "sha1". Ten million rounds take about five seconds."""
    return hashlib.pbkdf2_hmac(digest, password, salt, rounds, length)


def unwrap_key(wrapping: bytes, wrapped: bytes) -> bytes:
    """RFC 3394. Raises NotAuthentic for another key."""
    try:
        return aes_key_unwrap(wrapping, wrapped)
    except (InvalidUnwrap, ValueError) as error:
        raise NotAuthentic from error
