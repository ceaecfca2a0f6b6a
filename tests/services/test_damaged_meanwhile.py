"""A pack is damaged, and nobody has noticed: the next backup of the export stores anew what it finds unreadable."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.builders import Computer, back_up, make_export, make_zip_export
from tests.exports.made_telegram import chat, message, written
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
    assert line.stored == line.healed > 1_000_000
    assert restored(computer, filled, tmp_path / "after").identical


def test_a_later_export_with_the_same_photos_makes_both_whole(
    computer: Computer, folder: Path, filled: Created, anna: Path, exports: Path, tmp_path: Path
) -> None:
    harm(computer, folder)
    content = [f"2026-05-01, 10:{minute:02} - Anna: Hello {minute}" for minute in range(30)]
    later = make_zip_export(exports / "later", "Anna", content, media=MEDIA)
    (line,) = computer.services.back_up.run(filled.vault, [later], {}, QUIET).backups
    assert (line.verified, line.already, line.warnings) == (True, False, ())
    assert 1_000_000 < line.healed < line.stored
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


def test_pieces_that_a_repair_gave_up_are_told_as_healed(
    computer: Computer, folder: Path, filled: Created, anna: Path, tmp_path: Path
) -> None:
    """The index names them no more: they are stored in the first go."""
    harm(computer, folder)
    repair = computer.services.repair
    repair.run(filled.vault, repair.plan(filled.vault, QUIET), (), QUIET)
    (line,) = computer.services.back_up.run(filled.vault, [anna], {}, QUIET).backups
    assert (line.verified, line.already, line.stored == line.healed > 1_000_000) == (True, True, True)
    (line,) = computer.services.back_up.run(filled.vault, [anna], {}, QUIET).backups
    assert (line.verified, line.already, line.stored, line.healed) == (True, True, 0, 0)
    assert restored(computer, filled, tmp_path / "after").identical


def test_all_that_the_vault_holds_is_lost(
    computer: Computer, folder: Path, filled: Created, anna: Path, tmp_path: Path
) -> None:
    files = computer.backend(folder).files
    for pack in [key for key in files if key[0] == "data"]:
        del files[pack]
    filled.vault.repository.close()
    computer.clock.advance(days=1)
    (line,) = computer.services.back_up.run(filled.vault, [anna], {}, QUIET).backups
    assert (line.verified, line.already, line.warnings) == (True, False, ())
    assert restored(computer, filled, tmp_path / "after").restored == 1


def a_folder(exports: Path) -> Path:
    telegram = exports / "ChatExport"
    (telegram / "photos").mkdir(parents=True)
    (telegram / "result.json").write_bytes(written(chat([message(n) for n in range(1, 5)])))
    (telegram / "photos" / "photo_1.jpg").write_bytes(os.urandom(50_000))
    return telegram


def test_a_folder_whose_times_alone_differ_heals_nothing(computer: Computer, created: Created, exports: Path) -> None:
    telegram = a_folder(exports)
    back_up(computer, created.vault, telegram)
    os.utime(telegram / "photos" / "photo_1.jpg", (1, 1))
    (line,) = computer.services.back_up.run(created.vault, [telegram], {}, QUIET).backups
    assert (line.already, line.stored > 0, line.healed) == (True, True, 0), "its listing is new, and nothing was lost"


def test_a_folder_whose_listing_was_lost_and_whose_times_differ_is_another_backup(
    computer: Computer, folder: Path, created: Created, exports: Path, tmp_path: Path
) -> None:
    telegram = a_folder(exports)
    back_up(computer, created.vault, telegram)
    harm(computer, folder, largest=False)
    created.vault.repository.close()
    computer.clock.advance(days=1)
    os.utime(telegram / "photos" / "photo_1.jpg", (1, 1))
    (line,) = computer.services.back_up.run(created.vault, [telegram], {}, QUIET).backups
    assert (line.verified, line.already, line.warnings) == (True, False, ())
    assert restored(computer, created, tmp_path / "after").restored == 1


def test_an_export_that_is_gone_by_then_is_told_as_not_read_back(
    computer: Computer, folder: Path, created: Created, exports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = make_export(exports, "Ben")
    monkeypatch.setattr("vault.services.back_up.is_whole", lambda *_: False)
    (line,) = computer.services.back_up.run(created.vault, [export], {}, QUIET).backups
    assert (line.verified, "not-read-back" in line.warnings) == (False, True)
