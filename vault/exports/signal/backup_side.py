"""What stands beside the messages in Signal's single-file backup: people, chats, files, reactions, mentions, polls.

Gathered in one pass before the messages are told, for the tables come in any order. Columns were renamed again and
again: each is looked for under every name that it had. Facts: the CREATE TABLE statements of the backups themselves.
"""

from __future__ import annotations

import base64
import binascii
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from sys import intern

import msgspec

from vault.exports.signal.backup_file import Blob
from vault.exports.signal.backup_sql import Table, Value, number, words
from vault.exports.signal.people import (
    NOBODY,
    SELF,
    UNKNOWN,
    People,
    Person,
    first_name,
    group_identity,
    whole_name,
)

_RECIPIENT: Mapping[str, tuple[str, ...]] = {
    "_id": (), "e164": ("phone",), "aci": ("uuid",), "pni": (), "username": (), "email": (), "group_id": (),
    "recipient_ids": (), "nickname_joined_name": (), "nickname_given_name": (), "nickname_family_name": (),
    "system_joined_name": ("system_display_name",), "system_given_name": (), "system_family_name": (),
    "system_nickname": (), "profile_joined_name": (), "profile_given_name": ("signal_profile_name",),
    "profile_family_name": (), "profile_key": (), "call_link_room_id": (), "distribution_list_id": (),
}  # fmt: skip
_FILE: Mapping[str, tuple[str, ...]] = {
    "_id": (), "message_id": ("mid",), "content_type": ("ct",), "file_name": ("name",), "data_size": (), "quote": (),
    "video_gif": (), "sticker_emoji": (), "sticker_id": (), "display_order": (),
}  # fmt: skip
WANTED: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "recipient": _RECIPIENT,
    "recipient_preferences": _RECIPIENT,
    "thread": {"_id": (), "recipient_id": ("thread_recipient_id", "recipient_ids")},
    "groups": {"group_id": (), "recipient_id": (), "title": (), "master_key": ()},
    "attachment": _FILE,
    "part": _FILE,
    "reaction": {"message_id": (), "is_mms": (), "author_id": (), "emoji": ()},
    "mention": {"message_id": (), "recipient_id": (), "range_start": (), "range_length": ()},
    "poll": {"_id": (), "message_id": (), "question": ()},
    "poll_option": {"_id": (), "poll_id": (), "option_text": ()},
    "poll_vote": {"poll_option_id": (), "voter_id": ()},
}
"""Tables that are read beside those of messages, and their columns with older names."""

_TABLES = ("message", "sms", "mms")


def owner_of(table: str, row: int) -> int:
    """Which message something belongs to, by its table and row, in one number: there are very many of them."""
    return row << 2 | _TABLES.index(table)


class File(msgspec.Struct, frozen=True, gc=False):
    """A message's file as its row tells it; `row` is known to the frame that holds the bytes."""

    row: int
    content_type: str
    name: str
    size: int
    gif: bool
    sticker: str | None
    order: int


