"""Backups that nobody can list any more, and that hold nothing which is not in others: the person may let them go.

A backup says what it is in its about.json, which hangs on three small folders. Where one of these is lost, no chat can
be shown from it, and no new backup of the same export brings it back, for that writes an about.json of its own. It
would be named as damaged for ever. It is *spent*, and may be taken off the list where the person asks for it, if

1. it cannot be listed: its folders or its about.json do not come back, neither here nor from the copies at hand;
2. a newer backup of the same chat is whole: nothing that it needs was found damaged when every byte was read;
3. whatever can still be read below its root is in backups that are whole: each file that comes back, blob for blob
   in its order, and each readable blob of a file that does not.

What does not hold for certain stays. A copy of the vault that turns up later can still bring such a backup back as
long as it is on the list; afterwards it is gone for good, which is why nobody but the person decides it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from vault.library.index import LibraryUnusable
from vault.progress import Progress
from vault.repository.check import Problem
from vault.repository.remains import are_held, remains_of
from vault.repository.snapshot import Snapshot
from vault.services.contents import FAULTS, Note, notes_of, read_export
from vault.services.missing_backups import note_going
from vault.services.vault import OpenedVault


@dataclass(frozen=True, slots=True)
class SpentBackup:
    """When it was made, the names of its chats as far as they are known, and the day of a whole newer one."""

    snapshot: str
    time: datetime
    names: tuple[str, ...] = field(repr=False)
    newer: datetime


def spent_backups(vault: OpenedVault, problems: Sequence[Problem], progress: Progress) -> tuple[SpentBackup, ...]:
    """Those among the touched ones, the oldest first; `problems` are of a check of every byte.

    Raises PlaceMissing, Cancelled.
    """
    touched = {snapshot for problem in problems for snapshot in problem.snapshots}
    snapshots = vault.repository.snapshots()
    lost = [one for one in snapshots if one.id in touched and not _can_be_listed(vault, one)]
    if not lost:
        return ()
    notes = notes_of(vault)
    whole = [one for one in snapshots if one.id not in touched and _can_be_listed(vault, one)]
    keepers, found = [one.tree for one in whole], list[SpentBackup]()
    for one in lost:
        newer = [other for other in whole if other.time > one.time and _is_same_chat(one, other, notes)]
        if newer and are_held(vault.repository, remains_of(vault.repository, one.tree, progress), keepers, progress):
            found.append(SpentBackup(one.id, one.time, _names(one, notes), newer[-1].time))
    return tuple(found)


def take_off_the_list(vault: OpenedVault, spent: Iterable[SpentBackup]) -> None:
    """Let them go for good. InUseElsewhere, StorageErrors."""
    gone = [one.snapshot for one in spent]
    with vault.repository.exclusively() as session:
        note_going(vault, gone)
        session.remove_snapshots(gone)
    with suppress(LibraryUnusable):
        vault.library.forget(gone)


def without_spent(problems: Sequence[Problem], spent: Iterable[SpentBackup]) -> tuple[Problem, ...]:
    """What is wrong still once these are off the list: a lost tree or blob that only they needed is not missed."""
    gone = {one.snapshot for one in spent}
    return tuple(
        problem
        for problem in problems
        if problem.what not in ("tree", "blob") or not problem.snapshots or not gone.issuperset(problem.snapshots)
    )


def _can_be_listed(vault: OpenedVault, snapshot: Snapshot) -> bool:
    try:
        read_export(vault.repository, snapshot)
    except FAULTS:
        return False
    return True


def _is_same_chat(one: Snapshot, other: Snapshot, notes: Mapping[str, Note]) -> bool:
    """By what is known of their chats on this computer; else by the folder that they are in."""
    mine, theirs = _chats(one, notes), _chats(other, notes)
    return mine <= theirs if mine and theirs else bool(one.paths) and one.paths == other.paths


def _chats(snapshot: Snapshot, notes: Mapping[str, Note]) -> set[tuple[str, str]]:
    note = notes.get(snapshot.id)
    return {(chat.app, chat.key) for chat in note.about.listed()} if note is not None and note.about else set()


def _names(snapshot: Snapshot, notes: Mapping[str, Note]) -> tuple[str, ...]:
    note = notes.get(snapshot.id)
    if note is not None and note.about is not None:
        return tuple(dict.fromkeys(chat.name for chat in note.about.listed()))
    return (snapshot.paths[0].rpartition("/")[2],) if snapshot.paths else ()
