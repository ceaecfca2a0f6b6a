"""Makes Windows shortcuts as the shell writes them ([MS-SHLLINK]): header, item list, LinkInfo, description."""

from __future__ import annotations

import struct

from vault.exposure.clients.shell_link import CLASS_ID

ITEMS = b"\x14\x00junk-of-sixteen!!!\0\0"


def shortcut(target: str, description: str, *, wide: bool = True, items: bytes = ITEMS) -> bytes:
    """The bytes of a .lnk to a folder of this computer; `wide` also gives the path in UTF-16."""
    flags = 0x1 | 0x2 | 0x4 | 0x80
    header = struct.pack("<I16sII8s8s8sIiIHHII", 0x4C, CLASS_ID, flags, 0x10, b"", b"", b"", 0, 0, 1, 0, 0, 0, 0)
    text = struct.pack("<H", len(description)) + description.encode("utf-16-le")
    return header + struct.pack("<H", len(items)) + items + _link_info(target, wide=wide) + text


def _link_info(target: str, *, wide: bool) -> bytes:
    volume = struct.pack("<IIII", 17, 3, 0x1234, 16) + b"\0"
    head = 0x24 if wide else 0x1C
    narrow = target.encode("cp1252", errors="replace") + b"\0"
    long = target.encode("utf-16-le") + b"\0\0" if wide else b""
    at_volume, at_path = head, head + len(volume)
    at_suffix = at_path + len(narrow)
    at_long = at_suffix + 1
    total = at_long + len(long) + (2 if wide else 0)
    info = struct.pack("<IIIIIII", total, head, 1, at_volume, at_path, 0, at_suffix)
    if wide:
        info += struct.pack("<II", at_long, at_long + len(long))
    return info + volume + narrow + b"\0" + long + (b"\0\0" if wide else b"")
