"""The program of the terminal: which commands there are. What a command needs is loaded when it is asked for."""

from __future__ import annotations

import sys
from importlib import import_module
from io import TextIOWrapper

import click

from vault import __version__

_NOT_DONE = 1  # see vault.cli.outcome, which is not loaded for the asking
_MODULES = {
    "backup": "commands",
    "chats": "commands",
    "check": "commands",
    "create": "commands",
    "exposure": "commands",
    "open": "commands",
    "relock": "relock_command",
    "repair": "repair_command",
    "restore": "commands",
    "status": "commands",
    "tidy": "tidy_command",
}
_NAMES = {"open": "open_vault"}


class _Commands(click.Group):
    """Commands by the modules that they lie in."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names, in order."""
        return list(_MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One of them; None for a name that none has."""
        if cmd_name not in _MODULES:
            return None
        module = import_module(f"vault.cli.{_MODULES[cmd_name]}")
        found = getattr(module, _NAMES.get(cmd_name, cmd_name))
        assert isinstance(found, click.Command)  # noqa: S101 - the table above says so
        return found

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; Ctrl-C while it begins, or at a question, ends in the same words as later."""
        try:
            return super().invoke(ctx)
        except (KeyboardInterrupt, click.Abort):
            sys.stderr.write("Stopped, as you asked.\n")
            ctx.exit(_NOT_DONE)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="Chat Vault %(version)s")
def program() -> None:
    """Keep your chats, locked, without the cloud reading them.

    Without a command, chat-vault opens its window.

    \b
    Exit status: 0 done; 1 not done, one sentence on standard error;
    2 wrong usage; 3 done, and something needs attention.
    """


def run(arguments: list[str] | None = None) -> int:
    """Run one command; the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without our letters shows a question mark
    try:
        program.main(arguments, prog_name="chat-vault", standalone_mode=True)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else _NOT_DONE
    except KeyboardInterrupt:
        sys.stderr.write("Stopped, as you asked.\n")
        return _NOT_DONE
    return 0
