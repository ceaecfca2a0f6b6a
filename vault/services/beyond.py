"""What one backup holds beyond others: by the messages that the library knows of each, else by its very bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from vault.exports.file_kinds import kind_of_file
from vault.library.index import LibraryUnusable
from vault.progress import Progress
from vault.repository.prune_marks import needed_by
from vault.repository.stored_tree import files_below
from vault.services.about import About
from vault.services.contents import FAULTS, StoredExport, read_export
from vault.services.tidy_rules import Beyond
from vault.services.vault import OpenedVault

_NOT_KNOWN = Beyond(known=False)


@dataclass(slots=True)
class BeyondOthers:
    """Asked by the rules. `abouts` by snapshot, as they are known now."""

    vault: OpenedVault
    abouts: Mapping[str, About] = field(repr=False)
    progress: Progress

    def __call__(self, snapshot: str, others: Sequence[str]) -> Beyond:
        """What of `snapshot` the others do not hold. Raises UseUnknown, StorageErrors, Cancelled."""
        self.progress.check_cancelled()
        by_messages = self._by_messages(snapshot, others)
        if by_messages.nothing:
            return self._by_files(snapshot, others)
        if by_messages.known:
            return by_messages
        return Beyond() if self._has_all_bytes(snapshot, others) else _NOT_KNOWN

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
        """Photos of a folder that no message names are no message's: their bytes must lie in the others."""
        try:
            stored = self._stored(snapshot)
            if stored is None or not stored.node.is_folder:
                return Beyond() if stored else _NOT_KNOWN
            data = needed_by(self.vault.repository, others, self.progress)["data"]
            files = (
                file for file in files_below(self.vault.repository, stored.node)
                if kind_of_file(file.name) != "document"
            )  # fmt: skip
            lost = sum(any(data.find(bytes.fromhex(one)) < 0 for one in file.node.content) for file in files)
        except FAULTS:
            return _NOT_KNOWN
        return Beyond(files=lost)

    def _has_all_bytes(self, snapshot: str, others: Sequence[str]) -> bool:
        try:
            stored = self._stored(snapshot)
            if stored is None:
                return False
            data = needed_by(self.vault.repository, others, self.progress)["data"]
            nodes = (file.node for file in files_below(self.vault.repository, stored.node))
            return all(data.find(bytes.fromhex(one)) >= 0 for node in nodes for one in node.content)
        except FAULTS:
            return False

    def _stored(self, snapshot: str) -> StoredExport | None:
        return read_export(self.vault.repository, self.vault.repository.load_snapshot(snapshot))
