"""Files made by the real tools, for tests of what locks and what does not."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from vault.exposure.finding import Verdict
from vault.exposure.judge import judge_file
from vault.exposure.judge_sets import SetKind, judge_set, set_kind

CHAT = "".join(f"04/03/2025, 10:{n:02} - {('Anna', 'Ben')[n % 2]}: number {n}\n" for n in range(40))
CHAT_NAME = "WhatsApp Chat with Anna.txt"


def run(*command: str | Path, cwd: Path | None = None, **environment: str) -> None:
    """Run a tool that must succeed."""
    subprocess.run(command, cwd=cwd, env={**os.environ, **environment}, check=True, capture_output=True, timeout=600)


def judged(path: Path, name: str | None = None) -> Verdict:
    """The verdict about a file on this disk, under another name if one is given."""
    with path.open("rb") as stream:

        def read(offset: int, length: int) -> bytes:
            stream.seek(offset)
            return stream.read(length)

        return judge_file(str(path), name or path.name, path.stat().st_size, read)


class Folder:
    """A set's folder on this disk."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def names(self, below: str = "") -> Sequence[str]:
        return [entry.name for entry in (self.path / below).iterdir()]

    def read(self, name: str, offset: int, length: int) -> bytes:
        with (self.path / name).open("rb") as stream:
            stream.seek(offset)
            return stream.read(length)


def judged_set(path: Path) -> tuple[SetKind | None, Verdict | None]:
    """What a folder is, and the verdict about it."""
    folder = Folder(path)
    kind = set_kind(folder.names())
    return kind, judge_set(str(path), kind, folder) if kind else None
