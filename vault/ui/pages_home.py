"""Home in the register: full, empty, at work, asking, reporting, and when things go wrong. All content is invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtWidgets import QWidget

from vault.errors import ArchiveCutOff, DiskFull, NotAChat
from vault.exports.base import Account, Question, Skipped
from vault.services.back_up import BackupLine, BackupReport, ChatCount, FailedExport
from vault.services.check import Health, HealthProblem
from vault.ui.messages import words
from vault.ui.models.chat_list import ChatRow
from vault.ui.page_entry import PageEntry, PagesContext
from vault.ui.viewmodels.home import HomeViewModel
from vault.ui.viewmodels.home_state import DateQuestion, HomeState, StatusWords
from vault.ui.viewmodels.progressing import Progressing
from vault.ui.viewmodels.unprotected_state import CopiesWords, for_home
from vault.ui.views.home import HomeView
from vault.ui.views.how_to import HowToView
from vault.ui.wording.report_words import health_words, report_words

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
    "A health check says which chats are touched. Nothing was removed.",
    "Run a health check",
    "check",
)
FULL = HomeState(
    vault="Family vault",
    loaded=True,
    status=GOOD,
    totals="59,755 messages · 8.2 GB locked in “Family vault”",
    empty=False,
)


def _home(context: PagesContext, state: HomeState) -> QWidget:
    viewmodel = HomeViewModel(context.services, context.tasks)
    viewmodel.state = state
    if not state.empty:
        viewmodel.chats.show(CHATS)
    view = HomeView(viewmodel)
    viewmodel.setParent(view)
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
    )
    return replace(line, **changes)  # type: ignore[arg-type]


def _report() -> BackupReport:
    grown = line_of(
        "Anna", new=340, known=12_140, stored=23_400_000, skipped=(Skipped("lines 1-2", "before-first-message"),)
    )
    same = line_of("Book club", messages=3_911, new=0, known=3_911, attachments=86, bytes=48_000_000, stored=0,
                 already=True)  # fmt: skip
    failed = FailedExport(Path("WhatsApp Chat with Jonas.zip"), ArchiveCutOff(Path("WhatsApp Chat with Jonas.zip")))
    return BackupReport((grown, same), (failed,))


def _first_report() -> BackupReport:
    open_dates = line_of("Anna", question=Question("date-order", ("03/04/24",)), warnings=("library",), verified=True)
    return BackupReport((open_dates,), ())


_WORKING = Progressing(
    "Locking it in your vault", 0.42, "257 MB of 612 MB", "about 2 minutes left",
    "You can go on using this computer meanwhile.",
)  # fmt: skip
_QUESTION = DateQuestion(
    Path("WhatsApp Chat with Anna.txt"), "Anna", ("03/04/24, 21:15", "05/06/24, 08:02"), "3 April 2024", "4 March 2024"
)
_NOT_A_CHAT = BackupReport((), (FailedExport(Path("holiday.zip"), NotAChat(Path("holiday.zip"))),))
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
    "home-working": replace(FULL, work=_WORKING),
    "home-question": replace(FULL, question=_QUESTION),
    "home-report": replace(FULL, report=report_words(_report())),
    "home-report-attention": replace(FULL, report=report_words(_first_report())),
    "home-report-not-a-chat": replace(FULL, report=report_words(_NOT_A_CHAT)),
    "home-disk-full": replace(FULL, trouble=words(DiskFull("/media/anna/Blue disk/Family vault"))),
    "home-damaged": replace(FULL, status=DAMAGED, report=health_words(_ILL)),
}


def _entry(name: str, state: HomeState) -> PageEntry:
    return PageEntry(name, HomeView, lambda context: _home(context, state))


HOME_PAGES: tuple[PageEntry, ...] = (
    *(_entry(name, state) for name, state in _STATES.items()),
    PageEntry("home-how-to", HowToView, lambda context: HowToView()),
)
