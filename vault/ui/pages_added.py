"""What follows a drop, in the register: what was found, keys, questions, columns, the report. All invented."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PySide6.QtWidgets import QWidget

from vault.errors import ArchiveCutOff, EmptyExport, NotAChat, SecretNeeded, UnsupportedVersion, WrongSecret
from vault.exports.base import Account, Question, Skipped
from vault.services.back_up import BackupReport, ChatCount, FailedExport, Look
from vault.ui.messages import words
from vault.ui.page_entry import PageEntry, PagesContext
from vault.ui.pages_home import line_of
from vault.ui.viewmodels.adding import AddingViewModel
from vault.ui.viewmodels.adding_state import (
    AddingState,
    KeyAsked,
    PreviewRow,
    TimesAsked,
    found_state,
)
from vault.ui.viewmodels.columns import columns_state, with_form
from vault.ui.views.backup_report import BackupReportView
from vault.ui.wizards.add import AddWizard
from vault.ui.wizards.add_steps.columns import ColumnsPage
from vault.ui.wizards.add_steps.found import FoundPage
from vault.ui.wizards.add_steps.key import KeyPage
from vault.ui.wizards.add_steps.question import QuestionPage
from vault.ui.wizards.add_steps.step import AddStep
from vault.ui.wording.backup_words import backup_words

DOWNLOADS = Path("/home/anna/Downloads")
_CRYPT = DOWNLOADS / "msgstore.db.crypt15"
_TEXT = DOWNLOADS / "WhatsApp Chat with Anna.zip"
_SIGNAL = DOWNLOADS / "SignalBackups"
_TABLE = DOWNLOADS / "wechat-mara.csv"
_NEEDED = SecretNeeded(_CRYPT, "WhatsApp", "whatsapp-key", "The phone's number ends with 42.")


def _look(path: Path, app: str, app_name: str, chat: str, key: str, size: int, **more: object) -> Look:
    look = Look(path, app, app_name, chat, size, None, None, key)
    return replace(look, **more)  # type: ignore[arg-type]


LOOKS = (
    _look(_CRYPT, "whatsapp", "WhatsApp", "All chats", "whatsapp-crypt15", 91_000_000, secret=_NEEDED),
    _look(
        _TEXT,
        "whatsapp",
        "WhatsApp",
        "Anna",
        "whatsapp-zip",
        612_000_000,
        question=Question("date-order", ("03/04/24, 21:15", "05/06/24, 08:02")),
        zone_open=True,
    ),
    _look(
        DOWNLOADS / "ChatExport_2026-11-20",
        "telegram",
        "Telegram",
        "Book club",
        "telegram-export",
        48_000_000,
        files=212,
    ),
    _look(
        DOWNLOADS / "facebook-anna-part1.zip",
        "messenger",
        "Messenger",
        "All chats",
        "messenger-zip",
        2_400_000_000,
        files=3,
    ),
    replace(
        _look(DOWNLOADS / "old.backup", "signal", "Signal", "All chats", "signal-backup", 8_000_000),
        trouble=UnsupportedVersion(DOWNLOADS / "old.backup", "Signal", "7"),
    ),
    Look(DOWNLOADS / "holiday.zip", "", "", "", 0, None, NotAChat(DOWNLOADS / "holiday.zip")),
    Look(DOWNLOADS / "tax 2025.pdf", "", "", "", 0, None, NotAChat(DOWNLOADS / "tax 2025.pdf")),
)

_PREVIEW = (
    PreviewRow("Anna", "3 April 2024, 21:15", "03/04/24, 21:15", "Are you still coming on Saturday? Mara asks."),
    PreviewRow("Ben", "3 April 2024, 21:17", "03/04/24, 21:17", "Yes! We take the train at nine."),
    PreviewRow("Anna", "5 June 2024, 08:02", "05/06/24, 08:02", "Photos from the garden."),
)
_TIMES = TimesAsked(
    _TEXT,
    "Anna",
    ("03/04/24, 21:15", "05/06/24, 08:02"),
    "3 April 2024",
    "4 March 2024",
    zones_open=True,
    zone="Europe/Berlin",
    order="day-first",
    preview=_PREVIEW,
)
_NAMES = replace(
    _TIMES,
    names=("Anna", "Ben", "Grandpa Jonas", "+49 151 0000000"),
    me="Ben",
    preview=(_PREVIEW[0], replace(_PREVIEW[1], sender="Ben (you)"), _PREVIEW[2]),
)
_ZONE = replace(_TIMES, samples=(), order=None)
_LINES = (
    "time,name,message",
    "03/04/2024 21:15,Mara,Are you there?",
    "05/06/2024 08:02,Ben,Just arrived",
    "06/06/2024 10:40,Mara,Good. See you at the station",
    "07/06/2024 18:20,Ben,The blue suitcase is ours",
)
_COLUMNS = columns_state(_TABLE, _TABLE.name, _LINES)
_READ = replace(
    with_form(_COLUMNS, "%d/%m/%Y %H:%M"),
    preview=(
        PreviewRow("Mara", "3 April 2024, 21:15", "", "Are you there?"),
        PreviewRow("Ben", "5 June 2024, 08:02", "", "Just arrived"),
    ),
)
_LOG = columns_state(
    DOWNLOADS / "irc.log",
    "irc.log",
    ("2024-04-03 21:15 <mara> are you there?", "2024-04-03 21:16 <ben> just arrived", "2024-04-03 21:19 <mara> good"),
)


def _key(kind: str, name: str, app: str, hint: str = "", shape: str = "") -> KeyAsked:
    return KeyAsked(DOWNLOADS / name, name, app, kind, hint, shape or kind)


_STEPS: dict[str, tuple[type[AddStep], AddingState]] = {
    "add-1-found": (FoundPage, AddingState("found", of=3, found=found_state(LOOKS, (DOWNLOADS,)))),
    "add-2-key-whatsapp": (
        KeyPage,
        AddingState("key", 2, 3, key=_key("whatsapp-key", _CRYPT.name, "WhatsApp", "The phone's number ends with 42.")),
    ),
    "add-2-key-wrong": (
        KeyPage,
        AddingState(
            "key",
            2,
            3,
            key=_key("whatsapp-key", _CRYPT.name, "WhatsApp"),
            trouble=words(WrongSecret(_CRYPT, "WhatsApp", "whatsapp-key")),
        ),
    ),
    "add-2-key-signal-digits": (
        KeyPage,
        AddingState("key", 2, 3, key=_key("signal-30-digits", "signal-2024-05-03.backup", "Signal")),
    ),
    "add-2-key-signal-recovery": (
        KeyPage,
        AddingState("key", 2, 3, key=_key("signal-recovery-key", _SIGNAL.name, "Signal")),
    ),
    "add-2-key-signal-desktop": (KeyPage, AddingState("key", 2, 3, key=_key("signal-desktop-key", "Signal", "Signal"))),
    "add-2-key-iphone": (
        KeyPage,
        AddingState("key", 2, 3, key=_key("iphone-password", "00008110-001A", "iPhone backup")),
    ),
    "add-2-key-trying": (
        KeyPage,
        AddingState("key", 2, 3, busy="Trying the key", key=_key("iphone-password", "00008110-001A", "iPhone backup")),
    ),
    "add-2-key-file-only": (
        KeyPage,
        AddingState(
            "key", 2, 2, key=_key("whatsapp-key", "msgstore.db.crypt14", "WhatsApp", shape="whatsapp-key-file")
        ),
    ),
    "add-3-dates": (QuestionPage, AddingState("question", 3, 3, times=_TIMES)),
    "add-3-names": (QuestionPage, AddingState("question", 3, 3, times=_NAMES)),
    "add-3-zone": (QuestionPage, AddingState("question", 2, 2, times=_ZONE)),
    "add-4-columns": (ColumnsPage, AddingState("columns", 2, 2, columns=_COLUMNS)),
    "add-4-columns-read": (ColumnsPage, AddingState("columns", 2, 2, columns=_READ)),
    "add-4-columns-log": (ColumnsPage, AddingState("columns", 2, 2, columns=_LOG)),
}


def _step(state: AddingState) -> Callable[[PagesContext], QWidget]:
    def build(context: PagesContext) -> QWidget:
        viewmodel = AddingViewModel(context.services, context.tasks)
        viewmodel.state = state
        wizard = AddWizard(viewmodel)
        viewmodel.setParent(wizard)
        return wizard

    return build


def _many_chats(count: int) -> tuple[ChatCount, ...]:
    names = ("Anna", "Book club", "Grandpa Jonas", "Allotment neighbours", "Mara", "Choir", "Class 4b", "Tom")
    first = datetime(2015, 3, 2, tzinfo=UTC)
    return tuple(
        ChatCount(
            names[number % len(names)] + (f" {number // len(names) + 1}" if number >= len(names) else ""),
            12_480 // (number + 1),
            1_204 // (number + 1),
            ("Anna",),
            first + timedelta(days=90 * (number % 12)),
            datetime(2026, 11, 20, tzinfo=UTC) - timedelta(days=7 * number),
        )
        for number in range(count)
    )


_GROWN = line_of(
    "Anna",
    path=_TEXT,
    new=340,
    known=12_140,
    stored=23_400_000,
    skipped=(Skipped("lines 1-2", "before-first-message"),),
)
_WHOLE = line_of(
    "x",
    export="SignalBackups",
    path=_SIGNAL,
    app="signal",
    app_name="Signal",
    chats=_many_chats(64),
    messages=61_220,
    new=61_220,
    attachments=5_402,
    bytes=4_100_000_000,
    stored=4_060_000_000,
    files=8_212,
    format="signal-backups",
    account=Account(70_011, 61_220, 812, 7_960, 11, 8),
    skipped=(
        Skipped("photo 0a1b…", "media-missing"),
        *(Skipped(f"frame {number}", "unknown-kind") for number in range(7)),
    ),
)
_LOCKED = line_of(
    "x",
    export=_CRYPT.name,
    path=_CRYPT,
    chats=(),
    messages=0,
    new=0,
    attachments=0,
    bytes=91_000_000,
    stored=91_000_000,
    warnings=("locked",),
    format="whatsapp-crypt15",
    secret=_NEEDED,
)
_REPORTS: dict[str, BackupReport] = {
    "home-added": BackupReport((_GROWN,), ()),
    "home-added-many-chats": BackupReport((_WHOLE,), ()),
    "home-added-locked": BackupReport((_LOCKED,), ()),
    "home-added-mixed": BackupReport(
        (
            _GROWN,
            _WHOLE,
            _LOCKED,
            line_of("Book club", path=DOWNLOADS / "b.zip", already=True, new=0, known=12_480, stored=0),
        ),
        (
            FailedExport(DOWNLOADS / "Jonas.zip", ArchiveCutOff(DOWNLOADS / "Jonas.zip")),
            FailedExport(DOWNLOADS / "holiday.zip", NotAChat(DOWNLOADS / "holiday.zip")),
            FailedExport(DOWNLOADS / "empty.txt", EmptyExport(DOWNLOADS / "empty.txt")),
        ),
    ),
    "home-added-nothing": BackupReport(
        (), (FailedExport(DOWNLOADS / "holiday.zip", NotAChat(DOWNLOADS / "holiday.zip")),)
    ),
}
_ALL_LOOKS = (*LOOKS, _look(_SIGNAL, "signal", "Signal", "All chats", "signal-backups", 4_100_000_000))


def _report(report: BackupReport) -> Callable[[PagesContext], QWidget]:
    def build(context: PagesContext) -> QWidget:
        viewmodel = AddingViewModel(context.services, context.tasks)
        viewmodel.state = AddingState("report", report=backup_words(report, _ALL_LOOKS, context.today, "Berlin"))
        view = BackupReportView(viewmodel)
        viewmodel.setParent(view)
        return view

    return build


ADDED_PAGES: tuple[PageEntry, ...] = (
    *(PageEntry(name, shows, _step(state)) for name, (shows, state) in _STEPS.items()),
    *(PageEntry(name, BackupReportView, _report(report)) for name, report in _REPORTS.items()),
)
