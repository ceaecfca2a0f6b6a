"""The words of the report: a title, a sentence on top, and sections of short rows. Drawn as HTML or on paper alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from vault.exposure.finding import CLOUD_CLASSES, Kind, ProviderClass, WhyNot
from vault.services.put_right_words import day
from vault.services.report_lines import AnswerLine, CopyLine, DoneLine, ExposureReport, Figures, ProtectedLine
from vault.services.status_words import counted

MOST_ROWS: Final = 20  # of one section: the report is one page
MOST_DAYS: Final = 6

_READERS: Final[dict[ProviderClass, str]] = {
    "provider-can-read": "{provider}, anyone with your password, anyone with a link",
    "end-to-end": "Anyone with your password or one of your devices",
    "peer-to-peer": "Every device that is paired with this one",
    "own-server": "Whoever runs the server",
    "local": "Anyone who uses this computer",
    "removable": "Anyone who has this disk",
}
_KINDS: Final[dict[Kind, str]] = {"file": "file", "folder": "folder", "set": "whole backup or export"}
_WHY_NOT: Final[dict[WhyNot, str]] = {
    "permission": "We were not allowed to look there",
    "online-only": "It lies only in the cloud; looking would have downloaded it",
    "network": "It lies on another computer that does not answer",
    "too-large": "It is too large",
    "vanished": "It vanished while we looked",
    "another-disk": "It lies on another disk",
    "unreadable": "The disk did not give it",
}


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, a sentence, and a table; `columns` name its columns. No rows: only the sentence is shown."""

    heading: str
    sentence: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """The report in words. `footing` is the small print."""

    title: str
    lead: str
    sections: tuple[Section, ...]
    footing: str


def page_of(report: ExposureReport) -> Page:
    """Everything that the report says, in the order in which it is read."""
    sections = (
        _protected(report), _copies(report), _put_right(report), _accepted(report), _check_up(report),
        _looked(report), _not_looked(report), _history(report),
    )  # fmt: skip
    return Page(
        title=f"Your chats on {day(_local(report.made_on))}",
        lead=_lead(report),
        sections=tuple(section for section in sections if section is not None),
        footing=(
            "Made by Chat Vault on this computer; it was sent nowhere. It holds nothing of what is said in any chat. "
            "What lies on other devices, with other people, or on servers cannot be seen from here."
        ),
    )


def _lead(report: ExposureReport) -> str:
    figures = report.figures
    if report.looked_on is None:
        return "This computer has not been looked through yet."
    if figures.red:
        return f"{counted(figures.red, 'chat')} can be read by somebody else just now."
    if figures.amber:
        return f"{_copies_word(figures.amber)} would be better locked."
    return "We found no copy of a chat that others can read in the places we looked at."


def _protected(report: ExposureReport) -> Section:
    facts = []
    if report.sheet_proved_on:
        facts.append(f"The recovery sheet was shown to be kept on {day(_local(report.sheet_proved_on))}.")
    else:
        facts.append("It was never shown that the recovery sheet is kept.")
    if report.last_checked_on:
        facts.append(f"The last health check was on {day(_local(report.last_checked_on))}.")
    rows = tuple(_protected_row(line) for line in report.protected)
    lead = "" if rows else "Nothing is in the vault yet. "
    return Section(
        "What is locked in the vault", lead + " ".join(facts), ("App", "Held", "Messages", "Last backup"), rows
    )


def _protected_row(line: ProtectedLine) -> tuple[str, ...]:
    held = [counted(line.chats, "chat")] if line.chats else []
    held += [counted(line.files, "file")] if line.files else []
    return line.app, ", ".join(held), f"{line.messages:,}" if line.chats else "", day(_local(line.newest))


def _copies(report: ExposureReport) -> Section:
    lines = [line for line in report.copies if line.severity != "green"]
    if not lines:
        return Section("Copies that are not locked", "None in the places we looked at.")
    locked = sum(line.count for line in report.copies if line.severity == "green")
    more = f" {locked:,} more found, locked with a key that only you have."
    sentence = "Each is a copy of a chat outside the vault." + (more if locked else "")
    return Section(
        "Copies that are not locked", sentence, ("What", "Where", "How it stands", "Who can read it"), _copy_rows(lines)
    )


def _copy_rows(lines: list[CopyLine]) -> tuple[tuple[str, ...], ...]:
    rows = tuple((_what(line), _where(line), _standing(line), _readers(line)) for line in lines[:MOST_ROWS])
    left = sum(line.count for line in lines[MOST_ROWS:])
    return (*rows, (f"and {left:,} more", "", "", "")) if left else rows


