"""The sheet's place is taken before the vault is made, privately, and nothing is overwritten."""

from __future__ import annotations

import errno
import os
from datetime import date
from pathlib import Path

import click
import pytest
from PySide6.QtWidgets import QApplication

from vault.cli import sheet_file as sheet_file_module
from vault.cli.outcome import NotDone
from vault.cli.sheet_file import SheetFile
from vault.crypto.recovery_code import RecoveryCode
from vault.services.sheet import Sheet

SHEET = Sheet("Vault", date(2026, 11, 24), 1, RecoveryCode.random("ab" * 32))


def test_a_text_holds_the_code_alone(tmp_path: Path) -> None:
    path = tmp_path / "s.txt"
    reserved = SheetFile.reserve(path, tmp_path / "v", "A4")
    assert path.exists()
    reserved.write(SHEET)
    assert path.read_bytes() == SHEET.code.password.encode() + b"\n"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [p.name for p in tmp_path.iterdir()] == ["s.txt"]


@pytest.mark.parametrize("paper", ["A4", "Letter", None])
def test_a_pdf_is_private_too(tmp_path: Path, qapp: QApplication, paper: sheet_file_module.Paper | None) -> None:
    path = tmp_path / "s.pdf"
    SheetFile.reserve(path, tmp_path / "v", paper).write(SHEET)
    assert path.read_bytes().startswith(b"%PDF-")
    assert path.stat().st_mode & 0o777 == 0o600
    assert [p.name for p in tmp_path.iterdir()] == ["s.pdf"]


def test_a_file_in_the_way_stays(tmp_path: Path) -> None:
    path = tmp_path / "s.txt"
    path.write_text("my thesis")
    with pytest.raises(NotDone, match="already"):
        SheetFile.reserve(path, tmp_path / "v", "A4")
    assert path.read_text() == "my thesis"


def test_a_link_in_the_way_is_not_followed(tmp_path: Path) -> None:
    path = tmp_path / "s.txt"
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(NotDone):
        SheetFile.reserve(path, tmp_path / "v", "A4")
    assert not (tmp_path / "elsewhere").exists()


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(NotDone, match="No vault was made"):
        SheetFile.reserve(tmp_path / "nowhere" / "s.txt", tmp_path / "v", "A4")


def test_no_room_is_found_out_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NotDone, match="No space left"):
        SheetFile.reserve(tmp_path / "s.txt", tmp_path / "v", "A4")
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_can_only_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On such a disk even removing a file that is not there fails, and with another error than that it is not there."""

    def refuse(*_: object, **__: object) -> int:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(os, "open", refuse)
    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(NotDone, match=r"Read-only file system.*No vault was made"):
        SheetFile.reserve(tmp_path / "s.txt", tmp_path / "v", "A4")


@pytest.mark.parametrize("name", ["s.doc", "s", "v/s.txt", "v/../v/deeper/s.pdf"])
def test_wrong_places_are_wrong_usage(tmp_path: Path, name: str) -> None:
    with pytest.raises(click.UsageError):
        SheetFile.reserve(tmp_path / name, tmp_path / "v", "A4")


def test_giving_up_takes_the_empty_place_away(tmp_path: Path) -> None:
    SheetFile.reserve(tmp_path / "s.txt", tmp_path / "v", "A4").give_up()
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_read_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another vault's sheet, which another user made, or which a cloud's client would have to fetch first."""
    path = tmp_path / "s.txt"
    path.write_text("ABCD")
    with monkeypatch.context() as patched:
        patched.setattr(Path, "read_bytes", lambda _: (_ for _ in ()).throw(PermissionError(errno.EACCES, "no")))
        with pytest.raises(NotDone, match="already"):
            SheetFile.reserve(path, tmp_path / "v", "A4")
    assert path.read_text() == "ABCD"


def test_what_came_to_lie_there_meanwhile_stays(tmp_path: Path) -> None:
    reserved = SheetFile.reserve(tmp_path / "s.txt", tmp_path / "v", "A4")
    reserved.path.write_text("my thesis")
    with pytest.raises(NotDone):
        reserved.write(SHEET)
    reserved.give_up()
    assert reserved.path.read_text() == "my thesis"


def test_a_sheet_that_is_not_whole_on_the_disk_can_be_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reserved = SheetFile.reserve(tmp_path / "s.txt", tmp_path / "v", "A4")
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(errno.EIO, "broken")))
    with pytest.raises(NotDone):
        reserved.write(SHEET)
    reserved.give_up()
    assert list(tmp_path.iterdir()) == []
