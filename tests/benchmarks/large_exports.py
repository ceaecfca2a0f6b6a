"""How much memory reading takes at sizes that real accounts have: this file, three minutes; `--short`, half a minute.

A result.json of 2 GB, an XML of SMS Backup & Restore of 1 GB with pictures of 80 MB, a WhatsApp text of 1 GB: written
by a generator while they are read, so that nothing of that size lies anywhere. Each is read in a process of its own;
the bar is a peak of 300 MiB for the whole process. The exit status is 1 when one is missed.
"""

from __future__ import annotations

import argparse
import io
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
BAR = 300 * 1024  # KiB
GIGABYTE = 1_000_000_000


class Written(io.RawIOBase):
    """A stream that is made while it is read."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        super().__init__()
        self._pieces, self._rest = pieces, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        if not self._rest:
            self._rest = next(self._pieces, b"")
        view = memoryview(buffer).cast("B")
        count = min(len(view), len(self._rest))
        view[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


def telegram(size: int) -> Iterator[bytes]:
    """One chat with a message after the other."""
    yield b'{"name": "Anna", "type": "personal_chat", "id": 7, "messages": ['
    made, number = 0, 0
    while made < size:
        rows = [
            f'{{"id": {n}, "type": "message", "date": "2024-01-02T10:00:00", "date_unixtime": "{1704189600 + n}", '
            f'"from": "Anna", "from_id": "user7", "text": "Hello there, number {n}, and some more words after it", '
            f'"text_entities": [{{"type": "plain", "text": "Hello there, number {n}, and some more words after it"}}]}}'
            for n in range(number, number + 2000)
        ]
        piece = ((", " if number else "") + ", ".join(rows)).encode()
        number += 2000
        made += len(piece)
        yield piece
    yield b"]}"


def sms(size: int) -> Iterator[bytes]:
    """Texts, and every hundred megabytes a picture of 80."""
    yield b"<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n<smses count=\"1\">\n"
    made, number = 0, 0
    while made < size:
        rows = "".join(
            f'<sms address="+4917055{n % 50:05}" date="{1700000000000 + n}" type="{1 + n % 2}" subject="null" '
            f'body="Hello there, number {n} &#55357;&#56841;" contact_name="Anna {n % 50}" />\n'
            for n in range(number, number + 100_000)
        ).encode()
        yield rows
        yield b'<mms date="1" msg_box="1" address="+491705500001" contact_name="x"><parts><part ct="image/jpeg" data="'
        for _ in range(80):
            yield b"QUJD" * 250_000
        yield b'" /></parts></mms>\n'
        number += 100_000
        made += len(rows) + 80_000_000
    yield b"</smses>"


def whatsapp(size: int) -> Iterator[bytes]:
    """A message every minute."""
    made, number = 0, 0
    while made < size:
        lines = []
        for n in range(number, number + 5000):
            day, minute = divmod(n, 1440)
            date = f"{day % 28 + 1:02}/{day // 28 % 12 + 1:02}/{2000 + day // 336}"
            lines.append(f"{date}, {minute // 60:02}:{minute % 60:02} - Anna: Hello there, number {n}\n")
        piece = "".join(lines).encode()
        number += 5000
        made += len(piece)
        yield piece


KINDS: dict[str, tuple[str, int, Callable[[int], Iterator[bytes]]]] = {
    "telegram": ("result.json", 2 * GIGABYTE, telegram),
    "sms": ("sms-20231114231320.xml", GIGABYTE, sms),
    "whatsapp": ("WhatsApp Chat with Anna.txt", GIGABYTE, whatsapp),
}


def main() -> int:
    """Measure each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--child", choices=KINDS)
    parser.add_argument("--short", action="store_true", help="a tenth of each size")
    asked = parser.parse_args()
    share = 10 if asked.short else 1
    if asked.child:
        return _read(asked.child, share)
    missed = 0
    for kind in KINDS:
        command = [sys.executable, __file__, "--child", kind, *(["--short"] if asked.short else [])]
        missed += subprocess.run(command, check=False).returncode
    return bool(missed)


def _read(kind: str, share: int) -> int:
    from vault.chats.message import Message
    from vault.exports.base import Answers, Source
    from vault.exports.detect import detect

    name, size, make = KINDS[kind]
    size //= share
    whole = sum(map(len, make(size)))  # as a file system would know it
    source = Source(
        Path("/nowhere") / name, whole, datetime(2026, 11, 20, tzinfo=UTC),
        lambda: cast(BinaryIO, io.BufferedReader(Written(make(size)), 1 << 20)),
    )  # fmt: skip
    began, messages = time.monotonic(), 0
    with detect(source).open(source, Answers(zone="UTC")) as export:
        messages = sum(isinstance(record, Message) for record in export.records())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seconds = time.monotonic() - began
    sys.stdout.write(
        f"{kind}: {whole / 1e9:.2f} GB, {messages} messages, {seconds:.0f} s, peak {peak / 1024:.0f} MiB\n"
    )
    return int(peak > BAR)


if __name__ == "__main__":
    sys.exit(main())
