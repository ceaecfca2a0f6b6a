"""The style sheet, made from the tokens: what a button, a card, a field and a label look like."""

from __future__ import annotations

from collections.abc import Mapping
from string import Template
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault.ui.theme import Size, Tokens

_SHEET = Template("""
QWidget { color: $ink; font-size: ${text}px; }
QMainWindow, QDialog, QWidget[page="true"] { background: $ground; }
QScrollArea, QScrollArea > QWidget > QWidget#scrolled, QStackedWidget { background: transparent; border: none; }
QToolTip { background: $surface; color: $ink; border: 1px solid $line; padding: 4px; }

QLabel { background: transparent; }
QLabel[type="sentence"] { font-size: ${sentence}px; font-weight: 600; }
QLabel[type="detail"] { font-size: ${detail}px; }
QLabel[strong="true"] { font-weight: 600; }
QLabel[tone="muted"] { color: $muted; }
QLabel[tone="accent"] { color: $accent; }
QLabel[tone="amber"] { color: $amber; }
QLabel[tone="red"] { color: $red; }

QFrame[card="surface"] { background: $surface; border: 1px solid $line; border-radius: 12px; }
QFrame[card="good"] { background: $tint; border: 1px solid $line; border-radius: 12px; }
QFrame[card="waiting"] { background: $amber_ground; border: 1px solid $line; border-radius: 12px; }
QFrame[card="bad"] { background: $red_ground; border: 1px solid $line; border-radius: 12px; }
QFrame[card="quiet"] { background: $quiet; border: none; border-radius: 12px; }
QFrame[card="drop"] { background: transparent; border: 1px dashed $line_strong; border-radius: 12px; }
QFrame[card="drop"][over="true"] { background: $tint; border: 2px dashed $accent; }
QFrame[tile="good"] { background: $tint; border: none; border-radius: 12px; }
QFrame[tile="waiting"] { background: $amber_ground; border: none; border-radius: 12px; }
QFrame[tile="bad"] { background: $red_ground; border: none; border-radius: 12px; }
QFrame[tile="plain"] { background: $quiet; border: none; border-radius: 8px; }
QFrame[rule="true"] { background: $line; border: none; max-height: 1px; min-height: 1px; }
QFrame#navigation { background: transparent; border: none; border-right: 1px solid $line; }

QPushButton { font-weight: 600; border-radius: 8px; padding: 10px 20px; border: 1px solid $line;
    min-height: ${text_line}px; background: $surface; color: $ink; }
QPushButton:hover { background: $quiet; }
QPushButton:pressed { background: $line; }
QPushButton:disabled { color: $muted; background: $quiet; border-color: $quiet; }
QPushButton:focus { border: 2px solid $accent; padding: 9px 19px; }
QPushButton[kind="outlined"]:enabled { background: transparent; }
QPushButton[kind="outlined"]:hover { background: $quiet; }
QFrame[card="waiting"] QPushButton[kind="outlined"]:enabled, QFrame[card="bad"] QPushButton[kind="outlined"]:enabled {
    background: $surface; }
QFrame[card="waiting"] QPushButton[kind="outlined"]:hover, QFrame[card="bad"] QPushButton[kind="outlined"]:hover {
    background: $quiet; }
QPushButton[kind="outlined"]:checked { background: $tint; color: $accent; border-color: $accent; }
QPushButton[kind="primary"] { background: $accent; color: $on_accent; border: 1px solid $accent; }
QPushButton[kind="primary"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[kind="primary"]:pressed { background: $accent_hover; }
QPushButton[kind="primary"]:disabled { background: $quiet; border-color: $quiet; color: $muted; }
QPushButton[kind="primary"]:focus { border: 2px solid $ink; padding: 9px 19px; }
QPushButton[kind="link"] { background: transparent; border: 1px solid transparent; padding: 3px 4px; margin: 0;
    min-height: ${text_line}px; font-weight: 400; color: $accent; text-decoration: underline; }
QPushButton[kind="link"]:focus { border: 2px solid $accent; padding: 2px 3px; }
QPushButton[kind="quiet"] { background: transparent; border: 1px solid transparent; border-radius: 6px; margin: 0;
    padding: 1px 3px; min-height: 14px; font-weight: 400; font-size: ${detail}px; color: $muted; }
QPushButton[kind="quiet"]:hover { color: $ink; background: $quiet; }
QPushButton[kind="quiet"]:focus { border: 2px solid $accent; padding: 0 2px; }

QLineEdit, QPlainTextEdit { background: $surface; border: 1px solid $line_strong; border-radius: 8px; padding: 9px 15px;
    selection-background-color: $accent; selection-color: $on_accent; color: $ink; }
QLineEdit:focus, QPlainTextEdit:focus { border: 2px solid $accent; padding: 8px 14px; }
QLineEdit:disabled { color: $muted; background: $quiet; }
QLineEdit[code="true"] { font-size: ${code}px; letter-spacing: 3px; }
QLineEdit[keyrow="true"] { font-size: ${code}px; letter-spacing: 1px; padding: 5px 11px; }
QLineEdit[keyrow="true"]:focus { padding: 4px 10px; }

QComboBox { background: $surface; border: 1px solid $line_strong; border-radius: 8px; padding: 7px 28px 7px 13px;
    color: $ink; min-height: ${text_line}px; }
QComboBox:focus { border: 2px solid $accent; padding: 6px 27px 6px 12px; }
QComboBox:disabled { color: $muted; background: $quiet; }
QComboBox::drop-down { border: none; width: 0; }
QComboBox::down-arrow { image: none; }
QComboBox QAbstractItemView { background: $surface; color: $ink; border: 1px solid $line; border-radius: 0;
    selection-background-color: $tint; selection-color: $ink; outline: none; padding: 4px; }

QTableView { background: $surface; border: 1px solid $line; border-radius: 12px; gridline-color: $line; color: $ink;
    selection-background-color: $tint; selection-color: $ink; outline: none; }
QTableView:focus { border: 2px solid $accent; }
QTableView::item { padding: 4px 8px; }
QHeaderView { background: transparent; border: none; }
QHeaderView::section { background: $quiet; color: $ink; font-weight: 600; border: none;
    border-right: 1px solid $line; border-bottom: 1px solid $line; padding: 6px 8px; }

QLineEdit[verdict="mistake"] { border: 1px solid $red; }
QLineEdit[verdict="mistake"]:focus { border: 2px solid $red; }

QProgressBar { background: $quiet; border: none; border-radius: 4px; min-height: 8px; max-height: 8px; }
QProgressBar::chunk { background: $accent; border-radius: 4px; }

QListView { background: $surface; border: 1px solid $line; border-radius: 12px; outline: none; padding: 0; }
QListView:focus { border: 2px solid $accent; }

QScrollBar:vertical { background: transparent; width: 12px; margin: 2px; }
QScrollBar::handle:vertical { background: $line_strong; border-radius: 4px; min-height: 32px; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 2px; }
QScrollBar::handle:horizontal { background: $line_strong; border-radius: 4px; min-width: 32px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
""")


def stylesheet(tokens: Tokens, pixels: Mapping[Size, int]) -> str:
    """The whole sheet for these colours and these sizes of type (in pixels)."""
    names = {name: getattr(tokens, name) for name in type(tokens).__dataclass_fields__}
    mixed = {
        "line_strong": line_strong(tokens),
        "accent_hover": mix(tokens.accent, tokens.ink, 0.15),
        "text_line": str(round(pixels["text"] * 1.3)),
    }
    return _SHEET.substitute(names, **mixed, **{size: str(height) for size, height in pixels.items()})


def line_strong(tokens: Tokens) -> str:
    """Round what is filled in or taken hold of: seen by all who see text, 3 : 1 on every ground (WCAG 1.4.11)."""
    return mix(tokens.line, tokens.muted, 0.75)


def mix(one: str, other: str, share: float) -> str:
    """The colour that lies `share` (0 to 1) of the way from one to the other, as #RRGGBB."""
    parts = [(int(one[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in parts)
