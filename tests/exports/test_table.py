"""Tables and logs of unknown apps: proposed columns, rows over several lines, dates that could be two days."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.contracts.importer_contract import CANARY
from tests.exports.reading import source_of
from vault.chats.message import Message
from vault.errors import NotAChat
from vault.exports.base import Answers, Columns
from vault.exports.detect import detect
from vault.exports.table import TableImporter
from vault.exports.table_guess import DATE_FORMS, LOG_FORMS, could_be_table, forms_of, guess

TABLE = (
    f'Date;Who;What\n25.12.2024 10:00;Anna;"hi; {CANARY}\nsecond"\n26.12.2024 11:30;Ben;yes\n27.12.2024 12:00;Anna;ok\n'
)
LOG = "2024-12-25 10:00:00 Anna: hello\nmore\n2024-12-25 10:01:00 Ben: yes\n2024-12-25 10:02:00 Anna: no: yes\n"


def read(text: str, columns: Columns, zone: str | None = "UTC") -> list[Message]:
    with TableImporter().open(source_of(text.encode(), "old chat.csv"), Answers(zone=zone, columns=columns)) as export:
        records = list(export.records())
        assert export.account().whole
        assert CANARY not in repr(export)
        return [record for record in records if isinstance(record, Message)]


def test_a_table_is_proposed_and_read() -> None:
    columns = guess(TABLE.encode())
    assert columns == Columns(0, 1, 2, ";", "", "%d.%m.%Y %H:%M", header=True)
    found = read(TABLE, columns)
    assert [(f"{m.sent.utc:%d %H:%M}", m.sender, m.text) for m in found] == [
        ("25 10:00", "Anna", f"hi; {CANARY}\nsecond"), ("26 11:30", "Ben", "yes"), ("27 12:00", "Anna", "ok"),
    ]  # fmt: skip
    assert found[0].sent.zone == "asked"


def test_a_log_is_proposed_and_read() -> None:
    columns = guess(LOG.encode())
    assert (columns.separator, columns.pattern) == ("", "date name: text")
    found = read(LOG, columns)
    assert [(m.sender, m.text) for m in found] == [("Anna", "hello\nmore"), ("Ben", "yes"), ("Anna", "no: yes")]
    assert f"{found[0].sent.utc:%H:%M}" == "10:00"


@pytest.mark.parametrize(
    ("rows", "form"),
    [
        ("Date,Time,From,Number,Words\n25/04/2023,10:15:33,Anna,+49 170,hello\n26/04/2023,23:16:00,Me,,you too\n",
         "%d/%m/%Y %H:%M:%S"),
        ("Date,Time,From,Number,Words\n2023-04-25,10:15,Anna,+49 170,hello\n2023-04-26,23:16,Me,,you too\n", ""),
        ("4/25/2023,10:15 AM,Anna,+49 170,hello\n4/26/2023,11:16 PM,Me,,you too\n", "%m/%d/%Y %I:%M %p"),
    ],
)  # fmt: skip
def test_a_time_of_day_in_a_column_of_its_own(rows: str, form: str) -> None:
    columns = guess(rows.encode())
    assert (columns.date, columns.time, columns.text, columns.date_form) == (0, 1, 4, form)
    found = read(rows, replace(columns, sender=2))
    assert [(f"{m.sent.utc:%m-%d %H:%M}", m.sender, m.text) for m in found] == [
        ("04-25 10:15", "Anna", "hello"), ("04-26 23:16", "Me", "you too"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("date", "zone", "utc"),
    [("1700000000", "exact", "22:13"), ("1700000000123", "exact", "22:13"),
     ("2023-11-14T23:13:20+01:00", "exact", "22:13"),
     ("2023-11-14 22:13", "asked", "22:13"), ("yesterday", "asked", None)],
)  # fmt: skip
def test_dates_without_a_form(date: str, zone: str, utc: str | None) -> None:
    (message,) = read(f"{date},Anna,hi\n", Columns(0, 1, 2, header=False))
    assert message.sent.zone == zone
    assert (message.sent.utc.strftime("%H:%M") if message.sent.utc else None) == utc


def test_day_and_month_are_never_guessed() -> None:
    assert forms_of(["03/04/2024", "05/06/2024"]) == ("%d/%m/%Y", "%m/%d/%Y")
    assert forms_of(["03/04/2024", "25/06/2024"]) == ("%d/%m/%Y",)
    assert guess(b"03/04/2024,Anna,hi\n05/06/2024,Ben,yes there\n").date_form == ""


def test_it_is_never_chosen_by_itself() -> None:
    with pytest.raises(NotAChat):
        detect(source_of(TABLE.encode(), "old chat.csv"))
    with pytest.raises(NotAChat):
        TableImporter().open(source_of(TABLE.encode(), "old chat.csv"), Answers())


@pytest.mark.parametrize(("data", "name", "worth"), [
    (TABLE.encode(), "old chat.csv", True), (LOG.encode(), "irc.log", True),
    (b"just prose\nwith lines\n", "a.txt", False),
    (b"a,b\n\0\0,c\n", "b.csv", False), (TABLE.encode(), "photo.jpg", False),
])  # fmt: skip
def test_what_is_worth_the_question(data: bytes, name: str, worth: bool) -> None:
    assert could_be_table(data, name) is worth


def test_rows_too_short_are_told() -> None:
    columns = Columns(0, 1, 2, header=False)
    with TableImporter().open(source_of(b"a,b,c\nd,e\n\n", "t.csv"), Answers(columns=columns)) as export:
        records = list(export.records())
        assert [getattr(record, "why", "") for record in records][1:] == ["", "damaged"]
        assert (export.account().empty, export.account().skipped, export.account().messages) == (1, 1, 1)


COLUMNS = st.builds(
    Columns, st.one_of(st.none(), st.integers(-2, 4)), st.one_of(st.none(), st.integers(-2, 4)), st.integers(-2, 4),
    st.sampled_from(["", ",", ";", "\t", "|"]), st.sampled_from(["", *LOG_FORMS]),
    st.sampled_from(["", *DATE_FORMS[:5]]),
    st.booleans(), st.one_of(st.none(), st.integers(-2, 4)),
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text('a,;\t|"\n:1234/-. ', max_size=120).map(str.encode)), COLUMNS)
def test_anything_can_be_read_as_anything(data: bytes, columns: Columns) -> None:
    guess(data)
    with TableImporter().open(source_of(data or b"x", "t.csv"), Answers(zone="UTC", columns=columns)) as export:
        list(export.records())
        assert export.account().whole
    assert replace(columns) == columns
