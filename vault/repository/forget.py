"""Taking backups out of the list. What only they hold stays at the place until a tidying; see prune."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vault.repository.repository import Repository


def forget(repository: Repository, snapshot_ids: Iterable[str]) -> None:
    """Remove these backups under an exclusive lock; one that is gone already is no fault.

    InUseElsewhere; StorageErrors: those that are gone by then stay gone.
    """
    with repository.exclusively() as session:
        session.remove_snapshots(snapshot_ids)
