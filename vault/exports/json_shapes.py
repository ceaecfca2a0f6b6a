"""Chat exports in JSON, told by the keys that their messages have.

Facts: ../shared/reference/chat-formats.md §3; keys are quoted from there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from vault.exports.json_glimpse import Glimpse, glimpse

Test = Callable[[Glimpse, str], bool]

_TELEGRAM_CHAT = re.compile(
    r'"type"\s*:\s*"(?:saved_messages|replies|personal_chat|bot_chat|private_group|private_supergroup'
    r'|public_supergroup|private_channel|public_channel)"'
)
_INSTAGRAM = re.compile(r"your_instagram_activity/|\"original_content_owner\"|\bigd_")
_SLACK_TIME = re.compile(r'"ts"\s*:\s*"\d{9,10}\.\d{6}"')
_WORDS = (
    (b"g", b"essage"), (b"d", b"ender"), (b"x", b'"text"'), (b"o", b"ontent"), (b"h", b"chat"), (b"C", b"Chat"),
    (b"v", b"onversation"), (b"f", b'"from'), (b"F", b'"From'), (b"h", b"uthor"), (b"g", b'"msg'), (b"y", b'"body'),
    (b"v", b"originalarrivaltime"), (b"M", b"backupTimeMs"), (b"q", b"frequent_contacts"), (b"s", b'"ts"'),
    (b"c", b"creator"), (b"v", b"event_id"), (b"_", b"personal_information"),
)  # fmt: skip
"""Words with their rarest letter: to look for one letter costs a tenth of looking for a word."""


def might_be_chat(head: bytes) -> bool:
    """Whether any word stands there that every chat in JSON has somewhere: a quick no for most files."""
    return any(word in head for letter, word in _WORDS if letter in head)


def _telegram(seen: Glimpse, text: str) -> bool:
    messages = seen.count("type", "text", "date_unixtime") or seen.count("type", "text", "from_id")
    service = seen.count("type", "date", "actor_id")
    if messages or service:
        return True
    account = {"about", "personal_information"} <= seen.top or {"personal_information", "frequent_contacts"} <= seen.top
    return account or ("messages" in seen.top and bool(_TELEGRAM_CHAT.search(text)))


def _meta(seen: Glimpse) -> bool:
    return seen.has("sender_name", "timestamp_ms") or (
        {"participants", "messages"} <= seen.top and seen.has("sender_name")
    )


def _slack(seen: Glimpse, text: str) -> bool:
    spoken = any(seen.has("type", "ts", "text", who) for who in ("user", "bot_id", "username"))
    return spoken and bool(_SLACK_TIME.search(text))


def _whatsapp_tools(seen: Glimpse) -> bool:
    """What WhatsApp-Chat-Exporter and like tools write."""
    return seen.has("from_me", "timestamp", "data") or seen.has("from_me", "timestamp", "text_data")


def _signal_tools(seen: Glimpse) -> bool:
    """What sigtop and signal-export write."""
    return (
        seen.has("conversationId", "sent_at", "type")
        or seen.has("date", "sender", "body", "reactions", "attachments")
    )  # fmt: skip


SHAPES: Sequence[tuple[str, Test]] = (
    ("signal-export", lambda s, _: s.has("version", "backupTimeMs") or s.has("chatId", "authorId", "dateSent")),
    ("instagram-json", lambda s, t: _meta(s) and bool(_INSTAGRAM.search(t))),
    ("messenger-json", lambda s, _: _meta(s)),
    ("messenger-e2ee", lambda s, _: {"participants", "threadName"} <= s.top or s.has("senderName", "isUnsent")),
    ("discord-exporter-json", lambda s, _: {"guild", "channel", "messages"} <= s.top or (s.has("guild", "channel")
        and s.has("timestamp", "content", "author"))),
    ("discord-package-json", lambda s, _: s.has("ID", "Timestamp", "Contents")),
    ("discord-api-json", lambda s, _: s.has("channel_id", "author", "content", "timestamp")),
    ("telegram-json", _telegram),
    ("slack-day", _slack),
    ("google-chat", lambda s, _: s.has("creator", "created_date")),
    ("google-hangouts", lambda s, _: s.has("conversation_id", "sender_id", "timestamp") or s.has("chat_message")),
    ("element-json", lambda s, _: s.has("event_id", "sender", "origin_server_ts")
        or {"room_name", "export_date", "messages"} <= s.top),
    ("skype-json", lambda s, _: s.has("originalarrivaltime", "messagetype")
        or {"userId", "exportDate", "conversations"} <= s.top),
    ("snapchat-json", lambda s, _: s.has("Media Type", "Created", "From") or s.has("Media Type", "Created", "To")),
    ("whatsapp-tool-json", lambda s, _: _whatsapp_tools(s)),
    ("signal-tool-json", lambda s, _: _signal_tools(s)),
    ("mattermost-json", lambda s, _: s.has("channel", "user", "message", "create_at")),
)  # fmt: skip
"""Format keys with what tells them, the more special first."""


def format_of_json(text: str) -> str | None:
    """The format key of a JSON text's beginning; None if it is none of the known chats."""
    seen = glimpse(text)
    if seen is None:
        return None
    return next((key for key, test in SHAPES if test(seen, text)), None)
