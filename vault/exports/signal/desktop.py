"""Signal's program for computers: its folder with `config.json`, `sql/db.sqlite` and `attachments.noindex`.

The database is SQLCipher's, with a key of 64 hex digits. Old versions wrote it into config.json; since 2024 it lies
there locked by the password safe of the computer that it is used on (vault.keychain.safe_storage opens that).
Each attachment has a key of its own, which only the database knows.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import BinaryIO, cast

from vault.chats.conversation import Conversation
from vault.errors import ExportDamaged, ExportIncomplete, SecretNeeded, WrongSecret
from vault.exports.base import Answers, Record, SecretKind, Source, reading
from vault.exports.database import Database, WithLog, text
from vault.exports.json_values import decode
from vault.exports.loose_json import Object, mapping, name, whole
from vault.exports.loose_json import text as json_text
from vault.exports.members import Members
from vault.exports.signal.desktop_people import DesktopPeople, base64_bytes
from vault.exports.signal.desktop_rows import DesktopRow, DesktopRows, files_of
from vault.exports.signal.export import account_key
from vault.exports.signal.files import BOTH, Lock, Lockbox
from vault.exports.signal.media import Found
from vault.exports.signal.people import APP, APP_NAME
from vault.exports.sqlcipher_pages import CipherPages, WrongPageKey
from vault.exports.streamed import Count, StreamedExport

KIND: SecretKind = "signal-desktop-key"
DATABASE, CONFIG, LOCAL_STATE, FILES = "sql/db.sqlite", "config.json", "Local State", "attachments.noindex/"
_MOST_CONFIG = 1024 * 1024
_KEY = 32
_SEALED_SINCE = 2  # version of an attachment that is encrypted
_FILE_COLUMNS = (
    "attachmenttype", "path", "size", "contenttype", "filename", "localkey", "version", "plaintexthash", "flags",
)  # fmt: skip
_KEYS = ("attachmentType", "path", "size", "contentType", "fileName", "localKey", "version", "plaintextHash", "flags")


def desktop_config(source: Source) -> tuple[bytes, bytes | None]:
    """config.json and, of Windows, `Local State`: what safe_storage needs to open the key.

    Raises ExportIncomplete where there is no config.json, and what reading raises.
    """
    with Members(source) as members:
        root = _root(members)
        if f"{root}{CONFIG}" not in members:
            raise ExportIncomplete(source.path, CONFIG)
        state = f"{root}{LOCAL_STATE}"
        return (
            members.content(f"{root}{CONFIG}", _MOST_CONFIG),
            members.content(state, _MOST_CONFIG) if state in members else None,
        )


def open_desktop(source: Source, answers: Answers) -> StreamedExport:
    """Raises SecretNeeded, WrongSecret, ExportDamaged, ExportIncomplete."""
    with ExitStack() as stack:
        members = stack.enter_context(Members(source))
        root = _root(members)
        key = _key(members, root, answers)
        streams = _streams(members, root, stack)
        with reading(source.path):
            try:
                pages = CipherPages(streams, key, source.path)
            except WrongPageKey:
                raise WrongSecret(source.path, APP_NAME, KIND) from None
            database = stack.enter_context(Database(cast(BinaryIO, pages), source.path))
            desktop = _Desktop(database, members, root)
        close = stack.pop_all().close
    return StreamedExport(
        source, APP, APP_NAME, "signal-desktop", account_key(desktop.people.profile_key), "All chats",
        desktop.records, desktop.box.give, close=close,
    )  # fmt: skip


def _root(members: Members) -> str:
    """Where Signal's folder is among the names, with `/` at the end. Raises ExportIncomplete."""
    found = [name for name in members.names if name == DATABASE or name.endswith(f"/{DATABASE}")]
    if not found:
        raise ExportIncomplete(members.path, DATABASE)
    return min(found, key=len)[: -len(DATABASE)]


def _key(members: Members, root: str, answers: Answers) -> bytes:
    """The answer, else what config.json has in the open. Raises SecretNeeded, WrongSecret."""
    if answers.secret is not None:
        key = _hex(answers.secret)
        if not key:
            raise WrongSecret(members.path, APP_NAME, KIND, "form")
        return key
    config = f"{root}{CONFIG}"
    told = mapping(decode(members.content(config, _MOST_CONFIG))) if config in members else {}
    key = _hex(name(told.get("key")))
    if not key:
        raise SecretNeeded(members.path, APP_NAME, KIND)
    return key


def _hex(written: str) -> bytes:
    try:
        key = bytes.fromhex(written.strip())
    except ValueError:
        return b""
    return key if len(key) == _KEY else b""


def _streams(members: Members, root: str, stack: ExitStack) -> BinaryIO:
    """The database with its log laid over it, both still sealed."""
    main = stack.enter_context(members.seekable(f"{root}{DATABASE}"))
    log = f"{root}{DATABASE}-wal"
    if log not in members or not members.size(log):
        return main
    return cast(BinaryIO, WithLog(main, stack.enter_context(members.seekable(log))))


