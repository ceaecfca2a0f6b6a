"""From a row of Signal Desktop's messages to a message. What stands there in columns stood in the JSON before, and
files, which stood in it too, have a table of their own since 2025: each is looked for in both places.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from vault.chats.attachment import Attachment
from vault.chats.message import Kind, Message, Reaction
from vault.exports.loose_json import Object, mapping, name, objects, text, texts, whole
from vault.exports.signal.desktop_events import SAID, Calls, words_of
from vault.exports.signal.desktop_people import DesktopPeople
from vault.exports.signal.items import Unique, body_kind, message_id, named
from vault.exports.signal.media import LONGEST_TEXT, Found, kind_of, moment, shown_name
from vault.exports.signal.people import NOBODY, SELF, UNKNOWN, Person, first_name, whole_name
from vault.exports.signal.words import poll_words

GIF = 8  # a flag of a file
Files = Mapping[str, list[Object]]
"""A message's files by what they are: attachment, long-message, sticker, contact, preview."""


@dataclass(frozen=True, slots=True)
class DesktopRow:
    """A message's row: the columns that count, its JSON, its files."""

    kind: str
    sent: int
    body: str
    source: str
    told: Object
    files: Files


def files_of(told: Object) -> dict[str, list[Object]]:
    """The files of a message that holds them in its JSON, as older ones do."""
    found: dict[str, list[Object]] = {}
    if attachments := told.get("attachments"):
        found["attachment"] = objects(attachments)
    if long_text := told.get("bodyAttachment"):
        found["long-message"] = objects(long_text)
    if sticker := mapping(mapping(told.get("sticker")).get("data")):
        found["sticker"] = [sticker]
    if contacts := told.get("contact"):
        avatars = [mapping(mapping(card.get("avatar")).get("avatar")) for card in objects(contacts)]
        found["contact"] = [avatar for avatar in avatars if avatar]
    if previews := told.get("preview"):
        images = [mapping(preview.get("image")) for preview in objects(previews)]
        found["preview"] = [image for image in images if image]
    return found


