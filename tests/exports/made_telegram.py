"""Invented exports of Telegram Desktop, from what its writers of JSON and HTML do (export_output_json/html.cpp)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from tests.exports.reading import zip_of

CANARY = "kingfisher-at-dawn"
PHOTO = bytes(range(256)) * 8
MISSING = "(File not included. Change data exporting settings to download.)"
Fields = Mapping[str, object]


def message(number: int, **more: object) -> dict[str, object]:
    """A message of Anna's (user 100), seven seconds after the one before."""
    seconds = 1619604900 + number * 7
    return {
        "id": number, "type": "message", "date": "2021-04-28T12:15:00", "date_unixtime": str(seconds),
        "from": "Anna", "from_id": "user100", "text": f"message {number}", "text_entities": [], **more,
    }  # fmt: skip


def service(number: int, action: str, **more: object) -> dict[str, object]:
    """Something that happened."""
    made = message(number, type="service", actor="Anna", actor_id="user100", action=action, text="", **more)
    return {key: value for key, value in made.items() if key not in ("from", "from_id")}


def everything() -> list[dict[str, object]]:
    """A message of each kind."""
    return [
        service(1, "create_group", title="Choir", members=["Anna", "Ben", None]),
        message(2, text=CANARY),
        message(3, text=["see ", {"type": "link", "text": "https://example.org"}, {"type": "bold", "text": " sing"}]),
        message(4, **{"from": None, "from_id": "user101"}, text="from a deleted account"),
        message(5, photo="photos/photo_1@28-04-2021_12-15-35.jpg", width=10, height=10, text="a photo"),
        message(6, file=MISSING, file_name="score.pdf", mime_type="application/pdf", file_size=5000, text=""),
        message(7, file="voice_messages/audio_1.ogg", media_type="voice_message", mime_type="audio/ogg", text=""),
        message(8, file=MISSING, thumbnail=MISSING, media_type="sticker", sticker_emoji="🐦", text=""),
        message(9, edited="2021-04-28T12:20:00", edited_unixtime="1619605200", reply_to_message_id=2, text="edited"),
        message(10, reactions=[
            {"type": "emoji", "count": 3, "emoji": "👍", "recent": [
                {"from": "Ben", "from_id": "user102", "date": "2021-04-28T12:30:00"}]},
            {"type": "custom_emoji", "count": 1, "document_id": "stickers/x.tgs"},
        ], edited="2021-04-28T12:30:00"),
        message(11, text="", poll={"question": "When?", "closed": False, "total_voters": 3, "answers": [
            {"text": "Monday", "voters": 2, "chosen": True}, {"text": "Never", "voters": 1, "chosen": False}]}),
        message(12, location_information={"latitude": 52.5, "longitude": 13.4}, place_name="Hall", address="1 Street",
            text=""),
        message(13, contact_information={"first_name": "Cara", "last_name": "Doe", "phone_number": "+1 555"}, text=""),
        message(14, forwarded_from="News", text="forwarded"),
        service(15, "phone_call", duration_seconds=35, discard_reason="hangup"),
        {"id": 16, "type": "unsupported"},
        message(17, text="", text_entities=[]),
        service(18, "some_new_thing"),
        message(19, self_destruct_period_seconds=5, photo="(File unavailable, please try again later)", text=""),
    ]  # fmt: skip


def chat(messages: Iterable[object], **fields: object) -> dict[str, object]:
    """One chat as it stands in an account, and at the top of a file of its own."""
    return {"name": "Choir", "type": "private_supergroup", "id": 4321, **fields, "messages": list(messages)}


def account(*chats: object, left: Iterable[object] = ()) -> dict[str, object]:
    """A whole account whose owner is user 100."""
    return {
        "about": "Here is the data you requested.",
        "personal_information": {"user_id": 100, "first_name": "Anna", "last_name": "", "phone_number": "+1"},
        "contacts": {"about": "", "list": [{"user_id": 102, "first_name": "Ben", "last_name": "", "phone_number": ""}]},
        "frequent_contacts": {"about": "", "list": []},
        "chats": {"about": "", "list": list(chats)},
        "left_chats": {"about": "", "list": list(left)},
    }


def written(document: object) -> bytes:
    """As Telegram writes it: one blank of indent, nothing escaped that need not be."""
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def two(name: str = "Ben", number: int = 102) -> dict[str, object]:
    """A chat of two: Anna's, and the other's answer."""
    other = {"from": name, "from_id": f"user{number}"}
    return chat([message(1), message(2, **other)], name=name, type="personal_chat", id=number)


def folder(top: str = "ChatExport_2021-04-28/") -> dict[str, bytes]:
    """One chat with its media."""
    return {
        f"{top}result.json": written(chat(everything())),
        f"{top}photos/photo_1@28-04-2021_12-15-35.jpg": PHOTO,
    }


