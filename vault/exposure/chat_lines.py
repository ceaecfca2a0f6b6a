"""Chat-like lines: a text in which people take turns, each line with its time, in nobody's known format.

Server logs, IRC logs of public channels, subtitles, mail and transcripts have times and colons, too. They are told by
who "speaks" (programs, levels, nicknames in brackets) and by what is said (paths, numbers, brackets).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from vault.exposure.name_cues import Cue

_MOST_LINES = 400
_FIRST_LINES = 12  # one of which must be a turn, where the name gives no cue
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mär|mai|okt|dez)[a-zäû.]*"
_DATE = (
    rf"(?:\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{2,4}}"
    rf"|\d{{1,2}}\.? {_MONTH},? \d{{4}}|{_MONTH} \d{{1,2}},? \d{{4}})"
)
_CLOCK = r"\d{1,2}[:.]\d\d(?::\d\d(?:[.,]\d{1,6})?)?(?: ?[ap]\.?m\.?)?(?:Z| ?UTC| ?[+-]\d\d:?\d\d)?"
_STAMP = (
    rf"(?:(?P<date>{_DATE})(?:[T,; ]{{1,3}}(?:at )?(?P<clock>{_CLOCK}))?"
    rf"|(?P<only>{_CLOCK})|(?P<epoch>1\d{{9}}|1\d{{12}}))"
)
_NAME = r"(?P<who>[^\W\d_][^:\n\[\]<>{}=|/\\\"\t]{0,39}?)"
_FORWARD = re.compile(rf"\s*[\[(]?{_STAMP}[\])]?\s*(?:[-–—|,:]\s*|\t)?{_NAME}\s*(?::\s+|:$|>\s|\t+)(?P<said>.*)", re.I)
_BACKWARD = re.compile(rf"\s*{_NAME}\s*[\[(,@-]\s?{_STAMP}[\])]?\s*[:>-]\s*(?P<said>.*)", re.I)
_BARE = re.compile(r"\s*(?P<who>[^\W\d_][^:\n\[\]<>{}=|/\\\".,;!?\t]{0,24}):\s+(?P<said>\S.*)")
_MONTHS = frozenset(
    {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "mär", "mai", "okt", "dez"}
)
_STAMP_BEHIND = re.compile(r"[\[(,@-]\s?\d")
_ANY_STAMP = re.compile(rf"{_DATE}|\b\d{{1,2}}:\d\d\b|\b1\d{{9}}\b|\b1\d{{12}}\b", re.IGNORECASE)

_NO_CHAT = re.compile(
    r" --> |^\s*-->|^(?:Subject|Received|MIME-Version|Return-Path|Message-ID|Content-Type):|^From \S+@"
    r"|-!-|^\S*\s*\*{3} |has (?:joined|quit|left) [#(\[]|\bSession (?:Start|Ident):"
    r"|^<[^>\n]{1,30}> |[\])0-9] <[^>\n]{1,30}> "
    r"|^#!|^\s*(?:import|def|class|function|public|#include)\b.*[;:{(]?$|^diff --git|^\s*at [\w.$]+\(",
    re.MULTILINE | re.IGNORECASE,
)
_LEVEL = re.compile(
    r"\b(?:trace|debug|info|notice|warn|warning|error|err|fatal|critical|crit|alert|emerg|severe|verbose|panic)\b", re.I
)
_PROGRAM = re.compile(
    r"[\[\]{}=\\#$%;@()]|::|\w/\w|\.(?:py|js|ts|go|java|php|rb|c|cpp|rs|so|exe|sh)\b|^\w+\.\w+\.\w+|_|\d{3}"
)
_TECHNICAL = re.compile(
    r"=\S|[{}<>\\]|\b0x[0-9a-f]|\b\d+\.\d+\.\d+|::|(?:^|\s)/\w+/|\bpid\b|\b[0-9a-f]{12,}\b|\w\(\)", re.I
)
_LINK = re.compile(r"https?://\S+")
_LOWER_TOKEN = re.compile(r"[a-z0-9.\- ]+")
_LABELS = frozenset({
    "name", "date", "title", "author", "version", "usage", "note", "notes", "example", "description", "url", "http",
    "https", "tel", "email", "e-mail", "address", "phone", "license", "copyright", "warning", "error", "summary",
    "to", "cc", "subject", "re", "type", "id", "key", "value", "default", "options", "status", "host", "user",
    "password", "path", "port", "file", "source", "target", "package", "depends", "maintainer", "section", "priority",
    "start", "end", "total", "result", "output", "input", "step", "time", "day", "location", "see", "todo", "fixme",
})  # fmt: skip
_CHAT_FIELD = re.compile(r"(?:^|[\s,;|{(])[\"']?(?:chat|conversation|chat ?log|dm)s?[\"']?\s*[:=]\s*\S", re.I | re.M)
_MESSAGE_FIELD = re.compile(r"(?:^|[\s,;|{(])[\"']?(?:message|msg|text|body)[\"']?\s*[:=]\s*\S", re.I | re.M)
_TIME_FIELD = re.compile(
    r"(?:^|[\s,;|{(])[\"']?(?:timestamp|time|date|sent(?:[ _]at)?|datetime)[\"']?\s*[:=]\s*\S", re.I | re.M
)
_WHO_FIELD = re.compile(r"(?:^|[\s,;|{(])[\"']?(?:from|sender|user|author|name)[\"']?\s*[:=]\s*\S", re.I | re.M)
_CHAT_WORD = re.compile(r"\b(?:chats?|conversations?|whatsapp|messages?|imessage|telegram)\b", re.IGNORECASE)
_FROM_TO = re.compile(r"\bchat\b.{0,20}\bfrom \w.{0,40} to \w", re.IGNORECASE)
_QUOTES = re.compile(r"[\"“„«:]")


@dataclass(frozen=True, slots=True)
class _Turn:
    """A line in which somebody speaks; `timed` "full" with a date, "clock" with a time only, "" without."""

    who: str
    said: str
    timed: str
    computed: bool


def lines_of_chat(text: str, cue: Cue | None) -> bool:
    """Whether the lines of a text are people taking turns."""
    lines = [line for line in text.split("\n", _MOST_LINES)[:_MOST_LINES] if line.strip()]
    if not lines or (cue is None and not any(map(_timed_turn, lines[:_FIRST_LINES]))):
        return False
    sample = text[:16384]
    if _NO_CHAT.search(sample):
        return False
    timed = [turn for line in lines if (turn := _timed_turn(line))]
    if timed and _is_conversation(timed, len(lines), cue):
        return True
    if cue is None:
        return False
    bare = [turn for line in lines if (turn := _bare_turn(line))]
    return _is_dialogue(bare, len(lines), cue) or _has_fields(sample, cue) or _speaks_of_chat(sample, cue)


def fields_of_chat(text: str) -> bool:
    """Whether a text of any name has the fields "chat" and "timestamp" in a way that is no log's."""
    sample = text[:8192]
    lower = sample.lower()
    if not ("chat" in lower or "conversation" in lower or "dm" in lower):
        return False
    if not (_CHAT_FIELD.search(sample) and _TIME_FIELD.search(sample)):
        return False
    return not _LEVEL.search(sample) and not _NO_CHAT.search(sample)


