"""A library of an earlier version: its messages are read anew, what was read back on this computer stays known."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import apsw

from tests.library.messages import message
from vault.chats.conversation import Conversation
from vault.library.index import Library

KEY = bytes(range(32))
WHEN = datetime(2026, 5, 1, 9, tzinfo=UTC)


def test_an_earlier_version_is_made_over(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    library = Library(path, KEY)
    library.add("a" * 64, [Conversation("Anna", "whatsapp", "Anna"), message("Hello")], b"note")
    library.mark_read_back(["a" * 64], WHEN)
    library.close()
    connection = apsw.Connection(str(path))
    connection.pragma("cipher", "chacha20")
    connection.pragma("key", f"raw:{KEY.hex()}")
    connection.execute("UPDATE meta SET value = 1 WHERE name = 'version'; ALTER TABLE messages DROP COLUMN as_of")
    connection.close()
    library = Library(path, KEY)
    assert (library.notes(), library.chats()) == ({}, [])
    assert library.read_back() == {"a" * 64: WHEN}
    assert library.add("a" * 64, [Conversation("Anna", "whatsapp", "Anna"), message("Hello")]).new == 1
    library.close()
