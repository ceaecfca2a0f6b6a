"""What stands beside the rows of a recovery sheet while they are typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from vault.crypto.recovery_code import RowVerdict, check_row, check_rows, split_rows

__all__ = ["Tick", "TickKind", "split_rows", "tick", "ticks"]

TickKind = Literal["empty", "unfinished", "good", "mistake", "swapped"]


@dataclass(frozen=True, slots=True)
class Tick:
    """What stands beside one row: a tick, or what is the matter in words."""

    kind: TickKind = "empty"
    words: str = ""


def ticks(rows: Sequence[str]) -> tuple[Tick, ...]:
    """All four together: only so a row typed in another's place can be told from a mistake."""
    verdicts = check_rows(rows)
    return tuple(_tick(number, verdict, verdicts) for number, verdict in enumerate(verdicts, 1))


def tick(number: int, text: str) -> Tick:
    """One row alone, as the proof asks for it."""
    return _tick(number, check_row(number, text), ())


def _tick(number: int, verdict: RowVerdict, together: Sequence[RowVerdict]) -> Tick:
    if isinstance(verdict, tuple):
        other = verdict[1]
        if together and together[other - 1] == ("swapped", number):
            low, high = sorted((number, other))
            return Tick("swapped", f"Rows {low} and {high} have changed places.")
        return Tick("swapped", f"Row {number} has a mistake, or this is row {other}. Compare it again.")
    if verdict == "mistake":
        return Tick("mistake", f"Row {number} has a mistake. Compare it again.")
    return Tick(verdict)
