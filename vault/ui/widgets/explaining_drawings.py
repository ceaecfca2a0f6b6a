"""The strokes of the drawings that explain: each in 240 × 128, "muted" for things, "accent" for what it is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from vault.ui.theme import Role

Stroke = tuple[Role, QPainterPath]
ExplainingName = Literal["lock-undone", "readers", "three-phones", "newspaper", "three-steps", "blind-spot"]


def _rounded(left: float, top: float, width: float, height: float, radius: float) -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(QRectF(left, top, width, height), radius, radius)
    return path


def _line(*points: tuple[float, float]) -> QPainterPath:
    path = QPainterPath(QPointF(*points[0]))
    for point in points[1:]:
        path.lineTo(QPointF(*point))
    return path


def _joined(*paths: QPainterPath) -> QPainterPath:
    whole = QPainterPath()
    for path in paths:
        whole.addPath(path)
    return whole


def _small_phone(left: float, top: float) -> QPainterPath:
    return _joined(_rounded(left, top, 44, 80, 8), _line((left + 18, top + 71), (left + 26, top + 71)))


def _padlock(left: float, top: float, *, is_open: bool = False) -> QPainterPath:
    """A padlock of 26 × 32; an open one has its bow swung aside."""
    bow = QPainterPath(QPointF(left + 5, top + 14))
    if is_open:
        bow.lineTo(left + 5, top + 8)
        bow.cubicTo(left + 5, top - 4, left + 21, top - 4, left + 21, top + 6)
    else:
        bow.lineTo(left + 5, top + 8)
        bow.cubicTo(left + 5, top - 3, left + 21, top - 3, left + 21, top + 8)
        bow.lineTo(left + 21, top + 14)
    return _joined(_rounded(left, top + 14, 26, 18, 4), bow)


def _cloud(left: float, top: float) -> QPainterPath:
    """A cloud of 92 × 56."""
    path = QPainterPath(QPointF(left + 20, top + 56))
    path.cubicTo(left - 4, top + 56, left - 4, top + 26, left + 18, top + 26)
    path.cubicTo(left + 20, top - 4, left + 62, top - 6, left + 66, top + 20)
    path.cubicTo(left + 98, top + 18, left + 98, top + 56, left + 74, top + 56)
    path.closeSubpath()
    return path


def _eye(x: float, y: float) -> QPainterPath:
    """An eye of 32 × 18 around a point."""
    path = QPainterPath(QPointF(x - 16, y))
    path.quadTo(x, y - 18, x + 16, y)
    path.quadTo(x, y + 18, x - 16, y)
    path.addEllipse(QPointF(x, y), 4, 4)
    return path


def _person(x: float, top: float) -> QPainterPath:
    """Head and shoulders, 32 × 40."""
    path = QPainterPath()
    path.addEllipse(QPointF(x, top + 9), 9, 9)
    path.moveTo(x - 16, top + 40)
    path.cubicTo(x - 16, top + 18, x + 16, top + 18, x + 16, top + 40)
    return path


def _arrow(left: float, y: float, length: float = 26) -> QPainterPath:
    tip = left + length
    return _joined(_line((left, y), (tip, y)), _line((tip - 8, y - 8), (tip, y), (tip - 8, y + 8)))


def _lock_undone() -> list[Stroke]:
    """A locked chat on a phone; its copy in a cloud with an open lock."""
    phone, cloud = _small_phone(24, 24), _cloud(126, 34)
    return [
        ("muted", _joined(phone, cloud, _arrow(82, 66, 28))),
        ("accent", _padlock(33, 46)),
        ("amber", _padlock(159, 50, is_open=True)),
    ]


def _readers() -> list[Stroke]:
    """A cloud, and three who look at it."""
    people = _joined(_person(56, 82), _person(120, 82), _person(184, 82))
    return [("muted", _joined(_cloud(74, 8), people)), ("amber", _eye(120, 42))]


def _three_phones() -> list[Stroke]:
    """One half locked, one locked, one with a question."""
    phones = _joined(_small_phone(24, 24), _small_phone(98, 24), _small_phone(172, 24))
    mark = QPainterPath(QPointF(187, 52))
    mark.cubicTo(187, 42, 202, 42, 202, 52)
    mark.cubicTo(202, 60, 194, 58, 194, 67)
    mark.addEllipse(QPointF(194, 75), 1, 1)
    return [("muted", phones), ("amber", _joined(_padlock(33, 46, is_open=True), mark)), ("accent", _padlock(107, 46))]


def _newspaper() -> list[Stroke]:
    """A page with a headline, a picture and two columns."""
    sheet = _rounded(68, 12, 104, 104, 6)
    lines = [_line((128, 56 + 14 * row), (156, 56 + 14 * row)) for row in range(4)]
    below = [_line((84, 98), (112, 98))]
    return [
        ("muted", _joined(sheet, *lines, *below)),
        ("accent", _joined(_line((84, 32), (156, 32)), _rounded(84, 50, 30, 32, 3))),
    ]


def _three_steps() -> list[Stroke]:
    """Stairs with a lock on top."""
    stairs = _line((40, 116), (40, 96), (88, 96), (88, 76), (136, 76), (136, 56), (200, 56), (200, 116), (40, 116))
    return [("muted", stairs), ("accent", _padlock(155, 16))]


def _blind_spot() -> list[Stroke]:
    """An eye, and beside it what it cannot see."""
    eye = QPainterPath(QPointF(32, 64))
    eye.quadTo(80, 12, 128, 64)
    eye.quadTo(80, 116, 32, 64)
    eye.addEllipse(QPointF(80, 64), 14, 14)
    dashes = [_line((150 + 18 * step, 40), (160 + 18 * step, 40)) for step in range(4)]
    dashes += [_line((150 + 18 * step, 88), (160 + 18 * step, 88)) for step in range(4)]
    dashes += [_line((150, 40 + 16 * step), (150, 48 + 16 * step)) for step in range(3)]
    dashes += [_line((214, 40 + 16 * step), (214, 48 + 16 * step)) for step in range(3)]
    return [("muted", eye), ("amber", _joined(*dashes))]


EXPLAINING: dict[ExplainingName, Callable[[], list[Stroke]]] = {
    "lock-undone": _lock_undone,
    "readers": _readers,
    "three-phones": _three_phones,
    "newspaper": _newspaper,
    "three-steps": _three_steps,
    "blind-spot": _blind_spot,
}
"""The drawings of the pages that explain, by name."""
