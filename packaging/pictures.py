"""Photograph every page and wizard step of vault/ui/pages.py, light and dark, into build/pictures.

    python packaging/pictures.py [NAME…]

Nothing real is touched: the pages stand on memory and invented content, so the pictures are the same every day.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.*=false")

from PySide6.QtCore import QLocale
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from vault.keychain.memory import MemoryKeyStore
from vault.places import Places
from vault.services.services import build_services
from vault.services.vault import Desk
from vault.settings import Settings
from vault.storage.memory import MemoryBackend
from vault.ui.page_entry import PageEntry, PagesContext
from vault.ui.pages import PAGES
from vault.ui.tasks import TaskRunner
from vault.ui.theme import DARK, LIGHT, theme

TARGET = Path(__file__).resolve().parents[1] / "build" / "pictures"
SIZE = (1080, 760)
SCHEMES = {"light": LIGHT, "dark": DARK}


@contextmanager
def context(tasks: TaskRunner) -> Iterator[PagesContext]:
    """Services on memory, on the day that the invented content is written for."""
    with tempfile.TemporaryDirectory(prefix="pictures-") as name:
        folder = Path(name)
        places = Places.under(folder / "home")
        desk = Desk(
            settings=Settings(places.settings),
            key_store=MemoryKeyStore(),
            open_backend=lambda _folder: MemoryBackend(),
            places=places,
            clock=lambda: datetime(2026, 11, 20, 17, tzinfo=UTC),
            scrypt_n=16,
        )
        yield PagesContext(build_services(desk), tasks, folder)


def photograph(entry: PageEntry, tasks: TaskRunner, target: Path) -> None:
    """Build a page, lay it out at the window's size, and keep what it looks like."""
    with context(tasks) as given:
        ground = QWidget()
        layout = QVBoxLayout(ground)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(entry.build(given))
        ground.resize(*SIZE)
        ground.show()
        QTest.qWait(60)
        ground.grab().save(str(target))
        ground.close()
        ground.deleteLater()


def main(names: list[str]) -> int:
    """All pages, or those whose names begin with one of `names`."""
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    app = QApplication([])
    wanted = [entry for entry in PAGES if not names or entry.name.startswith(tuple(names))]
    if not names:
        shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True, exist_ok=True)
    tasks = TaskRunner()
    for scheme, tokens in SCHEMES.items():
        theme().force(tokens)
        for entry in wanted:
            photograph(entry, tasks, TARGET / f"{entry.name}-{scheme}.png")
    tasks.shutdown()
    app.processEvents()
    print(f"{len(wanted) * len(SCHEMES)} pictures in {TARGET}")  # noqa: T201 (this is a command)
    return 0 if wanted else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
