"""The recovery code: every likely mistake is found and its row named; nothing of it shows by accident."""

from __future__ import annotations

import copy
import itertools
import secrets
import string
import traceback

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from vault.crypto.recovery_code import ALPHABET, RecoveryCode, RowVerdict, check_row, check_rows, tidy_row
from vault.errors import CodeError, CodeIncomplete, RowMistake, RowsSwapped

PUBLIC_ID = "5d41402abc4b2a76b9719d911017c592" * 2
OTHER_ID = "ffc1402abc4b2a76b9719d911017c592" * 2
# What people type for what they read, and what keyboards put in its place.
NEVER_IN_A_ROW = "01OILoil!?äßıſ€АВЕ中🙂"

public_ids = st.binary(min_size=32, max_size=32).map(bytes.hex)
rows_of_text = st.text(ALPHABET, min_size=8, max_size=8)


@st.composite
def codes(draw: st.DrawFn) -> RecoveryCode:
    """Codes as `random` makes them, from numbers that hypothesis chooses and shrinks."""
    number = draw(st.integers(0, (1 << 128) - 1))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(secrets, "randbits", lambda _bits: number)
        return RecoveryCode.random(draw(public_ids))


def fixed_codes() -> list[RecoveryCode]:
    return [RecoveryCode.random(PUBLIC_ID) for _ in range(4)]


def parse_rows(rows: list[str] | tuple[str, ...]) -> RecoveryCode:
    return RecoveryCode.parse("-".join(rows))


def with_row(code: RecoveryCode, number: int, row: str) -> list[str]:
    return [row if index == number else old for index, old in enumerate(code.rows, 1)]


# -- what a code is ----------------------------------------------------------------------------------


@given(codes())
def test_a_code_has_four_rows_of_eight_and_comes_back_from_its_password(code: RecoveryCode) -> None:
    assert [len(row) for row in code.rows] == [8, 8, 8, 8]
    assert set("".join(code.rows)) <= set(ALPHABET)
    assert code.password == "-".join(code.rows)
    assert len(code.password) == 35
    assert RecoveryCode.parse(code.password) == code
    assert all(check_row(number, row) == "good" for number, row in enumerate(code.rows, 1))


def test_the_alphabet_has_nothing_that_looks_like_another() -> None:
    assert len(ALPHABET) == len(set(ALPHABET)) == 31
    assert set(string.digits + string.ascii_uppercase) - set(ALPHABET) == set("01OIL")


