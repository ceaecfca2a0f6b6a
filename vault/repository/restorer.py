"""The way out: what a backup holds, file by file, every blob verified before a byte of it is given.

Nothing readable touches the disk here except in write_file, put_file and put_files, whose whole purpose it is.
"""

from __future__ import annotations

import io
import stat
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from vault.errors import Damaged
from vault.progress import NoProgress, Progress
from vault.repository.durable_file import DurableFile
from vault.repository.faults import FAULTS
from vault.repository.names import leaves_its_folder
from vault.repository.pieces_out import SMALL_FILE, put_pieces, put_small
from vault.repository.proven_file import ProvenFile, are_blobs
from vault.repository.read_ahead import read_ahead
from vault.repository.repository import Repository
from vault.repository.snapshot import Snapshot
from vault.repository.tree import Node
from vault.storage.disk import flush_folder, storage_error
from vault.storage.straight import read_straight

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MAX_DEPTH = 1000  # folders inside folders; no system can write paths as deep as this
MAX_FILES = 1_000_000  # a tree may name the same subtree many times over: a small vault must not list without end

_LARGEST_HOLE = 16 << 20  # zeros for a blob that is lost: the index alone says how long it was
_MAX_PARTS = 16 << 20  # of all paths together

_AHEAD = 4  # blobs read before they are asked for
_CACHED_BLOBS = 4


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file in a backup; `path` is its folders from the root and its own name (not in repr: it names a chat)."""

    path: tuple[str, ...] = field(repr=False)
    node: Node


def find_files(repository: Repository, snapshot: Snapshot) -> list[FoundFile]:
    """All files of a backup as `iterate_files` gives them, in memory at once."""
    return list(iterate_files(repository, snapshot))


def iterate_files(repository: Repository, snapshot: Snapshot) -> Iterator[FoundFile]:
    """All files of a backup, folder by folder in the order of their names; links and the like are left out.

    Raises Damaged for trees that are missing, unreadable, too deep or too many, and for names that would leave
    their folder.
    """
    seen = parts = 0
    waiting: list[tuple[str, tuple[str, ...]]] = [(snapshot.tree, ())]
    while waiting:
        tree_id, folder = waiting.pop()
        if len(folder) > MAX_DEPTH:
            raise Damaged("tree", tree_id, "too deep or too many")
        nodes = [node for node in repository.load_tree(tree_id).nodes if node.is_file or node.is_folder]
        if any(leaves_its_folder(node.name) for node in nodes):
            raise Damaged("tree", tree_id, "a name that leaves its folder")
        yield from (FoundFile((*folder, node.name), node) for node in nodes if node.is_file)
        seen += len(nodes)
        parts += len(nodes) * (len(folder) + 1)
        if seen > MAX_FILES or parts > _MAX_PARTS:
            raise Damaged("tree", tree_id, "too deep or too many")
        folders = [(node.subtree, (*folder, node.name)) for node in nodes if node.is_folder and node.subtree]
        waiting += reversed(folders)


def read_file(repository: Repository, node: Node, progress: Progress | None = None) -> Iterator[bytes]:
    """The content of a file, blob by blob, each one verified; the next ones are read ahead on other threads.

    Reports "reading" in bytes. Raises Damaged, ObjectMissing and the rest of the StorageError tree, Cancelled.
    """
    return _blobs(repository, node, progress or NoProgress(), "reading")


def open_file(repository: Repository, node: Node, *, holes: bool = False) -> BinaryIO:
    """A file of the vault as a seekable stream for parsers; a few blobs are kept in memory, nothing on disk.

    Opening and reading raise as read_file does; with `holes`, what does not come back reads as zeros, for whoever
    wants to know what it was. For one thread at a time.
    """
    return io.BufferedReader(_BlobStream(repository, node, holes=holes), buffer_size=64 << 10)


def write_file(repository: Repository, node: Node, target: Path, progress: Progress, *, proving: bool = True) -> bool:
    """Write a file's content to `target`, whole and durable or not at all: beside its name first, then renamed.

    Returns whether all of it was read again from the disk and each blob is what its id says; without `proving`
    nothing is. Reports "restoring" and "comparing" in bytes, by turns. Raises FolderInTheWay if anything is at
    `target`, what read_file raises, and for the target's disk the StorageError tree with its folder as `place`.
    """
    is_proven = put_file(repository, node, target, progress, proving=proving)
    flush_names(target.parent)
    return is_proven


def put_file(repository: Repository, node: Node, target: Path, progress: Progress, *, proving: bool = True) -> bool:
    """As write_file, but a power cut may still take the name away: for many files, flush_names of each folder last."""
    if content_size(repository, node) <= SMALL_FILE:
        with closing(put_files(repository, [(node, target)], progress, proving=proving)) as files:
            ((written, is_proven),) = files
        progress.update("restoring", written, written)
    else:
        with (ProvenFile if proving else DurableFile)(target, modified=node.mtime) as file:
            written = put_pieces(repository, node, file, progress)
            progress.update("restoring", written, written)
            is_proven = file.finish(written, progress.check_cancelled)
    if proving:
        progress.update("comparing", written, written)
    return is_proven


def put_files(
    repository: Repository, files: Iterable[tuple[Node, Path]], progress: Progress, *, proving: bool
) -> Generator[tuple[int, bool], None, None]:
    """As put_file, for small files (of SMALL_FILE bytes at most), many on their way at once: the bytes of each as well.

    They are told in order, without progress.
    """
    kind = ProvenFile if proving else DurableFile
    return put_small(repository, ((kind(target, modified=node.mtime), node) for node, target in files), progress)


def is_there(repository: Repository, node: Node, target: Path, progress: Progress) -> bool:
    """Whether the file at `target` is what the vault holds: every byte is read, and each blob proven by its id.

    False for anything else by that name, and where nothing is. Reports "comparing" in bytes. Raises Damaged for a blob
    that the index does not know, the StorageError tree with the target's folder as `place`, Cancelled.
    """
    layout = [(blob_id, repository.blob_size(blob_id)) for blob_id in node.content]
    size = sum(length for _, length in layout)
    try:
        found = target.lstat()
        if not stat.S_ISREG(found.st_mode) or found.st_size != size:
            return False
        with closing(read_straight(target, 0, size)) as pieces, closing(_told(pieces, size, progress)) as told:
            return are_blobs(told, layout)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise storage_error(error, str(target.parent), writing=False) from error


def _told(pieces: Iterable[memoryview], size: int, progress: Progress) -> Generator[memoryview, None, None]:
    done = 0
    for piece in pieces:
        progress.check_cancelled()
        yield piece
        done += len(piece)
        progress.update("comparing", done, size)


def content_size(repository: Repository, node: Node) -> int:
    """Bytes that a file's blobs have, whatever its folder says of its size. Damaged for one that is lost."""
    return sum(map(repository.blob_size, node.content))


