"""Names for telephone numbers and e-mail addresses, as the iPhone's own address book has them.

AddressBook.sqlitedb: ABPerson has the people, ABMultiValue their numbers (property 3) and addresses (property 4).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from vault.exports.database import Database, text

_NO_DIGIT = re.compile(r"\D+")
_SHORTEST = 7  # digits: of shorter numbers (services, extensions) only the whole can be compared
_MOST_PEOPLE = 200_000


class Contacts:
    """Who has which number or address. Made of (name, number or address) pairs."""

    def __init__(self, entries: Iterable[tuple[str, str]] = ()) -> None:
        self._whole: dict[str, str] = {}
        self._by_ending: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
        for name, address in entries:
            key = _key(address)
            if name and key:
                self._whole.setdefault(key, name)
                if "@" not in key and len(key) >= _SHORTEST:
                    self._by_ending[key[-_SHORTEST:]].add((key.lstrip("0"), name))

    def name(self, address: str) -> str:
        """The name; "" where nobody, or more than one, has this number or address.

        A number counts as the same where one of the two has no country code, and a 0 in its place.
        """
        key = _key(address)
        if found := self._whole.get(key):
            return found
        if "@" in key or len(key) < _SHORTEST:
            return ""
        number = key.lstrip("0")
        alike = self._by_ending.get(key[-_SHORTEST:], ())
        names = {name for other, name in alike if number.endswith(other) or other.endswith(number)}
        return names.pop() if len(names) == 1 else ""


def _key(address: str) -> str:
    address = address.strip()
    if "@" in address:
        return address.casefold()
    digits = _NO_DIGIT.sub("", address)
    return digits[2:] if digits.startswith("00") else digits


def contacts_of(database: Database) -> Contacts:
    """What an iPhone's address book says; nobody, if it is none. Raises ExportDamaged."""
    if not (database.has("abperson") and database.has("abmultivalue", "record_id", "value")):
        return Contacts()
    columns = [c for c in ("first", "middle", "last", "organization", "nickname") if database.has("abperson", c)]
    asked = ", ".join(f"CAST(p.{column} AS BLOB)" for column in columns) or "NULL"
    query = (
        f"SELECT CAST(v.value AS BLOB), {asked} FROM abmultivalue AS v"  # noqa: S608 - names of ours
        f" CROSS JOIN abperson AS p ON p.rowid = v.record_id LIMIT {_MOST_PEOPLE}"
    )
    entries = (
        (_name(columns, [text(part).strip() for part in rest]), text(value)) for value, *rest in database.rows(query)
    )
    return Contacts(entries)


def _name(columns: list[str], parts: list[str]) -> str:
    """First, middle and last name; else what there is."""
    known = dict(zip(columns, parts, strict=False))
    whole = " ".join(part for key in ("first", "middle", "last") if (part := known.get(key, "")))
    return whole or known.get("organization", "") or known.get("nickname", "")
