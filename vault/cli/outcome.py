"""How a command ends: its exit code, and the one sentence on standard error when it was not done."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import click

from vault.cli.plain_text import plain_text
from vault.errors import Cancelled, ChatVaultError

DONE, NOT_DONE, ATTENTION = 0, 1, 3

_log = logging.getLogger(__name__)


class NotDone(click.ClickException):
    """Ends a command with exit code 1 and one sentence."""

    exit_code = NOT_DONE

    def show(self, file: object = None) -> None:
        """The sentence alone, on standard error."""
        click.echo(plain_text(self.message), err=True)


def say(error: ChatVaultError) -> str:
    """An error in one line: what the window would say as headline and first explanation.

    The window names a folder by its last name, beside the whole path; here the path itself stands in the sentence.
    """
    from vault.ui.messages import words  # of everything that can go wrong: not needed while all goes well
    from vault.ui.wording.words import folder_name

    told = words(error)
    line = " ".join(part for part in (told.headline, told.what_happened) if part)
    place = getattr(error, "place", "")
    return line.replace(folder_name(place), f"“{place}”") if place else line


def say_end(error: ChatVaultError) -> str:
    """What ended a command before its time, in one line."""
    return "Stopped, as you asked." if isinstance(error, Cancelled) else say(error)


@contextmanager
def ending_well() -> Iterator[None]:
    """Turn what we raise into a sentence and exit code 1; what is not ours is logged, redacted, and apologised for."""
    try:
        yield
    except ChatVaultError as error:
        raise NotDone(say_end(error)) from error
    except (click.ClickException, click.exceptions.Exit, click.Abort):
        raise
    except Exception as error:
        _log.exception("a command ended with an error that is not ours")
        kind = type(error).__name__
        raise NotDone(f"Chat Vault made a mistake of its own ({kind}) and stopped. The log says where.") from error
