"""Apple's property lists, and the archives of objects inside them (NSKeyedArchiver), never believed.

An archive is a flat list of objects that point at each other by number. Only what is asked for is followed, one step
at a time, so that objects in a circle, or ones that would unfold without end, cost nothing.
"""

from __future__ import annotations

import plistlib
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from xml.parsers.expat import ExpatError

_MOST = 64 * 1024 * 1024  # bytes; a backup's Manifest.plist with hundreds of apps has a few millions
_BROKEN = (
    plistlib.InvalidFileException, ExpatError, struct.error, ValueError, TypeError, LookupError,
    AttributeError, OverflowError, RecursionError, MemoryError,
)  # fmt: skip


def read_plist(data: bytes) -> Mapping[str, Any] | None:
    """The dictionary that a property list holds, of either form; None for what is none."""
    if len(data) > _MOST:
        return None
    try:
        found = plistlib.loads(data)
    except _BROKEN:
        return None
    return found if isinstance(found, dict) else None


@dataclass(frozen=True, slots=True)
class KeyedArchive:
    """An archive of objects; `root` is the object that was archived, a dictionary, empty for what is no archive."""

    objects: tuple[object, ...]
    root: Mapping[str, object]

    @classmethod
    def of(cls, data: bytes) -> KeyedArchive:
        """Read it; what is broken becomes an empty one."""
        plist = read_plist(data) or {}
        objects = plist.get("$objects")
        top = plist.get("$top")
        held = cls(tuple(objects) if isinstance(objects, list) else (), {})
        return cls(held.objects, held.mapping(top if isinstance(top, dict) else {}, "root"))

    def value(self, owner: Mapping[str, object], key: str) -> object:
        """What an object holds under a key; None for nothing."""
        found = owner.get(key)
        if isinstance(found, plistlib.UID):
            found = self.objects[found.data] if found.data < len(self.objects) else None
        return None if isinstance(found, str) and found == "$null" else found

    def mapping(self, owner: Mapping[str, object], key: str) -> Mapping[str, object]:
        """An object held under a key; an empty one for anything else.

        A dictionary of the archived program is a list of keys and one of values; it is given as what it was.
        """
        found = self.value(owner, key)
        if not isinstance(found, dict):
            return {}
        keys, values = found.get("NS.keys"), found.get("NS.objects")
        if not isinstance(keys, list) or not isinstance(values, list):
            return found
        names = [self.value({"": name}, "") for name in keys]
        return {name: value for name, value in zip(names, values, strict=False) if isinstance(name, str)}

    def text(self, owner: Mapping[str, object], key: str) -> str:
        """A text held under a key, also one wrapped in an object of its own; "" for anything else."""
        found = self.value(owner, key)
        if isinstance(found, dict):
            found = self.value(found, "NS.string")
        return found if isinstance(found, str) else ""

    def address(self, owner: Mapping[str, object], key: str) -> str:
        """An NSURL held under a key; "" for anything else. One that is relative to another is joined to nothing."""
        found = self.value(owner, key)
        return self.text(found, "NS.relative") if isinstance(found, dict) else ""

    def data(self, owner: Mapping[str, object], key: str) -> bytes:
        """Bytes held under a key, also wrapped; b"" for anything else."""
        found = self.value(owner, key)
        if isinstance(found, dict):
            found = self.value(found, "NS.data")
        return found if isinstance(found, bytes) else b""
