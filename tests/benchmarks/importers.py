"""How fast each kind of export is read, beside simply decoding its container: `make bench`, or this file.

One larger invented export of each kind (tests/exports/made_*.py, `many`) is read from memory, ours and plainly, in
alternating runs in one process; processor time counts, the best of three. "Plainly" is json.loads of whole files,
expat without handlers that keep anything, lxml for HTML, SELECT * of every table, and the csv module for tables. The
bar: ours takes at most three times as long. Where there is nothing to decode (a text), or it cannot be decoded simply
(a lock that made_*.py has no `plain` for), only our speed is shown.
"""

from __future__ import annotations

import argparse
import csv
import importlib
import io
import json
import sqlite3
import sys
import tarfile
import time
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from xml.parsers import expat

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from lxml import html  # noqa: E402

from tests.exports.reading import source_of  # noqa: E402
from vault.chats.message import Message  # noqa: E402
from vault.exports.base import Answers  # noqa: E402
from vault.exports.detect import detect  # noqa: E402

BAR = 3.0
_RUNS = 3


def main() -> int:
    """Print the table. 1 if a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--only", default="", help="kinds whose name has this in it")
    asked = parser.parse_args()
    missed = 0
    _say(f"{'format':24} {'MB':>7} {'messages':>9} {'per s':>10} {'plain s':>8} {'ours s':>8} {'times':>6}")
    for path in sorted((ROOT / "tests/exports").glob("made_*.py")):
        module = importlib.import_module(f"tests.exports.{path.stem}")
        said: dict[str, Answers] = getattr(module, "answers", dict)()
        opened: dict[str, Callable[[bytes], object]] = getattr(module, "plain", dict)()
        for name, data in getattr(module, "many", lambda _: {})(asked.messages).items():
            if asked.only in f"{path.stem} {name}":
                missed += _measure(name, data, said.get(name, Answers(zone="UTC")), opened.get(name))
    _say("every bar is held" if not missed else f"{missed} bars are missed")
    return bool(missed)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _measure(name: str, data: bytes, answers: Answers, opened: Callable[[bytes], object] | None) -> bool:
    """`opened` decodes a lock simply, where made_*.py tells how."""
    ours, plain, count, key = [], [], 0, ""
    decode = partial(opened, data) if opened else _decoder(name, data)
    for _ in range(_RUNS):
        began = time.process_time()
        count, key = _read(name, data, answers)
        ours.append(time.process_time() - began)
        if decode is not None:
            began = time.process_time()
            decode()
            plain.append(time.process_time() - began)
    took = min(ours)
    times = took / min(plain) if plain else None
    shown = f"{min(plain):8.2f} {took:8.2f} {times:6.2f}" if plain and times else f"{'-':>8} {took:8.2f} {'-':>6}"
    _say(f"{key:24} {len(data) / 1e6:7.1f} {count:9} {count / took:10.0f} {shown}")
    return times is not None and times > BAR


def _read(name: str, data: bytes, answers: Answers) -> tuple[int, str]:
    source = source_of(data, name)
    with detect(source).open(source, answers) as export:
        return sum(isinstance(record, Message) for record in export.records()), export.format


def _decoder(name: str, data: bytes) -> Callable[[], object] | None:
    """What decodes it simply; None for a lock."""
    ending = name.lower().rpartition(".")[2]
    if data.startswith(b"PK\3\4"):
        return (lambda: _zip(data)) if _says_something(data) else None
    if ending in ("tar", "tgz", "gz"):
        return lambda: _tar(data)
    if data.startswith(b"SQLite format 3\0"):
        return lambda: _database(data)
    plainly: dict[str, Callable[[bytes], object]] = {
        "json": _json, "jsonl": lambda d: [json.loads(line) for line in d.splitlines()], "xml": _xml, "html": _html,
        "csv": lambda d: list(csv.reader(io.StringIO(d.decode("utf-8-sig")))),
    }  # fmt: skip
    return (lambda: plainly[ending](data)) if ending in plainly else None


def _member(name: str, data: bytes) -> None:
    decode = _decoder(name, data)
    if decode is not None:
        decode()


def _zip(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            _member(name, archive.read(name))


def _says_something(data: bytes) -> bool:
    """Whether a zip holds anything that has to be decoded."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return any(_decoder(name, archive.read(name)) is not None for name in archive.namelist())


def _tar(data: bytes) -> None:
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for member in archive:
            stream = archive.extractfile(member)
            if stream is not None:
                _member(member.name, stream.read())


def _database(data: bytes) -> None:
    connection = sqlite3.connect(":memory:")
    connection.deserialize(data)
    for (table,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
        for _ in connection.execute(f'SELECT * FROM "{table}"'):
            pass
    connection.close()


def _json(data: bytes) -> object:
    try:
        return json.loads(data)
    except ValueError:
        return json.loads(data.replace(b"\\x", b"\\u00"))  # Telegram's escapes


def _xml(data: bytes) -> None:
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = lambda tag, attributes: None
    for pair in (b"&#55357;&#56841;",):
        data = data.replace(pair, b"&#128521;")
    parser.Parse(data, True)


def _html(data: bytes) -> object:
    return html.fromstring(data)


if __name__ == "__main__":
    sys.exit(main())
