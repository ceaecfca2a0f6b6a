"""Work runs beside the window, and every outcome arrives on its thread, once, or not at all after close()."""

from __future__ import annotations

import gc
import itertools
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from tests.ui.conftest import HANGS
from vault.errors import Cancelled, DiskFull
from vault.progress import Progress, ProgressUpdate
from vault.ui import tasks as module
from vault.ui.tasks import Task, TaskRunner


class Heard(QObject):
    """Writes down what it is told, and on which thread."""

    def __init__(self) -> None:
        super().__init__()
        self.done: list[object] = []
        self.failed: list[Exception] = []
        self.cancelled = 0
        self.updates: list[ProgressUpdate] = []
        self.threads: set[int] = set()

    def take(self, result: object) -> None:
        self.threads.add(threading.get_ident())
        self.done.append(result)

    def fail(self, error: Exception) -> None:
        self.threads.add(threading.get_ident())
        self.failed.append(error)

    def stop(self) -> None:
        self.cancelled += 1

    def update(self, update: ProgressUpdate) -> None:
        self.threads.add(threading.get_ident())
        self.updates.append(update)

    def start(self, tasks: TaskRunner, work: Callable[[Progress], object], *, writes: bool = False) -> Task:
        return tasks.start(
            work, done=self.take, failed=self.fail, cancelled=self.stop, progress=self.update, writes=writes
        )


@pytest.fixture
def heard(qtbot: QtBot) -> Heard:
    return Heard()


def test_a_result_arrives_on_the_gui_thread(tasks: TaskRunner, heard: Heard, qtbot: QtBot) -> None:
    heard.start(tasks, lambda progress: threading.get_ident())
    qtbot.waitUntil(lambda: bool(heard.done))
    assert heard.threads == {threading.get_ident()}
    assert heard.done[0] != threading.get_ident()
    assert not tasks.busy


def test_a_failure_arrives_as_itself(tasks: TaskRunner, heard: Heard, qtbot: QtBot) -> None:
    def work(progress: Progress) -> None:
        raise DiskFull("/disk")

    heard.start(tasks, work)
    qtbot.waitUntil(lambda: bool(heard.failed))
    assert isinstance(heard.failed[0], DiskFull)
    assert not heard.done


def test_cancelling_is_not_failing(tasks: TaskRunner, heard: Heard, qtbot: QtBot) -> None:
    begun = threading.Event()

    def work(progress: Progress) -> None:
        begun.set()
        while True:
            progress.check_cancelled()

    task = heard.start(tasks, work)
    assert begun.wait(HANGS / 1000)
    task.cancel()
    qtbot.waitUntil(lambda: heard.cancelled == 1)
    assert not heard.done
    assert not heard.failed


def test_who_cancels_is_answered_while_the_work_still_hangs(tasks: TaskRunner, heard: Heard, qtbot: QtBot) -> None:
    """A disk that takes its time for one write: the work cannot be asked, and must not be awaited."""
    release, began = threading.Event(), threading.Event()

    def hang(progress: Progress) -> str:
        began.set()
        release.wait()
        return "finished in spite of it"

    task = heard.start(tasks, hang, writes=True)
    began.wait()
    task.cancel()
    qtbot.waitUntil(lambda: heard.cancelled == 1)  # the work would hang for ever
    assert tasks.busy, "its thread is not done yet"
    heard.start(tasks, lambda progress: "next", writes=True)
    with qtbot.waitSignal(tasks.idle):
        release.set()
    assert (heard.done, heard.failed, heard.cancelled) == (["next"], [], 1)


