"""What stands in the open at the beginning of a WhatsApp backup: how it was encrypted, and a little about the phone.

crypt12: cipher version 2 bytes, key version 1, salt 32, Google id 16, IV 16.
crypt14, crypt15: the length of a protobuf message as a varint, then the message: 1 kind of key, 2 {1 cipher version,
2 key version, 3 salt, 4 Google id, 5 IV}, 3 {1 IV}, 4 {1 version of the app, 3 last digits of the number}.
Format facts: ../shared/reference/chat-formats.md §3.2.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from vault.errors import ExportDamaged, UnsupportedVersion
from vault.exports.whatsapp.wire import fields_of, varint

CRYPT12 = re.compile(rb"\x00\x01[\x00-\xff][\s\S]{64}")
HEAD = 4096  # bytes that hold any header
APP_NAME = "WhatsApp"
_IV, _CIPHER_VERSION = 16, b"\0\1"
_LENGTH_12 = 67
_PASSKEY = 5  # locked with the phone's own passkey: nothing that can be typed opens it
_VERSION, _DIGITS = re.compile(r"[\d.]{3,20}"), re.compile(r"\d{2,4}")


@dataclass(frozen=True, slots=True)
class Header:
    """`start` is where the encrypted bytes begin. `hint` tells a person which phone it was, "" if nothing does."""

    kind: Literal["crypt12", "crypt14", "crypt15"]
    start: int
    iv: bytes = field(repr=False)
    key_version: bytes = b""
    salt: bytes = field(default=b"", repr=False)
    google_id: bytes = field(default=b"", repr=False)
    hint: str = ""


def read_header(head: bytes, path: Path) -> Header:
    """Read it from the first bytes of a file. Raises ExportDamaged, UnsupportedVersion."""
    if CRYPT12.match(head):
        return Header("crypt12", _LENGTH_12, head[51:67], head[2:3], head[3:35], head[35:51])
    try:
        length, start = varint(head, 0)
        fields = fields_of(head[start : start + length])
        header = _of_fields(fields, start + length, path)
    except (IndexError, ValueError):
        raise ExportDamaged(path, "the header cannot be read") from None
    if len(header.iv) != _IV or start + length > len(head):
        raise ExportDamaged(path, "the header is not whole")
    return header


def _of_fields(fields: Mapping[int, int | bytes], start: int, path: Path) -> Header:
    if _PASSKEY in fields and 3 not in fields:
        raise UnsupportedVersion(path, APP_NAME, "passkey")
    hint = _hint(fields_of(_bytes(fields, 4)))
    if 3 in fields:
        return Header("crypt15", start, _bytes(fields_of(_bytes(fields, 3)), 1), hint=hint)
    cipher = fields_of(_bytes(fields, 2))
    if _bytes(cipher, 1) not in (_CIPHER_VERSION, b""):
        raise UnsupportedVersion(path, APP_NAME, _bytes(cipher, 1).hex())
    return Header(
        "crypt14", start, _bytes(cipher, 5), _bytes(cipher, 2), _bytes(cipher, 3), _bytes(cipher, 4), hint
    )  # fmt: skip


def _hint(info: Mapping[int, int | bytes]) -> str:
    digits, version = (_bytes(info, field).decode("ascii", "replace") for field in (3, 1))
    return hint_of(digits, version)


def hint_of(digits: str, version: str = "") -> str:
    """What the file says about the phone, in words: the number's last digits, the app's version."""
    said = f"The phone's number ends with {digits}." if _DIGITS.fullmatch(digits) else ""
    wrote = f"WhatsApp {version} wrote it." if _VERSION.fullmatch(version) else ""
    return f"{said} {wrote}".strip()


def _bytes(fields: Mapping[int, int | bytes], number: int) -> bytes:
    value = fields.get(number, b"")
    return value if isinstance(value, bytes) else b""
