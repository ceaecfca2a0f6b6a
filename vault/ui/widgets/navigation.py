"""Navigation: the program's name and its places, at the left of the window."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QHBoxLayout, QSizePolicy, QStyle, QVBoxLayout

from vault.ui import figures, theme
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

    @property
    def marked(self) -> str | None:
        """The place that is up."""
        return next((key for key, place in self._places.items() if place.isChecked()), None)

    def count(self, key: str, number: int) -> None:
        """Show how many things wait at a place; nothing for 0."""
        if key in self._places:
            self._places[key].show_count(number)

    @Slot()
    def _fit(self) -> None:
        self.setFixedWidth(round(NAVIGATION_WIDTH * min(1.25, theme.theme().scale)))


class _Place(QAbstractButton):
    """Icon, word and how many things wait there; a tinted ground where the place is up. Long words take two lines."""

    def __init__(self, icon: str, text: str) -> None:
        super().__init__()
        self._icon = icon
        self._count = 0
        self.setText(text)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.theme().changed.connect(self.updateGeometry)

    def show_count(self, number: int) -> None:
        """So many things wait there."""
        self._count = number
        self.setAccessibleName(f"{self.text()}, {number}" if number else self.text())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as the word needs in one line."""
        word = QFontMetrics(theme.theme().font("text", strong=True)).horizontalAdvance(self.text())
        width = word + self._beside_word()
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """What it needs where the places stand."""
        return QSize(0, self.heightForWidth(self.width()))

    def hasHeightForWidth(self) -> bool:
        """A word that has no room in one line takes two."""
        return True

    def heightForWidth(self, width: int) -> int:
        """40 for one line, more for two and where type is larger."""
        metrics = QFontMetrics(theme.theme().font("text"))
        room = QRect(0, 0, max(1, width - self._beside_word()), 1000)
        return max(40, metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, self.text()).height() + 20)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may want another height."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground, the ring of the keyboard, the icon, the word and the count."""
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
        word = QRect(icon.right() + 13, 0, self.width() - self._beside_word(), self.height())
        painter.setFont(dress.font("text"))
        painter.setPen(dress.tokens.colour(role))
        edge = Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
        flags = edge | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(self._mirrored(word), flags | Qt.TextFlag.TextWordWrap, self.text())
        if self._count:
            self._paint_count(painter)

    def _paint_count(self, painter: QPainter) -> None:
        dress = theme.theme()
        size = self._badge()
        badge = QRect(
            self.width() - _SIDE - size.width(), (self.height() - size.height()) // 2, size.width(), size.height()
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(dress.tokens.colour("red_ground"))
        painter.drawRoundedRect(QRectF(self._mirrored(badge)), size.height() / 2, size.height() / 2)
        painter.setFont(dress.font("detail", strong=True))
        painter.setPen(dress.tokens.colour("red"))
        painter.drawText(self._mirrored(badge), Qt.AlignmentFlag.AlignCenter, figures.count(self._count))

    def _badge(self) -> QSize:
        """The room of the count; none where there is none."""
        if not self._count:
            return QSize(0, 0)
        metrics = QFontMetrics(theme.theme().font("detail", strong=True))
        return QSize(metrics.horizontalAdvance(figures.count(self._count)) + 2 * UNIT, metrics.height() + 4)

    def _beside_word(self) -> int:
        """The width that the word cannot have."""
        badge = self._badge().width()
        return _SIDE + round(_ICON * theme.theme().scale) + 12 + (badge + UNIT if badge else 0) + _SIDE

    def _mirrored(self, place: QRect) -> QRect:
        return QStyle.visualRect(self.layoutDirection(), self.rect(), place)
