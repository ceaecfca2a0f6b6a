"""No word is left over on a last line, no number stands alone, and nothing needs more room for it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from vault.ui.theme import Theme
from vault.ui.widgets.line_breaks import _lines, well_broken
from vault.ui.widgets.text import TextLabel

LEFT_OVER = "A man took at least fifty accounts by forged mails over eighteen months and downloaded whole backups."
DATED = "Everything you saved up to Friday 20 November can be brought back."


def width_of(text: str, font_of: TextLabel, leaving: str) -> int:
    """The widest at which just this is left over on the second line."""
    whole = font_of.fontMetrics().horizontalAdvance(text)
    return next(
        width for width in range(whole, 0, -1)
        if len(lines := _lines(text, font_of.font(), width)) == 2
        and lines[1] <= font_of.fontMetrics().horizontalAdvance(leaving) + 2
    )  # fmt: skip


@pytest.fixture
def label(dress: Theme, qtbot: QtBot) -> TextLabel:
    made = TextLabel(LEFT_OVER)
    qtbot.addWidget(made)
    made.ensurePolished()
    return made


def test_the_last_word_gets_company(label: TextLabel) -> None:
    width = width_of(LEFT_OVER, label, "backups.")
    text, good = well_broken(LEFT_OVER, label.font(), width)
    lines = _lines(text, label.font(), good)
    assert text == LEFT_OVER
    assert good < width
    assert len(lines) == 2
    assert lines[-1] >= 0.4 * max(lines)


def test_what_fits_on_a_line_or_ends_well_stays(label: TextLabel) -> None:
    whole = label.fontMetrics().horizontalAdvance(LEFT_OVER)
    for width in (whole + 10, whole * 2 // 3, whole // 20):
        assert well_broken(LEFT_OVER, label.font(), width) == (LEFT_OVER, width)


def test_blanks_alone_have_no_longest_line(label: TextLabel) -> None:
    assert well_broken(" \n\n", label.font(), 100) == (" \n\n", 100)


def test_two_words_wider_than_half_the_line_cannot_be_mended(label: TextLabel) -> None:
    text = "Immeasurable no"
    width = label.fontMetrics().horizontalAdvance("Immeasurable n")
    assert well_broken(text, label.font(), width) == (text, width)


def test_a_number_stays_with_what_it_counts_where_there_is_room(label: TextLabel) -> None:
    whole = label.fontMetrics().horizontalAdvance(DATED)
    text, width = well_broken(DATED, label.font(), whole * 6 // 10)
    assert text == DATED.replace("20 November", "20\u00a0November")
    assert len(_lines(text, label.font(), width)) == 2
    narrow = label.fontMetrics().horizontalAdvance("Friday 20")
    assert len(_lines(well_broken(DATED, label.font(), narrow)[0], label.font(), narrow)) == len(
        _lines(DATED, label.font(), narrow)
    )


@pytest.mark.parametrize("towards", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
@pytest.mark.parametrize("alignment", [Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignHCenter])
def test_it_is_painted_so_within_the_same_height(
    label: TextLabel, towards: Qt.LayoutDirection, alignment: Qt.AlignmentFlag
) -> None:
    width = width_of(LEFT_OVER, label, "backups.")
    label.setLayoutDirection(towards)
    label.setAlignment(alignment | Qt.AlignmentFlag.AlignTop)
    label.resize(width, label.heightForWidth(width))
    label.show()
    QApplication.processEvents()
    inked = ink(label.grab().toImage())
    good = well_broken(LEFT_OVER, label.font(), width)[1]
    assert inked.width() <= good < width
    left, right = inked.left(), width - inked.right()
    if alignment == Qt.AlignmentFlag.AlignHCenter:
        assert abs(left - right) <= width - good + 4
        assert min(left, right) >= (width - good) // 2 - 2
    else:
        near, far = (left, right) if towards == Qt.LayoutDirection.LeftToRight else (right, left)
        assert near <= 3 < far
    assert inked.height() > label.fontMetrics().height(), "both lines are there"


def test_text_tells_its_tone_and_whether_it_is_enabled(label: TextLabel, dress: Theme) -> None:
    """As QLabel would paint it: the colours are the sheet's and the palette's."""
    label.resize(300, label.heightForWidth(300))
    label.set_tone("red")
    label.show()
    QApplication.processEvents()
    image = label.grab().toImage()
    assert any(
        image.pixelColor(x, y) == QColor(dress.tokens.red) for x in range(image.width()) for y in range(image.height())
    )


def ink(image: QImage) -> QRect:
    """The rectangle of what is not the ground."""
    ground = image.pixel(image.width() - 1, image.height() - 1)
    dots = [(x, y) for x in range(image.width()) for y in range(image.height()) if image.pixel(x, y) != ground]
    xs, ys = [x for x, _ in dots], [y for _, y in dots]
    return QRect(min(xs), min(ys), max(xs) - min(xs) + 1, max(ys) - min(ys) + 1)
