"""Databases of sync clients: what stands only in the log is seen, secrets are not, and nothing is written."""

from __future__ import annotations

import ast
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

import vault.exposure
from tests.exposure.root_cases import TOKEN
from vault.exposure import client_databases
from vault.exposure.client_databases import read_columns

COUNT = 400


@pytest.fixture
def live(tmp_path: Path) -> Iterator[tuple[sqlite3.Connection, Path]]:
    """A database that its client has open, in write-ahead mode, with a table of folders."""
    path = tmp_path / "live.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0;")
        connection.execute("CREATE TABLE folders (id INTEGER PRIMARY KEY, path TEXT, token TEXT)")
        connection.execute("INSERT INTO folders VALUES (1, '/first', ?)", (TOKEN,))
        connection.commit()
        yield connection, path


def _paths(path: Path) -> list[object]:
    return [row["path"] for row in read_columns(path, "folders", ("path",))]


def test_a_table_that_stands_in_the_log_alone_is_read(live: tuple[sqlite3.Connection, Path]) -> None:
    connection, path = live
    assert path.stat().st_size <= 4096
    assert _paths(path) == ["/first"]
    connection.executemany("INSERT INTO folders (path) VALUES (?)", [(f"/{n:05}" * 40,) for n in range(COUNT)])
    assert _paths(path) == ["/first"], "not committed yet"
    connection.commit()
    assert len(_paths(path)) == COUNT + 1


def test_after_a_checkpoint_old_frames_of_the_log_do_not_count(live: tuple[sqlite3.Connection, Path]) -> None:
    connection, path = live
    connection.executemany("INSERT INTO folders (path) VALUES (?)", [(f"/{n:05}" * 40,) for n in range(COUNT)])
    connection.commit()
    connection.execute("PRAGMA wal_checkpoint(RESTART)")
    connection.execute("DELETE FROM folders WHERE id > 2")
    connection.commit()
    assert path.with_name("live.db-wal").stat().st_size > 100_000, "the log keeps its old frames"
    assert len(_paths(path)) == 2
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute("VACUUM")
    assert len(_paths(path)) == 2


@pytest.mark.parametrize("place", [0, 40, 33 + 24 + 100, -1])
def test_a_torn_log_is_used_up_to_the_last_whole_commit(live: tuple[sqlite3.Connection, Path], tmp_path: Path,
                                                        place: int) -> None:  # fmt: skip
    connection, path = live
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute("INSERT INTO folders (path) VALUES ('/second')")
    connection.commit()
    copy, log = tmp_path / "copy.db", tmp_path / "copy.db-wal"
    shutil.copyfile(path, copy)
    data = bytearray(path.with_name("live.db-wal").read_bytes())
    log.write_bytes(data)
    assert _paths(copy) == ["/first", "/second"]
    data[place] ^= 0xFF
    log.write_bytes(data)
    assert _paths(copy) == ["/first"]
    log.write_bytes(data[:50])
    assert _paths(copy) == ["/first"]


def test_a_column_that_is_missing_is_left_out_and_a_table_gives_nothing(live: tuple[sqlite3.Connection, Path]) -> None:
    _, path = live
    assert read_columns(path, "folders", ("path", "newer")) == [{"path": "/first"}]
    assert read_columns(path, "folders", ("newer",)) == []
    assert read_columns(path, "absent", ("path",)) == []
    assert read_columns(path.with_name("absent.db"), "folders", ("path",)) == []


@pytest.mark.parametrize("damage", [b"", b"SQLite format 3\0", b"SQLite format 3\0" + bytes(5000), b"\0" * 8192])
def test_what_is_no_database_gives_nothing(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "x.db").write_bytes(damage)
    assert read_columns(tmp_path / "x.db", "folders", ("path",)) == []


def test_a_trap_in_a_column_that_was_not_asked_for_never_springs(tmp_path: Path) -> None:
    """The secret's column calls a function that exists on the client's side alone: reading it would fail."""
    path = tmp_path / "trap.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.create_function("spring", 1, lambda _: TOKEN, deterministic=True)
        connection.execute("CREATE TABLE folders (path TEXT, auth TEXT AS (spring(path)) VIRTUAL)")
        connection.execute("INSERT INTO folders (path) VALUES ('/first')")
        connection.commit()
    with closing(sqlite3.connect(path)) as connection, pytest.raises(sqlite3.OperationalError, match="spring"):
        connection.execute("SELECT * FROM folders").fetchall()
    assert read_columns(path, "folders", ("path",)) == [{"path": "/first"}]


def test_sqlite_itself_refuses_every_other_column_and_every_change(live: tuple[sqlite3.Connection, Path]) -> None:
    _, path = live
    image = client_databases._image(path)
    assert image is not None
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(image)
        assert client_databases._select(connection, "folders", ("path",)) == [{"path": "/first"}]
        for forbidden in ("SELECT token FROM folders", "SELECT * FROM folders", "SELECT sql FROM sqlite_master",
                          "DELETE FROM folders", "ATTACH 'x' AS y"):  # fmt: skip
            with pytest.raises(sqlite3.DatabaseError):
                connection.execute(forbidden).fetchall()


def test_nothing_is_written_beside_the_database_or_in_temp(
    live: tuple[sqlite3.Connection, Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _, path = live
    temp = tmp_path / "temp"
    temp.mkdir()
    for name in ("TMPDIR", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(temp))
    before = {each.name: each.stat().st_mtime_ns for each in tmp_path.iterdir()}
    assert _paths(path) == ["/first"]
    assert {each.name: each.stat().st_mtime_ns for each in tmp_path.iterdir()} == before
    assert list(temp.iterdir()) == []


def test_no_other_file_of_exposure_opens_a_database() -> None:
    folder = Path(next(iter(vault.exposure.__path__)))
    importing = {
        path.name
        for path in folder.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Import) and any(alias.name.split(".")[0] == "sqlite3" for alias in node.names))
        or (isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "sqlite3")
    }
    assert importing == {"client_databases.py"}
