"""Moving a file so that it is never lost: other disks, refusals, writers in the last moment, a plug that is pulled."""

from __future__ import annotations

import errno
import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import Computer, make_export
from tests.services.cloud import Cloud, make_cloud
from vault.errors import Cancelled, CopyChanged, DiskFull, FolderInTheWay, NoPermission, NotIdentical, NowhereOutside
from vault.exposure.finding import Root
from vault.progress import NoProgress
from vault.repository.target_file import TargetFile
from vault.services import move_out
from vault.services.create_vault import Created
from vault.services.move_out import Outside, finish_move, free_names, move
from vault.services.scan_report import to_json
from vault.services.vault import OpenedVault
from vault.storage.disk import rename_without_replacing

QUIET = NoProgress()
CONTENT = b"2026-05-01, 09:00 - Anna: Hello\n" * 100_000
SHA = hashlib.sha256(CONTENT).hexdigest()
KILLED = """
import os, sys
from pathlib import Path
from vault.progress import NoProgress
from vault.services import move_out

def other_disk(source, target):
    raise OSError(18, "another disk")

move_out.rename_without_replacing = other_disk
move_out._take_away = lambda path: os._exit(9)
move_out.move(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], NoProgress())
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "cloud" / "chat.txt"
    path.parent.mkdir()
    path.write_bytes(CONTENT)
    os.utime(path, (1_700_000_000, 1_700_000_000))
    return path


@pytest.fixture
def target(tmp_path: Path) -> Path:
    (tmp_path / "outside").mkdir()
    return tmp_path / "outside" / "chat.txt"


@pytest.fixture
def two_disks(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the two folders lay on two disks."""

    def refuse(source: Path, target: Path) -> None:
        raise OSError(errno.EXDEV, "another disk")

    monkeypatch.setattr(move_out, "rename_without_replacing", refuse)


def names_in(*folders: Path) -> list[str]:
    return sorted(path.name for folder in folders for path in folder.iterdir())


def test_on_one_disk_it_is_the_same_file(source: Path, target: Path) -> None:
    number = source.stat().st_ino
    move(source, target, SHA, QUIET)
    assert (target.stat().st_ino, source.exists()) == (number, False)


@pytest.mark.usefixtures("two_disks")
def test_to_another_disk_it_is_copied_with_its_time(source: Path, target: Path) -> None:
    move(source, target, SHA, QUIET)
    assert (target.read_bytes(), source.exists()) == (CONTENT, False)
    assert target.stat().st_mtime == 1_700_000_000
    assert target.stat().st_mode & 0o077 == 0


def test_other_bytes_than_were_locked_stay(source: Path, target: Path) -> None:
    with pytest.raises(CopyChanged):
        move(source, target, hashlib.sha256(b"other").hexdigest(), QUIET)
    assert names_in(source.parent, target.parent) == ["chat.txt"]


