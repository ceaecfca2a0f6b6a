"""Signal's single-file backup of Android phones, header versions 0 and 1, opened with its thirty digits.

The file is gone through twice: first for everything beside the messages, which also shows that every frame is
authentic; then for the messages, in the order of their tables. Memory holds what is beside them, never the messages.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import BinaryIO

from vault.chats.attachment import Attachment
from vault.chats.conversation import Conversation
from vault.errors import ExportDamaged, ExportIncomplete, ExportMissing, SecretNeeded, WrongSecret
from vault.exports.base import Answers, Record, SecretKind, Source, reading
from vault.exports.members import Members
from vault.exports.signal.backup_file import (
    ATTACHMENT,
    MALFORMED,
    STATEMENT,
    VERSION,
    Blob,
    Keys,
    NotTheKey,
    Sealed,
    decrypted,
    is_authentic,
    read_header,
    sealed_frames,
)
from vault.exports.signal.backup_rows import TABLES, Rows, place_of
from vault.exports.signal.backup_side import WANTED, Side
from vault.exports.signal.backup_sql import Statement, Statements, Table, number, sql_of, words
from vault.exports.signal.backup_types import BASE, DRAFT, Kind
from vault.exports.signal.export import account_key
from vault.exports.signal.people import APP, APP_NAME
from vault.exports.signal.wire import Malformed, fields_of
from vault.exports.streamed import Count, StreamedExport

KIND: SecretKind = "signal-30-digits"
ENDING = ".backup"
_DIGITS = 30
_SKIPPED_KINDS = range(3, 10)
_ROW = 1 << 3


def digits_of(typed: str) -> str:
    """The thirty digits as they were typed, in groups or not; "" if they cannot be that."""
    digits = "".join(typed.split()).replace("-", "")
    return digits if len(digits) == _DIGITS and digits.isascii() and digits.isdecimal() else ""


def open_backup(source: Source, answers: Answers) -> StreamedExport:
    """Raises SecretNeeded, WrongSecret, ExportDamaged, ExportIncomplete, UnsupportedVersion."""
    with ExitStack() as stack:
        members = stack.enter_context(Members(source))
        name = _name(members)
        stream = stack.enter_context(members.seekable(name))
        with reading(source.path):
            backup = _Backup(stream, source, answers, name)
        close = stack.pop_all().close
    return StreamedExport(
        source, APP, APP_NAME, "signal-backup", backup.key(), "All chats", backup.records, backup.give,
        system="android", close=close,
    )  # fmt: skip


def _name(members: Members) -> str:
    if len(members.names) == 1:
        return members.names[0]
    found = sorted(name for name in members.names if name.lower().endswith(ENDING))
    if not found:
        raise ExportIncomplete(members.path, f"signal-…{ENDING}")
    return found[-1]


class _Backup:
    """One opened backup."""

    def __init__(self, stream: BinaryIO, source: Source, answers: Answers, name: str) -> None:
        self._stream, self._path, self._name = stream, source.path, name
        header = read_header(stream, source.path, APP_NAME)
        if answers.secret is None:
            raise SecretNeeded(source.path, APP_NAME, KIND)
        digits = digits_of(answers.secret)
        if not digits:
            raise WrongSecret(source.path, APP_NAME, KIND, "form")
        self._keys = Keys.of(header, digits)
        try:
            self._tables, self._side = _Survey().of(self._frames())
        except NotTheKey:
            raise WrongSecret(source.path, APP_NAME, KIND) from None

    def key(self) -> str:
        """The account's, by the owner's profile key."""
        return account_key(self._side.profile_keys.get(self._side.owner, b""))

    def _frames(self) -> Iterator[Sealed]:
        return sealed_frames(self._stream, self._keys, self._path)

    def records(self, count: Count) -> Iterator[Record]:
        """Every frame is a record: messages, what belongs to them, and what shows nothing."""
        telling = _Telling(self._tables, self._side, Rows(self._side, self._text), count, self._name)
        with self._reading():
            for number_, frame in enumerate(self._frames(), 1):
                if frame.kind != VERSION:
                    count.record()
                    yield from telling.frame(frame, number_)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """The first pass has shown that the key fits: what does not now has changed since."""
        try:
            with reading(self._path):
                yield
        except NotTheKey:
            raise ExportDamaged(self._path, "it changed while it was read") from None

    def give(self, file: Attachment) -> Iterator[bytes]:
        """A file's bytes. Raises ExportMissing, ExportDamaged."""
        row = file.place.removeprefix(place_of(0).removesuffix("0"))
        blob = self._side.blobs.get(int(row)) if row.isascii() and row.isdecimal() and len(row) < 20 else None
        if blob is None:
            raise ExportMissing(self._path)
        return self._plain(blob)

    def _plain(self, blob: Blob) -> Iterator[bytes]:
        with reading(self._path):
            if not is_authentic(self._stream, self._keys, blob):
                raise ExportDamaged(self._path, "an attachment is not authentic")
            yield from decrypted(self._stream, self._keys, blob)

    def _text(self, row: int) -> str | None:
        blob = self._side.blobs.get(row)
        if blob is None or not is_authentic(self._stream, self._keys, blob):
            return None
        return b"".join(decrypted(self._stream, self._keys, blob)).decode("utf-8", "replace")


