"""In the register: the first question, opening a vault, making one, and what is shown at the end. All invented."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QWidget

from vault.crypto.recovery_code import RecoveryCode
from vault.errors import (
    FolderNotEmpty,
    KeychainEmpty,
    KeychainLocked,
    NoKeychain,
    OtherVaultsSheet,
    PlaceMissing,
    ProofFailed,
    VaultExistsHere,
)
from vault.services.sheet import Sheet
from vault.ui.messages import words
from vault.ui.page_entry import PageEntry, PagesContext
from vault.ui.viewmodels.create import CreateState, CreateViewModel
from vault.ui.viewmodels.new_place import Suggestion
from vault.ui.viewmodels.opening import OpeningState, OpeningViewModel
from vault.ui.viewmodels.sheet_state import SheetState
from vault.ui.views.bug_report import BugReportView
from vault.ui.views.finishing import FinishingView
from vault.ui.views.first_question import FirstQuestionView
from vault.ui.views.opening import OpeningView
from vault.ui.wizards.create import CreateWizard, DoneStep, ProofStep, SheetStep, WhereStep

_ROWS = "2M9H75Z5-44QTXGZE-U7V7NGGN-XJUNHSAF"  # of no vault
_PLACES = (
    Suggestion(Path("/home/anna/Documents"), "folder", "Documents on this computer", "212 GB free"),
    Suggestion(Path("/media/anna/BLUE"), "disk", "The disk “BLUE”",
               "874 GB free · A second disk outlives this computer."),
    Suggestion(Path("/home/anna/Dropbox"), "cloud", "Dropbox",
               "212 GB free · Dropbox keeps a copy too. It gets locked data only."),
)  # fmt: skip
_WHERE = CreateState(suggestions=_PLACES, parent=_PLACES[1].parent, name="Family vault", room="874 GB free")
_REPORT = """Chat Vault 0.1.0, Python 3.11.2, Linux 6.1.0
builtins.ValueError
  vault/services/back_up.py:88 run
  vault/exports/whatsapp/importer.py:41 open
Qt 6.11.3
"""


def _sheet() -> Sheet:
    return Sheet("Family vault", date(2026, 11, 20), 1, RecoveryCode.parse(_ROWS))


def _opening(state: OpeningState) -> Callable[[PagesContext], QWidget]:
    def build(context: PagesContext) -> QWidget:
        viewmodel = OpeningViewModel(context.services, context.tasks)
        viewmodel.state = state
        view = OpeningView(viewmodel)
        viewmodel.setParent(view)
        return view

    return build


def _create(state: CreateState, sheet: SheetState | None = None) -> Callable[[PagesContext], QWidget]:
    def build(context: PagesContext) -> QWidget:
        viewmodel = CreateViewModel(context.services, context.tasks)
        viewmodel.state = state
        if sheet is not None:
            viewmodel.sheet.state = sheet
        wizard = CreateWizard(viewmodel)
        viewmodel.setParent(wizard)
        return wizard

    return build


def _in_proof(trouble: bool) -> SheetState:
    said = words(ProofFailed((3,))) if trouble else None
    return SheetState(step="rows", vault_name="Family vault", number=1, sheet=_sheet(), asked=(1, 3), trouble=said)


_SHOWN = SheetState(step="sheet", vault_name="Family vault", number=1, sheet=_sheet())
_CLOSED = OpeningState(vault="Family vault", busy=False)

BEGIN_PAGES: tuple[PageEntry, ...] = (
    PageEntry("first-question", FirstQuestionView, lambda context: FirstQuestionView()),
    PageEntry("opening", OpeningView, _opening(OpeningState(vault="Family vault"))),
    PageEntry(
        "opening-keychain-empty", OpeningView,
        _opening(replace(_CLOSED, asks_sheet=True, trouble=words(KeychainEmpty("Family vault")))),
    ),
    PageEntry(
        "opening-keychain-locked", OpeningView,
        _opening(replace(_CLOSED, asks_sheet=True, can_retry=True, trouble=words(KeychainLocked()))),
    ),
    PageEntry(
        "opening-other-sheet", OpeningView,
        _opening(replace(_CLOSED, asks_sheet=True, trouble=words(OtherVaultsSheet()))),
    ),
    PageEntry(
        "opening-place-missing", OpeningView,
        _opening(replace(_CLOSED, trouble=words(PlaceMissing("/media/anna/BLUE/Family vault")))),
    ),
    PageEntry("create-1-where", WhereStep, _create(_WHERE)),
    PageEntry(
        "create-1-where-not-empty", WhereStep,
        _create(replace(_WHERE, trouble=words(FolderNotEmpty("/media/anna/BLUE/Family vault")))),
    ),
    PageEntry(
        "create-1-where-exists", WhereStep,
        _create(replace(_WHERE, trouble=words(VaultExistsHere("/media/anna/BLUE/Family vault")))),
    ),
    PageEntry("create-2-sheet", SheetStep, _create(replace(_WHERE, step="sheet"), _SHOWN)),
    PageEntry(
        "create-2-sheet-no-keychain", SheetStep,
        _create(replace(_WHERE, step="sheet", keychain=words(NoKeychain())), _SHOWN),
    ),
    PageEntry("create-3-proof", ProofStep, _create(replace(_WHERE, step="proof"), _in_proof(False))),
    PageEntry("create-3-proof-failed", ProofStep, _create(replace(_WHERE, step="proof"), _in_proof(True))),
    PageEntry("create-4-done", DoneStep, _create(replace(_WHERE, step="done", proved=True))),
    PageEntry(
        "create-4-done-unproved", DoneStep,
        _create(replace(_WHERE, step="done", keychain=words(NoKeychain()))),
    ),
    PageEntry("finishing", FinishingView, lambda context: FinishingView()),
    PageEntry("bug-report", BugReportView, lambda context: BugReportView(_REPORT)),
)  # fmt: skip
