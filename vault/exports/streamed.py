"""StreamedExport: an Export made of a reading function, so that an importer is that function and little more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from vault.chats.attachment import Attachment
from vault.chats.message import Message
from vault.exports.base import Account, Question, Record, Skipped, Source, System


@dataclass(slots=True)
class Count:
    """Counts one reading. Importers say `record()` for what they take from the export, and what became of it.

    Messages and service messages need not be told: they are counted as they pass. So for each record exactly one of
    these happens: a Message is yielded, or part(), empty() or skip() is called.
    """

    records: int = 0
    messages: int = 0
    service: int = 0
    parts: int = 0
    empties: int = 0
    skips: int = 0

    def record(self, number: int = 1) -> None:
        """So many records were taken from the export."""
        self.records += number

    def part(self, number: int = 1) -> None:
        """So many belong to a message that is told elsewhere."""
        self.parts += number

    def empty(self, number: int = 1) -> None:
        """So many hold nothing to show."""
        self.empties += number

    def skip(self, where: str, why: str, number: int = 1) -> Skipped:
        """So many are in no message; yield what this returns."""
        self.skips += number
        return Skipped(where, why)

    def account(self) -> Account:
        """The sums."""
        return Account(self.records, self.messages, self.service, self.parts, self.empties, self.skips)


def _nothing() -> None:
    pass


def _no_attachment(file: Attachment) -> Iterator[bytes]:
    """For formats that never hold a file: none of their attachments is `included`, so nobody asks."""
    raise KeyError(file.place)


@dataclass(slots=True)
class StreamedExport:
    """See base.Export for what its fields mean.

    `read` gives the records anew each time and tells the Count what it takes; `give` the bytes of an attachment;
    `close` lets go of what was opened.
    """

    source: Source = field(repr=False)
    app: str
    app_name: str
    format: str
    key: str = field(repr=False)
    chat_name: str = field(repr=False)
    read: Callable[[Count], Iterator[Record]] = field(repr=False)
    give: Callable[[Attachment], Iterator[bytes]] = field(default=_no_attachment, repr=False)
    system: System | None = None
    question: Question | None = None
    date_order: str | None = "exact"
    close: Callable[[], None] = field(default=_nothing, repr=False)
    _count: Count = field(default_factory=Count, repr=False)

    @property
    def path(self) -> Path:
        """Where it came from."""
        return self.source.path

    @property
    def size(self) -> int:
        """Bytes."""
        return self.source.size

    @property
    def modified(self) -> datetime:
        """When it was last written, in UTC."""
        return self.source.modified

    def records(self) -> Iterator[Record]:
        """Everything in the export's order."""
        count = self._count = Count()
        for record in self.read(count):
            if isinstance(record, Message):
                if record.kind == "service":
                    count.service += 1
                else:
                    count.messages += 1
            yield record

    def account(self) -> Account:
        """What became of every record."""
        return self._count.account()

    def attachment(self, file: Attachment) -> Iterator[bytes]:
        """The bytes of a file that is included."""
        return self.give(file)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
