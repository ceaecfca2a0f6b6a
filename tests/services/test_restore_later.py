"""A restore that did not end goes on although the vault is not what it was then: newer backups came, or some went."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import Computer, back_up, folder_content, lines, make_export, make_zip_export
from tests.services.test_restore_goes_on import StopsAt
from tests.services.test_restore_goes_on import expected as expected
from tests.services.test_restore_goes_on import filled as filled
from tests.services.test_restore_goes_on import target as target
from vault.errors import FolderInTheWay
from vault.progress import NoProgress
from vault.repository.forget import forget
from vault.services.create_vault import Created
from vault.services.restore import RestoreReport
from vault.services.services import Services
from vault.services.vault import OpenedVault

QUIET = NoProgress()


def begin(services: Services, vault: OpenedVault, target: Path, files: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        plan = services.restore.plan(vault, None, target)
        assert services.restore.run(vault, plan, StopsAt(files, patch)).can_go_on


def go_on(services: Services, vault: OpenedVault, target: Path) -> RestoreReport:
    assert services.restore.folder_in(vault, None, target.parent) == target, "it is offered"
    plan = services.restore.plan(vault, None, target)
    assert plan.goes_on
    return services.restore.run(vault, plan, QUIET)


@pytest.mark.parametrize("files", [2, 4, 9])
def test_what_came_later_comes_back_beside(
    computer: Computer, filled: Created, target: Path, exports: Path, expected: dict[str, bytes], files: int
) -> None:
    """What was to be brought back keeps its names, whatever of it is there; nothing is taken for something else."""
    begin(computer.services, filled.vault, target, files)
    for _ in range(2):
        computer.clock.advance(days=1)
        count = 30 + computer.clock.now.day
        ben = make_export(exports / f"{count}", "Ben", lines(count))
        anna = make_zip_export(exports / f"{count}", "Anna", lines(count))
        back_up(computer, filled.vault, ben, anna)
        day = computer.clock.now.astimezone().date()
        expected[f"WhatsApp/Ben/WhatsApp Chat with Ben (backup of {day}).txt"] = ben.read_bytes()
        expected[f"WhatsApp/Anna/WhatsApp Chat with Anna (backup of {day}).zip"] = anna.read_bytes()
        begin(computer.services, filled.vault, target, 1)
    report = go_on(computer.services, filled.vault, target)
    assert report.identical
    assert report.of == 7
    assert folder_content(target) == expected


def test_backups_that_are_gone_are_told(computer: Computer, filled: Created, target: Path) -> None:
    begin(computer.services, filled.vault, target, 3)
    before = folder_content(target)
    forget(filled.vault.repository, [filled.vault.repository.snapshots()[0].id])
    with pytest.raises(FolderInTheWay) as refused:
        computer.services.restore.plan(filled.vault, None, target)
    assert refused.value.reason == "other"
    assert computer.services.restore.folder_in(filled.vault, None, target.parent) != target
    assert folder_content(target) == before
