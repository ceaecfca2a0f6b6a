"""Chats and people of Android's msgstore.db, looked up one by one: the table of addresses grows with every group.

`jid_map` tells which number stands behind a hidden identity, `lid_display_name` what its owner calls themselves;
`props` holds the name of the phone's owner. Facts: ../shared/reference/chat-formats.md §3.2.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from vault.chats.conversation import Conversation
from vault.chats.message import ME
from vault.exports.database import Database, text
from vault.exports.whatsapp.addresses import DELETED, UNKNOWN, address_of, chat_name, shown

APP = "whatsapp"
MOST_CACHED = 50_000
_MOST_MAPPED = 200_000
_SEVERAL = ("@g.us", "@broadcast", "@newsletter")


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat, and whoever writes in it when nobody else is named."""

    conversation: Conversation
    partner: str


class People:
    """Who is behind an address or behind the number of its row. `names` are the address book's, by address."""

    def __init__(self, database: Database, names: Mapping[str, str]) -> None:
        self._database = database
        self._names = names
        self._addresses: dict[object, str] = {}
        self._shown: dict[object, str] = {}
        self._numbers, self._hidden = self._map()
        self._called = database.has("lid_display_name", "lid_row_id", "display_name")
        self.me = self._owner()

    def _map(self) -> tuple[dict[object, object], dict[object, object]]:
        """Rows of numbers by the rows of hidden identities that stand for them, and the other way round."""
        if not self._database.has("jid_map", "lid_row_id", "jid_row_id"):
            return {}, {}
        asked = f"SELECT lid_row_id, jid_row_id FROM jid_map LIMIT {_MOST_MAPPED}"  # noqa: S608 - a number
        numbers: dict[object, object] = dict(self._database.rows(asked))
        return numbers, {number: lid for lid, number in numbers.items()}

    def _owner(self) -> str:
        if not self._database.has("props", "key", "value"):
            return ME
        asked = "SELECT CAST(value AS BLOB) FROM props WHERE key = 'user_push_name'"
        return text(_first(self._database, asked)).strip()[:100] or ME

    def address(self, row: object) -> str:
        """The address in a row, of the number behind a hidden one where it is known; "" for none."""
        found = self._addresses.get(row)
        if found is None:
            if len(self._addresses) > MOST_CACHED:
                self._addresses.clear()
            found = self._raw(self._numbers.get(row)) or self._raw(row)
            self._addresses[row] = found
        return found

    def _raw(self, row: object) -> str:
        if not self._database.has("jid", "_id", "raw_string"):
            return ""
        asked = "SELECT CAST(raw_string AS BLOB) FROM jid WHERE _id = ?"
        return address_of(text(_first(self._database, asked, row)))

    def named(self, row: object) -> str:
        """Who is behind the address in a row; never empty."""
        name = self._shown.get(row)
        if name is None:
            if len(self._shown) > MOST_CACHED:
                self._shown.clear()
            name = self._shown[row] = self._name(row)
        return name

    def _name(self, row: object) -> str:
        address = self.address(row)
        return shown(address, self._names) if address in self._names else self._own_name(row) or self.behind(address)

    def _own_name(self, row: object) -> str:
        """What somebody calls themselves, asked for their hidden identity, or the one that their number stands for."""
        if not self._called:
            return ""
        asked = "SELECT CAST(display_name AS BLOB) FROM lid_display_name WHERE lid_row_id = ?"
        name = text(_first(self._database, asked, row)).strip()
        return (name or text(_first(self._database, asked, self._hidden.get(row))).strip())[:300]

    def behind(self, address: str) -> str:
        """Who is behind an address that stands in no row."""
        return shown(address, self._names)

    def chat(self, address: str, subject: str, row: object = None) -> Chat:
        """The chat with an address."""
        own = "" if row is None or address in self._names else self._own_name(row)
        name = chat_name(address, subject or own, self._names)
        key = address or f"chat {str(row)[:100]}"
        return Chat(Conversation(key, APP, name), UNKNOWN if address.endswith(_SEVERAL) or not address else name)


class Chats:
    """Chats by the number of their row. One that is not there is made up when a message is in it."""

    def __init__(self, database: Database, people: People) -> None:
        self._database, self._people = database, people
        self._known: dict[object, Chat] = {}
        self._described = database.has("chat", "_id", "jid_row_id")

    def of(self, row: object) -> Chat:
        """The chat in a row."""
        chat = self._known.get(row)
        if chat is None:
            chat = self._known[row] = self._chat(row)
        return chat

    def _chat(self, row: object) -> Chat:
        subject = "CAST(subject AS BLOB)" if self._database.has("chat", "subject") else "NULL"
        asked = f"SELECT jid_row_id, {subject} FROM chat WHERE _id = ?"  # noqa: S608 - names of ours
        found = next(_rows(self._database, asked, row), None) if self._described else None
        if found is None:
            return self._people.chat("", DELETED, f"{row}")
        address = self._people.address(found[0])
        return self._people.chat(address, text(found[1]), found[0] if address else f"{row}")


def _rows(database: Database, query: str, value: object) -> Iterator[tuple[object, ...]]:
    return database.rows(query, (value,)) if isinstance(value, int) else iter(())


def _first(database: Database, query: str, *values: object) -> object:
    """The first column of the first row; None if there is none, or no number to ask for."""
    if not all(isinstance(value, int) for value in values):
        return None
    row = next(database.rows(query, values), None)
    return row[0] if row else None
