"""The words about an unprotected copy that was to be locked or moved, and was not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from vault import errors
from vault.services.put_right_words import refusal
from vault.ui.wording.words import Words, quoted

_STAYS = "The copy lies where it was."


def _not_put_right(error: errors.PutRightError) -> Words:
    return Words(
        f"We left {quoted(error.path.name)} alone.", "Something about it is not as we expected.",
        _STAYS, "Look again, and try once more.", "Look again", "retry",
    )  # fmt: skip


def _must_not_touch(error: errors.MustNotTouch) -> Words:
    return Words(
        f"We do not touch {quoted(error.path.name)}.", refusal(error.reason),
        _STAYS, "If it is yours to change, change it in the program that made it.", "Close",
        small_print=error.reason,
    )  # fmt: skip


def _not_proven(error: errors.NotProven) -> Words:
    return Words(
        f"{quoted(error.path.name)} is not proven to be in your vault.",
        "We read it back from the vault, and it was not the same.",
        _STAYS, "Run a health check of your vault.", "Run a health check", "check",
    )  # fmt: skip


def _copy_changed(error: errors.CopyChanged) -> Words:
    return Words(
        f"{quoted(error.path.name)} has changed since it was locked.",
        "A program has written to it, or it was moved by somebody else.",
        "What was locked before is still in your vault. The file was left alone.",
        "Lock it once more, and then move it.", "Lock it once more", "retry",
    )  # fmt: skip


def _nowhere(error: errors.NowhereOutside) -> Words:
    return Words(
        f"There is no place outside the cloud for {quoted(error.path.name)}.",
        "Every folder that we could use on this computer is copied to a cloud as well.",
        _STAYS, "Put it on a memory stick, or into this computer’s bin.", "Close",
    )  # fmt: skip


def _not_where(error: errors.NotWhereWePutIt) -> Words:
    return Words(
        f"We cannot put {quoted(error.path.name)} back.",
        "It is not where we put it any more, or only you can take it out of the bin.",
        "A locked copy is in your vault.",
        "Open this computer’s bin and look for it there, or get it back from your vault.", "Close",
    )  # fmt: skip


CATALOGUE: dict[type[Exception], Callable[[Any], Words]] = {
    errors.PutRightError: _not_put_right,
    errors.MustNotTouch: _must_not_touch,
    errors.NotProven: _not_proven,
    errors.CopyChanged: _copy_changed,
    errors.NowhereOutside: _nowhere,
    errors.NotWhereWePutIt: _not_where,
}
