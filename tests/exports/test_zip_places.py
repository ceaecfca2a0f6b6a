"""Which members a run of a zip's bytes belongs to."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from vault.exports.base import Source
from vault.exports.zip_places import ZipPlaces

NAMES = ("chat.txt", "one.jpg", "two.jpg")


def archive() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as zipped:
        for name in NAMES:
            zipped.writestr(name, name.encode() * 100)
    return made.getvalue()


def source_of(data: bytes) -> Source:
    return Source(Path("Anna.zip"), len(data), datetime.now(UTC), lambda: io.BytesIO(data))


def test_every_byte_belongs_to_the_member_that_began_before_it() -> None:
    data = archive()
    places = ZipPlaces(source_of(data))
    starts = [info.header_offset for info in zipfile.ZipFile(io.BytesIO(data)).infolist()]
    for name, start, end in zip(NAMES, starts, [*starts[1:], len(data)], strict=True):
        assert places.names([(start, start + 1)]) == [name]
        assert places.names([(end - 1, end)]) == [name]
        assert places.names([(start, end)]) == [name]
    assert places.names([(starts[1] - 1, starts[1] + 1)]) == list(NAMES[:2])
    assert places.names([(0, len(data))]) == list(NAMES)
    assert places.names([(starts[2], starts[2] + 1), (0, 1)]) == [NAMES[2], NAMES[0]]
    assert places.names([]) == []


@pytest.mark.parametrize("data", [b"", b"no zip at all" * 20, archive()[:-5]])
def test_what_is_no_whole_zip_has_no_members(data: bytes) -> None:
    assert ZipPlaces(source_of(data)).names([(0, 1000)]) == []
