"""An invented `viber.db`, from the description of its old form: no real one was to be had."""

from __future__ import annotations

import sqlite3

CANARY = "kingfisher-at-dawn"


def database() -> bytes:
    """Two chats, a group and a person; a photo; one message whose event is gone."""
    with sqlite3.connect(":memory:") as made:
        made.executescript(f"""
            CREATE TABLE Contact(ContactID INTEGER PRIMARY KEY, Name TEXT, Number TEXT, ClientName TEXT);
            CREATE TABLE ChatInfo(ChatID INTEGER PRIMARY KEY, Name TEXT);
            CREATE TABLE ChatRelation(ChatID INTEGER, ContactID INTEGER);
            CREATE TABLE Events(EventID INTEGER PRIMARY KEY, TimeStamp INTEGER, ContactID INTEGER, ChatID INTEGER);
            CREATE TABLE Messages(EventID INTEGER PRIMARY KEY, Type INTEGER, Subject TEXT, Body TEXT, Info TEXT);
            INSERT INTO Contact VALUES(1, NULL, '+1', 'Me'), (2, 'Anna', '+2', NULL), (3, NULL, '+3', 'Ben');
            INSERT INTO ChatInfo VALUES(10, NULL), (11, 'Family');
            INSERT INTO ChatRelation VALUES(10, 1), (10, 2), (11, 1), (11, 2), (11, 3);
            INSERT INTO Events VALUES(1, 1700000000000, 2, 10), (2, 1700000060000, 1, 10), (3, 1700000120000, 3, 11);
            INSERT INTO Messages VALUES(1, 1, NULL, '{CANARY}', ''), (2, 1, NULL, 'back', ''), (3, 2, 'look', '', '');
            INSERT INTO Messages VALUES(4, 1, '', 'x', '');
        """)
        return made.serialize()


def samples() -> dict[str, bytes]:
    """The database."""
    return {"viber.db": database()}


def many(messages: int) -> dict[str, bytes]:
    """The same chats with many more messages."""
    with sqlite3.connect(":memory:") as made:
        made.deserialize(database())
        events = ((n, 1700000000000 + n * 1000, 1 + n % 3, 10 + n % 2) for n in range(10, messages + 10))
        made.executemany("INSERT INTO Events VALUES(?, ?, ?, ?)", events)
        bodies = ((n, f"Hello there, number {n}") for n in range(10, messages + 10))
        made.executemany("INSERT INTO Messages VALUES(?, 1, '', ?, '')", bodies)
        made.commit()
        return {"viber.db": made.serialize()}
