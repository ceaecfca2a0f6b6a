"""Databases of Messages that are not what they should be: only ExportError comes out, and what can be read is read."""

from __future__ import annotations

import io
import sqlite3
import struct
from pathlib import Path
from typing import Any, BinaryIO, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exports.made_imessage import ANNA, MadeMessages, filled, reacted
from tests.exports.reading import read_all, source_of
from vault.chats.message import Message
from vault.errors import ExportDamaged, ExportError
from vault.exports.base import Answers
from vault.exports.database import Database
from vault.exports.imessage.importer import IMessageImporter
from vault.exports.imessage.rows import Gap, messages

MESSAGE = (
    "guid", "text", "attributedBody", "subject", "handle_id", "date", "is_from_me", "item_type", "group_action_type",
    "group_title", "other_handle", "share_status", "associated_message_guid", "associated_message_type",
    "associated_message_emoji", "balloon_bundle_id", "payload_data", "thread_originator_guid", "date_edited",
    "message_summary_info", "is_audio_message",
)  # fmt: skip
VALUES: st.SearchStrategy[Any] = st.one_of(
    st.none(), st.integers(-(2**63), 2**63 - 1), st.floats(allow_nan=False), st.text(max_size=20),
    st.binary(max_size=40), st.sampled_from([0, 1, 2, 3, 6, 1000, 2000, 2006, 3000, 4000]),
    st.sampled_from(["p:0/GUID-1", "bp:", "/", ";"]),
)  # fmt: skip


def loose() -> sqlite3.Connection:
    """The same tables without a type, a key or an index."""
    db = sqlite3.connect(":memory:")
    db.text_factory = bytes
    db.executescript(
        f"CREATE TABLE message ({', '.join(MESSAGE)}); CREATE TABLE handle (id, service, person_centric_id);"
        "CREATE TABLE chat (guid, style, chat_identifier, display_name, room_name);"
        "CREATE TABLE chat_message_join (chat_id, message_id); CREATE TABLE chat_handle_join (chat_id, handle_id);"
        "CREATE TABLE attachment (filename, uti, mime_type, transfer_name, total_bytes, is_sticker);"
        "CREATE TABLE message_attachment_join (message_id, attachment_id);"
        "CREATE TABLE chat_recoverable_message_join (chat_id, message_id);"
    )
    return db


def fill(db: sqlite3.Connection, table: str, rows: list[list[Any]]) -> None:
    for row in rows:
        db.execute(f"INSERT INTO {table} VALUES({', '.join('?' * len(row))})", row)


SMALL: st.SearchStrategy[Any] = st.one_of(st.integers(-1, 5), VALUES)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_anything_may_be_anywhere(data: st.DataObject) -> None:
    db = loose()
    widths = {"message": 21, "handle": 3, "chat": 5, "attachment": 6}
    for table, width in widths.items():
        fill(db, table, data.draw(st.lists(st.lists(VALUES, min_size=width, max_size=width), max_size=6)))
    for table in ("chat_message_join", "chat_handle_join", "message_attachment_join", "chat_recoverable_message_join"):
        fill(db, table, data.draw(st.lists(st.lists(SMALL, min_size=2, max_size=2), max_size=8)))
    db.commit()
    with IMessageImporter().open(source_of(db.serialize(), "chat.db"), Answers()) as export:
        records = list(export.records())
        assert export.account().whole
        assert export.account().records == db.execute("SELECT count(*) FROM message").fetchone()[0]
        for message in records:
            if isinstance(message, Message):
                assert (message.sender is None) == (message.kind == "service")
                assert message.sender != ""


def test_text_that_is_no_text() -> None:
    made = filled(MadeMessages())
    made.db.execute("UPDATE message SET text = CAST(x'ff48ff' AS TEXT), guid = CAST(x'fe' AS TEXT) WHERE ROWID = 1")
    made.db.execute("UPDATE handle SET id = CAST(x'ff' AS TEXT) WHERE ROWID = 3")
    made.db.execute("UPDATE chat SET display_name = CAST(x'ff43' AS TEXT) WHERE ROWID = 3")
    found = read_all(source_of(made.bytes(), "chat.db"))
    assert found.messages[0].text == "\ufffdH\ufffd"
    assert found.conversations[1].name == "\ufffdC"


