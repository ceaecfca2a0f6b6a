"""The only door to zip: whatever an archive could do to us is looked for in its directory before a member is read.

Nothing is ever unpacked to disk. A member is read as a stream that never gives more than the directory declared
and whose checksum is compared at its end.
"""

from __future__ import annotations

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Self

from vault.errors import ArchiveCutOff, ArchiveEncrypted, ArchiveRefused, EmptyExport
from vault.exports.base import HEAD, Source, reading
from vault.exports.zip_end import count_entries, find_end
from vault.exports.zip_packing import BROKEN, MOST_WINDOW, STEPWISE, unpack, window_of

SIGNATURES = (b"PK\3\4", b"PK\5\6")
# WhatsApp exports hold up to 10,000 media; people zip several folders together.
MOST_MEMBERS = 100_000
MOST_DIRECTORY = 32 * 1024 * 1024
MOST_BYTES = 512 * 1024**3
# A chat of nothing but one placeholder packs about 20 to 1; deflate cannot do more than 1032 to 1.
MOST_RATIO = 200
SMALL = 1024 * 1024
DEEPEST = 3  # folders above a chat's text
READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, *STEPWISE)
_CHUNK = 1024 * 1024
_LOCAL_HEADER = struct.Struct("<4s5H3L2H")
_ENCRYPTED, _UTF8 = 0x1, 0x800
_ARCHIVES = (".zip", ".7z", ".rar", ".tar", ".gz", ".tgz")
_DRIVE = re.compile(r"[A-Za-z]:")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, NotImplementedError, OverflowError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside: its whole name with `/`, `size` and `packed` in bytes, where its local header stands."""

    name: str
    size: int
    packed: int
    offset: int
    info: zipfile.ZipInfo

    @property
    def base_name(self) -> str:
        """The name without its folders."""
        return PurePosixPath(self.name).name


class Archive:
    """An opened zip that passed every check.

    Raises EmptyExport, ArchiveCutOff, ArchiveEncrypted, ArchiveRefused, and what Source.open raises.
    """

    def __init__(self, source: Source) -> None:
        self._path, self._size, self._seen = source.path, source.size, source.seen
        self._stream = source.open()
        try:
            with reading(self._path):
                self._end = find_end(self._stream, source.size, self._path)
                self._check_directory()
                self._zip = self._directory()
            self.members = self._checked()
        except BaseException:
            self._stream.close()
            raise

    def _check_directory(self) -> None:
        """Refuse before zipfile makes an object of every entry."""
        if self._end.count == 0 and self._end.size == 0:
            raise EmptyExport(self._path)
        if self._end.size > MOST_DIRECTORY or count_entries(self._stream, self._end) > MOST_MEMBERS:
            raise ArchiveRefused(self._path, "count")

    def _directory(self) -> zipfile.ZipFile:
        with self._translated():
            listing = zipfile.ZipFile(self._stream)
        if len(listing.infolist()) & 0xFFFF != self._end.count & 0xFFFF:  # small archives count modulo 65536
            raise ArchiveCutOff(self._path)
        return listing

    def _checked(self) -> tuple[Member, ...]:
        infos = self._zip.infolist()
        if any(info.flag_bits & _ENCRYPTED for info in infos):
            raise ArchiveEncrypted(self._path)
        entries = [_member(info, self._path) for info in infos]
        _check_names(entries, self._path)
        _check_sizes(entries, self._size, self._path)
        _check_apart(entries, self._end.offset, self._path)
        files = tuple(m for m in entries if not m.name.endswith("/"))
        if not files:
            raise EmptyExport(self._path)
        return files

    def texts(self) -> list[Member]:
        """Text files that could be a chat."""
        return texts_among(self.members)

    def check_not_nested(self) -> None:
        """To be asked when no member is a chat: raise ArchiveRefused if an archive inside this one may hold it."""
        for member in self.members:
            if member.name.lower().endswith(_ARCHIVES):
                raise ArchiveRefused(self._path, "nested", member.name)

    def read(self, member: Member) -> Iterator[bytes]:
        """Stream a member. Raises ArchiveCutOff for damaged bytes, ArchiveRefused("special") for rare compressions."""
        if not self._can_unpack(member):
            raise ArchiveRefused(self._path, "special", member.name)
        given = 0
        for data in self._stepwise(member) if member.info.compress_type in STEPWISE else self._unpacked(member):
            given += len(data)
            if given == member.size and self._seen is not None:
                self._seen(member.name)
            yield data
        if given != member.size:
            raise ArchiveCutOff(self._path)

    def _unpacked(self, member: Member) -> Iterator[bytes]:
        with self._translated(), reading(self._path), self._zip.open(member.info) as stream:
            while data := stream.read(_CHUNK):
                yield data

    def _stepwise(self, member: Member) -> Iterator[bytes]:
        try:
            yield from unpack(member.info, self._packed(member))
        except BROKEN as error:
            raise ArchiveCutOff(self._path) from error

    def _packed(self, member: Member) -> Iterator[bytes]:
        """The bytes of a member as they stand in the archive."""
        at = self._data_of(member)
        end = at + member.packed
        while at < end:
            with reading(self._path):
                self._stream.seek(at)  # others may have read from it in between
                data = self._stream.read(min(_CHUNK // 16, end - at))
            if not data:
                return
            at += len(data)
            yield data

    def head(self, member: Member, limit: int = HEAD) -> bytes:
        """A member's first bytes, at most `limit`; b"" if it cannot be read at all."""
        if not self._can_unpack(member):
            return b""
        if member.info.compress_type not in STEPWISE:
            with self._translated(), reading(self._path), self._zip.open(member.info) as stream:
                return stream.read(limit)
        head = b""
        for data in self._stepwise(member):
            head += data
            if len(head) >= limit:
                break
        return head[:limit]

    def _can_unpack(self, member: Member) -> bool:
        """Whether it is packed in a way that we unpack, and takes no more memory than is right."""
        method = member.info.compress_type
        if method != zipfile.ZIP_LZMA:
            return method in READABLE
        window = window_of(next(self._packed(member), b""))
        return window is not None and window <= MOST_WINDOW

    def cuts(self) -> tuple[int, ...]:
        """Byte offsets where each member's data begins and ends, ascending. Raises ArchiveCutOff."""
        cuts = {cut for member in self.members for cut in self.place_of(member)}
        return tuple(sorted(cut for cut in cuts if 0 < cut < self._size))

    def place_of(self, member: Member) -> tuple[int, int]:
        """Where a member's data, as it is packed, begins and ends in the archive. Raises ArchiveCutOff."""
        with reading(self._path):
            start = self._data_of(member)
        return start, start + member.packed

    def _data_of(self, member: Member) -> int:
        self._stream.seek(member.offset)
        header = self._stream.read(_LOCAL_HEADER.size)
        if len(header) < _LOCAL_HEADER.size or not header.startswith(SIGNATURES[0]):
            raise ArchiveCutOff(self._path)
        *_, name, extra = _LOCAL_HEADER.unpack(header)
        start = member.offset + _LOCAL_HEADER.size + int(name) + int(extra)
        if start + member.packed > self._end.offset:
            raise ArchiveCutOff(self._path)
        return start

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except UnicodeDecodeError as error:
            raise ArchiveRefused(self._path, "name") from error
        except _BROKEN as error:
            raise ArchiveCutOff(self._path) from error

    def close(self) -> None:
        """Close the file."""
        self._stream.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def texts_among(members: Iterable[Member]) -> list[Member]:
    """Text files that could be a chat: at most three folders deep, the shallow first, `_chat.txt` before others."""
    found = [m for m in members if m.name.lower().endswith(".txt") and not m.name.startswith("__MACOSX/")]
    near = [m for m in found if m.name.count("/") <= DEEPEST]
    return sorted(near, key=lambda m: (m.name.count("/"), m.base_name != "_chat.txt"))


