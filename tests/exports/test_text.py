"""The stream of pieces and the account: nothing is lost, whatever the text and however it is cut into blocks."""

from __future__ import annotations

import tracemalloc
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exports.reading import UTC_ANSWER, read_bytes, read_source, read_text, source_of
from vault.chats.message import Message
from vault.errors import ExportChanged, ExportError
from vault.exports.base import Source
from vault.exports.detect import open_export
from vault.exports.whatsapp.headers import Grammar, find_headers
from vault.exports.whatsapp.text import MOST_CHARACTERS, LineCount, decoded, pieces

HEAD = "28/04/2021, 10:15 - Anna: hello\n28/04/2021, 10:16 - Ben: hi\n"
LINES = st.sampled_from(
    [
        "28/04/2021, 10:17 - Anna: x",
        "29/04/2021, 09:00 - Ben:",
        "29/04/2021, 09:00 - Ben:tight",
        "",
        "  ",
        "words",
        "\u200e",
        "29/04/2021, 09:01 - Anna left",
        "30/02/2021, 09:01 - Ben: no such day",
        "01/01/2020, 09:01 - Clara: pasted",
        "[29/04/21, 09:01:00] Ben: other form",
        "<Media omitted>",
        "IMG-20210428-WA0001.jpg (file attached)",
        "\r",
        "a\rb",
        "\x00",
        "\u2028",
        "28/04/2021",
        "29/04/2021, 09:01 - ",
        "29/04/2021, 09:01 - : x",
        "٢٩/٠٤/٢٠٢١, ٠٩:٠١ - نور: x",
    ]
)


def lines_in(text: str) -> int:
    return len(text.split("\n")) - text.endswith("\n")


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(LINES, st.text(max_size=20)), max_size=30), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_every_line_is_accounted_for(lines: list[str], end: str, last: bool) -> None:
    text = HEAD + end.join(lines) + (end if last else "")
    text = text.encode(errors="ignore").decode()
    read = read_text(text)  # sees to it that the account is whole
    assert read.account.records == lines_in(text)
    assert read.account.messages >= 2
    told = sum(body.count("\n") for body in read.texts) + len(read.messages)
    assert told + read.account.skipped >= read.account.records - read.account.empty


@settings(max_examples=200, deadline=None)
@given(st.lists(LINES, max_size=30), st.lists(st.integers(1, 40), min_size=1, max_size=60))
def test_pieces_hold_every_character_once(lines: list[str], blocks: list[int]) -> None:
    text = HEAD + "\n".join(lines)
    grammar = Grammar([sighting.style for sighting in find_headers("\n" + text)][:1])
    cut: list[str] = []
    at = 0
    while at < len(text):
        size = blocks[len(cut) % len(blocks)]
        cut.append(text[at : at + size])
        at += size
    found = [(buffer[start:end], header) for _, header, buffer, start, end in pieces(iter(cut), grammar.patterns)]
    assert "".join(part for part, _ in found) == ("\n" + text).removesuffix("\n")
    whole = [header.group() for _, header, *_ in pieces(iter([text]), grammar.patterns) if header is not None]
    assert [header.group() for _, header in found if header is not None] == whole


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300), st.booleans())
def test_arbitrary_bytes_behind_a_chat(data: bytes, named: bool) -> None:
    whole = HEAD.encode() * 2 + data
    read = read_bytes(whole, "WhatsApp Chat with Anna.txt" if named else "chat.txt")
    assert read.account.messages >= 4
    for message in read.messages:
        f"{message.sender}{message.text}".encode()


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=2000), st.sampled_from(["_chat.txt", "x.txt", "x.zip", "WhatsApp Chat with X.zip"]))
def test_arbitrary_bytes_alone(data: bytes, name: str) -> None:
    try:
        with open_export(source_of(data, name)) as export:
            list(export.records())
            assert export.account().whole
    except ExportError as error:
        told = error
        assert told.path.name == name


def test_bytes_that_are_no_text_are_reported() -> None:
    read = read_bytes(HEAD.encode() + b"28/04/2021, 10:17 - Anna: caf\xe9 and \xff\xfe\nmore\n")
    assert read.texts[-1] == "caf\ufffd and \ufffd\nmore"
    assert [(s.where, s.why) for s in read.skipped] == [("line 3", "not-utf8")]
    assert read.account.skipped == 0


def test_a_real_replacement_character_is_no_fault() -> None:
    assert read_text(HEAD + "28/04/2021, 10:17 - Anna: \ufffd\n").skipped == []


def test_a_text_that_ends_in_the_middle_of_a_letter() -> None:
    data = (HEAD + "28/04/2021, 10:17 - Anna: für").encode()[:-2]
    assert read_bytes(data).texts[-1] == "f\ufffd"


