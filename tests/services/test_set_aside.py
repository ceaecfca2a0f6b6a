"""Damaged files that a repair set aside: named by tidying, gone once nothing that a backup needs is lacking."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.builders import Computer, back_up, make_export, make_zip_export
from vault.progress import NoProgress
from vault.services.create_vault import Created
from vault.services.vault import OpenedVault
from vault.storage.backend import Kind

QUIET = NoProgress()


@pytest.fixture
def anna(exports: Path) -> Path:
    return make_zip_export(exports, "Anna", media={"IMG-1.jpg": os.urandom(2_000_000)})


@pytest.fixture
def vault(computer: Computer, created: Created, exports: Path, anna: Path) -> OpenedVault:
    back_up(computer, created.vault, make_export(exports, "Ben"))
    back_up(computer, created.vault, anna)
    return created.vault


def flip_and_repair(computer: Computer, vault: OpenedVault, kind: Kind) -> None:
    backend = computer.backend(vault.folder)
    key = max((key for key in backend.files if key[0] == kind), key=lambda key: len(backend.files[key]))
    whole = bytearray(backend.files[key])
    whole[len(whole) // 2] ^= 4
    backend.files[key] = bytes(whole)
    vault.repository.close()
    computer.services.repair.run(vault, computer.services.repair.plan(vault, QUIET), (), QUIET)


def test_it_stays_as_long_as_something_is_lacking_and_goes_then(
    computer: Computer, vault: OpenedVault, anna: Path
) -> None:
    backend = computer.backend(vault.folder)
    flip_and_repair(computer, vault, "data")
    ((_, _, damaged),) = backend.aside
    plan = computer.services.tidy.plan(vault, QUIET)
    assert (plan.aside, plan.aside_kept, plan.is_damaged) == (0, len(damaged), True)
    if not plan.is_empty:
        computer.services.tidy.run(vault, plan, QUIET)
    assert len(backend.aside) == 1

    back_up(computer, vault, anna)
    assert computer.services.check.run(vault, True, QUIET).ok
    plan = computer.services.tidy.plan(vault, QUIET)
    assert (plan.aside, plan.aside_kept, plan.is_empty) == (len(damaged), 0, False)
    assert backend.aside, "looking takes nothing away"
    before = dict(backend.files)
    done = computer.services.tidy.run(vault, plan, QUIET)
    assert (backend.aside, done.complete) == ([], True)
    assert done.freed == plan.freed
    assert done.freed - len(damaged) == sum(map(len, before.values())) - sum(map(len, backend.files.values()))
    assert computer.services.check.run(vault, True, QUIET).ok
    assert computer.services.tidy.plan(vault, QUIET).is_empty


@pytest.mark.parametrize("kind", ["index", "snapshots"])
def test_what_was_made_again_leaves_nothing_behind(computer: Computer, vault: OpenedVault, kind: Kind) -> None:
    backend = computer.backend(vault.folder)
    flip_and_repair(computer, vault, kind)
    assert [of for of, _, _ in backend.aside] == [kind]
    computer.services.tidy.run(vault, computer.services.tidy.plan(vault, QUIET), QUIET)
    assert backend.aside == []
    assert computer.services.check.run(vault, True, QUIET).ok


def test_another_computer_that_knows_of_no_damage_keeps_it_while_a_piece_is_lacking(
    computer: Computer, laptop: Computer, created: Created, vault: OpenedVault, folder: Path
) -> None:
    flip_and_repair(computer, vault, "data")
    other = laptop.services.open.by_code(folder, created.sheet.code, remember=False)
    plan = laptop.services.tidy.plan(other, QUIET)
    assert (plan.is_damaged, plan.aside, plan.aside_kept > 0) == (False, 0, True)


def test_it_stays_while_a_backup_is_missing(computer: Computer, vault: OpenedVault) -> None:
    backend = computer.backend(vault.folder)
    flip_and_repair(computer, vault, "index")
    computer.services.browse.bring_up_to_date(vault, QUIET)
    del backend.files["snapshots", backend.list("snapshots")[0]]
    plan = computer.services.tidy.plan(vault, QUIET)
    assert (len(plan.missing), plan.aside, plan.aside_kept > 0) == (1, 0, True)
    plan = computer.services.tidy.plan(vault, QUIET, let_missing_go=True)
    assert (plan.aside > 0, plan.aside_kept) == (True, 0)


def test_a_lock_that_said_nothing_goes_at_once(computer: Computer, vault: OpenedVault) -> None:
    backend = computer.backend(vault.folder)
    backend.aside.append(("locks", "ab" * 32, b"half a lock"))
    backend.aside.append(("keys", "cd" * 32, b"a key"))
    computer.desk.note(vault, damage_found_on=computer.clock.now)
    plan = computer.services.tidy.plan(vault, QUIET)
    assert (plan.aside, plan.aside_kept) == (len(b"half a lock"), len(b"a key"))
    computer.services.tidy.run(vault, plan, QUIET)
    assert [kind for kind, _, _ in backend.aside] == ["keys"]


def test_it_goes_with_a_chat_that_is_removed_for_good(computer: Computer, vault: OpenedVault, anna: Path) -> None:
    backend = computer.backend(vault.folder)
    flip_and_repair(computer, vault, "data")
    assert computer.services.remove_chat.plan(vault, "Anna", QUIET).aside_kept > 0
    back_up(computer, vault, anna)
    assert computer.services.check.run(vault, True, QUIET).ok
    plan = computer.services.remove_chat.plan(vault, "Anna", QUIET)
    assert plan.aside_kept == 0
    computer.services.remove_chat.run(vault, plan, QUIET)
    assert backend.aside == []
