"""Invented exports of Slack's, of slackdump's in Slack's form, and of its database. No real one was found."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable

from tests.exports.reading import zip_of

CANARY = "kingfisher-at-dawn"
FILE = bytes(range(256)) * 4
USERS: list[dict[str, object]] = [
    {
        "id": "U1",
        "name": "anna",
        "real_name": "Anna Example",
        "profile": {"display_name": "Anna", "real_name": "A. E."},
    },
    {"id": "U2", "name": "ben", "real_name": "Ben Example", "profile": {"display_name": ""}},
    {"id": "U3", "name": "cara", "deleted": True},
]
CHANNELS: list[dict[str, object]] = [
    {"id": "C1", "name": "general", "members": ["U1", "U2"]},
    {"id": "C2", "name": "birds", "members": []},
]


def message(number: int, user: str = "U1", **more: object) -> dict[str, object]:
    """A message a minute after the one before."""
    ts = f"{1704067200 + number * 60}.{number:06}"
    return {"type": "message", "user": user, "ts": ts, "text": f"message {number}", **more}


def everything() -> list[dict[str, object]]:
    """A message of each kind."""
    bot = message(12, subtype="bot_message", bot_id="B1", username="Weather", text="", attachments=[
        {"fallback": "rain", "pretext": "Today", "fields": [{"title": "Wind", "value": "north"}]}])  # fmt: skip
    del bot["user"]
    return [
        message(1, text=CANARY),
        message(2, "U2", text="<@U1> &amp; <#C2|birds> &lt;3 <!here> <https://example.org|this> <https://a.org|a.org>"),
        message(3, thread_ts="1704067260.000001", text="in the thread"),
        message(4, thread_ts="1704067440.000004", reply_count=1, text="begins a thread"),
        message(5, edited={"user": "U1", "ts": "1704070000.000000"}, text="edited"),
        message(6, reactions=[{"name": "+1", "users": ["U2", "U9"], "count": 3}, {"name": "parrot", "count": 1}]),
        message(7, files=[{"id": "F1", "name": "notes.txt", "mimetype": "text/plain", "size": 1024,
            "url_private": "https://files.slack.com/x?t=xoxe-secret"}], text=""),
        message(8, files=[{"id": "F2", "name": "photo.png", "mimetype": "image/png", "size": 9}], text="see"),
        message(9, "U2", subtype="channel_join", text="<@U2> has joined the channel"),
        message(10, "U9", user_profile={"display_name": "Dora", "name": "dora"}),
        message(11, text="", blocks=[{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [
            {"type": "text", "text": "hello "}, {"type": "user", "user_id": "U2"},
            {"type": "emoji", "name": "bird"}]}]}]),
        bot,
        message(13, subtype="tombstone", text="This message was deleted."),
        message(3, thread_ts="1704067260.000001", subtype="thread_broadcast", text="in the thread"),
        message(14, text=""),
    ]  # fmt: skip


def written(document: object) -> bytes:
    return json.dumps(document, indent=4).encode()


def export(top: str = "") -> dict[str, bytes]:
    """A workspace: two channels, a chat of two, a group of three; one file that slackdump saved."""
    return {
        f"{top}users.json": written(USERS),
        f"{top}channels.json": written(CHANNELS),
        f"{top}dms.json": written([{"id": "D1", "members": ["U1", "U2"]}]),
        f"{top}mpims.json": written([{"id": "G1", "name": "mpdm-anna--ben--cara-1", "members": ["U1", "U2", "U3"]}]),
        f"{top}integration_logs.json": b"[]",
        f"{top}general/2024-01-01.json": written(everything()),
        f"{top}general/2024-01-02.json": written([message(1500, "U2")]),
        f"{top}general/attachments/F1-notes.txt": FILE,
        f"{top}D1/2024-01-01.json": written([message(1), message(2, "U2")]),
        f"{top}mpdm-anna--ben--cara-1/2024-01-01.json": written([message(1, "U3"), message(2)]),
    }


Rows = Iterable[tuple[str, int, dict[str, object]]]
ROWS = [
    ("C1", 2, message(2, text="before")), ("C1", 1, message(1, text=CANARY)),
    ("C1", 3, message(2, text="after")), ("D1", 1, message(3, "U2")),
]  # fmt: skip


def database(rows: Rows = ROWS) -> bytes:
    """slackdump's archive (channel, chunk, message); the second message was fetched twice, one is broken."""
    with sqlite3.connect(":memory:") as made:
        made.executescript("""
            CREATE TABLE CHUNK(ID INTEGER PRIMARY KEY);
            CREATE TABLE MESSAGE(ID INTEGER NOT NULL, CHUNK_ID INTEGER NOT NULL, CHANNEL_ID TEXT NOT NULL, TS TEXT,
                TXT TEXT, DATA BLOB NOT NULL, PRIMARY KEY (ID, CHUNK_ID));
            CREATE TABLE CHANNEL(ID TEXT, CHUNK_ID INTEGER, NAME TEXT, DATA BLOB);
            CREATE TABLE S_USER(ID TEXT, CHUNK_ID INTEGER, USERNAME TEXT, DATA BLOB);
            CREATE TABLE WORKSPACE(ID INTEGER PRIMARY KEY, TEAM TEXT);
            INSERT INTO WORKSPACE VALUES(1, 'Birds');
        """)
        for user in USERS:
            made.execute("INSERT INTO S_USER VALUES(?, 1, '', ?)", (user["id"], written(user)))
        for channel in [*CHANNELS, {"id": "D1", "is_im": True, "user": "U2"}]:
            made.execute("INSERT INTO CHANNEL VALUES(?, 1, '', ?)", (channel["id"], written(channel)))
        for channel_id, chunk, raw in rows:
            ts = str(raw["ts"])
            values = (int(ts.replace(".", "")), chunk, channel_id, ts, json.dumps(raw).encode())
            made.execute("INSERT INTO MESSAGE VALUES(?, ?, ?, ?, '', ?)", values)
        made.execute("INSERT INTO MESSAGE VALUES(9, 9, 'C1', '9', '', ?)", (b"no json",))
        return made.serialize()


