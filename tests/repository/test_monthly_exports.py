"""What the cuts are for: a chat exported every month is a growing zip, and only what is new may take room."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

from tests.repository.small_vault import back_up, new_vault, opened_again
from vault.exports.archive import Archive
from vault.exports.base import Source
from vault.repository.restorer import find_files, read_file

MONTHS, PHOTOS_A_MONTH = 12, 20


def export_of(month: int, photos: list[tuple[str, bytes]]) -> bytes:
    """As phones write it: everything so far, every member's time the time of the export, the text deflated."""
    made, when = io.BytesIO(), (2026, month, 28, 12, month, 0)
    lines = "".join(f"{number % 28 + 1:02}.{month:02}.26 - Anna: {name}\n" for number, (name, _) in enumerate(photos))
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(zipfile.ZipInfo("WhatsApp Chat with Anna.txt", when), lines, zipfile.ZIP_DEFLATED)
        for name, data in photos:
            archive.writestr(zipfile.ZipInfo(name, when), data, zipfile.ZIP_STORED)
    return made.getvalue()


def test_twelve_monthly_exports_take_little_more_than_what_is_new(tmp_path: Path) -> None:
    noise, repository = random.Random(12), new_vault()
    photos: list[tuple[str, bytes]] = []
    exports: list[bytes] = []
    for month in range(1, MONTHS + 1):
        photos += [
            (f"IMG-{month:02}-{number:04}.jpg", noise.randbytes(noise.randrange(30_000, 250_000)))
            for number in range(PHOTOS_A_MONTH)
        ]
        exports.append(export_of(month, photos))
        path = tmp_path / "export.zip"
        path.write_bytes(exports[-1])
        with Archive(Source.of_file(path)) as archive:
            back_up(repository, {"export.zip": exports[-1]}, cuts=archive.cuts())
    distinct = sum(len(data) for _, data in photos)
    assert sum(map(len, exports)) > 6 * distinct
    assert repository.stored_size() < 1.03 * distinct
    again = opened_again(repository)
    for snapshot, export in zip(again.snapshots(), exports, strict=True):
        (found,) = find_files(again, snapshot)
        assert b"".join(read_file(again, found.node)) == export
