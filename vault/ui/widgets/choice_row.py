"""ChoiceRow: one answer of several, as a row with a ring before it; and RowButton: a whole row that can be pressed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from vault.ui import theme
from vault.ui.theme import CONTROL_RADIUS, GAP, ROW_HEIGHT, UNIT
from vault.ui.widgets.text import TextLabel

_RING = 18


class _Pressable(QAbstractButton):
    """A button whose words are labels in a row: as high as they are at its width."""

    def __init__(self, name: str, margins: tuple[int, int, int, int]) -> None:
        super().__init__()
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(*margins)
        self.row.setSpacing(GAP)
        self.setText(name)
        self.setAccessibleName(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        """What its words need."""
        return self.row.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Words wrap, so it may be as narrow as its longest one."""
        return self.row.minimumSize()

    def hasHeightForWidth(self) -> bool:
        """Narrower is higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """What the words need at this width."""
        return max(self.minimumHeight(), self.row.totalHeightForWidth(width))

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that it can be pressed."""
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """And no longer."""
        self.update()
        super().leaveEvent(event)

    def _paint_ground(self, painter: QPainter, radius: float = CONTROL_RADIUS) -> None:
        """Tinted below the mouse, ringed with the keyboard."""
        tokens = theme.theme().tokens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(tokens.colour("quiet") if self.underMouse() and self.isEnabled() else Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(tokens.colour("accent"), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), radius, radius)


class ChoiceRow(_Pressable):
    """A ring and the answer. Whoever shows several unchecks the others; Tab goes through them all."""

    def __init__(self, answer: str) -> None:
        super().__init__(answer, (UNIT, UNIT, UNIT, UNIT))
        self.setCheckable(True)
        space = QWidget()
        space.setFixedSize(_RING + 2, _RING)
        label = TextLabel(answer)
        for part in (space, label):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.row.addWidget(space)
        self.row.addWidget(label, 1)
        self.row.setSpacing(UNIT)

    def nextCheckState(self) -> None:
        """An answer is given by pressing it, and never taken back by that."""
        self.setChecked(True)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground, and the ring: filled where it is the answer."""
        painter = QPainter(self)
        self._paint_ground(painter)
        tokens = theme.theme().tokens
        x = self.width() - UNIT - _RING / 2 - 1 if self.isRightToLeft() else UNIT + _RING / 2 + 1
        centre = QPointF(x, self.height() / 2)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(tokens.colour("accent" if self.isChecked() else "muted"), 2 if self.isChecked() else 1.5))
        painter.drawEllipse(centre, _RING / 2 - 1, _RING / 2 - 1)
        if self.isChecked():
            painter.setBrush(tokens.colour("accent"))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawEllipse(centre, _RING / 4, _RING / 4)


class RowButton(_Pressable):
    """A row of a card; put widgets into `row`."""

    def __init__(self, name: str) -> None:
        super().__init__(name, (20, UNIT, 20, UNIT))
        self.setMinimumHeight(ROW_HEIGHT)

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """One more part of the row; presses go through it."""
        widget.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.row.addWidget(widget, stretch)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground alone."""
        self._paint_ground(QPainter(self), 11)
