"""PageEntry and PagesContext: how a page says in the register what it is called and how to fill it with content."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QWidget

from vault.services.services import Services
from vault.ui.tasks import TaskRunner
from vault.ui.widgets.page import Page


@dataclass(frozen=True, slots=True)
class PagesContext:
    """What a builder gets. `services` stand on memory (nothing real is touched); `folder` is empty and its own.

    `today` is the day that the invented content is written for: pictures must not change from day to day.
    """

    services: Services
    tasks: TaskRunner
    folder: Path
    today: date = date(2026, 11, 20)


@dataclass(frozen=True, slots=True)
class PageEntry:
    """A page or wizard step. `name` becomes the picture's file name: "home", "home-empty", "restore-3-rows-mistake".

    `shows` is the class it is the picture of; `build` returns the widget as the window would hold it (a step inside
    its frame, a view inside nothing), filled with invented content. In it nothing is under way when it returns.
    """

    name: str
    shows: type[Page]
    build: Callable[[PagesContext], QWidget]
