"""The container of Signal's single-file backup (`signal-2026-05-03-10-11-12.backup`): sealed frames, one after another.

    4 bytes length · header frame in the open {IV, salt, version}
    4 bytes length · ciphertext · 10 bytes of HMAC-SHA256        for every further frame
    ciphertext · 10 bytes of HMAC                                behind a frame that announces a file

AES-256-CTR; the first four bytes of the IV count frames and files together. In version 1 the length is encrypted, too,
and part of what is authenticated. Files are passed over; where one begins and its count suffice to open it later.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import msgspec

from vault.crypto.media_ciphers import CtrStream, same
from vault.crypto.signal_keys import passphrase_keys
from vault.errors import ExportDamaged, UnsupportedVersion
from vault.exports.signal.wire import Malformed, fields_of

NEWEST = 1  # header version
LONGEST = 64 * 1024 * 1024  # bytes of a frame
MAC = 10
_LONGEST_FILE = 1 << 40
_LENGTH = 4
_PIECE = 1 << 20
MALFORMED = 0
STATEMENT, PREFERENCE, ATTACHMENT, VERSION, END, AVATAR, STICKER, KEY_VALUE = range(2, 10)
_SIZE_OF = {ATTACHMENT: 3, AVATAR: 2, STICKER: 2}  # which field tells the length of the file behind the frame
_HEADER, _IV, _SALT, _HEADER_VERSION = 1 << 3 | 2, 1 << 3 | 2, 2 << 3 | 2, 3 << 3


@dataclass(frozen=True, slots=True)
class Header:
    """What stands in the open; `end` is where the first sealed frame begins."""

    iv: bytes
    salt: bytes
    version: int
    end: int


class Blob(msgspec.Struct, frozen=True, gc=False):
    """A file behind a frame: where its ciphertext begins, its count, its bytes."""

    offset: int
    count: int
    length: int


@dataclass(frozen=True, slots=True)
class Sealed:
    """One frame: which kind, what is in it, and the file behind it."""

    kind: int
    data: bytes
    blob: Blob | None = None


@dataclass(frozen=True, slots=True)
class Keys:
    """What opens a backup."""

    header: Header
    cipher: bytes = field(repr=False)
    mac: bytes = field(repr=False)

    @classmethod
    def of(cls, header: Header, digits: str) -> Keys:
        """From the thirty digits; a third of a second."""
        return cls(header, *passphrase_keys(digits, header.salt))

    def start(self, count: int) -> bytes:
        """The first counter block of a frame or file."""
        return ((int.from_bytes(self.header.iv[:4], "big") + count) & 0xFFFFFFFF).to_bytes(4, "big") + self.header.iv[
            4:
        ]


class NotTheKey(ValueError):
    """The very first frame is not authentic: another key most likely. What else it may be cannot be told."""


def read_header(stream: BinaryIO, path: Path, app_name: str) -> Header:
    """Raises ExportDamaged, UnsupportedVersion."""
    length = int.from_bytes(stream.read(_LENGTH), "big")
    data = stream.read(length) if 0 < length < 4096 else b""
    try:
        inner = dict(fields_of(dict(fields_of(data)).get(_HEADER, b"")))
    except (Malformed, IndexError, TypeError):
        raise ExportDamaged(path, "header") from None
    iv, salt, version = inner.get(_IV, b""), inner.get(_SALT, b""), inner.get(_HEADER_VERSION, 0)
    if version > NEWEST:
        raise UnsupportedVersion(path, app_name, str(version))
    if len(iv) != 16 or not salt:
        raise ExportDamaged(path, "header")
    return Header(iv, salt, version, _LENGTH + length)


def sealed_frames(stream: BinaryIO, keys: Keys, path: Path) -> Iterator[Sealed]:
    """Every frame up to the one that says that it is the last. None is given that is not authentic.

    Raises NotTheKey for the first, ExportDamaged for any other, and where the last one is missing.
    """
    at, count, base = keys.header.end, 0, hmac.new(keys.mac, digestmod="sha256")
    cipher = CtrStream(keys.cipher, keys.start(0))
    while True:
        if stream.tell() != at:  # whoever is given a frame may read a file in between
            stream.seek(at)
        data, size = _frame(stream, keys, cipher, count, base.copy())
        if data is None:
            if count == 0:
                raise NotTheKey
            raise ExportDamaged(path, "a frame is not authentic, or the end is missing")
        at, count = at + size, count + 1
        frame = _opened(data, at, count)
        if frame.kind == END:
            return
        yield frame
        if frame.blob is not None:
            at, count = at + frame.blob.length + MAC, count + 1


def _frame(
    stream: BinaryIO, keys: Keys, cipher: CtrStream, count: int, mac: hmac.HMAC
) -> tuple[bytes | None, int]:  # fmt: skip
    """A frame, None if it is not authentic, and how many bytes it takes."""
    cipher.restart(keys.start(count))
    length = stream.read(_LENGTH)
    if keys.header.version:
        mac.update(length)
        length = cipher.update(length)
    size = int.from_bytes(length, "big")
    if not MAC < size <= LONGEST:
        return None, 0
    body = stream.read(size)
    sealed = body[:-MAC]
    mac.update(sealed)
    if len(body) != size or not same(mac.digest()[:MAC], body[-MAC:]):
        return None, 0
    return cipher.update(sealed), _LENGTH + size


def _opened(data: bytes, end: int, count: int) -> Sealed:
    """The one thing that a frame is; `end` is where the file behind it begins. One that is malformed is MALFORMED."""
    try:
        tag, value = next(fields_of(data))
        kind = tag >> 3
        if kind not in _SIZE_OF:
            return Sealed(kind, value if isinstance(value, bytes) else b"")
        length = dict(fields_of(value)).get(_SIZE_OF[kind] << 3, 0)
    except (Malformed, IndexError, StopIteration, TypeError):
        return Sealed(MALFORMED, b"")
    return Sealed(kind, value, Blob(end, count, length)) if length < _LONGEST_FILE else Sealed(MALFORMED, b"")


def is_authentic(stream: BinaryIO, keys: Keys, blob: Blob) -> bool:
    """Whether a file is what was sealed."""
    mac = hmac.new(keys.mac, keys.start(blob.count), "sha256")
    for piece in _pieces(stream, blob):
        mac.update(piece)
    return same(mac.digest()[:MAC], stream.read(MAC))


def decrypted(stream: BinaryIO, keys: Keys, blob: Blob) -> Iterator[bytes]:
    """A file's bytes; to be asked only of what is authentic."""
    cipher = CtrStream(keys.cipher, keys.start(blob.count))
    for piece in _pieces(stream, blob):
        yield cipher.update(piece)


def _pieces(stream: BinaryIO, blob: Blob) -> Iterator[bytes]:
    stream.seek(blob.offset)
    left = blob.length
    while left > 0 and (piece := stream.read(min(_PIECE, left))):
        left -= len(piece)
        yield piece
