"""Element: a room's export with all kinds of events, with and without media, damaged and hostile."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exports.made_element import ANNA, CANARY, PHOTO, archive, event, everything, room, said
from tests.exports.reading import ReadAll, read_all, source_of, zip_of
from vault.chats.message import Message, Reaction
from vault.errors import ExportDamaged, NotAChat
from vault.exports.base import Answers
from vault.exports.detect import open_export
from vault.exports.element.events import words
from vault.exports.element.importer import ElementImporter


def read(data: bytes, name: str = "export.json", me: str | None = None) -> ReadAll:
    return read_all(source_of(data, name), Answers(zone="UTC", me=me))


def test_every_kind_of_event() -> None:
    found = read(room(everything()))
    told = {m.id.removeprefix("$"): m for m in found.messages}
    assert [(c.key, c.name) for c in found.conversations] == [("!birds:example.org", "Birds")]
    assert (found.format, found.key) == ("element-json", "!birds:example.org")
    assert (told["1"].kind, told["1"].text, told["2"].text) == ("service", "Anna created the room", "Anna joined")
    first = told["4"]
    assert (first.text, first.sender, first.outgoing) == (CANARY, "Anna", True)
    assert (first.sent.utc, first.sent.zone) == (datetime(2024, 1, 1, 0, 0, 28, tzinfo=UTC), "exact")
    assert first.reactions == (Reaction("👍", "Ben"),)
    assert (told["5"].text, told["5"].reply_to, told["5"].outgoing) == ("an answer", "$4", False)
    assert told["6"].text == "> quoted by hand\n\nstays"
    assert (told["7"].text, told["7"].earlier, told["7"].edited) == ("third", ("first", "second"), True)
    assert (told["11"].kind, told["11"].attachments[0].name) == ("omitted", "bird.jpg")
    assert told["13"].kind == "deleted"
    assert (told["14"].text, told["14"].earlier) == ("summed, later", ("summed",))
    assert told["14"].reactions == (Reaction("🎉", "4 people"),)
    assert told["17"].attachments[0].kind == "sticker"
    assert (told["18"].kind, told["18"].text) == ("poll", "When?\n- Monday\n- Never")
    assert (told["19"].kind, told["19"].text) == ("location", "Here\n52.5,13.4")
    assert told["20"].reply_to == "$4"
    assert (told["21"].kind, told["21"].sender) == ("call", "Anna")
    assert told["23"].text == "Anna changed the room’s name to “Owls”"
    assert told["25"].text == "its last wording"
    assert [(part.why, part.where) for part in found.skipped] == [
        ("unknown-kind", f"export.json #{number}") for number in (14, 15, 23)
    ]
    assert (found.account.records, found.account.parts, found.account.empty) == (26, 4, 1)


def test_photos_are_found_by_name_and_time() -> None:
    for top in ("", "matrix - Birds/"):
        source = source_of(zip_of(archive(top)), "export.zip")
        with open_export(source) as export:
            files = {m.id: m.attachments[0] for m in export.records() if isinstance(m, Message) and m.attachments}
            assert (files["$11"].included, files["$12"].included) == (False, True)
            assert b"".join(export.attachment(files["$12"])) == PHOTO


def test_the_encrypted_form_beside_the_clear_one() -> None:
    clear = {"decrypted": said(1, CANARY), "encrypted": event(1, "m.room.encrypted")}
    found = read(room([clear, said(2, "plain")]))
    assert [m.text for m in found.messages] == [CANARY, "plain"]
    assert found.key == "!birds:example.org"


def test_without_an_id_the_room_goes_by_its_name() -> None:
    bare = {key: value for key, value in said(1, "hi").items() if key != "room_id"}
    assert read(room([bare, bare | {"event_id": "$2"}])).key == "Birds"


def test_me() -> None:
    made = room([said(1, "hi"), said(2, "ho", "@ben:example.org")], exported_by=None)
    assert [m.outgoing for m in read(made).messages] == [None, None]
    assert [m.outgoing for m in read(made, me=ANNA).messages] == [True, False]


@pytest.mark.parametrize(
    ("body", "left"),
    [
        ("> <@a:b> x\n\nown", "own"), ("> * <@a:b> waves\n\nown\n> mine", "own\n> mine"), ("> <@a:b> x", ""),
        ("no quotation", "no quotation"), ("> <@a:b> x\nown", "own"),
    ],
)  # fmt: skip
def test_quotations_of_replies(body: str, left: str) -> None:
    assert words({"body": body, "m.relates_to": {"m.in_reply_to": {"event_id": "$1"}}}) == left
    assert words({"body": body}) == body


def test_what_breaks_off_gives_what_came_before() -> None:
    whole = room(said(n, f"message {n}") for n in range(50))
    found = read(whole[: len(whole) // 2])
    assert 20 < len(found.messages) < 30
    assert [part.why for part in found.skipped] == ["damaged"]


def test_the_kinds_of_error() -> None:
    begun = room([])
    with pytest.raises(ExportDamaged):
        ElementImporter().open(source_of(begun[: begun.index(b"[") + 1], "export.json"), Answers())
    for data, name in ((b'{"a": 1}', "export.json"), (zip_of({"a.txt": "x", "b.json": "{}"}), "a.zip")):
        with pytest.raises(NotAChat):
            ElementImporter().open(source_of(data, name), Answers())


KEYS = st.sampled_from([
    *event(1), "msgtype", "body", "url", "info", "size", "m.relates_to", "m.in_reply_to", "rel_type", "m.new_content",
    "displayname", "membership", "state_key", "m.poll", "question", "answers", "m.relations", "m.annotation", "chunk",
    "m.replace", "redacted_because", "redacts", "decrypted", "prev_content", "filename", "geo_uri", "name",
])  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8)
    | st.sampled_from(["m.room.member", "m.reaction", "m.image", "m.sticker", "m.location", "m.replace", "$1", "join"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(VALUES)
def test_anything_may_stand_anywhere(value: object) -> None:
    odd = {**said(3, "x"), **(value if isinstance(value, dict) else {"content": value, "unsigned": value})}
    assert read(room([said(1, "hi"), odd, value, said(2, "ho")])).messages
