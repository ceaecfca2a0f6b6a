"""Numbers and dates on screen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import QLocale

from vault.ui import figures


@pytest.fixture(autouse=True)
def british() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    yield
    QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1000, "1 kB"),
        (41_300, "41 kB"),
        (999_600, "1.0 MB"),
        (8_200_000, "8.2 MB"),
        (41_000_000, "41 MB"),
        (8_200_000_000, "8.2 GB"),
        (120_400_000_000, "120.4 GB"),
        (2 * 10**12, "2.0 TB"),
        (3 * 10**18, "3,000.0 PB"),
    ],
)
def test_sizes(number: int, text: str) -> None:
    assert figures.size(number) == text


def test_counts_are_grouped_and_agree_with_their_noun() -> None:
    assert figures.count(12480) == "12,480"
    assert figures.counted(1, "chat", "chats") == "1 chat"
    assert figures.counted(0, "chat", "chats") == "0 chats"


def test_the_c_locale_still_groups() -> None:
    QLocale.setDefault(QLocale.c())
    assert figures.count(12480) == "12,480"


def test_numbers_follow_the_locale_and_months_our_language() -> None:
    QLocale.setDefault(QLocale(QLocale.Language.German, QLocale.Country.Germany))
    assert figures.size(8_200_000_000) == "8,2 GB"
    assert figures.day(date(2026, 12, 3)) == "3 December 2026"


def test_americans_read_the_month_first() -> None:
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedStates))
    assert figures.day(date(2026, 11, 20)) == "November 20, 2026"
    assert figures.weekday_day(date(2026, 11, 20), date(2026, 11, 24)) == "Friday, November 20"
    assert figures.weekday_day(date(2025, 11, 20), date(2026, 11, 24)) == "Thursday, November 20, 2025"


def test_days() -> None:
    assert figures.day(date(2026, 11, 20)) == "20 November 2026"
    assert figures.short_day(datetime(2026, 11, 24, 12, tzinfo=UTC)) == "24 Nov 2026"
    assert figures.weekday_day(date(2026, 11, 20), date(2026, 11, 24)) == "Friday 20 November"
    assert figures.weekday_day(date(2025, 11, 20), date(2026, 11, 24)) == "Thursday 20 November 2025"


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2015, 3, 1), date(2026, 11, 24), "March 2015 – today"),
        (date(2021, 5, 1), date(2023, 6, 1), "May 2021 – June 2023"),
        (date(2021, 5, 1), date(2021, 5, 9), "May 2021"),
        (date(2021, 5, 1), date(2021, 5, 1), "1 May 2021"),
        (date(2026, 11, 24), date(2026, 11, 24), "today"),
        (None, date(2026, 11, 24), ""),
    ],
)
def test_spans(first: date | None, last: date | None, text: str) -> None:
    assert figures.span(first, last, date(2026, 11, 24)) == text


def test_time_left() -> None:
    assert figures.time_left(30) == "less than a minute left"
    assert figures.time_left(60) == "about 1 minute left"
    assert figures.time_left(250) == "about 4 minutes left"
    assert figures.time_left(7000) == "about 2 hours left"
