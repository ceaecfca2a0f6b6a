"""The worker process with the real rules: what it tells, how soon, how it is stopped, and that it steps back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.builders import make_export
from tests.exposure.scan_doubles import Seen, cloud
from vault.errors import ScanFailed
from vault.exposure import scan_worker
from vault.exposure.finding import Finding, NotLooked, Verdict
from vault.exposure.low_priority import NICER
from vault.exposure.scan import Event, ScanRequest, Tick
from vault.exposure.scan_worker import Line, ScanHandle, decode, encode, worker_command

HANGS = 120


def request(folder: Path) -> ScanRequest:
    return ScanRequest((str(folder),), (cloud(folder),))


def seconds_of_workers() -> float:
    """Processor time of the workers that have ended: how long it took by the clock depends on what runs beside them."""
    times = os.times()
    return times.children_user + times.children_system


def test_it_finds_a_real_export_within_a_second(tmp_path: Path) -> None:
    path = make_export(tmp_path / "Dropbox")
    began = seconds_of_workers()
    with ScanHandle(request(tmp_path / "Dropbox"), tmp_path / "cache.bin") as running:
        first = next(event for event in running.events() if isinstance(event, Finding))
    assert seconds_of_workers() - began < 30  # 1 s on a computer that has nothing else to do: benchmarks/scan.py
    assert (first.path, first.severity, first.verdict.app) == (str(path), "red", "whatsapp")


def test_it_tells_everything_and_that_it_is_done(tmp_path: Path) -> None:
    make_export(tmp_path)
    with ScanHandle(request(tmp_path)) as running:
        seen = Seen.of(running.events())
        assert running.finished
    assert (len(seen.findings), seen.tick.files) == (1, 1)


def test_it_remembers(tmp_path: Path) -> None:
    make_export(tmp_path / "D")
    (tmp_path / "D/notes.txt").write_text("Milk and bread.\n")
    ticks = []
    for _ in range(2):
        with ScanHandle(request(tmp_path / "D"), tmp_path / "cache.bin") as running:
            ticks.append(Seen.of(running.events()).tick)
    assert [(tick.opened, tick.remembered) for tick in ticks] == [(2, 0), (0, 2)]


@pytest.fixture
def stuck(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker whose disk never answers."""
    code = (
        "from vault.exposure import scan_disk, scan_worker; import time\n"
        "scan_disk.LocalDisk.listing = lambda self, path: time.sleep(1000)\n"
        "scan_worker.main()"
    )
    monkeypatch.setattr(scan_worker, "worker_command", lambda: [sys.executable, "-c", code])


@pytest.mark.usefixtures("stuck")
def test_it_can_be_stopped_while_a_disk_does_not_answer(tmp_path: Path) -> None:
    with ScanHandle(request(tmp_path)) as running:
        events = running.events()
        assert [next(events) for _ in range(3)] == [Tick()] * 3
        running.cancel()
        assert running._process.wait(HANGS) == -signal.SIGKILL, "nobody waits for what does not answer"
        assert all(event == Tick() for event in events)
    assert not running.finished


@pytest.mark.usefixtures("stuck")
def test_one_that_is_slow_to_die_is_awaited_beside_us(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine, in the background as it is: nobody is held up, and no dead process stays behind."""
    monkeypatch.setattr(scan_worker, "PATIENCE", 0)
    with ScanHandle(request(tmp_path)) as running:
        next(running.events())
    for thread in threading.enumerate():
        if thread.name == "the end of a scan":
            thread.join(HANGS)
    assert running._process.returncode == -signal.SIGKILL


def test_a_worker_that_dies_is_no_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan_worker, "worker_command", lambda: [sys.executable, "-c", "raise SystemExit(3)"])
    with ScanHandle(request(tmp_path)) as running, pytest.raises(ScanFailed):
        list(running.events())


def test_a_fault_of_the_rules_is_told_without_any_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "from vault.exposure import scan_worker\n"
        "def broken(*_, **__): raise ValueError('/home/anna/secret')\n"
        "scan_worker.scan = broken\n"
        "scan_worker.main()"
    )
    monkeypatch.setattr(scan_worker, "worker_command", lambda: [sys.executable, "-c", code])
    with ScanHandle(request(tmp_path)) as running, pytest.raises(ScanFailed) as caught:
        list(running.events())
    assert caught.value.reason == "ValueError"


def test_a_program_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan_worker, "worker_command", lambda: [str(tmp_path / "none")])
    with pytest.raises(ScanFailed):
        ScanHandle(request(tmp_path))


def test_no_path_stands_on_its_command_line(tmp_path: Path) -> None:
    assert str(tmp_path) not in " ".join(worker_command())


def test_a_packed_program_starts_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert worker_command() == [sys.executable, "--scan-worker"]


def test_the_programs_own_door_leads_to_the_worker(tmp_path: Path) -> None:
    make_export(tmp_path)
    order = encode(scan_worker.Order(request(tmp_path)))
    done = subprocess.run(
        [sys.executable, "-m", "vault", "--scan-worker"], input=order, capture_output=True, check=True
    )
    lines = [decode(line, Line) for line in done.stdout.splitlines()]
    assert any(line.finding for line in lines)
    assert lines[-1].finished


def test_it_ends_when_nobody_listens(tmp_path: Path, stuck: None) -> None:
    process = subprocess.Popen(scan_worker.worker_command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(encode(scan_worker.Order(request(tmp_path))))
    process.stdin.flush()
    process.stdout.readline()
    process.stdout.close()
    assert process.wait(HANGS) == 0
    process.stdin.close()


def test_it_steps_back(tmp_path: Path, stuck: None) -> None:
    with ScanHandle(request(tmp_path)) as running:
        next(running.events())
        nice = os.getpriority(os.PRIO_PROCESS, running._process.pid)
        assert nice == min(19, os.getpriority(os.PRIO_PROCESS, 0) + NICER)


EVENTS: list[Event] = [
    Tick(1, 2, 3, 4, 5, 6, 7, 8),
    NotLooked("/caf\udce9", "permission"),
    Finding(
        "/caf\udce9", cloud("/x"), Verdict("yes", "readable", "a", "b", ("c",), opened=True), "red", 1, None, ("d",)
    ),
]


@pytest.mark.parametrize("event", EVENTS)
def test_events_cross_whole_whatever_the_file_is_called(event: Event) -> None:
    line = decode(encode(Line.of(event)), Line)
    assert line.event == event
