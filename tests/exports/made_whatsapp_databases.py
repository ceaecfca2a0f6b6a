"""Invented databases of WhatsApp's: Android's of both ages with names, the iPhone's, and encrypted twins.

The tables are those of the real msgstore.db in shared/data and of the descriptions in chat-formats.md §3.2; no real
store with texts in it was to be had, and no real ChatStorage.sqlite.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import sqlite3
import zipfile
import zlib
from collections.abc import Callable

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from vault.exports.base import Answers

CANARY = "kingfisher-at-dawn"
PHOTO = bytes(range(256)) * 8
DIGITS = "00112233 44556677 8899aabb ccddeeff 00112233 44556677 8899aabb ccddee77"
ROOT = bytes.fromhex(DIGITS.replace(" ", ""))
SALT, GOOGLE_ID, AES_KEY, IV = bytes(range(32)), bytes(range(16)), b"k" * 32, b"0123456789abcdef"
JAVA = bytes.fromhex("aced0005757200025b42acf317f8060854e00200007870")
T0 = 1_700_000_000_000

_NEW = """
    CREATE TABLE props(_id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT UNIQUE, value TEXT);
    CREATE TABLE jid(_id INTEGER PRIMARY KEY AUTOINCREMENT, user TEXT, server TEXT, raw_string TEXT);
    CREATE TABLE jid_map(lid_row_id INTEGER PRIMARY KEY NOT NULL, jid_row_id INTEGER NOT NULL);
    CREATE TABLE lid_display_name(lid_row_id INTEGER PRIMARY KEY NOT NULL, display_name TEXT NOT NULL, username TEXT);
    CREATE TABLE chat(_id INTEGER PRIMARY KEY AUTOINCREMENT, jid_row_id INTEGER UNIQUE, subject TEXT);
    CREATE TABLE message(_id INTEGER PRIMARY KEY AUTOINCREMENT, chat_row_id INTEGER NOT NULL, from_me INTEGER NOT NULL,
        key_id TEXT NOT NULL, sender_jid_row_id INTEGER, timestamp INTEGER, message_type INTEGER, text_data TEXT,
        sort_id INTEGER NOT NULL DEFAULT 0);
    CREATE TABLE message_media(message_row_id INTEGER PRIMARY KEY, file_path TEXT, mime_type TEXT, media_name TEXT,
        media_caption TEXT, file_size INTEGER, file_length INTEGER);
    CREATE TABLE message_quoted(message_row_id INTEGER PRIMARY KEY, key_id TEXT NOT NULL, text_data TEXT);
    CREATE TABLE message_edit_info(message_row_id INTEGER PRIMARY KEY, original_key_id TEXT, edited_timestamp INTEGER);
    CREATE TABLE message_revoked(message_row_id INTEGER PRIMARY KEY, revoked_key_id TEXT NOT NULL);
    CREATE TABLE message_location(message_row_id INTEGER PRIMARY KEY, latitude REAL, longitude REAL, place_name TEXT,
        place_address TEXT, url TEXT);
    CREATE TABLE message_vcard(_id INTEGER PRIMARY KEY AUTOINCREMENT, message_row_id INTEGER, vcard TEXT);
    CREATE TABLE message_poll_option(_id INTEGER PRIMARY KEY AUTOINCREMENT, message_row_id INTEGER, option_name TEXT);
    CREATE TABLE message_system(message_row_id INTEGER PRIMARY KEY, action_type INTEGER NOT NULL);
    CREATE TABLE message_system_group(message_row_id INTEGER PRIMARY KEY, is_me_joined INTEGER);
    CREATE TABLE message_system_chat_participant(message_row_id INTEGER, user_jid_row_id INTEGER);
    CREATE TABLE message_add_on(_id INTEGER PRIMARY KEY AUTOINCREMENT, chat_row_id INTEGER, from_me INTEGER,
        key_id TEXT NOT NULL, sender_jid_row_id INTEGER, parent_message_row_id INTEGER, timestamp INTEGER,
        message_add_on_type INTEGER);
    CREATE TABLE message_add_on_reaction(message_add_on_row_id INTEGER PRIMARY KEY, reaction TEXT);
    CREATE TABLE call_log(_id INTEGER PRIMARY KEY AUTOINCREMENT, jid_row_id INTEGER, from_me INTEGER, call_id TEXT,
        timestamp INTEGER, video_call INTEGER, duration INTEGER, call_result INTEGER, group_jid_row_id INTEGER);
    CREATE TABLE message_call_log(message_row_id INTEGER PRIMARY KEY, call_log_row_id INTEGER);
    CREATE TABLE missed_call_logs(_id INTEGER PRIMARY KEY, message_row_id INTEGER, video_call INTEGER);
