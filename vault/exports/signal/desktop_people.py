"""Who is who in Signal Desktop's database: its conversations, and the owner among them."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field

from vault.exports.database import Database, text
from vault.exports.json_values import decode
from vault.exports.loose_json import Object, mapping, name
from vault.exports.signal.people import NOBODY, SELF, UNKNOWN, Person, first_name, group_identity, whole_name

_OWNER_ITEMS = ("uuid_id", "number_id")


@dataclass(slots=True)
class DesktopPeople:
    """Conversations by their ids, people by their service ids and numbers too."""

    by_id: dict[str, Person] = field(default_factory=dict)
    by_address: dict[str, Person] = field(default_factory=dict)
    profile_key: bytes = b""
    rows: int = 0

    @classmethod
    def of(cls, database: Database) -> DesktopPeople:
        """Everybody in a database. Raises ExportDamaged."""
        people = cls()
        owner = people._owner(database) if database.has("items", "id", "json") else set()
        columns = [c for c in ("serviceid", "uuid", "e164") if database.has("conversations", c)]
        selected = ", ".join(("CAST(id AS BLOB)", "CAST(json AS BLOB)", *(f"CAST({c} AS BLOB)" for c in columns)))
        for key, data, *addresses in database.rows(f"SELECT {selected} FROM conversations"):  # noqa: S608 - own names
            people.rows += 1
            told = mapping(decode(data if isinstance(data, bytes) else b""))
            known = {text(address).lower() for address in addresses}
            known |= {name(told.get(each)).lower() for each in ("serviceId", "uuid", "pni", "e164")}
            people._add(text(key), told, known - {""}, owner)
        return people

    def _owner(self, database: Database) -> set[str]:
        """The owner's own addresses, without the number of the device behind them."""
        found: set[str] = set()
        for key, data in database.rows("SELECT CAST(id AS BLOB), CAST(json AS BLOB) FROM items"):
            value = mapping(decode(data if isinstance(data, bytes) else b"")).get("value")
            if text(key) in _OWNER_ITEMS:
                found.add(name(value).rpartition(".")[0].lower())
            elif text(key) == "profileKey":
                self.profile_key = base64_bytes(name(value))
        return found - {""}

    def _add(self, key: str, told: Object, addresses: set[str], owner: set[str]) -> None:
        if told.get("type") == "group" or told.get("groupId"):
            person = _group(told)
        elif addresses & owner:
            person = SELF
        else:
            person = _contact(key, told, addresses)
        self.by_id[key] = person
        for address in addresses:
            self.by_address.setdefault(address, person)

    def of_address(self, address: object) -> Person | None:
        """Who has this service id or number; None where none is given."""
        wanted = name(address).lower()
        if not wanted:
            return None
        known = self.by_address.get(wanted)
        return known or (Person(wanted, wanted, wanted) if wanted.startswith("+") else UNKNOWN)


def base64_bytes(written: str) -> bytes:
    """Bytes out of base64; none where it is none."""
    try:
        return base64.b64decode(written, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _group(told: Object) -> Person:
    title = first_name(name(told.get("name")), "Group without a name")
    return Person(group_identity(base64_bytes(name(told.get("masterKey"))), name(told.get("groupId"))), title, title)


def _contact(key: str, told: Object, addresses: set[str]) -> Person:
    phone = next((address for address in addresses if address.startswith("+")), "")
    shown = first_name(
        whole_name(name(told.get("nicknameGivenName")), name(told.get("nicknameFamilyName"))),
        whole_name(name(told.get("systemGivenName")), name(told.get("systemFamilyName"))),
        name(told.get("name")),
        whole_name(name(told.get("profileName")), name(told.get("profileFamilyName"))),
        phone,
        name(told.get("username")),
        NOBODY,
    )
    service = first_name(name(told.get("serviceId")), name(told.get("uuid"))).lower()
    ids = [address for address in sorted(addresses) if not address.startswith("+")]
    identity = first_name(service, ids[0] if ids else "", phone)
    return Person(identity or f"conversation {key}", shown, shown)
