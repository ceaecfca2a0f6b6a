"""What a run of the bench found, and what the run before it found: kept as JSON beside the data."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tests.benchmarks.bars import Bar
from tests.benchmarks.engine_measure import Figure


@dataclass(slots=True)
class Results:
    """By work ("zip: first backup") and tool: figures, and bytes stored. `sizes`: bytes that went in, by work.

    `counts` are single numbers by name; `others` the bars of the scripts that measure something else.
    """

    mebibytes: int
    figures: dict[str, dict[str, Figure]] = field(default_factory=dict)
    stored: dict[str, dict[str, int]] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    counts: dict[str, float] = field(default_factory=dict)
    others: list[Bar] = field(default_factory=list)

    def note(self, work: str, tool: str, figure: Figure, size: int, stored: int | None = None) -> None:
        """One more round of a work."""
        rows = self.figures.setdefault(work, {})
        rows[tool] = rows[tool].with_round(figure) if tool in rows else figure
        self.sizes[work] = size
        if stored is not None:
            self.stored.setdefault(work, {})[tool] = stored

    def add(self, work: str, tool: str, figure: Figure, size: int, stored: int | None = None) -> None:
        """One more part of a work that is done in several parts, one after the other."""
        rows = self.figures.setdefault(work, {})
        old = rows.get(tool, Figure(0, 0, 0))
        rows[tool] = Figure(old.seconds + figure.seconds, old.cpu + figure.cpu, max(old.peak, figure.peak))
        self.sizes[work] = size
        if stored is not None:
            self.stored.setdefault(work, {})[tool] = stored

    def save(self, path: Path) -> None:
        """Beside the data, for the next run to compare with."""
        path.write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Results | None:
        """What an earlier run found; None where there is none of this shape."""
        try:
            said = json.loads(path.read_text(encoding="utf-8"))
            found = cls(**{**said, "others": [Bar(**bar) for bar in said["others"]]})
            for work, rows in said["figures"].items():
                found.figures[work] = {tool: Figure(**figure) for tool, figure in rows.items()}
        except (OSError, ValueError, TypeError, KeyError):
            return None
        return found
