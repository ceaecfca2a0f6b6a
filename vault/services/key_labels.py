"""What is written on key files, readable by whoever holds the folder: never a name of a person or a computer."""

from __future__ import annotations

import re
from typing import Literal

COMPUTER = "computer"
WayKind = Literal["sheet", "computer", "other"]
_SHEET = re.compile(r"recovery sheet ([1-9][0-9]{0,5})")


def sheet_label(number: int) -> str:
    """The label of the sheet with this number."""
    return f"recovery sheet {number}"


def sheet_number(label: str) -> int | None:
    """The sheet's number, None for what is no sheet of ours."""
    found = _SHEET.fullmatch(label)
    return int(found[1]) if found else None


def kind_of(label: str) -> WayKind:
    """A sheet, a computer, or something that another program made."""
    if sheet_number(label) is not None:
        return "sheet"
    return "computer" if label == COMPUTER else "other"
