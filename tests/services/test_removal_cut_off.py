"""A removal that is cut off in the middle: what a person took away does not come back, and the rest can be tidied."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import Computer, back_up, make_export, make_zip_export
from vault.errors import VaultChanged
from vault.progress import NoProgress
from vault.services.create_vault import Created
from vault.services.vault import OpenedVault
from vault.storage.memory import MemoryBackend

QUIET = NoProgress()


@pytest.fixture
def vault(computer: Computer, created: Created, exports: Path) -> OpenedVault:
    """Anna, who will be removed, Ben and Cara."""
    for name in ("Anna", "Ben", "Cara"):
        back_up(computer, created.vault, make_zip_export(exports, name, media={f"{name}.jpg": os.urandom(90_000)}))
        computer.clock.advance(days=1)
    return created.vault


@pytest.fixture
def old_copy(computer: Computer, vault: OpenedVault, tmp_path: Path) -> Path:
    """The vault as it was when Anna was in it."""
    there = tmp_path / "old copy"
    computer.shelves.open(there)
    computer.backend(there).files = dict(computer.backend(vault.folder).files)
    computer.backend(there).present = True
    return there


def remove_anna(computer: Computer, vault: OpenedVault, monkeypatch: pytest.MonkeyPatch, after: int) -> bool:
    """Whether it was cut off: power goes after so many files were removed, and no further word is written."""
    left, real = [after], MemoryBackend.remove

    def removing(self: MemoryBackend, kind: str, name: str) -> None:
        if left[0] == 0:
            raise KeyboardInterrupt
        left[0] -= kind != "locks"
        real(self, kind, name)  # type: ignore[arg-type]

    plan = computer.services.remove_chat.plan(vault, "Anna", QUIET)
    with monkeypatch.context() as patched:
        patched.setattr(MemoryBackend, "remove", removing)
        patched.setattr("vault.library.index.Library.forget", lambda *_: None)
        try:
            computer.services.remove_chat.run(vault, plan, QUIET)
        except KeyboardInterrupt:
            vault.repository.close()
            return True
    return False


def names(computer: Computer, vault: OpenedVault) -> list[str]:
    computer.services.browse.bring_up_to_date(vault, QUIET)
    return sorted(chat.name for chat in computer.services.browse.chats(vault))


def nothing_else(_: MemoryBackend) -> None:
    """Only the removal was cut off."""


def a_backup_is_damaged(backend: MemoryBackend) -> None:
    """And the file of one that stays."""
    key = next(key for key in backend.files if key[0] == "snapshots")
    backend.files[key] = backend.files[key][:-1] + b"x"


@pytest.mark.parametrize("harm", [nothing_else, a_backup_is_damaged])
@pytest.mark.parametrize("from_copy", [False, True])
@pytest.mark.parametrize("after", [1, 2, 3])
def test_no_repair_brings_it_back(
    computer: Computer,
    vault: OpenedVault,
    old_copy: Path,
    monkeypatch: pytest.MonkeyPatch,
    after: int,
    from_copy: bool,
    harm: Callable[[MemoryBackend], None],
) -> None:
    assert names(computer, vault) == ["Anna", "Ben", "Cara"]
    cut_off = remove_anna(computer, vault, monkeypatch, after)
    assert cut_off or after > 1
    harm(computer.backend(vault.folder))
    copies = [old_copy] if from_copy else []
    planned = computer.services.repair.plan(vault, QUIET, copies)
    assert planned.missing == ()
    computer.services.repair.run(vault, planned, copies, QUIET)
    assert names(computer, vault) == ["Ben", "Cara"]
    tidying = computer.services.tidy.plan(vault, QUIET)
    assert tidying.missing == ()
    computer.services.tidy.run(vault, tidying, QUIET)
    assert computer.services.check.run(vault, True, QUIET).ok
    assert computer.services.repair.plan(vault, QUIET, [old_copy]).nothing


def test_what_was_not_taken_away_after_all_is_brought_back_like_any(
    computer: Computer, vault: OpenedVault, old_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert remove_anna(computer, vault, monkeypatch, 0)
    assert names(computer, vault) == ["Anna", "Ben", "Cara"]
    backend = computer.backend(vault.folder)
    lost = min((one for one in vault.repository.snapshots() if one.paths[0].endswith("Anna")), key=lambda one: one.time)
    del backend.files["snapshots", lost.id]
    planned = computer.services.repair.plan(vault, QUIET, [old_copy])
    computer.services.repair.run(vault, planned, [old_copy], QUIET)
    assert names(computer, vault) == ["Anna", "Ben", "Cara"]


def test_what_a_refused_removal_left_and_is_lost_later_is_missed(
    computer: Computer, vault: OpenedVault, exports: Path
) -> None:
    plan = computer.services.remove_chat.plan(vault, "Anna", QUIET)
    back_up(computer, vault, make_export(exports, "Dora"))
    with pytest.raises(VaultChanged):
        computer.services.remove_chat.run(vault, plan, QUIET)
    del computer.backend(vault.folder).files["snapshots", plan.going[0].snapshot]
    assert names(computer, vault) == ["Ben", "Cara", "Dora"]
    assert [one.names for one in computer.services.tidy.plan(vault, QUIET).missing] == [["Anna"]]
    planned = computer.services.repair.plan(vault, QUIET)
    computer.services.repair.run(vault, planned, (), QUIET)
    assert names(computer, vault) == ["Anna", "Ben", "Cara", "Dora"]


def test_the_same_export_may_be_put_in_again(
    computer: Computer, vault: OpenedVault, exports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert remove_anna(computer, vault, monkeypatch, 1)
    back_up(computer, vault, exports / "WhatsApp Chat with Anna.zip")
    back_up(computer, vault, make_export(exports, "Dora"))
    assert names(computer, vault) == ["Anna", "Ben", "Cara", "Dora"]
    assert computer.services.repair.plan(vault, QUIET).nothing
