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
from vault.ui.wording.words import Words, quoted, some_of

Kind = Literal["good", "known", "attention"]

_NAMED = 3
_WHERE = 80
_AT_LENGTH = 2
"""With more files than this, each is told in one line."""

NOT_LISTED = "Not listed among the messages"
SKIPPED_WORDS: dict[str, tuple[str, str]] = {
    "before-first-message": (NOT_LISTED, "They stand above the first message."),
    "too-long": ("Listed, and cut off", "It is longer than any message that an app writes."),
    "not-utf8": ("Listed, and not readable in part", "Some characters cannot be read. The rest is listed."),
    "another-chat": (NOT_LISTED, "It is a second chat in the same file. Send that chat by itself."),
    "damaged": (NOT_LISTED, "It is damaged, and cannot be read."),
    "unknown-kind": (NOT_LISTED, "It is of a kind that we do not know yet."),
    "no-date": ("Listed without a date", "The app gave none."),
    "media-missing": (
        "Photos or files that should be there and are not",
        "Another part of the export may be missing. Drop all parts together.",
    ),
    "not-kept-by-app": ("Left out by the app itself", "The app does not put it into its exports."),
    "unfinished": ("Not finished when it was given", "The app was still writing it. Make it once more."),
    "draft": (NOT_LISTED, "It was written, and never sent."),
    "unknown-chat": (NOT_LISTED, "The export does not say which chat it belongs to."),
    "older-snapshot": ("Kept, and not listed", "It is an older backup in the same folder. The newest one is listed."),
    "not-stored": ("Not put into your vault", "It is a link, or the system did not let us read it."),
}
"""What to say of a part, by Skipped.why: the beginning before its place, and the reason. A test holds it to SKIPPED."""

_WARNINGS: dict[str, str] = {
    "not-read-through": "We could not read all of its messages. The file itself is kept whole.",
    "not-read-back": "We could not read it back from the vault. Check the vault, then put the file in again.",
    "library": "Its messages cannot be listed on this computer yet. They are in the vault.",
    "locked": "It is locked, and kept as it is. Its messages are listed when you type its key.",
    "wrong-secret": "The key that we have does not open it. It is kept as it is, locked.",
    "damaged": "It is not what the app wrote: a part may be lost. It is kept as it is.",
    "incomplete": "A part that is needed to read it was not given. What was given is kept.",
    "no-importer": "We cannot read this kind yet. It is kept for a newer Chat Vault.",
    "version": "We cannot read this version yet. It is kept for a newer Chat Vault.",
}
"""What to mind, by the keys of BackupLine.warnings."""

UNREAD = frozenset({"locked", "wrong-secret", "damaged", "incomplete", "version", "no-importer"})
"""Warnings of exports that are kept whole while none of their messages is listed."""


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
    if any(line.healed for line in report.backups) and all(line.already for line in report.backups):
        return "What your vault had lost of this is back."
    if all(line.already for line in report.backups):
        return "This was in your vault already." if count == 1 else "All of these were in your vault already."
    return "It is in your vault." if count == 1 else f"All {count} files are in your vault."


def _file(line: BackupLine, *, brief: bool) -> FileReport:
    """One file at length, or in one line where there are many; what needs a look is always said at length."""
    names = _names(line)
    accounted = None if brief else _accounted(line)
    done = [fact for fact in (_found(line), accounted, _stored(line), _healed(line), _compared(line)) if fact]
    if brief and done:
        done = [Fact(done[0].kind, " ".join([*(fact.text for fact in done), done[0].detail]))]
    return FileReport(
        title=names,
        app=line.app,
        detail=f"{line.app_name} · {quoted(line.export)} · {figures.size(line.bytes)}",
        facts=(*done, *_minded(line)),
    )


