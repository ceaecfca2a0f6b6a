"""Every chat format we know of, by key: whose it is, and which names its files have.

`importer` says whether Chat Vault reads it already; one that it does not read can be locked away as a file all the
same. Facts: ../shared/reference/chat-formats.md §3 and exposure.md §2.13.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_FLAGS = re.IGNORECASE


@dataclass(frozen=True, slots=True)
class Format:
    """`app` is its key, `app_name` what people call it; `names` matches a file's whole name, None where none tells."""

    key: str
    app: str
    app_name: str
    names: re.Pattern[str] | None = None
    importer: bool = False


APPS: Mapping[str, str] = {
    "whatsapp": "WhatsApp", "signal": "Signal", "telegram": "Telegram", "imessage": "iMessage",
    "iphone": "iPhone backup", "messenger": "Messenger", "instagram": "Instagram", "sms": "SMS",
    "discord": "Discord", "slack": "Slack", "google-chat": "Google Chat", "google-voice": "Google Voice",
    "google-messages": "Google Messages", "line": "LINE", "element": "Element", "skype": "Skype",
    "snapchat": "Snapchat", "kakaotalk": "KakaoTalk", "viber": "Viber", "threema": "Threema", "wechat": "WeChat",
    "zoom": "Zoom", "mattermost": "Mattermost", "takeout": "Google Takeout", "android": "Android backup",
}  # fmt: skip
"""Names of the apps, as people know them, by key."""

_COPY = r"(?: ?\(\d+\)| - (?:copy|kopie|copia|copie))?"
_NAMES: Mapping[str, str] = {
    "whatsapp-crypt15": r".+\.crypt15",
    "whatsapp-crypt14": r".+\.crypt14",
    "whatsapp-crypt12": r".+\.crypt(?:12|[5-9]|10|11)",
    "whatsapp-media-crypt": r".+\.mcrypt1",
    "whatsapp-iphone-enc": r"(?:chatstorage\.sqlite|chatsearch.*|contactsv2\.sqlite)\.enc",
    "whatsapp-db": rf"msgstore(?:[-_ ].*)?{_COPY}\.db",
    "whatsapp-contacts": rf"wa{_COPY}\.db",
    "whatsapp-iphone-db": rf"chatstorage.*{_COPY}\.sqlite",
    "whatsapp-other": r"whatsapp\b.+\.(?:csv|pdf|html?|docx|xlsx|json|tar|gz|7z|rar|tgz)",
    "signal-backup": r"signal-\d{4}(?:-\d\d){2,5}.*\.backup",
    "signal-export": r"main\.jsonl|signal-(?:plaintext-)?export.*\.zip",
    "telegram-zip": r"(?:chat|data)export_\d{4}.*\.(?:zip|7z|tar|gz|rar)|telegram[-_ ]?(?:desktop|export|chat).*\.zip",
    "imessage-db": rf"(?:chat|sms){_COPY}\.db",
    "imazing-csv": r"messages - .+\.(?:csv|pdf|txt|xlsx|rsmf)",
    "messenger-zip": r"(?:facebook|messenger|messages)-[\w.]+[-_\w.]*\d{4,}.*\.zip",
    "messenger-json": rf"message_\d+{_COPY}\.(?:json|html)",
    "instagram-zip": r"instagram-.+\.zip",
    "sms-backup": rf"sms-\d{{8,}}.*{_COPY}\.(?:xml|zip)",
    "sms-calls": rf"calls-\d{{8,}}.*{_COPY}\.(?:xml|zip)",
    "android-sms-db": rf"(?:mm|)mmssms{_COPY}\.db|mmssms.*\.db",
    "google-messages-db": rf"bugle_db{_COPY}(?:\.db)?",
    "discord-tracker-db": r".+\.dht",
    "slack-zip": r".*\bslack export\b.*\.zip",
    "takeout-archive": r"takeout-\d{8}t\d{6}z.*\.(?:zip|tgz|tar\.gz)",
    "google-hangouts": r"hangouts(?:\.json|.*\.zip)",
    "line-text": r"\[line\].+\.txt|line[-_ ]chat.*\.txt",
    "kakaotalk-text": r"kakaotalk(?:chats|_chat|_\d|[-_ ]).*\.(?:txt|csv|zip|eml)|kakaotalkchats\.txt",
    "element-export": r"(?:matrix|element)\b.*chat export.*\.(?:zip|json|html|txt)",
    "skype-tar": r"\d_.+_skype_export.*\.tar",
    "skype-db": r"skype.*\.db",
    "snapchat-zip": r"mydata~?\d+.*\.zip",
    "snapchat-json": r"(?:chat|snap)_history(?:_\d+)?\.(?:json|html)",
    "viber-db": rf"viber{_COPY}\.db",
    "viber-zip": r"(?:viber[-_ ]?messages|messages[-_ ]?viber).*\.(?:zip|csv)",
    "threema-zip": r"threema-(?:backup|chat).*\.zip",
    "zoom-text": r"(?:meeting_saved_chat|meeting_saved_new_chat|.*_recording_chat)\.txt",
    "android-backup": r".+\.ab",
}
"""Names of files, whole and in any case. A name makes a chat likely, never sure."""

