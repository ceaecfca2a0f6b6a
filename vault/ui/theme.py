"""The one file of tokens: colours, distances, sizes of type; and the Theme that dresses the application in them."""

from __future__ import annotations

import sys
from dataclasses import dataclass, fields
from typing import Literal

import qtawesome
from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QIcon, QPalette
from PySide6.QtWidgets import QApplication

from vault.ui.icons import GLYPHS
from vault.ui.stylesheet import stylesheet

Role = Literal[
    "ground", "surface", "line", "ink", "muted", "accent", "on_accent", "tint",
    "amber", "amber_ground", "red", "red_ground", "quiet",
]  # fmt: skip
Size = Literal["sentence", "text", "detail", "code"]
State = Literal["good", "waiting", "bad", "plain"]

UNIT = 8
"""Every distance is a multiple of it."""
GAP = 2 * UNIT
CARD_PADDING = 3 * UNIT
PAGE_MARGIN = 5 * UNIT
ROW_HEIGHT = 8 * UNIT
CARD_RADIUS = 12
CONTROL_RADIUS = 8
PAGE_WIDTH = 880
"""Content is never wider."""
WIZARD_WIDTH = 680
NAVIGATION_WIDTH = 248

PIXELS: dict[Size, int] = {"sentence": 22, "text": 14, "detail": 12, "code": 22}
"""Sizes of type at 100 %, in device-independent pixels. Three sizes; the code rows share the largest."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one scheme, each as #RRGGBB."""

    ground: str
    surface: str
    line: str
    ink: str
    muted: str
    accent: str
    on_accent: str
    tint: str
    amber: str
    amber_ground: str
    red: str
    red_ground: str
    quiet: str

    def colour(self, role: Role) -> QColor:
        """The colour of a role."""
        return QColor(getattr(self, role))


LIGHT = Tokens(
    ground="#F6F5F1", surface="#FFFFFF", line="#E4E1DA", ink="#1E2730", muted="#5B6670",
    accent="#1B6B5A", on_accent="#FFFFFF", tint="#E3F0EC", amber="#8A5A00", amber_ground="#FBF0D9",
    red="#A3322A", red_ground="#FBE6E3", quiet="#EDEBE6",
)  # fmt: skip
DARK = Tokens(
    ground="#15181B", surface="#1E2226", line="#2E343A", ink="#ECEAE4", muted="#A3ADB6",
    accent="#63C6AC", on_accent="#0D1F1A", tint="#1B302B", amber="#E8B45C", amber_ground="#33290F",
    red="#F08A7E", red_ground="#3A1D1A", quiet="#282D32",
)  # fmt: skip

PAIRS: tuple[tuple[Role, Role], ...] = (
    ("ink", "ground"), ("ink", "surface"), ("ink", "tint"), ("ink", "amber_ground"), ("ink", "red_ground"),
    ("ink", "quiet"), ("muted", "ground"), ("muted", "surface"), ("muted", "tint"), ("muted", "amber_ground"),
    ("muted", "red_ground"), ("muted", "quiet"), ("accent", "ground"), ("accent", "surface"), ("accent", "tint"),
    ("on_accent", "accent"), ("amber", "ground"), ("amber", "surface"), ("amber", "amber_ground"),
    ("red", "ground"), ("red", "surface"), ("red", "red_ground"),
    ("accent", "quiet"), ("amber", "quiet"), ("red", "quiet"), ("ink", "line"),  # below the mouse, and pressed
)  # fmt: skip
"""Every (text, ground) that occurs; a test computes the contrast of each."""

STATE_COLOURS: dict[State, tuple[Role, Role]] = {
    "good": ("accent", "tint"),
    "waiting": ("amber", "amber_ground"),
    "bad": ("red", "red_ground"),
    "plain": ("muted", "quiet"),
}
"""The colour of a state's word and shape, and of the ground behind it."""

_PLEASANT_FAMILIES = ("Inter", "Noto Sans", "Cantarell", "Ubuntu", "Liberation Sans")
_NOBODYS_CHOICE = ("DejaVu Sans", "Sans Serif", "Bitstream Vera Sans")