def _timed_turn(line: str) -> _Turn | None:
    line = line[:400].rstrip("\r")
    if ":" not in line and "." not in line and "\t" not in line:
        return None
    start = line.lstrip()[:3]
    if not start or start[0].isdigit() or start[0] in "[(" or start.lower() in _MONTHS:
        found = _FORWARD.match(line)
    else:
        found = _BACKWARD.match(line) if _STAMP_BEHIND.search(line, 0, 50) else None
    if found is None:
        return None
    stamp = "full" if found["date"] or found["epoch"] else "clock"
    clock = found["clock"] or found["only"] or ""
    computed = bool(found["epoch"]) or (found["date"] or "")[4:5] == "-" or clock.count(":") > 1
    return _Turn(found["who"].strip(), found["said"].strip(), stamp, computed)


def _bare_turn(line: str) -> _Turn | None:
    found = _BARE.match(line[:400])
    if found is None or found["who"].strip().lower() in _LABELS:
        return None
    return _Turn(found["who"].strip(), found["said"].strip(), "", False)


def _is_conversation(turns: list[_Turn], lines: int, cue: Cue | None) -> bool:
    speakers = Counter(turn.who for turn in turns)
    if _are_machines(turns):
        return False
    if cue is not None:
        return len(turns) / lines >= 0.2
    if len(turns) / lines < 0.3 or len(speakers) < 2 or len(turns) < 3:
        return False
    if len(speakers) > max(4, len(turns) * 0.6):
        return False  # everybody speaks once: a list, not a conversation
    clocks = sum(turn.timed == "clock" for turn in turns)
    if clocks * 2 > len(turns):
        return len(turns) >= 4 and all(name[:1].isupper() or not name.isascii() for name in speakers)
    computed = sum(turn.computed for turn in turns) * 2 > len(turns)
    tokens = sum(_LOWER_TOKEN.fullmatch(name) is not None for name in speakers)
    return not (computed and tokens * 2 > len(speakers))


def _are_machines(turns: list[_Turn]) -> bool:
    """Whether programs speak, or what is said is for programs."""
    programs = sum(bool(_LEVEL.search(turn.who) or _PROGRAM.search(turn.who)) for turn in turns)
    levels = sum(bool(_LEVEL.match(turn.said)) for turn in turns)
    programs += sum(turn.computed and " " in turn.who and turn.who.islower() for turn in turns)  # `backup started: …`
    technical = sum(bool(_TECHNICAL.search(_LINK.sub("", turn.said))) for turn in turns)
    return programs * 3 >= len(turns) or levels * 4 >= len(turns) or technical * 2 > len(turns)


def _is_dialogue(turns: list[_Turn], lines: int, cue: Cue) -> bool:
    """Without times: only under a name that speaks of chats, or of a copy and with people who speak again."""
    if len(turns) < 2 or len(turns) / lines < 0.6 or _are_machines(turns):
        return False
    speakers = Counter(turn.who for turn in turns)
    if len(speakers) < 2:
        return False
    words = sum(len(turn.said.split()) for turn in turns) / len(turns)
    again = max(speakers.values()) > 1
    names = all(name[:1].isupper() for name in speakers)
    return words >= 1.5 and (again or (names and len(turns) <= 6)) if cue == "copy" else again or names


def _has_fields(text: str, cue: Cue) -> bool:
    if _LEVEL.search(text[:4096]):
        return False
    said = _CHAT_FIELD.search(text) or _MESSAGE_FIELD.search(text)
    if not said or not (_TIME_FIELD.search(text) or _ANY_STAMP.search(text)):
        return False
    return cue == "chat" or bool(_CHAT_FIELD.search(text) or _WHO_FIELD.search(text))


def _speaks_of_chat(text: str, cue: Cue) -> bool:
    """A short text under such a name that speaks of chats, has times and quotes somebody."""
    if len(text) > 4096 or not _ANY_STAMP.search(text) or not _CHAT_WORD.search(text):
        return False
    if _LEVEL.search(text) and not _FROM_TO.search(text):
        return False
    return cue == "copy" and _QUOTES.search(text) is not None
