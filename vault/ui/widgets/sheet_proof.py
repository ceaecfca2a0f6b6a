"""SheetProof: rows of the recovery sheet to type back, with a live tick each; for the create wizard and the sheet page.

proof = SheetProof()
proof.ask((1, 3))            the rows that the program chose, or (1, 2, 3, 4); empties the fields
proof.changed                after every key: see complete()
proof.submitted              Enter in a field, when all rows are faultless
proof.typed()                {1: "…", 3: "…"}
proof.show_problem("…", (3,))   said below the rows, which are marked; gone at the next key
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from vault.ui.theme import UNIT
from vault.ui.viewmodels.row_ticks import Tick, split_rows, tick, ticks
from vault.ui.widgets.announce import announce
from vault.ui.widgets.code_row import CodeRow
from vault.ui.widgets.text import TextLabel

_ALL = (1, 2, 3, 4)


class SheetProof(QWidget):
    """Judges each row by its own check character; whether they are this sheet's rows, the view-model finds out."""

    changed = Signal()
    submitted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._asked: tuple[int, ...] = _ALL
        self._said: dict[int, Tick] = {}
        self.rows = {number: CodeRow(number) for number in _ALL}
        self._problem = TextLabel("", tone="red")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(UNIT)
        for row in self.rows.values():
            column.addWidget(row)
            row.edited.connect(self._judge)
            row.pasted.connect(self._spread)
            row.submitted.connect(self._submit)
        column.addWidget(self._problem)
        self.ask(_ALL)

    def ask(self, rows: Sequence[int]) -> None:
        """Ask for these rows (1 to 4); the fields are empty again."""
        self._asked = tuple(rows)
        for number, row in self.rows.items():
            row.set_text("")
            row.setVisible(number in self._asked)
        self._judge()

    def fill(self, number: int, text: str) -> None:
        """Put `text` into row `number`, as if it had been typed."""
        self.rows[number].set_text(text)
        self._judge()

    def typed(self) -> dict[int, str]:
        """What stands in the rows that were asked for."""
        return {number: self.rows[number].text for number in self._asked}

    def complete(self) -> bool:
        """Whether every row that was asked for is faultless in itself."""
        return all(self.rows[number].verdict == "good" for number in self._asked)

    def focus_first(self) -> None:
        """Put the keyboard into the first row that is not right yet."""
        wanted = [number for number in self._asked if self.rows[number].verdict != "good"]
        self.rows[(wanted or list(self._asked))[0]].setFocus()

    def hold(self, busy: bool) -> None:
        """Let nothing be typed while the rows are being tried. The keyboard stays where it is."""
        for row in self.rows.values():
            row.field.setReadOnly(busy)

    def mark(self, rows: Sequence[int]) -> None:
        """Mark faultless rows that are not this sheet's, until somebody types again."""
        for number in rows:
            self.rows[number].set_verdict("mistake")

    def show_problem(self, words: str, rows: Sequence[int] = ()) -> None:
        """Say below the rows what is the matter with them, and mark them."""
        self._problem.say(words)
        self.mark(rows)
        announce(self, words, urgent=True)

    def _judge(self, *_: object) -> None:
        self._problem.say("")
        for number, found in self._verdicts().items():
            self.rows[number].set_verdict(found.kind, found.words)
            self._tell(number, found)
        self.changed.emit()

    def _verdicts(self) -> dict[int, Tick]:
        if self._asked == _ALL:
            return dict(enumerate(ticks([row.text for row in self.rows.values()]), 1))
        return {number: tick(number, self.rows[number].text) for number in self._asked}

    def _tell(self, number: int, found: Tick) -> None:
        """A screen reader hears of a verdict once, when it changes."""
        before = self._said.get(number, Tick())
        self._said[number] = found
        if found != before and found.kind in ("good", "mistake", "swapped"):
            announce(self.rows[number].field, found.words or f"Row {number} is right.", urgent=bool(found.words))

    def _spread(self, text: str) -> None:
        """A whole code was pasted into one field."""
        for number, row in enumerate(split_rows(text), 1):
            if number in self._asked:
                self.rows[number].set_text(row)
        self._judge()

    def _submit(self) -> None:
        if self.complete():
            self.submitted.emit()
        else:
            self.focus_first()
