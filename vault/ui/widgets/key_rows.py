"""KeyRows: fields for a key as the app shows it, row by row in groups; or one field for a password."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from vault.ui import theme
from vault.ui.theme import UNIT
from vault.ui.viewmodels.key_shapes import KeyShape
from vault.ui.widgets.text import TextLabel

_EDGE = 40  # pixels that a field needs beside its letters


class KeyRows(QWidget):
    """edited(text) at every change, with all rows. A paste fills all rows; Enter goes on to whatever holds them."""

    edited = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._shape = KeyShape()
        self._shown = True
        self.fields: list[QLineEdit] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(UNIT)
        theme.theme().changed.connect(self._fit)

    @property
    def text(self) -> str:
        """All that was typed."""
        return "".join(field.text() for field in self.fields)

    @property
    def shown(self) -> bool:
        """Whether what is typed can be read."""
        return self._shown

    def ask(self, shape: KeyShape) -> None:
        """Ask for a key of this shape: empty fields. A password is hidden at first, a long key is not."""
        self._shape = shape
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.fields = []
        for number in range(shape.rows or 1):
            self._column.addWidget(self._row(number))
        self._column.addStretch(1)
        self.show_letters(bool(shape.rows))
        self._fit()

    def show_letters(self, shown: bool) -> None:
        """Let what is typed be read, or hide it."""
        self._shown = shown
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        for field in self.fields:
            field.setEchoMode(mode)

    def hold(self, held: bool) -> None:
        """Take nothing while the key is being tried."""
        for field in self.fields:
            field.setReadOnly(held)

    def mark(self, wrong: bool) -> None:
        """Ring the fields in red, or no more."""
        verdict = "mistake" if wrong else ""
        for field in self.fields:
            if field.property("verdict") != verdict:
                field.setProperty("verdict", verdict)
                field.style().unpolish(field)
                field.style().polish(field)

    def fill(self, text: str) -> None:
        """Spread a whole key over the rows, as if it was typed."""
        parts = self._shape.split(text) if self._shape.rows else (text,)
        for field, part in zip(self.fields, [*parts, *[""] * len(self.fields)], strict=False):
            field.setText(self._shape.grouped(part) if self._shape.rows else part)
        self.edited.emit(self.text)

    def _row(self, number: int) -> QWidget:
        field = _Field(self._shape)
        of = self._shape.rows
        field.setAccessibleName(f"Row {number + 1} of {of} of the key" if of else "Password")
        field.textEdited.connect(lambda _text: self._typed(number))
        field.whole_pasted.connect(self.fill)
        field.emptied.connect(lambda: self._go_back(number))
        self.fields.append(field)
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(UNIT)
        if of:
            label = TextLabel(str(number + 1), tone="muted", wraps=False)
            label.setFixedWidth(3 * UNIT)
            row.addWidget(label)
        row.addWidget(field, 0 if of else 1)
        if of:
            row.addStretch(1)
        return made

    def _typed(self, number: int) -> None:
        """Group what stands there, and go on to the next row when this one is full."""
        field = self.fields[number]
        if self._shape.rows:
            self._group(field)
            full = len(self._shape.clean(field.text())) >= self._shape.per_row
            at_end = field.cursorPosition() == len(field.text())
            if full and at_end and field.hasFocus() and number + 1 < len(self.fields):
                self.fields[number + 1].setFocus(Qt.FocusReason.TabFocusReason)
        self.edited.emit(self.text)

    def _group(self, field: QLineEdit) -> None:
        """Put the spaces where they belong; whatever cannot be in a key stays to be seen."""
        text, shape = field.text(), self._shape
        if shape.strange(text):
            return
        before = len(shape.clean(text[: field.cursorPosition()]))
        grouped = shape.grouped(shape.clean(text))
        if grouped != text:
            field.setText(grouped)
            field.setCursorPosition(before + max(0, before - 1) // shape.group)

    def _go_back(self, number: int) -> None:
        """Backspace in an empty row leads to the end of the row before."""
        if number:
            self.fields[number - 1].setFocus(Qt.FocusReason.BacktabFocusReason)
            self.fields[number - 1].end(False)

    @Slot()
    def _fit(self) -> None:
        if not self._shape.rows:
            return
        font = theme.theme().font("code")
        letters = self._shape.per_row + self._shape.groups
        width = QFontMetrics(font).horizontalAdvance("0" * letters) + letters + _EDGE
        for field in self.fields:
            field.setFont(font)
            field.setFixedWidth(width)
        self.updateGeometry()


class _Field(QLineEdit):
    """whole_pasted(text) where more than a row is pasted; emptied() at Backspace in an empty field."""

    whole_pasted = Signal(str)
    emptied = Signal()

    def __init__(self, shape: KeyShape) -> None:
        super().__init__()
        self._shape = shape
        self.setProperty("keyrow", bool(shape.rows))
        hints = Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
        self.setInputMethodHints(hints | Qt.InputMethodHint.ImhNoAutoUppercase)
        if shape.rows:
            self.setMaxLength(4 * shape.per_row)  # typed with spaces and dashes between

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Look at what is pasted before it is cut off to fit."""
        if event.matches(QKeySequence.StandardKey.Paste) and self._too_much(QGuiApplication.clipboard().mimeData()):
            self.whole_pasted.emit(QGuiApplication.clipboard().text())
        elif event.key() == Qt.Key.Key_Backspace and not self.text():
            self.emptied.emit()
        else:
            super().keyPressEvent(event)

    def _too_much(self, data: QMimeData) -> bool:
        return bool(self._shape.rows) and data.hasText() and len(self._shape.clean(data.text())) > self._shape.per_row
