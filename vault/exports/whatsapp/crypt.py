"""WhatsApp's encrypted backups (crypt12, crypt14, crypt15): opened with their key, and told apart from damaged ones.

Behind the header stand the encrypted bytes, the 16 bytes of AES-GCM's tag and, in backups of one file, an MD5 sum over
everything before it; crypt12 adds `--` and two digits. Backups of many files have no sum. Inside is a zlib stream of a
database, rarely a zip. The tag is looked at in a first pass: nothing of a file is used that is not authentic.
Format facts: ../shared/reference/chat-formats.md §3.2.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from typing import cast

from vault.crypto.media_ciphers import NotAuthentic, open_gcm
from vault.errors import ExportDamaged, ExportError, WrongSecret
from vault.exports.archive import MOST_RATIO, SMALL
from vault.exports.members import Members
from vault.exports.whatsapp.crypt_header import APP_NAME, HEAD, Header, hint_of, read_header
from vault.exports.whatsapp.crypt_key import Key

KIND = "whatsapp-key"
_TAG = _SUM = 16
_MARK = 4  # bytes behind the sum of a crypt12: "--67"
_PIECE = 1 << 20
_DIGITS = re.compile(rb"--(\d\d)")
_GLANCE = 512  # bytes: enough to inflate a beginning, and little enough to hold no damage that lies further on
_CONTENTS = (b"SQLite format 3\0", b"PK\3\4")


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the encrypted bytes end; the tag stands behind them."""

    start: int
    end: int


class Locked:
    """One encrypted file of an export. Raises ExportDamaged for one whose header is none, UnsupportedVersion."""

    def __init__(self, members: Members, name: str) -> None:
        self._members, self._name = members, name
        self._size = members.size(name)
        self.header: Header = read_header(members.head(name, HEAD), members.path)
        if self.header.kind == "crypt12" and (said := _DIGITS.fullmatch(self._tail())):
            self.header = replace(self.header, hint=hint_of(said[1].decode()))

    def _tail(self) -> bytes:
        return b"".join(self._between(max(self._size - _MARK, 0), self._size))

    def open(self, key: Key) -> Iterator[bytes]:
        """What is inside, after the whole file was found to be authentic.

        Raises WrongSecret, ExportDamaged at once; further ones of reading as late as they are found.
        """
        secret = self._secret(key)
        summed = self._layout(_TAG + _SUM + (_MARK if self.header.kind == "crypt12" else 0))
        whole = self._is_whole(summed)
        layouts = (summed,) if whole or self.header.kind == "crypt12" else (self._layout(_TAG), summed)
        for layout in layouts:
            if layout.end >= layout.start and self._is_authentic(secret, layout):
                return self._inflated(secret, layout)
        raise self._refusal(key, secret, whole)

    def _secret(self, key: Key) -> bytes:
        """What this file is encrypted with. A key file of crypt14 cannot open a crypt15, nor the other way round."""
        if self.header.kind == "crypt15":
            if key.salt:
                raise WrongSecret(self._members.path, APP_NAME, KIND, "", self.header.hint)
            return key.derived()
        return key.secret

    def _refusal(self, key: Key, secret: bytes, whole: bool) -> ExportError:
        """Whether key or file is wrong: by what the first bytes decrypt to, by the sum, by the key's own marks."""
        belongs = bool(key.salt) and (key.salt, key.google_id) == (self.header.salt, self.header.google_id)
        damaged = belongs or self.header.kind == "crypt12"
        if self._begins_well(secret) or (not whole and damaged):
            return ExportDamaged(self._members.path, "the tag does not fit")
        return WrongSecret(self._members.path, APP_NAME, KIND, "", self.header.hint)

    def _layout(self, trailer: int) -> Layout:
        return Layout(self.header.start, self._size - trailer)

    def _is_whole(self, layout: Layout) -> bool:
        """Whether the MD5 sum of everything before it stands where it should."""
        end = layout.end + _TAG
        if layout.end < layout.start:
            return False
        total = hashlib.md5(usedforsecurity=False)
        for piece in self._between(0, end):
            total.update(piece)
        return b"".join(self._between(end, end + _SUM)) == total.digest()

    def _is_authentic(self, secret: bytes, layout: Layout) -> bool:
        try:
            for _ in self._plain(secret, layout):
                pass
        except NotAuthentic:
            return False
        return True

    def _plain(self, secret: bytes, layout: Layout) -> Iterator[bytes]:
        tag = b"".join(self._between(layout.end, layout.end + _TAG))
        return open_gcm(secret, self.header.iv, self._between(layout.start, layout.end), tag)

    def _begins_well(self, secret: bytes) -> bool:
        """Whether the first bytes decrypt to what such a file holds, though the whole is not authentic."""
        start = self.header.start
        pieces = open_gcm(secret, self.header.iv, self._between(start, min(start + SMALL, self._size)), bytes(_TAG))
        first = next(pieces, b"")
        try:
            inside = zlib.decompressobj().decompress(first[:_GLANCE], len(_CONTENTS[0]))
        except zlib.error:
            inside = b""
        return inside.startswith(_CONTENTS) or first.startswith(_CONTENTS)

    def _inflated(self, secret: bytes, layout: Layout) -> Iterator[bytes]:
        """Authentic bytes, inflated. What grows out of proportion was made to harm, and is not a backup."""
        inflate, most, given = zlib.decompressobj(), self._size * MOST_RATIO + SMALL, 0
        packed: bool | None = None
        for piece in self._plain(secret, layout):
            packed = not piece.startswith(_CONTENTS) if packed is None else packed
            if not packed:
                yield piece
                continue
            while piece:
                try:
                    data = inflate.decompress(piece, _PIECE)
                except zlib.error:
                    raise ExportDamaged(self._members.path, "it does not inflate") from None
                given += len(data)
                if given > most:
                    raise ExportDamaged(self._members.path, "it grows out of proportion")
                yield data
                piece = inflate.unconsumed_tail
        if packed is not False and not inflate.eof:
            raise ExportDamaged(self._members.path, "it ends too early")

    def _between(self, start: int, end: int) -> Iterator[bytes]:
        """Bytes of the file from `start` up to `end`."""
        at = 0
        with closing(cast("Generator[bytes]", self._members.read(self._name))) as pieces:
            for piece in pieces:
                if at + len(piece) > start:
                    yield piece[max(start - at, 0) : end - at]
                at += len(piece)
                if at >= end:
                    return
