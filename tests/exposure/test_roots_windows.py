"""Windows: every client's folders are found from real-shaped registries and files; removed ones are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.exposure.root_cases import Case
from tests.exposure.roots_found import check_found
from tests.exposure.windows_cases import CASES, HOME, OTHER_SID, SID
from vault.exposure.cloud_folders import find_roots
from vault.exposure.fixture_system import FixtureSystem
from vault.exposure.roots_windows import PROFILES, SYNC_ROOTS, own_sid


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_client_in_use_is_found(case: Case, tmp_path: Path) -> None:
    check_found(case, case.system(tmp_path))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_client_whose_folders_are_gone_is_not(case: Case, tmp_path: Path) -> None:
    gone = {each.path for each in case.expected}
    assert {root.path for root in find_roots(case.system(tmp_path, with_folders=False))} & gone == set()


def test_other_peoples_folders_on_this_computer_are_left_alone(tmp_path: Path) -> None:
    system = FixtureSystem(tmp_path, "windows")
    system.registry[f"HKLM\\{SYNC_ROOTS}\\Dropbox!{OTHER_SID}!Personal\\UserSyncRoots"] = {
        OTHER_SID: "C:\\Users\\ben\\Dropbox", SID: f"{HOME}\\Files",
    }  # fmt: skip
    for path in ("C:\\Users\\ben\\Dropbox", f"{HOME}\\Files"):
        system.at(path).mkdir(parents=True)
    assert own_sid(system) == ""
    assert [root.path for root in find_roots(system)] == [f"{HOME}\\Files"]
    system.registry[f"{PROFILES}\\{OTHER_SID}"] = {"ProfileImagePath": "C:\\USERS\\Anna"}
    assert own_sid(system) == OTHER_SID
    assert [root.path for root in find_roots(system)] == ["C:\\Users\\ben\\Dropbox"]


def test_a_damaged_configuration_gives_nothing_and_no_exception(tmp_path: Path) -> None:
    system = FixtureSystem(tmp_path, "windows")
    local = system.at(f"{HOME}\\AppData\\Local")
    for place in ("Dropbox/info.json", "Google/DriveFS/root_preference_sqlite.db", "Syncthing/config.xml",
                  "Open-Xchange/OXDrive/userConfig.json", "pCloud/data.db", "Dropbox/host.db"):  # fmt: skip
        (local / place).parent.mkdir(parents=True, exist_ok=True)
        (local / place).write_bytes(b"\xff\xfe\x00{[<broken")
    system.registry["HKCU\\Software\\Google\\DriveFS"] = {"PerAccountPreferences": "[1, 2"}
    system.registry["HKCU\\Software\\Microsoft\\OneDrive\\Accounts\\Personal"] = {"UserFolder": 7}
    assert find_roots(system) == []
