"""What a message of Messages says: its text out of the three places where that can be, and what was edited.

A picture's place in the text is U+FFFC, an app's balloon is U+FFFD alone. Where pictures stand between two texts, they
are two bubbles on the screen: a line break comes in their place, and nothing at either end.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from vault.exports.apple_plist import KeyedArchive, read_plist
from vault.exports.database import text
from vault.exports.imessage.rows import MessageRow
from vault.exports.imessage.typedstream import text_of

_SLOTS = re.compile("\ufffc+")
_SLOT, _BALLOON = "\ufffc", "\ufffd"
_LINK = "com.apple.messages.URLBalloonProvider"
_POLL = "com.apple.messages.Polls"
_KNOWN_BALLOONS: Mapping[str, str] = {
    "com.apple.Handwriting.HandwritingProvider": "Handwritten message",
    "com.apple.DigitalTouchBalloonProvider": "Digital Touch message",
}
_MOST_PAYLOAD = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Edits:
    """What was edited: the wordings before, the oldest first, and whether all of the message was taken back."""

    earlier: tuple[str, ...] = ()
    unsent: bool = False


def body_of(row: MessageRow) -> str:
    """What was written, the subject first. Of a link or an app without a text, what its balloon shows."""
    written = (text_of(row.body) if row.body else None) or ""
    if row.text:
        written = row.text.decode("utf-8", "replace")
    if row.balloon is not None and not written.strip(_SLOT + _BALLOON + " "):
        written = _of_balloon(text(row.balloon), row.payload)
    if _SLOT in written:
        written = without_slots(written)
    if not row.subject:
        return written
    subject = text(row.subject)
    return f"{subject}\n{written}" if written else subject


def without_slots(written: str) -> str:
    """A text without the places of its pictures."""
    if _SLOT not in written:
        return written
    return _SLOTS.sub("\n", written.strip(_SLOT))


def is_poll(row: MessageRow) -> bool:
    """Whether an app's balloon is a poll."""
    return row.balloon is not None and text(row.balloon).endswith(_POLL)


def _of_balloon(bundle: str, payload: bytes | None) -> str:
    archive = KeyedArchive.of(payload) if payload and len(payload) <= _MOST_PAYLOAD else KeyedArchive((), {})
    if bundle == _LINK:
        link = archive.mapping(archive.root, "richLinkMetadata") or archive.mapping(archive.root, "metadata")
        return archive.address(link, "originalURL") or archive.address(link, "URL") or archive.text(link, "title")
    shown = archive.text(archive.root, "ldtext")
    if not shown:
        info = archive.mapping(archive.root, "userInfo")
        lines = (archive.text(info, key) for key in ("image-title", "caption", "subcaption"))
        shown = "\n".join(line for line in lines if line)
    return shown or archive.text(archive.root, "an") or _KNOWN_BALLOONS.get(bundle, bundle.rpartition(":")[2])


def edits_of(row: MessageRow, written: str) -> Edits:
    """What message_summary_info tells.

    `ec` has each part's wordings in order, the present one last; `otr` the parts that the message began with; `rp`
    those that were taken back.
    """
    summary = read_plist(row.summary) if row.summary else None
    if summary is None:
        return Edits()
    parts, taken_back = summary.get("otr"), summary.get("rp")
    begun = set(parts) if isinstance(parts, dict) else set()
    gone = {str(part) for part in taken_back if isinstance(part, int)} if isinstance(taken_back, list) else set()
    return Edits(_wordings(summary.get("ec"), gone), bool(begun) and begun <= gone and not written)


def _wordings(changes: object, gone: set[str]) -> tuple[str, ...]:
    found: list[tuple[float, str]] = []
    for part, events in changes.items() if isinstance(changes, dict) else ():
        versions = events if isinstance(events, list) else []
        for event in versions if part in gone else versions[:-1]:
            stream = event.get("t") if isinstance(event, dict) else None
            said = without_slots(text_of(stream) or "") if isinstance(stream, bytes) else ""
            when = event.get("d") if said else None
            if said:
                found.append((float(when) if isinstance(when, int | float) else 0.0, said))
    return tuple(said for _, said in sorted(found, key=lambda each: each[0]))
