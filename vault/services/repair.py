"""Repair: make whole what can be made whole, say what is still lacking, and take nothing away that can be read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from vault.errors import ChatVaultError, Damaged, NoVaultHere, ObjectMissing, StorageError
from vault.progress import NoProgress, Progress
from vault.repository.check import Problem
from vault.repository.healing import configs_of, heal_keys
from vault.repository.ids import id_of
from vault.repository.repair import RepairPlan, RepairResult, plan_repair, repair
from vault.repository.repository import Repository
from vault.services.arriving import refuse_while_arriving
from vault.services.check import HealthProblem, health_problems, missing_problems
from vault.services.missing_backups import MissingBackup, bring_back, let_go_ids, missing_backups
from vault.services.read_back import note_damage, note_read_back
from vault.services.spent_backups import SpentBackup, spent_backups, take_off_the_list, without_spent
from vault.services.vault import Desk, OpenedVault
from vault.storage.backend import CONFIG_NAME, Backend
from vault.storage.memory import MemoryBackend


@dataclass(frozen=True, slots=True)
class PlannedRepair:
    """What is damaged, with the chats and files that it touches, found by reading every byte.

    `spent` are backups that cannot be listed and hold nothing that others do not: they may go if the person says so.
    """

    plan: RepairPlan
    before: tuple[HealthProblem, ...]
    missing: tuple[MissingBackup, ...] = ()
    spent: tuple[SpentBackup, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to repair."""
        return self.plan.nothing and not self.missing


@dataclass(frozen=True, slots=True)
class RepairReport:
    """`before` and `after`: what was damaged, and what is lacking yet. The rest as in RepairResult, counted.

    `spent` as in PlannedRepair, those that are on the list still; `removed` counts those that were taken off it.
    """

    before: tuple[HealthProblem, ...]
    after: tuple[HealthProblem, ...]
    healed: int = 0
    salvaged: int = 0
    refilled: int = 0
    listed: int = 0
    set_aside: int = 0
    recovered: int = 0
    spent: tuple[SpentBackup, ...] = ()
    removed: int = 0

    @property
    def lacking(self) -> tuple[str, ...]:
        """Names of the chats that lack something yet: backing up their exports again brings it back."""
        return tuple(sorted({name for problem in self.after for name in problem.chats}))

    @property
    def files(self) -> tuple[str, ...]:
        """Names of the exports to back up again."""
        return tuple(sorted({name for problem in self.after for name in problem.files}))


