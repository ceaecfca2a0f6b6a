"""Printing the recovery sheet: the system's own dialog, then one page."""

from __future__ import annotations

from PySide6.QtCore import QMarginsF, QRectF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from vault.ui.sheet_pdf import paint_sheet, paper_by_locale
from vault.ui.viewmodels.sheet_state import Sheet

_PAPER = {"A4": QPageSize.PageSizeId.A4, "Letter": QPageSize.PageSizeId.Letter}


def print_sheet(sheet: Sheet, parent: QWidget) -> bool:
    """Ask which printer and print; False when the person closed the dialog or the printer took nothing."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName("Recovery sheet")
    printer.setPageLayout(
        QPageLayout(QPageSize(_PAPER[paper_by_locale()]), QPageLayout.Orientation.Portrait, QMarginsF())
    )
    printer.setFullPage(True)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle("Print the recovery sheet")
    return dialog.exec() == QPrintDialog.DialogCode.Accepted and print_on(printer, sheet)


def print_on(printer: QPrinter, sheet: Sheet) -> bool:
    """Paint the page onto the printer's paper, whatever size the person chose there."""
    painter = QPainter()
    if not painter.begin(printer):
        return False
    paint_sheet(painter, QRectF(printer.paperRect(QPrinter.Unit.DevicePixel)), sheet)
    return painter.end()
