"""Browse: which chats the vault holds, merged over all their backups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from vault.services.vault import Desk, OpenedVault


@dataclass(frozen=True, slots=True)
class Backup:
    """One export of a chat in the vault: the snapshot's id, when it was made, the export's name and size in bytes."""

    snapshot: str
    time: datetime
    export: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Chat:
    """One chat. Counts are of different messages over all its `backups` (oldest first); `bytes` is their sum.

    `exact` is False where the library does not know every backup yet: counts are then those of the largest one.
    """

    id: str
    name: str
    app: str
    app_name: str
    messages: int
    attachments: int
    participants: tuple[str, ...]
    first: datetime | None
    last: datetime | None
    backups: tuple[Backup, ...]
    bytes: int
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Browse:
    """List chats. Reads the vault only."""

    desk: Desk

    def chats(self, vault: OpenedVault) -> list[Chat]:
        """All chats, the one with the newest message first."""
        raise NotImplementedError
