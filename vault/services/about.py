"""About: the small JSON beside each export in the vault that says what the export is, readable with any restic."""

from __future__ import annotations

from datetime import datetime

import msgspec

NAME = "about.json"
LIMIT = 16 << 20  # bytes; a group of a hundred thousand names has less


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What about.json holds. Counts are of this export alone; sizes in bytes; times in UTC.

    `about` is the version of this file. `format` is the importer's word ("whatsapp-text"), `importer` its version.
    `source` is the export's own file name, `file` the name under which it lies beside this one. `sha256` is of the
    export's bytes, in hex. `messages` leaves service messages out; `attachments` counts those that are inside.
    `date_order` and `zone` are as they were decided, so that the original can be read again alike; `order_answered`
    tells that a person said so, since the export itself does not show it. `complete` is False where reading its
    messages stopped midway: counts are then of the part before.
    """

    about: int = 1
    format: str
    app: str
    app_name: str
    chat: str
    key: str
    messages: int
    attachments: int
    participants: list[str]
    first: datetime | None
    last: datetime | None
    importer: int
    date_order: str | None
    order_answered: bool = False
    zone: str | None
    source: str
    file: str
    sha256: str
    size: int
    modified: datetime | None
    hostname: str
    complete: bool = True


def encode_about(about: About) -> bytes:
    """Its JSON, made for reading by people too."""
    return msgspec.json.format(msgspec.json.encode(about), indent=2) + b"\n"


def decode_about(content: bytes) -> About | None:
    """None for what is no about.json of ours: another program's file may have that name."""
    try:
        about = msgspec.json.decode(content, type=About)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    times = (about.first, about.last, about.modified)
    naive = any(time is not None and time.tzinfo is None for time in times)
    return None if naive or min(about.messages, about.attachments, about.size) < 0 else about