_BEGINNINGS = (
    "whatsapp", "msgstore", "wa", "chat", "contactsv2", "signal-", "main.jsonl", "data", "telegram", "sms", "messages",
    "message_", "facebook-", "messenger-", "instagram-", "calls-", "mm", "bugle_db", "takeout-", "hangouts", "[line]",
    "line", "kakaotalk", "matrix", "element", "skype", "mydata", "snap_history", "viber", "threema-", "meeting_saved",
)  # fmt: skip
_ENDS = (".crypt5", ".crypt6", ".crypt7", ".crypt8", ".crypt9", ".crypt10", ".crypt11", ".crypt12", ".crypt14",
    ".crypt15", ".mcrypt1", ".dht", ".ab", "_recording_chat.txt")  # fmt: skip

_KEYS: Mapping[str, str] = {
    "whatsapp-text": "whatsapp", "whatsapp-zip": "whatsapp", "whatsapp-crypt15": "whatsapp",
    "whatsapp-crypt14": "whatsapp", "whatsapp-crypt12": "whatsapp", "whatsapp-media-crypt": "whatsapp",
    "whatsapp-iphone-enc": "whatsapp", "whatsapp-db": "whatsapp", "whatsapp-contacts": "whatsapp",
    "whatsapp-iphone-db": "whatsapp", "whatsapp-tool-json": "whatsapp", "whatsapp-tool-html": "whatsapp",
    "whatsapp-backup": "whatsapp", "whatsapp-other": "whatsapp",
    "signal-backup": "signal", "signal-export": "signal", "signal-backups": "signal", "signal-desktop": "signal",
    "signal-db": "signal", "signal-tool-json": "signal",
    "telegram-json": "telegram", "telegram-html": "telegram", "telegram-zip": "telegram", "telegram-db": "telegram",
    "telegram-export": "telegram",
    "imessage-db": "imessage", "imessage-text": "imessage", "imessage-html": "imessage", "imazing-csv": "imessage",
    "iphone-backup": "iphone",
    "messenger-json": "messenger", "messenger-e2ee": "messenger", "messenger-html": "messenger",
    "messenger-zip": "messenger", "messenger-db": "messenger",
    "instagram-json": "instagram", "instagram-zip": "instagram", "instagram-html": "instagram",
    "sms-backup": "sms", "sms-calls": "sms", "android-sms-db": "sms",
    "google-messages-db": "google-messages",
    "discord-package": "discord", "discord-package-json": "discord", "discord-package-csv": "discord",
    "discord-exporter-json": "discord", "discord-exporter-html": "discord", "discord-exporter-csv": "discord",
    "discord-exporter-text": "discord", "discord-api-json": "discord", "discord-tracker-db": "discord",
    "slack-zip": "slack", "slack-day": "slack", "slack-export": "slack", "slackdump-db": "slack",
    "takeout-archive": "takeout", "takeout": "takeout", "google-chat": "google-chat",
    "google-hangouts": "google-chat", "google-voice": "google-voice",
    "line-text": "line", "line-db": "line",
    "element-json": "element", "element-html": "element", "element-export": "element",
    "skype-json": "skype", "skype-html": "skype", "skype-tar": "skype", "skype-db": "skype",
    "snapchat-json": "snapchat", "snapchat-zip": "snapchat", "snapchat-html": "snapchat",
    "kakaotalk-text": "kakaotalk", "kakaotalk-csv": "kakaotalk", "kakaotalk-db": "kakaotalk",
    "viber-db": "viber", "viber-zip": "viber", "threema-zip": "threema", "threema-csv": "threema",
    "wechat-db": "wechat", "zoom-text": "zoom", "mattermost-json": "mattermost", "android-backup": "android",
}  # fmt: skip
"""Which app a format belongs to."""

WITH_IMPORTER = frozenset({
    "discord-exporter-json", "discord-package", "discord-package-csv", "discord-package-json",
    "element-json",
    "google-chat", "google-hangouts", "google-voice",
    "imessage-db",
    "instagram-json", "instagram-zip",
    "iphone-backup",
    "kakaotalk-csv", "kakaotalk-text",
    "line-text",
    "messenger-e2ee", "messenger-json", "messenger-zip",
    "signal-backup", "signal-backups", "signal-desktop", "signal-export",
    "skype-json", "skype-tar",
    "slack-day", "slack-export", "slackdump-db",
    "sms-backup", "sms-calls",
    "snapchat-json", "snapchat-zip",
    "telegram-html", "telegram-json", "telegram-zip",
    "viber-db",
    "whatsapp-crypt12", "whatsapp-crypt14", "whatsapp-crypt15", "whatsapp-db", "whatsapp-iphone-db",
    "whatsapp-text", "whatsapp-zip",
})  # fmt: skip
"""Formats that vault.exports reads today; a test holds it against detect.IMPORTERS."""


def _format(key: str) -> Format:
    app = _KEYS[key]
    pattern = _NAMES.get(key)
    names = re.compile(pattern, _FLAGS) if pattern else None
    return Format(key, app, APPS[app], names, key in WITH_IMPORTER)


KEY_OF_GROUP: Mapping[str, str] = {f"n{number}": key for number, key in enumerate(_NAMES)}
ANY_NAME = re.compile("|".join(f"(?P<n{number}>{pattern})" for number, pattern in enumerate(_NAMES.values())), _FLAGS)
"""All names in one pattern: the group that matched tells the format by KEY_OF_GROUP."""


def may_be_named(lower: str) -> bool:
    """Whether a name in lower case can match ANY_NAME at all: a quarter of its time, and no for most files."""
    return lower.startswith(_BEGINNINGS) or lower.endswith(_ENDS) or "slack export" in lower or "_skype_export" in lower


FORMATS: Mapping[str, Format] = {key: _format(key) for key in _KEYS}
"""The catalogue, by format key."""
