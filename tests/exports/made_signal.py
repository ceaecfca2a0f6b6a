"""Invented exports of Signal's, one for each format: what other tests, the fuzzer and the benchmark read."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO, cast

from tests.exports import made_signal_backup, made_signal_desktop
from tests.exports.made_signal_folder import ACI, RECOVERY_KEY, SNAPSHOT, snapshot
from tests.exports.made_signal_frames import LONG, PHOTO, conversation, item, jsonl, people, protobuf, text
from tests.exports.reading import zip_of
from vault.crypto.media_ciphers import hkdf_sha256
from vault.crypto.signal_keys import archive_keys, backup_key
from vault.exports.base import Answers
from vault.exports.database import Database
from vault.exports.signal.backup_file import STATEMENT, Keys, read_header, sealed_frames
from vault.exports.signal.backup_sql import sql_of, values_of
from vault.exports.signal.numbers import FRAME
from vault.exports.signal.sealed import decrypted, is_authentic, unzipped
from vault.exports.signal.wire import delimited, read
from vault.exports.sqlcipher_pages import CipherPages

FILES = {b"\7" * 64: PHOTO, b"\5" * 64: LONG.encode()}
PLAIN, FOLDER = "signal-export-2026-05-03.zip", "SignalBackups.zip"
BACKUP, OLD_BACKUP = "signal-2026-05-03-10-11-12.backup", "signal-2019-05-03-10-11-12.backup"
DESKTOP, LOCKED_DESKTOP = "Signal.zip", "Signal locked.zip"


def plain_members() -> dict[str, bytes]:
    """What Android puts into its plaintext export."""
    members = {"metadata.json": b'{"version":1}', "main.jsonl": jsonl([*people(), *conversation()])}
    for key, data in FILES.items():
        name = hashlib.sha256(hashlib.sha256(data).digest() + key).hexdigest()
        members[f"files/{name[:2]}/{name}.jpg"] = data
    return members


def folder_members() -> dict[str, bytes]:
    """The same, locked."""
    return snapshot(protobuf([*people(), *conversation()]), FILES)


def samples() -> dict[str, bytes]:
    """File name → bytes; folders as zips."""
    return {
        "main.jsonl": jsonl([*people(), *conversation()]),
        PLAIN: zip_of(plain_members(), zipfile.ZIP_STORED),
        FOLDER: zip_of(folder_members(), zipfile.ZIP_STORED),
        BACKUP: made_signal_backup.sealed(made_signal_backup.parts()),
        OLD_BACKUP: made_signal_backup.sealed(made_signal_backup.old_parts(), version=0),
        DESKTOP: desktop(),
        LOCKED_DESKTOP: desktop(table=True, log=True, old_key=False),
    }


@cache
def desktop(*, table: bool = False, log: bool = False, old_key: bool = True) -> bytes:
    """The desktop program's folder; made once, for its salt is another one each time."""
    rows = made_signal_desktop.conversation()
    return zip_of(made_signal_desktop.members(rows, table=table, log=log, old_key=old_key), zipfile.ZIP_STORED)


def answers() -> dict[str, Answers]:
    """What opens those that are locked."""
    digits = Answers(secret=made_signal_backup.DIGITS)
    return {
        FOLDER: Answers(secret=RECOVERY_KEY),
        BACKUP: digits,
        OLD_BACKUP: digits,
        LOCKED_DESKTOP: Answers(secret=made_signal_desktop.KEY),
    }


def many(messages: int) -> dict[str, bytes]:
    """Larger ones, of ordinary messages."""
    said = [item(number, text(f"Message {number} of an ordinary length, as people write them."), 4 if number % 2 else 1)
        for number in range(messages)]  # fmt: skip
    frames = [*people(), *said]
    kinds = ("outgoing", "incoming")
    usual: dict[str, Any] = {
        "schemaVersion": 14,
        "received_at": 1700000000,
        "seenStatus": 2,
        "readStatus": 0,
        "attachments": [],
        "bodyRanges": [],
        "preview": [],
        "isErased": False,
        "sendStateByConversationId": {"c-alice": {"status": "Read", "updatedAt": 1700000000}},
    }
    rows = [
        made_signal_desktop.message(number, kinds[number % 2], f"Message {number}, as people write.", **usual)
        for number in range(messages)
    ]
    return {
        "main.jsonl": jsonl(frames),
        FOLDER: zip_of(snapshot(protobuf(frames)), zipfile.ZIP_STORED),
        BACKUP: made_signal_backup.ordinary(messages),
        LOCKED_DESKTOP: zip_of(made_signal_desktop.members(rows, old_key=False), zipfile.ZIP_STORED),
    }


def plain() -> dict[str, Callable[[bytes], object]]:
    """How the locked ones of `many` are simply opened and decoded: what reading is measured against."""
    return {FOLDER: _plain_folder, BACKUP: _plain_backup, LOCKED_DESKTOP: _plain_desktop}


def behind_locks() -> dict[str, tuple[dict[str, bytes], Callable[[dict[str, bytes]], bytes]]]:
    """What lies behind the lock of a sample, piece by piece, and how pieces are locked up: for the fuzzer."""
    return {BACKUP: _frames(made_signal_backup.parts(), 1), OLD_BACKUP: _frames(made_signal_backup.old_parts(), 0)}


def _frames(
    parts: list[made_signal_backup.Part], version: int
) -> tuple[dict[str, bytes], Callable[[dict[str, bytes]], bytes]]:
    blobs = {f"frame {number}": part.blob for number, part in enumerate(parts)}

    def locked(inside: dict[str, bytes]) -> bytes:
        frames = [made_signal_backup.Part(inside[name], blob) for name, blob in blobs.items()]
        return made_signal_backup.sealed(frames, version)

    return {f"frame {number}": part.data for number, part in enumerate(parts)}, locked


def _plain_folder(data: bytes) -> int:
    key = backup_key(RECOVERY_KEY)
    mac_key, cipher_key = archive_keys(key, hkdf_sha256(key, b"20241024_SIGNAL_BACKUP_ID:" + ACI, 16))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        main = archive.read(f"{SNAPSHOT}/main")
    assert is_authentic([main], mac_key)
    _, *frames = delimited(unzipped(decrypted([main], cipher_key)), 1 << 25)
    return len([read(FRAME, frame) for frame in frames])


def _plain_backup(data: bytes) -> int:
    stream, path, count = cast(BinaryIO, io.BytesIO(data)), Path("x"), 0
    lock = Keys.of(read_header(stream, path, "Signal"), made_signal_backup.DIGITS)
    for frame in sealed_frames(stream, lock, path):
        if frame.kind == STATEMENT:
            sql, at = sql_of(frame.data)
            count += len(values_of(frame.data, at, [True] * sql.count(b"?")))
    return count


def _plain_desktop(data: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        stream = cast(BinaryIO, io.BytesIO(archive.read("sql/db.sqlite")))
    pages = CipherPages(stream, bytes.fromhex(made_signal_desktop.KEY), Path("x"))
    with Database(cast(BinaryIO, pages), Path("x")) as database:
        return len([json.loads(row[2]) for row in database.rows("SELECT rowid, id, json, body, sent_at FROM messages")])
