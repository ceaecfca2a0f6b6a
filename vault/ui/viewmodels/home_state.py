"""HomeState: what Home shows, in words; and how chats, status and questions become such words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from vault.services import status_words
from vault.services.browse import Chat
from vault.services.status_rules import ChatState, NextStep, Status
from vault.services.status_rules import State as Light
from vault.ui import figures
from vault.ui.models.chat_list import ChatRow
from vault.ui.theme import State
from vault.ui.viewmodels.progressing import Progressing
from vault.ui.viewmodels.unprotected_state import CopiesWords
from vault.ui.wording.report_words import ReportWords
from vault.ui.wording.words import Words

STATES: dict[Light, State] = {"green": "good", "yellow": "waiting", "red": "bad"}
_WEEK = 7


@dataclass(frozen=True, slots=True)
class StatusWords:
    """The status in words: one sentence, its reason, and the one next step ("" where nothing is to be done)."""

    state: State
    sentence: str
    reason: str
    button: str = ""
    step: NextStep | None = None


@dataclass(frozen=True, slots=True)
class HomeState:
    """All that Home shows. `loaded` turns True when the chats have been read once.

    `trouble_state` tells how grave the trouble is: "plain" for a piece of work that was stopped on purpose.
    """

    vault: str = ""
    loaded: bool = False
    status: StatusWords | None = None
    totals: str = ""
    empty: bool = True
    work: Progressing | None = None
    report: ReportWords | None = None
    trouble: Words | None = None
    trouble_state: State = "bad"
    copies: CopiesWords | None = None


def status_in_words(status: Status, today: date) -> StatusWords:
    """The same words that the command line uses, with dates as people say them on this day."""

    def day(moment: datetime) -> str:
        return figures.weekday_day(moment, today)

    step = status.next_steps[0] if status.next_steps else None
    return StatusWords(
        state=STATES[status.state],
        sentence=status_words.sentence(status, day),
        reason=status_words.reason_line(status, day),
        button=status_words.next_step(step) if step else "",
        step=step,
    )


def chat_rows(chats: Sequence[Chat], states: Sequence[ChatState], today: date) -> tuple[ChatRow, ...]:
    """A row for each chat, with the state that the status found for it."""
    found = {(state.app, state.name): state for state in states}
    return tuple(_row(chat, found.get((chat.app, chat.name)), today) for chat in chats)


def totals(chats: Sequence[Chat], stored: int, vault: str) -> str:
    """57,413 messages · 8.2 GB locked in “Family vault”."""
    messages = figures.counted(sum(chat.messages for chat in chats), "message", "messages")
    return f"{messages} · {figures.size(stored)} locked in “{vault}”"


def _row(chat: Chat, found: ChatState | None, today: date) -> ChatRow:
    parts = [chat.app_name, figures.counted(chat.messages, "message", "messages")]
    if chat.attachments:
        parts.append(figures.counted(chat.attachments, "photo or file", "photos and files"))
    last = found.last_backup if found else chat.backups[-1].time
    state = STATES[found.state] if found else "good"
    return ChatRow(chat.id, chat.name, chat.app, " · ".join(parts), state, _age(last, state, today))


def _age(backed_up: datetime, state: State, today: date) -> str:
    """How the last backup is spoken of: by weekday within a week, then by date; an old one by its age."""
    day = backed_up.astimezone().date()
    ago = (today - day).days
    if state == "bad":
        return "Cannot be read"
    if state == "waiting":
        return f"{figures.counted(ago, 'day', 'days')} old – export again" if ago > 0 else "Export again"
    if ago <= 0:
        return "Backed up today"
    if ago == 1:
        return "Backed up yesterday"
    if ago < _WEEK:
        return f"Backed up {figures.weekday_day(day, today).split()[0].rstrip(',')}"
    return f"Backed up {figures.short_day(day)}"
