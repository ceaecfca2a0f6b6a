"""Restore: chats back into a new folder, every file read again, compared and counted. Never writes to the vault."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from vault.progress import Progress
from vault.services.vault import Desk, OpenedVault

if TYPE_CHECKING:
    from vault.repository.tree import Node
    from vault.services.about import About


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """One export to write to `target`: size in bytes, and the messages that it must have (None: unknown)."""

    chat: str
    app: str
    app_name: str
    export: str
    target: Path
    bytes: int
    messages: int | None
    snapshot: str
    node: Node = field(repr=False)
    about: About | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something that could not be brought back whole.

    `why` is a key: damaged, missing (parts of the vault are not there), changed (other bytes than were stored),
    not-identical (the disk did not keep what was written), miscounted (other messages than before), not-written.
    """

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class RestorePlan:
    """What would be written where; shown before anything is. Sizes in bytes; `free` None where it cannot be known."""

    folder: Path
    files: tuple[PlannedFile, ...]
    unreadable: tuple[Unreadable, ...]
    needed: int
    free: int | None

    @property
    def messages(self) -> int:
        """Messages that the planned files must have, together."""
        return sum(file.messages or 0 for file in self.files)


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """What came back: `restored` `of` so many files, `compared` of them byte for byte, with their messages counted."""

    folder: Path
    restored: int
    of: int
    compared: int
    bytes: int
    messages: int
    messages_expected: int
    unreadable: tuple[Unreadable, ...]

    @property
    def identical(self) -> bool:
        """Everything came back, everything was compared, every message counted."""
        whole = self.restored == self.of == self.compared
        return whole and self.messages == self.messages_expected and not self.unreadable


@dataclass(frozen=True, slots=True)
class Restore:
    """Bring chats back."""

    desk: Desk

    def new_folder(self, parent: Path) -> Path:
        """A dated folder below `parent` that does not exist yet: "Chats restored 2026-11-23"."""
        raise NotImplementedError

    def plan(self, vault: OpenedVault, chats: Sequence[str] | None, folder: Path) -> RestorePlan:
        """What would be done. `chats` are ids or names, None for all.

        Raises NoSuchBackup (its name), FolderInTheWay, NotEnoughSpace; writes nothing.
        """
        raise NotImplementedError

    def run(self, vault: OpenedVault, plan: RestorePlan, progress: Progress) -> RestoreReport:
        """Do it. What is damaged is listed and the rest comes back; a StorageError of the target stops the work."""
        raise NotImplementedError
