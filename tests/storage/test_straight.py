"""Large files past the system's memory: written and read as they are, whatever the offsets, and whoever refuses."""

from __future__ import annotations

import errno
import mmap
import os
import random
import sys
from pathlib import Path

import pytest

from vault.storage import straight
from vault.storage.local import LocalBackend
from vault.storage.straight import ALIGN, LEAST, read_into

NOISE = random.Random(5).randbytes(3 * LEAST + 4097)
NAME = "ab" * 32


def in_pages(data: bytes) -> memoryview:
    memory = memoryview(mmap.mmap(-1, len(data)))
    memory[:] = data
    return memory


@pytest.fixture(params=["as it is", "without the way", "refused when used"])
def system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    real_write, real_read = os.write, os.preadv

    def refusing(real: object) -> object:
        def call(descriptor: int, *rest: object) -> object:
            if straight_now(descriptor):
                raise OSError(errno.EINVAL, "no")
            return real(descriptor, *rest)  # type: ignore[operator]

        return call

    if request.param == "without the way":
        monkeypatch.setattr(sys, "platform", "another")
    elif request.param == "refused when used":
        monkeypatch.setattr("vault.storage.straight.os.write", refusing(real_write))
        monkeypatch.setattr("vault.storage.straight.os.preadv", refusing(real_read))
    return str(request.param)


def straight_now(descriptor: int) -> bool:
    import fcntl

    return bool(fcntl.fcntl(descriptor, fcntl.F_GETFL) & os.O_DIRECT)


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize("size", [0, 1, LEAST - 1, LEAST, LEAST + 1, 2 * ALIGN + LEAST, len(NOISE)])
def test_a_pack_comes_back_as_it_was(tmp_path: Path, size: int) -> None:
    place = LocalBackend(tmp_path)
    place.create()
    for data in (in_pages(NOISE[:size]) if size else b"", memoryview(b"?" + NOISE[:size])[1:]):
        place.save("data", NAME, data)
        assert place.load("data", NAME) == NOISE[:size]
        place.remove("data", NAME)


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize("is_kept", [True, False])
def test_any_piece_of_a_file(tmp_path: Path, *, is_kept: bool) -> None:
    path = tmp_path / "pack"
    path.write_bytes(NOISE)
    for offset, length in (
        (0, len(NOISE)),
        (1, LEAST),
        (4095, 2 * LEAST),
        (LEAST, 9),
        (5000, len(NOISE)),
        (1 << 30, 5),
    ):
        if not is_kept:
            with path.open("rb") as stream:
                os.fsync(stream.fileno())
                os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        out = memoryview(bytearray(length))
        count = read_into(path, offset, out)
        assert bytes(out[:count]) == NOISE[offset : offset + length]


def test_a_fault_of_the_disk_is_not_taken_for_a_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> int:
        raise OSError(errno.EIO, "broken")

    path = tmp_path / "pack"
    path.write_bytes(NOISE)
    monkeypatch.setattr("vault.storage.straight.os.preadv", failing)
    monkeypatch.setattr(straight, "_from_memory", lambda *_: 0)
    with pytest.raises(OSError, match="broken"):
        read_into(path, 0, memoryview(bytearray(LEAST)))
