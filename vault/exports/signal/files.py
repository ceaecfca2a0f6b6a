"""The shared files of Signal's folder of backups: each with a key of its own, which only the messages know."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from vault.chats.attachment import Attachment
from vault.crypto.media_ciphers import NotAuthentic
from vault.errors import ExportDamaged, ExportMissing
from vault.exports.members import Members
from vault.exports.signal.export import media_name
from vault.exports.signal.frames import Pointer
from vault.exports.signal.media import LONGEST_TEXT, Found
from vault.exports.signal.sealed import decrypted, is_authentic

_CIPHER, BOTH = 32, 64  # bytes of a file's key: its cipher's, then its checksum's


@dataclass(frozen=True, slots=True)
class Lock:
    """What opens a file, and what it must be then; `sha256` is empty where that is not told.

    Without a `key` the file lies in the open.
    """

    key: bytes = field(repr=False)
    size: int
    sha256: bytes = b""


class Lockbox:
    """The keys of files by their places, and the files opened with them.

    `walk` reads all messages, which fills the box: for whoever asks for a file without having read them.
    """

    def __init__(self, members: Members, walk: Callable[[], Iterable[object]]) -> None:
        self._members, self._walk = members, walk
        self._locks: dict[str, Lock] = {}

    def put(self, place: str, lock: Lock) -> None:
        """Remember how a file is opened. Of several keys for one file the first counts."""
        self._locks.setdefault(place, lock)

    def text(self, found: Found) -> str | None:
        """A long text; None where its file is damaged."""
        if self._members.size(found.place) > LONGEST_TEXT:
            return None
        try:
            return b"".join(self._plain(found.place)).decode("utf-8", "replace")
        except ExportDamaged:
            return None

    def give(self, file: Attachment) -> Iterator[bytes]:
        """A file's bytes. Raises ExportMissing for one that no message names, ExportDamaged."""
        if file.place not in self._locks:
            for _ in self._walk():
                if file.place in self._locks:
                    break
        if file.place not in self._locks:
            raise ExportMissing(self._members.path)
        return self._plain(file.place)

    def _plain(self, place: str) -> Iterator[bytes]:
        lock, path = self._locks[place], self._members.path
        if not lock.key:
            yield from self._members.read(place)
            return
        if not is_authentic(self._members.read(place), lock.key[_CIPHER:]):
            raise ExportDamaged(path, "an attachment is not authentic")
        left, digest = lock.size, hashlib.sha256()
        try:
            for piece in decrypted(self._members.read(place), lock.key[:_CIPHER]):
                part = piece[:left]
                if piece[left:].strip(b"\0"):
                    raise ExportDamaged(path, "an attachment's padding")
                left -= len(part)
                digest.update(part)
                if part:
                    yield part
        except NotAuthentic:
            raise ExportDamaged(path, "an attachment cannot be decrypted") from None
        if left or (lock.sha256 and digest.digest() != lock.sha256):
            raise ExportDamaged(path, "an attachment is not what was sent")


class FolderShelf:
    """Finds files of the folder of backups by what messages say of them, and remembers their keys."""

    def __init__(self, members: Members, folder: str, walk: Callable[[FolderShelf], Iterable[object]]) -> None:
        self._members, self._folder = members, folder
        self.box = Lockbox(members, lambda: walk(self))
        self.text = self.box.text

    def find(self, pointer: Pointer) -> Found | None:
        """The file if it is in the folder: its name is told by its hash and its key."""
        locator = pointer.locator_info
        if locator is None or not locator.plaintext_hash or len(locator.local_key or b"") != BOTH:
            return None
        key = locator.local_key or b""
        name = media_name(locator.plaintext_hash, key)
        place = f"{self._folder}{name[:2]}/{name}"
        if place not in self._members:
            return None
        self.box.put(place, Lock(key, locator.size, locator.plaintext_hash))
        return Found(place, locator.size, locator.plaintext_hash.hex())
