"""Room held back: who gets it, how much of it, and that it grows again."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from vault.errors import DiskFull
from vault.storage.backend import Kind
from vault.storage.local import LocalBackend
from vault.storage.reserve import NAME, RESERVE_BYTES


class Usage(NamedTuple):
    free: int


@pytest.fixture
def backend(tmp_path: Path) -> LocalBackend:
    backend = LocalBackend(tmp_path)
    backend.create()
    backend.keep_reserve()
    return backend


def held(backend: LocalBackend) -> int:
    return (Path(backend.place) / NAME).stat().st_size


def full_until(monkeypatch: pytest.MonkeyPatch, backend: LocalBackend, left: int) -> None:
    """The disk takes nothing while more than `left` bytes are held back."""
    real = os.write

    def write(descriptor: int, data: Any) -> int:
        if held(backend) > left:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(descriptor, data)

    monkeypatch.setattr(os, "write", write)


def save(backend: LocalBackend, kind: Kind, size: int) -> str:
    data = bytes(size)
    name = hashlib.sha256(data).hexdigest()
    backend.save(kind, name, data)
    return name


def test_is_kept_and_is_no_file_of_somebody_else(backend: LocalBackend) -> None:
    assert held(backend) == RESERVE_BYTES
    assert not backend.holds_other_files()
    backend.keep_reserve()
    assert held(backend) == RESERVE_BYTES


def test_gives_no_more_than_is_needed(backend: LocalBackend, monkeypatch: pytest.MonkeyPatch) -> None:
    full_until(monkeypatch, backend, RESERVE_BYTES - 1)
    assert backend.list("locks") == [] != [save(backend, "locks", 200)]
    assert RESERVE_BYTES - (128 << 10) < held(backend) < RESERVE_BYTES


@pytest.mark.parametrize(("kind", "size"), [("index", 1 << 20), ("data", 400_000), ("snapshots", 500)])
def test_gives_until_it_fits(backend: LocalBackend, monkeypatch: pytest.MonkeyPatch, kind: Kind, size: int) -> None:
    full_until(monkeypatch, backend, 0)
    assert backend.list(kind) == [] != [save(backend, kind, size)]
    assert held(backend) == 0


def test_a_large_pack_gets_nothing(backend: LocalBackend, monkeypatch: pytest.MonkeyPatch) -> None:
    full_until(monkeypatch, backend, 0)
    with pytest.raises(DiskFull):
        save(backend, "data", 600_000)
    assert held(backend) == RESERVE_BYTES


def test_a_disk_that_stays_full_says_so(backend: LocalBackend, monkeypatch: pytest.MonkeyPatch) -> None:
    full_until(monkeypatch, backend, -1)
    with pytest.raises(DiskFull):
        save(backend, "locks", 200)
    assert backend.list("locks") == []


@pytest.mark.parametrize(("free", "grown"), [(0, 0), (100_000, 0), (200_000, 131_072), (1 << 30, RESERVE_BYTES)])
def test_grows_again_as_far_as_there_is_room(
    backend: LocalBackend, monkeypatch: pytest.MonkeyPatch, free: int, grown: int
) -> None:
    os.truncate(Path(backend.place) / NAME, 0)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(free))
    backend.keep_reserve()
    assert held(backend) == grown


def test_a_place_that_is_gone_is_no_fault(tmp_path: Path) -> None:
    LocalBackend(tmp_path / "gone").keep_reserve()
    assert not (tmp_path / "gone").exists()
