"""Invented exports of Skype: no real one was at hand, they follow descriptions of its messages.json."""

from __future__ import annotations

import json

from tests.exports.made_tar import tar_of

CANARY = "kingfisher-at-dawn"
T0 = 1_588_440_000_000  # ms: 2020-05-02 17:20:00 UTC
ME, ANNA = "8:live:mia", "8:live:anna"
PHOTO = "0-weu-d1-abcdef"


def line(who: str, minutes: int, kind: str, content: str, **more: object) -> dict[str, object]:
    """One message, so many minutes after T0."""
    hours, rest = divmod(20 + minutes, 60)
    return {
        "id": str(T0 + minutes * 60_000), "displayName": None if who == ME else "Anna Øster",
        "originalarrivaltime": f"2020-05-02T{17 + hours:02}:{rest:02}:00.547Z", "messagetype": kind, "version": 1,
        "content": content, "conversationid": ANNA, "from": who, "properties": None, "amsreferences": None, **more,
    }  # fmt: skip


URI = (
    f'<URIObject uri="https://api.asm.skype.com/v1/objects/{PHOTO}" url_thumbnail="x" type="Picture.1" '
    f'doc_id="{PHOTO}" width="1" height="1">To view this shared photo, go to: <a href="https://login.skype.com/x">https://login</a>'
    '<OriginalName v="IMG &amp; 1.jpg"></OriginalName><FileSize v="5"></FileSize><meta type="photo"/></URIObject>'
)
QUOTE = (
    f'<quote author="live:anna" authorname="Anna" timestamp="1" conversation="{ANNA}" messageid="{T0}" cuid="1">'
    "<legacyquote>[1] Anna: </legacyquote>Grüße<legacyquote>\n\n&lt;&lt;&lt; </legacyquote></quote>the answer"
)
HEART = [{"key": "heart", "users": [{"mri": ANNA, "time": 1, "value": "1"}, {"mri": ME, "time": 2, "value": "2"}]}]
TALK = [
    line(ANNA, 0, "RichText", 'Sch&#246;ne Gr&#252;&#223;e <ss type="smile">:)</ss> &lt;3 <a href="https://a.b">https://a.b</a>'),
    line(ME, 1, "RichText", f"<b raw_pre='*' raw_post='*'>{CANARY}</b>", properties={"emotions": HEART}),
    line(ANNA, 2, "RichText/UriObject", URI, amsreferences=[PHOTO]),
    line(ME, 3, "RichText", QUOTE),
    line(ME, 4, "RichText", 'better<e_m ts="1" ts_ms="1" a="live:mia" t="61"></e_m>', properties={"edittime": "1"}),
    line(ANNA, 5, "RichText", "", properties={"deletetime": "1588440300000"}),
    line(ANNA, 6, "Event/Call", '<partlist type="ended" alt=""><part identity="live:anna"><name>Anna</name>'
        "<duration>61.5</duration></part></partlist>"),
    line(ANNA, 7, "RichText/Location", '<location isUserLocation="1" latitude="52520008" longitude="13404954" '
        'address="Berlin">x</location>'),
    line(ANNA, 8, "RichText/Contacts", '<contacts alt="x"><c t="s" s="bo.x" f="Bo X"></c></contacts>'),
    line(ANNA, 9, "RichText/Media_GenericFile", '<URIObject doc_id="0-gone" type="File.1">view<OriginalName v="a.pdf"/>'
        "</URIObject>"),
    line(ANNA, 10, "Text", "plain <not a tag> & more"),
    line(ANNA, 11, "RichText/Media_Nobody_Knows", "<x>words</x>"),
]  # fmt: skip
GROUP = [
    line(ME, 0, "ThreadActivity/AddMember", "<addmember><eventtime>1</eventtime><initiator>8:live:mia</initiator>"
        "<target>8:live:anna</target></addmember>"),
    line(ANNA, 1, "ThreadActivity/TopicUpdate", "<topicupdate><initiator>8:live:anna</initiator><value>Us &amp; them"
        "</value></topicupdate>"),
    line(ANNA, 2, "RichText", "line<br/>next"),
    {**line("28:bot", 3, "RichText", "beep"), "displayName": None},
]  # fmt: skip


def messages(talk: list[dict[str, object]] | None = None) -> bytes:
    """messages.json, the newest first, with an empty conversation among others."""
    conversations = [
        {"id": ANNA, "displayName": "Anna Øster", "version": 1, "properties": {"conversationblocked": False},
            "threadProperties": None, "MessageList": (talk or TALK)[::-1]},
        {"id": "8:empty", "displayName": None, "MessageList": []},
        {"id": "19:x@thread.skype", "displayName": None, "threadProperties": {"membercount": 2, "topic": "Us"},
            "MessageList": GROUP[::-1]},
    ]  # fmt: skip
    whole = {"userId": ME, "exportDate": "2025-05-01T10:00", "conversations": conversations}
    return json.dumps(whole, ensure_ascii=False).encode()


def export() -> dict[str, bytes]:
    """The archive's files."""
    return {
        "messages.json": messages(),
        "endpoints.json": b'{"endpoints": []}',
        f"media/{PHOTO}.1.jpg": b"photo",
        f"media/{PHOTO}.json": b"{}",
    }


def samples() -> dict[str, bytes]:
    """Every format: file name to bytes."""
    return {"8_live_mia_skype_export.tar": tar_of(export()), "messages.json": messages()}


def many(number: int) -> dict[str, bytes]:
    """A large export."""
    talk = [line(ANNA if n % 2 else ME, 0, "RichText", f"number {n} of many words &amp; more") for n in range(number)]
    for n, each in enumerate(talk):
        each["id"] = str(T0 + n)
    return {"messages.json": messages(talk)}
