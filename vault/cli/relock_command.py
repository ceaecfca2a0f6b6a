"""`relock`: another key for the whole vault, with a new sheet that is shown to be kept before the old one dies."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click

from vault.cli.documents import of_relocked
from vault.cli.options import FILE, absolute, end, tell, warn, with_vault
from vault.cli.outcome import ATTENTION, NotDone, ending_well, say
from vault.cli.session import Wanted, services_of_this_computer
from vault.cli.sheet_file import Paper, SheetFile
from vault.cli.terminal import working
from vault.errors import CodeError
from vault.services.relock import Relock, Relocking
from vault.services.services import Services
from vault.services.vault import OpenedVault

_ATTEMPTS = 3
_UNDONE = "The key was not changed."
_UNWRITTEN = "The sheet could not be written to {}. " + _UNDONE


@click.command()
@click.option("--sheet", required=True, type=FILE, metavar="FILE", callback=absolute,
              help="Where to write the new sheet: a .pdf to print, or a .txt with the code alone.")  # fmt: skip
@click.option("--paper", type=click.Choice(["A4", "Letter"]), help="Size of the .pdf; without it your country's.")
@click.option("--yes", is_flag=True, help="Do not ask for two rows of the new sheet: it then counts as unproved.")
@with_vault
def relock(
    sheet: Path, paper: Paper | None, yes: bool, vault: Path | None, code_file: str | None, as_json: bool
) -> None:
    """Change the vault's key: everything is sealed anew.

    For when somebody may have copied the key. Afterwards the old recovery sheet and the other computers open the vault
    no more; what somebody copied before stays readable to him. The vault must fit twice on its disk for a while.
    """
    with ending_well():
        if not yes and not sys.stdin.isatty():
            raise click.UsageError("Two rows of the new sheet are asked for at a terminal; or say --yes.")
        services = services_of_this_computer()
        wanted = Wanted(vault, code_file)
        sheet_file = SheetFile.reserve(sheet, wanted.folder(services), paper, _UNDONE, _UNWRITTEN)
        with _opened(wanted, services, sheet_file) as opened:
            with _given_up(sheet_file):
                plan = services.relock.plan(opened)
            relocked = _relocked(services.relock, opened, sheet_file, yes=yes)
        document = of_relocked(relocked, sheet, proved=not yes, computers=plan.computers, size=plan.size)
        relocked.close()
        tell(document, lambda shown: shown.relocked(relocked, sheet, computers=plan.computers), as_json=as_json)
        warn(plan.keychain_problem)
    end(ATTENTION if yes or plan.keychain_problem else 0)


@contextmanager
def _opened(wanted: Wanted, services: Services, sheet_file: SheetFile) -> Iterator[OpenedVault]:
    """The vault; where it cannot be opened, no sheet stays."""
    with ExitStack() as stack:
        with _given_up(sheet_file):
            vault = stack.enter_context(wanted.opened(services))
        yield vault


@contextmanager
def _given_up(sheet_file: SheetFile) -> Iterator[None]:
    """Where nothing comes of it, no sheet stays."""
    try:
        yield
    except BaseException:
        sheet_file.give_up()
        raise


def _relocked(relock: Relock, opened: OpenedVault, sheet_file: SheetFile, *, yes: bool) -> OpenedVault:
    """The vault under its new key. The sheet stays unless it is sure that it opens nothing."""
    with _given_up(sheet_file):
        relocking = relock.begin(opened)
    try:
        sheet_file.write(relocking.sheet)
        if not yes:
            _ask_for_rows(relock, relocking, sheet_file.path)
        with working() as progress:
            return relock.run(relocking, progress)
    except BaseException:
        if relock.is_undone(relocking):
            relock.give_up(relocking)
            sheet_file.give_up()
        raise


def _ask_for_rows(relock: Relock, relocking: Relocking, path: Path) -> None:
    click.echo(f"The new recovery sheet is in {path}. Print or copy it now, and type two rows of it.", err=True)
    rows = relock.rows_to_ask(relocking)
    for left in reversed(range(_ATTEMPTS)):
        try:
            relock.prove_rows(relocking, {row: click.prompt(f"Row {row}", err=True) for row in rows})
            return
        except click.Abort as error:
            raise NotDone(f"Stopped, as you asked. {_UNDONE}") from error
        except CodeError as error:
            if not left:
                raise
            click.echo(say(error), err=True)
