"""Looking for unprotected copies as a deed: what is reported, remembered, accepted, taken back and watched."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.builders import Computer, make_export
from tests.clock import Clock
from vault.errors import Cancelled, ScanFailed
from vault.exposure import watch
from vault.exposure.cloud_folders import CloudAnswers
from vault.exposure.finding import Finding, NotLooked, Root, Verdict
from vault.exposure.fixture_system import FixtureSystem
from vault.exposure.scan import Event, ScanRequest, Tick
from vault.exposure.watch import Unwatched
from vault.progress import CancelToken, NoProgress
from vault.services.create_vault import Created
from vault.services.scan import Exposure, ScanReport
from vault.services.scan_report import Counts, holds
from vault.services.vault import OpenedVault

YES = Verdict("yes", "readable", "whatsapp", "whatsapp-text", ("format",), opened=True)
DROPBOX = Root("/home/anna/Dropbox", "Dropbox", "provider-can-read", "Dropbox says so.", "config")


def found(path: str, severity: str = "red", root: Root | None = DROPBOX) -> Finding:
    return Finding(path, root, YES, severity, 10, datetime(2026, 5, 1, tzinfo=UTC), ("Why.",))  # type: ignore[arg-type]


class Told:
    """A scan that tells what it was given, and notes what it was asked."""

    def __init__(self, *events: Event) -> None:
        self.told: tuple[Event, ...] = events
        self.asked: list[ScanRequest] = []

    def __call__(self, request: ScanRequest, cache: Path | None) -> AbstractContextManager[Told]:
        assert cache is not None
        self.asked.append(request)
        return nullcontext(self)

    def events(self) -> Iterator[Event]:
        yield from self.told


@pytest.fixture
def vault(created: Created) -> OpenedVault:
    return created.vault


@pytest.fixture
def anna(tmp_path: Path) -> FixtureSystem:
    """A computer with a Dropbox and a Downloads folder."""
    system = FixtureSystem(tmp_path / "disk", platform="linux")
    for name in ("Dropbox", "Downloads", ".dropbox"):
        system.at(f"{system.home}/{name}").mkdir(parents=True)
    config = system.at(f"{system.home}/.dropbox/info.json")
    config.write_text(f'{{"personal": {{"path": "{system.home}/Dropbox"}}}}')
    return system


def exposure(computer: Computer, told: Told, system: FixtureSystem) -> Exposure:
    return Exposure(computer.desk, system, told)


def test_without_folders_it_asks_for_every_place(computer: Computer, anna: FixtureSystem) -> None:
    told = Told(Tick(files=7))
    report = exposure(computer, told, anna).scan(NoProgress())
    assert set(told.asked[0].starts) == {f"{anna.home}/Dropbox", f"{anna.home}/Downloads"}
    assert {root.provider for root in report.roots} == {"Dropbox", "This computer"}
    assert (report.scanned, report.folders, report.finished, report.findings) == (7, None, True, ())
    assert not report.attention


def test_with_folders_it_asks_for_these_and_reports_the_roots_about_them(
    computer: Computer, anna: FixtureSystem
) -> None:
    told = Told(Tick())
    report = exposure(computer, told, anna).scan(NoProgress(), [Path(f"{anna.home}/Dropbox/x")])
    assert told.asked[0].starts == (f"{anna.home}/Dropbox/x",)
    assert {root.provider for root in told.asked[0].roots} == {"Dropbox", "This computer"}
    assert [root.provider for root in report.roots] == ["Dropbox"]


def test_findings_come_worst_first_and_are_told_as_they_come(computer: Computer, anna: FixtureSystem) -> None:
    grey, red = found("/a", "grey"), found("/b", "red")
    refused = NotLooked("/c", "permission")
    seen: list[object] = []
    deed = exposure(computer, Told(grey, Tick(files=1), refused, red, Tick(files=3)), anna)
    report = deed.scan(NoProgress(), sink=seen.append)
    assert seen == [grey, refused, red]
    assert (report.findings, report.not_looked, report.scanned) == ((red, grey), (refused,), 3)
    assert report.attention


def test_the_last_report_is_remembered_sealed(
    computer: Computer, vault: OpenedVault, anna: FixtureSystem, clock: Clock
) -> None:
    deed = exposure(computer, Told(found("/home/anna/Canary caf\udce9.txt"), Tick(files=3)), anna)
    assert deed.last(vault) is None
    assert deed.counts(vault) == Counts()
    report = deed.scan(NoProgress(), vault=vault)
    assert deed.last(vault) == report
    assert deed.counts(vault) == Counts(red=1, looked_on=clock())
    vault.close()
    kept = b"".join(path.read_bytes() for path in computer.desk.places.library.rglob("*") if path.is_file())
    assert kept
    assert b"Canary" not in kept


def test_it_is_there_after_the_program_was_closed(
    computer: Computer, vault: OpenedVault, anna: FixtureSystem, folder: Path
) -> None:
    report = exposure(computer, Told(found("/x")), anna).scan(NoProgress(), vault=vault)
    vault.close()
    again = computer.restarted()
    assert again.services.exposure.last(again.services.open.by_keychain(folder)) == report


class Impatient(NoProgress):
    """Cancels at once."""

    def check_cancelled(self) -> None:
        raise Cancelled


def test_a_stopped_scan_says_so_and_is_not_kept(computer: Computer, vault: OpenedVault, anna: FixtureSystem) -> None:
    deed = exposure(computer, Told(found("/x")), anna)
    assert not deed.scan(Impatient(), vault=vault).finished
    assert deed.last(vault) is None


def test_a_failed_scan_is_not_kept(computer: Computer, vault: OpenedVault, anna: FixtureSystem) -> None:
    class Failing(Told):
        def events(self) -> Iterator[Event]:
            yield found("/x")
            raise ScanFailed("gone")

    deed = exposure(computer, Failing(), anna)
    with pytest.raises(ScanFailed):
        deed.scan(NoProgress(), vault=vault)
    assert deed.last(vault) is None


def test_a_look_at_one_folder_changes_only_what_is_known_of_it(
    computer: Computer, vault: OpenedVault, anna: FixtureSystem
) -> None:
    inside, beside, new = (found(f"{anna.home}/{name}.txt") for name in ("D/old", "D-other/kept", "D/new"))
    told = Told(inside, beside, NotLooked(f"{anna.home}/D/closed", "permission"), Tick(files=9))
    deed = exposure(computer, told, anna)
    first = deed.scan(NoProgress(), vault=vault)
    told.told = (new, Tick(files=1))
    deed.scan(NoProgress(), [Path(f"{anna.home}/D")], vault=vault)
    last = deed.last(vault)
    assert last is not None
    assert {finding.path for finding in last.findings} == {beside.path, new.path}
    assert (last.not_looked, last.scanned, last.folders, last.began) == ((), 9, None, first.began)


def test_this_is_fine_is_remembered_with_its_date_and_can_be_taken_back(
    computer: Computer, vault: OpenedVault, anna: FixtureSystem, clock: Clock
) -> None:
    fine, other = found("/fine"), found("/other", "amber")
    deed = exposure(computer, Told(fine, other), anna)
    deed.scan(NoProgress(), vault=vault)
    said = deed.accept(vault, fine)
    assert (said.path, said.on, said.severity, said.provider) == ("/fine", clock(), "red", "Dropbox")
    assert deed.accepted(vault) == (said,)
    assert deed.is_accepted(vault, fine)
    assert deed.open_findings(vault) == (other,)
    assert deed.counts(vault) == Counts(amber=1, accepted=1, looked_on=clock())
    deed.take_back(vault, "/fine")
    assert deed.accepted(vault) == ()
    assert set(deed.open_findings(vault)) == {fine, other}
    deed.take_back(vault, "/never said")


def test_what_became_worse_or_moved_to_another_cloud_is_shown_again(
    computer: Computer, vault: OpenedVault, anna: FixtureSystem
) -> None:
    said = exposure(computer, Told(), anna).accept(vault, found("/x", "amber"))
    assert holds(said, found("/x", "grey"))
    assert not holds(said, found("/x", "red"))
    assert not holds(said, found("/x", "amber", replace(DROPBOX, provider="OneDrive")))
    assert not holds(None, found("/x"))


def test_what_was_said_about_icloud_counts_in_the_next_scan(
    computer: Computer, vault: OpenedVault, tmp_path: Path
) -> None:
    system = FixtureSystem(tmp_path / "mac", platform="macos")
    system.at(f"{system.home}/Library/Mobile Documents/com~apple~CloudDocs").mkdir(parents=True)
    deed = Exposure(computer.desk, system)
    assert deed.cloud_answers(vault) == CloudAnswers()
    assert {r.provider_class for r in deed.roots(vault) if "iCloud" in r.provider} == {"provider-can-read"}
    answers = CloudAnswers(advanced_data_protection=True, asked_on=date(2026, 11, 24))
    deed.set_cloud_answers(vault, answers)
    assert deed.cloud_answers(vault) == answers
    assert {r.provider_class for r in deed.roots(vault) if "iCloud" in r.provider} == {"end-to-end"}
    assert {r.provider_class for r in deed.roots() if "iCloud" in r.provider} == {"provider-can-read"}


def test_a_note_of_another_program_is_no_report(computer: Computer, vault: OpenedVault) -> None:
    for note in (b"{}", b"\xff", b'{"began": 3}'):
        vault.notes.put("exposure/report", note)
        assert computer.services.exposure.last(vault) is None


def test_a_marker_in_a_named_folder_or_above_tells_the_root(computer: Computer, tmp_path: Path) -> None:
    (tmp_path / "copied/.dropbox.cache").mkdir(parents=True)
    path = make_export(tmp_path / "copied/deep")
    report = computer.services.exposure.scan(NoProgress(), [tmp_path / "copied/deep"])
    (finding,) = report.findings
    assert (finding.path, finding.severity) == (str(path), "red")
    assert [root.provider for root in report.roots] == ["Dropbox"]


def test_a_real_scan_can_be_stopped(computer: Computer, tmp_path: Path) -> None:
    token = CancelToken()

    class Stopping(NoProgress):
        def update(self, step: str, done: int, total: int | None = None) -> None:
            token.cancel()

        def check_cancelled(self) -> None:
            token.check()

    assert not computer.services.exposure.scan(Stopping(), [tmp_path]).finished


def test_what_changes_is_looked_at_again(
    computer: Computer, vault: OpenedVault, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "Dropbox/.dropbox.cache").mkdir(parents=True)
    deed, stop = computer.services.exposure, threading.Event()
    deed.scan(NoProgress(), vault=vault)
    reports: list[ScanReport] = []

    def sink(event: ScanReport | Unwatched) -> None:
        assert isinstance(event, ScanReport)
        reports.append(event)
        stop.set()

    told_by_system, exports = watch._told_by_system, iter([home / "Dropbox"])

    def told(path: str, stop: threading.Event) -> Iterator[Iterable[str]]:
        with closing(told_by_system(path, stop)) as turns:
            yield next(turns)
            for folder in exports:  # somebody is asked a second time: by now all are watched
                make_export(folder)
            yield from turns

    monkeypatch.setattr(watch, "_told_by_system", told)
    limit = threading.Timer(600, stop.set)
    limit.start()
    deed.keep_watch(vault, stop, sink)
    limit.cancel()
    assert [finding.severity for finding in reports[0].findings] == ["red"]
    assert deed.counts(vault).red == 1
