"""Navigation: the program's name and its places, at the left of the window."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QHBoxLayout, QSizePolicy, QStyle, QVBoxLayout

from vault.ui import theme
from vault.ui.theme import CONTROL_RADIUS, NAVIGATION_WIDTH, UNIT, Role
from vault.ui.widgets.picture import IconLabel
from vault.ui.widgets.text import TextLabel

_SIDE, _ICON = 12, 20


class Navigation(QFrame):
    """chosen(key) when a place is pressed. Alt+1, Alt+2… and the underlined letters press them too."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("navigation")
        self.setAccessibleName("Places")
        self._group = QButtonGroup(self)
        self._places: dict[str, _Place] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 3 * UNIT, 12, 3 * UNIT)
        self._column.setSpacing(4)
        head = QHBoxLayout()
        head.setContentsMargins(12, 0, 0, 0)
        head.setSpacing(12)
        head.addWidget(IconLabel("vault", "accent", 24))
        head.addWidget(TextLabel("Chat Vault", strong=True), 1)
        self._column.addLayout(head)
        self._column.addSpacing(3 * UNIT)
        self._column.addStretch(1)
        theme.theme().changed.connect(self._fit)
        self._fit()

    def add(self, key: str, icon: str, text: str) -> None:
        """One more place, below those there are."""
        place = _Place(icon, text)
        number = len(self._places) + 1
        place.setShortcut(f"Alt+{number}")
        place.setToolTip(f"{text} (Alt+{number})")
        place.clicked.connect(lambda: self.chosen.emit(key))
        self._group.addButton(place)
        self._places[key] = place
        self._column.insertWidget(self._column.count() - 1, place)

    def mark(self, key: str) -> None:
        """Show that this place is up."""
        if key in self._places:
            self._places[key].setChecked(True)

    @Slot()
    def _fit(self) -> None:
        self.setFixedWidth(round(NAVIGATION_WIDTH * min(1.25, theme.theme().scale)))


class _Place(QAbstractButton):
    """Icon and word, on a tinted ground where the place is up."""

    def __init__(self, icon: str, text: str) -> None:
        super().__init__()
        self._icon = icon
        self.setText(text)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.theme().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """40 high, more where type is larger."""
        font = QFontMetrics(theme.theme().font("text", strong=True))
        return QSize(_SIDE + _ICON + _SIDE + font.horizontalAdvance(self.text()) + _SIDE, max(40, font.height() + 20))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground, the ring of the keyboard, the icon and the word."""
        dress = theme.theme()
        role: Role = "accent" if self.isChecked() else "muted"
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground: Role | None = "tint" if self.isChecked() else ("quiet" if self.underMouse() else None)
        painter.setBrush(dress.tokens.colour(ground) if ground else Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(dress.tokens.colour("accent"), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), CONTROL_RADIUS, CONTROL_RADIUS)
        side = round(_ICON * dress.scale)
        icon = QRect(_SIDE, (self.height() - side) // 2, side, side)
        theme.icon(self._icon, role).paint(painter, self._mirrored(icon))
        word = QRect(icon.right() + 13, 0, self.width() - icon.right() - 13 - 8, self.height())
        painter.setFont(dress.font("text"))
        painter.setPen(dress.tokens.colour(role))
        shown = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, word.width())
        edge = Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
        flags = edge | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(self._mirrored(word), flags, shown)

    def _mirrored(self, place: QRect) -> QRect:
        return QStyle.visualRect(self.layoutDirection(), self.rect(), place)