def cuts_of(source: Source) -> tuple[int, ...]:
    """Where a chunker should cut: both sides of every member's data; nowhere in what is no archive, or a broken one."""
    if source.parts is not None or not source.head(4).startswith(SIGNATURES):
        return ()
    try:
        with Archive(source) as archive:
            return archive.cuts()
    except (ArchiveCutOff, ArchiveEncrypted, ArchiveRefused, EmptyExport):
        return ()


def _member(info: zipfile.ZipInfo, path: Path) -> Member:
    return Member(_name_of(info, path), info.file_size, info.compress_size, info.header_offset, info)


def _name_of(info: zipfile.ZipInfo, path: Path) -> str:
    """The name as it was meant. Macs write UTF-8 without saying so; zipfile then reads it as cp437. Older tools of
    Windows put backslashes between folders.
    """
    name = info.orig_filename
    if not info.flag_bits & _UTF8:
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            name = info.orig_filename
    if not name or _CONTROLS.search(name):
        raise ArchiveRefused(path, "name")
    return name if "/" in name else name.replace("\\", "/")


def _check_names(entries: Sequence[Member], path: Path) -> None:
    """No name may point outside, none may stand for two members, and only files and folders are welcome."""
    seen: set[str] = set()
    for entry in entries:
        name = entry.name
        if name.startswith("/") or "\\" in name or _DRIVE.match(name) or ".." in name.split("/"):
            raise ArchiveRefused(path, "escape", name)
        if name in seen:
            raise ArchiveRefused(path, "duplicate", name)
        seen.add(name)
        kind = stat.S_IFMT(entry.info.external_attr >> 16)
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise ArchiveRefused(path, "special", name)


def _check_sizes(entries: Sequence[Member], size: int, path: Path) -> None:
    """Refuse what would grow out of proportion when read."""
    for entry in entries:
        if entry.size > SMALL and entry.size > entry.packed * MOST_RATIO:
            raise ArchiveRefused(path, "ratio", entry.name)
    total = sum(entry.size for entry in entries)
    if total > MOST_BYTES:
        raise ArchiveRefused(path, "size")
    if total > size * MOST_RATIO + SMALL:
        raise ArchiveRefused(path, "ratio")


def _check_apart(entries: Sequence[Member], directory: int, path: Path) -> None:
    """No two members may share bytes: bombs that need no ratio are made that way."""
    ordered = sorted(entries, key=lambda entry: entry.offset)
    ends = [entry.offset for entry in ordered[1:]] + [directory]
    for entry, end in zip(ordered, ends, strict=True):
        name = len(entry.info.orig_filename.encode("utf-8" if entry.info.flag_bits & _UTF8 else "cp437"))
        if entry.offset + _LOCAL_HEADER.size + name + entry.packed > end:
            raise ArchiveRefused(path, "overlap", entry.name)
