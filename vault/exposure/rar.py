"""Whether a RAR archive is locked, and which names it shows.

Facts: RAR 5.0 archive format (block types 1 main, 2 file, 4 encryption; extra record 1 of a file: its cipher) and
the RAR 4 technote (main header flag 0x80: headers locked; file header flag 0x04: file locked).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from vault.exposure.peek import Peek

SIGNATURES = (b"Rar!\x1a\x07\x00", b"Rar!\x1a\x07\x01\x00")
_MOST_BLOCKS = 200
_MAIN, _FILE, _ENCRYPTION, _END = 1, 2, 4, 5
_OLD_MAIN, _OLD_FILE, _OLD_END = 0x73, 0x74, 0x7B


@dataclass(frozen=True, slots=True)
class Rar:
    """`locked` None if it cannot be told; `names` are those that anybody sees."""

    locked: bool | None
    names: tuple[str, ...] = ()
    mixed: bool = False


class _Odd(Exception):
    """Not as the format says."""


def look_into(peek: Peek) -> Rar:
    """Walk over the headers of an archive that begins with one of the signatures."""
    try:
        if peek.head.startswith(SIGNATURES[1]):
            return _new(peek)
        return _old(peek)
    except (_Odd, struct.error, IndexError):
        return Rar(None)


def _answer(locks: list[bool], names: list[str], whole: bool) -> Rar:
    if not locks:
        return Rar(None, tuple(names))
    if not all(locks):
        return Rar(False, tuple(names), mixed=any(locks))
    return Rar(True if whole else None, tuple(names))


def _vint(raw: bytes, at: int) -> tuple[int, int]:
    """A number of RAR 5: seven bits a byte, the highest tells that more follow. Also where it ends."""
    value = 0
    for place in range(10):
        byte = raw[at + place]
        value |= (byte & 0x7F) << (7 * place)
        if not byte & 0x80:
            return value, at + place + 1
    raise _Odd


def _new(peek: Peek) -> Rar:
    at, locks, names = len(SIGNATURES[1]), list[bool](), list[str]()
    for _ in range(_MOST_BLOCKS):
        raw = peek.at(at, 2048)
        if len(raw) < 7:
            return _answer(locks, names, whole=at == peek.size)
        size, start = _vint(raw, 4)
        if not 0 < size <= 2 * 1024 * 1024:
            raise _Odd
        end = start + size
        kind, here = _vint(raw, start)
        flags, here = _vint(raw, here)
        extra, here = _vint(raw, here) if flags & 1 else (0, here)
        data, here = _vint(raw, here) if flags & 2 else (0, here)
        if kind == _ENCRYPTION:
            return Rar(True)
        if kind == _END:
            return _answer(locks, names, whole=True)
        if kind == _FILE:
            name, folder = _new_file(raw, here)
            names.append(name)
            if not folder:
                locks.append(_has_cipher(raw[end - extra : end]))
        at += end + data
    return _answer(locks, names, whole=False)


def _new_file(raw: bytes, at: int) -> tuple[str, bool]:
    flags, at = _vint(raw, at)
    _, at = _vint(raw, at)
    _, at = _vint(raw, at)
    at += 4 * bool(flags & 2) + 4 * bool(flags & 4)
    _, at = _vint(raw, at)
    _, at = _vint(raw, at)
    length, at = _vint(raw, at)
    return raw[at : at + length].decode("utf-8", "replace"), bool(flags & 1)


def _has_cipher(extra: bytes) -> bool:
    at = 0
    while at < len(extra):
        size, start = _vint(extra, at)
        kind, _ = _vint(extra, start)
        if kind == 1:
            return True
        at = start + size
    return False


def _old(peek: Peek) -> Rar:
    at, locks, names = len(SIGNATURES[0]), list[bool](), list[str]()
    for _ in range(_MOST_BLOCKS):
        raw = peek.at(at, 1024)
        if len(raw) < 7:
            return _answer(locks, names, whole=at == peek.size)
        _, kind, flags, size = struct.unpack_from("<HBHH", raw)
        if size < 7:
            raise _Odd
        data = 0
        if kind == _OLD_MAIN and flags & 0x80:
            return Rar(True)
        if kind == _OLD_FILE:
            data = struct.unpack_from("<I", raw, 7)[0]
            if flags & 0x100:
                data |= struct.unpack_from("<I", raw, 32)[0] << 32
            length = struct.unpack_from("<H", raw, 26)[0]
            start = 32 + 8 * bool(flags & 0x100)
            names.append(raw[start : start + length].partition(b"\0")[0].decode("cp437").replace("\\", "/"))
            if flags & 0xE0 != 0xE0:
                locks.append(bool(flags & 0x04))
        elif kind == _OLD_END:
            return _answer(locks, names, whole=True)
        elif flags & 0x8000:
            data = struct.unpack_from("<I", raw, 7)[0]
        at += size + data
    return _answer(locks, names, whole=False)