Tables = dict[str, tuple[str, ...]]


class _Survey:
    """The first pass."""

    def __init__(self) -> None:
        self._tables: Tables = {}
        self._readers: dict[tuple[str, tuple[str, ...]], Table] = {}
        self._statements, self._side = Statements(), Side()

    def of(self, frames: Iterator[Sealed]) -> tuple[Tables, Side]:
        """The columns of every table, and everything beside the messages."""
        for frame in frames:
            if frame.kind == STATEMENT:
                try:
                    self._statement(frame.data)
                except Malformed:
                    continue  # told in the second pass
            elif frame.kind == ATTACHMENT and frame.blob is not None:
                row = dict(fields_of(frame.data)).get(_ROW, 0)
                self._side.blobs[row] = frame.blob
        self._side.settle()
        return self._tables, self._side

    def _statement(self, data: bytes) -> None:
        sql, at = sql_of(data)
        statement = self._statements.of(sql)
        if statement.kind == "create":
            self._tables[statement.table] = statement.columns
        elif statement.kind == "insert" and statement.table in WANTED:
            table = reader(self._readers, self._tables, statement)
            self._side.take(statement.table, table, table.row(data, at))
        elif statement.kind == "insert" and statement.table == "message" and not self._side.owner:
            self._find_owner(reader(self._readers, self._tables, statement), data, at)

    def _find_owner(self, table: Table, data: bytes, at: int) -> None:
        """Nothing says who the owner is, but in newer tables every message has its sender."""
        if "from_recipient_id" in self._tables.get("message", ()):
            row = table.row(data, at)
            if Kind(number(row["type"])).outgoing:
                self._side.owner = words(row["from_recipient_id"])


def reader(known: dict[tuple[str, tuple[str, ...]], Table], tables: Tables, statement: Statement) -> Table:
    """How to read the rows of a statement: by its own columns, else by the table's."""
    key = statement.table, statement.columns
    if key not in known:
        wanted = WANTED.get(statement.table) or TABLES[statement.table]
        known[key] = Table(statement.columns or tables.get(statement.table, ()), wanted)
    return known[key]


class _Telling:
    """The second pass."""

    def __init__(self, tables: Tables, side: Side, rows: Rows, count: Count, name: str) -> None:
        self._tables, self._side, self._rows, self._count, self._name = tables, side, rows, count, name
        self._readers: dict[tuple[str, tuple[str, ...]], Table] = {}
        self._statements = Statements()
        self._told: set[str] = set()

    def frame(self, frame: Sealed, at: int) -> Iterator[Record]:
        """What a frame gives."""
        place = f"{self._name} frame {at}"
        if frame.kind == STATEMENT:
            try:
                yield from self._statement(frame.data, place)
            except Malformed:
                yield self._count.skip(place, "damaged")
        elif frame.kind == ATTACHMENT:
            self._count.part()
        elif frame.kind in _SKIPPED_KINDS:
            self._count.empty()
        else:
            yield self._count.skip(place, "damaged" if frame.kind == MALFORMED else "unknown-kind")

    def _statement(self, data: bytes, place: str) -> Iterator[Record]:
        sql, at = sql_of(data)
        statement = self._statements.of(sql)
        if statement.kind == "refused":
            yield self._count.skip(place, "unknown-kind")
        elif statement.kind == "insert" and statement.table in TABLES:
            yield from self._message(statement, reader(self._readers, self._tables, statement), data, at, place)
        elif statement.kind == "insert" and statement.table == "drafts":
            yield self._count.skip(place, "draft")
        elif statement.kind == "insert" and statement.table in WANTED:
            reader(self._readers, self._tables, statement).row(data, at)
            self._count.part()
        else:
            self._count.empty()

    def _message(self, statement: Statement, table: Table, data: bytes, at: int, place: str) -> Iterator[Record]:
        row = table.row(data, at)
        if number(row["type"]) & BASE == DRAFT:
            yield self._count.skip(place, "draft")
            return
        chat = self._rows.chat_of(row)
        if chat is None:
            yield self._count.skip(place, "unknown-chat")
        elif self._rows.is_earlier(row):
            self._count.part()
        else:
            message = self._rows.message(statement.table, row, chat, place)
            if chat.identity not in self._told:
                self._told.add(chat.identity)
                yield Conversation(chat.identity, APP, chat.chat)
            yield message
