"""Progressing: long work under way, in words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progressing:
    """What the panel says. `share` from 0 to 1, or None while it is not known; texts as shown."""

    what: str
    share: float | None = None
    how_far: str = ""
    how_long: str = ""
    note: str = ""
    can_cancel: bool = True
