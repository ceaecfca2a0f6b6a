"""The recovery sheet as one printable page: a PDF that only its owner may read, and the drawing for previews."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF
from PySide6.QtGui import QGuiApplication, QPageLayout, QPageSize, QPainter, QPdfWriter

from vault.services.sheet import Sheet
from vault.storage.disk import storage_error
from vault.ui import figures
from vault.ui.sheet_drawing import paint_sheet

__all__ = ["Paper", "paint_sheet", "paper_by_locale", "write_sheet_pdf"]

Paper = Literal["A4", "Letter"]
_LETTER_COUNTRIES = frozenset(
    ("US", "CA", "MX", "PH", "PR", "CL", "CO", "VE", "GT", "CR", "PA", "DO", "SV", "NI", "HN")
)
_PAGES = {"A4": QPageSize.PageSizeId.A4, "Letter": QPageSize.PageSizeId.Letter}
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def paper_by_locale() -> Paper:
    """Letter where people print on it, A4 everywhere else."""
    country = figures.locale().name().partition("_")[2]
    return "Letter" if country in _LETTER_COUNTRIES else "A4"


def write_sheet_pdf(sheet: Sheet, target: Path, page: Paper | None = None) -> None:
    """Write the sheet as a PDF of one page to `target`, mode 0600, beside its name and renamed: whole or not at all.

    `page` None goes by the locale. A file of that name is replaced; asking is the caller's business. Needs no window
    and, in a terminal, no screen. Raises PlaceMissing, NoPermission, DiskFull or PlaceFailed.
    """
    with _graphics():
        data = sheet_pdf(sheet, page or paper_by_locale())
    try:
        _write_privately(target, data)
    except OSError as error:
        raise storage_error(error, str(target.parent), writing=True) from error


def sheet_pdf(sheet: Sheet, page: Paper) -> bytes:
    """The PDF itself. Its metadata tells nothing of the vault or the code."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle("Chat Vault recovery sheet")
    writer.setCreator("Chat Vault")
    writer.setPageLayout(QPageLayout(QPageSize(_PAGES[page]), QPageLayout.Orientation.Portrait, QMarginsF()))
    writer.setResolution(600)
    painter = QPainter(writer)
    try:
        paint_sheet(painter, QRectF(0, 0, writer.width(), writer.height()), sheet)
    finally:
        painter.end()
    return bytes(buffer.data().data())


@contextmanager
def _graphics() -> Iterator[None]:
    """Fonts need an application object. In a terminal there is none, and perhaps no screen either."""
    if QGuiApplication.instance() is not None:
        yield
        return
    platform = ["-platform", "offscreen"] if sys.platform.startswith(("linux", "freebsd")) else []
    application = QGuiApplication(["chat-vault", *platform])
    try:
        yield
    finally:
        application.shutdown()


def _write_privately(target: Path, data: bytes) -> None:
    """Beside its name, flushed, renamed. The name beside is taken exclusively, so nobody else can have opened it."""
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    beside.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(beside, _NEW_FILE, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
