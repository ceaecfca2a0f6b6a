"""What the pages "Free space" and "Remove a chat" say. Pure functions, no state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from vault.services.browse import Chat
from vault.services.missing_backups import MissingBackup
from vault.services.remove_chat import RemovalPlan
from vault.services.tidy import Going, Staying, Tidied, TidyPlan
from vault.services.tidy_words import stays_because
from vault.ui import figures
from vault.ui.widgets.fact_lines import FactKind
from vault.ui.wording.words import quoted, some_of

_MOST = 6
_STAYS_LATE = "Another computer’s backup may just be arriving through your cloud."
_COPIES_GO = "What is the same as a file that goes, goes with it. Anything else stays."
_COPIES_STAY = "Pieces of the chat may be inside."
_NOTABLE = ("holds", "unknown", "not-proven")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: a backup that goes or stays."""

    kind: FactKind
    text: str = field(repr=False)
    detail: str = ""


@dataclass(frozen=True, slots=True)
class FreeSpaceWords:
    """What is said, and what the filled button does; "" for no such button."""

    sentence: str = ""
    detail: str = ""
    lines: tuple[Line, ...] = ()
    button: str = ""


@dataclass(frozen=True, slots=True)
class RemovalWords:
    """Before a chat goes: the question, what goes and what stays, and what can be ticked ("" for nothing).

    `button` is "" where nothing would go as things are.
    """

    question: str = field(default="", repr=False)
    detail: str = ""
    lines: tuple[Line, ...] = ()
    tick: str = ""
    ticked: bool = False
    button: str = ""


@dataclass(frozen=True, slots=True)
class ChatLine:
    """A chat that could be removed."""

    id: str
    name: str = field(repr=False)
    detail: str = ""


def plan_words(plan: TidyPlan) -> FreeSpaceWords:
    """What could go."""
    lines = (*_going(plan.going), *_staying([one for one in plan.staying if one.why in _NOTABLE]))
    if plan.is_damaged:
        lines = (Line("attention", "Damage was found in your vault, so no backup goes.", "Run a health check first."),)
    lines = (*_missing(plan.missing), *lines, *_aside(plan))
    if plan.is_empty:
        detail = "" if plan.is_damaged or plan.missing or plan.aside_kept else "All that is in your vault is needed."
        return FreeSpaceWords("There is nothing to free now.", detail, lines)
    size = figures.size(max(0, plan.freed))
    left_by = "interrupted work or a repair" if plan.aside else "interrupted work"
    detail = f"No backup goes. It is what {left_by} left behind."
    if plan.going:
        what = figures.counted(len(plan.going), "older backup", "older backups")
        inside = "it" if len(plan.going) == 1 else "them"
        detail = f"{what} can go. Every message and photo in {inside} is in backups that stay."
    return FreeSpaceWords(f"{size} can be freed in your vault.", detail, lines, f"Free {size}")


def done_words(done: Tidied) -> FreeSpaceWords:
    """What was done."""
    gone = figures.counted(len(done.gone), "backup went", "backups went") if done.gone else "No backup went"
    lines: list[Line] = []
    if done.damaged:
        lines.append(Line("attention", "Some pieces stayed, because your vault is damaged.", "Run a health check."))
    if done.no_room:
        lines.append(
            Line("attention", "There was no room to rewrite some pieces.", "Free some space on the disk first.")
        )
    if done.late:
        what = figures.counted(done.late, "file that came lately stays", "files that came lately stay")
        lines.append(Line("known", f"{what} until a later “Free space”.", _STAYS_LATE))
    if done.copies:
        what = figures.counted(
            done.copies, "extra copy, made by your cloud, stays", "extra copies, made by your cloud, stay"
        )
        them = "it" if done.copies == 1 else "them"
        detail = (
            f"{_COPIES_STAY} Nothing needs {them} once a full health check finds all well: you can delete {them} then."
        )
        lines.append(Line("attention", f"{what} in your vault’s folder.", detail))
    detail = f"{gone}. Everything else in your vault is as it was."
    return FreeSpaceWords(f"{figures.size(max(0, done.freed))} were freed.", detail, tuple(lines))


