"""The header grammar of WhatsApp's text export: how a line looks that begins a message.

Android writes `DATE, TIME - Sender: text`, the iPhone `[DATE, TIME] Sender: text`, both in the words, digits and
order of the exporting phone's language; an export is made in one go, so all its headers share one Style. The general
forms find a text's styles; each Style then gives one narrow, fast pattern for the whole text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from vault.exports.whatsapp.clock_words import is_known

# Direction marks and the byte order mark: invisible, and put around dates and names by the app.
MARKS = "\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"
EACH_MARK = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
# Blanks seen before am/pm and in dates: plain, no-break (2016), thin, narrow no-break (since 2023).
BLANKS = " \u00a0\u2009\u202f"
LONGEST_SENDER = 150
FIELDS = ("date", "before", "clock", "after", "sender", "gap", "stamp")

_M, _B = f"[{MARKS}]*", f"[{BLANKS}]"
_NUMBER = r"(\d{4}|\d{1,2})"
_DATE_SEPARATOR = rf"({_M}{_B}?[/.\-年년月월]{_B}?{_M})"
# After the last number: Hungarian, Croatian and Korean dots, the Bulgarian year's letter, the East Asian day.
_DATE_TAIL = rf"((?:[日일]|\.?(?:{_B}?г\.?)?){_M})"
_DATE = rf"(?P<date>{_NUMBER}{_DATE_SEPARATOR}{_NUMBER}{_DATE_SEPARATOR}{_NUMBER}{_DATE_TAIL})"
_JOIN = rf"(?P<join>{_M}(?:[,،、]{_M}{_B}{{0,2}}|{_B}{{1,2}}|(?<=[日일])){_M})"
_WORD_BEFORE = r"[^\W\d_][^\d\n:\[\]/,]{0,15}?"
_WORD_AFTER = r"[^\W\d_][^\d\n:\[\]/\-–]{0,15}?"
_HOUR_SEPARATOR = rf"([:.：٫]|{_B}?h{_B}?)"
_MINUTE_SEPARATOR = rf"([:.：٫]|{_B}?min{_B}?)"
_CLOCK = rf"(?P<clock>\d{{1,2}}{_HOUR_SEPARATOR}\d\d(?:{_MINUTE_SEPARATOR}\d\d)?)"
_TIME = rf"(?:(?P<before>{_WORD_BEFORE}){_B}{{0,2}}{_M})?{_CLOCK}(?:{_B}?{_M}(?P<after>{_WORD_AFTER}){_M})?"
# The sender ends at the first colon; a colon without a blank behind it is looked at again (see whatsapp_people).
SENDER = rf"(?:(?P<sender>[^:\r\n]{{1,{LONGEST_SENDER}}}+):(?P<gap>{_B}?))?"
# Marks behind the closing blank are the sender's or the body's: a body is kept bit for bit.
_OPEN, _CLOSE = rf"\[{_M}", rf"(?P<close>{_M}\]{_B}?)"
# Digits of the scripts that phones write: found sooner than any digit.
_DIGIT = "[0-9\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef]"
_NAME = re.compile(r"\?P<\w+>")
_DASH = rf"(?P<close>{_M}{_B}[-–]{_B}|:{_B})"


def _general(bracketed: bool, time_first: bool) -> re.Pattern[str]:
    stamp = f"{_TIME}{_JOIN}{_DATE}" if time_first else f"{_DATE}{_JOIN}{_TIME}"
    start, end = (_OPEN, _CLOSE) if bracketed else ("", _DASH)
    return re.compile(rf"\n{_M}{start}(?P<stamp>{stamp}){end}{SENDER}")


_GENERAL = {(b, t): _general(b, t) for b in (True, False) for t in (False, True)}


@dataclass(frozen=True, slots=True)
class Style:
    """The form of a text's headers: everything about them that does not change from line to line.

    widths: "4" or "2" for each of the date's numbers; separators: what stands between and after them; clock: what
    stands after hours and minutes, "" without seconds; words: whether a word stands before and after the clock;
    close: "]", " - " or ": ".
    """

    bracketed: bool
    time_first: bool
    marked: bool
    widths: str
    separators: tuple[str, str, str]
    join: str
    clock: tuple[str, str]
    words: tuple[bool, bool]
    close: str

    @property
    def system(self) -> Literal["android", "iphone"]:
        """Which phone writes so: brackets, and the colon of the years before 2016, are the iPhone's."""
        return "android" if self.close == " - " else "iphone"

    def pattern(self) -> re.Pattern[str]:
        """Matches from the line feed before a header to the body's first character.

        Groups: stamp (date and time as written), date, before, clock, after (words at the clock), sender, gap.
        """
        close = rf"{_M}{_B}[-–]{_B}" if self.close == " - " else rf"{_M}:{_B}"
        start, end = (_OPEN, _CLOSE) if self.bracketed else ("", close)
        return re.compile(rf"\n{_M}{start}(?P<stamp>{self._stamp()}){end}{SENDER}")

    def usual(self, closing: str) -> re.Pattern[str]:
        """Matches whole lines of the most common kind in a third of the time; none that `pattern` does not match.

        No mark before the stamp, `closing` behind it, then a sender, a colon and a plain blank. Groups: stamp, its
        halves as they follow each other, sender, first line of the body.
        """
        halves = [rf"({_NAME.sub('?:', half)})" for half in (self._date(_DIGIT), self._time(_DIGIT))]
        stamp = self._spaced(self.join).join(reversed(halves) if self.time_first else halves)
        opening = r"\[" if self.bracketed else ""
        return re.compile(rf"\n{opening}({stamp}){re.escape(closing)}([^:\r\n]{{1,{LONGEST_SENDER}}}+): ([^\n]*)")

    def halves(self) -> tuple[re.Pattern[str], re.Pattern[str]]:
        """Match what `usual` finds as date and as time of day. Groups as in pattern."""
        return re.compile(self._date()), re.compile(self._time())

    def _stamp(self) -> str:
        parts = [self._time(), self._spaced(self.join), self._date()]
        return "".join(parts if self.time_first else reversed(parts))

    def _date(self, digit: str = r"\d") -> str:
        numbers = [f"{digit}{{4}}" if width == "4" else f"{digit}{{1,2}}+" for width in self.widths]
        pairs = zip(numbers, self.separators, strict=True)
        return "(?P<date>" + "".join(number + self._spaced(separator) for number, separator in pairs) + ")"

    def _time(self, digit: str = r"\d") -> str:
        hours, minutes = (self._spaced(separator) for separator in self.clock)
        seconds = f"{minutes}{digit}{digit}" if minutes else ""
        before = rf"(?P<before>{_WORD_BEFORE}){_B}{{0,2}}{_M}" if self.words[0] else "(?P<before>)"
        after = rf"{_B}?{_M}(?P<after>{_WORD_AFTER}){_M}" if self.words[1] else "(?P<after>)"
        return f"{before}(?P<clock>{digit}{{1,2}}+{hours}{digit}{digit}{seconds}){after}"

    def _spaced(self, text: str) -> str:
        """A separator as a pattern: any kind of blank for a blank, marks anywhere if the text has some."""
        parts = [_B if char == " " else re.escape(char) for char in text]
        return _M.join(["", *parts, ""]) if self.marked and text else "".join(parts)


