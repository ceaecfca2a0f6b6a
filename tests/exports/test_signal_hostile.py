"""What is sealed may still hold anything: rows, values and JSON that no Signal ever wrote, behind a faultless lock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exports import made_signal_backup
from tests.exports.made_signal_backup import DIGITS, Part, insert, keys, sealed
from tests.exports.made_signal_desktop import conversation
from tests.exports.made_signal_frames import encoded
from tests.exports.reading import read_all, source_of
from vault.chats.message import Message
from vault.errors import ExportDamaged
from vault.exports.base import Answers
from vault.exports.signal import backup_file as signal_backup_file
from vault.exports.signal.backup_side import WANTED
from vault.exports.signal.desktop_people import DesktopPeople
from vault.exports.signal.desktop_rows import DesktopRow, DesktopRows, files_of
from vault.exports.signal.people import SELF, Person

ANSWERS = Answers(secret=DIGITS)


@pytest.fixture(autouse=True, scope="module")
def quick_keys() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(signal_backup_file, "passphrase_keys", keys)
        yield


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_damage_behind_the_lock_is_told(data: st.DataObject) -> None:
    parts = made_signal_backup.parts()
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(parts) - 1))
        raw = bytearray(parts[at].data)
        raw[data.draw(st.integers(2, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
        if parts[at].blob is None:
            parts[at] = Part(bytes(raw))
    with suppress(ExportDamaged):  # where a file is announced that is not there, nothing behind it can be found
        assert read_all(source_of(sealed(parts), "x.backup"), ANSWERS).account.whole


def test_a_file_of_any_length_may_be_announced() -> None:
    for length in (2**32, 2**40, 2**63, 2**64 - 1):
        parts = [*made_signal_backup.parts(), Part(encoded({4: encoded({1: 1, 3: length})}))]
        with suppress(ExportDamaged):
            assert read_all(source_of(sealed(parts), "x.backup"), ANSWERS).account.whole


_values = st.none() | st.integers(-(2**63), 2**63 - 1) | st.floats() | st.text(max_size=6) | st.binary(max_size=6)
_numbers = st.integers(0, 5) | st.sampled_from([10485780, 10485783, 0x80000, 2**36 - 1, -1])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([("message", 14), ("recipient", 6), ("thread", 3), ("groups", 5),
    ("attachment", 8), ("reaction", 4), ("mention", 4), ("poll", 3), ("poll_option", 3), ("poll_vote", 3)]),
    st.lists(_values | _numbers, min_size=14, max_size=14)), max_size=12))  # fmt: skip
def test_any_values_in_any_table(rows: list[tuple[tuple[str, int], list[Any]]]) -> None:
    more = [insert(table, *values[:width]) for (table, width), values in rows]
    found = read_all(source_of(sealed(made_signal_backup.parts(more)), "x.backup"), ANSWERS)
    assert found.account.whole
    assert {table for (table, _), _ in rows} <= {*WANTED, "message"}


_json = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["id", "author", "authorAci", "body", "timestamp", "emoji", "fromId", "data", "path", "size", "name", "type",
            "start", "length", "mentionAci", "question", "options", "votes", "optionIndexes", "details", "from",
            "expireTimer", "callMode", "contentType", "avatar", "image", "number", "value"]), inner, max_size=5),
    max_leaves=10,
)  # fmt: skip
_KEYS = sorted({key for row in conversation() for key in row["json"]} | {
    "callHistoryDetails", "profileChange", "verifiedChanged", "giftBadge", "payment", "preview", "storyReaction",
    "sourceServiceId", "source"})  # fmt: skip
_KINDS = ["incoming", "outgoing", "story", "", "call-history", "timer-notification", "profile-change",
    "verified-change", "group-v2-change", "keychange", "unheard-of"]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    st.dictionaries(st.sampled_from(_KEYS), _json, max_size=6),
    st.sampled_from(_KINDS),
    st.integers(-(2**63), 2**63 - 1),
)
def test_any_json_in_the_desktop_programs_messages(told: dict[str, Any], kind: str, sent: int) -> None:
    people = DesktopPeople(by_id={"c-me": SELF}, by_address={"+1": Person("+1", "Alice", "Alice")})
    rows = DesktopRows(people, {"77": ("Group", "Incoming", "Missed")}, lambda file: None, lambda found: None)
    message = rows.message(
        DesktopRow(kind, sent, "body \ufffc", "+1", told, files_of(told)), people.by_address["+1"], "x"
    )
    assert message is None or isinstance(message, Message)
    if message is not None:
        assert (message.sender is None) == (message.kind == "service")
        assert message.sender != ""
        assert all(isinstance(text, str) for text in (message.text, *message.earlier, message.id, message.reply_to))
