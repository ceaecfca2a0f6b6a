"""The bytes of an export into the vault, be it a file, a folder or several files: nothing is parsed here.

Names of files are kept as they are. The few that a vault could not give back ("C:notes", or halves of characters,
which Windows allows) are stored with `%` and the character's number in hexadecimal, and About.renamed says so.
"""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from vault.errors import ArchiveRefused, Cancelled, ExportChanged, ExportMissing, ExportUnreadable
from vault.exports.archive import cuts_of
from vault.exports.base import Parts, Source, reading
from vault.exports.disk_parts import DiskParts
from vault.progress import Progress
from vault.repository.archiver import Archiver, StoredFile, StoredFolder
from vault.repository.buffers import new_memory
from vault.repository.chunker import MIN_CHUNK
from vault.repository.read_ahead import read_ahead
from vault.repository.repository import Repository
from vault.repository.tree_archiver import TreeArchiver
from vault.repository.writer import Writer

FileState = tuple[int, ...]

_READERS, _AHEAD = 4, 8
_RUN_FILES, _RUN_BYTES = 64, 1 << 20  # of small files stored together: a hand-over costs as much as one of them

_NOT_GIVEN_BACK = re.compile("[\ud800-\udc7f\udd00-\udfff\0]")
_DRIVE = re.compile(r"([A-Za-z]):")


@dataclass(frozen=True, slots=True)
class StoredSource:
    """An export whose bytes are in the vault, though no backup names them yet. See About for `renamed`, `left_out`."""

    entry: StoredFile | StoredFolder
    renamed: dict[str, str] = field(repr=False)
    left_out: list[str] = field(repr=False)

    @property
    def files(self) -> int:
        """How many files a folder has; 0 for one by itself."""
        return self.entry.files if isinstance(self.entry, StoredFolder) else 0


def store_source(repository: Repository, writer: Writer, source: Source, name: str, progress: Progress) -> StoredSource:
    """Store it under this name. Reports "storing" in bytes.

    Raises ExportChanged where its bytes are no longer those that were seen first, ExportMissing, ExportUnreadable,
    ArchiveRefused("count") for a folder with more files than a vault can list in one, StorageErrors, Cancelled.
    """
    if source.parts is not None:
        return _Folder(repository, writer, source, progress).store(source.parts, name)
    archiver = Archiver(repository, writer, progress)
    with reading(source.path), source.open() as stream:
        cuts = cuts_of(source)
        file = archiver.store_stream(name, stream, size=source.size, cuts=cuts, mtime=source.modified)
    if file.size != source.size:
        raise ExportChanged(source.path)
    return StoredSource(file, {}, [])


def state_of(path: Path) -> FileState:
    """What changes when a file is written. Raises ExportMissing, ExportUnreadable."""
    with reading(path):
        found = path.stat()
    return found.st_size, found.st_mtime_ns, found.st_ino, found.st_dev


def state_of_source(source: Source) -> FileState:
    """The same of a file or of all files of a folder, asked of the disk now. Raises as state_of does."""
    if source.parts is None:
        return state_of(source.path)
    return source.parts.state() if isinstance(source.parts, DiskParts) else ()


def state_at_first(source: Source) -> FileState:
    """The same, of a folder as it was when its names were listed."""
    return source.parts.state_at_first() if isinstance(source.parts, DiskParts) else state_of_source(source)


def storable(name: str) -> str:
    """The name of one file or folder as a vault can give it back: nearly always itself."""
    name = _NOT_GIVEN_BACK.sub(lambda found: f"%{ord(found[0]):04X}", name)
    name = _DRIVE.sub(r"\1%3A", name, count=1) if _DRIVE.match(name) else name
    return name.replace(".", "%2E") if name in (".", "..") else name


class _Sum:
    """Adds up what is reported of one file after the other."""

    def __init__(self, progress: Progress, whole: int) -> None:
        self._progress, self._whole = progress, whole
        self.before = 0

    def update(self, step: str, done: int, total: int | None = None) -> None:
        self._progress.update(step, self.before + done, self._whole)

    def check_cancelled(self) -> None:
        self._progress.check_cancelled()


@dataclass(frozen=True, slots=True)
class _Item:
    """A file of a folder: its own name and the folders that it is stored in, and what it is called there now."""

    folders: list[str] = field(repr=False)
    name: str = field(repr=False)
    part: str = field(repr=False)


_Run = list[tuple[_Item, Source]]


