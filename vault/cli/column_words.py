"""Columns of a table or log in words of a command line: `auto`, or `date=1 sender=2 text=3 separator=;`."""

from __future__ import annotations

from pathlib import Path

import click

from vault.errors import ChatVaultError, ExportError, NotAChat
from vault.exports.base import Columns, Source
from vault.exports.table_guess import could_be_table, guess

_HINT = "--columns"
_SEPARATORS = {"tab": "\t", "comma": ",", "semicolon": ";"}


def read_columns(words: str, path: Path) -> Columns:
    """What `words` say of the file; `auto` takes what looks likeliest.

    date, time, sender and text are numbers of columns, from 1; `separator` a character, or tab, comma, semicolon;
    `date_form` as strptime has it; `header=no` where the first line is a message. Wrong usage otherwise.
    """
    if words.strip() == "auto":
        return _guessed(path)
    said = dict(_pair(part) for part in words.split())
    unknown = said.keys() - {"date", "time", "sender", "text", "separator", "date_form", "header"}
    if unknown or "text" not in said:
        raise click.BadParameter("say auto, or date=1 sender=2 text=3", param_hint=_HINT)
    separator = said.get("separator", ",")
    return Columns(
        date=_number(said.get("date")),
        sender=_number(said.get("sender")),
        text=_number(said["text"]) or 0,
        separator=_SEPARATORS.get(separator, separator),
        date_form=said.get("date_form", "").replace("_", " "),
        header=said.get("header", "yes") != "no",
        time=_number(said.get("time")),
    )


def hint(error: ChatVaultError) -> str:
    """What else to say of a file that is no chat that we know: a table or a log of one can be read nonetheless."""
    if type(error) is not NotAChat:
        return ""
    try:
        source = Source.of_file(error.path)
        return " If it is a table or log of a chat, add --columns auto." if _is_table(source) else ""
    except ExportError:
        return ""


def _is_table(source: Source) -> bool:
    return could_be_table(source.head(), source.path.name)


def _guessed(path: Path) -> Columns:
    try:
        return guess(Source.of_file(path).head())
    except ExportError as error:
        raise click.BadParameter(f"{path} cannot be read", param_hint=_HINT) from error


def _pair(part: str) -> tuple[str, str]:
    name, _, value = part.partition("=")
    return name, value


def _number(said: str | None) -> int | None:
    """A column's number from 0."""
    if said is None:
        return None
    if not said.isdecimal() or int(said) < 1:
        raise click.BadParameter(f"{said} is no column; the first one is 1", param_hint=_HINT)
    return int(said) - 1
