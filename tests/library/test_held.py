"""What one export holds that no other does: words, files, wordings of old, and what nobody can know."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec
import pytest

from tests.library.messages import ANNA, left_out, message, photo
from vault.chats.attachment import Attachment
from vault.chats.message import Message
from vault.library.held import Lacking
from vault.library.index import Library

NOTHING = Lacking(0, 0, 0)


@dataclass(frozen=True)
class Missed:
    """As an importer tells of a part that is no message."""

    why: str


def lacking(old: Iterable[object], *new: Iterable[object]) -> Lacking | None:
    library = Library(None, bytes(32))
    library.add("old", [ANNA, *old])
    for number, records in enumerate(new):
        library.add(f"new {number}", [ANNA, *records])
    return library.lacking("old", [f"new {number}" for number in range(len(new))])


def told(text: str, **changes: object) -> Message:
    """A message of an app that gives ids."""
    return msgspec.structs.replace(message(text), id="7", **changes)


def with_file(name: str, size: int | None, sha256: str = "") -> Message:
    return told("", kind="media", attachments=(Attachment(name, True, size, "photo", "", sha256),))


CASES: dict[str, tuple[list[object], list[object], Lacking]] = {
    "the same": ([message("Hi")], [message("Hi"), message("Ho", 1)], NOTHING),
    "old ones fell out at the front": ([message("Hi"), message("Ho", 1)], [message("Ho", 1)], Lacking(1, 0, 0)),
    "the same twice, then once": ([message("Hi"), message("Hi")], [message("Hi")], Lacking(1, 0, 0)),
    "a photo under another name": ([photo("IMG-1.jpg")], [photo("00001.jpg")], NOTHING),
    "a photo that is left out later": ([photo("IMG-1.jpg")], [left_out()], Lacking(0, 1, 0)),
    "a photo that was left out before": ([left_out()], [photo("IMG-1.jpg")], NOTHING),
    "a photo that is only named later": ([photo("a.jpg")], [photo("a.jpg", included=False)], Lacking(0, 1, 0)),
    "a file of another size": ([with_file("a", 5)], [with_file("a", 6)], Lacking(0, 1, 0)),
    "a file of another content": ([with_file("a", 5, "aa")], [with_file("a", 5, "bb")], Lacking(0, 1, 0)),
    "a file without a size": ([with_file("a", None)], [with_file("b", None)], Lacking(0, 1, 0)),
    "edited later": ([told("Hi")], [told("Ho", edited=True)], Lacking(1, 0, 0)),
    "edited later, and the app keeps what it was": ([told("Hi")], [told("Ho", earlier=("Hi",))], NOTHING),
    "edited before, and the app forgets what it was": (
        [told("Ho", earlier=("Hi",))], [told("Ho", edited=True)], Lacking(1, 0, 0),
    ),
    "deleted later": ([told("Hi")], [told("", kind="deleted")], Lacking(1, 0, 0)),
    "deleted later, the app keeps what it was": ([told("Hi")], [told("", kind="deleted", earlier=("Hi",))], NOTHING),
    "what could not be read": ([message("Hi"), Missed("damaged")], [message("Hi")], Lacking(0, 0, 1)),
    "what is not in the export": ([message("Hi"), Missed("media-missing")], [message("Hi")], NOTHING),
    "one id with two files": ([with_file("a", 5), with_file("b", 6)], [with_file("a", 5)], Lacking(0, 0, 1)),
    "one id with two wordings": ([told("Hi"), told("Ho")], [told("Ho")], Lacking(1, 0, 0)),
    "an event": ([message("Anna left", sender=None, kind="service")], [message("Hi")], Lacking(1, 0, 0)),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_is_lacking(name: str) -> None:
    old, new, expected = CASES[name]
    assert lacking(old, new) == expected


def test_several_others_hold_it_together() -> None:
    first, second = message("Hi"), photo("a.jpg", 1)
    assert lacking([first, second], [first], [second]) == NOTHING
    assert lacking([first, second]) == Lacking(2, 1, 0)


def test_it_is_no_other_of_itself_and_an_unknown_one_is_not_known() -> None:
    library = Library(None, bytes(32))
    library.add("old", [ANNA, message("Hi")])
    assert library.lacking("old", ["old", "never seen"]) == Lacking(1, 0, 0)
    assert library.lacking("never seen", ["old"]) is None


def test_what_went_does_not_count() -> None:
    library = Library(None, bytes(32))
    for name in ("old", "new"):
        library.add(name, [ANNA, told("Ho", earlier=("Hi",))])
    library.forget(["new"])
    library.add("new", [ANNA, told("Ho")])
    assert library.lacking("old", ["new"]) == Lacking(1, 0, 0)