"""

_IPHONE = """
    CREATE TABLE ZWACHATSESSION(Z_PK INTEGER PRIMARY KEY, ZSESSIONTYPE INTEGER, ZCONTACTJID VARCHAR,
        ZPARTNERNAME VARCHAR);
    CREATE TABLE ZWAGROUPMEMBER(Z_PK INTEGER PRIMARY KEY, ZCHATSESSION INTEGER, ZMEMBERJID VARCHAR,
        ZCONTACTNAME VARCHAR, ZFIRSTNAME VARCHAR);
    CREATE TABLE ZWAPROFILEPUSHNAME(Z_PK INTEGER PRIMARY KEY, ZJID VARCHAR, ZPUSHNAME VARCHAR);
    CREATE TABLE ZWAMESSAGE(Z_PK INTEGER PRIMARY KEY, ZCHATSESSION INTEGER, ZGROUPMEMBER INTEGER,
        ZMEDIAITEM INTEGER, ZMESSAGEINFO INTEGER, ZISFROMME INTEGER, ZMESSAGETYPE INTEGER, ZSORT INTEGER,
        ZGROUPEVENTTYPE INTEGER, ZMESSAGEDATE TIMESTAMP, ZSTANZAID VARCHAR, ZTEXT VARCHAR, ZPUSHNAME VARCHAR);
    CREATE TABLE ZWAMEDIAITEM(Z_PK INTEGER PRIMARY KEY, ZMESSAGE INTEGER, ZTITLE VARCHAR, ZVCARDNAME VARCHAR,
        ZVCARDSTRING VARCHAR, ZMEDIALOCALPATH VARCHAR, ZLATITUDE FLOAT, ZLONGITUDE FLOAT, ZMETADATA BLOB);
    CREATE TABLE ZWAMESSAGEINFO(Z_PK INTEGER PRIMARY KEY, ZMESSAGE INTEGER, ZRECEIPTINFO BLOB);
