"""Large files written to a person's disk straight from memory, and in the ordinary way where that cannot be."""

from __future__ import annotations

import errno
import hashlib
import mmap
import os
import random
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from tests.repository.small_vault import Recorder, back_up, new_vault
from vault.errors import DiskFull
from vault.progress import NoProgress
from vault.repository import durable_file, proven_file
from vault.repository.durable_file import DurableFile, Layout
from vault.repository.proven_file import ProvenFile
from vault.repository.restorer import write_file
from vault.storage import disk
from vault.storage.straight import ALIGN, read_straight

NOISE = random.Random(31).randbytes((21 << 20) + 12_345)
CUTS = [0, 7, ALIGN, (3 << 20) - 1, (3 << 20) + 5, 8 << 20, (8 << 20) + ALIGN + 1, (19 << 20) + 77, len(NOISE)]
Kind = type[DurableFile]


def laid_out(start: int, end: int) -> memoryview:
    """A piece of NOISE in memory as it lies in the file."""
    lead = start % ALIGN
    memory = memoryview(mmap.mmap(-1, lead + end - start))
    memory[lead:] = NOISE[start:end]
    return memory[lead:]


def blobs_of(start: int, end: int) -> Layout:
    """Two blobs that are this piece of NOISE."""
    middle = (start + end) // 2
    return [(hashlib.sha256(NOISE[a:b]).hexdigest(), b - a) for a, b in ((start, middle), (middle, end))]


def written(kind: Kind, target: Path, *, in_order: bool = False) -> bool:
    pieces = list(pairwise(CUTS))
    with kind(target, modified=datetime(2026, 5, 3, tzinfo=UTC)) as file:
        if in_order:
            for start, end in pieces:
                file.put(start, laid_out(start, end))
                file.complete_to(end, blobs_of(start, end))
        else:
            random.Random(1).shuffle(pieces)
            with ThreadPoolExecutor(4) as pool:
                list(pool.map(lambda piece: file.put(piece[0], laid_out(*piece)), pieces))
            for start, end in sorted(pieces):
                file.complete_to(end, blobs_of(start, end))
        return file.finish(len(NOISE), NoProgress().check_cancelled)


@pytest.mark.parametrize("in_order", [True, False])
@pytest.mark.parametrize("kind", [DurableFile, ProvenFile])
def test_pieces_of_any_size_come_out_whole(kind: Kind, tmp_path: Path, *, in_order: bool) -> None:
    is_proven = written(kind, tmp_path / "film", in_order=in_order)
    assert (tmp_path / "film").read_bytes() == NOISE
    assert is_proven == (kind is ProvenFile)
    assert [path.name for path in tmp_path.iterdir()] == ["film"]


@pytest.mark.parametrize("kind", [DurableFile, ProvenFile])
def test_a_system_without_the_straight_way(kind: Kind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "another")
    written(kind, tmp_path / "film")
    assert (tmp_path / "film").read_bytes() == NOISE


