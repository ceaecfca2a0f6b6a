"""The small parts under Signal's formats: wire reader, SQL that is only read, pages, mentions, people."""

from __future__ import annotations

import gzip
import io
from pathlib import Path
from typing import Any, BinaryIO, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exports import made_signal_desktop
from tests.exports.made_signal_backup import row_of
from tests.exports.made_signal_folder import seal
from tests.exports.made_signal_frames import ALICE, OWNER, conversation, delimit, encoded, of_json, people, varint
from tests.exports.test_signal_real import NoShelf
from vault.chats.message import Message
from vault.crypto.media_ciphers import NotAuthentic
from vault.exports.database import Database
from vault.exports.signal.backup_sql import Statements, Table, columns_of, number, sql_of, values_of, words
from vault.exports.signal.frames import Frame, Recipient, decode_line
from vault.exports.signal.items import Unique, named
from vault.exports.signal.mapper import Mapper
from vault.exports.signal.numbers import FRAME
from vault.exports.signal.people import People
from vault.exports.signal.sealed import decrypted, is_authentic, unzipped
from vault.exports.signal.wire import Malformed, Spec, delimited, fields_of, read
from vault.exports.signal.wire import varint as read_varint
from vault.exports.signal.words import duration
from vault.exports.sqlcipher_pages import CipherPages, WrongPageKey
from vault.exports.streamed import Count

PATH = Path("/nowhere/x")


@given(st.integers(0, 2**64 - 1))
def test_numbers_come_back(value: int) -> None:
    assert read_varint(varint(value) + b"rest", 0) == (value, len(varint(value)))


@given(st.binary(max_size=300))
def test_any_bytes_are_a_frame_or_malformed(data: bytes) -> None:
    try:
        assert isinstance(read(FRAME, data), Frame)
    except Malformed:
        assert data


@given(st.lists(st.binary(max_size=40), max_size=8), st.integers(1, 50))
def test_messages_are_found_however_the_bytes_are_cut(messages: list[bytes], cut: int) -> None:
    whole = b"".join(delimit(message) for message in messages)
    pieces = [whole[at : at + cut] for at in range(0, len(whole), cut)]
    assert list(delimited([b"", *pieces, b""], 100)) == messages


def test_a_message_that_is_too_long_or_cut_off_is_malformed() -> None:
    for data in (delimit(b"x" * 101), delimit(b"x" * 50)[:-1], b"\x80", b"\xff" * 12):
        with pytest.raises(Malformed):
            list(delimited([data], 100))


def test_messages_within_messages_end_somewhere() -> None:
    deep = b""
    for _ in range(60):
        deep = encoded({1: deep})
    spec = Spec(None, "inner=1")
    spec.parts["inner"] = spec
    spec.fields[1 << 3 | 2] = ("inner", False, lambda value, depth: read(spec, value, depth + 1))
    with pytest.raises(Malformed):
        read(spec, deep)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_damaged_frames_are_messages_or_told(data: st.DataObject) -> None:
    frames: list[tuple[str, Frame | None]] = []
    for one in [*people(), *conversation()]:
        raw = bytearray(of_json(one))
        for _ in range(data.draw(st.integers(0, 2))):
            if raw:
                raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
        try:
            frames.append(("x", read(FRAME, bytes(raw))))
        except Malformed:
            frames.append(("x", None))
    count = Count()
    found = list(Mapper(NoShelf(), count).records(iter(frames)))
    told = sum(isinstance(record, Message) for record in found)
    assert count.records == told + count.parts + count.empties + count.skips


_anything = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["chatItem", "chatId", "authorId", "standardMessage", "text", "body", "recipient", "id", "contact", "updates",
            "updateMessage", "groupChange", "poll", "options", "revisions", "dateSent"]), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(_anything)
