"""ChatRowDelegate: paints one chat: its app's icon, name, counts, and its state as shape and word."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from vault.ui import theme
from vault.ui.icons import of_app
from vault.ui.models.chat_list import ChatRow, RowRole
from vault.ui.theme import CONTROL_RADIUS, GAP, ROW_HEIGHT, STATE_COLOURS, Role, Size, State

_SIDE = 20
"""Room at the left and right end of a row."""
_WIDE = 560
"""From this width on, at 100 %, a row has room for its state beside the name."""
_SHAPES: dict[State, str] = {"good": "good", "waiting": "waiting", "bad": "bad", "plain": "info"}


class ChatRowDelegate(QStyledItemDelegate):
    """Rows are 64 high, more where type is larger."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Two lines of text with air above and below."""
        return QSize(0, row_height(option.rect.width() or _WIDE))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint it, mirrored where the language runs from the right."""
        row = index.data(RowRole)
        if not isinstance(row, ChatRow):
            return
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        last = index.row() == index.model().rowCount() - 1
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _Painting(painter, area).paint(row, current=bool(state & QStyle.StateFlag.State_HasFocus), last=last)
        painter.restore()


def row_height(width: int = 10_000) -> int:
    """The height of a row at the present size of type, in a list of this width."""
    dress = theme.theme()
    name = QFontMetrics(dress.font("text", strong=True)).height()
    lines = name + QFontMetrics(dress.font("detail")).height() + (name if _is_narrow(width) else 0)
    return max(ROW_HEIGHT, lines + 3 * GAP // 2, round(40 * dress.scale) + 3 * GAP // 2) + 1


def _is_narrow(width: int) -> bool:
    """Whether the state has no room beside the name and goes below it."""
    return width < _WIDE * theme.theme().scale


class _Painting:
    """One row being painted into `area`."""

    def __init__(self, painter: QPainter, area: QRect) -> None:
        self._painter, self._area = painter, area
        self._theme = theme.theme()

    def paint(self, row: ChatRow, *, current: bool, last: bool) -> None:
        if current:
            self._ring()
        if not last:
            self._rule()
        tile = round(40 * self._theme.scale)
        inner = self._area.adjusted(_SIDE, 0, -_SIDE, -1)
        self._tile(row.app, QRect(inner.left(), inner.center().y() - tile // 2, tile, tile))
        words = inner.adjusted(tile + GAP, 0, 0, 0)
        if _is_narrow(self._area.width()):
            self._names(row, words, further=QFontMetrics(self._theme.font("text")).height())
        else:
            room = self._state(row, words)
            self._names(row, words.adjusted(0, 0, -room - GAP, 0))

    def _ring(self) -> None:
        self._painter.setPen(QPen(self._theme.tokens.colour("accent"), 2))
        self._painter.setBrush(self._theme.tokens.colour("tint"))
        inside = QRectF(self._area).adjusted(3, 3, -3, -4)
        self._painter.drawRoundedRect(inside, CONTROL_RADIUS, CONTROL_RADIUS)

    def _rule(self) -> None:
        self._painter.setPen(QPen(self._theme.tokens.colour("line"), 1))
        below = self._area.bottom() + 0.5
        self._painter.drawLine(QPointF(self._area.left(), below), QPointF(self._area.right() + 1, below))

    def _tile(self, app: str, place: QRect) -> None:
        place = self._mirrored(place)
        path = QPainterPath()
        path.addRoundedRect(QRectF(place), CONTROL_RADIUS, CONTROL_RADIUS)
        self._painter.fillPath(path, self._theme.tokens.colour("quiet"))
        inset = place.width() // 4
        icon = theme.icon(of_app(app), "muted")
        icon.paint(self._painter, place.adjusted(inset, inset, -inset, -inset))

    def _state(self, row: ChatRow, inner: QRect) -> int:
        """Paint the state at the far end; returns how much room it took."""
        words = QFontMetrics(self._theme.font("text")).horizontalAdvance(row.state_words) + 1
        width = self._shape_side() + 8 + words
        self._state_at(row, QRect(inner.right() - width + 1, inner.top(), width, inner.height()))
        return width

    def _state_at(self, row: ChatRow, place: QRect) -> None:
        """Paint shape and words of the state into `place`."""
        role, side = STATE_COLOURS[row.state][0], self._shape_side()
        shape = QRect(place.left(), place.center().y() - side // 2, side, side)
        theme.icon(_SHAPES[row.state], role).paint(self._painter, self._mirrored(shape))
        self._text(row.state_words, place.adjusted(side + 8, 0, 0, 0), "text", role)

    def _shape_side(self) -> int:
        return round(20 * self._theme.scale)

    def _names(self, row: ChatRow, room: QRect, further: int = 0) -> None:
        """Paint name and counts; the state below them, where `further` is its height."""
        name = QFontMetrics(self._theme.font("text", strong=True)).height()
        detail = QFontMetrics(self._theme.font("detail")).height()
        top = room.top() + (room.height() - name - detail - 2 - further) // 2
        self._text(row.name, QRect(room.left(), top, room.width(), name), "text", "ink", strong=True)
        self._text(row.detail, QRect(room.left(), top + name + 2, room.width(), detail), "detail", "muted")
        if further:
            self._state_at(row, QRect(room.left(), top + name + detail + 4, room.width(), further))

    def _text(self, text: str, place: QRect, size: Size, role: Role, *, strong: bool = False) -> None:
        font = self._theme.font(size, strong=strong)
        self._painter.setFont(font)
        self._painter.setPen(self._theme.tokens.colour(role))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        side = Qt.AlignmentFlag.AlignRight if self._reversed() else Qt.AlignmentFlag.AlignLeft
        flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        self._painter.drawText(self._mirrored(place), flags | Qt.TextFlag.TextSingleLine, shown)

    def _reversed(self) -> bool:
        return QApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft

    def _mirrored(self, place: QRect) -> QRect:
        direction = QApplication.layoutDirection()
        return QStyle.visualRect(direction, self._area, place)
