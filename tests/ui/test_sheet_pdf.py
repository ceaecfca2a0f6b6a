"""The recovery sheet as it comes out of the printer: read back by a camera, by a text extractor, and measured."""

from __future__ import annotations

import errno
import os
import re
import stat
import subprocess
import sys
import textwrap
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
import zxingcpp
from PySide6.QtCore import QLocale, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from tests.ui.conftest import HANGS
from vault.crypto.recovery_code import RecoveryCode
from vault.errors import DiskFull, NoPermission, PlaceFailed, PlaceMissing, StorageError
from vault.services.sheet import Sheet
from vault.ui.sheet_pdf import Paper, paint_sheet, paper_by_locale, write_sheet_pdf

pytestmark = pytest.mark.usefixtures("qapp")
PUBLIC_ID = "5d41402abc4b2a76b9719d911017c592" * 2
PAPERS: tuple[Paper, ...] = ("A4", "Letter")
POINTS = {"A4": (595, 842), "Letter": (612, 792)}
MARGIN = 40  # points that every printer leaves white, and more
LONG_NAME = (
    "Everything that Grandmother Ekaterina-Marie and the eleven cousins ever wrote to each other, from the first "
    "telephone with a camera to the summer of 2026, with the Donaudampfschifffahrtsgesellschaftskapitänsmützenträger "
    "and their friends (final) 2"
)
NAMES = {
    "short": "Family chats",
    "long": LONG_NAME,
    "unbroken": "W" * 255,
    "right to left": "صور ورسائل العائلة 2026",
    "hebrew": "הצ׳אטים של המשפחה",
    "markup": "<b>Chats</b> & 50% {0} \\n",
}
SENTENCES = (
    "Recovery sheet", "Made on 20 November 2026", "How to use it", "Open Chat Vault", "“I am bringing my chats back”",
    "“I have a sheet”", "Where the vault is kept", "Nobody will ever ask you for this.",
    "Not us, not your bank, not the police by telephone.", "any restic opens it", "joined by “-”",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _british() -> Iterator[None]:
    """Dates and paper of one country, whoever runs the tests."""
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    yield
    QLocale.setDefault(before)


def sheet(name: str = "Family chats", number: int = 1) -> Sheet:
    return Sheet(name, date(2026, 11, 20), number, RecoveryCode.random(PUBLIC_ID))


def written(folder: Path, what: Sheet, paper: Paper | None = "A4") -> Path:
    target = folder / "sheet.pdf"
    write_sheet_pdf(what, target, paper)
    return target


def output_of(*command: str | Path) -> str:
    return subprocess.run(command, capture_output=True, check=True).stdout.decode()


def text_of(pdf: Path) -> str:
    """What stands on it, with every space, line end and page end as one space."""
    return " ".join(output_of("pdftotext", "-layout", pdf, "-").split())


def facts_of(pdf: Path) -> dict[str, str]:
    lines = (line.partition(":") for line in output_of("pdfinfo", pdf).splitlines())
    return {name: value.strip() for name, _, value in lines}


@dataclass
class Word:
    """A word and where it stands, in points from the top left."""

    text: str
    box: tuple[float, float, float, float]


def words_of(pdf: Path) -> list[Word]:
    boxes = re.findall(
        r'<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>',
        output_of("pdftotext", "-bbox", pdf, "-"),
    )
    return [Word(text, (float(x0), float(y0), float(x1), float(y1))) for x0, y0, x1, y1, text in boxes]


def codes_seen_on(picture: bytes, width: int, height: int) -> list[str]:
    grey = memoryview(picture).cast("B", (height, width))
    return [barcode.text for barcode in zxingcpp.read_barcodes(grey)]


def codes_seen_in(pdf: Path, resolution: int) -> list[str]:
    """What a camera reads: the page as grey pixels, without any knowledge of the PDF."""
    picture = pdf.with_suffix("")
    subprocess.run(["pdftoppm", "-r", str(resolution), "-gray", "-singlefile", pdf, picture], check=True)
    data = picture.with_suffix(".pgm").read_bytes()
    header = re.match(rb"P5\s(\d+) (\d+)\s255\s", data)
    assert header is not None
    return codes_seen_on(data[header.end() :], int(header[1]), int(header[2]))


# -- what stands on it -------------------------------------------------------------------------------


@pytest.mark.parametrize("paper", PAPERS)
def test_it_is_one_page_of_the_paper_asked_for(tmp_path: Path, paper: Paper) -> None:
    facts = facts_of(written(tmp_path, sheet(LONG_NAME, 12), paper))
    assert facts["Pages"] == "1"
    width, height = map(float, re.findall(r"[\d.]+", facts["Page size"])[:2])
    assert (round(width), round(height)) == POINTS[paper]


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("resolution", [75, 150])
def test_a_camera_reads_the_password(tmp_path: Path, paper: Paper, resolution: int) -> None:
    what = sheet()
    pdf = written(tmp_path, what, paper)
    seen = codes_seen_in(pdf, resolution)
    assert seen == [what.code.password]
    assert RecoveryCode.parse(seen[0]) == what.code


@pytest.mark.parametrize("paper", PAPERS)
def test_every_row_and_sentence_can_be_copied(tmp_path: Path, paper: Paper) -> None:
    what = sheet(number=3)
    pdf = written(tmp_path, what, paper)
    text = text_of(pdf)
    for number, row in enumerate(what.code.rows, 1):
        assert f"{number} {row}" in text
    read = " ".join(output_of("pdftotext", pdf, "-").split())  # column after column, as a person reads
    assert [sentence for sentence in SENTENCES if sentence not in read] == []
    assert "Sheet 3, replaces sheet 2" in text


def test_rows_copied_from_the_page_make_the_code(tmp_path: Path) -> None:
    what = sheet()
    lines = output_of("pdftotext", "-layout", written(tmp_path, what), "-").splitlines()
    rows = [line for line in lines if any(row in line for row in what.code.rows)]
    assert RecoveryCode.parse("\n".join([*rows[:3], rows[3].split("  The four")[0]])) == what.code


def test_the_first_sheet_replaces_none(tmp_path: Path) -> None:
    text = text_of(written(tmp_path, sheet(number=1)))
    assert "Sheet 1" in text
    assert "replaces" not in text


def letters_of(text: str) -> str:
    """Without spaces and marks, presentation forms as plain letters, in an order that no direction changes."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(sorted(c for c in plain if unicodedata.category(c)[0] in "LNPS"))


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_no_name_is_cut_and_nothing_is_driven_off_the_page(tmp_path: Path, paper: Paper, name: str) -> None:
    what = sheet(name, 2)
    pdf = written(tmp_path, what, paper)
    lines = output_of("pdftotext", "-layout", pdf, "-")
    shown = lines[lines.index("Recovery sheet") + len("Recovery sheet") : lines.index("Made on")]
    assert letters_of(shown) == letters_of(name)
    width, height = POINTS[paper]
    for word in words_of(pdf):
        left, top, right, bottom = word.box
        assert MARGIN <= left < right <= width - MARGIN, word
        assert MARGIN <= top < bottom <= height - MARGIN, word
    assert codes_seen_in(pdf, 150) == [what.code.password]


@pytest.mark.parametrize("paper", PAPERS)
def test_blocks_stand_below_each_other_whatever_the_name(tmp_path: Path, paper: Paper) -> None:
    order = ["Recovery", "Made", "These", "How", "Nobody", "Without"]
    for name in (NAMES["short"], LONG_NAME, NAMES["unbroken"]):
        words = words_of(written(tmp_path, sheet(name), paper))
        tops = [next(word.box[1] for word in words if word.text == first) for first in order]
        bottoms = [next(word.box[3] for word in words if word.text == first) for first in order]
        assert all(bottom <= top for bottom, top in zip(bottoms, tops[1:], strict=False)), (name, tops)


def test_a_name_longer_than_any_folders_is_cut_with_a_sign(tmp_path: Path) -> None:
    what = sheet("A very long story. " * 200)
    text = text_of(written(tmp_path, what))
    assert "…" in text
    assert all(row in text for row in what.code.rows)


def test_control_characters_in_a_name_are_spaces(tmp_path: Path) -> None:
    assert "Family chats of 2026" in text_of(written(tmp_path, sheet("Family\nchats\tof\x002026")))


# -- what does not stand on it -----------------------------------------------------------------------


def test_neither_metadata_nor_bytes_tell_the_code_or_the_vault(tmp_path: Path) -> None:
    what = sheet("Aunt Adelheid")
    pdf = written(tmp_path, what)
    told = output_of("pdfinfo", "-meta", pdf) + output_of("pdfinfo", "-custom", pdf) + str(facts_of(pdf))
    data = pdf.read_bytes()
    for secret in (*what.code.rows, what.code.password, "Adelheid"):
        assert secret not in told
        assert secret.encode() not in data
        assert secret.encode("utf-16-be") not in data


# -- the file ----------------------------------------------------------------------------------------


def test_only_its_owner_may_read_it_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        pdf = written(tmp_path, sheet())
    finally:
        os.umask(before)
    assert stat.S_IMODE(pdf.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["sheet.pdf"]


def test_a_new_sheet_takes_the_place_of_an_old_file(tmp_path: Path) -> None:
    target = tmp_path / "sheet.pdf"
    target.write_text("an older one", encoding="utf-8")
    what = sheet()
    assert all(row in text_of(written(tmp_path, what)) for row in what.code.rows)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("number", "expected"),
    [(errno.ENOSPC, DiskFull), (errno.EACCES, NoPermission), (errno.EROFS, NoPermission), (errno.EIO, PlaceFailed)],
)
def test_a_disk_that_fails_leaves_the_old_file_and_no_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, expected: type[StorageError]
) -> None:
    target = tmp_path / "sheet.pdf"
    target.write_text("an older one", encoding="utf-8")

    def fail(_descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    what = sheet()
    with pytest.raises(expected) as caught:
        write_sheet_pdf(what, target, "A4")
    assert caught.value.place == str(tmp_path)
    assert not any(row in str(caught.value) + repr(caught.value) for row in what.code.rows)
    assert target.read_text(encoding="utf-8") == "an older one"
    assert [path.name for path in tmp_path.iterdir()] == ["sheet.pdf"]


def test_a_folder_that_is_not_there_is_missing(tmp_path: Path) -> None:
    with pytest.raises(PlaceMissing):
        write_sheet_pdf(sheet(), tmp_path / "nowhere" / "sheet.pdf")


def test_it_is_written_from_a_terminal_without_a_screen(tmp_path: Path) -> None:
    code = f"""
        from datetime import date
        from pathlib import Path
        from vault.crypto.recovery_code import RecoveryCode
        from vault.services.sheet import Sheet
        from vault.ui.sheet_pdf import write_sheet_pdf
        for number in (1, 2):
            sheet = Sheet("Family chats", date(2026, 11, 20), number, RecoveryCode.random({PUBLIC_ID!r}))
            write_sheet_pdf(sheet, Path({str(tmp_path)!r}) / f"{{number}}.pdf")
    """
    env = {name: value for name, value in os.environ.items() if name not in ("QT_QPA_PLATFORM", "DISPLAY")}
    env["PYTHONPATH"] = str(Path(__file__).resolve().parents[2])
    command = [sys.executable, "-X", "dev", "-c", textwrap.dedent(code)]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=HANGS / 1000, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert [facts_of(tmp_path / f"{number}.pdf")["Pages"] for number in (1, 2)] == ["1", "1"]


@pytest.mark.parametrize(
    ("locale", "paper"),
    [("en_US", "Letter"), ("en_CA", "Letter"), ("es_MX", "Letter"), ("en_GB", "A4"), ("de_DE", "A4"), ("ar_EG", "A4"),
     ("pt_BR", "A4"), ("C", "A4")],
)  # fmt: skip
def test_the_paper_is_that_of_the_country(tmp_path: Path, locale: str, paper: Paper) -> None:
    QLocale.setDefault(QLocale.c() if locale == "C" else QLocale(locale))
    assert paper_by_locale() == paper
    width = float(re.findall(r"[\d.]+", facts_of(written(tmp_path, sheet(), None))["Page size"])[0])
    assert round(width) == POINTS[paper][0]


# -- the same drawing on a screen --------------------------------------------------------------------


def painted(what: Sheet, width: int, height: int, rect: QRectF) -> QImage:
    image = QImage(width, height, QImage.Format.Format_Grayscale8)
    image.fill(QColor("white"))
    painter = QPainter(image)
    paint_sheet(painter, rect, what)
    assert painter.transform().isIdentity()
    painter.end()
    return image


def test_the_preview_shows_the_same_code_within_its_rectangle() -> None:
    what = sheet(LONG_NAME, 2)
    image = painted(what, 1000, 1000, QRectF(100, 20, 680, 962))
    assert codes_seen_on(bytes(image.constBits()), 1000, 1000) == [what.code.password]
    outside = [(x, y) for x in (*range(100), *range(780, 1000)) for y in range(0, 1000, 3)]
    assert all(image.pixelColor(x, y).lightness() == 255 for x, y in outside)


def test_the_preview_breaks_its_lines_as_the_printer_does(tmp_path: Path) -> None:
    """The rows of ink of a small preview and of the printed page lie at the same heights."""
    what = sheet(LONG_NAME, 2)
    pdf = written(tmp_path, what)
    subprocess.run(["pdftoppm", "-r", "60", "-gray", "-png", "-singlefile", pdf, pdf.with_suffix("")], check=True)
    printed = QImage(str(pdf.with_suffix(".png"))).convertToFormat(QImage.Format.Format_Grayscale8)
    width, height = printed.width(), printed.height()
    preview = painted(what, width, height, QRectF(0, 0, width, height))
    assert len(inked(printed) ^ inked(preview)) < height * 0.06


def inked(image: QImage) -> set[int]:
    """The heights at which something is drawn."""
    width = range(image.width())
    return {y for y in range(image.height()) if any(image.pixelColor(x, y).lightness() < 200 for x in width)}
