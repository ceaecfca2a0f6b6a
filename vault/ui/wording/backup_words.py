"""The report of what was put in, as its page says it: what was found, kept and left out, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from vault.errors import EmptyExport, NotAChat
from vault.services.back_up import BackupLine, BackupReport, FailedExport, Look
from vault.services.export_guides import left_out_of
from vault.ui import figures
from vault.ui.messages import words
from vault.ui.models.report_list import ReportRow
from vault.ui.wording.report_words import FileReport, is_unread, report_words
from vault.ui.wording.words import Words, quoted

Deed = Literal["unlock", "zone", "copies"]
_AT_LENGTH = 2
_MOST_CARDS = 12
_MOST_PANELS = 5
_NAMED = 3


@dataclass(frozen=True, slots=True)
class NextStep:
    """Something that can be done now; `paths` are what it is about."""

    deed: Deed
    headline: str
    detail: str
    button: str
    paths: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What an app itself leaves out of the exports that were put in."""

    title: str
    lacks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BackupWords:
    """The whole page. `files` are told at length; `further` says what is not; `troubles` are not in the vault.

    `chats` are rows of a list, by export where there are several.
    """

    headline: str
    summary: str
    files: tuple[FileReport, ...]
    further: str
    troubles: tuple[Words, ...]
    chats: tuple[ReportRow, ...]
    left_out: tuple[LeftOut, ...]
    steps: tuple[NextStep, ...]


def backup_words(report: BackupReport, looks: Sequence[Look], today: date, zone: str = "") -> BackupWords:
    """The report in words. `looks` say whose times have no zone; `zone` is the one that was assumed for them."""
    grave = tuple(failed for failed in report.failed if not _is_plain(failed))
    whole = report_words(BackupReport(report.backups, grave) if report.backups else report)
    by_path = {look.path: look for look in looks}
    told = _at_length(whole.files, report.backups)
    troubles, others = _troubles(report)
    hidden = len(whole.files) - len(told) if told else 0
    further = (
        [f"{figures.counted(hidden, 'further export', 'further exports')}: nothing needs a look."] if hidden else []
    )
    further += [said for said in (others, _passed_over(report)) if said]
    return BackupWords(
        headline=whole.headline,
        summary=_summary(report.backups),
        files=told,
        further=" ".join(further),
        troubles=troubles,
        chats=chat_rows(report.backups, today),
        left_out=_left_out(report.backups),
        steps=_steps(report.backups, by_path, zone),
    )


def chat_rows(lines: Sequence[BackupLine], today: date) -> tuple[ReportRow, ...]:
    """The chats of each export, the longest first; a heading above each export where there are several."""
    rows: list[ReportRow] = []
    grouped = len(lines) > 1
    for line in lines:
        if not line.chats:
            continue
        if grouped:
            count = figures.counted(len(line.chats), "chat", "chats")
            rows.append(ReportRow("group", line.export, line.app, line.app_name, count))
        for chat in sorted(line.chats, key=lambda chat: -chat.messages):
            parts = [figures.span(chat.first, chat.last, today)]
            if chat.attachments:
                parts.append(figures.counted(chat.attachments, "photo or file", "photos and files"))
            detail = " · ".join(part for part in parts if part)
            messages = figures.counted(chat.messages, "message", "messages")
            rows.append(ReportRow("chat" if grouped else "alone", chat.name, line.app, detail, messages))
    return tuple(rows)


def _summary(lines: Sequence[BackupLine]) -> str:
    if len(lines) <= _AT_LENGTH:
        return ""
    exports = figures.counted(len(lines), "export", "exports")
    messages = figures.counted(sum(line.messages for line in lines), "message", "messages")
    size = figures.size(sum(line.bytes for line in lines))
    compared = " Read back and compared." if all(line.verified for line in lines) else ""
    return f"{exports} · {messages} · {size}.{compared}"


def _at_length(files: Sequence[FileReport], lines: Sequence[BackupLine]) -> tuple[FileReport, ...]:
    """A few all at length; of many only those that need a look, and not without end."""
    if len(files) <= _AT_LENGTH:
        return tuple(files)
    minded = [file for file in files if any(fact.kind == "attention" for fact in file.facts)]
    return tuple(minded[:_MOST_CARDS])


def _troubles(report: BackupReport) -> tuple[tuple[Words, ...], str]:
    """What is told in a message of its own, and what is only counted: beside exports, things that are none."""
    plain = [failed for failed in report.failed if _is_plain(failed)]
    grave = [failed for failed in report.failed if not _is_plain(failed)]
    if not report.backups and len(plain) <= _MOST_PANELS:
        return tuple(words(failed.error) for failed in report.failed), ""
    told = dict.fromkeys(words(failed.error) for failed in grave)  # what stopped several is said once
    shown = tuple(told)[:_MOST_PANELS]
    count = len(plain) + len(told) - len(shown)
    left = figures.counted(count, "other thing holds no chat that we know.", "other things hold no chats that we know.")
    return shown, left if count else ""


def _passed_over(report: BackupReport) -> str:
    """What else lay in a folder: its names, so that nobody takes it for kept."""
    names = [path.name for path in report.passed_over.paths]
    if not report.backups or not names:
        return ""
    more = [f"{len(names) - _NAMED:,} more"] if len(names) > _NAMED else []
    listed = ", ".join([*(quoted(name) for name in names[:_NAMED]), *more])
    files = figures.counted(report.passed_over.files, "file is", "files are")
    return f"{files} not in your vault, as part of no chat that we know: {listed}."


def _is_plain(failed: FailedExport) -> bool:
    return isinstance(failed.error, NotAChat | EmptyExport)


def _left_out(lines: Sequence[BackupLine]) -> tuple[LeftOut, ...]:
    """By app, each thing once; of exports that were read."""
    found: dict[str, dict[str, None]] = {}
    for line in lines:
        if not is_unread(line):
            found.setdefault(line.app_name, {}).update(dict.fromkeys(left_out_of(line.format)))
    return tuple(LeftOut(f"What {app} itself leaves out", tuple(lacks)) for app, lacks in found.items() if lacks)


def _steps(lines: Sequence[BackupLine], looks: Mapping[Path, Look], zone: str) -> tuple[NextStep, ...]:
    steps = [
        NextStep(
            "unlock", f"{quoted(line.export)} is kept locked.", "Its messages are listed when you type its key.",
            "Type its key", (line.path,),
        )
        for line in lines
        if line.secret is not None
    ]  # fmt: skip
    open_zones = tuple(line.path for line in lines if (look := looks.get(line.path)) is not None and look.zone_open)
    if open_zones:
        what = "Its times come" if len(lines) == 1 else "Some times come"
        read = f"We read them as {zone} time." if zone else "We read them as this computer’s time."
        steps.append(
            NextStep("zone", f"{what} without a time zone.", read, "Choose another time zone", open_zones)
        )  # fmt: skip
    if any(line.secret is None for line in lines):
        steps.append(
            NextStep(
                "copies", "What you put in still lies where it was.",
                "Whoever uses that folder can read it there. We can look for such copies.", "Look for copies",
            )
        )  # fmt: skip
    return tuple(steps)
