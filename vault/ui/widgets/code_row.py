"""CodeRow: a field for one row of the recovery sheet, with a tick or a sentence beside it."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QMimeData, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLineEdit, QWidget

from vault.ui import theme
from vault.ui.theme import UNIT
from vault.ui.widgets.picture import IconLabel
from vault.ui.widgets.text import TextLabel

Verdict = Literal["empty", "unfinished", "good", "mistake", "swapped"]

_ROW_LENGTH = 8
_FIELD, _WORDS = 330, 120
"""Pixels at 100 %: a field's width, and the least for the words beside it."""
_ROOM = 12
"""Eight characters, and room for the spaces and dashes that people type between them."""


class CodeRow(QWidget):
    """Row `number` of the sheet. Whoever holds it judges what was typed and says so by set_verdict.

    edited(number, text) at every change; pasted(text) when somebody pastes more than a row holds, instead of
    inserting it; submitted() at Enter.
    """

    edited = Signal(int, str)
    pasted = Signal(str)
    submitted = Signal()

    def __init__(self, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.number = number
        self.verdict: Verdict = "empty"
        self._least = 0
        self.field = _Field(self)
        self.field.setAccessibleName(f"Row {number}")
        self._label = TextLabel(str(number), tone="muted", wraps=False)
        self._label.setFixedWidth(24)
        self._tick = IconLabel("good", "accent", 22)
        self._words = TextLabel("", tone="red")
        typing = QHBoxLayout()
        typing.setSpacing(UNIT)
        typing.addWidget(self._label)
        typing.addWidget(self.field)
        typing.addSpacing(UNIT // 2)
        typing.addWidget(self._tick)
        typing.addStretch(1)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(UNIT)
        self._row.addLayout(typing)
        self._row.addWidget(self._words, 1)
        self.setFocusProxy(self.field)
        self.field.textEdited.connect(lambda text: self.edited.emit(number, text))
        self.field.much_pasted.connect(self.pasted)
        self.field.returnPressed.connect(self.submitted)
        theme.theme().changed.connect(self._fit)
        self._fit()
        self.set_verdict("empty")

    @property
    def text(self) -> str:
        """What stands in the field."""
        return self.field.text()

    def set_text(self, text: str) -> None:
        """Fill the field without saying that somebody typed; in capitals."""
        self.field.setText(text.upper())

    def set_verdict(self, verdict: Verdict, words: str = "") -> None:
        """Show a tick (good), a sentence in red (mistake, swapped), or nothing."""
        self.verdict = verdict
        wrong = verdict in ("mistake", "swapped")
        self._tick.setVisible(verdict == "good")
        self._words.say(words if wrong else "")
        self.field.setAccessibleDescription({"good": "This row is right."}.get(verdict, words))
        if self.field.property("verdict") != ("mistake" if wrong else ""):
            self.field.setProperty("verdict", "mistake" if wrong else "")
            self.field.style().unpolish(self.field)
            self.field.style().polish(self.field)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The words go below the field where there is no room beside it."""
        super().resizeEvent(event)
        self._spread(event.size().width())

    def minimumSizeHint(self) -> QSize:
        """As narrow as eight characters allow; the words can go below."""
        return QSize(self._beside() + self._least, super().minimumSizeHint().height())

    def _beside(self) -> int:
        """What stands at both sides of the field: the number, the tick, and the air between."""
        return 24 + round(22 * theme.theme().scale) + 3 * UNIT

    def _spread(self, width: int) -> None:
        scale = theme.theme().scale
        field = max(self._least, min(round(_FIELD * scale), width - self._beside()))
        self.field.setFixedWidth(field)
        narrow = width - field - self._beside() < round(_WORDS * scale)
        direction = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._row.direction() != direction:
            self._row.setDirection(direction)

    @Slot()
    def _fit(self) -> None:
        dress = theme.theme()
        font = dress.font("code")
        self.field.setFont(font)
        self._least = QFontMetrics(font).horizontalAdvance("W" * _ROW_LENGTH) + _ROW_LENGTH * 3 + 5 * UNIT
        self._spread(max(self.width(), round(2 * _FIELD * dress.scale)))
        self.updateGeometry()


class _Field(QLineEdit):
    """Turns what is typed into capitals; keeps a paste of several rows out of one field."""

    much_pasted = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("code", True)
        self.setMaxLength(_ROOM)
        hints = Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
        self.setInputMethodHints(hints | Qt.InputMethodHint.ImhUppercaseOnly)
        self.textEdited.connect(self._capitals)

    def _capitals(self, text: str) -> None:
        if text != text.upper():
            place = self.cursorPosition()
            self.setText(text.upper())
            self.setCursorPosition(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Look at what is pasted before it is cut off to fit."""
        if event.matches(QKeySequence.StandardKey.Paste) and self._too_much(QGuiApplication.clipboard().mimeData()):
            self.much_pasted.emit(QGuiApplication.clipboard().text())
            return
        super().keyPressEvent(event)

    def _too_much(self, data: QMimeData) -> bool:
        return data.hasText() and sum(letter.isalnum() for letter in data.text()) > _ROW_LENGTH
