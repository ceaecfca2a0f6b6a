"""Files brought back: never over something, never half, and every fault of the disk has its own error."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from vault.errors import DiskFull, FolderInTheWay, NoPermission, PlaceFailed, PlaceMissing, ReadOnlyPlace, StorageError
from vault.repository import target_file
from vault.repository.target_file import TargetFile

WHOLE = b"first" + b"second"


def restore_to(target: Path) -> str:
    with TargetFile(target, modified=datetime(2026, 5, 3, tzinfo=UTC)) as file:
        file.write(b"first")
        file.write(b"second")
        return file.finish()


def raising(number: int) -> Callable[..., object]:
    def fail(*_: object, **__: object) -> object:
        raise OSError(number, os.strerror(number))

    return fail


def test_it_appears_whole_at_the_end_only(tmp_path: Path) -> None:
    target = tmp_path / "a.zip"
    with TargetFile(target, modified=None) as file:
        file.write(WHOLE)
        assert not target.exists()
        digest = file.finish()
    assert digest == hashlib.sha256(WHOLE).hexdigest()
    assert target.read_bytes() == WHOLE
    assert [path.name for path in tmp_path.iterdir()] == ["a.zip"]


def test_left_before_the_end_nothing_remains(tmp_path: Path) -> None:
    with TargetFile(tmp_path / "a.zip", modified=None) as file:
        file.write(b"half")
        assert len(list(tmp_path.iterdir())) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["file", "folder", "link", "dangling"])
def test_what_is_there_is_never_replaced(tmp_path: Path, kind: str) -> None:
    target = tmp_path / "a.zip"
    make: dict[str, Callable[[], object]] = {
        "file": lambda: target.write_bytes(b"mine"),
        "folder": target.mkdir,
        "link": lambda: target.symlink_to(__file__),
        "dangling": lambda: target.symlink_to(tmp_path / "nowhere"),
    }
    make[kind]()
    with pytest.raises(FolderInTheWay) as caught:
        restore_to(target)
    assert caught.value.folder == target
    assert [path.name for path in tmp_path.iterdir()] == ["a.zip"]
    assert kind != "file" or target.read_bytes() == b"mine"
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("links", [True, False])
def test_what_comes_meanwhile_is_not_replaced_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, links: bool
) -> None:
    if not links:
        monkeypatch.setattr(os, "link", raising(errno.EPERM))
    target = tmp_path / "a.zip"
    with TargetFile(target, modified=None) as file:
        file.write(WHOLE)
        target.write_bytes(b"somebody was faster")
        with pytest.raises(FolderInTheWay):
            file.finish()
    assert target.read_bytes() == b"somebody was faster"
    assert [path.name for path in tmp_path.iterdir()] == ["a.zip"]


@pytest.mark.parametrize("number", [errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK])
def test_disks_without_links_work_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    monkeypatch.setattr(os, "link", raising(number))
    restore_to(tmp_path / "a.zip")
    assert (tmp_path / "a.zip").read_bytes() == WHOLE
    assert [path.name for path in tmp_path.iterdir()] == ["a.zip"]


def test_a_fault_at_the_very_end_leaves_no_empty_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "link", raising(errno.EPERM))
    monkeypatch.setattr(Path, "replace", raising(errno.EIO))
    with pytest.raises(PlaceFailed):
        restore_to(tmp_path / "a.zip")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("call", ["write", "fsync", "link"])
@pytest.mark.parametrize(
    ("number", "error"),
    [
        (errno.ENOSPC, DiskFull),
        (errno.EDQUOT, DiskFull),
        (errno.EACCES, NoPermission),
        (errno.EROFS, ReadOnlyPlace),
        (errno.EIO, PlaceFailed),
    ],
)
def test_faults_of_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int, error: type[StorageError]
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(os, call, raising(number))
        with pytest.raises(error) as caught:
            restore_to(tmp_path / "a.zip")
    assert type(caught.value) is error
    assert caught.value.place == str(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_large_file_goes_to_the_disk_while_it_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(target_file, "FLUSH_EVERY", 10)
    flushed: list[int] = []
    real = os.fsync

    def remember(descriptor: int) -> None:
        flushed.append(os.fstat(descriptor).st_size)
        real(descriptor)

    monkeypatch.setattr(os, "fsync", remember)
    with TargetFile(tmp_path / "a.zip", modified=None) as file:
        for _ in range(20):
            file.write(WHOLE)
        file.finish()
    assert len(flushed) > 10
    assert (tmp_path / "a.zip").read_bytes() == WHOLE * 20


def test_a_disk_that_fails_while_flushing_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(target_file, "FLUSH_EVERY", 10)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", raising(errno.EIO))
        with TargetFile(tmp_path / "a.zip", modified=None) as file:
            file.write(WHOLE)
            with pytest.raises(PlaceFailed):
                file.write(WHOLE)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(PlaceMissing):
        restore_to(tmp_path / "unplugged" / "a.zip")


def test_a_time_that_the_disk_cannot_keep_does_not_stop_the_restore(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "utime", raising(errno.EINVAL))
    restore_to(tmp_path / "a.zip")
    assert (tmp_path / "a.zip").read_bytes() == WHOLE


@pytest.mark.parametrize("year", [1969, 2022, 2200])
def test_its_time_is_the_same_to_the_microsecond(tmp_path: Path, year: int) -> None:
    target = tmp_path / "a.zip"
    with TargetFile(target, modified=datetime(year, 4, 15, 5, 20, 0, 987654, UTC)) as file:
        file.finish()
    assert target.stat().st_mtime_ns % 1_000_000_000 == 987_654_000


def test_long_names_fit(tmp_path: Path) -> None:
    target = tmp_path / ("ä" * 127)
    restore_to(target)
    assert target.read_bytes() == WHOLE
