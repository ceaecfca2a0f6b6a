"""What lies in a vault: each backup's export and its about.json, found without trusting a name or a count.

Of every snapshot at most three small folders are read: root / app / chat / {export, about.json}. An export is a file,
or a folder of files. Anything else is somebody's own restic backup: counted, and otherwise left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import msgspec

from vault.errors import Damaged, ExportMissing, NoPermission, ObjectMissing, PlaceFailed
from vault.exports.base import Source
from vault.library.index import LibraryUnusable
from vault.repository.restorer import open_file
from vault.repository.snapshot import Snapshot
from vault.repository.stored_content import content_of_node
from vault.repository.stored_tree import StoredTree, files_below
from vault.repository.tree import Node
from vault.services.about import LIMIT, NAME, About, decode_about

if TYPE_CHECKING:
    from vault.repository.repository import Repository
    from vault.services.vault import OpenedVault

FAULTS = (Damaged, ObjectMissing, NoPermission, PlaceFailed)  # of one file; a place that is gone is another matter
_NODES = 16
_ROOM = 256 << 20  # bytes of memory for what many backups say of themselves


@dataclass(frozen=True, slots=True)
class StoredExport:
    """An export in the vault. `node` leads to its bytes: a file, or a folder with all of its files."""

    snapshot: Snapshot
    about: About = field(repr=False)
    node: Node


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of a backup without reading the vault again; `order` is the date order it was listed with."""

    snapshot: str
    time: datetime
    about: About = field(repr=False)
    order: str | None = None


@dataclass(frozen=True, slots=True)
class Inventory:
    """Everything in the vault, oldest first: backups of chats, snapshots that are none, and those not readable.

    `unknown` are ids of backups that the library does not list yet. `unreadable` maps ids to the snapshot, or to None
    where that itself cannot be read.
    """

    entries: tuple[Entry, ...]
    unknown: frozenset[str]
    others: int
    unreadable: Mapping[str, Snapshot | None] = field(repr=False)


class Note(msgspec.Struct, frozen=True):
    """What the library keeps beside a snapshot, so that listing chats needs no reading.

    `about` is None for what is no chat of ours; it is brought up to date with what was found when the messages were
    read here. `order` is the date order, `importer` the version of the importer that they were read with, `read_by`
    a mark of all further answers, and of the keys that were tried in vain. `tree` is the snapshot's root.
    """

    time: datetime
    about: About | None
    order: str | None = None
    importer: int = 0
    read_by: str = ""
    tree: str = ""


def read_export(repository: Repository, snapshot: Snapshot) -> StoredExport | None:
    """The export of a backup; None for a snapshot that is no backup of ours. Raises Damaged and StorageError."""
    nodes = _chat_folder(repository, snapshot)
    about_node = next((node for node in nodes if node.name == NAME and node.is_file), None)
    if about_node is None or about_node.size > LIMIT:
        return None
    if sum(map(repository.blob_size, about_node.content)) > LIMIT:
        return None
    content = b"".join(map(repository.load_blob, about_node.content))
    about = decode_about(content)
    if about is None:
        return None
    node = next((node for node in nodes if node.name == about.file and node.name != NAME), None)
    fits = node is not None and (node.is_folder if about.files else node.is_file)
    return StoredExport(snapshot, about, node) if node is not None and fits else None


def source_of(repository: Repository, stored: StoredExport) -> Source:
    """The stored export as importers read it; nothing of it touches the disk."""
    about, node = stored.about, stored.node
    modified = about.modified or stored.snapshot.time
    if node.is_folder:
        return VaultParts(repository, node).source(Path(about.source), about.size, modified)
    return Source(Path(about.source), node.size, modified, lambda: _opened(repository, node))


def _opened(repository: Repository, node: Node) -> BinaryIO:
    """A file of the vault for a parser. Damaged for one of more bytes than its folder says: it could have no end."""
    if sum(map(repository.blob_size, node.content)) > node.size:
        raise Damaged("tree", "", "a file longer than its folder says")
    return open_file(repository, node)


class VaultParts:
    """The files of a folder in the vault, as importers ask for them. For one thread at a time."""

    def __init__(self, repository: Repository, folder: Node) -> None:
        self._repository, self._folder = repository, folder
        self._tree = StoredTree(repository, folder)
        self._names: list[str] | None = None

    def names(self) -> Sequence[str]:
        """All names, sorted. Raises Damaged, StorageErrors."""
        if self._names is None:
            self._names = [file.name for file in files_below(self._repository, self._folder)]
        return self._names

    def part(self, name: str) -> Source:
        """One file. Raises KeyError, Damaged, StorageErrors."""
        node = self._tree.node(name)
        modified = node.mtime or datetime.fromtimestamp(0, UTC)
        return Source(Path(name), node.size, modified, lambda: _opened(self._repository, node))

    def source(self, path: Path, size: int, modified: datetime) -> Source:
        """All of it as one."""

        def no_bytes() -> BinaryIO:
            raise ExportMissing(path)

        return Source(path, size, modified, no_bytes, self)


Backup = tuple[str, About]  # by its snapshot's id, and what it says of itself


