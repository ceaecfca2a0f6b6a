"""Messenger's separate export of end-to-end encrypted chats: a flat folder of `<Name>_<n>.json`, and media/.

Its records have other keys than the ordinary download's; they are translated, and then read in the same way. The
number behind a name counts chats, it does not stay the same: a chat is known again by its name, and where two chats
of one export have one name by their people, too. The order of messages is not promised, so it is looked at.
Facts: ../shared/reference/chat-formats.md §3.10 (b). No real file was at hand.
"""

from __future__ import annotations

import re

from vault.errors import ExportIncomplete
from vault.exports.base import Answers, Source
from vault.exports.file_kinds import kind_of_file
from vault.exports.json_shapes import format_of_json
from vault.exports.loose_json import Object, objects, text, texts
from vault.exports.members import Members, members_of
from vault.exports.meta.export import ALL, question_about
from vault.exports.meta.owner import owner_of, present_in
from vault.exports.meta.reader import MetaReader
from vault.exports.meta.record import mended
from vault.exports.meta.threads import Part
from vault.exports.streamed import StreamedExport

FORMAT = "messenger-e2ee"
_GLANCE = 16 * 1024
_NUMBERED = re.compile(r"_\d+$")
_LISTS = {"photo": "photos", "video": "videos", "audio": "audio_files", "gif": "gifs"}


def is_e2ee(members: Members, name: str) -> bool:
    """Whether a file is a chat of this export, by its beginning."""
    if not name.lower().endswith(".json"):
        return False
    return format_of_json(members.head(name, _GLANCE).decode("utf-8", "replace")) == FORMAT


def open_e2ee(source: Source, answers: Answers) -> StreamedExport:
    """Open it. Raises ExportIncomplete without any chat, and as Members does."""
    with members_of(source) as members:
        return _opened(source, answers, members)


def _opened(source: Source, answers: Answers, members: Members) -> StreamedExport:
    names = sorted(name for name in members.names if is_e2ee(members, name))
    if not names and len(members.names) == 1:
        names = list(members.names)
    if not names:
        raise ExportIncomplete(source.path, "<Name>_1.json")
    threads = [[Part(name, name.rpartition("/")[0], 1)] for name in names]
    only = present_in(members, names[0]) if len(names) == 1 else None
    owner = owner_of(members, names, answers.me, only)
    reader = MetaReader("messenger", members, threads, owner.me, _Names(), translated)
    key, chat_name = owner.account or "e2ee", ALL
    if len(names) == 1:
        key = chat_name = (only.title if only else "") or _stem(names[0])
    return StreamedExport(
        source,
        app="messenger",
        app_name="Messenger",
        format=FORMAT,
        key=key,
        chat_name=chat_name,
        read=reader.read,
        give=lambda file: members.read(file.place or file.name),
        close=members.close,
        question=question_about(owner),
    )


class _Names:
    """Names threads; two of one name are told apart by their people."""

    def __init__(self) -> None:
        self._first: dict[str, frozenset[str]] = {}

    def __call__(self, part: Part, fields: Object) -> tuple[str, str]:
        name = _NUMBERED.sub("", mended(fields.get("threadName"))).strip() or _stem(part.name)
        people = frozenset(mended(each) for each in texts(fields.get("participants")))
        if self._first.setdefault(name, people) == people:
            return name, name
        return f"{name} ({', '.join(sorted(people))})", name


def _stem(name: str) -> str:
    return _NUMBERED.sub("", name.rpartition("/")[2].rpartition(".")[0]) or name


def translated(record: Object) -> Object:
    """A record as the ordinary download would have it."""
    whole: dict[str, object] = {
        "sender_name": record.get("senderName"),
        "timestamp_ms": record.get("timestamp"),
        "content": record.get("text"),
    }
    if record.get("isUnsent"):
        whole["is_unsent"] = record["isUnsent"]
    if record.get("reactions"):
        whole["reactions"] = record["reactions"]
    for each in objects(record.get("media")) if record.get("media") else ():
        listed = whole.setdefault(_LISTS.get(kind_of_file(text(each.get("uri"))), "files"), [])
        if isinstance(listed, list):
            listed.append(each)
    return whole
