"""What a body is: words, a file, a placeholder for one, a call, a poll, a place, or the app speaking itself.

Rules that need no language come first. The app puts U+200E before what it writes itself, names files in `<word: file>`
or `file (word)`, repeats the same placeholder again and again, and gives places as links. Words come second. Whatever
nothing recognises stays a person's text: a sender is never taken away on a guess.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import compress, count
from operator import itemgetter
from pathlib import PurePath

from vault.chats.attachment import Attachment
from vault.chats.message import Kind
from vault.exports.archive import Member
from vault.exports.base import System
from vault.exports.whatsapp.headers import BLANKS, MARKS
from vault.exports.whatsapp.words import (
    ATTACHED,
    CALLS,
    DELETED,
    EDITED,
    LIVE_LOCATIONS,
    OMISSION,
    OMITTED,
    SERVICE_PHRASES,
    bare,
    omitted_kind,
)

MARK = "\u200e"  # stands before what the app itself wrote
OFTEN = 3  # so many equal placeholders are the app's: people vary
LONGEST_PLACEHOLDER = 60
MOST_PLACEHOLDERS = 20_000
MOST_MISSING = 100_000
_AROUND = "\u200e\u200f\u202a\u202c\u2068\u2069\ufeff \r"
_BLANK = f"[{BLANKS}]"
_BRACKETED_FILE = re.compile(rf"({MARK}?)<[^<>\n:：]{{2,40}}[:：]{_BLANK}?([^<>\n]{{1,255}})>")
_NAMED_FILE = re.compile(
    rf"[{MARKS}]*([^\n]{{1,255}}\.\w{{1,10}}){_BLANK}(?:[(（]([^()（）\n]+)[)）]|<([^<>:\n]+)>)\s*$"
)
_MEDIA_NAME = re.compile(r"(?:[A-Z]{2,5}-\d{8}-WA\d{3,}|\d{5,8}-.+)\.\w{1,10}")
_TAIL = re.compile(rf"({MARK}?)<([^<>:\n]{{4,{LONGEST_PLACEHOLDER}}})>\s*$")
_POLL_HEAD = re.compile(rf"{MARK}?[^\n:：]{{2,30}}[:：]\s*\n")
_POLL_CHOICE = re.compile(rf"\n{MARK}?([^:：\n]{{2,24}})[:：] [^\n]+ [(（]{MARK}?\d+[^()（）\n]*[)）](?=\s|$)")
_PLACE = re.compile(
    rf"{MARK}?(?:[^\n]{{2,200}}?[:：]\s+)?"
    r"https?://(?:maps\.google\.com/\?q=-?\d|(?:www\.)?foursquare\.com/v/|maps\.apple\.com/\?)\S+\s*$"
)
_CALL_WITH_LENGTH = re.compile(rf"{MARK}[^\n{MARK}\d:]{{3,40}}[,.] {MARK}\d")
_BY_ENDING = {
    "photo": "jpg jpeg png webp heic heif bmp tif tiff",
    "video": "mp4 mov 3gp mkv avi webm m4v",
    "audio": "opus m4a mp3 aac amr ogg oga wav caf flac",
    "gif": "gif",
    "contact": "vcf",
    "document": "pdf doc docx xls xlsx ppt pptx txt csv rtf odt ods odp zip epub pages numbers key html apk",
}
_KIND_OF = {ending: kind for kind, endings in _BY_ENDING.items() for ending in endings.split()}


_BEGINNING, _END = 6, 3
_AHEAD = " .。"  # may stand around them
_WHOLE = DELETED | LIVE_LOCATIONS | {"null"}
_BEGINNINGS = frozenset(
    {words[:_BEGINNING] for words in _WHOLE}
    | {words + dot for words in _WHOLE if len(words) < _BEGINNING for dot in ". 。"}
)
_ENDS = frozenset(words[-_END:] for words in OMISSION)
_SHORT = 3  # characters of a beginning of which texts have few different ones
_SHORT_BEGINNINGS = frozenset(words[:length] for words in _BEGINNINGS for length in range(_BEGINNING + 1))
_MOST_LOOKS = 50_000


@dataclass(frozen=True, slots=True)
class Body:
    """What was recognised. `kind` "service" means that the app speaks, not the sender."""

    kind: Kind
    attachments: tuple[Attachment, ...] = ()
    edited: bool = False


WORDS, VIEW_ONCE, SERVICE = Body("text"), Body("omitted"), Body("service")


@dataclass(slots=True)
class Placeholders:
    """How often lines occur that could be the app's placeholders; collected while a text is surveyed."""

    lines: Counter[str] = field(default_factory=Counter)
    tails: Counter[str] = field(default_factory=Counter)

    def note(self, body: str, times: int = 1) -> None:
        """Count a body that begins with the mark or has an angle bracket, and occurs so many times."""
        first = body.partition("\n")[0].strip()
        if first.startswith((MARK, "<")) and len(first) <= LONGEST_PLACEHOLDER:
            self._count(self.lines, first, times)
        tail = _TAIL.search(body)
        if tail and tail.start():
            self._count(self.tails, bare(tail[2]), times)

    @staticmethod
    def _count(counter: Counter[str], text: str, times: int) -> None:
        if text in counter or len(counter) < MOST_PLACEHOLDERS:
            counter[text] += times


