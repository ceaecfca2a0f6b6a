"""TextLabel: every text on a page, in one of the three sizes."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QStyle, QWidget

from vault.ui.widgets.line_breaks import well_broken

Tone = Literal["ink", "muted", "accent", "amber", "red"]


class TextLabel(QLabel):
    """Plain text (never read as HTML, so that a chat's name cannot become markup), wrapped at the page's width.

    It takes the height that it needs at its width; within that its lines break so that no word is left over.
    """

    def __init__(
        self,
        text: str = "",
        size: Literal["sentence", "text", "detail"] = "text",
        *,
        tone: Tone = "ink",
        strong: bool = False,
        wraps: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wraps)
        self.setProperty("type", size)
        self.setProperty("strong", strong)
        self.setProperty("tone", tone)
        across = QSizePolicy.Policy.Preferred if wraps else QSizePolicy.Policy.Maximum
        policy = QSizePolicy(across, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(wraps)
        self.setSizePolicy(policy)

    def set_tone(self, tone: Tone) -> None:
        """Change the colour's role."""
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            self.style().unpolish(self)
            self.style().polish(self)

    def say(self, text: str) -> None:
        """Show this text; an empty one takes no room."""
        self.setText(text)
        self.setVisible(bool(text))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text as QLabel paints it, in as much of the width as is good for its lines."""
        if not self.wordWrap():
            super().paintEvent(event)
            return
        towards = self.layoutDirection()
        to_the_right = towards == Qt.LayoutDirection.RightToLeft
        flags = Qt.TextFlag.TextWordWrap | (
            Qt.TextFlag.TextForceRightToLeft if to_the_right else Qt.TextFlag.TextForceLeftToRight
        )
        room = self.contentsRect()
        text, width = well_broken(self.text(), self.font(), room.width(), even=self.property("type") == "sentence")
        self.style().drawItemText(
            QPainter(self),
            QStyle.alignedRect(towards, self.alignment(), QSize(width, room.height()), room),
            QStyle.visualAlignment(towards, self.alignment()).value | flags.value,
            self.palette(), self.isEnabled(), text, self.foregroundRole(),
        )  # fmt: skip
