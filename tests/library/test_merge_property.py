"""Whatever was said and however exports overlap: merged, every message is there once."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.library.messages import ANNA, message
from vault.chats.message import Message
from vault.library.index import Library

KEY = bytes(32)
Said = list[tuple[int, str, str]]

said = st.lists(
    st.tuples(st.integers(0, 6), st.sampled_from(["Anna", "Ben"]), st.sampled_from(["ha", "ho", "Ha\u200e", "\u0000"])),
    max_size=25,
).map(lambda found: sorted(found, key=lambda one: one[0]))


def as_messages(found: Said) -> list[Message]:
    return [message(text, minute, sender) for minute, sender, text in found]


def up_to(found: Said, minute: int) -> Said:
    return [one for one in found if one[0] < minute]


@settings(max_examples=60, deadline=None)
@given(said, st.integers(0, 7), st.integers(0, 7))
def test_two_windows_of_one_chat_make_the_whole(found: Said, end: int, start: int) -> None:
    """A later export begins where the app cuts it, an earlier one ends where it was made: whole minutes both."""
    earlier, later = up_to(found, end), found[len(up_to(found, min(start, end))) :]
    library = Library(None, KEY)
    first = library.add("a", [ANNA, *as_messages(earlier)])
    second = library.add("b", [ANNA, *as_messages(later)])
    assert (first.new, first.known) == (len(earlier), 0)
    assert second.new + second.known == len(later)
    assert second.new == len(found) - len(earlier)
    assert sum(chat.messages for chat in library.chats()) == len(found)
    library.close()


@settings(max_examples=40, deadline=None)
@given(said, said)
def test_forgetting_one_export_leaves_exactly_the_other(one: Said, other: Said) -> None:
    library = Library(None, KEY)
    library.add("a", [ANNA, *as_messages(one)])
    library.add("b", [ANNA, *as_messages(other)])
    library.forget(["a"])
    assert sum(chat.messages for chat in library.chats()) == len(other)
    library.forget(["b"])
    assert library.chats() == []
    library.close()


@settings(max_examples=40, deadline=None)
@given(said)
def test_the_same_again_is_all_known(found: Said) -> None:
    library = Library(None, KEY)
    library.add("a", [ANNA, *as_messages(found)])
    again = library.add("b", [ANNA, *as_messages(found)])
    assert (again.new, again.known) == (0, len(found))
    library.close()
