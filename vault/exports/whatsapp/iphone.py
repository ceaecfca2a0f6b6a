"""WhatsApp on the iPhone: ChatStorage.sqlite, by itself or out of a backup of the whole phone.

Times are seconds since 2001, UTC. Media, captions, places and cards stand in ZWAMEDIAITEM, whose ZVCARDSTRING is a
mime type or a card; what a message answers in field 5 of its ZMETADATA, reactions in field 7 of a ZRECEIPTINFO.
Facts: ../shared/reference/chat-formats.md §3.2.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from vault.chats.attachment import Attachment
from vault.chats.message import ME, Kind, Message, Moment, Reaction
from vault.exports.base import Record, Skipped
from vault.exports.database import Database, text
from vault.exports.side_rows import SideRows, field, number_field, side_rows, text_field
from vault.exports.streamed import Count
from vault.exports.whatsapp.iphone_people import People, Session, Sessions
from vault.exports.whatsapp.kinds import IPHONE, file_name, kind_of, kind_of_mime
from vault.exports.whatsapp.phone_media import FindMedia
from vault.exports.whatsapp.vcards import words_of
from vault.exports.whatsapp.wire import texts_of

_EPOCH = 978_307_200  # 1 January 2001, in seconds since 1970
_NOBODY: Mapping[str, str] = MappingProxyType({})
_MESSAGE = (
    "z_pk", "zchatsession", "zisfromme", "zstanzaid", "zgroupmember", "zmessagedate", "zmessagetype", "ztext",
    "zpushname",
)  # fmt: skip
_MEDIA = (
    "zmedialocalpath", "ztitle", "zvcardstring", "zvcardname", "zlatitude", "zlongitude", "zmetadata",
)  # fmt: skip
_FORMS = {"zstanzaid": text_field, "ztext": text_field, "zpushname": text_field, "zmessagedate": field}
_NO_MEDIA = (None,) * len(_MEDIA)
_NOTHING = (*_NO_MEDIA, None)  # and no receipt
_LONGEST_ID = 64
_QUOTED, _REACTIONS = 5, 7
_CARD = "BEGIN:VCARD"


def read_chat_storage(
    database: Database,
    find: FindMedia,
    count: Count,
    place: str = "ChatStorage.sqlite",
    *,
    names: Mapping[str, str] = _NOBODY,
) -> Iterator[Record]:
    """All chats of an iPhone's database. `names` are the address book's, by address; `place` is where it lies.

    Raises ExportDamaged.
    """
    yield from _Reading(database, find, count, place, names).records()


class _Reading:
    """One pass over the messages, in the order in which they came."""

    def __init__(self, database: Database, find: FindMedia, count: Count, place: str, names: Mapping[str, str]) -> None:
        self._database, self._find, self._count, self._place = database, find, count, place
        self._sessions = Sessions(database, names)
        self._people = People(database, names)
        self._info = self._loose("zwamessageinfo", "zmessageinfo", "zreceiptinfo")
        self._media = self._loose("zwamediaitem", "zmediaitem", *_MEDIA)

    def _loose(self, table: str, link: str, *columns: str) -> SideRows | None:
        """Rows that name their message; None where the message names them, which is the quicker way."""
        if self._database.has("zwamessage", link):
            return None
        return side_rows(self._database, table, "zmessage", *columns)

    def _query(self) -> str:
        database, joins = self._database, ""
        asked = [_FORMS.get(column, number_field)(database, "zwamessage", column, "m") for column in _MESSAGE]
        for loose, table, link, columns in (
            (self._media, "zwamediaitem", "zmediaitem", _MEDIA),
            (self._info, "zwamessageinfo", "zmessageinfo", ("zreceiptinfo",)),
        ):
            joined = loose is None and database.has(table, "z_pk")
            asked += [field(database, table, column) if joined else "NULL" for column in columns]
            joins += f" LEFT JOIN {table} ON {table}.z_pk = m.{link}" if joined else ""
        order = "m.z_pk" if database.has("zwamessage", "z_pk") else "m.rowid"
        return f"SELECT {', '.join(asked)} FROM zwamessage AS m{joins} ORDER BY {order}"  # noqa: S608 - names of ours

    def records(self) -> Iterator[Record]:
        """Each chat before its first message."""
        told: set[str] = set()
        count, ordinary = self._count, self._media is None and self._info is None
        for row in self._database.rows(self._query()):
            count.records += 1
            number, chat, from_me, stanza, member, at, code, body, said = row[:9]
            session = self._sessions.of(chat)
            if session.conversation.key not in told:
                told.add(session.conversation.key)
                yield session.conversation
            if ordinary and code == 0 and type(body) is bytes and type(stanza) is bytes and row[9:] == _NOTHING and at:
                sender = ME if from_me == 1 else self._sender(session, from_me, member, text(said))
                yield Message(
                    session.conversation.key, sender, apple_seconds(at), body.decode("utf-8", "replace"), "text",
                    f"{self._place} message {number}", (), (), False, stanza.decode("utf-8", "replace")[:_LONGEST_ID],
                    "", (), from_me == 1,
                )  # fmt: skip
            else:
                yield from self._message(session, row)

    def _message(self, session: Session, row: tuple[Any, ...]) -> Iterator[Record]:
        number, _, from_me, stanza, member, at, code, body, said = row[:9]
        place = f"{self._place} message {number}"
        media, receipt = self._beside(number, row)
        kind, file_kind = IPHONE.get(code, ("text", "")) if isinstance(code, int) else ("text", "")
        known = code in IPHONE
        words, files = self._content(kind, file_kind, text(body), media, known)
        if kind == "service" and not words:
            self._count.empty()
            return
        if not known and not words and not files:
            yield self._count.skip(place, "unknown-kind")
            return
        sent = apple_seconds(at)
        yield Message(
            session.conversation.key,
            None if kind == "service" else self._sender(session, from_me, member, text(said)),
            sent, "" if kind == "deleted" else words, "media" if files and kind == "text" else kind, place, files,
            self._reactions(receipt), False, text(stanza)[:_LONGEST_ID],
            _answered(media[6]), (), None if kind == "service" else from_me == 1,
        )  # fmt: skip
        if sent.utc is None:
            yield Skipped(place, "no-date")

    def _beside(self, number: Any, row: tuple[Any, ...]) -> tuple[tuple[Any, ...], object]:
        """What stands in the tables beside the message's."""
        media, receipt = row[9 : 9 + len(_MEDIA)], row[-1]
        if isinstance(number, int):
            if self._media is not None:
                found = self._media.one(number)
                media = found[1:] if found else _NO_MEDIA
            if self._info is not None:
                found = self._info.one(number)
                receipt = found[1] if found else None
        return media, receipt

    def _sender(self, session: Session, from_me: object, member: object, said: str) -> str:
        if from_me == 1:
            return ME
        return self._people.member(member, said) if session.group or member else session.partner

    def _content(
        self, kind: Kind, file_kind: str, body: str, media: tuple[Any, ...], known: bool
    ) -> tuple[str, tuple[Attachment, ...]]:
        """Words and files of a message."""
        path, title, card, card_name, latitude, longitude, _ = media
        title, mime = text(title), text(card)
        if kind == "location":
            where = f"{latitude}, {longitude}" if latitude or longitude else ""
            return "\n".join(part for part in (title, body, where) if part), ()
        if mime.startswith(_CARD):
            return words_of(mime) or text(card_name) or body, ()
        if kind in ("service", "deleted", "poll") or (known and kind == "text") or (kind == "text" and not path):
            return body, ()
        name = file_name(text(path), title, file_kind, mime)
        words = body if name == title else body or title
        if kind == "omitted" and not path:
            return words, ()
        found = self._find(text(path)) if path else None
        sort = kind_of(file_kind, mime if kind_of_mime(mime) else "", name)
        if found is None:
            return words, (Attachment(name, False, kind=sort),)
        return words, (Attachment(name, True, found[1], sort, found[0]),)

    def _reactions(self, receipt: object) -> tuple[Reaction, ...]:
        """Emoji in a receipt: field 7 holds fields 1, each with who (2) and what (3)."""
        if not isinstance(receipt, bytes) or b"\x3a" not in receipt:
            return ()
        given = []
        for group in texts_of(receipt, _REACTIONS):
            for one in texts_of(group, 1):
                who, emoji = texts_of(one, 2), texts_of(one, 3)
                if emoji and emoji[0]:
                    name = self._people.named(who[0].decode("utf-8", "replace")) if who and who[0] else ME
                    given.append(Reaction(emoji[0].decode("utf-8", "replace"), name))
        return tuple(given)


def apple_seconds(value: object) -> Moment:
    """When, of seconds since 2001 with a fraction; without an instant for 0 and for what no calendar has."""
    if type(value) not in (int, float) or not value:
        return Moment(None, "", "exact")
    try:
        return Moment(datetime.fromtimestamp(_EPOCH + value, UTC), str(value), "exact")  # type: ignore[operator]
    except (OverflowError, OSError, ValueError):
        return Moment(None, str(value)[:_LONGEST_ID], "exact")


def _answered(metadata: object) -> str:
    """The id of the message that this one answers: believed only where it looks like one."""
    found = texts_of(metadata, _QUOTED)
    if not found or not found[0].isalnum() or not 8 <= len(found[0]) <= _LONGEST_ID:
        return ""
    return found[0].decode("ascii", "ignore")
