"""The words about the recovery sheet, the ways in, and this computer's password safe."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from vault import errors
from vault.ui.wording.words import NOTHING_CHANGED, VAULT_WHOLE, Words, quoted


def _code(error: errors.CodeError) -> Words:
    return Words(
        "These rows do not open the vault.", "They are not what stands on its sheet.",
        NOTHING_CHANGED, "Compare them with your sheet.", "Compare again", "correct",
    )  # fmt: skip


def _row_mistake(error: errors.RowMistake) -> Words:
    return Words(
        f"Row {error.row} has a mistake.",
        "One of its characters does not fit the others.",
        NOTHING_CHANGED,
        "Compare it with your sheet, character by character.",
        "Compare again", "correct",
    )  # fmt: skip


def _rows_swapped(error: errors.RowsSwapped) -> Words:
    return Words(
        f"What you typed as row {error.row} is row {error.other}.",
        "The rows stand in another order on your sheet.",
        NOTHING_CHANGED,
        "Type the rows as they are numbered.",
        "Compare again", "correct",
    )  # fmt: skip


def _incomplete(error: errors.CodeIncomplete) -> Words:
    return Words(
        f"Row {error.row} is not complete yet.",
        "Each row has eight characters.",
        NOTHING_CHANGED, "Type the rest of it.", "Go on typing", "correct",
    )  # fmt: skip


def _other_sheet(error: errors.OtherVaultsSheet) -> Words:
    return Words(
        "This sheet belongs to another vault.",
        "You typed it without a mistake, but it opens a different one.",
        VAULT_WHOLE,
        "Look for the sheet with this vault's name, or choose the other vault.",
        "Try another sheet", "another-sheet",
    )  # fmt: skip


def _sheet_replaced(error: errors.SheetReplaced) -> Words:
    return Words(
        "This sheet does not open this vault.",
        "It belongs to this vault, but another sheet opens it now.",
        VAULT_WHOLE,
        "Try your other sheet, and keep both until one works.",
        "Try another sheet", "another-sheet",
    )  # fmt: skip


def _proof_failed(error: errors.ProofFailed) -> Words:
    rows = " and ".join(str(row) for row in error.rows)
    headline = f"Row {rows} is not the one on this sheet."
    if len(error.rows) != 1:
        headline = f"Rows {rows} are not those on this sheet." if rows else "These rows are not those on this sheet."
    return Words(
        headline,
        "You may be looking at an older sheet.",
        NOTHING_CHANGED,
        "Compare the date and the number at the top of the sheet.",
        "Compare again", "correct",
    )  # fmt: skip


def _last_way_in(error: errors.LastWayIn) -> Words:
    return Words(
        f"{quoted(error.label)} is the last sure way into your vault.",
        "Without it nobody could open the vault any more, you neither.",
        "Nothing was removed.",
        "Make a new recovery sheet and type two of its rows first.",
        "Make a new sheet", "new-sheet",
    )  # fmt: skip


def _keychain(error: errors.KeychainError) -> Words:
    return Words(
        "This computer's password safe does not work.", "It did not give us your key.",
        VAULT_WHOLE, "Open the vault with your recovery sheet.", "Use my sheet", "use-sheet",
    )  # fmt: skip


def _no_keychain(error: errors.NoKeychain) -> Words:
    return Words(
        "This computer has no password safe that we can use.",
        "So your key cannot stay on this computer between two sessions.",
        VAULT_WHOLE,
        "Open the vault with your recovery sheet each time.",
        "Use my sheet", "use-sheet", small_print="; ".join(error.reasons),
    )  # fmt: skip


def _keychain_locked(error: errors.KeychainLocked) -> Words:
    return Words(
        "This computer's password safe is locked.",
        "Your key lies in it, and we cannot reach it.",
        VAULT_WHOLE,
        "Unlock the password safe and try again, or use your recovery sheet.",
        "Try again", "retry",
    )  # fmt: skip


def _keychain_silent(error: errors.KeychainSilent) -> Words:
    return Words(
        "This computer's password safe does not answer.",
        f"We waited {error.seconds:.0f} seconds. It may be asking you something in another window.",
        VAULT_WHOLE,
        "Look for its window and try again, or use your recovery sheet.",
        "Try again", "retry",
    )  # fmt: skip


def _keychain_forgetful(error: errors.KeychainForgetful) -> Words:
    return Words(
        "This computer's password safe did not keep your key.",
        "It took the key and did not give it back, so we do not rely on it.",
        VAULT_WHOLE,
        "Open the vault with your recovery sheet each time.",
        "Use my sheet", "use-sheet",
    )  # fmt: skip


def _keychain_empty(error: errors.KeychainEmpty) -> Words:
    return Words(
        "This computer no longer has your key.",
        "Your vault is there, but the password safe of this computer has no key for it.",
        VAULT_WHOLE,
        "Open it with your recovery sheet.",
        "Use my sheet", "use-sheet",
    )  # fmt: skip


CATALOGUE: dict[type[Exception], Callable[[Any], Words]] = {
    errors.CodeError: _code,
    errors.RowMistake: _row_mistake,
    errors.RowsSwapped: _rows_swapped,
    errors.CodeIncomplete: _incomplete,
    errors.OtherVaultsSheet: _other_sheet,
    errors.SheetReplaced: _sheet_replaced,
    errors.ProofFailed: _proof_failed,
    errors.LastWayIn: _last_way_in,
    errors.KeychainError: _keychain,
    errors.NoKeychain: _no_keychain,
    errors.KeychainLocked: _keychain_locked,
    errors.KeychainSilent: _keychain_silent,
    errors.KeychainForgetful: _keychain_forgetful,
    errors.KeychainEmpty: _keychain_empty,
}
