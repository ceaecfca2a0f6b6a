"""Signal's own plaintext export: `main.jsonl`, one frame a line, and the files beside it if they were chosen.

Android makes a zip of it, the desktop program a folder. Disappearing messages and pictures to be seen once are left
out by Signal. Files are called `files/<2 hex>/<name>.<ending>`; the name is a digest of the file's hash and key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from vault.errors import ExportDamaged, ExportIncomplete, UnsupportedVersion
from vault.exports.base import Record, Skipped, Source
from vault.exports.members import Members, members_of
from vault.exports.signal.frames import Frame, Pointer, decode_info, decode_line
from vault.exports.signal.mapper import Mapper
from vault.exports.signal.media import LONGEST_TEXT, Found
from vault.exports.signal.people import APP, APP_NAME
from vault.exports.streamed import Count, StreamedExport

MAIN = "main.jsonl"
VERSION = 1
LONGEST_LINE = 32 * 1024 * 1024  # bytes; a message of Signal's has at most some hundred thousand
_DEEPEST = 3
_FIRST_LINES = 20
_BROKEN = (msgspec.MsgspecError, RecursionError, UnicodeError, ValueError)


def open_plain(source: Source) -> StreamedExport:
    """Open the newest export in a source.

    Raises ExportIncomplete where main.jsonl is missing, UnsupportedVersion, ExportDamaged.
    """
    with members_of(source) as members:
        mains = mains_of(members)
        if not mains:
            raise ExportIncomplete(source.path, MAIN)
        export = PlainExport(members, mains[-1], mains[:-1])
        key = export.check()
    return StreamedExport(
        source, APP, APP_NAME, "signal-export", key, "All chats", export.records,
        lambda file: members.read(file.place), close=members.close,
    )  # fmt: skip


def mains_of(members: Members) -> list[str]:
    """The files of frames, the newest last: folders are called by the time they were made."""
    if len(members.names) == 1:
        return list(members.names)
    found = [name for name in members.names if name.rpartition("/")[2].lower() == MAIN and name.count("/") <= _DEEPEST]
    return sorted(found, key=lambda name: (-name.count("/"), name)) if found else []


def account_key(profile_key: bytes) -> str:
    """What an account's exports have in common. The key itself is a secret."""
    digest = hashlib.sha256(b"chat-vault signal account" + profile_key).hexdigest()
    return f"account:{digest[:32]}" if profile_key else "account"


@dataclass(frozen=True, slots=True)
class PlainExport:
    """One main.jsonl; `older` are further ones that are not read."""

    members: Members
    main: str
    older: list[str]

    def check(self) -> str:
        """The account's key. Raises UnsupportedVersion, ExportDamaged where no line is a frame."""
        known = False
        for number, line in enumerate(_lines(self.members, self.main), 1):
            if number == 1 and (version := _version(line)) is not None:
                if version != VERSION:
                    raise UnsupportedVersion(self.members.path, APP_NAME, str(version))
                known = True
                continue
            frame = _frame(line)
            known = known or frame is not None
            if frame is not None and frame.account is not None:
                return account_key(frame.account.profile_key)
            if number > _FIRST_LINES:
                break
        if not known:
            raise ExportDamaged(self.members.path, "no line of it is a frame")
        return account_key(b"")

    def records(self, count: Count) -> Iterator[Record]:
        """Everything in the newest export; the older ones are told as skipped."""
        shelf = PlainShelf(self.members)
        yield from Mapper(shelf, count).records(self._frames())
        for name in self.older:
            yield Skipped(name, "older-snapshot")

    def _frames(self) -> Iterator[tuple[str, Frame | None]]:
        for number, line in enumerate(_lines(self.members, self.main), 1):
            if (number == 1 and _version(line) is not None) or not line.strip():
                continue
            yield f"{self.main} line {number}", _frame(line)


def _version(line: bytes) -> int | None:
    """The version that a first line tells; None for a line that is a frame already."""
    try:
        version: int = decode_info(line.removeprefix(b"\xef\xbb\xbf")).version
    except _BROKEN:
        return None
    return version or None


def _frame(line: bytes) -> Frame | None:
    try:
        frame: Frame = decode_line(line)
    except _BROKEN:
        return None
    return frame


def _lines(members: Members, name: str) -> Iterator[bytes]:
    """Lines; of one that is too long only its beginning, which is no JSON."""
    with members.open(name) as stream:
        while line := stream.readline(LONGEST_LINE):
            yield line
            while not line.endswith(b"\n") and len(line) == LONGEST_LINE:
                line = stream.readline(LONGEST_LINE)


class PlainShelf:
    """The files beside main.jsonl, by their names without endings."""

    def __init__(self, members: Members) -> None:
        self._members = members
        self._places: dict[str, str] = {}
        for name in members.names:
            stem = name.rpartition("/")[2].partition(".")[0].lower()
            if len(stem) >= 64:
                self._places.setdefault(stem, name)

    def find(self, pointer: Pointer) -> Found | None:
        """A file by the digests that its name may be of."""
        locator = pointer.locator_info
        if not self._places or locator is None or not locator.plaintext_hash:
            return None
        plain = locator.plaintext_hash
        for stem in (media_name(plain, locator.local_key), media_name(plain, locator.key), plain.hex()):
            if place := self._places.get(stem):
                return Found(place, self._members.size(place), plain.hex() if len(plain) == 32 else "")
        return None

    def text(self, found: Found) -> str | None:
        """A long text."""
        if self._members.size(found.place) > LONGEST_TEXT:
            return None
        return self._members.content(found.place, LONGEST_TEXT).decode("utf-8", "replace")


def media_name(plaintext_hash: bytes, key: bytes | None) -> str:
    """The name under which Signal keeps a file in a folder of backups."""
    return hashlib.sha256(plaintext_hash + (key or b"")).hexdigest()
