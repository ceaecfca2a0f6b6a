"""Windows shortcuts (.lnk): the description and the folder that it points to. Format: Microsoft's [MS-SHLLINK].

Only what is needed: the header's flags, the length of the item list, LinkInfo's local base path, the description.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

HEADER_SIZE = 0x4C
CLASS_ID = bytes.fromhex("0114020000000000c000000000000046")
HAS_ITEM_LIST, HAS_LINK_INFO, HAS_NAME, IS_UNICODE = 0x1, 0x2, 0x4, 0x80
HAS_LOCAL_PATH = 0x1
_UNICODE_HEADER = 0x24


@dataclass(frozen=True, slots=True)
class Shortcut:
    """`target` is empty when the shortcut points to no folder of this computer."""

    description: str
    target: str


def read_shortcut(data: bytes) -> Shortcut | None:
    """The shortcut, or None when these bytes are none."""
    try:
        return _read(data)
    except (struct.error, IndexError):
        return None


def _read(data: bytes) -> Shortcut | None:
    size, flags = struct.unpack_from("<I16xI", data)
    if size != HEADER_SIZE or data[4:20] != CLASS_ID:
        return None
    at = HEADER_SIZE
    if flags & HAS_ITEM_LIST:
        at += 2 + struct.unpack_from("<H", data, at)[0]
    target = ""
    if flags & HAS_LINK_INFO:
        length = struct.unpack_from("<I", data, at)[0]
        target = _local_path(data[at : at + length])
        at += length
    return Shortcut(_text(data, at, flags) if flags & HAS_NAME else "", target)


def _local_path(info: bytes) -> str:
    header, flags = struct.unpack_from("<4xII", info)
    if not flags & HAS_LOCAL_PATH:
        return ""
    if header >= _UNICODE_HEADER:
        start = struct.unpack_from("<I", info, 28)[0]
        units = info[start:].decode("utf-16-le", errors="replace")
        return units.partition("\0")[0]
    start = struct.unpack_from("<I", info, 16)[0]
    return info[start:].partition(b"\0")[0].decode("cp1252", errors="replace")


def _text(data: bytes, at: int, flags: int) -> str:
    count = struct.unpack_from("<H", data, at)[0]
    if flags & IS_UNICODE:
        return data[at + 2 : at + 2 + 2 * count].decode("utf-16-le", errors="replace")
    return data[at + 2 : at + 2 + count].decode("cp1252", errors="replace")
