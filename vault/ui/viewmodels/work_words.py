"""Work under way, in words: what a step is called, how far it is, how long it takes yet."""

from __future__ import annotations

from vault.progress import ProgressUpdate
from vault.ui import figures
from vault.ui.viewmodels.pace import Pace
from vault.ui.viewmodels.progressing import Progressing

STEPS: dict[str, str] = {
    "reading": "Reading the messages",
    "counting": "Reading the messages",
    "storing": "Locking it in your vault",
    "checking": "Reading it back and comparing",
    "comparing": "Reading it back and comparing",
    "repairing": "Making it whole again",
    "listing": "Listing the messages",
    "tidying": "Tidying your vault",
    "relocking": "Sealing everything with the new key",
}
"""What is said of a step of ProgressUpdate while something is put in."""

STOPPING = Progressing("Stopping", note="Nothing half-done remains.", can_cancel=False)


def in_words(update: ProgressUpdate, what: str, pace: Pace, note: str) -> Progressing:
    """How far `what` is."""
    share = update.done / update.total if update.total else None
    in_bytes = update.total and update.step != "counting"  # which counts backups
    how_far = f"{figures.size(update.done)} of {figures.size(update.total or 0)}" if in_bytes else ""
    return Progressing(what, share, how_far, pace.note(update.done, update.total), note)
