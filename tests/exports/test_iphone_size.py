"""A backup of 30 GB and 300,000 files: only what holds chats is opened, and little is held.

The files are a double: names and sizes are there, the bytes of what should never be read are not.
"""

from __future__ import annotations

import hashlib
import io
import tracemalloc
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, cast

from tests.exports.made_imessage import many
from tests.exports.made_iphone import MESSAGES, PASSWORD, MadeBackup
from vault.exports.base import Answers, Source
from vault.exports.detect import detect
from vault.exports.streamed import StreamedExport

FILES = 300_000
EACH = 100_000  # bytes
MOST = 150 * 1024 * 1024  # bytes; the names alone, which are the caller's, take another 27 million
NOW = datetime(2026, 11, 20, tzinfo=UTC)


class Vast:
    """Many files of which some have bytes."""

    def __init__(self, real: dict[str, bytes]) -> None:
        self.real = real
        self.opened: list[str] = []
        numbers = (hashlib.sha1(f"{n}".encode(), usedforsecurity=False).hexdigest() for n in range(FILES))
        self._names = sorted([*real, *(f"{number[:2]}/{number}" for number in numbers)])

    def names(self) -> Sequence[str]:
        return self._names

    def part(self, name: str) -> Source:
        def opener() -> BinaryIO:
            self.opened.append(name)
            return cast(BinaryIO, io.BytesIO(self.real[name]))

        return Source(Path("/nowhere") / name, len(self.real[name]) if name in self.real else EACH, NOW, opener)


def test_thirty_gigabytes_in_little_memory() -> None:
    (database,) = many(3000).values()
    parts = Vast(MadeBackup({MESSAGES: database}, PASSWORD).members())
    source = Source(Path("/nowhere/00008110-ABC"), FILES * EACH, NOW, io.BytesIO, parts)
    tracemalloc.start()
    try:
        with detect(source).open(source, Answers(secret=PASSWORD)) as export:
            assert isinstance(export, StreamedExport)
            count = sum(1 for _ in export.records())
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count > 3000
    assert most < MOST
    assert {name for name in parts.opened if name not in parts.real} == set()
    assert set(parts.opened) <= set(parts.real)
    assert len(parts.opened) < 20
