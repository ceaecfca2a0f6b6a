"""SMS Backup & Restore: numbers, emoji, pictures as large as a film, and files that are not whole."""

from __future__ import annotations

import hashlib
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.contracts.importer_contract import ImporterContract
from tests.exports import made_sms
from tests.exports.made_sms import PHOTO, call, calls, mms, sms, smses
from tests.exports.reading import ReadAll, read_all, source_of, zip_of
from vault.errors import ExportDamaged, ExportError
from vault.exports.base import Answers, Importer
from vault.exports.detect import open_export
from vault.exports.sms.importer import SmsBackupImporter
from vault.exports.sms.xml import elements

NAME = "sms-20231114231320.xml"


class TestSmsBackup(ImporterContract):
    def importer(self) -> Importer:
        return SmsBackupImporter()

    def samples(self) -> dict[str, bytes]:
        return {name: data for name, data in made_sms.samples().items() if not name.startswith("calls")}


def read(data: bytes, name: str = NAME) -> ReadAll:
    return read_all(source_of(data, name))


def test_a_conversation_with_pictures() -> None:
    found = read(smses(sms("Hello &#55357;&#56841;&#10;you"), sms("and back", kind=2), mms("look")))
    assert [c.name for c in found.conversations] == ["Anna"]
    assert [(m.sender, m.outgoing, m.text) for m in found.messages] == [
        ("Anna", False, "Hello 😉\nyou"), ("You", True, "and back"), ("Anna", False, "look"),
    ]  # fmt: skip
    assert f"{found.messages[0].sent.utc:%Y-%m-%d %H:%M:%S}" == "2023-11-14 22:13:20"
    assert found.messages[0].sent.zone == "exact"
    (photo,) = found.messages[2].attachments
    assert (photo.name, photo.kind, photo.included) == ("a.jpg", "photo", True)
    with open_export(source_of(smses(mms("look")), NAME)) as export:
        (message,) = [m for m in export.records() if hasattr(m, "attachments")]
        data = b"".join(export.attachment(message.attachments[0]))
    assert hashlib.sha256(data).digest() == hashlib.sha256(PHOTO).digest()


def test_one_number_written_in_two_ways_is_one_chat_and_another_is_not() -> None:
    found = read(
        smses(
            sms("a"),
            sms("b", number="0170 5550001"),
            sms("c", number="+491705550002", name="(Unknown)"),
            sms("d", number="Bank"),
        )
    )
    assert [c.name for c in found.conversations] == ["Anna", "+491705550002", "Anna"]


def test_a_group_tells_who_spoke() -> None:
    group = mms("hi", number="+491705550001~+491705550002", name="Anna, Ben", sender="+491705550002", photo=None)
    found = read(smses(group, mms("own", box=2, number="+491705550002~+491705550001", name="Anna, Ben", photo=None)))
    assert [c.name for c in found.conversations] == ["Anna, Ben"]
    assert [m.sender for m in found.messages] == ["+491705550002", "You"]


def test_drafts_are_said_and_left_out() -> None:
    found = read(smses(sms("sent", kind=2), sms("never sent", kind=3), "<other a='1'/>"))
    assert [(s.where, s.why) for s in found.skipped] == [(f"{NAME} #2", "draft"), (f"{NAME} #3", "unknown-kind")]
    assert (found.account.records, found.account.messages, found.account.skipped) == (3, 1, 2)


def test_calls_and_texts_in_one_zip() -> None:
    data = zip_of({"sms-20231115.xml": smses(sms("a")), "calls-20231115.xml": calls(call(), call(kind=3, seconds=0))})
    found = read(data, "sms-20231115.zip")
    assert [(m.kind, m.text) for m in found.messages] == [
        ("text", "a"), ("call", "Incoming call, 1 min 5 s"), ("call", "Missed call"),
    ]  # fmt: skip
    assert [c.name for c in found.conversations] == ["Anna"]


@pytest.mark.parametrize("date", ["", "null", "-5", "1e9", 10**17])
def test_dates_that_are_none(date: object) -> None:
    (message,) = read(smses(sms("a", date=date))).messages
    assert message.sent.utc is None
    assert message.text == "a"


@pytest.mark.parametrize("reference", ["&#55357;", "&#0;", "&#xFFFE;", "&#99999999;", "&#56841;&#55357;"])
def test_what_is_no_character_does_not_end_the_reading(reference: str) -> None:
    found = read(smses(sms(f"x{reference}y"), sms("b")))
    assert found.messages[0].text.startswith("x")
    assert found.messages[0].text.endswith("y")
    assert found.messages[1].text == "b"


def test_a_file_that_breaks_off_or_promises_more_is_damaged_after_what_it_has() -> None:
    for data in (smses(sms("a"), sms("b"))[:-60], smses(sms("a"), count=2)):
        with open_export(source_of(data, NAME)) as export:
            records, texts = export.records(), list[str]()
            with pytest.raises(ExportDamaged):
                texts.extend(getattr(record, "text", "") for record in records)
            assert "a" in texts


def test_an_encoding_that_nobody_knows_does_not_matter() -> None:
    """Found by the fuzzer: the parser looked the declared name up and failed in words of its own."""
    assert read(smses(sms("a")).replace(b"UTF-8", b"UTF-6")).messages[0].text == "a"


@pytest.mark.parametrize("reference", ["&#E5357;", "&#1x5;", "&#x;", "&#;"])
def test_what_only_looks_like_a_reference_is_damage(reference: str) -> None:
    """Found by random damage: one letter more, and hexadecimal digits were read as decimal ones."""
    with open_export(source_of(smses(sms("a"), sms(reference)), NAME)) as export, pytest.raises(ExportDamaged):
        list(export.records())


def test_declarations_are_refused() -> None:
    bomb = b"<!DOCTYPE a [<!ENTITY b 'bb'>]>" + smses(sms("&b;")).split(b"\n", 2)[2]
    with open_export(source_of(bomb, NAME)) as export, pytest.raises(ExportDamaged):
        list(export.records())


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 400), st.lists(st.sampled_from(["&#55357;", "&#56841;", "&amp;", "é", "x", "&#10;"]), max_size=30)
)
def test_it_reads_alike_however_the_bytes_come(size: int, pieces: list[str]) -> None:
    data = smses(sms("".join(pieces)), mms('data="x" <\'>', photo=b"12345"), sms("end"))
    whole = list(elements([data], Path("x")))
    cut = list(elements((data[i : i + size] for i in range(0, len(data), size)), Path("x")))
    assert cut == whole
    assert whole[-1].attributes["body"] == "end"


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_arbitrary_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        with open_export(source_of(b"<smses count='1'>" + data, NAME), Answers(zone="UTC")) as export:
            list(export.records())
    except ExportError:
        pass


def test_a_film_in_one_attribute_takes_little_memory() -> None:
    def pieces() -> Iterator[bytes]:
        before, after = smses(mms("film", photo=b"abc")).split(b"YWJj")
        yield before
        for _ in range(120):
            yield b"QUJD" * (1 << 18)
        yield after

    tracemalloc.start()
    found = list(elements(pieces(), Path("x")))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found[1].parts[1]["data"].endswith(f"+{120 << 20}")
    assert peak < 20 << 20