@dataclass(frozen=True, slots=True)
class _Columns:
    """What is selected of a message: a column where there is one, else NULL."""

    sql: str

    @classmethod
    def of(cls, database: Database) -> _Columns:
        has = {column: database.has("messages", column) for column in ("body", "type", "sent_at", "json")}
        if not database.has("messages", "id", "conversationid"):
            return cls("")
        source = next((c for c in ("sourceserviceid", "sourceuuid", "source") if database.has("messages", c)), "")
        chosen = [f"CAST({c} AS BLOB)" if c and has.get(c, True) else "NULL"
            for c in ("id", "conversationid", "type", "body", source, "json")]  # fmt: skip
        sent = "sent_at" if has["sent_at"] else "NULL"
        return cls(f"SELECT rowid, {sent}, {', '.join(chosen)} FROM messages")  # noqa: S608 - our own names


class _Desktop:
    """An opened database and the files beside it."""

    def __init__(self, database: Database, members: Members, root: str) -> None:
        self._database, self._members, self._root = database, members, root
        self._sql = _Columns.of(database).sql
        if not self._sql or not database.has("conversations", "id", "json"):
            raise ExportDamaged(members.path, "no messages in it")
        self.people = DesktopPeople.of(database)
        self.box = Lockbox(members, lambda: self.records(Count()))
        self._in_table = database.has("message_attachments", "messageid", *_FILE_COLUMNS[:3])

    def records(self, count: Count) -> Iterator[Record]:
        """Every conversation is a part of the picture, every row of messages a record."""
        count.record(self.people.rows)
        count.part(self.people.rows)
        rows = DesktopRows(self.people, self._calls(), self._find, self.box.text)
        with_files = self._with_files()
        told: set[str] = set()
        for number, sent, key, chat_id, *columns in self._database.rows(self._sql):
            count.record()
            place = f"{DATABASE} message {number}"
            chat = self.people.by_id.get(text(chat_id))
            if chat is None:
                yield count.skip(place, "unknown-chat")
                continue
            row = self._row(sent, key, columns, with_files)
            message = rows.message(row, chat, place) if row else None
            if message is None:
                yield count.skip(place, "unknown-kind" if row else "damaged")
                continue
            if chat.identity not in told:
                told.add(chat.identity)
                yield Conversation(chat.identity, APP, chat.chat)
            yield message

    def _row(self, sent: object, key: object, columns: list[object], with_files: set[bytes]) -> DesktopRow | None:
        kind, body, source, data = columns
        told = decode(data if isinstance(data, bytes) else b"")
        if not isinstance(told, dict):
            return None
        files = files_of(told)
        if isinstance(key, bytes) and key in with_files:
            for file in self._table_rows(key):
                files.setdefault(name(file.get("attachmentType")), []).append(file)
        when = sent if isinstance(sent, int) else whole(sent)
        return DesktopRow(
            text(kind) or name(told.get("type")),
            when if when is not None else whole(told.get("sent_at")) or 0,
            text(body) or json_text(told.get("body")),
            text(source),
            told,
            files,
        )

    def _calls(self) -> dict[str, tuple[str, str, str]]:
        if not self._database.has("callshistory", "callid", "type", "direction", "status"):
            return {}
        columns = ", ".join(f"CAST({column} AS BLOB)" for column in ("callid", "type", "direction", "status"))
        sql = f"SELECT {columns} FROM callshistory"  # noqa: S608 - our own names
        return {text(key): (text(kind), text(way), text(how)) for key, kind, way, how in self._database.rows(sql)}

    def _with_files(self) -> set[bytes]:
        """Ids of the messages that have rows in the table of files."""
        if not self._in_table:
            return set()
        sql = "SELECT DISTINCT CAST(messageid AS BLOB) FROM message_attachments"
        return {key for (key,) in self._database.rows(sql) if isinstance(key, bytes)}

    def _table_rows(self, key: bytes) -> Iterator[Object]:
        columns = [
            f"CAST({c} AS BLOB)" if self._database.has("message_attachments", c) else "NULL" for c in _FILE_COLUMNS
        ]
        root = "AND editHistoryIndex = -1" if self._database.has("message_attachments", "edithistoryindex") else ""
        sql = f"SELECT {', '.join(columns)} FROM message_attachments WHERE messageid = CAST(? AS TEXT) {root}"  # noqa: S608
        for row in self._database.rows(sql, (key,)):
            yield dict(zip(_KEYS, (text(value) for value in row), strict=True))

    def _find(self, file: Object) -> Found | None:
        """Where the bytes of a file are, if they are here."""
        path = name(file.get("path")).replace("\\", "/")
        place = f"{self._root}{FILES}{path}"
        if not path or place not in self._members:
            return None
        size, digest = whole(file.get("size")), name(file.get("plaintextHash")).lower()
        key = base64_bytes(name(file.get("localKey")))
        sha256 = digest if len(digest) == BOTH and _hex(digest) else ""
        if (whole(file.get("version")) or 1) < _SEALED_SINCE:
            self.box.put(place, Lock(b"", self._members.size(place)))
            return Found(place, self._members.size(place))
        if len(key) != BOTH or size is None or size < 0:
            return None
        self.box.put(place, Lock(key, size, bytes.fromhex(sha256)))
        return Found(place, size, sha256)
