"""The pages of the restore wizard, filled with invented content, for the register."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from vault.errors import KeychainLocked, OtherVaultsSheet
from vault.services.browse import Backup, Chat
from vault.services.open_vault import FoundVault
from vault.services.restore import RestorePlan, RestoreReport, Unreadable
from vault.ui.messages import words
from vault.ui.page_entry import PageEntry, PagesContext
from vault.ui.viewmodels import restore_words
from vault.ui.viewmodels.progressing import Progressing
from vault.ui.viewmodels.restore import LOOKING, RestoreViewModel
from vault.ui.viewmodels.restore_state import RestoreState, Rows
from vault.ui.wizards.restore import RestoreWizard
from vault.ui.wizards.restore_steps.find import FindPage
from vault.ui.wizards.restore_steps.have import HavePage
from vault.ui.wizards.restore_steps.inside import InsidePage
from vault.ui.wizards.restore_steps.result import ResultPage
from vault.ui.wizards.restore_steps.rows import RowsPage
from vault.ui.wizards.restore_steps.running import RunningPage
from vault.ui.wizards.restore_steps.where import WherePage

_Fill = Callable[[PagesContext], RestoreState]
_WHOLE: Rows = ("K7QM2XP8", "9HTWCD4X", "RB6YZ3V9", "D2ES8WME")
_MISTAKE: Rows = ("K7QM2XP8", "9HTWCD4X", "RB6YZ3VV", "")
_STICK = Path("/media/anna/BLUE STICK/Family vault")


def _wizard(fill: _Fill, context: PagesContext) -> QWidget:
    viewmodel = RestoreViewModel(context.services, context.tasks)
    viewmodel.state = fill(context)
    return RestoreWizard(viewmodel)


def _with_rows(rows: Rows, trouble: Exception | None, context: PagesContext) -> QWidget:
    viewmodel = RestoreViewModel(context.services, context.tasks)
    line = restore_words.nothing_changed_line(_STICK)
    viewmodel.state = RestoreState(step="rows", unchanged_line=line)
    wizard = RestoreWizard(viewmodel)
    page = wizard.step
    if isinstance(page, RowsPage):
        for number, row in enumerate(rows, 1):
            page.rows.fill(number, row)
    if trouble is not None:
        viewmodel.state = replace(viewmodel.state, trouble=words(trouble))
        viewmodel.changed.emit()
    return wizard


def _have(context: PagesContext) -> RestoreState:
    return RestoreState()


def _old_computer(context: PagesContext) -> RestoreState:
    return RestoreState(have="old-computer")


def _neither(context: PagesContext) -> RestoreState:
    return RestoreState(have="neither")


def _found(context: PagesContext) -> RestoreState:
    at = datetime(2026, 11, 20, 17, tzinfo=UTC)
    vaults = (
        FoundVault(_STICK, "Family vault", at, 8_200_000_000, complete=True),
        FoundVault(
            Path("/home/anna/Dropbox/Family vault"), "Family vault", at.replace(day=3), 3_100_000_000, complete=False
        ),
    )
    rows = tuple(restore_words.candidate(vault, context.today) for vault in vaults)
    return RestoreState(step="find", candidates=rows, looked=True, picked=_STICK)


def _looking(context: PagesContext) -> RestoreState:
    return RestoreState(step="find", busy=LOOKING, only_looks=True)


def _nothing_found(context: PagesContext) -> RestoreState:
    return RestoreState(step="find", looked=True)


def _chats() -> tuple[Chat, ...]:
    made = datetime(2026, 11, 20, 17, tzinfo=UTC)

    def chat(name: str, app: str, app_name: str, messages: int, first: datetime, size: int) -> Chat:
        backup = Backup(name, made, f"{app_name} Chat with {name}.zip", size)
        return Chat(name, name, app, app_name, messages, 0, (), first, made, (backup,), size)

    return (
        chat("Anna", "whatsapp", "WhatsApp", 12_480, datetime(2015, 3, 1, tzinfo=UTC), 6_100_000_000),
        chat("Book club", "telegram", "Telegram", 3_911, datetime(2021, 5, 1, tzinfo=UTC), 410_000_000),
        chat("Family", "signal", "Signal", 41_022, datetime(2019, 8, 1, tzinfo=UTC), 1_700_000_000),
    )


def _inside(context: PagesContext) -> RestoreState:
    chats = _chats()
    rows = tuple(restore_words.chat_row(chat, context.today) for chat in chats)
    chosen = frozenset(row.id for row in rows)
    return RestoreState(
        step="inside",
        chats=rows,
        chosen=chosen,
        chosen_line=restore_words.chosen_line(rows, chosen),
        vault_line=restore_words.vault_line("Family vault", chats, context.today),
    )


def _two_chosen(context: PagesContext) -> RestoreState:
    state = _inside(context)
    chosen = frozenset(("Anna", "Family"))
    return replace(state, short=True, chosen=chosen, chosen_line=restore_words.chosen_line(state.chats, chosen))


def _plan(folder: Path) -> RestorePlan:
    return RestorePlan(folder, (), (), needed=8_200_000_000, free=120_400_000_000)


def _where(context: PagesContext) -> RestoreState:
    plan = _plan(Path("/home/anna/Documents/Chats restored 20 Nov 2026"))
    return RestoreState(step="where", destination=restore_words.destination(plan))


def _where_in_cloud(context: PagesContext) -> RestoreState:
    plan = _plan(Path("/home/anna/Dropbox/Chats restored 20 Nov 2026"))
    return RestoreState(step="where", destination=restore_words.destination(plan))


def _where_begun(context: PagesContext) -> RestoreState:
    folder = Path("/home/anna/Documents/Chats restored 20 Nov 2026")
    plan = replace(_plan(folder), goes_on=True, there=2, kept=5_100_000_000)
    return RestoreState(step="where", destination=restore_words.destination(plan))


def _where_full(context: PagesContext) -> RestoreState:
    trouble = "There is not enough room: 8.2 GB are needed, 3.1 GB are free. Choose a folder on another disk."
    folder = Path("/media/anna/STICK/Chats restored 20 Nov 2026")
    return RestoreState(step="where", destination=restore_words.refused_destination(folder, trouble))


def _running(context: PagesContext) -> RestoreState:
    now = Progressing("Bringing your chats back", 0.38, "3.1 GB of 8.2 GB", "about 2 minutes left")
    return RestoreState(step="running", running=now)


def _report(unreadable: tuple[Unreadable, ...] = ()) -> RestoreReport:
    back = 3 - len(unreadable)
    folder = Path("/home/anna/Documents/Chats restored 20 Nov 2026")
    messages = 57_413 if not unreadable else 16_391
    return RestoreReport(folder, back, 3, back, 8_200_000_000, messages, 57_413, unreadable)


def _result(context: PagesContext) -> RestoreState:
    return RestoreState(step="result", outcome=restore_words.outcome(_report(), 3), protection="offered")


def _result_partly(context: PagesContext) -> RestoreState:
    photos = tuple(f"IMG-20260{month}14-WA00{month}7.jpg" for month in range(1, 8))
    report = _report((Unreadable("Signal/Family/signal-2026-11-02.zip", "damaged", photos),))
    return RestoreState(
        step="result",
        outcome=restore_words.outcome(report, 3),
        protection="failed",
        protection_trouble=words(KeychainLocked()),
    )


def _result_protected(context: PagesContext) -> RestoreState:
    return replace(_result(context), protection="done")


RESTORE_PAGES: tuple[PageEntry, ...] = (
    PageEntry("restore-1-have", HavePage, partial(_wizard, _have)),
    PageEntry("restore-1-old-computer", HavePage, partial(_wizard, _old_computer)),
    PageEntry("restore-1-neither", HavePage, partial(_wizard, _neither)),
    PageEntry("restore-2-find", FindPage, partial(_wizard, _found)),
    PageEntry("restore-2-looking", FindPage, partial(_wizard, _looking)),
    PageEntry("restore-2-nothing", FindPage, partial(_wizard, _nothing_found)),
    PageEntry("restore-3-rows", RowsPage, partial(_with_rows, ("", "", "", ""), None)),
    PageEntry("restore-3-rows-mistake", RowsPage, partial(_with_rows, _MISTAKE, None)),
    PageEntry("restore-3-rows-other-vault", RowsPage, partial(_with_rows, _WHOLE, OtherVaultsSheet())),
    PageEntry("restore-4-inside", InsidePage, partial(_wizard, _inside)),
    PageEntry("restore-4-inside-short", InsidePage, partial(_wizard, _two_chosen)),
    PageEntry("restore-5-where", WherePage, partial(_wizard, _where)),
    PageEntry("restore-5-where-cloud", WherePage, partial(_wizard, _where_in_cloud)),
    PageEntry("restore-5-where-begun", WherePage, partial(_wizard, _where_begun)),
    PageEntry("restore-5-where-full", WherePage, partial(_wizard, _where_full)),
    PageEntry("restore-5-running", RunningPage, partial(_wizard, _running)),
    PageEntry("restore-6-result", ResultPage, partial(_wizard, _result)),
    PageEntry("restore-6-result-partly", ResultPage, partial(_wizard, _result_partly)),
    PageEntry("restore-6-result-protected", ResultPage, partial(_wizard, _result_protected)),
)
