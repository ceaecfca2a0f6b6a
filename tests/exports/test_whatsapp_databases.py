"""WhatsApp's databases of both phones: what each message becomes, who is who, and what stands beside them."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exports import made_whatsapp_databases as made
from tests.exports.reading import UTC_ANSWER, ReadAll, read_all, source_of
from vault.chats.message import Message, Reaction
from vault.errors import ExportError
from vault.exports.base import Source
from vault.exports.detect import detect, open_export
from vault.exports.whatsapp.database import WhatsAppDatabaseImporter
from vault.exports.whatsapp.iphone import apple_seconds
from vault.exports.whatsapp.msgstore import moment_of
from vault.exports.whatsapp.notices import call_words, notice
from vault.exports.whatsapp.phone_media import tail_of
from vault.exports.whatsapp.vcards import words_of

IMAGE = "Media/WhatsApp Images/IMG-20231114-WA0001.jpg"


def stored(files: dict[str, bytes], name: str = "Databases.zip") -> ReadAll:
    return read_all(source_of(made.folder(files), name))


@pytest.fixture(scope="module")
def android() -> ReadAll:
    return stored({"msgstore.db": made.new_store(), "wa.db": made.wa_db(), f"WhatsApp/{IMAGE}": made.PHOTO})


@pytest.fixture(scope="module")
def iphone() -> ReadAll:
    return read_all(source_of(made.samples()["iPhone WhatsApp.zip"], "x.zip"))


def by_id(read: ReadAll) -> dict[str, Message]:
    return {message.id: message for message in read.messages}


def test_the_real_store(shared_data: Path) -> None:
    """Nine announcements of the app's own, without dates; every text was wiped. The older table holds them."""
    read = read_all(Source.of_file(shared_data / "whatsapp-encrypted" / "msgstore.db"))
    assert (read.account.records, read.account.messages, read.account.empty) == (11, 9, 2)
    assert [conversation.name for conversation in read.conversations] == ["Status updates"]
    assert {message.sender for message in read.messages} == {"WhatsApp"}
    assert (read.messages[0].id, read.messages[-1].id) == (
        "1949745608522917871923533518570", "332535968766077495806258570447",
    )  # fmt: skip
    assert [message.attachments[0].kind for message in read.messages].count("video") == 4
    assert {part.why for part in read.skipped} == {"no-date"}


def test_android_chats_and_names(android: ReadAll) -> None:
    assert {c.key: c.name for c in android.conversations} == {
        "491711234567@s.whatsapp.net": "Anna", "120363@g.us": "Choir", "chat 9": "Deleted chat",
        "status@broadcast": "Status updates", "4917299@s.whatsapp.net": "Ben",
    }  # fmt: skip
    assert android.account == read_all(source_of(made.new_store(), "msgstore.db")).account


def test_android_messages(android: ReadAll) -> None:
    messages = by_id(android)
    first = messages["A1"]
    assert (first.sender, first.text, first.outgoing, first.kind) == ("Anna", made.CANARY, False, "text")
    assert (f"{first.sent.utc}", first.sent.zone) == ("2023-11-14 22:13:20+00:00", "exact")
    assert first.reactions == (Reaction("👍", "Max"),)
    assert (messages["A2"].sender, messages["A2"].outgoing) == ("Max", True)
    assert messages["A2"].reactions == (Reaction("❤️", "Anna"),)
    assert messages["B2"].edited
    assert messages["B2"].reply_to == "B1"
    assert messages["B2"].sender == "Clara"
    kinds = {key: message.kind for key, message in messages.items()}
    assert (kinds["B3"], kinds["B4"], kinds["B5"], kinds["B7"], kinds["A3"], kinds["B8"]) == (
        "deleted", "service", "location", "poll", "call", "omitted",
    )  # fmt: skip
    assert messages["B6"].text == "Dora\n+1 2"
    assert messages["B7"].text == "Pizza?\nyes\nno"
    assert messages["B5"].text == "Lake\nShore 1\n47.5, 8.25"
    assert (messages["A3"].text, messages["A4"].text) == ("Missed voice call", "Video call, 2:05")
    assert (messages["B4"].text, messages["B9"].text) == ('Anna changed the subject to "Choir"', "Anna added Ben")
    assert messages["call c2"].text == "Missed voice call"


def test_android_attachments(android: ReadAll) -> None:
    photo = by_id(android)["B1"].attachments[0]
    assert (photo.name, photo.kind, photo.included, photo.size) == ("IMG-20231114-WA0001.jpg", "photo", True, 2048)
    plan = by_id(android)["B10"]
    assert (plan.attachments[0].name, plan.attachments[0].included, plan.text) == ("Plan.pdf", False, "the plan")
    files = {"msgstore.db": made.new_store(), "IMG-20231114-WA0001.jpg": made.PHOTO}
    for name in ("IMG-20231114-WA0001.jpg", f"phone/Android/media/com.whatsapp/WhatsApp/{IMAGE}"):
        with open_export(source_of(made.folder({"msgstore.db": files["msgstore.db"], name: made.PHOTO}), "x.zip")) as e:
            found = [f for m in e.records() if isinstance(m, Message) for f in m.attachments if f.included]
            assert hashlib.sha256(b"".join(e.attachment(found[0]))).digest() == hashlib.sha256(made.PHOTO).digest()


