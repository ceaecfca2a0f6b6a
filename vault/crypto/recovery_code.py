"""The recovery code: four rows of eight characters that open the vault when everything else is gone.

Made so that anyone can copy it by hand and be told *where* a mistake is:

- 31 characters, none of which looks like another: no I, L, O, 0 and 1. A typed O is a mistake, never guessed to be a Q.
- Each row is seven characters of payload and one that checks the row. With the characters numbered 0 to 30, a row is
  right when   1·v1 + 2·v2 + … + 8·v8 + 9·row ≡ 0   (mod 31).
- 31 is prime, so no product of two numbers that are not multiples of 31 is one. Hence, *always*:
    one wrong character       adds   weight · difference            which is never 0;
    two characters exchanged  add    difference of the weights · difference of the characters,   never 0;
    a row in another's place  adds   9 · difference of the rows,   never 0, and exactly one place makes it right again.
- The 28 payload characters are one number below 2^138, highest digit first: 128 random bits, then the first 10 bits
  of the vault's public id. So a sheet of another vault is recognised (1023 of 1024 times) and not called a typing
  mistake. Every row depends on the whole number: a single row tells nothing about the vault, nor about the other rows.

The rows joined with "-" are a restic password, so the sheet opens the vault in any restic.
What was typed never appears in an error, a repr or a log: errors carry row numbers only.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from vault.errors import CodeIncomplete, RowMistake, RowsSwapped

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
ROWS = 4
ROW_LENGTH = 8
RowVerdict = Literal["empty", "unfinished", "good", "mistake"] | tuple[Literal["swapped"], int]

_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_PRIME = len(ALPHABET)
_WEIGHTS = range(1, ROW_LENGTH + 1)
_ROW_WEIGHT = ROW_LENGTH + 1
_LAST_WEIGHT_INVERSE = pow(ROW_LENGTH, -1, _PRIME)
_PAYLOAD = ROW_LENGTH - 1
_RANDOM_BITS, _ID_BITS = 128, 10
_LINE_NUMBER = re.compile(r"^\s*([1-4])[.):\s]")


@dataclass(frozen=True, slots=True, repr=False)
class RecoveryCode:
    """Four faultless rows. Making one from four typed rows tidies them, and raises as `parse` does."""

    rows: tuple[str, str, str, str] = field(repr=False)

    def __post_init__(self) -> None:
        tidy = tuple(tidy_row(row) for row in self.rows)
        _check_whole(tidy)
        object.__setattr__(self, "rows", tidy)

    def __repr__(self) -> str:
        return "RecoveryCode(…)"

    @classmethod
    def random(cls, public_id: str) -> RecoveryCode:
        """A new code for the vault with this public id (hex, at least 4 characters)."""
        number = secrets.randbits(_RANDOM_BITS) << _ID_BITS | _id_bits(public_id)
        return cls(_rows_of(number))

    @classmethod
    def parse(cls, text: str) -> RecoveryCode:
        """Read what a person typed, pasted or scanned: any case, with or without spaces, dashes, line numbers.

        Raises RowMistake, RowsSwapped or CodeIncomplete, each naming the first row concerned.
        """
        return cls(split_rows(text))

    @property
    def password(self) -> str:
        """The restic password: the rows joined with "-", 35 characters."""
        return "-".join(self.rows)

    def belongs_to(self, public_id: str) -> bool:
        """Whether this code was made for that vault; another vault's passes 1 time in 1024."""
        return _number_of(self.rows) % (1 << _ID_BITS) == _id_bits(public_id)


def check_row(number: int, text: str) -> RowVerdict:
    """What to say beside row `number` (1 to 4) while it is being typed.

    ("swapped", n): faultless as row n. One row alone cannot do better than that: 1 typing mistake in 10 makes a row
    that would be right in another place. `check_rows` sees all four and can.
    """
    row = tidy_row(text)
    if not row:
        return "empty"
    if len(row) > ROW_LENGTH or any(character not in _VALUES for character in row):
        return "mistake"
    if len(row) < ROW_LENGTH:
        return "unfinished"
    place = _place_of(row)
    if place == number:
        return "good"
    return ("swapped", place) if place is not None else "mistake"


def check_rows(texts: Sequence[str]) -> tuple[RowVerdict, ...]:
    """`check_row` for the four fields together.

    "swapped" becomes "mistake" where the row's other place is already well filled with something else.
    """
    verdicts = tuple(check_row(number, text) for number, text in enumerate(texts, 1))

    def settle(index: int) -> RowVerdict:
        verdict = verdicts[index]
        if not isinstance(verdict, tuple):
            return verdict
        other = verdict[1] - 1
        taken = other < len(texts) and verdicts[other] == "good" and tidy_row(texts[other]) != tidy_row(texts[index])
        return "mistake" if taken else verdict

    return tuple(settle(index) for index in range(len(verdicts)))


def tidy_row(text: str) -> str:
    """What was typed, as the sheet prints it: capitals, nothing between the characters.

    Full-width letters and the digits of other scripts become ours, being the same signs. Nothing else is replaced:
    whatever does not belong stays, to be found a mistake.
    """
    return "".join(_capital(character) for character in text if not _is_separator(character))


