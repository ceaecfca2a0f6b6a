"""The way in: a stream becomes blobs, a file node and, with its neighbours, a tree.

Reading, cutting and the file's own SHA-256 happen on the caller's thread, hashing and sealing of blobs on two more;
a few large buffers go round between them, so that memory stays flat whatever the size.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType
from typing import BinaryIO

from vault.progress import Progress
from vault.repository.chunker import Chunker, new_buffer
from vault.repository.names import leaves_its_folder, safe_name
from vault.repository.repository import Repository
from vault.repository.tree import MODE_DIR, Node, Tree, encode_tree
from vault.repository.writer import Writer

__all__ = ["Archiver", "StoredFile", "safe_name"]

SEED_INFO = b"chat-vault chunker seed"  # never change it: chunks of older backups would not be found again
_FILE_MODE, _FOLDER_MODE = 0o600, MODE_DIR | 0o700  # what comes back is for its owner alone
_WORKERS = 2
_BUFFERS = 3


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file whose content is in the vault, though no backup names it yet.

    `sha256` (hex) and `size` (bytes) are of what was really read: a caller that expected another size knows that the
    file changed meanwhile. `stored` counts the bytes that the vault grew by.
    """

    node: Node
    sha256: str = field(repr=False)
    size: int
    stored: int


class Archiver:
    """Stores files through one writer. For one thread."""

    def __init__(self, repository: Repository, writer: Writer, progress: Progress) -> None:
        """`progress` hears "storing" in bytes and is asked before every chunk whether to stop."""
        self._writer = writer
        self._progress = progress
        self._chunker = Chunker(repository.derive(SEED_INFO))

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
        digest, done = hashlib.sha256(), 0
        with _Workers(self._writer) as workers:
            for chunk in self._chunker.chunks(stream, cuts, workers.next_buffer):
                self._progress.check_cancelled()
                workers.save(chunk)
                digest.update(chunk)
                done += len(chunk)
                self._progress.update("storing", done, size)
            content, stored = workers.finish()
        self._progress.update("storing", done, done)
        return _stored_file(name, tuple(content), digest.hexdigest(), done, stored, mtime)

    def store_bytes(self, name: str, data: bytes, *, mtime: datetime | None = None) -> StoredFile:
        """Store a small file that is in memory already, as one blob (none for an empty one)."""
        _refuse_paths(name)
        content: tuple[str, ...] = ()
        stored = 0
        if data:
            blob_id, stored = self._writer.save_blob("data", data)
            content = (blob_id,)
        return _stored_file(name, content, hashlib.sha256(data).hexdigest(), len(data), stored, mtime)

    def store_folder(self, path: Sequence[str], files: Sequence[StoredFile]) -> str:
        """Store the folders of `path`, one inside the other, the last of them holding `files`.

        Returns the id of the root tree: what a snapshot names. Raises ValueError for two files of one name.
        """
        newest = max((file.node.mtime for file in files if file.node.mtime), default=datetime.now(UTC))
        tree_id = self._save_tree(Tree(tuple(file.node for file in files)))
        for name in reversed(path):
            _refuse_paths(name)
            tree_id = self._save_tree(Tree((Node(name, "dir", _FOLDER_MODE, newest, subtree=tree_id),)))
        return tree_id

    def _save_tree(self, tree: Tree) -> str:
        return self._writer.save_blob("tree", encode_tree(tree))[0]


class _Workers:
    """Threads that save blobs out of buffers going round; results come back in order."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._pool = ThreadPoolExecutor(_WORKERS, thread_name_prefix="archiver")
        self._free = [new_buffer() for _ in range(_BUFFERS)]
        self._busy: deque[tuple[memoryview, list[Future[tuple[str, int]]]]] = deque()
        self._content: list[str] = []
        self._stored = 0

    def __enter__(self) -> _Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wait for what runs, drop what waits: a failed or cancelled file must leave no thread behind."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def next_buffer(self) -> memoryview:
        """A buffer whose chunks are all saved; waits for the oldest one if need be."""
        if not self._free:
            self._collect()
        buffer = self._free.pop()
        self._busy.append((buffer, []))
        return buffer

    def save(self, chunk: memoryview) -> None:
        """Have a chunk of the buffer given last saved soon."""
        self._busy[-1][1].append(self._pool.submit(self._writer.save_blob, "data", chunk))

    def finish(self) -> tuple[list[str], int]:
        """Wait for all; the ids in order, and how many new bytes they took."""
        while self._busy:
            self._collect()
        return self._content, self._stored

    def _collect(self) -> None:
        buffer, saved = self._busy.popleft()
        for future in saved:
            blob_id, stored = future.result()
            self._content.append(blob_id)
            self._stored += stored
        self._free.append(buffer)


def _stored_file(
    name: str, content: tuple[str, ...], sha256: str, size: int, stored: int, mtime: datetime | None
) -> StoredFile:
    node = Node(name, "file", _FILE_MODE, mtime or datetime.now(UTC), size, content)
    return StoredFile(node, sha256, size, stored)


def _refuse_paths(name: str) -> None:
    """A name that could not be restored must not get in."""
    if leaves_its_folder(name, windows=False):
        raise ValueError("a file's name must not be a path")
