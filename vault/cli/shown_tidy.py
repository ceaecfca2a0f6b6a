"""What `tidy` prints: which backups go, what stays and why, and the room that it gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.filesize import decimal

from vault.cli.days import long_day, moment
from vault.cli.shown import say_day
from vault.cli.shown_health import MOST, REPAIR
from vault.services.tidy_words import how_much_room, plural, shared_words, stays_because

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vault.cli.documents import Document
    from vault.cli.shown import Shown
    from vault.services.remove_chat import RemovalPlan, SharedExport
    from vault.services.tidy import Going, Staying, Tidied, TidyPlan


def of_tidy(plan: TidyPlan, done: Tidied | None) -> Document:
    """`tidy --json`; `done` is None where it was only looked at."""
    return {
        "done": done is not None,
        "backups": [_backup(one) for one in plan.going],
        "freed": plan.freed if done is None else done.freed,
        "kept": [_kept(one) for one in plan.staying],
        "other_backups": plan.others,
        "vault_damaged": plan.is_damaged,
        "missing": [{"snapshot": one.snapshot, "time": moment(one.time), "export": one.export} for one in plan.missing],
        "set_aside": plan.aside,
        "set_aside_kept": plan.aside_kept,
        **_left(done),
    }


def of_removal(plan: RemovalPlan, done: Tidied | None) -> Document:
    """`tidy --remove-chat --json`."""
    return {
        "done": done is not None,
        "chat": {"id": plan.chat.id, "name": plan.chat.name, "app": plan.chat.app},
        "backups": [_backup(one) for one in plan.going],
        "freed": plan.freed if done is None else done.freed,
        "kept": [],
        "shared": [_shared(one) for one in plan.shared],
        "chats_lost_too": list(plan.lost_too),
        "stays": plan.stays,
        "not_looked_into": plan.not_looked_into,
        "set_aside_kept": plan.aside_kept,
        "second_copies": plan.copies if done is None else done.copies,
        **_left(done),
    }


def show_tidy(shown: Shown, plan: TidyPlan, done: Tidied | None) -> None:
    """The same for people."""
    if plan.is_damaged:
        shown.line("Damage was found in this vault, so no backup goes.", "bold red")
        shown.line(f"Next: {REPAIR}", "yellow")
    for one in plan.missing:
        shown.line(
            f"The backup of {long_day(one.time)} of {_names(one.names)} is not in your vault’s list any more.", "bold"
        )
    if plan.missing:
        shown.line("What it holds stays. If you miss it: chat-vault repair. If it was removed on purpose:")
        shown.line("chat-vault tidy --let-missing-go")
    if plan.is_empty and plan.missing:
        shown.line("Nothing else was found to tidy.")
    elif plan.is_empty and plan.is_damaged:
        shown.line("Nothing was tidied.")
    elif plan.is_empty:
        shown.line("There is nothing to tidy: everything in this vault is needed.")
    else:
        _going(shown, plan.going, done is not None)
        _aside(shown, plan, done is not None)
        _room(shown, plan.freed, done)
    if plan.aside_kept:
        kept = f"Damaged files that a repair set aside stay: {decimal(plan.aside_kept)}."
        shown.line(f"{kept} They go once a full health check finds all well.")
    if not plan.is_damaged:
        _staying(shown, [one for one in plan.staying if one.why in ("holds", "unknown", "not-proven")])


def show_removal(shown: Shown, plan: RemovalPlan, done: Tidied | None) -> None:
    """What goes with a chat, or went."""
    _going(shown, plan.going, done is not None)
    for one in plan.shared if plan.stays else ():
        shown.line(f"  {say_day(one.time)}, {one.export}: stays. {shared_words(one.others)}", "yellow")
    if plan.lost_too:
        verb = "were" if done else "would be"
        shown.line(f"With it {verb} removed: {', '.join(plan.lost_too)}", "bold yellow")
    if plan.not_looked_into:
        what = plural(plan.not_looked_into, "export that is locked", "exports that are locked")
        shown.line(f"Not looked into: {what} or cannot be read.", "yellow")
    if plan.aside_kept:
        shown.line("Damaged files that a repair set aside stay. They may hold pieces of it: chat-vault tidy", "yellow")
    _copies(shown, plan, done)
    _room(shown, plan.freed, done)


def _copies(shown: Shown, plan: RemovalPlan, done: Tidied | None) -> None:
    """A cloud's second copies, which nobody but the person takes away."""
    count = plan.copies if done is None else done.copies
    if not count:
        return
    if done is None:
        what = plural(count, "extra copy of the vault's files lies", "extra copies of the vault's files lie")
        shown.line(
            f"{what} in its folder, made by a cloud. What is the same as a file that goes, goes with it.", "yellow"
        )
    else:
        what = plural(count, "extra copy of the vault's files stays", "extra copies of the vault's files stay")
        shown.line(
            f"{what} in its folder, made by a cloud. {'It' if count == 1 else 'They'} may hold pieces of the chat.",
            "yellow",
        )
        shown.line("If `chat-vault check --read-all` finds all well, nothing needs such copies: you can delete them.")


