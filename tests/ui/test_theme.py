"""The tokens can be read in both schemes, and the theme follows whoever decides: the system, or a test."""

from __future__ import annotations

import sys

import pytest
import qtawesome
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from vault.ui import theme as module
from vault.ui.icons import APPS, GLYPHS, of_app
from vault.ui.stylesheet import mix, stylesheet
from vault.ui.theme import DARK, LIGHT, PAIRS, PIXELS, STATE_COLOURS, Role, Theme, Tokens, contrast, icon, palette


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_every_text_can_be_read_on_its_ground(tokens: Tokens, text: Role, ground: Role) -> None:
    assert contrast(tokens.colour(text), tokens.colour(ground)) >= 4.5


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_the_pressed_button_can_be_read_too(tokens: Tokens) -> None:
    hovered = QColor(mix(tokens.accent, tokens.ink, 0.15))
    assert contrast(tokens.colour("on_accent"), hovered) >= 4.5


def test_states_use_pairs_that_were_measured() -> None:
    assert set(STATE_COLOURS.values()) <= set(PAIRS)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast(QColor("#000000"), QColor("#FFFFFF")) == pytest.approx(21.0)
    assert contrast(QColor("#777777"), QColor("#FFFFFF")) == pytest.approx(4.48, abs=0.01)


def test_every_icon_is_there(qapp: QApplication) -> None:
    for name in GLYPHS:
        assert not icon(name).pixmap(24, 24).isNull(), name
    assert all(of_app(app) in GLYPHS for app in [*APPS, "unheard-of", ""])
    assert qtawesome.icon("ph.house")


def test_forcing_changes_palette_sheet_and_icons(qapp: QApplication, dress: Theme, qtbot: QtBot) -> None:
    dress.force(LIGHT)
    light = icon("home").pixmap(24, 24).toImage()
    with qtbot.waitSignal(dress.changed):
        dress.force(DARK)
    assert dress.dark
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(DARK.ground)
    assert DARK.surface in qapp.styleSheet()
    assert icon("home").pixmap(24, 24).toImage() != light


def test_it_follows_the_system_when_nothing_is_forced(
    qapp: QApplication, dress: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    scheme = [Qt.ColorScheme.Dark]
    monkeypatch.setattr(type(qapp.styleHints()), "colorScheme", lambda hints: scheme[0])
    dress.refresh()
    assert dress.tokens == DARK
    scheme[0] = Qt.ColorScheme.Light
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert dress.tokens == LIGHT


def test_high_contrast_takes_the_systems_colours(dress: Theme, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dress, "high_contrast", lambda: True)
    dress.force()
    texts = {getattr(dress.tokens, role) for role in ("ink", "muted", "amber", "red")}
    assert len(texts) == 1
    assert dress.tokens.ground == dress.tokens.surface
    assert dress.tokens.ink not in (dress.tokens.ground, dress.tokens.tint)


def test_the_three_sizes_grow_together(dress: Theme) -> None:
    dress.force(scale=1.5)
    assert [dress.pixels(size) for size in PIXELS] == [33, 21, 18, 33]
    assert dress.font("text").pixelSize() == 21
    assert dress.font("sentence").weight() == QFont.Weight.DemiBold
    code = QFontMetrics(dress.font("code"))
    assert code.horizontalAdvance("i") == code.horizontalAdvance("W")


def test_a_label_takes_its_size_from_the_sheet(dress: Theme, qtbot: QtBot) -> None:
    from vault.ui.widgets.text import TextLabel

    label = TextLabel("A sentence", "sentence")
    qtbot.addWidget(label)
    label.ensurePolished()
    assert label.font().pixelSize() == dress.pixels("sentence")


def test_the_system_font_decides_how_large(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    large = QFont()
    large.setPointSizeF(13.5)
    dots = qapp.primaryScreen().logicalDotsPerInch() / 96.0
    assert module._system_scale(qapp, large) == pytest.approx(min(2.0, max(1.0, dots * 1.5)))
    large.setPointSizeF(90.0)
    assert module._system_scale(qapp, large) == 2.0


def test_the_sheet_has_no_open_place() -> None:
    sheet = stylesheet(LIGHT, PIXELS)
    assert "$" not in sheet
    assert palette(LIGHT).color(QPalette.ColorRole.Text) == QColor(LIGHT.ink)


def test_a_theme_needs_an_application(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QApplication, "instance", lambda: None)
    with pytest.raises(TypeError):
        module.theme()


def test_there_is_one_theme(qapp: QApplication, qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    assert module.theme() is module.theme()
