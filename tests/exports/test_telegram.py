"""Telegram's exports: real ones by others, invented ones of every kind of message, damaged and hostile ones."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exports.made_telegram import (
    CANARY,
    PHOTO,
    account,
    chat,
    everything,
    folder,
    message,
    pages,
    service,
    two,
    written,
)  # fmt: skip
from tests.exports.reading import ReadAll, read_all, source_of, zip_of
from vault.chats.message import Message, Reaction
from vault.errors import ExportDamaged, NotAChat
from vault.exports.base import Answers, Source
from vault.exports.detect import open_export
from vault.exports.telegram.importer import TelegramImporter

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "telegram"


def read(document: object, name: str = "result.json", answers: Answers = Answers(zone="UTC")) -> ReadAll:  # noqa: B008
    return read_all(source_of(document if isinstance(document, bytes) else written(document), name), answers)


def by_id(found: ReadAll) -> dict[str, Message]:
    return {each.id: each for each in found.messages}


@pytest.mark.parametrize(("name", "format_"), [("test_single_export.json", "one"), ("test_batch_export.json", "all")])
def test_real_files(name: str, format_: str) -> None:
    found = read_all(Source.of_file(REAL / name))
    assert [(m.sender, m.text) for m in found.messages] == [
        ("Author 1", "Minimal Message"),
        ("Author 2", "Link:https://telegram.org/"),
    ]
    assert found.messages[0].sent.utc == datetime(2018, 12, 5, 10, 39, 10, tzinfo=UTC)
    assert found.messages[0].sent.zone == "exact"
    assert found.account.records == 2
    assert [c.name for c in found.conversations] == (["Chatname"] if format_ == "all" else ["test_single_export"])


def test_every_kind_of_message() -> None:
    found = read(chat(everything()))
    said = by_id(found)
    assert (found.key, found.chat_name, found.format) == ("channel4321", "Choir", "telegram-json")
    assert (said["1"].kind, said["1"].text) == ("service", "Anna created the group “Choir” with Anna, Ben, Somebody")
    assert (said["2"].text, said["2"].sender, said["2"].outgoing) == (CANARY, "Anna", None)
    assert said["2"].sent.utc == datetime.fromtimestamp(1619604914, UTC)
    assert said["3"].text == "see https://example.org sing"
    assert said["4"].sender == "user101"
    assert (said["5"].kind, said["5"].attachments[0].included, said["5"].text) == ("omitted", False, "a photo")
    assert [(f.name, f.kind, f.size) for f in said["6"].attachments] == [("score.pdf", "document", 5000)]
    assert said["7"].attachments[0].kind == "audio"
    assert (said["8"].attachments[0].kind, said["8"].attachments[0].name) == ("sticker", "🐦")
    assert (said["9"].edited, said["9"].reply_to) == (True, "2")
    assert said["10"].edited is False, "a reaction sets the date of editing, too"
    assert said["10"].reactions == (
        Reaction("👍", "Ben"), Reaction("👍", "2 more"), Reaction("custom emoji", "1 people"),
    )  # fmt: skip
    assert (said["11"].kind, said["11"].text) == ("poll", "When?\n- Monday (2)\n- Never (1)")
    assert (said["12"].kind, said["12"].text) == ("location", "Hall\n1 Street\n52.5, 13.4")
    assert (said["13"].kind, said["13"].text) == ("contact", "Cara Doe\n+1 555")
    assert (said["15"].kind, said["15"].sender, said["15"].text) == ("call", "Anna", "Call, 35 seconds")
    assert (said["18"].kind, said["18"].text) == ("service", "Anna: some new thing")
    assert said["19"].kind == "omitted"
    assert (found.account.records, found.account.empty, found.account.skipped) == (19, 1, 1)
    assert [part.why for part in found.skipped] == ["unknown-kind", "media-missing"]


def test_a_folder_has_its_photos() -> None:
    for made in (folder(), folder(""), folder("a/b/")):
        source = source_of(zip_of(made), "export.zip")
        with open_export(source) as export:
            files = [f for m in export.records() if isinstance(m, Message) for f in m.attachments if f.included]
            assert [(f.size, f.kind, b"".join(export.attachment(f))) for f in files] == [(len(PHOTO), "photo", PHOTO)]


def test_where_pages_stand_beside_the_json_the_json_is_read() -> None:
    found = read_all(source_of(zip_of({**pages(), **folder("")}), "export.zip"))
    assert found.key == "channel4321"
    assert len(found.conversations) == 1


def test_a_whole_account() -> None:
    saved = chat([message(1)], type="saved_messages", id=100)
    del saved["name"]
    gone = chat([message(1, **{"from": None, "from_id": "user105"})], name=None, type="personal_chat", id=105)
    left = chat([message(1)], id=9, name="Left", type="private_group")
    found = read(account(two(), saved, gone, left=[left]))
    assert [(c.key, c.name) for c in found.conversations] == [
        ("user102", "Ben"), ("user100", "Saved Messages"), ("user105", "Deleted Account"), ("chat9", "Left"),
    ]  # fmt: skip
    assert [m.outgoing for m in found.messages] == [True, False, True, False, True]
    assert (found.key, found.chat_name) == ("user100", "All chats")
    assert found.messages[0].place == "result.json chats/0 #0"
    assert found.messages[-1].place == "result.json left_chats/0 #0"


def test_a_chat_of_two_tells_whose_messages_are_whose() -> None:
    assert [m.outgoing for m in read(two()).messages] == [True, False]
    me = read(chat([message(1), message(2, **{"from": "Ben"})]), answers=Answers(zone="UTC", me="Ben"))
    assert [m.outgoing for m in me.messages] == [False, True]


def test_keys_of_a_chat_may_stand_behind_its_messages() -> None:
    first = two()
    behind = {"messages": first.pop("messages"), **first}
    assert read(behind).conversations[0].name == "Ben"
    assert read(account(behind)).conversations[0].key == "user102"


def test_escapes_that_are_no_json() -> None:
    text = "bell\x07 tab\t escape\x1b back\\x0B"
    raw = written(chat([message(1), message(2, text=text)] * 700))
    raw = raw.replace(b"\\u0007", b"\\x07").replace(b"\\u001b", b"\\x1B")
    assert rb"\x07" in raw
    with pytest.raises(ValueError, match="escape"):
        json.loads(raw)
    found = read(raw)
    assert {m.text for m in found.messages} == {text, "message 1"}
    assert len(found.messages) == 1400


def test_old_exports_have_local_time_and_bare_numbers() -> None:
    old = [{"id": 1, "type": "message", "date": "2019-07-01T12:00:00", "from": "Anna", "from_id": 4561, "text": "hi"}]
    berlin = read(chat(old, type="personal_chat", id=4561), answers=Answers(zone="Europe/Berlin"))
    sent = berlin.messages[0].sent
    assert (sent.utc, sent.zone, sent.text) == (datetime(2019, 7, 1, 10, tzinfo=UTC), "asked", "2019-07-01T12:00:00")
    assert berlin.messages[0].outgoing is False
    assert read(chat(old), answers=Answers()).messages[0].sent.zone == "assumed"
    none = read(chat([{"id": 1, "type": "message", "from": "Anna", "text": "hi"}]))
    assert none.messages[0].sent.utc is None
    assert [part.why for part in none.skipped] == ["no-date"]


def test_ids_that_begin_again_stay_apart() -> None:
    """A group that became a supergroup, as exports before the ids of its first part were shifted."""
    made = [message(1), service(2, "migrate_to_supergroup"), message(1), message(2, reply_to_message_id=1)]
    found = read(chat(made))
    assert [m.id for m in found.messages] == ["1", "2", "2/1", "2/2"]
    assert found.messages[-1].reply_to == "2/1"


def test_one_chat_in_two_lists_is_one_conversation() -> None:
    found = read(account(two(), left=[two()]))
    assert len(found.conversations) == 1
    assert [m.id for m in found.messages] == ["1", "2", "2/1", "2/2"]


def test_what_breaks_off_gives_what_came_before() -> None:
    whole = written(chat([message(n) for n in range(50)]))
    found = read(whole[: len(whole) // 2])
    assert 20 < len(found.messages) < 30
    assert [(part.where, part.why) for part in found.skipped] == [("result.json", "damaged")]


def test_the_kinds_of_error() -> None:
    importer = TelegramImporter()
    with pytest.raises(ExportDamaged):
        importer.open(source_of(written(two())[:80], "result.json"), Answers())
    for data, name in ((b'{"a": 1}', "result.json"), (zip_of({"a.txt": "x"}), "a.zip")):
        with pytest.raises(NotAChat):
            importer.open(source_of(data, name), Answers())


KEYS = st.sampled_from([
    "id", "type", "date", "date_unixtime", "from", "from_id", "text", "photo", "file", "poll", "answers", "reactions",
    "recent", "emoji", "count", "edited", "reply_to_message_id", "action", "members", "actor", "actor_id", "title",
    "contact_information", "location_information", "game_title", "invoice_information", "file_size", "duration",
])  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=12,
)
ACTIONS = st.sampled_from([None, "phone_call", "create_group", "invite_members", "proximity_reached", "group_call"])


@settings(max_examples=150, deadline=None)
@given(VALUES, st.sampled_from(["message", "service"]), ACTIONS)
def test_anything_may_stand_anywhere(value: object, kind: str, action: str | None) -> None:
    odd = {**(value if isinstance(value, dict) else {"text": value}), "type": kind, "action": action}
    document = account(chat([odd, message(2)], name=value, id=value), value)
    assert read(document).messages


def test_an_account_is_known_though_its_contacts_fill_the_beginning() -> None:
    contacts = [{"user_id": n, "first_name": "Anna", "last_name": "", "phone_number": "+1"} for n in range(3000)]
    made = {**account(two())}
    made["contacts"] = {"about": "", "list": contacts}
    assert read(made).account.messages == 2


# ---- pages


def test_pages() -> None:
    found = read_all(source_of(zip_of(pages()), "export.zip"))
    said = by_id(found)
    assert (found.format, found.chat_name, [c.name for c in found.conversations]) == (
        "telegram-zip",
        "Choir",
        ["Choir"],
    )
    assert list(said) == [str(number) for number in range(1, 10)]
    assert (said["1"].kind, said["1"].text, said["1"].sent.text) == (
        "service", "Anna created group «Choir»", "28 April 2021",
    )  # fmt: skip
    assert said["2"].sent.utc == datetime(2021, 4, 28, 10, 15, 14, tzinfo=UTC)
    assert said["2"].sent.zone == "exact"
    assert (said["3"].sender, said["3"].text) == ("Anna", "two\nlines & a link")
    assert (said["4"].kind, said["4"].attachments[0].size, said["4"].text) == ("media", len(PHOTO), "a photo")
    assert (said["5"].kind, said["5"].sender, said["5"].attachments[0].name) == ("omitted", "Ben", "score.pdf")
    assert (said["6"].kind, said["6"].text.split("\n")[0]) == ("poll", "When?")
    assert said["7"].reactions == (Reaction("👍", "Ben"), Reaction("🎉", "12 people"))
    assert said["7"].reply_to == "2"
    assert (said["8"].sent.utc, said["8"].sent.zone) == (datetime(2021, 4, 29, 12, 15, tzinfo=UTC), "asked")
    assert said["9"].sender == "Cara"
    assert (found.account.records, found.account.empty) == (10, 1)


def test_pages_are_read_in_the_order_of_their_numbers() -> None:
    made = pages()
    for number in (10, 3):
        made[f"messages{number}.html"] = made["messages2.html"].replace(b"message8", b"message%d" % (number * 10))
        made[f"messages{number}.html"] = made[f"messages{number}.html"].replace(
            b"message9", b"message%d" % (number * 10 + 1)
        )
    found = read_all(source_of(zip_of(made), "export.zip"))
    assert [m.id for m in found.messages][-4:] == ["30", "31", "100", "101"]


def test_chats_of_an_account_lie_in_folders_of_their_own() -> None:
    one = {f"DataExport/chats/chat_001/{name}": data for name, data in pages().items()}
    two_ = {f"DataExport/chats/chat_002/{name}": data for name, data in pages().items()}
    found = read_all(source_of(zip_of({**one, **two_}), "export.zip"))
    assert [c.key for c in found.conversations] == ["Choir", "Choir (chat_002)"]
    assert found.chat_name == "All chats"


def test_a_page_that_breaks_off_is_told() -> None:
    page = pages()["messages.html"]
    found = read_all(source_of(page[: page.index(b'id="message5"') + 40], "messages.html"))
    assert [m.id for m in found.messages] == ["1", "2", "3", "4"]
    assert (found.skipped[0].where, found.skipped[0].why) == ("messages.html", "damaged")


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from([
    '<div class="message default">', '<div class="body">', '<div class="media_wrap">', '<div class="reply_to">',
    "</div>",
    '<div class="from_name">', "<br>", '<span class="reactions">', "</span>", '<a href="x#go_to_message9">', "words",
    '<div class="message service" id="message5">', '<div class="date" title="99.99.9999 99:99:99 UTC+99:99">', "\0",
]), max_size=30))  # fmt: skip
def test_any_page_is_read(parts: list[str]) -> None:
    page = '<html><div class="message default" id="message1"><div class="body"><div class="text">x</div></div></div>'
    source = source_of((page + "".join(parts)).encode(), "messages.html")
    with TelegramImporter().open(source, Answers(zone="UTC")) as export:
        assert [m for m in export.records() if isinstance(m, Message)]
        assert export.account().whole
