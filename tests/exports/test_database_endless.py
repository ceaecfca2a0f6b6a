"""A database whose pages point at each other so that it has more rows than there is time: its reading is ended."""

from __future__ import annotations

import io
import sqlite3
import struct
from pathlib import Path
from typing import BinaryIO, cast

import pytest

from vault.errors import ExportDamaged
from vault.exports.database import ENDLESS, Database

PAGE, LEVELS, CHILDREN = 512, 8, 50


def endless() -> bytes:
    """A table of 50 to the 8th leaves, all of them the same one."""
    db = sqlite3.connect(":memory:")
    db.execute(f"PRAGMA page_size = {PAGE}")
    db.execute("CREATE TABLE message (guid, date)")
    db.execute("INSERT INTO message VALUES('a', 1)")
    db.commit()
    data = bytearray(db.serialize())
    root, last = 2, 2 + LEVELS
    leaf = bytes(data[PAGE : 2 * PAGE])
    data = data[:PAGE] + b"".join(_inner(page + 1) for page in range(root, last)) + leaf
    struct.pack_into(">I", data, 28, last)
    return bytes(data)


def _inner(child: int) -> bytes:
    cell = struct.pack(">IB", child, 1)
    start = PAGE - CHILDREN * len(cell)
    head = struct.pack(">BHHHBI", 5, 0, CHILDREN, start, 0, child)
    places = struct.pack(f">{CHILDREN}H", *range(start, PAGE, len(cell)))
    return (head + places).ljust(start, b"\0") + cell * CHILDREN


def test_rows_without_end_are_ended() -> None:
    with io.BytesIO(endless()) as stream, Database(cast(BinaryIO, stream), Path("x")) as database:
        for sql in ("SELECT count(*) FROM message WHERE date = 2", "SELECT date FROM message"):
            with pytest.raises(ExportDamaged) as ended:
                for _ in database.rows(sql):
                    pass
            assert ended.value.detail == ENDLESS


def test_what_is_asked_many_times_is_not_ended() -> None:
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE message (guid, date)")
    db.executemany("INSERT INTO message VALUES(?, ?)", [(f"{n}", n) for n in range(1000)])
    db.commit()
    with io.BytesIO(db.serialize()) as stream, Database(cast(BinaryIO, stream), Path("x")) as database:
        for _ in range(300):
            assert sum(1 for _ in database.rows("SELECT * FROM message AS a, message AS b WHERE a.rowid < 2")) == 1000