def test_any_json_is_a_frame_or_refused(value: Any) -> None:
    import json

    import msgspec

    line = json.dumps(value).encode()
    try:
        frame = decode_line(line)
    except (msgspec.MsgspecError, ValueError):
        return
    list(Mapper(NoShelf(), Count()).records(iter([("x", frame)])))


# -- SQL that is only read -----------------------------------------------------------------------------


def test_columns_are_found_whatever_stands_around_them() -> None:
    definitions = """"_id" INTEGER PRIMARY KEY, `body` TEXT DEFAULT 'a, (b', [type] INTEGER CHECK (type IN (1, 2)),
        plain, UNIQUE(_id, type), FOREIGN KEY (a) REFERENCES b(c), CONSTRAINT x PRIMARY KEY (a), check (1)"""
    assert columns_of(definitions) == ("_id", "body", "type", "plain")


@given(st.text(max_size=80) | st.binary(max_size=80).map(lambda raw: raw.decode("utf-8", "replace")))
def test_any_statement_is_told_apart(text: str) -> None:
    assert Statements().of(text.encode("utf-8", "surrogatepass")).kind in ("create", "insert", "nothing", "refused")


@pytest.mark.parametrize(
    ("text", "kind", "table"),
    [
        ("CREATE TABLE IF NOT EXISTS x (a INTEGER) WITHOUT ROWID", "create", "x"),
        ('insert into "Message" (_id, body) values (?, ?);', "insert", "message"),
        ("INSERT INTO sqlite_sequence VALUES (?)", "nothing", ""),
        ("INSERT INTO message VALUES (load_extension('x'))", "refused", ""),
        ("CREATE TABLE x (a); DROP TABLE y", "refused", ""),
        ("CREATE TABLE x (a); DROP TABLE y (b)", "refused", ""),
        ("CREATE TABLE x ()", "refused", ""),
        ("CREATE UNIQUE INDEX i ON x (a)", "nothing", ""),
    ],
)
def test_statements(text: str, kind: str, table: str) -> None:
    found = Statements().of(text.encode())
    assert (found.kind, found.table) == (kind, table)


_values = (
    st.none()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False)
    | st.text(max_size=9)
    | st.binary(max_size=9)
)


@given(st.lists(_values, max_size=9))
def test_values_come_back(values: list[Any]) -> None:
    data = row_of(values)
    _, at = sql_of(data)
    assert values_of(data, at, [True] * len(values)) == values
    assert values_of(data, at, [False] * len(values)) == [None] * len(values)
    with pytest.raises(Malformed):
        values_of(data, at, [True] * (len(values) + 1))


@given(st.binary(max_size=80))
def test_any_row_is_read_or_malformed(data: bytes) -> None:
    try:
        _, at = sql_of(data)
        assert len(values_of(data, at, [True, False, True])) == 3
    except Malformed:
        pass


def test_a_table_knows_its_columns_by_older_names() -> None:
    table = Table(("_id", "msg_box"), {"_id": (), "type": ("msg_box",), "body": ()})
    data = row_of([1, 20])
    assert table.row(data, sql_of(data)[1]) == {"_id": 1, "type": 20, "body": None}
    assert (table.has("type"), table.has("body")) == (True, False)


def test_columns_of_another_type_are_read_as_what_they_say() -> None:
    assert [number(value) for value in ("12", "-3", "x", 2.9, 1e300, b"1", None)] == [12, -3, 0, 2, 0, 0, 0]
    assert [words(value) for value in (b"\xff", 5, None)] == ["\ufffd", "5", ""]


# -- what is sealed ------------------------------------------------------------------------------------


@given(st.binary(max_size=200), st.integers(1, 60))
def test_what_was_sealed_is_opened_however_it_is_cut(plain: bytes, cut: int) -> None:
    whole = seal(plain, b"c" * 32, b"m" * 32)
    pieces = [whole[at : at + cut] for at in range(0, len(whole), cut)]
    assert is_authentic(pieces, b"m" * 32)
    assert b"".join(decrypted(pieces, b"c" * 32)) == plain


