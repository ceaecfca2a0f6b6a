"""LINE and KakaoTalk: each form's people, times, several lines, placeholders and what happened."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.contracts.importer_contract import ImporterContract
from tests.exports import made_line_kakao as made
from tests.exports.reading import ReadAll, read_all, source_of
from vault.errors import ExportError
from vault.exports.base import Answers, Importer
from vault.exports.detect import open_export
from vault.exports.kakaotalk import KakaoTalkImporter
from vault.exports.line import LineImporter

SEOUL = Answers(zone="Asia/Seoul")


class TestLine(ImporterContract):
    def importer(self) -> Importer:
        return LineImporter()

    def samples(self) -> dict[str, bytes]:
        return {name: data for name, data in made.samples().items() if "LINE" in name}


class TestKakaoTalk(ImporterContract):
    def importer(self) -> Importer:
        return KakaoTalkImporter()

    def samples(self) -> dict[str, bytes]:
        return {name: data for name, data in made.samples().items() if "Kakao" in name}


def read(text: str, name: str = "chat.txt", answers: Answers = Answers(zone="UTC")) -> ReadAll:  # noqa: B008
    return read_all(source_of(text.encode(), name), answers)


def told(found: ReadAll) -> list[tuple[str | None, str | None, str, str]]:
    return [
        (m.sent.utc.strftime("%m-%d %H:%M") if m.sent.utc else None, m.sender, m.kind, m.text.replace(made.CANARY, "*"))
        for m in found.messages
    ]


def test_line_in_english() -> None:
    found = read(made.LINE_ENGLISH)
    assert (found.chat_name, found.format) == ("Anna Berg", "line-text")
    assert told(found) == [
        ("01-02 09:15", "Anna Berg", "text", "Good morning *"),
        ("01-02 09:16", "Ben", "text", 'two lines\nand "quoted" words'),
        ("01-02 09:17", "Anna Berg", "omitted", "[Photo]"),
        ("01-02 09:18", None, "service", "Anna Berg unsent a message."),
        ("01-03 21:05", "Ben", "call", "☎ Call time 1:23"),
    ]


def test_line_in_japanese_and_chinese_and_from_america() -> None:
    assert [entry[:2] for entry in told(read(made.LINE_JAPANESE))] == [("01-30 15:04", "花子"), ("01-30 00:10", "太郎")]
    found = read(made.LINE_CHINESE)
    assert found.chat_name == "小美"
    assert told(found) == [
        ("01-30 15:04", "小美", "text", "你好 *"), ("01-30 15:05", "大明", "text", "第一行\n12:30 不是訊息"),
        ("01-30 15:06", "大明", "text", "好"),
    ]  # fmt: skip
    assert [entry[:2] for entry in told(read(made.LINE_AMERICAN))] == [("01-30 15:04", "Anna"), ("01-30 11:59", "Ben")]


def test_a_quotation_mark_that_nobody_closes_swallows_no_message() -> None:
    found = read(made.LINE_ENGLISH + '21:06\tBen\t"open\n21:07\tAnna Berg\tstill here\n')
    assert [m.text for m in found.messages][-2:] == ['"open', "still here"]


@pytest.mark.parametrize("which", ["KAKAO_ANDROID", "KAKAO_WINDOWS"])
def test_kakaotalk_in_korean(which: str) -> None:
    found = read(getattr(made, which), answers=SEOUL)
    assert (found.chat_name, found.format) == ("안나", "kakaotalk-text")
    (first, second, third) = told(found)
    assert first[1:3] == ("안나", "text")
    assert first[3].startswith("안녕 *\n")
    assert second[1:3] == ("벤", "omitted")
    assert third[1:3] == (None, "service")
    assert found.messages[0].sent.zone == "asked"


def test_kakaotalk_elsewhere() -> None:
    assert told(read(made.KAKAO_IPHONE, answers=SEOUL)) == [
        ("10-23 02:44", "안나", "text", "안녕 *"), ("10-23 04:02", "벤", "text", "a : b"),
    ]  # fmt: skip
    assert told(read(made.KAKAO_ENGLISH)) == [
        ("01-02 15:04", "Anna", "text", "hi *"),
        ("01-02 15:05", "Ben", "text", "yes"),
    ]
    found = read(made.KAKAO_MAC, "KakaoTalk_Chat_Anna_2024-01-02-10-00-00.csv")
    assert (found.chat_name, found.format) == ("Anna", "kakaotalk-csv")
    assert told(found) == [
        ("01-01 10:00", "Anna", "text", "hi, *\nsecond line"), ("01-01 10:00", "Ben", "text", 'he said "x"'),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("top", "first", "second"),
    [
        ("2025년 10월 {} 목요일", "2025. 10. 23. 오전 11:44, 안나 : 안녕", "2025. 10. 24. 오후 1:02, 벤 : b"),
        ("Thursday, October {}, 2025", "October 23, 2025, 11:44 AM, 안나 : 안녕", "October 24, 2025, 1:02 PM, 벤 : b"),
    ],
)
def test_a_phones_heading_of_a_day_belongs_to_no_message(top: str, first: str, second: str) -> None:
    days = [top.format(f"{day}일" if "년" in top else day) for day in (23, 24)]
    typed = f"{first}\n\n{days[0]}\nfrom my diary"
    found = read(f"안나 님과 카카오톡 대화\n저장한 날짜 : x\n\n{days[0]}\n{typed}\n\n{days[1]}\n{second}\n")
    assert [m.text for m in found.messages] == [f"안녕\n\n{days[0]}\nfrom my diary", "b"]
    assert [found.account.empty, found.account.skipped] == [5, 0]


def test_kakaotalk_of_windows_in_english() -> None:
    ruled = "--------------- Wednesday, May 10, 2023 ---------------"
    text = f"Anna KakaoTalk Chats\nDate Saved : 2023-05-10 09:23:00\n\n{ruled}"
    assert told(read(f"{text}\n[Anna] [9:23 AM] hi\n[Ben] [12:23 PM] x\ny\n[Anna] [12:05 AM] z\n")) == [
        ("05-10 09:23", "Anna", "text", "hi"), ("05-10 12:23", "Ben", "text", "x\ny"),
        ("05-10 00:05", "Anna", "text", "z"),
    ]  # fmt: skip


LINES = st.sampled_from([
    "09:15\tAnna\thi", '09:16\tBen\t"a', 'b"', "2024.01.02 Tuesday", "Tue, 13/13/2024", "午後3:04\tA\tb", "99:99\tA\tb",
    "", "x\ty", "2025년 13월 40일 오전 10:09, 안나 : 안녕", "[A] [오후 12:01] b",
    "--------------- 2023년 5월 10일 수요일 ---------------",
    "2024-01-01 10:00:00,A,\"b", "2025. 10. 23. 오전 11:44, 안나 : 안녕", "January 2, 2024, 3:04 PM, Anna : hi",
])  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(made.samples())), st.lists(st.one_of(LINES, st.text(max_size=40)), max_size=12))
def test_every_line_is_accounted_for(name: str, lines: list[str]) -> None:
    data = made.samples()[name] + "\n".join(lines).encode("utf-8", "surrogatepass")
    try:
        with open_export(source_of(data, name), Answers(zone="UTC")) as export:
            list(export.records())
            assert export.account().whole
    except ExportError:
        pass
