"""Errors in words: what is the matter, what happened, what is unharmed, what to do, and the one button.

Every class of errors.py's tree has words of its own (a test walks the tree). What is not ours is a bug: an apology,
and a report that holds no path, no name and no content.
"""

from __future__ import annotations

import platform
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from PySide6.QtCore import qVersion

from vault import __version__
from vault.errors import ChatVaultError
from vault.ui.wording import file_words, key_words, vault_words
from vault.ui.wording.words import Deed, Words

__all__ = ["BUG", "CATALOGUE", "Deed", "Words", "bug_report", "words"]

CATALOGUE: dict[type[Exception], Callable[[Any], Words]] = {
    **file_words.CATALOGUE,
    **key_words.CATALOGUE,
    **vault_words.CATALOGUE,
}

BUG = Words(
    headline="Something went wrong in Chat Vault. We are sorry.",
    what_happened="This is a mistake in the program, not yours.",
    unharmed="What was in your vault before is still there.",
    what_to_do="Please send us the report. It holds no names, no messages and no folders of yours.",
    button="Copy the report",
    deed="copy-report",
)


def words(error: Exception) -> Words:
    """The words for an error; for one that is not ours, the apology."""
    for kind in type(error).__mro__:
        if kind in CATALOGUE:
            return CATALOGUE[kind](error)
    return BUG


def bug_report(error: BaseException) -> str:
    """What we need to find the bug: versions, kinds of errors, and places in the code. Never an error's own text."""
    lines = [
        f"Chat Vault {__version__}, Python {platform.python_version()}, Qt {qVersion()}",
        f"{platform.system()} {platform.release()} {platform.machine()}",
    ]
    for each in _chain(error):
        ours = " (ours)" if isinstance(each, ChatVaultError) else ""
        lines.append(f"{type(each).__module__}.{type(each).__qualname__}{ours}")
        lines.extend(f"  {_place(frame)}" for frame in traceback.extract_tb(each.__traceback__))
    return "\n".join(lines) + "\n"


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and what it came from, without going in circles."""
    seen: set[int] = set()
    following: BaseException | None = error
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        yield following
        following = following.__cause__ or following.__context__


def _place(frame: traceback.FrameSummary) -> str:
    """Where in the code: from a package's name on, so that nobody's home folder is in it."""
    parts = Path(frame.filename).parts
    for root in ("site-packages", "vault"):
        if root in parts:
            parts = parts[len(parts) - 1 - parts[::-1].index(root) :]
            break
    else:
        parts = parts[-1:]
    return f"{'/'.join(parts)}:{frame.lineno} {frame.name}"
