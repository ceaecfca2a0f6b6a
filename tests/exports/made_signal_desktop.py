"""A folder of Signal's desktop program: a real SQLCipher database, made by SQLite3 Multiple Ciphers, and its files.

The tables have the columns of the versions of 2024 (files in the messages) and of 2025 (files in a table).
"""

from __future__ import annotations

import base64
import hashlib
import json
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import apsw

from tests.contracts.importer_contract import CANARY
from tests.exports.made_signal_folder import padded, seal

KEY = "0f" * 32
ACI, ALICE_ID = "11111111-1111-4111-8111-111111111111", "aaaaaaaa-1111-4111-8111-111111111111"
SENT = 1_714_000_000_000
PHOTO, OPEN_FILE, LONG = bytes(range(256)) * 4, b"an old attachment, not encrypted", f"{CANARY} " * 500
LOCAL_KEY = b"\3" * 64
_TABLES = """
    CREATE TABLE conversations(id STRING PRIMARY KEY, json TEXT, type STRING, e164 TEXT, serviceId TEXT, groupId BLOB);
    CREATE TABLE items(id STRING PRIMARY KEY, json TEXT);
    CREATE TABLE identityKeys(id STRING PRIMARY KEY, json TEXT);
    CREATE TABLE messages(rowid INTEGER PRIMARY KEY, id STRING UNIQUE, json TEXT, sent_at INTEGER,
        conversationId STRING, sourceServiceId TEXT, type STRING, body TEXT, hasAttachments INTEGER);
    CREATE TABLE callsHistory(callId TEXT PRIMARY KEY, peerId TEXT, type TEXT, direction TEXT, status TEXT);
"""
_FILES = """
    CREATE TABLE message_attachments(messageId TEXT NOT NULL, editHistoryIndex INTEGER NOT NULL, attachmentType TEXT,
        orderInMessage INTEGER, size INTEGER, contentType TEXT, path TEXT, plaintextHash TEXT, localKey TEXT,
        fileName TEXT, version INTEGER, flags INTEGER,
        PRIMARY KEY(messageId, editHistoryIndex, attachmentType, orderInMessage)) STRICT;
"""
_PEOPLE: list[tuple[str, dict[str, Any], str, str | None, str | None]] = [
    ("c-me", {"type": "private", "name": "Me"}, "private", "+15550000001", ACI),
    ("c-alice", {"type": "private", "profileName": "Alice", "profileFamilyName": "Smith"}, "private", None, ALICE_ID),
    ("c-group", {"type": "group", "name": "Climbing", "masterKey": base64.b64encode(b"g" * 32).decode()}, "group", None,
        None),
]  # fmt: skip


def file(data: bytes, path: str, content_type: str, name: str | None = None) -> dict[str, Any]:
    """A file as the database knows it."""
    key, digest = base64.b64encode(LOCAL_KEY).decode(), hashlib.sha256(data).hexdigest()
    return {"contentType": content_type, "path": path, "size": len(data), "version": 2, "fileName": name,
        "localKey": key, "plaintextHash": digest}  # fmt: skip


def message(number: int, kind: str, body: str | None, chat: str = "c-alice", **told: Any) -> dict[str, Any]:
    """A row of messages."""
    source = {"incoming": ALICE_ID, "outgoing": ACI}.get(kind)
    return {"id": f"m-{number}", "sent_at": SENT + number * 1000, "conversationId": chat, "sourceServiceId": source,
        "type": kind, "body": body, "json": {"timestamp": SENT + number * 1000, **told}}  # fmt: skip


