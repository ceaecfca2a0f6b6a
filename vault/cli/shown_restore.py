"""What `restore` prints: what came back, what is not whole and what of it, and how to go on after a stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.filesize import decimal

from vault.cli.outcome import say_end
from vault.cli.shown_health import MOST, REPAIR, some
from vault.services.tidy_words import plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vault.cli.documents import Document
    from vault.cli.shown import Shown
    from vault.services.restore import RestoreReport, Unreadable

_OF_THE_DISK = ("not-identical", "not-written")
WHY_UNREADABLE = {
    "damaged": "its bytes in the vault are damaged",
    "missing": "parts of the vault are not there",
    "changed": "other bytes came out than went in",
    "not-identical": "the disk did not keep what was written",
    "miscounted": "it holds other messages than before",
    "not-written": "something else lies there under its name",
}


def of_restore(report: RestoreReport) -> Document:
    """`restore --json`."""
    return {
        "folder": str(report.folder),
        "restored": report.restored,
        "of": report.of,
        "compared": report.compared,
        "identical": report.identical,
        "bytes": report.bytes,
        "messages": report.messages,
        "messages_expected": report.messages_expected,
        "with_it": list(report.with_it),
        "newer": report.newer,
        "unreadable": [{"name": one.name, "why": one.why, "inside": list(one.inside)} for one in report.unreadable],
        "finished": report.stopped is None,
        "kept": report.kept,
        "missing": list(report.missing),
        "can_go_on": report.can_go_on,
    }


def show_restore(shown: Shown, report: RestoreReport) -> None:
    """After `restore`, whether it ended or was stopped."""
    end = "identical" if report.identical else "not finished" if report.stopped else "not all identical"
    shown.line(f"restored {report.restored} of {report.of}, {end}", "bold green" if report.identical else "bold red")
    backups = plural(report.of, "backup", "backups")
    counts = f"{report.messages:,} of {report.messages_expected:,} messages, counted in each of {backups}"
    shown.line(f"{counts}, {decimal(report.bytes)}.")
    if report.kept:
        files = plural(report.kept, "file", "files")
        shown.line(f"{files} lay there already, from a restore that did not end: compared, and kept.")
    if report.with_it:
        shown.line(f"An export comes back whole: {len(report.with_it):,} further chats came with it.")
    if report.newer:
        backups = plural(report.newer, "backup was", "backups were")
        shown.line(f"{backups} made by a newer Chat Vault. Update this one, to have all of it read.", "yellow")
    if report.stopped is not None and report.is_left:
        shown.line(f"What is back so far is in {report.folder}")
    elif report.restored:
        shown.line(f"They are in {report.folder}")
    elif report.is_left:
        shown.line(f"What could be read of them is in {report.folder}")
    _unreadable(shown, report.unreadable)
    if report.missing:
        shown.line("Not back yet:", "yellow")
        shown.some(report.missing, "files", "yellow")
    if report.can_go_on:
        shown.line("Next: the same command again. It goes on in this folder, and keeps what is there.", "yellow")


def sentence_of_stop(report: RestoreReport) -> str:
    """The one on standard error."""
    further = "The same command again goes on where this one ended." if report.can_go_on else "Nothing was written."
    return f"{say_end(report.stopped)} {further}" if report.stopped is not None else ""


def sentence_of_nothing(report: RestoreReport) -> str:
    """The one on standard error where nothing came back whole."""
    if all(lost.why in _OF_THE_DISK for lost in report.unreadable):
        return "Nothing could be brought back whole into this folder. Call it again, with another new folder."
    return "Nothing could be brought back whole from this vault. Call chat-vault repair: it may heal it."


def _unreadable(shown: Shown, unreadable: Sequence[Unreadable]) -> None:
    for lost in unreadable[:MOST]:
        shown.line(f"  {lost.name}: {WHY_UNREADABLE.get(lost.why, lost.why)}", "red")
        if lost.inside:
            shown.line(f"    not whole in it: {some(lost.inside)}", "red")
    if len(unreadable) > MOST:
        shown.line(f"  and {len(unreadable) - MOST:,} more", "red")
    if len(unreadable) > MOST or any(len(lost.inside) > MOST for lost in unreadable):
        shown.line("  With --json, and another new folder, this command lists every name.", "red")
    if any(lost.why in ("damaged", "missing") for lost in unreadable):
        shown.line(f"Next: {REPAIR}", "yellow")
