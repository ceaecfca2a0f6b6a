"""Which folders are one export, by the names that lie directly in them: cheap enough to ask of every folder dropped.

What is in such a folder belongs together, photos and all; a folder without such a shape is only a place where exports
may lie. Facts: ../shared/reference/chat-formats.md §3.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence

from vault.exports.formats import recognise_name
from vault.exports.whatsapp.likeness import is_named

Names = Callable[[str], Collection[str]]
"""Names directly in a folder below the one that is asked about, by its path with `/`; all in lower case, none where
it is not there."""

_TOGETHER: Sequence[frozenset[str]] = tuple(
    frozenset(names)
    for names in (
        {"manifest.db", "manifest.plist"}, {"manifest.db", "info.plist"}, {"manifest.mbdb", "info.plist"},
        {"config.json", "sql", "attachments.noindex"},
        {"metadata.json", "main.jsonl"},
        {"messages.html", "css", "js"},
        {"channels.json", "users.json"}, {"dms.json", "users.json"}, {"groups.json", "users.json"},
        {"mpims.json", "users.json"}, {"slackdump.sqlite"},
        {"export.json", "images"}, {"export.json", "videos"}, {"export.json", "files"}, {"export.json", "audio"},
        {"messages.json", "endpoints.json"},
        {"messages", "servers", "account"}, {"messages", "account", "readme.txt"}, {"chatstorage.sqlite", "message"},
        {"google chat"}, {"hangouts"}, {"your_facebook_activity"}, {"your_instagram_activity"},
        {"your_activity_across_facebook"}, {"chat.db", "attachments"}, {"databases", "media"},
    )
)  # fmt: skip
"""Names that make a folder an export when they are all there."""
_BELOW: Sequence[tuple[str, re.Pattern[str]]] = (
    (
        "messages",
        re.compile(r"inbox|archived_threads|filtered_threads|message_requests|e2ee_cutover|c?\d{15,20}|index\.json"),
    ),
    ("takeout", re.compile(r"google chat|hangouts|voice")),
    ("voice", re.compile(r"calls")),
    ("json", re.compile(r"chat_history\.json")),
    ("html", re.compile(r"chat_history\.html|chat_history")),
    ("sql", re.compile(r"db\.sqlite")),
    ("databases", re.compile(r"msgstore.*")),
)
"""A folder inside, and a name in that: together they make the outer one an export."""
_TELEGRAM_PARTS = frozenset({
    "photos", "video_files", "voice_messages", "files", "stickers", "round_video_messages", "chats", "contacts",
    "lists", "export_results.html", "profile_pictures", "images", "css",
})  # fmt: skip
_MESSENGER_PARTS = frozenset({
    "archived_threads", "filtered_threads", "message_requests", "e2ee_cutover", "stickers_used",
    "autofill_information.json", "secret_conversations.json",
})  # fmt: skip
_NAMED = re.compile(r"(?:chat|data)export_\d{4}.*")
_THREAD = re.compile(r"message_\d+\.(?:json|html)")
_CONVERSATION = re.compile(r".+_\d+\.json")
_PHONE = re.compile(r"msgstore[^/]*\.db(?:\.crypt1[245])?")
_SNAPSHOT = re.compile(r"signal-backup-.+")
_SLACK_LISTS = frozenset({"channels.json", "groups.json", "dms.json", "mpims.json"})
_CHANNEL = re.compile(r"c\d{15,20}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d\.json")
_OWN_MEDIA = re.compile(r".*-wa\d{4}.*|\d{8}-(?:photo|video|audio|gif|sticker)-.*|000\d{5}-.+")
_MEDIA = re.compile(r".*\.(?:opus|vcf|webp|jpe?g|png|mp4|m4a|pdf|docx?|xlsx?|txt|3gp|gif)")
_MOST_LOOKED_INTO = 20
_DEEPEST = 3
_NOISE = frozenset({"thumbs.db", "desktop.ini", "__macosx"})  # what Windows and Macs leave in any folder
_PART_OF_FOLDER = re.compile(r"manifest\.(?:db|plist)|(?:info|status)\.plist|main\.jsonl|messages\d*\.html")


def is_export(name: str, names: Collection[str], below: Names) -> bool:
    """Whether a folder of this name, with these names in it, is one export as a whole."""
    present = frozenset(entry.lower() for entry in names)
    if any(wanted <= present for wanted in _TOGETHER):
        return True
    if any(part in present and any(wanted.fullmatch(entry) for entry in below(part)) for part, wanted in _BELOW):
        return True
    if "result.json" in present and (_NAMED.fullmatch(name.lower()) or present & _TELEGRAM_PARTS):
        return True
    if any(_PHONE.fullmatch(entry) for entry in present) and ("media" in present or "media" in below("whatsapp")):
        return True
    if "inbox" in present and present & _MESSENGER_PARTS:
        return True
    if "files" in present and any(_SNAPSHOT.fullmatch(entry) for entry in present):
        return True
    if present & _SLACK_LISTS and any(map(_DAY.fullmatch, _inside(present, below))):
        return True
    if "readme.txt" in present and any(map(_CHANNEL.fullmatch, _inside(present, below))):
        return True  # Discord's package, whose folders are called in the account's language
    return _is_thread(present) or _is_end_to_end(present) or _is_whatsapp(name, names, below) or is_snapshot(names)


def is_snapshot(names: Collection[str]) -> bool:
    """Whether this is one backup of Signal's, whose photos lie beside it in `files`."""
    return {"main", "metadata"} <= frozenset(names)


