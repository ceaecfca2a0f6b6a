"""Invented downloads of Messenger and Instagram: no real one was at hand, they follow the formats' descriptions."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from tests.exports.reading import zip_of

CANARY = "kingfisher-at-dawn"
T0 = 1_700_000_000_000  # ms: 2023-11-14 22:13:20 UTC
ME, ANNA = "Mia Berg", "Anna Øster"
FACEBOOK = "your_facebook_activity/messages"


def mojibake(value: object) -> object:
    """Every text as Facebook writes it: each byte of its UTF-8 as a character."""
    if isinstance(value, str):
        return value.encode().decode("latin-1")
    if isinstance(value, Mapping):
        return {key: mojibake(each) for key, each in value.items()}
    return [mojibake(each) for each in value] if isinstance(value, list | tuple) else value


def said(who: str, minutes: int, content: str | None = None, **more: object) -> dict[str, object]:
    """One message, so many minutes after T0."""
    words = {} if content is None else {"content": content}
    return {
        "sender_name": who,
        "timestamp_ms": T0 + minutes * 60_000,
        **words,
        "is_geoblocked_for_viewer": False,
        **more,
    }


def thread(
    messages: Sequence[Mapping[str, object]], title: str = ANNA, path: str = "inbox/annaoster_1234567890",
    people: Sequence[str] = (ANNA, ME),
) -> bytes:  # fmt: skip
    """A file of a thread: `messages` in order of time are written with the newest first."""
    whole = {
        "participants": [{"name": name} for name in people],
        "messages": list(reversed(messages)),
        "title": title,
        "is_still_participant": True,
        "thread_path": path,
        "magic_words": [],
    }
    return json.dumps(mojibake(whole), indent=2).encode()


TALK = [
    said(ANNA, 0, "Schöne Grüße “aus” Ærø 🎣"),
    said(ME, 1, CANARY, reactions=[{"reaction": "❤", "actor": ANNA}]),
    said(ANNA, 2, photos=[{"uri": f"{FACEBOOK}/inbox/annaoster_1234567890/photos/1.jpg", "creation_timestamp": 1}]),
    said(ANNA, 3, sticker={"uri": f"{FACEBOOK}/stickers_used/9.png"}),
    said(ME, 4, "Look", share={"link": "https://example.org/a"}),
    said(ANNA, 5, "Anna called you.", call_duration=61),
    said(ANNA, 6, is_unsent=True),
    said(ME, 7),
    said(ME, 8, type="Subscribe", users=[{"name": "Bo"}]),
    said(ANNA, 9, videos=[{"uri": f"{FACEBOOK}/inbox/annaoster_1234567890/videos/gone.mp4"}]),
]
GROUP = [said("Bo", 1, "first"), said(ANNA, 2, "second"), said(ME, 3, "third")]


def facebook(root: str = FACEBOOK) -> dict[str, bytes]:
    """A download with a thread of two parts, a group in another section, and files that are no threads."""
    talk = [{**json.loads(json.dumps(each).replace(FACEBOOK, root))} for each in TALK]
    chat = f"{root}/inbox/annaoster_1234567890"
    return {
        f"{chat}/message_1.json": thread(talk[5:]),
        f"{chat}/message_2.json": thread(talk[:5]),
        f"{chat}/photos/1.jpg": b"photo",
        f"{root}/stickers_used/9.png": b"sticker",
        f"{root}/archived_threads/team_abc/message_1.json": thread(
            GROUP, "Team ✨", "archived_threads/team_abc", (ANNA, "Bo", ME)
        ),
        f"{root}/autofill_information.json": b"{}",
        f"{root}/secret_conversations.json": b'{"tincan": []}',
    }


def encrypted() -> dict[str, bytes]:
    """The separate export of end-to-end encrypted chats: two chats of one name among them."""

    def chat(name: str, people: Sequence[str], messages: Sequence[Mapping[str, object]]) -> bytes:
        whole = {"participants": list(people), "threadName": name, "messages": list(messages)}
        return json.dumps(whole, ensure_ascii=False).encode()

    def line(who: str, minutes: int, words: str, **more: object) -> dict[str, object]:
        sent = T0 + minutes * 60_000
        return {
            "isUnsent": False, "media": [], "reactions": [], "senderName": who, "text": words, "timestamp": sent,
            "type": "text", **more,
        }  # fmt: skip

    first = [
        line(ME, 2, "later", reactions=[{"actor": ANNA, "reaction": "👍"}]),
        line(ANNA, 1, CANARY),
        line(ANNA, 0, "", type="media", media=[{"uri": "./media/a-b.jpeg"}, {"uri": "./media/gone.mp4"}]),
    ]
    return {
        f"{ANNA}_1.json": chat(f"{ANNA}_1", (ANNA, ME), first),
        "Bo_2.json": chat("Bo_2", ("Bo", ME), [line("Bo", 5, "", isUnsent=True), line("Bo", 6, "forwards")]),
        "Bo_3.json": chat("Bo_3", ("Bo", ANNA, ME), [line("Bo", 7, "another Bo")]),
        "media/a-b.jpeg": b"jpeg",
    }


def instagram() -> dict[str, bytes]:
    """A download of Instagram."""
    root = "your_instagram_activity/messages/inbox/anna_17842"
    photo = {"uri": f"{root}/photos/2.jpg", "creation_timestamp": 1}
    talk = [
        said(ANNA, 0, "Grüße"),
        said(ME, 1, CANARY),
        said(ANNA, 2, "Liked a message"),
        said(ANNA, 3, photos=[photo]),
        said(ANNA, 4, "Anna sent an attachment.", share={"link": "https://www.instagram.com/p/x/", "share_text": "Æ"}),
    ]
    return {
        f"{root}/message_1.json": thread(talk, ANNA, "inbox/anna_17842"),
        f"{root}/photos/2.jpg": b"photo two",
        "personal_information/personal_information/personal_information.json": json.dumps(
            {"profile_user": [{"string_map_data": {"Name": {"value": mojibake(ME)}}}]}
        ).encode(),
    }


def samples() -> dict[str, bytes]:
    """Every format: file name to bytes."""
    return {**messenger_samples(), **instagram_samples()}


def messenger_samples() -> dict[str, bytes]:
    """Messenger's."""
    return {
        "facebook-mia-2026-01-01.zip": zip_of(facebook()),
        "facebook-old.zip": zip_of(facebook("messages"), 0),
        "message_1.json": thread(TALK),
        "messages.zip": zip_of(encrypted(), 0),
        f"{ANNA}_1.json": encrypted()[f"{ANNA}_1.json"],
    }


def instagram_samples() -> dict[str, bytes]:
    """Instagram's."""
    (lone,) = (data for name, data in instagram().items() if name.endswith("message_1.json"))
    return {"instagram-mia-2026-01-01.zip": zip_of(instagram()), "message_1_instagram.json": lone}


def many(messages: int) -> dict[str, bytes]:
    """Parts of 10,000 messages in a download, and one chat of the encrypted export."""
    parts = {}
    for number in range(-(-messages // 10_000)):
        talk = [said(ANNA if n % 2 else ME, n, f"Grüße Nummer {n}, und noch ein paar Worte") for n in range(10_000)]
        parts[f"{FACEBOOK}/inbox/annaoster_1234567890/message_{number + 1}.json"] = thread(talk)
    lines = [
        {"isUnsent": False, "media": [], "reactions": [], "senderName": ANNA, "text": f"Grüße Nummer {n}, und mehr",
            "timestamp": T0 + n, "type": "text"} for n in range(messages)
    ]  # fmt: skip
    chat = {"participants": [ANNA, ME], "threadName": f"{ANNA}_1", "messages": lines}
    return {"facebook-many.zip": zip_of(parts), f"{ANNA}_1.json": json.dumps(chat, ensure_ascii=False).encode()}
