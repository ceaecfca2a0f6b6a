"""Files that somebody began to write and never finished."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from vault.errors import ObjectMissing
from vault.storage.backend import KINDS, Kind, Scrap
from vault.storage.local import LocalBackend
from vault.storage.memory import MemoryBackend

NAME = "ab" * 32


@pytest.mark.parametrize("kind", KINDS)
def test_they_are_found_beside_what_they_were_to_become(tmp_path: Path, kind: Kind) -> None:
    place = LocalBackend(tmp_path)
    place.create()
    shelf = {"config": tmp_path, "data": tmp_path / "data" / "ab"}.get(kind, tmp_path / kind)
    shelf.mkdir(exist_ok=True)
    stem = "config" if kind == "config" else NAME
    scrap = shelf / f"{stem}-tmp-0123"
    scrap.write_bytes(b"half")
    os.utime(scrap, (0, 0))
    for other in (f"{stem}-damaged-01", "notes-tmp-1", f"{stem} (1)"):
        (shelf / other).write_bytes(b"another's")
    (found,) = place.scraps(kind)
    assert (found.name, found.size) == (scrap.name, 4)
    assert found.age > 1_000_000_000
    place.remove_scrap(kind, found.name)
    assert place.scraps(kind) == []
    assert not scrap.exists()
    with pytest.raises(ObjectMissing):
        place.remove_scrap(kind, found.name)
    assert len(list(shelf.glob("*01"))) == 1


def test_nothing_else_can_be_removed_that_way(tmp_path: Path) -> None:
    place = LocalBackend(tmp_path)
    place.create()
    for name in (NAME, f"{NAME}-tmp-/../../config", "x-tmp-1"):
        with pytest.raises(ValueError, match="name"):
            place.remove_scrap("index", name)


def test_memory_has_those_that_were_put_there() -> None:
    place = MemoryBackend()
    place.unfinished["data"] = [Scrap("one", 3, 0.0), Scrap("two", 4, 0.0)]
    place.remove_scrap("data", "one")
    assert [scrap.name for scrap in place.scraps("data")] == ["two"]
    assert place.scraps("index") == []
    with pytest.raises(ObjectMissing):
        place.remove_scrap("data", "one")
