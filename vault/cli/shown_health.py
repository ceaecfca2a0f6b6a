"""What is wrong with a vault, as `check` and `repair` tell it: which chats, which exports, which photos."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault.cli.documents import Document
    from vault.cli.shown import Shown
    from vault.services.check import HealthProblem

_MOST = 20


def of_problems(problems: Sequence[HealthProblem]) -> list[Document]:
    """For `--json`."""
    return [
        {
            "what": problem.what,
            "chats": list(problem.chats),
            "files": list(problem.files),
            "inside": list(problem.inside),
        }
        for problem in problems
    ]


def list_problems(shown: Shown, problems: Sequence[HealthProblem]) -> None:
    """One line each, and one more for what is damaged inside an export."""
    for problem in problems[:_MOST]:
        files = f" (in {some(problem.files)})" if problem.files else ""
        shown.line(f"  {problem.what}: {some(problem.chats) or 'no chat'}{files}", "red")
        if problem.inside:
            shown.line(f"    damaged inside: {some(problem.inside)}", "red")
    if len(problems) > _MOST:
        shown.line(f"  and {len(problems) - _MOST:,} more", "red")


def some(names: Sequence[str]) -> str:
    """The first of many names, and how many there are besides."""
    further = f" and {len(names) - _MOST:,} more" if len(names) > _MOST else ""
    return ", ".join(names[:_MOST]) + further
