"""Day or month first: the evidence, its ranks, the question, and the calendars."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exports.reading import UTC_ANSWER, read_text
from vault.exports.base import Answers
from vault.exports.whatsapp.dates import (
    DAY_MONTH_YEAR,
    MONTH_DAY_YEAR,
    OTHER_CALENDAR,
    YEAR_MONTH_DAY,
    day_number,
    numbers_of,
)


def chat(dates: Iterable[str], clock: str = "10:15") -> str:
    senders = ("Anna", "Ben")
    return "".join(f"{day}, {clock} - {senders[n % 2]}: text {n}\n" for n, day in enumerate(dates))


@pytest.mark.parametrize(
    ("dates", "order", "first"),
    [
        (["13/02/2021", "14/02/2021"], "day-first", "2021-02-13"),
        (["02/13/2021", "02/14/2021"], "month-first", "2021-02-13"),
        (["1/4/23", "1/5/23", "4/13/23"], "month-first", "2023-01-04"),
        # nothing beyond 12, but one reading would run backwards
        (["09/02/2021", "10/02/2021", "01/03/2021"], "day-first", "2021-02-09"),
        (["02/09/2021", "02/10/2021", "03/01/2021"], "month-first", "2021-02-09"),
        (["05/12/2020", "03/01/2021"], None, None),
        # days change more often than months
        (["03/04/2021", "04/04/2021", "05/04/2021"], "day-first", "2021-04-03"),
        (["04/03/2021", "04/04/2021", "04/05/2021"], "month-first", "2021-04-03"),
        (["2021/04/05", "2021/04/06"], "year-first", "2021-04-05"),
        (["2021/13/04", "2021/14/04"], "year-first", "2021-04-13"),
        (["2021-04-05"], "year-first", "2021-04-05"),
        (["06/2018/13", "06/2018/14"], "month-first", "2018-06-13"),
        (["19-10-20", "19-10-21", "19-11-01"], "year-first", "2019-10-20"),
        (["28-04-21", "29-04-21"], "day-first", "2021-04-28"),
    ],
)
def test_decided_by_the_whole_text(dates: list[str], order: str | None, first: str | None) -> None:
    read = read_text(chat(dates))
    assert read.date_order == order
    assert (read.question is None) == (order is not None)
    assert (read.times[0] or "")[:10] == (first or "")


def test_the_last_line_decides_the_first() -> None:
    read = read_text(chat(["03/04/2021", *["04/04/2021"] * 50, "25/04/2021"]))
    assert read.times[0] == "2021-04-03 10:15:00"


def test_one_date_is_a_question_and_records_still_come() -> None:
    read = read_text(chat(["03/04/2021", "03/04/2021"]))
    assert read.date_order is None
    assert read.question is not None
    assert read.question.kind == "date-order"
    assert read.question.samples == ("03/04/2021",)
    assert read.texts == ["text 0", "text 1"]
    assert read.times == [None, None]
    assert [m.sent.text for m in read.messages] == ["03/04/2021, 10:15"] * 2


def test_the_samples_are_the_dates_that_differ_most() -> None:
    read = read_text(chat(["01/02/2021", "03/12/2021", "04/05/2022", "12/11/2022"]))
    assert read.question is not None
    assert read.question.samples == ("03/12/2021", "01/02/2021", "04/05/2022")


@pytest.mark.parametrize(("order", "day"), [("day-first", "2021-04-03"), ("month-first", "2021-03-04")])
def test_an_answer_settles_it(order: str, day: str) -> None:
    answers = Answers(date_order=order, zone="UTC")  # type: ignore[arg-type]
    read = read_text(chat(["03/04/2021"]), answers=answers)
    assert (read.question, read.date_order) == (None, order)
    assert read.times == [f"{day} 10:15:00"]


def test_an_answer_cannot_make_a_thirteenth_month() -> None:
    read = read_text(chat(["13/02/2021", "14/02/2021"]), answers=Answers(date_order="month-first", zone="UTC"))
    assert read.date_order == "day-first"


def test_an_answer_counts_more_than_what_changes_more_often() -> None:
    dates = ["03/04/2021", "04/04/2021", "05/04/2021"]  # rent, paid on the fourth of every month
    read = read_text(chat(dates), answers=Answers(date_order="month-first", zone="UTC"))
    assert read.times[0] == "2021-03-04 10:15:00"


def test_no_question_where_both_readings_are_the_same() -> None:
    read = read_text(chat(["05/05/2021", "06/06/2021"]))
    assert (read.question, read.date_order) == (None, None)
    assert read.times == ["2021-05-05 10:15:00", "2021-06-06 10:15:00"]


def test_a_medium_tells_its_day() -> None:
    text = "03/04/2021, 10:15 - Anna: IMG-20210403-WA0001.jpg (file attached)\n03/04/2021, 10:16 - Ben: nice\n"
    assert read_text(text).date_order == "day-first"
    iphone = "[03/04/2021, 10:15:00] Anna: \u200e<attached: 00000002-PHOTO-2021-03-04-10-15-00.jpg>\n"
    assert read_text(iphone).date_order == "month-first"


def test_one_pasted_date_does_not_turn_a_whole_chat() -> None:
    dates = [f"{day:02}/{month:02}/2021" for month in range(1, 12) for day in range(1, 29)]
    read = read_text(chat(dates).replace("text 100\n", "text 100\n01/31/2021, 09:00 - Carl: pasted\n"))
    assert read.date_order == "day-first"
    assert read.account.messages == len(dates)
    assert read.account.parts == 1
    assert "Carl" not in read.senders


def test_no_reading_is_chosen_that_makes_more_lines_impossible() -> None:
    """Found by hypothesis: going backwards once must not outweigh a date that would be none."""
    text = chat(["28/04/2021", "28/04/2021"]) + "30/02/2021, 09:01 - Ben: none\n01/01/2020, 09:01 - Clara: old\n"
    read = read_text(text)
    assert read.date_order == "day-first"
    assert read.account.messages == 2
    assert read.account.skipped == 0


def test_the_first_line_is_never_the_quotation() -> None:
    text = chat(["28/04/2021"]) + "".join(f"04/{day}/2021, 09:00 - Carl: pasted\n" for day in (25, 26, 27))
    read = read_text(text)
    assert (read.date_order, read.account.messages) == ("day-first", 1)


def test_a_phone_without_a_clock_for_a_while() -> None:
    read = read_text(chat(["25/04/2021", "01/01/1970", "26/04/2021"]))
    assert read.times == ["2021-04-25 10:15:00", "1970-01-01 10:15:00", "2021-04-26 10:15:00"]


@pytest.mark.parametrize(
    ("text", "reading", "expected"),
    [
        ("28/4/2564", DAY_MONTH_YEAR, date(2021, 4, 28)),  # Buddhist era
        ("28/4/64", DAY_MONTH_YEAR, date(2021, 4, 28)),
        ("1400/1/1", YEAR_MONTH_DAY, date(2021, 3, 21)),  # Solar Hijri
        ("۱۴۰۰/۲/۸", YEAR_MONTH_DAY, date(2021, 4, 28)),
        ("1399/12/30", YEAR_MONTH_DAY, date(2021, 3, 20)),
        ("1403/12/30", YEAR_MONTH_DAY, date(2025, 3, 20)),
        ("1395/1/1", YEAR_MONTH_DAY, date(2016, 3, 20)),
        ("٢٨‏/٤‏/٢٠٢١", DAY_MONTH_YEAR, date(2021, 4, 28)),
        ("২৮/৪/২১", DAY_MONTH_YEAR, date(2021, 4, 28)),
        ("4/28/21", MONTH_DAY_YEAR, date(2021, 4, 28)),
        ("29/02/2020", DAY_MONTH_YEAR, date(2020, 2, 29)),
    ],
)
def test_calendars_and_digits(text: str, reading: tuple[int, int, int], expected: date) -> None:
    assert day_number(numbers_of(text), reading) == expected.toordinal()


@pytest.mark.parametrize("text", ["31/04/2021", "29/02/2021", "00/01/2021", "01/00/2021", "1/1/1800", "1/1/3000"])
def test_days_that_are_none(text: str) -> None:
    assert day_number(numbers_of(text), DAY_MONTH_YEAR) is None


def test_a_year_of_1399_has_no_31st_of_its_second_half() -> None:
    assert day_number((1399, 8, 31), YEAR_MONTH_DAY) is None
    assert day_number((1400, 12, 30), YEAR_MONTH_DAY) is None


def test_the_lunar_calendar_is_known_but_not_guessed() -> None:
    assert day_number((1442, 9, 16), YEAR_MONTH_DAY) == OTHER_CALENDAR
    read = read_text(chat(["1442/9/16", "1442/9/17"]))
    assert read.account.messages == 2
    assert read.times == [None, None]


@settings(max_examples=60, deadline=None)
@given(
    st.dates(date(2010, 1, 1), date(2050, 1, 1)),
    st.lists(st.integers(0, 3), min_size=40, max_size=120),
    st.sampled_from(["{d:02}/{m:02}/{y}", "{m}/{d}/{y}", "{y}-{m:02}-{d:02}", "{d}.{m}.{y}", "{m:02}-{d:02}-{s:02}"]),
)
def test_any_chat_of_some_weeks_is_read_in_its_own_order(start: date, steps: list[int], form: str) -> None:
    days, day = [], start
    for step in steps:
        day += timedelta(days=step)
        days.append(day)
    texts = [form.format(d=day.day, m=day.month, y=day.year, s=day.year % 100) for day in days]
    read = read_text(chat(texts), answers=UTC_ANSWER)
    if read.question is None:
        assert [(time or "")[:10] for time in read.times] == [f"{day}" for day in days]
    else:
        assert max(day.day for day in days) <= 12


@pytest.mark.parametrize(
    "dates",
    [
        ["01/02/2021", "01/03/2021", "01/04/2021", "01/05/2021"],
        ["1/2/21", "1/3/21", "1/4/21", "1/5/21", "1/6/21", "1/7/21", "1/8/21"],
        ["02/01/2021", "03/01/2021", "04/01/2021"],
    ],
)
def test_the_first_of_each_month_or_the_days_of_one_january_is_asked(dates: list[str]) -> None:
    read = read_text("".join(f"{date}, 10:15 - Anna: rent\n" for date in dates))
    assert read.date_order is None
    assert read.question is not None
    assert read.times == [None] * len(dates)
