"""Library: the messages of one vault, merged over its exports, in one encrypted file on this computer."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import apsw

from vault.chats.conversation import Conversation
from vault.chats.message import Message
from vault.library.files import FilesInside, files_of, keep_files
from vault.library.filling import Filling, Merged
from vault.library.held import Lacking, lacking
from vault.library.schema import connect, copy_file
from vault.library.summary import ChatSummary, summaries

__all__ = ["ChatSummary", "FilesInside", "Library", "LibraryUnusable", "Merged"]

log = logging.getLogger(__name__)


class LibraryUnusable(Exception):
    """The file on this computer does not serve just now. Nothing is lost: services go on without, or fill it anew."""


class Library:
    """The index of one vault. A damaged, foreign or wrongly keyed file is removed and made anew. Thread-safe."""

    def __init__(self, path: Path | None, key: bytes) -> None:
        """Open the file at `path` with a 32-byte key; None keeps everything in memory. Raises LibraryUnusable."""
        self._path = path
        self._key = key
        self._lock = threading.RLock()
        self._connection = self._open()

    def knows(self, snapshot_id: str) -> bool:
        """Whether this snapshot's messages are in."""
        with self._using() as connection:
            found = connection.execute("SELECT 1 FROM snapshots WHERE snapshot = ?", (snapshot_id,)).get
            return found is not None

    def notes(self) -> dict[str, bytes]:
        """The note of every snapshot that is known, by its id."""
        with self._using() as connection:
            rows: Iterator[Any] = connection.execute("SELECT snapshot, note FROM snapshots")
            return dict(rows)

    def add(
        self,
        snapshot_id: str,
        records: Iterable[object],
        note: bytes | Callable[[], bytes] = b"",
        as_of: datetime | None = None,
    ) -> Merged:
        """Take in an export's records (Conversation first, then Message; anything else is only counted).

        `note` may be asked for when all records are in. `as_of` is when the export was made: of two wordings of one
        message the newer one counts. In one transaction: an error of the records leaves the library as it was. A
        snapshot that is known already is taken in anew. Raises LibraryUnusable, and whatever `records` raises.
        """
        with self._changing() as connection:
            self._forget_messages(connection, [snapshot_id])
            filling = Filling(connection, snapshot_id, as_of)
            for record in records:
                self._take(filling, record)
            return filling.finish(note if isinstance(note, bytes) else note())

    def forget(self, snapshot_ids: Iterable[str]) -> None:
        """Let go of these snapshots and of the messages that no other one holds."""
        gone = list(snapshot_ids)
        with self._changing() as connection:
            self._forget_messages(connection, gone)
            connection.executemany("DELETE FROM read_back WHERE snapshot = ?", [(snapshot_id,) for snapshot_id in gone])

    def mark_read_back(self, snapshot_ids: Iterable[str], when: datetime) -> None:
        """Note that every byte of these snapshots, known here or not, was read and compared at `when` (UTC)."""
        with self._changing() as connection:
            for snapshot_id in snapshot_ids:
                connection.execute("INSERT OR REPLACE INTO read_back VALUES(?, ?)", (snapshot_id, when.isoformat()))

    def forget_read_back(self, snapshot_ids: Iterable[str]) -> None:
        """Take back what mark_read_back noted: these snapshots do not come back whole any more."""
        with self._changing() as connection:
            rows = [(snapshot_id,) for snapshot_id in snapshot_ids]
            connection.executemany("DELETE FROM read_back WHERE snapshot = ?", rows)

    def read_back(self) -> dict[str, datetime]:
        """When each snapshot was last read back on this computer; those that never were are missing."""
        with self._using() as connection:
            rows: Iterator[Any] = connection.execute("SELECT snapshot, at FROM read_back")
            return {snapshot: datetime.fromisoformat(when) for snapshot, when in rows}

    def lacking(self, snapshot_id: str, others: Iterable[str]) -> Lacking | None:
        """What a snapshot holds beyond these others, as far as the library knows them; None if it does not know it."""
        with self._changing() as connection:
            return lacking(connection, snapshot_id, others)

    def files_of(self, snapshot_id: str) -> FilesInside | None:
        """Which files an export holds; None where nobody has looked since its messages came in."""
        with self._using() as connection:
            return files_of(connection, snapshot_id)

    def keep_files(self, snapshot_id: str, inside: FilesInside) -> None:
        """Remember which files an export holds, until it is forgotten or taken in anew."""
        with self._changing() as connection:
            keep_files(connection, snapshot_id, inside)

    def chats(self) -> list[ChatSummary]:
        """All chats that have messages, by the order in which they came in."""
        with self._changing() as connection:
            return summaries(connection)

    def copy_to(self, path: Path, key: bytes, new_ids: Mapping[str, str]) -> None:
        """The same library in a new file under another key, its snapshots under new ids. Raises LibraryUnusable."""
        with self._using() as connection:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.unlink(missing_ok=True)
            copy_file(connection, path, key)
        copied = Library(path, key)
        try:
            with copied._changing() as connection:
                for table in ("snapshots", "read_back", "inside"):
                    renaming = f"UPDATE {table} SET snapshot = ? WHERE snapshot = ?"  # noqa: S608 - our own names
                    connection.executemany(renaming, [(new, old) for old, new in new_ids.items()])
        finally:
            copied.close()

    def start_over(self) -> None:
        """Remove the file and begin an empty one. Raises LibraryUnusable."""
        with self._lock:
            self._connection.close()
            self._remove_files()
            self._connection = self._open()

    def close(self) -> None:
        """Close the file; the log beside it is folded in."""
        with self._lock:
            self._connection.close()

    def _open(self) -> apsw.Connection:
        try:
            return self._try_to_open()
        except (apsw.NotADBError, apsw.CorruptError, apsw.SchemaChangeError, apsw.SQLError) as error:
            log.info("library made anew: %s", error)
            self._remove_files()
        try:
            return self._try_to_open()
        except (apsw.Error, OSError) as error:
            raise LibraryUnusable(type(error).__name__) from None

    def _try_to_open(self) -> apsw.Connection:
        try:
            if self._path is not None:
                self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            return connect(self._path, self._key)
        except (apsw.NotADBError, apsw.CorruptError, apsw.SchemaChangeError, apsw.SQLError):
            raise
        except (apsw.Error, OSError) as error:
            raise LibraryUnusable(type(error).__name__) from None

    def _remove_files(self) -> None:
        if self._path is not None:
            for ending in ("", "-wal", "-shm", "-journal"):
                with suppress(OSError):
                    self._path.with_name(self._path.name + ending).unlink()

    @contextmanager
    def _using(self) -> Iterator[apsw.Connection]:
        """The connection for one thread. Its errors name their kind only: SQLite's own words may quote a message."""
        with self._lock:
            try:
                yield self._connection
            except (apsw.NotADBError, apsw.CorruptError) as error:
                self.start_over()
                raise LibraryUnusable(type(error).__name__) from None
            except apsw.Error as error:
                raise LibraryUnusable(type(error).__name__) from None

    @contextmanager
    def _changing(self) -> Iterator[apsw.Connection]:
        """The same inside a transaction, undone when anything is raised."""
        with self._using() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                _roll_back(connection)
                raise
            connection.execute("COMMIT")

    @staticmethod
    def _take(filling: Filling, record: object) -> None:
        if isinstance(record, Message):
            filling.add_message(record)
        elif isinstance(record, Conversation):
            filling.add_conversation(record)
        else:
            filling.skip(record)

    @staticmethod
    def _forget_messages(connection: apsw.Connection, snapshot_ids: Iterable[str]) -> None:
        gone = 0
        for snapshot_id in snapshot_ids:
            connection.execute("DELETE FROM inside WHERE snapshot = ?", (snapshot_id,))
            number = connection.execute("DELETE FROM snapshots WHERE snapshot = ? RETURNING id", (snapshot_id,)).get
            if number is not None:
                connection.execute("DELETE FROM occurrences WHERE snapshot = ?", (number,))
                connection.execute("DELETE FROM wordings WHERE snapshot = ?", (number,))
                connection.execute("UPDATE attachments SET snapshot = NULL WHERE snapshot = ?", (number,))
                gone += 1
        if gone:
            connection.execute(_SWEEP)


_SWEEP = """
DELETE FROM messages WHERE id NOT IN (SELECT message FROM occurrences);
DELETE FROM attachments WHERE message NOT IN (SELECT id FROM messages);
DELETE FROM reactions WHERE message NOT IN (SELECT id FROM messages);
DELETE FROM chats WHERE id NOT IN (SELECT chat FROM messages);
DELETE FROM summaries;
"""


def _roll_back(connection: apsw.Connection) -> None:
    """Undo; SQLite may have done so itself after a grave error."""
    if connection.in_transaction:
        with suppress(apsw.Error):
            connection.execute("ROLLBACK")
