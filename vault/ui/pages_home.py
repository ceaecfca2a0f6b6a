"""Home in the register: full, empty, at work, asking, reporting, and when things go wrong. All content is invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtWidgets import QWidget

from vault.errors import Cancelled, DiskFull
from vault.exports.base import Account
from vault.services.back_up import BackupLine, ChatCount
from vault.services.check import Health, HealthProblem
from vault.ui.messages import words
from vault.ui.models.chat_list import ChatRow
from vault.ui.page_entry import PageEntry, PagesContext
from vault.ui.viewmodels.adding import AddingViewModel
from vault.ui.viewmodels.adding_state import AddingState
from vault.ui.viewmodels.home import HomeViewModel
from vault.ui.viewmodels.home_state import HomeState, StatusWords
from vault.ui.viewmodels.progressing import Progressing
from vault.ui.viewmodels.unprotected_state import CopiesWords, for_home
from vault.ui.views.home import HomeView
from vault.ui.wording.report_words import health_words

CHATS = (
    ChatRow("1", "Anna", "whatsapp", "WhatsApp · 12,480 messages · 1,204 photos and files", "good", "Backed up today"),
    ChatRow("2", "Book club", "whatsapp", "WhatsApp · 3,911 messages · 86 photos and files", "good", "Backed up today"),
    ChatRow("3", "Grandpa Jonas", "whatsapp", "WhatsApp · 512 messages", "good", "Backed up Tuesday"),
    ChatRow(
        "4", "Allotment neighbours", "whatsapp", "WhatsApp · 41,022 messages · 2,377 photos and files", "waiting",
        "44 days old – export again",
    ),
    ChatRow("5", "Mara and Tom’s wedding", "whatsapp", "WhatsApp · 1,830 messages · 640 photos and files", "good",
            "Backed up 2 Nov 2026"),
)  # fmt: skip
GOOD = StatusWords(
    "good",
    "Everything you saved up to Friday 20 November can be brought back.",
    "5 chats with 59,755 messages can be brought back. You showed your recovery sheet on Saturday 14 November.",
)
UNPROVED = StatusWords(
    "waiting",
    "Not recoverable yet: show us that you have your recovery sheet.",
    "If this computer is lost, only the sheet can open your vault. Type two of its rows.",
    "Show your recovery sheet",
    "prove-sheet",
)
EMPTY = StatusWords(
    "waiting",
    "Your vault is ready, and no chat is in it yet.",
    "Drop an export of a chat here: it will be locked, read back, and listed.",
    "Add your first chat",
    "first-backup",
)
DAMAGED = StatusWords(
    "bad",
    "We could not read all of your vault.",
    "A repair says which chats are touched, and puts back what it can. Nothing was removed.",
    "Repair",
    "repair",
)
FULL = HomeState(
    vault="Family vault",
    loaded=True,
    status=GOOD,
    totals="59,755 messages · 8.2 GB locked in “Family vault”",
    empty=False,
)


def _home(context: PagesContext, state: HomeState, moment: AddingState) -> QWidget:
    viewmodel = HomeViewModel(context.services, context.tasks)
    viewmodel.state = state
    if not state.empty:
        viewmodel.chats.show(CHATS)
    adding = AddingViewModel(context.services, context.tasks)
    adding.state = moment
    view = HomeView(viewmodel, adding)
    viewmodel.setParent(view)
    adding.setParent(view)
    return view


def line_of(name: str, **changes: object) -> BackupLine:
    """What became of an invented export of the chat with `name`."""
    first, last = datetime(2015, 3, 2, tzinfo=UTC), datetime(2026, 11, 20, tzinfo=UTC)
    line = BackupLine(
        export=f"WhatsApp Chat with {name}.zip",
        path=Path(f"/home/anna/Downloads/WhatsApp Chat with {name}.zip"),
        app="whatsapp",
        app_name="WhatsApp",
        snapshot="ab" * 32,
        chats=(ChatCount(name, 12_480, 1_204, (name, "Anna’s phone"), first, last),),
        messages=12_480,
        new=12_480,
        known=0,
        attachments=1_204,
        skipped=(),
        account=Account(14_102, 12_480, 96, 1_512, 14, 0),
        bytes=612_000_000,
        stored=611_000_000,
        verified=True,
        already=False,
        question=None,
        warnings=(),
        format="whatsapp-zip",
    )
    return replace(line, **changes)  # type: ignore[arg-type]


_WORKING = Progressing(
    "Locking it in your vault", 0.42, "257 MB of 612 MB", "about 2 minutes left",
    "You can go on using this computer meanwhile.",
)  # fmt: skip
_ILL = Health(False, True, 8_200_000_000, (HealthProblem("pack", ("Anna", "Book club")),))

_STATES: dict[str, HomeState] = {
    "home": FULL,
    "home-copies": replace(
        FULL,
        copies=CopiesWords(
            "waiting",
            "Three readable copies lie in your Google Drive",
            "Google and anyone with your password can read them.",
            "Look at them",
            3,
        ),
    ),
    "home-never-looked": replace(FULL, copies=for_home(None, ())),
    "home-empty": HomeState(vault="Family vault", loaded=True, status=EMPTY),
    "home-unproved": replace(FULL, status=UNPROVED),
    "home-damaged": replace(FULL, status=DAMAGED, report=health_words(_ILL)),
}


_MOMENTS: dict[str, AddingState] = {
    "home-working": AddingState("storing", work=_WORKING),
    "home-disk-full": AddingState(trouble=words(DiskFull("/media/anna/Blue disk/Family vault"))),
    "home-stopped": AddingState(trouble=words(Cancelled()), trouble_state="plain"),
}


def _entry(name: str, state: HomeState, moment: AddingState = AddingState()) -> PageEntry:  # noqa: B008  frozen
    return PageEntry(name, HomeView, lambda context: _home(context, state, moment))


HOME_PAGES: tuple[PageEntry, ...] = (
    *(_entry(name, state) for name, state in _STATES.items()),
    *(_entry(name, FULL, moment) for name, moment in _MOMENTS.items()),
)
