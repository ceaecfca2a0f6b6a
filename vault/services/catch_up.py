"""Bringing the library up to date: what another computer stored, or what was lost here, is read from the vault.

So is what could not be read when it came in, once its key is known or an importer has learnt.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

import msgspec

from vault.errors import ExportError
from vault.exports.base import Answers, Source
from vault.exports.plain_file import FORMAT, PlainFileImporter
from vault.library.index import LibraryUnusable, Merged
from vault.progress import Progress
from vault.repository.snapshot import Snapshot
from vault.services.about import About
from vault.services.contents import (
    FAULTS,
    Note,
    SameExport,
    StoredExport,
    encode_note,
    notes_of,
    read_export,
    renewed,
    source_of,
)
from vault.services.known_answers import KnownAnswers, as_date_order
from vault.services.local_zone import local_zone
from vault.services.missing_backups import forget_gone
from vault.services.opening import OpenedExport, importer_version, records_of, reopened
from vault.services.storing import chat_of
from vault.services.tally import Tally
from vault.services.understanding import known_format, why_unread
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


def list_export(vault: OpenedVault, stored: StoredExport, known: KnownAnswers, progress: Progress) -> Merged:
    """Read a stored export into the library; one that cannot be read yet is noted as such.

    Raises LibraryUnusable, ExportErrors of another kind, Damaged, StorageError, Cancelled.
    """
    about, source = stored.about, source_of(vault.repository, stored)
    answers = answers_for(about, known)
    try:
        with reopened(source, answers, known, as_file(about)) as found:
            listing = _Listing(stored, found, known, progress)
            return vault.library.add(stored.snapshot.id, listing.records(), listing.note, about.modified)
    except ExportError as error:
        unread = why_unread(error, source)
        if not unread:
            raise
        log.info("export not read: %s", error)
        still = msgspec.structs.replace(about, unread=unread) if about.unread else about
        note = encode_note(stored.snapshot, still, None, _version(still, source), _read_by(still, known))
        return vault.library.add(stored.snapshot.id, (), note)


def as_file(about: About) -> PlainFileImporter | None:
    """How to open a stored file that no importer reads; None for an export that one read when it came in."""
    if about.format != FORMAT:
        return None
    return PlainFileImporter(about.app, about.app_name, about.key, about.chat)


def answers_for(about: About, known: KnownAnswers) -> Answers:
    """What makes a stored export read the same as when it came in, or as was answered since."""
    said = known.of(about.app, about.key)
    order = as_date_order(about.date_order) or as_date_order(said.date_order)
    zone = said.zone or (about.zone if about.zone_answered or about.zone != local_zone() else None)
    return Answers(order, zone, about.secret, said.me or about.me, said.columns or about.columns)


class _Listing:
    """An export on its way into the library: counted as it passes, so that its note tells what was found."""

    def __init__(self, stored: StoredExport, found: OpenedExport, known: KnownAnswers, progress: Progress) -> None:
        self._stored, self._found, self._known, self._progress = stored, found, known, progress
        self._tally = Tally()
        self._broken = False

    def records(self) -> Iterator[object]:
        """As far as they can be read; damage of the vault passes through."""
        try:
            for number, record in enumerate(records_of(self._found.export)):
                if number % _CHECK_EVERY == 0:
                    self._progress.check_cancelled()
                self._tally.add(record)
                yield record
        except ExportError as error:
            self._broken = True
            log.info("export read in part: %s", error)

    def note(self) -> bytes:
        """What is known of it now."""
        about, order = self._about(self._stored.about), self._found.answers.date_order
        read_by = _read_by(about, self._known)
        return encode_note(self._stored.snapshot, about, order, importer_version(about.app), read_by)

    def _about(self, about: About) -> About:
        """With the counts of this reading: an importer may have learnt, or a key been found."""
        export, tally = self._found.export, self._tally
        changes: dict[str, object] = {
            "messages": tally.messages,
            "attachments": tally.attachments,
            "participants": tally.participants,
            "first": tally.first,
            "last": tally.last,
            "chats": [chat_of(chat) for chat in tally.chats.values()],
            "complete": not self._broken,
        }
        if about.unread:
            changes |= {"unread": "", "app": export.app, "app_name": export.app_name, "format": export.format,
                        "key": export.key, "chat": export.chat_name, "secret": self._found.answers.secret,
                        "secret_kind": self._found.secret_kind, "date_order": export.date_order}  # fmt: skip
        elif about.format == FORMAT and export.format != FORMAT:
            changes |= {"app": export.app, "app_name": export.app_name, "key": export.key, "chat": export.chat_name}
        return msgspec.structs.replace(about, **changes)


def _catch_up(vault: OpenedVault, progress: Progress) -> bool:
    notes, snapshots = notes_of(vault), vault.repository.snapshots()
    forget_gone(vault)
    known, missed = KnownAnswers.known_to(vault), 0
    waiting = [snapshot for snapshot in snapshots if not _is_listed(notes.get(snapshot.id), known)]
    abouts = {**_abouts(vault, waiting), **{key: note.about for key, note in notes.items() if note.about}}
    hidden = renewed(abouts, snapshots, SameExport(vault.repository))
    for number, snapshot in enumerate(waiting):
        progress.check_cancelled()
        progress.update("counting", number, len(waiting))
        if snapshot.id in hidden:
            continue
        missed += not _list(vault, snapshot, known, progress)
        known = KnownAnswers.known_to(vault)  # with the key of this one, others may open
    progress.update("counting", len(waiting), len(waiting))
    return not missed


def _abouts(vault: OpenedVault, snapshots: list[Snapshot]) -> dict[str, About]:
    """What these backups say of themselves, as far as they can be read."""
    found: dict[str, About] = {}
    for snapshot in snapshots:
        with suppress(*FAULTS):
            stored = read_export(vault.repository, snapshot)
            if stored is not None:
                found[snapshot.id] = stored.about
    return found


def _is_listed(note: Note | None, known: KnownAnswers) -> bool:
    """Whether an export is in the library as well as can be: by the newest importer, with all that is known of it."""
    if note is None or note.about is None:
        return note is not None
    about = note.about
    if note.importer < importer_version(about.app):
        return False
    if note.read_by and note.read_by != _read_by(about, known):
        return False
    dates_are_open = about.date_order is None and note.order is None
    return not (dates_are_open and answers_for(about, known).date_order)


def _list(vault: OpenedVault, snapshot: Snapshot, known: KnownAnswers, progress: Progress) -> bool:
    """Whether it went in; what is not a chat of ours is noted as such."""
    try:
        stored = read_export(vault.repository, snapshot)
        if stored is None:
            vault.library.add(snapshot.id, (), encode_note(snapshot, None))
        else:
            list_export(vault, stored, known, progress)
    except (*FAULTS, ExportError) as error:
        log.info("backup not listed: %s", error)
        return False
    return True


def _version(about: About, source: Source) -> int:
    """Of the importer that could not read it."""
    known = known_format(source)
    return importer_version(known.app if known else about.app)


def _read_by(about: About, known: KnownAnswers) -> str:
    """A mark of everything that an export was read by, but for the order of its dates; it tells nothing of it."""
    answers = replace(answers_for(about, known), date_order=None)
    tried = () if about.secret else [secret for kind in known.kinds() for secret in known.secrets(kind)]
    plain = repr((answers.zone, answers.me, answers.columns, tried if about.unread else ()))
    return hashlib.blake2b(plain.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
