"""Locks that a killed process left: cleared without a question where they are certainly this computer's own."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from tests.repository.test_lock import ended_process, somebodys
from tests.repository.vaults import CIPHER
from vault.repository.lock import Lock, clear_dead
from vault.repository.process import this_process
from vault.repository.sealed_files import SealedFiles
from vault.repository.tree import format_time
from vault.storage.memory import MemoryBackend


def test_only_locks_of_this_computer_s_dead_are_cleared() -> None:
    backend = MemoryBackend()
    files = SealedFiles(backend, CIPHER, compresses=True)
    machine, boot, _, started = this_process().split(":")
    living = Lock(backend, files)
    elsewhere = somebodys(files, exclusive=False, pid=ended_process())
    foreign = files.save("locks", _marked(f"another:{boot}:{ended_process()}:1"))
    gone = files.save("locks", _marked(f"{machine}:{boot}:{ended_process()}:{started}"))
    backend.files["locks", "ab" * 32] = b"no lock"
    clear_dead(backend, files)
    assert gone not in backend.list("locks")
    assert {elsewhere, foreign, "ab" * 32} < set(backend.list("locks"))
    assert len(backend.list("locks")) == 4
    living.release()
    backend.present = False
    clear_dead(backend, files)


def _marked(owner: str) -> bytes:
    fields = {"time": format_time(datetime.now(UTC)), "exclusive": True, "hostname": "x", "username": "u", "pid": 1}
    return msgspec.json.encode({**fields, "chat_vault_owner": owner})
