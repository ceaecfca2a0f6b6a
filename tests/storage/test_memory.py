"""The place in memory keeps the contract of the real one."""

from __future__ import annotations

import pytest

from tests.contracts.backend_contract import BackendContract
from vault.errors import NoPermission
from vault.storage.backend import Backend
from vault.storage.memory import MemoryBackend


class TestMemoryBackend(BackendContract):
    @pytest.fixture
    def backend(self) -> MemoryBackend:
        return MemoryBackend()

    def remove_place(self, backend: Backend) -> None:
        assert isinstance(backend, MemoryBackend)
        backend.files.clear()
        backend.present = False

    def refuse_writing(self, backend: Backend) -> None:
        assert isinstance(backend, MemoryBackend)
        backend.writable = False

    def fill(self, backend: Backend) -> None:
        assert isinstance(backend, MemoryBackend)
        backend.room = 3

    def add_other_file(self, backend: Backend) -> None:
        assert isinstance(backend, MemoryBackend)
        backend.other_files = True


def test_room_is_used_up() -> None:
    backend = MemoryBackend()
    backend.room = 10
    backend.save("data", "a" * 64, b"1234")
    assert backend.free_space() == 6


def test_a_read_only_place_cannot_be_made() -> None:
    backend = MemoryBackend()
    backend.writable = False
    with pytest.raises(NoPermission):
        backend.create()


def test_has_the_name_it_was_given() -> None:
    assert MemoryBackend("a stick").place == "a stick"
