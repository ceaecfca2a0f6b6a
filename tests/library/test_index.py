"""The library merges exports, forgets, survives damage, and is unreadable without its key."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.library.messages import ANNA, START, left_out, message, photo
from vault.chats.attachment import Attachment
from vault.chats.conversation import Conversation
from vault.chats.message import Message, Reaction
from vault.library.index import Library, LibraryUnusable, Merged

KEY = bytes(range(32))
CANARY = "canary-in-a-message-3b1f"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "library" / "one.db"


@pytest.fixture
def library(path: Path) -> Iterator[Library]:
    with_file = Library(path, KEY)
    yield with_file
    with_file.close()


def test_an_empty_library_knows_nothing(library: Library) -> None:
    assert not library.knows("a")
    assert library.chats() == []
    assert library.notes() == {}
    assert library.read_back() == {}


def test_two_overlapping_exports_merge(library: Library) -> None:
    assert library.add("a", [ANNA, message("1", 0), message("2", 1)]) == Merged(2, 0)
    assert library.add("b", [ANNA, message("2", 1.5), message("3", 2)]) == Merged(1, 1)
    (chat,) = library.chats()
    assert (chat.messages, chat.first, chat.last) == (3, START, START + timedelta(minutes=2))


def test_twins_within_one_export_all_count(library: Library) -> None:
    library.add("a", [ANNA, message("ha"), message("ha"), message("ha")])
    assert library.chats()[0].messages == 3
    assert library.add("b", [ANNA, message("ha"), message("ha"), message("ha"), message("ha")]) == Merged(1, 3)
    assert library.add("c", [ANNA, message("ha")]) == Merged(0, 1)
    assert library.chats()[0].messages == 4


def test_twins_that_do_not_stand_together_all_count(library: Library) -> None:
    assert library.add("a", [ANNA, message("ha"), message("no", 5), message("ha")]) == Merged(3, 0)


def test_service_messages_are_kept_and_not_counted(library: Library) -> None:
    records = [ANNA, message("Messages are encrypted", 0, None, "service"), message("Hi")]
    assert library.add("a", records) == Merged(1, 0)
    (chat,) = library.chats()
    assert chat.messages == 1
    assert chat.participants == ("Anna",)


def test_skipped_records_are_counted_apart(library: Library) -> None:
    assert library.add("a", [ANNA, object(), message("Hi")]) == Merged(1, 0, skipped=1)


def test_people_come_in_the_order_in_which_they_spoke(library: Library) -> None:
    library.add("a", [ANNA, message("1", 0, "Zoe"), message("2", 1, "Ben"), message("3", 2, "Zoe")])
    assert library.chats()[0].participants == ("Zoe", "Ben")


def test_attachments_count_when_they_are_in_the_export(library: Library) -> None:
    library.add("a", [ANNA, photo("IMG-1.jpg"), photo("IMG-2.jpg", 1, included=False), left_out(2)])
    assert library.chats()[0].attachments == 1


def test_a_photo_that_was_left_out_is_completed_later(library: Library) -> None:
    library.add("a", [ANNA, left_out(0, "our house")])
    assert library.add("b", [ANNA, photo("IMG-1.jpg", 0, "our house")]) == Merged(0, 1)
    assert library.chats()[0].attachments == 1
    assert library.add("c", [ANNA, photo("IMG-9.jpg", 0, "our house")]) == Merged(0, 1)
    assert library.chats()[0].attachments == 1


def test_chats_of_one_name_in_two_apps_stay_apart(library: Library) -> None:
    library.add("a", [ANNA, message("Hi")])
    library.add("b", [Conversation("Anna", "signal", "Anna"), message("Hi")])
    assert [(chat.app, chat.messages) for chat in library.chats()] == [("whatsapp", 1), ("signal", 1)]


def test_messages_with_an_open_date_have_no_span(library: Library) -> None:
    undated = Message("Anna", "Anna", message("").sent.__class__(None, "3/4/26", "assumed"), "Hi", "text", "line 1")
    library.add("a", [ANNA, undated])
    (chat,) = library.chats()
    assert (chat.messages, chat.first, chat.last) == (1, None, None)


def test_adding_a_snapshot_again_changes_nothing(library: Library) -> None:
    records = [ANNA, message("1"), photo("IMG-1.jpg", 1)]
    first = library.add("a", records)
    chats = library.chats()
    assert library.add("a", records) == first
    assert library.chats() == chats


def test_forgetting_removes_what_no_other_export_holds(library: Library) -> None:
    library.add("a", [ANNA, message("1"), message("2", 1)])
    library.add("b", [ANNA, message("2", 1), photo("IMG-1.jpg", 2)])
    library.forget(["a", "unknown"])
    assert not library.knows("a")
    assert (library.chats()[0].messages, library.chats()[0].attachments) == (2, 1)
    library.forget(["b"])
    assert library.chats() == []


def test_an_error_midway_leaves_everything_as_it_was(library: Library) -> None:
    def broken() -> Iterator[object]:
        yield ANNA
        yield message("1")
        raise OSError("gone")

    library.add("before", [ANNA, message("0")])
    with pytest.raises(OSError, match="gone"):
        library.add("a", broken())
    assert not library.knows("a")
    assert library.chats()[0].messages == 1
    assert library.add("a", [ANNA, message("1")]) == Merged(1, 0)


def test_notes_and_read_back_are_kept(library: Library, path: Path) -> None:
    when = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
    library.add("a", [ANNA, message("1")], note=b"\0note")
    library.add("b", [], note=b"")
    library.mark_read_back(["a", "not known yet"], when)
    library.close()
    again = Library(path, KEY)
    assert again.notes() == {"a": b"\0note", "b": b""}
    assert again.read_back() == {"a": when, "not known yet": when}
    again.add("a", [ANNA, message("1")])
    assert again.read_back() == {"a": when, "not known yet": when}
    again.forget(["a"])
    assert again.read_back() == {"not known yet": when}
    again.close()


def test_odd_texts_are_kept(library: Library) -> None:
    odd = message("\0 half \ud83d of one", 0, "An\udc80na")
    edited = Message("Anna", "Ben", odd.sent, "x", "text", "line 2", reactions=(Reaction("\ud83d", "Z"),), edited=True)
    assert library.add("a", [ANNA, odd, edited]) == Merged(2, 0)
    assert library.add("b", [ANNA, odd, edited]) == Merged(0, 2)


def test_reopened_with_its_key_everything_is_there(library: Library, path: Path) -> None:
    library.add("a", [ANNA, message("1")])
    chats = library.chats()
    library.close()
    again = Library(path, KEY)
    assert again.knows("a")
    assert again.chats() == chats
    again.close()


@pytest.mark.parametrize("open_still", [True, False])
def test_nothing_can_be_read_in_the_file_or_beside_it(library: Library, path: Path, open_still: bool) -> None:
    file = Attachment(CANARY + ".jpg", True)
    library.add("a", [ANNA, *[message(f"{CANARY} {number}", number) for number in range(2000)]], CANARY.encode())
    library.add("b", [Conversation(CANARY, "whatsapp", CANARY), Message(
        CANARY, CANARY, message("").sent, CANARY, "media", CANARY, (file,)
    )])  # fmt: skip
    if not open_still:
        library.close()
    files = list(path.parent.iterdir())
    assert path in files
    for beside in files:
        content = beside.read_bytes()
        assert CANARY.encode() not in content
        assert b"CREATE TABLE" not in content
        assert not content.startswith(b"SQLite format")


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"not a library at all" * 400,
        lambda content: content[:100],
        lambda content: content[:2000] + bytes(48) + content[2048:],
    ],
    ids=["foreign", "cut off", "first page flipped"],
)
def test_a_damaged_file_is_made_anew(library: Library, path: Path, damage: object) -> None:
    library.add("a", [ANNA, message("1")])
    library.close()
    assert callable(damage)
    path.write_bytes(damage(path.read_bytes()))
    again = Library(path, KEY)
    assert not again.knows("a")
    assert again.add("a", [ANNA, message("1")]) == Merged(1, 0)
    again.close()


def test_damage_found_while_reading_makes_it_anew(library: Library, path: Path) -> None:
    library.add("a", [ANNA, *[message(f"text {number}", number) for number in range(3000)]])
    library.close()
    content = bytearray(path.read_bytes())
    for position in range(24 * 4096, len(content), 512):  # behind the pages that opening looks at
        content[position] ^= 0xFF
    path.write_bytes(content)
    again = Library(path, KEY)
    assert again.knows("a")
    with pytest.raises(LibraryUnusable) as caught:
        again.chats()
    assert "text" not in str(caught.value)
    assert again.add("b", [ANNA, message("1")]) == Merged(1, 0)
    again.close()


def test_another_key_finds_nothing_and_begins_anew(library: Library, path: Path) -> None:
    library.add("a", [ANNA, message("1")])
    library.close()
    other = Library(path, bytes(32))
    assert not other.knows("a")
    other.close()


def test_starting_over_empties_it(library: Library) -> None:
    library.add("a", [ANNA, message("1")])
    library.start_over()
    assert library.chats() == []
    assert library.add("a", [ANNA, message("1")]) == Merged(1, 0)


def test_without_a_file_it_works_in_memory(tmp_path: Path) -> None:
    library = Library(None, KEY)
    assert library.add("a", [ANNA, message("1")]) == Merged(1, 0)
    library.start_over()
    assert library.chats() == []
    library.close()
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_unusable(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(LibraryUnusable):
        Library(tmp_path / "file" / "one.db", KEY)


def test_a_closed_library_is_unusable_and_says_nothing_of_its_content(path: Path) -> None:
    library = Library(path, KEY)
    library.close()
    with pytest.raises(LibraryUnusable):
        library.chats()


def test_many_threads_may_use_it(library: Library) -> None:
    def fill(number: int) -> None:
        library.add(str(number), [ANNA, *[message(f"{number} {line}", line) for line in range(50)]])
        library.chats()

    threads = [threading.Thread(target=fill, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert library.chats()[0].messages == 200
