"""Who can read it, from structure: containers laid out by hand, bytes that are nothing, and real WhatsApp backups."""
# ruff: noqa: E501 - samples keep their own lines

from __future__ import annotations

import random
import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exposure.corpus.containers import age_like, crypt12, crypt14, crypt15, gpg_like, signal_backup, zipped
from tests.exposure.real_tools import judged
from vault.exposure.access import access_of
from vault.exposure.finding import Access
from vault.exposure.peek import Peek
from vault.exposure.pgp import look_into as look_into_pgp

RNG = random.Random(20261124)


def access(content: bytes, name: str = "x.bin") -> tuple[Access, str]:
    lock = access_of(Peek.of_bytes(name, content))
    return lock.access, lock.reason


@pytest.mark.parametrize(
    ("name", "chat", "expected"),
    [
        ("msgstore.db.crypt15", "yes", "user-key"),
        ("msgstore.db.crypt14", "yes", "provider-key"),
        ("msgstore.db.crypt12", "yes", "provider-key"),
        ("msgstore.db", "yes", "readable"),
        ("test9.zip", "no", "readable"),
        ("key", "no", "readable"),
    ],
)
def test_real_whatsapp_files(shared_data: Path, name: str, chat: str, expected: Access) -> None:
    for called in (name, "x.dat"):
        verdict = judged(shared_data / "whatsapp-encrypted" / name, called)
        assert (verdict.chat, verdict.access) == (chat, expected)


def test_a_real_signal_backup(shared_data: Path) -> None:
    verdict = judged(shared_data / "signal" / "v1" / "dummy-sms.backup", "x.dat")
    assert (verdict.chat, verdict.access, verdict.app) == ("yes", "user-key", "signal")


def test_an_extension_locks_nothing() -> None:
    text = b"04/03/2025, 10:00 - Anna: hello\n" * 20
    for name in (
        "msgstore.db.crypt15",
        "chat.gpg",
        "chat.age",
        "chat.enc",
        "chat.7z",
        "signal-2025-03-04-10-10-10.backup",
    ):
        assert access(text, name) == ("readable", "plain-text")
        assert access(RNG.randbytes(4000), name)[0] == "unknown"


def test_random_bytes_are_never_called_locked() -> None:
    found = [access(RNG.randbytes(RNG.randint(1, 3000)))[0] for _ in range(4000)]
    assert "user-key" not in found
    assert "provider-key" not in found
    assert found.count("unknown") >= 3980  # a few begin like a picture does


@given(st.binary(max_size=600))
def test_any_bytes_get_a_verdict(content: bytes) -> None:
    assert access(content)[0] in ("readable", "unknown", "user-key", "provider-key")


@given(st.sampled_from([crypt15, crypt14, crypt12, signal_backup, gpg_like, age_like]), st.integers(0, 400))
def test_a_cut_off_file_gets_a_verdict(make, length: int) -> None:  # type: ignore[no-untyped-def]
    content = make(random.Random(1))
    assert access(content[:length])[0] in ("readable", "unknown", "user-key", "provider-key")


@given(st.binary(max_size=300), st.sampled_from([b"PK\3\4", b"PK\5\6", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07\x00",
    b"Rar!\x1a\x07\x01\x00", b"%PDF-1.5 /Encrypt <<", b"SQLite format 3\0", b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xa3\x01", b"\x8c\x0d\x04\x09", b"-----BEGIN PGP MESSAGE-----\n\n",
    b"BZh9", b"\xfd7zXZ\0"]))  # fmt: skip
def test_damaged_containers_are_never_called_locked(tail: bytes, head: bytes) -> None:
    assert access(head + tail)[0] in ("readable", "unknown")


def test_android_backups() -> None:
    assert access(b"ANDROID BACKUP\n5\n1\nnone\n" + RNG.randbytes(90)) == ("readable", "android-open")
    assert access(b"ANDROID BACKUP\n5\n1\nAES-256\n" + RNG.randbytes(90)) == ("user-key", "android-locked")


def ole(stream: str) -> bytes:
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<H", header, 30, 9)
    struct.pack_into("<I", header, 48, 0)
    return bytes(header) + stream.encode("utf-16-le").ljust(512, b"\0")


def test_old_office_files() -> None:
    assert access(ole("EncryptedPackage"), "a.docx") == ("user-key", "office-locked")
    assert access(ole("WordDocument"), "a.doc") == ("readable", "office-open")


def vint(number: int) -> bytes:
    out = b""
    while True:
        number, low = number >> 7, number & 0x7F
        out += bytes((low | (0x80 if number else 0),))
        if not number:
            return out