def samples() -> dict[str, bytes]:
    """A workspace's zip, also one folder deeper, one day alone, a channel's days, and slackdump's database."""
    return {
        "Birds Slack export Jan 1 2024 - Jan 31 2024.zip": zip_of(export(), 0),
        "deeper.zip": zip_of(export("birds/"), 0),
        "2024-01-01.json": written(everything()),
        "general.zip": zip_of({"general/2024-01-01.json": written(everything()), "general/2024-01-02.json": b"[]"}, 0),
        "slackdump.sqlite": database(),
    }


def many(messages: int) -> dict[str, bytes]:
    """One day of one channel, with all that Slack writes beside an ordinary message; the same in a database."""
    profile = {"avatar_hash": "x", "image_72": "https://a.slack-edge.com/x.png", "first_name": "Anna", "real_name":
        "Anna Example", "display_name": "Anna", "team": "T1", "name": "anna", "is_restricted": False}  # fmt: skip
    made = []
    for number in range(messages):
        words = f"message {number}, and some more words"
        element = {"type": "rich_text_section", "elements": [{"type": "text", "text": words}]}
        made.append(message(
            number, text=words, client_msg_id=f"00000000-0000-0000-0000-{number:012}", team="T1", user_team="T1",
            source_team="T1", user_profile=profile,
            blocks=[{"type": "rich_text", "block_id": "abcd", "elements": [element]}],
        ))  # fmt: skip
    return {
        "2024-01-01.json": written(made),
        "slackdump.sqlite": database(("C1", 1, raw) for raw in made),
    }


def plain() -> dict[str, Callable[[bytes], object]]:
    """What decodes the database of `many` simply: its rows, and the JSON in each."""
    return {"slackdump.sqlite": _plain_database}


def _plain_database(data: bytes) -> list[object]:
    with sqlite3.connect(":memory:") as made:
        made.deserialize(data)
        return [json.loads(row[5]) for row in made.execute("SELECT * FROM message") if row[5].startswith(b"{")]
