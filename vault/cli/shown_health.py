"""What is wrong with a vault, as `check` and `repair` tell it: which chats, which exports, which photos."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from vault.cli.days import long_day, moment

if TYPE_CHECKING:
    from vault.cli.documents import Document
    from vault.cli.shown import Shown
    from vault.services.check import HealthProblem, Touched

MOST = 20
REPAIR = "chat-vault repair. It heals what it can, and says which exports to back up again."
_OF_THE_VAULT = {
    "index": "A list of what lies where in the vault",
    "key": "A way in: a recovery sheet’s, or a computer’s",
    "config": "The vault’s first file, which every way in needs",
    "snapshot": "A backup of which nothing can be told",
}


def of_problems(problems: Sequence[HealthProblem]) -> list[Document]:
    """For `--json`."""
    return [
        {
            "what": problem.what,
            "chats": list(problem.chats),
            "files": list(problem.files),
            "inside": list(problem.inside),
            "backups": [{"export": one.file, "time": moment(one.time)} for one in problem.backups],
        }
        for problem in problems
    ]


def list_problems(shown: Shown, problems: Sequence[HealthProblem]) -> None:
    """What is not whole, for each chat once, and what is damaged inside an export."""
    told = dict.fromkeys(_parts(problem) for problem in problems)
    for line, inside in list(told)[:MOST]:
        shown.line(f"  {line}", "red")
        if inside:
            shown.line(f"    not whole in it: {inside}", "red")
    if len(told) > MOST:
        shown.line(f"  and {len(told) - MOST:,} more", "red")


def exports_of(problems: Sequence[HealthProblem]) -> str:
    """The exports to back up again, by the days of their backups: several may bear one name."""
    backups = sorted({one for problem in problems for one in problem.backups}, key=lambda one: one.time)
    if not backups:
        return "the exports of these chats"
    return some([_export(one) for one in backups])


def _export(backup: Touched) -> str:
    name = f" ({backup.file})" if backup.file else ""
    return f"the export of {long_day(backup.time)} of {some(backup.chats) or 'no chat'}{name}"


def _parts(problem: HealthProblem) -> tuple[str, str]:
    """One line on what is not whole, and one on what of it."""
    if problem.what in _OF_THE_VAULT and not problem.backups:
        return _OF_THE_VAULT[problem.what], ""
    if not problem.backups:
        whose = f", of {some(problem.chats)}" if problem.chats else ", that no backup needs"
        return f"A part of the vault{whose}", some(problem.inside)
    days = list(dict.fromkeys(long_day(one.time) for one in problem.backups))
    backups = f"the backup of {days[0]}" if len(days) == 1 else f"the backups of {_few(days)}"
    if problem.what == "missing":
        return f"{some(problem.chats)}: {backups} is not in your vault’s list any more, and what it holds still is", ""
    whole = "" if problem.what == "snapshot" else "part of "
    names = f" ({some(problem.files)})" if problem.files else ""
    return f"{some(problem.chats)}: {whole}{backups}{names}", some(problem.inside)


def _few(days: Sequence[str]) -> str:
    """The first and the last of many."""
    return " and ".join(days) if len(days) == 2 else f"{days[0]} to {days[-1]} ({len(days):,} days)"


def some(names: Sequence[str]) -> str:
    """The first of many names, and how many there are besides."""
    further = f" and {len(names) - MOST:,} more" if len(names) > MOST else ""
    return ", ".join(names[:MOST]) + further
