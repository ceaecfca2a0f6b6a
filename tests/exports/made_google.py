"""Invented takeouts of Google Chat, Hangouts and Google Voice: no real one was at hand, they follow descriptions."""

from __future__ import annotations

import json

from tests.exports.made_tar import tar_of
from tests.exports.reading import zip_of

CANARY = "kingfisher-at-dawn"
ME = {"name": "Mia Berg", "email": "mia@example.org", "user_type": "Human"}
ANNA = {"name": "Anna Øster", "email": "anna@example.org", "user_type": "Human"}
TOP = "Takeout/Google Chat"
DM = f"{TOP}/Groups/DM k6oxHQAAAAE"
LONG = "File-a very long name that goes on and on until it is cut somewhere.jpg"


def line(
    who: dict[str, str], number: int, words: str | None, topic: int | None = None, **more: object
) -> dict[str, object]:
    """A message of the direct chat, so many minutes after noon of 3 November 2016."""
    clock = f"{12 + number // 60 if number < 60 else 1}:{number % 60:02}:50"
    said = {} if words is None else {"text": words}
    return {
        "creator": who, "created_date": f"Thursday, November 3, 2016 at {clock}\u202fPM UTC", **said,
        "topic_id": f"t{number if topic is None else topic}",
        "message_id": f"k6oxHQAAAAE/t{number if topic is None else topic}/t{number}", **more,
    }  # fmt: skip


DIRECT = [
    line(ANNA, 0, "Schöne Grüße"),
    line(ME, 1, CANARY, reactions=[{"emoji": {"unicode": "👍"}, "reactor_emails": ["anna@example.org"]}]),
    line(ANNA, 2, None, attached_files=[{"original_name": "3.png", "export_name": "File-49?account_id=3.png"}]),
    line(ANNA, 3, "answer", topic=1),
    line(ME, 4, "quoting", quoted_message_metadata={"message_id": "k6oxHQAAAAE/t0/t0", "text": "Schöne Grüße"}),
    line(ANNA, 5, None, message_state="DELETED"),
    line(ANNA, 6, "better", updated_date="Thursday, November 3, 2016 at 1:00:00 PM UTC",
        previous_message_versions=[{"text": "worse"}]),
    line(ANNA, 7, None, annotations=[{"start_index": 0, "length": 0, "drive_metadata": {"id": "1", "title": "Plan"}}]),
    line(ME, 8, None, attached_files=[{"original_name": "a.jpg", "export_name": "File-a.jpg"}]),
    line(ME, 9, None, attached_files=[{"original_name": "a.jpg", "export_name": "File-a.jpg"}]),
    line(ME, 10, None, attached_files=[{"original_name": LONG[5:], "export_name": LONG}]),
    line(ME, 11, None, attached_files=[{"original_name": "gone.pdf", "export_name": "File-gone.pdf"}]),
    line(ME, 12, None, annotations=[{"video_call_metadata": {}}]),
]  # fmt: skip


def chat() -> dict[str, bytes]:
    """A direct chat with files of all namings, a space, and who the exporting person is."""
    space = [
        {"creator": ANNA, "created_date": "jueves, 3 de noviembre de 2016, 11:59:50 UTC", "text": "hola",
            "message_id": "AAAAx/1/1"},
        {"creator": ME, "created_date": "ᎤᎾᏙᏓᏉᏅᎯ 3 2016 UTC", "text": "unreadable date", "message_id": "AAAAx/2/2"},
    ]  # fmt: skip
    return {
        f"{DM}/messages.json": json.dumps({"messages": DIRECT}, indent=2).encode(),
        f"{DM}/group_info.json": json.dumps({"members": [ME, ANNA]}).encode(),
        f"{DM}/File-49_account_id=3.png": b"png",
        f"{DM}/File-a.jpg": b"first",
        f"{DM}/File-a(1).jpg": b"second",
        f"{DM}/{LONG[:47]}.jpg": b"long",
        f"{TOP}/Groups/Space AAAAx/messages.json": json.dumps({"messages": space}).encode(),
        f"{TOP}/Groups/Space AAAAx/group_info.json": json.dumps({"name": "Plans", "members": [ME, ANNA]}).encode(),
        f"{TOP}/Users/User 1/user_info.json": json.dumps({"user": ME, "membership_info": []}).encode(),
        "Takeout/archive_browser.html": b"<html></html>",
    }


