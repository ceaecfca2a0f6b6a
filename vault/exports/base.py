"""What every importer offers and needs: Source, Importer, Export, the account of lines, questions and answers."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Literal, Protocol, Self

from vault.chats.conversation import Conversation
from vault.chats.message import Message
from vault.errors import EmptyExport, ExportMissing, ExportUnreadable, NotAChat

HEAD = 64 * 1024  # bytes: as much of a file as recognising may read
DateOrder = Literal["day-first", "month-first"]
System = Literal["android", "iphone"]


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person said about an export.

    `zone` is an IANA name, one that zoneinfo knows; None means this computer's zone, assumed.
    """

    date_order: DateOrder | None = None
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What only a person can tell. `samples` are up to three dates as the export has them, the most telling first."""

    kind: Literal["date-order"]
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A part that is not among the messages.

    `where` says which ("lines 1-3", or the name of a file inside); `why` is a key:
    before-first-message  lines above the first header
    too-long              a body longer than the app's longest message: lines of an unknown form may be in it. Its
                          text is kept; only what goes beyond some millions of characters is not
    not-utf8              bytes that are no text; the message is kept, with U+FFFD in their place
    another-chat          a second chat's text inside the archive
    """

    where: str
    why: str


@dataclass(frozen=True, slots=True)
class Account:
    """What became of each line of the text.

    messages and service: lines that begin one. continuation: further lines of a body. blank: lines with nothing
    visible, in a body or before the first message. skipped: lines that belong to no message.
    """

    lines: int
    messages: int
    service: int
    continuation: int
    blank: int
    skipped: int

    @property
    def whole(self) -> bool:
        """Whether every line is accounted for."""
        return self.lines == self.messages + self.service + self.continuation + self.blank + self.skipped


@dataclass(frozen=True, slots=True)
class Source:
    """One file that might be an export. `size` in bytes, `modified` in UTC.

    Each `opener()` gives a new seekable stream.
    `path` serves for messages and for the chat's name only: the bytes may lie in a vault.
    """

    path: Path
    size: int
    modified: datetime
    opener: Callable[[], BinaryIO]

    @classmethod
    def of_file(cls, path: Path) -> Self:
        """A file of this computer. Raises ExportMissing, ExportUnreadable, EmptyExport; NotAChat for a folder."""
        with reading(path):
            facts = path.stat()
            if path.is_dir():
                raise NotAChat(path)
            if facts.st_size == 0:
                raise EmptyExport(path)
            path.open("rb").close()
        return cls(path, facts.st_size, datetime.fromtimestamp(facts.st_mtime, UTC), lambda: path.open("rb"))

    def open(self) -> BinaryIO:
        """A new stream from the beginning. Raises ExportMissing, ExportUnreadable."""
        with reading(self.path):
            return self.opener()

    def head(self, limit: int = HEAD) -> bytes:
        """The first bytes, at most `limit`. Raises ExportMissing, ExportUnreadable."""
        with reading(self.path), self.opener() as stream:
            return stream.read(limit)


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Translate what the system says while `path` is read into ExportMissing or ExportUnreadable."""
    try:
        yield
    except FileNotFoundError as error:
        raise ExportMissing(path) from error
    except OSError as error:
        raise ExportUnreadable(path, errno.errorcode.get(error.errno or 0, "")) from error


class Export(Protocol):
    """An opened export whose limits were checked. Close it by leaving its `with` block."""

    @property
    def path(self) -> Path:
        """Where it came from, for words to people."""

    @property
    def app(self) -> str:
        """The app's key, as `whatsapp`."""

    @property
    def app_name(self) -> str:
        """The app's name as people know it."""

    @property
    def format(self) -> str:
        """Which of the app's formats, as `whatsapp-zip`."""

    @property
    def system(self) -> System | None:
        """The exporting phone's system, where the export shows it."""

    @property
    def size(self) -> int:
        """Bytes of the export itself."""

    @property
    def modified(self) -> datetime:
        """When the file was last written, in UTC."""

    @property
    def chat_name(self) -> str:
        """The chat's name; never empty."""

    @property
    def question(self) -> Question | None:
        """Set when the order of dates cannot be decided and no answer was given."""

    @property
    def date_order(self) -> str | None:
        """day-first, month-first or year-first, as decided by the export or the answer; None while it is open."""

    @property
    def members(self) -> tuple[str, ...]:
        """Names of the attachments inside."""

    @property
    def cuts(self) -> tuple[int, ...]:
        """Ascending byte offsets, both sides of every member's data: where a chunker should cut."""

    def open(self) -> BinaryIO:
        """The export's own bytes, from the beginning."""

    def records(self) -> Iterator[Conversation | Message | Skipped]:
        """First the Conversation, then everything in the export's order. May be called again."""

    def account(self) -> Account:
        """What became of every line; to be asked when records() is exhausted."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Importer(Protocol):
    """Knows the exports of one app. `version` rises when its reading changes, so that originals are read again."""

    @property
    def app(self) -> str:
        """The app's key."""

    @property
    def version(self) -> int:
        """Counts up from 1."""

    def recognises(self, name: str, head: bytes) -> bool:
        """Whether a file, or a member of an archive, with this name and these first bytes is a chat of this app."""

    def open(self, source: Source, answers: Answers) -> Export:
        """Open an export that was recognised. Raises NotAChat and the Archive errors."""
