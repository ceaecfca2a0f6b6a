"""The columns of a table or log of unknown form: the proposal, and what each choice makes of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from vault.exports.base import Columns
from vault.exports.table_guess import SEPARATORS
from vault.ui.viewmodels.columns import (
    SEPARATOR_WORDS,
    ColumnsState,
    columns_state,
    with_column,
    with_form,
    with_header,
    with_pattern,
    with_separator,
)

TABLE = ("time,name,message", "03/04/2024 21:15,Mara,Are you there?", "05/06/2024 08:02,Ben,Just arrived")
LOG = ("2024-04-03 21:15 <mara> are you there?", "2024-04-03 21:16 <ben> just arrived", "and another line")


def state(*lines: str) -> ColumnsState:
    return columns_state(Path("chat.csv"), "chat.csv", lines)


def test_every_separator_has_words() -> None:
    assert set(SEPARATORS) <= SEPARATOR_WORDS.keys()


def test_a_table_with_names_is_proposed_whole() -> None:
    found = state(*TABLE)
    assert (found.date, found.sender, found.text, found.header) == (0, 1, 2, True)
    assert found.heads == ("time", "name", "message")
    assert found.rows[0] == ("03/04/2024 21:15", "Mara", "Are you there?")


def test_day_and_month_are_never_guessed() -> None:
    found = state(*TABLE)
    assert [choice.reads for choice in found.forms] == ["3 April 2024, 21:15", "4 March 2024, 21:15"]
    assert found.form is None
    assert not found.ready
    chosen = with_form(found, found.forms[1].form)
    assert chosen.ready
    assert chosen.columns == Columns(0, 1, 2, ",", "", "%m/%d/%Y %H:%M", True)


def test_a_time_of_day_beside_the_date_is_read_with_it() -> None:
    found = state("Date,Time,From,What", "25/04/2023,21:15,Anna,Are you there?", "26/04/2023,21:16,Ben,Nearly home")
    assert (found.date, found.time, found.text) == (0, 1, 3)
    assert [choice.reads for choice in found.forms] == ["25 April 2023, 21:15"]
    assert with_column(found, "time", None).columns.date_form == "%d/%m/%Y"
    assert with_column(found, "text", 1).time is None, "a column holds one thing only"


def test_a_clear_date_needs_no_choice() -> None:
    found = state("25/12/2024 10:00;Ben;Merry", "26/12/2024 11:00;Mara;And you")
    assert found.separator == ";"
    assert not found.header
    assert found.heads == ("Column 1", "Column 2", "Column 3")
    assert found.ready
    iso = state("2024-12-25T10:00:00Z;Ben;Merry", "2024-12-26T10:00:00Z;Mara;And you")
    assert iso.forms == ()
    assert iso.ready


def test_a_column_holds_one_thing_only() -> None:
    moved = with_column(state(*TABLE), "text", 1)
    assert (moved.sender, moved.text) == (None, 1)
    without = with_column(moved, "date", None)
    assert without.date is None
    assert without.forms == ()


def test_the_first_row_may_be_a_message() -> None:
    plain = with_header(state(*TABLE), False)
    assert plain.heads == ("Column 1", "Column 2", "Column 3")
    assert plain.rows[0][0] == "time"


def test_another_separator_begins_again() -> None:
    other = with_separator(state(*TABLE), ";")
    assert (other.date, other.sender, other.text) == (None, None, None)
    assert not other.ready
    assert with_separator(other, ",").text == 2


def test_a_log_is_read_by_the_form_of_its_lines() -> None:
    found = state(*LOG)
    assert found.is_log
    assert found.pattern == "date <name> text"
    assert found.heads == ("Date", "Name", "Words")
    assert found.rows[0] == ("2024-04-03 21:15", "mara", "are you there?")
    assert found.columns.separator == ""
    assert found.columns.pattern == "date <name> text"
    bare = with_pattern(found, "name: text")
    assert bare.date is None


@pytest.mark.parametrize("lines", [(), ("",), ("nothing", "fits", "here")])
def test_what_fits_nothing_can_still_be_shown(lines: tuple[str, ...]) -> None:
    found = state(*lines)
    assert not found.ready
    assert with_separator(found, "").patterns
    assert with_separator(found, "\t").heads is not None


def test_long_cells_are_cut_and_hidden_from_reprs() -> None:
    found = state("a,b", f"x,{'secret ' * 30}")
    assert any(cell.endswith("…") for row in with_header(found, False).rows for cell in row)
    assert "secret" not in repr(found)