def hangouts(old: bool = False) -> bytes:
    """Hangouts.json in the newer layout, or the older one."""
    me, anna = {"gaia_id": "1", "chat_id": "1"}, {"gaia_id": "2", "chat_id": "2"}

    def event(who: dict[str, str], minutes: int, **more: object) -> dict[str, object]:
        sent = str(1_380_000_000_000_000 + minutes * 60_000_000)
        return {
            "conversation_id": {"id": "UgxA"},
            "sender_id": who,
            "timestamp": sent,
            "event_id": f"e{minutes}",
            **more,
        }

    def words(*segments: dict[str, str], **more: object) -> dict[str, object]:
        return {"message_content": {"segment": list(segments), **more}}

    photo = {"embed_item": {"type": ["PLUS_PHOTO"], "plus_photo": {"url": "https://lh3.example.org/x/Photo%20on.jpg"}}}
    events = [
        event(anna, 0, event_type="REGULAR_CHAT_MESSAGE", chat_message=words(
            {"type": "TEXT", "text": CANARY}, {"type": "LINE_BREAK"}, {"type": "LINK", "text": "https://example.org"})),
        event(me, 1, event_type="REGULAR_CHAT_MESSAGE", chat_message=words(attachment=[photo])),
        event(me, 2, event_type="HANGOUT_EVENT", hangout_event={"event_type": "START_HANGOUT"}),
        event(me, 3, event_type="HANGOUT_EVENT", hangout_event={"event_type": "END_HANGOUT",
            "hangout_duration_secs": "61"}),
        event(anna, 4, event_type="REMOVE_USER", membership_change={"type": "LEAVE", "participant_id": [anna]}),
        event(anna, 5, event_type="RENAME_CONVERSATION", conversation_rename={"new_name": "Us", "old_name": ""}),
    ]  # fmt: skip
    about = {
        "id": {"id": "UgxA"}, "type": "STICKY_ONE_TO_ONE",
        "self_conversation_state": {"self_read_state": {"participant_id": me}},
        "participant_data": [{"id": me, "fallback_name": "Mia Berg"}, {"id": anna, "fallback_name": "Anna Øster"}],
    }  # fmt: skip
    identity = {"conversation_id": {"id": "UgxA"}}
    if old:
        state = {**identity, "conversation": about, "event": events}
        return json.dumps({"conversation_state": [{**identity, "conversation_state": state}]}).encode()
    inner = {**identity, "conversation": about}
    return json.dumps({"conversations": [{"conversation": inner, "events": events}]}, indent=1).encode()


def _texts(*messages: str, people: str = "") -> bytes:
    body = "".join(messages)
    log = f'<div class="hChatLog hfeed">{body}</div>'
    return f"<html><head><title>Me to</title></head><body>{people}{log}</body></html>".encode()


def _text(name: str, number: str, when: str, words: str, more: str = "") -> str:
    tag = '<abbr class="fn" title="">Me</abbr>' if name == "Me" else f'<span class="fn">{name}</span>'
    return (
        f'<div class="message"><abbr class="dt" title="{when}">then</abbr>:\n<cite class="sender vcard">'
        f'<a class="tel" href="tel:{number}">{tag}</a></cite>:\n<q>{words}</q>{more}</div>'
    )


def _call(what: str, name: str, number: str, when: str, more: str = "") -> bytes:
    return (
        f'<html><body><div class="haudio"><span class="album">Call Log for </span><span class="fn">{what} {name}</span>'
        f'<div class="contributor vcard">{what} <a class="tel" href="tel:{number}">'
        f'<span class="fn">{name}</span></a></div>'
        f'<abbr class="published" title="{when}">then</abbr>{more}'
        f'<div class="tags">Labels: <a rel="tag" href="http://www.google.com/voice#{what.lower()}">{what}</a></div>'
        "</div></body></html>"
    ).encode()


