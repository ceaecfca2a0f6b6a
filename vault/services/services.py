"""Services: all deeds together, built on one desk."""

from __future__ import annotations

from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Services:
    """What a person can do, by name."""

    desk: Desk
    create: CreateVault
    open: OpenVault
    ways_in: WaysIn
    back_up: BackUp
    browse: Browse
    status: StatusOf
    restore: Restore
    check: HealthCheck
    repair: Repair
    prove_sheet: ProveSheet
    new_sheet: NewSheet
    relock: Relock
    tidy: Tidy
    remove_chat: RemoveChat
    exposure: Exposure
    put_right: PutRight
    exposure_reports: ExposureReports

    def restore_flow(self) -> RestoreFlow:
        """A fresh restore wizard."""
        return RestoreFlow(self.desk, self.open, self.browse, self.restore)

    def check_up(self, vault: OpenedVault) -> CheckUp:
        """The check-up of the phone's own backups, with the answers of this vault's owner."""
        return CheckUp(vault.notes, lambda: self.desk.clock().astimezone().date())


def build_services(desk: Desk) -> Services:
    """Build every deed on `desk`."""
    return Services(
        desk=desk,
        create=CreateVault(desk),
        open=OpenVault(desk),
        ways_in=WaysIn(desk),
        back_up=BackUp(desk),
        browse=Browse(desk),
        status=StatusOf(desk),
        restore=Restore(desk),
        check=HealthCheck(desk),
        repair=Repair(desk),
        prove_sheet=ProveSheet(desk),
        new_sheet=NewSheet(desk),
        relock=Relock(desk, ProveSheet(desk)),
        tidy=Tidy(desk),
        remove_chat=RemoveChat(desk),
        exposure=Exposure(desk),
        put_right=PutRight(desk),
        exposure_reports=ExposureReports(desk),
    )
