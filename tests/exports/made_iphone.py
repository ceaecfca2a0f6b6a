"""Invented iPhone backups, in the open and encrypted, from the same files: what one gives the other must give too.

No complete encrypted backup can be shared. The writing side of the format is here: keybag, wrapped keys, AES-CBC,
Manifest.db; a real keybag in ../shared/data/iphone-backup binds it to what Apple writes. Salts and keys are made of
their names, so that samples are the same in every run.
"""

from __future__ import annotations

import hashlib
import plistlib
import sqlite3
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.keywrap import aes_key_wrap

from tests.contracts.importer_contract import CANARY
from tests.exports import made_imessage
from tests.exports.made_imessage import BEN, PHOTO, MadeMessages, filled, reacted
from tests.exports.reading import zip_of
from vault.exports.base import Answers

PASSWORD = "0000 grün"
ROUNDS = 30  # of the first stretching; Apple asks for ten millions
MESSAGES = "HomeDomain-Library/SMS/sms.db"
ADDRESS_BOOK = "HomeDomain-Library/AddressBook/AddressBook.sqlitedb"
WHATSAPP = "AppDomainGroup-group.net.whatsapp.WhatsApp.shared-"
BUSINESS = "AppDomainGroup-group.net.whatsapp.WhatsAppSMB.shared-"
PHOTO_PLACE = "MediaDomain-Library/SMS/Attachments/0a/10/AT-1/IMG_1.jpeg"
WHATSAPP_PHOTO = "Media/491511234567@s.whatsapp.net/a/b/photo.jpg"
_CLASS = 3


def _secret(name: str, size: int = 32) -> bytes:
    return hashlib.sha256(name.encode()).digest()[:size]


def _value(tag: str, value: bytes | int) -> bytes:
    data = value if isinstance(value, bytes) else struct.pack(">I", value)
    return tag.encode() + struct.pack(">I", len(data)) + data


def keybag(password: str, rounds: int = ROUNDS, two_steps: bool = True) -> bytes:
    """Class keys wrapped with a password. `two_steps` since iOS 10.2."""
    key = password.encode()
    salt, first_salt = _secret("salt", 20), _secret("first salt", 20)
    if two_steps:
        key = hashlib.pbkdf2_hmac("sha256", key, first_salt, rounds, 32)
    key = hashlib.pbkdf2_hmac("sha1", key, salt, 7, 32)
    general: list[tuple[str, bytes | int]] = [
        ("VERS", 4),
        ("TYPE", 1),
        ("UUID", _secret("bag", 16)),
        ("HMCK", bytes(40)),
        ("WRAP", 0),
    ]
    general += [("SALT", salt), ("ITER", 7)]
    if two_steps:
        general += [("DPWT", 1), ("DPIC", rounds), ("DPSL", first_salt)]
    data = b"".join(_value(tag, value) for tag, value in general)
    for number in range(1, 6):
        data += _value("UUID", _secret(f"class {number}", 16)) + _value("CLAS", number) + _value("WRAP", 2)
        data += _value("KTYP", 0) + _value("WPKY", aes_key_wrap(key, _class_key(number)))
    return data


def _class_key(number: int) -> bytes:
    return _secret(f"class key {number}")


def sealed_key(name: str, number: int = _CLASS) -> tuple[bytes, bytes]:
    """A key, and the form in which it lies in a manifest."""
    key = _secret(f"key of {name}")
    return key, struct.pack("<I", number) + aes_key_wrap(_class_key(number), key)


def sealed(data: bytes, key: bytes) -> bytes:
    """AES-256-CBC without an IV, padded as PKCS#7 says."""
    count = 16 - len(data) % 16
    cipher = Cipher(algorithms.AES(key), modes.CBC(bytes(16))).encryptor()
    return cipher.update(data + bytes([count]) * count) + cipher.finalize()


def file_facts(path: str, size: int, key: bytes | None) -> bytes:
    """What Manifest.db says of a file: an archived MBFile."""
    facts: dict[str, object] = {
        "$class": plistlib.UID(3), "RelativePath": plistlib.UID(2), "Size": size, "ProtectionClass": _CLASS,
        "Mode": 33188, "LastModified": 1772357400,
    }  # fmt: skip
    objects: list[object] = ["$null", facts, path, {"$classname": "MBFile", "$classes": ["MBFile", "NSObject"]}]
    if key is not None:
        facts["EncryptionKey"] = plistlib.UID(len(objects))
        objects += [
            {"$class": plistlib.UID(len(objects) + 1), "NS.data": key},
            {"$classname": "NSMutableData", "$classes": ["NSMutableData", "NSData", "NSObject"]},
        ]
    plist = {"$archiver": "NSKeyedArchiver", "$objects": objects, "$top": {"root": plistlib.UID(1)}, "$version": 100000}
    return plistlib.dumps(plist, fmt=plistlib.FMT_BINARY)


