"""Where the lines of a text break: never so that one word is left over, nor between a number and what it counts.

Filling each line to the edge is what leaves such a word. A little narrower, with as many lines as before, it does not.
"""

from __future__ import annotations

import re

from PySide6.QtGui import QFont, QTextLayout, QTextOption

_LAST = 0.4
"""The share of the longest line that the last one has at least."""
_EVEN = 0.75
"""The same for sentences in large type: there, uneven lines are seen first."""
_MOST = 6
"""Lines; in longer texts nobody sees it, and looking for the width takes time."""
_NUMBER = re.compile(r"(?<=\d) (?=\w)")
"""What stands between 20 and November, 8.2 and GB."""


def well_broken(text: str, font: QFont, width: int, *, even: bool = False) -> tuple[str, int]:
    """The text to paint, and the width at most `width`, in pixels, to wrap it at: as many lines as at `width`.

    Where no width ends well it is the one whose last line is the longest. `even`: for a sentence in large type.
    """
    lines = _lines(text, font, width)
    if not 1 < len(lines) <= _MOST or not max(lines):  # of blanks alone each line is 0 wide
        return text, width
    glued = _NUMBER.sub("\u00a0", text)
    lines_glued = _lines(glued, font, width)
    if len(lines_glued) == len(lines):
        text, lines = glued, lines_glued
    best, share = width, lines[-1] / max(lines)
    while share < (_EVEN if even else _LAST):
        tried = int(max(lines)) - 1  # the longest line has to give a word to the next
        narrower = _lines(text, font, tried)
        if len(narrower) != len(lines) or max(narrower) > tried:  # one more line, or a word that has no room
            break
        lines = narrower
        if lines[-1] / max(lines) > share:
            best, share = tried, lines[-1] / max(lines)
    return text, best


def _lines(text: str, font: QFont, width: int) -> list[float]:
    """How wide each line is, in pixels."""
    layout = QTextLayout(text.replace("\n", "\u2028"), font)  # as QLabel has it: a line of its own, not a paragraph
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    layout.setTextOption(option)
    found: list[float] = []
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        found.append(line.naturalTextWidth())
    layout.endLayout()
    return found
