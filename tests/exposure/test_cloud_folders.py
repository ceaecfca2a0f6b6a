"""All readers together: one root per folder, the strongest evidence, what people said, and the ordinary places."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from tests.exposure.root_cases import put
from vault.exposure.cloud_folders import NOT_ASKED, CloudAnswers, all_places, class_of, find_roots, ordinary_places
from vault.exposure.finding import ProviderClass, Root
from vault.exposure.fixture_system import FixtureSystem
from vault.exposure.ordinary_places import IPHONE_BACKUPS, PHONE_BACKUPS, REMOVABLE, THIS_COMPUTER
from vault.exposure.roots_windows import SIDE_BAR, SYNC_ROOTS
from vault.exposure.system import Mount

HOME = "/home/anna"


def _dropbox(system: FixtureSystem, path: str = f"{HOME}/Dropbox") -> None:
    system.at(path).mkdir(parents=True, exist_ok=True)
    put(system, f"{system.home}/.dropbox/info.json", json.dumps({"personal": {"path": path}}))


def test_the_strongest_evidence_is_kept_and_weaker_ones_add_what_they_know(tmp_path: Path) -> None:
    home = "C:\\Users\\anna"
    system = FixtureSystem(tmp_path, "windows")
    system.at(f"{home}\\OneDrive").mkdir()
    system.registry[f"HKLM\\{SYNC_ROOTS}\\OneDrive!S!P\\UserSyncRoots"] = {"S": f"{home}\\OneDrive\\"}
    system.registry[f"{SIDE_BAR}\\{{018D}}"] = {"": "OneDrive - Personal"}
    system.registry["HKCR\\CLSID\\{018D}\\Instance\\InitPropertyBag"] = {"TargetFolderPath": f"{home}\\OneDrive"}
    system.registry["HKCU\\Software\\Microsoft\\OneDrive\\Accounts\\Personal"] = {
        "UserFolder": "c:\\users\\ANNA\\OneDrive", "UserEmail": "anna@outlook.com",
    }  # fmt: skip
    system.variables["OneDrive"] = f"{home}\\OneDrive"
    [root] = find_roots(system)
    assert (root.path, root.strength, root.account) == (f"{home}\\OneDrive", "system", "anna@outlook.com")


def test_a_folder_behind_a_link_is_one_root(tmp_path: Path) -> None:
    system = FixtureSystem(tmp_path)
    _dropbox(system, "/data/Dropbox")
    system.at(f"{HOME}/Dropbox").symlink_to(system.at("/data/Dropbox"))
    assert [(root.path, root.strength) for root in find_roots(system)] == [("/data/Dropbox", "config")]


def test_a_client_that_does_not_run_is_told(tmp_path: Path) -> None:
    system = FixtureSystem(tmp_path, running=frozenset({"bash", "gnome-shell"}))
    _dropbox(system)
    assert [root.note for root in find_roots(system)] == [
        "Dropbox is not running now. What it copied before stays there."
    ]
    system.running = frozenset({"bash", "dropbox"})
    assert [root.note for root in find_roots(system)] == [None]
    system.running = None
    assert [root.note for root in find_roots(system)] == [None]


@pytest.mark.parametrize(
    ("said", "expected"), [(None, "provider-can-read"), (False, "provider-can-read"), (True, "end-to-end")]
)
def test_advanced_data_protection_is_what_the_person_said(
    tmp_path: Path, said: bool | None, expected: ProviderClass
) -> None:
    system = FixtureSystem(tmp_path, "macos")
    system.at("/Users/anna/Library/Mobile Documents/com~apple~CloudDocs").mkdir(parents=True)
    _dropbox(system, "/Users/anna/Dropbox")
    answers = CloudAnswers(said, date(2026, 11, 20) if said is not None else None)
    roots = {root.provider: root for root in find_roots(system, answers)}
    assert roots["iCloud Drive"].provider_class == expected
    assert (roots["iCloud Drive"].note == NOT_ASKED) is (said is None)
    assert roots["Dropbox"].provider_class == "provider-can-read"


def test_the_answer_changes_nothing_but_icloud() -> None:
    answers = CloudAnswers(advanced_data_protection=True)
    for provider in ("Google Drive", "OneDrive"):
        assert class_of(Root("/x", provider, "provider-can-read", "A.", "config"), answers) == "provider-can-read"
    assert class_of(Root("/x", "iCloud Photos", "provider-can-read", "A.", "config"), answers) == "end-to-end"


def test_folders_with_nosync_in_icloud_are_left_out(tmp_path: Path) -> None:
    system = FixtureSystem(tmp_path, "macos")
    mobile = "/Users/anna/Library/Mobile Documents"
    system.at(f"{mobile}/Chats.nosync").mkdir(parents=True)
    system.at(f"{mobile}/com~apple~CloudDocs").mkdir()
    assert [root.excluded for root in find_roots(system)] == [(f"{mobile}/Chats.nosync",)]


def test_ordinary_places_of_linux_in_the_persons_language(tmp_path: Path) -> None:
    system = FixtureSystem(tmp_path, mounted=(
        Mount("/media/anna/STICK", "vfat", "/dev/sdb1", "removable"), Mount("/", "ext4", "/dev/sda1"),
        Mount("/media/anna/gone", "vfat", "/dev/sdc1", "removable"),
    ))  # fmt: skip
    put(system, f"{HOME}/.config/user-dirs.dirs",
        '# xdg\nXDG_DESKTOP_DIR="$HOME/Schreibtisch"\nXDG_DOWNLOAD_DIR="/data/Herunter geladen"\n'
        'XDG_DOCUMENTS_DIR="$HOME/"\n')  # fmt: skip
    for path in (f"{HOME}/Schreibtisch", "/data/Herunter geladen", "/media/anna/STICK", f"{HOME}/Downloads"):
        system.at(path).mkdir(parents=True)
    found = {(root.path, root.provider, root.provider_class) for root in ordinary_places(system)}
    assert found == {
        (f"{HOME}/Schreibtisch", THIS_COMPUTER, "local"), ("/data/Herunter geladen", THIS_COMPUTER, "local"),
        ("/media/anna/STICK", REMOVABLE, "removable"),
    }  # fmt: skip


def test_phone_backups_of_windows_and_macos(tmp_path: Path) -> None:
    windows = FixtureSystem(tmp_path / "w", "windows")
    home = "C:\\Users\\anna"
    places = [f"{home}\\AppData\\Roaming\\Apple Computer\\MobileSync\\Backup", f"{home}\\Apple\\MobileSync\\Backup",
              f"{home}\\Documents\\Samsung\\SmartSwitch"]  # fmt: skip
    macos = FixtureSystem(tmp_path / "m", "macos")
    backups = "/Users/anna/Library/Application Support/MobileSync/Backup"
    for system, paths in ((windows, places), (macos, [backups])):
        for path in paths:
            system.at(path).mkdir(parents=True)
    of_windows = {root.path: root.provider for root in ordinary_places(windows)}
    assert [of_windows[path] for path in places] == [IPHONE_BACKUPS, IPHONE_BACKUPS, PHONE_BACKUPS]
    assert [(root.path, root.provider) for root in ordinary_places(macos)] == [(backups, IPHONE_BACKUPS)]


def test_an_ordinary_place_inside_a_cloud_folder_counts_as_the_cloud(tmp_path: Path) -> None:
    system = FixtureSystem(tmp_path)
    _dropbox(system)
    system.at(f"{HOME}/Dropbox/Desktop").mkdir()
    system.at(f"{HOME}/Desktop").symlink_to(system.at(f"{HOME}/Dropbox/Desktop"))
    system.at(f"{HOME}/Downloads").mkdir()
    assert {root.path for root in ordinary_places(system)} == {f"{HOME}/Desktop", f"{HOME}/Downloads"}
    assert [root.path for root in all_places(system)] == [f"{HOME}/Dropbox", f"{HOME}/Downloads"]


def test_an_empty_computer_has_no_cloud_folder(tmp_path: Path) -> None:
    for platform in ("windows", "macos", "linux"):
        assert find_roots(FixtureSystem(tmp_path / platform, platform)) == []
