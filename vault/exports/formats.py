"""Which chat format a file has, whether or not we can read it yet: by its name, its first bytes, or what a zip lists.

A name alone makes a chat likely. First bytes that fit make it sure, whatever the name; first bytes that do not fit
let the name count for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePath
from typing import Literal

from vault.exports.format_members import key_of_members
from vault.exports.format_table import ANY_NAME, FORMATS, KEY_OF_GROUP, Format, may_be_named
from vault.exports.json_shapes import format_of_json, might_be_chat
from vault.exports.text_shapes import format_of_lines, format_of_table, format_of_xml
from vault.exports.whatsapp.likeness import is_named, styles_of
from vault.exports.whatsapp.text import decoded

__all__ = ["FORMATS", "Format", "Known", "named", "recognise", "recognise_members", "recognise_name"]

Certainty = Literal["yes", "likely"]

CRYPT15 = re.compile(rb"[\s\S]\x01?\x08\x01\x1a\x12\x0a\x10")
"""Beginning of a WhatsApp backup whose key only its owner has: header's length, key type 1, a 16-byte IV."""
CRYPT14 = re.compile(rb"[\s\S]\x01?(?:\x08\x00)?\x12\x4d\x0a\x02\x00\x01\x12\x01")
"""The same with a key that WhatsApp has, too: key type 0, cipher version 1."""
CRYPT12 = re.compile(rb"\x00\x01[\x01-\x03][\s\S]{64}")
"""Only three fixed bytes: more evidence is needed beside it."""
_SIGNAL_BACKUP = re.compile(rb"\x00\x00\x00[\x32-\x64]\x0a[\x30-\x62]\x0a\x10[\s\S]{16}\x12\x20")
_MARKUP = re.compile(r"\s*(?:<\?xml|<!doctype|<html|<smses|<calls|<!--|<head|<body|<div)", re.IGNORECASE)
_CONTROLS = bytes([*range(0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20)])
_GLANCE = 4096
_MARKED_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_LEAST = 12  # bytes: shorter than any message with its date
_TABLE_ENDINGS = ("csv", "tsv", "txt")


@dataclass(frozen=True, slots=True)
class Known:
    """A recognised format; `certainty` "yes" comes from structure, "likely" from a name."""

    app: str
    app_name: str
    format: str
    importer: bool
    certainty: Certainty


def named(key: str, certainty: Certainty) -> Known:
    """The entry of the catalogue for a format's key."""
    entry = FORMATS[key]
    return Known(entry.app, entry.app_name, key, entry.importer, certainty)


@lru_cache(maxsize=64)  # a judge asks for one name several times in a row
def recognise_name(name: str) -> Known | None:
    """What a file's name alone promises."""
    base = PurePath(name).name if "/" in name or "\\" in name else name
    lower = base.lower()
    if ("whatsapp" in lower or lower == "_chat.txt") and is_named(base):
        ending = lower.rpartition(".")[2]
        if ending in ("txt", "zip") or "." not in base:
            return named("whatsapp-zip" if ending == "zip" else "whatsapp-text", "likely")
    if not may_be_named(lower):
        return None
    found = ANY_NAME.fullmatch(lower)
    return named(KEY_OF_GROUP[found.lastgroup or ""], "likely") if found else None


def recognise(name: str, head: bytes | None) -> Known | None:
    """Which format a file has: `head` are its first bytes, up to 64 KiB; None if it was not opened.

    Containers (zip, tar, databases) show their format elsewhere: see recognise_members and database_shapes.
    """
    if head is None:
        return recognise_name(name)
    if key := _key_of_bytes(name, head):
        return named(key, "yes")
    if not is_text(head):
        return None
    key = _key_of_text(name, head)
    return named(key, "yes") if key else None


def recognise_members(names: Iterable[str]) -> Known | None:
    """Which export a zip or a folder is, by the names of the files in it, with `/` between folders."""
    found = key_of_members(names)
    return named(*found) if found else None


def is_text(head: bytes) -> bool:
    """Whether first bytes are text in a usual encoding: no control characters but tabs, line ends and form feeds."""
    if head.startswith(_MARKED_UTF16):
        return True
    head = head[:_GLANCE]
    return len(head.translate(None, _CONTROLS)) == len(head)


def _key_of_bytes(name: str, head: bytes) -> str | None:
    if CRYPT15.match(head):
        return "whatsapp-crypt15"
    if CRYPT14.match(head):
        return "whatsapp-crypt14"
    if CRYPT12.match(head) and ".crypt12" in name.lower():
        return "whatsapp-crypt12"
    if _SIGNAL_BACKUP.match(head) and head[5] == head[3] - 2:
        return "signal-backup"
    return None


def _key_of_text(name: str, head: bytes) -> str | None:
    if len(head) < _LEAST:
        return None
    first = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if first in (b"{", b"["):
        key = format_of_json(_text(head)) if might_be_chat(head) else None
        return key or _key_of_lines(name, head)  # `[28.04.21, 10:15:01] Anna: …` and `[LINE] …` begin so, too
    text = _text(head)
    if first == b"<" and _MARKUP.match(text.lstrip("\ufeff")):
        return format_of_xml(text)
    return _key_of_lines(name, head)


def _key_of_lines(name: str, head: bytes) -> str | None:
    text = _text(head)
    if key := format_of_table(text):
        return key
    if key := format_of_lines(text):
        return key
    return "whatsapp-text" if styles_of(name, head) else None


def _text(head: bytes) -> str:
    return "".join(decoded([head]))
