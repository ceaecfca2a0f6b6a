"""Relock: another key for the whole vault, for whoever lost a computer or a sheet to somebody else. A flow without Qt.

    plan  →  begin (a new sheet)  →  prove (two of its rows)  →  run (seal everything anew, switch)  or  give_up

Taking a way in away does not change the vault's key: who copied the key before can still read what he copied, and
whatever is added, if he gets at the vault again. After a re-lock the old key opens nothing here any more. What somebody
copied before stays readable to him: no program can change that.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from vault.crypto.recovery_code import RecoveryCode
from vault.errors import (
    InUseElsewhere,
    KeychainError,
    NoRoomToRelock,
    RepositoryError,
    StillArriving,
    StorageError,
)
from vault.progress import Progress
from vault.repository.process import is_gone, this_process
from vault.repository.relock import grow, reseal, room_needed
from vault.repository.relock_place import About, RelockPlace
from vault.repository.repository import NewKey, Repository
from vault.services.arriving import refuse_while_arriving
from vault.services.carry_over import carry_over, forget_vault
from vault.services.key_labels import COMPUTER, kind_of, sheet_label, sheet_number
from vault.services.sheet import ProveSheet, Sheet, local_day, open_with_code
from vault.services.this_computer import keep_secret, keychain_name, keychain_problem, new_secret
from vault.services.vault import Desk, OpenedVault
from vault.settings import VaultMemory

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RelockPlan:
    """What it takes, and whom it concerns.

    `size` bytes are sealed anew; `needed` must be free beside them, `free` are (None: nobody can tell). `computers`
    are the other computers whose keys open nothing afterwards, `sheets` and `others` likewise. While the vault is
    `arriving`, nothing can be begun.
    """

    size: int
    needed: int
    free: int | None
    computers: int
    sheets: int
    others: int
    keychain_problem: KeychainError | None
    arriving: StillArriving | None = None

    @property
    def has_room(self) -> bool:
        """Whether it fits, as far as that is known."""
        return self.free is None or self.free >= self.needed


@dataclass(slots=True)
class Relocking:
    """A re-lock under way: the vault as it is, the new one beside it, and the new one's sheet."""

    vault: OpenedVault
    new: Repository = field(repr=False)
    place: RelockPlace
    sheet: Sheet
    key_id: str | None
    secret: str | None = field(repr=False)
    keychain_problem: KeychainError | None
    proved: bool = False


