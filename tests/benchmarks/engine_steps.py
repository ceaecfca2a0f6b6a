"""What a child process of the bench does: the repository layer alone, or a judgement about what it wrote.

engine_steps.py create|backup|restore|check VAULT [SOURCE or TARGET]      measured
engine_steps.py whole VAULT EXPORT…      the backups, oldest first, hold exactly these exports
engine_steps.py again VAULT OLD NEW      how many bytes of members that OLD holds, NEW's backup does not share with it

What only one step needs is imported by it: the start is measured, too.
"""

from __future__ import annotations

import hashlib
import sys
import zipfile
from bisect import bisect_right
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import accumulate
from pathlib import Path

from vault.exports.archive import Archive
from vault.exports.base import Source
from vault.exports.disk_parts import folder_source
from vault.progress import NoProgress
from vault.repository.archiver import Archiver
from vault.repository.repository import NewKey, Repository
from vault.repository.snapshot import Snapshot
from vault.repository.tree import Node
from vault.services.store_source import store_source
from vault.storage.local import LocalBackend

SECRET = "a secret for the bench"
FOLDERS = ("WhatsApp", "Anna")


def create(vault: Path) -> None:
    """An empty vault."""
    Repository.create(LocalBackend(vault), lambda _: [NewKey(SECRET, "benchmark")])


def backup(vault: Path, path: Path) -> None:
    """Store a file or folder as the program does, without understanding it."""
    repository = _opened(vault)
    source = folder_source(path) if path.is_dir() else Source.of_file(path)
    with repository.writing() as writer:
        stored = store_source(repository, writer, source, path.name, NoProgress())
        tree = Archiver(repository, writer, NoProgress()).store_folder(FOLDERS, [stored.entry])
        repository.save_snapshot(Snapshot(datetime.now(UTC), tree, ("/" + "/".join(FOLDERS),)))


def restore(vault: Path, folder: Path) -> None:
    """Write what the newest backup holds below `folder`, durable, every blob verified: as restic does, and to last.

    What the program does beyond that, reading all again from the target's disk, is measured with the program.
    """
    from vault.services.write_export import write_export

    repository = _opened(vault)
    node = _export(repository, repository.snapshots()[-1])
    folder.mkdir(exist_ok=True)
    write_export(repository, node, folder / node.name, sys.maxsize, NoProgress(), proving=False)


def check(vault: Path) -> None:
    """Every byte."""
    from vault.repository.check import Check

    if not Check().run(_opened(vault), read_all=True, progress=NoProgress()).ok:
        raise SystemExit("the check found a problem")


def whole(vault: Path, *exports: Path) -> None:
    """Whether the backups, oldest first, are byte for byte these files."""
    repository = _opened(vault)
    for snapshot, export in zip(repository.snapshots(), exports, strict=True):
        digest = hashlib.sha256()
        for blob_id in _export(repository, snapshot).content:
            digest.update(repository.load_blob(blob_id))
        with export.open("rb") as stream:
            if hashlib.file_digest(stream, "sha256").digest() != digest.digest():
                raise SystemExit(f"not what was stored: {export}")


def again(vault: Path, old: Path, new: Path) -> None:
    """Print how many bytes of members known from `old` were stored again with `new`, the newest backup.

    A blob of the newest backup's file that the one before does not have is new; what it covers of known members counts.
    """
    repository = _opened(vault)
    before, after = (_export(repository, snapshot) for snapshot in repository.snapshots()[-2:])
    held = set(before.content)
    starts = [0, *accumulate(map(repository.blob_size, after.content))]
    total = 0
    for begin, end in _known_members(old, new):
        number = bisect_right(starts, begin) - 1
        while number < len(after.content) and starts[number] < end:
            if after.content[number] not in held:
                total += min(end, starts[number + 1]) - max(begin, starts[number])
            number += 1
    sys.stdout.write(f"{total}\n")


def _known_members(old: Path, new: Path) -> list[tuple[int, int]]:
    """Where in `new` the packed bytes of photos lie that `old` has as well."""
    with zipfile.ZipFile(old) as archive:
        known = {(info.CRC, info.file_size) for info in archive.infolist() if not info.filename.endswith(".txt")}
    with zipfile.ZipFile(new) as archive:
        infos = [info for info in archive.infolist() if (info.CRC, info.file_size) in known]
    with Archive(Source.of_file(new)) as opened:
        cuts = opened.cuts()
    begins = (cuts[bisect_right(cuts, info.header_offset)] for info in infos)
    return [(begin, begin + info.compress_size) for begin, info in zip(begins, infos, strict=True)]


def _opened(vault: Path) -> Repository:
    return Repository.open(LocalBackend(vault), SECRET)


def _export(repository: Repository, snapshot: Snapshot) -> Node:
    tree = repository.load_tree(snapshot.tree)
    for name in FOLDERS:
        (found,) = (node for node in tree.nodes if node.name == name)
        tree = repository.load_tree(found.subtree or "")
    (node,) = tree.nodes
    return node


STEPS = {step.__name__: step for step in (create, backup, restore, check, whole, again)}


def main(arguments: Sequence[str]) -> None:
    """One step."""
    STEPS[arguments[0]](*map(Path, arguments[1:]))


if __name__ == "__main__":
    main(sys.argv[1:])
