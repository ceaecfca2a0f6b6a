"""The disk that chats are brought back to: nothing on it is ever overwritten, and each of its faults is said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders import Computer, back_up, folder_content, lines, make_export, make_zip_export
from vault.errors import (
    Cancelled,
    DiskFull,
    FolderInTheWay,
    NameTooLong,
    NoPermission,
    NotEnoughSpace,
    PlaceMissing,
)
from vault.progress import NoProgress, Progress
from vault.repository.durable_file import Layout
from vault.repository.proven_file import ProvenFile
from vault.repository.target_file import TargetFile
from vault.services import restore_plan, write_export
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


def restore(
    computer: Computer, vault: OpenedVault, target: Path, chats: list[str] | None = None, progress: Progress = QUIET
) -> RestoreReport:
    return computer.services.restore.run(vault, computer.services.restore.plan(vault, chats, target), progress)


def test_nothing_is_ever_overwritten(computer: Computer, filled: Created, target: Path, tmp_path: Path) -> None:
    target.mkdir()
    (target / "precious").write_text("mine")
    (tmp_path / "file").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for taken in (target, tmp_path / "file", tmp_path / "link", tmp_path / "file" / "below"):
        with pytest.raises(FolderInTheWay):
            computer.services.restore.plan(filled.vault, None, taken)
    assert folder_content(target) == {"precious": b"mine"}


def test_something_that_came_between_plan_and_run_is_not_overwritten(
    computer: Computer, filled: Created, target: Path
) -> None:
    plan = computer.services.restore.plan(filled.vault, None, target)
    target.mkdir()
    (target / "precious").write_text("mine")
    with pytest.raises(FolderInTheWay):
        computer.services.restore.run(filled.vault, plan, QUIET)
    assert folder_content(target) == {"precious": b"mine"}


def test_an_empty_folder_will_do(computer: Computer, filled: Created, target: Path) -> None:
    target.mkdir()
    assert restore(computer, filled.vault, target).identical


def test_never_into_the_vault_itself(computer: Computer, folder: Path, filled: Created) -> None:
    for inside in (folder, folder / "restored" / "here"):
        with pytest.raises(FolderInTheWay) as refused:
            computer.services.restore.plan(filled.vault, None, inside)
        assert refused.value.reason == "vault"


def test_too_little_room_is_said_beforehand(
    computer: Computer, filled: Created, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restore_plan, "free_space", lambda folder: 100)
    with pytest.raises(NotEnoughSpace) as caught:
        computer.services.restore.plan(filled.vault, None, target)
    assert (caught.value.free, caught.value.needed > 100, caught.value.folder) == (100, True, target)


def test_a_disk_that_does_not_keep_what_was_written_is_found_out(
    computer: Computer, filled: Created, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, ben = ProvenFile.put_whole, "".join(f"{line}\n" for line in lines(7)).encode()

    def spoiling(file: ProvenFile, data: memoryview, blobs: Layout) -> None:
        real(file, bytes(data[:-1]) + b"?" if data == ben else data, blobs)

    monkeypatch.setattr(ProvenFile, "put_whole", spoiling)
    report = restore(computer, filled.vault, target)
    assert [(lost.name, lost.why) for lost in report.unreadable] == [
        ("WhatsApp/Ben/WhatsApp Chat with Ben.txt", "not-identical")
    ]
    assert (report.restored, report.of, report.compared) == (2, 3, 2)


def test_a_full_target_disk_stops_the_work(
    computer: Computer, filled: Created, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*given: object, **named: object) -> str:
        raise DiskFull(str(target / "WhatsApp" / "Anna"))

    monkeypatch.setattr(write_export, "put_files", full)
    report = restore(computer, filled.vault, target)
    assert isinstance(report.stopped, DiskFull)
    assert not target.exists(), "nothing came back"


def test_a_folder_that_cannot_be_made_is_said(
    computer: Computer, filled: Created, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*given: object, **named: object) -> None:
        raise PermissionError(13, "no")

    plan = computer.services.restore.plan(filled.vault, None, target)
    monkeypatch.setattr(Path, "mkdir", refused)
    with pytest.raises(NoPermission):
        computer.services.restore.run(filled.vault, plan, QUIET)


def test_a_vault_disk_that_is_unplugged_stops_the_work(
    computer: Computer, folder: Path, filled: Created, target: Path
) -> None:
    plan = computer.services.restore.plan(filled.vault, None, target)
    computer.backend(folder).present = False
    report = computer.services.restore.run(filled.vault, plan, QUIET)
    assert isinstance(report.stopped, PlaceMissing)
    assert report.missing == tuple(file.target.relative_to(target).as_posix() for file in plan.files)


def test_cancelled_before_anything_was_written_nothing_is_left(
    computer: Computer, filled: Created, target: Path
) -> None:
    class Stops(NoProgress):
        def check_cancelled(self) -> None:
            raise Cancelled

    report = restore(computer, filled.vault, target, progress=Stops())
    assert isinstance(report.stopped, Cancelled)
    assert (report.restored, len(report.missing), report.can_go_on, report.identical) == (0, 3, False, False)
    assert not target.exists()


def test_the_dated_folder_is_new(computer: Computer, tmp_path: Path) -> None:
    first = computer.services.restore.new_folder(tmp_path)
    assert first == tmp_path / "Chats restored 24 Nov 2026"
    first.mkdir()
    assert computer.services.restore.new_folder(tmp_path) == tmp_path / "Chats restored 24 Nov 2026 (2)"


def test_a_folder_that_nobody_may_look_into_is_said(
    computer: Computer, filled: Created, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*given: object) -> Iterator[Path]:
        raise PermissionError(13, "no")

    monkeypatch.setattr(Path, "iterdir", refused)
    with pytest.raises(NoPermission):
        computer.services.restore.plan(filled.vault, None, target)


def test_a_name_that_no_disk_takes_is_said(computer: Computer, filled: Created, target: Path) -> None:
    with pytest.raises(NameTooLong):
        restore(computer, filled.vault, target / ("x" * 300))


def test_not_into_the_vault_by_a_link_either(computer: Computer, folder: Path, filled: Created, tmp_path: Path) -> None:
    folder.mkdir()
    (tmp_path / "link").symlink_to(folder, target_is_directory=True)
    with pytest.raises(FolderInTheWay):
        computer.services.restore.plan(filled.vault, None, tmp_path / "link" / "restored")


def killed_in(folder: Path, name: str = ".chat-vault-0123456789abcdef.part") -> Path:
    """What a restore leaves that is killed while it writes its first file."""
    folder.mkdir(parents=True)
    left_over = folder / name
    left_over.write_bytes(b"half a fi")
    return left_over


def test_what_a_killed_restore_left_unfinished_is_cleared_away(
    computer: Computer, filled: Created, target: Path
) -> None:
    left_over = killed_in(target / "WhatsApp" / "Anna")
    plan = computer.services.restore.plan(filled.vault, None, target)
    assert left_over.exists(), "a plan changes nothing"
    assert computer.services.restore.run(filled.vault, plan, QUIET).identical
    assert not [name for name in folder_content(target) if ".part" in name]


@pytest.mark.parametrize("name", ["photo.part", ".chat-vault-0123.part", "x.chat-vault-0123456789abcdef.part"])
def test_only_our_own_left_overs_are(computer: Computer, filled: Created, target: Path, name: str) -> None:
    left_over = killed_in(target / "WhatsApp" / "Anna", name)
    with pytest.raises(FolderInTheWay):
        computer.services.restore.plan(filled.vault, None, target)
    assert left_over.exists()


def test_a_restore_that_still_runs_is_in_the_way(computer: Computer, filled: Created, target: Path) -> None:
    target.mkdir()
    with TargetFile(target / "a film", modified=None) as running:
        running.write(b"half")
        with pytest.raises(FolderInTheWay):
            computer.services.restore.plan(filled.vault, None, target)
        running.finish()
    assert folder_content(target) == {"a film": b"half"}
