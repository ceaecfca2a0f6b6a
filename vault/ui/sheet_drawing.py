"""What stands on a recovery sheet, drawn with any painter: the printer's page and the preview are the same drawing.

The page is 2100 units wide (tenths of a millimetre on A4) and as high as the paper's proportions make it. Blocks are
measured first, then set one below the other with the room that is left between them, so that a long vault name moves
things and clips nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import segno
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QPainter, QPainterPath, QPen, QTextOption

from vault.services.sheet import Sheet
from vault.ui import figures
from vault.ui.theme import LIGHT

WIDTH = 2100.0
MARGIN_X, MARGIN_Y = 200.0, 170.0
INNER = WIDTH - 2 * MARGIN_X
MOST_GAP = 130.0  # between blocks; what is left over beyond it stays above the small print
NAME_SIZES = (64, 56, 48, 42, 36, 32, 28)
NAME_ROOM = 250.0

STEPS = (
    "Open Chat Vault on any computer.",
    "Choose “I am bringing my chats back”.",
    "Choose “I have a sheet”, then find the vault.",
    "Type the four rows. Capital or small letters, it does not matter.",
)
KEEP = (
    "These four rows open the vault, even if every computer of yours is gone. "
    "Keep the page where you keep your passport."
)
WHERE = "Where the vault is kept"
WHERE_HINT = "Write down the disk, the folder or the online storage, and who has it."
NOBODY = "Nobody will ever ask you for this."
NOT_EVEN = "Not us, not your bank, not the police by telephone."
WITHOUT_US = (
    "Without Chat Vault: the vault is a restic repository, and any restic opens it (restic.net). "
    "Its password is the four rows in capitals, joined by “-”, without spaces."
)


@dataclass(frozen=True, slots=True)
class Style:
    """How a piece of text looks. `size` is its height in units."""

    size: int
    colour: str = LIGHT.ink
    weight: QFont.Weight = QFont.Weight.Normal
    fixed: bool = False

    def font(self) -> QFont:
        """Its font, without hinting, so that lines break alike at every size.

        And without ligatures and contextual forms, which copy badly: Inter has some for braces beside figures.
        """
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont) if self.fixed else QFont()
        font.setPixelSize(self.size)
        font.setWeight(self.weight)
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        for feature in ("liga", "calt"):
            font.setFeature(QFont.Tag(feature), 0)
        return font


TITLE = Style(100, weight=QFont.Weight.Bold)
NAME = Style(64, weight=QFont.Weight.DemiBold)
BRAND = Style(36, LIGHT.accent, QFont.Weight.DemiBold)
HEADING = Style(42, weight=QFont.Weight.DemiBold)
TEXT = Style(38)
MUTED = Style(34, LIGHT.muted)
SMALL = Style(30, LIGHT.muted)
ROW_NUMBER = Style(44, LIGHT.muted)
ROW = Style(132, weight=QFont.Weight.Bold, fixed=True)
STEP_NUMBER = replace(TEXT, colour=LIGHT.accent, weight=QFont.Weight.Bold)
PROMISE = replace(TEXT, weight=QFont.Weight.DemiBold)


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the page: how high it is, and how to draw it below a given height."""

    height: float
    draw: Callable[[float], None]


def paint_sheet(painter: QPainter, rect: QRectF, sheet: Sheet) -> None:
    """Draw the sheet into `rect` (in the painter's units; its proportions are the paper's). Draws no ground."""
    painter.save()
    painter.translate(rect.topLeft())
    scale = rect.width() / WIDTH
    painter.scale(scale, scale)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _Page(painter, rect.height() / scale).draw(sheet)
    painter.restore()


