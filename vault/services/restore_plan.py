"""What a restore would write where, and what it came to: shown before and after."""

from __future__ import annotations

import hashlib
import os
import shutil
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count
from pathlib import Path

from vault.errors import Damaged, FolderInTheWay, NoSuchBackup, NotEnoughSpace, ObjectMissing
from vault.repository.names import safe_name
from vault.repository.snapshot import Snapshot
from vault.repository.target_file import is_left_over
from vault.repository.tree import Node
from vault.services.about import About, AboutChat
from vault.services.contents import FAULTS, SameExport, StoredExport, notes_of, read_export, renewed
from vault.services.target_disk import files_in, translated
from vault.services.unfinished import Mark, begun_there, unfinished_name
from vault.services.vault import OpenedVault


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """One export to write to `target`: a file, or a folder with `files` files.

    `bytes` is its size, `messages` how many it must have (None where reading it stopped midway when it came in, or
    nothing could be read of it then). `chats` are the names of those in it; of these, `with_it` come along although
    others were asked for: an export comes back whole.
    """

    chat: str = field(repr=False)
    app: str
    app_name: str
    export: str = field(repr=False)
    target: Path = field(repr=False)
    bytes: int
    messages: int | None
    snapshot: str
    node: Node = field(repr=False)
    about: About = field(repr=False)
    files: int = 0
    chats: tuple[str, ...] = field(default=(), repr=False)
    with_it: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something that could not be brought back whole.

    `why` is a key: damaged, missing (parts of the vault are not there), changed (other bytes than were stored),
    not-identical (the disk did not keep what was written), miscounted (other messages than before), not-written
    (something else lies there under its name). `inside` are the names of the files in it that are not whole, as the
    health check tells them: all of them, as far as they can be told.
    """

    name: str = field(repr=False)
    why: str
    inside: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class RestorePlan:
    """What would be written where; shown before anything is. Sizes in bytes; `free` None where it cannot be known.

    `mark` tells it from others. `goes_on`: this very restore was begun in the folder and did not end. What came into
    the vault since comes back with it, under names that are free; `there` are the exports that lie there under their
    own names, and `kept` the bytes that need not be written again. What they are is proven when it goes on.
    """

    folder: Path
    files: tuple[PlannedFile, ...]
    unreadable: tuple[Unreadable, ...]
    needed: int
    free: int | None
    mark: Mark = field(default_factory=Mark)
    goes_on: bool = False
    there: int = 0
    kept: int = 0

    @property
    def messages(self) -> int:
        """Messages that the planned files must have, together."""
        return sum(file.messages or 0 for file in self.files)

    @property
    def with_it(self) -> tuple[str, ...]:
        """Names of chats that come along although others were asked for: an export comes back whole."""
        return tuple(dict.fromkeys(name for file in self.files for name in file.with_it))


def make_plan(vault: OpenedVault, chats: Sequence[str] | None, folder: Path) -> RestorePlan:
    """Look at everything, write nothing. Raises NoSuchBackup, FolderInTheWay, NotEnoughSpace, StorageError."""
    folder = folder.absolute()
    if _is_inside(folder, vault.folder):  # readable chats there would be the opposite of what it is for
        raise FolderInTheWay(folder, "vault")
    begun = begun_there(folder)
    plan = plan_anywhere(vault, chats, folder, begun)
    if begun is not None:
        if plan.mark != begun:
            raise FolderInTheWay(folder, "other")
        plan = _as_it_is_there(plan)
    missing = plan.needed - plan.kept
    if plan.free is not None and missing > plan.free:
        raise NotEnoughSpace(plan.folder, missing, plan.free)
    return plan


def plan_anywhere(
    vault: OpenedVault, chats: Sequence[str] | None, folder: Path, begun: Mark | None = None
) -> RestorePlan:
    """The plan without a look at what lies in the folder. Raises NoSuchBackup, StorageError.

    Where a restore was `begun`, what was in the vault then has its names first. It is that restore if its mark is the
    same again: then all that it was to bring is still there.
    """
    found, lost = _readable(vault)
    known = begun.known if begun is not None else frozenset(_lasting_id(export) for export in found)
    stored = _with_what_came_later(vault, found, known)
    contents = _Contents(vault)
    if chats is not None:
        chosen, lost = _chosen(contents, stored, lost, chats)
        wanted = {export.snapshot.id for export in chosen}
        stored = [export for export in stored if export.snapshot.id in wanted]
    distinct = _distinct(stored, SameExport(vault.repository))
    files = tuple(_with_targets(folder, distinct, contents, chats))
    of_then = [(_lasting_id(one), file) for one, file in zip(distinct, files, strict=True) if _lasting_id(one) in known]
    named = sorted((lasting, file.target.relative_to(folder).as_posix()) for lasting, file in of_then)
    mark = Mark(hashlib.sha256(repr(named).encode()).hexdigest(), known)
    needed = sum(file.bytes for file in files)
    return RestorePlan(folder, files, tuple(_as_unreadable(lost)), needed, free_space(folder), mark)


def _as_it_is_there(plan: RestorePlan) -> RestorePlan:
    """With what the restore that did not end has written. What it left in the making makes room before it goes on."""
    free = plan.free
    with translated(plan.folder, writing=False):
        if free is not None:
            free += sum(path.lstat().st_size for path in files_in(plan.folder) if is_left_over(path))
        there = sum(os.path.lexists(file.target) for file in plan.files)
        begun = [path for file in plan.files for path in (file.target, unfinished_name(file.target))]
        whole = (path for one in begun if os.path.lexists(one) for path in files_in(one) if not is_left_over(path))
        kept = sum(path.lstat().st_size for path in whole)
    return replace(plan, free=free, goes_on=True, there=there, kept=min(kept, plan.needed))


def _is_inside(folder: Path, other: Path) -> bool:
    try:
        return folder.resolve().is_relative_to(other.resolve())
    except (OSError, RuntimeError):  # links in a circle
        return folder.is_relative_to(other)


def free_space(folder: Path) -> int | None:
    """Bytes that still fit on the disk where `folder` is or would be; None where nobody can tell."""
    try:
        there = next((place for place in (folder, *folder.parents) if place.exists()), None)
        return shutil.disk_usage(there).free if there else None
    except OSError:
        return None


def why_unreadable(error: Exception) -> str:
    """The key for a fault of the vault's bytes: they are not there (half a copy of a vault), or not what they were."""
    gone = isinstance(error, ObjectMissing) or (
        isinstance(error, Damaged) and error.detail in ("missing", "not in index")
    )
    return "missing" if gone else "damaged"


