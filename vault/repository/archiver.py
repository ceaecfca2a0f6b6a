"""The way in: a stream becomes blobs, a file node and, with its neighbours, a tree.

Reading and cutting happen on the caller's thread, hashing and sealing of blobs on two of the writer's; a few large
buffers go round between them, so that memory stays flat whatever the size.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, BinaryIO, cast

from vault.errors import Cancelled
from vault.progress import Progress
from vault.repository.chunker import MIN_CHUNK, Chunker, new_buffer, worthwhile_cuts
from vault.repository.content import content_of
from vault.repository.names import leaves_its_folder, safe_name
from vault.repository.repository import Repository
from vault.repository.tree import MODE_DIR, Node, Tree, encode_tree
from vault.repository.waiting import until_done
from vault.repository.writer import Writer

__all__ = ["Archiver", "StoredFile", "StoredFolder", "folder_node", "safe_name"]

SEED_INFO = b"chat-vault chunker seed"  # never change it: chunks of older backups would not be found again
_FILE_MODE, _FOLDER_MODE = 0o600, MODE_DIR | 0o700  # what comes back is for its owner alone
_BUFFERS = 4
_RUN = 1 << 20  # bytes handed over together: a fraction of a buffer, so that both threads get their part of each


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file whose content is in the vault, though no backup names it yet.

    `content` (see repository.content) and `size` (bytes) are of what was really read: a caller that expected another
    size knows that the file changed meanwhile. `stored` counts the bytes that the vault grew by.
    """

    node: Node
    content: str = field(repr=False)
    size: int
    stored: int


@dataclass(frozen=True, slots=True)
class StoredFolder:
    """A folder whose files are in the vault, though no backup names it yet.

    `content` is of all its `files`, see repository.content.
    """

    node: Node
    content: str = field(repr=False)
    size: int
    files: int
    stored: int


class Archiver:
    """Stores files through one writer. For one thread."""

    def __init__(self, repository: Repository, writer: Writer, progress: Progress) -> None:
        """`progress` hears "storing" in bytes and is asked before every chunk whether to stop."""
        self._writer = writer
        self._progress = progress
        self._chunker = Chunker(repository.derive(SEED_INFO))
        self._buffers: list[memoryview] = []

    def store_stream(
        self,
        name: str,
        stream: BinaryIO,
        *,
        size: int | None,
        cuts: Sequence[int] = (),
        mtime: datetime | None = None,
    ) -> StoredFile:
        """Store what `stream` gives until it ends.

        `size`: how many bytes are expected, for the progress only. `cuts`: offsets where something begins or ends
        inside, counted from where the stream stands now. Raises Cancelled, the StorageError tree, ValueError for a
        name that is a path, and whatever the stream itself raises.
        """
        _refuse_paths(name)
        head = b""
        if size is not None and size <= MIN_CHUNK and not worthwhile_cuts([cut for cut in cuts if cut < size]):
            # most files of a folder: one chunk, and no threads for it
            head = stream.read(MIN_CHUNK + 1)
            if len(head) <= MIN_CHUNK:
                return self._store_small(name, head, mtime)
        if head:
            stream, cuts = cast(BinaryIO, _Continued(head, stream)), ()
        done = 0
        with _Pieces(self._writer, self._buffers, self._progress) as pieces:
            for chunk in self._chunker.chunks(stream, cuts, pieces.next_buffer):
                self._progress.check_cancelled()
                pieces.save(chunk)
                done += len(chunk)
                self._progress.update("storing", done, size)
            blobs, stored = pieces.finish()
        self._progress.update("storing", done, done)
        return _stored_file(name, blobs, done, stored, mtime)

    def _store_small(self, name: str, data: bytes, mtime: datetime | None) -> StoredFile:
        """What is at most one chunk, as the chunker would have cut it."""
        self._progress.check_cancelled()
        stored = self.store_bytes(name, data, mtime=mtime)
        self._progress.update("storing", len(data), len(data))
        return stored

    def store_bytes(self, name: str, data: bytes | memoryview, *, mtime: datetime | None = None) -> StoredFile:
        """Store a small file that is in memory already, as one blob (none for an empty one)."""
        _refuse_paths(name)
        if not data:
            return _stored_file(name, (), 0, 0, mtime)
        blob_id, stored = self._writer.save_blob("data", data)
        return _stored_file(name, (blob_id,), len(data), stored, mtime)

    def store_folder(self, path: Sequence[str], files: Sequence[StoredFile | StoredFolder]) -> str:
        """Store the folders of `path`, one inside the other, the last of them holding `files`.

        Returns the id of the root tree: what a snapshot names. Raises ValueError for two files of one name.
        """
        newest = max((file.node.mtime for file in files if file.node.mtime), default=datetime.now(UTC))
        tree_id = self.store_nodes([file.node for file in files])
        for name in reversed(path):
            tree_id = self.store_nodes([folder_node(name, tree_id, newest)])
        return tree_id

    def settle(self) -> None:
        """Wait until all that was stored is durable, though nothing refers to it yet. Raises as store_stream does."""
        self._writer.drain(self._progress.check_cancelled)

    def store_nodes(self, nodes: Sequence[Node]) -> str:
        """Store the listing of one folder; its tree's id. Raises ValueError for two of one name, and for too many."""
        return self._writer.save_blob("tree", encode_tree(Tree(tuple(nodes))))[0]


