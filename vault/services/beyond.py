"""What one backup holds beyond others: its messages by what the library knows of each, all else by its very bytes."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from vault.errors import ExportError
from vault.library.index import FilesInside, LibraryUnusable
from vault.progress import Progress
from vault.services.about import About
from vault.services.contents import FAULTS, SameExport, read_export
from vault.services.files_inside import LookInside
from vault.services.tidy_rules import Beyond
from vault.services.vault import OpenedVault

log = logging.getLogger(__name__)

_NOT_KNOWN = Beyond(known=False)


@dataclass(slots=True)
class BeyondOthers:
    """Asked by the rules. `abouts` by snapshot, as they are known now."""

    vault: OpenedVault
    abouts: Mapping[str, About] = field(repr=False)
    progress: Progress
    _look: LookInside = field(init=False, repr=False)
    _same: SameExport = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """With nothing looked into yet."""
        self._look = LookInside(self.vault, self.progress)
        self._same = SameExport(self.vault.repository)

    def __call__(self, snapshot: str, others: Sequence[str]) -> Beyond:
        """What of `snapshot` the others do not hold. Raises StorageErrors of the place, Cancelled."""
        self.progress.check_cancelled()
        if self._is_the_same_as_one_of(snapshot, others):
            return Beyond()
        by_messages = self._by_messages(snapshot, others)
        return self._by_files(snapshot, others) if by_messages.nothing else by_messages

    def _is_the_same_as_one_of(self, snapshot: str, others: Sequence[str]) -> bool:
        """Whether another is of the very same bytes: then it does not matter what is known of them."""
        mine = (snapshot, self.abouts[snapshot])
        return any(self._same.bytes(mine, (other, self.abouts[other])) for other in others if other != snapshot)

    def _by_messages(self, snapshot: str, others: Sequence[str]) -> Beyond:
        about = self.abouts[snapshot]
        if about.unread or not about.complete:
            return _NOT_KNOWN
        try:
            lacking = self.vault.library.lacking(snapshot, others)
        except LibraryUnusable:
            return _NOT_KNOWN
        if lacking is None or (lacking.unlisted and not (lacking.messages or lacking.with_files)):
            return _NOT_KNOWN
        return Beyond(lacking.messages, lacking.with_files)

    def _by_files(self, snapshot: str, others: Sequence[str]) -> Beyond:
        """Every file that is not read as messages must lie in another backup of the same chats, byte for byte."""
        inside = self._inside(snapshot)
        if inside is None or not inside.known:
            return _NOT_KNOWN
        lost, chats = inside.must_be_held(), self._chats(snapshot)
        for other in others:
            if not lost:
                break
            if other != snapshot and chats & self._chats(other):
                theirs = self._inside(other)
                lost.difference_update(theirs.held() if theirs else ())
        return Beyond(files=len(lost))

    def _chats(self, snapshot: str) -> set[tuple[str, str]]:
        return {(chat.app, chat.key) for chat in self.abouts[snapshot].listed()}

    def _inside(self, snapshot: str) -> FilesInside | None:
        """What files are in it, looked up or looked into; None where it cannot be read."""
        try:
            found = self.vault.library.files_of(snapshot)
            if found is None:
                stored = read_export(self.vault.repository, self.vault.repository.load_snapshot(snapshot))
                found = self._look(stored) if stored is not None else FilesInside(known=False)
                self.vault.library.keep_files(snapshot, found)
        except (ExportError, LibraryUnusable, *FAULTS) as error:
            log.info("not looked into: %s", error)
            return None
        return found