def split_rows(text: str) -> tuple[str, str, str, str]:
    """Spread a whole code, as pasted, over the four rows; some may be empty, too long or mistaken.

    Trusts the person's own lines or dashes before it counts to eight.
    """
    lines = text.splitlines()
    filled = [line for line in lines if tidy_row(line)]
    dashed = "".join("-" if _is_dash(character) else character for character in text).split("-")
    for parts in (lines, filled, dashed, text.split()):
        rows = [tidy_row(_without_number(part, number)) for number, part in enumerate(parts, 1)]
        if len(rows) == ROWS and any(len(row) > ROW_LENGTH // 2 for row in rows):
            return rows[0], rows[1], rows[2], rows[3]
    return _counted(tidy_row("".join(_without_number(line, number) for number, line in enumerate(filled, 1))))


# -- reading -----------------------------------------------------------------------------------------


def _is_separator(character: str) -> bool:
    """Spaces, line ends, dashes of every length, and the invisible marks that come with pasted text."""
    return character.isspace() or _is_dash(character) or unicodedata.category(character) in ("Cf", "Cc")


def _is_dash(character: str) -> bool:
    return unicodedata.category(character) == "Pd" or character == "\u2212"  # the minus sign is no dash to Unicode


def _capital(character: str) -> str:
    """One character as the alphabet writes it, or itself. str.upper alone would make SS of ß and I of a Turkish ı."""
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    if "\uff21" <= character <= "\uff5a":  # full-width letters
        character = unicodedata.normalize("NFKC", character)
    return character.upper() if character.isascii() else character


def _counted(text: str) -> tuple[str, str, str, str]:
    """Cut after every eighth character; what is too much is left to the last row, as a mistake of it."""
    row = ROW_LENGTH
    return text[:row], text[row : 2 * row], text[2 * row : 3 * row], text[3 * row :]


def _without_number(line: str, number: int) -> str:
    """A line copied from the printed sheet begins with its own number, which is not part of the row."""
    found = _LINE_NUMBER.match(line)
    if found and int(found[1]) == number and len(tidy_row(line[found.end() :])) == ROW_LENGTH:
        return line[found.end() :]
    return line


def _check_whole(rows: Sequence[str]) -> None:
    """Raise what is wrong with the four tidy rows; the first row concerned is named."""
    if len(rows) != ROWS:
        raise CodeIncomplete(min(len(rows) + 1, ROWS))
    verdicts = [check_row(number, row) for number, row in enumerate(rows, 1)]
    places = [verdict[1] if isinstance(verdict, tuple) else number for number, verdict in enumerate(verdicts, 1)]
    all_somewhere = all(verdict == "good" or isinstance(verdict, tuple) for verdict in verdicts)
    permuted = all_somewhere and sorted(places) == list(range(1, ROWS + 1))
    for number, (verdict, place) in enumerate(zip(verdicts, places, strict=True), 1):
        if verdict in ("empty", "unfinished"):
            raise CodeIncomplete(number)
        if permuted and place != number:
            raise RowsSwapped(number, place)
        if verdict != "good":
            raise RowMistake(number)
    if _number_of(rows) >> (_RANDOM_BITS + _ID_BITS):
        raise RowMistake(1)  # larger than any code ever made; row 1 holds the highest digits


# -- counting ----------------------------------------------------------------------------------------


def _place_of(row: str) -> int | None:
    """The row number that this row of eight valid characters is right for, or None. There is never a second one."""
    total = sum(weight * _VALUES[character] for weight, character in zip(_WEIGHTS, row, strict=True))
    return next((place for place in range(1, ROWS + 1) if (total + _ROW_WEIGHT * place) % _PRIME == 0), None)


def _with_check(payload: str, number: int) -> str:
    """The seven characters and the one that makes them right as row `number`."""
    weighed = zip(_WEIGHTS, payload, strict=False)  # the eighth weight is the check's own
    total = sum(weight * _VALUES[character] for weight, character in weighed) + _ROW_WEIGHT * number
    return payload + ALPHABET[-total * _LAST_WEIGHT_INVERSE % _PRIME]


def _rows_of(number: int) -> tuple[str, str, str, str]:
    """A number below 2^138 as four rows."""
    digits = []
    for _ in range(ROWS * _PAYLOAD):
        number, digit = divmod(number, _PRIME)
        digits.append(ALPHABET[digit])
    text = "".join(reversed(digits))
    parts = (text[start : start + _PAYLOAD] for start in range(0, len(text), _PAYLOAD))
    first, second, third, fourth = (_with_check(part, row) for row, part in enumerate(parts, 1))
    return first, second, third, fourth


def _number_of(rows: Sequence[str]) -> int:
    """What `_rows_of` was given."""
    number = 0
    for character in "".join(row[:_PAYLOAD] for row in rows):
        number = number * _PRIME + _VALUES[character]
    return number


def _id_bits(public_id: str) -> int:
    """The first 10 bits of the vault's public id."""
    return int.from_bytes(bytes.fromhex(public_id)[:2], "big") >> (16 - _ID_BITS)
