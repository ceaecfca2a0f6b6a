"""The rules of the status: facts in, one answer out. Pure, so that a table of facts can test it.

Green says: the vault can be read, the sheet was proved, and every chat's newest backup was read back whole and is
younger than 35 days. Whatever is not known counts against it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

OLD = timedelta(days=35)
CLOCK_TOLERANCE = timedelta(days=1)
LITTLE_SPACE = 256 << 20  # bytes

State = Literal["green", "yellow", "red"]
Reason = Literal[
    "all-good",
    "no-vault",  # none was made or opened on this computer
    "place-missing",  # its folder or disk is not there
    "not-a-vault",  # the folder is there and holds no vault
    "no-permission",
    "place-failed",
    "cannot-open",  # a part that opening needs is damaged or missing
    "damaged",
    "still-arriving",  # parts are not here yet, or lie in a cloud only
    "newer-format",
    "keychain-empty",
    "keychain-changed",  # another password safe than the one that took the key
    "keychain-locked",
    "keychain-silent",
    "no-keychain",
    "clock-behind",
    "sheet-unproved",
    "nothing-yet",
    "not-read-back",  # a backup that nobody has read on this computer since it was written
    "old",
    "disk-nearly-full",
]
NextStep = Literal[
    "make-or-bring-back",
    "plug-in",
    "choose-folder",
    "use-sheet",
    "unlock-keychain",
    "update-program",
    "prove-sheet",
    "first-backup",
    "export-again",
    "check",
    "repair",
    "wait",
    "set-clock",
    "free-space",
    "another-place",
]

_VERDICTS: dict[Reason, tuple[State, NextStep]] = {
    "no-vault": ("yellow", "make-or-bring-back"),
    "place-missing": ("yellow", "plug-in"),
    "not-a-vault": ("red", "choose-folder"),
    "no-permission": ("red", "another-place"),
    "place-failed": ("red", "another-place"),
    "cannot-open": ("red", "use-sheet"),
    "damaged": ("red", "repair"),
    "still-arriving": ("yellow", "wait"),
    "newer-format": ("yellow", "update-program"),
    "keychain-empty": ("yellow", "use-sheet"),
    "keychain-changed": ("yellow", "use-sheet"),
    "keychain-locked": ("yellow", "unlock-keychain"),
    "keychain-silent": ("yellow", "unlock-keychain"),
    "no-keychain": ("yellow", "use-sheet"),
    "clock-behind": ("yellow", "set-clock"),
    "sheet-unproved": ("yellow", "prove-sheet"),
    "nothing-yet": ("yellow", "first-backup"),
    "not-read-back": ("yellow", "check"),
    "old": ("yellow", "export-again"),
    "disk-nearly-full": ("yellow", "free-space"),
}
_FURTHER_STEPS: dict[Reason, NextStep] = {
    "cannot-open": "choose-folder",
    "place-missing": "choose-folder",
    "keychain-locked": "use-sheet",
    "keychain-silent": "use-sheet",
}


@dataclass(frozen=True, slots=True)
class ChatFacts:
    """One chat as found. `newest` is its newest backup, `is_read` whether every one was read back whole since.

    `exact` is False where not every backup is counted yet: there are at least so many messages.
    """

    name: str = field(repr=False)
    app: str
    messages: int
    newest: datetime
    is_read: bool
    last_message: datetime | None
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Facts:
    """What was found out, without a judgement.

    `trouble` is what kept us from reading the vault at all. `is_damaged`: something of it cannot be read, or could
    not at the last health check. `is_arriving`: some of it is not here yet. `newest` is the newest backup's time by
    its own clock. `free` bytes, None unknown.
    """

    now: datetime
    vault: str = ""
    place: str = ""
    trouble: Reason | None = None
    is_damaged: bool = False
    is_arriving: bool = False
    sheet_proved_on: datetime | None = None
    last_checked_on: datetime | None = None
    last_rehearsed_on: datetime | None = None
    chats: tuple[ChatFacts, ...] = ()
    newest: datetime | None = None
    backups: int = 0
    unread_backups: int = 0
    other_backups: int = 0
    free: int | None = None


@dataclass(frozen=True, slots=True)
class ChatState:
    """One chat in the status. `last_message` is None without a sure date; without `exact` it has more messages."""

    name: str = field(repr=False)
    app: str
    messages: int
    last_backup: datetime
    last_message: datetime | None
    state: State
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Status:
    """The answer. `reason` decides the words (status_words); `other_reasons` are further things in the way, in order.

    `protected_until`: everything saved up to then could be brought back; None where nothing can. `old_chats` is how
    many have no backup of the last 35 days, `unread_backups` how many backups were never read back here,
    `other_backups` how many snapshots hold no chat of ours. `next_steps` is empty only when all is good; the first one
    is the button. `doubtful` are names of chats in a damaged vault that are not known to come back whole.
    """

    state: State
    reason: Reason
    vault: str
    places: tuple[str, ...]
    chats: tuple[ChatState, ...]
    next_steps: tuple[NextStep, ...]
    other_reasons: tuple[Reason, ...] = ()
    sheet_proved_on: datetime | None = None
    last_checked_on: datetime | None = None
    last_rehearsed_on: datetime | None = None
    protected_until: datetime | None = None
    backups: int = 0
    old_chats: int = 0
    unread_backups: int = 0
    other_backups: int = 0
    free: int | None = None
    doubtful: tuple[str, ...] = field(default=(), repr=False)

    @property
    def messages(self) -> int:
        """Messages of all chats."""
        return sum(chat.messages for chat in self.chats)

    @property
    def exact(self) -> bool:
        """Whether that is all of them, and not at least so many."""
        return all(chat.exact for chat in self.chats)


def judge(facts: Facts) -> Status:
    """The answer to "what could I get back today?"."""
    reasons = tuple(_reasons(facts))
    state: State = "green"
    if reasons:
        state = "red" if any(_VERDICTS[reason][0] == "red" for reason in reasons) else "yellow"
    readable = facts.trouble is None and not facts.is_damaged and not facts.is_arriving
    return Status(
        state=state,
        reason=reasons[0] if reasons else "all-good",
        vault=facts.vault,
        places=(facts.place,) if facts.place else (),
        chats=tuple(_chat_state(chat, facts) for chat in facts.chats),
        next_steps=tuple(_steps(reasons)),
        other_reasons=reasons[1:],
        sheet_proved_on=facts.sheet_proved_on,
        last_checked_on=facts.last_checked_on,
        last_rehearsed_on=facts.last_rehearsed_on,
        protected_until=min((chat.newest for chat in facts.chats), default=None) if readable else None,
        backups=facts.backups,
        old_chats=sum(_is_old(chat, facts) for chat in facts.chats),
        unread_backups=facts.unread_backups,
        other_backups=facts.other_backups,
        free=facts.free,
        doubtful=tuple(chat.name for chat in facts.chats if facts.is_damaged and not chat.is_read),
    )


def _reasons(facts: Facts) -> Iterator[Reason]:
    """Everything that stands against green, the gravest first."""
    if facts.trouble is not None:
        yield facts.trouble
        return
    if facts.is_damaged:
        yield "damaged"
    elif facts.is_arriving:
        yield "still-arriving"
    if facts.newest is not None and facts.newest - facts.now > CLOCK_TOLERANCE:
        yield "clock-behind"
    if facts.sheet_proved_on is None:
        yield "sheet-unproved"
    if not facts.chats:
        yield "nothing-yet"
    if not all(chat.is_read for chat in facts.chats):
        yield "not-read-back"
    if any(_is_old(chat, facts) for chat in facts.chats):
        yield "old"
    if facts.free is not None and facts.free < LITTLE_SPACE:
        yield "disk-nearly-full"


def _steps(reasons: tuple[Reason, ...]) -> Iterator[NextStep]:
    steps = [_VERDICTS[reason][1] for reason in reasons]
    steps += [_FURTHER_STEPS[reason] for reason in reasons if reason in _FURTHER_STEPS]
    yield from dict.fromkeys(steps)


def _is_old(chat: ChatFacts, facts: Facts) -> bool:
    return facts.now - chat.newest > OLD


def _chat_state(chat: ChatFacts, facts: Facts) -> ChatState:
    state: State = "yellow" if _is_old(chat, facts) or not chat.is_read else "green"
    return ChatState(chat.name, chat.app, chat.messages, chat.newest, chat.last_message, state, chat.exact)
