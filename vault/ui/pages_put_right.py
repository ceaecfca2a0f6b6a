"""Putting a copy right in the register: every step of the way, and what stops it. All content is invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from PySide6.QtWidgets import QWidget

from vault.errors import CopyChanged, DiskFull
from vault.exposure.finding import Finding
from vault.services.end_state import EndState
from vault.services.exposure_report import Figures
from vault.services.lock_copy import Locked
from vault.services.provider_steps import checklist
from vault.services.put_right_journal import Deed
from vault.services.put_right_plan import PutRightPlan
from vault.services.put_right_words import NEEDED_QUESTION, NEEDED_REASON
from vault.ui.messages import words
from vault.ui.page_entry import PageEntry, PagesContext
from vault.ui.pages_exposure import ANNA, DRIVE, NOW, PHONE, SLACK
from vault.ui.pages_home import line_of
from vault.ui.viewmodels.progressing import Progressing
from vault.ui.viewmodels.put_right import LOCKING, PutRightViewModel
from vault.ui.viewmodels.put_right_state import PutRightState, of_end, of_how, of_locked
from vault.ui.viewmodels.reports import ReportsState, ReportsViewModel, day_lines, done_lines
from vault.ui.views.put_right import PutRightView
from vault.ui.views.reports import ReportsView

_DIGEST = "ab" * 32
_TODAY = date(2026, 11, 20)
_PLAN = PutRightPlan(
    ANNA, "lock", None, None, None, ("local", "bin"),
    ("leaves-cloud", "leaves-devices", "leaves-shared", "provider-bin", "local-copy"),
)  # fmt: skip
_LOCKED = Locked(ANNA, _DIGEST, _DIGEST, ANNA.size, (ANNA.size, 0, 0, 0), True, False, False, NOW, line_of("Anna"))


def _deed(finding: Finding, moved: datetime) -> Deed:
    put_at = str(Path("/home/anna") / "Readable chats" / Path(finding.path).name)
    return Deed(
        finding.path, DRIVE.provider, "whatsapp", _DIGEST, finding.size, _DIGEST, moved, "moved", "local", put_at, moved
    )


_STEPS = checklist(DRIVE, _TODAY)
_END = EndState(
    ANNA.path, True, None, _deed(ANNA, NOW), True, DRIVE.provider, date(2026, 12, 20), False, True, _STEPS,
    tuple(step.kind for step in _STEPS.steps if step.kind != "bin"),
)  # fmt: skip
_ASKED = of_locked(ANNA, _LOCKED, _PLAN, "evidence-unasked")
_WORK = Progressing(LOCKING, 0.42, "257 MB of 612 MB", "about 2 minutes left",
                    "You can go on using this computer meanwhile.")  # fmt: skip
_STILL = replace(_END, gone_here=False, still=ANNA, deed=None, copy_there=False, kept_until=None)

_STATES: dict[str, PutRightState] = {
    "put-right-1-locking": replace(_ASKED, step="locking", sentence="", lines=(), small=(), choices=(), work=_WORK),
    "put-right-2-locked": _ASKED,
    "put-right-2-needed": of_locked(ANNA, _LOCKED, _PLAN, "evidence"),
    "put-right-2-stays": of_locked(ANNA, _LOCKED, replace(_PLAN, move_refused="others", targets=(), effects=()), None),
    "put-right-2-court": replace(
        _ASKED, step="court", sentence=NEEDED_QUESTION, lines=(NEEDED_REASON,), choices=(), small=()
    ),
    "put-right-3-moved": of_end(ANNA, _END, can_undo=True),
    "put-right-3-still-there": of_end(ANNA, _STILL, can_undo=False),
    "put-right-how": of_how(PHONE, PutRightPlan(PHONE, "encrypt", "phone-backup", "whole-set", "whole-set", (), ())),
    "put-right-stopped": replace(
        _ASKED, step="stopped", sentence="", lines=(), small=(), choices=(),
        trouble=words(DiskFull("/media/anna/Blue disk/Family vault")),
    ),
    "put-right-changed": replace(
        _ASKED, step="stopped", sentence="", lines=(), small=(), choices=(),
        trouble=words(CopyChanged(Path(ANNA.path))),
    ),
}  # fmt: skip


def _page(context: PagesContext, state: PutRightState) -> QWidget:
    viewmodel = PutRightViewModel(context.services, context.tasks)
    viewmodel.state = state
    view = PutRightView(viewmodel)
    viewmodel.setParent(view)
    return view


def _reports(context: PagesContext) -> QWidget:
    viewmodel = ReportsViewModel(context.services, context.tasks)
    viewmodel.state = ReportsState(
        loaded=True,
        history=day_lines((
            Figures(date(2026, 5, 4), 7, 4, 1, 1, 0, 0, 2, 0),
            Figures(date(2026, 8, 9), 4, 3, 1, 1, 1, 3, 4, 12),
            Figures(_TODAY, 1, 2, 0, 1, 1, 6, 5, 20),
        )),
        done=done_lines((_deed(SLACK, NOW), _deed(ANNA, NOW)), frozenset({1})),
    )  # fmt: skip
    view = ReportsView(viewmodel)
    viewmodel.setParent(view)
    return view


def _entry(name: str, state: PutRightState) -> PageEntry:
    return PageEntry(name, PutRightView, lambda context: _page(context, state))


PUT_RIGHT_PAGES: tuple[PageEntry, ...] = (
    *(_entry(name, state) for name, state in _STATES.items()),
    PageEntry("reports", ReportsView, _reports),
)
