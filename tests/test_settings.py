"""What this computer remembers survives a restart, a crash and a broken file."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from vault.settings import RestoreBookmark, Settings, VaultMemory

WHEN = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
MEMORY = VaultMemory(
    public_id="ab" * 32,
    folder="/somewhere/Chats",
    name="Chats",
    key_id="cd" * 32,
    keychain="SecretService.Keyring",
    sheet_number=2,
    sheet_made_on=WHEN,
    sheet_proved_on=WHEN,
    last_checked_on=WHEN,
    date_orders={"0123456789abcdef": "day-first"},
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.json"


def test_nothing_is_remembered_at_first_and_nothing_is_written(path: Path) -> None:
    settings = Settings(path)
    assert settings.vaults() == []
    assert settings.last_vault is None
    assert settings.memory("ab" * 32) is None
    assert not path.exists()


def test_a_vault_is_remembered_whole(path: Path) -> None:
    Settings(path).remember(MEMORY)
    again = Settings(path)
    assert again.memory(MEMORY.public_id) == MEMORY
    assert again.last_vault == MEMORY.public_id
    assert again.by_folder(Path("/somewhere/Chats")) == MEMORY
    assert again.by_folder(Path("/elsewhere")) is None


def test_the_vault_remembered_last_comes_first_and_none_twice(path: Path) -> None:
    settings = Settings(path)
    other = replace(MEMORY, public_id="ee" * 32, folder="/other")
    settings.remember(MEMORY)
    settings.remember(other)
    settings.remember(replace(MEMORY, sheet_number=3))
    assert [memory.public_id for memory in settings.vaults()] == [MEMORY.public_id, other.public_id]
    assert settings.vaults()[0].sheet_number == 3


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'{"vaults": [{"public_id": 7}]}', b'{"version": 99}', b"\xff\xfe", b'{"last_vault": "\xff"}'],
)
def test_an_unreadable_file_is_kept_aside(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    settings = Settings(path)
    assert settings.vaults() == []
    assert path.with_name("settings.json.broken").read_bytes() == content
    settings.remember(MEMORY)
    assert Settings(path).memory(MEMORY.public_id) == MEMORY


def test_times_without_a_zone_are_taken_as_utc(path: Path) -> None:
    Settings(path).remember(MEMORY)
    path.write_bytes(path.read_bytes().replace(b"12:00:00Z", b"12:00:00"))
    assert Settings(path).memory(MEMORY.public_id) == MEMORY


@pytest.mark.logs_warnings
def test_a_failed_write_leaves_the_old_file_and_stops_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(path)
    settings.remember(MEMORY)

    def no_room(handle: int) -> None:
        raise OSError(28, "no room")

    monkeypatch.setattr(os, "fsync", no_room)
    settings.remember(replace(MEMORY, sheet_number=9))
    assert settings.vaults()[0].sheet_number == 9
    assert Settings(path).memory(MEMORY.public_id) == MEMORY
    assert [entry.name for entry in path.parent.iterdir()] == ["settings.json"]


@pytest.mark.logs_warnings
def test_a_folder_that_cannot_be_made_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    settings = Settings(tmp_path / "file" / "settings.json")
    settings.remember(MEMORY)
    assert settings.memory(MEMORY.public_id) == MEMORY


def test_two_programs_do_not_overwrite_each_other(path: Path) -> None:
    window, terminal = Settings(path), Settings(path)
    other = replace(MEMORY, public_id="ee" * 32, folder="/other")
    window.remember(MEMORY)
    terminal.remember(other)
    assert window.memory(other.public_id) == other
    window.remember(replace(MEMORY, sheet_number=3))
    assert {memory.public_id for memory in Settings(path).vaults()} == {MEMORY.public_id, other.public_id}
    assert terminal.last_vault == MEMORY.public_id


def test_remembering_the_same_again_writes_nothing(path: Path) -> None:
    settings = Settings(path)
    settings.remember(MEMORY)
    before = path.stat().st_ino, path.stat().st_mtime_ns
    settings.remember(MEMORY)
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == before


def test_a_restore_is_bookmarked_and_forgotten(path: Path) -> None:
    settings = Settings(path)
    settings.keep_bookmark(RestoreBookmark("sheet", "/somewhere"))
    assert Settings(path).restore_bookmark == RestoreBookmark("sheet", "/somewhere")
    settings.remember(MEMORY)
    assert Settings(path).restore_bookmark == RestoreBookmark("sheet", "/somewhere")
    settings.keep_bookmark(None)
    again = Settings(path)
    assert again.restore_bookmark is None
    assert again.memory(MEMORY.public_id) == MEMORY
