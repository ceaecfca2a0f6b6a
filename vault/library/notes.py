"""Notes: what a person answered and what was found on this computer, in one encrypted file beside the library.

Unlike the library, it cannot be made anew from the vault: a file that does not open is put aside with the ending
.broken, never removed. Keys are short words of ours ("exposure/report"), values are JSON as the services wrote it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import apsw

from vault.library.index import LibraryUnusable

log = logging.getLogger(__name__)

VERSION = 1
_TABLE = """
CREATE TABLE notes(key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE meta(name TEXT PRIMARY KEY, value) WITHOUT ROWID;
"""
_UNREADABLE = (apsw.NotADBError, apsw.CorruptError, apsw.SchemaChangeError, apsw.SQLError)


class Notes:
    """Small values by key, sealed with a key of their own out of the vault's. Thread-safe.

    Every method may raise LibraryUnusable: the disk or the file does not serve just now.
    """

    def __init__(self, path: Path | None, key: bytes) -> None:
        """Open the file at `path` with a 32-byte key; None keeps everything in memory. Raises LibraryUnusable."""
        self._path, self._key = path, key
        self._lock = threading.RLock()
        self._connection = self._open()

    def get(self, key: str) -> bytes | None:
        """The value, or None when nothing was put there."""
        with self._using() as connection:
            found: bytes | None = connection.execute("SELECT value FROM notes WHERE key = ?", (key,)).get
            return found

    def put(self, key: str, value: bytes) -> None:
        """Keep a value; an older one of this key is replaced. It is on the disk when this returns."""
        with self._using() as connection:
            connection.execute("INSERT OR REPLACE INTO notes VALUES(?, ?)", (key, value))

    def remove(self, key: str) -> None:
        """Let go of a value; nothing happens when there is none."""
        with self._using() as connection:
            connection.execute("DELETE FROM notes WHERE key = ?", (key,))

    def keys(self, start: str = "") -> tuple[str, ...]:
        """All keys that begin with `start`, sorted."""
        with self._using() as connection:
            rows: Iterator[Any] = connection.execute("SELECT key FROM notes ORDER BY key")
            return tuple(key for (key,) in rows if key.startswith(start))

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def _using(self) -> Iterator[apsw.Connection]:
        """The connection for one thread. Errors name their kind only: SQLite's own words may quote a value."""
        with self._lock:
            try:
                yield self._connection
            except apsw.Error as error:
                raise LibraryUnusable(type(error).__name__) from None

    def _open(self) -> apsw.Connection:
        try:
            return self._try_to_open()
        except _UNREADABLE as error:
            log.info("notes put aside, begun anew: %s", error)
            self._put_aside()
        except (apsw.Error, OSError) as error:
            raise LibraryUnusable(type(error).__name__) from None
        try:
            return self._try_to_open()
        except (apsw.Error, OSError) as error:
            raise LibraryUnusable(type(error).__name__) from None

    def _try_to_open(self) -> apsw.Connection:
        if self._path is not None:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        connection = apsw.Connection(str(self._path) if self._path else ":memory:")
        try:
            _prepare(connection, self._key if self._path else None)
        except BaseException:
            connection.close()
            raise
        return connection

    def _put_aside(self) -> None:
        if self._path is not None:
            for ending in ("", "-journal"):
                broken = self._path.with_name(f"{self._path.name}.broken{ending}")
                with suppress(OSError):
                    self._path.with_name(self._path.name + ending).replace(broken)


def _prepare(connection: apsw.Connection, key: bytes | None) -> None:
    """Key first, then everything else; full durability, because nothing here can be made anew."""
    if key is not None:
        connection.pragma("cipher", "chacha20")
        connection.pragma("key", f"raw:{key.hex()}")
    connection.set_busy_timeout(5000)
    connection.pragma("temp_store", "memory")
    connection.pragma("synchronous", "full")
    with connection:
        if connection.execute("SELECT count(*) FROM sqlite_schema").get == 0:
            connection.execute(_TABLE)
            connection.execute("INSERT INTO meta VALUES('version', ?)", (VERSION,))
        elif connection.execute("SELECT value FROM meta WHERE name = 'version'").get != VERSION:
            raise apsw.SchemaChangeError("tables of another version")
