"""The words of a status: one sentence, one line of reason, one button. Command line and window use the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from vault.services.status import NextStep, Status

Day = Callable[[datetime], str]


def english_day(moment: datetime) -> str:
    """A day as people say it: "Friday 20 November 2026"."""
    raise NotImplementedError


def sentence(status: Status, day: Day = english_day) -> str:
    """The one sentence, at most 20 words."""
    raise NotImplementedError


def reason_line(status: Status, day: Day = english_day) -> str:
    """Why, in one further line."""
    raise NotImplementedError


def next_step(step: NextStep) -> str:
    """The words on the button."""
    raise NotImplementedError