def _what(line: CopyLine) -> str:
    kind = _KINDS[line.kind]
    what = kind if line.count == 1 else f"{line.count:,} {kind.replace('backup or export', 'backups or exports')}"
    what = what if line.count == 1 or line.kind == "set" else f"{what}s"
    said = f"{line.app}: {what}" if line.app else what
    return f"{said} “{line.name}”" if line.name else said


def _where(line: CopyLine) -> str:
    return ", ".join(part for part in (line.provider, line.folder) if part) or "This computer"


def _standing(line: CopyLine) -> str:
    if line.access == "provider-key":
        return "Half locked: the app’s maker has a key"
    if not line.opened:
        return "Not opened; its name says that it is a chat"
    if line.access == "readable":
        return "Without a lock"
    return "We cannot tell whether it is locked"


def _readers(line: CopyLine) -> str:
    if line.access == "provider-key":
        return "The app’s maker and whoever has the file, together"
    if line.access != "readable":
        return "Not known"
    return _READERS[line.provider_class].format(provider=line.provider or "The provider")


def _put_right(report: ExposureReport) -> Section | None:
    rows = tuple((day(line.on), _count_of(line), _done(line)) for line in report.done[:MOST_ROWS])
    if not rows:
        return None
    said = "Each was read back from the vault and compared before it was moved. Nothing was removed for good by us."
    return Section("What was put right", said, ("When", "What", "What was done"), rows)


def _count_of(line: DoneLine) -> str:
    what = _copies_word(line.count)
    return f"{line.app}: {what}" if line.app else what


def _done(line: DoneLine) -> str:
    where = f" of {line.provider}" if line.provider else ""
    if line.stage == "locked":
        return "Locked in the vault. The readable copy still lies where it was."
    if line.stage == "undone":
        return "Locked, moved out, and put back by you."
    if line.stage == "moving":
        return "Locked. Moving it was interrupted."
    return f"Locked, then moved out{where} into {'the bin' if line.to == 'bin' else 'a folder on this computer'}."


def _accepted(report: ExposureReport) -> Section | None:
    if not report.accepted:
        return None
    rows = tuple(
        (_what(line), _where(line), day(_local(line.accepted_on)) if line.accepted_on else "")
        for line in report.accepted[:MOST_ROWS]
    )
    return Section("What you said is fine", "It can be taken back at any time.", ("What", "Where", "Since"), rows)


def _check_up(report: ExposureReport) -> Section:
    answered = [line for line in report.answers if line.answer is not None]
    left = len(report.answers) - len(answered)
    said = "What the phone does by itself cannot be seen from a computer; this is what you found there."
    if left:
        said += f" {counted(left, 'card')} {'is' if left == 1 else 'are'} not answered yet."
    return Section(
        "Backups of the phone", said, ("App", "Your answer", "When"), tuple(_answer_row(line) for line in answered)
    )


def _answer_row(line: AnswerLine) -> tuple[str, ...]:
    when = day(line.answered_on) if line.answered_on else ""
    return line.name, line.answer or "", f"{when} (look again)" if line.due else when


def _looked(report: ExposureReport) -> Section | None:
    if report.looked_on is None:
        return None
    said = f"{counted(report.scanned, 'file')} on {day(_local(report.looked_on))}."
    if report.products:
        said += f" {', '.join(report.products)} may copy the whole disk to a cloud besides."
    rows = tuple(
        (place.provider, place.folder, "Copied to others" if place.provider_class in CLOUD_CLASSES else "Stays here")
        for place in report.places[:MOST_ROWS]
    )
    return Section("Where we looked", said, ("Whose", "Folder", ""), rows)


def _not_looked(report: ExposureReport) -> Section | None:
    if not report.not_looked:
        return None
    rows = tuple((_WHY_NOT[line.why], counted(line.count, "place")) for line in report.not_looked)
    return Section("Where we did not look", "We say nothing about these.", ("Why", "How many"), rows)


def _history(report: ExposureReport) -> Section | None:
    days = (*report.history, report.figures)[-MOST_DAYS:]
    if len(days) < 2:
        return None
    columns = ("Day", "Readable by others", "Better locked", "Not known", "Put right so far", "Cards answered")
    return Section("How it changed", "Each day on which a report was made.", columns, tuple(_days(days)))


def _days(days: Iterable[Figures]) -> Iterable[tuple[str, ...]]:
    for each in days:
        numbers = (each.red, each.amber, each.grey, each.put_right, each.cards_answered)
        yield (day(each.on), *(f"{number:,}" for number in numbers))


def _copies_word(number: int) -> str:
    return "1 copy" if number == 1 else f"{number:,} copies"


def _local(moment: datetime) -> date:
    return moment.astimezone().date()
