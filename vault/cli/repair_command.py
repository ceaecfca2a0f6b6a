"""`repair`: make whole what can be made whole, with the help of other copies of the vault where there are any."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import click

from vault.cli.code_file import read_code, typed_by_a_person
from vault.cli.options import end, tell, with_vault
from vault.cli.outcome import ATTENTION, ending_well
from vault.cli.session import Wanted, services_of_this_computer
from vault.cli.shown_repair import of_planned, of_repair, show_planned, show_repair
from vault.cli.terminal import working
from vault.crypto.recovery_code import RecoveryCode
from vault.errors import Damaged
from vault.services.services import Services
from vault.services.vault import OpenedVault


@click.command()
@click.option("--from", "copies", multiple=True, metavar="DIR",
              type=click.Path(exists=True, file_okay=False, path_type=Path),
              callback=lambda _c, _p, paths: tuple(path.absolute() for path in paths),
              help="A folder with another copy of this vault; may be given several times.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Only say what is damaged. Nothing is changed.")
@click.option("--remove-lost", is_flag=True,
              help="Take backups off the list that cannot be read any more and that others stand for.")  # fmt: skip
@with_vault
def repair(
    copies: tuple[Path, ...],
    dry_run: bool,
    remove_lost: bool,
    vault: Path | None,
    code_file: str | None,
    as_json: bool,
) -> None:
    """Heal a damaged vault. Nothing that can still be read is taken away.

    Every byte is read before and after. What no copy can give back is named, with the exports to back up again: then
    older backups are whole again, too.
    """
    with ending_well():
        services = services_of_this_computer()
        with _opened(services, Wanted(vault, code_file), copies, heal=not dry_run) as opened, working() as progress:
            planned = services.repair.plan(opened, progress, copies)
            let_go = [one.snapshot for one in planned.spent] if remove_lost else []
            run = partial(services.repair.run, opened, planned, copies, progress, let_go=let_go)
            report = None if dry_run else run()
        if report is None:
            tell(of_planned(planned), lambda shown: show_planned(shown, planned), as_json=as_json)
        else:
            tell(of_repair(report), lambda shown: show_repair(shown, planned, report), as_json=as_json)
    end(ATTENTION if (planned.before if report is None else report.after) else 0)


@contextmanager
def _opened(services: Services, wanted: Wanted, copies: tuple[Path, ...], *, heal: bool) -> Iterator[OpenedVault]:
    """The vault; one that is too damaged to be opened is healed first as far as that."""
    folder = wanted.folder(services)
    code = None if wanted.code_file is None else read_code(wanted.code_file)
    try:
        vault = _open(services, folder, wanted.code_file, code)
    except Damaged:
        if not heal or not services.repair.heal_door(folder, copies, None if code is None else code.password):
            raise
        vault = _open(services, folder, wanted.code_file, code)
    try:
        yield vault
    finally:
        vault.close()


def _open(services: Services, folder: Path, code_file: str | None, code: RecoveryCode | None) -> OpenedVault:
    if code is None or code_file is None:
        return services.open.by_keychain(folder)
    return services.open.by_code(folder, code, remember=False, typed=typed_by_a_person(code_file))
