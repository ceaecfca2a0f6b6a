"""What is painted can be read: every kind of text on every page, in both schemes, measured on its own picture."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtCore import QEvent, QPoint, QSize
from PySide6.QtGui import QColor, QImage, QPainter, QRegion
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.test_accessibility import ROOMY, settle
from vault.ui.page_entry import PagesContext
from vault.ui.pages import PAGES
from vault.ui.stylesheet import line_strong
from vault.ui.theme import DARK, LIGHT, Theme, Tokens, contrast

SCHEMES = pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
DENSITY = 4
"""Dots for each pixel: then the strokes of a letter have the full colour somewhere, whatever the font."""
LOOKS = ("kind", "type", "tone", "strong", "verdict", "keyrow", "code", "card", "tile")


def measured(widget: QWidget, page: QWidget) -> float:
    """The contrast between the commonest colour of its place on the page and what stands out most from it."""
    size = QSize(min(widget.width(), 700), min(widget.height(), 60))
    image = QImage(size * DENSITY, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(DENSITY)
    painter = QPainter(image)
    place = widget.mapTo(page, QPoint(0, 0))
    page.render(painter, QPoint(0, 0), QRegion(place.x(), place.y(), size.width(), size.height()))
    painter.end()
    counted = Counter(memoryview(bytes(image.constBits())).cast("I"))
    colours = [(QColor.fromRgb(dot), count) for dot, count in counted.most_common()]
    ground = colours[0][0]
    return max((contrast(colour, ground) for colour, count in colours if count >= DENSITY * DENSITY), default=1.0)


def _look(widget: QWidget) -> tuple[object, ...]:
    """What decides how it is painted; of those with the same look one is measured."""
    around = tuple(
        holder.property("card") for holder in _holders(widget) if holder.property("card") or holder.property("tile")
    )
    checked = isinstance(widget, QAbstractButton) and widget.isChecked()
    return (
        type(widget),
        *map(widget.property, LOOKS),
        widget.isEnabled(),
        checked,
        type(widget.parentWidget()),
        around,
    )


def _holders(widget: QWidget) -> list[QWidget]:
    found, holder = list[QWidget](), widget.parentWidget()
    while holder is not None:
        found.append(holder)
        holder = holder.parentWidget()
    return found


def _texts(page: QWidget) -> list[QWidget]:
    """Those that show text and are in sight."""
    shown = []
    for widget in page.findChildren(QWidget):
        if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
            words = widget.text() or (widget.placeholderText() if isinstance(widget, QLineEdit) else "")
        else:
            words = widget.currentText() if isinstance(widget, QComboBox) else ""
        if words and widget.isVisible() and not widget.visibleRegion().isEmpty():
            shown.append(widget)
    return shown


@SCHEMES
def test_every_text_on_every_page_can_be_read(
    tokens: Tokens, pages_context: PagesContext, dress: Theme, qtbot: QtBot
) -> None:
    """Also what cannot be pressed now: who does not see it does not know that something is lacking yet."""
    dress.force(tokens)
    known: dict[tuple[object, ...], float] = {}
    faint: list[str] = []
    for entry in PAGES:
        page = entry.build(pages_context)
        settle(page, ROOMY)
        for widget in _texts(page):
            look = _look(widget)
            if look not in known:
                known[look] = measured(widget, page)
                if known[look] < 4.5:
                    words = widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""
                    faint.append(f"{entry.name}: {type(widget).__name__} “{words[:40]}” {known[look]:.2f}")
        page.close()
        page.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert not faint
    assert len(known) > 60


@SCHEMES
def test_what_is_filled_in_has_an_edge_that_can_be_seen(tokens: Tokens) -> None:
    edge = QColor(line_strong(tokens))
    assert min(contrast(edge, tokens.colour("surface")), contrast(edge, tokens.colour("ground"))) >= 3.0


@SCHEMES
def test_the_ring_of_the_keyboard_can_be_seen(tokens: Tokens) -> None:
    """Of what is not filled it is the accent, of the filled button the ink: on every ground that they lie on."""
    for ground in ("ground", "surface", "tint", "amber_ground", "red_ground", "quiet"):
        assert contrast(tokens.colour("accent"), tokens.colour(ground)) >= 3.0
        assert contrast(tokens.colour("ink"), tokens.colour(ground)) >= 3.0


def test_the_measure_finds_what_is_faint(dress: Theme, qtbot: QtBot) -> None:
    page = QWidget()
    page.setStyleSheet("QWidget { background: #FFFFFF } QLabel { color: #777777 }")
    qtbot.addWidget(page)
    label = QLabel("Hardly readable", page)
    page.resize(300, 60)
    page.show()
    QApplication.processEvents()
    assert measured(label, page) == pytest.approx(4.48, abs=0.02)
