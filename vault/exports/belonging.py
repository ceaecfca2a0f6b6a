"""Which files belong together: the zips of one download, a database and its log, a locked backup and its key.

Facts: the names that Google, Meta and Snapchat give to the parts of a download; SQLite's `-wal` and `-shm`;
WhatsApp's `wa.db` beside `msgstore.db`, and `encrypted_backup.key` or `key` beside what it opens.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

_COPY = re.compile(r" ?\(\d+\)(?=\.[^.]+$)| - copy(?=\.[^.]+$)", re.IGNORECASE)
_DOWNLOADS: Sequence[re.Pattern[str]] = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"([^/]+-\d{8}t\d{6}z(?:-\d{1,2})?)-\d{3}\.(?:zip|tgz|tar\.gz)",  # Takeout, and folders out of Google Drive
        r"((?:facebook|instagram|messenger|messages|meta)-[^-]+-(?:\d{4}-\d\d-\d\d|\d\d?_\d\d?_\d{4}))(?:[-_].*)?\.zip",
        r"((?:facebook|instagram|messenger|meta)-[\w.]+?)(?:[-_](?:part[-_ ]?)?\d{1,3})?\.zip",
        r"(mydata~?\d+)(?:-\d+)?\.zip",
        r"(.+?)[-_. ]part[-_ ]?\d+\.(?:zip|tgz)",
    )
)
"""Group 1 is what the parts of one download have in common."""
_DATABASE = re.compile(r".+\.(?:db|sqlite3?|sqlitedb|dht)|bugle_db", re.IGNORECASE)
_LOCKED = re.compile(r".+\.crypt1[245]", re.IGNORECASE)
_MESSAGES = re.compile(r"msgstore[^/]*\.db(\.crypt1[245])?", re.IGNORECASE)
_KEYS = ("encrypted_backup.key", "key")
_LOGS = ("-wal", "-shm")
_BESIDE = {"chatstorage.sqlite": ("ContactsV2.sqlite", "ContactsV2.sqlite-wal")}


def download_of(name: str) -> str | None:
    """What the parts of one download have in common, None for what is no such part."""
    plain = _COPY.sub("", name)
    found = next((found for pattern in _DOWNLOADS if (found := pattern.fullmatch(plain))), None)
    return found[1].lower() if found else None


def is_log(name: str) -> str | None:
    """The name of the database whose log this is."""
    return next((name[: -len(ending)] for ending in _LOGS if name.endswith(ending)), None)


def is_key(name: str) -> bool:
    """Whether a file is called like a key of WhatsApp's."""
    return name.lower() in _KEYS


def is_locked(name: str) -> bool:
    """Whether a file is called like a locked database of WhatsApp's."""
    return _LOCKED.fullmatch(name) is not None


def contacts_of(name: str) -> str | None:
    """The file with the names that go with a database of messages: "wa.db.crypt15" for "msgstore.db.crypt15"."""
    found = _MESSAGES.fullmatch(name)
    return f"wa.db{found[1] or ''}" if found else None


def beside(path: Path, is_there: Callable[[Path], bool]) -> Iterator[Path]:
    """Files beside a database, on its disk, without which it is not whole, or that say who is who in it.

    `is_there` says whether one lies there: its folder may not be listed for it.
    """
    name = path.name
    if not (_DATABASE.fullmatch(name) or is_locked(name)):
        return
    wanted = [f"{name}{ending}" for ending in _LOGS]
    if contacts := contacts_of(name):
        wanted += [contacts, *(f"{contacts}{ending}" for ending in _LOGS)]
    if is_locked(name):
        wanted += _KEYS
    wanted += _BESIDE.get(name.lower(), ())
    yield from (path.with_name(other) for other in wanted if is_there(path.with_name(other)))


def files_folder(path: Path, is_folder: Callable[[Path], bool]) -> Path | None:
    """The folder with the photos of a saved page or log: "Chat.html_Files" or "Chat_files" beside "Chat.html"."""
    if path.suffix.lower() not in (".html", ".htm", ".json", ".csv", ".txt"):
        return None
    names = (f"{path.name}_Files", f"{path.stem}_files", f"{path.stem}_Files")
    return next((path.with_name(name) for name in names if is_folder(path.with_name(name))), None)
