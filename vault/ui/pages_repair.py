"""The page "Repair", filled with invented content, for the register."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from PySide6.QtWidgets import QWidget

from vault.repository.faults import Problem
from vault.repository.repair_plan import RepairPlan
from vault.services.check import HealthProblem, Touched
from vault.services.repair import PlannedRepair, RepairReport
from vault.services.spent_backups import SpentBackup
from vault.ui.page_entry import PageEntry, PagesContext
from vault.ui.viewmodels.progressing import Progressing
from vault.ui.viewmodels.repair import LOOKING, REPAIRING, RepairState, RepairViewModel
from vault.ui.viewmodels.repair_words import NOT_A_COPY, done_words, let_go_words, plan_words
from vault.ui.views.repair import RepairView

_FILE = "WhatsApp Chat with Anna.zip"
_ANNAS = tuple(Touched(("Anna",), _FILE, datetime(2026, month, 3, 12, tzinfo=UTC)) for month in (4, 5))
_SPENT = (SpentBackup("ab" * 32, datetime(2026, 4, 17, 12, tzinfo=UTC), ("Anna",), datetime(2026, 5, 3, tzinfo=UTC)),)
_BEFORE = (
    HealthProblem("pack", ("Anna",), (_FILE,), ("IMG-20260501-WA0001.jpg", "VID-20260502-WA0004.mp4"), _ANNAS),
    HealthProblem("index", ()),
    HealthProblem("snapshot", ("Book club",)),
)
_AFTER = (HealthProblem("blob", ("Anna",), (_FILE,), ("IMG-20260501-WA0001.jpg",), _ANNAS[:1]),)
_LISTING = (HealthProblem("tree", ("Anna",), (), (), (Touched(("Anna",), _FILE, _SPENT[0].time),)),)
_PLAN = RepairPlan(tuple(Problem("pack", "ab" * 32, ()) for one in _BEFORE))
_PLANNED = RepairState(plan_words(PlannedRepair(_PLAN, _BEFORE), ()))
_WITH_COPY = RepairState(plan_words(PlannedRepair(_PLAN, _BEFORE), ("Family vault copy",)), copies=("/media/copy",))
_DONE = RepairState(done_words(RepairReport(_BEFORE, (), healed=2, refilled=1, recovered=1)))
_LACKING = RepairState(done_words(RepairReport(_BEFORE, _AFTER, salvaged=212, set_aside=1, recovered=1)))
_UNREADABLE = RepairState(
    plan_words(PlannedRepair(RepairPlan((Problem("tree", "ab" * 32, ()),)), _LISTING, spent=_SPENT), ())
)
_LET_GO = replace(_UNREADABLE, asked=let_go_words(_SPENT))
_FINE = RepairState(plan_words(PlannedRepair(RepairPlan(()), ()), ()))
_LOOKING = RepairState(work=Progressing(LOOKING, 0.4, "3.3 GB of 8.2 GB", "about 2 minutes left"))
_REPAIRING = replace(_PLANNED, work=Progressing(REPAIRING, 0.7, "11 MB of 16 MB", "less than a minute left"))
_OTHER = replace(_PLANNED, trouble=NOT_A_COPY)


def _page(state: RepairState, context: PagesContext) -> QWidget:
    viewmodel = RepairViewModel(context.services, context.tasks)
    viewmodel.state = state
    return RepairView(viewmodel)


REPAIR_PAGES: tuple[PageEntry, ...] = (
    PageEntry("repair", RepairView, partial(_page, _PLANNED)),
    PageEntry("repair-with-copy", RepairView, partial(_page, _WITH_COPY)),
    PageEntry("repair-looking", RepairView, partial(_page, _LOOKING)),
    PageEntry("repair-working", RepairView, partial(_page, _REPAIRING)),
    PageEntry("repair-done", RepairView, partial(_page, _DONE)),
    PageEntry("repair-lacking", RepairView, partial(_page, _LACKING)),
    PageEntry("repair-unreadable", RepairView, partial(_page, _UNREADABLE)),
    PageEntry("repair-let-go", RepairView, partial(_page, _LET_GO)),
    PageEntry("repair-nothing", RepairView, partial(_page, _FINE)),
    PageEntry("repair-not-a-copy", RepairView, partial(_page, _OTHER)),
)
