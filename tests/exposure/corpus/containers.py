"""Packed, locked and half-locked files, and databases, made in memory as the real tools lay them out."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import random
import sqlite3
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence

import zstandard

from tests.exposure.corpus.label import Item

_CHAT_TABLES = {
    "msgstore.db": ("message", "chat", "jid", "message_media", "props"),
    "ChatStorage.sqlite": ("ZWAMESSAGE", "ZWACHATSESSION", "ZWAMEDIAITEM", "Z_METADATA"),
    "chat.db": ("message", "chat", "handle", "chat_message_join", "attachment"),
    "sms.db": ("message", "chat", "handle", "chat_message_join", "_SqliteDatabaseProperties"),
    "viber.db": ("Events", "Messages", "Contact", "ChatInfo", "ChatRelation"),
    "mmssms.db": ("sms", "pdu", "threads", "canonical_addresses"),
}
_OTHER_TABLES = (
    ("moz_places", "moz_bookmarks"), ("messages", "conversations", "contacts", "folderLocations"), ("photos", "albums"),
    ("events", "calendar"), ("urls", "visits"), ("track", "album", "artist"), ("commits", "messages"),
)  # fmt: skip

_PHOTO = "IMG-20260102-WA0001.jpg"


def database(tables: Sequence[str], padding: int = 0) -> bytes:
    """A SQLite file with these tables; `padding` more make its schema larger than a page."""
    connection = sqlite3.connect(":memory:")
    for number in range(padding):
        connection.execute(f"CREATE TABLE other_{number} (a INTEGER, b TEXT, c TEXT, d TEXT, e TEXT, f TEXT)")
    for table in tables:
        connection.execute(f"CREATE TABLE {table} (id INTEGER PRIMARY KEY, text TEXT)")
        connection.execute(f"CREATE INDEX i_{table} ON {table} (text)")
    connection.commit()
    content = connection.serialize()
    connection.close()
    return content


def zipped(members: dict[str, bytes], locked: Sequence[str] = (), aes: bool = True, stored: bool = False) -> bytes:
    """A zip; members in `locked` get the flag, the method and the random bytes that a password gives them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            sealed = name in locked
            info = zipfile.ZipInfo(name, (2026, 1, 2, 3, 4, 6))
            info.compress_type = zipfile.ZIP_STORED if sealed or stored else zipfile.ZIP_DEFLATED
            archive.writestr(info, os.urandom(len(content) + 28) if sealed else content)
    raw = bytearray(out.getvalue())
    for name in locked:
        for mark, flags, method, at in ((b"PK\3\4", 6, 8, 30), (b"PK\1\2", 8, 10, 46)):
            place = raw.find(mark)
            while place >= 0 and raw[place + at : place + at + len(name.encode())] != name.encode():
                place = raw.find(mark, place + 1)
            raw[place + flags] |= 1
            if aes:
                raw[place + method : place + method + 2] = struct.pack("<H", 99)
    return bytes(raw)


def tarred(members: dict[str, bytes]) -> bytes:
    """A tar with these members."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def crypt15(rng: random.Random, size: int = 4000) -> bytes:
    """A WhatsApp backup with its owner's key, as its header is laid out."""
    info = b"\x0a\x09" + b"2.22.5.13" + b"\x1a\x02" + b"67"
    header = b"\x08\x01\x1a\x12\x0a\x10" + rng.randbytes(16) + b"\x22" + bytes((len(info),)) + info
    return bytes((len(header),)) + (b"\x01" if rng.random() < 0.5 else b"") + header + rng.randbytes(size)


def crypt14(rng: random.Random, size: int = 4000) -> bytes:
    """The same with WhatsApp's key."""
    inner = b"\x0a\x02\x00\x01\x12\x01\x32\x1a\x20" + rng.randbytes(32) + b"\x22\x10" + rng.randbytes(16) + b"\x2a\x10"
    header = b"\x08\x00\x12\x4d" + inner + rng.randbytes(16)
    return bytes((len(header) & 0xFF,)) + (b"\x01" if rng.random() < 0.5 else b"") + header + rng.randbytes(size)


def crypt12(rng: random.Random, size: int = 4000) -> bytes:
    """An older one, with its tail."""
    tail = f"--{rng.randint(0, 99):02}".encode()
    return b"\x00\x01" + bytes((rng.randint(1, 3),)) + rng.randbytes(64 + size) + tail


def signal_backup(rng: random.Random, size: int = 4000) -> bytes:
    """A Signal backup's first frame, then sealed bytes."""
    header = b"\x0a\x10" + rng.randbytes(16) + b"\x12\x20" + rng.randbytes(32) + rng.choice((b"", b"\x18\x01"))
    return struct.pack(">I", len(header) + 2) + b"\x0a" + bytes((len(header),)) + header + rng.randbytes(size)


def gpg_like(rng: random.Random) -> bytes:
    """OpenPGP with a password: a session key packet, then sealed data."""
    key = b"\x04\x09\x03\x08" + rng.randbytes(8) + b"\x60"
    sealed = b"\x01" + rng.randbytes(900)
    length = len(sealed) - 192
    return b"\x8c" + bytes((len(key),)) + key + b"\xd2" + bytes(((length >> 8) + 192, length & 255)) + sealed


