"""What the tests of the window stand on: invented computers, a task runner, the theme as it was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.builders import Computer, make_computer
from tests.clock import Clock
from vault.ui.page_entry import PagesContext
from vault.ui.tasks import TaskRunner
from vault.ui.theme import Theme, theme

HANGS = 120_000
"""Milliseconds after which what is waited for is given up; the five seconds of pytest-qt pass on a busy machine."""


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every wait for the window ends as soon as it is met: only one that never ends takes longer so."""
    for wait in (QtBot.waitUntil, QtBot.waitSignal, QtBot.waitSignals, QtBot.waitExposed):
        assert wait.__kwdefaults__ is not None
        monkeypatch.setitem(wait.__kwdefaults__, "timeout", HANGS)


@pytest.fixture
def tasks(qapp: QApplication) -> Iterator[TaskRunner]:
    """A runner whose threads have ended when the test has."""
    runner = TaskRunner()
    yield runner
    runner.shutdown()


@pytest.fixture
def dress(qapp: QApplication) -> Iterator[Theme]:
    """The theme, following the system again afterwards."""
    found = theme()
    yield found
    found.force()


@pytest.fixture
def laptop(home: Path, clock: Clock) -> Computer:
    """A computer without a vault."""
    return make_computer(home, clock)


@pytest.fixture
def pages_context(laptop: Computer, tasks: TaskRunner, tmp_path: Path) -> PagesContext:
    """What the register's builders get."""
    return PagesContext(laptop.services, tasks, tmp_path)
