"""What the engine is measured with, always the same for the same size: made once, kept below the bench's folder.

    media       a WhatsApp-like zip of photos, and a Telegram-like folder of the same ones
    next        the same zip a month later: 5 % of it fell out at the front, 5 % are new; twice: with every member's
                time changed (phones write the time of the export), and with the times as they were
    months      twelve monthly exports of one chat, each a window over a growing row of photos, with both kinds of time
    one file    a zip with one long video; small files: a Telegram-like folder of many; text: a chat without photos

Photos are noise behind a JPEG's first bytes: nothing compresses them. Every third is deflated nonetheless, as some
phones do. Run as a process of its own, so that the memory this takes is not counted for what is measured.
"""

from __future__ import annotations

import json
import random
import shutil
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.exports.made_whatsapp_text import chat  # noqa: E402

VERSION = 1  # of what is made: another number makes it anew
EXPORT = "WhatsApp Chat with Anna.zip"
TEXT = "WhatsApp Chat with Anna.txt"
MONTHS = 12
KINDS = ("changing", "constant")  # the times of members, from one export to the next
SIZES = (60_000,) * 3 + (250_000,) * 6 + (900_000,) * 2 + (3_500_000,)  # stickers, photos, voice notes, short videos
JPEG = bytes.fromhex("ffd8ffe000104a46494600010101004800480000ffdb004300") + bytes(range(1, 65)) * 9
_PIECE = 64 << 10
_GENERATOR = 4 << 20