def file_number(place: str) -> str:
    return hashlib.sha1(place.encode(), usedforsecurity=False).hexdigest()


@dataclass
class MadeBackup:
    """A backup of these files (domain, hyphen, path: bytes); encrypted if there is a password."""

    files: Mapping[str, bytes]
    password: str = ""
    state: str = "finished"
    lost: frozenset[str] = frozenset()
    """Listed in the manifest, and not on the disk."""
    two_steps: bool = True
    more: Mapping[str, bytes] = field(default_factory=dict)
    rounds: int = ROUNDS

    def members(self) -> dict[str, bytes]:
        """The folder."""
        made = {
            "Info.plist": plistlib.dumps({"Device Name": "Annas iPhone", "Unique Identifier": "00008110-ABC"}),
            "Manifest.plist": self._manifest_plist(),
            "Status.plist": plistlib.dumps({"SnapshotState": self.state, "IsFullBackup": True, "Version": "3.3"}),
        }
        listing = self.listing()
        made["Manifest.db"] = sealed(listing, sealed_key("manifest", 4)[0]) if self._is_sealed_listing else listing
        for place, data in self.files.items():
            if place not in self.lost:
                number = file_number(place)
                made[f"{number[:2]}/{number}"] = sealed(data, sealed_key(place)[0]) if self.password else data
        return {**made, **self.more}

    @property
    def _is_sealed_listing(self) -> bool:
        return bool(self.password) and self.two_steps

    def _manifest_plist(self) -> bytes:
        facts: dict[str, object] = {
            "IsEncrypted": bool(self.password), "Version": "10.0",
            "Date": datetime(2026, 3, 2, 20, tzinfo=UTC).replace(tzinfo=None),
            "Lockdown": {"DeviceName": "Annas iPhone", "UniqueDeviceID": "00008110-ABC", "ProductVersion": "18.3"},
        }  # fmt: skip
        if self.password:
            facts["BackupKeyBag"] = keybag(self.password, self.rounds, self.two_steps)
            if self.two_steps:
                facts["ManifestKey"] = sealed_key("manifest", 4)[1]
        return plistlib.dumps(facts, fmt=plistlib.FMT_BINARY)

    def listing(self) -> bytes:
        """Manifest.db."""
        db = sqlite3.connect(":memory:")
        db.execute(
            "CREATE TABLE Files (fileID TEXT PRIMARY KEY, domain TEXT, relativePath TEXT, flags INTEGER, file BLOB)"
        )
        for place, data in self.files.items():
            domain, _, path = self._split(place)
            facts = file_facts(path, len(data), sealed_key(place)[1] if self.password else None)
            db.execute("INSERT INTO Files VALUES(?, ?, ?, 1, ?)", (file_number(place), domain, path, facts))
        db.commit()
        return db.serialize()

    def _split(self, place: str) -> tuple[str, str, str]:
        end = place.index(".shared-") + len(".shared") if ".shared-" in place else place.index("-")
        return place[:end], "-", place[end + 1 :]

    def zipped(self, folder: str = "") -> bytes:
        return zip_of({folder + name: data for name, data in self.members().items()}, 0)


def address_book(people: Mapping[str, tuple[str, ...]]) -> bytes:
    """Names with their numbers and addresses."""
    db = sqlite3.connect(":memory:")
    db.executescript(
        "CREATE TABLE ABPerson (ROWID INTEGER PRIMARY KEY, First TEXT, Last TEXT, Middle TEXT, Organization TEXT);"
        "CREATE TABLE ABMultiValue (UID INTEGER PRIMARY KEY, record_id INTEGER, property INTEGER, value TEXT);"
    )
    for number, (name, addresses) in enumerate(people.items(), 1):
        first, _, last = name.partition(" ")
        db.execute("INSERT INTO ABPerson VALUES(?, ?, ?, NULL, NULL)", (number, first, last))
        for address in addresses:
            kind = 4 if "@" in address else 3
            db.execute("INSERT INTO ABMultiValue(record_id, property, value) VALUES(?, ?, ?)", (number, kind, address))
    db.commit()
    return db.serialize()