@pytest.fixture
def ticking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every update comes a tenth of a millisecond after the one before, on any machine."""
    updates = itertools.count()
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: next(updates) / 10_000))


@pytest.mark.usefixtures("ticking")
def test_two_steps_by_turns_are_told_as_rarely_as_one(tasks: TaskRunner, heard: Heard, qtbot: QtBot) -> None:
    def work(progress: Progress) -> None:
        for done in range(5000):
            progress.update("restoring", done, 5000)
            progress.update("comparing", done, 5000)

    with qtbot.waitSignal(tasks.idle):
        heard.start(tasks, work)
    assert len(heard.updates) == 20  # in a second, ten of each


def test_work_closed_while_it_waits_never_begins(tasks: TaskRunner, heard: Heard, qtbot: QtBot) -> None:
    gate, began = threading.Event(), threading.Event()
    heard.start(tasks, lambda progress: gate.wait(HANGS / 1000), writes=True)
    waiting = heard.start(tasks, lambda progress: began.set(), writes=True)
    waiting.close()
    with qtbot.waitSignal(tasks.idle):
        gate.set()
    assert not began.is_set()
    assert heard.done == [True]
    assert heard.cancelled == 0


def test_writers_take_turns_and_readers_do_not(tasks: TaskRunner, heard: Heard, qtbot: QtBot) -> None:
    inside, most, lock = [0], [0], threading.Lock()
    meeting = threading.Barrier(3, timeout=HANGS / 1000)

    def write(progress: Progress) -> None:
        with lock:
            inside[0] += 1
            most[0] = max(most[0], inside[0])
        threading.Event().wait(0.01)
        with lock:
            inside[0] -= 1

    for _ in range(5):
        heard.start(tasks, write, writes=True)
    for _ in range(3):
        heard.start(tasks, lambda progress: meeting.wait())  # only three at once get past it
    qtbot.waitUntil(lambda: len(heard.done) == 8)
    assert most == [1]


@pytest.mark.usefixtures("ticking")
def test_updates_are_few_but_firsts_and_lasts_arrive(tasks: TaskRunner, heard: Heard, qtbot: QtBot) -> None:
    def work(progress: Progress) -> None:
        for step in ("reading", "storing"):
            for done in range(10_001):
                progress.update(step, done, 10_000)

    heard.start(tasks, work)
    qtbot.waitUntil(lambda: bool(heard.done))
    for step in ("reading", "storing"):
        mine = [update for update in heard.updates if update.step == step]
        assert mine[0] == ProgressUpdate(step, 0, 10_000)
        assert mine[-1] == ProgressUpdate(step, 10_000, 10_000)
        assert len(mine) == 11  # in a second, ten and the last
    assert heard.threads == {threading.get_ident()}


def test_nothing_is_heard_after_close(tasks: TaskRunner, heard: Heard, qtbot: QtBot) -> None:
    gate = threading.Event()
    task = heard.start(tasks, lambda progress: gate.wait(HANGS / 1000))
    task.close()
    with qtbot.waitSignal(tasks.idle):
        gate.set()
    assert not task.open
    assert (heard.done, heard.failed, heard.cancelled) == ([], [], 0)


def test_owners_that_go_away_while_work_runs_do_no_harm(tasks: TaskRunner, qtbot: QtBot) -> None:
    def work(progress: Progress) -> None:
        for number in range(100):
            progress.update("reading", number, 99)

    for _ in range(50):
        owner = Heard()
        task = owner.start(tasks, work)
        task.close()
        owner.deleteLater()
        del owner
    gc.collect()
    qtbot.waitUntil(lambda: not tasks.busy)


def test_two_thousand_results_all_arrive_once(tasks: TaskRunner, heard: Heard, qtbot: QtBot) -> None:
    for number in range(2000):
        heard.start(tasks, lambda progress, number=number: number, writes=number % 2 == 0)  # type: ignore[misc]
        if number % 500 == 0:
            gc.collect()
    qtbot.waitUntil(lambda: len(heard.done) == 2000)
    assert sorted(heard.done, key=str) == sorted(range(2000), key=str)


def test_close_all_ends_in_idle(tasks: TaskRunner, heard: Heard, qtbot: QtBot) -> None:
    def endless(progress: Progress) -> None:
        while True:
            progress.check_cancelled()

    for number in range(6):
        heard.start(tasks, endless, writes=number % 2 == 0)
    with qtbot.waitSignal(tasks.idle):
        tasks.close_all()
    assert not tasks.busy
    assert heard.cancelled == 0


def test_shutdown_waits_for_the_threads(qtbot: QtBot) -> None:
    runner, ended = TaskRunner(), threading.Event()

    def work(progress: Progress) -> None:
        threading.Event().wait(0.05)
        ended.set()

    Heard().start(runner, work, writes=True)
    runner.shutdown()
    assert ended.is_set()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("vault-writer")]


def test_a_wish_to_exit_is_not_swallowed() -> None:
    future: Future[None] = Future()
    future.set_exception(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        module._tell(future, lambda result: None, lambda error: None, lambda: None)


def test_a_cancelled_future_counts_as_cancelled() -> None:
    future: Future[str] = Future()
    future.cancel()
    stopped: Future[str] = Future()
    stopped.set_exception(Cancelled())
    for ended in (future, stopped):
        told: list[str] = []
        module._tell(ended, told.append, lambda error: None, lambda heard=told: heard.append("cancelled"))  # type: ignore[misc]
        assert told == ["cancelled"]


def test_watching_is_no_work_and_ends_with_the_runner(tasks: TaskRunner, qtbot: QtBot) -> None:
    told: list[object] = []
    idle: list[None] = []
    tasks.idle.connect(lambda: idle.append(None))

    def watch(progress: Progress) -> None:
        for number in range(1, 4):
            progress.update("changed", number, number)
        while True:
            progress.check_cancelled()
            time.sleep(0.01)

    task = tasks.watch(watch, told=lambda: told.append(1), failed=told.append)
    qtbot.waitUntil(lambda: len(told) == 3)
    assert not tasks.busy
    task.close()
    qtbot.wait(100)
    assert idle == []
    again = tasks.watch(watch, told=lambda: None, failed=told.append)
    tasks.shutdown()
    assert not again.open