def test_joins_in_circles_and_without_end() -> None:
    db = loose()
    columns: dict[str, object] = {
        "guid": "G", "text": "hello", "handle_id": 1, "date": 794050200, "is_from_me": 0,
        "thread_originator_guid": "G", "associated_message_guid": "p:0/G", "associated_message_type": 2,
    }  # fmt: skip
    for _ in range(300):
        fill(db, "message", [[columns.get(name) for name in MESSAGE]])
    fill(db, "handle", [[ANNA, "SMS", None]])
    fill(db, "chat", [["x;-;y", 45, "y", None, None]] * 300)
    fill(db, "attachment", [["~/Library/Messages/Attachments/a", None, None, "a", 1, 0]] * 30)
    fill(db, "chat_message_join", [[chat, 1] for chat in range(1, 300)] + [[1, row] for row in range(1, 300)])
    fill(db, "message_attachment_join", [[1, file] for file in range(1, 31)] * 300)
    fill(db, "chat_handle_join", [[1, 1]] * 3000)
    db.commit()
    found = read_all(source_of(db.serialize(), "chat.db"))
    assert found.account.records == 300
    assert len(found.messages[0].attachments) == 2000


def test_views_in_place_of_tables_are_not_read() -> None:
    db = sqlite3.connect(":memory:")
    db.executescript(
        "CREATE TABLE x (a); CREATE VIEW message AS SELECT 1 AS guid, 2 AS date FROM x;"
        "CREATE TABLE chat_message_join (a);"
    )
    with pytest.raises(ExportError):
        IMessageImporter().open(source_of(db.serialize(), "chat.db"), Answers())


def big() -> tuple[bytes, int]:
    made = MadeMessages()
    anna = made.handle(ANNA)
    chat = made.chat(f"iMessage;-;{ANNA}", [anna])
    for number in range(2000):
        made.message(chat, f"message {number} " + "x" * 200, anna)
    return made.bytes(), 4096


def table_pages(data: bytes, page: int) -> list[int]:
    """Leaf pages of tables, by offset."""
    return [at for at in range(page, len(data), page) if data[at] == 0x0D]


def test_what_stands_behind_broken_pages_is_found() -> None:
    data, page = big()
    leaves = table_pages(data, page)
    broken = bytearray(data)
    for at in leaves[40:43]:
        broken[at : at + page] = b"\xff" * page
    found = read_all(source_of(bytes(broken), "chat.db"))
    assert 1800 < len(found.messages) < 2000
    assert "damaged" in {part.why for part in found.skipped}
    assert found.messages[-1].text.startswith("message 1999 ")


def test_a_database_of_nothing_but_broken_pages_is_damaged() -> None:
    data, page = big()
    broken = bytearray(data)
    for at in table_pages(data, page):
        broken[at : at + page] = b"\xff" * page
    with pytest.raises(ExportDamaged):
        read_all(source_of(bytes(broken), "chat.db"))


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_broken_pages_anywhere_leave_the_account_whole(data: st.DataObject) -> None:
    whole, page = big()
    broken = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.sampled_from(range(page, len(whole), page)))
        start = data.draw(st.integers(0, page - 8))
        broken[at + start : at + page] = data.draw(st.binary(min_size=8, max_size=8)) * ((page - start) // 8 + 1)
        del broken[len(whole) :]
    try:
        read_all(source_of(bytes(broken), "chat.db"))
    except ExportError:
        return


def test_the_last_rows_may_be_the_broken_ones() -> None:
    data, page = big()
    with io.BytesIO(data) as stream, Database(cast(BinaryIO, stream), Path("x")) as database:
        assert not any(isinstance(row, Gap) for row in messages(database))
    broken = bytearray(data)
    last = next(at for at in reversed(table_pages(data, page)) if b"message 1999 " in data[at : at + page])
    broken[last : last + page] = b"\xff" * page
    with io.BytesIO(broken) as stream, Database(cast(BinaryIO, stream), Path("x")) as database:
        rows = list(messages(database))
    assert isinstance(rows[-1], Gap)
    assert sum(isinstance(row, Gap) for row in rows) == 1


def test_reactions_in_front_of_and_behind_their_message() -> None:
    made = reacted(filled(MadeMessages()))
    made.db.execute("UPDATE message SET ROWID = 900 WHERE guid = 'GUID-1'")
    made.db.execute("UPDATE chat_message_join SET message_id = 900 WHERE message_id = 2")
    found = read_all(source_of(made.bytes(), "chat.db"))
    assert found.messages[-1].id == "GUID-1"
    assert len(found.messages[-1].reactions) == 1


def test_rows_out_of_order_do_not_turn_the_reading_back() -> None:
    data, page = big()
    broken = bytearray(data)
    at = table_pages(data, page)[40]
    (cells,) = struct.unpack_from(">H", broken, at + 3)
    places = struct.unpack_from(f">{cells}H", broken, at + 8)
    struct.pack_into(f">{cells}H", broken, at + 8, *reversed(places))
    for after in table_pages(data, page)[41:43]:
        broken[after : after + page] = b"\xff" * page
    found = read_all(source_of(bytes(broken), "chat.db"))
    assert 1800 < len(found.messages) < 2000
    assert len({message.id for message in found.messages}) == len(found.messages)
    assert "damaged" in {part.why for part in found.skipped}
