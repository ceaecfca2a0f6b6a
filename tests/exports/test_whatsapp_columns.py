"""The quick way through a text of one style gives what the careful one gives, message for message and line for line."""

from __future__ import annotations

from dataclasses import astuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exports.made_whatsapp_text import chat
from tests.exports.reading import UTC_ANSWER, source_of
from vault.exports.base import Account, Answers, Record
from vault.exports.whatsapp.column_reader import ColumnReader
from vault.exports.whatsapp.importer import WhatsAppExport, WhatsAppImporter

L = "\u200e"
STAMPS = st.builds(
    "{:02}/{:02}/{}, {:02}:{:02}".format,
    st.integers(1, 28), st.integers(1, 12), st.integers(2019, 2020), st.integers(0, 23), st.integers(0, 59),
)  # fmt: skip
PEOPLE = st.sampled_from(["Anna", "Ben Müller", "+49 171 123", "Choir", "~ Clara", 'x said "y', "http"])
WORDS = st.one_of(
    st.text(alphabet=f"abc {L}<>():.ü😀[]/-\n\r\t", max_size=40),
    st.sampled_from(
        ["<Media omitted>", "null", "null.", "This message was deleted", f"{L}image omitted", "image omitted", "",
         "IMG-20210428-WA0001.jpg (file attached)\ncaption", f"{L}POLL:\nq\n{L}OPTION: a (1 vote)\n{L}OPTION: b (2)",
         "https://maps.google.com/?q=1.5,2.5", "see https://x.y", "Anna left", f"{L}Anna left", " null", "ok)", "a)\nb",
         "y\n\n \nz", "Live location shared"]
    ),
)  # fmt: skip
FORMS = ["android", "iphone", "american", "korean"]
GAPS = st.sampled_from([": ", ": ", ": ", ":", f": {L}"])
LINES = st.lists(st.tuples(STAMPS, st.one_of(st.none(), PEOPLE), GAPS, WORDS), min_size=1, max_size=30)


def both_ways(
    text: str, answers: Answers = UTC_ANSWER
) -> tuple[tuple[list[Record], Account], tuple[list[Record], Account]]:
    """All records and the account: the quick way, which must not depend on what is held, and the careful one."""
    with WhatsAppImporter().open(source_of(text.encode()), answers) as export:
        quick = list(export.records()), export.account()
        assert (list(export.records()), export.account()) == quick
        export.found.held = None
        assert (list(export.records()), export.account()) == quick
        export.found.trace = None
        export.take(answers)
        return quick, (list(export.records()), export.account())


def header(form: str, stamp: str, sender: str | None, gap: str, words: str) -> str:
    said = words if sender is None else f"{sender}{gap}{words}"
    if form == "american":  # no two parts of it have a width of their own
        day, month, year, hour, minute = (int(stamp[at:to]) for at, to in ((0, 2), (3, 5), (8, 10), (12, 14), (15, 17)))
        blank = "\u202f" if minute % 3 else " "
        return f"{month}/{day}/{year}, {hour % 12 or 12}:{minute:02}{blank}{'PM' if hour > 11 else 'AM'} - {said}"
    if form == "korean":
        half = "오후" if stamp[12:14] > "11" else "오전"
        clock = f"{half} {int(stamp[12:14]) % 12 or 12}:{stamp[15:17]}"
        return f"{stamp[6:10]}. {int(stamp[3:5])}. {int(stamp[:2])}. {clock}, {said}".replace(", ", " - ", 1)
    return f"[{stamp}:07] {said}" if form == "iphone" else f"{stamp} - {said}"


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(["android", "iphone", "american", "korean"]), LINES, st.sampled_from(["\n", "\r\n"]), st.booleans()
)
def test_both_ways_give_the_same(
    form: str, lines: list[tuple[str, str | None, str, str]], end: str, in_order: bool
) -> None:
    if in_order:
        lines = sorted(lines, key=lambda line: (line[0][6:10], line[0][3:5], line[0][:2], line[0][12:]))
    text = end.join([header(form, "01/01/2019, 00:00", "Anna", ": ", "x"), *(header(form, *line) for line in lines)])
    quick, careful = both_ways(text)
    assert quick == careful
    assert quick[1].whole


