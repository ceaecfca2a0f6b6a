"""What the commands have in common: the options of those that work on a vault, and how they tell what came of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from vault.cli import documents
from vault.cli.outcome import say
from vault.cli.plain_text import plain_text
from vault.cli.shown import Shown
from vault.errors import ChatVaultError

Command = TypeVar("Command", bound=Callable[..., Any])
FOLDER = click.Path(path_type=Path, file_okay=False, readable=False)  # what may not be read is no wrong usage
FILE = click.Path(path_type=Path, dir_okay=False)


def absolute(_context: click.Context, _parameter: click.Parameter, value: Path | None) -> Path | None:
    """What is remembered or written must mean the same from any folder; links stay links."""
    return None if value is None else value.absolute()


json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document on standard output.")
vault_option = click.option(
    "--vault", type=FOLDER, metavar="DIR", callback=absolute, help="The vault's folder; without it the last one used."
)
code_file_option = click.option(
    "--code-file",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True),
    metavar="FILE",
    help="A file with the code of the recovery sheet (- for standard input), where this computer has no key.",
)


def with_vault(command: Command) -> Command:
    """The options of every command that works on a vault."""
    return vault_option(code_file_option(json_option(command)))


def tell(document: documents.Document, show: Callable[[Shown], None], *, as_json: bool) -> None:
    """Print the one or the other."""
    if as_json:
        click.echo(documents.encode(document), nl=False)
    else:
        show(Shown(say))


def warn(problem: ChatVaultError | None) -> None:
    """Say on standard error what needs attention although the command was done."""
    if problem is not None:
        click.echo(plain_text(say(problem)), err=True)


def end(code: int) -> None:
    """End the command with this exit code."""
    click.get_current_context().exit(code)
