"""TextLabel: every text on a page, in one of the three sizes."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

Tone = Literal["ink", "muted", "accent", "amber", "red"]


class TextLabel(QLabel):
    """Plain text (never read as HTML, so that a chat's name cannot become markup), wrapped at the page's width."""

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
