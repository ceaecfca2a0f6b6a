"""Words for exports that are locked, damaged, incomplete or of another version: four different sentences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from vault import errors
from vault.ui.wording.words import Words, quoted

_UNTOUCHED = "Your vault was not changed, and the file is as it was."

_COMPARE = "Compare it letter by letter, and type it once more. You can also keep it locked for now."

_SECRETS: dict[str, str] = {
    "whatsapp-key": "the 64 digits of its key, or the key file",
    "signal-30-digits": "its 30 digits",
    "signal-recovery-key": "its recovery key of 64 characters",
    "signal-desktop-key": "the key of Signal on this computer",
    "iphone-password": "the password of the iPhone backup",
}
"""What opens an export, by SecretKind."""


def secret_name(kind: str) -> str:
    """What to ask for, as the end of a sentence."""
    return _SECRETS.get(kind, "its password")


def _needed(error: errors.SecretNeeded) -> Words:
    return Words(
        f"{quoted(error.path.name)} is locked.",
        f"{error.app_name} locked it. To read its messages we need {secret_name(error.kind)}.",
        _UNTOUCHED, "Type it in. We keep it in your vault with the file, and never ask again.",
        "Type it in", "choose-file", small_print=error.hint,
    )  # fmt: skip


def _wrong(error: errors.WrongSecret) -> Words:
    name = secret_name(error.kind)
    happened, to_do = {
        "form": (f"It cannot be {name}: its length or its letters are others.", _COMPARE),
        "password": (
            "It looks like a password. This file opens with a key only.",
            "Change to the 64-digit key in WhatsApp, make a new backup, and bring that one.",
        ),
    }.get(error.reason, (f"It is not {name}. It may belong to another backup or another phone.", _COMPARE))
    return Words(
        f"This does not open {quoted(error.path.name)}.", happened, _UNTOUCHED, to_do, "Type it again", "choose-file",
        small_print=error.hint,
    )  # fmt: skip


def _damaged(error: errors.ExportDamaged) -> Words:
    return Words(
        f"{quoted(error.path.name)} is damaged.",
        "What is in it is not what the app wrote. Copying it may have been interrupted.",
        _UNTOUCHED, "Copy it once more, or make the export once more.", "Choose another file", "choose-file",
        small_print=error.detail,
    )  # fmt: skip


def _incomplete(error: errors.ExportIncomplete) -> Words:
    return Words(
        f"A part of {quoted(error.path.name)} is not here.",
        f"Without {quoted(error.missing)} nothing of it can be read.",
        _UNTOUCHED, "Drop all files of this export together.", "Choose the files", "choose-file",
    )  # fmt: skip


def _version(error: errors.UnsupportedVersion) -> Words:
    return Words(
        f"{quoted(error.path.name)} is of a kind that we do not know yet.",
        f"This version of {error.app_name} writes it in another way than those we can read.",
        _UNTOUCHED, "Look whether there is a newer Chat Vault.", "Choose another file", "choose-file",
        small_print=error.version,
    )  # fmt: skip


CATALOGUE: dict[type[Exception], Callable[[Any], Words]] = {
    errors.SecretNeeded: _needed,
    errors.WrongSecret: _wrong,
    errors.ExportDamaged: _damaged,
    errors.ExportIncomplete: _incomplete,
    errors.UnsupportedVersion: _version,
}
