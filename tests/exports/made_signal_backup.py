"""Signal's single-file backups, sealed as Android's Signal seals them: the counterpart of what we read.

Two databases: the tables of 2024 and later (`message`, `attachment`), and those of 2019 to 2022 (`sms`, `mms`,
`part`), both with the same conversation.
"""

from __future__ import annotations

import base64
import hmac
import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tests.contracts.importer_contract import CANARY
from tests.exports.made_signal_frames import ALICE, encoded
from vault.crypto.signal_keys import passphrase_keys

DIGITS = "0123456789" * 3
IV, SALT = bytes(range(0xF0, 0x100)), bytes(range(32))
SENT = 1_714_000_000_000
PHOTO, LONG = bytes(range(256)) * 9, f"{CANARY} " * 900
ALICE_ID, OWNER_ID = "a1a1a1a1-a1a1-a1a1-a1a1-a1a1a1a1a1a1", "11111111-1111-1111-1111-111111111111"
Value = str | int | float | bytes | None
keys = lru_cache(maxsize=4)(passphrase_keys)
"""Deriving keys takes a third of a second: once is enough for a test."""


@dataclass(frozen=True)
class Part:
    """A frame; `blob` is the file behind it."""

    data: bytes
    blob: bytes | None = None


def sql(text: str, *values: Value) -> Part:
    """A statement and its values."""
    return Part(encoded({2: encoded({1: text, 2: [_value(value) for value in values]})}))


def _value(value: Value) -> bytes:
    if isinstance(value, float):
        return b"\x19" + struct.pack("<d", value)
    return encoded({5: 1}) if value is None else encoded({{str: 1, int: 2, bytes: 4}[type(value)]: value})


def insert(table: str, *values: Value) -> Part:
    """A row."""
    return sql(f"INSERT INTO {table} VALUES ({','.join('?' * len(values))})", *values)


def attached(row: int, data: bytes) -> Part:
    """A file that belongs to a row of the table of files."""
    return Part(encoded({4: encoded({1: row, 2: 77, 3: len(data)})}), data)


def sealed(parts: Iterable[Part], version: int = 1, digits: str = DIGITS, *, end: bool = True) -> bytes:
    """The whole file."""
    cipher_key, mac_key = keys(digits, SALT)
    header = encoded({1: encoded({1: IV, 2: SALT, **({3: version} if version else {})})})
    out, count = [struct.pack(">I", len(header)), header], int.from_bytes(IV[:4], "big")

    def start(number: int) -> bytes:
        return struct.pack(">I", number & 0xFFFFFFFF) + IV[4:]

    for part in [*parts, *([Part(encoded({6: 1}))] if end else [])]:
        cipher = Cipher(algorithms.AES(cipher_key), modes.CTR(start(count))).encryptor()
        length = struct.pack(">I", len(part.data) + 10)
        length = cipher.update(length) if version else length
        body = cipher.update(part.data)
        out += [length, body, hmac.digest(mac_key, (length if version else b"") + body, "sha256")[:10]]
        count += 1
        if part.blob is not None:
            body = Cipher(algorithms.AES(cipher_key), modes.CTR(start(count))).encryptor().update(part.blob)
            out += [body, hmac.digest(mac_key, start(count) + body, "sha256")[:10]]
            count += 1
    return b"".join(out)


_MESSAGE = (
    "_id", "date_sent", "thread_id", "from_recipient_id", "type", "body", "quote_id", "quote_author", "deleted_by",
    "view_once", "latest_revision_id", "shared_contacts", "message_extras", "expires_in",
)  # fmt: skip
_IN, _OUT = 10485780, 10485783


def _said(row: int, kind: int, body: str | None, thread: int = 1, sender: int | None = None, **more: Value) -> Part:
    told: dict[str, Value] = {"_id": row, "date_sent": SENT + row * 1000, "thread_id": thread, "type": kind,
        "body": body, "from_recipient_id": sender or (1 if kind == _OUT else 2), **more}  # fmt: skip
    return insert("message", *(told.get(column) for column in _MESSAGE))


