"""What the tests of the deeds stand on: a computer with vaults in memory, and a folder for exports."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import Computer, make_computer, make_vault
from tests.clock import Clock
from vault.services.create_vault import Created


@pytest.fixture
def computer(tmp_path: Path, clock: Clock) -> Computer:
    return make_computer(tmp_path / "home", clock)


@pytest.fixture
def laptop(tmp_path: Path, clock: Clock, computer: Computer) -> Computer:
    """A second computer, to which the first one's vaults are plugged in; its password safe is empty."""
    return make_computer(tmp_path / "laptop", clock, computer.shelves)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "Chats"


@pytest.fixture
def created(computer: Computer, folder: Path) -> Created:
    return make_vault(computer, folder)


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    return tmp_path / "exports"