"""


def new_store() -> bytes:
    """A store of today: a chat, a group, a hidden identity; one of everything."""
    with sqlite3.connect(":memory:") as made:
        made.executescript(_NEW)
        made.execute("INSERT INTO props VALUES(1, 'user_push_name', 'Max')")
        made.executemany(
            "INSERT INTO jid VALUES(?, '', '', ?)",
            [(1, "491711234567@s.whatsapp.net"), (2, "4917299@s.whatsapp.net"), (3, "120363@g.us"), (4, "777@lid"),
             (5, "888@lid"), (6, "status@broadcast"), (7, "491711234567:12@s.whatsapp.net")],
        )  # fmt: skip
        made.execute("INSERT INTO jid_map VALUES(4, 2)")
        made.execute("INSERT INTO lid_display_name VALUES(5, 'Clara', '')")
        made.executemany("INSERT INTO chat VALUES(?, ?, ?)", [(1, 1, None), (2, 3, "Choir"), (3, 6, None)])
        made.executemany(
            "INSERT INTO message VALUES(?, ?, ?, ?, ?, ?, ?, ?, 0)",
            [
                (1, -1, 0, "-1", None, None, None, None),
                (2, 1, 0, "A1", 0, T0, 0, CANARY),
                (3, 1, 1, "A2", 0, T0 + 1000, 0, "Hello 😀\nBen"),
                (4, 2, 0, "B1", 4, T0 + 2000, 1, "look"),
                (5, 2, 0, "B2", 5, T0 + 3000, 0, "edited words"),
                (6, 2, 0, "B3", 1, T0 + 4000, 15, None),
                (7, 2, 0, "B4", 1, T0 + 5000, 7, "Choir"),
                (8, 2, 0, "B5", 1, T0 + 6000, 5, None),
                (9, 2, 1, "B6", 0, T0 + 7000, 4, None),
                (10, 2, 1, "B7", 0, T0 + 8000, 66, "Pizza?"),
                (11, 1, 0, "A3", 0, T0 + 9000, 10, None),
                (12, 1, 1, "A4", 0, T0 + 10_000, 90, None),
                (13, 1, 0, "A5", 0, T0 + 11_000, 777, None),
                (14, 2, 0, "B8", 7, T0 + 12_000, 42, None),
                (15, 9, 0, "C1", 0, 0, 0, "of a chat that is gone"),
                (16, 2, 0, "B9", 1, T0 + 13_000, 7, None),
                (17, 2, 0, "B10", 1, T0 + 14_000, 9, None),
                (18, 3, 0, "S1", 2, T0 + 15_000, 0, "my status"),
            ],
        )
        made.executemany(
            "INSERT INTO message_media VALUES(?, ?, ?, ?, ?, ?, ?)",
            [(4, "Media/WhatsApp Images/IMG-20231114-WA0001.jpg", "image/jpeg", None, None, 0, 2048),
             (14, None, "image/jpeg", None, None, 10, None),
             (17, "Media/WhatsApp Documents/DOC-20231114-WA0002.", "application/pdf", "Plan.pdf", "the plan", 7, 7)],
        )  # fmt: skip
        made.execute("INSERT INTO message_quoted VALUES(5, 'B1', 'look')")
        made.execute("INSERT INTO message_edit_info VALUES(5, 'B2', 1)")
        made.execute("INSERT INTO message_revoked VALUES(6, 'B3')")
        made.execute("INSERT INTO message_location VALUES(8, 47.5, 8.25, 'Lake', 'Shore 1', NULL)")
        made.execute("INSERT INTO message_vcard VALUES(1, 9, ?)", ("BEGIN:VCARD\nFN:Dora\nTEL;CELL:+1 2\nEND:VCARD",))
        made.executemany("INSERT INTO message_poll_option VALUES(?, 10, ?)", [(1, "yes"), (2, "no")])
        made.executemany("INSERT INTO message_system VALUES(?, ?)", [(7, 1), (16, 12)])
        made.execute("INSERT INTO message_system_chat_participant VALUES(16, 4)")
        made.executemany(
            "INSERT INTO message_add_on VALUES(?, 1, ?, ?, ?, ?, 0, 56)",
            [(1, 1, "r1", 0, 2), (2, 0, "r2", 1, 3), (3, 0, "r3", 1, 4), (4, 0, "r4", 1, None), (5, 0, "r5", 1, 99)],
        )
        made.executemany(
            "INSERT INTO message_add_on_reaction VALUES(?, ?)", [(1, "👍"), (2, "❤️"), (3, ""), (4, "x"), (5, "y")]
        )
        made.executemany(
            "INSERT INTO call_log VALUES(?, ?, ?, ?, ?, ?, ?, 5, 0)",
            [(1, 1, 1, "c1", T0 + 10_000, 1, 125), (2, 2, 0, "c2", T0 + 20_000, 0, 0)],
        )
        made.execute("INSERT INTO message_call_log VALUES(12, 1)")
        made.execute("INSERT INTO missed_call_logs VALUES(1, 11, 0)")
        return made.serialize()


def old_store() -> bytes:
    """A store of years ago, with a photo whose path stands in a Java object."""
    path = b"/storage/emulated/0/WhatsApp/Media/WhatsApp Images/IMG-20160101-WA0007.jpg"
    java = b"\xac\xed\0\5sr\0\x16com.whatsapp.MediaDatat" + len(path).to_bytes(2) + path + b"xp"
    with sqlite3.connect(":memory:") as made:
        made.executescript("""
            CREATE TABLE chat_list(_id INTEGER PRIMARY KEY, key_remote_jid TEXT UNIQUE, subject TEXT);
            CREATE TABLE messages(_id INTEGER PRIMARY KEY AUTOINCREMENT, key_remote_jid TEXT NOT NULL,
                key_from_me INTEGER, key_id TEXT NOT NULL, status INTEGER, data TEXT, timestamp INTEGER,
                media_mime_type TEXT, media_wa_type TEXT, media_size INTEGER, media_name TEXT, media_caption TEXT,
                media_duration INTEGER, latitude REAL, longitude REAL, thumb_image TEXT, remote_resource TEXT,
                quoted_row_id INTEGER, edit_version INTEGER);
            CREATE TABLE messages_quotes(_id INTEGER PRIMARY KEY, key_id TEXT NOT NULL, data TEXT);
            INSERT INTO chat_list VALUES(1, '491-14@g.us', 'Family'), (2, '491711234567@s.whatsapp.net', NULL);
            INSERT INTO messages_quotes VALUES(1, 'M1', 'x');
        """)
        made.executemany(
            "INSERT INTO messages(_id, key_remote_jid, key_from_me, key_id, status, data, timestamp, media_wa_type,"
            " media_size, media_name, media_caption, media_duration, latitude, longitude, thumb_image,"
            " remote_resource, quoted_row_id, edit_version) VALUES({})".format(", ".join("?" * 18)),
            [
                (1, "-1", 0, "-1", -1, None, 0, "-1", -1, None, None, 0, 0, 0, None, None, 0, None),
                (2, "491711234567@s.whatsapp.net", 0, "M1", 0, CANARY, T0, "0", 0, None, None, 0, 0, 0, None, None, 0,
                 None),
                (3, "491711234567@s.whatsapp.net", 1, "M2", 5, "answer", T0 + 1, "0", 0, None, None, 0, 0, 0, None,
                 None, 1, None),
                (4, "491-14@g.us", 0, "M3", 0, None, T0 + 2, "1", 2048, None, "caption", 0, 0, 0, java,
                 "4917299@s.whatsapp.net", 0, None),
                (5, "491-14@g.us", 0, "M4", 6, "Family", T0 + 3, "0", 1, None, None, 0, 0, 0, None,
                 "4917299@s.whatsapp.net", 0, None),
                (6, "491-14@g.us", 0, "M5", 0, None, T0 + 4, "0", 0, None, None, 0, 0, 0, None,
                 "4917299@s.whatsapp.net", 0, 7),
                (7, "491-14@g.us", 0, "M6", 0, None, T0 + 5, "5", 0, "Lake", None, 0, 1.5, 2.5, None,
                 "4917299@s.whatsapp.net", 0, None),
            ],
        )  # fmt: skip
        return made.serialize()


def wa_db() -> bytes:
    """The address book's names."""
    with sqlite3.connect(":memory:") as made:
        made.executescript("""
            CREATE TABLE wa_contacts(_id INTEGER PRIMARY KEY, jid TEXT NOT NULL, display_name TEXT, wa_name TEXT);
            INSERT INTO wa_contacts VALUES(1, '491711234567@s.whatsapp.net', 'Anna', '~anna'),
                (2, '4917299@s.whatsapp.net', NULL, 'Ben'), (3, '120363@g.us', NULL, NULL);
        """)
        return made.serialize()


