"""Who can read one file, from its structure: every rule of ../shared/reference/exposure.md §3.2.

Never from an extension, never from entropy: bytes that are nothing we know are "unknown", not "encrypted".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from vault.exports.formats import CRYPT12, CRYPT14, CRYPT15, is_text, recognise
from vault.exposure import office, packed, pdf, pgp, rar, seven_zip, sqlite_tables, zips
from vault.exposure.finding import Access
from vault.exposure.peek import Peek

Container = Literal[
    "empty", "text", "blob", "media", "zip", "7z", "rar", "tar", "packed", "pdf", "office", "sqlite", "pgp",
    "whatsapp", "signal", "android", "locked",
]  # fmt: skip
Inside = zips.Directory | seven_zip.SevenZip | rar.Rar | pgp.Pgp | None


@dataclass(frozen=True, slots=True)
class Lock:
    """Who can read it, the reason's key, what kind of file it is, and what was seen inside on the way."""

    access: Access
    reason: str
    container: Container
    inside: Inside = None


TEXT = Lock("readable", "plain-text", "text")
UNKNOWN = Lock("unknown", "unknown-bytes", "blob")
_EMPTY = Lock("unknown", "empty", "empty")
_MEDIA = Lock("readable", "plain-file", "media")
_AGE = b"age-encryption.org/v1\n"
_AGE_ARMOUR = b"-----BEGIN AGE ENCRYPTED FILE-----"
_AGE_ARMOURED_START = b"YWdlLWVuY3J5cHRpb24ub3JnL3Yx"  # the same in base64
_OPENSSL, _OPENSSL_ARMOURED = b"Salted__", b"U2FsdGVkX1"
_ANDROID = re.compile(rb"ANDROID BACKUP\n\d{1,3}\n[01]\n([^\n]{1,20})\n")
_CRYPT12_TAIL = re.compile(rb"--\d\d|[\x20-\x7e]{2}\d\d")
_LEAST_SEALED = 64
_MEDIA_MARKS = (
    b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF", b"ID3", b"OggS", b"fLaC", b"\x7fELF", b"MZ", b"II*\0", b"MM\0*",
    b"\x1aE\xdf\xa3", b"wOFF", b"wOF2", b"\0\1\0\0\0", b"OTTO", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"BM",
    b"\x00asm", b"bplist00", b"\xff\xfb", b"\xff\xf1", b"#!AMR", b"caff", b"\xac\xed\x00\x05", b"\xde\x12\x04\x95",
)  # fmt: skip


def access_of(peek: Peek) -> Lock:
    """Who can read this file. Cheap for text: one look at its first byte and a search for control characters."""
    head = peek.head
    if not head:
        return _EMPTY
    if head.startswith(_MARKED):
        for mark, judge in _BY_MARK:
            if head.startswith(mark) and (lock := judge(peek)) is not None:
                return lock
    if is_text(head):
        return TEXT
    if lock := _whatsapp(peek) or _signal(peek):
        return lock
    if pgp.may_be(head[0]) and (lock := _pgp(peek)):
        return lock
    if packed.is_tar(head):
        return Lock("readable", "plain-tar", "tar")
    if head.startswith(_MEDIA_MARKS) or head[4:8] == b"ftyp":
        return _MEDIA
    return UNKNOWN


def _whatsapp(peek: Peek) -> Lock | None:
    head = peek.head
    if peek.size < _LEAST_SEALED:
        return None
    if CRYPT15.match(head) and 26 <= head[0] < peek.size:
        return Lock("user-key", "whatsapp-crypt15", "whatsapp")
    if CRYPT14.match(head):
        return Lock("provider-key", "whatsapp-crypt14", "whatsapp")
    if CRYPT12.match(head) and (".crypt12" in peek.name.lower() or peek.at(peek.size - 4, 4).startswith(b"--")):
        return Lock("provider-key", "whatsapp-crypt12", "whatsapp")
    return None


def _signal(peek: Peek) -> Lock | None:
    known = recognise(peek.name, peek.head[:64])
    if known is not None and known.format == "signal-backup" and peek.size > 100:
        return Lock("user-key", "signal-backup", "signal")
    return None


