"""A bar: what was measured, and what must be reached. How every measuring script tells its outcome.

A script prints its bars for people and exits with 1 where one is missed; with `--json` it prints one JSON object a
line instead, which `engine.py` takes into its own table.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    """`limit` is the least that must be reached where `at_least`, else the most that is allowed; both in `unit`.

    `note` is said beside it: nothing is decided by that.
    """

    work: str
    measured: float
    limit: float
    unit: str = "x"
    at_least: bool = False
    note: str = ""

    @property
    def is_met(self) -> bool:
        """Whether it is reached; what could not be measured (not a number) is missed."""
        return self.measured >= self.limit if self.at_least else self.measured <= self.limit

    @property
    def line(self) -> str:
        """For people."""
        sign = ">=" if self.at_least else "<="
        limit = f"{sign} {self.limit:g} {self.unit}"
        met = "yes" if self.is_met else "NO"
        return f"{self.work:66}{self.measured:10.3f} {self.unit:6}{limit:>14}   {met:5}{self.note}".rstrip()


def show(bars: Iterable[Bar]) -> int:
    """Print each as it comes; 1 where one is missed: the exit status of a script."""
    missed = False
    for bar in bars:
        sys.stdout.write(json.dumps(asdict(bar)) + "\n" if "--json" in sys.argv else bar.line + "\n")
        sys.stdout.flush()
        missed = missed or not bar.is_met
    return int(missed)


def parse(lines: Sequence[str]) -> list[Bar]:
    """What a script printed with `--json`; other lines are passed over."""
    return [Bar(**json.loads(line)) for line in lines if line.startswith("{")]
