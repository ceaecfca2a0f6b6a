"""The tables of the library, and opening its file: key first, then everything else.

A page of the file, of its write-ahead log and of its journal is sealed with ChaCha20-Poly1305 by SQLite3 Multiple
Ciphers; sorting happens in memory. The key is given raw ("raw:" and 64 hex digits), so nothing is derived from it.

messages.earlier   a JSON list of the wordings before the present one, the oldest first; "" where there is none
messages.as_of     seconds since 1970: when the export was made that the present wording came with
occurrences.said   digests of its words in that export, and of the files that came with it (parts), see held.py
wordings           digests of what it said before, as that export tells
snapshots.unlisted records of the export that may hold something which is not listed here
inside             SHA-256 of the files in that export, joined: files.py says which; a row where somebody looked
attachments.place  where in the export of `snapshot` its bytes lie; NULL there: that export is no longer in the vault
"""

from __future__ import annotations

from pathlib import Path

import apsw

VERSION = 4
OLDER = (1, 2, 3)  # versions whose messages are read anew from the vault
_PAGES_AT_ONCE = 4096
_CACHE_KIB = 32 << 10  # each page is unsealed once while it stays here

TABLES = """
CREATE TABLE meta(name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE chats(id INTEGER PRIMARY KEY, app TEXT NOT NULL, key TEXT NOT NULL, name TEXT NOT NULL,
    UNIQUE(app, key));
CREATE TABLE snapshots(id INTEGER PRIMARY KEY, snapshot TEXT NOT NULL UNIQUE, note BLOB NOT NULL,
    skipped INTEGER NOT NULL, unlisted INTEGER NOT NULL);
CREATE TABLE read_back(snapshot TEXT PRIMARY KEY, at TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE inside(snapshot TEXT PRIMARY KEY, known INTEGER NOT NULL, files BLOB NOT NULL, texts BLOB NOT NULL);
CREATE TABLE messages(id INTEGER PRIMARY KEY, chat INTEGER NOT NULL, print BLOB NOT NULL, sent INTEGER,
    said_when TEXT NOT NULL, zone TEXT NOT NULL, sender TEXT, body TEXT NOT NULL, kind TEXT NOT NULL,
    edited INTEGER NOT NULL, app_id TEXT NOT NULL, reply_to TEXT NOT NULL, outgoing INTEGER, earlier TEXT NOT NULL,
    as_of INTEGER, UNIQUE(chat, print));
CREATE TABLE occurrences(snapshot INTEGER NOT NULL, message INTEGER NOT NULL, place TEXT NOT NULL,
    said BLOB NOT NULL, parts BLOB NOT NULL, PRIMARY KEY(snapshot, message)) WITHOUT ROWID;
CREATE TABLE wordings(snapshot INTEGER NOT NULL, message INTEGER NOT NULL, said BLOB NOT NULL,
    PRIMARY KEY(message, snapshot, said)) WITHOUT ROWID;
CREATE INDEX occurrences_of_message ON occurrences(message);
CREATE TABLE attachments(message INTEGER NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL,
    included INTEGER NOT NULL, size INTEGER, kind TEXT NOT NULL, place TEXT NOT NULL, snapshot INTEGER,
    PRIMARY KEY(message, number)) WITHOUT ROWID;
CREATE TABLE summaries(chat INTEGER PRIMARY KEY, messages INTEGER NOT NULL, attachments INTEGER NOT NULL,
    first INTEGER, last INTEGER, people TEXT NOT NULL);
CREATE TABLE reactions(message INTEGER NOT NULL, number INTEGER NOT NULL, emoji TEXT NOT NULL, sender TEXT NOT NULL,
    PRIMARY KEY(message, number)) WITHOUT ROWID;
"""


def connect(path: Path | None, key: bytes) -> apsw.Connection:
    """Open or make the file (None: in memory only) and make sure that its tables are ours.

    Raises apsw.Error: NotADBError for another key or a damaged beginning, SchemaChangeError for other tables.
    """
    connection = apsw.Connection(str(path) if path else ":memory:")
    try:
        _prepare(connection, key if path else None)
    except BaseException:
        connection.close()
        raise
    return connection


def copy_file(source: apsw.Connection, path: Path, key: bytes) -> None:
    """Everything of `source` into a new file, sealed with another key. Raises apsw.Error."""
    connection = apsw.Connection(str(path))
    try:
        connection.pragma("cipher", "chacha20")
        connection.pragma("key", f"raw:{key.hex()}")
        with connection.backup("main", source, "main") as copying:
            while not copying.done:
                copying.step(_PAGES_AT_ONCE)
    finally:
        connection.close()


def _prepare(connection: apsw.Connection, key: bytes | None) -> None:
    if key is not None:
        connection.pragma("cipher", "chacha20")
        connection.pragma("key", f"raw:{key.hex()}")
    connection.set_busy_timeout(5000)
    connection.pragma("temp_store", "memory")
    connection.pragma("cache_size", -_CACHE_KIB)
    if key is not None:
        connection.pragma("journal_mode", "wal")
    connection.pragma("synchronous", "normal")
    with connection:
        _make_tables(connection)


def _make_tables(connection: apsw.Connection) -> None:
    if connection.execute("SELECT count(*) FROM sqlite_schema").get == 0:
        connection.execute(TABLES)
        connection.execute("INSERT INTO meta VALUES('version', ?)", (VERSION,))
        return
    version = connection.execute("SELECT value FROM meta WHERE name = 'version'").get
    if version in OLDER:
        _make_over(connection)
    elif version != VERSION:
        raise apsw.SchemaChangeError("tables of another version")


def _make_over(connection: apsw.Connection) -> None:
    """Empty tables in place of an earlier version's; what was read back on this computer stays known."""
    rows = connection.execute("SELECT snapshot, at FROM read_back").fetchall()
    for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
        connection.execute(f'DROP TABLE "{name}"')
    connection.execute(TABLES)
    connection.execute("INSERT INTO meta VALUES('version', ?)", (VERSION,))
    connection.executemany("INSERT INTO read_back VALUES(?, ?)", rows)
