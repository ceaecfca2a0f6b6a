"""The health check names the chats that are touched, and only a full one counts as checked."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.builders import Computer, back_up, make_export, make_zip_export
from vault.errors import Cancelled, PlaceMissing
from vault.progress import NoProgress
from vault.repository.ids import id_of
from vault.services.create_vault import Created

QUIET = NoProgress()


@pytest.fixture
def filled(computer: Computer, created: Created, exports: Path) -> Created:
    media = {"IMG-20260501-WA0001.jpg": os.urandom(3_000_000)}
    back_up(computer, created.vault, make_export(exports, "Ben"))
    back_up(computer, created.vault, make_zip_export(exports, "Anna", media=media))
    return created


def flip(computer: Computer, folder: Path, kind: str) -> None:
    files = computer.backend(folder).files
    largest = max((key for key in files if key[0] == kind), key=lambda key: len(files[key]))
    middle = len(files[largest]) // 2
    files[largest] = files[largest][:middle] + bytes([files[largest][middle] ^ 4]) + files[largest][middle + 1 :]


def test_a_full_check_is_remembered(computer: Computer, filled: Created) -> None:
    health = computer.services.check.run(filled.vault, True, QUIET)
    assert (health.ok, health.read_all, health.problems, health.chats) == (True, True, (), ())
    assert health.read_bytes > 3_000_000
    assert computer.restarted().desk.settings.vaults()[0].last_checked_on == computer.clock.now


def test_a_partial_check_is_not_called_checked(computer: Computer, filled: Created) -> None:
    health = computer.services.check.run(filled.vault, False, QUIET)
    assert (health.ok, health.read_all) == (True, False)
    assert health.read_bytes < 1_000_000
    assert filled.vault.memory.last_checked_on is None


def test_a_flipped_byte_is_found_and_its_chat_named(computer: Computer, folder: Path, filled: Created) -> None:
    flip(computer, folder, "data")
    assert computer.services.check.run(filled.vault, False, QUIET).ok
    health = computer.services.check.run(filled.vault, True, QUIET)
    assert not health.ok
    assert health.chats == ("Anna",)
    assert {problem.what for problem in health.problems} <= {"pack", "blob"}
    assert filled.vault.memory.damage_found_on == computer.clock.now
    assert "Anna" not in repr(health)


def test_a_missing_pack_is_found_by_either_check(computer: Computer, folder: Path, filled: Created) -> None:
    files = computer.backend(folder).files
    del files[max((key for key in files if key[0] == "data"), key=lambda key: len(files[key]))]
    for read_all in (False, True):
        health = computer.services.check.run(filled.vault, read_all, QUIET)
        assert (health.ok, health.chats) == (False, ("Anna",))


def test_names_are_found_without_a_library(computer: Computer, folder: Path, filled: Created) -> None:
    filled.vault.library.close()
    flip(computer, folder, "data")
    assert computer.services.check.run(filled.vault, True, QUIET).chats == ("Anna",)


@pytest.mark.parametrize("kind", ["snapshots", "index", "keys"])
def test_other_damage_is_found(computer: Computer, folder: Path, filled: Created, kind: str) -> None:
    flip(computer, folder, kind)
    health = computer.services.check.run(filled.vault, False, QUIET)
    assert not health.ok
    assert kind.rstrip("s") in {problem.what for problem in health.problems}


def test_red_until_a_full_check_finds_all_well(computer: Computer, folder: Path, filled: Created) -> None:
    computer.services.prove_sheet.prove_code(filled.vault, filled.sheet.code)
    whole = dict(computer.backend(folder).files)
    flip(computer, folder, "data")
    computer.services.check.run(filled.vault, True, QUIET)
    assert computer.services.status.run(filled.vault).reason == "damaged"
    computer.backend(folder).files.update(whole)
    assert computer.services.check.run(filled.vault, False, QUIET).ok
    assert computer.services.status.run(filled.vault).reason == "damaged"
    computer.services.check.run(filled.vault, True, QUIET)
    assert computer.services.status.run(filled.vault).state == "green"


def test_on_a_second_computer_a_full_check_counts_as_reading_back(
    laptop: Computer, folder: Path, filled: Created
) -> None:
    vault = laptop.services.open.by_code(folder, filled.sheet.code, remember=True)
    assert laptop.services.status.run(vault).reason == "not-read-back"
    laptop.services.check.run(vault, True, QUIET)
    assert laptop.services.status.run(vault).state == "green"


def test_it_can_be_stopped_and_says_nothing_then(computer: Computer, filled: Created) -> None:
    class Stops(NoProgress):
        def check_cancelled(self) -> None:
            raise Cancelled

    with pytest.raises(Cancelled):
        computer.services.check.run(filled.vault, True, Stops())
    assert filled.vault.memory.last_checked_on is None


def test_an_unplugged_disk_is_no_damage(computer: Computer, folder: Path, filled: Created) -> None:
    computer.backend(folder).present = False
    with pytest.raises(PlaceMissing):
        computer.services.check.run(filled.vault, True, QUIET)
    assert filled.vault.memory.damage_found_on is None


def test_a_vault_that_can_only_be_read_is_checked(computer: Computer, folder: Path, filled: Created) -> None:
    computer.backend(folder).writable = False
    assert computer.services.check.run(filled.vault, True, QUIET).ok


def test_a_chat_found_damaged_is_green_no_more(computer: Computer, folder: Path, filled: Created) -> None:
    """It was read back when it came in, and a full check found it whole once: neither counts against what is so now."""
    computer.services.check.run(filled.vault, True, QUIET)
    flip(computer, folder, "data")
    computer.services.check.run(filled.vault, True, QUIET)
    status = computer.services.status.run(filled.vault)
    assert {chat.name: chat.state for chat in status.chats} == {"Anna": "yellow", "Ben": "green"}
    assert status.state == "red"


def test_listing_chats_needs_no_index(computer: Computer, folder: Path, filled: Created) -> None:
    """Of a vault of a terabyte the index takes seconds to load: what the library knows must be told without."""
    filled.vault.close()
    again = computer.restarted()
    vault = again.services.open.by_keychain(folder)
    assert [chat.name for chat in again.services.browse.chats(vault)] == ["Anna", "Ben"]
    assert vault.repository._known._index is None


def damaged_blob(computer: Computer, folder: Path, filled: Created, plain: bytes) -> None:
    """Damage the one blob that is these bytes, where it lies in its pack."""
    (place,) = filled.vault.repository.places(id_of(plain))
    files = computer.backend(folder).files
    whole = bytearray(files["data", place.pack_id])
    whole[place.entry.offset + 20] ^= 1
    files["data", place.pack_id] = bytes(whole)


PHOTOS = {f"IMG-20260501-WA000{number}.jpg": os.urandom((512 << 10) + number) for number in range(1, 5)}


def test_the_very_photo_in_a_zip_is_named(
    computer: Computer, folder: Path, created: Created, exports: Path, caplog: pytest.LogCaptureFixture
) -> None:
    back_up(computer, created.vault, make_zip_export(exports, "Anna", media=PHOTOS))
    name = "IMG-20260501-WA0003.jpg"
    damaged_blob(computer, folder, created, PHOTOS[name])
    health = computer.services.check.run(created.vault, True, QUIET)
    (problem,) = health.problems
    assert (problem.chats, problem.files, problem.inside) == (("Anna",), ("WhatsApp Chat with Anna.zip",), (name,))
    assert health.inside == (name,)
    assert name not in repr(health) + caplog.text


def test_the_first_and_the_last_photo_in_a_zip_are_named(
    computer: Computer, folder: Path, created: Created, exports: Path
) -> None:
    back_up(computer, created.vault, make_zip_export(exports, "Anna", media=PHOTOS))
    first, *_, last = PHOTOS
    damaged_blob(computer, folder, created, PHOTOS[first])
    damaged_blob(computer, folder, created, PHOTOS[last])
    assert set(computer.services.check.run(created.vault, True, QUIET).inside) == {first, last}


def test_a_photo_of_two_backups_is_named_once(
    computer: Computer, folder: Path, created: Created, exports: Path
) -> None:
    back_up(computer, created.vault, make_zip_export(exports, "Anna", media=dict(list(PHOTOS.items())[:3])))
    back_up(computer, created.vault, make_zip_export(exports, "Anna", media=dict(list(PHOTOS.items())[1:])))
    damaged_blob(computer, folder, created, PHOTOS["IMG-20260501-WA0002.jpg"])
    (problem,) = computer.services.check.run(created.vault, True, QUIET).problems
    assert problem.inside == ("IMG-20260501-WA0002.jpg",)


def test_the_very_file_of_a_folder_is_named(computer: Computer, folder: Path, created: Created, exports: Path) -> None:
    export = exports / "WhatsApp Chat with Anna"
    make_export(export, "Anna")
    for name, data in PHOTOS.items():
        (export / name).write_bytes(data)
    back_up(computer, created.vault, export)
    damaged_blob(computer, folder, created, PHOTOS["IMG-20260501-WA0004.jpg"])
    (problem,) = computer.services.check.run(created.vault, True, QUIET).problems
    assert (problem.chats, problem.inside) == (("Anna",), ("IMG-20260501-WA0004.jpg",))


def test_where_the_directory_of_a_zip_is_lost_the_export_alone_is_named(
    computer: Computer, folder: Path, created: Created, exports: Path
) -> None:
    back_up(computer, created.vault, make_zip_export(exports, "Anna", media=PHOTOS))
    files = computer.backend(folder).files
    del files[max((key for key in files if key[0] == "data"), key=lambda key: len(files[key]))]
    (problem,) = computer.services.check.run(created.vault, False, QUIET).problems
    assert (problem.files, problem.inside) == (("WhatsApp Chat with Anna.zip",), ())