def test_the_whole_128_bits_are_random(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def all_ones(bits: int) -> int:
        asked.append(bits)
        return (1 << bits) - 1

    monkeypatch.setattr(secrets, "randbits", all_ones)
    largest = RecoveryCode.random("ff" * 32)
    assert asked == [128]
    assert largest.belongs_to("ff" * 32)
    assert len({RecoveryCode.random(PUBLIC_ID).password for _ in range(50)}) == 1  # as randbits is held still
    monkeypatch.undo()
    assert len({RecoveryCode.random(PUBLIC_ID).password for _ in range(50)}) == 50


@given(st.integers(0, (1 << 128) - 1), st.integers(0, (1 << 128) - 1))
def test_different_numbers_make_different_codes(one: int, other: int) -> None:
    assume(one != other)
    with pytest.MonkeyPatch.context() as patch:
        numbers = iter((one, other))
        patch.setattr(secrets, "randbits", lambda _bits: next(numbers))
        assert RecoveryCode.random(PUBLIC_ID) != RecoveryCode.random(PUBLIC_ID)


@given(codes(), public_ids)
def test_a_code_knows_its_vault_by_ten_bits(code: RecoveryCode, public_id: str) -> None:
    made = RecoveryCode.random(public_id)
    assert made.belongs_to(public_id)
    bits = int(public_id[:4], 16) >> 6
    others = [f"{(bits ^ (1 << bit)) << 6:04x}" + public_id[4:] for bit in range(10)]
    assert not any(made.belongs_to(other) for other in others)


def test_another_vaults_sheet_is_faultless_and_recognised() -> None:
    for code in fixed_codes():
        again = RecoveryCode.parse(code.password)
        assert again.belongs_to(PUBLIC_ID)
        assert not again.belongs_to(OTHER_ID)


# -- mistakes ----------------------------------------------------------------------------------------


def test_every_wrong_character_is_found_and_its_row_named() -> None:
    for code in fixed_codes():
        for number, row in enumerate(code.rows, 1):
            for place, wrong in itertools.product(range(8), ALPHABET + NEVER_IN_A_ROW):
                if wrong.upper() == row[place]:
                    continue
                typed = row[:place] + wrong + row[place + 1 :]
                with pytest.raises(RowMistake) as caught:
                    parse_rows(with_row(code, number, typed))
                assert caught.value.row == number, (number, place)
                assert check_row(number, typed) not in ("good", "empty", "unfinished")


def test_every_exchange_within_a_row_is_found_and_the_row_named() -> None:
    """Neighbours, as people exchange them, and all other pairs too."""
    for code in [*fixed_codes(), *fixed_codes()]:
        for number, row in enumerate(code.rows, 1):
            for one, other in itertools.combinations(range(8), 2):
                if row[one] == row[other]:
                    continue
                letters = list(row)
                letters[one], letters[other] = letters[other], letters[one]
                with pytest.raises(RowMistake) as caught:
                    parse_rows(with_row(code, number, "".join(letters)))
                assert caught.value.row == number


def test_every_double_letter_misread_is_found() -> None:
    """AA read as BB: the same mistake twice in a row, side by side."""
    for weight in range(7):
        for one, other in itertools.permutations(ALPHABET, 2):
            row = _completed(weight, one)
            typed = row[:weight] + other * 2 + row[weight + 2 :]
            assert check_row(1, row) == "good"
            assert check_row(1, typed) != "good"


def _completed(place: int, letter: str) -> str:
    """Some right row 1 that has `letter` twice at `place`."""
    free = 7 if place < 6 else 0
    frame = ["7"] * 8
    frame[place] = frame[place + 1] = letter
    candidates = ("".join([*frame[:free], last, *frame[free + 1 :]]) for last in ALPHABET)
    return next(row for row in candidates if check_row(1, row) == "good")


@given(codes())
def test_rows_in_any_wrong_order_are_found_and_the_right_place_named(code: RecoveryCode) -> None:
    for order in itertools.permutations(range(1, 5)):
        rows = [code.rows[number - 1] for number in order]
        if order == (1, 2, 3, 4):
            assert parse_rows(rows) == code
            continue
        with pytest.raises(RowsSwapped) as caught:
            parse_rows(rows)
        first = next(place for place, number in enumerate(order, 1) if place != number)
        assert (caught.value.row, caught.value.other) == (first, order[first - 1])


@given(rows_of_text)
def test_a_row_is_right_in_one_place_at_most(row: str) -> None:
    verdicts = [check_row(number, row) for number in (1, 2, 3, 4)]
    assert verdicts.count("good") <= 1
    if "good" in verdicts:
        right = verdicts.index("good") + 1
        others = [verdict for number, verdict in enumerate(verdicts, 1) if number != right]
        assert others == [("swapped", right)] * 3
    else:
        assert set(verdicts) == {"mistake"}


def test_the_same_row_typed_twice_is_a_mistake_of_the_second() -> None:
    for code in fixed_codes():
        for number, other in itertools.permutations((1, 2, 3, 4), 2):
            with pytest.raises(RowMistake) as caught:
                parse_rows(with_row(code, number, code.rows[other - 1]))
            assert caught.value.row == number


def test_a_mistake_that_looks_like_a_swap_is_still_a_mistake() -> None:
    """One wrong character in ten makes a row that would be right elsewhere; the other rows say that it is not."""
    seen = 0
    for code in fixed_codes():
        for number, row in enumerate(code.rows, 1):
            for place, wrong in itertools.product(range(8), ALPHABET):
                typed = with_row(code, number, row[:place] + wrong + row[place + 1 :])
                if isinstance(check_row(number, typed[number - 1]), tuple):
                    seen += 1
                    assert check_rows(typed)[number - 1] == "mistake"
                    with pytest.raises(RowMistake):
                        parse_rows(typed)
    assert seen > 100


def test_a_number_that_no_code_has_is_a_mistake_of_row_one() -> None:
    code = RecoveryCode.random(PUBLIC_ID)
    largest = next(f"ZZZZZZZ{check}" for check in ALPHABET if check_row(1, f"ZZZZZZZ{check}") == "good")
    with pytest.raises(RowMistake) as caught:
        parse_rows(with_row(code, 1, largest))
    assert caught.value.row == 1


# -- how it may be typed -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "form",
    [
        "{0}-{1}-{2}-{3}", "{0} {1} {2} {3}", "{0}\n{1}\n{2}\n{3}\n", "{0}\r\n{1}\r\n{2}\r\n{3}", "{0}{1}{2}{3}",
        "  {0}\t{1}\n\n{2}\u00a0{3}  ", "{0}–{1}—{2}−{3}", "1 {0}\n2 {1}\n3 {2}\n4 {3}",
        "1. {0}\n2. {1}\n3) {2}\n4: {3}",
        "\ufeff{0}\u200b-{1}\u200e-{2}-{3}", "\n{0}\n\n{1}\n\n{2}\n\n{3}", "{0}  - {1} - {2} - {3}",
    ],
)  # fmt: skip
@pytest.mark.parametrize("case", [str.upper, str.lower, str.title, str.swapcase])
def test_case_spaces_dashes_and_line_numbers_do_not_matter(form: str, case: type[str]) -> None:
    for code in fixed_codes():
        assert RecoveryCode.parse(case(form.format(*code.rows))) == code


