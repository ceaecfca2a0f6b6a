"""What is said of tidying, in the window and on a terminal alike: sentences of at most 20 words."""

from __future__ import annotations

from collections.abc import Sequence

from vault.services.tidy_rules import Why

_BECAUSE: dict[Why, str] = {
    "recent": "it is younger than 90 days",
    "month": "it is the newest of its month",
    "only": "it is the only backup of a chat",
    "holds": "it holds something that no other backup has",
    "unknown": "nobody can tell yet whether other backups hold all of it",
    "not-proven": "the backups that hold the same were never read back on this computer: run a full health check",
}


def stays_because(why: Why, messages: int, files: int) -> str:
    """Why a backup stays, as the end of a sentence."""
    if why != "holds" or not (messages or files):
        return _BECAUSE[why]
    parts = [plural(messages, "message", "messages")] if messages else []
    parts += [plural(files, "photo or file", "photos or files")] if files else []
    return f"no other backup has {' and '.join(parts)} of it"


def shared_words(others: Sequence[str]) -> str:
    """That an export holds other chats, too."""
    if len(others) > 2:
        return f"It holds {len(others):,} other chats, too."
    return f"It holds {' and '.join(others)}, too."


def how_much_room(freed: int, size: str, *, done: bool) -> str:
    """The room that it gives, in one sentence; `size` is `freed` in words."""
    if freed <= 0:
        return "That freed no space." if done else "That would free no space."
    return f"{size} {'were freed' if done else 'would be freed'}."


def plural(count: int, one: str, many: str) -> str:
    """`1 backup`, `1,234 backups`."""
    return f"{count:,} {one if count == 1 else many}"