@dataclass(frozen=True, slots=True)
class _LostBackup:
    """A backup that cannot even be listed; `snapshot` None where that itself cannot be read."""

    snapshot: Snapshot | None
    why: str


Lost = dict[str, _LostBackup]


def _readable(vault: OpenedVault) -> tuple[list[StoredExport], Lost]:
    """Every export whose place in the vault can be read, newest first; and the backups that cannot even be listed."""
    found: list[StoredExport] = []
    lost: Lost = dict.fromkeys(vault.repository.backend.list("snapshots"), _LostBackup(None, "damaged"))
    for snapshot in reversed(vault.repository.snapshots()):
        try:
            stored = read_export(vault.repository, snapshot)
        except FAULTS as error:
            lost[snapshot.id] = _LostBackup(snapshot, why_unreadable(error))
            continue
        lost.pop(snapshot.id, None)
        if stored is not None:
            found.append(stored)
    return found, lost


def _lasting_id(export: StoredExport) -> str:
    """Enough of a backup's id to know it by; the same in every copy of the vault, and after it was re-locked."""
    return (*export.snapshot.earlier_ids, export.snapshot.id)[0][:16]


def _with_what_came_later(
    vault: OpenedVault, found: Sequence[StoredExport], known: Collection[str]
) -> list[StoredExport]:
    """The `known` ones, newest first, then the others, oldest first: so what comes later still takes no name away.

    Those are left out in whose place another one stands, among the known for itself.
    """
    then = [export for export in found if _lasting_id(export) in known]
    later = [export for export in reversed(found) if _lasting_id(export) not in known]
    return [*_not_renewed(vault, then), *_not_renewed(vault, later)]


def _not_renewed(vault: OpenedVault, found: Sequence[StoredExport]) -> Iterator[StoredExport]:
    abouts = {export.snapshot.id: export.about for export in found}
    hidden = renewed(abouts, [export.snapshot for export in found], SameExport(vault.repository))
    return (export for export in found if export.snapshot.id not in hidden)


