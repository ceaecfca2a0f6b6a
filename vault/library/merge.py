"""The same message in two exports: a fingerprint that survives what the apps change between exports.

WhatsApp gives messages no id, and Android no seconds. Exports of one chat differ in invisible marks, in the kind of
space and line end, in how they name a photo (the iPhone numbers it anew in every export) and in whether photos are
in it at all. What stays is: chat, minute, author, words, and the order among messages alike in all of that.

Where an app gives ids, the id alone decides: an edited message is the same message, and its newest wording counts.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from vault.chats.message import Message

MINUTE = 60
_MARKS = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_SPACES = re.compile(r"[^\S\n]+")
_LINE_ENDS = re.compile(r"\r\n?|\u2028|\u2029")


def minute_of(message: Message) -> str:
    """The minute it was sent in: minutes since 1970 in UTC, or the export's own wording where that is not sure.

    A sure instant and an unsure one never meet: messages read with an open date order are read again once it is known.
    """
    if message.sent.utc is None:
        return normalised(message.sent.text)
    return str(int(message.sent.utc.timestamp() // MINUTE))


def normalised(text: str) -> str:
    """The words without what differs between exports: marks, kinds of space and line end, blanks at line ends."""
    plain = text if text.isascii() else unicodedata.normalize("NFC", _MARKS.sub("", text))
    plain = _LINE_ENDS.sub("\n", plain)
    return "\n".join(_SPACES.sub(" ", line).strip() for line in plain.split("\n")).strip()


def body_of(message: Message) -> str:
    """What of the body is compared. Of a photo only the caption: its name may change, or be left out.

    WhatsApp writes the file's name, or that it was left out, into the first line; other apps write a caption only.
    """
    words = normalised(message.text)
    if message.kind not in ("media", "omitted"):
        return words
    first, _, rest = words.partition("\n")
    files = message.attachments
    named = not files or any(normalised(file.name) in first for file in files if file.name)
    return f"\0media\0{(rest if named else words).strip()}"


def fingerprint(message: Message, twin: int) -> bytes:
    """16 bytes, the same for the same message of a chat; `twin` counts from 0 among those alike in one export.

    With an id of the app's there are no twins.
    """
    if message.id:
        return _digest(("\0id", message.id))
    author = "\0service" if message.sender is None else normalised(message.sender)
    return _digest((minute_of(message), author, body_of(message), str(twin)))


@dataclass(frozen=True, slots=True)
class Wording:
    """How a message stands in one export, or in the library: its words now and before, and as of when that is so."""

    body: str
    kind: str
    edited: bool
    earlier: tuple[str, ...]
    as_of: int | None


def is_newer(one: Wording, other: Wording) -> bool:
    """Whether `one` is the later state of a message than `other`: as they tell themselves, else by their exports."""
    if (one.kind == "deleted") != (other.kind == "deleted"):
        return one.kind == "deleted"
    if one.body != other.body and (other.body in one.earlier) != (one.body in other.earlier):
        return other.body in one.earlier
    if one.edited != other.edited:
        return one.edited
    return other.as_of is None or (one.as_of is not None and one.as_of >= other.as_of)


def all_wordings(newer: Wording, older: Wording) -> tuple[str, ...]:
    """Everything that a message said before, the oldest first: no wording of either is lost."""
    before = [text for text in dict.fromkeys((*older.earlier, older.body)) if text]
    missing = [text for text in before if text not in newer.earlier and text != newer.body]
    return (*missing, *newer.earlier)


def _digest(parts: Iterable[str]) -> bytes:
    return hashlib.blake2b("\1".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).digest()
