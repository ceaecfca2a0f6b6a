"""What every importer offers and needs: Source, Importer, Export, the account of records, questions and answers."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Literal, Protocol, Self

from vault.chats.attachment import Attachment
from vault.chats.conversation import Conversation
from vault.chats.message import Message
from vault.errors import EmptyExport, ExportMissing, ExportUnreadable, NotAChat

HEAD = 64 * 1024  # bytes: as much of a file as recognising may read
DateOrder = Literal["day-first", "month-first"]
System = Literal["android", "iphone"]
SecretKind = Literal["whatsapp-key", "signal-30-digits", "signal-recovery-key", "signal-desktop-key", "iphone-password"]
"""What locks an export: WhatsApp's 64 digits or key file, Signal's 30 digits or 64 characters, the key of Signal
Desktop's database, the password of an iPhone backup."""


@dataclass(frozen=True, slots=True)
class Columns:
    """How a table or a log is to be read that no importer knows: which column (from 0) holds what; None where none.

    `separator` is what stands between columns; "" means that each message is a line of the form that `pattern` names,
    a key of table_guess.LOG_FORMS. `date_form` is a strptime form of table_guess.DATE_FORMS, "" where the dates are
    ISO 8601 or seconds or milliseconds since 1970. `header`: the first row holds names of columns. `time` is the
    column of the time of day where it does not stand in the date's: both are read as one, with a blank in between.
    """

    date: int | None
    sender: int | None
    text: int
    separator: str = ","
    pattern: str = ""
    date_form: str = ""
    header: bool = True
    time: int | None = None


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person said about an export.

    `zone` is an IANA name, one that zoneinfo knows; None means this computer's zone, assumed. `secret` is the
    password or key as it was typed, or the bytes of a key file in base64 with "base64:" before them. `me` is the name
    under which the exporting person speaks. `columns` tells how to read a table of unknown form.
    """

    date_order: DateOrder | None = None
    zone: str | None = None
    secret: str | None = field(default=None, repr=False)
    me: str | None = field(default=None, repr=False)
    columns: Columns | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What only a person can tell.

    date-order  `samples` are up to three dates as the export has them, the most telling first
    me          `samples` are the names among which the person's own is, the most likely first
    columns     `samples` are the first lines of the table
    """

    kind: Literal["date-order", "me", "columns"]
    samples: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A part that is not among the messages.

    `where` says which ("lines 1-3", "chats/list/4", or the name of a file inside); `why` is a key of SKIPPED.
    """

    where: str
    why: str


SKIPPED: Mapping[str, str] = {
    "before-first-message": "lines above the first header",
    "too-long": "a body longer than the app's longest message: lines of an unknown form may be in it. Its text is "
    "kept; only what goes beyond some millions of characters is not",
    "not-utf8": "bytes that are no text; the message is kept, with U+FFFD in their place",
    "another-chat": "a second chat's text inside the archive",
    "older-snapshot": "an older backup of the same account beside the newest one, which is read",
    "damaged": "a record or a file inside that cannot be decoded",
    "unknown-kind": "a record of a kind that we do not know yet",
    "no-date": "a record without any date; its message is kept where there is one",
    "media-missing": "a photo or file that the export names and does not hold, though it should: perhaps another part "
    "of the export was not given",
    "not-kept-by-app": "something that the app itself leaves out of its exports",
    "unfinished": "a backup that was not finished when it was given: what its phone would have added is missing",
    "draft": "written, and never sent",
    "not-stored": "a file of a folder that could not be read, or a link: it is not in the vault",
    "unknown-chat": "a message whose chat the export does not describe",
}
"""Why a part is not among the messages, by Skipped.why; the words for people are in ui/wording."""


@dataclass(frozen=True, slots=True)
class Account:
    """What became of each record: each line of a text, each row or element of a database or document.

    messages and service: records that begin one. parts: records that belong to another one (further lines of a body,
    a reaction, an edit, a receipt, a part of a picture message). empty: records with nothing to show. skipped:
    records that are in no message. `records` is counted where the records are taken from, not added up from the rest.
    """

    records: int
    messages: int
    service: int
    parts: int
    empty: int
    skipped: int

    @property
    def whole(self) -> bool:
        """Whether every record is accounted for."""
        return self.records == self.messages + self.service + self.parts + self.empty + self.skipped


class Parts(Protocol):
    """The files of a folder, or of several files that are one export, by their names with `/` between folders."""

    def names(self) -> Sequence[str]:
        """All names, sorted."""

    def part(self, name: str) -> Source:
        """One file. Raises KeyError, ExportMissing, ExportUnreadable."""


@dataclass(frozen=True, slots=True)
class Source:
    """What might be an export: one file, or with `parts` a folder or several files that belong together.

    `size` in bytes, of all parts together; `modified` in UTC, the newest part's. Each `opener()` gives a new seekable
    stream; a source with parts has no bytes of its own. `path` serves for messages and for the chat's name only: the
    bytes may lie in a vault. `seen` is told the name of each member of an archive that was read to its last byte.
    """

    path: Path
    size: int
    modified: datetime
    opener: Callable[[], BinaryIO] = field(repr=False)
    parts: Parts | None = field(default=None, repr=False)
    seen: Callable[[str], None] | None = field(default=None, repr=False, compare=False)

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
        """A new stream from the beginning. Raises ExportMissing, ExportUnreadable; NotAChat for a source of parts."""
        if self.parts is not None:
            raise NotAChat(self.path)
        with reading(self.path):
            return self.opener()

    def head(self, limit: int = HEAD) -> bytes:
        """The first bytes, at most `limit`. Raises ExportMissing, ExportUnreadable."""
        with reading(self.path), self.open() as stream:
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


Record = Conversation | Message | Skipped


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
        """Which of the app's formats, a key of exports.formats."""

    @property
    def system(self) -> System | None:
        """The exporting phone's system, where the export shows it."""

    @property
    def size(self) -> int:
        """Bytes of the export itself."""

    @property
    def modified(self) -> datetime:
        """When it was last written, in UTC."""

    @property
    def key(self) -> str:
        """What stays the same from one export of this chat, account or phone to the next, within the app."""

    @property
    def chat_name(self) -> str:
        """The chat's name where the export is of one chat; else a name for the whole, as "All chats". Never empty."""

    @property
    def question(self) -> Question | None:
        """Set when something cannot be decided and no answer was given. What can be read is read all the same."""

    @property
    def date_order(self) -> str | None:
        """day-first, month-first or year-first, as decided by the export or the answer; None while it is open.

        "exact" where the export's dates cannot be misread.
        """

    def records(self) -> Iterator[Record]:
        """Each Conversation before its first message, then everything in the export's order. May be called again."""

    def account(self) -> Account:
        """What became of every record; to be asked when records() is exhausted."""

    def attachment(self, file: Attachment) -> Iterator[bytes]:
        """The bytes of an attachment of one of its messages that is `included`.

        Raises ExportDamaged, ExportUnreadable, ExportMissing and the Archive errors, as late as they are found.
        """

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Importer(Protocol):
    """Reads some formats of one app. `version` rises when its reading changes, so that originals are read again."""

    @property
    def app(self) -> str:
        """The app's key."""

    @property
    def version(self) -> int:
        """Counts up from 1."""

    @property
    def formats(self) -> frozenset[str]:
        """The formats that it opens, keys of exports.formats."""

    def open(self, source: Source, answers: Answers) -> Export:
        """Open what detect() recognised as one of `formats`.

        Raises SecretNeeded, WrongSecret, ExportDamaged, ExportIncomplete, UnsupportedVersion, NotAChat, EmptyExport
        and the Archive errors.
        """
