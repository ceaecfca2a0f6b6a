"""Unprotected copies in the register: found, nothing found, never looked, looking; what explains. All is invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from PySide6.QtWidgets import QWidget

from vault.errors import ScanFailed
from vault.exposure.app_settings import Phone
from vault.exposure.backup_products import BackupProduct
from vault.exposure.finding import Finding, NotLooked, Root, Severity, Verdict
from vault.services.check_up import CheckUp, CheckUpSummary
from vault.services.scan_report import Accepted, ScanReport
from vault.ui.messages import words
from vault.ui.page_entry import PageEntry, PagesContext
from vault.ui.viewmodels.check_up import CheckUpViewModel
from vault.ui.viewmodels.check_up_state import CheckUpState, state_of
from vault.ui.viewmodels.progressing import Progressing
from vault.ui.viewmodels.unprotected import LOOKING, NOTE, UnprotectedViewModel
from vault.ui.viewmodels.unprotected_state import (
    UnprotectedState,
    check_up_line,
    groups_of,
    of_report,
    place_lines,
)
from vault.ui.views.check_up import CheckUpView
from vault.ui.views.first_scan import FirstScanView
from vault.ui.views.learn import LearnView
from vault.ui.views.unprotected import UnprotectedView

DRIVE = Root(
    "/home/anna/Google Drive", "Google Drive", "provider-can-read", "Google Drive says that it keeps this folder.",
    "config",
)  # fmt: skip
DROPBOX = Root(
    "/home/anna/Dropbox", "Dropbox", "provider-can-read", "Dropbox says that it keeps this folder.", "config"
)
ICLOUD = Root(
    "/home/anna/iCloudDrive", "iCloud Drive", "provider-can-read", "iCloud says that it keeps this folder.", "system"
)
DOWNLOADS = Root("/home/anna/Downloads", "This computer", "local", "This is your Downloads folder.", "system")
DOCUMENTS = Root("/home/anna/Documents", "This computer", "local", "This is your Documents folder.", "system")
PHONES = Root(
    "/home/anna/Backup", "iPhone backups on this computer", "local", "Backups of iPhones are kept here.", "system"
)
ROOTS = (DRIVE, DROPBOX, DOWNLOADS, DOCUMENTS)
NOW = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)
LOOKED = datetime(2026, 11, 20, 18, 26, tzinfo=UTC)


def copy_of(
    path: str, root: Root, verdict: Verdict, severity: Severity, *, size: int = 612_000_000, evidence: str = ""
) -> Finding:
    """An invented finding, changed on 3 May 2026."""
    said = (evidence,) if evidence else ()
    return Finding(path, root, verdict, severity, size, datetime(2026, 5, 3, 9, 0, tzinfo=UTC), said)


ANNA = copy_of(
    "/home/anna/Google Drive/My Drive/Phone/WhatsApp Chat with Anna.zip", DRIVE,
    Verdict("yes", "readable", "whatsapp", "whatsapp-zip", (), True), "red",
    evidence="Its list of contents has a chat in it, and nothing in it is locked.",
)  # fmt: skip
HALF = copy_of(
    "/home/anna/Google Drive/Backups/msgstore.db.crypt14", DRIVE,
    Verdict("yes", "provider-key", "whatsapp", "whatsapp-crypt14", (), True), "amber", size=84_000_000,
    evidence="Its beginning says that WhatsApp keeps the key.",
)  # fmt: skip
PHONE = replace(
    copy_of(
        "/home/anna/Backup/00008030-001C2D4E", PHONES,
        Verdict("yes", "readable", "iphone", "iphone-backup", (), True), "amber", size=48_300_000_000,
        evidence="Its own list says that it is not encrypted.",
    ),
    kind="set",
)  # fmt: skip
SIGNAL = copy_of(
    "/home/anna/Dropbox/signal-2026-11-02.backup", DROPBOX,
    Verdict("yes", "user-key", "signal", "signal-backup", (), True), "green", size=1_900_000_000,
    evidence="Its beginning is that of a Signal backup, which only its 30 digits open.",
)  # fmt: skip
ONLINE = copy_of(
    "/home/anna/Dropbox/Old phone/KakaoTalkChats.txt", DROPBOX,
    Verdict("likely", "unknown", "kakaotalk", "kakaotalk-text", (), False), "amber", size=310_000,
    evidence="Its name is one that KakaoTalk gives to exports.",
)  # fmt: skip
SLACK = copy_of(
    "/home/anna/Downloads/Allotment Slack export Jan 1 2025.zip", DOWNLOADS,
    Verdict("yes", "readable", "slack", "slack-zip", (), True), "amber", size=7_400_000,
    evidence="Its list of contents is that of a Slack export, and nothing in it is locked.",
)  # fmt: skip
FINDINGS = (ANNA, HALF, PHONE, SIGNAL)
REFUSED = (NotLooked("/home/anna/Desktop", "permission"), NotLooked("/home/anna/Dropbox/film.mov", "online-only"))
REPORT = ScanReport(LOOKED, 3.2, True, 48_210, FINDINGS, REFUSED, ROOTS)
SUMMARY = CheckUpSummary(cards=20, answered=5, due=15, red=0, amber=1)


def _found(report: ScanReport = REPORT, accepted: tuple[Accepted, ...] = ()) -> UnprotectedState:
    state = of_report(report, accepted, NOW, "linux")
    return replace(state, places=place_lines(ROOTS), check_up=check_up_line(SUMMARY))


_MANY = replace(
    REPORT,
    findings=(ANNA, SLACK, HALF, PHONE, ONLINE, SIGNAL),
    products=(BackupProduct("Backblaze", "Backblaze is installed on this computer."),),
)
_STATES: dict[str, UnprotectedState] = {
    "unprotected": _found(),
    "unprotected-many": replace(
        _found(_MANY, (Accepted(SLACK.path, "This computer", "amber", datetime(2026, 10, 2, tzinfo=UTC)),)),
        ask_icloud=True,
    ),
    "unprotected-nothing": _found(replace(REPORT, findings=(), not_looked=())),
    "unprotected-never": UnprotectedState(
        loaded=True, places=place_lines(ROOTS), check_up=check_up_line(replace(SUMMARY, answered=0, due=20))
    ),
    "unprotected-looking": replace(
        _found(),
        sentence="",
        detail="",
        groups=groups_of((ANNA,)),
        work=Progressing(LOOKING, None, "31,400 files so far", "1 copy found", NOTE),
    ),
    "unprotected-trouble": replace(_found(), trouble=words(ScanFailed("worker ended with 9"))),
}


def _unprotected(context: PagesContext, state: UnprotectedState) -> QWidget:
    viewmodel = UnprotectedViewModel(context.services, context.tasks)
    viewmodel.state = state
    view = UnprotectedView(viewmodel)
    viewmodel.setParent(view)
    return view


class _InventedNotes(dict[str, bytes]):
    """Notes that lie in memory."""

    def put(self, key: str, value: bytes) -> None:
        """Keep it."""
        self[key] = value


_ANSWERS = (
    ("whatsapp", "open"), ("imessage", "off"), ("iphone-backup", "encrypted"), ("telegram", "open"), ("signal", "kept"),
)  # fmt: skip


def _check_up(context: PagesContext, open_card: str, phone: Phone = "android") -> QWidget:
    """The check-up with five answers, as its view-model shows what the service says."""
    notes, days = _InventedNotes(), [date(2026, 11, 12)]
    service = CheckUp(notes, lambda: days[0])
    for app, answer in _ANSWERS:
        service.answer(app, answer)
    days[0] = context.today
    cards = service.cards()
    viewmodel = CheckUpViewModel(context.services, context.tasks)
    viewmodel.state = state_of(CheckUpState(open=open_card, phone=phone), cards, context.today)
    view = CheckUpView(viewmodel)
    viewmodel.setParent(view)
    return view


def _first_scan(context: PagesContext) -> QWidget:
    viewmodel = UnprotectedViewModel(context.services, context.tasks)
    viewmodel.state = UnprotectedState(loaded=True, places=place_lines(ROOTS))
    view = FirstScanView(viewmodel)
    viewmodel.setParent(view)
    return view


def _learn(key: str) -> QWidget:
    view = LearnView()
    view.open_page(key)
    return view


def _entry(name: str, state: UnprotectedState) -> PageEntry:
    return PageEntry(name, UnprotectedView, lambda context: _unprotected(context, state))


def _learn_entry(key: str) -> PageEntry:
    return PageEntry(f"learn-{key}", LearnView, lambda context: _learn(key))


EXPOSURE_PAGES: tuple[PageEntry, ...] = (
    *(_entry(name, state) for name, state in _STATES.items()),
    PageEntry("first-scan", FirstScanView, _first_scan),
    PageEntry("check-up", CheckUpView, lambda context: _check_up(context, "")),
    PageEntry("check-up-question", CheckUpView, lambda context: _check_up(context, "android-backup")),
    PageEntry("check-up-answered", CheckUpView, lambda context: _check_up(context, "whatsapp", "iphone")),
    PageEntry("check-up-unsure", CheckUpView, lambda context: _check_up(context, "messenger")),
    *(_learn_entry(key) for key in ("why", "who", "apps", "cases", "what-to-do", "limits")),
)
