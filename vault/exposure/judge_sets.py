"""Folders that are judged as one thing: backups and exports whose single files say nothing by themselves.

Nobody should look at, move or accuse one file of such a set: it is all of it or nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Literal, Protocol

from vault.exports.formats import named
from vault.exposure.borg import borg_access
from vault.exposure.finding import Access, Chat, Verdict
from vault.exposure.phone_backup import phone_backup

SetKind = Literal[
    "iphone-backup", "borg", "restic", "cryptomator", "kopia", "gocryptfs", "encfs", "cryfs",
    "signal-backups", "signal-export", "signal-desktop", "telegram-export", "takeout", "messenger",
    "discord-package", "slack-export",
]  # fmt: skip


class SetFolder(Protocol):
    """A set's folder as the judge sees it. `below` and `name` are relative, with `/`. Both may raise OSError."""

    def names(self, below: str = "") -> Sequence[str]:
        """Names of files and folders directly in `below`."""

    def read(self, name: str, offset: int, length: int) -> bytes:
        """Bytes of one file, at most `length`."""


_TOGETHER: Sequence[tuple[SetKind, frozenset[str]]] = (
    ("iphone-backup", frozenset({"Manifest.plist", "Manifest.db"})),
    ("iphone-backup", frozenset({"Manifest.plist", "Status.plist"})),
    ("iphone-backup", frozenset({"Manifest.plist", "Manifest.mbdb"})),
    ("restic", frozenset({"config", "data", "index", "keys", "snapshots"})),
    ("borg", frozenset({"README", "config", "data"})),
    ("cryptomator", frozenset({"vault.cryptomator"})),
    ("cryptomator", frozenset({"masterkey.cryptomator", "d"})),
    ("kopia", frozenset({"kopia.repository.f"})),
    ("gocryptfs", frozenset({"gocryptfs.conf"})),
    ("encfs", frozenset({".encfs6.xml"})),
    ("cryfs", frozenset({"cryfs.config"})),
    ("signal-desktop", frozenset({"config.json", "sql", "attachments.noindex"})),
    ("signal-export", frozenset({"metadata.json", "main.jsonl"})),
    ("signal-backups", frozenset({"main", "metadata", "files"})),
    ("telegram-export", frozenset({"messages.html", "css", "js"})),
    ("slack-export", frozenset({"channels.json", "users.json"})),
    ("takeout", frozenset({"archive_browser.html", "Google Chat"})),
    ("takeout", frozenset({"archive_browser.html", "Hangouts"})),
    ("takeout", frozenset({"archive_browser.html", "Voice"})),
)  # fmt: skip
"""Names that must all be in a folder."""
_BORG_FILES = ("index.", "hints.", "integrity.")
_TELEGRAM_PARTS = frozenset({
    "photos", "video_files", "voice_messages", "files", "stickers", "round_video_messages", "chats", "contacts",
    "lists", "export_results.html", "profile_pictures",
})  # fmt: skip
_MESSENGER_PARTS = frozenset({
    "archived_threads", "filtered_threads", "message_requests", "e2ee_cutover", "stickers_used", "photos",
    "autofill_information.json", "secret_conversations.json", "your_chat_settings_on_web.json", "inbox.html",
})  # fmt: skip
MARKS = frozenset().union(*(names for _, names in _TOGETHER)) - {"config", "data", "files", "README", "sql", "d"} | {
    "data", "inbox", "result.json", "files", "messages", "Messages",
}  # fmt: skip
"""No folder without one of these names is a set."""


def set_kind(names: Collection[str]) -> SetKind | None:
    """Which set a folder with these names in it is: cheap enough to be asked of every folder of a disk."""
    if MARKS.isdisjoint(names):
        return None
    present = frozenset(names)
    for kind, wanted in _TOGETHER:
        if wanted <= present and (kind != "borg" or any(name.startswith(_BORG_FILES) for name in present)):
            return kind
    if "result.json" in present and present & _TELEGRAM_PARTS:
        return "telegram-export"
    if "inbox" in present and present & _MESSENGER_PARTS:
        return "messenger"
    if "files" in present and any(name.startswith("signal-backup-") for name in present):
        return "signal-backups"
    lower = frozenset(name.lower() for name in present)
    return "discord-package" if {"messages", "servers", "account"} <= lower else None


def judge_set(path: str, kind: SetKind, folder: SetFolder | None) -> Verdict:
    """Judge a set as one thing. `folder` None: it must not be opened, and is judged by what `set_kind` saw.

    OSErrors of `folder` come through, but for files that are missing.
    """
    chat, key = _WHAT[kind]
    if kind == "messenger" and "instagram" in path.lower():
        key = "instagram-json"
    known = named(key, "likely") if key else None
    app, format_ = (known.app, known.format) if known else (None, kind)
    if folder is None:
        return Verdict("likely", "unknown", app, format_, ("set", "not-opened"))
    if kind == "iphone-backup":
        return phone_backup(folder)
    try:
        access, reason = _HOW[kind](folder) if kind in _HOW else ("readable", "plain-folder")
    except (FileNotFoundError, NotADirectoryError):
        access, reason = "unknown", "set-unclear"
    return Verdict(chat, access, app, format_, (f"set-{kind}", reason), opened=True)


