"""What stands beside the rows of a sheet while they are typed."""

from __future__ import annotations

from vault.ui.viewmodels.row_ticks import Tick, tick, ticks

ROWS = ("K7QM2XP8", "9HTWCD4X", "RB6YZ3V9", "D2ES8WME")


def test_faultless_rows_have_a_tick_and_no_words() -> None:
    assert ticks(ROWS) == (Tick("good"),) * 4
    assert ticks(("", "9HT", *ROWS[2:])) == (Tick("empty"), Tick("unfinished"), Tick("good"), Tick("good"))


def test_a_mistake_names_its_row() -> None:
    assert ticks((*ROWS[:2], "RB6YZ3VV", ""))[2] == Tick("mistake", "Row 3 has a mistake. Compare it again.")


def test_two_rows_in_each_others_place_are_both_told() -> None:
    said = ticks((ROWS[0], ROWS[2], ROWS[1], ROWS[3]))
    assert said[1] == said[2] == Tick("swapped", "Rows 2 and 3 have changed places.")


def test_one_row_in_anothers_place_may_be_a_mistake_as_well() -> None:
    words = "Row 1 has a mistake, or this is row 4. Compare it again."
    assert ticks((ROWS[3], "", "", ""))[0] == Tick("swapped", words)
    assert tick(1, ROWS[3]) == Tick("swapped", words)


def test_a_row_alone() -> None:
    assert tick(2, "9htw cd4x") == Tick("good")
    assert tick(2, "9HTWCD4Y") == Tick("mistake", "Row 2 has a mistake. Compare it again.")
