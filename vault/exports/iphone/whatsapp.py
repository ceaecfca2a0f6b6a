"""WhatsApp in an iPhone's backup: where its two apps keep their chats, photos and names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vault.errors import ExportDamaged
from vault.exports.database import Database, text
from vault.exports.iphone.files import PhoneFiles
from vault.exports.whatsapp.phone_media import tail_of

_MOST_NAMES = 500_000


@dataclass(frozen=True, slots=True)
class WhatsAppPlace:
    """One of the two apps: its `domain`, its name in reports, and what stands before the keys of its chats."""

    domain: str
    called: str
    before: str

    @property
    def chats(self) -> str:
        """The place of its database."""
        return f"{self.domain}-ChatStorage.sqlite"

    @property
    def contacts(self) -> str:
        """The place of its copy of the address book."""
        return f"{self.domain}-ContactsV2.sqlite"

    def find(self, files: PhoneFiles, path: str) -> tuple[str, int | None] | None:
        """Where a photo lies that the database knows as `Media/…`."""
        return files.find(self.domain, f"Message/{tail_of(path)}") if path else None


PLACES = (
    WhatsAppPlace("AppDomainGroup-group.net.whatsapp.WhatsApp.shared", "ChatStorage.sqlite", ""),
    WhatsAppPlace(
        "AppDomainGroup-group.net.whatsapp.WhatsAppSMB.shared", "WhatsApp Business ChatStorage.sqlite", "business "
    ),
)


def names_in(database: Database) -> Mapping[str, str]:
    """Names by WhatsApp's addresses, as far as they can be read; the numbers that stand for hidden ones as well."""
    table, names = "zwaaddressbookcontact", dict[str, str]()
    if not database.has(table, "zfullname"):
        return names
    for column in ("zwhatsappid", "zlid"):
        if not database.has(table, column):
            continue
        query = f"SELECT CAST({column} AS BLOB), CAST(zfullname AS BLOB) FROM {table} LIMIT {_MOST_NAMES}"  # noqa: S608
        try:
            for address, name in database.rows(query):
                if address and name:
                    names[text(address)] = text(name)
        except ExportDamaged:
            continue
    return names
