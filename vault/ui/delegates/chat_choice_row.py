"""ChatChoiceRow: paints one chat to choose: check mark, app, name, details, size."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from vault.ui import theme
from vault.ui.delegates.chat_row import row_height
from vault.ui.models.chat_choice import ROW_ROLE, ChoiceRow
from vault.ui.theme import CARD_RADIUS, CONTROL_RADIUS, GAP, Role

_Index = QModelIndex | QPersistentModelIndex
_EDGE = 20
_MARK = 22
_TILE = 40


class ChatChoiceRow(QStyledItemDelegate):
    """The whole row is the check mark's target: nobody has to hit a small box."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """As wide as the list."""
        return QSize(0, row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint from the leading edge to the trailing one; right-to-left languages mirror it."""
        row: ChoiceRow = index.data(ROW_ROLE)
        area = QRect(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _paint_ground(painter, area, option, last=index.row() == index.model().rowCount() - 1)
        place = _Places(area, option.direction)
        scale = theme.theme().scale
        mark, tile = round(_MARK * scale), round(_TILE * scale)
        left = _EDGE
        _paint_mark(painter, place.square(left, mark), _is_checked(index))
        left += mark + GAP
        _paint_tile(painter, place.square(left, tile), row.icon)
        left += tile + GAP
        right = _paint_size(painter, place, row.size)
        width = area.width() - left - right - GAP
        _paint_words(painter, place, left, width, row)
        painter.restore()

    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: _Index
    ) -> bool:
        """A click anywhere in the row, or Space, turns its check mark over."""
        clicked = (
            event.type() == QEvent.Type.MouseButtonRelease
            and isinstance(event, QMouseEvent)
            and event.button() == Qt.MouseButton.LeftButton
        )
        pressed = (
            isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Space
        )
        if not clicked and not pressed:
            return False
        other = Qt.CheckState.Unchecked if _is_checked(index) else Qt.CheckState.Checked
        return model.setData(model.index(index.row(), 0), other, Qt.ItemDataRole.CheckStateRole)


class _Places:
    """Rectangles within a row, counted from its leading edge."""

    def __init__(self, area: QRect, direction: Qt.LayoutDirection) -> None:
        self.area, self._mirrored = area, direction == Qt.LayoutDirection.RightToLeft

    def box(self, left: int, top: int, width: int, height: int) -> QRect:
        x = self.area.right() + 1 - left - width if self._mirrored else self.area.left() + left
        return QRect(x, self.area.top() + top, width, height)

    def square(self, left: int, side: int) -> QRect:
        return self.box(left, (self.area.height() - 1 - side) // 2, side, side)

    @property
    def leading(self) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignRight if self._mirrored else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute


def _is_checked(index: _Index) -> bool:
    return Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole)) == Qt.CheckState.Checked


def _paint_ground(painter: QPainter, area: QRect, option: QStyleOptionViewItem, *, last: bool) -> None:
    state: QStyle.StateFlag = option.state
    tokens = theme.theme().tokens
    if state & QStyle.StateFlag.State_MouseOver:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.colour("quiet"))
        painter.drawRoundedRect(QRectF(area).adjusted(4, 4, -4, -5), CARD_RADIUS - 4, CARD_RADIUS - 4)
    if not last:
        painter.fillRect(QRect(area.left(), area.bottom(), area.width(), 1), tokens.colour("line"))
    if state & QStyle.StateFlag.State_HasFocus:
        painter.setPen(QPen(tokens.colour("accent"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(area).adjusted(4, 4, -4, -5), CARD_RADIUS - 4, CARD_RADIUS - 4)


def _paint_mark(painter: QPainter, box: QRect, checked: bool) -> None:
    if checked:
        theme.icon("good", "accent").paint(painter, box)
        return
    painter.setPen(QPen(theme.theme().tokens.colour("muted"), 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    side = box.width() * 0.39
    painter.drawEllipse(QPointF(QRectF(box).center()), side, side)


def _paint_tile(painter: QPainter, box: QRect, icon: str) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.theme().tokens.colour("quiet"))
    painter.drawRoundedRect(QRectF(box), CONTROL_RADIUS, CONTROL_RADIUS)
    inset = box.width() // 4
    theme.icon(icon, "muted").paint(painter, box.adjusted(inset, inset, -inset, -inset))


def _paint_size(painter: QPainter, place: _Places, size: str) -> int:
    """Paint it at the trailing edge; the room it took."""
    font = theme.theme().font("detail")
    width = QFontMetrics(font).horizontalAdvance(size) + 2
    box = place.box(place.area.width() - _EDGE - width, 0, width, place.area.height() - 1)
    _write(painter, font, "muted", box, size, place.leading)
    return _EDGE + width


def _paint_words(painter: QPainter, place: _Places, left: int, width: int, row: ChoiceRow) -> None:
    name, detail = theme.theme().font("text", strong=True), theme.theme().font("detail")
    above, below = QFontMetrics(name), QFontMetrics(detail)
    top = (place.area.height() - 1 - above.height() - 2 - below.height()) // 2
    lines: tuple[tuple[QFont, Role, int, str], ...] = (
        (name, "ink", top, row.name),
        (detail, "muted", top + above.height() + 2, row.detail),
    )
    for font, role, at, text in lines:
        metrics = QFontMetrics(font)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
        _write(painter, font, role, place.box(left, at, width, metrics.height()), shown, place.leading)


def _write(painter: QPainter, font: QFont, role: Role, box: QRect, text: str, where: Qt.AlignmentFlag) -> None:
    painter.setFont(font)
    painter.setPen(theme.theme().tokens.colour(role))
    painter.drawText(box, where, text)