def belongs_to_its_folder(name: str, folder: str, names: Callable[[], Collection[str]]) -> bool:
    """Whether a file that a person picked alone is one export with its folder: nothing but that export lies there."""
    lower = name.lower()
    if lower == "result.json":
        return _NAMED.fullmatch(folder.lower()) is not None
    if lower.endswith(".txt") and is_named(name):
        return is_named(f"{folder}.txt") or all(map(_OWN_MEDIA.fullmatch, _beside(name, names())))
    return _PART_OF_FOLDER.fullmatch(lower) is not None


def _inside(present: Collection[str], below: Names) -> Iterator[str]:
    """Names in the folders that lie here, of the first of them."""
    return (each for name in sorted(present)[:_MOST_LOOKED_INTO] for each in below(name))


def _is_thread(present: Collection[str]) -> bool:
    """One conversation of Messenger's or Instagram's, or one channel of Slack's."""
    pages = [name for name in present if _THREAD.fullmatch(name)]
    days = [name for name in present if _DAY.fullmatch(name)]
    return len(present) <= len(pages) + 8 if pages else len(days) > 1 and len(days) == len(present)


def _is_end_to_end(present: Collection[str]) -> bool:
    """Messenger's end-to-end download: mostly files for conversations, and one folder with all photos."""
    others = [name for name in present if not name.startswith(".") and name != "media"]
    conversations = sum(_CONVERSATION.fullmatch(name) is not None for name in others)
    return "media" in present and conversations > 0 and conversations >= len(others) - conversations


def _is_whatsapp(name: str, names: Collection[str], below: Names) -> bool:
    """An unpacked export: one chat's text, and photos of its own, beside it or in folders, or a name of WhatsApp's.

    People send files of any kind to each other: what else lies there counts against it only where it is the greater
    part, or another export, as among downloads. In one export as a whole nobody would find the chats of another.
    """
    texts = [entry for entry in names if entry.lower().endswith(".txt") and is_named(entry)]
    if len(texts) != 1:
        return False
    if is_named(f"{name}.txt"):
        return True
    others = _beside(texts[0], names)
    own = sum(_OWN_MEDIA.fullmatch(entry) is not None for entry in others)
    strange = [entry for entry in others if not (_OWN_MEDIA.fullmatch(entry) or _MEDIA.fullmatch(entry))]
    if any(recognise_name(entry) or _NAMED.fullmatch(entry) for entry in strange):
        return False
    inside = {entry: _own_media_in(entry, below, 1) for entry in strange[:_MOST_LOOKED_INTO]}
    own += sum(inside.values())
    return own > len(strange) - sum(map(bool, inside.values()))


def _own_media_in(folder: str, below: Names, depth: int) -> int:
    """How many files in a folder are called as WhatsApp calls photos; 0 for what is no folder."""
    names = below(folder)
    found = sum(_OWN_MEDIA.fullmatch(name.lower()) is not None for name in names)
    if found or depth == _DEEPEST:
        return found
    return sum(_own_media_in(f"{folder}/{name}", below, depth + 1) for name in list(names)[:_MOST_LOOKED_INTO])


def _beside(text: str, names: Collection[str]) -> list[str]:
    """What lies beside a chat's text, in lower case, without what systems leave in any folder."""
    return [lower for name in names if name != text and (lower := name.lower()) not in _NOISE and name[:1] != "."]