def test_an_old_store() -> None:
    path = "WhatsApp/Media/WhatsApp Images/IMG-20160101-WA0007.jpg"
    read = stored({"msgstore.db": made.old_store(), "wa.db": made.wa_db(), path: made.PHOTO})
    messages = by_id(read)
    assert {c.name for c in read.conversations} == {"Anna", "Family"}
    assert (messages["M2"].sender, messages["M2"].reply_to) == ("You", "M1")
    assert (messages["M3"].attachments[0].place, messages["M3"].text) == (path, "caption")
    assert messages["M3"].sender == "Ben"
    assert (messages["M4"].kind, messages["M4"].text) == ("service", 'Ben changed the subject to "Family"')
    assert (messages["M5"].kind, messages["M6"].text) == ("deleted", "Lake\n1.5, 2.5")


def test_a_store_that_was_being_changed_over() -> None:
    """Rows of the older table that the newer one has are told once."""
    with sqlite3.connect(":memory:") as both:
        both.deserialize(made.new_store())
        both.executescript("""
            CREATE TABLE messages(_id INTEGER PRIMARY KEY, key_remote_jid TEXT, key_from_me INTEGER, key_id TEXT,
                data TEXT, timestamp INTEGER, media_wa_type TEXT);
            INSERT INTO messages VALUES(2, '491711234567@s.whatsapp.net', 0, 'A1', 'the older copy', 1, '0'),
                (90, '491711234567@s.whatsapp.net', 0, 'OLD', 'only in the older table', 1400000000000, '0');
        """)
        data = both.serialize()
    read = read_all(source_of(data, "msgstore.db"))
    assert by_id(read)["OLD"].text == "only in the older table"
    assert by_id(read)["A1"].text == made.CANARY
    assert read.account.parts == 6


def test_iphone_messages(iphone: ReadAll) -> None:
    messages = by_id(iphone)
    assert {c.name for c in iphone.conversations} == {"Anna", "Club", "Deleted chat"}
    assert messages["3EB0A1A1A1A1A1A1A1A1"].reactions == (Reaction("👍", "Ben"),)
    answer = messages["3EB0A2"]
    assert (answer.reply_to, answer.sender, answer.outgoing) == ("3EB0A1A1A1A1A1A1A1A1", "You", True)
    assert f"{answer.sent.utc:%H:%M:%S.%f}" == "22:14:20.500000"
    photo = messages["3EB0A3"]
    assert (photo.text, photo.attachments[0].name, photo.attachments[0].size) == ("a caption", "photo-1.jpg", 2048)
    assert (messages["3EB0A4"].kind, messages["3EB0A4"].text) == ("contact", "Dora\n+1 2")
    assert (messages["3EB0A5"].kind, messages["3EB0A5"].sender) == ("location", "Chloé")
    assert (messages["3EB0A6"].kind, messages["3EB0A6"].text) == ("service", "New name")
    assert (messages["3EB0A8"].kind, messages["3EB0A8"].text) == ("deleted", "")
    assert messages["3EB0A9"].attachments[0].kind == "video"
    assert messages["3EB0B2"].attachments[0].name == "Plan.pdf"
    assert (iphone.account.records, iphone.account.messages, iphone.account.service) == (12, 9, 1)
    assert {(part.where.rpartition(" ")[2], part.why) for part in iphone.skipped} == {
        ("10", "no-date"), ("12", "unknown-kind"),
    }  # fmt: skip


def test_an_iphones_address_book_and_log(tmp_path: Path) -> None:
    """ContactsV2.sqlite beside it names people; messages that stand only in the write-ahead log count."""
    path = tmp_path / "ChatStorage.sqlite"
    path.write_bytes(made.iphone_store())
    writer = sqlite3.connect(path)
    writer.execute("PRAGMA journal_mode=WAL")
    writer.execute("PRAGMA wal_autocheckpoint=0")
    writer.execute("UPDATE ZWAMESSAGE SET ZTEXT = 'newer words' WHERE Z_PK = 2")
    writer.commit()
    with sqlite3.connect(":memory:") as book:
        book.executescript("""
            CREATE TABLE ZWAADDRESSBOOKCONTACT(Z_PK INTEGER PRIMARY KEY, ZFULLNAME VARCHAR, ZWHATSAPPID VARCHAR);
            INSERT INTO ZWAADDRESSBOOKCONTACT VALUES(1, 'Anna Book', '491711234567@s.whatsapp.net'),
                (2, 'Emil', '333');
        """)
        contacts = book.serialize()
    files = {
        "a/ChatStorage.sqlite": path.read_bytes(), "a/ContactsV2.sqlite": contacts,
        "a/ChatStorage.sqlite-wal": (tmp_path / "ChatStorage.sqlite-wal").read_bytes(),
    }  # fmt: skip
    read = stored(files)
    writer.close()
    assert by_id(read)["3EB0A2"].text == "newer words"
    assert read.conversations[0].name == "Anna Book"
    assert by_id(read)["3EB0A4"].sender == "Emil"


