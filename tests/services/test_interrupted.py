"""Interrupted at every single write: what was finished before stays whole, and the next backup works."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.builders import Computer, Shelves, back_up, folder_content, lines, make_computer, make_export, make_vault
from tests.clock import Clock
from vault.errors import PlaceFailed
from vault.progress import NoProgress
from vault.services.create_vault import Created
from vault.storage.backend import Backend, Kind
from vault.storage.local import LocalBackend
from vault.storage.memory import MemoryBackend
from vault.ui.wording.backup_words import backup_words

QUIET = NoProgress()


class Failing(MemoryBackend):
    """Its n-th write does not succeed; with `after`, the bytes arrive and the answer does not. Later ones fail too."""

    def __init__(self, place: str) -> None:
        super().__init__(place)
        self.left = -1
        self.after = False

    def save(self, kind: Kind, name: str, data: bytes | bytearray | memoryview) -> None:
        self.left -= 1
        if self.left == 0 and self.after:
            super().save(kind, name, data)
        if self.left == 0:
            raise PlaceFailed(self.place, "EIO")
        super().save(kind, name, data)

    def remove(self, kind: Kind, name: str) -> None:
        if self.left == 0:
            raise PlaceFailed(self.place, "EIO")
        super().remove(kind, name)


class FailingShelves(Shelves):
    def open(self, folder: Path) -> Backend:
        return self.backends.setdefault(folder.absolute(), Failing(str(folder)))


@pytest.fixture
def computer(tmp_path: Path, clock: Clock) -> Computer:
    return make_computer(tmp_path / "home", clock, FailingShelves())


def failing(computer: Computer, folder: Path) -> Failing:
    backend = computer.shelves.open(folder)
    assert isinstance(backend, Failing)
    return backend


def points(limit: int = 60) -> Iterator[tuple[int, bool]]:
    """The first write fails, the second, … each once before and once after it arrived."""
    return ((number, after) for number in range(1, limit) for after in (False, True))


def restored(computer: Computer, created: Created, target: Path) -> dict[str, bytes]:
    plan = computer.services.restore.plan(created.vault, None, target)
    report = computer.services.restore.run(created.vault, plan, QUIET)
    assert report.identical
    return folder_content(target / "WhatsApp")


def test_a_backup_interrupted_at_any_write(computer: Computer, folder: Path, exports: Path, tmp_path: Path) -> None:
    created = make_vault(computer, folder, proved=True)
    first, second = make_export(exports, "Anna"), make_export(exports, "Ben", lines(50))
    back_up(computer, created.vault, first)
    backend, whole, tried = failing(computer, folder), dict(failing(computer, folder).files), 0
    for number, after in points():
        backend.files, backend.left, backend.after = dict(whole), number, after
        created.vault.library.forget(set(created.vault.library.notes()) - set(backend.list("snapshots")))
        try:
            back_up(computer, created.vault, second)
        except PlaceFailed:
            tried += 1
        else:
            break
        finally:
            backend.left = -1
        has_second = len(backend.list("snapshots")) == 2
        before = restored(computer, created, tmp_path / f"{number}-{after}-a")
        assert before.pop("Anna/WhatsApp Chat with Anna.txt") == first.read_bytes()
        assert bool(before) == has_second
        back_up(computer, created.vault, second)
        assert restored(computer, created, tmp_path / f"{number}-{after}-b") == {
            "Anna/WhatsApp Chat with Anna.txt": first.read_bytes(),
            "Ben/WhatsApp Chat with Ben.txt": second.read_bytes(),
        }
        assert computer.services.check.run(created.vault, True, QUIET).ok
        assert computer.services.status.run(created.vault).state == "green"
    assert tried >= 6, "lock, data pack, tree pack, index, snapshot: each was interrupted"


def test_what_was_stored_before_the_disk_failed_is_reported(computer: Computer, folder: Path, exports: Path) -> None:
    created = make_vault(computer, folder, proved=True)
    paths = [make_export(exports, name, lines(number)) for number, name in enumerate(("Anna", "Ben", "Carla"), 20)]
    failing(computer, folder).left = 8  # a write of the second export: the first makes six
    report = computer.services.back_up.run(created.vault, paths, {}, QUIET)
    assert [line.path for line in report.backups] == paths[:1]
    failures = [(failed.path, type(failed.error)) for failed in report.failed]
    assert failures == [(path, PlaceFailed) for path in paths[1:]]
    troubles = backup_words(report, [], date(2026, 5, 3)).troubles
    assert [said.headline for said in troubles] == ["The disk did not do what we asked."]


def test_a_creation_interrupted_at_any_write_can_be_repeated(computer: Computer, tmp_path: Path) -> None:
    tried = 0
    for number, after in points():
        folder = tmp_path / f"{number}-{after}"
        backend = failing(computer, folder)
        backend.left, backend.after = number, after
        try:
            make_vault(computer, folder)
        except PlaceFailed:
            tried += 1
        else:
            break
        finally:
            backend.left = -1
        assert computer.desk.settings.by_folder(folder) is None
        assert not backend.list("config") or after
    assert tried >= 4


def test_a_new_sheet_interrupted_leaves_the_old_one(computer: Computer, folder: Path) -> None:
    created = make_vault(computer, folder, proved=True)
    backend = failing(computer, folder)
    for after in (False, True):
        backend.left, backend.after = 1, after
        with pytest.raises(PlaceFailed):
            computer.services.new_sheet.run(created.vault)
        backend.left = -1
        computer.services.open.by_code(folder, created.sheet.code, remember=False).close()
        assert created.vault.memory.sheet_proved_on is not None
    sheet = computer.services.new_sheet.run(created.vault)
    computer.services.prove_sheet.prove_code(created.vault, sheet.code)
    labels = [way.label for way in computer.services.ways_in.list(created.vault)]
    assert [label for label in labels if label != "computer"] == [f"recovery sheet {sheet.number}"]


def test_retiring_old_sheets_interrupted_is_done_the_next_time(computer: Computer, folder: Path) -> None:
    created = make_vault(computer, folder, proved=True)
    sheet = computer.services.new_sheet.run(created.vault)
    backend = failing(computer, folder)
    backend.left = 0
    with pytest.raises(PlaceFailed):
        computer.services.prove_sheet.prove_code(created.vault, sheet.code)
    backend.left = -1
    assert created.vault.memory.sheet_proved_on is not None
    computer.services.prove_sheet.prove_code(created.vault, sheet.code)
    assert [way.number for way in computer.services.ways_in.list(created.vault) if way.kind == "sheet"] == [2]


def test_this_computer_added_and_interrupted_leaves_every_older_way(
    computer: Computer, folder: Path, tmp_path: Path, clock: Clock
) -> None:
    created = make_vault(computer, folder, proved=True)
    laptop = make_computer(tmp_path / "laptop", clock, computer.shelves)
    backend = failing(computer, folder)
    backend.left = 1
    with pytest.raises(PlaceFailed):
        laptop.services.open.by_code(folder, created.sheet.code, remember=True)
    backend.left = -1
    computer.restarted().services.open.by_keychain(folder).close()
    laptop.services.open.by_code(folder, created.sheet.code, remember=True).close()
    laptop.restarted().services.open.by_keychain(folder).close()


def test_nothing_readable_is_left_anywhere(tmp_path: Path, clock: Clock, home: Path) -> None:
    """A canary goes through a failed, a cancelled and a good backup on a real disk: no byte search may find it."""
    canary = "canary-5d1c-in-a-message"

    class Disks(Shelves):
        def open(self, folder: Path) -> Backend:
            return LocalBackend(folder)

    computer = make_computer(tmp_path / "home", clock, Disks())
    created = make_vault(computer, tmp_path / "vault")
    outside = make_export(tmp_path / "exports", "Canary", lines(3, words=canary, people=(canary, "Ben")))

    class Interrupts(NoProgress):
        def update(self, step: str, done: int, total: int | None = None) -> None:
            if step in ("storing", "checking"):
                raise KeyboardInterrupt

    for progress in (Interrupts(), QUIET):
        try:
            computer.services.back_up.run(created.vault, [outside], {}, progress)
        except KeyboardInterrupt:
            continue
    assert computer.services.browse.chats(created.vault)[0].messages == 3
    searched = [
        path for root in (tmp_path / "home", tmp_path / "vault", home) for path in root.rglob("*") if path.is_file()
    ]
    assert len(searched) > 5
    for path in searched:
        assert canary.encode() not in path.read_bytes(), path
        assert "canary" not in str(path.relative_to(tmp_path) if path.is_relative_to(tmp_path) else path).casefold()
