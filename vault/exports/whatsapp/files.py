"""Which of the files that were given is which: the database of messages, its log, the names, the keys.

Phones call them msgstore.db and wa.db, encrypted ones .crypt12 to .crypt15, older copies msgstore-2024-05-01.1.db…;
people rename them. Facts: ../shared/reference/chat-formats.md §3.2.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice

from vault.errors import ExportIncomplete, NotAChat
from vault.exports.base import Skipped
from vault.exports.database import MAGIC
from vault.exports.formats import CRYPT12, CRYPT14, CRYPT15
from vault.exports.members import Members
from vault.exports.whatsapp.crypt_key import LONGEST_FILE, Key, NotAKey, of_file

_STORE = re.compile(r"msgstore.*\.db(?:\.crypt1[245])?", re.IGNORECASE)
_NEWEST = re.compile(r"msgstore\.db(?:\.crypt1[245])?", re.IGNORECASE)
_INCREMENT = re.compile(r"msgstore-increment.*", re.IGNORECASE)
_NAMES = re.compile(r"wa\.db(?:\.crypt1[245])?", re.IGNORECASE)
_IPHONE = re.compile(r"chatstorage.*\.sqlite", re.IGNORECASE)
_KEYS = re.compile(r"(?:encrypted_backup|key.*|.*)\.key|key(?:\.txt)?", re.IGNORECASE)
_HEAD = 512
_MOST_TRIED = 20
_DEEPEST = 6
_MOST_TOLD = 100


def is_locked(head: bytes) -> bool:
    """Whether a file begins as WhatsApp's encrypted backups do."""
    return any(form.match(head) for form in (CRYPT15, CRYPT14, CRYPT12))


def _base(name: str) -> str:
    return name.rpartition("/")[2]


def _holds(members: Members, name: str) -> bool:
    head = members.head(name, _HEAD)
    return head.startswith(MAGIC) or is_locked(head)


def find_store(members: Members) -> str:
    """The newest database of an Android phone's messages. Raises NotAChat; ExportIncomplete if only additions to
    one are here."""
    stores = [name for name in members.names if _STORE.fullmatch(_base(name)) and not _INCREMENT.match(_base(name))]
    stores.sort(key=lambda name: (_NEWEST.fullmatch(_base(name)) is not None, -name.count("/"), name), reverse=True)
    found = next((name for name in stores[:_MOST_TRIED] if _holds(members, name)), None)
    if found is None and any(_INCREMENT.match(_base(name)) for name in members.names):
        raise ExportIncomplete(members.path, "msgstore.db.crypt15")
    return found or _any(members, lambda head: head.startswith(MAGIC) or is_locked(head))


def find_iphone_store(members: Members) -> str:
    """The iPhone's database of messages. Raises NotAChat."""
    stores = sorted((n for n in members.names if _IPHONE.fullmatch(_base(n))), key=lambda n: (n.count("/"), len(n)))
    found = next((name for name in stores[:_MOST_TRIED] if members.head(name, 16) == MAGIC), None)
    return found or _any(members, lambda head: head.startswith(MAGIC))


def _any(members: Members, fits: Callable[[bytes], bool]) -> str:
    near = sorted((name for name in members.names if name.count("/") <= _DEEPEST), key=lambda name: name.count("/"))
    for name in near[:_MOST_TRIED]:
        if fits(members.head(name, _HEAD)):
            return name
    raise NotAChat(members.path)


def is_iphone(members: Members) -> bool:
    """Whether the names are an iPhone's, and none is an Android phone's."""
    bases = [_base(name) for name in members.names]
    return any(map(_IPHONE.fullmatch, bases)) and not any(map(_STORE.fullmatch, bases))


def beside_the_store(members: Members, store: str) -> Iterator[Skipped]:
    """What holds messages beside the database that is read: older copies of it, and additions in a form of their own.

    Each is told, at most _MOST_TOLD of them.
    """
    others = (name for name in members.names if name != store and _STORE.fullmatch(_base(name)))
    for name in islice(others, _MOST_TOLD):
        yield Skipped(name, "unknown-kind" if _INCREMENT.match(_base(name)) else "older-snapshot")


def names_beside(members: Members, store: str) -> str | None:
    """The database with the address book's names, the nearest to the messages."""
    found = [name for name in members.names if _NAMES.fullmatch(_base(name)) and name != store]
    return min(found, key=lambda name: (name.count("/"), name), default=None)


def keys_beside(members: Members) -> list[Key]:
    """Key files that were given with what they open."""
    keys = []
    for name in [name for name in members.names if _KEYS.fullmatch(_base(name))][:_MOST_TRIED]:
        if 0 < members.size(name) <= LONGEST_FILE:
            try:
                keys.append(of_file(members.content(name, LONGEST_FILE)))
            except NotAKey:
                continue
    return keys
