"""Tidy: more room in the vault. What would go is shown first; nothing goes that no other backup holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from vault.errors import StorageError
from vault.library.index import LibraryUnusable
from vault.progress import Progress
from vault.repository.prune import PrunePlan, plan_prune, prune
from vault.services.about import About
from vault.services.arriving import refuse_while_arriving
from vault.services.beyond import BeyondOthers
from vault.services.catch_up import catch_up
from vault.services.contents import Entry, Inventory, SameExport, every_about, take_stock
from vault.services.late_arrivals import without_late_arrivals
from vault.services.missing_backups import MissingBackup, let_go, missing_backups, note_going
from vault.services.set_aside import with_set_aside
from vault.services.tidy_rules import Held, Verdict, Why, judge
from vault.services.vault import Desk, OpenedVault

__all__ = ["Going", "Staying", "Tidied", "Tidy", "TidyPlan"]


@dataclass(frozen=True, slots=True)
class Going:
    """A backup that would go: when it was made, the names of its chats, its export's name and bytes."""

    snapshot: str
    time: datetime
    chats: tuple[str, ...] = field(repr=False)
    export: str = field(repr=False)
    bytes: int


@dataclass(frozen=True, slots=True)
class Staying:
    """A backup that stays, and why; `messages` and `files` are what no other backup holds, where that is why."""

    backup: Going
    why: Why
    messages: int = 0
    files: int = 0


@dataclass(frozen=True, slots=True)
class TidyPlan:
    """What would be done. Nothing has been changed yet.

    `going` and `staying` are the backups of chats, the oldest first; `others` counts backups that another program
    made: they stay. `freed` is the room in bytes. `is_damaged`: damage is known in the vault, so no backup goes by
    rule until a health check finds all well; what nothing needs any more may go nonetheless. `missing` are backups
    that this computer knew and that are not on the list any more: what they hold stays. `aside` are bytes of damaged
    files that a repair set aside and that nothing needs, part of `freed`; `aside_kept` of those that may be of use yet.
    """

    going: tuple[Going, ...]
    staying: tuple[Staying, ...]
    others: int
    freed: int
    is_damaged: bool
    prune: PrunePlan = field(repr=False)
    missing: tuple[MissingBackup, ...] = ()
    aside: int = 0
    aside_kept: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not self.going and self.freed <= 0


@dataclass(frozen=True, slots=True)
class Tidied:
    """What was done: the backups that went, the room that this gave in bytes.

    `damaged` and `no_room` count what could not be done: because of damage, or for lack of room to do it in. `late`
    counts files that stay for now because they came to a cloud's folder lately, `copies` a cloud's second copies in
    the vault's folder that stay (both of a removal only).
    """

    gone: tuple[Going, ...]
    freed: int
    damaged: int = 0
    no_room: int = 0
    late: int = 0
    copies: int = 0

    @property
    def complete(self) -> bool:
        """Whether all went as planned."""
        return not (self.damaged or self.no_room)