def encrypted(plain: bytes, kind: str, *, summed: bool = True, key: bytes | None = None) -> bytes:
    """`plain` as WhatsApp keeps it: crypt12, crypt14, crypt15; without the sum as backups of many files have it."""
    packed = zlib.compress(plain, 1)
    info = field(1, b"2.24.1.5") + field(3, b"42") + bytes([0x20, 1])
    if kind == "crypt12":
        header, secret = b"\0\1\2" + SALT + GOOGLE_ID + IV, AES_KEY
    elif kind == "crypt14":
        cipher = field(1, b"\0\1") + field(2, b"2") + field(3, SALT) + field(4, GOOGLE_ID) + field(5, IV)
        header, secret = prefixed(b"\x08\0" + field(2, cipher) + field(4, info)), AES_KEY
    else:
        header, secret = prefixed(b"\x08\1" + field(3, field(1, IV)) + field(4, info)), derived(ROOT)
    body = header + AESGCM(key or secret).encrypt(IV, packed, None)
    if not summed:
        return body
    return body + hashlib.md5(body, usedforsecurity=False).digest() + (b"--42" if kind == "crypt12" else b"")


def derived(root: bytes) -> bytes:
    """crypt15's key, written out with nothing but hashlib."""
    inner = hmac.new(bytes(32), root, "sha256").digest()
    return hmac.new(inner, b"backup encryption\1", "sha256").digest()


def field(number: int, data: bytes) -> bytes:
    """A field of a protobuf message."""
    return bytes([number << 3 | 2, len(data)]) + data if len(data) < 128 else (
        bytes([number << 3 | 2, len(data) & 0x7F | 0x80, len(data) >> 7]) + data
    )  # fmt: skip


def prefixed(message: bytes) -> bytes:
    """A message with its length before it."""
    size = len(message)
    return (bytes([size]) if size < 128 else bytes([size & 0x7F | 0x80, size >> 7])) + message


