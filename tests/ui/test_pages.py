"""The register holds every page there is, each builds, and what stands on it is plain and short."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

import vault.ui.views
import vault.ui.wizards
from tests.ui.test_messages import BANNED
from vault.ui.page_entry import PageEntry, PagesContext
from vault.ui.pages import PAGES
from vault.ui.widgets.page import Page
from vault.ui.wizards.frame import StepPage, WizardFrame

ENTRIES = pytest.mark.parametrize("entry", PAGES, ids=[entry.name for entry in PAGES])


def page_classes() -> Iterator[type[Page]]:
    """Every concrete page and step that is defined in views/ and wizards/; frames hold steps and are none."""
    for package in (vault.ui.views, vault.ui.wizards):
        for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            module = importlib.import_module(found.name)
            for _, kind in inspect.getmembers(module, inspect.isclass):
                if kind.__module__ == found.name and issubclass(kind, Page) and not issubclass(kind, WizardFrame):
                    yield kind


def abstract(kind: type[Page]) -> bool:
    return kind is StepPage or any(kind in other.__bases__ for other in page_classes())


def test_no_page_is_missing_from_the_register() -> None:
    shown = {entry.shows for entry in PAGES}
    missing = {kind.__qualname__ for kind in page_classes() if kind not in shown and not abstract(kind)}
    assert not missing, f"add to vault/ui/pages*.py: {sorted(missing)}"


def test_names_are_good_file_names_and_each_is_there_once() -> None:
    names = [entry.name for entry in PAGES]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) for name in names)


@ENTRIES
def test_it_builds_and_shows_its_class(entry: PageEntry, pages_context: PagesContext, qtbot: QtBot) -> None:
    built = entry.build(pages_context)
    qtbot.addWidget(built)
    built.resize(1080, 760)
    built.show()
    shown = [built, *built.findChildren(QWidget)]
    assert any(isinstance(widget, entry.shows) and widget.isVisible() for widget in shown)
    assert not built.grab().isNull()
    assert not pages_context.tasks.busy, "nothing may be under way in a picture"


@ENTRIES
def test_its_words_are_plain(entry: PageEntry, pages_context: PagesContext, qtbot: QtBot) -> None:
    built = entry.build(pages_context)
    qtbot.addWidget(built)
    said = [label.text() for label in built.findChildren(QLabel)]
    said += [button.text() for button in built.findChildren(QAbstractButton)]
    for text in said:
        plain = text.lower().replace("password safe", "")
        assert not [word for word in BANNED if re.search(rf"\b{word}\b", plain)], text


@ENTRIES
def test_one_filled_button_at_most(entry: PageEntry, pages_context: PagesContext, qtbot: QtBot) -> None:
    built = entry.build(pages_context)
    qtbot.addWidget(built)
    built.show()
    filled = [b for b in built.findChildren(QAbstractButton) if b.property("kind") == "primary" and b.isVisible()]
    assert len(filled) <= 1, [button.text() for button in filled]


WITHOUT_A_FILLED_BUTTON = {
    # something is under way, and goes on by itself
    "opening", "finishing", "home-working", "restore-5-running", "keys-checking", "unprotected-looking",
    "relock-4-working", "put-right-1-locking", "free-space-looking", "repair-looking", "repair-working",
    # the answers are the buttons
    "first-question", "home-add", "home-add-searched", "home-add-none", "check-up", "check-up-question",
    "check-up-unsure", "put-right-2-court", "put-right-2-locked", "put-right-2-needed",
    # all is well: nothing asks to be pressed
    "keys", "keys-healthy", "unprotected-nothing",
    # something is to be taken away: nobody is led to that
    "keys-removing",
}  # fmt: skip


def test_every_other_page_has_one_filled_button(pages_context: PagesContext, qtbot: QtBot) -> None:
    """What do I press? Whoever adds a page without an answer says why."""
    without = set()
    for entry in PAGES:
        built = entry.build(pages_context)
        qtbot.addWidget(built)
        built.show()
        if not [b for b in built.findChildren(QAbstractButton) if b.property("kind") == "primary" and b.isVisible()]:
            without.add(entry.name)
        built.hide()
    assert without == WITHOUT_A_FILLED_BUTTON
