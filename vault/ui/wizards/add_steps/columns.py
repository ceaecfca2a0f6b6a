"""A table or a log of an app that we do not know: the person says which column holds what, and sees it read."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSizePolicy, QTableView, QVBoxLayout, QWidget

from vault.ui import theme
from vault.ui.models.table_lines import TableLinesModel
from vault.ui.theme import UNIT
from vault.ui.viewmodels.adding import AddingViewModel
from vault.ui.viewmodels.adding_state import AddingState
from vault.ui.viewmodels.columns import (
    SEPARATOR_WORDS,
    ColumnsState,
    Role,
    with_column,
    with_form,
    with_header,
    with_pattern,
    with_separator,
)
from vault.ui.widgets.choice_box import ChoiceBox
from vault.ui.widgets.folding_row import column
from vault.ui.widgets.preview_card import PreviewCard
from vault.ui.widgets.side_by_side import SideBySide
from vault.ui.widgets.text import TextLabel
from vault.ui.widgets.tick_box import TickBox
from vault.ui.wizards.add_steps.step import AddStep
from vault.ui.wording.words import quoted

_LEAST = 260
NO_CHAT = "This is no chat"
_ROLES: tuple[tuple[Role, str], ...] = (
    ("date", "The date"), ("time", "The time of day"), ("sender", "Who wrote it"), ("text", "The words"),
)  # fmt: skip


class ColumnsPage(AddStep):
    """The first lines above, the choices below them, and the first messages as they would be read."""

    step = "columns"

    def __init__(self, viewmodel: AddingViewModel) -> None:
        super().__init__(viewmodel, "Which column holds what?")
        self.lines = TableLinesModel(self)
        self.table = _Lines(self.lines)
        self.separator, self.pattern = ChoiceBox("Between the columns"), ChoiceBox("Form of a line")
        self.header = TickBox("The first row names the columns")
        self.columns = {role: ChoiceBox(words) for role, words in _ROLES}
        self.form = ChoiceBox("Its dates are read so")
        self.preview = PreviewCard("The first messages, as they would be read", "No message can be read so yet.")
        self._rows: dict[ChoiceBox, QWidget] = {}
        self._lay_out()
        self.separator.chosen.connect(lambda key: viewmodel.change_table(lambda state: with_separator(state, str(key))))
        self.pattern.chosen.connect(lambda key: viewmodel.change_table(lambda state: with_pattern(state, str(key))))
        self.form.chosen.connect(lambda key: viewmodel.change_table(lambda state: with_form(state, str(key))))
        self.header.clicked.connect(lambda on: viewmodel.change_table(lambda state: with_header(state, on)))
        for role, box in self.columns.items():
            box.chosen.connect(lambda key, role=role: self._choose(role, key))

    def _lay_out(self) -> None:
        choices = QWidget()
        inside = QVBoxLayout(choices)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(UNIT)
        rows = [("Between the columns", self.separator), ("Form of a line", self.pattern)]
        rows += [(words, self.columns[role]) for role, words in _ROLES]
        rows += [("Its dates are read so", self.form)]
        for words, box in rows:
            self._rows[box] = column(TextLabel(words, "detail", tone="muted"), box)
            inside.addWidget(self._rows[box])
        inside.addStretch(1)
        for part in (self.table, self.header, SideBySide(choices, self.preview, least=_LEAST)):
            self.body.addWidget(part)
            self.body.addSpacing(UNIT)

    def show_state(self, state: AddingState) -> None:
        """What is chosen, and what it gives."""
        table = state.columns
        if table is None:
            return
        explanation = f"{quoted(table.name)} is of an app that we do not know. Tell us how to read it."
        if self.explanation != explanation:
            self.set_title(self.title, explanation)
        self.lines.show(table.heads, table.rows)
        self.table.setVisible(bool(table.rows))
        self._show_choices(table)
        self.preview.show_rows(table.preview)
        self.offer(self.foot_of(state, "Continue", ready=table.ready, other=NO_CHAT))

    def _show_choices(self, table: ColumnsState) -> None:
        self.separator.offer(list(SEPARATOR_WORDS.items()), table.separator)
        self.pattern.offer([(name, name) for name in table.patterns], table.pattern)
        self.header.setChecked(table.header)
        self.header.setVisible(not table.is_log)
        named = list(enumerate(table.heads))
        held: dict[Role, int | None] = {
            "date": table.date, "time": table.time, "sender": table.sender, "text": table.text,
        }  # fmt: skip
        for role, _ in _ROLES:
            without = "It stands with the date" if role == "time" else "It is not in there"
            none: list[tuple[object, str]] = [] if role == "text" else [(None, without)]
            self.columns[role].offer([*named, *none], held[role])
            room = role != "time" or len(table.heads) >= len(_ROLES)  # else every column holds something else
            self._rows[self.columns[role]].setVisible(not table.is_log and room)
        self._rows[self.pattern].setVisible(table.is_log)
        self.form.offer([(choice.form, choice.reads) for choice in table.forms], table.form)
        self._rows[self.form].setVisible(len(table.forms) > 1)

    def _choose(self, role: Role, key: object) -> None:
        number = key if isinstance(key, int) else None
        self.viewmodel.change_table(lambda state: with_column(state, role, number))


class _Lines(QTableView):
    """As high as its few rows."""

    def __init__(self, model: TableLinesModel) -> None:
        super().__init__()
        self.setModel(model)
        self.setAccessibleName("The first lines")
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        model.modelReset.connect(self._fit)
        theme.theme().changed.connect(self._fit)

    def sizeHint(self) -> QSize:
        """The heading, the rows, and the bar that goes sideways."""
        rows = self.verticalHeader().length()
        bar = self.horizontalScrollBar()
        beside = bar.sizeHint().height() if bar.isVisible() else 0
        return QSize(320, self.horizontalHeader().sizeHint().height() + rows + beside + 4)

    def minimumSizeHint(self) -> QSize:
        """Never cut."""
        return QSize(120, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may need the bar, or not any more."""
        super().resizeEvent(event)
        self.updateGeometry()

    @Slot()
    def _fit(self) -> None:
        height = theme.theme().pixels("text") + 18
        self.verticalHeader().setDefaultSectionSize(height)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(True)
        self.updateGeometry()
