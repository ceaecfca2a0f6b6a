"""Where an app gives ids, the id alone tells a message: the newest wording counts, and no earlier one is lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from tests.library.messages import ANNA, message
from vault.chats.attachment import Attachment
from vault.chats.message import Message, Reaction
from vault.library.index import Library
from vault.library.merge import Wording, all_wordings, fingerprint, is_newer

DAY = datetime(2026, 5, 1, tzinfo=UTC)


def with_id(text: str, number: str = "1", **more: Any) -> Message:
    return structs.replace(message(text), id=number, **more)


@pytest.fixture
def library() -> Library:
    return Library(None, bytes(32))


def add(library: Library, name: str, *messages: Message, day: int | None = 0) -> tuple[int, int]:
    when = None if day is None else DAY + timedelta(days=day)
    merged = library.add(name * 64, [ANNA, *messages], b"", when)
    return merged.new, merged.known


def row(library: Library, columns: str = "body, earlier") -> tuple[Any, ...]:
    found: tuple[Any, ...] = tuple(library._connection.execute(f"SELECT {columns} FROM messages").fetchall()[0])
    return found


def earlier(library: Library) -> list[str]:
    text = row(library)[1]
    return msgspec.json.decode(text, type=list[str]) if text else []


def test_the_id_decides_and_not_the_words(library: Library) -> None:
    assert add(library, "a", with_id("Hello"), with_id("Hello", "2")) == (2, 0)
    assert add(library, "b", with_id("Hello!", edited=True), with_id("Hello", "3"), day=1) == (1, 1)
    assert fingerprint(with_id("x"), 0) == fingerprint(with_id("y"), 7) != fingerprint(message("x"), 0)


@pytest.mark.parametrize("newest_first", [False, True])
def test_the_newest_edit_counts_in_whatever_order_they_come(library: Library, newest_first: bool) -> None:
    first, second = with_id("one"), with_id("two", edited=True)
    third = with_id("three", edited=True)
    exports = [("a", first, 0), ("b", second, 1), ("c", third, 2)]
    for name, told, day in reversed(exports) if newest_first else exports:
        add(library, name, told, day=day)
    assert row(library)[0] == "three"
    assert sorted(earlier(library)) == ["one", "two"]


def test_wordings_that_an_export_tells_itself(library: Library) -> None:
    add(library, "a", with_id("two", edited=True, earlier=("one",)), day=5)
    add(library, "b", with_id("one"), day=9)
    assert (row(library)[0], earlier(library)) == ("two", ["one"]), "the older wording, exported later"
    add(library, "c", with_id("three", edited=True, earlier=("one", "two")), day=1)
    assert (row(library)[0], earlier(library)) == ("three", ["one", "two"])


def test_a_deleted_message_is_not_lost(library: Library) -> None:
    add(library, "a", with_id("regrets"))
    add(library, "b", with_id("", kind="deleted"), day=1)
    assert (row(library, "body, earlier, kind")[::2], earlier(library)) == (("", "deleted"), ["regrets"])
    add(library, "c", with_id("regrets"), day=2)
    assert row(library, "kind") == ("deleted",)


def test_places_and_reactions(library: Library) -> None:
    photo = Attachment("a.jpg", True, 10, "photo", "photos/a.jpg")
    add(library, "a", with_id("", kind="media", attachments=(photo,), reactions=(Reaction("👍", "Ben"),)))
    left_out = Attachment("a.jpg", False, None, "photo")
    add(library, "b", with_id("", kind="media", attachments=(left_out,), reactions=(Reaction("❤", "Ben"),)), day=1)
    files = library._connection.execute("SELECT place, included, snapshot IS NOT NULL FROM attachments").fetchall()
    assert files == [("photos/a.jpg", 1, 1)]
    assert library._connection.execute("SELECT emoji FROM reactions").fetchall() == [("❤",)]
    library.forget(["a" * 64])
    assert library._connection.execute("SELECT snapshot FROM attachments").fetchall() == [(None,)]
    moved = Attachment("a.jpg", True, 10, "photo", "media/a.jpg")
    add(library, "c", with_id("", kind="media", attachments=(moved,)), day=0)
    assert library._connection.execute("SELECT place FROM attachments").fetchall() == [("media/a.jpg",)]


def test_further_columns(library: Library) -> None:
    add(library, "a", with_id("yes", "9", reply_to="8", outgoing=True))
    assert row(library, "app_id, reply_to, outgoing") == ("9", "8", 1)


_WORDING = st.builds(
    Wording, st.sampled_from("abc"), st.sampled_from(["text", "deleted"]), st.booleans(),
    st.lists(st.sampled_from("abc"), max_size=2).map(tuple), st.none() | st.integers(0, 3),
)  # fmt: skip


@given(_WORDING, _WORDING)
def test_no_wording_is_ever_lost(one: Wording, other: Wording) -> None:
    newer, older = (one, other) if is_newer(one, other) else (other, one)
    assert {newer.body, *all_wordings(newer, older)} >= {one.body, other.body, *one.earlier, *other.earlier}
