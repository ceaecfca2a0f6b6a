"""A backup's report in words: what was found, what is new, what was known, what could not be read, and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from vault.exports.base import Skipped
from vault.services.back_up import BackupLine, BackupReport
from vault.services.check import Health
from vault.ui import figures
from vault.ui.messages import words
from vault.ui.wording.words import Words, quoted

Kind = Literal["good", "known", "attention"]

_AT_LENGTH = 2
"""With more files than this, each is told in one line."""

_SKIPPED: dict[str, str] = {
    "before-first-message": "They stand above the first message.",
    "too-long": "It is longer than any message that an app writes.",
    "not-utf8": "They hold characters that cannot be read. The rest of each message is listed.",
    "another-chat": "It is a second chat in the same file. Send that chat by itself.",
    "older-snapshot": "It is an older backup. The newest one beside it was read.",
}
"""Why something is not among the messages, by Skipped.why."""

_WARNINGS: dict[str, str] = {
    "not-read-through": "We could not read all of its messages. The file itself is kept whole.",
    "not-read-back": "We could not read it back from the vault. Check the vault, then put the file in again.",
    "library": "Its messages cannot be listed on this computer yet. They are in the vault.",
}
"""What to mind, by the keys of BackupLine.warnings."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a report: `kind` decides its shape and colour."""

    kind: Kind
    text: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file: its chat's name, what it is, and the facts."""

    title: str
    app: str
    detail: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class ReportWords:
    """The whole report. `troubles` are the files that are not in the vault."""

    headline: str
    files: tuple[FileReport, ...]
    troubles: tuple[Words, ...]
    attention: bool


def report_words(report: BackupReport) -> ReportWords:
    """The report of a backup in words."""
    return ReportWords(
        headline=_headline(report),
        files=tuple(_file(line, brief=len(report.backups) > _AT_LENGTH) for line in report.backups),
        troubles=tuple(words(failed.error) for failed in report.failed),
        attention=report.attention,
    )


def _headline(report: BackupReport) -> str:
    count, failed = len(report.backups), len(report.failed)
    if not count:
        return "Nothing was put into your vault." if failed != 1 else "This file was not put into your vault."
    if not all(line.verified for line in report.backups):
        return "Something needs a look before you rely on it."
    if failed:
        return f"{count} of {count + failed} files {'is' if count == 1 else 'are'} in your vault."
    if all(line.already for line in report.backups):
        return "This was in your vault already." if count == 1 else "All of these were in your vault already."
    return "It is in your vault." if count == 1 else f"All {count} files are in your vault."


def _file(line: BackupLine, *, brief: bool) -> FileReport:
    """One file at length, or in one line where there are many; what needs a look is always said at length."""
    names = ", ".join(chat.name for chat in line.chats) or line.export
    done = [fact for fact in (_found(line), _stored(line), _compared(line)) if fact]
    if brief:
        done = [Fact(done[0].kind, " ".join([*(fact.text for fact in done), done[0].detail]))]
    return FileReport(
        title=names,
        app=line.app,
        detail=f"{line.app_name} · {quoted(line.export)} · {figures.size(line.bytes)}",
        facts=(*done, *_minded(line)),
    )


def _found(line: BackupLine) -> Fact:
    found = figures.counted(line.messages, "message", "messages")
    if line.attachments:
        found += f" and {figures.counted(line.attachments, 'photo or file', 'photos and files')}"
    if line.already or (line.messages and not line.new):
        return Fact("known", f"{found} found.", "Your vault knew all of them.")
    if line.known:
        new = figures.counted(line.new, "message is", "messages are")
        return Fact("good", f"{found} found.", f"{new} new, {figures.count(line.known)} were there before.")
    return Fact("good", f"{found} found.", "All of it is new.")


def _stored(line: BackupLine) -> Fact:
    if line.already:
        return Fact("known", "The very same file was there.", "Nothing was stored twice.")
    spared = line.bytes - line.stored
    if line.bytes and spared > line.bytes // 4:
        rest = f"The rest of its {figures.size(line.bytes)} needed no room."
        return Fact("good", f"{figures.size(line.stored)} stored, locked.", rest)
    return Fact("good", f"{figures.size(line.stored)} stored, locked.")


def _compared(line: BackupLine) -> Fact | None:
    if line.verified:
        return Fact("good", "Read back and compared.", "The copy in the vault is identical to the file.")
    return None


def _minded(line: BackupLine) -> list[Fact]:
    """Everything that needs a look: warnings, open dates, and what is not among the messages, by reason."""
    minded = [Fact("attention", _WARNINGS.get(key, "Something needs a look.")) for key in line.warnings]
    if not line.verified and "not-read-back" not in line.warnings:
        minded.insert(0, Fact("attention", _WARNINGS["not-read-back"]))
    if line.question:
        minded.append(Fact("attention", "Its dates can be read in two ways.", "Put the file in again to choose."))
    for why, count in Counter(part.why for part in line.skipped).items():
        minded.append(_skipped(why, count, line.skipped))
    return minded


def _skipped(why: str, count: int, all_of_them: tuple[Skipped, ...]) -> Fact:
    where = ", ".join(part.where for part in all_of_them if part.why == why)
    places = where if count <= 3 else figures.counted(count, "place", "places")
    return Fact(
        "attention",
        f"Not listed among the messages: {places}.",
        f"{_SKIPPED.get(why, 'We could not read this part.')} The file is kept whole.",
    )


def health_words(health: Health) -> ReportWords:
    """The outcome of a health check in words."""
    read = f"{figures.size(health.read_bytes)} read and compared."
    if health.ok:
        fine = Fact("good", read, "Nothing is missing, and nothing has changed since it was written.")
        return ReportWords("All of your vault can be read.", (FileReport("Health check", "", "", (fine,)),), (), False)
    count = figures.counted(len(health.problems), "part", "parts")
    facts = (
        Fact("attention", "The rest was not touched, and nothing was deleted."),
        *(Fact("attention", f"{name} may be incomplete.") for name in health.chats),
        Fact("known", "What to do: put those chats in again from your phone.", "The new copy is whole."),
    )
    return ReportWords(
        f"{count} of your vault cannot be read.", (FileReport("Health check", "", read, facts),), (), True
    )
