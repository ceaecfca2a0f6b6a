"""The files inside a stored export, each by its SHA-256, and which of them are read as messages.

A zip, a tar and a folder are looked into; what lies in an encrypted backup or in a database is known as far as its
importer tells its SHA-256. A file is read as messages when it is called like no photo, belongs to no message, and
its importer reads all of it (of a database: any of it) to tell the messages. Everything else is somebody's photo or
file, whether a message names it or not.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from itertools import accumulate

from vault.chats.message import Message
from vault.errors import ExportError
from vault.exports.archive import SIGNATURES, Archive
from vault.exports.base import Source
from vault.exports.file_kinds import kind_of_file
from vault.exports.members import is_noise
from vault.exports.tar_archive import BLOCK, ENDINGS, TarArchive, is_tar
from vault.library.files import FilesInside
from vault.progress import Progress
from vault.repository.stored_tree import files_below
from vault.repository.tree import Node
from vault.services.catch_up import answers_for, as_file
from vault.services.contents import StoredExport, VaultParts, source_of
from vault.services.known_answers import KnownAnswers
from vault.services.opening import records_of, reopened
from vault.services.read_marks import ReadMarks
from vault.services.vault import OpenedVault

_DATABASES = (".db", ".sqlite", ".sqlite3", ".sqlitedb", ".db-wal", ".sqlite-wal")
_SQLITE = b"SQLite format 3\0"
_SEAL = 64  # bytes at the end of a text that need not be read: what proves that it is whole
_CHECK_EVERY = 256  # records
_PIECE = 1 << 20
_MOST_KNOWN = 500_000  # pieces whose digest is kept in memory

Digest = bytes


@dataclass(frozen=True, slots=True)
class _Reading:
    """How an importer reads an export: which bytes it looks at, and where the files of its messages lie, with the
    SHA-256 of each, or "" where it does not tell."""

    marks: ReadMarks
    files: Mapping[str, str] = field(repr=False)

    def names(self, called: str) -> bool:
        """Whether a file inside belongs to a message."""
        return any(ending in self.files for ending in _endings(called))

    def is_text(self, part: str, member: str) -> bool:
        """Whether a member of an archive is read as messages; `part` is the archive, "" for one by itself."""
        return self._may_be_text(member) and self.marks.saw(part, member)

    def is_text_by_itself(self, part: str, called: str, size: int, *, is_database: bool) -> bool:
        """Whether a file that lies in no archive is read as messages."""
        read = self.marks.bytes_of(part)
        return read > 0 and self._may_be_text(called) and (is_database or size - read <= _SEAL)

    def elsewhere(self, called: Iterable[str]) -> list[str]:
        """The SHA-256 of those that lie in none of the files that are called so: inside a database, or sealed."""
        here = {ending for each in called for ending in _endings(each)}
        return [sha256 for place, sha256 in self.files.items() if place not in here]

    def _may_be_text(self, called: str) -> bool:
        return kind_of_file(called) == "document" and not self.names(called)


@dataclass(frozen=True, slots=True)
class _File:
    """A file inside: its whole name, its size in bytes as it is packed, its SHA-256, whether it is read as messages."""

    called: str = field(repr=False)
    packed: int
    digest: Digest = field(repr=False)
    is_text: bool


@dataclass(slots=True)
class LookInside:
    """Looks into exports, one after the other; what many of them share is read once."""

    vault: OpenedVault
    progress: Progress
    _known: dict[tuple[int, bytes], Digest] = field(default_factory=dict, repr=False)

    def __call__(self, stored: StoredExport) -> FilesInside:
        """What an export holds. Reports "comparing" in bytes.

        Raises ExportErrors, Damaged, StorageErrors, Cancelled.
        """
        reading = self._read(stored)
        files: set[Digest] = set()
        texts: set[Digest] = set()
        places: set[str] = set()
        done = 0
        for file in self._files(stored, reading):
            self.progress.check_cancelled()
            places.add(file.called)
            (texts if file.is_text else files).add(file.digest)
            done += file.packed
            self.progress.update("comparing", done, stored.about.size)
        hidden = reading.elsewhere(places)
        files.update(bytes.fromhex(sha256) for sha256 in hidden if sha256)
        return FilesInside.of(files, texts, known="" not in hidden)

    def _read(self, stored: StoredExport) -> _Reading:
        """Read its messages once more, and mark what is read of it."""
        about, source = stored.about, source_of(self.vault.repository, stored)
        known, marks = KnownAnswers.known_to(self.vault), ReadMarks()
        answers = answers_for(about, known)
        files: dict[str, str] = {}
        with reopened(marks.over(source), answers, known, as_file(about), recognised_by=source) as found:
            for number, record in enumerate(records_of(found.export)):
                if number % _CHECK_EVERY == 0:
                    self.progress.check_cancelled()
                parts = record.attachments if isinstance(record, Message) else ()
                files.update((part.place or part.name, part.sha256) for part in parts if part.included)
        return _Reading(marks, files)

    def _files(self, stored: StoredExport, reading: _Reading) -> Iterator[_File]:
        repository, node = self.vault.repository, stored.node
        if node.is_file:
            yield from self._in_part(node, "", source_of(repository, stored), reading, look=True)
            return
        parts = VaultParts(repository, node)
        for file in files_below(repository, node):
            if not is_noise(file.name):
                look = file.name.lower().endswith((".zip", *ENDINGS)) and not reading.names(file.name)
                yield from self._in_part(file.node, file.name, parts.part(file.name), reading, look=look)

    def _in_part(self, node: Node, part: str, source: Source, reading: _Reading, *, look: bool) -> Iterator[_File]:
        """What lies in an archive; else the file itself, also where the archive cannot be opened."""
        pieces = _Pieces(node, [self.vault.repository.blob_size(one) for one in node.content])
        called = part or source.path.name
        with ExitStack() as stack:
            inside = _archive_in(source, called, stack) if look else None
            if isinstance(inside, Archive):
                yield from self._in_zip(inside, part, pieces, reading)
            elif inside is not None:
                yield from self._in_tar(inside, part, pieces, reading)
            elif node.size:
                digest = self._digest(0, pieces.between(0, pieces.size), partial(_bytes_of, source))
                is_database = called.lower().endswith(_DATABASES) or source.head(len(_SQLITE)) == _SQLITE
                is_text = reading.is_text_by_itself(part, called, pieces.size, is_database=is_database)
                yield _File(called, pieces.size, digest, is_text)

    def _in_zip(self, archive: Archive, part: str, pieces: _Pieces, reading: _Reading) -> Iterator[_File]:
        for member in archive.members:
            if member.size and not is_noise(member.name):
                blobs = pieces.between(*archive.place_of(member))
                digest = self._digest(member.info.compress_type, blobs, partial(archive.read, member))
                yield _File(member.name, member.packed, digest, reading.is_text(part, member.name))

    def _in_tar(self, tar: TarArchive, part: str, pieces: _Pieces, reading: _Reading) -> Iterator[_File]:
        for member in tar.members:
            if member.size and not is_noise(member.name):
                end = member.offset + member.size
                blobs = () if tar.is_packed else pieces.between(member.offset, end)
                digest = self._digest(0, blobs, partial(tar.read, member))
                yield _File(member.name, member.size, digest, reading.is_text(part, member.name))

    def _digest(self, packing: int, blobs: tuple[str, ...], read: Callable[[], Iterable[bytes]]) -> Digest:
        """Of bytes that are one whole blob the id tells it; of those that were read before, memory."""
        if len(blobs) == 1 and not packing:
            return bytes.fromhex(blobs[0])
        same = (packing, hashlib.sha256("".join(blobs).encode()).digest())
        if blobs and same in self._known:
            return self._known[same]
        digest = hashlib.sha256()
        for data in read():
            self.progress.check_cancelled()
            digest.update(data)
        if blobs and len(self._known) < _MOST_KNOWN:
            self._known[same] = digest.digest()
        return digest.digest()


class _Pieces:
    """Where the blobs of a file begin and end."""

    def __init__(self, node: Node, sizes: Iterable[int]) -> None:
        self._content = node.content
        self._ends = [0, *accumulate(sizes)]
        self.size = self._ends[-1]

    def between(self, start: int, end: int) -> tuple[str, ...]:
        """The ids of the blobs that are just these bytes; none where a blob has others besides."""
        first, last = bisect_left(self._ends, start), bisect_left(self._ends, end)
        if last >= len(self._ends) or (self._ends[first], self._ends[last]) != (start, end):
            return ()
        return tuple(self._content[first:last])


def _archive_in(source: Source, called: str, stack: ExitStack) -> Archive | TarArchive | None:
    """The file as an archive, if it is one that can be opened."""
    head = source.head(BLOCK)
    try:
        if head.startswith(SIGNATURES):
            return stack.enter_context(Archive(source))
        return stack.enter_context(TarArchive(source)) if is_tar(head, called) else None
    except ExportError:
        return None


def _endings(called: str) -> Iterator[str]:
    """`a/b/c`, `b/c`, `c`: importers name places from the folder on that they read."""
    yield called
    at = called.find("/")
    while at >= 0:
        yield called[at + 1 :]
        at = called.find("/", at + 1)


def _bytes_of(source: Source) -> Iterator[bytes]:
    with source.open() as stream:
        while data := stream.read(_PIECE):
            yield data