def key_file() -> bytes:
    """The `key` of crypt12 and crypt14."""
    body = b"\0\1\2" + SALT + GOOGLE_ID + hashlib.sha256(GOOGLE_ID).digest() + bytes(16) + AES_KEY
    return JAVA + len(body).to_bytes(4) + body


def digits_file() -> bytes:
    """The `encrypted_backup.key` of crypt15."""
    return JAVA + len(ROOT).to_bytes(4) + ROOT


def iphone_store() -> bytes:
    """An iPhone's store: a chat, a group; a photo, an answer, a reaction, a card, a place, a notice."""
    answer = field(4, b"words") + field(5, b"3EB0A1A1A1A1A1A1A1A1") + field(6, b"111@lid")
    reacted = b"\x20\1" + field(7, field(1, field(1, b"RID1") + field(2, b"111@lid") + field(3, "👍".encode())))
    with sqlite3.connect(":memory:") as made:
        made.executescript(_IPHONE)
        made.executescript("""
            INSERT INTO ZWACHATSESSION VALUES(1, 0, '491711234567@s.whatsapp.net', 'Anna'), (2, 1, '1203@g.us', 'Club');
            INSERT INTO ZWAGROUPMEMBER VALUES(1, 2, '111@lid', 'Ben', NULL), (2, 2, '333@s.whatsapp.net', '', NULL);
        """)
        at = T0 / 1000 - 978307200
        made.executemany(
            "INSERT INTO ZWAMESSAGE VALUES(?, ?, ?, ?, ?, ?, ?, ?, 2, ?, ?, ?, ?)",
            [
                (1, 1, None, None, 1, 0, 0, 1, at, "3EB0A1A1A1A1A1A1A1A1", CANARY, None),
                (2, 1, None, 1, None, 1, 0, 2, at + 60.5, "3EB0A2", "an answer", None),
                (3, 2, 1, 2, None, 0, 1, 1, at + 120, "3EB0A3", None, None),
                (4, 2, 2, 3, None, 0, 4, 2, at + 180, "3EB0A4", None, "Q2hsb8Op"),
                (5, 2, 2, 4, None, 0, 5, 3, at + 240, "3EB0A5", None, "CgZDaGxvw6kQBw=="),
                (6, 2, None, None, None, 0, 6, 4, at + 300, "3EB0A6", "New name", None),
                (7, 2, None, None, None, 0, 6, 5, at + 301, "3EB0A7", None, None),
                (8, 2, 1, 5, None, 0, 14, 6, at + 360, "3EB0A8", None, None),
                (9, 2, 1, 6, None, 0, 99, 7, at + 420, "3EB0A9", None, None),
                (10, 7, None, None, None, 0, 0, 8, 0, "3EB0B1", "of a chat that is gone", None),
                (11, 2, 1, 7, None, 0, 8, 9, at + 480, "3EB0B2", None, None),
                (12, 2, 1, None, None, 0, 91, 10, at + 481, "3EB0B3", None, None),
            ],
        )
        made.executemany(
            "INSERT INTO ZWAMEDIAITEM VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (1, 2, None, None, None, None, 0, 0, answer),
                (2, 3, "a caption", None, "image/jpeg", "Media/1203@g.us/a/b/photo-1.jpg", 0, 0, b"\x18\x2a"),
                (3, 4, None, "Dora", "BEGIN:VCARD\r\nFN:Dora\r\nTEL:+1 2\r\nEND:VCARD", None, 0, 0, None),
                (4, 5, "Lake", None, "47.5;8.25", None, 47.5, 8.25, None),
                (5, 8, None, None, "111@lid", None, 0, 0, None),
                (6, 9, None, None, "video/mp4", "Media/1203@g.us/c/d/gone.mp4", 0, 0, None),
                (7, 11, "Plan.pdf", None, "application/pdf", "Media/1203@g.us/e/f/x.pdf", 0, 0, None),
            ],
        )
        made.execute("INSERT INTO ZWAMESSAGEINFO VALUES(1, 1, ?)", (reacted,))
        return made.serialize()


