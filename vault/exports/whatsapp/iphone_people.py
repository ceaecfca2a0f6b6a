"""Chats and people of an iPhone's ChatStorage.sqlite: which chat a message is in, and who in it wrote.

An iPhone copies the names of the address book into the chats and the groups' lists of members. Facts:
../shared/reference/chat-formats.md §3.2.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from vault.chats.conversation import Conversation
from vault.exports.database import Database, Row, text
from vault.exports.side_rows import field
from vault.exports.whatsapp.addresses import DELETED, UNKNOWN, address_of, chat_name, shown
from vault.exports.whatsapp.wire import texts_of

APP = "whatsapp"
_MOST_NAMES = 500_000
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Session:
    """A chat, and whoever writes in it when nobody else is named; `group` where there are several."""

    conversation: Conversation
    partner: str
    group: bool


class Sessions:
    """All chats by their number in the database. One that is not there is made up when a message is in it."""

    def __init__(self, database: Database, names: Mapping[str, str]) -> None:
        self._names = names
        self._known: dict[object, Session] = {}
        for number, address, partner in rows_of(database, "zwachatsession", "z_pk", "zcontactjid", "zpartnername"):
            self._known[number] = _session(address_of(text(address)), text(partner), number, names)

    def of(self, number: object) -> Session:
        """The chat with this number."""
        session = self._known.get(number)
        if session is None:
            session = self._known[number] = _session("", "", number, self._names)
        return session


def _session(address: str, partner: str, number: object, names: Mapping[str, str]) -> Session:
    name = chat_name(address, names.get(address, "") or partner or ("" if address else DELETED), names)
    key = address or f"chat {str(number)[:_LONGEST]}"
    group = address.endswith(("@g.us", "@broadcast", "@newsletter")) or not address
    return Session(Conversation(key, APP, name), UNKNOWN if group else name, group)


class People:
    """Names by address: the address book's first, then what members are called, then what they call themselves."""

    def __init__(self, database: Database, names: Mapping[str, str]) -> None:
        self._names: dict[str, str] = {}
        self._members: dict[object, str] = {}
        for address, said in rows_of(database, "zwaprofilepushname", "zjid", "zpushname"):
            self._put(text(address), push_name(text(said)))
        for number, address, first, name in rows_of(
            database, "zwagroupmember", "z_pk", "zmemberjid", "zfirstname", "zcontactname"
        ):
            self._members[number] = address_of(text(address))
            self._put(text(address), text(name) or text(first))
        for address, name in rows_of(database, "zwachatsession", "zcontactjid", "zpartnername"):
            if text(address).endswith(("@s.whatsapp.net", "@lid")):
                self._put(text(address), text(name))
        self._names.update(names)

    def _put(self, address: str, name: str) -> None:
        if address and name:
            self._names[address_of(address)] = name[:_LONGEST]

    def named(self, address: str) -> str:
        """Who is behind an address."""
        return shown(address_of(address), self._names)

    def member(self, number: object, said: str) -> str:
        """Who a group's member is; `said` is the name that came with the message."""
        address = self._members.get(number, "")
        name = shown(address, self._names)
        return push_name(said) or name if name in (address, UNKNOWN) else name


def rows_of(database: Database, table: str, *columns: str) -> Iterator[Row]:
    """Rows of a table with these columns, NULL where there is no such column; none without the table."""
    if table in database.tables:
        wanted = ", ".join(field(database, table, column) for column in columns)
        yield from database.rows(f"SELECT {wanted} FROM {table} LIMIT {_MOST_NAMES}")  # noqa: S608 - names of ours


def push_name(said: str) -> str:
    """The name that somebody chose, as it is or in the newer form: base64 of a message with the name in field 1."""
    try:
        found = texts_of(base64.b64decode(said, validate=True), 1) if len(said) % 4 == 0 else []
        name = found[0].decode() if found else said
    except (binascii.Error, ValueError):
        name = said
    return name.strip()[:_LONGEST]