@dataclass(slots=True)
class Side:
    """Everything beside the messages."""

    by_id: dict[str, Person] = field(default_factory=dict)
    people: People = field(default_factory=People)
    threads: dict[int, str] = field(default_factory=dict)
    files: defaultdict[int, list[File]] = field(default_factory=lambda: defaultdict(list))
    reactions: defaultdict[int, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    mentions: defaultdict[int, list[tuple[int, int, str]]] = field(default_factory=lambda: defaultdict(list))
    polls: dict[int, tuple[int, str]] = field(default_factory=dict)
    options: defaultdict[int, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))
    votes: defaultdict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    blobs: dict[int, Blob] = field(default_factory=dict)
    owner: str = ""  # the owner's row among the recipients, once it is known
    profile_keys: dict[str, bytes] = field(default_factory=dict)
    _groups: dict[str, tuple[str, str, bytes]] = field(default_factory=dict)
    _rows: dict[str, dict[str, Value]] = field(default_factory=dict)
    _alike: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)  # so that equal ones are kept once

    def take(self, name: str, table: Table, row: dict[str, Value]) -> None:
        """A row of one of the tables in WANTED."""
        if name in ("recipient", "recipient_preferences"):
            key = words(row["_id"] if name == "recipient" else row["recipient_ids"])
            self._rows[key] = {column: value for column, value in row.items() if value not in (None, "")}
        elif name == "thread":
            self.threads[number(row["_id"])] = words(row["recipient_id"])
        elif name == "groups":
            master = row["master_key"]
            group = words(row["group_id"]), words(row["title"]), master if isinstance(master, bytes) else b""
            for key in {words(row["recipient_id"]), group[0]} - {""}:
                self._groups[key] = group
        elif name in ("attachment", "part"):
            self._file("message" if name == "attachment" else "mms", row)
        elif name == "reaction":
            owner = self._owner(
                "message" if not table.has("is_mms") else "mms" if number(row["is_mms"]) else "sms", row
            )
            reaction = words(row["emoji"]), words(row["author_id"])
            self.reactions[owner].append(self._alike.setdefault(reaction, reaction))
        elif name == "mention":
            mention = number(row["range_start"]), number(row["range_length"]), words(row["recipient_id"])
            self.mentions[self._owner("message", row)].append(mention)
        else:
            self._poll(name, row)

    def _owner(self, table: str, row: dict[str, Value]) -> int:
        return owner_of(table, number(row["message_id"]))

    def _file(self, table: str, row: dict[str, Value]) -> None:
        if number(row["quote"]):
            return  # the small picture in a quotation
        sticker = (
            words(row["sticker_emoji"]) if number(row["sticker_id"]) >= 0 and row["sticker_id"] is not None else None
        )
        self.files[self._owner(table, row)].append(
            File(
                number(row["_id"]), intern(words(row["content_type"]).lower()), words(row["file_name"]),
                number(row["data_size"]), bool(number(row["video_gif"])), sticker, number(row["display_order"]),
            )
        )  # fmt: skip

    def _poll(self, name: str, row: dict[str, Value]) -> None:
        if name == "poll":
            self.polls[number(row["message_id"])] = number(row["_id"]), words(row["question"])
        elif name == "poll_option":
            self.options[number(row["poll_id"])].append((number(row["_id"]), words(row["option_text"])))
        else:
            self.votes[number(row["poll_option_id"])].append(words(row["voter_id"]))

    def settle(self) -> None:
        """Once every row was taken: make people of them."""
        for key, row in self._rows.items():
            self.by_id[key] = person = self._person(key, row)
            self._note_keys(key, row, person)
        for key, group in self._groups.items():
            if key not in self.by_id:
                self.by_id[key] = _group(*group)
        self._rows.clear()

    def _person(self, key: str, row: dict[str, Value]) -> Person:
        if key == self.owner:
            return SELF
        group = words(row.get("group_id"))
        if group:
            return _group(*self._groups.get(key, self._groups.get(group, (group, "", b""))))
        if row.get("call_link_room_id"):
            return Person(f"call-link:{words(row['call_link_room_id'])}", "Signal call link", "Signal call link")
        if row.get("distribution_list_id"):
            return Person(f"story:{words(row['distribution_list_id'])}", "My Story", "My Story")
        return _contact(key, row)

    def _note_keys(self, key: str, row: dict[str, Value], person: Person) -> None:
        aci = _service_id(words(row.get("aci")))
        if aci:
            self.people.by_aci.setdefault(aci, person)
        try:
            self.profile_keys[key] = base64.b64decode(words(row.get("profile_key")), validate=True)
        except (binascii.Error, ValueError):
            return

    def of(self, key: str) -> Person:
        """Who has this row, or this number where a backup is so old that it knows people by that."""
        known = self.by_id.get(key)
        if known is not None:
            return known
        return Person(key, key, key) if key.startswith("+") else UNKNOWN


def _group(group_id: str, title: str, master_key: bytes) -> Person:
    name = first_name(title, "Group without a name")
    return Person(group_identity(master_key, group_id), name, name)


def _contact(key: str, row: dict[str, Value]) -> Person:
    told = {column: words(value) for column, value in row.items()}
    phone = told.get("e164") or (key if key.startswith("+") else "")
    name = first_name(
        told.get("nickname_joined_name"),
        whole_name(told.get("nickname_given_name"), told.get("nickname_family_name")),
        told.get("system_joined_name"),
        whole_name(told.get("system_given_name"), told.get("system_family_name")),
        told.get("system_nickname"),
        told.get("profile_joined_name"),
        whole_name(told.get("profile_given_name"), told.get("profile_family_name")),
        phone,
        told.get("username"),
        told.get("email"),
        NOBODY,
    )
    pni = told.get("pni", "").lower().removeprefix("pni:")
    identity = first_name(told.get("aci", "").lower(), phone, f"pni:{pni}" if pni else "", told.get("username"))
    return Person(identity or f"recipient {key}", name, name)


def _service_id(written: str) -> bytes:
    """An ACI as it is written, in 16 bytes; none where it is none."""
    try:
        raw = bytes.fromhex(written.replace("-", ""))
    except ValueError:
        return b""
    return raw if len(raw) == 16 else b""
