"""Who speaks in Messages' database, and in which chats.

handle   a number or an address over one service (iMessage, SMS, RCS); a person can have several
chat     one over each service: `iMessage;-;+49…` and `SMS;-;+49…` are one conversation to people, and here
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from vault.chats.conversation import Conversation
from vault.exports.apple_contacts import Contacts
from vault.exports.database import Database, text

APP = "imessage"
UNKNOWN = "Unknown"
_MOST_NAMED = 20  # people in the name of a group that has no name of its own
_MOST_ROWS = 500_000
_SERVICES = ("imessage", "sms", "rcs", "any", "mms", "imessagelite", "satellitesms")


@dataclass(frozen=True, slots=True)
class Chat:
    """A conversation, and who is at its other end where that is one: their name, or ""."""

    conversation: Conversation
    other: str


class People:
    """The names in one database. Raises ExportDamaged."""

    def __init__(self, database: Database, contacts: Contacts) -> None:
        self._contacts = contacts
        self._names: dict[int, str] = {}
        self._read_handles(database)
        self._members: defaultdict[int, list[str]] = defaultdict(list)
        self._read_members(database)
        self.chats: dict[int | None, Chat] = {}
        """Chats by their rows' numbers."""
        self._read_chats(database)

    def name(self, handle: int | None) -> str:
        """Whose handle this is; "" for none."""
        return self._names.get(handle, "") if handle else ""

    def chat_with(self, handle: int | None) -> Chat | None:
        """For a message that is in no chat: the one with its sender."""
        name = self.name(handle)
        address = self._addresses.get(handle, "") if handle else ""
        return Chat(Conversation(f"-;{address}", APP, name), name) if name else None

    def called(self, address: str) -> str:
        """The name for a number or address, or that itself."""
        return self._contacts.name(address) or address

    def _read_handles(self, database: Database) -> None:
        self._addresses: dict[int, str] = {}
        persons: dict[int, str] = {}
        if not database.has("handle", "id"):
            return
        person = "CAST(person_centric_id AS BLOB)" if database.has("handle", "person_centric_id") else "NULL"
        query = f"SELECT rowid, CAST(id AS BLOB), {person} FROM handle LIMIT {_MOST_ROWS}"  # noqa: S608 - names of ours
        for number, raw, raw_person in database.rows(query):
            if address := text(raw):
                self._addresses[number], persons[number] = address, text(raw_person) or f"#{address}"
        names = self._person_names(persons)
        self._names = {number: names[person] for number, person in persons.items()}

    def _person_names(self, persons: dict[int, str]) -> dict[str, str]:
        """One name for all handles of a person: the contact's, else the first number, else the first address."""
        names: dict[str, tuple[int, str]] = {}
        for number, person in persons.items():
            address = self._addresses[number]
            known = self._contacts.name(address)
            rank = 0 if known else 1 if address.startswith("+") else 2
            if person not in names or rank < names[person][0]:
                names[person] = rank, known or address
        return {person: name for person, (_, name) in names.items()}

    def _read_members(self, database: Database) -> None:
        if not database.has("chat_handle_join", "chat_id", "handle_id"):
            return
        query = "SELECT CAST(chat_id AS INTEGER), CAST(handle_id AS INTEGER) FROM chat_handle_join LIMIT ?"
        for chat, handle in database.rows(query, (_MOST_ROWS,)):
            name = self.name(handle)
            if name and len(self._members[chat]) <= _MOST_NAMED and name not in self._members[chat]:
                self._members[chat].append(name)

    def _read_chats(self, database: Database) -> None:
        columns = ("guid", "chat_identifier", "display_name", "room_name")
        asked = ", ".join(f"CAST({c} AS BLOB)" if database.has("chat", c) else "NULL" for c in columns)
        found: dict[str, tuple[bool, str]] = {}
        numbers: dict[int, str] = {}
        for number, *raw in database.rows(f"SELECT rowid, {asked} FROM chat LIMIT {_MOST_ROWS}"):  # noqa: S608
            guid, identifier, title, room = (text(part) for part in raw)
            key = _key(guid) or identifier or f"chat {number}"
            numbers[number] = key
            name, single = self._chat_name(number, key, identifier or room, title)
            if key not in found or (title and not single):
                found[key] = (single, name)
        chats = {key: Chat(Conversation(key, APP, name), name if one else "") for key, (one, name) in found.items()}
        self.chats = {number: chats[key] for number, key in numbers.items()}

    def _chat_name(self, number: int, key: str, identifier: str, title: str) -> tuple[str, bool]:
        """A chat's name, and whether one person is at its other end."""
        members = self._members.get(number, [])
        if not key.startswith("+;") and len(members) <= 1:
            return (members[0] if members else self.called(identifier)) or title or UNKNOWN, True
        named = ", ".join(members[:_MOST_NAMED]) + (", …" if len(members) > _MOST_NAMED else "")
        return title or named or identifier or UNKNOWN, False


def _key(guid: str) -> str:
    """A chat's id without the service in front of it, which changes from phone to phone and year to year."""
    service, separator, rest = guid.partition(";")
    return rest if separator and service.casefold() in _SERVICES and rest else guid
