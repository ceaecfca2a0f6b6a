"""What `repair` prints: what was damaged, what is whole again, what is lacking yet and what the person can do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vault.cli.days import long_day, moment
from vault.cli.shown_health import exports_of, list_problems, of_problems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vault.cli.documents import Document
    from vault.cli.shown import Shown
    from vault.services.repair import PlannedRepair, RepairReport
    from vault.services.spent_backups import SpentBackup


def of_repair(report: RepairReport) -> Document:
    """`repair --json`."""
    return {
        "healed": report.healed,
        "salvaged": report.salvaged,
        "refilled": report.refilled,
        "listed": report.listed,
        "set_aside": report.set_aside,
        "recovered": report.recovered,
        "removed": report.removed,
        "unreadable": _spent(report.spent),
        "problems_before": of_problems(report.before),
        "problems_after": of_problems(report.after),
    }


def of_planned(planned: PlannedRepair) -> Document:
    """`repair --dry-run --json`: nothing was done, so what is damaged is damaged still."""
    problems = of_problems(planned.before)
    return {"healed": 0, "unreadable": _spent(planned.spent), "problems_before": problems, "problems_after": problems}


def show_planned(shown: Shown, planned: PlannedRepair, *, may_ask: bool = True) -> None:
    """What is damaged; `may_ask`: and what the person may decide."""
    if planned.nothing:
        shown.line("Nothing is damaged: every byte was read.", "green")
        return
    shown.line("Your vault is damaged. Not whole:", "bold")
    list_problems(shown, planned.before)
    if may_ask:
        _offer(shown, planned.spent)


def show_repair(shown: Shown, planned: PlannedRepair, report: RepairReport) -> None:
    """What was damaged, and what came of it."""
    show_planned(shown, planned, may_ask=False)
    if planned.nothing:
        return
    done = [
        (report.healed, "file taken whole from a copy", "files taken whole from a copy"),
        (report.salvaged, "piece saved out of damaged files", "pieces saved out of damaged files"),
        (report.refilled, "lost piece found in a copy", "lost pieces found in a copy"),
        (report.listed, "file listed again", "files listed again"),
        (report.recovered, "lost backup found again", "lost backups found again"),
        (report.removed, "unreadable backup taken off the list", "unreadable backups taken off the list"),
        (report.set_aside, "damaged file set aside, not deleted", "damaged files set aside, not deleted"),
    ]
    for count, one, many in done:
        if count:
            shown.line(f"{count:,} {one if count == 1 else many}.")
    if not report.after:
        shown.line("Your vault is in order again. Every byte was read.", "green")
        return
    shown.line("Still not whole:", "bold red")
    list_problems(shown, report.after)
    _offer(shown, report.spent)
    for advice in _advice(report):
        shown.line(advice, "yellow")


def _offer(shown: Shown, spent: Sequence[SpentBackup]) -> None:
    """Backups that nobody can read and nobody needs: the person may let them go."""
    for one in spent:
        shown.line(f"The backup of {long_day(one.time)} of {', '.join(one.names)} cannot be read any more.", "bold")
    if spent:
        shown.line(
            "All that is left of it is in other backups. To take it off the list: chat-vault repair --remove-lost"
        )


def _spent(spent: Sequence[SpentBackup]) -> list[Document]:
    return [{"snapshot": one.snapshot, "time": moment(one.time), "chats": list(one.names)} for one in spent]


def _advice(report: RepairReport) -> list[str]:
    """What the person can do, most helpful first."""
    kinds = {problem.what for problem in report.after}
    advice: list[str] = []
    if report.lacking:
        advice.append(
            f"Back up {exports_of(report.after)} again, where you still have it: "
            "what was lost is stored anew, and these backups are whole again."
        )
    elif kinds - {"key", "config"}:
        advice.append("Back up the exports that you still have again: what was lost is stored anew.")
    if "key" in kinds:
        advice.append("A way in is damaged. Make a new recovery sheet, and let your other computers in again by it.")
    if kinds - {"key"}:
        advice.append("If there is another copy of this vault, call again with --from DIR.")
    return advice
