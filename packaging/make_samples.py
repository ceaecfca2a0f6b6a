"""Write the sample exports of resources/samples from packaging/samples/*.chat, the same bytes every time.

A .chat file: `name:` and `system:` (android or iphone) first, then days (`2026-03-28`) and records
(`HH:MM[:SS] SENDER: TEXT`, the sender `*` for service messages, further lines of a body begin with one blank).
A text may be `photo SCENE`, `voice SECONDS`, `document FILE`, `location LAT,LON`, `poll QUESTION`, `omitted` or
`deleted`; one that ends in ` edited` was edited. The people in them are invented.
"""

from __future__ import annotations

import io
import re
import sys
import zipfile
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import sample_media

SOURCES = Path(__file__).parent / "samples"
TARGET = Path(__file__).parents[1] / "resources" / "samples"
MARK = "\u200e"  # stands before what the app itself wrote
NARROW = "\u202f"  # stands before AM and PM since 2023
PACKING_LIST = ["Packing list for July", "", "Passports", "Sun cream, the good one", "The green tent, both poles",
                "Chargers", "Swimming things", "One book each, Jonas two", "The dog's blanket"]  # fmt: skip


@dataclass
class Record:
    """One record of a chat; `sender` None for service messages."""

    when: datetime
    sender: str | None
    text: str


@dataclass
class Chat:
    """One chat; `media` maps the file names inside the export to their bytes, in the order of the chat."""

    name: str
    system: str
    records: list[Record]
    media: dict[str, bytes] = field(default_factory=dict)


def read_chat(source: Path) -> Chat:
    """Parse one .chat file."""
    facts: dict[str, str] = {}
    records: list[Record] = []
    day = ""
    for line in source.read_text(encoding="utf-8").splitlines():
        head = re.match(r"(\d\d:\d\d(?::\d\d)?) ([^:]+): (.*)", line)
        if re.fullmatch(r"\d{4}-\d\d-\d\d", line):
            day = line
        elif line.startswith(" "):
            records[-1].text += "\n" + line[1:]
        elif head:
            sender = None if head[2] == "*" else head[2]
            records.append(Record(datetime.fromisoformat(f"{day} {head[1]}"), sender, head[3]))
        else:
            name, value = line.split(": ", 1)
            facts[name] = value
    return Chat(facts["name"], facts["system"], records)


def media_file(chat: Chat, record: Record, kind: str, what: str) -> str:
    """Make the file that a record speaks of; its name inside the export."""
    number, letters = len(chat.media) + 1, {"photo": "IMG", "voice": "PTT"}
    make = {"photo": sample_media.photo, "voice": lambda seconds: sample_media.voice_note(int(seconds))}
    ending = {"photo": "jpg", "voice": "opus"}
    if kind == "document":
        name, data = what, sample_media.document(PACKING_LIST)
    elif chat.system == "android":
        name = f"{letters[kind]}-{record.when:%Y%m%d}-WA{number:04}.{ending[kind]}"
        data = make[kind](what)
    else:
        word = {"photo": "PHOTO", "voice": "AUDIO"}[kind]
        name = f"{chat.records.index(record) + 1:08}-{word}-{record.when:%Y-%m-%d-%H-%M-%S}.{ending[kind]}"
        data = make[kind](what)
    chat.media[name] = data
    return name


def body(chat: Chat, record: Record) -> str:
    """The record's text as the app of its system writes it."""
    first, _, rest = record.text.partition("\n")
    kind, _, what = first.partition(" ")
    iphone, tail = chat.system == "iphone", "\n" + rest if rest else ""
    if kind in ("photo", "voice", "document"):
        name = media_file(chat, record, kind, what)
        return (f"{MARK}<attached: {name}>" if iphone else f"{name} (file attached)") + tail
    if kind == "omitted":
        return "image omitted" if iphone else "<Media omitted>"
    if kind == "deleted":
        return f"{MARK}You deleted this message." if iphone else "This message was deleted"
    if kind == "location":
        mark = MARK if iphone else ""
        return f"{mark}{'L' if iphone else 'l'}ocation: https://maps.google.com/?q={what}"
    if kind == "poll":
        options = ("Three locks (4 votes)", "The coast (1 vote)")
        return f"{MARK}POLL:\n{what}\n" + "\n".join(f"{MARK}OPTION: {option}" for option in options)
    if record.text.endswith(" edited"):
        return record.text.removesuffix(" edited") + f" {MARK if iphone else ''}<This message was edited>"
    return record.text


def android_line(chat: Chat, record: Record) -> str:
    """`28/03/2026, 09:04 - Sender: text`; service messages stand without a sender."""
    head = f"{record.when:%d/%m/%Y, %H:%M} - "
    return head + (record.text if record.sender is None else f"{record.sender}: {body(chat, record)}") + "\n"


def iphone_line(chat: Chat, record: Record) -> str:
    """`[5/2/26, 7:14:08 PM] Sender: text`; service messages carry the chat's name and a mark."""
    when, hour = record.when, record.when.hour % 12 or 12
    head = f"[{when.month}/{when.day}/{when:%y}, {hour}:{when:%M:%S}{NARROW}{when:%p}] "
    text = f"{MARK}{record.text}" if record.sender is None else body(chat, record)
    mark = MARK if text.startswith(f"{MARK}<attached") else ""
    return (f"{mark}{head}{record.sender or chat.name}: {text}").replace("\n", "\r\n") + "\r\n"


def transcript(chat: Chat) -> bytes:
    """The whole text; fills `chat.media` on the way."""
    line = iphone_line if chat.system == "iphone" else android_line
    return "".join(line(chat, record) for record in chat.records).encode()


def archive(chat: Chat, text_name: str) -> bytes:
    """The export as a zip: the text deflated, the media as they are."""
    buffer, text = io.BytesIO(), transcript(chat)
    with zipfile.ZipFile(buffer, "w") as out:
        for name, data in {text_name: text, **chat.media}.items():
            info = zipfile.ZipInfo(name, chat.records[-1].when.timetuple()[:6])
            info.external_attr = 0o600 << 16
            info.compress_type = zipfile.ZIP_DEFLATED if name == text_name else zipfile.ZIP_STORED
            out.writestr(info, data)
    return buffer.getvalue()


def samples() -> dict[str, bytes]:
    """File name to bytes of every sample."""
    family, cycling, papa = (read_chat(SOURCES / f"{name}.chat") for name in ("family", "cycling", "papa"))
    return {
        f"WhatsApp Chat with {family.name}.zip": archive(family, f"WhatsApp Chat with {family.name}.txt"),
        f"WhatsApp Chat - {cycling.name}.zip": archive(cycling, "_chat.txt"),
        f"WhatsApp Chat with {papa.name}.txt": transcript(papa),
    }


def main() -> None:
    """Write them."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, data in samples().items():
        (TARGET / name).write_bytes(data)
        print(f"{len(data):>8,} {name}")  # noqa: T201 (this is a command)


if __name__ == "__main__":
    main()
