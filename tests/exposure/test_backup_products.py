"""Programs that copy the whole computer: one notice each, by their installed folders."""

from __future__ import annotations

from pathlib import Path

import pytest

from vault.exposure.backup_products import PLACES, _path, backup_products
from vault.exposure.fixture_system import FixtureSystem
from vault.exposure.system import Platform

INSTALLED: list[tuple[Platform, str, str]] = [
    ("windows", "Backblaze", "C:\\ProgramData\\Backblaze\\bzdata"),
    ("windows", "Carbonite", "C:\\ProgramData\\Carbonite"),
    ("windows", "IDrive", "C:\\ProgramData\\IDrive"),
    ("macos", "Backblaze", "/Library/Backblaze.bzpkg"),
    ("macos", "SpiderOak One Backup", "/Users/anna/Library/Application Support/SpiderOak"),
    ("linux", "IDrive", "/opt/IDriveForLinux"),
]


@pytest.mark.parametrize(("platform", "name", "path"), INSTALLED)
def test_an_installed_product_is_told(tmp_path: Path, platform: Platform, name: str, path: str) -> None:
    system = FixtureSystem(tmp_path, platform)
    assert backup_products(system) == ()
    system.at(path).mkdir(parents=True)
    [product] = backup_products(system)
    assert product.name == name
    assert product.evidence.startswith(f"{name} is installed here.")


@pytest.mark.parametrize("platform", PLACES)
def test_every_place_of_the_list_is_looked_at(tmp_path: Path, platform: Platform) -> None:
    system = FixtureSystem(tmp_path, platform)
    for _, place in PLACES[platform]:
        system.at(_path(system, place)).mkdir(parents=True, exist_ok=True)
    assert [product.name for product in backup_products(system)] == [name for name, _ in PLACES[platform]]