def kind_of_file(name: str) -> str:
    """An Attachment's kind by its name: the app's own words in it first, then its ending."""
    if "STICKER" in name or name.startswith("STK-"):
        return "sticker"
    if "-GIF-" in name:
        return "gif"
    return _KIND_OF.get(PurePath(name).suffix[1:].lower(), "file")


class _Looks(dict[str, bool]):
    """Remembers of a few characters whether what they begin or end needs a closer look."""

    def __init__(self, judge: Callable[[str], bool]) -> None:
        super().__init__()
        self._judge = judge

    def __missing__(self, few: str) -> bool:
        if len(self) > _MOST_LOOKS:
            self.clear()
        look = self[few] = self._judge(few)
        return look

    def rows(self, each: Iterable[str]) -> Iterable[int]:
        """Which of them need it."""
        return compress(count(), map(self.__getitem__, each))


class Bodies:
    """Recognises bodies. `members` are the files in the export; empty for a bare text."""

    def __init__(self, system: System, members: Iterable[Member], placeholders: Placeholders) -> None:
        self._iphone = system == "iphone"
        self._members = {_key(member.base_name): member for member in members}
        self._often = placeholders
        self.missing: dict[str, None] = {}  # files that messages name and that are not in the export
        self._beginnings = _Looks(lambda few: few[:1] in _AHEAD or few.casefold() in _SHORT_BEGINNINGS)
        self._ends = _Looks(lambda few: few[-1:] in _AHEAD or few.casefold() in _ENDS)

    def perhaps(self, bodies: Sequence[str]) -> list[int]:
        """Which bodies of one line may be words of the app's, or are empty: a quick choice of what read must decide.

        Not those with the app's mark, angle brackets, links, or brackets at the end.
        """
        found = [row for row in self._beginnings.rows(map(itemgetter(slice(_SHORT)), bodies)) if _begins(bodies[row])]
        if self._iphone:
            found += [row for row in self._ends.rows(map(itemgetter(slice(-_END, None)), bodies)) if _ends(bodies[row])]
        return found

    def read(self, body: str, sender: str, room: str | None) -> Body:
        """Recognise the body of a message by `sender`; `room` is the name under which the iPhone's groups speak."""
        if not body:
            return VIEW_ONCE
        first = body.partition("\n")[0].rstrip("\r") if "\n" in body else body
        if MARK not in body and "<" not in body and "://" not in body and first[-1:] not in ")）":
            return self._plain(body)
        if room is not None and sender == room and body.startswith(MARK):
            return SERVICE
        files = tuple(self._files(body))
        if files:
            self._note_missing(files)
            kind: Kind = "contact" if all(file.kind == "contact" for file in files) else "media"
            return Body(kind, files, self._edited(body))
        deed = self._deed(body)
        if deed is not None:
            return deed
        if body.startswith(MARK) and self._speaks(body, sender):
            return SERVICE
        return Body("text", edited=self._edited(body))

    def _note_missing(self, files: Sequence[Attachment]) -> None:
        if len(self.missing) < MOST_MISSING:
            self.missing |= {file.name: None for file in files if not file.included}

    def _plain(self, body: str) -> Body:
        """A body without any sign of the app's: most of them. Only whole wordings count here."""
        if "\n" in body:
            return Body("poll") if _is_poll(body) else WORDS
        if len(body) > LONGEST_PLACEHOLDER:
            return WORDS
        words = body.casefold().strip(" .。")
        if words in DELETED:
            return Body("deleted")
        if words in LIVE_LOCATIONS:
            return Body("location")
        if self._iphone:
            return (words.endswith(OMISSION) and self._omitted(words)) or WORDS
        return Body("call") if words == "null" else WORDS

    def is_deed(self, body: str) -> bool:
        """Whether somebody did this, so that its sender is a person."""
        return any(True for _ in self._files(body)) or self._deed(body) is not None

    def _deed(self, body: str) -> Body | None:
        """Recognise what people do without words: things left out or deleted, calls, polls, places."""
        first, _, rest = body.partition("\n")
        words = bare(first)
        if not rest and words in DELETED:
            return Body("deleted")
        if first.startswith(MARK) and (words.startswith(CALLS) or _CALL_WITH_LENGTH.match(first)):
            return Body("call")
        if first.strip(f"{MARK} \r").startswith("<") and self._is_placeholder(first.strip(), words):
            return VIEW_ONCE
        if MARK in first and (left_out := self._left_out(first)) is not None:
            return left_out
        if _is_poll(body):
            return Body("poll")
        return Body("location") if words in LIVE_LOCATIONS or _PLACE.match(body) else None

    def _is_placeholder(self, first: str, words: str) -> bool:
        """Whether a line wholly in angle brackets stands for something left out."""
        if not first.endswith(">") or words in EDITED:
            return False
        return words in OMITTED or (" " in words and self._often.lines[first] >= OFTEN)

    def _left_out(self, first: str) -> Body | None:
        """The iPhone's placeholder behind its mark, `report.pdf • 2 pages U+200E document omitted`."""
        before, _, words = first.rpartition(MARK)
        found = self._omitted(bare(words))
        name = before.strip(f"{MARK} ").partition(" • ")[0]
        if found is not None and found.kind == "omitted" and "." in name:
            return Body("omitted", (Attachment(name, included=False, kind=kind_of_file(name)),))
        if found is None and first.startswith(MARK) and not any(char.isdigit() for char in first):
            often = self._often.lines[first.strip()] >= OFTEN
            return VIEW_ONCE if often and not _is_service(bare(first)) else None
        return found

    def _omitted(self, words: str) -> Body | None:
        if words in OMITTED:
            return VIEW_ONCE
        kind = omitted_kind(words) if len(words) <= LONGEST_PLACEHOLDER else None
        if kind is None:
            return None
        return Body("contact") if kind == "contact" else VIEW_ONCE

    def _speaks(self, body: str, sender: str) -> bool:
        """Whether the app speaks in a sender's name: by its words, or because it names the sender."""
        words = bare(body.partition("\n")[0])
        return _is_service(words) or words.startswith(f"{bare(sender)} ")

    def _edited(self, body: str) -> bool:
        tail = _TAIL.search(body)
        if tail is None or not tail.start():
            return False
        words = bare(tail[2])
        return bool(tail[1]) or words in EDITED or (" " in words and self._often.tails[words] >= OFTEN)

    def _files(self, body: str) -> Iterable[Attachment]:
        """Files that the body names, in any language."""
        for mark, name in _BRACKETED_FILE.findall(body) if "<" in body else ():
            if mark or self._is_file(name):
                yield self._attachment(name)
        named = _NAMED_FILE.match(body.partition("\n")[0])
        if named and (self._is_file(named[1]) or bare(named[2] or named[3]) in ATTACHED):
            yield self._attachment(named[1])

    def _is_file(self, name: str) -> bool:
        return _key(name) in self._members or _MEDIA_NAME.fullmatch(name.strip()) is not None

    def _attachment(self, name: str) -> Attachment:
        member = self._members.get(_key(name))
        if member is None:
            return Attachment(name.strip(), included=False, kind=kind_of_file(name))
        return Attachment(member.name, included=True, size=member.size, kind=kind_of_file(member.name))


def _key(name: str) -> str:
    """A file's name as the text and the archive agree on it: Macs write the same letters in another form."""
    return unicodedata.normalize("NFC", name.strip(_AROUND))


def _begins(body: str) -> bool:
    """Whether a body begins as some wording does that counts as a whole."""
    return body[:_BEGINNING].casefold() in _BEGINNINGS or body[:1] in _AHEAD


def _ends(body: str) -> bool:
    """Whether a body ends as the iPhone's words do for something left out."""
    return body.rstrip(_AHEAD)[-_END:].casefold() in _ENDS


def _is_poll(body: str) -> bool:
    """A heading, the question, and two or more choices with their votes, each after the same word."""
    if not _POLL_HEAD.match(body):
        return False
    words = _POLL_CHOICE.findall(body)
    return len(words) >= 2 and len(set(words)) == 1


def _is_service(words: str) -> bool:
    return any(phrase in words for phrase in SERVICE_PHRASES)