def rar5_block(kind: int, flags: int, body: bytes, extra: bytes = b"", data: bytes = b"") -> bytes:
    flags |= (1 if extra else 0) | (2 if data else 0)
    inner = (
        vint(kind)
        + vint(flags)
        + (vint(len(extra)) if extra else b"")
        + (vint(len(data)) if data else b"")
        + body
        + extra
    )
    size = vint(len(inner))
    return struct.pack("<I", zlib.crc32(size + inner)) + size + inner + data


def rar5_file(name: str, locked: bool) -> bytes:
    body = vint(0) + vint(40) + vint(0x20) + vint(0) + vint(1) + vint(len(name)) + name.encode()
    record = vint(1) + b"\0" * 40
    return rar5_block(2, 0, body, vint(len(record)) + record if locked else b"", b"\x55" * 40)


RAR5 = b"Rar!\x1a\x07\x01\x00" + rar5_block(1, 0, vint(0))
RAR5_END = rar5_block(5, 0, vint(0))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (RAR5 + rar5_file("_chat.txt", False) + RAR5_END, ("readable", "archive-open")),
        (RAR5 + rar5_file("_chat.txt", True) + RAR5_END, ("user-key", "archive-locked")),
        (RAR5 + rar5_file("_chat.txt", True) + rar5_file("b", False) + RAR5_END, ("readable", "archive-mixed")),
        (b"Rar!\x1a\x07\x01\x00" + rar5_block(4, 0, vint(0) * 3 + b"s" * 16), ("user-key", "archive-locked")),
        (RAR5 + rar5_file("_chat.txt", True)[:30], ("unknown", "archive-unclear")),
    ],
)
def test_rar5(content: bytes, expected: tuple[Access, str]) -> None:
    assert access(content) == expected


def rar4(main_flags: int, file_flags: int) -> bytes:
    name = b"_chat.txt"
    main = struct.pack("<HBHH", 0, 0x73, main_flags, 13) + b"\0" * 6
    body = struct.pack("<IIBIIBBHI", 20, 20, 2, 0, 0, 29, 0x33, len(name), 0) + name
    file = struct.pack("<HBHH", 0, 0x74, file_flags | 0x8000, 7 + len(body)) + body + b"\x55" * 20
    return b"Rar!\x1a\x07\x00" + main + file + struct.pack("<HBHH", 0, 0x7B, 0x4000, 7)


def test_rar4() -> None:
    assert access(rar4(0, 0)) == ("readable", "archive-open")
    assert access(rar4(0, 4)) == ("user-key", "archive-locked")
    assert access(rar4(0x80, 0)) == ("user-key", "archive-locked")


def test_zips_are_judged_by_every_member() -> None:
    members = {"a.txt": b"hello" * 20, "b.txt": b"hello" * 20, "folder/": b""}
    assert access(zipped(members)) == ("readable", "plain-zip")
    assert access(zipped(members, ["a.txt", "b.txt"])) == ("user-key", "zip-aes")
    assert access(zipped(members, ["a.txt", "b.txt"], aes=False)) == ("user-key", "zip-weak")
    assert access(zipped(members, ["a.txt"])) == ("readable", "zip-mixed")


def test_a_cut_off_zip_is_not_called_locked() -> None:
    locked = zipped({"a.txt": b"hello" * 20, "b.txt": b"hello" * 20}, ["a.txt", "b.txt"])
    assert access(locked[:150]) == ("unknown", "zip-cut-off")
    assert access(zipped({"a.txt": b"hello" * 20})[:60])[0] == "readable"


def test_a_message_that_is_only_signed_is_readable() -> None:
    literal = b"b\x05a.txt\0\0\0\0hello"
    one_pass = b"\x90\x0d\x03\x00\x08\x01" + b"\x11" * 8 + b"\x01"
    found = look_into_pgp(Peek.of_bytes("a.gpg", one_pass + b"\xcb" + bytes((len(literal),)) + literal))
    assert found is not None
    assert (found.encrypted, found.name, found.content) == (False, "a.txt", b"hello")


def test_words_about_locks_are_no_locks() -> None:
    for text in (b"age-encryption.org/v1\nis how an age file begins\n", b"Salted__ caramel is a sweet made of sugar, salt",
        b"-----BEGIN PGP MESSAGE-----\n\nthis is not base64 at all, only a text\n"):  # fmt: skip
        assert access(text, "a.md") == ("readable", "plain-text")