@given(codes(), st.integers(1, 7), st.sampled_from([" ", "-", "  ", "\u2009", " - "]))
def test_a_gap_within_the_rows_does_not_matter(code: RecoveryCode, at: int, gap: str) -> None:
    lines = [row[:at] + gap + row[at:] for row in code.rows]
    assert RecoveryCode.parse("\n".join(lines)) == code
    assert [check_row(number, line) for number, line in enumerate(lines, 1)] == ["good"] * 4


def test_groups_of_four_are_read_whatever_is_between_them() -> None:
    for code in fixed_codes():
        whole = "".join(code.rows)
        fours = [whole[start : start + 4] for start in range(0, 32, 4)]
        for joint in ("-", " ", "\n", " - "):
            assert RecoveryCode.parse(joint.join(fours)) == code


def test_the_signs_of_other_keyboards_are_taken_for_what_they_are() -> None:
    code = RecoveryCode.random(PUBLIC_ID)
    wide = "".join(chr(ord(c) + 0xFEE0) for c in code.password)
    assert RecoveryCode.parse(wide) == code
    assert RecoveryCode.parse(wide.swapcase()) == code
    arabic = code.password.translate({ord(d): chr(0x660 + int(d)) for d in string.digits})
    assert RecoveryCode.parse(arabic) == code


@pytest.mark.parametrize("typed", ["ß", "ﬁ", "ı", "ſ", "Ａ́", "²", "½", "O", "0", "o", "І"])
def test_nothing_is_guessed(typed: str) -> None:
    row = RecoveryCode.random(PUBLIC_ID).rows[0]
    assert check_row(1, row[:7] + typed) == "mistake"
    assert check_row(1, typed) == "mistake"


@pytest.mark.parametrize(
    ("text", "row"),
    [("", 1), (" \n ", 1), ("{0}", 2), ("{0}\n\n{2}\n{3}", 2), ("{0}-{1}-{2}", 4), ("{0}\n{1}\nABC\n{3}", 3),
     ("{0}-{1}--{3}", 3), ("{0}-{1}-ABC-{3}", 3), ("{0}{1}AB", 3), ("K7", 1)],
)  # fmt: skip
def test_what_is_missing_is_named_by_its_first_row(text: str, row: int) -> None:
    code = RecoveryCode.random(PUBLIC_ID)
    with pytest.raises(CodeIncomplete) as caught:
        RecoveryCode.parse(text.format(*code.rows))
    assert caught.value.row == row


