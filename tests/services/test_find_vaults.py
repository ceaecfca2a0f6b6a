"""Vaults are found where people put them: two levels deep, through no link, with half ones told apart."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.builders import QUICK_SCRYPT, Computer, make_computer
from tests.clock import Clock
from vault.errors import Cancelled
from vault.progress import NoProgress
from vault.repository.repository import NewKey, Repository
from vault.services.find_vaults import find_vaults, likely_folders, look_at
from vault.settings import VaultMemory
from vault.storage.local import LocalBackend


class StopsAfter(NoProgress):
    def __init__(self, folders: int) -> None:
        self.left = folders

    def check_cancelled(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Cancelled


def vault_at(folder: Path, *, changed: float | None = None) -> Path:
    Repository.create(LocalBackend(folder), lambda _: [NewKey("secret", "computer")], scrypt_n=QUICK_SCRYPT)
    if changed is not None:
        for part in ("keys", "data", "snapshots"):
            os.utime(folder / part, (changed, changed))
    return folder


def find(*folders: Path) -> list[Path]:
    return [vault.folder for vault in find_vaults(folders, NoProgress())]


def test_a_vault_is_found_in_a_folder_and_two_levels_below(tmp_path: Path) -> None:
    vault_at(tmp_path / "here", changed=400)
    vault_at(tmp_path / "one" / "two", changed=300)
    vault_at(tmp_path / "one" / "two-b" / "too deep")
    assert find(tmp_path) == [tmp_path / "here", tmp_path / "one" / "two"]
    assert find(tmp_path / "here") == [tmp_path / "here"]


def test_what_is_found_is_described(tmp_path: Path) -> None:
    vault_at(tmp_path / "Chats", changed=1_790_000_000)
    (found,) = find_vaults([tmp_path], NoProgress())
    assert (found.name, found.complete) == ("Chats", True)
    assert found.changed == datetime.fromtimestamp(1_790_000_000, UTC)
    (tmp_path / "Chats" / "data" / "ab").mkdir()
    (tmp_path / "Chats" / "data" / "ab" / ("ab" * 32)).write_bytes(b"x" * 1000)
    (found,) = find_vaults([tmp_path], NoProgress())
    assert found.size == 1000


def test_each_is_listed_once_the_newest_first(tmp_path: Path) -> None:
    vault_at(tmp_path / "a" / "old", changed=100)
    vault_at(tmp_path / "b" / "new", changed=200)
    assert find(tmp_path, tmp_path / "a", tmp_path) == [tmp_path / "b" / "new", tmp_path / "a" / "old"]


def test_a_given_folder_is_searched_two_levels_even_below_another(tmp_path: Path) -> None:
    vault_at(tmp_path / "a" / "b" / "c")
    assert find(tmp_path) == []
    assert find(tmp_path, tmp_path / "a") == [tmp_path / "a" / "b" / "c"]


def test_links_and_hidden_folders_are_not_entered(tmp_path: Path) -> None:
    vault_at(tmp_path / "away" / "x" / "vault")
    search = tmp_path / "search"
    search.mkdir()
    (search / "link").symlink_to(tmp_path / "away" / "x" / "vault", target_is_directory=True)
    vault_at(search / ".hidden")
    assert find(search) == []


def test_half_a_vault_is_found_and_called_so(tmp_path: Path) -> None:
    vault = vault_at(tmp_path / "half")
    (vault / "config").unlink()
    (found,) = find_vaults([tmp_path], NoProgress())
    assert not found.complete
    whole = vault_at(tmp_path / "whole")
    (whole / "snapshots" / ("ab" * 32)).write_bytes(b"x")
    assert not look_at(whole).complete  # type: ignore[union-attr]


def test_folders_that_only_look_alike_are_no_vaults(tmp_path: Path) -> None:
    for part in ("keys", "data", "snapshots"):
        (tmp_path / "empty" / part).mkdir(parents=True)
    (tmp_path / "config").write_bytes(b"x")
    assert find(tmp_path) == []
    assert look_at(tmp_path / "nowhere") is None


def test_what_cannot_be_read_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vault_at(tmp_path / "vault")
    (tmp_path / "locked").mkdir()
    real = os.scandir

    def refusing(folder: str | Path) -> object:
        if Path(folder).name == "locked":
            raise PermissionError(13, "no")
        return real(folder)

    monkeypatch.setattr(os, "scandir", refusing)
    assert find(tmp_path) == [tmp_path / "vault"]


def test_disks_that_refuse_to_answer_are_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vault_at(tmp_path / "vault")
    (tmp_path / "locked").mkdir()
    real = Path.stat

    def refusing(path: Path, **named: bool) -> os.stat_result:
        if "locked" in path.parts:
            raise PermissionError(13, "no")
        return real(path, **named)

    monkeypatch.setattr(Path, "stat", refusing)
    assert find(tmp_path, tmp_path / "locked") == [tmp_path / "vault"]
    assert likely_folders(tmp_path / "locked")


def test_it_can_be_stopped_between_folders(tmp_path: Path) -> None:
    for name in "abcdef":
        (tmp_path / name).mkdir()
    with pytest.raises(Cancelled):
        find_vaults([tmp_path], StopsAfter(3))


def test_likely_folders_exist_and_hold_the_home(home: Path) -> None:
    (home / "Documents").mkdir()
    (home / "OneDrive - Work").mkdir()
    likely = likely_folders(home / "Documents")
    assert {home, home / "Documents", home / "OneDrive - Work"} <= set(likely)
    assert len(likely) == len(set(likely))
    assert all(folder.is_dir() for folder in likely)


def test_the_service_looks_in_known_folders_too(tmp_path: Path, clock: Clock, home: Path) -> None:
    computer: Computer = make_computer(tmp_path / "home", clock)
    known, unknown = vault_at(tmp_path / "x" / "known"), vault_at(home / "Documents" / "Chats")
    computer.desk.settings.remember(VaultMemory("ab" * 32, str(known), "known"))
    found = [vault.folder for vault in computer.services.open.find()]
    assert known in found
    assert unknown in found
    assert [vault.folder for vault in computer.services.open.find([tmp_path / "x"])] == [known]
