"""What an export is, in a few words, by the key of its format: "one chat with its photos", "a locked backup"."""

from __future__ import annotations

from collections.abc import Mapping

_ONE_TEXT = "One chat as a text"
_ONE_TABLE = "One chat as a table"
_LOCKED_ALL = "Locked backup of all chats"
_DATABASE = "The app’s own list of messages"
_DOWNLOAD = "Download of your information"
_PAGES = "Pages for the browser"

FORMAT_WORDS: Mapping[str, str] = {
    "whatsapp-text": _ONE_TEXT, "whatsapp-zip": "One chat with photos and files", "whatsapp-crypt15": _LOCKED_ALL,
    "whatsapp-crypt14": _LOCKED_ALL, "whatsapp-crypt12": _LOCKED_ALL, "whatsapp-media-crypt": "A locked photo or film",
    "whatsapp-iphone-enc": "Locked part of an iCloud backup", "whatsapp-db": _DATABASE,
    "whatsapp-contacts": "Names, without messages", "whatsapp-iphone-db": _DATABASE,
    "whatsapp-tool-json": "Written by another program", "whatsapp-tool-html": "Written by another program",
    "whatsapp-backup": "The phone’s WhatsApp folder", "whatsapp-other": "Written by another program",
    "signal-backup": _LOCKED_ALL, "signal-export": "All chats, not locked", "signal-backups": _LOCKED_ALL,
    "signal-desktop": "Signal of a computer", "signal-db": _DATABASE, "signal-tool-json": "Written by another program",
    "telegram-json": "Chats from Telegram Desktop", "telegram-html": _PAGES, "telegram-zip": "Chats in a zip file",
    "telegram-db": _DATABASE, "telegram-export": "Chats with photos and files",
    "imessage-db": _DATABASE, "imessage-text": _ONE_TEXT, "imessage-html": _PAGES, "imazing-csv": _ONE_TABLE,
    "iphone-backup": "Backup of a whole phone",
    "messenger-json": _DOWNLOAD, "messenger-e2ee": "End-to-end encrypted chats", "messenger-html": _PAGES,
    "messenger-zip": _DOWNLOAD, "messenger-db": _DATABASE,
    "instagram-json": _DOWNLOAD, "instagram-zip": _DOWNLOAD, "instagram-html": _PAGES,
    "sms-backup": "All text messages", "sms-calls": "A list of calls", "android-sms-db": _DATABASE,
    "google-messages-db": _DATABASE,
    "discord-package": "What you wrote yourself", "discord-package-json": "What you wrote yourself",
    "discord-package-csv": "What you wrote yourself", "discord-exporter-json": "One channel",
    "discord-exporter-html": _PAGES, "discord-exporter-csv": "One channel as a table",
    "discord-exporter-text": "One channel as a text", "discord-api-json": "One channel",
    "discord-tracker-db": "Written by another program",
    "slack-zip": "Export of a workspace", "slack-day": "One day of a channel", "slack-export": "Export of a workspace",
    "slackdump-db": "Written by another program",
    "takeout-archive": "Download from Google", "takeout": "Download from Google", "google-chat": "All chats and spaces",
    "google-hangouts": "Chats of Hangouts", "google-voice": "Messages and calls",
    "line-text": _ONE_TEXT, "line-db": _DATABASE,
    "element-json": "One room", "element-html": _PAGES, "element-export": "One room with files",
    "skype-json": "All chats", "skype-html": _PAGES, "skype-tar": "All chats", "skype-db": _DATABASE,
    "snapchat-json": _DOWNLOAD, "snapchat-zip": _DOWNLOAD, "snapchat-html": _PAGES,
    "kakaotalk-text": _ONE_TEXT, "kakaotalk-csv": _ONE_TABLE, "kakaotalk-db": _DATABASE,
    "viber-db": _DATABASE, "viber-zip": "Chats as tables", "threema-zip": "Chats in a zip file",
    "threema-csv": _ONE_TABLE, "wechat-db": _DATABASE, "zoom-text": "Chat of a meeting",
    "mattermost-json": "Export of a workspace", "android-backup": "Backup of an Android phone",
    "table": "A table or a text log",
}  # fmt: skip
"""By format key; a test holds it against exports.format_table."""


def format_words(key: str) -> str:
    """What it is; for a format without words of its own, only that it holds chats."""
    return FORMAT_WORDS.get(key, "Chats")