class Grammar:
    """The styles of one text as patterns. `fields[n]` are the groups of pattern n, in the order of FIELDS."""

    def __init__(self, styles: Sequence[Style]) -> None:
        self.styles = tuple(styles)
        self.patterns = [style.pattern() for style in styles]
        self.fields = [tuple(pattern.groupindex[name] for name in FIELDS) for pattern in self.patterns]


@dataclass(frozen=True, slots=True)
class Sighting:
    """A header found by the general forms: its style, where it starts and ends, its sender if it names one."""

    style: Style
    start: int
    end: int
    sender: str | None


def find_headers(text: str) -> list[Sighting]:
    """All lines of `text` that look like headers, in order, whatever their style. Each begins at a line feed."""
    found: dict[int, Sighting] = {}
    for (bracketed, time_first), form in _GENERAL.items():
        for match in form.finditer(text):
            style = _style_of(match, bracketed, time_first)
            if style is not None:  # `13.06.18 21.25.15` also reads as a time and a date: dates come first
                found.setdefault(match.start(), Sighting(style, match.start(), match.end(), match["sender"]))
    return [found[start] for start in sorted(found)]


def _style_of(match: re.Match[str], bracketed: bool, time_first: bool) -> Style | None:
    numbers = re.findall(r"\d+", match["date"])
    # The date's groups follow the group "date" itself, the clock's the group "clock".
    date, clock = match.re.groupindex["date"], match.re.groupindex["clock"]
    separators = tuple(plain(match.group(date + offset)) for offset in (2, 4, 6))
    close = "]" if bracketed else plain(match["close"]).replace("–", "-")
    if close == ": " and ("-" in separators[0] or not is_known(match["after"] or "")):
        return None  # a log's `2021-04-28 10:15:01: …`, or `… 10:15 Anna: …`; WhatsApp wrote `28.04.21 10:15:01: …`
    return Style(
        bracketed=bracketed,
        time_first=time_first,
        marked=any(char in match["stamp"] for char in "\u200e\u200f\u202a\u202b\u202c"),
        widths="".join("4" if len(number) == 4 else "2" for number in numbers),
        separators=(separators[0], separators[1], separators[2]),
        join=plain(match["join"]),
        clock=(plain(match.group(clock + 1)), plain(match.group(clock + 2) or "")),
        words=(bool(match["before"]), bool(match["after"])),
        close=close,
    )


def plain(text: str) -> str:
    """A piece of a header without marks and with every kind of blank as a plain one."""
    return _BLANK.sub(" ", _MARK.sub("", text))


_MARK, _BLANK = re.compile(f"[{MARKS}]"), re.compile(_B)
