"""Small vaults in memory, and a progress that remembers and can be told to stop."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from vault.errors import Cancelled
from vault.progress import NoProgress, Progress
from vault.repository.archiver import Archiver, StoredFile
from vault.repository.repository import NewKey, Repository
from vault.repository.snapshot import Snapshot
from vault.storage.backend import Backend
from vault.storage.memory import MemoryBackend

SECRET = "a secret for tests"
MOMENT = datetime(2026, 5, 3, 12, 0, tzinfo=UTC)


class Recorder:
    """A Progress that keeps what it hears; with `stop_after` it stops the work at that question."""

    def __init__(self, stop_after: int | None = None) -> None:
        self.heard: list[tuple[str, int, int | None]] = []
        self._left = stop_after

    def update(self, step: str, done: int, total: int | None = None) -> None:
        self.heard.append((step, done, total))

    def check_cancelled(self) -> None:
        if self._left is not None:
            self._left -= 1
            if self._left < 0:
                raise Cancelled


def new_vault(backend: Backend | None = None, *, scrypt_n: int = 16) -> Repository:
    """An empty vault, in memory if no place is given."""
    return Repository.create(backend or MemoryBackend(), lambda _: [NewKey(SECRET, "test")], scrypt_n=scrypt_n)


def opened_again(repository: Repository) -> Repository:
    """The same vault as another program would find it."""
    return Repository.open(repository.backend, SECRET)


def back_up(
    repository: Repository,
    files: Mapping[str, bytes],
    *,
    path: Sequence[str] = ("WhatsApp", "Anna"),
    cuts: Sequence[int] = (),
    progress: Progress | None = None,
) -> tuple[Snapshot, list[StoredFile]]:
    """One backup of these files, each through store_stream."""
    with repository.writing() as writer:
        archiver = Archiver(repository, writer, progress or NoProgress())
        stored = [
            archiver.store_stream(name, io.BytesIO(data), size=len(data), cuts=cuts, mtime=MOMENT)
            for name, data in files.items()
        ]
        tree = archiver.store_folder(path, stored)
        snapshot = Snapshot(datetime.now(UTC), tree, ("/" + "/".join(path),), "test", "test")
        return repository.save_snapshot(snapshot), stored