class DesktopRows:
    """Maps rows. `find` gives the bytes' place of a file, `read` a long text."""

    def __init__(
        self, people: DesktopPeople, calls: Calls, find: Callable[[Object], Found | None],
        read: Callable[[Found], str | None],
    ) -> None:  # fmt: skip
        self._people, self._calls, self._find, self._read = people, calls, find, read
        self._unique = Unique()
        self._edited: dict[str, str] = {}

    def message(self, row: DesktopRow, chat: Person, place: str) -> Message | None:
        """The message; None for a type that we do not know."""
        author = self._author(row, chat)
        if row.kind not in SAID:
            words = words_of(row.kind, row.told, chat, author, self._people, self._calls)
            if words is None:
                return None
            return Message(chat.identity, None, moment(row.sent), words, "service", place)
        kind, body, files = self._said(row)
        versions = objects(row.told.get("editHistory") or ())  # the newest first
        first = whole(versions[-1].get("timestamp")) if len(versions) > 1 else None
        return Message(
            chat.identity, author.name, moment(row.sent), body, kind, place, files, self._reactions(row.told),
            len(versions) > 1, self._unique.take(chat.identity, self._id(row, first, author, versions)),
            self._reply_to(row.told), tuple([text(v.get("body")) for v in reversed(versions[1:])]),
            author.me or row.kind == "outgoing",
        )  # fmt: skip

    def _author(self, row: DesktopRow, chat: Person) -> Person:
        if row.kind == "outgoing":
            return SELF
        person = self._people.of_address(row.source)
        if person is None or person is UNKNOWN:
            told = (row.told.get(key) for key in ("sourceServiceId", "sourceUuid", "source"))
            found = [other for each in told if (other := self._people.of_address(each))]
            person = next((other for other in found if other is not UNKNOWN), None)
        group = chat.identity.startswith("group:")
        return person or (UNKNOWN if group or chat.me else chat)

    def _id(self, row: DesktopRow, first: int | None, author: Person, versions: list[Object]) -> str:
        own = message_id(first or row.sent, author)
        for version in versions[:-1]:
            self._edited[message_id(whole(version.get("timestamp")) or 0, author)] = own
        return own

    def _said(self, row: DesktopRow) -> tuple[Kind, str, tuple[Attachment, ...]]:
        told = row.told
        if told.get("deletedForEveryone") or told.get("deletedForEveryoneByAdminAci"):
            return "deleted", "", ()
        if poll := mapping(told.get("poll")):
            return "poll", self._poll(poll), ()
        body = self._body(row)
        files = tuple(self._attachments(row)) if row.files else ()
        if told.get("isViewOnce") and not files:
            files = (Attachment(shown_name("", "", row.sent, 1, "view-once"), False, None, "file"),)
        if cards := objects(told.get("contact")):
            lines = [line for card in cards for line in _card(card)]
            return "contact", "\n".join(line for line in (body, *lines) if line), files
        if told.get("giftBadge"):
            return "text", body or "Donation badge", files
        if payment := mapping(told.get("payment")):
            return "text", "\n".join(line for line in ("Payment", name(payment.get("note"))) if line), files
        return body_kind(body, files), body, files

    def _body(self, row: DesktopRow) -> str:
        body = row.body or text(mapping(row.told.get("storyReaction")).get("emoji"))
        for file in row.files.get("long-message", ()):
            found = self._find(file)
            if found is not None and (found.size or 0) <= LONGEST_TEXT:
                body = self._read(found) or body
        mentions = []
        for one in objects(row.told.get("bodyRanges") or ()):
            person = self._people.of_address(one.get("mentionAci") or one.get("mentionUuid"))
            start = whole(one.get("start"))
            if person is not None and start is not None and 0 <= start <= len(body) * 2:
                known = person.name if person.name != NOBODY else name(one.get("replacementText")) or NOBODY
                mentions.append((start, max(0, min(whole(one.get("length")) or 1, len(body) * 2)), known))
        return named(body, mentions)

    def _attachments(self, row: DesktopRow) -> Iterator[Attachment]:
        emoji = name(mapping(row.told.get("sticker")).get("emoji"))
        for what, word in (("attachment", "signal"), ("sticker", f"sticker {emoji}".strip()), ("contact", "contact"),
                ("preview", "preview")):  # fmt: skip
            for number, file in enumerate(row.files.get(what, ()), 1):
                found = self._find(file)
                if found is not None or what in ("attachment", "sticker"):
                    yield _attachment(file, found, row.sent, number, word, "sticker" if what == "sticker" else "")

    def _reactions(self, told: Object) -> tuple[Reaction, ...]:
        if not told.get("reactions"):
            return ()
        found = []
        for one in objects(told.get("reactions")):
            if emoji := text(one.get("emoji")):
                found.append(Reaction(emoji, self._people.by_id.get(name(one.get("fromId")), UNKNOWN).name))
        return tuple(found)

    def _reply_to(self, told: Object) -> str:
        quote = mapping(told.get("quote"))
        if not quote:
            return ""
        target = whole(quote.get("id"))
        addresses = (quote.get(key) for key in ("authorAci", "authorUuid", "author"))
        author = next((person for each in addresses if (person := self._people.of_address(each))), None)
        if not target or author is None:
            return ""
        wanted = message_id(target, author)
        return self._edited.get(wanted, wanted)

    def _poll(self, poll: Object) -> str:
        options = texts(poll.get("options"))
        voters: list[list[str]] = [[] for _ in options]
        for vote in objects(poll.get("votes")):
            chosen = vote.get("optionIndexes")
            person = self._people.by_id.get(name(vote.get("fromConversationId")), UNKNOWN)
            for number in chosen if isinstance(chosen, list) else ():
                if isinstance(number, int) and 0 <= number < len(options):
                    voters[number].append(person.name)
        return poll_words(text(poll.get("question")), list(zip(options, voters, strict=True)))


def _attachment(file: Object, found: Found | None, sent: int, number: int, word: str, kind: str) -> Attachment:
    content_type = name(file.get("contentType")).lower()
    flags = whole(file.get("flags")) or 0
    size = found.size if found else whole(file.get("size"))
    return Attachment(
        shown_name(text(file.get("fileName")), content_type, sent, number, word),
        found is not None,
        size if size and size > 0 else None,
        kind or kind_of(content_type, gif=bool(flags & GIF)),
        found.place if found else "",
        found.sha256 if found else "",
    )


def _card(card: Object) -> list[str]:
    told = mapping(card.get("name"))
    parts = (name(told.get(key)) for key in ("prefix", "givenName", "middleName", "familyName", "suffix"))
    lines = [first_name(whole_name(*parts), name(told.get("nickname")), name(card.get("organization")))]
    for key in ("number", "email"):
        lines += [name(value.get("value")) for value in objects(card.get(key))]
    return [line for line in lines if line]
