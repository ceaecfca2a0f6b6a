"""KakaoTalk's exported chat: texts of Android, iPhone and Windows, in Korean or English, and the Mac's table.

The exports hold no photos, only words in their place; minutes (seconds on the Mac) without a zone.
Facts: ../shared/reference/chat-formats.md §3.20
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from vault.chats.conversation import Conversation
from vault.chats.message import Kind, Message
from vault.errors import ExportMissing
from vault.exports.base import Answers, Record, Source
from vault.exports.formats import recognise
from vault.exports.members import Members, members_of
from vault.exports.streamed import Count, StreamedExport
from vault.exports.text_log import HEADING, Entry, lines_of, read_log
from vault.exports.wall_clock import WallClock

APP, APP_NAME, TEXT, TABLE = "kakaotalk", "KakaoTalk", "kakaotalk-text", "kakaotalk-csv"
_HALF = r"(?P<half>오전|오후|AM|PM|am|pm)"
_HALF2 = r"(?P<half2>오전|오후|AM|PM|am|pm)"
_CLOCK = rf"(?:{_HALF} )?(?P<hour>\d{{1,2}}):(?P<minute>\d\d)(?::\d\d)?(?: {_HALF2})?"
_KOREAN = re.compile(
    rf"(?P<year>\d{{4}})(?:년|\.) ?(?P<month>\d{{1,2}})(?:월|\.) ?(?P<day>\d{{1,2}})(?:일|\.)? {_CLOCK}"
)
_ENGLISH = re.compile(rf"(?P<name>[A-Z][a-z]{{2,8}}) (?P<day>\d{{1,2}}), (?P<year>\d{{4}})(?: at|,)? {_CLOCK}")
_BRACKETS = re.compile(rf"\[(?P<sender>[^\]]{{1,200}})\] \[{_CLOCK}\] ?(?P<text>.*)", re.DOTALL)
_RULED = re.compile(r"-{5,} (.{6,60}) -{5,}")
_RULED_KOREAN = re.compile(r"(\d{4})년 (\d{1,2})월 (\d{1,2})일")
_RULED_ENGLISH = re.compile(r"(?:[A-Za-z]+, )?([A-Z][a-z]{2,8}) (\d{1,2}), (\d{4})")
_DAY_ALONE = re.compile(r"\d{4}년 \d{1,2}월 \d{1,2}일(?: .요일)?|(?:[A-Z][a-z]+day, )?[A-Z][a-z]{2,8} \d{1,2}, \d{4}")
_TITLE = re.compile(r"(?P<korean>.{1,200}?) ?님과 카카오톡 대화|(?:Talk|KakaoTalk Chats?) with (?P<english>.{1,200})")
_SAVED = re.compile(r"저장한 날짜|Date Saved")
_HAPPENED = re.compile(r".{1,300}님(?:이|을|께서|과).{0,300}(?:들어왔습니다|나갔습니다|초대했습니다|내보냈습니다)\.?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_PLACEHOLDERS = re.compile(
    r"(?:사진|동영상|이모티콘|음성메시지|파일: .*|지도: .*)(?: \d+장)?"
    r"|Photo|Video|Emoticons?|Sticker|Voice Note|Voice message",
)
_DELETED = re.compile(r"삭제된 메시지입니다\.?|This message was deleted\.?")
_MOST_HEADINGS = 5
_MOST_CELL = 16 * 1024 * 1024
_ISO = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?")


@dataclass(frozen=True, slots=True)
class KakaoTalkImporter:
    """Opens a text or a table of KakaoTalk's."""

    app: str = APP
    version: int = 1
    formats: frozenset[str] = frozenset({TEXT, TABLE})

    def open(self, source: Source, answers: Answers) -> StreamedExport:
        """Raises ExportMissing where no file of it is there, and the Archive errors."""
        with members_of(source) as members:
            known = {name: found for name in members.names[:1000] if (found := recognise(name, members.head(name)))}
            name = next((name for name, found in known.items() if found.format in (TEXT, TABLE)), None)
            if name is None:
                raise ExportMissing(source.path)
            table = known[name].format == TABLE
            title = _file_name(source.path.stem) if table else _title(members, name) or _file_name(source.path.stem)
            chat, clock = Conversation(title, APP, title), WallClock(answers.zone)

        def read(count: Count) -> Iterator[Record]:
            if table:
                return _rows(members, name, clock, chat, count)
            return read_log(lines_of(members.read(name)), _KakaoGrammar(), clock, chat, count)

        return StreamedExport(
            source, APP, APP_NAME, known[name].format, key=title, chat_name=title, read=read,
            close=members.close,
        )  # fmt: skip


def _title(members: Members, name: str) -> str:
    for _, line in zip(range(_MOST_HEADINGS), lines_of(iter([members.head(name, 4096)])), strict=False):
        if found := _TITLE.match(line.lstrip("\ufeff").strip()):
            return (found["korean"] or found["english"] or "").strip()
    return ""


