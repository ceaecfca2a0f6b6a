"""Readable chats in JSON, XML, HTML and tables."""
# ruff: noqa: E501 - samples keep their own lines

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Callable, Iterator, Sequence
from html import escape
from xml.sax.saxutils import quoteattr

from tests.exposure.corpus.label import LANGUAGES, Item, Line, talk

_Maker = Callable[[random.Random, list[Line]], tuple[str, str, object]]


def _ms(line: Line) -> int:
    return int(line.when.timestamp() * 1000)


def _telegram(rng: random.Random, lines: list[Line]) -> tuple[str, str, object]:
    messages = [{"id": n, "type": "message", "date": line.when.isoformat(), "date_unixtime": str(_ms(line) // 1000),
        "from": line.who, "from_id": f"user{hash(line.who) % 9999}", "text": line.text, "text_entities": []}
        for n, line in enumerate(lines)]  # fmt: skip
    chat = {"name": lines[0].who, "type": "personal_chat", "id": 77, "messages": messages}
    whole = {
        "about": "Here is the data",
        "personal_information": {"user_id": 1},
        "chats": {"about": "", "list": [chat]},
    }
    return "telegram", "result.json", chat if rng.random() < 0.7 else whole


def _meta(rng: random.Random, lines: list[Line]) -> tuple[str, str, object]:
    said = [{"sender_name": line.who.encode().decode("latin-1"), "timestamp_ms": _ms(line),
        "content": line.text.encode().decode("latin-1"), "is_geoblocked_for_viewer": False} for line in lines]  # fmt: skip
    people = [{"name": who} for who in {line.who for line in lines}]
    path = rng.choice(("inbox/anna_1", "your_instagram_activity/messages/inbox/anna_1"))
    return "meta", "message_1.json", {"participants": people, "messages": said, "title": "x", "thread_path": path}


def _meta_e2ee(_: random.Random, lines: list[Line]) -> tuple[str, str, object]:
    said = [{"isUnsent": False, "media": [], "reactions": [], "senderName": line.who, "text": line.text,
        "timestamp": _ms(line), "type": "text"} for line in lines]  # fmt: skip
    return "messenger-e2ee", "Anna_3.json", {"participants": ["Anna", "Me"], "threadName": "Anna_3", "messages": said}


def _discord(rng: random.Random, lines: list[Line]) -> tuple[str, str, object]:
    if rng.random() < 0.4:
        return "discord", "messages.json", [
            {"ID": 9 * n, "Timestamp": f"{line.when}", "Contents": line.text, "Attachments": ""}
            for n, line in enumerate(lines)
        ]  # fmt: skip
    said = [{"id": str(n), "type": "Default", "timestamp": line.when.isoformat(), "content": line.text,
        "author": {"id": "1", "name": line.who, "isBot": False}, "attachments": [], "reactions": []}
        for n, line in enumerate(lines)]  # fmt: skip
    return "discord", "Direct Messages - Anna [8812].json", {
        "guild": {"id": "0", "name": "Direct Messages"}, "channel": {"id": "8812", "type": "DirectTextChat"},
        "dateRange": {}, "messages": said}  # fmt: skip


def _slack(_: random.Random, lines: list[Line]) -> tuple[str, str, object]:
    return "slack", "2024-01-01.json", [
        {"type": "message", "user": "U024BE7LH", "text": line.text, "ts": f"{_ms(line) // 1000}.000{n:03}", "team": "T1"}
        for n, line in enumerate(lines)
    ]  # fmt: skip


def _google_chat(_: random.Random, lines: list[Line]) -> tuple[str, str, object]:
    said = [{"creator": {"name": line.who, "email": "a@example.org", "user_type": "Human"},
        "created_date": f"{line.when:%A, %B %d, %Y at %I:%M:%S %p} UTC", "text": line.text, "topic_id": "t",
        "message_id": "a/b/c"} for line in lines]  # fmt: skip
    return "google-chat", "messages.json", {"messages": said}


def _element(_: random.Random, lines: list[Line]) -> tuple[str, str, object]:
    said = [{"event_id": f"${n}", "type": "m.room.message", "sender": "@anna:example.org", "origin_server_ts": _ms(line),
        "content": {"msgtype": "m.text", "body": line.text}} for n, line in enumerate(lines)]  # fmt: skip
    return "element", "matrix - Anna - Chat Export - 2026-01-02T03-04-05.json", {
        "room_name": "Anna", "room_creator": "@a:b", "export_date": "today", "exported_by": "@a:b", "messages": said}  # fmt: skip


def _skype(_: random.Random, lines: list[Line]) -> tuple[str, str, object]:
    said = [{"id": str(_ms(line)), "displayName": None, "originalarrivaltime": line.when.isoformat(), "messagetype":
        "RichText", "version": 1, "content": line.text, "conversationid": "8:anna", "from": "8:anna"}
        for line in lines]  # fmt: skip
    return "skype", "messages.json", {"userId": "8:me", "exportDate": "2025", "conversations": [{"id": "8:anna",
        "displayName": "Anna", "MessageList": said}]}  # fmt: skip


def _snapchat(_: random.Random, lines: list[Line]) -> tuple[str, str, object]:
    return "snapchat", "chat_history.json", {"anna_99": [
        {"From": line.who, "Media Type": "TEXT", "Created": f"{line.when} UTC", "Content": line.text,
         "Conversation Title": None, "IsSender": False, "Created(microseconds)": _ms(line)} for line in lines]}  # fmt: skip


def _whatsapp_tool(_: random.Random, lines: list[Line]) -> tuple[str, str, object]:
    return "whatsapp-tool", "result.json", {"4179@s.whatsapp.net": {"name": "Anna", "type": "android", "messages": {
        str(n): {"from_me": n % 2 == 0, "timestamp": _ms(line) / 1000, "time": "10:00", "media": False, "key_id": "3EB",
                 "data": line.text, "sender": None} for n, line in enumerate(lines)}}}  # fmt: skip


def _own(rng: random.Random, lines: list[Line]) -> tuple[str, str, object]:
    """Nobody's format: the keys that people choose in their own scripts."""
    who, what, when = rng.choice((("sender", "message", "timestamp"), ("from", "text", "date"), ("author", "message",
        "time"), ("sender", "body", "sent_at"), ("user", "msg", "ts"), ("from", "content", "created_at")))  # fmt: skip
    said = [{who: line.who, what: line.text, when: line.when.isoformat()} for line in lines]
    shape = rng.randint(0, 3)
    name = rng.choice(("chat_backup.json", "conversation.json", "leaky_backup.json", "my_chats.json"))
    if shape == 0:
        return "own-json", name, said
    if shape == 1:
        return "own-json", name, {"messages": said}
    if shape == 2:
        return "own-json", name, {"chat": said[0][what], "timestamp": said[0][when]}
    return "own-json", name, {"chat": "Anna", "exported": 1, "messages": said}


JSON_MAKERS: Sequence[_Maker] = (
    _telegram, _meta, _meta_e2ee, _discord, _slack, _google_chat, _element, _skype, _snapchat, _whatsapp_tool, _own,
)  # fmt: skip


def _signal_lines(_: random.Random, lines: list[Line]) -> Item:
    head = {"version": "1", "backupTimeMs": "1715636551000", "mediaRootBackupKey": "q6ur="}
    frames: list[object] = [head, {"account": {"username": "x"}}, {"recipient": {"id": "4"}}]
    frames += [{"chatItem": {"chatId": "3", "authorId": "4", "dateSent": str(_ms(line)), "incoming": {}, "standardMessage":
        {"text": {"body": line.text}}}} for line in lines]  # fmt: skip
    return _item("signal-export", "main.jsonl", "\n".join(json.dumps(frame) for frame in frames))


def _sms(_: random.Random, lines: list[Line]) -> Item:
    rows = "".join(f'  <sms protocol="0" address="+4179" date="{_ms(line)}" type="1" subject="null" '
        f'body={quoteattr(line.text)} read="1" contact_name={quoteattr(line.who)} />\n' for line in lines)  # fmt: skip
    top = "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n"
    return _item("sms", "sms-20260103120000.xml", f'{top}<smses count="{len(lines)}" type="full">\n{rows}</smses>')


def _telegram_html(_: random.Random, lines: list[Line]) -> Item:
    rows = "".join(f'<div class="message default clearfix" id="message{n}"><div class="pull_right date details" '
        f'title="{line.when:%d.%m.%Y %H:%M:%S}">x</div><div class="from_name">{escape(line.who)}</div>'
        f'<div class="text">{escape(line.text)}</div></div>\n' for n, line in enumerate(lines))  # fmt: skip
    top = '<!DOCTYPE html><html><head><meta charset="utf-8"/></head><body><div class="page_wrap">'
    return _item("telegram-html", "messages.html", top + rows)


def _discord_html(_: random.Random, lines: list[Line]) -> Item:
    rows = "".join(f'<div class="chatlog__message-group"><div id="chatlog__message-container-{n}">'
        f'<span class="chatlog__author">{escape(line.who)}</span>{escape(line.text)}</div></div>'
        for n, line in enumerate(lines))  # fmt: skip
    return _item("discord-html", "Server - general [77].html", f"<!DOCTYPE html><html><body>{rows}</body></html>")


def _table(rng: random.Random, lines: list[Line]) -> Item:
    kind, name, headings = rng.choice((
        ("kakaotalk-csv", "KakaoTalk_Chat_Anna.csv", ("Date", "User", "Message")),
        ("discord-csv", "messages.csv", ("ID", "Timestamp", "Contents", "Attachments")),
        ("imazing-csv", "Messages - Anna.csv", ("Chat Session", "Message Date", "Sender Name", "Text")),
        ("own-csv", "chat export.csv", ("sender", "date", "message")),
    ))  # fmt: skip
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(headings)
    for n, line in enumerate(lines):
        values = {"Date": f"{line.when}", "User": line.who, "Message": line.text, "ID": n, "Timestamp": f"{line.when}",
            "Contents": line.text, "Attachments": "", "Chat Session": "Anna", "Message Date": f"{line.when}",
            "Sender Name": line.who, "Text": line.text, "sender": line.who, "date": f"{line.when}",
            "message": line.text}  # fmt: skip
        writer.writerow([values[heading] for heading in headings])
    return _item(kind, name, out.getvalue())


def _item(kind: str, name: str, text: str) -> Item:
    return Item(kind, name, text.encode(), True, "readable", "known")


_OTHERS: Sequence[Callable[[random.Random, list[Line]], Item]] = (
    _signal_lines, _sms, _telegram_html, _discord_html, _table, _table,
)  # fmt: skip


def records(rng: random.Random, rounds: int) -> Iterator[Item]:
    """Every maker in every language, `rounds` times."""
    for _ in range(rounds):
        for language in LANGUAGES:
            for maker in JSON_MAKERS:
                kind, name, value = maker(rng, talk(rng, language))
                text = json.dumps(value, ensure_ascii=rng.random() < 0.5, indent=rng.choice((None, 1, 2)))
                yield _item(kind, name, text)
            for other in _OTHERS:
                yield other(rng, talk(rng, language))
