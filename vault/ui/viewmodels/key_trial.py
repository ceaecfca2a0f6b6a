"""Trying a key: on the export that it was typed for, and on all others that are locked in the same way."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from vault.errors import ExportUnreadable
from vault.exports.base import Answers
from vault.progress import Progress
from vault.services.back_up import BackUp, Look
from vault.services.vault import OpenedVault

_MOST_KEY_FILE = 4096  # bytes; a key file of WhatsApp has 158


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of it: what everything is with the key, and the answers with it where it opens."""

    looks: list[Look]
    answers: dict[Path, Answers]


@dataclass(frozen=True, slots=True)
class KeyTrial:
    """`secret` gives what was typed, or reads the file that was chosen; `same` are the paths that it may open."""

    back_up: BackUp
    vault: OpenedVault
    paths: Sequence[Path]
    answers: Mapping[Path, Answers]
    same: Sequence[Path]
    secret: Callable[[], str]

    def __call__(self, progress: Progress) -> Tried:
        """Look again with the key. Raises ExportUnreadable where the key file cannot be read."""
        secret = self.secret()
        with_key = {path: replace(self.answers.get(path, Answers()), secret=secret) for path in self.same}
        looks = self.back_up.look(self.paths, progress, self.vault, {**self.answers, **with_key})
        shut = {look.path for look in looks if look.secret is not None}
        opened = {path: answer for path, answer in with_key.items() if path not in shut}
        return Tried(looks, {**self.answers, **opened})


def content_of(file: Path) -> str:
    """A key file as Answers.secret has it. Raises ExportUnreadable."""
    try:
        with file.open("rb") as stream:
            return "base64:" + base64.b64encode(stream.read(_MOST_KEY_FILE)).decode()
    except OSError as error:
        raise ExportUnreadable(file) from error
