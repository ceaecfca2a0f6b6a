"""Invented downloads of Snapchat, new and old: no real one was at hand, they follow descriptions."""

from __future__ import annotations

import json

from tests.exports.reading import zip_of

CANARY = "kingfisher-at-dawn"
T0 = 1_713_576_562_686  # ms: 2024-04-20 01:29:22.686 UTC
PHOTO, NOTE = "b~EiQSFTM0SEdmSTFN", "0123456789abcdef0123456789abcdef"


def line(who: str, second: int, kind: str, content: str | None, media: str = "", **more: object) -> dict[str, object]:
    """One message of a newer download, so many seconds after T0."""
    return {
        "From": who, "Media Type": kind, "Created": f"2024-04-20 01:29:{22 + second:02} UTC", "Content": content,
        "Conversation Title": None, "IsSender": who == "mia", "Created(microseconds)": T0 + second * 1000,
        "IsSaved": content is not None, "Media IDs": media, **more,
    }  # fmt: skip


TALK = [
    line("anna", 0, "TEXT", "Schöne Grüße"),
    line("mia", 1, "TEXT", CANARY),
    line("anna", 2, "TEXT", None),
    line("anna", 3, "MEDIA", "", f"{PHOTO} | b~gone"),
    line("mia", 4, "NOTE", None, NOTE),
    line("anna", 5, "STATUSERASEDMESSAGE", ""),
    {**line("anna", 6, "TEXT", "true microseconds"), "Created(microseconds)": (T0 + 6000) * 1000},
]


def chats() -> bytes:
    """chat_history.json: a chat of two and a group, and one of which nothing was kept."""
    group = [{**line("bo", 1, "TEXT", "group"), "Conversation Title": "Us"}, line("mia", 2, "TEXT", "yes")]
    return json.dumps({
        "anna": TALK[::-1], "aaaa-bbbb": group[::-1], "silent": [line("silent", 1, "TEXT", None)],
    }, indent=2).encode()  # fmt: skip


def snaps() -> bytes:
    """snap_history.json."""
    first = line("anna", 9, "IMAGE", None)
    for key in ("Content", "IsSaved", "Media IDs"):
        del first[key]
    return json.dumps({"anna": [first]}).encode()


def old() -> bytes:
    """chat_history.json of 2018 to 2022."""
    received = [
        {"From": "anna", "Media Type": "TEXT", "Created": "2020-07-22 19:28:22 UTC", "Text": "it&#39;s"},
        {"From": "anna", "Media Type": "TEXT", "Created": "2020-07-22 19:28:21 UTC", "Text": CANARY},
        {"From": "bo", "Media Type": "MEDIA", "Created": "2020-07-22 19:28:20 UTC", "Text": ""},
    ]
    sent = [{"To": "anna", "Media Type": "TEXT", "Created": "2020-07-22 19:28:25 UTC", "Text": "mine"}]
    return json.dumps({"Received Saved Chat History": received, "Sent Saved Chat History": sent}).encode()


def download() -> dict[str, bytes]:
    """The files of a newer download."""
    return {
        "json/chat_history.json": chats(),
        "json/snap_history.json": snaps(),
        "json/talk_history.json": b'{"Outgoing Calls": []}',
        "json/account.json": b'{"Basic Information": {"Username": "mia", "Name": "Mia"}}',
        f"chat_media/2024-04-20_{PHOTO}.jpg": b"photo",
        f"chat_media/2024-04-20_{NOTE}.m4a": b"note",
        "chat_media/2024-04-20_overlay~zip-1.png": b"overlay",
        "html/chat_history.html": b"<html></html>",
        "index.html": b"<html></html>",
    }


def samples() -> dict[str, bytes]:
    """Every format: file name to bytes."""
    return {
        "mydata~1720000000000.zip": zip_of(download()),
        "chat_history.json": chats(),
        "chat_history_old.json": old(),
    }


def many(number: int) -> dict[str, bytes]:
    """A large download."""
    talk = [line("anna", n % 30, "TEXT", f"number {n} of many words") for n in range(number)]
    return {"chat_history.json": json.dumps({"anna": talk[::-1]}).encode()}