@given(st.data())
def test_any_changed_bit_is_found(data: st.DataObject) -> None:
    whole = bytearray(seal(b"twelve words", b"c" * 32, b"m" * 32))
    whole[data.draw(st.integers(0, len(whole) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    assert not is_authentic([bytes(whole)], b"m" * 32)


def test_what_is_zipped_must_end_and_nothing_but_zeros_may_follow() -> None:
    packed = gzip.compress(b"x" * 1_000_000)
    assert len(b"".join(unzipped([packed[:100], packed[100:] + bytes(99)]))) == 1_000_000
    for broken in (packed[:-9], packed + b"\0more", b"not zipped", packed[:200] + b"!" + packed[201:]):
        with pytest.raises(NotAuthentic):
            list(unzipped([broken]))


@pytest.fixture(scope="module")
def sealed_database() -> bytes:
    return made_signal_desktop.members(made_signal_desktop.conversation())["sql/db.sqlite"]


def test_pages_are_plain_sqlite_and_any_changed_byte_is_found(sealed_database: bytes) -> None:
    key = bytes.fromhex(made_signal_desktop.KEY)
    pages = CipherPages(cast(BinaryIO, io.BytesIO(sealed_database)), key, PATH)
    with Database(cast(BinaryIO, pages), PATH) as database:
        assert database.has("messages", "json")
    with pytest.raises(WrongPageKey):
        CipherPages(cast(BinaryIO, io.BytesIO(sealed_database)), b"x" * 32, PATH)
    for short in (b"", sealed_database[:100], sealed_database[:4095]):
        with pytest.raises(WrongPageKey):
            CipherPages(cast(BinaryIO, io.BytesIO(short)), key, PATH)


# -- words ---------------------------------------------------------------------------------------------


@given(
    st.text(max_size=20), st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50), st.text(max_size=5)), max_size=4)
)
def test_mentions_anywhere_are_survived(body: str, mentions: list[tuple[int, int, str]]) -> None:
    body.encode("utf-16-le", "surrogatepass")
    assert isinstance(named(body, mentions), str)


def test_a_mention_behind_an_emoji_is_found_where_it_stands() -> None:
    assert named("\U0001f600 \ufffc and \ufffc", [(9, 1, "Bob"), (3, 1, "Ann")]) == "\U0001f600 @Ann and @Bob"


def test_the_owner_is_who_is_in_the_groups_and_no_contact() -> None:
    known = People()
    for frame in people():
        if "recipient" in frame:
            recipient = read(FRAME, of_json(frame)).recipient
            assert isinstance(recipient, Recipient)
            known.add(recipient)
    assert known.owner_aci() == OWNER
    assert [person.name for aci in (OWNER, ALICE, b"?" * 16) if (person := known.of_aci(aci))] == [
        "You",
        "Alice",
        "Unknown",
    ]
    assert known.of_aci(None) is None


def test_no_id_is_given_twice_even_when_many_were_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vault.exports.signal.items._MOST_IDS", 10)
    ids = Unique()
    assert [ids.take("a", str(number)) for number in range(15)] == [str(number) for number in range(15)]
    assert [ids.take("a", str(number)) for number in range(6, 15)] == [""] * 9
    assert ids.take("b", "7") == "7"


@pytest.mark.parametrize(
    ("milliseconds", "words_"),
    [(604_800_000, "1 week"), (90_000, "90 seconds"), (7_200_000, "2 hours"), (5, "5 milliseconds")],
)
def test_durations(milliseconds: int, words_: str) -> None:
    assert duration(milliseconds) == words_


def test_fields_tell_their_kind() -> None:
    assert list(fields_of(encoded({1: 5, 2: "a"}))) == [(8, 5), (18, b"a")]
    with pytest.raises(Malformed):
        list(fields_of(b"\x0b"))