class Theme(QObject):
    """Dresses the application, follows the system's scheme, and tells everybody who paints by hand (`changed`)."""

    changed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.setObjectName("theme")
        self._app = app
        self._forced: Tokens | None = None
        self._forced_scale: float | None = None
        self._system_font = app.font()
        self.tokens = LIGHT
        app.setStyle("Fusion")
        app.styleHints().colorSchemeChanged.connect(self.refresh)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Take up what the system wants now."""
        self._app.setPalette(QPalette())
        self.tokens = self._forced or (self._of_high_contrast() if self.high_contrast() else self._of_scheme())
        self._app.setFont(self.font("text"))
        self._app.setPalette(palette(self.tokens))
        self._app.setStyleSheet(stylesheet(self.tokens, {size: self.pixels(size) for size in PIXELS}))
        self.changed.emit()

    def force(self, tokens: Tokens | None = None, *, scale: float | None = None) -> None:
        """For pictures and tests: these colours and this size of type, whatever the system says; None follows it."""
        self._forced, self._forced_scale = tokens, scale
        self.refresh()

    @property
    def dark(self) -> bool:
        """Whether the ground is darker than the ink."""
        return self.tokens.colour("ground").lightness() < self.tokens.colour("ink").lightness()

    @property
    def scale(self) -> float:
        """How much larger than designed the person wants type, 1.0 to 2.0."""
        return self._forced_scale or _system_scale(self._app, self._system_font)

    def pixels(self, size: Size) -> int:
        """The height of a size of type, in device-independent pixels."""
        return round(PIXELS[size] * self.scale)

    def font(self, size: Size, *, strong: bool = False) -> QFont:
        """The font of a size: the system's own; `code` in the system's fixed width."""
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont) if size == "code" else self._text_font()
        font.setPixelSize(self.pixels(size))
        font.setWeight(QFont.Weight.DemiBold if strong or size == "sentence" else QFont.Weight.Normal)
        return font

    def high_contrast(self) -> bool:
        """Whether the system asks for more contrast (known from Qt 6.10 on)."""
        hints = getattr(self._app.styleHints(), "accessibility", None)
        if hints is None:
            return False
        return bool(hints().contrastPreference() == Qt.ContrastPreference.HighContrast)

    def _of_scheme(self) -> Tokens:
        return DARK if self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark else LIGHT

    def _of_high_contrast(self) -> Tokens:
        """The system's palette alone: states are told apart by word and shape then."""
        system = self._app.palette()
        window, text = system.window().color().name(), system.windowText().color().name()
        high, on_high = system.highlight().color().name(), system.highlightedText().color().name()
        roles = {field.name: text for field in fields(Tokens)}
        grounds = dict.fromkeys(("ground", "surface", "tint", "amber_ground", "red_ground", "quiet"), window)
        return Tokens(**{**roles, **grounds, "accent": high, "on_accent": on_high})

    def _text_font(self) -> QFont:
        """The system's font; where nobody chose one (a bare Linux), a more readable one if it is there."""
        font = QFont(self._system_font)
        if QFontInfo(font).family() in _NOBODYS_CHOICE:
            there = set(QFontDatabase.families())
            font.setFamily(next((name for name in _PLEASANT_FAMILIES if name in there), font.family()))
        return font


def theme() -> Theme:
    """The application's theme; made at the first call, so that a widget alone in a test is dressed too."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        raise TypeError("there is no QApplication to dress")
    found = app.findChild(Theme, "theme", Qt.FindChildOption.FindDirectChildrenOnly)
    return found if isinstance(found, Theme) else Theme(app)


def icon(name: str, role: Role = "ink") -> QIcon:
    """An icon by our own name (see icons.py), in the colour of a role of the present scheme."""
    made: QIcon = qtawesome.icon(GLYPHS[name], color=getattr(theme().tokens, role))
    return made


def palette(tokens: Tokens) -> QPalette:
    """The palette for what Fusion paints by itself: menus, text cursors, selections, scroll bars, native dialogs."""
    made = QPalette()
    pairs: tuple[tuple[QPalette.ColorRole, Role], ...] = (
        (QPalette.ColorRole.Window, "ground"), (QPalette.ColorRole.WindowText, "ink"),
        (QPalette.ColorRole.Base, "surface"), (QPalette.ColorRole.AlternateBase, "quiet"),
        (QPalette.ColorRole.Text, "ink"), (QPalette.ColorRole.Button, "surface"),
        (QPalette.ColorRole.ButtonText, "ink"), (QPalette.ColorRole.BrightText, "red"),
        (QPalette.ColorRole.Highlight, "accent"), (QPalette.ColorRole.HighlightedText, "on_accent"),
        (QPalette.ColorRole.Link, "accent"), (QPalette.ColorRole.LinkVisited, "accent"),
        (QPalette.ColorRole.PlaceholderText, "muted"), (QPalette.ColorRole.ToolTipBase, "surface"),
        (QPalette.ColorRole.ToolTipText, "ink"), (QPalette.ColorRole.Accent, "accent"),
    )  # fmt: skip
    for role, token in pairs:
        made.setColor(role, tokens.colour(token))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
        made.setColor(QPalette.ColorGroup.Disabled, role, tokens.colour("muted"))
    return made


def contrast(one: QColor, other: QColor) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: QColor) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)

    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF())


def _system_scale(app: QApplication, font: QFont) -> float:
    """What the person set for text: by dots per inch (Linux desktops) or by the size of the system's font."""
    usual_points, usual_dots = {"darwin": (13.0, 72.0), "win32": (9.0, 96.0)}.get(sys.platform, (11.0, 96.0))
    screen = app.primaryScreen()
    by_dots = screen.logicalDotsPerInch() / usual_dots if screen else 1.0
    by_font = font.pointSizeF() / usual_points if font.pointSizeF() > 0 else 1.0
    return min(2.0, max(1.0, by_dots * max(1.0, by_font)))
