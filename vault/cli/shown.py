"""What a command tells people. Every text that came out of an export passes plain_text first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Console
from rich.filesize import decimal
from rich.text import Text

from vault.cli.plain_text import plain_text
from vault.cli.shown_health import MOST, REPAIR, list_problems
from vault.services.status_words import next_step, reason_line, sentence
from vault.services.tidy_words import plural

if TYPE_CHECKING:
    from vault.errors import ChatVaultError
    from vault.exports.base import Question
    from vault.services.back_up import BackupLine, BackupReport
    from vault.services.browse import Chat
    from vault.services.check import Health
    from vault.services.create_vault import Created
    from vault.services.status import Status
    from vault.services.vault import OpenedVault

NO_DATE = "–"
MARKS = {"green": ("✓", "green"), "yellow": ("●", "yellow"), "red": ("▲", "red")}
WARNINGS = {
    "not-read-through": "stored whole, but reading its messages stopped midway",
    "not-read-back": "stored, but reading it back for comparison did not succeed",
    "library": "stored whole, but its messages could not be listed on this computer",
    "locked": "stored whole and still locked: call again with --password-file to list its messages",
    "wrong-secret": "stored whole and still locked: the password or key that was given does not open it",
    "damaged": "stored as it is, but its bytes are not what the app wrote: no message could be read",
    "incomplete": "stored as it is, but a part of it was not given: call again with all of its files",
    "version": "stored whole, in a form that this version of Chat Vault does not read",
    "no-importer": "stored whole, in a format that nobody reads here yet",
}
WHY_SKIPPED = {
    "before-first-message": "stands above the first message and belongs to none",
    "too-long": "is longer than any message an app writes",
    "not-utf8": "holds bytes that are no text",
    "another-chat": "is a second chat in the same file",
    "damaged": "could not be decoded",
    "unknown-kind": "is of a kind that is not known yet",
    "no-date": "has no date",
    "media-missing": "is named by the export and not in it: is another part of it missing?",
    "not-kept-by-app": "was left out by the app itself",
    "older-snapshot": "is an older backup beside the newest one: it is in the vault, and not listed",
    "unfinished": "belongs to a backup that was not finished",
    "draft": "was written, and never sent",
    "not-stored": "is a link, or could not be read: it is not in the vault",
    "unknown-chat": "belongs to a chat that the export does not describe",
}


class Shown:
    """Prints to standard output; `say` puts an error into one sentence."""

    def __init__(self, say: Callable[[ChatVaultError], str]) -> None:
        self._say = say
        self._console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)

    def line(self, text: str, style: str = "") -> None:
        """One line."""
        self._console.print(Text(plain_text(text), style=style))

    def created(self, created: Created, sheet: Path) -> None:
        """After `create`."""
        self.line(f"Your vault {created.vault.name} is ready in {created.vault.folder}.")
        self.line(f"Its recovery sheet is in {sheet}. Keep it away from this computer: whoever has it opens the vault.")
        if created.keychain_problem is not None:
            self.line("This computer did not keep the key. Every command needs --code-file FILE.", "yellow")

    def relocked(self, vault: OpenedVault, sheet: Path, *, computers: int) -> None:
        """After `relock`."""
        self.line(f"Your vault {vault.name} has another key now. Everything in it was sealed anew and read back.")
        self.line(f"Its recovery sheet {vault.memory.sheet_number} is in {sheet}. Older sheets open nothing any more.")
        if computers:
            others = "1 other computer opens" if computers == 1 else f"{computers} other computers open"
            self.line(f"{others} it no more: use the new sheet there.", "yellow")
        self.line("What somebody copied before can still be read with the old key.", "yellow")

    def opened(self, vault: OpenedVault, *, keychain: bool) -> None:
        """After `open`."""
        self.line(f"Your vault {vault.name} in {vault.folder} is open.")
        if not keychain:
            self.line("This computer did not keep the key. Every command needs --code-file FILE.", "yellow")

    def backup(self, report: BackupReport, *, is_damaged: bool = False) -> None:
        """After `backup`: one paragraph for each export; and whether damage is known in the vault."""
        for line in report.backups:
            self._backup_line(line)
        if report.backups and report.passed_over.files:
            files = plural(report.passed_over.files, "file", "files")
            self.line(f"Not in your vault, as part of no chat that is known: {files}.", "yellow")
            self.some([str(path) for path in report.passed_over.paths], "files or folders", "yellow")
        if is_damaged:
            self.line("Damage was found in this vault before. Whether it is whole again says a repair.", "bold red")
            self.line(f"Next: {REPAIR}", "yellow")

    def _backup_line(self, line: BackupLine) -> None:
        if line.already and not line.healed:
            self.line(f"{line.export}: was in your vault already, nothing was stored twice.")
        elif line.already:
            self.line(f"{line.export}: was in your vault before, and a part of it was lost there.")
        else:
            counts = f"{line.messages:,} messages ({line.new:,} new), {line.attachments:,} attachments"
            self.line(f"{line.export}: {counts}, {decimal(line.bytes)} kept in {decimal(line.stored)}.")
        if line.healed:
            again = " It is whole again." if line.verified else ""
            self.line(f"  What your vault had lost of it was stored anew, {decimal(line.healed)}.{again}")
        self.line("  Read back and compared." if line.verified else "  Not read back.", "" if line.verified else "red")
        self.some([f"{chat.name}, {_day(chat.first)} to {_day(chat.last)}" for chat in line.chats], "chats")
        skipped = [f"{skipped.where}: {WHY_SKIPPED.get(skipped.why, skipped.why)}" for skipped in line.skipped]
        self.some(skipped, "parts", "yellow")
        for warning in line.warnings:
            self.line(f"  {WARNINGS.get(warning, warning)}", "yellow")
        if line.question is not None:
            self._question(line.question)

    def some(self, lines: Sequence[str], what: str, style: str = "") -> None:
        """An account of hundreds of chats must not push everything else off the screen."""
        shown = lines if len(lines) <= MOST + 1 else lines[:MOST]
        for line in shown:
            self.line(f"  {line}", style)
        if len(shown) < len(lines):
            self.line(f"  and {len(lines) - len(shown):,} more {what}", style)

    def _question(self, question: Question) -> None:
        if question.kind == "me":
            self.line(f"  Which of these is you? {', '.join(question.samples)}", "yellow")
            self.line("  Call again with --me NAME.", "yellow")
        elif question.kind == "columns":
            self.line("  Which column is what? Call again with --columns.", "yellow")
        else:
            examples = ", ".join(question.samples)
            self.line(f"  Day or month first? The file does not tell ({examples}).", "yellow")
            self.line("  Call again with --date-order day-first or --date-order month-first.", "yellow")

    def status(self, status: Status) -> None:
        """After `status`."""
        mark, colour = MARKS[status.state]
        self.line(f"{mark} {sentence(status)}", f"bold {colour}")
        self.line(reason_line(status))
        if status.next_steps:
            self.line(f"Next: {next_step(status.next_steps[0])}")
        if status.chats:
            self._table(
                ("", "Chat", "Messages", "Last backup", "Last message"),
                [
                    (
                        MARKS[c.state][0],
                        c.name,
                        _count(c.messages, exact=c.exact),
                        _day(c.last_backup),
                        _day(c.last_message),
                    )
                    for c in status.chats
                ],
            )

    def chats(self, chats: Sequence[Chat]) -> None:
        """After `chats`."""
        if not chats:
            self.line("There are no chats in this vault yet.")
            return
        self._table(
            ("Id", "Chat", "App", "Messages", "Attachments", "From", "To", "Backups"),
            [
                (c.id, c.name, c.app_name, _count(c.messages, exact=c.exact), _count(c.attachments, exact=c.exact),
                 _day(c.first), _day(c.last), str(len(c.backups)))
                for c in chats
            ],
        )  # fmt: skip
        newer = [chat.name for chat in chats if chat.unread == "newer"]
        if newer:
            self.line("Put in by a newer Chat Vault. Update this one, to have them read:", "yellow")
            self.some(newer, "chats", "yellow")

    def checked(self, health: Health) -> None:
        """After `check`."""
        extent = "Every byte was read" if health.read_all else "The structure was read, not every byte"
        if health.ok:
            self.line(f"Your vault is in order. {extent} ({decimal(health.read_bytes)}).", "green")
            return
        self.line(f"Your vault is damaged. {extent} ({decimal(health.read_bytes)}).", "bold red")
        list_problems(self, health.problems)
        self.line(f"Next: {REPAIR}", "yellow")

    def _table(self, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Columns as wide as they need: a name that is cut cannot be typed back, nor found in a pipe."""
        lines = [heads, *([plain_text(cell) for cell in row] for row in rows)]
        widths = [max(cell_len(line[column]) for line in lines) for column in range(len(heads))]
        for line in lines:
            cells = [cell + " " * (width - cell_len(cell)) for cell, width in zip(line, widths, strict=True)]
            self.line("  ".join(cells).rstrip(), "bold" if line is heads else "")


def _count(number: int, *, exact: bool) -> str:
    """`1,101`, or `at least 401` where not all is counted yet."""
    return f"{number:,}" if exact else f"at least {number:,}"


def say_day(when: datetime) -> str:
    """`2026-11-24` in local time: one form that everyone reads alike on a terminal."""
    return when.astimezone().strftime("%Y-%m-%d")


def _day(when: datetime | None) -> str:
    return NO_DATE if when is None else say_day(when)