class SameExport:
    """Tells whether two backups are of the very same export: the same bytes under the same name.

    Backups of older versions say a SHA-256 and no content id: against a newer one their listings tell it, once.
    """

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._told: dict[str, str] = {}

    def __call__(self, one: Backup, other: Backup) -> bool:
        """The same bytes and the same name. One that is no backup yet has content, and any id."""
        return one[1].file == other[1].file and self.bytes(one, other)

    def bytes(self, one: Backup, other: Backup) -> bool:
        """The same bytes, byte for byte, whatever they are called. Raises StorageErrors of the place that is gone."""
        mine, theirs = one[1], other[1]
        if (mine.size, mine.files) != (theirs.size, theirs.files):
            return False
        if not (mine.content or theirs.content):
            return bool(mine.sha256) and mine.sha256 == theirs.sha256
        content = self._content(*one)
        return bool(content) and content == self._content(*other)

    def _content(self, snapshot_id: str, about: About) -> str:
        """ "" where it cannot be told."""
        if not about.content and snapshot_id not in self._told:
            self._told[snapshot_id] = ""
            with suppress(*FAULTS):
                stored = read_export(self._repository, self._repository.load_snapshot(snapshot_id))
                self._told[snapshot_id] = content_of_node(self._repository, stored.node) if stored else ""
        return about.content or self._told[snapshot_id]


def renewed(abouts: Mapping[str, About], snapshots: Iterable[Snapshot], same: SameExport) -> frozenset[str]:
    """The backups in whose place a later one of the very same export stands, by ids.

    `snapshots` tell by which ids backups went before the vault was re-locked.
    """
    now = {earlier: snapshot.id for snapshot in snapshots for earlier in snapshot.earlier_ids}
    hidden = set[str]()
    for snapshot_id, about in abouts.items():
        renews = now.get(about.renews, about.renews)
        older = abouts.get(renews)
        if older and older.unread and same((renews, older), (snapshot_id, about)):
            hidden.add(renews)
    return frozenset(hidden)


def take_stock(vault: OpenedVault) -> Inventory:
    """List the vault as it is now: from the library's notes where it has them, from the vault where not.

    A backup that another one stands for is not listed.
    """
    notes, snapshots = notes_of(vault), vault.repository.snapshots()
    unreadable: dict[str, Snapshot | None] = dict.fromkeys(vault.repository.backend.list("snapshots"))
    entries: list[Entry] = []
    unknown, others, room = set[str](), 0, _ROOM
    for snapshot in snapshots:
        unreadable[snapshot.id] = snapshot
        try:
            note = notes.get(snapshot.id) or _fresh_note(vault.repository, snapshot)
        except FAULTS:
            continue
        room -= note.about.weight if note.about is not None and snapshot.id not in notes else 0
        if room < 0:
            continue  # more than any vault says of itself: it would exhaust memory
        del unreadable[snapshot.id]
        if note.about is None:
            others += 1
            continue
        entries.append(Entry(snapshot.id, snapshot.time, note.about, note.order))
        if snapshot.id not in notes:
            unknown.add(snapshot.id)
    abouts = {entry.snapshot: entry.about for entry in entries}
    hidden = renewed(abouts, snapshots, SameExport(vault.repository))
    shown = tuple(entry for entry in entries if entry.snapshot not in hidden)
    return Inventory(shown, frozenset(unknown), others, unreadable)


def every_about(vault: OpenedVault) -> dict[str, About]:
    """What each backup of a chat says of itself, those too that another one stands for; readable ones only."""
    notes = notes_of(vault)
    found: dict[str, About] = {}
    for snapshot in vault.repository.snapshots():
        with suppress(*FAULTS):
            note = notes.get(snapshot.id) or _fresh_note(vault.repository, snapshot)
            if note.about is not None:
                found[snapshot.id] = note.about
    return found


def notes_of(vault: OpenedVault) -> dict[str, Note]:
    """The library's notes; none where it does not serve."""
    try:
        found = vault.library.notes()
    except LibraryUnusable:
        return {}
    decoded = {snapshot_id: _decode_note(note) for snapshot_id, note in found.items()}
    return {snapshot_id: note for snapshot_id, note in decoded.items() if note is not None}


def encode_note(
    snapshot: Snapshot, about: About | None, order: str | None = None, importer: int = 0, read_by: str = ""
) -> bytes:
    """The note of a snapshot."""
    return msgspec.json.encode(Note(snapshot.time, about, order, importer, read_by, snapshot.tree))


def _decode_note(note: bytes) -> Note | None:
    try:
        return msgspec.json.decode(note, type=Note)
    except msgspec.MsgspecError:
        return None


def _fresh_note(repository: Repository, snapshot: Snapshot) -> Note:
    stored = read_export(repository, snapshot)
    return Note(snapshot.time, stored.about if stored else None)


def _chat_folder(repository: Repository, snapshot: Snapshot) -> tuple[Node, ...]:
    """The nodes of root / app / chat; nothing where there is more than one way down, or more than we ever store."""
    nodes = repository.load_tree(snapshot.tree).nodes
    for _ in range(2):
        if len(nodes) != 1 or nodes[0].subtree is None:
            return ()
        nodes = repository.load_tree(nodes[0].subtree).nodes
    return nodes if len(nodes) <= _NODES else ()
