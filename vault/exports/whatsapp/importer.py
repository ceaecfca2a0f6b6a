"""WhatsApp's exported chats: a text, or an archive of a text and its media."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Self

from vault.chats.attachment import Attachment
from vault.chats.conversation import Conversation
from vault.chats.message import Message
from vault.errors import EmptyExport, ExportMissing, NotAChat
from vault.exports.base import Account, Answers, DateOrder, Question, Skipped, Source, System
from vault.exports.missing_media import MissingMedia
from vault.exports.whatsapp.bodies import Bodies
from vault.exports.whatsapp.clock import Timepiece
from vault.exports.whatsapp.column_reader import ColumnReader
from vault.exports.whatsapp.dates import Decision, decide
from vault.exports.whatsapp.likeness import styles_of
from vault.exports.whatsapp.names import from_file_name, from_people
from vault.exports.whatsapp.quotes import Credits, QuoteGuard, find_credits
from vault.exports.whatsapp.reader import Reader, Understanding
from vault.exports.whatsapp.source import ChatText, open_text
from vault.exports.whatsapp.survey import Survey, named_days, survey
from vault.exports.whatsapp.text import cleaned

APP = "whatsapp"


@dataclass(frozen=True, slots=True)
class WhatsAppImporter:
    """Recognises and opens what WhatsApp exports."""

    app: str = APP
    version: int = 1
    formats: frozenset[str] = frozenset({"whatsapp-text", "whatsapp-zip"})

    def recognises(self, name: str, head: bytes) -> bool:
        """Whether a text with this name and these first bytes is a chat of WhatsApp's."""
        return bool(styles_of(name, head))

    def open(self, source: Source, answers: Answers) -> WhatsAppExport:
        """Read the whole text once, to know its order of dates and its people.

        Raises NotAChat, EmptyExport, ExportMissing, ExportUnreadable, ExportChanged and the Archive errors.
        """
        text = open_text(source)
        try:
            return WhatsAppExport(source, answers, text)
        except BaseException:
            text.close()
            raise


class WhatsAppExport:
    """One exported chat; see base.Export for what its parts mean."""

    app = APP
    app_name = "WhatsApp"

    def __init__(self, source: Source, answers: Answers, text: ChatText) -> None:
        self._source, self._text = source, text
        self.path: Path = source.path
        self.size: int = source.size
        self.modified: datetime = source.modified
        self.format = "whatsapp-text" if text.archive is None else "whatsapp-zip"
        self.found: Survey = self._surveyed()
        self.found.people.prefixes(self._file_says())
        self.system: System | None = self.found.grammar.styles[0].system
        self.take(answers)

    def take(self, answers: Answers) -> None:
        """Understand the text by other answers than before, without reading it once more: before records() is asked."""
        found = self.found
        decisions = self._decided(found, answers.date_order)
        self.date_order: str | None = decisions[0].name
        self.question: Question | None = None
        if len(decisions[0].readings) > 1:
            self.question = Question("date-order", decisions[0].samples)
        timepieces = [
            Timepiece(decision.readings, tally, answers.zone)
            for decision, tally in zip(decisions, found.clocks, strict=True)
        ]
        impossible = found.dates[0].evidence[decisions[0].readings[0]].impossible
        self._rejected: list[int] | None = None
        self._credits: Credits | None = None
        if found.trace is not None and found.trace.whole and not impossible:
            credited, self._rejected = found.trace.quoted(timepieces[0], found.people)
            self._credits = None if credited is None else Credits(credited)
        else:
            self._credits = self._credited(found, timepieces)
        self.chat_name = self.key = self._named(found)
        self._known = Understanding(
            conversation=self.chat_name,
            grammar=found.grammar,
            timepieces=timepieces,
            people=found.people,
            bodies=Bodies(found.grammar.styles[0].system, self._text.media(), found.placeholders),
            room=self._room(found),
            clean=self._text.clean,
        )
        self.reader: Reader = self._new_reader()

    def _new_reader(self) -> Reader:
        """The quick way for a text of one style, of which it is known what is only quoted."""
        if self._rejected is not None:
            return ColumnReader(self._known, self.found, self._rejected)
        return Reader(self._known, None if self._credits is None else QuoteGuard(self._credits))

    def _surveyed(self) -> Survey:
        head = self._text.head()
        styles = styles_of(self._text.name, head)
        if not styles:
            raise EmptyExport(self.path) if not head.strip(b"\xef\xbb\xbf \t\r\n") else NotAChat(self.path)
        found = survey(self._text.texts, styles, self._text.media())
        if not found.headers:
            raise NotAChat(self.path)
        return found

    def _decided(self, found: Survey, answer: DateOrder | None) -> list[Decision]:
        """The order of dates of each style; a second export in the same file goes with the first where it is open."""
        own = decide(found.dates[0], answer, lambda: named_days(self._text.texts(), found.grammar))
        name = own.name
        like: DateOrder | None = (
            "day-first" if name == "day-first" else "month-first" if name == "month-first" else None
        )
        return [own, *(decide(tally, answer or like, tuple) for tally in found.dates[1:])]

    def _credited(self, found: Survey, timepieces: list[Timepiece]) -> Credits:
        return find_credits(self._text.texts(), found.grammar, timepieces, found.people)

    def _file_says(self) -> str | None:
        inside = None if self._text.archive is None else from_file_name(self._text.name)
        return inside or from_file_name(self.path.name)

    def _room(self, found: Survey) -> str | None:
        """The name under which a group speaks on the iPhone; Android lets it speak under none."""
        return found.people.room(self._file_says()) if self.system == "iphone" else None

    def _named(self, found: Survey) -> str:
        said = self._file_says()
        name = said or self._room(found)
        if name is None:
            names = found.people.names()
            if self._credits is not None:
                names = [name for name in names if name in self._credits.senders]
            name = from_people(names, self.path.name)
        return cleaned(name)

    @cached_property
    def members(self) -> tuple[str, ...]:
        """Names of the files in the archive beside the text; none for a bare text."""
        return tuple(member.name for member in self._text.media())

    def records(self) -> Iterator[Conversation | Message | Skipped]:
        """First the Conversation, then messages and what was left out, in the text's order."""
        reader = self.reader = self._new_reader()
        said: Iterator[Message | Skipped] = reader.records(self._text.texts())
        others = set(self._text.others())
        if others:
            said = self._without_attached(said, others)
        return chain((Conversation(self.chat_name, APP, self.chat_name),), said, self._left_out(others))

    def _without_attached(self, said: Iterator[Message | Skipped], others: set[str]) -> Iterator[Message | Skipped]:
        """All of it, taking out of `others` what some message brings with it."""
        for record in said:
            if isinstance(record, Message):
                others.difference_update(file.name for file in record.attachments)
            yield record

    def _left_out(self, others: set[str]) -> Iterator[Skipped]:
        """What is known when everything was read: further chats, and an archive that is damaged."""
        for name in sorted(others):
            yield Skipped(name, "another-chat")
        if self._text.damaged:
            yield Skipped(self._text.name, "damaged")
        missing = MissingMedia()
        yield from chain.from_iterable(map(missing.note, self._known.bodies.missing))
        yield from missing.rest()

    def account(self) -> Account:
        """What became of every line that records() has read."""
        return self.reader.account()

    def attachment(self, file: Attachment) -> Iterator[bytes]:
        """The bytes of a file in the archive. Raises ExportMissing for one that is not there."""
        member = next((member for member in self._text.media() if member.name == (file.place or file.name)), None)
        if member is None or self._text.archive is None:
            raise ExportMissing(self.path)
        return self._text.archive.read(member)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._text.close()
