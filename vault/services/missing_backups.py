"""Backups that this computer knew and that are not in the vault any more, though nobody here took them away.

What they hold still lies in the vault until something frees it. A file may have been lost; or another computer, or
another program, took the backup out of the list on purpose: that looks the same, and only the person can tell.

What is taken away here is noted right before (*let go*), for that may be cut off when the backup is off the list and
its pieces are still there: it is no missing one then, and no repair brings it back, from a copy or otherwise. Where
nothing was taken away after all the note goes when it is seen on the list: if it is lost later, it is missed.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

import msgspec

from vault.library.index import LibraryUnusable
from vault.repository.lost_snapshots import snapshot_of
from vault.services.contents import FAULTS, notes_of
from vault.services.vault import OpenedVault

log = logging.getLogger(__name__)

_KEY = "missing/"
_LET_GO = "let-go/"


class MissingBackup(msgspec.Struct, frozen=True):
    """What was known of it: its id, its root in the vault, when it was made; its chats as (app, key), their names."""

    snapshot: str
    tree: str
    time: datetime
    export: str
    chats: list[tuple[str, str]]
    names: list[str]

    def __repr__(self) -> str:
        """Without anybody's name."""
        return f"MissingBackup(snapshot={self.snapshot!r})"


def forget_gone(vault: OpenedVault) -> None:
    """Let the library go of what is not in the vault any more, so that nothing is counted that cannot come back.

    That it was there is noted. Raises LibraryUnusable, StorageErrors.
    """
    taken_away = let_go_ids(vault)  # also where nothing is gone: it drops the notes of what is on the list yet
    notes, listed = notes_of(vault), set(vault.repository.backend.list("snapshots"))
    gone = notes.keys() - listed
    if not gone:
        return
    for snapshot in gone - taken_away:
        note = notes[snapshot]
        if note.about is not None and note.tree:
            chats = note.about.listed()
            ids, names = [(chat.app, chat.key) for chat in chats], [chat.name for chat in chats]
            missing = MissingBackup(snapshot, note.tree, note.time, note.about.source, ids, names)
            vault.notes.put(_KEY + snapshot, msgspec.json.encode(missing))
    vault.library.forget(gone)


def missing_backups(vault: OpenedVault) -> tuple[MissingBackup, ...]:
    """Those of which the vault still has what they hold, the oldest first. Raises PlaceMissing."""
    try:
        forget_gone(vault)
        keys = vault.notes.keys(_KEY)
        if not keys:
            return ()
        listed = {snapshot.id for snapshot in vault.repository.snapshots()}
        trees = {snapshot.tree for snapshot in vault.repository.snapshots()}
        found: list[MissingBackup] = []
        for key in keys:
            one = _decoded(vault.notes.get(key))
            if one is None or one.snapshot in listed or one.tree in trees:
                vault.notes.remove(key)
            elif vault.repository.whole_index().has("tree", bytes.fromhex(one.tree)):
                found.append(one)
        return tuple(sorted(found, key=lambda one: one.time))
    except (LibraryUnusable, *FAULTS) as error:
        log.info("not known whether backups are missing: %s", error)
        return ()


def bring_back(vault: OpenedVault, missing: Iterable[MissingBackup]) -> int:
    """Put them on the list again; how many that could be done for. Raises StorageErrors."""
    done = 0
    for one in missing:
        snapshot = snapshot_of(vault.repository, one.tree)
        if snapshot is not None:
            vault.repository.save_snapshot(replace(snapshot, time=one.time))
            done += 1
    return done


def let_go(vault: OpenedVault, missing: Iterable[MissingBackup]) -> None:
    """The person says that it is well: nothing is missed any more."""
    with suppress(LibraryUnusable):
        for one in missing:
            vault.notes.put(_LET_GO + one.snapshot, one.tree.encode())
            vault.notes.remove(_KEY + one.snapshot)


def note_going(vault: OpenedVault, snapshot_ids: Collection[str]) -> None:
    """These backups are about to be taken off the list for good. Of one that nobody can read nothing is noted."""
    with suppress(LibraryUnusable):
        for snapshot_id in snapshot_ids:
            with suppress(*FAULTS):
                tree = vault.repository.load_snapshot(snapshot_id).tree
                vault.notes.put(_LET_GO + snapshot_id, tree.encode())


def let_go_ids(vault: OpenedVault) -> frozenset[str]:
    """The ids of backups that were taken away from here, and of their roots. PlaceMissing.

    One that is on the list was not taken away after all.
    """
    found: set[str] = set()
    with suppress(LibraryUnusable):
        keys = vault.notes.keys(_LET_GO)
        listed = set(vault.repository.backend.list("snapshots")) if keys else set()
        for key in keys:
            snapshot_id = key.removeprefix(_LET_GO)
            if snapshot_id in listed:
                vault.notes.remove(key)
            else:
                found |= {snapshot_id, (vault.notes.get(key) or b"").decode("ascii", "replace")}
    return frozenset(found)


def _decoded(value: bytes | None) -> MissingBackup | None:
    try:
        return msgspec.json.decode(value or b"", type=MissingBackup)
    except msgspec.MsgspecError:
        return None
