"""What lies in a packed stream or a tar, looked at in memory and with a hard limit: bombs stay folded.

gz, bz2, xz, zstd: at most 64 KiB in and 64 KiB out. tar: the names in its headers.
"""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import zstandard

from vault.exposure.peek import LONG, Peek

_XZ_MEMORY = 80 * 1024 * 1024
_ZSTD_WINDOW = 8 * 1024 * 1024
_BLOCK = 512
_MOST_MEMBERS = 64
_ENDINGS = (".gz", ".bz2", ".xz", ".zst", ".zstd", ".tgz", ".txz", ".tbz2", ".tbz")


def _gz(raw: bytes) -> bytes:
    return zlib.decompressobj(31).decompress(raw, LONG)


def _bz2(raw: bytes) -> bytes:
    return bz2.BZ2Decompressor().decompress(raw, LONG)


def _xz(raw: bytes) -> bytes:
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY).decompress(raw, LONG)


def _zstd(raw: bytes) -> bytes:
    reader = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).stream_reader(raw)
    parts, length = [], 0
    try:
        while length < LONG and (part := reader.read(min(8192, LONG - length))):
            parts.append(part)
            length += len(part)
    except zstandard.ZstdError:
        if not parts:
            raise
    return b"".join(parts)


_WAYS: Mapping[bytes, tuple[str, Callable[[bytes], bytes]]] = {
    b"\x1f\x8b\x08": ("gz", _gz),
    b"BZh": ("bz2", _bz2),
    b"\xfd7zXZ\0": ("xz", _xz),
    b"\x28\xb5\x2f\xfd": ("zstd", _zstd),
}
SIGNATURES = tuple(_WAYS)


def unpacked(peek: Peek) -> bytes | None:
    """The first 64 KiB of what is in a packed stream; None if it cannot be unpacked."""
    way = next((way for mark, (_, way) in _WAYS.items() if peek.head.startswith(mark)), None)
    if way is None:
        return None
    try:
        return way(peek.beginning())
    except (zlib.error, OSError, EOFError, lzma.LZMAError, zstandard.ZstdError, MemoryError, ValueError):
        return None


def inner_name(name: str) -> str:
    """The name of what is inside: without the packer's ending."""
    lower = name.lower()
    for ending in _ENDINGS:
        if lower.endswith(ending):
            return name[: -len(ending)] + (".tar" if ending.startswith(".t") else "")
    return name


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a tar: `start` is where its bytes begin."""

    name: str
    start: int
    size: int


def is_tar(head: bytes) -> bool:
    """Whether a beginning is a tar's."""
    return head[257:262] == b"ustar"


def members_of(peek: Peek) -> list[Member]:
    """Files of a tar, as far as its first 64 headers; of one that was unpacked, as far as it was."""
    members, at = [], 0
    for _ in range(_MOST_MEMBERS):
        header = peek.at(at, _BLOCK)
        if len(header) < _BLOCK or header[257:262] != b"ustar":
            break
        size = _octal(header[124:136])
        prefix = header[345:500].partition(b"\0")[0] if header[257:263] == b"ustar\0" else b""
        name = header[:100].partition(b"\0")[0]
        whole = (prefix + b"/" if prefix else b"") + name
        if header[156:157] in (b"0", b"\0"):
            members.append(Member(whole.decode("utf-8", "replace"), at + _BLOCK, size))
        at += _BLOCK + (size + _BLOCK - 1) // _BLOCK * _BLOCK
    return members


def _octal(field: bytes) -> int:
    if field[:1] == b"\x80":
        return int.from_bytes(field[1:], "big")
    digits = field.strip(b" \0")
    return int(digits, 8) if digits.isdigit() and not set(digits) & set(b"89") else 0
