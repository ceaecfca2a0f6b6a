"""By which rule backups may go. Pure: what is known of each is given, what stays and why is the answer.

All of the last 90 days stay; of every older month the newest of each chat; the only backup of a chat in any case. Of
the rest a backup may go only if everything in it is in those that stay, and those were read back: a later export may
lack what an earlier one has, since WhatsApp gives out only the newest messages of a long chat. What cannot be known
stays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

RECENT = timedelta(days=90)

Why = Literal["recent", "month", "only", "holds", "unknown", "not-proven"]
"""Why a backup stays: younger than 90 days; the newest of its month; the only one of a chat; it holds what no other
does; nobody can tell what it holds; those that hold the same were never read back on this computer."""


@dataclass(frozen=True, slots=True)
class Held:
    """One backup as the rules see it. `chats` are (app, key)."""

    snapshot: str
    time: datetime
    chats: tuple[tuple[str, str], ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Beyond:
    """What a backup holds beyond others: messages, files. `known` is False where that cannot be told."""

    messages: int = 0
    files: int = 0
    known: bool = True

    @property
    def nothing(self) -> bool:
        """Whether the others hold all of it for certain."""
        return self.known and not (self.messages or self.files)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`why` is None for a backup that may go. `messages` and `files`: how much no other holds, where it "holds"."""

    why: Why | None
    messages: int = 0
    files: int = 0


BeyondOthers = Callable[[str, Sequence[str]], Beyond]


def judge(backups: Iterable[Held], now: datetime, proven: frozenset[str], beyond: BeyondOthers) -> dict[str, Verdict]:
    """A verdict for each backup, by id. `proven` were read back; `beyond(one, others)` is asked for those that age
    would let go, from the newest to the oldest: what must stay counts for those that are older."""
    held = sorted(backups, key=lambda one: (one.time, one.snapshot), reverse=True)
    verdicts = {snapshot: Verdict(why) for snapshot, why in _kept_by_time(held, now).items()}
    kept = list(verdicts)
    for one in held:
        if one.snapshot not in verdicts:
            verdict = verdicts[one.snapshot] = _verdict(one.snapshot, kept, proven, beyond)
            if verdict.why is not None:
                kept.append(one.snapshot)
    return {one.snapshot: verdicts[one.snapshot] for one in held}


def _kept_by_time(held: Sequence[Held], now: datetime) -> dict[str, Why]:
    """Those that stay whatever they hold. `held` is in order, the newest first."""
    by_chat: defaultdict[tuple[str, str], list[Held]] = defaultdict(list)
    for one in held:
        for chat in one.chats:
            by_chat[chat].append(one)
    found: dict[str, Why] = {one.snapshot: "unknown" for one in held if not one.chats}
    for of_chat in by_chat.values():
        months = dict[tuple[int, int], str]()
        for one in of_chat:
            if now - one.time < RECENT:
                found.setdefault(one.snapshot, "recent")
            elif months.setdefault((one.time.year, one.time.month), one.snapshot) == one.snapshot:
                found.setdefault(one.snapshot, "month")
        if len(of_chat) == 1:
            found[of_chat[0].snapshot] = "only"
    return found


def _verdict(snapshot: str, kept: Sequence[str], proven: frozenset[str], beyond: BeyondOthers) -> Verdict:
    of_all = beyond(snapshot, kept)
    if not of_all.known:
        return Verdict("unknown")
    if not of_all.nothing:
        return Verdict("holds", of_all.messages, of_all.files)
    of_proven = beyond(snapshot, [one for one in kept if one in proven])
    return Verdict(None if of_proven.nothing else "not-proven")