def _aside(shown: Shown, plan: TidyPlan, done: bool) -> None:
    if plan.aside:
        what = f"Damaged files that a repair set aside {'went' if done else 'would go'}: {decimal(plan.aside)}."
        shown.line(f"{what} Nothing needs them any more.")


def _going(shown: Shown, going: Sequence[Going], done: bool) -> None:
    if going:
        shown.line(f"{plural(len(going), 'backup', 'backups')} {'removed' if done else 'to be removed'}:", "bold")
    for one in going[:MOST]:
        shown.line(f"  {say_day(one.time)}, {_names(one.chats)}: {one.export}")
    if len(going) > MOST:
        shown.line(f"  and {len(going) - MOST:,} more")


def _staying(shown: Shown, staying: Sequence[Staying]) -> None:
    for one in staying[:MOST]:
        day = say_day(one.backup.time)
        shown.line(
            f"  {day}, {_names(one.backup.chats)} stays: {stays_because(one.why, one.messages, one.files)}", "dim"
        )
    if len(staying) > MOST:
        shown.line(f"  and {len(staying) - MOST:,} more stay for such reasons", "dim")


def _room(shown: Shown, planned: int, done: Tidied | None) -> None:
    freed = planned if done is None else done.freed
    shown.line(how_much_room(freed, decimal(freed), done=done is not None))
    if done is not None and done.damaged:
        shown.line("Some pieces stayed because of damage in the vault: call chat-vault repair.", "bold red")
    if done is not None and done.late:
        what = plural(done.late, "file that came lately stays", "files that came lately stay")
        shown.line(f"{what} until a later tidy: another computer's backup may be arriving.", "yellow")
    if done is not None and done.no_room:
        shown.line("There was no room to rewrite some pieces. Free space on the disk and call again.", "yellow")


def _names(chats: Sequence[str]) -> str:
    further = f" and {len(chats) - 3:,} more" if len(chats) > 3 else ""
    return ", ".join(chats[:3]) + further


def _backup(one: Going) -> Document:
    return {
        "snapshot": one.snapshot,
        "time": moment(one.time),
        "chats": list(one.chats),
        "export": one.export,
        "bytes": one.bytes,
    }


def _kept(one: Staying) -> Document:
    return {**_backup(one.backup), "why": one.why, "messages": one.messages, "attachments": one.files}


def _shared(one: SharedExport) -> Document:
    return {"snapshot": one.snapshot, "time": moment(one.time), "export": one.export, "others": list(one.others)}


def _left(done: Tidied | None) -> Document:
    return {"damaged": done.damaged if done else 0, "no_room": done.no_room if done else 0}
