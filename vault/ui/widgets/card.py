"""Card: a surface with a thin line and round corners; and the thin rule between rows of one."""

from __future__ import annotations

from typing import Literal

from PySide6.QtWidgets import QBoxLayout, QFrame, QSizePolicy, QVBoxLayout, QWidget

from vault.ui.theme import CARD_PADDING, GAP

CardKind = Literal["surface", "good", "waiting", "bad", "quiet", "drop"]


class Card(QFrame):
    """A card; put things into `body`."""

    def __init__(
        self, kind: CardKind = "surface", body: QBoxLayout | None = None, *, padding: int = CARD_PADDING
    ) -> None:
        super().__init__()
        self.body: QBoxLayout = body or QVBoxLayout()
        self.body.setContentsMargins(padding, padding, padding, padding)
        self.body.setSpacing(GAP)
        self.setLayout(self.body)
        self.set_kind(kind)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)  # as high as its wrapped text needs, which a size hint does not know
        self.setSizePolicy(policy)

    def set_kind(self, kind: CardKind) -> None:
        """Change what its ground says."""
        self.setProperty("card", kind)
        self.style().unpolish(self)
        self.style().polish(self)


class Rule(QFrame):
    """A line of one pixel between the rows of a card."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("rule", True)
        self.setFixedHeight(1)