def _zip(peek: Peek) -> Lock | None:
    directory = zips.directory_of(peek)
    if directory is None:
        return None
    files = directory.files
    locked = [entry for entry in files if entry.locked]
    if not locked:
        return Lock("readable", "plain-zip", "zip", directory)
    if len(locked) < len(files):
        return Lock("readable", "zip-mixed", "zip", directory)
    if not directory.whole:
        return Lock("unknown", "zip-cut-off", "zip", directory)
    weak = any(entry.method != zips.AES for entry in locked)
    return Lock("user-key", "zip-weak" if weak else "zip-aes", "zip", directory)


def _seven_zip(peek: Peek) -> Lock:
    return _archive(seven_zip.look_into(peek), "7z")


def _rar(peek: Peek) -> Lock:
    return _archive(rar.look_into(peek), "rar")


def _archive(found: seven_zip.SevenZip | rar.Rar, container: Literal["7z", "rar"]) -> Lock:
    if found.locked is None:
        return Lock("unknown", "archive-unclear", container, found)
    if found.locked:
        return Lock("user-key", "archive-locked", container, found)
    return Lock("readable", "archive-mixed" if found.mixed else "archive-open", container, found)


def _pdf(peek: Peek) -> Lock:
    locked = pdf.is_locked(peek)
    if locked is None:
        return Lock("unknown", "pdf-unclear", "pdf")
    return Lock("user-key", "pdf-locked", "pdf") if locked else Lock("readable", "pdf-open", "pdf")


def _office(peek: Peek) -> Lock:
    if office.is_locked(peek):
        return Lock("user-key", "office-locked", "office")
    return Lock("readable", "office-open", "office")


def _sqlite(_: Peek) -> Lock:
    return Lock("readable", "plain-database", "sqlite")


def _age(peek: Peek) -> Lock | None:
    if peek.head.startswith(_AGE):
        whole = peek.head[len(_AGE) :].startswith(b"-> ") and b"\n--- " in peek.beginning()
        return Lock("user-key", "age", "locked") if whole else None
    lines = peek.head.replace(b"\r", b"").split(b"\n", 2)
    armoured = len(lines) > 1 and lines[1].startswith(_AGE_ARMOURED_START)
    return Lock("user-key", "age", "locked") if armoured else None


def _pgp(peek: Peek) -> Lock | None:
    found = pgp.look_into(peek)
    if found is None:
        return None
    if found.encrypted:
        return Lock("user-key", "pgp", "pgp", found)
    return Lock("readable", "pgp-open", "pgp", found)


def _openssl(peek: Peek) -> Lock | None:
    armoured = peek.head.startswith(_OPENSSL_ARMOURED)
    sealed = peek.size >= 32 and (armoured or not is_text(peek.head))
    return Lock("user-key", "openssl", "locked") if sealed else None


def _android(peek: Peek) -> Lock | None:
    found = _ANDROID.match(peek.head)
    if found is None:
        return None
    if found[1] == b"none":
        return Lock("readable", "android-open", "android")
    return Lock("user-key", "android-locked", "android") if found[1] == b"AES-256" else None


def _packed(peek: Peek) -> Lock | None:
    return Lock("readable", "packed", "packed")


def _sealed(reason: str) -> Callable[[Peek], Lock]:
    lock = Lock("user-key", reason, "locked")
    return lambda _: lock


_BY_MARK: Sequence[tuple[bytes | tuple[bytes, ...], Callable[[Peek], Lock | None]]] = (
    (zips.SIGNATURES, _zip),
    (sqlite_tables.SIGNATURE, _sqlite),
    (pdf.SIGNATURE, _pdf),
    (packed.SIGNATURES, _packed),
    (seven_zip.SIGNATURE, _seven_zip),
    (rar.SIGNATURES, _rar),
    (office.SIGNATURE, _office),
    ((_AGE, _AGE_ARMOUR), _age),
    (pgp.ARMOUR, _pgp),
    ((_OPENSSL, _OPENSSL_ARMOURED), _openssl),
    (b"ANDROID BACKUP\n", _android),
    (b"LUKS\xba\xbe", _sealed("disk-locked")),
    (b"encrcdsa", _sealed("disk-locked")),
    (b"\x03\xd9\xa2\x9a", _sealed("password-safe")),
    (b"RCLONE\0\0", _sealed("rclone-crypt")),
    (b"SBACKUP\x01", _sealed("signal-backup")),
)
_MARKED = tuple(mark for marks, _ in _BY_MARK for mark in (marks if isinstance(marks, tuple) else (marks,)))