@dataclass(frozen=True, slots=True)
class Relock:
    """Change the vault's key."""

    desk: Desk
    _prove: ProveSheet

    def plan(self, vault: OpenedVault) -> RelockPlan:
        """What a re-lock would take; nothing is changed. Raises StorageError."""
        keys = vault.repository.keys()
        kinds = [kind_of(key.label) for key in keys if key.id != vault.memory.key_id]
        return RelockPlan(
            size=vault.repository.stored_size(),
            needed=room_needed(vault.repository),
            free=vault.repository.backend.free_space(),
            computers=kinds.count("computer"),
            sheets=kinds.count("sheet"),
            others=kinds.count("other"),
            keychain_problem=keychain_problem(self.desk.key_store),
            arriving=_arriving(vault),
        )

    def begin(self, vault: OpenedVault) -> Relocking:
        """Make the new vault, empty, and its sheet. Nothing of the old one changes.

        Raises NoRoomToRelock, StillArriving, InUseElsewhere where one is under way, StorageError. A password safe that
        fails is no obstacle: then the sheet alone opens the vault.
        """
        plan = self.plan(vault)
        if not plan.has_room:
            raise NoRoomToRelock(str(vault.folder), plan.needed, plan.free or 0)
        if plan.arriving is not None:
            raise plan.arriving
        self._forget_unfinished(vault)
        secret = None if plan.keychain_problem else new_secret()
        place = RelockPlace.make(vault.folder, vault.repository.public_id)
        try:
            return self._grown(vault, place, secret, plan.keychain_problem)
        except BaseException:
            with suppress(StorageError):
                place.clear()
            raise

    def rows_to_ask(self, relocking: Relocking) -> tuple[int, int]:
        """Two row numbers of the new sheet."""
        return self._prove.rows_to_ask(relocking.sheet)

    def prove_rows(self, relocking: Relocking, typed: Mapping[int, str]) -> None:
        """Compare the two rows asked for, and open the new vault with its sheet. Raises CodeErrors, StorageError."""
        self._prove.compare_rows(relocking.sheet, typed)
        open_with_code(relocking.new.backend, relocking.sheet.code).close()
        relocking.proved = True

    def run(self, relocking: Relocking, progress: Progress) -> OpenedVault:
        """Do it; the vault under its new key. The one given is closed then. Reports "relocking", "checking" in bytes.

        Until the switch anything that goes wrong, and Cancelled, leaves the vault as it was and takes the new one away
        again. Damaged where something must be repaired first; InUseElsewhere; StorageError. After the switch both new
        secrets open the vault once more before the old bytes go; should one fail, they stay.
        """
        vault, new = relocking.vault, relocking.new
        try:
            with vault.repository.exclusively() as session:
                new_ids = reseal(vault.repository, new, progress)
                self._require_ways_in(relocking, relocking.place)
                carry_over(self.desk, vault, new, new_ids, self._memory(relocking))
                progress.check_cancelled()
                session.confirm()
                relocking.place.switch()
        except BaseException:
            if relocking.place.phase() == "growing":
                self.give_up(relocking)
            raise
        return self._arrived(relocking)

    def give_up(self, relocking: Relocking) -> None:
        """Take the new vault away again; its sheet opens nothing. A place that is gone is left as it is."""
        new = relocking.new
        forget_vault(self.desk, new.public_id, (relocking.key_id,) if relocking.key_id else ())
        self.desk.note(relocking.vault)  # it is the one used last
        with suppress(StorageError):
            relocking.place.clear()

    def is_undone(self, relocking: Relocking) -> bool:
        """Whether the vault still has its old key for sure, so that the new sheet opens nothing."""
        place = RelockPlace.find(relocking.vault.folder)
        if place is not None and place.phase() != "growing":
            return False
        with suppress(StorageError, RepositoryError):
            backend = self.desk.open_backend(relocking.vault.folder)
            return Repository.public_id_of(backend) == relocking.vault.repository.public_id
        return False

    def _grown(
        self, vault: OpenedVault, place: RelockPlace, secret: str | None, problem: KeychainError | None
    ) -> Relocking:
        codes: list[RecoveryCode] = []
        number = _next_number(vault)

        def ways_in(public_id: str) -> Sequence[NewKey]:
            codes.append(RecoveryCode.random(public_id))
            sheet = NewKey(codes[-1].password, sheet_label(number))
            return [sheet] if secret is None else [NewKey(secret, COMPUTER), sheet]

        backend = self.desk.open_backend(place.new)
        new = grow(vault.repository, backend, ways_in, scrypt_n=self.desk.scrypt_n)
        place.describe(About(vault.repository.public_id, new.public_id, this_process()))
        key_id = None if secret is None else new.key_id
        if secret is not None:
            problem = keep_secret(self.desk, new, new.key_id, secret)
        sheet = Sheet(vault.name, local_day(self.desk.clock()), number, codes[-1])
        kept = problem is None
        return Relocking(vault, new, place, sheet, key_id if kept else None, secret if kept else None, problem)

    def _require_ways_in(self, relocking: Relocking, place: RelockPlace) -> None:
        """Both new secrets open what lies there, read anew."""
        backend = self.desk.open_backend(place.new)
        open_with_code(backend, relocking.sheet.code).close()
        if relocking.key_id is not None:
            stored = self.desk.key_store.get(relocking.new.public_id, relocking.key_id) or ""
            Repository.open(backend, stored, key_hint=relocking.key_id).close()

    def _arrived(self, relocking: Relocking) -> OpenedVault:
        """Open it in its place with both, then let go of the old one."""
        vault = relocking.vault
        backend = self.desk.open_backend(vault.folder)
        repository = open_with_code(backend, relocking.sheet.code)
        if relocking.key_id is not None:
            repository = Repository.open(backend, relocking.secret or "", key_hint=relocking.key_id)
        old_id, old_key = vault.repository.public_id, vault.memory.key_id
        vault.close()
        opened = self.desk.unlocked(vault.folder, repository)
        try:
            relocking.place.clear()
        except StorageError as error:
            log.warning("old files not removed yet: %s", type(error).__name__)  # the next opening tries again
        forget_vault(self.desk, old_id, (old_key,) if old_key else ())
        return opened

    def _memory(self, relocking: Relocking) -> VaultMemory:
        """What is known of the new vault: it was read to the last byte just now."""
        now = self.desk.clock()
        keychain = keychain_name(self.desk.key_store) if relocking.key_id else None
        return replace(
            relocking.vault.memory,
            public_id=relocking.new.public_id,
            key_id=relocking.key_id,
            keychain=keychain,
            sheet_number=relocking.sheet.number,
            sheet_made_on=now,
            sheet_proved_on=now if relocking.proved else None,
            last_checked_on=now,
            damage_found_on=None,
        )

    def _forget_unfinished(self, vault: OpenedVault) -> None:
        """One that was begun and never finished goes; under the exclusive lock nobody is at it."""
        place = RelockPlace.find(vault.folder)
        if place is None:
            return
        about = place.about()
        if about is not None and is_gone(about.owner) is False:
            raise InUseElsewhere("", self.desk.clock(), here=True)
        with vault.repository.exclusively():
            place.clear()


def _arriving(vault: OpenedVault) -> StillArriving | None:
    try:
        refuse_while_arriving(vault)
    except StillArriving as waited_for:
        return waited_for
    return None


def _next_number(vault: OpenedVault) -> int:
    keys = vault.repository.keys()
    numbers = [sheet_number(key.label) or 0 for key in keys]
    return max([*numbers, vault.memory.sheet_number]) + 1