def voice() -> dict[str, bytes]:
    """Texts of two, texts of a group, a call each way, a voicemail with its sound."""
    calls, anna, bo, me = "Takeout/Voice/Calls", "+15550000002", "+15550000003", "+15550000001"
    group = (
        '<div class="participants">Group conversation with: <cite class="sender vcard"><a class="tel" '
        f'href="tel:{anna}"><span class="fn">Anna Øster</span></a></cite>, <cite class="sender vcard"><a class="tel" '
        f'href="tel:{bo}"><span class="fn"></span></a></cite></div>'
    )
    image = '<div><img src="Anna Øster - Text - 2014-06-30T00_16_51Z-1-1" alt="Image MMS Attachment" /></div>'
    sound = (
        '<abbr class="duration" title="PT12S">(00:00:12)</abbr><span class="full-text">Call me back</span>'
        '<audio controls="controls" src="Anna Øster - Voicemail - 2014-07-03T00_00_00Z.mp3">'
        '<a rel="enclosure" href="Anna Øster - Voicemail - 2014-07-03T00_00_00Z.mp3">Audio</a></audio>'
    )
    return {
        f"{calls}/Anna Øster - Text - 2014-06-30T00_16_51Z.html": _texts(
            _text("Anna Øster", anna, "2014-06-29T17:16:51.000-07:00", "Hi &amp; hello<br>there", image),
            _text("Me", me, "2014-06-29T17:17:51.000-07:00", CANARY),
        ),
        f"{calls}/Anna Øster - Text - 2014-06-30T00_16_51Z-1-1.jpg": b"jpg",
        f"{calls}/Anna Øster - Text - 2014-07-05T00_00_00Z.html": _texts(
            _text("Me", me, "2014-07-04T17:00:00.000-07:00", "only mine")
        ),
        f"{calls}/Group Conversation - 2014-07-01T00_00_00Z.html": _texts(
            _text("Anna Øster", anna, "2014-06-30T17:00:00.000-07:00", "all"), people=group
        ),
        f"{calls}/Anna Øster - Missed - 2014-07-02T00_00_00Z.html": _call(
            "Missed", "Anna Øster", anna, "2014-07-01T17:00:00.000-07:00"
        ),
        f"{calls}/{bo} - Placed - 2014-07-02T01_00_00Z.html": _call(
            "Placed", bo, bo, "2014-07-01T18:00:00.000-07:00", '<abbr class="duration" title="PT1M">(00:01:00)</abbr>'
        ),
        f"{calls}/Anna Øster - Voicemail - 2014-07-03T00_00_00Z.html": _call(
            "Voicemail", "Anna Øster", anna, "2014-07-02T17:00:00.000-07:00", sound
        ),
        f"{calls}/Anna Øster - Voicemail - 2014-07-03T00_00_00Z.mp3": b"mp3",
        "Takeout/Voice/Phones.vcf": b"BEGIN:VCARD\nEND:VCARD\n",
    }  # fmt: skip


def samples() -> dict[str, bytes]:
    """Every format: file name to bytes."""
    return {**chat_samples(), **voice_samples()}


def chat_samples() -> dict[str, bytes]:
    """Google Chat's and Hangouts'."""
    return {
        "takeout-20260101T000000Z-001.zip": zip_of(chat()),
        "takeout-20260101T000000Z-001.tgz": tar_of(chat(), packed=True),
        "messages.json": chat()[f"{DM}/messages.json"],
        "Hangouts.json": hangouts(),
        "takeout-20160101T000000Z.zip": zip_of({"Takeout/Hangouts/Hangouts.json": hangouts(True)}, 0),
    }


def voice_samples() -> dict[str, bytes]:
    """Google Voice's."""
    page = next(data for name, data in voice().items() if "06-30" in name)
    return {"takeout-20260101T000000Z-001.zip": zip_of(voice()), "Anna - Text - 2014-06-30T00_16_51Z.html": page}


def many(messages: int) -> dict[str, bytes]:
    """A long direct chat, Hangouts, and many pages of Google Voice."""
    talk = [line(ANNA if n % 2 else ME, n % 60, f"Grüße Nummer {n} und mehr", n) for n in range(messages)]
    whole = json.loads(hangouts())
    first = whole["conversations"][0]["events"][0]
    whole["conversations"][0]["events"] = [{**first, "event_id": str(n)} for n in range(messages)]
    anna, when = "+15550000002", "2014-06-29T17:16:51.000-07:00"
    page = _texts(*(_text("Anna Øster", anna, when, f"Hello, number {n} of many") for n in range(50)))
    pages = {
        f"Takeout/Voice/Calls/Anna Øster - Text - 2014-06-30T{n // 3600:02}_{n // 60 % 60:02}_{n % 60:02}Z.html": page
        for n in range(messages // 50)
    }
    return {
        "takeout-many.zip": zip_of({f"{DM}/messages.json": json.dumps({"messages": talk}, indent=2)}),
        "Hangouts.json": json.dumps(whole, indent=1).encode(),
        "takeout-voice.zip": zip_of(pages),
    }
