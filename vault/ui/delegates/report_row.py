"""ReportRowDelegate: paints an export as a heading, and each of its chats below: name, dates, how many messages."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from vault.ui import theme
from vault.ui.icons import of_app
from vault.ui.models.report_list import ReportRole, ReportRow
from vault.ui.theme import CONTROL_RADIUS, GAP, Role, Size

_SIDE = 20


class ReportRowDelegate(QStyledItemDelegate):
    """All rows are of one height, so that a list of thousands is laid out at once."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Two lines of text with air above and below."""
        return QSize(0, report_row_height())

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint it, mirrored where the language runs from the right."""
        row = index.data(ReportRole)
        if not isinstance(row, ReportRow):
            return
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        direction: Qt.LayoutDirection = option.direction
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _Painting(painter, area, direction).paint(row, current=bool(state & QStyle.StateFlag.State_HasFocus))
        painter.restore()


def report_row_height() -> int:
    """The height of a row at the present size of type."""
    dress = theme.theme()
    lines = QFontMetrics(dress.font("text", strong=True)).height() + QFontMetrics(dress.font("detail")).height()
    return max(52, lines + GAP)


class _Painting:
    """One row being painted into `area`."""

    def __init__(self, painter: QPainter, area: QRect, direction: Qt.LayoutDirection) -> None:
        self._painter, self._area, self._direction = painter, area, direction
        self._theme = theme.theme()

    def paint(self, row: ReportRow, *, current: bool) -> None:
        tokens = self._theme.tokens
        if row.kind == "group":
            self._painter.fillRect(self._area, tokens.colour("quiet"))
        if current:
            self._painter.setPen(QPen(tokens.colour("accent"), 2))
            self._painter.setBrush(Qt.BrushStyle.NoBrush)
            inside = QRectF(self._area).adjusted(3, 3, -3, -3)
            self._painter.drawRoundedRect(inside, CONTROL_RADIUS, CONTROL_RADIUS)
        self._painter.setPen(QPen(tokens.colour("line"), 1))
        below = self._area.bottom() + 0.5
        self._painter.drawLine(QPointF(self._area.left(), below), QPointF(self._area.right() + 1, below))
        side = round(20 * self._theme.scale)
        inner = self._area.adjusted(_SIDE, 0, -_SIDE, -1)
        icon = QRect(inner.left(), inner.center().y() - side // 2, side, side)
        if row.kind == "group":
            theme.icon(of_app(row.app), "muted").paint(self._painter, self._mirrored(icon))
        words = inner if row.kind == "alone" else inner.adjusted(side + GAP, 0, 0, 0)
        taken = self._figure(row.figure, words)
        self._names(row, words.adjusted(0, 0, -taken - GAP, 0))

    def _figure(self, figure: str, room: QRect) -> int:
        width = QFontMetrics(self._theme.font("text")).horizontalAdvance(figure) + 1
        width = min(width, room.width() // 2)
        place = QRect(room.right() - width + 1, room.top(), width, room.height())
        self._text(figure, place, "text", "muted", far=True)
        return width

    def _names(self, row: ReportRow, room: QRect) -> None:
        name = QFontMetrics(self._theme.font("text", strong=True)).height()
        detail = QFontMetrics(self._theme.font("detail")).height() if row.detail else 0
        top = room.top() + (room.height() - name - detail) // 2
        self._text(row.name, QRect(room.left(), top, room.width(), name), "text", "ink", strong=True)
        if row.detail:
            self._text(row.detail, QRect(room.left(), top + name, room.width(), detail), "detail", "muted")

    def _text(
        self, text: str, place: QRect, size: Size, role: Role, *, strong: bool = False, far: bool = False
    ) -> None:
        font = self._theme.font(size, strong=strong)
        self._painter.setFont(font)
        self._painter.setPen(self._theme.tokens.colour(role))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        right = (self._direction == Qt.LayoutDirection.RightToLeft) != far
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        self._painter.drawText(self._mirrored(place), flags | Qt.TextFlag.TextSingleLine, shown)

    def _mirrored(self, place: QRect) -> QRect:
        return QStyle.visualRect(self._direction, self._area, place)
