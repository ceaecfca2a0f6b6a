"""Opening an export with what is known of its chat: an order of dates that a person told us once is not asked again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from vault.chats.conversation import Conversation
from vault.errors import ArchiveCutOff, ArchiveEncrypted, ArchiveRefused, NotAChat
from vault.exports.base import Answers, Export, Importer, Source
from vault.exports.detect import IMPORTERS, detect
from vault.exports.plain_file import PlainFileImporter
from vault.services.date_orders import DateOrders

NO_IMPORTER = (NotAChat, ArchiveCutOff, ArchiveEncrypted, ArchiveRefused)
"""Why nothing reads a file that can be kept as a file all the same."""


@dataclass(frozen=True, slots=True)
class OpenedExport:
    """An export that is being read.

    `importer` is its version. `chat` is what the export is about. `order_answered`: the export does not show the
    order of its dates, a person did.
    """

    source: Source = field(repr=False)
    export: Export
    importer: int
    chat: Conversation
    order_answered: bool


@contextmanager
def opened(source: Source, answers: Answers, orders: DateOrders | None) -> Iterator[OpenedExport]:
    """Open an export, its dates read by the answer given now, or known of its chat, where the export leaves them open.

    Raises ExportErrors.
    """
    importer = detect(source)
    with importer.open(source, replace(answers, date_order=None)) as export:
        chat = _chat_of(export)
        order = answers.date_order or (orders.of(chat.app, chat.key) if orders else None)
        if export.question is None or order is None:
            yield OpenedExport(source, export, importer_version(export.app), chat, order_answered=False)
            return
    yield from _answered(importer, source, replace(answers, date_order=order))


def importer_version(app: str) -> int:
    """The version of the importers of this app's exports, all together: it rises when one of them learns something.

    0 where there is none any more.
    """
    return sum(importer.version for importer in IMPORTERS if importer.app == app)


def _answered(importer: Importer, source: Source, answers: Answers) -> Iterator[OpenedExport]:
    with importer.open(source, answers) as export:
        yield OpenedExport(source, export, importer_version(export.app), _chat_of(export), order_answered=True)


def _chat_of(export: Export) -> Conversation:
    """What its records begin with."""
    first = next(iter(export.records()), None)
    if isinstance(first, Conversation):
        return first
    return Conversation(key=export.chat_name, app=export.app, name=export.chat_name)


@contextmanager
def opened_as_file(source: Source, importer: PlainFileImporter) -> Iterator[OpenedExport]:
    """Open a file that no importer reads, to be kept bit for bit. Raises ExportMissing, ExportUnreadable."""
    with importer.open(source, Answers()) as export:
        yield OpenedExport(source, export, importer.version, _chat_of(export), order_answered=False)


@contextmanager
def reopened(source: Source, answers: Answers, as_file: PlainFileImporter | None = None) -> Iterator[Export]:
    """Open an export that came in before, with the answers that it was read with then. Raises ExportErrors.

    One that came in as a file is read by an importer that has learnt to by now, and else stays what it is.
    """
    try:
        importer: Importer = detect(source)
    except NO_IMPORTER:
        if as_file is None:
            raise
        importer = as_file
    with importer.open(source, answers) as export:
        yield export
