"""Whether an OpenPGP file is really encrypted: it is often only packed, or signed.

Encrypted is what begins with a session key (for a person's key or a password) and goes on with encrypted data.
`gpg --store` and `gpg --sign` write the same file names and lock nothing. Facts: RFC 9580, sections 4.2, 5 and 6.
"""

from __future__ import annotations

import base64
import binascii
import bz2
import zlib
from dataclasses import dataclass

from vault.exposure.peek import LONG, Peek

ARMOUR = b"-----BEGIN PGP MESSAGE-----"
_PKESK, _SIGNATURE, _SKESK, _ONE_PASS, _COMPRESSED, _SED, _LITERAL, _SEIPD, _AEAD = 1, 2, 3, 4, 8, 9, 11, 18, 20
_ENCRYPTED = (_SED, _SEIPD, _AEAD)
_MARKER, _PADDING = 10, 21
_MOST_PACKETS = 64
_PUBLIC_KEY_WAYS = frozenset((1, 2, 16, 18, 22, 25, 26, *range(29, 40)))


@dataclass(frozen=True, slots=True)
class Pgp:
    """`encrypted` or not; `name` and `content` are the file inside, as far as it could be read without a key."""

    encrypted: bool
    name: str = ""
    content: bytes = b""


@dataclass(frozen=True, slots=True)
class _Packet:
    tag: int
    body: bytes
    end: int | None  # None: it goes on beyond what was read


def look_into(peek: Peek) -> Pgp | None:
    """Parse the first packets; None if this is no OpenPGP message."""
    raw = peek.beginning()
    if ARMOUR in raw[:4096]:
        raw = _unarmoured(raw)
    return _judged(raw)


def may_be(first: int) -> bool:
    """Whether a first byte is that of a packet that begins a message: one random byte in ten is."""
    tag = first & 0x3F if first & 0x40 else first >> 2 & 0xF
    return bool(first & 0x80) and tag in (_PKESK, _SKESK, _ONE_PASS, _COMPRESSED, _LITERAL, _SIGNATURE)


def _unarmoured(raw: bytes) -> bytes:
    text = raw[raw.index(ARMOUR) + len(ARMOUR) :].replace(b"\r", b"")
    _, _, body = text.partition(b"\n\n")
    if not body:
        return b""
    lines = body.partition(b"\n=")[0].partition(b"-----END")[0].replace(b"\n", b"").strip()
    try:
        return base64.b64decode(lines[: len(lines) // 4 * 4], validate=True)
    except binascii.Error:
        return b""


def _judged(raw: bytes) -> Pgp | None:
    at, keys = 0, 0
    for _ in range(_MOST_PACKETS):
        packet = _packet(raw, at)
        if packet is None:
            return None
        if packet.tag in (_PKESK, _SKESK):
            if not _is_session_key(packet):
                return None
            keys += 1
        elif packet.tag in _ENCRYPTED:
            return Pgp(True) if keys and _is_encrypted(packet) else None
        elif packet.tag not in (_MARKER, _PADDING):
            return None if keys else _open(packet, raw)
        if packet.end is None:
            return None
        at = packet.end
    return None


def _packet(raw: bytes, at: int) -> _Packet | None:
    if at + 2 > len(raw) or not raw[at] & 0x80:
        return None
    first, new = raw[at], bool(raw[at] & 0x40)
    tag = first & 0x3F if new else first >> 2 & 0xF
    found = _new_length(raw, at + 1) if new else _old_length(raw, at + 1, first & 3)
    if found is None:
        return None
    start, length, partial = found
    if length is None or partial or start + length > len(raw):
        return _Packet(tag, raw[start : start + length] if length is not None else raw[start:], None)
    return _Packet(tag, raw[start : start + length], start + length)


def _new_length(raw: bytes, at: int) -> tuple[int, int, bool] | None:
    first = raw[at]
    if first < 192:
        return at + 1, first, False
    if first < 224:
        return (at + 2, ((first - 192) << 8) + raw[at + 1] + 192, False) if at + 1 < len(raw) else None
    if first < 255:
        return at + 1, 1 << (first & 0x1F), True
    return at + 5, int.from_bytes(raw[at + 1 : at + 5], "big"), False


def _old_length(raw: bytes, at: int, kind: int) -> tuple[int, int | None, bool]:
    if kind == 3:
        return at, None, False
    size = 1 << kind
    return at + size, int.from_bytes(raw[at : at + size], "big"), False


def _is_session_key(packet: _Packet) -> bool:
    body = packet.body
    if packet.end is None or len(body) < 4:
        return False
    if packet.tag == _PKESK:
        if body[0] == 3:
            return len(body) > 12 and body[9] in _PUBLIC_KEY_WAYS
        return body[0] == 6 and len(body) > 10
    if body[0] == 4:
        return 1 <= body[1] <= 13 and body[2] in (0, 1, 3, 4)
    return body[0] in (5, 6) and len(body) > 10


def _is_encrypted(packet: _Packet) -> bool:
    if packet.tag == _SED:
        return len(packet.body) > 16
    return len(packet.body) > 16 and packet.body[0] in (1, 2)


def _open(packet: _Packet, raw: bytes) -> Pgp | None:
    """What is not encrypted: packed, literal, or signed and one of these."""
    if packet.tag == _COMPRESSED:
        inner = _decompressed(packet.body)
        return _judged(inner) if inner else None
    if packet.tag == _LITERAL:
        return _literal(packet.body)
    if packet.tag in (_ONE_PASS, _SIGNATURE) and packet.body and packet.body[0] in (3, 4, 5, 6):
        following = _packet(raw, packet.end) if packet.end is not None else None
        if following is None:
            return None  # a signature alone, or noise
        return _open(following, raw)
    return None


def _literal(body: bytes) -> Pgp | None:
    if len(body) < 6 or body[:1] not in (b"b", b"t", b"u", b"m", b"l"):
        return None
    length = body[1]
    name = body[2 : 2 + length].decode("utf-8", "replace")
    return Pgp(False, name, body[6 + length :])


def _decompressed(body: bytes) -> bytes:
    """At most 64 KiB of a packed packet; b"" if it is none."""
    if not body:
        return b""
    way, packed = body[0], body[1:]
    try:
        if way == 0:
            return packed
        if way in (1, 2):
            return zlib.decompressobj(-15 if way == 1 else 15).decompress(packed, LONG)
        if way == 3:
            return bz2.BZ2Decompressor().decompress(packed, LONG)
    except (zlib.error, OSError, EOFError):
        pass
    return b""
