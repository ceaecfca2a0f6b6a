"""The samples are what packaging/make_samples.py makes, small, and real enough to be opened by anything."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import make_samples
import pytest
from PySide6.QtWidgets import QApplication

from vault.places import resources

FOLDER = resources() / "samples"
ANDROID = "WhatsApp Chat with The Albers Family.zip"
IPHONE = "WhatsApp Chat - Cycling Sundays.zip"
TEXT = "WhatsApp Chat with Papa.txt"


def test_there_are_three_and_they_are_small() -> None:
    files = {path.name: path.stat().st_size for path in FOLDER.iterdir()}
    assert files.keys() == {ANDROID, IPHONE, TEXT}
    assert sum(files.values()) < 1_000_000


def test_the_script_makes_them(qapp: QApplication) -> None:
    made = make_samples.samples()
    assert made[TEXT] == (FOLDER / TEXT).read_bytes()
    for name in (ANDROID, IPHONE):
        with zipfile.ZipFile(FOLDER / name) as kept, zipfile.ZipFile(io.BytesIO(made[name])) as new:
            assert kept.namelist() == new.namelist()
            texts = [n for n in kept.namelist() if n.endswith(".txt")]
            assert [kept.read(n) for n in texts] == [new.read(n) for n in texts]


@pytest.mark.parametrize(("name", "text"), [(ANDROID, ANDROID.replace(".zip", ".txt")), (IPHONE, "_chat.txt")])
def test_every_medium_that_the_text_names_is_inside(name: str, text: str) -> None:
    starts = {".jpg": b"\xff\xd8\xff", ".opus": b"OggS", ".pdf": b"%PDF-"}
    with zipfile.ZipFile(FOLDER / name) as archive:
        assert archive.testzip() is None
        said = archive.read(text).decode()
        media = [member for member in archive.namelist() if member != text]
        assert len(media) >= 4
        assert all(member in said for member in media)
        assert all(archive.read(member).startswith(starts[Path(member).suffix]) for member in media)
