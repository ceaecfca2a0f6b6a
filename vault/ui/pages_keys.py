"""The pages "Vault and keys" and "Recovery sheet", filled with invented content, for the register."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from vault.crypto.recovery_code import RecoveryCode
from vault.errors import ProofFailed
from vault.services.check import Health, HealthProblem
from vault.services.sheet import Sheet
from vault.services.ways_in import WayIn
from vault.settings import VaultMemory
from vault.ui import figures
from vault.ui.messages import words
from vault.ui.page_entry import PageEntry, PagesContext
from vault.ui.viewmodels import keys_words
from vault.ui.viewmodels.progressing import Progressing
from vault.ui.viewmodels.sheet import SheetViewModel
from vault.ui.viewmodels.sheet_state import ALL_ROWS, SheetState
from vault.ui.viewmodels.vault_and_keys import EVERY_BYTE, VaultAndKeysState, VaultAndKeysViewModel
from vault.ui.views.sheet import SheetPage, SheetProved, SheetRows, ShownSheet
from vault.ui.views.vault_and_keys import VaultAndKeysView

_ROWS = ("K7QM2XP8", "9HTWCD4X", "RB6YZ3V9", "D2ES8WME")
_MADE = datetime(2026, 5, 3, 9, tzinfo=UTC)
_PROVED = datetime(2026, 11, 14, 18, tzinfo=UTC)
_WAYS = (
    WayIn("a", "computer", "computer", _MADE, this_computer=True, number=None),
    WayIn("b", "recovery sheet 2", "sheet", _MADE, this_computer=False, number=2),
    WayIn("c", "computer", "computer", _MADE.replace(month=9), this_computer=False, number=None),
)


def _memory(**facts: datetime | int | None) -> VaultMemory:
    known = VaultMemory("00", "/media/anna/BLUE DISK/Family vault", "Family vault", sheet_number=2, sheet_made_on=_MADE)
    return replace(known, **facts)  # type: ignore[arg-type]


def _keys(memory: VaultMemory, context: PagesContext) -> VaultAndKeysState:
    return VaultAndKeysState(
        title=keys_words.title("Family vault", _WAYS),
        place=f"On the disk “BLUE DISK” · {figures.size(8_200_000_000)}",
        ways=tuple(keys_words.way_row(way, memory) for way in _WAYS),
        sheet=keys_words.sheet_card(memory),
        health_line=keys_words.health_line(memory, context.today),
    )


def _view(fill: Callable[[PagesContext], VaultAndKeysState], context: PagesContext) -> QWidget:
    viewmodel = VaultAndKeysViewModel(context.services, context.tasks)
    viewmodel.state = fill(context)
    return VaultAndKeysView(viewmodel)


def _good(context: PagesContext) -> VaultAndKeysState:
    return _keys(_memory(sheet_proved_on=_PROVED, last_checked_on=_PROVED), context)


def _unproved(context: PagesContext) -> VaultAndKeysState:
    return _keys(_memory(), context)


def _removing(context: PagesContext) -> VaultAndKeysState:
    state = _good(context)
    return replace(state, asking=keys_words.removal(_WAYS[2], state.ways[2]))


def _checking(context: PagesContext) -> VaultAndKeysState:
    now = Progressing(EVERY_BYTE, 0.62, "5.1 GB of 8.2 GB", "about 1 minute left")
    return replace(_good(context), checking=now)


def _damaged(context: PagesContext) -> VaultAndKeysState:
    state = _keys(_memory(sheet_proved_on=_PROVED, damage_found_on=_PROVED.replace(day=20)), context)
    problems = (HealthProblem("pack", ("Anna", "Book club")), HealthProblem("blob", ("Anna",)))
    return replace(state, damaged=True, result=keys_words.health_result(Health(False, True, 8_200_000_000, problems)))


def _healthy(context: PagesContext) -> VaultAndKeysState:
    return replace(_good(context), result=keys_words.health_result(Health(True, True, 8_200_000_000, ())))


def _sheet(context: PagesContext) -> Sheet:
    code = RecoveryCode(_ROWS)
    return Sheet("Family vault", context.today, 2, code)


def _sheet_page(state: SheetState, context: PagesContext) -> QWidget:
    viewmodel = SheetViewModel(context.services, context.tasks)
    in_memory = state.sheet is None and state.step != "proved" and len(state.asked) == 2
    shown = state.step == "sheet"
    viewmodel.state = replace(state, sheet=_sheet(context)) if in_memory or shown else state
    return SheetPage(viewmodel)


_SHOWN = SheetState(step="sheet", vault_name="Family vault", number=2)
_SAVED = replace(_SHOWN, kept="Saved in Documents on this computer.", but="If this computer is lost, so is that copy.")
_IN_CLOUD = replace(
    _SHOWN,
    unsure_target=Path("Dropbox/Recovery sheet.pdf"),
    warning="Dropbox copies that folder to the cloud. Whoever gets in there could open your vault.",
)
_TWO_ROWS = replace(_SHOWN, step="rows", asked=(1, 3))
_FOUR_ROWS = replace(_SHOWN, step="rows", asked=ALL_ROWS)
_WRONG = replace(_TWO_ROWS, trouble=words(ProofFailed((3,))), wrong_rows=(3,))
_PROVED_SHEET = SheetState(step="proved", vault_name="Family vault", number=2, older=True)


def _typed(state: SheetState, rows: tuple[int, ...], context: PagesContext) -> QWidget:
    page = _sheet_page(state, context)
    if isinstance(page, SheetPage):
        for number in rows:
            page.rows.proof.fill(number, _ROWS[number - 1])
        page.viewmodel.changed.emit()
    return page


KEYS_PAGES: tuple[PageEntry, ...] = (
    PageEntry("keys", VaultAndKeysView, partial(_view, _good)),
    PageEntry("keys-sheet-unproved", VaultAndKeysView, partial(_view, _unproved)),
    PageEntry("keys-removing", VaultAndKeysView, partial(_view, _removing)),
    PageEntry("keys-checking", VaultAndKeysView, partial(_view, _checking)),
    PageEntry("keys-healthy", VaultAndKeysView, partial(_view, _healthy)),
    PageEntry("keys-damaged", VaultAndKeysView, partial(_view, _damaged)),
    PageEntry("sheet-1-shown", ShownSheet, partial(_sheet_page, _SHOWN)),
    PageEntry("sheet-1-saved", ShownSheet, partial(_sheet_page, _SAVED)),
    PageEntry("sheet-1-cloud", ShownSheet, partial(_sheet_page, _IN_CLOUD)),
    PageEntry("sheet-2-two-rows", SheetRows, partial(_sheet_page, _TWO_ROWS)),
    PageEntry("sheet-2-not-this-sheet", SheetRows, partial(_typed, _WRONG, (1, 3))),
    PageEntry("sheet-2-four-rows", SheetRows, partial(_typed, _FOUR_ROWS, (1, 2))),
    PageEntry("sheet-3-proved", SheetProved, partial(_sheet_page, _PROVED_SHEET)),
)
