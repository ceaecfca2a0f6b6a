"""Where a chat's text comes from: a file of its own, or an archive with its media."""

from __future__ import annotations

from collections.abc import Iterator

from vault.errors import EmptyExport, ExportChanged, NotAChat
from vault.exports.archive import SIGNATURES, Archive, Member
from vault.exports.base import Source, reading
from vault.exports.whatsapp_likeness import is_named, likely, styles_of
from vault.exports.whatsapp_text import decoded

_CHUNK = 64 * 1024
_MOST_OTHERS = 50  # further texts in an archive that are looked at


class ChatText:
    """Where the chat's text comes from: the file itself, or a member of the archive."""

    def __init__(self, source: Source, archive: Archive | None, member: Member | None) -> None:
        self.source, self.archive, self.member = source, archive, member

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
            return decoded(self._file())
        return decoded(self.archive.read(self.member))

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
    if not source.head(4).startswith(SIGNATURES):
        return ChatText(source, None, None)
    archive = Archive(source)
    try:
        return ChatText(source, archive, _chat(source, archive))
    except BaseException:
        archive.close()
        raise


def _chat(source: Source, archive: Archive) -> Member:
    """The first text in an archive that is a chat."""
    texts = likely(archive.texts(), source.path.name)
    for member in texts:
        if styles_of(member.name, archive.head(member)):
            return member
    if any(is_named(member.name) and member.size == 0 for member in texts):
        raise EmptyExport(source.path)
    archive.check_not_nested()
    raise NotAChat(source.path)