def chat_storage(text: str, sender: str = "491511234567@s.whatsapp.net", name: str = "Anna") -> bytes:
    """A small ChatStorage.sqlite: one chat, a text from its partner, an answer, a photo."""
    db = sqlite3.connect(":memory:")
    db.executescript(
        "CREATE TABLE ZWACHATSESSION (Z_PK INTEGER PRIMARY KEY, ZCONTACTJID TEXT, ZPARTNERNAME TEXT);"
        "CREATE TABLE ZWAMESSAGE (Z_PK INTEGER PRIMARY KEY, ZCHATSESSION INTEGER, ZISFROMME INTEGER, ZSTANZAID TEXT,"
        " ZGROUPMEMBER INTEGER, ZMESSAGEDATE TIMESTAMP, ZMESSAGETYPE INTEGER, ZTEXT TEXT, ZMEDIAITEM INTEGER);"
        "CREATE TABLE ZWAMEDIAITEM (Z_PK INTEGER PRIMARY KEY, ZMESSAGE INTEGER, ZMEDIALOCALPATH TEXT, ZTITLE TEXT,"
        " ZVCARDSTRING TEXT);"
    )
    db.execute("INSERT INTO ZWACHATSESSION VALUES(1, ?, ?)", (sender, name))
    said = [(0, text, 0, None), (1, "yes", 0, None), (0, None, 1, 1)]
    for number, (mine, words, kind, media) in enumerate(said, 1):
        row = (number, 1, mine, f"3A{number}", None, 794050200.5 + number, kind, words, media)
        db.execute("INSERT INTO ZWAMESSAGE VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    db.execute("INSERT INTO ZWAMEDIAITEM VALUES(1, 3, ?, NULL, 'image/jpeg')", (WHATSAPP_PHOTO,))
    db.commit()
    return db.serialize()


def whatsapp_contacts(names: Mapping[str, str]) -> bytes:
    """ContactsV2.sqlite: names by WhatsApp's addresses."""
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE ZWAADDRESSBOOKCONTACT (Z_PK INTEGER PRIMARY KEY, ZWHATSAPPID TEXT, ZFULLNAME TEXT)")
    db.executemany("INSERT INTO ZWAADDRESSBOOKCONTACT(ZWHATSAPPID, ZFULLNAME) VALUES(?, ?)", names.items())
    db.commit()
    return db.serialize()


def phone_files() -> dict[str, bytes]:
    """What an iPhone with some chats holds."""
    messages = reacted(filled(MadeMessages(), "~/Library/SMS/Attachments")).bytes()
    book = address_book({"Anna Arndt": ("0151 1234567", "anna@example.org"), "Ben": (BEN,), "Nobody": ("112",)})
    return {
        MESSAGES: messages, ADDRESS_BOOK: book, PHOTO_PLACE: PHOTO, "CameraRollDomain-Media/DCIM/1.jpg": PHOTO,
        f"{WHATSAPP}ChatStorage.sqlite": chat_storage(f"WhatsApp, {CANARY}"),
        f"{WHATSAPP}ContactsV2.sqlite": whatsapp_contacts({"491511234567@s.whatsapp.net": "Anna A."}),
        f"{WHATSAPP}Message/{WHATSAPP_PHOTO}": PHOTO,
        f"{BUSINESS}ChatStorage.sqlite": chat_storage("about the order"),
    }  # fmt: skip


def samples() -> dict[str, bytes]:
    """A backup in the open, and its twin, locked with PASSWORD."""
    return open_samples() | locked_samples()


def open_samples() -> dict[str, bytes]:
    return {"iPhone backup.zip": MadeBackup(phone_files()).zipped("00008110-ABC/")}


def locked_samples() -> dict[str, bytes]:
    return {"locked backup.zip": MadeBackup(phone_files(), PASSWORD).zipped("00008110-ABC/")}


def answers() -> dict[str, Answers]:
    """What opens the locked ones."""
    return dict.fromkeys(locked_samples(), Answers(secret=PASSWORD))


def many(messages: int) -> dict[str, bytes]:
    """A backup in the open with so many messages: nothing decodes an encrypted one simply."""
    (database,) = made_imessage.many(messages).values()
    return {"iPhone backup.zip": MadeBackup({MESSAGES: database}).zipped()}
