"""What Signal's newer backups and its plaintext export consist of, as structs: the part of it that shows a chat.

Both hold the same frames, one as protobuf, one as JSON (64-bit numbers as strings, bytes in base64, enumerations by
name). The names here are Signal's own, so that JSON is decoded as it is; the numbers are in signal_numbers.py.
Facts: the field names of Signal's backup format, version 1.
"""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import field

from vault.exports.signal.events import Nothing, Part, Update, Word


class BackupInfo(Part):
    """The first line or message. What else it holds is secret."""

    version: int = 0
    backup_time_ms: int = 0


class Account(Part):
    """The owner, as far as we want to know: the rest is settings and secrets."""

    profile_key: bytes = b""
    username: str | None = None


class Name(Part):
    """Both the nickname of a contact and the name on a contact's card."""

    given: str = ""
    family: str = ""
    given_name: str = ""
    family_name: str = ""
    prefix: str = ""
    suffix: str = ""
    middle_name: str = ""
    nickname: str = ""


class Contact(Part):
    """Somebody else. `aci` and `pni` are 16 bytes."""

    aci: bytes | None = None
    pni: bytes | None = None
    username: str | None = None
    e164: int | None = None
    profile_given_name: str | None = None
    profile_family_name: str | None = None
    nickname: Name | None = None
    system_given_name: str = ""
    system_family_name: str = ""
    system_nickname: str = ""


class Title(Part):
    """A group's name: one of several things that such an attribute may hold."""

    title: str = ""


class Member(Part):
    """Somebody in a group, by ACI."""

    user_id: bytes = b""


class Snapshot(Part):
    """A group as it is now."""

    title: Title | None = None
    members: list[Member] = field(default_factory=list)


class Group(Part):
    """A group; its key is a secret and the only lasting name."""

    master_key: bytes = b""
    snapshot: Snapshot | None = None


class CallLink(Part):
    """A call that anybody with the link can join."""

    root_key: bytes = b""
    name: str = ""


class StoryList(Part):
    """Who gets a story."""

    name: str = ""


class StoryListItem(Part):
    """A list of people that stories go to."""

    distribution_id: bytes = b""
    distribution_list: StoryList | None = None


class Recipient(Part):
    """Whoever can write or be written to."""

    id: int = 0
    contact: Contact | None = None
    group: Group | None = None
    distribution_list: StoryListItem | None = None
    myself: Nothing | None = field(default=None, name="self")
    release_notes: Nothing | None = None
    call_link: CallLink | None = None


class Chat(Part):
    """A thread with one recipient."""

    id: int = 0
    recipient_id: int = 0


class AdHocCall(Part):
    """A call by link."""

    recipient_id: int = 0
    call_timestamp: int = 0


class Mention(Part):
    """A stretch of a text, in UTF-16 units; with `mention_aci` it stands for somebody's name."""

    start: int = 0
    length: int = 0
    mention_aci: bytes | None = None


class Text(Part):
    """What somebody typed."""

    body: str = ""
    body_ranges: list[Mention] = field(default_factory=list)


class Locator(Part):
    """Where a file's bytes are. Never shown: `key` and `local_key` open it."""

    key: bytes = b""
    size: int = 0
    local_key: bytes | None = None
    plaintext_hash: bytes | None = None


class Pointer(Part):
    """A file."""

    content_type: str | None = None
    file_name: str | None = None
    caption: str | None = None
    locator_info: Locator | None = None


class AttachedFile(Part):
    """A file that belongs to a message."""

    pointer: Pointer | None = None
    flag: Word = 0


class Preview(Part):
    """What a link leads to; its address stands in the text."""

    image: Pointer | None = None


class Reacted(Part):
    """An emoji put on a message."""

    emoji: str = ""
    author_id: int = 0
    sort_order: int = 0


class Quote(Part):
    """What a message answers."""

    target_sent_timestamp: int | None = None
    author_id: int = 0


class StandardMessage(Part):
    """Words, files, or both."""

    quote: Quote | None = None
    text: Text | None = None
    attachments: list[AttachedFile] = field(default_factory=list)
    link_preview: list[Preview] = field(default_factory=list)
    long_text: Pointer | None = None
    reactions: list[Reacted] = field(default_factory=list)


class Value(Part):
    """A telephone number or an address on a card."""

    value: str = ""


class Card(Part):
    """A contact that was sent."""

    name: Name | None = None
    number: list[Value] = field(default_factory=list)
    email: list[Value] = field(default_factory=list)
    avatar: Pointer | None = None
    organization: str = ""


class ContactMessage(Part):
    """A card, and what was put on it."""

    contact: Card | None = None
    reactions: list[Reacted] = field(default_factory=list)


class Sticker(Part):
    """A sticker; `data` is its picture."""

    emoji: str | None = None
    data: Pointer | None = None


class StickerMessage(Part):
    """A sticker, and what was put on it."""

    sticker: Sticker | None = None
    reactions: list[Reacted] = field(default_factory=list)


class ViewOnceMessage(Part):
    """A picture to be seen once; gone when it was."""

    attachment: AttachedFile | None = None
    reactions: list[Reacted] = field(default_factory=list)


class TextReply(Part):
    """Words in answer to a story."""

    text: Text | None = None
    long_text: Pointer | None = None


class StoryReply(Part):
    """An answer to a story: words or an emoji."""

    text_reply: TextReply | None = None
    emoji: str | None = None
    reactions: list[Reacted] = field(default_factory=list)


class Payment(Part):
    """Money; the amount is a decimal number in MOB."""

    amount_mob: str | None = None
    note: str | None = None


class Vote(Part):
    """Who chose an option."""

    voter_id: int = 0


class Option(Part):
    """One choice of a poll."""

    option: str = ""
    votes: list[Vote] = field(default_factory=list)


class Poll(Part):
    """A question with choices."""

    question: str = ""
    options: list[Option] = field(default_factory=list)
    has_ended: bool = False
    reactions: list[Reacted] = field(default_factory=list)


class ChatItem(Part):
    """One message or event. `revisions` are what it was before, the oldest first."""

    chat_id: int = 0
    author_id: int = 0
    date_sent: int = 0
    revisions: list[ChatItem] = field(default_factory=list)
    incoming: Nothing | None = None
    outgoing: Nothing | None = None
    directionless: Nothing | None = None
    standard_message: StandardMessage | None = None
    contact_message: ContactMessage | None = None
    sticker_message: StickerMessage | None = None
    remote_deleted_message: Nothing | None = None
    admin_deleted_message: Nothing | None = None
    update_message: Update | None = None
    payment_notification: Payment | None = None
    gift_badge: Nothing | None = None
    view_once_message: ViewOnceMessage | None = None
    direct_story_reply_message: StoryReply | None = None
    poll: Poll | None = None


class Frame(Part):
    """One record of a backup: one of these, or none that we know."""

    account: Account | None = None
    recipient: Recipient | None = None
    chat: Chat | None = None
    chat_item: ChatItem | None = None
    sticker_pack: Nothing | None = None
    ad_hoc_call: AdHocCall | None = None
    notification_profile: Nothing | None = None
    chat_folder: Nothing | None = None


decode_line: Any = msgspec.json.Decoder(Frame, strict=False).decode
"""A line of the plaintext export as a Frame. Raises msgspec.MsgspecError, RecursionError, UnicodeError."""

decode_info: Any = msgspec.json.Decoder(BackupInfo, strict=False).decode
"""Its first line."""
