"""From a frame's chat item to a message: one mapper for Signal's folder of backups and for its plaintext export."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from vault.chats.attachment import Attachment
from vault.chats.message import Kind, Message, Reaction
from vault.exports.signal.frames import (
    AttachedFile,
    Card,
    ChatItem,
    Mention,
    Payment,
    Pointer,
    Poll,
    Reacted,
    StandardMessage,
    StoryReply,
    Text,
)
from vault.exports.signal.media import LONGEST_TEXT, Shelf, attachment, moment
from vault.exports.signal.people import People, Person, first_name, whole_name
from vault.exports.signal.words import poll_words, words_of

_MOST_IDS = 150_000  # that are remembered, twice


@dataclass(frozen=True, slots=True)
class Said:
    """What an item says, whoever said it."""

    kind: Kind
    text: str = ""
    attachments: tuple[Attachment, ...] = ()
    reactions: tuple[Reaction, ...] = ()
    reply_to: str = ""


@dataclass(slots=True)
class Unique:
    """Takes care that no id is given twice. It remembers the last ones only: in a sound backup none comes again."""

    _new: set[tuple[str, str]] = field(default_factory=set)
    _old: set[tuple[str, str]] = field(default_factory=set)

    def take(self, chat: str, name: str) -> str:
        """The id if it is the first of its name in the chat, else ""."""
        both = chat, name
        if both in self._new or both in self._old:
            return ""
        self._new.add(both)
        if len(self._new) >= _MOST_IDS:
            self._old, self._new = self._new, set()
        return name


def message_id(sent: int, author: Person) -> str:
    """How Signal itself knows a message: by when and by whom it was sent."""
    return f"{sent}:{author.identity}"


def body_kind(text: str, attachments: tuple[Attachment, ...]) -> Kind:
    """Whether a message is its words, its files, or files that are not here."""
    if any(file.included for file in attachments):
        return "media"
    return "omitted" if attachments and not text else "text"


class Items:
    """Maps items; knows who is who, where files lie, and which ids were given."""

    def __init__(self, people: People, shelf: Shelf) -> None:
        self._people, self._shelf = people, shelf
        self._unique = Unique()
        self._edited: dict[str, str] = {}  # id by the time of an edit → id by the time of the first wording

    def message(self, item: ChatItem, chat: Person, place: str) -> Message | None:
        """The message; None for an item of a kind that we do not know."""
        author = self._people.of(item.author_id)
        if item.update_message is not None:
            partner = "" if chat.identity.startswith("group:") else chat.name
            words = words_of(item.update_message, self._people, author, partner)
            if words is None:
                return None
            return Message(chat.identity, None, moment(item.date_sent), words, "service", place)
        said = self._said(item)
        if said is None:
            return None
        first = item.revisions[0].date_sent if item.revisions else item.date_sent
        return Message(
            chat.identity,
            author.name,
            moment(item.date_sent),
            said.text,
            said.kind,
            place,
            said.attachments,
            said.reactions,
            bool(item.revisions),
            self._unique.take(chat.identity, self._id(item, first, author)),
            self._edited.get(said.reply_to, said.reply_to),
            tuple(self._earlier(item.revisions)),
            author.me or item.outgoing is not None,
        )

    def _id(self, item: ChatItem, first: int, author: Person) -> str:
        name = message_id(first, author)
        for later in (item, *item.revisions[1:]) if item.revisions else ():
            self._edited[message_id(later.date_sent, author)] = name
        return name

    def _earlier(self, revisions: Iterable[ChatItem]) -> Iterable[str]:
        for revision in revisions:
            said = self._said(revision)
            if said is not None:
                yield said.text

    def _said(self, item: ChatItem) -> Said | None:
        if item.standard_message is not None:
            return self._standard(item.standard_message, item.date_sent)
        if item.remote_deleted_message is not None or item.admin_deleted_message is not None:
            return Said("deleted")
        if item.sticker_message is not None:
            return self._sticker(item)
        if item.view_once_message is not None:
            return self._view_once(item)
        if item.direct_story_reply_message is not None:
            return self._story_reply(item.direct_story_reply_message)
        if item.contact_message is not None:
            return self._card(item)
        if item.poll is not None:
            return Said("poll", self._poll(item.poll), (), self._reactions(item.poll.reactions))
        if item.payment_notification is not None:
            return Said("text", payment(item.payment_notification))
        return Said("text", "Donation badge") if item.gift_badge is not None else None

    def _standard(self, message: StandardMessage, sent: int) -> Said:
        text = self._text(message.text, message.long_text)
        files = [attachment(file, self._shelf, sent, number) for number, file in enumerate(message.attachments, 1)]
        previews = (preview.image for preview in message.link_preview if preview.image)
        files += [self._loose(image, sent, "photo", "preview") for image in previews if self._shelf.find(image)]
        attachments = tuple(files)
        quote = message.quote
        target = quote.target_sent_timestamp if quote else None
        reply_to = message_id(target, self._people.of(quote.author_id)) if quote and target else ""
        kind = body_kind(text, attachments)
        return Said(kind, text, attachments, self._reactions(message.reactions), reply_to)

    def _loose(self, pointer: Pointer, sent: int, kind: str, word: str) -> Attachment:
        return attachment(AttachedFile(pointer=pointer), self._shelf, sent, 1, kind, word)

    def _sticker(self, item: ChatItem) -> Said:
        message = item.sticker_message
        sticker = message.sticker if message else None
        word = f"sticker {sticker.emoji}" if sticker and sticker.emoji else "sticker"
        file = self._loose(sticker.data if sticker and sticker.data else Pointer(), item.date_sent, "sticker", word)
        reactions = self._reactions(message.reactions if message else ())
        return Said("media" if file.included else "omitted", "", (file,), reactions)

    def _view_once(self, item: ChatItem) -> Said:
        message = item.view_once_message
        file = attachment(message.attachment if message else None, self._shelf, item.date_sent, 1, "", "view-once")
        return Said(body_kind("", (file,)), "", (file,), self._reactions(message.reactions if message else ()))

    def _story_reply(self, reply: StoryReply) -> Said:
        words = reply.text_reply
        text = self._text(words.text, words.long_text) if words else reply.emoji or ""
        return Said("text", text, (), self._reactions(reply.reactions))

    def _card(self, item: ChatItem) -> Said:
        message = item.contact_message
        card = (message.contact if message else None) or Card()
        files = (self._loose(card.avatar, item.date_sent, "photo", "contact"),) if card.avatar else ()
        return Said("contact", card_text(card), files, self._reactions(message.reactions if message else ()))

    def _poll(self, poll: Poll) -> str:
        of = self._people.of
        options = [(option.option, [of(vote.voter_id).name for vote in option.votes]) for option in poll.options]
        return poll_words(poll.question, options)

    def _reactions(self, reactions: Iterable[Reacted]) -> tuple[Reaction, ...]:
        return tuple([Reaction(one.emoji, self._people.of(one.author_id).name) for one in reactions])

    def _text(self, text: Text | None, long_text: Pointer | None) -> str:
        body = text.body if text else ""
        if long_text is not None:
            found = self._shelf.find(long_text)
            if found is not None and (found.size or 0) <= LONGEST_TEXT:
                body = self._shelf.text(found) or body
        return self._with_names(body, text.body_ranges) if text and text.body_ranges else body

    def _with_names(self, body: str, mentions: Iterable[Mention]) -> str:
        """Where somebody is mentioned, the body has a placeholder only."""
        names = [(one.start, one.length, self._people.of_aci(one.mention_aci)) for one in mentions if one.mention_aci]
        return named(body, [(start, length, person.name) for start, length, person in names if person])


def named(body: str, mentions: list[tuple[int, int, str]]) -> str:
    """A body with names where its placeholders are: start and length in UTF-16 units, and a name."""
    if not mentions:
        return body
    units, at, pieces = body.encode("utf-16-le", "surrogatepass"), 0, []
    for start, length, name in sorted(mentions):
        begin = start * 2
        if at <= begin < len(units) and units[begin : begin + 2] == b"\xfc\xff":  # U+FFFC
            pieces += [units[at:begin], f"@{name}".encode("utf-16-le", "surrogatepass")]
            at = begin + max(length, 1) * 2
    return b"".join([*pieces, units[at:]]).decode("utf-16-le", "replace")


def payment(notice: Payment) -> str:
    """A payment in words; the note is the sender's own."""
    amount = f"Payment of {notice.amount_mob} MOB" if notice.amount_mob else "Payment"
    return f"{amount}\n{notice.note}" if notice.note else amount


def card_text(card: Card) -> str:
    """A contact's card, one thing a line: name, organization, numbers, addresses."""
    name = card.name
    whole = whole_name(name.prefix, name.given_name, name.middle_name, name.family_name, name.suffix) if name else ""
    shown = first_name(whole, name.nickname if name else "", card.organization)
    organization = card.organization if card.organization != shown else ""
    values = (value.value for value in (*card.number, *card.email))
    return "\n".join(line for line in (shown, organization, *values) if line)