def _changed() -> bytes:
    change = encoded({1: encoded({3: encoded({1: ALICE, 2: "Climbing"})})})
    return encoded({1: encoded({2: change})})


def _tables() -> Iterator[Part]:
    yield Part(encoded({5: encoded({1: 300})}))
    yield sql(f"CREATE TABLE message ({', '.join(f'{c} INTEGER DEFAULT (1, 2)' for c in _MESSAGE)}, UNIQUE(_id, type))")
    yield sql('CREATE TABLE "recipient" (_id INTEGER PRIMARY KEY, e164 TEXT, aci TEXT, group_id TEXT, '
        "profile_joined_name TEXT CHECK (length(profile_joined_name) > 0), profile_key TEXT)")  # fmt: skip
    yield sql("CREATE TABLE thread (_id INTEGER, date INTEGER, recipient_id INTEGER)")
    yield sql("CREATE TABLE groups (_id INTEGER, group_id TEXT, recipient_id INTEGER, title TEXT, master_key BLOB)")
    yield sql("CREATE TABLE attachment (_id INTEGER, message_id INTEGER, content_type TEXT, file_name TEXT, "
        "data_size INTEGER, quote INTEGER, sticker_id INTEGER DEFAULT -1, sticker_emoji TEXT)")  # fmt: skip
    yield sql("CREATE TABLE reaction (_id INTEGER, message_id INTEGER, author_id INTEGER, emoji TEXT)")
    yield sql(
        "CREATE TABLE mention (message_id INTEGER, recipient_id INTEGER, range_start INTEGER, range_length INTEGER)"
    )
    yield sql("CREATE TABLE poll (_id INTEGER, message_id INTEGER, question TEXT)")
    yield sql("CREATE TABLE poll_option (_id INTEGER, poll_id INTEGER, option_text TEXT)")
    yield sql("CREATE TABLE poll_vote (poll_id INTEGER, poll_option_id INTEGER, voter_id INTEGER)")
    yield sql("CREATE TABLE drafts (_id INTEGER, thread_id INTEGER, value TEXT)")
    yield sql("CREATE INDEX message_index ON message (_id)")
    yield sql("CREATE VIRTUAL TABLE message_fts USING fts5(body)")
    yield sql("CREATE TRIGGER after_insert AFTER INSERT ON message BEGIN DELETE FROM message; END")


def _messages() -> Iterator[Part]:
    card = '[{"name":{"displayName":"Cleo"},"phoneNumbers":[{"number":"+4930"}]}]'
    yield _said(1, _IN, f"{CANARY} hello")
    yield _said(2, _OUT, "an answer", quote_id=SENT + 1000, quote_author=2)
    yield _said(3, _IN, "look")
    yield _said(4, _IN, "long…")
    yield _said(5, _IN, "hi \ufffc", 2)
    yield _said(6, _IN, None, 2)
    yield _said(7, _IN, None, deleted_by=2)
    yield _said(8, _IN, None, view_once=1)
    yield _said(9, _IN, "rihgt", latest_revision_id=10)
    yield _said(10, _IN, "right")
    yield _said(11, _IN, "When?", 2)
    yield _said(12, _IN, None, shared_contacts=card)
    yield _said(13, 8, None)
    yield _said(14, 0x40000 | _OUT, None, sender=1, expires_in=3_600_000)
    yield _said(15, 0x80000 | 0x10000 | _IN, "CgASAA==", 2, message_extras=_changed())
    yield _said(16, 0x200 | 0x8000 | _IN, None)
    yield _said(17, _OUT, "to myself", 3)
    yield _said(18, _IN, "whose chat?", 99)
    yield _said(19, 27, "a draft")