def _names(line: BackupLine) -> str:
    """Its chat; of many chats the first ones, as many as are read at a glance."""
    names = [chat.name for chat in line.chats]
    if len(names) > _NAMED:
        further = figures.counted(len(names) - _NAMED, "further chat", "further chats")
        return f"{', '.join(names[:_NAMED])} and {further}"
    return ", ".join(names) or line.export


def is_unread(line: BackupLine) -> bool:
    """Whether it is kept whole while none of its messages is listed."""
    return bool(UNREAD & set(line.warnings)) and not line.messages


def _found(line: BackupLine) -> Fact | None:
    if is_unread(line):
        return None
    found = figures.counted(line.messages, "message", "messages")
    if line.attachments:
        found += f" and {figures.counted(line.attachments, 'photo or file', 'photos and files')}"
    if line.already or (line.messages and not line.new):
        return Fact("known", f"{found} found.", "Your vault knew all of them.")
    if line.known:
        new = figures.counted(line.new, "message is", "messages are")
        return Fact("good", f"{found} found.", f"{new} new, {figures.count(line.known)} were there before.")
    return Fact("good", f"{found} found.", "All of it is new.")


def _accounted(line: BackupLine) -> Fact | None:
    """What became of its records, in numbers that add up; nothing where it was not read to its end."""
    account = line.account
    if not account.records or not account.whole:
        return None
    parts = (
        (account.messages, "message", "messages"), (account.service, "notice of the app", "notices of the app"),
        (account.parts, "part of a message", "parts of messages"), (account.empty, "empty", "empty"),
        (account.skipped, "not listed", "not listed"),
    )  # fmt: skip
    told = ", ".join(figures.counted(number, one, many) for number, one, many in parts if number)
    return Fact("known", f"All {figures.counted(account.records, 'record', 'records')} are accounted for.", f"{told}.")


def _stored(line: BackupLine) -> Fact:
    if line.already and line.healed:
        return Fact("known", "The very same file was there, and a part of it was lost.")
    if line.already:
        return Fact("known", "The very same file was there.", "Nothing was stored twice.")
    spared = line.bytes - line.stored
    if line.bytes and spared > line.bytes // 4:
        rest = f"The rest of its {figures.size(line.bytes)} needed no room."
        return Fact("good", f"{figures.size(line.stored)} stored, locked.", rest)
    return Fact("good", f"{figures.size(line.stored)} stored, locked.")


def _healed(line: BackupLine) -> Fact | None:
    if line.healed:
        again = "It is whole again." if line.verified else ""
        return Fact("good", f"What your vault had lost of it was stored anew: {figures.size(line.healed)}.", again)
    return None


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
    places = where if count <= 3 and len(where) <= _WHERE else figures.counted(count, "place", "places")
    said, reason = SKIPPED_WORDS.get(why, (NOT_LISTED, "We could not read this part."))
    kept = "" if why == "not-stored" else " The file is kept whole."
    return Fact("attention", f"{said}: {places.rstrip('.')}.".replace("….", "…"), f"{reason}{kept}")


def health_words(health: Health) -> ReportWords:
    """The outcome of a health check in words."""
    read = f"{figures.size(health.read_bytes)} read and compared."
    if health.ok:
        fine = Fact("good", read, "Nothing is missing, and nothing has changed since it was written.")
        return ReportWords("All of your vault can be read.", (FileReport("Health check", "", "", (fine,)),), (), False)
    count = figures.counted(len(health.problems), "part", "parts")
    facts = (
        Fact("known", "The rest was not touched, and nothing was deleted."),
        *(Fact("attention", f"{name} may be incomplete.") for name in health.chats),
        *(
            [Fact("attention", "Some photos or files are damaged.", f"{some_of(health.inside)}.")]
            if health.inside
            else []
        ),
        Fact("known", "What to do: press “Repair”.", "It says what can be put back, and from where."),
    )
    return ReportWords(
        f"{count} of your vault cannot be read.", (FileReport("Health check", "", read, facts),), (), True
    )
