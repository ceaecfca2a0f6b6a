"""Chats come back bit for bit, compared and counted, with nothing but the vault and a key; damage is listed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.builders import Computer, back_up, folder_content, lines, make_export, make_zip_export
from vault.errors import (
    NoSuchBackup,
)
from vault.progress import NoProgress
from vault.repository.snapshot import Snapshot
from vault.services.create_vault import Created
from vault.services.restore import RestoreReport
from vault.services.vault import OpenedVault

QUIET = NoProgress()


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "restored"


@pytest.fixture
def filled(computer: Computer, created: Created, exports: Path) -> Created:
    """Three exports of two chats."""
    back_up(computer, created.vault, make_zip_export(exports), make_export(exports, "Ben", lines(7)))
    computer.clock.advance(days=1)
    back_up(computer, created.vault, make_export(exports / "older", content=lines(5)))
    return created


def restore(computer: Computer, vault: OpenedVault, target: Path, chats: list[str] | None = None) -> RestoreReport:
    return computer.services.restore.run(vault, computer.services.restore.plan(vault, chats, target), QUIET)


def damage(computer: Computer, folder: Path, kind: str, *, largest: bool = True) -> None:
    files = computer.backend(folder).files
    chosen = sorted((key for key in files if key[0] == kind), key=lambda key: len(files[key]))[-1 if largest else 0]
    middle = len(files[chosen]) // 3
    files[chosen] = files[chosen][:middle] + bytes([files[chosen][middle] ^ 1]) + files[chosen][middle + 1 :]


def test_everything_comes_back_on_another_computer_by_the_sheet(
    laptop: Computer, folder: Path, filled: Created, exports: Path, target: Path
) -> None:
    """With an empty password safe, an empty home, and a vault that can only be read."""
    laptop.backend(folder).writable = False
    before = dict(laptop.backend(folder).files)
    vault = laptop.services.open.by_code(folder, filled.sheet.code, remember=False)
    report = restore(laptop, vault, target)
    assert report.identical
    assert (report.restored, report.of, report.compared, report.unreadable) == (3, 3, 3, ())
    assert (report.messages, report.messages_expected) == (33, 33)
    assert folder_content(target) == {
        "WhatsApp/Anna/WhatsApp Chat with Anna.zip": (exports / "WhatsApp Chat with Anna.zip").read_bytes(),
        "WhatsApp/Anna/WhatsApp Chat with Anna.txt": (exports / "older/WhatsApp Chat with Anna.txt").read_bytes(),
        "WhatsApp/Ben/WhatsApp Chat with Ben.txt": (exports / "WhatsApp Chat with Ben.txt").read_bytes(),
    }
    assert report.bytes == sum(len(content) for content in folder_content(target).values())
    assert laptop.backend(folder).files == before


def test_the_plan_says_everything_and_writes_nothing(
    computer: Computer, filled: Created, target: Path, exports: Path
) -> None:
    plan = computer.services.restore.plan(filled.vault, None, target)
    assert not target.exists()
    assert {(file.chat, file.app, file.export, file.bytes, file.messages) for file in plan.files} == {
        (
            "Anna",
            "whatsapp",
            "WhatsApp Chat with Anna.zip",
            (exports / "WhatsApp Chat with Anna.zip").stat().st_size,
            21,
        ),
        (
            "Anna",
            "whatsapp",
            "WhatsApp Chat with Anna.txt",
            (exports / "older/WhatsApp Chat with Anna.txt").stat().st_size,
            5,
        ),
        ("Ben", "whatsapp", "WhatsApp Chat with Ben.txt", (exports / "WhatsApp Chat with Ben.txt").stat().st_size, 7),
    }
    assert plan.needed == sum(file.bytes for file in plan.files)
    assert plan.free is not None
    assert plan.free > 0
    assert (plan.folder, plan.messages, plan.unreadable) == (target, 33, ())


@pytest.mark.parametrize("by_id", [True, False])
def test_chosen_chats_only(computer: Computer, filled: Created, target: Path, by_id: bool) -> None:
    wanted = filled.vault.chat_id("whatsapp", "Ben") if by_id else "ben"
    report = restore(computer, filled.vault, target, [wanted])
    assert (report.restored, report.of, report.messages) == (1, 1, 7)
    assert list(folder_content(target)) == ["WhatsApp/Ben/WhatsApp Chat with Ben.txt"]


def test_a_chat_that_is_not_there_is_named(computer: Computer, filled: Created, target: Path) -> None:
    with pytest.raises(NoSuchBackup) as caught:
        computer.services.restore.plan(filled.vault, ["Ben", "Nobody"], target)
    assert caught.value.name == "Nobody"


def test_an_empty_vault_gives_an_empty_plan(computer: Computer, created: Created, target: Path) -> None:
    report = restore(computer, created.vault, target)
    assert (report.restored, report.of, report.identical) == (0, 0, True)


def test_exports_of_one_name_are_told_apart_by_their_dates(
    computer: Computer, created: Created, exports: Path, target: Path
) -> None:
    for day, count in ((3, 5), (4, 6), (4, 7), (9, 8)):
        computer.clock.now = datetime(2026, 5, day, 12, 0, count, tzinfo=UTC)
        back_up(computer, created.vault, make_export(exports, content=lines(count)))
    assert restore(computer, created.vault, target).identical
    sizes = {name: content.count(b"\n") for name, content in folder_content(target / "WhatsApp" / "Anna").items()}
    assert sizes == {
        "WhatsApp Chat with Anna.txt": 8,
        "WhatsApp Chat with Anna (backup of 2026-05-04).txt": 7,
        "WhatsApp Chat with Anna (backup of 2026-05-04, 2).txt": 6,
        "WhatsApp Chat with Anna (backup of 2026-05-03).txt": 5,
    }


def test_the_very_same_export_comes_back_once(
    computer: Computer, laptop: Computer, folder: Path, created: Created, exports: Path, target: Path
) -> None:
    """Two computers that did not know of each other may have stored it both."""
    path = make_export(exports)
    back_up(computer, created.vault, path)
    (stored,) = created.vault.repository.snapshots()
    created.vault.repository.save_snapshot(Snapshot(computer.clock.now, stored.tree, stored.paths, tags=stored.tags))
    assert restore(computer, created.vault, target).restored == 1


def test_a_damaged_one_is_listed_and_the_rest_comes_back(
    computer: Computer, folder: Path, created: Created, exports: Path, target: Path
) -> None:
    big = {"IMG-20260501-WA0001.jpg": os.urandom(3_000_000)}
    back_up(computer, created.vault, make_export(exports, "Ben", lines(7)))
    back_up(computer, created.vault, make_zip_export(exports, media=big))
    damage(computer, folder, "data")
    report = restore(computer, created.vault, target)
    assert [(lost.name, lost.why) for lost in report.unreadable] == [
        ("WhatsApp/Anna/WhatsApp Chat with Anna.zip", "damaged")
    ]
    assert (report.restored, report.of, report.compared, report.messages) == (1, 2, 1, 7)
    assert not report.identical
    assert list(folder_content(target)) == ["WhatsApp/Ben/WhatsApp Chat with Ben.txt"]


def test_missing_packs_are_listed(
    computer: Computer, folder: Path, created: Created, exports: Path, target: Path
) -> None:
    back_up(computer, created.vault, make_export(exports, "Ben", lines(7)))
    back_up(computer, created.vault, make_zip_export(exports, media={"IMG-1.jpg": os.urandom(3_000_000)}))
    files = computer.backend(folder).files
    del files[max((key for key in files if key[0] == "data"), key=lambda key: len(files[key]))]
    report = restore(computer, created.vault, target)
    assert [lost.why for lost in report.unreadable] == ["missing"]
    assert (report.restored, report.of) == (1, 2)


def test_backups_that_cannot_even_be_listed_are_counted(
    computer: Computer, folder: Path, filled: Created, target: Path
) -> None:
    damage(computer, folder, "snapshots")
    report = restore(computer, filled.vault, target)
    assert (report.restored, report.of) == (2, 3)
    assert [lost.why for lost in report.unreadable] == ["damaged"]
    assert report.unreadable[0].name.startswith("backup ")


def test_a_damaged_folder_list_is_named_by_its_chat(
    computer: Computer, folder: Path, created: Created, exports: Path, target: Path
) -> None:
    back_up(computer, created.vault, make_export(exports, "Ben"))
    before = {key for key in computer.backend(folder).files if key[0] == "data"}
    back_up(computer, created.vault, make_export(exports, "Anna", lines(3)))
    for key in {key for key in computer.backend(folder).files if key[0] == "data"} - before:
        del computer.backend(folder).files[key]
    plan = computer.services.restore.plan(created.vault, ["Anna"], target)
    assert [(lost.name, lost.why) for lost in plan.unreadable] == [
        ("WhatsApp/Anna (backup of 2026-11-24)", "missing"),
    ]
    report = restore(computer, created.vault, target)
    assert (report.restored, report.of) == (1, 2)


def test_progress_goes_over_the_whole(computer: Computer, filled: Created, target: Path) -> None:
    class Heard(NoProgress):
        def __init__(self) -> None:
            self.said: list[tuple[str, int, int | None]] = []

        def update(self, step: str, done: int, total: int | None = None) -> None:
            self.said.append((step, done, total))

    plan = computer.services.restore.plan(filled.vault, None, target)
    heard = Heard()
    computer.services.restore.run(filled.vault, plan, heard)
    assert {step for step, _, _ in heard.said} == {"restoring", "comparing", "counting"}
    assert {total for _, _, total in heard.said} == {plan.needed}
    written = [done for step, done, _ in heard.said if step == "restoring"]
    assert written == sorted(written)
    assert heard.said[-1] == ("counting", plan.needed, plan.needed)


def test_open_and_answered_dates_count_the_same(
    computer: Computer, created: Created, exports: Path, target: Path
) -> None:
    computer.services.back_up.run(
        created.vault, [make_export(exports, content=["03/04/2026, 10:15 - Anna: Hello"])], {}, QUIET
    )
    assert restore(computer, created.vault, target).identical


def test_restored_backups_count_as_read_back(
    computer: Computer, laptop: Computer, folder: Path, filled: Created, target: Path
) -> None:
    vault = laptop.services.open.by_code(folder, filled.sheet.code, remember=True)
    assert laptop.services.status.run(vault).reason == "not-read-back"
    restore(laptop, vault, target)
    assert laptop.services.status.run(vault).state == "green"


def test_it_works_without_a_library(computer: Computer, filled: Created, target: Path) -> None:
    filled.vault.library.close()
    assert restore(computer, filled.vault, target).identical


def test_names_of_chats_stay_out_of_reprs(computer: Computer, filled: Created, target: Path) -> None:
    plan = computer.services.restore.plan(filled.vault, None, target)
    report = computer.services.restore.run(filled.vault, plan, QUIET)
    for text in (repr(plan), repr(report)):
        assert "Anna" not in text
        assert "Ben" not in text


@pytest.fixture(autouse=True)
def _utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Dates in names are this computer's days."""
    import time

    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_damage_that_a_restore_meets_is_not_forgotten(
    computer: Computer, folder: Path, created: Created, exports: Path, target: Path
) -> None:
    """Who could not get a chat back must not be told an hour later that everything can be brought back."""
    media = {"IMG-20260501-WA0001.jpg": os.urandom(2_000_000)}
    computer.services.prove_sheet.prove_code(created.vault, created.sheet.code)
    back_up(computer, created.vault, make_export(exports, "Ben"), make_zip_export(exports, "Anna", media=media))
    assert computer.services.status.run(created.vault).state == "green"
    damage(computer, folder, "data")
    report = restore(computer, created.vault, target)
    assert [lost.why for lost in report.unreadable] == ["damaged"]
    status = computer.services.status.run(created.vault)
    assert (status.state, status.reason) == ("red", "damaged")
    assert {chat.name: chat.state for chat in status.chats} == {"Anna": "yellow", "Ben": "green"}
