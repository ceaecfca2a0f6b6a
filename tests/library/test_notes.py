"""Notes: kept sealed, never thrown away, and honest when they cannot be kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from vault.library.index import LibraryUnusable
from vault.library.notes import Notes

KEY, OTHER_KEY = bytes(range(32)), bytes(32)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "library" / "x.notes.db"


def test_what_was_put_is_there_in_the_next_session(path: Path) -> None:
    notes = Notes(path, KEY)
    notes.put("a/1", b"one")
    notes.put("a/1", b"two")
    notes.put("b", b"")
    notes.close()
    again = Notes(path, KEY)
    assert (again.get("a/1"), again.get("b"), again.get("c")) == (b"two", b"", None)
    assert (again.keys(), again.keys("a/")) == (("a/1", "b"), ("a/1",))
    again.remove("a/1")
    again.remove("a/1")
    assert again.keys() == ("b",)
    again.close()


def test_nothing_of_it_is_readable_on_the_disk(path: Path) -> None:
    notes = Notes(path, KEY)
    notes.put("canary key", b"canary value")
    notes.close()
    data = b"".join(each.read_bytes() for each in path.parent.iterdir())
    assert b"canary" not in data
    assert b"SQLite" not in data


@pytest.mark.parametrize("damage", [b"no database at all" * 100, None])
def test_what_does_not_open_is_put_aside_and_not_removed(path: Path, damage: bytes | None) -> None:
    notes = Notes(path, KEY)
    notes.put("a", b"one")
    notes.close()
    if damage:
        path.write_bytes(damage)
    before = path.read_bytes()
    anew = Notes(path, KEY if damage else OTHER_KEY)
    assert anew.keys() == ()
    anew.put("a", b"new")
    anew.close()
    assert path.with_name(path.name + ".broken").read_bytes() == before


def test_two_programs_see_what_the_other_put(path: Path) -> None:
    first, second = Notes(path, KEY), Notes(path, KEY)
    first.put("a", b"one")
    assert second.get("a") == b"one"
    second.put("a", b"two")
    assert first.get("a") == b"two"
    first.close()
    second.close()


def test_a_place_that_does_not_serve_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(LibraryUnusable):
        Notes(tmp_path / "file" / "x.db", KEY)


def test_a_closed_one_says_so(path: Path) -> None:
    notes = Notes(path, KEY)
    notes.close()
    with pytest.raises(LibraryUnusable):
        notes.put("a", b"one")


def test_without_a_file_it_lives_in_memory() -> None:
    notes = Notes(None, KEY)
    notes.put("a", b"one")
    assert notes.get("a") == b"one"
    notes.close()