def removal_words(plan: RemovalPlan) -> RemovalWords:
    """Before a chat is removed."""
    lines = [*_how_much(plan), *_going(plan.going)]
    if plan.stays:
        what = figures.counted(len(plan.shared), "export holds", "exports hold")
        lines.append(Line("attention", f"{what} other chats, too. The chat stays in there.", _others(plan)))
    if plan.lost_too:
        lines.append(
            Line("attention", f"Lost with it: {some_of(plan.lost_too)}.", "No other backup holds these chats.")
        )
    if plan.not_looked_into:
        what = figures.counted(plan.not_looked_into, "export", "exports")
        lines.append(Line("known", f"{what} could not be read yet. This chat may lie in there, too."))
    if plan.aside_kept:
        what = "Damaged files that a repair put aside stay."
        lines.append(Line("known", what, "They are locked, and may hold pieces of this chat."))
    if plan.copies:
        what = figures.counted(
            plan.copies, "extra copy, made by your cloud, lies", "extra copies, made by your cloud, lie"
        )
        lines.append(Line("known", f"{what} in your vault’s folder.", _COPIES_GO))
    return RemovalWords(
        question=f"Remove {quoted(plan.chat.name)} for good?",
        detail=_freed(plan),
        lines=tuple(lines),
        tick="Remove these exports as well, with all chats in them" if plan.shared else "",
        ticked=plan.with_shared,
        button="Remove for good" if plan.going else "",
    )


def chat_lines(chats: Sequence[Chat]) -> tuple[ChatLine, ...]:
    """The chats, by name."""
    ordered = sorted(chats, key=lambda chat: (chat.name.casefold(), chat.app, chat.id))
    return tuple(
        ChatLine(chat.id, chat.name, f"{chat.app_name} · {figures.counted(len(chat.backups), 'backup', 'backups')}")
        for chat in ordered
    )


def _how_much(plan: RemovalPlan) -> tuple[Line, ...]:
    """The chat's messages and photos, which are gone afterwards, or are those that lie in shared exports, too."""
    chat = plan.chat
    if not plan.going:
        return ()
    parts = [figures.counted(chat.messages, "message", "messages")]
    if chat.attachments:
        parts.append(figures.counted(chat.attachments, "photo or file", "photos or files"))
    verb = "goes" if len(parts) == 1 and chat.messages == 1 else "go"
    detail = "What lies in the shared exports stays in there." if plan.stays else ""
    return (Line("attention", f"{' and '.join(parts)} {verb} for good.", detail),)


def _freed(plan: RemovalPlan) -> str:
    if not plan.going:
        return "As things are, nothing would be removed."
    size = figures.size(max(0, plan.freed))
    return f"That frees {size}. It cannot be undone: not even your recovery sheet brings it back."


def _others(plan: RemovalPlan) -> str:
    others = tuple(dict.fromkeys(name for shared in plan.shared for name in shared.others))
    return f"With it: {some_of(others)}."


def _going(going: Sequence[Going]) -> tuple[Line, ...]:
    lines = [Line("known", f"Backup of {figures.day(one.time)} goes.", _chats(one)) for one in going[:_MOST]]
    return (*lines, *_more(len(going), "more backup goes.", "more backups go."))


def _missing(missing: Sequence[MissingBackup]) -> tuple[Line, ...]:
    """Backups that somebody or something took off the list: what they hold is not freed."""
    lines = [
        Line(
            "attention",
            f"The backup of {figures.day(one.time)} is gone from your vault’s list.",
            f"{some_of(tuple(one.names))}: what it holds stays. “Repair” can list it again.",
        )
        for one in missing[:_MOST]
    ]
    return (*lines, *_more(len(missing), "more backup is gone from the list.", "more backups are gone from the list."))


def _aside(plan: TidyPlan) -> tuple[Line, ...]:
    lines: list[Line] = []
    if plan.aside:
        what = f"Damaged files that a repair put aside go: {figures.size(plan.aside)}."
        lines.append(Line("known", what, "Nothing needs them any more."))
    if plan.aside_kept:
        what = f"Damaged files that a repair put aside stay: {figures.size(plan.aside_kept)}."
        lines.append(Line("known", what, "They can go once a full health check finds all well."))
    return tuple(lines)


def _staying(staying: Sequence[Staying]) -> tuple[Line, ...]:
    lines = [
        Line("good", f"Backup of {figures.day(one.backup.time)} stays.", f"{_chats(one.backup)}: {_because(one)}.")
        for one in staying[:_MOST]
    ]
    return (*lines, *_more(len(staying), "more backup stays.", "more backups stay."))


def _because(one: Staying) -> str:
    return stays_because(one.why, one.messages, one.files)


def _more(number: int, one: str, many: str) -> tuple[Line, ...]:
    return (Line("known", figures.counted(number - _MOST, one, many)),) if number > _MOST else ()


def _chats(one: Going) -> str:
    return some_of(one.chats)
