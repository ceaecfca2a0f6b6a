"""SheetPreview: the recovery sheet as it will be printed, painted small; for the create wizard and the sheet page."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from vault.ui import theme
from vault.ui.sheet_pdf import paint_sheet
from vault.ui.viewmodels.sheet_state import Sheet

_WIDTH, _HEIGHT = 210, 297
"""The proportions of A4; Letter is so near that nobody sees it in a preview."""


class SheetPreview(QWidget):
    """White paper in every scheme, because that is what comes out of the printer. Empty until set_sheet."""

    def __init__(self, sheet: Sheet | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sheet = sheet
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        theme.theme().changed.connect(self.update)
        self.set_sheet(sheet)

    def set_sheet(self, sheet: Sheet | None) -> None:
        """Show this sheet; None forgets it. Its rows are read out too: who cannot see the paper must get them."""
        self._sheet = sheet
        if sheet is None:
            self.setAccessibleName("Recovery sheet")
            self.setAccessibleDescription("")
        else:
            self.setAccessibleName(f"Recovery sheet {sheet.number} of “{sheet.vault_name}”")
            rows = (f"Row {number}: {' '.join(row)}." for number, row in enumerate(sheet.code.rows, 1))
            self.setAccessibleDescription(" ".join(rows))
        self.update()

    def sizeHint(self) -> QSize:
        """Large enough that the rows can be read from it."""
        width = 340
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Below this nothing can be made out."""
        return QSize(180, self.heightForWidth(180))

    def hasHeightForWidth(self) -> bool:
        """Paper keeps its proportions."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As high as a sheet of this width."""
        return width * _HEIGHT // _WIDTH

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the paper, a thin line around it, and what is printed on it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paper = self._paper()
        focused = self.hasFocus()
        painter.setPen(QPen(theme.theme().tokens.colour("accent" if focused else "line"), 2 if focused else 1))
        painter.setBrush(QColor(Qt.GlobalColor.white))
        painter.drawRoundedRect(paper, 4, 4)
        if self._sheet is not None:
            paint_sheet(painter, paper.adjusted(1, 1, -1, -1), self._sheet)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Draw the ring."""
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """And take it away."""
        self.update()
        super().focusOutEvent(event)

    def _paper(self) -> QRectF:
        """The largest sheet that fits, at the top, in the middle."""
        width = min(float(self.width() - 2), (self.height() - 2) * _WIDTH / _HEIGHT)
        return QRectF((self.width() - width) / 2, 1, width, width * _HEIGHT / _WIDTH)
