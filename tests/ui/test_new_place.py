"""Where a new vault could go: suggestions in words, and what speaks against a folder."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.builders import Computer
from vault.errors import FolderNotEmpty, NoPermission, VaultExistsHere
from vault.progress import NoProgress
from vault.services.create_vault import CreateVault
from vault.services.vault import Desk
from vault.storage.local import LocalBackend
from vault.ui.viewmodels.new_place import (
    fits,
    free_name,
    free_space,
    look,
    own_folder,
    plugged_in,
    suggestion,
    suggestions,
)


def test_documents_come_first_then_disks(home: Path) -> None:
    documents = home / "Documents"
    found = suggestions(documents, [Path("/media/anna/BLUE"), Path("/media/anna/BLUE")])
    assert [place.words for place in found] == ["Documents on this computer", "The disk “BLUE”"]
    assert found[0].icon == "folder"
    assert found[0].detail.endswith("free")
    assert found[1].icon == "disk"
    assert "outlives this computer" in found[1].detail


def test_a_cloud_folder_says_that_a_copy_goes_there(home: Path) -> None:
    synced = home / "Dropbox"
    assert suggestion(synced).words == "Dropbox"
    assert "Dropbox keeps a copy too. It gets locked data only." in suggestion(synced).detail
    assert suggestion(synced / "Papers").words == "Papers in Dropbox"
    assert suggestion(home).words == "Your home folder"


def test_the_systems_disks_can_be_asked_for() -> None:
    assert all(isinstance(root, Path) for root in plugged_in())


def test_an_empty_or_missing_folder_is_fine(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / ".DS_Store").write_bytes(b"")
    for folder in (tmp_path / "empty", tmp_path / "not" / "yet"):
        found = look(folder)
        assert found.problem is None
        assert found.free is not None
        assert found.free > 0
    assert not (tmp_path / "not").exists()


def test_a_folder_with_other_things_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("x")
    assert isinstance(look(tmp_path).problem, FolderNotEmpty)
    assert isinstance(look(tmp_path / "letter.txt").problem, FolderNotEmpty)


def test_a_vault_is_recognised(tmp_path: Path, laptop: Computer) -> None:
    desk = laptop.desk
    real = Desk(desk.settings, desk.key_store, LocalBackend, desk.places, desk.clock, 16)
    CreateVault(real).run(tmp_path / "V", NoProgress()).vault.close()
    assert isinstance(look(tmp_path / "V").problem, VaultExistsHere)


def test_a_folder_we_may_not_write_to_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda folder, mode: False)
    problem = look(tmp_path / "V").problem
    assert isinstance(problem, NoPermission)
    assert problem.writing


def test_a_folder_we_may_not_look_into_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(folder: Path) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "scandir", refuse)
    problem = look(tmp_path).problem
    assert isinstance(problem, NoPermission)
    assert not problem.writing


def test_free_space_unknown_is_not_a_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(folder: Path) -> None:
        raise OSError

    monkeypatch.setattr(shutil, "disk_usage", fail)
    assert free_space(tmp_path) is None
    assert "free" not in suggestion(tmp_path).detail


@pytest.mark.parametrize("name", ["Chat Vault", "Ännas Tresor", "家族", "a.b"])
def test_names_that_fit(name: str) -> None:
    assert fits(name)


@pytest.mark.parametrize("name", ["", "  ", "a/b", "a\\b", "what?", ".hidden", "dot.", "x" * 61, "a:b"])
def test_names_that_do_not(name: str) -> None:
    assert not fits(name)


def test_a_name_that_is_free(tmp_path: Path) -> None:
    assert free_name(tmp_path) == "Chat Vault"
    (tmp_path / "Chat Vault").mkdir()
    (tmp_path / "Chat Vault 2").mkdir()
    assert free_name(tmp_path) == "Chat Vault 3"


def test_what_a_killed_creation_left_counts_as_empty(tmp_path: Path) -> None:
    for part in ("keys", "data", "index", "snapshots", "locks"):
        (tmp_path / "V" / part).mkdir(parents=True)
    (tmp_path / "V" / "keys" / ("ab" * 32)).write_bytes(b"x")
    assert isinstance(look(tmp_path / "V").problem, VaultExistsHere)
    assert look(tmp_path / "V", lambda folder: folder == tmp_path / "V").problem is None
    assert own_folder(tmp_path / "V", lambda _: True).name == "V"
