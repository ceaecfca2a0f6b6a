"""Which backups may go: by age, by month, and never the only one that holds something."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from vault.services.tidy_rules import Beyond, Held, Verdict, judge

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
ANNA, BEN = ("whatsapp", "Anna"), ("whatsapp", "Ben")
Content = Mapping[str, set[int]]


def held(name: str, day: str, *chats: tuple[str, str]) -> Held:
    return Held(name, datetime.fromisoformat(f"{day}T12:00:00+00:00"), chats or (ANNA,))


def verdicts(backups: Sequence[Held], content: Content | None = None, proven: str | None = None) -> dict[str, str]:
    """In words: "goes", or why it stays. Without content, every backup holds the same."""

    def beyond(one: str, others: Sequence[str]) -> Beyond:
        if content is None:
            return Beyond(messages=0 if others else 5)
        mine = content.get(one)
        if mine is None:
            return Beyond(known=False)
        return Beyond(messages=len(mine - set().union(*(content.get(other) or set() for other in others))))

    names = frozenset(one.snapshot for one in backups) if proven is None else frozenset(proven)
    return {name: verdict.why or "goes" for name, verdict in judge(backups, NOW, names, beyond).items()}


CASES: dict[str, tuple[list[Held], Content | None, str | None, dict[str, str]]] = {
    "nothing": ([], None, None, {}),
    "one, however old": ([held("a", "2020-01-01")], None, None, {"a": "only"}),
    "all of the last 90 days": (
        [held("a", "2026-11-01"), held("b", "2026-11-02"), held("c", "2026-08-27")],
        None, None, {"a": "recent", "b": "recent", "c": "recent"},
    ),
    "one made by a clock that is ahead": (
        [held("a", "2027-01-01"), held("b", "2026-11-02")], None, None, {"a": "recent", "b": "recent"},
    ),
    "the newest of an older month": (
        [held("a", "2026-05-01"), held("b", "2026-05-31"), held("c", "2026-06-01"), held("d", "2026-11-01")],
        None, None, {"a": "goes", "b": "month", "c": "month", "d": "recent"},
    ),
    "two chats in one month": (
        [held("a", "2026-05-01"), held("b", "2026-05-02", BEN), held("c", "2026-05-03"), held("d", "2026-05-04", BEN)],
        None, None, {"a": "goes", "b": "goes", "c": "month", "d": "month"},
    ),
    "an export of two chats stays for either": (
        [held("a", "2026-05-01", ANNA, BEN), held("b", "2026-05-02"), held("c", "2026-11-02", BEN)],
        None, None, {"a": "month", "b": "month", "c": "recent"},
    ),
    "the only one of one of its chats": (
        [held("a", "2026-05-01", ANNA, BEN), held("b", "2026-05-02")], None, None, {"a": "only", "b": "month"},
    ),
    "messages fell out at the front": (
        [held("a", "2026-05-01"), held("b", "2026-05-31"), held("c", "2026-11-01")],
        {"a": {1, 2, 3}, "b": {2, 3, 4}, "c": {3, 4, 5}}, None, {"a": "holds", "b": "month", "c": "recent"},
    ),
    "what stays for that counts for older ones": (
        [held("a", "2026-05-01"), held("b", "2026-05-02"), held("c", "2026-05-03")],
        {"a": {1, 2}, "b": {1, 2, 3}, "c": {4}}, None, {"a": "goes", "b": "holds", "c": "month"},
    ),
    "a newer one that is let go does not count": (
        [held("a", "2026-05-01"), held("b", "2026-05-02"), held("c", "2026-05-03")],
        {"a": {1}, "b": {1}, "c": {2}}, None, {"a": "goes", "b": "holds", "c": "month"},
    ),
    "nobody knows what it holds": (
        [held("a", "2026-05-01"), held("b", "2026-05-02")], {"b": {1}}, None, {"a": "unknown", "b": "month"},
    ),
    "the one that stays was never read back": (
        [held("a", "2026-05-01"), held("b", "2026-05-02")], None, "a", {"a": "not-proven", "b": "month"},
    ),
    "without chats": ([Held("a", NOW - timedelta(days=900), ())], None, None, {"a": "unknown"}),
    "made in the same moment": (
        [held("a", "2026-05-01"), held("b", "2026-05-01")], None, None, {"a": "goes", "b": "month"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_rules(name: str) -> None:
    backups, content, proven, expected = CASES[name]
    assert verdicts(backups, content, proven) == expected
    assert verdicts(list(reversed(backups)), content, proven) == expected


def test_how_much_no_other_holds_is_told() -> None:
    backups = [held("a", "2026-05-01"), held("b", "2026-05-02")]
    found = judge(backups, NOW, frozenset("ab"), lambda _one, _others: Beyond(7, 2))
    assert found["a"] == Verdict("holds", 7, 2)
