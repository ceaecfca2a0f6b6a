"""One message of Slack's, as exports, slackdump and its database have them alike: an object of the API's.

Facts: chat-formats.md §3.14, api.slack.com/events/message. `ts` is both time and id; it is kept as the text it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from vault.chats.attachment import Attachment
from vault.chats.message import Kind, Message, Moment, Reaction
from vault.exports.discord.files import kind_of
from vault.exports.loose_json import Object, mapping, name, objects, text, whole
from vault.exports.members import Members
from vault.exports.slack.text import Directory, called, emoji, of_attachments, of_blocks, readable

UNKNOWN = "Unknown"
_TIME = re.compile(r"(\d{1,12})(?:\.(\d{1,6}))?", re.ASCII)
_SERVICE = re.compile(
    r"(?:channel|group|im|mpim)_(?!mention)\w+|(?:un)?pinned_item|bot_(?:add|remove|enable|disable)|reminder_\w+"
    r"|sh_room_\w+|app_conversation_\w+|tabbed_canvas_updated|document_comment_root|joiner_notification\w*"
)
_MOST_REACTIONS = 500
_FAMILIES = {"image": "photo", "video": "video", "audio": "audio", "text": "document", "application": "document"}


@dataclass(frozen=True, slots=True)
class Reader:
    """Turns the records of one channel into messages. `folders` is where its files may lie, with slashes at the end."""

    conversation: str
    members: Members
    folders: Sequence[str]
    directory: Directory
    me: str | None

    def message(self, raw: Object, place: str) -> Message | None:
        """A message; None for one with nothing to show."""
        subtype, id_ = text(raw.get("subtype")), text(raw.get("ts"))
        written = text(raw.get("text"))
        if not written:
            written = of_blocks(raw.get("blocks")) or of_attachments(raw.get("attachments"))
        words = readable(written, self.directory)
        sent = moment(id_)
        if subtype and _SERVICE.fullmatch(subtype):
            said = words or subtype.replace("_", " ")
            return Message(self.conversation, None, sent, said, "service", place, id=id_)
        files = tuple(self._files(raw)) if "files" in raw or "file" in raw else ()
        kind = _kind(subtype, files)
        if not words and not files and kind == "text":
            return None
        sender = self._sender(raw)
        thread = text(raw.get("thread_ts"))
        reactions = tuple(self._reactions(raw)) if "reactions" in raw else ()
        return Message(
            self.conversation, sender, sent, words, kind, place, files, reactions, bool(raw.get("edited")), id_,
            thread if thread != id_ else "", (),
            None if self.me is None else sender == self.me,
        )  # fmt: skip

    def _sender(self, raw: Object) -> str:
        """By the list of people; else by what the message itself tells of its author, else by the id."""
        key = text(raw.get("user"))
        if key and key in self.directory.people:
            return self.directory.people[key]
        profile = mapping(raw.get("user_profile"))
        bot = mapping(raw.get("bot_profile"))
        return (
            called({"profile": profile, "name": profile.get("name")}) or name(raw.get("username"))
            or name(bot.get("name")) or key or text(raw.get("bot_id")) or UNKNOWN
        )  # fmt: skip

    def _files(self, raw: Object) -> Iterator[Attachment]:
        found = objects(raw.get("files")) or objects(raw.get("file"))
        for file in found:
            shown = name(file.get("name")) or name(file.get("title")) or text(file.get("id")) or "file"
            kind = _FAMILIES.get(text(file.get("mimetype")).partition("/")[0]) or kind_of(shown)
            place = next((each for each in self._places(file) if each in self.members), None)
            size = whole(file.get("size"))
            if place is not None:
                yield Attachment(shown, True, self.members.size(place), kind, place)
            else:
                yield Attachment(shown, False, size if size is not None and 0 < size < 1 << 62 else None, kind)

    def _places(self, file: Object) -> Iterator[str]:
        """Where slackdump puts files: `attachments/<id>-<name>` beside the days, `__uploads/<id>/<name>` at the top."""
        key, shown = text(file.get("id")), text(file.get("name"))
        for folder in self.folders:
            yield f"{folder}attachments/{key}-{shown}"
            yield f"{folder}__uploads/{key}/{shown}"

    def _reactions(self, raw: Object) -> Iterator[Reaction]:
        left = _MOST_REACTIONS
        for each in objects(raw.get("reactions")):
            users = each.get("users")
            known = [text(user) for user in users][:left] if isinstance(users, list) else []
            left -= len(known)
            shown = emoji(text(each.get("name")))
            for key in known:
                yield Reaction(shown, self.directory.people.get(key) or key or UNKNOWN)
            others = (whole(each.get("count")) or 0) - len(known)
            if others > 0:
                yield Reaction(shown, f"{str(others)[:12]} {'more' if known else 'people'}")


def moment(wording: str) -> Moment:
    """`1704067200.000001`: seconds since 1970 and what makes the id unique."""
    match = _TIME.fullmatch(wording)
    if match is None:
        return Moment(None, wording[:40], "exact")
    try:
        utc = datetime.fromtimestamp(int(match[1]), UTC)
        if fraction := match[2]:
            utc = utc.replace(microsecond=int(fraction.ljust(6, "0")))
    except (ValueError, OverflowError, OSError):
        return Moment(None, wording[:40], "exact")
    return Moment(utc, wording[:40], "exact")


def _kind(subtype: str, files: tuple[Attachment, ...]) -> Kind:
    if subtype in ("tombstone", "message_deleted"):
        return "deleted"
    if subtype == "huddle_thread":
        return "call"
    if files:
        return "media" if any(file.included for file in files) else "omitted"
    return "text"
