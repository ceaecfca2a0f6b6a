"""A restore that did not end is known as such, to people and to the next one, which goes on and completes it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import (
    Computer,
    back_up,
    folder_content,
    lines,
    make_export,
    make_folder_export,
    make_zip_export,
)
from vault.errors import Cancelled, DiskFull, FolderInTheWay, NotEnoughSpace
from vault.progress import NoProgress, Progress
from vault.repository.target_file import FileBeside
from vault.services import restore_plan, unfinished, write_export
from vault.services.create_vault import Created
from vault.services.restore import RestoreReport
from vault.services.unfinished import MARK
from vault.storage.disk import flush_folder, hold

QUIET = NoProgress()
PHOTOS = {f"IMG-{number}.jpg": bytes([number]) * 5000 for number in range(1, 5)}
TELEGRAM = "Telegram/Choir/ChatExport_2021-04-28"
LARGE = bytes(range(251)) * 40_000


class StopsAt(NoProgress):
    """Stops when so many files have got their names."""

    def __init__(self, files: int, monkeypatch: pytest.MonkeyPatch) -> None:
        self.left = files
        real = FileBeside._name

        def name(file: FileBeside) -> None:
            real(file)
            self.left -= 1

        monkeypatch.setattr(FileBeside, "_name", name)

    def check_cancelled(self) -> None:
        if self.left <= 0:
            raise Cancelled


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "restored"


@pytest.fixture
def filled(computer: Computer, created: Created, exports: Path) -> Created:
    """A folder with photos and a film, a zip, and a text; the newest comes back first."""
    back_up(computer, created.vault, make_export(exports, "Ben", lines(7)))
    computer.clock.advance(days=1)
    back_up(computer, created.vault, make_zip_export(exports))
    computer.clock.advance(days=1)
    back_up(computer, created.vault, make_folder_export(exports, {**PHOTOS, "film.mp4": LARGE}))
    return created


@pytest.fixture
def expected(computer: Computer, filled: Created, tmp_path: Path) -> dict[str, bytes]:
    """What a restore brings that nobody stops."""
    assert restore(computer, filled, tmp_path / "all at once").identical
    return folder_content(tmp_path / "all at once")


def restore(
    computer: Computer, created: Created, target: Path, progress: Progress = QUIET, chats: list[str] | None = None
) -> RestoreReport:
    return computer.services.restore.run(
        created.vault, computer.services.restore.plan(created.vault, chats, target), progress
    )


@pytest.mark.parametrize("files", range(10))
def test_stopped_after_any_file_it_goes_on(
    computer: Computer, filled: Created, expected: dict[str, bytes], target: Path, files: int
) -> None:
    """The mark is the first file; then come four photos, a film, a photo, a text; a zip; and a text."""
    with pytest.MonkeyPatch.context() as patch:
        stopped = restore(computer, filled, target, StopsAt(files, patch))
    left = folder_content(target) if target.exists() else {}
    assert isinstance(stopped.stopped, Cancelled)
    assert (stopped.can_go_on, stopped.identical) == (bool(left), False)
    assert stopped.restored + len(stopped.missing) == 3
    if left:
        assert MARK in left, "who looks into the folder is told"
        assert not (target / f"{TELEGRAM} (unfinished)").exists() or TELEGRAM in stopped.missing
        whole = {name for name in expected if name.startswith(TELEGRAM)}
        assert not (target / TELEGRAM).exists() or whole <= left.keys(), "its own name says that it is all there"
    report = restore(computer, filled, target)
    assert report.identical
    assert report.kept == max(0, len(left) - 1)
    assert folder_content(target) == expected


def test_a_plan_says_what_is_there(
    computer: Computer, filled: Created, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    restore(computer, filled, target, StopsAt(9, monkeypatch))
    monkeypatch.undo()
    begun, new = (computer.services.restore.plan(filled.vault, None, folder) for folder in (target, target / "new"))
    assert (begun.goes_on, begun.there, begun.needed) == (True, 2, new.needed)
    assert (new.goes_on, new.there, new.kept) == (False, 0, 0)
    monkeypatch.setattr(restore_plan, "free_space", lambda folder: new.needed - begun.kept)
    assert computer.services.restore.plan(filled.vault, None, target).goes_on, "what is there needs no room"
    monkeypatch.setattr(restore_plan, "free_space", lambda folder: new.needed - begun.kept - 1)
    with pytest.raises(NotEnoughSpace) as refused:
        computer.services.restore.plan(filled.vault, None, target)
    assert refused.value.needed == new.needed - begun.kept
    (target / ".chat-vault-0123456789abcdef.part").write_bytes(b"x")
    assert computer.services.restore.plan(filled.vault, None, target).goes_on, "what is half there makes room"


def test_what_was_begun_is_found_in_its_folder(
    computer: Computer, filled: Created, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = computer.services.restore
    begun = service.folder_in(filled.vault, None, tmp_path)
    assert begun == tmp_path / "Chats restored 26 Nov 2026"
    restore(computer, filled, begun, StopsAt(3, monkeypatch))
    monkeypatch.undo()
    computer.clock.advance(days=3)
    assert service.folder_in(filled.vault, None, tmp_path) == begun
    assert service.folder_in(filled.vault, None, begun) == begun
    assert service.folder_in(filled.vault, ["Ben"], tmp_path) == tmp_path / "Chats restored 29 Nov 2026"
    assert restore(computer, filled, begun).identical
    assert service.folder_in(filled.vault, None, tmp_path) == tmp_path / "Chats restored 29 Nov 2026"


def begin(computer: Computer, filled: Created, target: Path, files: int = 3) -> None:
    with pytest.MonkeyPatch.context() as patch:
        assert restore(computer, filled, target, StopsAt(files, patch)).can_go_on


def test_other_backups_are_not_mixed_in(computer: Computer, filled: Created, target: Path) -> None:
    begin(computer, filled, target)
    before = folder_content(target)
    with pytest.raises(FolderInTheWay) as refused:
        restore(computer, filled, target, chats=["Ben"])
    assert refused.value.reason == "other"
    assert folder_content(target) == before


def test_begun_between_the_plan_and_the_deed(
    computer: Computer, filled: Created, target: Path, expected: dict[str, bytes]
) -> None:
    service = computer.services.restore
    everything, one = (service.plan(filled.vault, chats, target) for chats in (None, ["Ben"]))
    begin(computer, filled, target, 6)
    with pytest.raises(FolderInTheWay) as refused:
        service.run(filled.vault, one, QUIET)
    assert refused.value.reason == "other"
    assert service.run(filled.vault, everything, QUIET).identical
    assert folder_content(target) == expected


def test_a_restore_at_work_there_is_not_disturbed(computer: Computer, filled: Created, target: Path) -> None:
    begin(computer, filled, target)
    descriptor = os.open(target / MARK, os.O_RDONLY)
    assert hold(descriptor)
    try:
        with pytest.raises(FolderInTheWay) as refused:
            restore(computer, filled, target)
        assert refused.value.reason == "running"
    finally:
        os.close(descriptor)
    assert restore(computer, filled, target).identical


def _other_bytes(path: Path) -> None:
    same = path.stat()
    path.write_bytes(bytes(len(path.read_bytes())))
    os.utime(path, ns=(same.st_atime_ns, same.st_mtime_ns))


def _link(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))
    path.symlink_to("elsewhere")


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("change", [_other_bytes, _link, _folder])
def test_what_a_person_put_in_place_of_a_file_is_kept_and_named(
    computer: Computer, filled: Created, target: Path, expected: dict[str, bytes], change: Callable[[Path], None]
) -> None:
    """Never by size and time, always by its bytes; and no file keeps back the others."""
    begin(computer, filled, target, 6)
    photo = target / f"{TELEGRAM} (unfinished)" / "IMG-2.jpg"
    change(photo)
    mine = photo.read_bytes() if photo.is_file() else None
    report = restore(computer, filled, target)
    assert [(lost.name, lost.why, lost.inside) for lost in report.unreadable] == [
        (TELEGRAM, "not-written", ("IMG-2.jpg",))
    ]
    assert (report.restored, report.of, report.stopped) == (2, 3, None)
    there = folder_content(target)
    assert there.pop(f"{TELEGRAM}/IMG-2.jpg", None) == mine
    there.pop(f"{TELEGRAM}/elsewhere", None)
    assert there == {name: data for name, data in expected.items() if name != f"{TELEGRAM}/IMG-2.jpg"}


def test_an_own_file_beside_is_left_alone(computer: Computer, filled: Created, target: Path) -> None:
    begin(computer, filled, target)
    (target / "notes.txt").write_text("mine")
    (target / "Telegram" / ".DS_Store").write_text("the system's")
    assert restore(computer, filled, target).identical
    assert (target / "notes.txt").read_text() == "mine"
    with pytest.raises(FolderInTheWay) as refused:
        restore(computer, filled, target)
    assert not refused.value.reason, "it has ended: nothing is to go on with"


@pytest.mark.parametrize("mark", [b"\n", b"Chat Vault", b"restore 1", b"\xff" * 9000])
def test_a_mark_that_does_not_tell_is_in_the_way(
    computer: Computer, filled: Created, target: Path, mark: bytes
) -> None:
    target.mkdir()
    (target / MARK).write_bytes(mark)
    with pytest.raises(FolderInTheWay):
        restore(computer, filled, target)
    assert folder_content(target) == {MARK: mark}


def test_a_name_that_a_disk_without_links_reserved_is_free(
    computer: Computer, filled: Created, target: Path, expected: dict[str, bytes]
) -> None:
    """Killed between the empty file that holds the name and the file itself: FAT knows no other way."""
    begin(computer, filled, target, 4)
    (target / f"{TELEGRAM} (unfinished)" / "IMG-4.jpg").touch()
    assert restore(computer, filled, target).identical
    assert folder_content(target) == expected


def test_a_kill_while_the_mark_got_its_name_there_is_nothing(
    computer: Computer, filled: Created, target: Path, expected: dict[str, bytes]
) -> None:
    target.mkdir()
    (target / MARK).touch()
    (target / ".chat-vault-0123456789abcdef.part").write_bytes(b"Chat Vault has not")
    assert restore(computer, filled, target).identical
    assert folder_content(target) == expected


def test_names_that_a_disk_takes_for_the_same_are_told_as_often_as_it_goes_on(
    computer: Computer, created: Created, exports: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An empty file that is whole is no placeholder of the other one."""
    back_up(computer, created.vault, make_folder_export(exports, {"A.jpg": b"", "a.jpg": PHOTOS["IMG-1.jpg"]}))
    monkeypatch.setattr(write_export, "_writable", str.lower)
    begin(computer, created, target, 2)
    assert (target / f"{TELEGRAM} (unfinished)" / "a.jpg").read_bytes() == b""
    (lost,) = restore(computer, created, target).unreadable
    assert (lost.why, lost.inside) == ("not-written", ("a.jpg",))