def test_a_body_beyond_all_measure_is_cut_and_reported() -> None:
    flood = "flood " * 20 + "\n"
    lines = MOST_CHARACTERS // len(flood) * 3
    read = read_text(HEAD + flood * lines + "29/04/2021, 10:15 - Ben: after\n")
    assert read.texts[-1] == "after"
    assert len(read.texts[1]) <= MOST_CHARACTERS + 2 * 1024 * 1024
    assert {s.why for s in read.skipped} == {"too-long"}
    assert "line 2" in {s.where for s in read.skipped}
    assert read.account.records == lines + 3
    assert read.messages[-1].place == f"line {lines + 3}"


def test_a_body_longer_than_any_message_is_told_and_kept() -> None:
    read = read_text(HEAD + "unknown form: text\n" * 4000 + "29/04/2021, 10:15 - Ben: after\n")
    assert [(s.where, s.why) for s in read.skipped] == [("line 2", "too-long")]
    assert read.texts[1].count("\n") == 4000
    assert read.account.skipped == 0


def test_a_single_line_without_an_end() -> None:
    read = read_text(
        HEAD + "28/04/2021, 10:17 - Anna: " + "x" * (3 * MOST_CHARACTERS) + "\n29/04/2021, 10:15 - Ben: after\n"
    )
    assert read.account.records == 4
    assert read.texts[-1] == "after"


def test_lines_are_counted_without_the_headers_help() -> None:
    for text, lines in (("", 0), ("a", 1), ("a\n", 1), ("a\nb", 2), ("\n\n", 2)):
        count = LineCount()
        for part in text:
            count.add(part)
        assert count.lines == lines


def test_decoding_across_blocks() -> None:
    text = "ü😀\u200eé" * 1000
    data = text.encode()
    for size in (1, 2, 3, 7, 4096):
        assert "".join(decoded(data[at : at + size] for at in range(0, len(data), size))) == text


def test_a_file_that_changes_while_it_is_read() -> None:
    good = source_of(HEAD.encode() * 50)
    short = Source(good.path, good.size + 1, good.modified, good.opener)
    with pytest.raises(ExportChanged):
        open_export(short)


def _peak(days: int) -> int:
    """Bytes that reading a chat of so many days takes at most, its own bytes aside."""
    start = datetime(2015, 1, 1)
    lines = (
        f"{start + timedelta(minutes=n):%d/%m/%Y, %H:%M} - {('Anna', 'Ben')[n % 2]}: words {n:06}\n"
        for n in range(days * 1440)
    )
    source = source_of("".join(lines).encode())
    tracemalloc.start()
    with open_export(source, UTC_ANSWER) as export:
        count = sum(isinstance(record, Message) for record in export.records())
        peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == days * 1440
    return peak


def test_memory_stays_flat(monkeypatch: pytest.MonkeyPatch) -> None:
    """With blocks so small that a short chat has many of them."""
    monkeypatch.setattr("vault.exports.whatsapp.source._CHUNK", 8 * 1024)
    monkeypatch.setattr("vault.exports.whatsapp.survey.MOST_HELD", 0)  # what is small is held
    short, long = _peak(2), _peak(8)
    assert long < short + 200_000 + 32 * 6 * 1440  # a few bytes a message tell afterwards what is quoted
    assert long < 2_000_000


CHAT = "28/04/2021, 10:15 - Anna: grüße\n28/04/2021, 10:16 - Ben: привет 😀\n" * 3


@pytest.mark.parametrize("form", ["utf-16-le", "utf-16-be", "utf-16", "utf-8-sig"])
@pytest.mark.parametrize("name", ["WhatsApp Chat with Anna.txt", "notes.txt"])
def test_every_encoding_with_a_mark_or_without(form: str, name: str) -> None:
    read = read_bytes(CHAT.encode(form), name)
    assert read.texts == ["grüße", "привет 😀"] * 3
    assert read.skipped == []


def test_zeros_in_a_text_do_not_make_it_utf_16() -> None:
    read = read_bytes(f"28/04/2021, 10:15 - Anna: a{chr(0) * 40}b\n28/04/2021, 10:16 - Ben: c\n".encode())
    assert read.texts == [f"a{chr(0) * 40}b", "c"]


def test_reading_twice_gives_the_same() -> None:
    source = source_of((HEAD * 3).encode())
    assert read_source(source) == read_source(source)


def test_bytes_that_are_no_text_are_told_once_and_the_mark_stays_unseen() -> None:
    for data in (b"\xef\xbb\xbfa\xff b\xfe", b"a\xff b\xfe", "\ufeffü\n".encode() * 9000 + b"\xff\xfe"):
        told: list[bool] = []
        text = "".join(decoded([data], lambda told=told: told.append(True)))  # type: ignore[misc]
        assert told == [True]
        assert text == data.decode("utf-8-sig", "surrogateescape")
    assert "".join(decoded(["ü😀".encode()], lambda: pytest.fail("all of it is text"))) == "ü😀"