@dataclass(frozen=True, slots=True)
class Scale:
    """How much of everything: `media` in MiB, the others in bytes, files, messages; `monthly` is one export's window.

    HOUSE §5 measured twelve exports of 2,044 MB in all with 307 MB of distinct content: a window of 170.3 MB that
    moves on by 12.4 MB each month.
    """

    media: int = 1024
    one_file: int = 2_000_000_000
    small_files: int = 50_000
    messages: int = 1_000_000
    window: int = 170_330_000
    step: int = 12_430_000

    @classmethod
    def of(cls, mebibytes: int) -> Scale:
        """Everything in proportion to the media's MiB; 1024 is the full size."""
        full = cls()

        def share(value: int, least: int = 1) -> int:
            return max(least, value * mebibytes // full.media)

        return cls(
            media=mebibytes,
            one_file=share(full.one_file),
            small_files=share(full.small_files),
            messages=share(full.messages),
            window=share(full.window, 1_000_000),
            step=share(full.step, 70_000),
        )


@dataclass(frozen=True, slots=True)
class Data:
    """Where everything lies once it is made."""

    folder: Path

    @property
    def zip(self) -> Path:
        """The media as a zip."""
        return self.folder / "media" / EXPORT

    @property
    def tree(self) -> Path:
        """The media as a folder."""
        return self.folder / "media" / "ChatExport_2026-05-03"

    def next(self, kind: str) -> Path:
        """The zip a month later."""
        return self.folder / f"next-{kind}" / EXPORT

    def month(self, kind: str, number: int) -> Path:
        """One of the twelve exports, from 0."""
        return self.folder / f"months-{kind}" / f"{number + 1:02}" / EXPORT

    @property
    def one_file(self) -> Path:
        """The zip with one long video."""
        return self.folder / "one-file" / "WhatsApp Chat with Ben.zip"

    @property
    def small_files(self) -> Path:
        """The folder of many small files."""
        return self.folder / "small-files" / "ChatExport_2026-05-04"

    @property
    def text(self) -> Path:
        """The chat without photos."""
        return self.folder / "text" / "WhatsApp Chat with Choir.txt"


# -- photos ------------------------------------------------------------------------------------------


def size_of(number: int) -> int:
    """How many bytes photo `number` has."""
    return int(random.Random(number).choice(SIZES) * random.Random(~number).uniform(0.7, 1.3))


def photo(number: int) -> bytes:
    """Its bytes."""
    return JPEG + random.Random(number).randbytes(size_of(number) - len(JPEG))


def window(first: int, last: int) -> range:
    """The photos that lie between two offsets, in bytes, of the endless row of all photos."""
    numbers: list[int] = []
    at = number = 0
    while at < last:
        if at >= first:
            numbers.append(number)
        at += size_of(number)
        number += 1
    return range(numbers[0], numbers[-1] + 1)


def name_of(number: int) -> str:
    """As WhatsApp calls it."""
    return f"IMG-2026{number % 12 + 1:02}{number % 28 + 1:02}-WA{number:05}.jpg"


def lines_of(number: int) -> str:
    """A photo in the chat's text, and what was said after it."""
    day = f"{number % 28 + 1:02}/{number % 12 + 1:02}/2026, {number % 24:02}"
    said = "".join(f"{day}:{n:02} - {'Anna' if n % 3 else 'Ben'}: {number} and {n} of them\n" for n in range(20))
    return f"{day}:00 - Anna: {name_of(number)} (file attached)\n{said}"


def write_zip(path: Path, photos: Sequence[int], exported: int | None) -> None:
    """A zip of these photos. `exported`: the month whose time every member has; None gives each its own."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", compresslevel=1) as archive:
        archive.writestr(_info(TEXT, 0, exported), "".join(map(lines_of, photos)), zipfile.ZIP_DEFLATED)
        for number in photos:
            how = zipfile.ZIP_STORED if number % 3 else zipfile.ZIP_DEFLATED
            archive.writestr(_info(name_of(number), number, exported), photo(number), how)


def _info(name: str, number: int, exported: int | None) -> zipfile.ZipInfo:
    own = (2026, number % 12 + 1, number % 28 + 1, 12, number % 60, 0)
    return zipfile.ZipInfo(name, own if exported is None else (2026, exported, 28, 12, exported, 0))


# -- folders -----------------------------------------------------------------------------------------


def write_tree(folder: Path, files: Iterator[tuple[str, bytes]]) -> None:
    """A Telegram-like folder: result.json and the files it names."""
    folder.mkdir(parents=True)
    rows: list[dict[str, object]] = []
    for number, (name, data) in enumerate(files):
        path = folder / name
        if number % 1000 == 0:
            path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        rows.append(
            {
                "id": number + 1, "type": "message", "date": "2026-05-03T12:15:00",
                "date_unixtime": f"{1777810500 + number}", "from": "Anna", "from_id": "user100", "photo": name,
                "width": 10, "height": 10, "text": f"{number}", "text_entities": [],
            }
        )  # fmt: skip
    chat_of_all = {"name": "Anna", "type": "personal_chat", "id": 100, "messages": rows}
    (folder / "result.json").write_text(json.dumps(chat_of_all, indent=1), encoding="utf-8")


def small_files(count: int) -> Iterator[tuple[str, bytes]]:
    """Many stickers of 500 to 8,000 bytes, a thousand in a folder."""
    for number in range(count):
        noise = random.Random(f"small {number}")
        yield f"stickers/{number // 1000:03}/sticker_{number}.webp", noise.randbytes(noise.randrange(500, 8000))


# -- large files -------------------------------------------------------------------------------------


def noise(size: int) -> Iterator[memoryview]:
    """So many bytes of which no 64 KiB come twice: one piece of noise again and again, with a counter in it.

    The pieces are one buffer: each is valid until the next.
    """
    buffer = bytearray(random.Random(size).randbytes(_GENERATOR))
    counter = 0
    while size > 0:
        for at in range(0, len(buffer), _PIECE):
            struct.pack_into("<Q", buffer, at, counter * 0x9E3779B97F4A7C15 & (1 << 64) - 1)
            counter += 1
        yield memoryview(buffer)[: min(size, len(buffer))]
        size -= len(buffer)


def write_video(path: Path, size: int, videos: int = 1) -> None:
    """A zip with a chat's text and long videos, `size` bytes of them in all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pieces = noise(size)
    left = -(-size // _GENERATOR)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(_info("WhatsApp Chat with Ben.txt", 0, None), "".join(map(lines_of, range(100))))
        for number in range(videos):
            info = _info(f"VID-20260503-WA{number:05}.mp4", number, None)
            with archive.open(info, "w", force_zip64=True) as member:
                for _ in range(-(-left // (videos - number))):
                    member.write(next(pieces))
                    left -= 1


def crc_of(path: Path) -> int:
    """CRC-32 of a file, to compare what came back when the original is gone."""
    crc = 0
    with path.open("rb") as stream:
        while piece := stream.read(1 << 20):
            crc = zlib.crc32(piece, crc)
    return crc


# -- all of it ---------------------------------------------------------------------------------------


def make(folder: Path, scale: Scale) -> None:
    """Make what is not there yet; a part is there when its folder is, for it is made beside and renamed."""
    data, whole = Data(folder), scale.media << 20
    _once(folder, "media", partial(_media, whole))
    for kind in KINDS:
        _once(folder, f"next-{kind}", partial(_next, whole, kind))
        _once(folder, f"months-{kind}", partial(_months, scale, kind))
    _once(folder, "one-file", lambda made: write_video(made / data.one_file.name, scale.one_file))
    _once(folder, "small-files", lambda made: write_tree(made / data.small_files.name, small_files(scale.small_files)))
    _once(folder, "text", lambda made: _text(made / data.text.name, scale.messages))


def _media(whole: int, made: Path) -> None:
    photos = window(0, whole)
    write_zip(made / EXPORT, photos, None)
    write_tree(made / "ChatExport_2026-05-03", ((f"photos/{name_of(n)}", photo(n)) for n in photos))


def _next(whole: int, kind: str, made: Path) -> None:
    write_zip(made / EXPORT, window(whole // 20, whole + whole // 20), 6 if kind == "changing" else None)


def _months(scale: Scale, kind: str, made: Path) -> None:
    for number in range(MONTHS):
        begin = number * scale.step
        exported = number + 1 if kind == "changing" else None
        write_zip(made / f"{number + 1:02}" / EXPORT, window(begin, begin + scale.window), exported)


def _text(path: Path, messages: int) -> None:
    path.write_text(chat(messages), encoding="utf-8")


def _once(folder: Path, name: str, write: Callable[[Path], None]) -> None:
    if (folder / name).exists():
        return
    made = folder / f"{name}.half"
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True)
    write(made)
    made.rename(folder / name)


if __name__ == "__main__":
    make(Path(sys.argv[1]), Scale.of(int(sys.argv[2])))
