"""Reads the four rows off a saved recovery sheet, as a person reads them off the paper."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from vault.crypto.recovery_code import ALPHABET, ROW_LENGTH, ROWS, RecoveryCode

ROW = re.compile(rf"(?<![A-Za-z0-9])[{ALPHABET}]{{{ROW_LENGTH}}}(?![A-Za-z0-9])")


def rows_on(sheet: Path) -> tuple[str, ...]:
    """The rows of a sheet in PDF; whoever calls has poppler's pdftotext."""
    command = ["pdftotext", "-layout", str(sheet), "-"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
    found = ROW.findall(text)
    if len(found) < ROWS:
        raise ValueError(f"{len(found)} rows can be read on the sheet")
    return RecoveryCode.parse("\n".join(found[:ROWS])).rows