HEAD = """<!DOCTYPE html>
<html>
 <head><meta charset="utf-8"/><title>Exported Data</title><link href="css/style.css" rel="stylesheet"/></head>
 <body onload="CheckLocation();">
  <div class="page_wrap">
   <div class="page_header"><div class="content"><div class="text bold">
Choir
   </div></div></div>
   <div class="page_body chat_page"><div class="history">
"""
CLOSED = "</div></div>\n"
FOOT = "</div></div></div></body></html>\n"


def block(number: int, words: str, title: str, name: str = "", more: str = "") -> str:
    """A message on a page; without a name it is a joined one."""
    inner = f'<div class="text">\n{words}\n          </div>' if words else ""
    face = f'<div class="from_name">\n{name} \n       </div>' if name else ""
    joined = "" if name else " joined"
    return f"""<div class="message default clearfix{joined}" id="message{number}">
      <div class="pull_left userpic_wrap"><div class="userpic userpic1"><div class="initials">A</div></div></div>
      <div class="body"><div class="pull_right date details" title="{title}">12:15</div>{face}{more}{inner}{CLOSED}"""


def day(number: int, words: str) -> str:
    """A heading of a day (negative numbers), or a service message."""
    return f'<div class="message service" id="message{number}"><div class="body details">\n{words}\n</div></div>\n'


def pages() -> dict[str, bytes]:
    """Two pages of a chat, the second of an hour without an offset as older exports have it."""
    photo = (
        '<div class="media_wrap clearfix"><a class="photo_wrap clearfix pull_left" href="photos/photo_1.jpg">'
        '<img class="photo" src="photos/photo_1_thumb.jpg"/></a></div>'
    )
    absent = (
        '<div class="media_wrap clearfix"><div class="media clearfix pull_left media_file"><div class="fill pull_left">'
        '</div><div class="body"><div class="title bold">score.pdf</div><div class="description">Not included, change '
        'data exporting settings to download.</div><div class="status details">4.9 KB</div></div></div></div>'
    )
    poll = (
        '<div class="media_wrap clearfix"><div class="media_poll"><div class="question bold">When?</div>'
        '<div class="details">Anonymous poll</div>'
        '<div class="answer">- Monday <span class="details">2 votes</span></div>'
        '<div class="total details\t">2 votes</div></div></div>'
    )
    reply = '<div class="reply_to details">In reply to <a href="#go_to_message2" onclick="x">this message</a></div>'
    likes = (
        '<span class="reactions"><span class="reaction"><span class="emoji">👍</span><span class="userpics">'
        '<div class="userpic userpic3"><div class="initials" title="Ben">B</div></div></span></span>'
        '<span class="reaction"><span class="emoji">🎉</span><span class="count">12</span></span></span>'
    )
    first = [
        day(-1, "28 April 2021"), day(1, "Anna created group &laquo;Choir&raquo;"),
        block(2, CANARY, "28.04.2021 12:15:14 UTC+02:00", "Anna"),
        block(3, "two<br>lines &amp; <a href=\"https://example.org\">a link</a>", "28.04.2021 12:15:21 UTC+02:00"),
        block(4, "a photo", "28.04.2021 12:15:28 UTC+02:00", "Ben", photo),
        block(5, "", "28.04.2021 12:15:35 UTC+02:00", "", absent),
        block(6, "", "28.04.2021 12:15:42 UTC+02:00", "Anna", poll),
        block(7, "answer", "28.04.2021 12:15:49 UTC+02:00", "Ben", reply).removesuffix(CLOSED) + likes + CLOSED,
    ]  # fmt: skip
    second = [block(8, "later", "29.04.2021 12:15:00", "Cara"), block(9, "latest", "29.04.2021 12:16:00")]
    return {
        "messages.html": f"{HEAD}{''.join(first)}{FOOT}".encode(),
        "messages2.html": f"{HEAD}{''.join(second)}{FOOT}".encode(),
        "css/style.css": b"", "js/script.js": b"", "photos/photo_1.jpg": PHOTO,
    }  # fmt: skip


def samples() -> dict[str, bytes]:
    """A chat and an account as files, a chat as a folder, pages as a folder and one page alone."""
    return {
        "result.json": written(chat(everything())),
        "account.json": written(account(two(), chat(everything()), left=[chat([message(1)], id=9, name="Left")])),
        "ChatExport_2021-04-28.zip": zip_of(folder(), 0),
        "pages.zip": zip_of(pages(), 0),
        "messages.html": pages()["messages.html"],
    }


def many(messages: int) -> dict[str, bytes]:
    """A chat of so many messages, as JSON and as pages."""
    words = 'Пример текста, довольно обычный “message” with "quotes" \n and lines'
    made = [
        message(n, text=f"{words} {n}", text_entities=[{"type": "plain", "text": f"{words} {n}"}])
        for n in range(messages)
    ]
    blocks = [
        block(n, f"{words} {n}", "28.04.2021 12:15:14 UTC+02:00", "Anna" if n % 3 else "") for n in range(messages)
    ]
    return {
        "result.json": written(chat(made)),
        "messages.html": f"{HEAD}{''.join(blocks)}{FOOT}".encode(),
    }
