"""The window's composition root: builds everything, and owns the order in which it is taken down again."""

from __future__ import annotations

import gc
import logging
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QEvent, QSettings, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from vault.keychain.key_store import KeyStore
from vault.keychain.memory import MemoryKeyStore
from vault.keychain.os_keychain import OsKeychain
from vault.log import bug_report, start_logging, stop_logging
from vault.places import APP, Places
from vault.services.services import Services, build_services
from vault.services.vault import Desk
from vault.settings import Settings
from vault.storage.backend import Backend
from vault.storage.local import LocalBackend
from vault.storage.memory import MemoryBackend
from vault.ui.page_entry import PagesContext
from vault.ui.stage import Stage
from vault.ui.tasks import TaskRunner
from vault.ui.theme import icon, theme
from vault.ui.views.bug_report import BugDialog
from vault.ui.window import Window

log = logging.getLogger(__name__)

QUICK_SCRYPT = 16
"""For pictures: nothing is protected there."""


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class App:
    """The built window and what it stands on."""

    services: Services
    tasks: TaskRunner
    window: Window
    stage: Stage

    def show(self) -> None:
        """Show the window and begin."""
        self.window.show()
        self.stage.begin()

    def take_down(self) -> None:
        """Tasks, then the vault, then the window: in this order nothing is used after it is gone."""
        self.tasks.shutdown()
        self.stage.let_go()
        self.window.may_close = lambda: True
        self.window.close()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def build(
    places: Places,
    key_store: KeyStore,
    *,
    open_backend: Callable[[Path], Backend] = LocalBackend,
    clock: Callable[[], datetime] = now,
    scrypt_n: int = 32768,
) -> App:
    """Build the window on these places and this password safe. There must be a QApplication."""
    theme()
    services = build_services(
        Desk(Settings(places.settings), key_store, open_backend, places, clock, scrypt_n)
    ).build_all()
    memory = QSettings(str(places.settings.with_name("window.ini")), QSettings.Format.IniFormat)
    window = Window(memory)
    tasks = TaskRunner(window)
    stage = Stage(services, tasks, window)
    window.may_close = stage.may_close
    return App(services, tasks, window, stage)


def for_pictures(folder: Path) -> PagesContext:
    """What the builders of pages.py stand on: memory only, and `folder` for what must be a file."""
    context_day = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)
    places = Places.under(folder)
    shelves: dict[Path, MemoryBackend] = {}

    def open_backend(place: Path) -> Backend:
        return shelves.setdefault(place, MemoryBackend(str(place)))

    desk = Desk(Settings(places.settings), MemoryKeyStore(), open_backend, places, lambda: context_day, QUICK_SCRYPT)
    return PagesContext(build_services(desk).build_all(), TaskRunner(), folder)


def make_application(arguments: Sequence[str]) -> QApplication:
    """The one QApplication of this process, named and dressed."""
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication(list(arguments))
    app.setApplicationName(APP)
    app.setApplicationDisplayName("Chat Vault")
    app.setDesktopFileName(APP)
    theme()
    app.setWindowIcon(icon("vault", "accent"))
    return app


def run(arguments: Sequence[str] | None = None) -> int:
    """Open the window; returns when it was closed."""
    if not screen_is_there():
        sys.stderr.write("There is no screen here. Use a command instead: chat-vault --help\n")
        return 1
    places = Places.of_this_computer()
    start_logging(places.logs)
    qt = make_application(list(sys.argv if arguments is None else arguments))
    app = build(places, OsKeychain())
    sys.excepthook = _apologise(app.window)
    app.show()
    try:
        gc.freeze()  # what is there by now stays: looking it through for garbage would hold the window up for 50 ms
        return qt.exec()
    finally:
        app.take_down()
        sys.excepthook = sys.__excepthook__
        stop_logging()


def screen_is_there() -> bool:
    """Whether a window can be shown at all (a Linux without a display would end the process without a word)."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _apologise(window: Window) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    """What happens to an exception that nobody expected: it is logged, redacted, and the person may copy that."""
    shown: list[BugDialog] = []

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QGuiApplication.quit()
            return
        log.error("unexpected", exc_info=error)
        if shown and shown[-1].isVisible():
            return
        dialog = BugDialog(f"{bug_report(error)}\nQt {qVersion()}\n", window)
        shown[:] = [dialog]
        dialog.open()

    return hook