class _Contents:
    """Which chats an export holds: as about.json says, or where nobody could read it then, as was found since."""

    def __init__(self, vault: OpenedVault) -> None:
        self._vault = vault
        self._notes = notes_of(vault)

    def chats(self, export: StoredExport) -> list[AboutChat]:
        """All of them."""
        note = self._notes.get(export.snapshot.id)
        about = note.about if export.about.unread and note and note.about else export.about
        return about.listed()

    def has(self, export: StoredExport, wanted: str) -> bool:
        """Whether one is called so, or the export as a whole is, or one has this id."""
        return export.about.chat.casefold() == wanted.casefold() or any(
            self.is_chat(chat, wanted) for chat in self.chats(export)
        )

    def is_chat(self, chat: AboutChat, wanted: str) -> bool:
        """By name or id."""
        return wanted.casefold() == chat.name.casefold() or wanted == self._vault.chat_id(chat.app, chat.key)

    def others(self, export: StoredExport, wanted: Sequence[str]) -> Iterator[str]:
        """Names of the chats in it that were not asked for."""
        if not any(name.casefold() == export.about.chat.casefold() for name in wanted):
            for chat in self.chats(export):
                if not any(self.is_chat(chat, name) for name in wanted):
                    yield chat.name


def _chosen(
    contents: _Contents, stored: Sequence[StoredExport], lost: Lost, chats: Sequence[str]
) -> tuple[list[StoredExport], Lost]:
    """Those of the chats asked for, by id or by name. NoSuchBackup names the first that the vault does not have."""
    taken: list[StoredExport] = []
    taken_lost: Lost = {}
    for chat in chats:
        mine = [export for export in stored if contents.has(export, chat)]
        folders = {path for export in mine for path in export.snapshot.paths}
        mine_lost = {
            snapshot_id: backup
            for snapshot_id, backup in lost.items()
            if backup.snapshot
            and any(path in folders or path.rpartition("/")[2] == chat for path in backup.snapshot.paths)
        }
        if not mine and not mine_lost:
            raise NoSuchBackup(chat)
        taken += [export for export in mine if export not in taken]
        taken_lost |= mine_lost
    return taken, taken_lost


def _distinct(stored: Iterable[StoredExport], same: SameExport) -> list[StoredExport]:
    """The very same export of a chat is brought back once, from its newest backup."""
    taken: list[StoredExport] = []
    alike: dict[tuple[object, ...], list[tuple[str, About]]] = {}
    for export in stored:
        about = export.about
        others = alike.setdefault((about.app, about.key, about.file, about.size), [])
        mine = (export.snapshot.id, about)
        if not any(same(mine, other) for other in others):
            others.append(mine)
            taken.append(export)
    return taken


def _with_targets(
    folder: Path, stored: Iterable[StoredExport], contents: _Contents, asked: Sequence[str] | None
) -> Iterator[PlannedFile]:
    """The newest export of a name keeps it; others are told apart by their date. Names come from the vault: unsafe."""
    used: set[str] = set()
    for export in stored:
        about, day = export.about, export.snapshot.time.astimezone().date()
        parent = folder / safe_name(about.app_name) / safe_name(about.chat)
        names = _names(parent, safe_name(export.node.name), day)
        target = next(path for path in names if used.isdisjoint(_keys(path)))
        used.update(_keys(target))
        yield PlannedFile(
            chat=about.chat,
            app=about.app,
            app_name=about.app_name,
            export=about.source,
            target=target,
            bytes=about.size if about.files else export.node.size,
            messages=about.messages if about.complete and not about.unread else None,
            snapshot=export.snapshot.id,
            node=export.node,
            about=about,
            files=about.files,
            chats=tuple(chat.name for chat in contents.chats(export)),
            with_it=tuple(contents.others(export, asked)) if asked is not None else (),
        )


def _names(parent: Path, name: str, day: date) -> Iterator[Path]:
    yield parent / name
    stem, dot, ending = name.rpartition(".")
    stem, ending = (stem, dot + ending) if stem else (name, "")
    yield parent / f"{stem} (backup of {day}){ending}"
    for number in count(2):
        yield parent / f"{stem} (backup of {day}, {number}){ending}"


def _keys(path: Path) -> set[str]:
    """What Windows and macOS take for the same file; and the name that it bears as long as it is unfinished."""
    return {unicodedata.normalize("NFC", str(name)).casefold() for name in (path, unfinished_name(path))}


def _as_unreadable(lost: Lost) -> Iterator[Unreadable]:
    for snapshot_id, backup in lost.items():
        snapshot = backup.snapshot
        if snapshot is None or not snapshot.paths:
            yield Unreadable(f"backup {snapshot_id[:8]}", backup.why)
        else:
            day = snapshot.time.astimezone().date()
            yield Unreadable(f"{safe_path(snapshot.paths[0])} (backup of {day})", backup.why)


def safe_path(path: str) -> str:
    """A path out of a vault as a name for people: no control characters, no way out."""
    return "/".join(safe_name(part) for part in path.split("/") if part)
