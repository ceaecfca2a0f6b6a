"""Who can read a borg repository: it is not necessarily encrypted, and its config does not say.

Every stored object begins with a byte that tells the kind of its key. "none" and both "authenticated" modes lock
nothing, although the latter have a key in the config. Facts: borg 1.x source, crypto/key.py and repository.py.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from typing import Protocol

from vault.exposure.finding import Access

MAGIC = b"BORG_SEG"
_HEADER = struct.Struct("<IIB")
_PUT, _PUT_WITH_HASH = 0, 3
_KEY, _HASH = 32, 8
_SEALED = frozenset({0x00, 0x03, 0x04, 0x05, 0x10, 0x11, 0x20, 0x21, 0x30, 0x31, 0x40, 0x41})
_READABLE = frozenset({0x02, 0x06, 0x07})
_MOST_SEGMENTS, _MOST_OBJECTS, _MOST_READ = 6, 64, 64 * 1024


class BorgFolder(Protocol):
    """What is asked of the folder: see judge_sets.SetFolder."""

    def names(self, below: str = "") -> Sequence[str]:
        """Names directly in `below`."""

    def read(self, name: str, offset: int, length: int) -> bytes:
        """Bytes of one file."""


def borg_access(folder: BorgFolder) -> tuple[Access, str]:
    """The answer and its reason's key. Raises OSError."""
    if b"[repository]" not in folder.read("config", 0, 4096):
        return "unknown", "set-unclear"
    kinds = set(_kinds(folder))
    if kinds & _READABLE:
        return "readable", "borg-open"
    if kinds and kinds <= _SEALED:
        return "user-key", "borg-locked"
    return "unknown", "set-unclear"


def _kinds(folder: BorgFolder) -> Iterator[int]:
    """First bytes of objects in the first and last segments."""
    segments = []
    for below in sorted((name for name in folder.names("data") if name.isdigit()), key=int)[:3]:
        segments += [f"data/{below}/{name}" for name in folder.names(f"data/{below}") if name.isdigit()]
    segments.sort(key=lambda name: int(name.rpartition("/")[2]))
    half = _MOST_SEGMENTS // 2
    for segment in dict.fromkeys(segments[:half] + segments[-half:]):
        yield from _objects(folder, segment)


def _objects(folder: BorgFolder, segment: str) -> Iterator[int]:
    if folder.read(segment, 0, len(MAGIC)) != MAGIC:
        return
    at, spent = len(MAGIC), 0
    for _ in range(_MOST_OBJECTS):
        raw = folder.read(segment, at, _HEADER.size + _KEY + _HASH + 1)
        spent += len(raw)
        if len(raw) < _HEADER.size or spent > _MOST_READ:
            return
        _, size, tag = _HEADER.unpack_from(raw)
        data = _HEADER.size + _KEY + (_HASH if tag == _PUT_WITH_HASH else 0)
        if tag in (_PUT, _PUT_WITH_HASH) and size > data and len(raw) > data:
            yield raw[data]
        if size < _HEADER.size:
            return
        at += size
