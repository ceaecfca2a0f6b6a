"""The system's own dialogs for what a person wants to put in: several files, or a folder."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget


def choose_files(parent: QWidget) -> list[Path]:
    """Any number of files of any kind; [] where the person chose none."""
    names, _ = QFileDialog.getOpenFileNames(parent, "Choose what the app gave you", "", "All files (*)")
    return [Path(name) for name in names]


def choose_folder(parent: QWidget) -> list[Path]:
    """One folder; [] where the person chose none."""
    name = QFileDialog.getExistingDirectory(parent, "Choose the folder that the app made")
    return [Path(name)] if name else []