@dataclass(frozen=True, slots=True)
class Tidy:
    """Free space in the vault."""

    desk: Desk

    def plan(self, vault: OpenedVault, progress: Progress, *, let_missing_go: bool = False) -> TidyPlan:
        """See what could go. Writes nothing to the vault. `let_missing_go`: nobody misses backups that are not listed.

        UseUnknown where the vault is too damaged to tell, StillArriving, StorageErrors, Cancelled. Reports "counting"
        and "tidying".
        """
        refuse_while_arriving(vault)
        catch_up(vault, progress)
        missing = missing_backups(vault)
        if let_missing_go:
            let_go(vault, missing)
            missing = ()
        inventory = take_stock(vault)
        is_damaged = is_damage_known(self.desk, vault, inventory)
        verdicts = {} if is_damaged else self._verdicts(vault, inventory, progress)
        going = tuple(going_of(entry) for entry in inventory.entries if _may_go(verdicts.get(entry.snapshot)))
        gone = [one.snapshot for one in going]
        hidden = twins_hidden(vault, inventory, gone)
        plan = without_late_arrivals(
            vault, plan_prune(vault.repository, progress, without=[*gone, *hidden], roots=[one.tree for one in missing])
        )
        is_whole = not (is_damaged or missing)
        plan, aside_kept = with_set_aside(plan, vault.repository.backend, is_whole=is_whole)
        return TidyPlan(
            going=going,
            staying=tuple(_staying(inventory, verdicts)),
            others=inventory.others,
            freed=plan.freed if plan.whole or plan.again or plan.stray or plan.scraps or plan.aside else 0,
            is_damaged=is_damaged,
            prune=plan,
            missing=missing,
            aside=sum(size for _, _, size in plan.aside),
            aside_kept=aside_kept,
        )

    def run(self, vault: OpenedVault, plan: TidyPlan, progress: Progress) -> Tidied:
        """Do what was planned, and only that.

        VaultChanged where the vault is not what it was: plan again. InUseElsewhere, StorageErrors; Cancelled: what
        was done by then stays done, and every other backup is whole.
        """
        return carry_out(vault, plan.prune, plan.going, progress)

    def _verdicts(self, vault: OpenedVault, inventory: Inventory, progress: Progress) -> dict[str, Verdict]:
        held = [
            Held(
                entry.snapshot, entry.time, tuple(dict.fromkeys((chat.app, chat.key) for chat in entry.about.listed()))
            )
            for entry in inventory.entries
        ]
        abouts: Mapping[str, About] = {entry.snapshot: entry.about for entry in inventory.entries}
        proven = self._proven(vault, inventory)
        return judge(held, self.desk.clock(), proven, BeyondOthers(vault, abouts, progress))

    def _proven(self, vault: OpenedVault, inventory: Inventory) -> frozenset[str]:
        """The backups of which every byte was read on this computer."""
        memory = self.desk.settings.memory(vault.repository.public_id) or vault.memory
        done: Iterable[str] = ()
        with suppress(LibraryUnusable):
            done = vault.library.read_back()
        checked = memory.last_checked_on
        return frozenset(done) | {entry.snapshot for entry in inventory.entries if checked and entry.time < checked}


def is_damage_known(desk: Desk, vault: OpenedVault, inventory: Inventory) -> bool:
    """Whether a health check found damage and none since has found all well, or a backup cannot be listed."""
    memory = desk.settings.memory(vault.repository.public_id) or vault.memory
    return memory.damage_found_on is not None or bool(inventory.unreadable)


def carry_out(vault: OpenedVault, plan: PrunePlan, going: Sequence[Going], progress: Progress) -> Tidied:
    """Let backups go for good, and what only they held. Raises as Tidy.run does."""
    try:
        done = prune(vault.repository, plan, progress, lambda: note_going(vault, plan.forgotten))
    finally:
        with suppress(LibraryUnusable, StorageError):
            left = set(vault.repository.backend.list("snapshots"))
            vault.library.forget([one for one in plan.forgotten if one not in left])
    return Tidied(tuple(going), done.freed, len(done.damaged) + done.missing, done.no_room)


def twins_hidden(vault: OpenedVault, inventory: Inventory, gone: Iterable[str]) -> list[str]:
    """Backups that are not listed because another one of the very same bytes stands for them, and that one goes."""
    listed = {entry.snapshot: entry.about for entry in inventory.entries}
    going, same = [(snapshot, listed[snapshot]) for snapshot in gone], SameExport(vault.repository)
    return [
        snapshot for snapshot, about in every_about(vault).items()
        if snapshot not in listed and any(same((snapshot, about), other) for other in going)
    ]  # fmt: skip


def going_of(entry: Entry) -> Going:
    """A listed backup, as it is shown before it goes."""
    names = tuple(dict.fromkeys(chat.name for chat in entry.about.listed()))
    return Going(entry.snapshot, entry.time, names, entry.about.source, entry.about.size)


def _may_go(verdict: Verdict | None) -> bool:
    return verdict is not None and verdict.why is None


def _staying(inventory: Inventory, verdicts: Mapping[str, Verdict]) -> Iterable[Staying]:
    for entry in inventory.entries:
        verdict = verdicts.get(entry.snapshot, Verdict("unknown"))
        if verdict.why is not None:
            yield Staying(going_of(entry), verdict.why, verdict.messages, verdict.files)