@pytest.mark.parametrize("kind", [DurableFile, ProvenFile])
def test_a_file_system_that_opens_so_and_then_refuses(
    kind: Kind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, refused = os.pwrite, []

    def pwrite(descriptor: int, data: memoryview, offset: int) -> int:
        if descriptor in straight_ones:
            refused.append(offset)
            raise OSError(errno.EINVAL, "no")
        return real(descriptor, data, offset)

    straight_ones: list[int] = []

    def opened(path: Path, flags: int) -> int:
        straight_ones.append(os.open(path, flags))
        return straight_ones[-1]

    monkeypatch.setattr(durable_file, "open_straight", opened)
    monkeypatch.setattr("vault.repository.durable_file.os.pwrite", pwrite)
    written(kind, tmp_path / "film")
    assert refused
    assert (tmp_path / "film").read_bytes() == NOISE


def test_a_full_disk_is_said_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr("vault.repository.durable_file.os.pwrite", full)
    with pytest.raises(DiskFull):
        written(DurableFile, tmp_path / "film")
    assert list(tmp_path.iterdir()) == []


def test_memory_that_does_not_begin_at_a_page(tmp_path: Path) -> None:
    with DurableFile(tmp_path / "film", modified=None) as file:
        file.put(0, memoryview(bytearray(b"?" + NOISE))[1:])
        file.finish(len(NOISE), NoProgress().check_cancelled)
    assert (tmp_path / "film").read_bytes() == NOISE


def test_it_is_durable_before_it_has_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names: list[list[str]] = []
    real = disk.flush

    def flush(descriptor: int) -> None:
        real(descriptor)
        names.append(sorted(path.suffix for path in tmp_path.iterdir()))

    monkeypatch.setattr(durable_file, "flush", flush)
    written(DurableFile, tmp_path / "film", in_order=True)
    assert names
    assert all(found == [".part"] for found in names)


def test_a_file_shorter_than_was_written_is_not_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = disk.flush

    def losing(descriptor: int) -> None:
        real(descriptor)
        os.ftruncate(descriptor, 5_000_000)

    monkeypatch.setattr(durable_file, "flush", losing)
    assert not written(ProvenFile, tmp_path / "film")


def spoil(path: Path, at: int) -> None:
    with path.open("r+b", buffering=0) as file:
        file.seek(at)
        byte = file.read(1)
        file.seek(at)
        file.write(bytes([byte[0] ^ 1]))


@pytest.mark.parametrize("at", [0, 3, 7, 5 << 20, (8 << 20) - 1, 8 << 20, len(NOISE) - 1])
def test_one_bit_that_the_disk_did_not_keep_is_found(at: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, spoilt = disk.flush, list[int]()

    def losing(descriptor: int) -> None:
        real(descriptor)
        (beside,) = tmp_path.iterdir()
        if not spoilt and beside.stat().st_size == len(NOISE):
            spoil(beside, at)
            spoilt.append(at)

    monkeypatch.setattr(durable_file, "flush", losing)
    assert not written(ProvenFile, tmp_path / "film")
    assert spoilt
    assert (tmp_path / "film").stat().st_size == len(NOISE)


@pytest.mark.parametrize("size", [0, 1, 4096, 130_000, 128 << 10, 5_000_001])
@pytest.mark.parametrize("is_kept", [True, False])
def test_small_files_in_one_piece(size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_kept: bool) -> None:
    real = disk.flush

    def losing(descriptor: int) -> None:
        real(descriptor)
        if not is_kept:
            os.ftruncate(descriptor, size - 1 if size else 1)

    monkeypatch.setattr(durable_file, "flush", losing)
    with ProvenFile(tmp_path / "photo", modified=None) as file:
        file.put_whole(laid_out(0, size) if size else b"", blobs_of(0, size))
        file.keep()
        assert file.finish(size, NoProgress().check_cancelled) == is_kept
    assert [path.name for path in tmp_path.iterdir()] == ["photo"]
    assert not is_kept or (tmp_path / "photo").read_bytes() == NOISE[:size]


@pytest.mark.parametrize("proven", [3 << 20, 8 << 20])
def test_what_nobody_said_is_not_proven(proven: int, tmp_path: Path) -> None:
    """Bytes of which it is unknown what they must be, or that were told as less than they are."""
    with ProvenFile(tmp_path / "film", modified=None) as file:
        file.put(0, laid_out(0, 8 << 20))
        file.complete_to(8 << 20, blobs_of(0, proven)[: 1 if proven == 8 << 20 else 2])
        assert not file.finish(8 << 20, NoProgress().check_cancelled)


@pytest.mark.parametrize("start", [0, 16 * ALIGN, 4096, (3 << 20) + 5])
def test_reading_straight(tmp_path: Path, start: int) -> None:
    (tmp_path / "film").write_bytes(NOISE)
    for end in (start, start + 1, len(NOISE) - 1, len(NOISE), len(NOISE) + 9):
        assert b"".join(map(bytes, read_straight(tmp_path / "film", start, end))) == NOISE[start:end]


def test_without_proof_nothing_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = new_vault()
    _, (stored,) = back_up(repository, {"noise": NOISE}, cuts=[5, 5000, 7 << 20])
    monkeypatch.setattr(proven_file, "read_straight", None)
    recorder = Recorder()
    assert not write_file(repository, stored.node, tmp_path / "noise", recorder, proving=False)
    assert (tmp_path / "noise").read_bytes() == NOISE
    assert {step for step, _, _ in recorder.heard} == {"restoring"}


@pytest.mark.parametrize(("kind", "proven"), [(DurableFile, 0), (ProvenFile, 4 * ALIGN)])
def test_that_the_disk_keeps_it_is_no_proof(
    kind: Kind, proven: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vault.repository.target_file.FLUSH_EVERY", ALIGN)
    with kind(tmp_path / "film", modified=None) as file:
        file.put(0, NOISE)
        file.complete_to(4 * ALIGN, blobs_of(0, 4 * ALIGN))
        wait(file._stretches)
        file.complete_to(4 * ALIGN, [])
        assert file.proven == proven


def test_it_is_proven_where_only_who_holds_a_file_may_read_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over SMB a lock keeps every other descriptor out of a file, those of the same program, too."""
    read = list[Path]()

    def refused_where_held(path: Path, start: int, end: int) -> Iterator[memoryview]:
        read.append(path)
        if disk.is_held(path):
            raise PermissionError(errno.EACCES, "locked")
        return read_straight(path, start, end)

    monkeypatch.setattr(proven_file, "read_straight", refused_where_held)
    assert written(ProvenFile, tmp_path / "film")
    assert read