def gpg_store(name: str, content: bytes) -> bytes:
    """What `gpg --store` writes: only packed."""
    literal = b"b" + bytes((len(name.encode()),)) + name.encode() + b"\0\0\0\0" + content
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    inner = b"\xcb\xff" + struct.pack(">I", len(literal)) + literal
    return b"\xa3\x01" + packer.compress(inner) + packer.flush()


def age_like(rng: random.Random) -> bytes:
    """An age file's header and sealed bytes."""
    return b"age-encryption.org/v1\n-> scrypt bjh9Yr7ZzQ 18\nq0vX2yZ\n--- mACmACmAC\n" + rng.randbytes(900)


def _ways(chat: Item, members: dict[str, bytes]) -> list[tuple[str, str, Callable[[], bytes]]]:
    """Kind, ending and maker of every way to pack a chat without locking it."""
    deep = {f"a/b/{name}": content for name, content in members.items()}
    return [
        ("zip", ".zip", lambda: zipped(members)), ("zip-stored", ".zip", lambda: zipped(deep, stored=True)),
        ("gz", ".gz", lambda: gzip.compress(chat.content)), ("bz2", ".bz2", lambda: bz2.compress(chat.content)),
        ("xz", ".xz", lambda: lzma.compress(chat.content, preset=0)),
        ("zst", ".zst", lambda: zstandard.compress(chat.content)), ("tar", ".tar", lambda: tarred(members)),
        ("tgz", ".tar.gz", lambda: gzip.compress(tarred(members))),
        ("gpg-store", ".gpg", lambda: gpg_store(chat.name, chat.content)),
        ("zip-mixed", ".zip", lambda: zipped(members, [_PHOTO])),
    ]  # fmt: skip


def chats_in_containers(rng: random.Random, chats: Sequence[Item]) -> Iterator[Item]:
    """Each readable chat in one container more; locked ones tell by name only where a name is left."""
    for number, chat in enumerate(chats):
        members = {chat.name: chat.content, _PHOTO: b"\xff\xd8\xff" + rng.randbytes(300)}
        ways = _ways(chat, members)
        if number % 12 < len(ways):
            kind, ending, make = ways[number % 12]
            yield _item(kind, chat.name + ending, make(), "readable")
        elif chat.kind == "whatsapp-text" and number % 12 == len(ways):
            sealed = zipped(members, list(members), aes=rng.random() < 0.5)
            yield _item("zip-locked", "WhatsApp Chat with Anna.zip", sealed, "user-key")
        elif chat.kind == "whatsapp-text":
            sealed = rng.choice((gpg_like, age_like))(rng)
            ending = "gpg" if sealed[:1] == b"\x8c" else "age"
            yield _item("locked-file", f"WhatsApp Chat with Anna.zip.{ending}", sealed, "user-key")


def apps_own(rng: random.Random, rounds: int) -> Iterator[Item]:
    """The apps' own backups and databases."""
    for _ in range(rounds):
        day = f"2026-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
        yield _item(
            "crypt15", rng.choice(("msgstore.db.crypt15", f"msgstore-{day}.1.db.crypt15")), crypt15(rng), "user-key"
        )
        yield _item(
            "crypt14", rng.choice(("msgstore.db.crypt14", f"msgstore-{day}.1.db.crypt14")), crypt14(rng), "provider-key"
        )
        yield _item("crypt12", f"msgstore-{day}.1.db.crypt12", crypt12(rng), "provider-key")
        yield _item("signal-backup", f"signal-{day}-10-11-12.backup", signal_backup(rng), "user-key")
        for name, tables in _CHAT_TABLES.items():
            yield _item("database", name, database(tables, rng.choice((0, 0, 30))), "readable")


def locked_others(rng: random.Random, rounds: int) -> Iterator[Item]:
    """Locked files that are no chats as far as anybody can tell, and lookalikes that are not locked."""
    for _ in range(rounds):
        photo = {"IMG_1.jpg": b"\xff\xd8\xff" + rng.randbytes(500), "notes.txt": b"buy milk\n"}
        for kind, name, content in (
            ("gpg", "taxes.pdf.gpg", gpg_like(rng)), ("age", "keys.age", age_like(rng)),
            ("openssl", "secrets.enc", b"Salted__" + rng.randbytes(200)),
            ("zip-locked", "photos.zip", zipped(photo, list(photo))),
        ):  # fmt: skip
            yield Item(kind, name, content, False, "user-key", "own")
        yield Item("zip-mixed", "photos.zip", zipped(photo, ["IMG_1.jpg"]), False, "readable", "own")
        yield Item(
            "gpg-store",
            "letter.gpg",
            gpg_store("letter.txt", b"Dear Anna, the weather is fine."),
            False,
            "readable",
            "own",
        )
        yield Item("other-database", "places.sqlite", database(rng.choice(_OTHER_TABLES)), False, "readable", "own")
        yield Item(
            "age-text",
            "about-age.md",
            b"age-encryption.org/v1\nis the first line of an age file.\n",
            False,
            "readable",
            "own",
        )
        yield Item(
            "openssl-text",
            "salt.txt",
            b"Salted__ caramel and other sweets, a list of recipes",
            False,
            "readable",
            "own",
        )


def _item(kind: str, name: str, content: bytes, access: str) -> Item:
    return Item(kind, name, content, True, access, "known")  # type: ignore[arg-type]