@dataclass(frozen=True, slots=True)
class Repair:
    """Repair the vault."""

    desk: Desk
    _quiet: Progress = field(default_factory=NoProgress, repr=False)

    def heal_door(self, folder: Path, others: Sequence[Path], secret: str | None) -> bool:
        """For a vault that is too damaged to be opened: take its key files and its config again from copies.

        `secret` opens it; None for those in this computer's password safe. Whether anything was healed. Raises
        StorageErrors of the vault, NoVaultHere for a copy that is none.
        """
        backend, copies = self.desk.open_backend(folder), self._copies(others)
        healed = heal_keys(backend, copies, self._quiet)
        return self._heal_config(backend, copies, secret) or bool(healed)

    def plan(self, vault: OpenedVault, progress: Progress, others: Sequence[Path] = ()) -> PlannedRepair:
        """Read every byte and say what would be repaired; remembered as a health check is.

        Raises PlaceMissing, Cancelled, and StillArriving unless there are `others`: who gives a copy waits for none.
        """
        if not others:
            refuse_while_arriving(vault)
        began, backups = self.desk.clock(), vault.repository.backend.list("snapshots")
        plan = plan_repair(vault.repository, progress, self._copies(others), let_go_ids(vault))
        known = missing_backups(vault)
        missing = _not_at_hand(known, plan)
        self._note(vault, plan.problems, backups, began, is_whole=not missing)
        told = {one.snapshot for one in known}
        others_too = [problem for problem in plan.problems if problem.what != "snapshot" or problem.name not in told]
        problems = (*health_problems(vault, others_too), *missing_problems(known))
        return PlannedRepair(plan, problems, missing, spent_backups(vault, plan.problems, progress))

    def is_copy(self, vault: OpenedVault, folder: Path) -> bool:
        """Whether another copy of this vault lies in a folder; one with a lost config counts. Raises StorageErrors."""
        if folder.resolve() == vault.folder.resolve():
            return False
        try:
            return Repository.public_id_of(self.desk.open_backend(folder)) == vault.repository.public_id
        except NoVaultHere:
            return False
        except Damaged:
            return True

    def run(
        self,
        vault: OpenedVault,
        planned: PlannedRepair,
        others: Sequence[Path],
        progress: Progress,
        *,
        let_go: Collection[str] = (),
    ) -> RepairReport:
        """Do it; `others` are folders with copies of this vault. Every byte is read again afterwards.

        `let_go` are spent backups, by their snapshots, that the person was shown and lets go: those of them that are
        spent yet after all that. No other one goes.
        Raises NoVaultHere for a copy that is none, InUseElsewhere, StorageErrors, Cancelled.
        """
        copies, began = self._copies(others), self.desk.clock()
        if planned.missing:
            with vault.repository.exclusively():
                found_again = bring_back(vault, planned.missing)
        else:
            found_again = 0
        result = repair(vault.repository, planned.plan, copies, progress)
        spent = spent_backups(vault, result.remaining, progress)
        going = tuple(one for one in spent if one.snapshot in let_go)
        if going:
            take_off_the_list(vault, going)
        remaining = without_spent(result.remaining, going)
        missing = missing_backups(vault)
        self._note(vault, remaining, vault.repository.backend.list("snapshots"), began, is_whole=not missing)
        after = (*health_problems(vault, remaining), *missing_problems(missing))
        report = _report(planned.before, after, result, found_again)
        return replace(report, spent=tuple(one for one in spent if one not in going), removed=len(going))

    def _note(
        self,
        vault: OpenedVault,
        problems: Sequence[Problem],
        backups: Sequence[str],
        began: datetime,
        *,
        is_whole: bool,
    ) -> None:
        """Remember what reading every byte came to; `is_whole`: no backup is missing."""
        if problems or not is_whole:
            touched = {snapshot for problem in problems for snapshot in problem.snapshots}
            note_damage(self.desk, vault, touched, began)
        else:
            self.desk.note(vault, last_checked_on=began, damage_found_on=None)
            note_read_back(vault, backups, began)

    def _copies(self, others: Iterable[Path]) -> list[Backend]:
        copies: list[Backend] = []
        for other in others:
            copy = self.desk.open_backend(other)
            with suppress(Damaged):
                Repository.public_id_of(copy)
            copies.append(copy)
        return copies

    def _heal_config(self, backend: Backend, copies: Sequence[Backend], secret: str | None) -> bool:
        """Put a copy's config in the place of one that does not open, if with it the vault opens."""
        own = _stored_config(backend)
        for config in configs_of(backend, copies):
            secrets = [secret] if secret is not None else self._kept_secrets(backend, id_of(config))
            for each in secrets:
                if config != own and _opens(backend, config, each) and not _opens(backend, own, each):
                    backend.replace("config", CONFIG_NAME, config)
                    return True
        return False

    def _kept_secrets(self, backend: Backend, public_id: str) -> list[str]:
        kept = (self.desk.key_store.get(public_id, key_id) for key_id in backend.list("keys"))
        return [secret for secret in kept if secret is not None]


def _not_at_hand(missing: Iterable[MissingBackup], plan: RepairPlan) -> tuple[MissingBackup, ...]:
    """Those of which no copy has the very file."""
    found = {name for _, name in plan.files("snapshots")}
    return tuple(one for one in missing if one.snapshot not in found)


def _stored_config(backend: Backend) -> bytes:
    with suppress(ObjectMissing):
        return backend.load("config", CONFIG_NAME)
    return b""


def _opens(backend: Backend, config: bytes, secret: str) -> bool:
    """Whether these key files and this config are one vault that the secret opens: tried in memory."""
    trial = MemoryBackend()
    trial.files["config", CONFIG_NAME] = config
    for key_id in backend.list("keys"):
        with suppress(StorageError):
            trial.files["keys", key_id] = backend.load("keys", key_id)
    try:
        Repository.open(trial, secret)
    except ChatVaultError:
        return False
    return True


def _report(
    before: tuple[HealthProblem, ...], after: tuple[HealthProblem, ...], result: RepairResult, found_again: int
) -> RepairReport:
    return RepairReport(
        before=before,
        after=after,
        healed=len(result.healed),
        salvaged=result.salvaged,
        refilled=result.refilled,
        listed=len(result.listed),
        set_aside=len(result.set_aside),
        recovered=len(result.recovered) + found_again,
    )