@pytest.mark.parametrize(
    ("text", "row"), [("{0}\n{1}2\n{2}\n{3}", 2), ("{0}{1}{2}{3}2", 4), ("{0}-{1}-{2}-{3}-{3}", 4)]
)
def test_what_is_too_much_is_a_mistake_of_its_row(text: str, row: int) -> None:
    code = RecoveryCode.random(PUBLIC_ID)
    with pytest.raises(RowMistake) as caught:
        RecoveryCode.parse(text.format(*code.rows))
    assert caught.value.row == row


def test_four_typed_rows_make_a_code_too() -> None:
    code = RecoveryCode.random(PUBLIC_ID)
    first, second, third, fourth = (f" {row[:4].lower()} {row[4:]} " for row in code.rows)
    assert RecoveryCode((first, second, third, fourth)) == code
    assert RecoveryCode((first, second, third, fourth)).password == code.password
    with pytest.raises(RowsSwapped):
        RecoveryCode((second, first, third, fourth))
    with pytest.raises(CodeIncomplete):
        RecoveryCode((first, second, third))  # type: ignore[arg-type]


@given(st.one_of(st.text(), st.text(ALPHABET + "01OIL -\n\r\x85\u2028١", max_size=80)))
@example("2222222222222222222222222222222222")
@example("-" * 40)
def test_anything_typed_is_a_code_or_a_row_with_a_fault(text: str) -> None:
    row, code = None, None
    try:
        code = RecoveryCode.parse(text)
    except (RowMistake, RowsSwapped, CodeIncomplete) as error:
        row = error.row
    assert row in (1, 2, 3, 4) or (code is not None and RecoveryCode.parse(code.password) == code)


# -- the live tick -----------------------------------------------------------------------------------


def test_the_verdict_follows_the_typing() -> None:
    code = RecoveryCode.random(PUBLIC_ID)
    row = code.rows[2]
    typing: list[RowVerdict] = [check_row(3, row[:length]) for length in range(9)]
    assert typing == ["empty", *["unfinished"] * 7, "good"]
    assert check_row(3, row + "2") == "mistake"
    assert check_row(3, row[:3] + "0") == "mistake"
    assert check_row(2, row) == ("swapped", 3)
    assert check_row(3, " - ") == "empty"


def test_the_four_fields_together_tell_more_than_each_alone() -> None:
    one, two, three, four = RecoveryCode.random(PUBLIC_ID).rows
    assert check_rows([one, two, three, four]) == ("good",) * 4
    assert check_rows([two, one, three, ""]) == (("swapped", 2), ("swapped", 1), "good", "empty")
    assert check_rows([one, "", two, ""]) == ("good", "empty", ("swapped", 2), "empty")
    assert check_rows([one, two, two, "Z"]) == ("good", "good", ("swapped", 2), "unfinished")
    assert check_rows([one]) == ("good",)


def test_rows_are_compared_after_tidying() -> None:
    assert tidy_row(" k7qm-2xpa\u200b\n") == "K7QM2XPA"
    assert tidy_row("k7 o") == "K7O"


# -- nothing shows -----------------------------------------------------------------------------------


def test_no_row_shows_in_repr_str_or_format() -> None:
    code = RecoveryCode.random(PUBLIC_ID)
    for shown in (repr(code), str(code), f"{code}", f"{code!r:>10}", repr([code]), repr(copy.deepcopy(code))):
        assert not _tells(shown, code.rows)


def test_no_row_shows_in_what_is_raised() -> None:
    code = RecoveryCode.random(PUBLIC_ID)
    one, two, three, four = code.rows
    wrong = ("3" if two[0] == "2" else "2") + two[1:]
    for typed in (
        [one, wrong, three, four],
        [two, one, three, four],
        [one, two, three, "K7"],
        [one, two + "ß", three, four],
    ):
        with pytest.raises(CodeError) as caught:
            parse_rows(typed)
        text = "".join(traceback.format_exception(caught.value))
        assert not _tells(text + str(caught.value) + repr(caught.value), tuple(typed))
        assert caught.value.__context__ is None


def _tells(shown: str, rows: tuple[str, ...]) -> bool:
    """Whether four characters in sequence of any row of some length can be read in what was shown."""
    long = [row for row in rows if len(row) >= 8]
    return any(row[start : start + 4] in shown for row in long for start in range(len(row) - 3))
