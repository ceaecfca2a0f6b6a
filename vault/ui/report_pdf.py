"""The report as a PDF of one page, drawn from the same words as the HTML."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter, QTextDocument

from vault.repository.target_file import TargetFile
from vault.services.report_page import Page, Section
from vault.ui.sheet_pdf import Paper, paper_by_locale

_PAGES: Final = {"A4": QPageSize.PageSizeId.A4, "Letter": QPageSize.PageSizeId.Letter}
_MARGIN: Final = 16  # millimetres
_SIZES: Final = (10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0)
"""Sizes of its type in points, tried until everything stands on one page; below that it takes a second."""
_MUTED: Final = "#55606e"


def write_report_pdf(page: Page, target: Path, paper: Paper | None = None) -> None:
    """Write the report to `target`; `paper` None goes by the locale.

    Never over anything: FolderInTheWay. StorageErrors with the folder as place. Needs a QGuiApplication.
    """
    data = report_pdf(page, paper or paper_by_locale())
    with TargetFile(target, modified=None) as file:
        file.write(data)
        file.finish()


def report_pdf(page: Page, paper: Paper) -> bytes:
    """The PDF itself."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle("Chat Vault report")
    writer.setCreator("Chat Vault")
    writer.setResolution(300)
    margins = QMarginsF(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
    layout = QPageLayout(
        QPageSize(_PAGES[paper]), QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter
    )
    writer.setPageLayout(layout)
    _fitting(page, writer).print_(writer)
    return bytes(buffer.data().data())


def _fitting(page: Page, writer: QPdfWriter) -> QTextDocument:
    """In the largest type with which everything stands on one page."""
    document = QTextDocument()
    for points in _SIZES:
        document = QTextDocument()
        document.setDocumentMargin(0)
        document.documentLayout().setPaintDevice(writer)
        document.setPageSize(QSizeF(writer.width(), writer.height()))
        document.setHtml(markup(page, points))
        if document.pageCount() == 1:
            break
    return document


def markup(page: Page, points: float) -> str:
    """The words in the markup that QTextDocument knows; what came from a file name is text and nothing else."""
    sections = "".join(_section(section, points) for section in page.sections)
    return (
        f'<body style="font-size:{points}pt; color:#1c2430">'
        f'<p style="font-size:{points * 1.6:.1f}pt; font-weight:600; margin:0">{escape(page.title)}</p>'
        f'<p style="font-size:{points * 1.15:.1f}pt; margin:2px 0 0 0">{escape(page.lead)}</p>'
        f"{sections}"
        f'<p style="font-size:{points * 0.85:.1f}pt; color:{_MUTED}; margin-top:{points}pt">{escape(page.footing)}</p>'
        "</body>"
    )


def _section(section: Section, points: float) -> str:
    heading = f'<p style="font-weight:600; margin:{points * 0.9:.1f}pt 0 0 0">{escape(section.heading)}</p>'
    sentence = f'<p style="margin:1px 0 2px 0">{escape(section.sentence)}</p>' if section.sentence else ""
    if not section.rows:
        return heading + sentence
    cell = f"font-size:{points * 0.9:.1f}pt; padding-right:{points}pt"
    heads = _cells(section.columns, f"{cell}; color:{_MUTED}")
    rows = "".join(f"<tr>{_cells(row, cell)}</tr>" for row in section.rows)
    return f'{heading}{sentence}<table width="100%" cellspacing="0" cellpadding="1"><tr>{heads}</tr>{rows}</table>'


def _cells(texts: Iterable[str], style: str) -> str:
    return "".join(f'<td style="{style}">{escape(text)}</td>' for text in texts)
