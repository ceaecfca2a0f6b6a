"""Whether what one export holds is held by others, too: its messages in the same words, its files, wordings of old.

Of every message in every export a digest of its words is kept, and one of the files that came with it. That two
exports hold the same file of the same message is told by its SHA-256 where an importer knows it, else by its size
to the byte, else by its name. Reactions are not compared: they come and go with the state of a chat.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import apsw

from vault.chats.attachment import Attachment
from vault.chats.message import Message
from vault.library.merge import body_of, normalised

NO_PARTS = b""
# Records of an export that name something which is not in it: with them nothing is lost.
_EMPTY = frozenset(("media-missing", "not-kept-by-app", "not-stored"))


@dataclass(frozen=True, slots=True)
class Lacking:
    """What of one export no other one of some holds: how many messages, how many with files; and `unlisted` records
    of it that the library could not take in, so that nobody knows who holds them."""

    messages: int
    with_files: int
    unlisted: int

    @property
    def nothing(self) -> bool:
        """Whether the others hold all of it."""
        return not (self.messages or self.with_files or self.unlisted)


def words_digest(message: Message) -> bytes:
    """8 bytes for what it says, the same wherever its fingerprint and its words are."""
    is_media = message.kind in ("media", "omitted")
    body = normalised(message.text) if message.id else body_of(message)
    return _digest("media" if is_media else message.kind, body)


def earlier_digests(message: Message) -> list[bytes]:
    """The same for what it said before it was edited."""
    kind = "media" if message.kind in ("media", "omitted", "deleted") else message.kind
    kinds = ("text", "media") if message.kind == "deleted" else (kind,)
    return [_digest(kind, normalised(text)) for text in message.earlier for kind in kinds]


def parts_digest(message: Message) -> bytes:
    """8 bytes for the files that came with it; NO_PARTS where none did."""
    marks = sorted(_mark(part) for part in message.attachments if part.included)
    return _digest(*marks) if marks else NO_PARTS


def holds_something(record: object) -> bool:
    """Whether a record that is no message may hold what the library does not list."""
    return getattr(record, "why", "") not in _EMPTY


def lacking(connection: apsw.Connection, snapshot_id: str, others: Iterable[str]) -> Lacking | None:
    """What a snapshot holds beyond `others`; None where the library does not know it. Inside a transaction."""
    known = connection.execute("SELECT id, unlisted FROM snapshots WHERE snapshot = ?", (snapshot_id,)).fetchone()
    if known is None:
        return None
    number, unlisted = known
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS others(id INTEGER PRIMARY KEY)")
    connection.execute("DELETE FROM others")
    connection.executemany(
        "INSERT OR IGNORE INTO others SELECT id FROM snapshots WHERE snapshot = ? AND id <> ?",
        [(other, number) for other in others],
    )
    messages = connection.execute(_WORDS, {"snapshot": number}).get + connection.execute(_EARLIER, (number,)).get
    return Lacking(int(messages), int(connection.execute(_FILES, {"snapshot": number}).get), int(unlisted))


def _mark(part: Attachment) -> str:
    if part.sha256:
        return f"sha256 {part.sha256}"
    return f"name {part.name}" if part.size is None else f"size {part.size}"


def _digest(*parts: str) -> bytes:
    return hashlib.blake2b("\1".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest()


_SAID_BY_OTHERS = """
    NOT EXISTS (SELECT 1 FROM occurrences AS k JOIN others ON others.id = k.snapshot
        WHERE k.message = o.message AND k.said = o.said)
    AND NOT EXISTS (SELECT 1 FROM wordings AS w JOIN others ON others.id = w.snapshot
        WHERE w.message = o.message AND w.said = o.said)
"""
_WORDS = f"SELECT count(*) FROM occurrences AS o WHERE o.snapshot = :snapshot AND {_SAID_BY_OTHERS}"  # noqa: S608
_EARLIER = f"SELECT count(*) FROM wordings AS o WHERE o.snapshot = ? AND {_SAID_BY_OTHERS}"  # noqa: S608
_FILES = """
SELECT count(*) FROM occurrences AS o WHERE o.snapshot = :snapshot AND o.parts <> x''
    AND NOT EXISTS (SELECT 1 FROM occurrences AS k JOIN others ON others.id = k.snapshot
        WHERE k.message = o.message AND k.parts = o.parts)
"""