def test_reactions_and_media_that_name_their_message() -> None:
    """Some stores have no column in the message for what belongs to it."""
    with sqlite3.connect(":memory:") as store:
        store.deserialize(made.iphone_store())
        for column in ("ZMEDIAITEM", "ZMESSAGEINFO"):
            store.execute(f"ALTER TABLE ZWAMESSAGE DROP COLUMN {column}")
        data = store.serialize()
    whole = by_id(read_all(source_of(made.iphone_store(), "ChatStorage.sqlite")))
    assert by_id(read_all(source_of(data, "ChatStorage.sqlite"))) == whole


@pytest.mark.parametrize("name", ["msgstore.db", "renamed", "ChatStorage.sqlite", "WhatsApp 2024 (1).db"])
def test_a_lone_database_is_known_by_its_tables(name: str) -> None:
    data = made.iphone_store() if name.endswith(".sqlite") else made.new_store()
    assert isinstance(detect(source_of(data, name)), WhatsAppDatabaseImporter)
    assert read_all(source_of(data, name)).account.messages > 5


def test_words() -> None:
    assert notice(1, "Anna", (), "Choir") == 'Anna changed the subject to "Choir"'
    assert notice(12, "Anna", ("Ben", "Clara"), "") == "Anna added Ben, Clara"
    assert notice(12, "Anna", (), "", joined=True) == "Anna added you"
    assert notice(28, "x", ("+1", "+2"), "") == "+1 changed their number to +2"
    assert (notice(31337, "Anna", (), ""), notice(None, "Anna", (), "said")) == ("", "said")
    assert notice(27, "Anna", (), "{who} {0}") == "Anna changed the description to: {who} {0}"
    assert call_words(1, 3725, missed=False, outgoing=True) == "Video call, 62:05"
    assert call_words(None, None, missed=True, outgoing=False) == "Missed voice call"
    assert call_words(0, 0, missed=True, outgoing=True) == "Voice call"
    card = "BEGIN:VCARD\nN:;Dora;;;\nFN:Dora\nitem1.TEL;waid=12:+1 2\nTEL:+1 2\nEMAIL:d@x.y\nEND:VCARD"
    assert (words_of(card), words_of("no card")) == ("Dora\n+1 2\nd@x.y", "")
    assert tail_of("/storage/emulated/0/WhatsApp/Media/a/b.jpg") == tail_of("Media/a/b.jpg") == "Media/a/b.jpg"
    for value in (0, -1, None, "x", 10**30, b"", 1.5):
        assert moment_of(value).utc is None
    for value in (0, None, "x", 1e300, float("nan"), -(10.0**20)):
        assert apple_seconds(value).utc is None


VALUES = st.one_of(
    st.none(), st.integers(-(2**63), 2**63 - 1), st.floats(), st.text(max_size=12), st.binary(max_size=40),
    st.sampled_from([0, 1, 2, 3, 7, 15, 66, 90, 1_700_000_000_000, "-1", "A1"]),
)  # fmt: skip


def changed(data: bytes, draw: st.DataObject) -> bytes:
    """A store with columns and tables taken away and values of any type put in."""
    with sqlite3.connect(":memory:") as store:
        store.deserialize(data)
        tables = [name for (name,) in store.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        for _ in range(draw.draw(st.integers(1, 6))):
            table = draw.draw(st.sampled_from(tables))
            columns = [row[1] for row in store.execute(f"PRAGMA table_info('{table}')")]
            column = draw.draw(st.sampled_from(columns or ["x"]))
            row = draw.draw(st.integers(0, 12))
            try:
                if draw.draw(st.booleans()):
                    store.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (draw.draw(VALUES), row))
                elif draw.draw(st.integers(0, 3)) == 0:
                    store.execute(f"DROP TABLE {table}")
                else:
                    store.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
            except (sqlite3.Error, OverflowError):
                continue
        return store.serialize()


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(["msgstore.db", "msgstore-2016-01-01.1.db", "ChatStorage.sqlite"]), st.data())
def test_any_tables_and_values_are_read_or_refused(name: str, draw: st.DataObject) -> None:
    data, told = changed(made.samples()[name], draw), ""
    try:
        with open_export(source_of(data, name), UTC_ANSWER) as export:
            messages = [record for record in export.records() if isinstance(record, Message)]
            assert export.account().whole
            assert all(message.sender != "" and message.place for message in messages)
    except ExportError as error:
        told = f"{error!r}"
    assert made.CANARY not in told


def test_what_lies_beside_the_newest_store_is_told() -> None:
    older, added = "msgstore-2023-10-01.1.db", "msgstore-increment-1-2023-11-15.1.db"
    read = stored({"msgstore.db": made.new_store(), older: made.new_store(), added: b"x"})
    assert {part.where: part.why for part in read.skipped if part.where in (older, added)} == {
        older: "older-snapshot", added: "unknown-kind",
    }  # fmt: skip
