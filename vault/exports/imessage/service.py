"""What happened in a chat of Messages, in words: item_type and group_action_type tell what it was."""

from __future__ import annotations

from collections.abc import Mapping

from vault.chats.message import ME
from vault.exports.database import text
from vault.exports.imessage.people import UNKNOWN, People
from vault.exports.imessage.rows import MessageRow

_MEMBERS, _NAME, _GROUP, _LOCATION, _KEPT_AUDIO, CALL = 1, 2, 3, 4, 5, 6
_WITH_THE_GROUP: Mapping[int, str] = {
    0: "left the conversation", 1: "changed the group photo", 2: "removed the group photo",
    4: "changed the background", 6: "removed the background",
}  # fmt: skip


def happened(row: MessageRow, sender: str, people: People) -> str:
    """What happened, as a sentence; "" for what is unknown."""
    who = sender or UNKNOWN
    action = row.group_action or 0
    if row.item == _MEMBERS:
        return _of_members(row, who, action, people)
    if row.item == _NAME:
        title = text(row.group_title)
        return f"{who} named the conversation “{title}”" if title else f"{who} removed the conversation’s name"
    if row.item == _GROUP:
        return f"{who} {_WITH_THE_GROUP[action]}" if action in _WITH_THE_GROUP else ""
    if row.item == _LOCATION:
        return f"{who} {'stopped' if row.share_status else 'started'} sharing a location"
    return f"{who} kept an audio message" if row.item == _KEPT_AUDIO else ""


def _of_members(row: MessageRow, who: str, action: int, people: People) -> str:
    other = people.name(row.other_handle) or UNKNOWN
    if action == 0 and row.other_handle == row.handle and who != ME:
        return f"{who} changed the phone number"
    verb = {0: "added", 1: "removed"}.get(action)
    return f"{who} {verb} {other}" if verb else ""
