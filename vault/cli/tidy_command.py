"""`tidy`: free space in the vault by rule, or remove one chat for good."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from vault.cli.options import end, tell, with_vault
from vault.cli.outcome import ATTENTION, NotDone, ending_well, say
from vault.cli.session import Wanted, services_of_this_computer
from vault.cli.shown import Shown
from vault.cli.shown_tidy import of_removal, of_tidy, show_removal, show_tidy
from vault.cli.terminal import working
from vault.services.remove_chat import RemovalPlan
from vault.services.services import Services
from vault.services.vault import OpenedVault


@click.command()
@click.option("--dry-run", is_flag=True, help="Only say what would go. Nothing is changed.")
@click.option("--remove-chat", "chat", metavar="NAME",
              help="Remove this chat for good, with all its backups; a name or id as `chats` has it.")  # fmt: skip
@click.option("--whole-exports", is_flag=True,
              help="With --remove-chat: let exports go, too, that hold other chats besides.")  # fmt: skip
@click.option("--let-missing-go", is_flag=True,
              help="Backups that are not listed any more were removed on purpose: free what they hold.")  # fmt: skip
@click.option("--yes", is_flag=True, help="With --remove-chat: do not ask. Needed where no terminal can be asked.")
@with_vault
def tidy(  # noqa: PLR0913 - one for each option
    dry_run: bool,
    chat: str | None,
    whole_exports: bool,
    yes: bool,
    let_missing_go: bool,
    vault: Path | None,
    code_file: str | None,
    as_json: bool,
) -> None:
    """Free space in the vault. Nothing goes that no other backup holds.

    All backups of the last 90 days stay, and of older months the newest of each chat. An older backup goes only when
    every message and photo in it is in those that stay. Call it with --dry-run first to see which.
    """
    if (whole_exports or yes) and chat is None:
        raise click.UsageError("--whole-exports and --yes belong to --remove-chat.")
    with ending_well():
        services = services_of_this_computer()
        with Wanted(vault, code_file).opened(services) as opened:
            if chat is None:
                attention = _tidy(services, opened, let_missing_go, dry_run=dry_run, as_json=as_json)
            else:
                attention = _remove(services, opened, chat, whole_exports, dry_run=dry_run, yes=yes, as_json=as_json)
    end(ATTENTION if attention else 0)


def _tidy(services: Services, vault: OpenedVault, let_missing_go: bool, *, dry_run: bool, as_json: bool) -> bool:
    """Whether something needs attention."""
    with working() as progress:
        plan = services.tidy.plan(vault, progress, let_missing_go=let_missing_go and not dry_run)
        done = None if dry_run or plan.is_empty else services.tidy.run(vault, plan, progress)
    tell(of_tidy(plan, done), lambda shown: show_tidy(shown, plan, done), as_json=as_json)
    return plan.is_damaged or bool(plan.missing) or (done is not None and not done.complete)


def _remove(
    services: Services, vault: OpenedVault, chat: str, whole_exports: bool, *, dry_run: bool, yes: bool, as_json: bool
) -> bool:
    """Whether something needs attention: the chat is in shared exports yet, or not all could be done."""
    asks = not (dry_run or yes)
    if asks and (as_json or not sys.stdin.isatty()):
        raise click.UsageError("A chat is removed for good: add --yes, or --dry-run to see what would go.")
    with working() as progress:
        plan = services.remove_chat.plan(vault, chat, progress, with_shared=whole_exports)
    if not dry_run and not plan.going:
        raise NotDone(_only_shared(plan))
    if asks:
        _ask(plan)
    done = None
    if not dry_run:
        with working() as progress:
            done = services.remove_chat.run(vault, plan, progress)
    tell(of_removal(plan, done), lambda shown: show_removal(shown, plan, done), as_json=as_json)
    return plan.stays or (done is not None and not done.complete)


def _ask(plan: RemovalPlan) -> None:
    show_removal(Shown(say), plan, None)
    if not click.confirm(f"Remove {plan.chat.name} for good? This cannot be undone", err=True):
        raise NotDone("Nothing was removed.")


def _only_shared(plan: RemovalPlan) -> str:
    count = len(plan.shared)
    which = "an export that holds" if count == 1 else f"{count:,} exports that hold"
    return f"This chat lies only in {which} other chats, too. Add --whole-exports to let all of that go."
