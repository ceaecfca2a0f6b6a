"""The commands. Each one reads its words, does one deed of the services, and tells what came of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

import click

from vault.cli import documents
from vault.cli.code_file import read_code, typed_by_a_person
from vault.cli.options import (
    FILE,
    FOLDER,
    absolute,
    end,
    json_option,
    tell,
    warn,
    with_vault,
)
from vault.cli.outcome import ATTENTION, NOT_DONE, NotDone, ending_well, say
from vault.cli.password_file import read_secret
from vault.cli.plain_text import plain_text
from vault.cli.session import Wanted, services_of_this_computer
from vault.cli.sheet_file import Paper, SheetFile
from vault.cli.shown_exposure import show_exposure
from vault.cli.shown_restore import of_restore, sentence_of_nothing, sentence_of_stop, show_restore
from vault.cli.terminal import working
from vault.errors import Cancelled, Damaged, NewerFormat, NoVaultHere, StillArriving, StorageError
from vault.exports.base import Answers, DateOrder

if TYPE_CHECKING:
    from vault.services.services import Services
    from vault.services.status import Status


def _known_zone(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    """A name that the time zone database has."""
    if value is not None and value not in available_timezones():
        raise click.BadParameter(f"{value} is no time zone; one is called Europe/Berlin")
    return value


@click.command()
@click.argument("folder", metavar="DIR", type=FOLDER, callback=absolute)
@click.option("--sheet", required=True, type=FILE, metavar="FILE", callback=absolute,
              help="Where to write the recovery sheet: a .pdf to print, or a .txt with the code alone.")  # fmt: skip
@click.option("--paper", type=click.Choice(["A4", "Letter"]), help="Size of the .pdf; without it your country's.")
@json_option
def create(folder: Path, sheet: Path, paper: Paper | None, as_json: bool) -> None:
    """Make a new vault in DIR and its recovery sheet.

    The key goes into this computer's password safe. Keep the sheet elsewhere; prove that you have it in the window,
    or by `chat-vault open DIR --code-file -` and typing its rows.
    """
    with ending_well():
        services = services_of_this_computer()
        sheet_file = SheetFile.reserve(sheet, folder, paper)
        try:
            with working() as progress:
                created = services.create.run(folder, progress, sheet_file.write)
        except BaseException:
            sheet_file.give_up()
            raise
        try:
            document = documents.of_created(created, sheet)
            tell(document, lambda shown: shown.created(created, sheet), as_json=as_json)
            warn(created.keychain_problem)
        finally:
            created.vault.close()
    end(ATTENTION if created.keychain_problem else 0)


@click.command("open")
@click.argument("folder", metavar="DIR", type=FOLDER, callback=absolute)
@click.option("--code-file", required=True, type=click.Path(exists=True, dir_okay=False, allow_dash=True),
              metavar="FILE", help="A file with the code of the recovery sheet; - for standard input.")  # fmt: skip
@json_option
def open_vault(folder: Path, code_file: str, as_json: bool) -> None:
    """Make the existing vault in DIR known to this computer.

    The code opens it once; from then on this computer's password safe keeps a key of its own.
    """
    with ending_well():
        typed = typed_by_a_person(code_file)
        services = services_of_this_computer()
        vault = services.open.by_code(folder, read_code(code_file), remember=True, typed=typed)
        try:
            # A password safe that did not take the key is asked once more: it may only have been slow to wake up.
            problem = None if vault.memory.key_id is not None else services.open.add_this_computer(vault)
            document = documents.of_opened(vault, keychain=problem is None)
            tell(document, lambda shown: shown.opened(vault, keychain=problem is None), as_json=as_json)
            warn(problem)
        finally:
            vault.close()
    end(ATTENTION if problem else 0)


@click.command()
@click.argument(
    "exports", metavar="EXPORT...", nargs=-1, required=True, type=click.Path(path_type=Path, readable=False),
    callback=lambda _c, _p, paths: paths,
)  # fmt: skip
@click.option("--date-order", type=click.Choice(["day-first", "month-first"]),
              help="How the export writes dates, where it does not tell by itself.")  # fmt: skip
@click.option("--zone", metavar="NAME", callback=_known_zone,
              help="Time zone of the phone, as Europe/Berlin; without it this computer's.")  # fmt: skip
@click.option("--password-file", type=click.Path(exists=True, dir_okay=False, allow_dash=True), metavar="FILE",
              help="A file with the export's own password or key on its first line; or a key file.")  # fmt: skip
@click.option("--me", metavar="NAME", help="The name under which you speak in the export, where it does not tell.")
@click.option("--columns", metavar="WORDS",
              help="For a table or log of no known app: auto, or 'date=1 sender=2 text=3 separator=;'.")  # fmt: skip
@with_vault
def backup(  # noqa: PLR0913 - one for each option
    exports: tuple[Path, ...],
    date_order: DateOrder | None,
    zone: str | None,
    password_file: str | None,
    me: str | None,
    columns: str | None,
    vault: Path | None,
    code_file: str | None,
    as_json: bool,
) -> None:
    """Lock what chat apps gave out into the vault, and read it back.

    EXPORT is a file or a folder; several files of one export may be given together, in any order.
    """
    with ending_well():
        from vault.cli.column_words import hint, read_columns  # reads tables with what all readers share

        services = services_of_this_computer()
        paths = [path.absolute() for path in exports]
        said = Answers(date_order, zone, read_secret(password_file) if password_file else None, me)
        answers = {path: replace(said, columns=read_columns(columns, path)) if columns else said for path in paths}
        with Wanted(vault, code_file).opened(services) as opened, working() as progress:
            report = services.back_up.run(opened, paths, answers, progress)
            is_damaged = services.check.is_damage_known(opened)
        document = documents.of_backup(report, say) | {"vault_damaged": is_damaged}
        tell(document, lambda shown: shown.backup(report, is_damaged=is_damaged), as_json=as_json)
        for sentence in dict.fromkeys(say(failed.error) + hint(failed.error) for failed in report.failed):
            click.echo(plain_text(sentence), err=True)
    if report.failed:
        end(NOT_DONE)
    end(ATTENTION if report.attention or is_damaged else 0)


@click.command()
@with_vault
def status(vault: Path | None, code_file: str | None, as_json: bool) -> None:
    """Tell what could be brought back today."""
    with ending_well():
        services = services_of_this_computer()
        wanted = Wanted(vault, code_file)
        if code_file is None:
            found = services.status.run(vault or services.open.last())
        else:
            found = _status_by_code(services, wanted)
        tell(documents.of_status(found), lambda shown: shown.status(found), as_json=as_json)
    end(0 if found.state == "green" else ATTENTION)


def _status_by_code(services: Services, wanted: Wanted) -> Status:
    """What keeps a vault from being opened is an answer; that the code is wrong is none."""
    try:
        with wanted.opened(services) as opened:
            return services.status.run(opened)
    except (Damaged, NewerFormat, NoVaultHere, StillArriving, StorageError) as error:
        return services.status.of_trouble(wanted.folder(services), error)


@click.command()
@with_vault
def chats(vault: Path | None, code_file: str | None, as_json: bool) -> None:
    """List the chats in the vault."""
    with ending_well():
        services = services_of_this_computer()
        with Wanted(vault, code_file).opened(services) as opened, working() as progress:
            services.browse.bring_up_to_date(opened, progress)
            found = services.browse.chats(opened)
        tell(documents.of_chats(found), lambda shown: shown.chats(found), as_json=as_json)


@click.command()
@click.argument("chats", metavar="[CHAT]...", nargs=-1)
@click.option("--to", "folder", required=True, type=FOLDER, metavar="DIR", callback=absolute,
              help="A new folder to write to, or one where this was stopped. Nothing is ever overwritten.")  # fmt: skip
@with_vault
def restore(chats: tuple[str, ...], folder: Path, vault: Path | None, code_file: str | None, as_json: bool) -> None:
    """Bring chats back into a new folder, compared and counted.

    CHAT is a name or an id as `chat-vault chats` lists them; without any, all chats come back. After a stop the same
    command goes on in the same folder.
    """
    with ending_well():
        services = services_of_this_computer()
        with Wanted(vault, code_file).opened(services) as opened, working() as progress:
            plan = services.restore.plan(opened, chats or None, folder)
            if not plan.files and not plan.unreadable:
                raise NotDone(
                    "There is nothing in this vault that could be brought back. Should there be? Call chat-vault check."
                )
            report = services.restore.run(opened, plan, progress)
        if as_json or report.stopped is None or report.can_go_on:
            tell(of_restore(report), lambda shown: show_restore(shown, report), as_json=as_json)
        if report.stopped is not None:
            raise NotDone(sentence_of_stop(report))
        if report.restored == 0:
            raise NotDone(sentence_of_nothing(report))
    end(0 if report.identical else ATTENTION)


@click.command()
@click.option("--read-all", is_flag=True, help="Read and check every byte, not only the structure.")
@with_vault
def check(read_all: bool, vault: Path | None, code_file: str | None, as_json: bool) -> None:
    """Check that the vault holds what it should. Nothing is changed."""
    with ending_well():
        services = services_of_this_computer()
        with Wanted(vault, code_file).opened(services) as opened, working() as progress:
            health = services.check.run(opened, read_all, progress)
        tell(documents.of_check(health), lambda shown: shown.checked(health), as_json=as_json)
    end(0 if health.ok else ATTENTION)


@click.command()
@click.argument("folders", metavar="[FOLDER]...", nargs=-1, type=click.Path(path_type=Path, exists=True),
                callback=lambda _c, _p, paths: tuple(path.absolute() for path in paths))  # fmt: skip
@json_option
def exposure(folders: tuple[Path, ...], as_json: bool) -> None:
    """Look for copies of chats that others can read, and say who can.

    Without FOLDER it looks through the cloud folders of this computer, Downloads, Desktop, Documents and removable
    disks. Nothing is changed, and nothing that lies only in a cloud is downloaded. No vault is needed.
    """
    with ending_well():
        services = services_of_this_computer()
        with working(counts_files=True) as progress:
            report = services.exposure.scan(progress, folders or None)
        if not report.finished:
            raise Cancelled
        tell(documents.of_exposure(report), lambda shown: show_exposure(shown, report), as_json=as_json)
    end(ATTENTION if report.attention else 0)