@pytest.mark.parametrize("flushes", [0, 1])
def test_a_disk_that_fails_at_the_very_end(
    computer: Computer, filled: Created, target: Path, monkeypatch: pytest.MonkeyPatch, flushes: int
) -> None:
    """As long as the mark is there it goes on; without it, it has ended, and is told so."""
    left = flushes

    def flush(folder: Path) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise OSError(5, "a fault of the disk")
        flush_folder(folder)

    monkeypatch.setattr(unfinished, "flush_folder", flush)
    report = restore(computer, filled, target)
    assert (report.can_go_on, report.identical, (target / MARK).exists()) == (not flushes, bool(flushes), not flushes)
    monkeypatch.undo()
    if report.can_go_on:
        assert restore(computer, filled, target).identical


def test_a_full_disk_is_no_end(
    computer: Computer, filled: Created, target: Path, monkeypatch: pytest.MonkeyPatch, expected: dict[str, bytes]
) -> None:
    real, left = FileBeside._name, 4

    def name(file: FileBeside) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise OSError(28, "full")
        real(file)

    monkeypatch.setattr(FileBeside, "_name", name)
    report = restore(computer, filled, target)
    assert isinstance(report.stopped, DiskFull)
    assert (report.can_go_on, report.missing[0]) == (True, TELEGRAM)
    monkeypatch.undo()
    assert restore(computer, filled, target).kept == 3
    assert folder_content(target) == expected


def test_an_empty_folder_of_ones_own_stays(computer: Computer, filled: Created, target: Path) -> None:
    target.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        assert not restore(computer, filled, target, StopsAt(0, patch)).can_go_on
    assert list(target.iterdir()) == []


def test_own_files_beside_are_not_taken_for_what_is_back(computer: Computer, filled: Created, target: Path) -> None:
    begin(computer, filled, target, 4)
    before = computer.services.restore.plan(filled.vault, None, target)
    (target / "holiday.mp4").write_bytes(LARGE)
    assert computer.services.restore.plan(filled.vault, None, target).kept == before.kept > 0
