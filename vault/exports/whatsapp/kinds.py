"""What the numbers mean by which WhatsApp's databases tell kinds of messages, on Android and on the iPhone.

The two lists have nothing in common. A number that is in neither is a message all the same: what else is known of it
decides. Facts: ../shared/reference/chat-formats.md §3.2; numbers as several public readers agree on them.
"""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from vault.chats.message import Kind
from vault.exports.whatsapp.bodies import kind_of_file

SYSTEM, CALL = "system", "call"

ANDROID: Mapping[int, tuple[Kind, str]] = {
    0: ("text", ""), 1: ("media", "photo"), 2: ("media", "audio"), 3: ("media", "video"), 4: ("contact", "contact"),
    5: ("location", ""), 7: ("service", ""), 8: ("call", ""), 9: ("media", "document"), 10: ("call", ""),
    11: ("omitted", ""), 12: ("omitted", ""), 13: ("media", "gif"), 14: ("contact", "contact"), 15: ("deleted", ""),
    16: ("location", ""), 20: ("media", "sticker"), 24: ("text", ""), 25: ("text", ""), 27: ("text", ""),
    28: ("text", ""), 36: ("service", ""), 42: ("omitted", "photo"), 43: ("omitted", "video"), 45: ("text", ""),
    46: ("text", ""), 49: ("text", ""), 55: ("text", ""), 64: ("deleted", ""), 66: ("poll", ""),
    81: ("media", "video"), 82: ("omitted", "audio"), 90: ("call", ""), 106: ("poll", ""), 112: ("service", ""),
}  # fmt: skip
"""message.message_type and messages.media_wa_type: what kind of message, and what kind of file with it."""

IPHONE: Mapping[int, tuple[Kind, str]] = {
    0: ("text", ""), 1: ("media", "photo"), 2: ("media", "video"), 3: ("media", "audio"), 4: ("contact", "contact"),
    5: ("location", ""), 6: ("service", ""), 7: ("text", ""), 8: ("media", "document"), 10: ("service", ""),
    11: ("media", "gif"), 14: ("deleted", ""), 15: ("media", "sticker"), 20: ("media", "photo"),
    24: ("media", "document"), 38: ("omitted", "photo"), 39: ("omitted", "video"), 43: ("media", "video"),
    46: ("poll", ""), 53: ("omitted", "audio"), 54: ("media", "video"),
}  # fmt: skip
"""ZWAMESSAGE.ZMESSAGETYPE, likewise."""

ALBUM = 99  # on Android: says only that the pictures behind it were sent together
_BY_MIME = {"image": "photo", "video": "video", "audio": "audio", "text": "document", "application": "document"}
_MIME = re.compile(r"[a-z]{1,20}/[\w.+-]{1,60}")


def kind_of_mime(mime: str) -> str:
    """An Attachment's kind by "image/jpeg"; "" where that is no such word."""
    return _BY_MIME.get(mime.partition("/")[0], "file") if _MIME.match(mime) else ""


def file_name(path: str, title: str, kind: str, mime: str) -> str:
    """What to call a file: by the name it was sent under, where it lay on the phone, or what it is."""
    base = PurePosixPath(path).name
    if title and kind in ("document", "file") and "\n" not in title:
        return title
    if base:
        return base
    ending = mimetypes.guess_extension(found[0]) if (found := _MIME.match(mime)) else None
    return f"{kind or 'file'}{ending or ''}"


def kind_of(kind: str, mime: str, name: str) -> str:
    """An Attachment's kind: by the message's, else by mime, else by the name."""
    return kind or kind_of_mime(mime) or kind_of_file(name)