def conversation() -> list[dict[str, Any]]:
    """One of everything."""
    old = {"contentType": "text/plain", "path": "op/open", "size": len(OPEN_FILE), "fileName": "notes.txt"}
    ages = [{"body": "right", "timestamp": SENT + 9500}, {"body": "rihgt", "timestamp": SENT + 9000}]
    return [
        message(1, "incoming", f"{CANARY} hello", reactions=[{"emoji": "👍", "fromId": "c-me"}]),
        message(2, "outgoing", "an answer", quote={"id": SENT + 1000, "authorAci": ALICE_ID, "text": "x"}),
        message(3, "incoming", "look", attachments=[file(PHOTO, "ab/photo", "image/jpeg", "cliff.jpg"), old]),
        message(4, "incoming", "long…", bodyAttachment=file(LONG.encode(), "cd/long", "text/x-signal-plain")),
        message(5, "incoming", "hi \ufffc", "c-group", bodyRanges=[{"start": 3, "length": 1, "mentionAci": ACI}]),
        message(6, "incoming", None, "c-group", sticker={"emoji": "🧗", "data": {"contentType": "image/webp"}}),
        message(7, "incoming", None, deletedForEveryone=True),
        message(8, "incoming", None, isViewOnce=True, isErased=True),
        message(9, "incoming", "right", editHistory=ages),
        message(10, "outgoing", None, "c-group", poll={"question": "When?", "options": ["Mon", "Tue"],
            "votes": [{"fromConversationId": "c-alice", "optionIndexes": [1]}]}),
        message(11, "incoming", None, contact=[{"name": {"givenName": "Cleo"}, "number": [{"value": "+4930"}]}]),
        message(12, "call-history", None, callId="77"),
        message(13, "timer-notification", None, expirationTimerUpdate={"expireTimer": 3600, "sourceServiceId": ACI}),
        message(14, "group-v2-change", None, "c-group", groupV2Change={"from": ALICE_ID, "details": [
            {"type": "title", "newTitle": "Climbing"}, {"type": "member-add", "aci": ACI}]}),
        message(15, "something-new", None),
        message(16, "outgoing", "to myself", "c-me"),
        message(17, "incoming", "whose chat?", "c-gone"),
    ]  # fmt: skip


def members(
    rows: Iterable[dict[str, Any]], *, table: bool = False, log: bool = False, old_key: bool = True
) -> dict[str, bytes]:
    """The folder's files; with `table` the files stand in a table, with `log` the last messages only in the log."""
    config = (
        {"key": KEY} if old_key else {"encryptedKey": "763130" + "00" * 16, "safeStorageBackend": "gnome_libsecret"}
    )
    found = {"config.json": json.dumps(config).encode()}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "db.sqlite"
        made = _opened(path)
        made.execute(_TABLES + (_FILES if table else ""))
        if log:
            made.execute("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0")
            made.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with made:
            _fill(made, rows, table=table)
        found["sql/db.sqlite"] = path.read_bytes()
        if log:
            found["sql/db.sqlite-wal"] = path.with_name("db.sqlite-wal").read_bytes()
        made.close()
    found |= {f"attachments.noindex/{name}": seal(padded(data), LOCAL_KEY[:32], LOCAL_KEY[32:])
        for name, data in (("ab/photo", PHOTO), ("cd/long", LONG.encode()))}  # fmt: skip
    return found | {"attachments.noindex/op/open": OPEN_FILE}


def _opened(path: Path) -> apsw.Connection:
    made = apsw.Connection(str(path))
    for pragma in ("cipher='sqlcipher'", "legacy=4", f"key=\"x'{KEY}'\""):
        made.execute(f"PRAGMA {pragma}")
    return made


def _fill(made: apsw.Connection, rows: Iterable[dict[str, Any]], *, table: bool) -> None:
    for key, told, kind, phone, service in _PEOPLE:
        values = (key, json.dumps({**told, "id": key, "serviceId": service}), kind, phone, service)
        made.execute("INSERT INTO conversations VALUES(?, ?, ?, ?, ?, NULL)", values)
    for key, value in (("uuid_id", f"{ACI}.2"), ("profileKey", base64.b64encode(b"p" * 32).decode())):
        made.execute("INSERT INTO items VALUES(?, ?)", (key, json.dumps({"id": key, "value": value})))
    made.execute("INSERT INTO callsHistory VALUES('77', 'x', 'Video', 'Incoming', 'Missed')")
    for row in rows:
        told = dict(row["json"])
        for kind, key in (("attachment", "attachments"), ("long-message", "bodyAttachment")) if table else ():
            held = told.pop(key, [])
            for order, one in enumerate(held if isinstance(held, list) else [held]):
                columns = ("size", "contentType", "path", "plaintextHash", "localKey", "fileName", "version")
                file_row = (row["id"], -1, kind, order, *(one.get(column) for column in columns), 0)
                made.execute(f"INSERT INTO message_attachments VALUES({', '.join('?' * 12)})", file_row)
        stored = ("id", "sent_at", "conversationId", "sourceServiceId", "type", "body")
        made.execute(
            f"INSERT INTO messages({', '.join(stored)}, json) VALUES(?, ?, ?, ?, ?, ?, ?)",
            (*(row[column] for column in stored), json.dumps(told)),
        )
