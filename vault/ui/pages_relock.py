"""The pages of "Change the vault's key", filled with invented content, for the register."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtWidgets import QWidget

from vault.crypto.recovery_code import RecoveryCode
from vault.errors import StillArriving
from vault.services.relock import RelockPlan
from vault.services.sheet import Sheet
from vault.ui.messages import words
from vault.ui.page_entry import PageEntry, PagesContext
from vault.ui.viewmodels.progressing import Progressing
from vault.ui.viewmodels.relock import RelockViewModel
from vault.ui.viewmodels.relock_state import WORDS, RelockState, plan_lines
from vault.ui.views.relock import RelockDone, RelockPage, RelockPlanStep, RelockWorkStep
from vault.ui.views.sheet import SheetRows, ShownSheet

_ROWS = ("K7QM2XP8", "9HTWCD4X", "RB6YZ3V9", "D2ES8WME")
_PLAN = RelockPlan(8_200_000_000, 8_300_000_000, 120_000_000_000, 1, 1, 0, None)
_NARROW = replace(_PLAN, free=2_000_000_000)
_PLANNED = RelockState(step="plan", vault_name="Family vault", lines=plan_lines(_PLAN))
_NO_ROOM = replace(_PLANNED, lines=plan_lines(_NARROW), has_room=False)
_WAITS = words(StillArriving("/home/anna/Dropbox/Family vault", "Dropbox", 12))
_ARRIVING = replace(_PLANNED, trouble=_WAITS, is_arriving=True)
_SHEET = replace(_PLANNED, step="sheet", number=3)
_TWO_ROWS = replace(_PLANNED, step="rows", number=3, asked=(1, 3))
_WORKING = replace(
    _PLANNED, step="working", working=Progressing(WORDS["relocking"], 0.62, "5.1 GB of 8.2 GB", "about 1 minute left")
)
_DONE = replace(_PLANNED, step="proved", number=3)


def _page(state: RelockState, context: PagesContext) -> QWidget:
    viewmodel = RelockViewModel(context.services, context.tasks)
    sheet = Sheet("Family vault", context.today, 3, RecoveryCode(_ROWS))
    viewmodel.state = replace(state, sheet=sheet) if state.step in ("sheet", "rows") else state
    return RelockPage(viewmodel)


RELOCK_PAGES: tuple[PageEntry, ...] = (
    PageEntry("relock-1-plan", RelockPlanStep, partial(_page, _PLANNED)),
    PageEntry("relock-1-no-room", RelockPlanStep, partial(_page, _NO_ROOM)),
    PageEntry("relock-1-arriving", RelockPlanStep, partial(_page, _ARRIVING)),
    PageEntry("relock-2-sheet", ShownSheet, partial(_page, _SHEET)),
    PageEntry("relock-3-two-rows", SheetRows, partial(_page, _TWO_ROWS)),
    PageEntry("relock-4-working", RelockWorkStep, partial(_page, _WORKING)),
    PageEntry("relock-5-done", RelockDone, partial(_page, _DONE)),
)
