"""macOS: file providers, iCloud and every client's folders are found; removed ones are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.exposure.macos_cases import CASES, HOME
from tests.exposure.root_cases import Case, put
from tests.exposure.roots_found import ListeningSystem, check_found
from vault.exposure.cloud_folders import find_roots
from vault.exposure.fixture_system import FixtureSystem


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_client_in_use_is_found(case: Case, tmp_path: Path) -> None:
    check_found(case, case.system(tmp_path))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_client_whose_folders_are_gone_is_not(case: Case, tmp_path: Path) -> None:
    gone = {each.path for each in case.expected}
    assert {root.path for root in find_roots(case.system(tmp_path, with_folders=False))} & gone == set()


def test_folders_for_which_macos_would_ask_are_not_listed_for_markers(tmp_path: Path) -> None:
    system = ListeningSystem(tmp_path, "macos")
    put(system, f"{HOME}/Documents/.megaignore", "x")
    put(system, f"{HOME}/Documents/inner/.megaignore", "x")
    assert find_roots(system) == []
    assert f"{HOME}/Documents" not in system.listed
    assert HOME in system.listed


def test_an_ambiguous_attribute_alone_says_nothing(tmp_path: Path) -> None:
    system = FixtureSystem(tmp_path, "macos")
    system.at(f"{HOME}/Desktop").mkdir()
    system.attributes[f"{HOME}/Desktop"] = {"com.apple.fileprovider.detached#B": b"1"}
    put(system, f"{HOME}/Library/Preferences/MobileMeAccounts.plist", b"bplist00broken")
    assert find_roots(system) == []