def folder_node(name: str, tree_id: str, newest: datetime | None) -> Node:
    """A folder whose listing is stored, for its owner alone. Raises ValueError for a name that is a path."""
    _refuse_paths(name)
    return Node(name, "dir", _FOLDER_MODE, newest or datetime.now(UTC), subtree=tree_id)


class _Continued:
    """Bytes that were read already, and then the rest of their stream."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head, self._rest = memoryview(head), rest

    def read(self, size: int) -> bytes:
        """At most so many bytes; b"" at the end."""
        if not self._head:
            return self._rest.read(size)
        piece, self._head = self._head[:size], self._head[size:]
        return bytes(piece)


class _Pieces:
    """The blobs of one stream, saved on other threads out of buffers going round; results come back in order."""

    def __init__(self, writer: Writer, buffers: list[memoryview], progress: Progress) -> None:
        """`buffers` is where free buffers are kept between streams: memory that is there already costs less."""
        self._writer, self._free, self._progress = writer, buffers, progress
        self._busy: deque[tuple[memoryview, list[Future[list[tuple[str, int]]]]]] = deque()
        self._run: list[memoryview] = []  # pieces of the buffer given last that are not handed over yet
        self._run_bytes = 0
        self._content: list[str] = []
        self._stored = 0

    def __enter__(self) -> _Pieces:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wait for what runs, drop what waits: a failed or cancelled file must leave nothing behind that runs."""
        if isinstance(error, Cancelled):
            self._writer.abandon(error)  # whoever waits for a slow place is told
        started: list[Future[Any]] = [future for _, saved in self._busy for future in saved]
        for future in started:
            future.cancel()
        wait(started)
        self._free += [buffer for buffer, _ in self._busy]

    def next_buffer(self) -> memoryview:
        """A buffer whose chunks are all saved; waits for the oldest one if need be."""
        self._hand_over()
        if len(self._busy) == _BUFFERS:
            self._collect()
        buffer = self._free.pop() if self._free else new_buffer()
        self._busy.append((buffer, []))
        return buffer

    def save(self, chunk: memoryview) -> None:
        """Have a chunk of the buffer given last saved soon."""
        self._run.append(chunk)
        self._run_bytes += len(chunk)
        if self._run_bytes >= _RUN:
            self._hand_over()

    def finish(self) -> tuple[tuple[str, ...], int]:
        """Wait for all; the ids in order, and how many new bytes the blobs took."""
        self._hand_over()
        while self._busy:
            self._collect()
        return tuple(self._content), self._stored

    def _hand_over(self) -> None:
        if self._run:
            self._busy[-1][1].append(self._writer.save_soon(self._run))
            self._run, self._run_bytes = [], 0

    def _collect(self) -> None:
        """Results before the buffer is let go: where one fails, it is still among the busy."""
        _, saved = self._busy[0]
        for future in saved:
            for blob_id, stored in until_done(future, self._progress.check_cancelled).result():
                self._content.append(blob_id)
                self._stored += stored
        self._free.append(self._busy.popleft()[0])


def _stored_file(name: str, blobs: tuple[str, ...], size: int, stored: int, mtime: datetime | None) -> StoredFile:
    node = Node(name, "file", _FILE_MODE, mtime or datetime.now(UTC), size, blobs)
    return StoredFile(node, content_of(blobs), size, stored)


def _refuse_paths(name: str) -> None:
    """A name that could not be restored must not get in."""
    if leaves_its_folder(name, windows=False):
        raise ValueError("a file's name must not be a path")
