"""Reading a code from a file or standard input: on a command line every process of the computer could see it."""

from __future__ import annotations

import sys

import click

from vault.crypto.recovery_code import ROW_LENGTH, ROWS, RecoveryCode, tidy_row


def read_code(code_file: str) -> RecoveryCode:
    """The code in a file, or on standard input for "-": alone on the first line, or four rows on four lines.

    Raises RowMistake, RowsSwapped or CodeIncomplete; wrong usage where the file cannot be read.
    """
    try:
        with click.open_file(code_file, encoding="utf-8-sig", errors="replace") as file:
            text = file.read(10_000)
    except OSError as error:
        raise click.BadParameter(f"{code_file}: {error.strerror}", param_hint="--code-file") from error
    first = next((line for line in text.splitlines() if line.strip()), "")
    return RecoveryCode.parse(first if len(tidy_row(first)) >= ROWS * ROW_LENGTH else text)


def typed_by_a_person(code_file: str) -> bool:
    """Whether the code is typed at a terminal rather than handed over in a file: only that proves the sheet."""
    return code_file == "-" and sys.stdin.isatty()
