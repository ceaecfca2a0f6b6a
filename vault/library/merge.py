"""The same message in two exports: a fingerprint that survives what the apps change between exports.

WhatsApp gives messages no id, and Android no seconds. Exports of one chat differ in invisible marks, in the kind of
space and line end, in how they name a photo (the iPhone numbers it anew in every export) and in whether photos are
in it at all. What stays is: chat, minute, author, words, and the order among messages alike in all of that.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

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
    """What of the body is compared. Of a photo only the caption below it: its name may change, or be left out."""
    if message.kind not in ("media", "omitted"):
        return normalised(message.text)
    caption = normalised(message.text).partition("\n")[2]
    return f"\0media\0{caption.strip()}"


def fingerprint(message: Message, twin: int) -> bytes:
    """16 bytes, the same for the same message of a chat; `twin` counts from 0 among those alike in one export."""
    author = "\0service" if message.sender is None else normalised(message.sender)
    parts = (minute_of(message), author, body_of(message), str(twin))
    return hashlib.blake2b("\1".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).digest()
