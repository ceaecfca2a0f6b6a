"""PutRight: an unprotected copy is locked, proven, moved out of the cloud folder, and looked at again.

The order is the promise: nothing is moved that was not read back from the vault just before, nothing is removed for
good, and what cannot be known is said.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from vault.errors import CopyChanged, FolderInTheWay, MustNotTouch, NotProven, NotWhereWePutIt
from vault.exposure.cloud_folders import find_roots
from vault.exposure.finding import Finding, Root
from vault.exposure.local_system import LocalSystem
from vault.exposure.system import System
from vault.progress import Progress
from vault.services import put_right_journal as journal
from vault.services import system_bin
from vault.services.end_state import EndState, end_state
from vault.services.lock_copy import LockCopy, Locked
from vault.services.move_out import (
    FOLDER,
    Outside,
    finish_move,
    free_names,
    in_a_cloud,
    move,
    require_same,
    require_there,
)
from vault.services.provider_steps import Checklist, Step, checklist
from vault.services.put_right_journal import Deed, NeededAnswer
from vault.services.put_right_plan import PutRightPlan, Refusal, Target, make_plan, why_not_lock, why_not_move
from vault.services.scan import Exposure
from vault.services.store_source import state_of
from vault.services.vault import Desk, OpenedVault

__all__ = [
    "Checklist", "Deed", "EndState", "Locked", "NeededAnswer", "PutRight", "PutRightPlan", "Refusal", "Step", "Target",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class PutRight:
    """What can be done about one finding."""

    desk: Desk
    system: System = field(default_factory=LocalSystem)

    # -- before -------------------------------------------------------------------------------------

    def plan(self, finding: Finding, vault: OpenedVault | None = None) -> PutRightPlan:
        """What may be done, and why not more, by names and attributes. With a vault, also what the bin needs."""
        plan = make_plan(finding)
        if vault is not None and "bin" in plan.targets:
            plan = replace(plan, bin_refused=self.why_not_bin(vault, finding))
        return plan

    def why_not_bin(self, vault: OpenedVault, finding: Finding) -> Refusal | None:
        """Why a copy must not go to the bin, from which it may vanish by itself; None: it may.

        The sheet must have been proved, the person must have said that no court needs the copy, and the bin must not
        lie in the very cloud.
        """
        if self._sheet_is_unproved(vault):
            return "sheet-unproved"
        answer = journal.needed(vault)
        if answer is None or answer.could_need:
            return "evidence-unasked" if answer is None else "evidence"
        clouds = self._clouds(vault)
        in_cloud = any(in_a_cloud(folder, clouds) for folder in system_bin.bins_for(Path(finding.path)))
        return "bin-in-cloud" if in_cloud else None

    def needed(self, vault: OpenedVault) -> NeededAnswer | None:
        """What was said to "Could you need it for a court, the police, work or insurance?"; None: not asked yet."""
        return journal.needed(vault)

    def answer_needed(self, vault: OpenedVault, could_need: bool) -> NeededAnswer:
        """Keep the answer with its date; it may be given anew. Raises PlaceFailed."""
        return journal.answer_needed(vault, NeededAnswer(could_need, self.desk.clock()))

    # -- the deeds ----------------------------------------------------------------------------------

    def lock(self, vault: OpenedVault, finding: Finding, progress: Progress) -> Locked:
        """Take the copy into the vault, open the vault anew, compare. Nothing outside the vault is changed.

        Raises MustNotTouch, and what LockCopy.run raises.
        """
        refused = why_not_lock(finding)
        if refused is not None:
            raise MustNotTouch(Path(finding.path), refused)
        locked = LockCopy(self.desk).run(vault, finding, progress)
        if locked.verified:
            journal.write_down(vault, self._deed(locked, journal.last_deed(vault, finding.path)))
        return locked

    def move_out(self, vault: OpenedVault, locked: Locked, to: Target, progress: Progress) -> Deed:
        """Move a copy that was locked and proven: to a folder that no cloud copies, or to the system's bin.

        Never over anything; what was interrupted is finished. Raises NotProven, CopyChanged, MustNotTouch,
        NowhereOutside, StorageErrors with the folder that refused, NotIdentical, Cancelled.
        """
        self._require_movable(vault, locked, to)
        deed = self._deed(locked, journal.last_deed(vault, locked.finding.path))
        if to == "bin":
            return self._to_the_bin(vault, locked, deed, progress)
        return self._to_the_folder(vault, locked, deed, progress)

    def undo(self, vault: OpenedVault, deed: Deed, progress: Progress) -> Deed:
        """Put a copy back where it was, and so into the cloud. Not over anything.

        Raises NotWhereWePutIt where it is gone, changed, or in a bin that only the person can open; FolderInTheWay
        where something has its place now; StorageErrors, Cancelled.
        """
        path = Path(deed.path)
        if deed.stage != "moved" or deed.put_at is None:
            raise NotWhereWePutIt(path)
        put_at = system_bin.take_out(deed.put_at)
        require_there(put_at, deed.sha256, progress)
        if os.path.lexists(path):
            raise FolderInTheWay(path)
        move(put_at, path, deed.sha256, progress)
        if deed.to == "bin":
            system_bin.forget(deed.put_at)
        return journal.write_down(vault, replace(deed, stage="undone", undone_on=self.desk.clock()))

    # -- afterwards ---------------------------------------------------------------------------------

    def checklist(self, root: Root | None) -> Checklist:
        """What is left to do at the provider."""
        return checklist(root, self._today())

    def tick(self, vault: OpenedVault, finding: Finding, step: str, *, done: bool) -> EndState:
        """Note that a step at the provider was done. Raises PlaceFailed."""
        journal.tick(vault, finding.path, step, done=done)
        return self.look_again(vault, finding)

    def look_again(self, vault: OpenedVault, finding: Finding) -> EndState:
        """What is so now at the copy's place; the last report is brought up to date."""
        deed = self._settled(vault, finding.path)
        still = Exposure(self.desk, self.system).look_again(vault, finding.path)
        return end_state(finding, still, deed, self.checklist(finding.root))

    def deeds(self, vault: OpenedVault) -> tuple[Deed, ...]:
        """Everything that was put right on this computer, oldest first."""
        return journal.deeds(vault)

    def can_undo(self, deed: Deed) -> bool:
        """Whether `undo` has something to put back, as far as a look at names tells."""
        return deed.stage == "moved" and deed.put_at is not None and os.path.lexists(deed.put_at)

    # -- inside -------------------------------------------------------------------------------------

    def _require_movable(self, vault: OpenedVault, locked: Locked, to: Target) -> None:
        if not locked.verified:
            raise NotProven(locked.path)
        refused = why_not_lock(locked.finding)
        if refused == "vanished":
            raise CopyChanged(locked.path)
        refused = refused or why_not_move(locked.finding)
        if refused is None and to == "bin":
            refused = self.why_not_bin(vault, locked.finding)
        if refused is not None:
            raise MustNotTouch(locked.path, refused)
        if state_of(locked.path) != locked.state:
            raise CopyChanged(locked.path)

    def _to_the_folder(self, vault: OpenedVault, locked: Locked, deed: Deed, progress: Progress) -> Deed:
        earlier = Path(deed.put_at) if deed.stage == "moving" and deed.put_at else None
        if earlier is not None and os.path.lexists(earlier):
            finish_move(locked.path, earlier, locked.sha256, progress)
            return self._moved(vault, deed, "local", str(earlier))
        folder = Outside(self._outside(), self._clouds(vault)).folder(locked.path)
        return self._to_a_free_name(vault, locked, deed, free_names(folder, locked.path.name), progress)

    def _to_a_free_name(
        self, vault: OpenedVault, locked: Locked, deed: Deed, names: Iterable[Path], progress: Progress
    ) -> Deed:
        """Written down before it is done, so that an interrupted move is known."""
        for target in names:
            begun = replace(deed, stage="moving", to="local", put_at=str(target))
            journal.write_down(vault, begun)
            try:
                move(locked.path, target, locked.sha256, progress)
            except FolderInTheWay:
                continue  # somebody was faster with that name
            except BaseException:
                journal.write_down(vault, deed)
                raise
            return self._moved(vault, begun, "local", str(target))
        raise AssertionError("names do not end")

    def _to_the_bin(self, vault: OpenedVault, locked: Locked, deed: Deed, progress: Progress) -> Deed:
        require_same(locked.path, locked.sha256, progress)
        begun = journal.write_down(vault, replace(deed, stage="moving", to="bin", put_at=None))
        try:
            put_at = system_bin.throw(locked.path)
        except BaseException:
            journal.write_down(vault, deed)
            raise
        return self._moved(vault, begun, "bin", put_at)

    def _moved(self, vault: OpenedVault, deed: Deed, to: Target, put_at: str | None) -> Deed:
        now = self.desk.clock()
        return journal.write_down(vault, replace(deed, stage="moved", to=to, put_at=put_at, moved_on=now))

    def _settled(self, vault: OpenedVault, path: str) -> Deed | None:
        """The newest deed about a path; one that was interrupted after the copy had left is taken as done."""
        deed = journal.last_deed(vault, path)
        if deed is None or deed.stage != "moving" or os.path.lexists(path):
            return deed
        return self._moved(vault, deed, deed.to or "local", deed.put_at)

    @staticmethod
    def _deed(locked: Locked, earlier: Deed | None) -> Deed:
        """The one that is under way for the same bytes, also after an interruption; else a new one."""
        root = locked.finding.root
        if earlier is not None and earlier.sha256 == locked.sha256 and earlier.stage in ("locked", "moving"):
            return replace(earlier, snapshot=locked.snapshot)
        return Deed(
            path=locked.finding.path,
            provider=root.provider if root else None,
            app=locked.finding.verdict.app,
            sha256=locked.sha256,
            size=locked.size,
            snapshot=locked.snapshot,
            locked_on=locked.on,
        )

    def _clouds(self, vault: OpenedVault) -> tuple[Root, ...]:
        return tuple(find_roots(self.system, Exposure(self.desk, self.system).cloud_answers(vault)))

    def _outside(self) -> tuple[Path, ...]:
        """Where to move to: in the home, else in the documents, else beside what this program keeps for itself."""
        places = self.desk.places
        return tuple(folder / FOLDER for folder in (Path(self.system.home), places.documents, places.library.parent))

    def _sheet_is_unproved(self, vault: OpenedVault) -> bool:
        memory = self.desk.settings.memory(vault.repository.public_id) or vault.memory
        return memory.sheet_proved_on is None

    def _today(self) -> date:
        return self.desk.clock().astimezone().date()
