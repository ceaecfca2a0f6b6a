"""HealthCheck: whether the vault holds what it should, and which chats are touched where it does not."""

from __future__ import annotations

from dataclasses import dataclass

from vault.progress import Progress
from vault.services.vault import Desk, OpenedVault


@dataclass(frozen=True, slots=True)
class HealthProblem:
    """`what` is a key (pack, blob, tree, snapshot, index, key, config…); `chats` the names of those touched."""

    what: str
    chats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Health:
    """The outcome. `read_all` tells whether every byte was read, `read_bytes` how many were."""

    ok: bool
    read_all: bool
    read_bytes: int
    problems: tuple[HealthProblem, ...]

    @property
    def chats(self) -> tuple[str, ...]:
        """Names of all chats that are touched by a problem."""
        return tuple(sorted({name for problem in self.problems for name in problem.chats}))


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """Check the vault; repairs and removes nothing."""

    desk: Desk

    def run(self, vault: OpenedVault, read_all: bool, progress: Progress) -> Health:
        """Check structure, and with `read_all` every byte. A good full check is remembered with its date."""
        raise NotImplementedError
