"""Time left."""

from __future__ import annotations

from vault.ui.viewmodels.pace import Pace


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
