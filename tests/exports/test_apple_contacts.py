"""An iPhone's address book: one number, however it is written; and nobody where it is not sure."""

from __future__ import annotations

import io
import sqlite3
from pathlib import Path
from typing import BinaryIO, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exports.made_iphone import address_book
from vault.exports.apple_contacts import Contacts, contacts_of
from vault.exports.apple_time import apple_instant, apple_moment
from vault.exports.database import Database

BOOK = Contacts([
    ("Anna", "0151 1234567"), ("Ben", "+44 1632 960001"), ("Carla", "Carla@Example.org"), ("Dora", "22 33 44 55"),
    ("Emil", "030 5550001"), ("Frida", "040 5550001"), ("Bank", "12345"), ("", "0170 1111111"),
])  # fmt: skip


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("+491511234567", "Anna"), ("01511234567", "Anna"), ("00491511234567", "Anna"), ("+441632960001", "Ben"),
        ("carla@example.ORG", "Carla"), ("+4722334455", "Dora"), ("+49305550001", "Emil"), ("+49405550001", "Frida"),
        ("12345", "Bank"), ("+4912345", ""), ("5550001", ""), ("+491701111111", ""), ("", ""), ("nobody@x", ""),
        ("+491511234568", ""),
    ],
)  # fmt: skip
def test_names(address: str, name: str) -> None:
    assert BOOK.name(address) == name


def of(data: bytes) -> Contacts:
    with io.BytesIO(data) as stream, Database(cast(BinaryIO, stream), Path("x")) as database:
        return contacts_of(database)


def test_from_the_phones_database() -> None:
    assert of(address_book({"Anna Arndt": ("0151 1234567", "a@example.org")})).name("A@example.org") == "Anna Arndt"
    db = sqlite3.connect(":memory:")
    db.executescript(
        "CREATE TABLE ABPerson (Organization TEXT); CREATE TABLE ABMultiValue (record_id, value);"
        "INSERT INTO ABPerson VALUES ('Bakery'), (NULL);"
        "INSERT INTO ABMultiValue VALUES (1, '030 123456'), (2, '030 654321'), (1, NULL), ('x', 5);"
        "INSERT INTO ABMultiValue VALUES (9, CAST(x'ff31' AS TEXT));"
    )
    assert of(db.serialize()).name("030123456") == "Bakery"
    assert of(sqlite3_empty()).name("030123456") == ""


def sqlite3_empty() -> bytes:
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE other (x)")
    return db.serialize()


@given(st.text(max_size=40))
def test_any_address_may_be_asked_for(address: str) -> None:
    BOOK.name(address)


def test_apples_clock() -> None:
    assert apple_moment(0).utc is None
    assert apple_moment(None).text == ""
    assert f"{apple_instant(794050200):%Y-%m-%dT%H:%M:%S}" == "2026-03-01T09:30:00"
    assert apple_instant(794050200123456789) == apple_instant(794050200123456000)
    assert f"{apple_instant(-86400):%Y-%m-%d}" == "2000-12-31"
    assert apple_moment(2**63 - 1).text == "9223372036854775807"


@given(st.integers(-(2**63), 2**63 - 1))
def test_no_number_breaks_the_clock(value: int) -> None:
    apple_moment(value)
