"""Time left."""

from __future__ import annotations

from vault.progress import ProgressUpdate
from vault.ui.viewmodels.pace import Pace, TwoPasses


class Seconds:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_nothing_is_said_too_early_or_without_a_total() -> None:
    seconds = Seconds()
    pace = Pace(seconds)
    assert pace.note(0, 1000) == ""
    seconds.now += 1
    assert pace.note(500, 1000) == ""
    seconds.now += 5
    assert pace.note(600, None) == ""


def test_the_rest_takes_as_long_as_the_last_twenty_seconds_say() -> None:
    seconds = Seconds()
    pace = Pace(seconds)
    pace.note(0, 100_000)
    for _ in range(30):
        seconds.now += 1
        pace.note(round((seconds.now - 100) * 10), 100_000)
    for _ in range(25):
        seconds.now += 1
        said = pace.note(round(300 + (seconds.now - 130) * 100), 100_000)
    assert said == "about 16 minutes left"  # 97,200 left at 100 a second; over all 55 seconds it would be 33


def test_a_standstill_makes_no_promise() -> None:
    seconds = Seconds()
    pace = Pace(seconds)
    pace.note(10, 100)
    seconds.now += 10
    assert pace.note(10, 100) == ""


def test_a_new_step_begins_anew() -> None:
    seconds = Seconds()
    pace = Pace(seconds)
    pace.note(0, 100)
    seconds.now += 5
    assert pace.note(100, 100) == "less than a minute left"
    assert pace.note(0, 100) == ""


def test_two_passes_over_each_file_never_fall_back() -> None:
    passes = TwoPasses()
    reports = [
        ("restoring", 10), ("restoring", 80), ("comparing", 20), ("comparing", 80),
        ("restoring", 90), ("restoring", 160), ("comparing", 81), ("comparing", 160), ("counting", 160),
    ]  # fmt: skip
    shown = [passes.note(ProgressUpdate(step, done, 160)) for step, done in reports]
    assert [update.done for update in shown] == [5, 40, 50, 80, 85, 120, 120, 160, 160]
    assert [update.step for update in shown] == ["restoring"] * 6 + ["comparing"] * 2 + ["counting"]


def test_two_passes_that_go_side_by_side_never_fall_back() -> None:
    passes = TwoPasses()
    reports = [("restoring", 40), ("restoring", 80), ("comparing", 40), ("restoring", 100), ("comparing", 100)]
    assert [passes.note(ProgressUpdate(step, done, 100)).done for step, done in reports] == [20, 40, 60, 70, 100]


def test_what_has_no_total_is_passed_on() -> None:
    update = ProgressUpdate("reading", 5, None)
    assert TwoPasses().note(update) == update
