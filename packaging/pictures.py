"""Photograph every page and wizard step of vault/ui/pages.py, light and dark, into build/pictures.

    python packaging/pictures.py [NAME…]

Nothing real is touched: the pages stand on memory and invented content, so the pictures are the same every day.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QLocale, QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from vault.app import for_pictures, make_application
from vault.ui.page_entry import PageEntry
from vault.ui.pages import PAGES
from vault.ui.stage import PLACES
from vault.ui.theme import DARK, LIGHT, theme
from vault.ui.widgets.page import Page
from vault.ui.window import Window

TARGET = Path(__file__).resolve().parents[1] / "build" / "pictures"
SIZE = (1080, 760)
SCHEMES = {"light": LIGHT, "dark": DARK}


def framed(page: QWidget, name: str) -> QWidget:
    """The page in the window, with the places at its left where it has them; a dialog as it is."""
    if not isinstance(page, Page):
        return page
    window = Window()
    for key, icon, word in PLACES:
        window.navigation.add(key, icon, word)
    place = name.partition("-")[0]
    window.show_page(page, place if place in {key for key, _, _ in PLACES} else None)
    return window


def photograph(entry: PageEntry, target: Path) -> None:
    """Build a page, lay it out at the window's size, and keep what it looks like."""
    with tempfile.TemporaryDirectory(prefix="pictures-") as folder:
        given = for_pictures(Path(folder))
        window = framed(entry.build(given), entry.name)
        window.resize(*SIZE)
        window.show()
        QTest.qWait(60)
        window.grab().save(str(target))
        given.tasks.shutdown()
        window.close()
        window.deleteLater()
        QTest.qWait(1)


def say(_kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
    """Pass on what Qt says, but not that a virtual screen has no window manager."""
    if "propagateSizeHints" not in text:
        sys.stderr.write(f"{text}\n")


def main(names: list[str]) -> int:
    """All pages, or those whose names begin with one of `names`."""
    qInstallMessageHandler(say)
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    make_application(["chat-vault"])
    wanted = [entry for entry in PAGES if not names or entry.name.startswith(tuple(names))]
    if not names:
        shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True, exist_ok=True)
    for scheme, tokens in SCHEMES.items():
        theme().force(tokens)
        for entry in wanted:
            photograph(entry, TARGET / f"{entry.name}-{scheme}.png")
    print(f"{len(wanted) * len(SCHEMES)} pictures in {TARGET}")  # noqa: T201 (this is a command)
    return 0 if wanted else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
