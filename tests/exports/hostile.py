"""Archives that could do harm, made byte by byte or by changing what zipfile wrote."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

CHAT = "28/04/2021, 10:15 - Anna: hello\n28/04/2021, 10:16 - Ben: hello back\n28/04/2021, 10:17 - Anna: good\n"
TEXT_NAME = "WhatsApp Chat with Anna.txt"


def with_entry(info: zipfile.ZipInfo, data: bytes = b"x") -> bytes:
    """A chat's archive with one more member."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(TEXT_NAME, CHAT)
        archive.writestr(info, data)
    return buffer.getvalue()


def named(name: str) -> bytes:
    """A chat's archive with a member of this name, which zipfile would tidy up: it is put in afterwards."""
    stand_in = "q" * len(name.encode())
    return with_entry(zipfile.ZipInfo(stand_in)).replace(stand_in.encode(), name.encode())


def raw_named(name: bytes) -> bytes:
    """A member whose name has these bytes, and no flag that says UTF-8."""
    stand_in = b"q" * len(name)
    return with_entry(zipfile.ZipInfo(stand_in.decode())).replace(stand_in, name)


def flagged(data: bytes, flag: int) -> bytes:
    """Set a flag of every member, in both of its headers."""
    changed = bytearray(data)
    for signature, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = changed.find(signature)
        while at >= 0:
            (flags,) = struct.unpack_from("<H", changed, at + place)
            struct.pack_into("<H", changed, at + place, flags | flag)
            at = changed.find(signature, at + 4)
    return bytes(changed)


def declared(data: bytes, name: bytes, size: int) -> bytes:
    """Make the directory say that a member has another size."""
    changed = bytearray(data)
    at = changed.rfind(name)
    while changed[at - 46 : at - 42] != b"PK\1\2":
        at = changed.rfind(name, 0, at)
    struct.pack_into("<L", changed, at - 46 + 24, size)
    return bytes(changed)


def overlapping(copies: int) -> bytes:
    """One packed member, listed many times over under different names: a bomb that needs no ratio."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    plain = bytes(100_000)
    packed = packer.compress(plain) + packer.flush()
    facts = struct.pack("<3H2H3L", 20, 0, 8, 0, 33, zlib.crc32(plain), len(packed), len(plain))
    body = b"PK\3\4" + facts + struct.pack("<2H", 5, 0) + b"a.jpg" + packed
    directory = b""
    for number in range(copies):
        name = f"{number:05}".encode()
        directory += b"PK\1\2" + struct.pack("<H", 20) + facts + struct.pack("<5H2L", 5, 0, 0, 0, 0, 0, 0) + name
    end = b"PK\5\6" + struct.pack("<4H2LH", 0, 0, copies, copies, len(directory), len(body), 0)
    return body + directory + end


def lying_count(entries: int) -> bytes:
    """A directory of many entries whose end record admits to one."""
    entry = b"PK\1\2" + bytes(42)
    end = b"PK\5\6" + struct.pack("<4H2LH", 0, 0, 1, 1, entries * 46, 0, 0)
    return entry * entries + end


def packed_as(data: bytes, name: bytes, method: int) -> bytes:
    """Make both headers of a member say that it is packed in another way."""
    changed = bytearray(data)
    for signature, place, before in ((b"PK\3\4", 8, 30), (b"PK\1\2", 10, 46)):
        at = changed.find(name)
        while changed[at - before : at - before + 4] != signature:
            at = changed.find(name, at + 1)
        struct.pack_into("<H", changed, at - before + place, method)
    return bytes(changed)
