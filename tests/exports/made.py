"""All invented exports of all apps in one place: every `made_<app>.py` beside this file."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from vault.exports.base import Answers


@dataclass(frozen=True)
class Sample:
    """One invented export: which module made it, its file name, its bytes, and what a person would say about it."""

    maker: str
    name: str
    data: bytes
    answers: Answers

    @property
    def title(self) -> str:
        return f"{self.maker}: {self.name}"


def samples() -> Iterator[Sample]:
    """Every sample of every module that has some."""
    for path in sorted(Path(__file__).parent.glob("made_*.py")):
        module = importlib.import_module(f"tests.exports.{path.stem}")
        said: dict[str, Answers] = getattr(module, "answers", dict)()
        for name, data in getattr(module, "samples", dict)().items():
            yield Sample(path.stem, name, data, said.get(name, Answers(zone="UTC")))
