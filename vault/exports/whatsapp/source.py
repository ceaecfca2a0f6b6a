"""Where a chat's text comes from: a file of its own, or an archive, packed or unpacked, with its media."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator

from vault.errors import ArchiveCutOff, EmptyExport, ExportChanged, NotAChat
from vault.exports.archive import SIGNATURES, Archive, Member, texts_among
from vault.exports.base import HEAD, Parts, Source, reading
from vault.exports.whatsapp.likeness import is_named, likely, styles_of
from vault.exports.whatsapp.text import decoded

_CHUNK = 64 * 1024
_MOST_OTHERS = 50  # further texts in an archive that are looked at


class FolderOfChat:
    """An archive that somebody unpacked: the files of a folder, asked for as those of an Archive are."""

    def __init__(self, source: Source, parts: Parts) -> None:
        self._path, self._parts = source.path, parts
        self.members = tuple(self._member(name) for name in parts.names())

    def _member(self, name: str) -> Member:
        size = self._parts.part(name).size
        return Member(name, size, size, 0, zipfile.ZipInfo(name))

    def texts(self) -> list[Member]:
        """Text files that could be the chat, the shallow first, `_chat.txt` before others."""
        return texts_among(self.members)

    def check_not_nested(self) -> None:
        """Nothing: what is in a folder has been looked at."""

    def read(self, member: Member) -> Iterator[bytes]:
        """Stream a file. Raises ExportMissing, ExportUnreadable, ExportChanged."""
        part, given = self._parts.part(member.name), 0
        with reading(part.path), part.open() as stream:
            while data := stream.read(_CHUNK):
                given += len(data)
                yield data
        if given != member.size:
            raise ExportChanged(self._path)

    def head(self, member: Member, limit: int = HEAD) -> bytes:
        """A file's first bytes, at most `limit`."""
        return self._parts.part(member.name).head(limit)

    def close(self) -> None:
        """Nothing stays open."""


class ChatText:
    """Where the chat's text comes from: the file itself, or a member of the archive."""

    def __init__(self, source: Source, archive: Archive | FolderOfChat | None, member: Member | None) -> None:
        self.source, self.archive, self.member = source, archive, member
        self.damaged = False  # found when texts() comes to where the archive's bytes are not what they were
        self.clean = True  # every byte was text that texts() has given so far

    @property
    def name(self) -> str:
        """The name of the text's own file."""
        return self.source.path.name if self.member is None else self.member.name

    def head(self) -> bytes:
        """Its first bytes."""
        if self.archive is None or self.member is None:
            return self.source.head()
        return self.archive.head(self.member)

    def texts(self) -> Iterator[str]:
        """The text from its beginning."""
        if self.archive is None or self.member is None:
            return decoded(self._file(), self._no_text)
        return decoded(self._packed(self.archive, self.member), self._no_text)

    def _no_text(self) -> None:
        self.clean = False

    def _packed(self, archive: Archive | FolderOfChat, member: Member) -> Iterator[bytes]:
        """What can be read of it: a text whose end is damaged has a beginning."""
        given = False
        try:
            for data in archive.read(member):
                given = True
                yield data
        except ArchiveCutOff:
            if not given:
                raise
            self.damaged = True

    def _file(self) -> Iterator[bytes]:
        size = 0
        with reading(self.source.path), self.source.open() as stream:
            while data := stream.read(_CHUNK):
                size += len(data)
                yield data
        if size != self.source.size:
            raise ExportChanged(self.source.path)

    def media(self) -> tuple[Member, ...]:
        """All files beside the text; not what Macs add to archives."""
        members = () if self.archive is None else self.archive.members
        return tuple(m for m in members if m != self.member and not m.name.startswith("__MACOSX/"))

    def others(self) -> frozenset[str]:
        """Names of further texts in the archive that are chats as well."""
        if self.archive is None:
            return frozenset()
        texts = [member for member in self.archive.texts() if member != self.member][:_MOST_OTHERS]
        return frozenset(m.name for m in texts if styles_of(m.name, self.archive.head(m)))

    def close(self) -> None:
        """Close the archive's file."""
        if self.archive is not None:
            self.archive.close()


def open_text(source: Source) -> ChatText:
    """Find the chat's text. Raises EmptyExport, NotAChat and the Archive errors."""
    if source.parts is None and not source.head(4).startswith(SIGNATURES):
        return ChatText(source, None, None)
    archive = Archive(source) if source.parts is None else FolderOfChat(source, source.parts)
    try:
        return ChatText(source, archive, _chat(source, archive))
    except BaseException:
        archive.close()
        raise


def _chat(source: Source, archive: Archive | FolderOfChat) -> Member:
    """The first text in an archive that is a chat."""
    texts = likely(archive.texts(), source.path.name)
    for member in texts:
        if styles_of(member.name, archive.head(member)):
            return member
    if any(is_named(member.name) and member.size == 0 for member in texts):
        raise EmptyExport(source.path)
    archive.check_not_nested()
    raise NotAChat(source.path)