def test_quotations_at_the_edges_of_pieces() -> None:
    """Hundreds of lines of strangers from the past, so many that pieces end among them."""
    stranger = "".join(f"27/04/2021, 10:{n % 60:02} - Stranger {n % 3}: quoted {n} {'x' * 30}\n" for n in range(200))
    lines = [f"28/04/2021, {n // 60 % 24:02}:{n % 60:02} - Anna: {'words ' * 9}{n}\n" for n in range(600)]
    text = "".join(lines[:300]) + stranger + "".join(lines[300:]) + stranger[:500]
    quick, careful = both_ways(text * 2)
    assert quick == careful


@pytest.mark.parametrize("repeated", [1, 3])
def test_an_ordinary_chat_goes_the_quick_way(repeated: int) -> None:
    text = chat(3000) * repeated
    quick, careful = both_ways(text)
    assert quick == careful
    with WhatsAppImporter().open(source_of(text.encode()), UTC_ANSWER) as export:
        assert isinstance(export.reader, ColumnReader)


def test_answers_are_taken_without_reading_again() -> None:
    source = source_of(b"04/03/2021, 10:15 - Anna: a\n05/03/2021, 10:16 - Ben: b\n")
    with WhatsAppImporter().open(source, UTC_ANSWER) as export:
        assert isinstance(export, WhatsAppExport)
        asked = export.question
        export.take(Answers(date_order="month-first", zone="Europe/Zurich"))
        assert (asked is None, export.question is None, export.date_order) == (False, True, "month-first")
        first = next(record for record in export.records() if hasattr(record, "sent"))
        assert f"{first.sent.utc:%Y-%m-%d %H:%M}" == "2021-04-03 08:15"


def test_accounts_are_told_alike() -> None:
    quick, careful = both_ways("28/04/2021, 10:15 - Anna: a\n\n b\n28/04/2021, 10:16 - Ben joined\n")
    assert astuple(quick[1]) == astuple(careful[1]) == (4, 1, 1, 1, 1, 0)


def test_a_line_that_ends_with_a_shorter_stamp() -> None:
    quick, careful = both_ways(
        "1/1/19, 12:00 AM - Anna: x\n1/1/19, 1:00 AM - \n1/1/19, 1:00 AM - \n1/1/19, 12:00 PM - "
    )
    assert quick == careful


@pytest.mark.parametrize("closing", [" - ", " – ", "\u00a0- ", "\u200e - "])
@pytest.mark.parametrize("digits", ["0123456789", "٠١٢٣٤٥٦٧٨٩", "᠐᠑᠒᠓᠔᠕᠖᠗᠘᠙"])
def test_headers_that_are_odd_among_usual_ones(closing: str, digits: str) -> None:
    """Marks before a stamp, another closing, other blanks behind the colon, no sender: wherever a piece may end."""
    odd = [
        "{L}{s} - Anna: a",
        "{s}\u00a0- Ben: b",
        "{s} – Ben:\u202fc",
        "{s}{c}Anna left",
        "{s}{c}Ben:d",
        "on: e",
        "",
        "{s}{c}",
    ]
    stamps = [
        f"04/03/2021, {n // 60:02}:{n % 60:02}".translate(str.maketrans("0123456789", digits)) for n in range(900)
    ]
    lines = [f"{stamp}{closing}Anna: {'words ' * (n % 30)}\n" for n, stamp in enumerate(stamps)]
    for n in range(0, 900, 7):
        lines[n] = odd[n % 8].format(L=L, s=stamps[n], c=closing) + "\n"
    quick, careful = both_ways("".join(lines[1:]))
    assert quick == careful
    assert quick[1].whole
