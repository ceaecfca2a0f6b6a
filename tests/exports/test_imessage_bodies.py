"""The bodies of Messages: real typedstreams, edits and previews from ../shared/data/imessage, and invented ones."""

from __future__ import annotations

import plistlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exports.made_imessage import archived, summary, typedstream
from vault.exports.apple_plist import KeyedArchive, read_plist
from vault.exports.imessage.bodies import body_of, edits_of, without_slots
from vault.exports.imessage.rows import MessageRow
from vault.exports.imessage.typedstream import text_of

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "imessage"
LINK = b"com.apple.messages.URLBalloonProvider"
TEXTS = {
    "AttributedBodyTextOnly": "Noter test",
    "AttributedBodyTextOnly2": "Test 3",
    "Blank": "",
    "ExtraData": "This is parsing  ",
    "MultiPart": "\ufffctest 1\ufffctest 2 \ufffctest 3",
    "URL": "https://github.com/ReagentX/Logria",
    "WeirdText": "𝖍𝖊𝖑𝖑𝖔 𝖜𝖔𝖗𝖑𝖉",
}


def row(**values: object) -> MessageRow:
    empty: dict[str, object] = dict.fromkeys(MessageRow._fields)
    return MessageRow(**(empty | {"number": 1} | values))  # type: ignore[arg-type]


def test_every_real_file_is_named() -> None:
    assert sorted(TEXTS) == sorted(path.name for path in (REAL / "streamtyped").iterdir())


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_real_typedstreams(name: str) -> None:
    assert text_of((REAL / "streamtyped" / name).read_bytes()) == TEXTS[name]


@pytest.mark.parametrize(
    ("name", "earlier", "now"),
    [
        ("Edited.plist", ("First message  ", "Edit 1", "Edit 2"), "Edited message"),
        ("EditedToLink.plist", ("here we go!",), "https://github.com/ReagentX/imessage-exporter/issues/10"),
        (
            "EditedToLinkAndBack.plist",
            (
                "This is a normal message",
                "Edit to a url https://github.com/ReagentX/imessage-exporter/issues/10",
            ),
            "And edit it back to a normal message...",
        ),
    ],
)
def test_real_edits(name: str, earlier: tuple[str, ...], now: str) -> None:
    edits = edits_of(row(summary=(REAL / "edited_message" / name).read_bytes(), edited=1), now)
    assert (edits.earlier, edits.unsent) == (earlier, False)


def test_a_real_message_that_was_taken_back() -> None:
    edits = edits_of(row(summary=(REAL / "edited_message" / "Deleted.plist").read_bytes(), edited=1), "")
    assert (edits.earlier, edits.unsent) == ((), True)


@pytest.mark.parametrize(
    ("name", "link"),
    [
        ("MetadataURL.plist", "https://chrissardegna.com"),
        ("Reminder.plist", "https://www.icloud.com/reminders/ZmFrZXVybF9mb3JfcmVtaW5kZXI#TestList"),
        ("Twitter.plist", "https://twitter.com/rxcs/status/1175874352946077696"),
        ("URL.plist", "https://chrissardegna.com"),
    ],
)
def test_real_link_previews_stand_in_for_an_empty_body(name: str, link: str) -> None:
    payload = (REAL / "url_message" / name).read_bytes()
    assert body_of(row(text=None, balloon=LINK, payload=payload)) == link
    assert body_of(row(text="\ufffd".encode(), balloon=LINK, payload=payload)) == link
    assert body_of(row(text=b"look: https://a.example", balloon=LINK, payload=payload)) == "look: https://a.example"


def test_an_app_shows_what_its_balloon_shows() -> None:
    bundle = b"com.apple.messages.MSMessageExtensionBalloonPlugin:0000000000:com.apple.PassbookUIService"
    pay = archived({"ldtext": "Sent $265 with Apple Pay.", "an": "Apple Pay", "userInfo": {"caption": "Apple Cash"}})
    assert body_of(row(balloon=bundle, payload=pay)) == "Sent $265 with Apple Pay."
    table = archived({"an": "OpenTable", "userInfo": {"image-title": "Rusty Grill", "caption": "Table for 4"}})
    assert body_of(row(balloon=bundle, payload=table)) == "Rusty Grill\nTable for 4"
    assert body_of(row(balloon=bundle, payload=archived({"an": "GamePigeon"}))) == "GamePigeon"
    assert body_of(row(balloon=bundle, payload=b"broken")) == "com.apple.PassbookUIService"
    assert body_of(row(balloon=b"com.apple.DigitalTouchBalloonProvider")) == "Digital Touch message"


def test_the_places_of_pictures_part_what_stands_between_them() -> None:
    assert without_slots("\ufffctest 1\ufffctest 2 \ufffctest 3") == "test 1\ntest 2 \ntest 3"
    assert without_slots("\ufffc\ufffc") == ""
    assert body_of(row(text="\ufffccaption".encode(), subject=b"Trip")) == "Trip\ncaption"
    assert body_of(row(subject=b"Trip")) == "Trip"


@given(st.text(max_size=70_000))
@settings(max_examples=60, deadline=None)
def test_any_text_comes_back(text: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    assert text_of(typedstream(text)) == text


def test_texts_of_every_length_form() -> None:
    for size in (0, 0x7F, 0x80, 0x7FFF, 0x8000, 70_000):
        assert text_of(typedstream("x" * size)) == "x" * size


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_a_cut_typedstream_gives_a_beginning(data: st.DataObject) -> None:
    text = data.draw(st.text(min_size=1, max_size=300)).encode("utf-8", "replace").decode()
    whole = typedstream(text)
    start = whole.index(b"\x84\x01+") + 3
    cut = text_of(whole[: data.draw(st.integers(start + 3, len(whole)))])
    assert cut is not None
    assert text.startswith(cut)


@given(st.binary(max_size=400))
@settings(max_examples=300, deadline=None)
def test_arbitrary_bytes_raise_nothing(data: bytes) -> None:
    text_of(data)
    text_of(b"\x04\x0bstreamtyped\x84\x01+" + data)
    read_plist(data)
    read_plist(b"bplist00" + data)
    KeyedArchive.of(b"bplist00" + data)
    edits_of(row(summary=b"bplist00" + data), "")
    body_of(row(balloon=data, payload=data, body=data, text=data, subject=data))


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_damaged_property_lists_raise_nothing(data: st.DataObject) -> None:
    for whole in (summary({"0": ["a", "b"]}, gone=[1]), (REAL / "url_message" / "Twitter.plist").read_bytes()):
        broken = bytearray(whole)
        for _ in range(data.draw(st.integers(1, 5))):
            broken[data.draw(st.integers(8, len(broken) - 1))] = data.draw(st.integers(0, 255))
        edits_of(row(summary=bytes(broken), edited=1), "")
        body_of(row(balloon=LINK, payload=bytes(broken)))


def test_objects_in_a_circle_are_followed_once() -> None:
    circle = [
        "$null",
        {"richLinkMetadata": plistlib.UID(1), "originalURL": plistlib.UID(1), "NS.relative": plistlib.UID(1)},
    ]
    plist = {"$objects": circle, "$top": {"root": plistlib.UID(1)}}
    payload = plistlib.dumps(plist, fmt=plistlib.FMT_BINARY)
    assert body_of(row(balloon=LINK, payload=payload)) == ""


def test_a_property_list_in_no_encoding_that_is_known() -> None:
    assert read_plist(b'<?xml version="1.0" encoding="UTs-8"?><plist><dict/></plist>') is None
    assert read_plist(b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><plist><string>&b;</string></plist>') is None