def test_a_writer_in_the_last_moment_finds_its_file(
    source: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = rename_without_replacing

    def write_and_rename(first: Path, second: Path) -> None:
        if first == source:
            with first.open("ab") as stream:
                stream.write(b"more")
        real(first, second)

    monkeypatch.setattr(move_out, "rename_without_replacing", write_and_rename)
    with pytest.raises(CopyChanged):
        move(source, target, SHA, QUIET)
    assert source.read_bytes() == CONTENT + b"more"
    assert not target.exists()


@pytest.mark.usefixtures("two_disks")
def test_a_writer_while_it_is_copied_keeps_its_file(
    source: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = TargetFile.finish

    def finish(self: TargetFile) -> str:
        with source.open("ab") as stream:
            stream.write(b"more")
        return real(self)

    monkeypatch.setattr(TargetFile, "finish", finish)
    with pytest.raises(CopyChanged):
        move(source, target, SHA, QUIET)
    assert source.read_bytes() == CONTENT + b"more"
    assert not target.exists()


@pytest.mark.usefixtures("two_disks")
def test_a_disk_that_keeps_other_bytes_gets_nothing(
    source: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(move_out, "sha256_on_disk", lambda path, progress: "0" * 64)
    with pytest.raises(NotIdentical):
        move(source, target, SHA, QUIET)
    assert (source.read_bytes(), target.exists()) == (CONTENT, False)


@pytest.mark.usefixtures("two_disks")
def test_a_full_disk_gets_nothing(source: Path, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int, data: object) -> int:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr("vault.repository.target_file.os.write", full)
    with pytest.raises(DiskFull) as caught:
        move(source, target, SHA, QUIET)
    assert caught.value.place == str(target.parent)
    assert names_in(source.parent, target.parent) == ["chat.txt"]


@pytest.mark.parametrize("disks", ["one", "two"])
def test_no_permission_to_take_it_away_leaves_no_second_copy(
    source: Path, target: Path, monkeypatch: pytest.MonkeyPatch, disks: str
) -> None:
    real = Path.unlink

    def refuse(self: Path, missing_ok: bool = False) -> None:
        if self == source:
            raise PermissionError(errno.EACCES, "no")
        real(self, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", refuse)
    if disks == "two":
        monkeypatch.setattr(move_out, "_rename", _to_another_disk)
    with pytest.raises(NoPermission) as caught:
        move(source, target, SHA, QUIET)
    assert caught.value.place == str(source.parent)
    assert (source.read_bytes(), target.exists()) == (CONTENT, False)


def _to_another_disk(source: Path, target: Path) -> None:
    raise move_out._OtherDisk


@pytest.mark.usefixtures("two_disks")
def test_a_name_that_is_taken_is_not_written_over(source: Path, target: Path) -> None:
    target.write_text("mine")
    with pytest.raises(FolderInTheWay):
        move(source, target, SHA, QUIET)
    assert (target.read_text(), source.exists()) == ("mine", True)


def test_names_beside_those_that_are_taken(target: Path) -> None:
    target.write_text("mine")
    target.with_name("chat (2).txt").symlink_to("nowhere")
    assert next(free_names(target.parent, "chat.txt")).name == "chat (3).txt"


@pytest.mark.usefixtures("two_disks")
def test_cancelled_while_copying(source: Path, target: Path) -> None:
    class CancelsWhileMoving(NoProgress):
        moving = False

        def update(self, step: str, done: int, total: int | None = None) -> None:
            self.moving = self.moving or step == "moving"

        def check_cancelled(self) -> None:
            if self.moving:
                raise Cancelled

    with pytest.raises(Cancelled):
        move(source, target, SHA, CancelsWhileMoving())
    assert names_in(source.parent, target.parent) == ["chat.txt"]
    assert source.read_bytes() == CONTENT


def test_a_plug_pulled_between_copy_and_removal_leaves_both(source: Path, target: Path) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, source, target, SHA], check=False, cwd=Path.cwd())
    assert done.returncode == 9
    assert (source.read_bytes(), target.read_bytes()) == (CONTENT, CONTENT)
    finish_move(source, target, SHA, QUIET)
    assert (source.exists(), target.read_bytes()) == (False, CONTENT)


def test_what_is_not_the_same_is_not_finished(source: Path, target: Path) -> None:
    target.write_bytes(CONTENT[:-1])
    with pytest.raises(NotIdentical):
        finish_move(source, target, SHA, QUIET)
    assert source.read_bytes() == CONTENT


def test_an_interrupted_move_is_finished_by_the_next(
    home: Path, computer: Computer, created: Created, monkeypatch: pytest.MonkeyPatch
) -> None:
    cloud: Cloud = make_cloud(home, computer)
    path = make_export(cloud.folder, "Anna")
    content, finding = path.read_bytes(), cloud.finding(path)
    locked = cloud.put_right.lock(created.vault, finding, QUIET)

    class PulledError(BaseException):
        """The program ends here."""

    def pull(first: Path, second: Path) -> None:
        os.link(first, second)
        raise PulledError

    writes = created.vault.notes.put
    with monkeypatch.context() as patch:
        patch.setattr(move_out, "rename_without_replacing", pull)
        patch.setattr("vault.services.put_right_journal._put", _only_first(writes))
        with pytest.raises(PulledError):
            cloud.put_right.move_out(created.vault, locked, "local", QUIET)
    (deed,) = cloud.put_right.deeds(created.vault)
    assert (deed.stage, path.exists(), (cloud.outside / path.name).exists()) == ("moving", True, True)
    state = cloud.put_right.look_again(created.vault, finding)
    assert (state.gone_here, state.copy_there) == (False, True)
    deed = cloud.put_right.move_out(created.vault, locked, "local", QUIET)
    assert (deed.stage, path.exists(), names_in(cloud.outside)) == ("moved", False, [path.name])
    assert (cloud.outside / path.name).read_bytes() == content


def _only_first(put: Callable[[str, bytes], None]) -> Callable[[OpenedVault, str, object], None]:
    """Notes that are written once, and then the program is gone."""
    done: list[str] = []

    def once(vault: OpenedVault, key: str, value: object) -> None:
        if not done:
            put(key, to_json(value))
        done.append(key)

    return once


def test_when_every_place_lies_in_a_cloud(tmp_path: Path) -> None:
    root = Root(str(tmp_path), "OneDrive", "provider-can-read", "It says so.", "system")
    with pytest.raises(NowhereOutside):
        Outside((tmp_path / "a", tmp_path / "b" / "c"), (root,)).folder(tmp_path / "chat.txt")
    assert names_in(tmp_path) == []
