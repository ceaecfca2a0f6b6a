"""ChoiceCard: a big card that is one answer to the page's question."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout

from vault.ui import theme
from vault.ui.theme import CARD_PADDING, CARD_RADIUS, GAP
from vault.ui.widgets.picture import IconLabel, Tile
from vault.ui.widgets.text import TextLabel


class ChoiceCard(QAbstractButton):
    """Icon, answer, explanation. Checkable ones show the chosen one by a ring and a tick; others have an arrow."""

    def __init__(self, icon: str, answer: str, explanation: str = "", *, checkable: bool = False) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self.setCheckable(checkable)
        self.setText(answer)
        self.setAccessibleName(answer)
        self.setAccessibleDescription(explanation)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._tile = Tile(icon, "good" if not checkable else "plain", 48 if not checkable else 40)
        self._answer = TextLabel(answer, strong=True)
        self._explanation = TextLabel(explanation, "detail", tone="muted")
        self._explanation.setVisible(bool(explanation))
        self._mark = IconLabel("good" if checkable else "next", "accent" if checkable else "muted", 20)
        self._lay_out(padding=GAP if checkable else CARD_PADDING)
        self.toggled.connect(self._mark_choice)
        self._mark_choice(self.isChecked())

    def _lay_out(self, padding: int) -> None:
        row = self._row
        row.setContentsMargins(padding, padding, padding, padding)
        row.setSpacing(GAP)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._answer)
        words.addWidget(self._explanation)
        row.addWidget(self._tile, alignment=Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(words, 1)
        row.addWidget(self._mark, alignment=Qt.AlignmentFlag.AlignVCenter)
        for part in (self._tile, self._answer, self._explanation, self._mark):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def say(self, answer: str, explanation: str = "") -> None:
        """Change its words."""
        self.setText(answer)
        self.setAccessibleName(answer)
        self.setAccessibleDescription(explanation)
        self._answer.setText(answer)
        self._explanation.say(explanation)

    def _mark_choice(self, chosen: bool) -> None:
        if self.isCheckable():
            policy = self._mark.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            self._mark.setSizePolicy(policy)
            self._mark.setVisible(chosen)

    def sizeHint(self) -> QSize:
        """What its words need."""
        return self._row.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Words wrap, so it may be as narrow as its longest one."""
        return self._row.minimumSize()

    def hasHeightForWidth(self) -> bool:
        """Narrower is higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """What the words need at this width."""
        return self._row.totalHeightForWidth(width)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter answers at once; where cards are only chosen, it belongs to the page's button."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self.isCheckable():
            self.click()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that it can be pressed."""
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """And no longer."""
        self.update()
        super().leaveEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """A disabled card is paler."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self._answer.set_tone("ink" if self.isEnabled() else "muted")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the surface, and the ring of the one that is chosen or has the keyboard."""
        tokens = theme.theme().tokens
        ringed = self.hasFocus() or self.isChecked()
        width = 2.0 if ringed else 1.0
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(tokens.colour(self._ground()))
        painter.setPen(QPen(tokens.colour("accent" if ringed or self.underMouse() else "line"), width))
        inside = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.drawRoundedRect(inside, CARD_RADIUS, CARD_RADIUS)
        if self.hasFocus() and self.isChecked():
            painter.setPen(QPen(tokens.colour("ink"), 1, Qt.PenStyle.DotLine))
            painter.drawRoundedRect(inside.adjusted(4, 4, -4, -4), CARD_RADIUS - 4, CARD_RADIUS - 4)

    def _ground(self) -> theme.Role:
        if not self.isEnabled():
            return "ground"
        return "quiet" if self.isDown() else "surface"
