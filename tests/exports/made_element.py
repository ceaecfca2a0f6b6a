"""Invented exports of Element's, from element-web's JSONExport.ts and Exporter.ts. No real one was found."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from tests.exports.reading import zip_of

CANARY = "kingfisher-at-dawn"
PHOTO = bytes(range(256)) * 8
ANNA, BEN = "@anna:example.org", "@ben:example.org"
START = 1_704_067_200_000  # 2024-01-01 00:00:00


More = Mapping[str, object]


def event(
    number: int, kind: str = "m.room.message", sender: str = ANNA, more: More | None = None, **content: object
) -> dict[str, object]:
    """An event seven seconds after the one before; `more` are keys of its content that are no words."""
    return {
        "type": kind, "sender": sender, "content": {**content, **(more or {})},
        "origin_server_ts": START + number * 7000, "event_id": f"${number}",
        "room_id": "!birds:example.org", "unsigned": {"age": 1},
    }  # fmt: skip


def said(number: int, body: str, sender: str = ANNA, more: More | None = None) -> dict[str, object]:
    return event(number, sender=sender, more=more, msgtype="m.text", body=body)


def member(number: int, who: str, called: str, membership: str = "join") -> dict[str, object]:
    made = event(number, "m.room.member", who, membership=membership, displayname=called)
    return {**made, "state_key": who}


def replies_to(number: int) -> dict[str, object]:
    return {"m.relates_to": {"m.in_reply_to": {"event_id": f"${number}"}}}


def replaces(number: int, body: str) -> dict[str, object]:
    return {"m.relates_to": {"rel_type": "m.replace", "event_id": f"${number}"},
            "m.new_content": {"msgtype": "m.text", "body": body}}  # fmt: skip


def everything() -> list[object]:
    """An event of each kind."""
    image = {
        "msgtype": "m.image",
        "body": "bird.jpg",
        "url": "mxc://x/1",
        "info": {"mimetype": "image/jpeg", "size": 9},
    }
    redacted = {**event(13), "unsigned": {"redacted_because": {}}}
    summed = said(14, "summed")
    summed["unsigned"] = {"m.relations": {"m.annotation": {"chunk": [{"type": "m.reaction", "key": "🎉", "count": 4}]},
        "m.replace": {"content": replaces(14, "summed, later")}}}  # fmt: skip
    return [
        {**event(1, "m.room.create", creator=ANNA), "state_key": ""},
        member(2, ANNA, "Anna"), member(3, BEN, "Ben"),
        said(4, CANARY),
        said(5, f"> <{ANNA}> {CANARY}\n> more\n\nan answer", BEN, replies_to(4)),
        said(6, "> quoted by hand\n\nstays"),
        said(7, "first"),
        said(8, "* second", more=replaces(7, "second")), said(9, "* third", more=replaces(7, "third")),
        event(10, "m.reaction", BEN, {"m.relates_to": {"rel_type": "m.annotation", "event_id": "$4", "key": "👍"}}),
        event(11, more=image), event(12, more=image),
        redacted, summed,
        event(15, "m.room.encrypted", algorithm="m.megolm.v1.aes-sha2", ciphertext="x"),
        event(16, msgtype="m.bad.encrypted", body="** Unable to decrypt **"),
        event(17, "m.sticker", body="Wave", url="mxc://x/2", info={}),
        event(18, "m.poll.start", more={"m.poll": {"question": {"m.text": "When?"}, "answers": [
            {"id": "1", "m.text": "Monday"}, {"id": "2", "m.text": [{"body": "Never"}]}]}}),
        event(19, msgtype="m.location", body="Here", geo_uri="geo:52.5,13.4"),
        said(20, "in a thread", more={"m.relates_to": {
            "rel_type": "m.thread", "event_id": "$4", "is_falling_back": True, "m.in_reply_to": {"event_id": "$5"}}}),
        event(21, "m.call.invite", lifetime=1), event(22, "m.call.candidates", candidates=[]),
        {**event(23, "m.room.name", name="Owls"), "state_key": ""},
        event(24, "org.example.strange", x=1),
        said(25, "* of one that is not here", more=replaces(99, "its last wording")),
        said(26, ""),
    ]  # fmt: skip


def room(events: Iterable[object], **fields: object) -> bytes:
    """A room's document."""
    document = {
        "room_name": "Birds", "room_creator": "Anna", "topic": "", "export_date": "January 2, 2024",
        "exported_by": "Anna", **fields, "messages": list(events),
    }  # fmt: skip
    return json.dumps(document, ensure_ascii=False, indent=2).encode()


def archive(top: str = "") -> dict[str, bytes]:
    """With the second of two photos of one name: the first was too large."""
    return {
        f"{top}images/bird-1-1-2024 at 1-01-24 AM.jpg": PHOTO,
        f"{top}export.json": room(everything()),
    }


def samples() -> dict[str, bytes]:
    """A document alone, and a zip with media."""
    return {
        "matrix - Birds - Chat Export - 2024-01-02.json": room(everything()),
        "matrix - Birds - Chat Export - 2024-01-02.zip": zip_of(archive(), 0),
    }


def many(messages: int) -> dict[str, bytes]:
    """One room."""
    return {"export.json": room(said(n, f"message {n}, and some more words of it", ANNA if n % 3 else BEN)
                                for n in range(messages))}  # fmt: skip
