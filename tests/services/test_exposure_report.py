"""One page that says what is protected and what is not, and nothing of any chat."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.builders import Computer, back_up, make_export
from tests.clock import Clock
from tests.services.cloud import TELEGRAM, Cloud, make_cloud
from vault.errors import FolderInTheWay, NoPermission
from vault.exposure.finding import Finding, NotLooked, Root, Verdict
from vault.progress import NoProgress
from vault.services.create_vault import Created
from vault.services.exposure_report import ExposureReport
from vault.services.report_html import html_of
from vault.services.report_page import MOST_ROWS, Page, Section
from vault.services.scan_report import ScanReport, to_json

QUIET = NoProgress()
SECRET = "Annabella"


class Strict(HTMLParser):
    """Every tag is closed in its order, and none of them fetches or runs anything."""

    EMPTY = frozenset({"meta"})
    FORBIDDEN = frozenset({"script", "img", "link", "iframe", "object", "embed", "form", "a", "base", "svg"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in self.FORBIDDEN
        assert not [name for name, _ in attrs if name.startswith("on") or name in ("src", "href", "style")]
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def texts(html: str) -> str:
    parser = Strict()
    parser.feed(html)
    parser.close()
    assert parser.open == []
    return "\n".join(parser.texts)


@pytest.fixture
def cloud(home: Path, computer: Computer) -> Cloud:
    return make_cloud(home, computer)


def scanned(cloud: Cloud, created: Created) -> ScanReport:
    return cloud.computer.services.exposure.scan(QUIET, None, None, created.vault)


def made(cloud: Cloud, created: Created, *, with_names: bool = False) -> tuple[ExposureReport, str]:
    reports = cloud.computer.services.exposure_reports
    report = reports.make(created.vault, with_names=with_names)
    html = reports.html(report)
    return report, texts(html)


def keep(created: Created, cloud: Cloud, *findings: Finding, not_looked: tuple[NotLooked, ...] = ()) -> None:
    """As if a scan had found these."""
    began = cloud.computer.clock.now
    report = ScanReport(began, 1.0, True, 10, findings, not_looked, ())
    created.vault.notes.put("exposure/report", to_json(report))


def finding(path: str, root: Root | None, verdict: Verdict | None = None, **changes: object) -> Finding:
    verdict = verdict or Verdict("yes", "readable", "whatsapp", "whatsapp-text", opened=True)
    return Finding(path, root, verdict, changes.get("severity", "red"), 1, None, ())  # type: ignore[arg-type]


def test_everything_that_was_done_is_on_the_page(
    cloud: Cloud, created: Created, exports: Path, clock: Clock, computer: Computer
) -> None:
    back_up(computer, created.vault, make_export(exports, "Ben"))
    moved = make_export(cloud.folder, SECRET)
    left = make_export(cloud.folder / f"WhatsApp Chat - {SECRET}", name="_chat.txt", content=None)
    fine = cloud.folder / "telegram.json"
    fine.write_text(TELEGRAM)
    report = scanned(cloud, created)
    by_path = {found.path: found for found in report.findings}
    assert set(by_path) == {str(moved), str(left), str(fine)}
    put_right, vault = computer.services.put_right, created.vault
    put_right.move_out(vault, put_right.lock(vault, by_path[str(moved)], QUIET), "local", QUIET)
    put_right.look_again(vault, by_path[str(moved)])
    computer.services.exposure.accept(vault, by_path[str(fine)])
    computer.services.check_up(vault).answer("whatsapp", "open")
    computer.services.prove_sheet.prove_code(vault, created.sheet.code)

    page, text = made(cloud, created)
    assert [(line.app, line.chats, line.messages) for line in page.protected] == [("WhatsApp", 2, 40)]
    assert [(line.severity, line.provider, line.folder, line.count) for line in page.copies] == [
        ("red", "Dropbox", "~/Dropbox", 1)
    ]
    assert [line.app for line in page.accepted] == ["Telegram"]
    assert [(line.stage, line.to, line.provider) for line in page.done] == [("moved", "local", "Dropbox")]
    assert (page.figures.red, page.figures.accepted, page.figures.put_right, page.figures.chats) == (1, 1, 1, 2)
    for said in (
        "Your chats on 24 November 2026", "1 chat can be read by somebody else just now.", "~/Dropbox",
        "Dropbox, anyone with your password, anyone with a link", "Without a lock",
        "Locked, then moved out of Dropbox into a folder on this computer.",
        "The recovery sheet was shown to be kept on 24 November 2026.", "It backs up, not end-to-end encrypted",
    ):  # fmt: skip
        assert said in text, said


def test_nothing_of_a_chat_is_on_it(cloud: Cloud, created: Created, exports: Path, computer: Computer) -> None:
    back_up(computer, created.vault, make_export(exports, SECRET, [f"2026-05-01, 09:00 - {SECRET}: CANARY"] * 3))
    make_export(cloud.folder / f"Chats with {SECRET}", SECRET, [f"2026-05-01, 09:00 - {SECRET}: CANARY"] * 3)
    scanned(cloud, created)
    report, text = made(cloud, created)
    assert len(report.copies) == 1
    assert SECRET not in text
    assert "CANARY" not in text
    assert SECRET not in repr(report)
    named, text = made(cloud, created, with_names=True)
    assert named.copies[0].name == f"WhatsApp Chat with {SECRET}.txt"
    assert f"~/Dropbox/Chats with {SECRET}" in text
    assert "CANARY" not in text


def test_before_anything_was_done(cloud: Cloud, created: Created) -> None:
    report, text = made(cloud, created)
    assert (report.looked_on, report.copies, report.history) == (None, (), ())
    assert "This computer has not been looked through yet." in text
    assert "Nothing is in the vault yet." in text
    assert "It was never shown that the recovery sheet is kept." in text
    assert "cards are not answered yet" in text


def test_what_was_not_looked_at_is_said(cloud: Cloud, created: Created) -> None:
    unlooked = tuple(NotLooked(f"/home/x/{SECRET}{number}", "permission") for number in range(3))
    keep(created, cloud, not_looked=(*unlooked, NotLooked("/home/x/y", "online-only")))
    report, text = made(cloud, created)
    assert [(line.why, line.count) for line in report.not_looked] == [("online-only", 1), ("permission", 3)]
    assert "We were not allowed to look there" in text
    assert SECRET not in text


def test_what_is_alike_takes_one_line_and_the_page_stays_one(cloud: Cloud, created: Created) -> None:
    roots = [
        Root(f"/mnt/{number:02}", "Dropbox", "provider-can-read", "It says so.", "config")
        for number in range(MOST_ROWS + 5)
    ]
    keep(created, cloud, *(finding(f"{root.path}/{n}.txt", root) for root in roots for n in range(2)))
    report, text = made(cloud, created)
    assert [line.count for line in report.copies] == [2] * (MOST_ROWS + 5)
    assert "and 10 more" in text
    assert "WhatsApp: 2 files" in text


@pytest.mark.parametrize(
    ("verdict", "standing", "readers"),
    [
        (Verdict("yes", "provider-key", "whatsapp", opened=True), "Half locked", "The app’s maker and whoever"),
        (Verdict("likely", "unknown", "whatsapp"), "Not opened", "Not known"),
        (Verdict("likely", "unknown", None, opened=True), "We cannot tell whether it is locked", "Not known"),
    ],
)
def test_what_is_not_known_is_not_called_readable(
    cloud: Cloud, created: Created, verdict: Verdict, standing: str, readers: str
) -> None:
    root = Root(str(cloud.folder), "Dropbox", "provider-can-read", "It says so.", "config")
    keep(created, cloud, finding(f"{cloud.folder}/x", root, verdict, severity="amber"))
    _, text = made(cloud, created)
    assert standing in text
    assert readers in text
    assert "Without a lock" not in text


def test_what_only_its_owner_opens_is_no_trouble(cloud: Cloud, created: Created) -> None:
    root = Root(str(cloud.folder), "Dropbox", "provider-can-read", "It says so.", "config")
    green = Verdict("yes", "user-key", "whatsapp", opened=True)
    keep(created, cloud, finding(f"{cloud.folder}/x", root, green, severity="green"))
    _, text = made(cloud, created)
    assert "We found no copy of a chat that others can read in the places we looked at." in text


def test_names_cannot_become_markup() -> None:
    wild = '<script>alert(1)</script> & "x" \u202etxt.exe\u202c \udcff\n'
    html = html_of(Page(wild, wild, (Section(wild, wild, (wild,), ((wild,),)),), wild))
    assert texts(html).count("<script>alert(1)</script>") == 8  # also in the title of the window
    assert "<script" not in html
    assert "\u202e" not in html
    html.encode("utf-8")
    assert "http:" not in html
    assert "https:" not in html
    assert "url(" not in html


def test_the_history_shows_the_change(cloud: Cloud, created: Created, clock: Clock) -> None:
    path = make_export(cloud.folder, SECRET)
    scanned(cloud, created)
    made(cloud, created)
    made(cloud, created)
    put_right, vault = cloud.put_right, created.vault
    found = cloud.finding(path)
    clock.advance(days=2)
    put_right.move_out(vault, put_right.lock(vault, found, QUIET), "local", QUIET)
    put_right.look_again(vault, found)
    report, text = made(cloud, created)
    assert [(each.red, each.put_right) for each in (*report.history, report.figures)] == [(1, 0), (0, 1)]
    assert "How it changed" in text
    history = cloud.computer.services.exposure_reports.history(vault)
    assert [each.on.day for each in history] == [24, 26]
    kept = vault.notes.get("report/history")
    assert kept is not None
    assert SECRET.encode() not in kept


def test_it_is_saved_whole_and_over_nothing(cloud: Cloud, created: Created, tmp_path: Path) -> None:
    reports, target = cloud.computer.services.exposure_reports, tmp_path / "report.html"
    report = reports.make(created.vault)
    reports.save(report, target)
    assert target.read_text(encoding="utf-8") == reports.html(report)
    with pytest.raises(FolderInTheWay):
        reports.save(report, target)


def test_a_folder_that_refuses(cloud: Cloud, created: Created, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError(13, "no")

    report = cloud.computer.services.exposure_reports.make(created.vault)
    monkeypatch.setattr("vault.repository.target_file.os.open", refuse)
    with pytest.raises(NoPermission):
        cloud.computer.services.exposure_reports.save(report, tmp_path / "report.html")