_WHAT: Mapping[SetKind, tuple[Chat, str | None]] = {
    "iphone-backup": ("yes", "iphone-backup"),
    "borg": ("likely", None), "restic": ("likely", None), "cryptomator": ("likely", None), "kopia": ("likely", None),
    "gocryptfs": ("likely", None), "encfs": ("likely", None), "cryfs": ("likely", None),
    "signal-backups": ("yes", "signal-backups"), "signal-export": ("yes", "signal-export"),
    "signal-desktop": ("yes", "signal-desktop"), "telegram-export": ("yes", "telegram-export"),
    "takeout": ("yes", "takeout"), "messenger": ("yes", "messenger-json"),
    "discord-package": ("yes", "discord-package"), "slack-export": ("yes", "slack-export"),
}  # fmt: skip
"""Whether chats are in such a set, and the key of its format in exports. Whole backups may hold anything."""

_KEY_FILE = 4096
_Answer = tuple[Access, str]


def _restic(folder: SetFolder) -> _Answer:
    """Key files say how they are locked; the config itself is sealed, so it is never text."""
    for name in [name for name in folder.names("keys") if len(name) == 64][:4]:
        key = _json(folder.read(f"keys/{name}", 0, _KEY_FILE))
        if key.get("kdf") == "scrypt" and key.get("data") and not folder.read("config", 0, 64).isascii():
            return "user-key", "restic"
    return "unknown", "set-unclear"


def _cryptomator(folder: SetFolder) -> _Answer:
    names = folder.names("")
    if "vault.cryptomator" in names and folder.read("vault.cryptomator", 0, 3) == b"eyJ":
        return "user-key", "cryptomator"
    if "masterkey.cryptomator" in names and "scryptSalt" in _json(folder.read("masterkey.cryptomator", 0, _KEY_FILE)):
        return "user-key", "cryptomator"
    return "unknown", "set-unclear"


def _kopia(folder: SetFolder) -> _Answer:
    settings = _json(folder.read("kopia.repository.f", 0, _KEY_FILE))
    sealed = settings.get("encryption") and settings.get("encryptedBlockFormat")
    return ("user-key", "kopia") if sealed else ("unknown", "set-unclear")


def _gocryptfs(folder: SetFolder) -> _Answer:
    sealed = "EncryptedKey" in _json(folder.read("gocryptfs.conf", 0, _KEY_FILE))
    return ("user-key", "gocryptfs") if sealed else ("unknown", "set-unclear")


def _encfs(folder: SetFolder) -> _Answer:
    sealed = b"<encodedKeyData>" in folder.read(".encfs6.xml", 0, _KEY_FILE)
    return ("user-key", "encfs") if sealed else ("unknown", "set-unclear")


def _cryfs(folder: SetFolder) -> _Answer:
    sealed = folder.read("cryfs.config", 0, 13).startswith(b"cryfs.config;")
    return ("user-key", "cryfs") if sealed else ("unknown", "set-unclear")


def _signal_backups(folder: SetFolder) -> _Answer:
    """A snapshot's `main` is sealed: it begins with random bytes, never with a text or a packed stream."""
    names = folder.names("")
    inside = "" if "main" in names else next((f"{n}/" for n in sorted(names) if n.startswith("signal-backup-")), None)
    if inside is None:
        return "unknown", "set-unclear"
    if "main" not in (folder.names(inside.rstrip("/")) if inside else names):
        return "readable", "plain-folder"  # an export in clear keeps main.jsonl in a folder of the same name
    main, metadata = folder.read(f"{inside}main", 0, 64), folder.read(f"{inside}metadata", 0, 4)
    sealed = len(main) == 64 and not main.isascii() and not main.startswith((b"\x1f\x8b", b"PK", b"{"))
    return ("user-key", "signal-folder") if sealed and metadata[:1] == b"\x08" else ("unknown", "set-unclear")


def _signal_desktop(folder: SetFolder) -> _Answer:
    settings = _json(folder.read("config.json", 0, _KEY_FILE))
    if isinstance(settings.get("key"), str):
        return "readable", "key-beside"
    return "unknown", "set-unclear"


def _json(raw: bytes) -> dict[str, object]:
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


_HOW: Mapping[SetKind, Callable[[SetFolder], _Answer]] = {
    "borg": borg_access, "restic": _restic, "cryptomator": _cryptomator, "kopia": _kopia, "gocryptfs": _gocryptfs,
    "encfs": _encfs, "cryfs": _cryfs, "signal-backups": _signal_backups, "signal-desktop": _signal_desktop,
}  # fmt: skip
"""Who can read it; the sets that are missing here are plain folders."""
