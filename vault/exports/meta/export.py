"""Opens a download by Facebook or Instagram: what Messenger's and Instagram's importers have in common."""

from __future__ import annotations

from dataclasses import dataclass

from vault.errors import ExportIncomplete, NotReadYet
from vault.exports.base import Answers, Question, Source
from vault.exports.members import Members, members_of
from vault.exports.meta.owner import OwnerFound, Present, owner_of, present_in
from vault.exports.meta.reader import MetaReader, named
from vault.exports.meta.threads import Part, has_pages, threads_of
from vault.exports.streamed import StreamedExport

ALL = "All chats"


@dataclass(frozen=True, slots=True)
class MetaApp:
    """Which app it is: keys of exports.formats for a download in JSON (a lone file, a whole one) and in HTML."""

    app: str
    app_name: str
    lone: str
    whole: str
    pages: str


def open_download(app: MetaApp, source: Source, answers: Answers) -> StreamedExport:
    """Open it. Raises NotReadYet for a download in HTML, ExportIncomplete without any thread, and as Members does."""
    with members_of(source) as members:
        return _opened(app, source, answers, members)


def _opened(app: MetaApp, source: Source, answers: Answers, members: Members) -> StreamedExport:
    threads = _threads(members)
    if not threads:
        if has_pages(members.names):
            raise NotReadYet(source.path, app.app_name, app.pages)
        raise ExportIncomplete(source.path, "message_1.json")
    only = present_in(members, threads[0][0].name) if len(threads) == 1 else None
    owner = owner_of(members, [parts[0].name for parts in threads], answers.me, only)
    key, name = _whole(threads, owner, only)
    reader = MetaReader(app.app, members, threads, owner.me)
    return StreamedExport(
        source,
        app=app.app,
        app_name=app.app_name,
        format=app.lone if len(members.names) == 1 else app.whole,
        key=key,
        chat_name=name,
        read=reader.read,
        give=lambda file: members.read(file.place or file.name),
        close=members.close,
        question=question_about(owner),
    )


def question_about(owner: OwnerFound) -> Question | None:
    """What to ask while it is open who is who."""
    return None if owner.me or not owner.candidates else Question("me", owner.candidates)


def _threads(members: Members) -> list[list[Part]]:
    """The threads; a single file counts as one whatever it is called: detection has looked into it."""
    found = threads_of(members.names)
    if not found and len(members.names) == 1 and not has_pages(members.names):
        return [[Part(members.names[0], "", 1)]]
    return found


def _whole(threads: list[list[Part]], owner: OwnerFound, only: Present | None) -> tuple[str, str]:
    """Key and name: the account's, or the thread's where there is only one."""
    if len(threads) > 1:
        return owner.account or "account", ALL
    return named(threads[0][0], {"title": only.title, "thread_path": only.path} if only else {})