def flush_names(folder: Path) -> None:
    """Make the names in a folder last. Raises the StorageError tree with the folder as `place`."""
    try:
        flush_folder(folder)
    except OSError as error:
        raise storage_error(error, str(folder), writing=True) from error


def target_in(folder: Path, path: tuple[str, ...]) -> Path:
    """Where a found file belongs inside `folder`. Damaged if a name would lead out of it."""
    if not path or any(leaves_its_folder(name) for name in path):
        raise Damaged("tree", "", "a name that leaves its folder")
    return folder.joinpath(*path)


def _blobs(repository: Repository, node: Node, progress: Progress, step: str) -> Iterator[bytes]:
    """A node's blobs in order.

    That they add up to the node's size is not asked for: restic itself wrote others, and each blob is verified.
    """
    done = 0
    ask = progress.check_cancelled
    with closing(read_ahead(repository.load_blob, node.content, ahead=_AHEAD, check_cancelled=ask)) as blobs:
        for blob in blobs:
            progress.check_cancelled()
            yield blob
            done += len(blob)
            progress.update(step, done, node.size)
    progress.update(step, done, done)


class _BlobStream(io.RawIOBase):
    """The blobs of a node as one seekable stream. The index knows how long each one is."""

    def __init__(self, repository: Repository, node: Node, *, holes: bool) -> None:
        super().__init__()
        self._repository = repository
        self._content = node.content
        self._holes = holes
        self._starts = [0, *accumulate(repository.blob_size(blob_id) for blob_id in node.content)]
        self._position = 0
        self._cache: OrderedDict[int, bytes] = OrderedDict()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._starts[-1]}[whence]
        if base + offset < 0:
            raise ValueError("before the beginning")
        self._position = base + offset
        return self._position

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill from the blob at the present position; 0 at the end."""
        if self._position >= self._starts[-1]:
            return 0
        number = bisect_right(self._starts, self._position) - 1
        blob = self._blob(number)
        start = self._position - self._starts[number]
        view = memoryview(buffer).cast("B")
        count = min(len(view), len(blob) - start)
        view[:count] = memoryview(blob)[start : start + count]
        self._position += count
        return count

    def close(self) -> None:
        """Let go of what was decrypted."""
        self._cache.clear()
        super().close()

    def _blob(self, number: int) -> bytes:
        if number not in self._cache:
            self._cache[number] = self._loaded(number, self._starts[number + 1] - self._starts[number])
            if len(self._cache) > _CACHED_BLOBS:
                self._cache.popitem(last=False)
        self._cache.move_to_end(number)
        return self._cache[number]

    def _loaded(self, number: int, size: int) -> bytes:
        try:
            blob = self._repository.load_blob(self._content[number])
        except FAULTS:
            if not self._holes or size > _LARGEST_HOLE:
                raise
            return bytes(size)
        if len(blob) != size:
            raise Damaged("blob", self._content[number], "another length than the index says")
        return blob
