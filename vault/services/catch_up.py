"""Bringing the library up to date: what another computer stored, or what was lost here, is read from the vault."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from vault.errors import ExportError
from vault.exports.base import Answers, DateOrder
from vault.exports.plain_file import FORMAT, PlainFileImporter
from vault.library.index import LibraryUnusable, Merged
from vault.progress import Progress
from vault.repository.snapshot import Snapshot
from vault.services.about import About
from vault.services.contents import FAULTS, Note, StoredExport, encode_note, notes_of, read_export, source_of
from vault.services.date_orders import DateOrders, as_date_order
from vault.services.local_zone import local_zone
from vault.services.opening import importer_version, reopened
from vault.services.vault import OpenedVault

log = logging.getLogger(__name__)

_CHECK_EVERY = 256  # records


def catch_up(vault: OpenedVault, progress: Progress) -> bool:
    """Read into the library what it does not know, and forget what the vault no longer has.

    Returns whether it knows everything now; a damaged backup is left out and does not stop the rest. Raises Cancelled
    and PlaceMissing.
    """
    try:
        return _catch_up(vault, progress)
    except LibraryUnusable as error:
        log.info("library not brought up to date: %s", error)
        return False


def list_export(vault: OpenedVault, stored: StoredExport, orders: DateOrders, progress: Progress) -> Merged:
    """Read a stored export into the library. Raises LibraryUnusable, ExportError, Damaged, StorageError, Cancelled."""
    about = stored.about
    order = order_for(about, orders)
    note = encode_note(stored.snapshot, about, order, importer_version(about.app))
    with reopened(source_of(vault.repository, stored), answers_for(about, order), as_file(about)) as export:
        return vault.library.add(stored.snapshot.id, _until_it_breaks(export.records(), progress), note)


def as_file(about: About) -> PlainFileImporter | None:
    """How to open a stored file that no importer reads; None for an export that one read when it came in."""
    if about.format != FORMAT:
        return None
    return PlainFileImporter(about.app, about.app_name, about.key, about.chat)


def order_for(about: About, orders: DateOrders) -> DateOrder | None:
    """How to read the dates of a stored export: as it was read when it came in, or as was answered since."""
    return as_date_order(about.date_order) or orders.of(about.app, about.key)


def answers_for(about: About, order: DateOrder | None = None) -> Answers:
    """What makes a stored export read the same as when it came in; `order` where that left the dates open."""
    zone = None if about.zone == local_zone() else about.zone
    return Answers(as_date_order(about.date_order) or order, zone)


def _catch_up(vault: OpenedVault, progress: Progress) -> bool:
    notes, snapshots = notes_of(vault), vault.repository.snapshots()
    vault.library.forget(notes.keys() - set(vault.repository.backend.list("snapshots")))
    orders, missed = DateOrders.known_to(vault), 0
    for number, snapshot in enumerate(snapshots):
        progress.check_cancelled()
        progress.update("counting", number, len(snapshots))
        if not _is_listed(notes.get(snapshot.id), orders):
            missed += not _list(vault, snapshot, orders, progress)
    progress.update("counting", len(snapshots), len(snapshots))
    return not missed


def _is_listed(note: Note | None, orders: DateOrders) -> bool:
    """Whether an export is in the library as well as can be: by the newest importer, with its dates if known."""
    if note is None or note.about is None:
        return note is not None
    if note.importer < importer_version(note.about.app):
        return False
    dates_are_open = note.about.date_order is None and note.order is None
    return not (dates_are_open and order_for(note.about, orders))


def _list(vault: OpenedVault, snapshot: Snapshot, orders: DateOrders, progress: Progress) -> bool:
    """Whether it went in; what is not a chat of ours is noted as such."""
    try:
        stored = read_export(vault.repository, snapshot)
        if stored is None:
            vault.library.add(snapshot.id, (), encode_note(snapshot, None))
        else:
            list_export(vault, stored, orders, progress)
    except (*FAULTS, ExportError) as error:
        log.info("backup not listed: %s", error)
        return False
    return True


def _until_it_breaks(records: Iterator[object], progress: Progress) -> Iterator[object]:
    """The records of an export as far as they can be read; damage of the vault passes through."""
    try:
        for number, record in enumerate(records):
            if number % _CHECK_EVERY == 0:
                progress.check_cancelled()
            yield record
    except ExportError as error:
        log.info("export read in part: %s", error)
