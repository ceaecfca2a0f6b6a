"""A pack is damaged, and nobody has noticed: the next backup of the export stores anew what it finds unreadable."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.builders import Computer, back_up, make_export, make_zip_export
from vault.progress import NoProgress
from vault.services.create_vault import Created
from vault.services.restore import RestoreReport

QUIET = NoProgress()
MEDIA = {"IMG-20260501-WA0001.jpg": os.urandom(3_000_000)}


@pytest.fixture
def anna(exports: Path) -> Path:
    return make_zip_export(exports, "Anna", media=MEDIA)


@pytest.fixture
def filled(computer: Computer, created: Created, anna: Path) -> Created:
    back_up(computer, created.vault, anna)
    return created


def harm(computer: Computer, folder: Path, *, largest: bool = True) -> None:
    """Flip bits in the photos, or all over the pack of the trees."""
    files = computer.backend(folder).files
    pack = sorted((key for key in files if key[0] == "data"), key=lambda key: len(files[key]))[-1 if largest else 0]
    whole = bytearray(files[pack])
    for position in range(1_000_000 if largest else 50, len(whole), 100_000):
        whole[position] ^= 1
    files[pack] = bytes(whole)


def restored(computer: Computer, created: Created, target: Path) -> RestoreReport:
    restore = computer.services.restore
    return restore.run(created.vault, restore.plan(created.vault, None, target), QUIET)


def test_the_same_export_again_makes_the_backup_whole(
    computer: Computer, folder: Path, filled: Created, anna: Path, tmp_path: Path
) -> None:
    harm(computer, folder)
    assert not restored(computer, filled, tmp_path / "before").identical
    (line,) = computer.services.back_up.run(filled.vault, [anna], {}, QUIET).backups
    assert (line.verified, line.already, line.warnings) == (True, True, ())
    assert line.stored > 1_000_000
    assert restored(computer, filled, tmp_path / "after").identical


def test_a_later_export_with_the_same_photos_makes_both_whole(
    computer: Computer, folder: Path, filled: Created, anna: Path, exports: Path, tmp_path: Path
) -> None:
    harm(computer, folder)
    content = [f"2026-05-01, 10:{minute:02} - Anna: Hello {minute}" for minute in range(30)]
    later = make_zip_export(exports / "later", "Anna", content, media=MEDIA)
    (line,) = computer.services.back_up.run(filled.vault, [later], {}, QUIET).backups
    assert (line.verified, line.already, line.warnings) == (True, False, ())
    report = restored(computer, filled, tmp_path / "after")
    assert (report.of, report.unreadable, report.identical) == (2, (), True)


def test_trees_are_stored_anew_as_well(
    computer: Computer, folder: Path, filled: Created, anna: Path, tmp_path: Path
) -> None:
    harm(computer, folder, largest=False)
    filled.vault.repository.close()
    (line,) = computer.services.back_up.run(filled.vault, [anna], {}, QUIET).backups
    assert line.verified
    assert restored(computer, filled, tmp_path / "after").restored >= 1


def test_an_export_that_is_gone_by_then_is_told_as_not_read_back(
    computer: Computer, folder: Path, created: Created, exports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = make_export(exports, "Ben")
    monkeypatch.setattr("vault.services.back_up.is_whole", lambda *_: False)
    (line,) = computer.services.back_up.run(created.vault, [export], {}, QUIET).backups
    assert (line.verified, "not-read-back" in line.warnings) == (False, True)
