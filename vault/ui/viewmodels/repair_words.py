"""What the page "Repair" says: what is damaged, what can be put back and from where, what is lacking yet. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from vault.services.check import HealthProblem
from vault.services.repair import PlannedRepair, RepairReport
from vault.services.spent_backups import SpentBackup
from vault.ui import figures
from vault.ui.viewmodels.free_space_words import Line
from vault.ui.wording.words import NOTHING_CHANGED, Words, some_of

RepairDeed = Literal["", "repair", "copy", "keep", "add-chats", "new-sheet"]
"""What the filled button does; "" for no such button."""

_OPENED_BY = frozenset(("key", "config"))  # parts that no new backup brings back
_MOST_BACKUPS = 6  # that are named with their days
_HEALED_HERE = frozenset(("pack", "index", "snapshot", "missing"))  # of these something can be done without any copy

HAVE_A_COPY = "I have a copy of this vault…"
NOT_A_COPY = Words(
    "That folder holds no other copy of this vault.",
    "Only a copy of the very same vault can give back what is missing here.",
    NOTHING_CHANGED,
    "Choose the folder of the copy itself, on another disk or in a cloud’s folder.",
    "Choose another folder", "choose-folder",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RepairWords:
    """What is said, and what the filled button does. `takes_copy`: a copy of the vault would help.

    `let_go` are the words of the button that asks whether backups that nobody can read may go; "" for no such button.
    """

    sentence: str = ""
    detail: str = field(default="", repr=False)
    lines: tuple[Line, ...] = field(default=(), repr=False)
    button: str = ""
    deed: RepairDeed = ""
    takes_copy: bool = False
    let_go: str = ""


def plan_words(planned: PlannedRepair, copies: Sequence[str]) -> RepairWords:
    """Before anything is changed. `copies` are the names of the folders that the person chose."""
    if planned.nothing:
        return RepairWords("Nothing is damaged in your vault.", "Every byte was read just now.")
    before = planned.before
    kinds = Counter(problem.what for problem in before)
    can_do = bool(_HEALED_HERE & kinds.keys()) or bool(planned.plan.unlisted or planned.plan.locks or copies)
    damaged = (*_backups(before, planned.spent), *_inside(before))
    lines = (*damaged, *_from_here(kinds), *_from_elsewhere(kinds, copies))
    told = RepairWords(_count(before, "damaged"), _touched(before), lines, takes_copy=True)
    if can_do:
        return _with_button(told, "Repair", "repair")
    if planned.spent:
        return _to_let_go(replace(told, lines=damaged), before, planned.spent)
    return _next_step(told, before)


def done_words(report: RepairReport) -> RepairWords:
    """What is whole again, what is not, and the next step."""
    if not report.after:
        return RepairWords("Your vault is whole again.", "Every byte was read afterwards.", _done(report))
    lines = (*_done(report), *_backups(report.after, report.spent), *_inside(report.after), *_advice(report))
    told = RepairWords(_count(report.after, "still not whole"), _touched(report.after), lines, takes_copy=True)
    return _to_let_go(told, report.after, report.spent) if report.spent else _next_step(told, report.after)


def let_go_words(spent: Sequence[SpentBackup]) -> RepairWords:
    """The question before backups that nobody can read go off the list; the filled button keeps them."""
    what = f"the backup of {figures.day(spent[0].time)}" if len(spent) == 1 else f"{len(spent):,} backups"
    lines = [
        Line("known", f"The backup of {figures.day(one.time)} goes.",
             f"{some_of(one.names)}. A newer backup is whole, that of {figures.day(one.newer)}.")
        for one in spent[:_MOST_BACKUPS]
    ]  # fmt: skip
    if len(spent) > _MOST_BACKUPS:
        further = figures.counted(len(spent) - _MOST_BACKUPS, "more backup goes", "more backups go")
        lines.append(Line("known", f"{further}, as unreadable as these."))
    lines.append(Line("good", "No message and no photo goes that can still be read."))
    it, keep = ("it", "Keep it") if len(spent) == 1 else ("them", "Keep them")
    detail = f"This cannot be undone: a copy of your vault that turns up later will not bring {it} back."
    return RepairWords(f"Let {what} go for good?", detail, tuple(lines), keep, "keep", let_go="Let go for good")


def _count(problems: Sequence[HealthProblem], how: str) -> str:
    if not problems:
        return "Some locks in your vault say nothing."
    count = figures.counted(len(problems), "part", "parts")
    return f"{count} of your vault {'is' if len(problems) == 1 else 'are'} {how}."


def _touched(problems: Sequence[HealthProblem]) -> str:
    chats = tuple(sorted({name for problem in problems for name in problem.chats}))
    if chats:
        return f"Touched: {some_of(chats)}."
    if all(problem.what in ("key", "index", "config") for problem in problems):
        return "No chat is touched."
    return "We cannot tell which chats are touched."


def _backups(problems: Sequence[HealthProblem], spent: Sequence[SpentBackup]) -> tuple[Line, ...]:
    """The backups that do not come back whole, by their days; of the spent ones more is said."""
    told = {one.time for one in spent}
    backups = {one for problem in problems for one in problem.backups if one.time not in told}
    touched = sorted(backups, key=lambda one: one.time)
    lines = [
        Line("attention", f"The backup of {figures.day(one.time)} is not whole.", f"{some_of(one.chats)}.")
        for one in touched[:_MOST_BACKUPS]
    ]
    if len(touched) > _MOST_BACKUPS:
        what = figures.counted(len(touched) - _MOST_BACKUPS, "more backup is", "more backups are")
        lines.append(Line("attention", f"{what} not whole."))
    return tuple(lines)


def _to_let_go(told: RepairWords, problems: Sequence[HealthProblem], spent: Sequence[SpentBackup]) -> RepairWords:
    """Backups that nobody can read any more, and whose remains are in others: the person may let them go.

    That is never what the page leads to: first comes what could bring something back.
    """
    lines = [
        Line("attention", f"The backup of {figures.day(one.time)} cannot be read any more.", f"{some_of(one.names)}.")
        for one in spent[:_MOST_BACKUPS]
    ]
    if len(spent) > _MOST_BACKUPS:
        further = figures.counted(len(spent) - _MOST_BACKUPS, "more backup", "more backups")
        lines.append(Line("attention", f"{further} cannot be read any more."))
    them = "it" if len(spent) == 1 else "them"
    advice = f"What can be read of {them} is in other backups, too. If you have no copy, you can let {them} go."
    lines.append(Line("known", f"Only a copy of your vault could bring {them} back.", advice))
    more = replace(told, lines=(*told.lines, *lines), let_go=f"Let {them} go…")
    if _others(problems, spent):
        return _next_step(more, problems)
    return replace(_with_button(more, HAVE_A_COPY, "copy"), takes_copy=False)


def _others(problems: Sequence[HealthProblem], spent: Sequence[SpentBackup]) -> bool:
    """Whether anything is damaged besides what only the spent backups need."""
    gone = {one.time for one in spent}
    return any(not one.backups or not gone.issuperset(backup.time for backup in one.backups) for one in problems)


def _inside(problems: Sequence[HealthProblem]) -> tuple[Line, ...]:
    inside = tuple(dict.fromkeys(name for problem in problems for name in problem.inside))
    return (Line("attention", "Some photos or files are damaged.", f"{some_of(inside)}."),) if inside else ()


def _from_here(kinds: Counter[str]) -> tuple[Line, ...]:
    """What needs nothing but what is in the vault."""
    lines: list[Line] = []
    if kinds["index"]:
        what = figures.counted(kinds["index"], "damaged list is", "damaged lists are")
        lines.append(Line("known", f"{what} made again from the vault itself.", "Nothing is lost by it."))
    if kinds["snapshot"]:
        what = figures.counted(kinds["snapshot"], "backup has", "backups have")
        lines.append(Line("known", f"{what} a damaged entry.", "What it led to is looked for, and listed again."))
    if kinds["missing"]:
        what = figures.counted(kinds["missing"], "backup is", "backups are")
        lines.append(Line("known", f"{what} gone from your vault’s list.", "What is left of it is listed again."))
    if kinds["pack"]:
        what = figures.counted(kinds["pack"], "damaged file", "damaged files")
        lines.append(Line("known", f"All that is whole in {what} is saved.", "The rest of it is lost here."))
    return tuple(lines)


def _from_elsewhere(kinds: Counter[str], copies: Sequence[str]) -> tuple[Line, ...]:
    lines: list[Line] = []
    if copies:
        lines.append(Line("known", f"What is lost here is taken from {some_of(copies)}, as far as it is there."))
    elif kinds.keys() - {"index"}:
        what = "A copy of this vault can give back what is lost."
        lines.append(Line("known", what, "So can backing up the same exports again."))
    lines.append(Line("known", "Nothing that can still be read is taken away."))
    return tuple(lines)


def _done(report: RepairReport) -> tuple[Line, ...]:
    told = (
        (report.healed, "file came back whole from a copy.", "files came back whole from a copy."),
        (report.refilled, "lost piece came back from your copy.", "lost pieces came back from your copy."),
        (report.salvaged, "piece was saved out of damaged files.", "pieces were saved out of damaged files."),
        (report.listed, "file is listed again.", "files are listed again."),
        (report.removed, "unreadable backup went off the list.", "unreadable backups went off the list."),
        (report.recovered, "lost backup was found again.", "lost backups were found again."),
    )
    lines = [Line("good", figures.counted(count, one, many)) for count, one, many in told if count]
    if report.set_aside:
        what = figures.counted(report.set_aside, "damaged file was", "damaged files were")
        lines.append(Line("known", f"{what} put aside, and not deleted."))
    return tuple(lines)


def _advice(report: RepairReport) -> tuple[Line, ...]:
    kinds = {problem.what for problem in report.after}
    lines: list[Line] = []
    if kinds - _OPENED_BY:
        what = f"Back up {some_of(report.files)} again." if report.files else "Back up these chats again."
        lines.append(Line("attention", what, "What was lost is stored anew. Then older backups are whole again, too."))
    if "key" in kinds:
        what = "A key of this vault is damaged: what it belongs to cannot open the vault."
        lines.append(Line("attention", what, "Make a new recovery sheet, and let your other computers in by it."))
    lines.append(Line("known", "If you have a copy of this vault, it may hold what is lacking."))
    return tuple(lines)


def _next_step(told: RepairWords, problems: Sequence[HealthProblem]) -> RepairWords:
    if {problem.what for problem in problems} - _OPENED_BY:
        files = {name for problem in problems for name in problem.files}
        return _with_button(told, "Back it up again" if len(files) == 1 else "Back them up again", "add-chats")
    return _with_button(told, "Make a new sheet", "new-sheet")


def _with_button(told: RepairWords, button: str, deed: RepairDeed) -> RepairWords:
    return replace(told, button=button, deed=deed)