class _Page:
    """The page while it is drawn."""

    def __init__(self, painter: QPainter, height: float) -> None:
        self._painter = painter
        self._height = height

    def draw(self, sheet: Sheet) -> None:
        """Measure all blocks, then set them."""
        small = self._text_block(WITHOUT_US, SMALL, INNER)
        blocks = [self._head(sheet), self._code(sheet), self._use_and_place(), self._promise()]
        end = self._height - MARGIN_Y - small.height
        room = end - MARGIN_Y - sum(block.height for block in blocks)
        gap = min(MOST_GAP, room / len(blocks))
        top = MARGIN_Y
        for block in blocks:
            block.draw(top)
            top += block.height + gap
        small.draw(end)

    # -- blocks ----------------------------------------------------------------------------------

    def _head(self, sheet: Sheet) -> Block:
        """Title, vault, day, number."""
        name, style = self._fitting_name(sheet.vault_name)
        name_height = self._measure(name, style, INNER)
        made = f"Made on {figures.day(sheet.made_on)}"
        number = f"Sheet {sheet.number}" + (f", replaces sheet {sheet.number - 1}" if sheet.number > 1 else "")
        facts = f"{made}  ·  {number}"
        keep_height = self._measure(KEEP, TEXT, INNER)

        def draw(top: float) -> None:
            self._text("Chat Vault", BRAND, MARGIN_X, top, INNER)
            self._text("Recovery sheet", TITLE, MARGIN_X, top + 52, INNER)
            self._text(name, style, MARGIN_X, top + 190, INNER)
            self._text(facts, MUTED, MARGIN_X, top + 206 + name_height, INNER)
            self._text(KEEP, TEXT, MARGIN_X, top + 290 + name_height, INNER)

        return Block(290 + name_height + keep_height, draw)

    def _code(self, sheet: Sheet) -> Block:
        """The four rows, and beside them the same for a camera."""
        pitch, padding, side = 164.0, 72.0, 500.0
        height = 4 * pitch + 2 * padding

        def draw(top: float) -> None:
            self._box(QRectF(MARGIN_X, top, INNER, height), line=LIGHT.accent)
            for index, row in enumerate(sheet.code.rows):
                baseline = top + padding + (index + 0.5) * pitch + QFontMetricsF(ROW.font()).capHeight() / 2
                self._spaced(str(index + 1), ROW_NUMBER, MARGIN_X + padding, baseline)
                self._spaced(row, ROW, MARGIN_X + padding + 80, baseline)
            left = MARGIN_X + INNER - padding - side
            self._qr(sheet.code.password, QRectF(left, top + padding + 12, side, side))
            below = top + padding + 12 + side + 4 * side / 29  # a QR code wants four of its squares around it white
            self._text("The four rows, for a camera", MUTED, left, below, side, centred=True)

        return Block(height, draw)

    def _use_and_place(self) -> Block:
        """Two columns: what to do with the sheet, and what its owner writes on it."""
        gutter = 100.0
        column = (INNER - gutter) / 2
        steps = self._steps(column)
        right = MARGIN_X + column + gutter
        hint_height = self._measure(WHERE_HINT, MUTED, column)

        def draw(top: float) -> None:
            self._text("How to use it", HEADING, MARGIN_X, top, column)
            steps.draw(top + 76)
            self._text(WHERE, HEADING, right, top, column)
            self._text(WHERE_HINT, MUTED, right, top + 76, column)
            for line in range(3):
                self._rule(right, top + 76 + hint_height + 90 * (line + 1), column)

        return Block(76 + max(steps.height, hint_height + 270), draw)

    def _steps(self, width: float) -> Block:
        """Numbered sentences, one below the other."""
        indent, between = 60.0, 20.0
        heights = [self._measure(step, TEXT, width - indent) for step in STEPS]

        def draw(top: float) -> None:
            for number, (step, height) in enumerate(zip(STEPS, heights, strict=True), 1):
                self._text(str(number), STEP_NUMBER, MARGIN_X, top, indent)
                self._text(step, TEXT, MARGIN_X + indent, top, width - indent)
                top += height + between

        return Block(sum(heights) + between * (len(heights) - 1), draw)

    def _promise(self) -> Block:
        """What nobody will ever do."""
        padding = 40.0
        width = INNER - 2 * padding
        first, second = self._measure(NOBODY, PROMISE, width), self._measure(NOT_EVEN, TEXT, width)
        height = first + 8 + second + 2 * padding

        def draw(top: float) -> None:
            self._box(QRectF(MARGIN_X, top, INNER, height), ground=LIGHT.tint)
            self._text(NOBODY, PROMISE, MARGIN_X + padding, top + padding, width)
            self._text(NOT_EVEN, TEXT, MARGIN_X + padding, top + padding + first + 8, width)

        return Block(height, draw)

    def _text_block(self, text: str, style: Style, width: float) -> Block:
        return Block(self._measure(text, style, width), lambda top: self._text(text, style, MARGIN_X, top, width))

    # -- pieces ----------------------------------------------------------------------------------

    def _fitting_name(self, name: str) -> tuple[str, Style]:
        """The vault's name in the largest type that leaves room for the rest; cut if it is longer than any folder's."""
        name = "".join(character if character.isprintable() else " " for character in name).strip()
        for size in NAME_SIZES:
            style = replace(NAME, size=size)
            if self._measure(name, style, INNER) <= (NAME_ROOM if size < NAME_SIZES[0] else size * 2.6):
                return name, style
        while self._measure(f"{name}…", style, INNER) > NAME_ROOM:
            name = name[: len(name) * 9 // 10]
        return f"{name}…", style

    def _measure(self, text: str, style: Style, width: float) -> float:
        self._painter.setFont(style.font())
        return self._painter.boundingRect(QRectF(0, 0, width, 100_000), text, _wrapped(False)).height()

    def _text(self, text: str, style: Style, left: float, top: float, width: float, *, centred: bool = False) -> None:
        self._painter.setFont(style.font())
        self._painter.setPen(QColor(style.colour))
        self._painter.drawText(QRectF(left, top, width, 100_000), text, _wrapped(centred))

    def _spaced(self, text: str, style: Style, left: float, baseline: float) -> None:
        """One line with air between its characters, yet so little that it is copied from the PDF as one word.

        By hand, because a font's own letter spacing comes out differently on screen and in a PDF.
        """
        font = style.font()
        self._painter.setFont(font)
        self._painter.setPen(QColor(style.colour))
        for character in text:
            self._painter.drawText(QPointF(left, baseline), character)
            left += QFontMetricsF(font).horizontalAdvance(character) + 0.095 * style.size

    def _box(self, rect: QRectF, *, line: str | None = None, ground: str | None = None) -> None:
        self._painter.setPen(QPen(QColor(line), 4) if line else Qt.PenStyle.NoPen)
        self._painter.setBrush(QColor(ground) if ground else Qt.BrushStyle.NoBrush)
        self._painter.drawRoundedRect(rect, 32, 32)

    def _rule(self, left: float, top: float, width: float) -> None:
        self._painter.setPen(QPen(QColor(LIGHT.muted), 2))
        self._painter.drawLine(QPointF(left, top), QPointF(left + width, top))

    def _qr(self, text: str, rect: QRectF) -> None:
        """A QR code as one path: separate squares would show hairlines between them."""
        rows = [bytes(row) for row in segno.make_qr(text, error="h").matrix]
        side = rect.width() / len(rows)
        path = QPainterPath()
        path.setFillRule(Qt.FillRule.WindingFill)
        for y, row in enumerate(rows):
            for x, dark in enumerate(row):
                if dark:
                    path.addRect(rect.left() + x * side, rect.top() + y * side, side, side)
        self._painter.fillPath(path, QColor(Qt.GlobalColor.black))


def _wrapped(centred: bool) -> QTextOption:
    """Broken between words, or within one that is too long; each line in its own direction, all at the same edge."""
    left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute
    option = QTextOption(Qt.AlignmentFlag.AlignHCenter if centred else left)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    return option
