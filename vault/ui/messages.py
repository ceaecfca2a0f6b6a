"""Errors in words: what is the matter, what happened, what is unharmed, what to do, and the one button.

Every class of errors.py's tree has words of its own (a test walks the tree). What is not ours is a bug: an apology,
and the redacted report of log.py to copy. Nothing here needs Qt: the command line says the same words.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from vault.ui.wording import copy_words, file_words, key_words, secret_words, vault_words
from vault.ui.wording.words import Deed, Words

__all__ = ["BUG", "CATALOGUE", "Deed", "Words", "words"]

CATALOGUE: dict[type[Exception], Callable[[Any], Words]] = {
    **copy_words.CATALOGUE,
    **file_words.CATALOGUE,
    **key_words.CATALOGUE,
    **secret_words.CATALOGUE,
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
