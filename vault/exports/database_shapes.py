"""Chat databases, told by the names of their tables. Facts: ../shared/reference/chat-formats.md §3."""

from __future__ import annotations

from collections.abc import Collection, Sequence

SHAPES: Sequence[tuple[str, frozenset[str]]] = (
    ("whatsapp-iphone-db", frozenset({"zwamessage"})),
    ("imessage-db", frozenset({"message", "chat_message_join"})),
    ("whatsapp-db", frozenset({"message", "jid", "chat"})),
    ("whatsapp-db", frozenset({"messages", "chat_list"})),
    ("whatsapp-db", frozenset({"messages", "messages_quotes"})),
    ("whatsapp-contacts", frozenset({"wa_contacts"})),
    ("android-sms-db", frozenset({"sms", "canonical_addresses"})),
    ("google-messages-db", frozenset({"messages", "conversations", "participants", "parts"})),
    ("viber-db", frozenset({"events", "messages", "chatinfo"})),
    ("signal-db", frozenset({"messages", "conversations", "identitykeys"})),
    ("signal-db", frozenset({"message", "thread", "recipient"})),
    ("signal-db", frozenset({"sms", "thread", "recipient"})),
    ("telegram-db", frozenset({"messages_v2", "dialogs"})),
    ("telegram-db", frozenset({"messages", "dialogs", "chats"})),
    ("discord-tracker-db", frozenset({"messages", "channels", "servers", "users"})),
    ("skype-db", frozenset({"messages", "conversations", "accounts", "participants"})),
    ("line-db", frozenset({"chat_history", "chat"})),
    ("kakaotalk-db", frozenset({"chat_logs", "chat_rooms"})),
    ("wechat-db", frozenset({"message", "rcontact"})),
    ("messenger-db", frozenset({"messages", "threads", "thread_participants"})),
    ("slackdump-db", frozenset({"message", "channel", "s_user"})),
)
"""Format keys with tables that must all be there, in lower case; the more special first."""

_MESSAGES = frozenset({"message", "messages", "chat_message", "chat_messages", "chatmessages", "msg"})
_BESIDE = frozenset({
    "chat", "chats", "conversation", "conversations", "chat_rooms", "rooms", "participants", "threads", "dialogs",
})  # fmt: skip
_MAIL = frozenset({
    "folderlocations", "folders", "mailboxes", "mailbox", "subjects", "attributedefinitions", "imap_messages",
})  # fmt: skip


def format_of_tables(tables: Collection[str]) -> str | None:
    """The format key for a database with these tables."""
    names = frozenset(name.lower() for name in tables)
    return next((key for key, wanted in SHAPES if wanted <= names), None)


def looks_like_chats(tables: Collection[str]) -> bool:
    """Whether an unknown database keeps messages and chats side by side, and is no mail program's."""
    names = frozenset(name.lower() for name in tables)
    return bool(names & _MESSAGES) and bool(names & _BESIDE) and not names & _MAIL
