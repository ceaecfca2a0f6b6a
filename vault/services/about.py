"""About: the small JSON beside each export in the vault that says what the export is, readable with any restic."""

from __future__ import annotations

from datetime import datetime

import msgspec

NAME = "about.json"


class About(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=False):
    """What about.json holds. Counts are of this export alone; sizes in bytes; times in UTC.

    `format` is the importer's word ("whatsapp-text"), `importer` its version, `source` the export's file name, `sha256`
    of the export's bytes in hex, `date_order` and `zone` as they were decided, so that it can be read again alike.
    """

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
    zone: str | None
    source: str
    sha256: str
    size: int
    hostname: str
    complete: bool = True
    about: int = 1
