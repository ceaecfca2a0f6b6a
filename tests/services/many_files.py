"""Stores a folder of so many small files that exist only here, reads it back, and tells what memory that took."""

from __future__ import annotations

import io
import json
import resource
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from vault.exports.base import Source
from vault.progress import NoProgress
from vault.repository.archiver import Archiver
from vault.repository.key_file import NewKey
from vault.repository.repository import Repository
from vault.repository.snapshot import Snapshot
from vault.repository.stored_content import content_of_node
from vault.repository.stored_tree import read_whole
from vault.services.contents import VaultParts
from vault.services.store_source import store_source
from vault.storage.local import LocalBackend

WHEN = datetime(2026, 5, 1, tzinfo=UTC)
QUIET = NoProgress()


class Invented:
    """At most so many files in one folder, as a chat's photos; the others as a phone's backup has them."""

    def __init__(self, files: int, most: int) -> None:
        flat = [f"photos/IMG-{number:08d}.jpg" for number in range(min(files, most))]
        spread = [f"{number % 256:02x}/{number:040x}" for number in range(files - len(flat))]
        self._names = sorted(flat + spread)

    def names(self) -> Sequence[str]:
        return self._names

    def part(self, name: str) -> Source:
        data = name.encode() * 3
        return Source(Path(name), len(data), WHEN, lambda: io.BytesIO(data))


def peak_of_this_program() -> int:
    """KiB that this program had at most; getrusage would tell its parent's where that was higher."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM"))


def main(folder: Path, files: int, flat: int) -> None:
    """Print what became of it, as JSON."""
    backend = LocalBackend(folder / "vault")
    repository = Repository.create(backend, lambda _: [NewKey("secret", "memory")], scrypt_n=16)
    parts = Invented(files, flat)
    source = Source(Path("Phone"), 3 * sum(map(len, parts.names())), WHEN, io.BytesIO, parts)
    with repository.writing() as writer:
        stored = store_source(repository, writer, source, "Phone", QUIET)
        tree = Archiver(repository, writer, QUIET).store_folder(["App", "Chat"], [stored.entry])
        repository.save_snapshot(Snapshot(WHEN, tree, ("/App/Chat",)))
    read_whole(repository, stored.entry.node, source.size, QUIET)
    same = content_of_node(repository, stored.entry.node) == stored.entry.content
    inside = VaultParts(repository, stored.entry.node)
    read = sum(inside.part(name).size == 3 * len(name) for name in inside.names())
    peak = peak_of_this_program() // 1024
    sys.stdout.write(json.dumps({"files": stored.files, "same": same, "read": read, "peak": peak}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
