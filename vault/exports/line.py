"""LINE's exported chat: a text with one heading a day and one line a message, in the language of the phone.

The export holds no photos, only words like [Photo] in their place, and minutes without a zone.
Facts: ../shared/reference/chat-formats.md §3.16
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice

from vault.chats.conversation import Conversation
from vault.chats.message import Kind
from vault.errors import ExportMissing
from vault.exports.base import Answers, Source
from vault.exports.members import members_of
from vault.exports.streamed import StreamedExport
from vault.exports.text_log import HEADING, Entry, lines_of, read_log
from vault.exports.wall_clock import WallClock

APP, APP_NAME, FORMAT = "line", "LINE", "line-text"
_TITLES = (
    re.compile(r"\[LINE\] ?Chat history (?:with|in) (.+)"),
    re.compile(r"\[LINE\] ?(.+?)(?:との|の)トーク履歴"),
    re.compile(r"\[LINE\] ?(?:與|与)?(.+?)的(?:聊天|聊天室)?[記记][錄录]"),
    re.compile(r"\[LINE\] ?(.+)"),
)
_SAVED = re.compile(r"(?:Saved on|保存日時|儲存日期|保存日期|저장 날짜|บันทึกเมื่อ)\s*[:：]")
_YEAR_FIRST = re.compile(r"(\d{4})[./-](\d{1,2})[./-](\d{1,2})(?:[.\s]*[^\d\s:]{1,12})?")
_YEAR_LAST = re.compile(r"([A-Za-z]{3,9}),? (\d{1,2})/(\d{1,2})/(\d{4})")
_TIME = r"(?P<half>[AaPp][Mm]|[^\d\s:\t]{1,4})? ?(?P<hour>\d{1,2}):(?P<minute>\d\d) ?(?P<after>[AaPp]\.?[Mm]\.?)?"
_TABBED = re.compile(rf"{_TIME}\t(?P<rest>.*)", re.DOTALL)
_SPACED = re.compile(rf"{_TIME} (?P<rest>\S.*)", re.DOTALL)
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_AFTERNOON = {"pm", "午後", "下午", "오후", "p.m."}
_MORNING = {"am", "午前", "上午", "오전", "a.m."}
_PLACEHOLDER = re.compile(r"\[[^\[\]\n]{1,24}\]")
_CALL = ("☎", "📞")


@dataclass(frozen=True, slots=True)
class LineImporter:
    """Opens a text of LINE's."""

    app: str = APP
    version: int = 1
    formats: frozenset[str] = frozenset({FORMAT})

    def open(self, source: Source, answers: Answers) -> StreamedExport:
        """Raises ExportMissing where no text is there, and the Archive errors."""
        with members_of(source) as members:
            names = [name for name in members.names if b"[LINE]" in members.head(name, 64)]
            if not names:
                raise ExportMissing(source.path)
            title = _name_of(next(lines_of(iter([members.head(names[0], 4096)])), ""))
            chat = Conversation(title, APP, title)
        return StreamedExport(
            source, APP, APP_NAME, FORMAT, key=title, chat_name=title, close=members.close,
            read=lambda count: read_log(
                lines_of(members.read(names[0])), _LineGrammar(title), WallClock(answers.zone), chat, count
            ),
        )  # fmt: skip


def _name_of(line: str) -> str:
    line = line.lstrip("\ufeff").strip()
    found = next((match for title in _TITLES if (match := title.match(line))), None)
    return (found[1].strip() if found else "") or APP_NAME


class _LineGrammar:
    """Remembers the day. `name` is the other person's, or the group's."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._day: date | None = None
        self._lines = 0

    def read(self, line: str, held: Entry | None) -> Entry | str | None:
        """See text_log.Grammar."""
        self._lines += 1
        if self._lines <= 3 and (line.lstrip("\ufeff").startswith("[LINE]") or _SAVED.match(line)):
            return HEADING
        day = _day(line)
        if day is not None:
            self._day = day
            return HEADING
        found = _TABBED.match(line)
        if found is None and "\t" not in line and not (held and _is_open(held.lines)):
            found = _SPACED.match(line)
        return self._entry(found) if found and self._day else None

    def _entry(self, found: re.Match[str]) -> Entry | None:
        clock = _clock(found)
        if clock is None or self._day is None:
            return None
        rest = found["rest"]
        sender, tab, text = rest.partition("\t")
        if not tab:
            sender, text = self._split(rest)
        wording = f"{self._day} {found[0][: found.start('rest')].strip()}"
        return Entry(sender or None, datetime.combine(self._day, clock), wording, [text])

    def _split(self, rest: str) -> tuple[str, str]:
        """Sender and text where blanks stand for tabs: a known name, else the first word."""
        if rest.startswith(self._name + " "):
            return self._name, rest[len(self._name) + 1 :]
        sender, _, text = rest.partition(" ")
        return (sender, text) if text else ("", rest)

    def finish(self, entry: Entry) -> tuple[str, Kind]:
        """A body of several lines stands in quotation marks; one line never does."""
        lines = entry.lines
        while len(lines) > 1 and not lines[-1]:
            lines.pop()
        text = "\n".join(lines)
        if len(lines) > 1 and text.startswith('"') and text.endswith('"'):
            text = text[1:-1].replace('""', '"')
        if text.startswith(_CALL):
            return text, "call"
        return text, "omitted" if _PLACEHOLDER.fullmatch(text) else "text"


def _is_open(lines: list[str]) -> bool:
    """Whether a body began with a quotation mark that is not closed yet."""
    return lines[0].startswith('"') and sum(line.count('"') for line in islice(lines, 1000)) % 2 == 1


def _day(line: str) -> date | None:
    line = line.strip()
    if found := _YEAR_FIRST.fullmatch(line) if len(line) < 40 else None:
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if found := _YEAR_LAST.fullmatch(line) if len(line) < 40 else None:
        first, second, year = int(found[2]), int(found[3]), int(found[4])
        both = (_date(year, first, second), _date(year, second, first))
        named = [day for day in both if day and _DAYS[day.weekday()] == found[1][:3].lower()]
        return named[0] if named else None
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _clock(found: re.Match[str]) -> time | None:
    half = (found["half"] or found["after"] or "").lower()
    if found["half"] and half not in _AFTERNOON | _MORNING:
        return None
    hour = int(found["hour"])
    if half:
        hour = hour % 12 + 12 * (half in _AFTERNOON or half.startswith("p"))
    try:
        return time(hour, int(found["minute"]))
    except ValueError:
        return None
