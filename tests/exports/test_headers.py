"""Header forms one by one, what stays a body, and marks that are taken from headers only."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exports.reading import read_text
from vault.exports.whatsapp.headers import find_headers

L, R, N = "\u200e", "\u200f", "\u202f"
FORMS = [
    ("28/04/2021, 22:15 - {}", "android"),
    ("28/04/21, 22:15 - {}", "android"),
    ("28.04.21, 22:15 - {}", "android"),
    ("28-04-2021 22:15 - {}", "android"),
    ("2021-04-28, 22:15 - {}", "android"),
    ("28/04/2021 22:15 – {}", "android"),
    ("28/4/21 22.15 - {}", "android"),
    ("28.4.2021 klo 22.15 - {}", "android"),
    ("28. 4. 2021. 22:15 - {}", "android"),
    ("28.04.21 г., 22:15 - {}", "android"),
    ("2021. 4. 28. 오후 10:15 - {}", "android"),
    ("2021/4/28 下午10:15 - {}", "android"),
    ("2021年4月28日 下午10:15 - {}", "android"),
    ("2021-04-28 22 h 15 - {}", "android"),
    ("22:15, 28/04/2021 - {}", "android"),
    ("4/28/21, 10:15 PM - {}", "android"),
    (f"4/28/21, 10:15{N}PM - {{}}", "android"),
    ("04/28/2021, 10:15 p. m. - {}", "android"),
    ("[28/04/2021, 22:15:00] {}", "iphone"),
    ("[28/04/21 22:15:00] {}", "iphone"),
    ("[28.04.21, 22:15:00] {}", "iphone"),
    ("[2021-04-28, 22:15:00] {}", "iphone"),
    (f"[4/28/21, 10:15:00{N}PM] {{}}", "iphone"),
    ("[28.4.2021 klo 22.15.00] {}", "iphone"),
    ("[2021/4/28 下午10:15:00] {}", "iphone"),
    ("[2021年4月28日下午10:15:00] {}", "iphone"),
    (f"{L}[28/04/2021, 22:15:00] {{}}", "iphone"),
    ("[2021-04-28 22 h 15 min 00 s] {}", "iphone"),
    ("28/04/2021 22:15:00: {}", "iphone"),
    ("28.04.21 22.15.00: {}", "iphone"),
    ("4/28/21, 10:15:00 PM: {}", "iphone"),
    (f"٢٨{R}/٤{R}/٢٠٢١، ١٠:١٥ م - {{}}", "android"),
    ("۱۴۰۰/۲/۸،\u200f ۲۲:۱۵ - {}", "android"),
    ("২৮/৪/২১, ২২:১৫ - {}", "android"),
    ("28/4/2564 22:15 - {}", "android"),
    ("04/2021/28, 22:15 - {}", "android"),
]


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize(("form", "system"), FORMS)
def test_form(form: str, system: str, ends: str) -> None:
    lines = [
        form.format("Anna: first"),
        "and more",
        form.format("Ben: second: with a colon"),
        form.format("Anna joined"),
    ]
    read = read_text(ends.join(lines) + ends)
    assert read.system == system
    assert read.senders == ["Anna", "Ben", None]
    assert read.texts == [f"first{ends}and more", "second: with a colon", "Anna joined"]
    assert read.times == ["2021-04-28 22:15:00"] * 3
    assert (read.account.messages, read.account.service, read.account.parts) == (2, 1, 1)


@pytest.mark.parametrize(("form", "system"), FORMS)
def test_form_without_a_blank_behind_the_colon(form: str, system: str) -> None:
    read = read_text("\n".join([form.format("Bob:Hi"), form.format("Anna:Hello there: you")]))
    assert read.senders == ["Bob", "Anna"]
    assert read.texts == ["Hi", "Hello there: you"]


@pytest.mark.parametrize(
    ("form", "first"),
    [
        ("2026/7/{} 7:05 - {}", 9),
        ("7/{}/26, 7:05 AM - {}", 9),
        ("{}. 7. 2026. 7:05 - {}", 9),
        ("[{}/7/26, 7:05:00] {}", 9),
        ("{}-7-26 07.05 - {}", 9),
        ("\ufeff{}/7/2026, 07:05 - {}", 9),
        ("{}\u00a0.07.2026,\u00a007:05 - {}", 9),
    ],
)
def test_figures_of_one_digit_and_marks_that_nobody_sees(form: str, first: int) -> None:
    days = [first, 13, 31]
    read = read_text("".join(form.format(day, f"Anna: on the {day}th") + "\n" for day in days))
    assert read.times == [f"2026-07-{day:02} 07:05:00" for day in days]
    assert set(read.senders) == {"Anna"}


@pytest.mark.parametrize(
    "line",
    [
        "10:15 - Anna: no date",
        "28/04/2021 - Anna: no time",
        "on 28/04/2021, 10:15 - Anna: words before",
        "[10:15] Anna: x",
        "28/04/2021, 10:15 Anna: no dash",
        "> 28/04/2021, 10:15 - Anna: quoted",
        "28/04, 10:15 - Anna: no year",
        "28/04/2021, 10 - Anna: no minutes",
        "[4/28, 10:15 AM] Anna: copied on Android",
    ],
)
def test_lines_that_begin_nothing(line: str) -> None:
    read = read_text(f"28/04/2021, 10:15 - Anna: x\n{line}\n29/04/2021, 10:15 - Ben: y\n")
    assert read.texts == [f"x\n{line}", "y"]


def test_marks_are_taken_from_headers_only() -> None:
    read = read_text(f"{L}[28/04/2021, 22:15:00] \u202a+49{L} 171\u00a055\u202c: a{L}\u00a0b{R}\u202fc \n")
    assert read.senders == ["+49 171 55"]
    assert read.texts == [f"a{L}\u00a0b{R}\u202fc "]


def test_bodies_are_kept_bit_for_bit() -> None:
    body = "  a\tb \u2028c\x0bd\x85e\x0c\n\n\n  f\r\r\n\ttail  "
    read = read_text(f"28/04/2021, 10:15 - Anna: {body}\n29/04/2021, 10:15 - Ben: y")
    assert read.texts == [body, "y"]
    assert read.account.empty == 2


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_the_last_line_end_belongs_to_no_body(end: str) -> None:
    assert read_text(f"28/04/2021, 10:15 - Anna: x{end}").texts == ["x"]


def test_a_second_style_of_the_same_people_going_on_in_time() -> None:
    text = "28/04/2021, 10:15 - Anna: a\n28/04/2021, 10:16 - Ben: b\n[29/04/21, 10:15:00] Anna: c\n"
    assert read_text(text).senders == ["Anna", "Ben", "Anna"]


def test_dates_come_before_times_where_both_could_be() -> None:
    found = find_headers("\n13.06.18 21.25.15: Anna: m")
    assert [sighting.style.time_first for sighting in found] == [False]


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="1234567890/.-,،: []hPMapmkloИ午前후г\u200e\u200f\u202f\u00a0–Ab", min_size=8, max_size=40))
def test_a_style_reads_every_header_it_was_found_by(noise: str) -> None:
    for line in (noise, f"28/04/2021{noise}Anna: x", f"[28.4.21, {noise}] Anna: x", f"28/04/2021, 10:15{noise}x"):
        for found in find_headers(f"\n{line}"):
            match = found.style.pattern().match(f"\n{line}", found.start)
            assert match is not None
            assert (match.end(), match["sender"]) == (found.end, found.sender)


def test_headers_at_the_edges_of_what_is_read_at_once() -> None:
    line = "28/04/2021, 10:15 - Anna: " + "x" * 100 + "\nmore ünïcode 😀\n"
    read = read_text(line * 12_000)
    assert read.account.messages == 12_000
    assert set(read.texts) == {"x" * 100 + "\nmore ünïcode 😀"}
    assert [m.place for m in read.messages[:2]] == ["line 1", "line 3"]
    assert read.messages[-1].place == "line 23999"
