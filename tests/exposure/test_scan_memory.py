"""A scan keeps no list of what it met: ten times the files take no more memory."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from contextlib import nullcontext

from tests.exposure.scan_doubles import RULES, FakeEntry, FakeStatus, OpenedNothing, a_folder
from vault.exposure.scan import ScanRequest, Tick, scan
from vault.exposure.scan_disk import Entry, OpenFile

FOLDER = a_folder()
FILE: FakeStatus | None = None


class Endless:
    """A disk that makes its listings while they are read: so many folders of 200 files, ten to a folder."""

    def __init__(self, folders: int) -> None:
        self._folders = folders

    def listing(self, path: str) -> nullcontext[Iterator[Entry]]:
        depth = path.count("/")
        if depth < 3:
            width = 10 if depth == 2 else self._folders // 10
            return nullcontext(FakeEntry(f"{path}/{n}", FOLDER) for n in range(width))
        return nullcontext(FakeEntry(f"{path}/IMG_{n}.jpg", FILE) for n in range(200))

    def entry(self, path: str) -> Entry:
        return FakeEntry(path, FOLDER)

    def open(self, path: str) -> OpenFile:
        raise OpenedNothing(path)


def peak_of(folders: int) -> tuple[int, int]:
    """Files met, and the most bytes that Python held meanwhile."""
    tracemalloc.start()
    tick = Tick()
    for event in scan(ScanRequest(("/a",)), disk=Endless(folders), judge=RULES, platform="linux"):
        assert isinstance(event, Tick)
        tick = event
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return tick.files, peak


def test_memory_stays_flat() -> None:
    few, small = peak_of(100)
    many, large = peak_of(1000)
    assert (few, many) == (20_000, 200_000)
    assert large < small + 100_000