def folder(files: dict[str, bytes]) -> bytes:
    """A folder as an uncompressed zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def many(messages: int) -> dict[str, bytes]:
    """A larger store of each phone's, of ordinary messages in ten chats."""
    said = "Are you coming tonight? We could meet at the station, as always."
    with sqlite3.connect(":memory:") as made:
        made.executescript(_NEW)
        made.executemany(
            "INSERT INTO jid VALUES(?, '', '', ?)", [(n, f"4917{n:08}@s.whatsapp.net") for n in range(1, 11)]
        )
        made.executemany("INSERT INTO chat VALUES(?, ?, NULL)", [(n, n) for n in range(1, 11)])
        made.executemany(
            "INSERT INTO message VALUES(?, ?, ?, ?, 0, ?, 0, ?, 0)",
            ((n, n % 10 + 1, n % 2, f"3EB0{n:016X}", T0 + n * 1000, f"{said} {n}") for n in range(2, messages + 2)),
        )
        made.executemany(
            "INSERT INTO message_quoted VALUES(?, ?, NULL)", ((n, f"3EB0{n - 1:016X}") for n in range(10, messages, 12))
        )
        android = made.serialize()
    with sqlite3.connect(":memory:") as made:
        made.executescript(_IPHONE)
        made.executemany(
            "INSERT INTO ZWACHATSESSION VALUES(?, 0, ?, ?)",
            [(n, f"4917{n:08}@s.whatsapp.net", f"Person {n}") for n in range(1, 11)],
        )
        at = T0 / 1000 - 978307200
        made.executemany(
            "INSERT INTO ZWAMESSAGE VALUES(?, ?, NULL, NULL, NULL, ?, 0, ?, 2, ?, ?, ?, NULL)",
            ((n, n % 10 + 1, n % 2, n, at + n, f"3EB0{n:016X}", f"{said} {n}") for n in range(1, messages + 1)),
        )
        iphone = made.serialize()
    return {
        "msgstore.db": android, "ChatStorage.sqlite": iphone, "msgstore.db.crypt15": encrypted(android, "crypt15"),
    }  # fmt: skip


def plain() -> dict[str, Callable[[bytes], object]]:
    """What decodes those of `many` that are locked simply."""
    return {"msgstore.db.crypt15": lambda data: _rows(zlib.decompress(_opened(data)))}


def _opened(data: bytes) -> bytes:
    start = len(encrypted(b"", "crypt15", summed=False)) - 16 - len(zlib.compress(b"", 1))
    return AESGCM(derived(ROOT)).decrypt(IV, data[start:-16], None)


def _rows(data: bytes) -> int:
    with sqlite3.connect(":memory:") as made:
        made.deserialize(data)
        tables = made.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        return sum(1 for (table,) in tables for _ in made.execute(f'SELECT * FROM "{table}"'))


def samples() -> dict[str, bytes]:
    """Each format by itself; the stores with names and photos beside them."""
    image = "WhatsApp/Media/WhatsApp Images/IMG-20231114-WA0001.jpg"
    return {
        "msgstore.db": new_store(),
        "msgstore-2016-01-01.1.db": old_store(),
        "ChatStorage.sqlite": iphone_store(),
        "msgstore.db.crypt12": encrypted(new_store(), "crypt12"),
        "msgstore.db.crypt14": encrypted(old_store(), "crypt14"),
        "msgstore.db.crypt15": encrypted(new_store(), "crypt15"),
        "WhatsApp.zip": folder({
            "WhatsApp/Databases/msgstore.db.crypt15": encrypted(new_store(), "crypt15", summed=False),
            "WhatsApp/Databases/wa.db.crypt15": encrypted(wa_db(), "crypt15"),
            "WhatsApp/Databases/encrypted_backup.key": digits_file(), image: PHOTO,
        }),
        "Databases.zip": folder({"msgstore.db": new_store(), "wa.db": wa_db(), image: PHOTO}),
        "iPhone WhatsApp.zip": folder({
            "ChatStorage.sqlite": iphone_store(), "Message/Media/1203@g.us/a/b/photo-1.jpg": PHOTO,
        }),
    }  # fmt: skip


def answers() -> dict[str, Answers]:
    """Keys of those that come without."""
    file = "base64:" + base64.b64encode(key_file()).decode()
    return {
        "msgstore.db.crypt12": Answers(zone="UTC", secret=file),
        "msgstore.db.crypt14": Answers(zone="UTC", secret=file),
        "msgstore.db.crypt15": Answers(zone="UTC", secret=DIGITS),
    }
