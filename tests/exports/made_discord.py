"""Invented exports of Discord's: a data package of each age, and DiscordChatExporter's JSON. No real one was found."""

from __future__ import annotations

import json
from collections.abc import Iterable

from tests.exports.reading import zip_of

CANARY = "kingfisher-at-dawn"
FIRST = 1_100_000_000_000_000_000
PHOTO = bytes(range(256)) * 8
LINK = "https://cdn.discordapp.com/attachments/1/2/photo.png?ex=secret"


def message(number: int, name: str = "anna", **more: object) -> dict[str, object]:
    """A message as DiscordChatExporter writes it."""
    author = {"id": f"{len(name)}00", "name": name, "discriminator": "0000", "nickname": name.title(), "isBot": False}
    return {
        "id": str(FIRST + number), "type": "Default", "timestamp": f"2024-03-01T10:{number % 60:02}:00.123+01:00",
        "timestampEdited": None, "callEndedTimestamp": None, "isPinned": False, "content": f"message {number}",
        "author": author, "attachments": [], "embeds": [], "stickers": [], "reactions": [], "mentions": [], **more,
    }  # fmt: skip


def everything() -> list[dict[str, object]]:
    """A message of each kind."""
    users = [{"id": "300", "name": "ben", "nickname": "Ben"}]
    return [
        message(1, content=CANARY),
        message(2, "ben", type="Reply", reference={"messageId": str(FIRST + 1), "channelId": "77", "guildId": "5"}),
        message(3, timestampEdited="2024-03-01T11:00:00+01:00", content="edited"),
        message(4, content="", attachments=[
            {"id": "1", "url": "general.json_Files/my%20photo.png", "fileName": "my photo.png", "fileSizeBytes": 2048},
        ]),
        message(5, content="", attachments=[{"id": "2", "url": LINK, "fileName": "photo.png", "fileSizeBytes": 9}]),
        message(6, content="", stickers=[{"id": "3", "name": "Wave", "format": "Png", "sourceUrl": LINK}]),
        message(7, reactions=[{"emoji": {"id": "", "name": "👍"}, "count": 3, "users": users},
            {"emoji": {"id": "9", "name": "party"}, "count": 2}]),
        message(8, content="", embeds=[{"title": "News", "description": "It rains", "url": None, "fields": [
            {"name": "Wind", "value": "north"}]}]),
        message(9, type="GuildMemberJoin", content="Joined the server."),
        message(10, type="Call", content="Started a call that lasted 5 minutes."),
        message(11, content=""),
        message(12, content="", forwardedMessage={"content": "forwarded words"}),
    ]  # fmt: skip


def channel(messages: Iterable[object], key: str = "77", name: str = "general") -> bytes:
    """A channel of a server."""
    made = list(messages)
    document = {
        "guild": {"id": "5", "name": "Birds", "iconUrl": ""},
        "channel": {"id": key, "type": "GuildTextChat", "category": "Text", "name": name, "topic": None},
        "dateRange": {"after": None, "before": None}, "exportedAt": "2024-04-01T00:00:00+02:00",
        "messages": made, "messageCount": len(made),
    }  # fmt: skip
    return json.dumps(document, ensure_ascii=False, indent=2).encode()


def exported() -> dict[str, bytes]:
    """Two channels, one of them in parts that overlap, with a photo that was saved."""
    made = everything()
    return {
        "general.json": channel(made),
        "general.json_Files/my photo.png": PHOTO,
        "many [part 10].json": channel([message(n) for n in range(40, 45)], "78", "many"),
        "many [part 2].json": channel([message(n) for n in range(20, 41)], "78", "many"),
        "many [part 1].json": channel([message(n) for n in range(20)], "78", "many"),
    }


def rows(count: int) -> list[dict[str, object]]:
    """What the owner wrote, the newest first, as the package has it."""
    made: list[dict[str, object]] = [
        {"ID": FIRST + n, "Timestamp": f"2024-03-01 10:{n % 60:02}:00", "Contents": f"message {n}\nmore, \"said\"",
         "Attachments": ""}
        for n in range(count)
    ]  # fmt: skip
    made[0]["Contents"] = CANARY
    made[1] |= {"Contents": "", "Attachments": LINK}
    return made[::-1]


def table(made: list[dict[str, object]]) -> bytes:
    """The older form."""
    lines = ["ID,Timestamp,Contents,Attachments"]
    for row in made:
        words = str(row["Contents"]).replace('"', '""')
        lines.append(f'{row["ID"]},{row["Timestamp"]}.000000+00:00,"{words}",{row["Attachments"]}')
    return "\r\n".join(lines).encode()


def package(top: str = "", *, old: bool = False) -> dict[str, bytes]:
    """A whole data package: a server's channel, and a chat of two."""
    messages = "messages" if old else "Messages"
    name = "messages.csv" if old else "messages.json"
    data = table(rows(5)) if old else json.dumps(rows(5)).encode()
    one = {"id": "77", "type": "GUILD_TEXT", "name": "general", "guild": {"id": "5", "name": "Birds"}}
    return {
        f"{top}Account/user.json": json.dumps({"id": "100", "username": "anna", "global_name": "Anna"}).encode(),
        f"{top}{messages}/index.json": json.dumps({"78": "Direct Message with ben#0", "79": None}).encode(),
        f"{top}{messages}/c77/channel.json": json.dumps(one).encode(),
        f"{top}{messages}/c77/{name}": data,
        f"{top}{messages}/c78/channel.json": json.dumps(
            {"id": "78", "type": "DM", "recipients": ["100", "300"]}
        ).encode(),
        f"{top}{messages}/c78/{name}": data,
        f"{top}README.txt": b"Thank you for requesting your data.",
    }


def samples() -> dict[str, bytes]:
    """Packages of both ages, a channel's file of each alone, and exported channels."""
    return {
        "package.zip": zip_of(package(), 0),
        "package-old.zip": zip_of(package("package/", old=True), 0),
        "messages.json": json.dumps(rows(5)).encode(),
        "messages.csv": table(rows(5)),
        "general.json": channel(everything()),
        "channels.zip": zip_of(exported(), 0),
    }


def many(messages: int) -> dict[str, bytes]:
    """An exported channel, and a package's channel of each age."""
    return {
        "general.json": channel(message(n) for n in range(messages)),
        "messages.json": json.dumps(rows(messages)).encode(),
        "messages.csv": table(rows(messages)),
    }