def _file_name(stem: str) -> str:
    """The Mac names its tables after the chat: KakaoTalk_Chat_Anna_2024-01-01-10-00-00."""
    found = re.fullmatch(r"KakaoTalk_Chat_(.+?)(?:_\d{4}(?:-\d\d){5})?", stem)
    return found[1] if found else APP_NAME


class _KakaoGrammar:
    """Remembers the day, which Windows tells in a line of its own."""

    def __init__(self) -> None:
        self._day: date | None = None
        self._lines = 0

    def read(self, line: str, held: Entry | None) -> Entry | str | None:
        """See text_log.Grammar."""
        self._lines += 1
        plain = line.lstrip("\ufeff").strip()
        if self._lines <= _MOST_HEADINGS and (_TITLE.match(plain) or _SAVED.match(plain)):
            return HEADING
        if plain.startswith("-----") and (ruled := _RULED.fullmatch(plain)):
            self._day = _ruled_day(ruled[1]) or self._day
            return HEADING
        if _is_new_day(plain, held):
            return HEADING
        if line.startswith("[") and self._day and (found := _BRACKETS.match(line)):
            local = _local(found, self._day)
            return Entry(found["sender"], local, found[0][: found.start("text")].strip(), [found["text"]])
        if self._day and held is not None and _HAPPENED.fullmatch(plain):
            return Entry(None, datetime.combine(self._day, datetime.min.time()), str(self._day), [line])
        found = _KOREAN.match(line) or _ENGLISH.match(line)
        return self._dated(line, found) if found else None

    def _dated(self, line: str, found: re.Match[str]) -> Entry | str | None:
        """A line that begins with its whole date."""
        rest, day = line[found.end() :], _day_of(found)
        local = _local(found, day) if day else None
        if not rest.strip():
            return HEADING
        if not rest.startswith((", ", ": ")):
            return None
        sender, colon, text = rest[2:].partition(" : ")
        if rest.startswith(", ") and colon and len(sender) <= 200:
            return Entry(sender, local, found[0], [text])
        return Entry(None, local, found[0], [rest[2:]])

    def finish(self, entry: Entry) -> tuple[str, Kind]:
        """Blank lines at the end stand before a heading."""
        lines = entry.lines
        while len(lines) > 1 and not lines[-1]:
            lines.pop()
        text = "\n".join(lines)
        return text, kind_of(text)


def kind_of(text: str) -> Kind:
    """What a body stands for."""
    if len(text) < 300 and _PLACEHOLDERS.fullmatch(text):
        return "omitted"
    return "deleted" if _DELETED.fullmatch(text) else "text"


def _is_new_day(line: str, held: Entry | None) -> bool:
    """Whether a line is the phones' heading of a day: after a blank line, of a later day than the message before."""
    if _DAY_ALONE.fullmatch(line) is None:
        return False
    if held is None:
        return True
    day = _ruled_day(line)
    return bool(day and not held.lines[-1].strip() and (held.local is None or day > held.local.date()))


def _ruled_day(words: str) -> date | None:
    if found := _RULED_KOREAN.search(words):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if found := _RULED_ENGLISH.search(words):
        return _date(int(found[3]), _month(found[1]), int(found[2]))
    return None


def _day_of(found: re.Match[str]) -> date | None:
    parts = found.groupdict()
    month = int(parts["month"]) if parts.get("month") else _month(parts.get("name") or "")
    return _date(int(parts["year"]), month, int(parts["day"]))


def _month(name: str) -> int:
    return _MONTHS.index(name[:3].lower()) + 1 if name[:3].lower() in _MONTHS else 0


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _local(found: re.Match[str], day: date) -> datetime | None:
    half, hour = (found["half"] or found["half2"] or "").lower(), int(found["hour"])
    if half:
        hour = hour % 12 + 12 * (half in ("오후", "pm"))
    try:
        return datetime(day.year, day.month, day.day, hour, int(found["minute"]))
    except ValueError:
        return None


def _rows(members: Members, name: str, clock: WallClock, chat: Conversation, count: Count) -> Iterator[Record]:
    """The Mac's table: Date, User, Message; a body of several lines is one cell."""
    yield chat
    csv.field_size_limit(_MOST_CELL)
    rows = csv.reader(line + "\n" for line in lines_of(members.read(name)))
    number = 0
    while True:
        try:
            row = next(rows, None)
        except csv.Error:
            row = []
        if row is None:
            return
        number += 1
        count.record()
        if number == 1 and [cell.strip('\ufeff "').lower() for cell in row[:3]] == ["date", "user", "message"]:
            count.empty()
        elif len(row) < 3:
            yield count.skip(f"row {number}", "damaged")
        else:
            when, sender, text = row[0], row[1], ",".join(row[2:]).removesuffix("\n")
            sent = clock.iso(when) if _ISO.fullmatch(when) else clock.moment(None, when or "?")
            yield Message(chat.key, sender or "Unknown", sent, text, kind_of(text), f"row {number}")
