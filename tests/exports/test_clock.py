"""Clocks of twelve and of twenty-four hours in many languages, and what a local time means in a zone."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from tests.exports.reading import read_text
from vault.exports.base import Answers

N, B, T = "\u202f", "\u00a0", "\u2009"


def clocks(*written: str) -> str:
    return "".join(f"28/04/2021, {clock} - Anna: x\n" for clock in written)


def hours(text: str) -> list[str | None]:
    return [None if time is None else time[11:16] for time in read_text(text).times]


@pytest.mark.parametrize(
    ("morning", "afternoon"),
    [
        ("9:15 AM", "3:15 PM"),
        ("9:15 am", "3:15 pm"),
        ("9:15am", "3:15pm"),
        ("9:15 a.m.", "3:15 p.m."),
        ("9:15 a. m.", "3:15 p. m."),
        (f"9:15{N}AM", f"3:15{N}PM"),
        (f"9:15{B}AM", f"3:15{B}PM"),
        (f"9:15{T}am", f"3:15{T}pm"),
        (f"9:15{N}a.{B}m.", f"3:15{N}p.{B}m."),
        ("上午9:15", "下午3:15"),
        ("午前9:15", "午後3:15"),
        ("오전 9:15", "오후 3:15"),
        ("9:15 π.μ.", "3:15 μ.μ."),
        ("9:15 ص", "3:15 م"),
        ("9:15 ق.ظ.", "3:15 ب.ظ."),
        ("ÖÖ 9:15", "ÖS 3:15"),
        ("9:15 SA", "3:15 CH"),
        ("9:15 PG", "3:15 PTG"),
        ("9:15 fm", "3:15 em"),
        ("de. 9:15", "du. 3:15"),
        ("9:15 לפנה״צ", "3:15 אחה״צ"),
        ("9.15 AM", "3.15 PM"),
        ("9:15 पूर्वाह्न", "3:15 अपराह्न"),
        ("9:15 дп", "3:15 пп"),
        ("9:15 dop.", "3:15 odp."),
        (f"9:15{N}e paradites", f"3:15{N}e pasdites"),
        ("9:15 ጥዋት", "3:15 ከሰዓት"),
        ("9:15 غ.م.", "3:15 غ.و."),
    ],
)
def test_halves_of_the_day(morning: str, afternoon: str) -> None:
    assert hours(clocks(morning, afternoon)) == ["09:15", "15:15"]


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        ("12:05 AM", "00:05"),
        ("12:05 PM", "12:05"),
        ("0:05 a. m.", "00:05"),
        ("11:59 PM", "23:59"),
        ("中午12:15", "12:15"),
        ("凌晨1:00", "01:00"),
        ("晚上8:00", "20:00"),
    ],
)
def test_noon_and_midnight(clock: str, expected: str) -> None:
    assert hours(clocks(clock)) == [expected]


@pytest.mark.parametrize(
    "form",
    ["{}", "{}:30", "klo {}", "{} Uhr", "{} ч.", "kl. {}", "às {}"],
)
def test_words_beside_a_full_clock(form: str) -> None:
    assert hours(clocks(*(form.format(f"{hour:02}:15") for hour in (0, 9, 12, 15, 23)))) == [
        "00:15", "09:15", "12:15", "15:15", "23:15",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("clock", "expected"), [("15.15", "15:15"), ("15 h 15", "15:15"), ("9 h 05 min 30 s", "09:05")]
)
def test_separators(clock: str, expected: str) -> None:
    assert hours(clocks(clock)) == [expected]


def test_unknown_words_are_told_apart_by_their_order() -> None:
    assert hours(clocks("9:15 foo", "10:00 foo", "1:30 bar", "11:00 bar")) == ["09:15", "10:00", "13:30", "23:00"]


def test_an_unknown_word_alone_is_not_guessed_at() -> None:
    assert hours(clocks("9:15 foo", "10:00 foo")) == [None, None]


def test_an_unknown_word_beside_a_full_clock_means_nothing() -> None:
    assert hours(clocks("09:15 foo", "21:00 foo")) == ["09:15", "21:00"]


@pytest.mark.parametrize("clock", ["24:15", "99:99", "10:75", "10:15:99"])
def test_times_that_are_none(clock: str) -> None:
    read = read_text(clocks("10:15" if clock.count(":") == 1 else "10:15:00", clock))
    assert read.account.messages == 2
    assert read.times[1] is None


# -- zones -------------------------------------------------------------------------------------------


@pytest.fixture
def _berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def stamped(*stamps: str) -> str:
    return "".join(f"{stamp} - Anna: x\n" for stamp in stamps)


def test_an_answered_zone() -> None:
    read = read_text(stamped("28/04/2021, 10:15", "28/12/2021, 10:15"), answers=Answers(zone="America/New_York"))
    assert read.times == ["2021-04-28 14:15:00", "2021-12-28 15:15:00"]
    assert {message.sent.zone for message in read.messages} == {"asked"}


@pytest.mark.usefixtures("_berlin")
def test_this_computers_zone_is_assumed() -> None:
    read = read_text(stamped("28/04/2021, 10:15", "28/12/2021, 10:15"), answers=Answers())
    assert read.times == ["2021-04-28 08:15:00", "2021-12-28 09:15:00"]
    assert {message.sent.zone for message in read.messages} == {"assumed"}


@pytest.mark.usefixtures("_berlin")
@pytest.mark.parametrize("zone", [None, "Europe/Berlin"])
def test_days_on_which_clocks_change(zone: str | None) -> None:
    spring = [f"28/03/2021, 0{hour}:30" for hour in (1, 2, 3)]
    autumn = [f"31/10/2021, 0{hour}:30" for hour in (1, 2, 3)]
    read = read_text(stamped(*spring, *autumn), answers=Answers(zone=zone))
    assert read.times[0] == "2021-03-28 00:30:00"
    assert read.times[1] in ("2021-03-28 00:30:00", "2021-03-28 01:30:00")  # 02:30 never was
    assert read.times[2] == "2021-03-28 01:30:00"
    assert read.times[3] == "2021-10-30 23:30:00"
    assert read.times[4] in ("2021-10-31 00:30:00", "2021-10-31 01:30:00")  # 02:30 was twice
    assert read.times[5] == "2021-10-31 02:30:00"
    assert read.account.messages == 6


def test_the_stamp_is_kept_as_written() -> None:
    read = read_text(f"\u200e[4/28/21, 9:15:07{N}PM] Anna: x\n")
    assert read.messages[0].sent.text == f"4/28/21, 9:15:07{N}PM"
