"""What Signal seals in its folder of backups, the main file and every attachment alike: IV, ciphertext, HMAC-SHA256.

The checksum stands at the end, so each file is read twice: once to see that it is authentic, then to decrypt it.
"""

from __future__ import annotations

import hmac
import zlib
from collections.abc import Callable, Iterable, Iterator

from vault.crypto.media_ciphers import BLOCK, NotAuthentic, open_cbc, same, without_padding

MAC = 32
_AT_ONCE = 256 * 1024  # bytes out of the decompressor
_GZIP = 31
GZIP_START = b"\x1f\x8b\x08"

Read = Callable[[], Iterator[bytes]]
"""Gives the pieces of a file anew with every call."""


def is_authentic(pieces: Iterable[bytes], mac_key: bytes) -> bool:
    """Whether the last 32 bytes are the checksum of all before them."""
    mac, tail = hmac.new(mac_key, digestmod="sha256"), b""
    for piece in pieces:
        tail += piece
        mac.update(memoryview(tail)[:-MAC])
        tail = tail[-MAC:]
    return same(mac.digest(), tail)


def decrypted(pieces: Iterable[bytes], cipher_key: bytes) -> Iterator[bytes]:
    """What is inside, without its padding; to be asked only of what is authentic. Raises NotAuthentic."""
    source = _without_mac(pieces)
    first = b""
    while len(first) < BLOCK and (piece := next(source, None)) is not None:
        first += piece
    if len(first) < BLOCK:
        raise NotAuthentic

    def blocks() -> Iterator[bytes]:
        yield first[BLOCK:]
        yield from source

    return without_padding(open_cbc(cipher_key, first[:BLOCK], blocks()))


def first_block(pieces: Iterable[bytes], cipher_key: bytes) -> bytes:
    """The first sixteen bytes inside, whoever wrote them: what they are tells a wrong key from damaged bytes."""
    head = b""
    for piece in pieces:
        head += piece
        if len(head) >= 2 * BLOCK:
            break
    if len(head) < 2 * BLOCK:
        return b""
    return b"".join(open_cbc(cipher_key, head[:BLOCK], [head[BLOCK : 2 * BLOCK]]))


def _without_mac(pieces: Iterable[bytes]) -> Iterator[bytes]:
    tail = b""
    for piece in pieces:
        tail += piece
        if len(tail) > MAC:
            yield tail[:-MAC]
            tail = tail[-MAC:]


def unzipped(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Gunzip; zeros behind the end are padding. Raises NotAuthentic for what is no gzip, or cut off."""
    unpack = zlib.decompressobj(_GZIP)
    try:
        for piece in pieces:
            while piece and not unpack.eof:
                yield unpack.decompress(piece, _AT_ONCE)
                piece = unpack.unconsumed_tail
            if unpack.eof and unpack.unused_data.strip(b"\0"):
                raise NotAuthentic
        yield unpack.flush()
    except zlib.error:
        raise NotAuthentic from None
    if not unpack.eof:
        raise NotAuthentic
