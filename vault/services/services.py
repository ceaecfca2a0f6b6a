"""Services: all deeds together, built on one desk."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault.services.back_up import BackUp
    from vault.services.browse import Browse
    from vault.services.check import HealthCheck
    from vault.services.check_up import CheckUp
    from vault.services.create_vault import CreateVault
    from vault.services.exposure_report import ExposureReports
    from vault.services.open_vault import OpenVault
    from vault.services.put_right import PutRight
    from vault.services.relock import Relock
    from vault.services.remove_chat import RemoveChat
    from vault.services.repair import Repair
    from vault.services.restore import Restore
    from vault.services.restore_flow import RestoreFlow
    from vault.services.scan import Exposure
    from vault.services.sheet import NewSheet, ProveSheet
    from vault.services.status import StatusOf
    from vault.services.tidy import Tidy
    from vault.services.vault import Desk, OpenedVault
    from vault.services.ways_in import WaysIn


class Services:
    """What a person can do, by name.

    A deed is built when it is first asked for, and what it needs is loaded then: who asks in a terminal how the vault
    is does not wait for twenty readers of exports. `build_all` is for a window, which must not wait later.
    """

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def build_all(self) -> Services:
        """Build every deed now; itself."""
        for name, member in vars(Services).items():
            if isinstance(member, cached_property):
                getattr(self, name)
        return self

    @cached_property
    def create(self) -> CreateVault:
        """Make a vault."""
        from vault.services.create_vault import CreateVault

        return CreateVault(self.desk)

    @cached_property
    def open(self) -> OpenVault:
        """Open one."""
        from vault.services.open_vault import OpenVault

        return OpenVault(self.desk)

    @cached_property
    def ways_in(self) -> WaysIn:
        """Who can open it."""
        from vault.services.ways_in import WaysIn

        return WaysIn(self.desk)

    @cached_property
    def back_up(self) -> BackUp:
        """Store exports."""
        from vault.services.back_up import BackUp

        return BackUp(self.desk)

    @cached_property
    def browse(self) -> Browse:
        """Look at chats."""
        from vault.services.browse import Browse

        return Browse(self.desk)

    @cached_property
    def status(self) -> StatusOf:
        """What could be brought back."""
        from vault.services.status import StatusOf

        return StatusOf(self.desk)

    @cached_property
    def restore(self) -> Restore:
        """Bring back."""
        from vault.services.restore import Restore

        return Restore(self.desk)

    @cached_property
    def check(self) -> HealthCheck:
        """The health check."""
        from vault.services.check import HealthCheck

        return HealthCheck(self.desk)

    @cached_property
    def repair(self) -> Repair:
        """Heal a damaged vault."""
        from vault.services.repair import Repair

        return Repair(self.desk)

    @cached_property
    def prove_sheet(self) -> ProveSheet:
        """The sheet is at hand."""
        from vault.services.sheet import ProveSheet

        return ProveSheet(self.desk)

    @cached_property
    def new_sheet(self) -> NewSheet:
        """Another sheet."""
        from vault.services.sheet import NewSheet

        return NewSheet(self.desk)

    @cached_property
    def relock(self) -> Relock:
        """Another key for everything."""
        from vault.services.relock import Relock

        return Relock(self.desk, self.prove_sheet)

    @cached_property
    def tidy(self) -> Tidy:
        """Free space."""
        from vault.services.tidy import Tidy

        return Tidy(self.desk)

    @cached_property
    def remove_chat(self) -> RemoveChat:
        """A chat, for good."""
        from vault.services.remove_chat import RemoveChat

        return RemoveChat(self.desk)

    @cached_property
    def exposure(self) -> Exposure:
        """Look for copies that others can read."""
        from vault.services.scan import Exposure

        return Exposure(self.desk)

    @cached_property
    def put_right(self) -> PutRight:
        """Do something about them."""
        from vault.services.put_right import PutRight

        return PutRight(self.desk)

    @cached_property
    def exposure_reports(self) -> ExposureReports:
        """Tell what was found."""
        from vault.services.exposure_report import ExposureReports

        return ExposureReports(self.desk)

    def restore_flow(self) -> RestoreFlow:
        """A fresh restore wizard."""
        from vault.services.restore_flow import RestoreFlow

        return RestoreFlow(self.desk, self.open, self.browse, self.restore)

    def check_up(self, vault: OpenedVault) -> CheckUp:
        """The check-up of the phone's own backups, with the answers of this vault's owner."""
        from vault.services.check_up import CheckUp

        return CheckUp(vault.notes, lambda: self.desk.clock().astimezone().date())


def build_services(desk: Desk) -> Services:
    """Every deed on `desk`."""
    return Services(desk)