def parts(more: Iterable[Part] = ()) -> list[Part]:
    """A backup with the newer tables and one of everything."""
    group = "__signal_group__v2__!00aa"
    return [
        *_tables(), *_messages(),
        insert("recipient", 1, "+15550000001", OWNER_ID, None, "Olga", base64.b64encode(b"p" * 32).decode()),
        insert("recipient", 2, "+15550000002", ALICE_ID, None, "Alice Smith", None),
        insert("recipient", 3, None, None, group, None, None),
        insert("thread", 1, 0, 2), insert("thread", 2, 0, 3), insert("thread", 3, 0, 1),
        insert("groups", 1, group, 3, "Climbing", b"g" * 32),
        insert("attachment", 1, 3, "image/jpeg", "cliff.jpg", len(PHOTO), 0, -1, None), attached(1, PHOTO),
        insert("attachment", 2, 3, "audio/aac", None, 4000, 0, -1, None),
        insert("attachment", 3, 4, "text/x-signal-plain", None, len(LONG), 0, -1, None), attached(3, LONG.encode()),
        insert("attachment", 4, 6, "image/webp", None, 9, 0, 5, "🧗"),
        insert("attachment", 5, 2, "image/jpeg", None, 9, 1, -1, None),
        insert("reaction", 1, 1, 1, "👍"), insert("mention", 5, 1, 3, 1),
        insert("poll", 7, 11, "When?"), insert("poll_option", 1, 7, "Mon"), insert("poll_option", 2, 7, "Tue"),
        insert("poll_vote", 7, 2, 1), insert("drafts", 1, 1, "unsent"),
        Part(encoded({3: encoded({1: "file", 2: "key", 3: "value"})})),
        Part(encoded({7: encoded({1: "2", 2: 5})}), b"face!"),
        Part(encoded({9: encoded({1: "key", 7: "value"})})),
        *more,
    ]  # fmt: skip


def old_parts() -> list[Part]:
    """A backup of 2019 with `sms` and `mms`."""
    reactions = encoded({1: [encoded({1: "👍", 2: 1})]})
    return [
        sql("CREATE TABLE sms (_id INTEGER, thread_id INTEGER, address TEXT, date INTEGER, date_sent INTEGER, "
            "type INTEGER, body TEXT, reactions BLOB)"),
        sql("CREATE TABLE mms (_id INTEGER, thread_id INTEGER, date INTEGER, msg_box INTEGER, body TEXT, "
            "address TEXT, quote_id INTEGER, quote_author TEXT)"),
        sql("CREATE TABLE part (_id INTEGER, mid INTEGER, ct TEXT, file_name TEXT, data_size INTEGER, quote INTEGER)"),
        sql("CREATE TABLE thread (_id INTEGER, recipient_ids TEXT)"),
        sql("CREATE TABLE recipient (_id INTEGER, uuid TEXT, phone TEXT, system_display_name TEXT, group_id TEXT)"),
        insert("sms", 1, 1, "2", SENT + 1999, SENT + 1000, _IN, f"{CANARY} hello", reactions),
        insert("sms", 2, 1, "2", SENT + 2999, SENT + 2000, _OUT, "an answer", None),
        insert("sms", 3, 1, "2", SENT, SENT + 3000, 2, None, None),
        insert("mms", 1, 1, SENT + 4000, _IN, "look", "2", SENT + 2000, "1"),
        insert("part", 9, 1, "image/jpeg", "cliff.jpg", len(PHOTO), 0), attached(9, PHOTO),
        insert("thread", 1, "2"), insert("recipient", 2, ALICE_ID, "+15550000002", "Alice Smith", None),
        insert("recipient", 1, OWNER_ID, "+15550000001", "Olga", None),
        insert("one_time_prekeys", 1, b"secret"),
    ]  # fmt: skip


def ordinary(messages: int) -> bytes:
    """A backup of ordinary messages."""
    tables = list(_tables())
    said = [
        _said(n, _IN if n % 2 else _OUT, f"Message {n} of an ordinary length, as people write.")
        for n in range(1, messages)
    ]
    people = [
        insert("recipient", 1, "+1", OWNER_ID, None, "Olga", None),
        insert("recipient", 2, "+2", ALICE_ID, None, "Alice", None),
        insert("thread", 1, 0, 2),
    ]
    return sealed([*tables, *said, *people])


def row_of(values: Sequence[Value]) -> bytes:
    """A statement frame's inside, for whoever reads rows alone."""
    return encoded({1: "INSERT INTO t VALUES (?)", 2: [_value(value) for value in values]})
