"""Deeds on a disk in trouble: what stopped them, in our own errors, each of which has its words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.builders import Computer
from tests.torture.world import QUIET, World, export
from vault.errors import ChatVaultError
from vault.services.vault import OpenedVault
from vault.storage.reserve import NAME
from vault.ui.messages import BUG, words


def outcome(work: Callable[[], object]) -> ChatVaultError | None:
    """What the work raised; it must be something that there are words for."""
    error: ChatVaultError | None = None
    try:
        work()
    except ChatVaultError as raised:
        error = raised
    assert error is None or words(error) != BUG
    return error


def back_up(computer: Computer, vault: OpenedVault, world: World, *chats: str) -> ChatVaultError | None:
    """What stopped the backup, be it raised or reported."""
    reports: list[Any] = []
    paths = [export(world, chat) for chat in chats]
    raised = outcome(lambda: reports.append(computer.services.back_up.run(vault, paths, {}, QUIET)))
    failed = [failed.error for report in reports for failed in report.failed]
    return raised or (failed[0] if failed else None)


def reserve(world: World) -> int:
    """Bytes held back."""
    path = world.vault / NAME
    return path.stat().st_size if path.exists() else 0


def no_leftovers(world: World) -> bool:
    """Neither a file in the making nor a lock lies in the vault."""
    return not list(world.vault.rglob("*-tmp-*")) and not list((world.vault / "locks").iterdir())
