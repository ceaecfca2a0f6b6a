"""AddingState: where the way from a drop to the report is, and what its pages show. And what is still to be asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal

from vault.chats.message import ME
from vault.exports.base import Answers, DateOrder
from vault.services.back_up import Look, PreviewMessage
from vault.services.back_up_report import SecretAsked
from vault.ui import figures
from vault.ui.messages import words
from vault.ui.models.chat_list import ChatRow
from vault.ui.theme import State
from vault.ui.viewmodels.columns import ColumnsState
from vault.ui.viewmodels.progressing import Progressing
from vault.ui.wording.backup_words import BackupWords
from vault.ui.wording.format_words import format_words
from vault.ui.wording.words import Words

Step = Literal["idle", "looking", "found", "key", "question", "columns", "storing", "report"]
AskKind = Literal["key", "question", "columns"]
MOST_NAMES = 8
_LONGEST = 90


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing that only the person can tell about the export at `path`."""

    kind: AskKind
    path: Path


@dataclass(frozen=True, slots=True)
class FoundState:
    """What was found in what was dropped: a sentence, the rows, and the words of the button."""

    sentence: str
    detail: str
    rows: tuple[ChatRow, ...]
    button: str


@dataclass(frozen=True, slots=True)
class KeyAsked:
    """An export that is locked: `kind` is a SecretKind, `hint` what the file itself tells of its key.

    `shape` is a key of key_shapes.SHAPES: what can be typed or chosen.
    """

    path: Path
    name: str
    app_name: str
    kind: str
    hint: str = ""
    shape: str = ""


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One of the first messages as it would be read. `written` is the date as the export has it."""

    sender: str
    when: str
    written: str
    text: str


@dataclass(frozen=True, slots=True)
class TimesAsked:
    """How the times and names of an export are to be read.

    `samples` are dates as they stand there, both readings beside them; empty where their order is clear. `zones_open`:
    they are of a clock without a zone. `names` are those among which the person's own is. Below what is chosen:
    `order` None with `order_unknown` where the person does not know.
    """

    path: Path
    name: str
    samples: tuple[str, ...] = ()
    day_first: str = ""
    month_first: str = ""
    zones_open: bool = False
    names: tuple[str, ...] = ()
    order: DateOrder | None = None
    order_unknown: bool = False
    zone: str | None = None
    me: str | None = None
    me_unknown: bool = False
    preview: tuple[PreviewRow, ...] = ()

    @property
    def ready(self) -> bool:
        """Whether every question has an answer, "I do not know" among them."""
        dated = not self.samples or self.order is not None or self.order_unknown
        return dated and (not self.names or self.me is not None or self.me_unknown)


@dataclass(frozen=True, slots=True)
class AddingState:
    """All of it. `number` of `of` is how far the asking is; `busy` is what is being tried just now.

    `trouble` belongs to the page that is up; `trouble_state` says how grave it is.
    """

    step: Step = "idle"
    number: int = 1
    of: int = 1
    busy: str = ""
    work: Progressing | None = None
    found: FoundState | None = None
    key: KeyAsked | None = None
    times: TimesAsked | None = None
    columns: ColumnsState | None = None
    report: BackupWords | None = None
    trouble: Words | None = None
    trouble_state: State = "bad"

    @property
    def asking(self) -> bool:
        """Whether a page of the wizard is up."""
        return self.step in ("found", "key", "question", "columns")


def key_asked(look: Look, secret: SecretAsked) -> KeyAsked:
    """What opens it, and what the file tells of it as a sentence."""
    shape = "whatsapp-key-file" if look.format in ("whatsapp-crypt12", "whatsapp-crypt14") else secret.kind
    hint = secret.hint if not secret.hint or secret.hint.endswith(".") else f"It was made on {secret.hint}."
    return KeyAsked(look.path, look.path.name, secret.app_name, secret.kind, hint, shape)


def is_stray(look: Look, dropped: Sequence[Path]) -> bool:
    """Whether it is left where it is: nothing that could be kept, or a table that merely lay in a folder."""
    table = look.question is not None and look.question.kind == "columns"
    return look.error is not None or (table and look.path not in dropped)


def asks_of(looks: Sequence[Look], dropped: Sequence[Path]) -> list[Ask]:
    """Everything that only a person can tell, keys first: behind them there may be further questions."""
    looks = [look for look in looks if not is_stray(look, dropped)]
    keys = [Ask("key", look.path) for look in looks if look.secret is not None]
    readable = [look for look in looks if look.secret is None and look.question is not None]
    tables = [Ask("columns", look.path) for look in readable if look.question and look.question.kind == "columns"]
    times = [Ask("question", look.path) for look in readable if look.question and look.question.kind != "columns"]
    return [*keys, *tables, *times]


def dropped_for(wanted: Sequence[Path], dropped: Sequence[Path], looks: Sequence[Look]) -> list[Path]:
    """What must be given again for these exports: of several files that are one, all that was given."""
    sets = {look.path for look in looks if look.files > 1 and look.path.is_file()}
    return list(dropped) if sets & set(wanted) else list(wanted)


def goes_straight_on(looks: Sequence[Look], dropped: Sequence[Path]) -> bool:
    """Whether all is clear: every thing that was dropped is one export that can be read, and nothing is to be asked."""
    clear = all(not is_stray(look, dropped) and look.trouble is None for look in looks)
    return bool(looks) and clear and not asks_of(looks, dropped) and len(looks) <= len(dropped)


def found_state(looks: Sequence[Look], dropped: Sequence[Path]) -> FoundState:
    """What was found, in words: exports first in their order, then what is none."""
    kept = [look for look in looks if not is_stray(look, dropped)]
    rows = [*(_row(look) for look in kept), *(_stray_row(look) for look in looks if is_stray(look, dropped))]
    others = len(looks) - len(kept)
    sentence = f"We found {figures.counted(len(kept), 'export', 'exports')} of chats."
    total = f"{figures.size(sum(look.size for look in kept))} in all."
    detail = (
        f"{total} {figures.counted(others, 'other thing stays', 'other things stay')} where it is." if others else total
    )
    if others > 1:
        detail = f"{total} {figures.count(others)} other things stay where they are."
    button = (
        "Continue" if asks_of(looks, dropped) else "Put them in my vault" if len(kept) != 1 else "Put it in my vault"
    )
    return FoundState(sentence, detail, tuple(rows), button)


def times_asked(look: Look, name: str, given: Answers, zone: str | None) -> TimesAsked:
    """The questions about times and names that a look leaves open; `given` are answers from before, `zone` ours."""
    question = look.question
    samples = question.samples if question is not None and question.kind == "date-order" else ()
    names = question.samples[:MOST_NAMES] if question is not None and question.kind == "me" else ()
    first = samples[0] if samples else ""
    return TimesAsked(
        look.path, name, samples, reading(first, True), reading(first, False), look.zone_open, names,
        order=given.date_order, zone=given.zone or zone or "UTC", me=given.me,
    )  # fmt: skip


def answers_with(times: TimesAsked, given: Answers) -> Answers:
    """The answers given before, with those of this page."""
    zone = times.zone if times.zones_open else given.zone
    return replace(given, date_order=times.order or given.date_order, zone=zone, me=times.me or given.me)


def preview_rows(messages: Sequence[PreviewMessage], me: str | None) -> tuple[PreviewRow, ...]:
    """The first messages in words, each in one line."""
    return tuple(_preview(message, me) for message in messages)


def _preview(message: PreviewMessage, me: str | None) -> PreviewRow:
    sender = message.sender or "Notice of the app"
    if me is not None and message.sender in (me, ME):
        sender = f"{me} (you)"
    text = " ".join(message.text.split())
    text = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    when = figures.moment(message.sent_utc) if message.sent_utc is not None else "No date"
    return PreviewRow(sender, when, message.sent_text, text)


def reading(sample: str, day_first: bool) -> str:
    """A date of an export read in one of the two ways: ("03/04/24, 21:15", True) → "3 April 2024".

    "" where the sample has no three numbers, or no such date exists.
    """
    numbers = [int(part) for part in re.findall(r"\d+", sample)[:3]]
    if len(numbers) < 3:
        return ""
    one, other, year = numbers
    day, month = (one, other) if day_first else (other, one)
    try:
        return figures.day(date(year if year > 99 else 2000 + year, month, day))
    except ValueError:
        return ""


def _row(look: Look) -> ChatRow:
    name = look.path.name or str(look.path)
    size = figures.size(look.size)
    parts = [look.app_name, format_words(look.format), size]
    if look.files > 1:
        parts.insert(2, figures.counted(look.files, "file", "files"))
    state, said_state = _state(look)
    return ChatRow(str(look.path), look.chat_name or name, look.app, " · ".join(parts), state, said_state)


def _stray_row(look: Look) -> ChatRow:
    why = "A table or a text of no app that we know. Drop it by itself to add it."
    if look.error is not None:
        said = words(look.error)
        why = said.what_happened or said.headline
    return ChatRow(str(look.path), look.path.name or str(look.path), "file", why, "plain", "Left where it is")


def _state(look: Look) -> tuple[State, str]:
    if look.secret is not None:
        return "waiting", "Locked"
    if look.trouble is not None:
        return "waiting", "Kept, not readable"
    if look.question is not None:
        return "waiting", "One question"
    return "good", "Can be read"
