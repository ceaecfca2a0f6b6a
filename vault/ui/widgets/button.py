"""The buttons: one filled per page, outlined for the rest, links within small print, quiet ones for more of it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from vault.ui import theme
from vault.ui.theme import Role


class _Button(QPushButton):
    """A button with an optional icon that keeps the scheme's colour; Enter presses it as Space does."""

    _kind = ""
    _icon_role: Role = "ink"
    _icon_more = 4
    _icon_air = 6
    """Pixels beside the icon, so that wide ones do not touch the word."""

    def __init__(self, text: str, icon: str | None = None, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("kind", self._kind)
        self.setAutoDefault(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._icon = icon
        if icon:
            theme.theme().changed.connect(self._tint)
            self._tint()

    def show_icon(self, icon: str) -> None:
        """Have another icon."""
        self._icon = icon
        self._tint()

    @Slot()
    def _tint(self) -> None:
        side = theme.theme().pixels("text") + self._icon_more
        self.setIconSize(QSize(side + self._icon_air, side))
        self.setIcon(theme.icon(self._icon or "", self._icon_role))


class PrimaryButton(_Button):
    """The one thing to press on this page."""

    _kind = "primary"
    _icon_role: Role = "on_accent"

    def fill(self, filled: bool) -> None:
        """Give the place of the one filled button to another, or take it back."""
        kind = "primary" if filled else "outlined"
        if self.property("kind") != kind:
            self.setProperty("kind", kind)
            self._icon_role = "on_accent" if filled else "ink"
            self.style().unpolish(self)
            self.style().polish(self)
            if self._icon:
                self._tint()


class OutlinedButton(_Button):
    """What else can be done."""

    _kind = "outlined"


class LinkButton(_Button):
    """A deed within small print, underlined."""

    _kind = "link"
    _icon_role: Role = "accent"


class QuietButton(_Button):
    """Opens what is there for those who want to know: small and muted, so that it does not ask to be pressed."""

    _kind = "quiet"
    _icon_role: Role = "muted"
    _icon_more = -2
    _icon_air = 0
