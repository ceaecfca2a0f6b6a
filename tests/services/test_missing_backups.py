"""A backup that somebody's hand, or a disk, took out of the vault's list: noticed, kept, brought back, or let go."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import Computer, lines, make_export
from tests.services.test_tidy import QUIET, at, export_on, whys
from vault.services.create_vault import Created
from vault.services.vault import OpenedVault


@pytest.fixture
def vault(computer: Computer, created: Created, exports: Path) -> OpenedVault:
    """Three backups of Anna; only the second one has a certain message. Its file is lost."""
    texts = (lines(20), [*lines(20), "2026-08-09, 09:00 - Anna: Only here"], lines(30))
    for day, text in zip(("2026-05-01", "2026-06-10", "2026-07-20"), texts, strict=True):
        export_on(computer, created.vault, day, make_export(exports, "Anna", text))
    at(computer, "2026-11-24")
    assert _counts(computer, created.vault) == (31, 3)
    second = sorted(created.vault.repository.snapshots(), key=lambda one: one.time)[1]
    del computer.backend(created.vault.folder).files["snapshots", second.id]
    return created.vault


def _counts(computer: Computer, vault: OpenedVault) -> tuple[int, int]:
    computer.services.browse.bring_up_to_date(vault, QUIET)
    (chat,) = computer.services.browse.chats(vault)
    return chat.messages, len(chat.backups)


def test_it_is_said_by_check_and_status_and_nothing_counts_it(computer: Computer, vault: OpenedVault) -> None:
    assert computer.services.status.run(vault).reason == "damaged"
    assert computer.services.browse.chats(vault)[0].messages == 30
    for read_all in (False, True):
        health = computer.services.check.run(vault, read_all, QUIET)
        (problem,) = health.problems
        assert (health.ok, problem.what, problem.chats) == (False, "missing", ("Anna",))
        assert [one.time.month for one in problem.backups] == [6]


def test_repair_brings_it_back(computer: Computer, vault: OpenedVault) -> None:
    planned = computer.services.repair.plan(vault, QUIET)
    assert (planned.nothing, len(planned.missing)) == (False, 1)
    report = computer.services.repair.run(vault, planned, (), QUIET)
    assert (report.recovered, report.after) == (1, ())
    assert _counts(computer, vault) == (31, 3)
    assert computer.services.check.run(vault, True, QUIET).ok
    assert computer.services.repair.plan(vault, QUIET).nothing
    assert sorted(one.time.month for one in vault.repository.snapshots()) == [5, 6, 7]


def test_tidying_frees_nothing_of_it_unless_it_was_removed_on_purpose(computer: Computer, vault: OpenedVault) -> None:
    plan = computer.services.tidy.plan(vault, QUIET)
    assert (len(plan.missing), plan.is_empty) == (1, True)
    report = computer.services.repair.run(vault, computer.services.repair.plan(vault, QUIET), (), QUIET)
    assert report.after == (), "and all of it is there yet"


def test_let_go_it_is_missed_no_more(computer: Computer, vault: OpenedVault) -> None:
    plan = computer.services.tidy.plan(vault, QUIET, let_missing_go=True)
    assert (plan.missing, plan.freed > 0) == ((), True)
    computer.services.tidy.run(vault, plan, QUIET)
    assert computer.services.check.run(vault, True, QUIET).ok
    assert computer.services.tidy.plan(vault, QUIET).is_empty


def test_what_another_computer_tidied_is_not_missed(
    computer: Computer, laptop: Computer, created: Created, folder: Path, exports: Path
) -> None:
    for day, count in (("2026-05-01", 20), ("2026-05-20", 30), ("2026-06-20", 31)):
        export_on(computer, created.vault, day, make_export(exports, "Anna", lines(count)))
    assert _counts(computer, created.vault) == (31, 3)
    at(laptop, "2026-11-24")
    other = laptop.services.open.by_code(folder, created.sheet.code, remember=False)
    assert laptop.services.check.run(other, True, QUIET).ok
    plan = laptop.services.tidy.plan(other, QUIET)
    assert "goes" in whys(plan).values()
    laptop.services.tidy.run(other, plan, QUIET)
    at(computer, "2026-11-24")
    again = computer.restarted()
    vault = again.services.open.by_code(folder, created.sheet.code, remember=False)
    assert again.services.check.run(vault, True, QUIET).ok
    assert _counts(again, vault) == (31, 2)
