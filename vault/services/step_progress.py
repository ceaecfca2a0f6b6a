"""Progress of one part of a larger piece of work."""

from __future__ import annotations

from dataclasses import dataclass

from vault.progress import Progress


@dataclass(frozen=True, slots=True)
class Part:
    """Passes on what a part reports, under `step`'s name if one is given.

    Where the whole's size is known (`whole`, bytes), what is done counts from `before`.
    """

    progress: Progress
    step: str | None = None
    before: int = 0
    whole: int | None = None

    def update(self, step: str, done: int, total: int | None = None) -> None:
        """Pass it on."""
        self.progress.update(self.step or step, self.before + done, total if self.whole is None else self.whole)

    def check_cancelled(self) -> None:
        """Ask the whole."""
        self.progress.check_cancelled()
