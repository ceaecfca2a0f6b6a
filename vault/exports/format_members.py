"""Chat exports that are a folder or an archive, told by the names of what is in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal

from vault.exports.whatsapp.likeness import is_named

_MOST_NAMES = 20_000
_SHORT = -41  # characters at a name's end: forty digits and a slash
_ONE: Sequence[tuple[str, str]] = (
    ("instagram-zip", r"(?:.*/)?your_instagram_activity/messages/inbox/[^/]+/message_\d+\.(?:json|html)"),
    ("messenger-zip", r"(?:.*/)?messages/(?:inbox|archived_threads|filtered_threads|message_requests|e2ee_cutover)"
        r"/[^/]+/message_\d+\.(?:json|html)"),
    ("discord-package", r"(?:.*/)?(?:messages/c?\d+|c\d{15,20})/messages\.(?:json|csv)"),
    ("google-chat", r"(?:.*/)?google chat/.*messages\.json"),
    ("google-hangouts", r"(?:.*/)?hangouts/hangouts\.json"),
    ("google-voice", r"(?:.*/)?(?:google )?voice/calls/.*\.html"),
    ("snapchat-zip", r"(?:.*/)?(?:json|html)/chat_history\.(?:json|html)|(?:.*/)?html/chat_history/.*\.html"),
    ("telegram-zip", r"(?:.*/)?(?:chat|data)export_[^/]*/(?:.*/)?(?:result\.json|messages\d*\.html)"),
    ("whatsapp-crypt15", r"(?:.*/)?msgstore.*\.crypt15"),
    ("whatsapp-crypt14", r"(?:.*/)?msgstore.*\.crypt14"),
    ("whatsapp-crypt12", r"(?:.*/)?msgstore.*\.crypt12"),
)  # fmt: skip
"""Format keys with a member that suffices."""

_SEVERAL: Sequence[tuple[str, tuple[str, ...]]] = (
    ("signal-export", (r"(?:.*/)?metadata\.json", r"(?:.*/)?main\.jsonl")),
    ("signal-desktop", (r"(?:.*/)?sql/db\.sqlite", r"(?:.*/)?config\.json")),
    ("slack-export", (r"(?:[^/]*/)?users\.json", r"(?:[^/]*/)?(?:channels|dms|groups|mpims)\.json",
        r".+/\d{4}-\d\d-\d\d\.json")),
    ("skype-tar", (r"(?:\./)?messages\.json", r"(?:\./)?endpoints\.json")),
    ("telegram-zip", (r"(?:.*/)?messages\d*\.html", r"(?:.*/)?js/script\.js", r"(?:.*/)?css/style\.css")),
    ("iphone-backup", (r"(?:.*/)?manifest\.(?:db|mbdb)", r"(?:.*/)?manifest\.plist")),
)  # fmt: skip
"""Format keys with members that must all be there."""

_LIKELY: Sequence[tuple[str, str]] = (
    ("whatsapp-db", r"(?:.*/)?msgstore[^/]*\.db"),
    ("whatsapp-iphone-db", r"(?:.*/)?chatstorage\.sqlite"),
    ("imessage-db", r"(?:.*/)?(?:chat|sms)\.db"),
    ("sms-backup", r"(?:.*/)?sms-\d{8,}[^/]*\.xml"),
    ("kakaotalk-text", r"(?:.*/)?kakaotalk(?:chats|_chat|_)[^/]*\.(?:txt|csv)"),
    ("line-text", r"(?:.*/)?\[line\][^/]*\.txt"),
    ("signal-export", r"(?:.*/)?main\.jsonl"),
    ("signal-desktop", r"(?:.*/)?sql/db\.sqlite"),
    ("signal-backup", r"(?:.*/)?signal-\d{4}-\d\d-\d\d[^/]*\.backup"),
    ("viber-db", r"(?:.*/)?viber\.db"),
    ("threema-zip", r"(?:.*/)?message_[0-9a-z*]{8}\.csv"),
)  # fmt: skip
"""Format keys with a member whose name promises a chat."""

_SNAPSHOT = ("metadata", "main", "files")
_SHARED_FILE = re.compile(r"(?:files/)?([0-9a-f]{2})/\1[0-9a-f]{62}|(?:files/)?\.nomedia")
_SURE = tuple((key, re.compile(pattern, re.IGNORECASE)) for key, pattern in _ONE)
_TOGETHER = tuple(
    (key, tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)) for key, patterns in _SEVERAL
)
_PROMISING = tuple((key, re.compile(pattern, re.IGNORECASE)) for key, pattern in _LIKELY)
_WORDS = re.compile(
    r"message|chat|hangouts|voice|export|msgstore|metadata\.json|main\.jsonl|users\.json|dms\.json|mpims\.json"
    r"|groups\.json|channels\.json|endpoints|manifest|info\.plist|script\.js|style\.css|sms-|kakao|\[line\]|signal-"
    r"|db\.sqlite|config\.json|viber|_chat|/\d{4}-\d\d-\d\d\.json|sms\.db|whatsapp|result\.json",
    re.IGNORECASE,
)


def key_of_members(names: Iterable[str]) -> tuple[str, Literal["yes", "likely"]] | None:
    """The format's key and how sure the names make it; None if they tell nothing."""
    names = list(names)
    telling = _telling(names)
    if not telling:
        return _of_signal(names)
    if any(name.rpartition("/")[2].lower() == "_chat.txt" or _is_whatsapp(name) for name in telling):
        return "whatsapp-zip", "yes"
    for key, pattern in _SURE:
        if any(pattern.fullmatch(name) for name in telling):
            return key, "yes"
    for key, patterns in _TOGETHER:
        if all(any(pattern.fullmatch(name) for name in telling) for pattern in patterns):
            return key, "yes"
    for key, pattern in _PROMISING:
        if any(pattern.fullmatch(name) for name in telling):
            return key, "likely"
    return _of_signal(names)


def _of_signal(names: Sequence[str]) -> tuple[str, Literal["yes", "likely"]] | None:
    """Signal's folder of backups, whose names have no endings: a whole snapshot, or nothing but the shared files."""
    bare = {name for name in names if name.endswith(_SNAPSHOT)}
    for name in bare:
        folder, _, last = name.rpartition("/")
        start = f"{folder}/" if folder else ""
        if last == "metadata" and all(f"{start}{part}" in bare for part in _SNAPSHOT):
            return "signal-backups", "yes"
    if names and len(names) <= _MOST_NAMES and all(_SHARED_FILE.fullmatch(name) for name in names):
        return "signal-backups", "likely"
    return None


def _telling(names: Iterable[str]) -> list[str]:
    """The names that could say something: a quick choice, for archives hold thousands of photos."""
    telling: list[str] = []
    count = 0
    for name in names:
        if "." not in name[_SHORT:]:  # an iPhone backup has 300,000 such, most of them before those that tell
            continue
        count += 1
        if count > _MOST_NAMES:
            break
        if _WORDS.search(name) and not name.startswith("__MACOSX/"):
            telling.append(name)
    return telling


def _is_whatsapp(name: str) -> bool:
    return name.lower().endswith(".txt") and is_named(name)