class _Folder:
    """One folder, or one set of files, on its way in: small files some at once, for a disk serves many together."""

    def __init__(self, repository: Repository, writer: Writer, source: Source, progress: Progress) -> None:
        self._source = source
        self._writer = writer
        self._sum = _Sum(progress, source.size)
        self._archiver = Archiver(repository, writer, self._sum)
        self._left_out: list[str] = []
        self._room = threading.local()

    def store(self, parts: Parts, name: str) -> StoredSource:
        """File by file, in the order in which a tree wants them."""
        renamed = _renamed(parts.names())
        tree = TreeArchiver(self._archiver, name)
        failure: ExportUnreadable | None = None
        with closing(self._begun(parts, self._in_order(parts, renamed))) as begun:
            for item, small in begun:
                try:
                    tree.add(item.folders, self._taken(small) if small else self._file(_part(parts, item), item.name))
                except ExportUnreadable as error:
                    failure = error
                    self._left_out.append(item.part)
        if failure is not None and len(self._left_out) == len(parts.names()):
            raise failure
        left_out = [*getattr(parts, "left_out", ()), *self._left_out]
        try:
            return StoredSource(tree.finish(), renamed, left_out)
        except ValueError as error:
            raise ArchiveRefused(self._source.path, "count") from error

    def _in_order(self, parts: Parts, renamed: dict[str, str]) -> Iterator[_Item]:
        names: Iterable[str] = parts.names()
        if renamed:
            back = {was: now for now, was in renamed.items()}
            names = sorted(back.get(name, name) for name in names)
        for stored in names:
            *folders, own = stored.split("/")
            yield _Item(folders, own, renamed.get(stored, stored))

    def _begun(
        self, parts: Parts, items: Iterator[_Item]
    ) -> Generator[tuple[_Item, StoredFile | ExportUnreadable | None], None, None]:
        """Each file in order, with what came of it if it is small and on a disk: those are stored ahead."""
        if not isinstance(parts, DiskParts):
            yield from ((item, None) for item in items)
            return
        runs = _runs(parts, items)
        done = read_ahead(self._run, runs, ahead=_AHEAD, readers=_READERS, check_cancelled=self._ask)
        with closing(done):
            for run in done:
                yield from run

    def _run(self, run: _Run) -> list[tuple[_Item, StoredFile | ExportUnreadable | None]]:
        """Small files that come one after the other, or a large one, which is not begun. On any thread."""
        return [(item, self._begin(part, item.name) if part.size <= MIN_CHUNK else None) for item, part in run]

    def _begin(self, part: Source, name: str) -> StoredFile | ExportUnreadable:
        self._writer.check()  # of what was broken off nothing more is read
        try:
            return self._small(part, name)
        except ExportUnreadable as error:
            return error

    def _ask(self) -> None:
        """Whether to stop; then nothing that waits for a slow place waits on."""
        try:
            self._sum.check_cancelled()
        except Cancelled as error:
            self._writer.abandon(error)
            raise

    def _small(self, part: Source, name: str) -> StoredFile:
        """At most one chunk. On any thread."""
        try:
            with reading(part.path):
                data = self._read(part.path)
        except ExportMissing as error:
            raise ExportChanged(part.path) from error
        if len(data) != part.size:
            raise ExportChanged(part.path)
        return self._archiver.store_bytes(name, data, mtime=part.modified)

    def _read(self, path: Path) -> memoryview:
        """A file's bytes, at most one more than a chunk has, in this thread's memory for all of them."""
        room: memoryview | None = getattr(self._room, "room", None)
        if room is None:
            room = self._room.room = new_memory(MIN_CHUNK + 1)
        done = 0
        with io.FileIO(path) as stream:
            while done < len(room) and (count := stream.readinto(room[done:])):
                done += count
        return room[:done]

    def _taken(self, small: StoredFile | ExportUnreadable) -> StoredFile:
        """What was stored ahead, when its turn comes."""
        self._ask()
        if isinstance(small, ExportUnreadable):
            raise small
        self._sum.update("storing", small.size)
        self._sum.before += small.size
        return small

    def _file(self, part: Source, name: str) -> StoredFile:
        try:
            with reading(part.path), part.open() as stream:
                cuts = cuts_of(part) if part.size > MIN_CHUNK else ()
                file = self._archiver.store_stream(name, stream, size=part.size, cuts=cuts, mtime=part.modified)
        except ExportMissing as error:
            raise ExportChanged(part.path) from error
        if file.size != part.size:
            raise ExportChanged(part.path)
        self._sum.before += file.size
        return file


def _runs(parts: DiskParts, items: Iterator[_Item]) -> Iterator[_Run]:
    """Small files that come one after the other, some together; a large one by itself."""
    run: _Run = []
    size = 0
    for item in items:
        part = _part(parts, item)
        if run and (part.size > MIN_CHUNK or size + part.size > _RUN_BYTES or len(run) == _RUN_FILES):
            yield run
            run, size = [], 0
        run.append((item, part))
        size += part.size
    if run:
        yield run


def _part(parts: Parts, item: _Item) -> Source:
    """One file of it. ExportChanged where it was listed and is gone."""
    try:
        return parts.part(item.part)
    except ExportMissing as error:
        raise ExportChanged(error.path) from error


def _renamed(names: Sequence[str]) -> dict[str, str]:
    """Names that are stored otherwise, by those under which they are."""
    found: dict[str, str] = {}
    taken: set[str] | None = None
    for name in names:
        stored = "/".join(map(storable, name.split("/")))
        if stored == name:
            continue
        taken = set(names) if taken is None else taken
        while stored in taken or stored in found:
            stored += "%"
        found[stored] = name
    return found
