"""FoldingRow: words with buttons beside them, or below where the page is too narrow or the type too large."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLayoutItem, QSizePolicy, QWidget

from vault.ui import theme
from vault.ui.theme import GAP
from vault.ui.widgets.button_row import ButtonRow

_LEAST = 260
"""Pixels at 100 % that the words must have for themselves, else the buttons go below."""


class _Layout(QBoxLayout):
    """Knows the height at a width before it has it: folding only then would need one more round for each row."""

    def __init__(self, holder: FoldingRow) -> None:
        super().__init__(QBoxLayout.Direction.LeftToRight, holder)
        self._holder = holder

    def hasHeightForWidth(self) -> bool:
        """Narrower is higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As it will be folded at this width."""
        words, beside = self.itemAt(0), self.itemAt(1)
        if words is None or beside is None or beside.isEmpty():
            return _height(words, width)
        needs = beside.sizeHint()
        if self._holder.too_narrow(width):
            return _height(words, width) + self.spacing() + needs.height()
        return max(_height(words, width - self.spacing() - needs.width()), needs.height())

    def minimumHeightForWidth(self, width: int) -> int:
        """The same: nothing is cut."""
        return self.heightForWidth(width)


def _height(item: QLayoutItem | None, width: int) -> int:
    if item is None or item.isEmpty():
        return 0
    return item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()


class FoldingRow(QWidget):
    """`words` takes all the room there is; `beside` are buttons."""

    def __init__(
        self,
        words: QWidget,
        *beside: QWidget,
        least: int = _LEAST,
        spacing: int = GAP,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignVCenter,
    ) -> None:
        super().__init__()
        self._least = least
        self._words, self._beside = words, ButtonRow(*beside, at_end=True, spacing=spacing)
        self._buttons = beside
        self._row = _Layout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(spacing)
        self._row.addWidget(words, 1)
        self._row.addWidget(self._beside, 0, align)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        for widget in beside:
            widget.installEventFilter(self)
        self._read_buttons()

    @property
    def folded(self) -> bool:
        """Whether the buttons are below."""
        return self._row.direction() == QBoxLayout.Direction.TopToBottom

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold or unfold."""
        super().resizeEvent(event)
        self._fold(event.size().width())

    def minimumSizeHint(self) -> QSize:
        """As narrow as its widest part: it can fold."""
        widest = max(self._words.minimumSizeHint().width(), self._beside.minimumSizeHint().width())
        return QSize(widest, super().minimumSizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A button came, went, or has other words."""
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent, QEvent.Type.LayoutRequest):
            self._read_buttons()
        return super().eventFilter(watched, event)

    def _read_buttons(self) -> None:
        self._beside.setVisible(any(not widget.isHidden() for widget in self._buttons))
        self._fold(self.width())

    def too_narrow(self, width: int) -> bool:
        """Whether the buttons have no room beside the words at this width."""
        words = max(self._least * theme.theme().scale, self._words.minimumSizeHint().width())
        return not self._beside.isHidden() and width < self._beside.sizeHint().width() + self._row.spacing() + words

    def _fold(self, width: int) -> None:
        direction = QBoxLayout.Direction.LeftToRight
        if self.too_narrow(width):
            direction = QBoxLayout.Direction.TopToBottom
        if direction != self._row.direction():
            self._row.setDirection(direction)
            self.updateGeometry()


def column(*widgets: QWidget, spacing: int = 2) -> QWidget:
    """Widgets below each other, as one: the words of a FoldingRow."""
    made = QWidget()
    inner = QBoxLayout(QBoxLayout.Direction.TopToBottom, made)
    inner.setContentsMargins(0, 0, 0, 0)
    inner.setSpacing(spacing)
    for widget in widgets:
        inner.addWidget(widget)
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    return made


def row(*widgets: QWidget, spacing: int = GAP) -> QWidget:
    """Widgets beside each other, as one."""
    made = QWidget()
    inner = QHBoxLayout(made)
    inner.setContentsMargins(0, 0, 0, 0)
    inner.setSpacing(spacing)
    for widget in widgets:
        inner.addWidget(widget)
    inner.addStretch(1)
    return made
