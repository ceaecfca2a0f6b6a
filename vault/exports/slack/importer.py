"""Slack: exports as zip or folder, a folder or a file of days alone, and slackdump's two forms."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from vault.chats.attachment import Attachment
from vault.chats.conversation import Conversation
from vault.errors import NotAChat
from vault.exports.base import Answers, Record, Source
from vault.exports.database import MAGIC, Database
from vault.exports.members import Members
from vault.exports.slack.dump import Dump
from vault.exports.slack.export import APP, DAY, Workspace, day_records, days_of, records, top_of
from vault.exports.slack.message import Reader
from vault.exports.slack.text import Directory
from vault.exports.streamed import Count, StreamedExport

_ALL, _CHANNEL = "All channels", "Slack channel"


@dataclass(frozen=True, slots=True)
class SlackImporter:
    """Opens what Slack exports, and what slackdump saved."""

    app: str = APP
    version: int = 1
    formats: frozenset[str] = frozenset({"slack-day", "slack-export", "slackdump-db"})

    def open(self, source: Source, answers: Answers) -> StreamedExport:
        """Find the channels in it.

        Raises NotAChat, UnsupportedVersion, ExportDamaged, ExportMissing, ExportUnreadable and the Archive errors.
        """
        closing = ExitStack()
        try:
            members = closing.enter_context(Members(source))
            return _Opened(members, source, answers, closing).export()
        except BaseException:
            closing.close()
            raise


@dataclass(slots=True)
class _Opened:
    """One export on its way to be described; `closing` holds what is to be closed with it."""

    members: Members
    source: Source
    answers: Answers
    closing: ExitStack

    def export(self) -> StreamedExport:
        """Tell the forms apart. Raises NotAChat where it is none."""
        if database := self._database():
            return self._dump(database)
        if days := days_of(self.members):
            return self._workspace(days)
        if len(self.members.names) == 1:
            return self._days(self.members.names)
        raise NotAChat(self.source.path)

    def _database(self) -> str | None:
        return next(
            (name for name in self.members.names if name.lower().endswith((".sqlite", ".db", ".sqlite3"))
             and self.members.head(name, len(MAGIC)) == MAGIC),
            None,
        )  # fmt: skip

    def _dump(self, place: str) -> StreamedExport:
        main = self.closing.enter_context(self.members.seekable(place))
        log = f"{place}-wal"
        wal = self.closing.enter_context(self.members.seekable(log)) if log in self.members else None
        database = self.closing.enter_context(Database(main, self.source.path, wal))
        dump = Dump(database, self.members, place[: place.rfind("/") + 1], self.answers.me)
        dump.load()
        called = dump.name()
        return self._made("slackdump-db", called or _ALL, called or _ALL, dump.records)

    def _workspace(self, days: dict[str, list[str]]) -> StreamedExport:
        workspace = Workspace(self.members, top_of(self.members), self.answers.me)
        workspace.load()
        only = workspace.conversation(next(iter(days)).rpartition("/")[2]) if len(days) == 1 else None
        known = bool(workspace.channels or workspace.directory.people)
        if only is not None and not known and only.key == _CHANNEL:
            return self._days(next(iter(days.values())))
        key = called = only.name if only is not None and not known else self._named()
        return self._made(
            "slack-export" if known else "slack-day", key, called, lambda count: records(workspace, days, count)
        )

    def _named(self) -> str:
        """The workspace's name, which stands in the name of the file that Slack sends: "Birds Slack export Jan 1 …"."""
        before, found, _ = self.source.path.name.partition(" Slack export")
        return before.strip() if found and before.strip() else _ALL

    def _days(self, places: Sequence[str]) -> StreamedExport:
        """Days of one channel: which one it is, only its folder's name can tell."""
        path = self.source.path
        called = path.name if self.source.parts is not None and not DAY.fullmatch(path.name) else _CHANNEL
        chat = Conversation(called, APP, called)

        def read(count: Count) -> Iterator[Record]:
            yield chat
            reader = Reader(chat.key, self.members, ("",), Directory(), self.answers.me)
            for place in places:
                yield from day_records(self.members, place, reader, count)

        return self._made("slack-day", chat.key, chat.name, read)

    def _made(self, form: str, key: str, called: str, read: Callable[[Count], Iterator[Record]]) -> StreamedExport:
        return StreamedExport(
            self.source, app=APP, app_name="Slack", format=form, key=key, chat_name=called,
            read=read, give=self._give, close=self.closing.close,
        )  # fmt: skip

    def _give(self, file: Attachment) -> Iterator[bytes]:
        return self.members.read(file.place or file.name)
