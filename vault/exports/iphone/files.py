"""The files of an iPhone backup by their names on the phone, decrypted as they are read.

On the disk each is called by the SHA-1 of its domain, a hyphen and its path: `place` is that text everywhere here.
Encrypted ones are AES-256-CBC without a tag; how long each is, and its key, stands in Manifest.db.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator
from contextlib import ExitStack
from typing import BinaryIO, cast

from vault.crypto.cbc_stream import CbcStream
from vault.crypto.media_ciphers import BLOCK, NotAuthentic, open_cbc
from vault.errors import ExportDamaged, ExportMissing
from vault.exports.apple_plist import KeyedArchive
from vault.exports.database import Database
from vault.exports.iphone.keybag import ClassKeys
from vault.exports.iphone.manifest import Manifest
from vault.exports.members import Members
from vault.exports.packed_memory import PackedMemory

_FILE = "SELECT CAST(file AS BLOB) FROM files WHERE fileid = ?"
_MOST_MISSED = 1000


class PhoneFiles:
    """`keys` is None for a backup that is not encrypted, `listing` for one whose Manifest.db cannot be read."""

    def __init__(self, members: Members, manifest: Manifest, keys: ClassKeys | None, listing: Database | None) -> None:
        self._members, self._base = members, manifest.base
        self._keys, self._listing = keys, listing
        self.missed: dict[str, None] = {}

    def has(self, place: str) -> bool:
        """Whether the file is in the backup."""
        return self._name(place) in self._members

    def is_listed(self, place: str) -> bool:
        """Whether the backup says that it has the file, as far as what it says can be read."""
        try:
            return self._facts(place) is not None
        except ExportDamaged:
            return False

    def find(self, domain: str, path: str) -> tuple[str, int | None] | None:
        """A file's place, and its size where that costs nothing to know; None for one that is not there.

        What is listed and not there is noted in `missed`. Letters with accents are written in two ways.
        """
        forms = dict.fromkeys((path, unicodedata.normalize("NFC", path), unicodedata.normalize("NFD", path)))
        for form in forms:
            place = f"{domain}-{form}"
            if self.has(place):
                return place, None if self._keys else self._members.size(self._name(place))
        missed = [place for form in forms if self.is_listed(place := f"{domain}-{form}")]
        if missed and len(self.missed) < _MOST_MISSED:
            self.missed.setdefault(missed[0])
        return None

    def stream(self, place: str) -> BinaryIO:
        """A file that can be read anywhere. Raises ExportMissing, ExportDamaged."""
        name = self._name(place)
        if name not in self._members:
            raise ExportMissing(self._members.path)
        if self._keys is None:
            return self._members.seekable(name)
        key, size = self._key_of(place)
        return unsealed(self._members, name, key, size)

    def read(self, place: str) -> Iterator[bytes]:
        """A file in pieces. Raises ExportMissing, ExportDamaged."""
        name = self._name(place)
        if self._keys is None:
            yield from self._members.read(name)
            return
        key, size = self._key_of(place)
        if size > self._members.size(name):
            raise ExportDamaged(self._members.path, "a file is cut off")
        yield from _cut(self._decrypted(key, name), size)

    def _decrypted(self, key: bytes, name: str) -> Iterator[bytes]:
        try:
            yield from open_cbc(key, bytes(BLOCK), self._members.read(name))
        except NotAuthentic:
            raise ExportDamaged(self._members.path, "a file is cut off") from None

    def _name(self, place: str) -> str:
        number = _number(place)
        return f"{self._base}{number[:2]}/{number}"

    def _facts(self, place: str) -> KeyedArchive | None:
        if self._listing is None:
            return None
        rows = list(self._listing.rows(_FILE, (_number(place),)))
        return KeyedArchive.of(rows[0][0] or b"") if rows else None

    def _key_of(self, place: str) -> tuple[bytes, int]:
        """A file's key and size. Raises ExportDamaged where the manifest has none that fits."""
        facts = self._facts(place)
        size = facts.root.get("Size") if facts else None
        sealed = facts.data(facts.root, "EncryptionKey") if facts else b""
        if self._keys is None or not isinstance(size, int) or size < 0:
            raise ExportDamaged(self._members.path, "a file is not in the manifest")
        try:
            return self._keys.file_key(sealed), size
        except NotAuthentic:
            raise ExportDamaged(self._members.path, "a file's key") from None


def unsealed(members: Members, name: str, key: bytes, size: int | None) -> BinaryIO:
    """An encrypted file as plain bytes that can be read anywhere.

    One in an archive is decrypted first and packed afterwards: encrypted bytes cannot be packed.
    """
    if not members.is_packed(name):
        return cast(BinaryIO, CbcStream(members.seekable(name), key, size=size))
    most = members.size(name) // BLOCK * BLOCK
    whole = _cut(members.read(name), most)
    return PackedMemory.of(_cut(open_cbc(key, bytes(BLOCK), whole), most if size is None else min(size, most)))


def _number(place: str) -> str:
    return hashlib.sha1(place.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()


def _cut(pieces: Iterator[bytes], size: int) -> Iterator[bytes]:
    """The first bytes of a stream; the rest is read and forgotten, for what it may have to say at its end."""
    for piece in pieces:
        if size:
            yield piece[:size]
            size -= min(size, len(piece))


class OpenedDatabases:
    """Databases of the phone, opened once and closed together."""

    def __init__(self, files: PhoneFiles, members: Members, stack: ExitStack) -> None:
        self._files, self._path, self._stack = files, members.path, stack

    def open(self, place: str) -> Database | None:
        """A database, with its log where one was kept; None if it is not in the backup. Raises ExportDamaged."""
        if not self._files.has(place):
            return None
        with ExitStack() as stack:
            main = stack.enter_context(self._files.stream(place))
            log = f"{place}-wal"
            wal = stack.enter_context(self._files.stream(log)) if self._files.has(log) else None
            database = stack.enter_context(Database(main, self._path, wal))
            self._stack.push(stack.pop_all())
        return database
