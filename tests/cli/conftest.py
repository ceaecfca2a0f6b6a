"""Computers to type commands on: each with its own home, with or without a password safe."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from private_bus import PrivateBus, private_bus

from vault.places import resources

HANGS = 600
"""Seconds after which a command counts as hanging, on any machine."""
SAMPLES = sorted((resources() / "samples").iterdir())


@dataclass(frozen=True)
class Done:
    """How a command ended: its exit code and what it printed."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on standard output."""
        return json.loads(self.out)


@dataclass(frozen=True)
class Computer:
    """A home folder, and an environment in which commands run."""

    home: Path
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        inside = {"XDG_CONFIG_HOME": ".config", "XDG_DATA_HOME": ".local/share", "XDG_CACHE_HOME": ".cache"}
        own = {name: str(self.home / place) for name, place in inside.items()}
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        return {**kept, "HOME": str(self.home), "XDG_STATE_HOME": str(self.home / ".state"), **own, **self.extra}

    def run(self, *words: object, typed: str | None = None) -> Done:
        """`chat-vault WORDS` in this computer's home."""
        command = [sys.executable, "-m", "vault", *map(str, words)]
        done = subprocess.run(
            command, cwd=self.home, env=self.environment, input=typed, capture_output=True, text=True, check=False,
            timeout=HANGS,
        )  # fmt: skip
        return Done(done.returncode, done.stdout, done.stderr)

    def run_typing(self, text: str, *words: object) -> int:
        """The same at a terminal where a person types `text` and ends it; returns the exit code."""
        person, terminal = pty.openpty()
        try:
            command = [sys.executable, "-m", "vault", *map(str, words)]
            running = subprocess.Popen(
                command, cwd=self.home, env=self.environment, stdin=terminal, stdout=subprocess.DEVNULL
            )
            os.write(person, f"{text.strip()}\n\x04".encode())
            return running.wait(timeout=HANGS)
        finally:
            os.close(terminal)
            os.close(person)

    def restic(self, vault: Path, sheet: Path, *words: object) -> subprocess.CompletedProcess[str]:
        """The real restic on a vault, with the sheet's text as its password file."""
        command = ["restic", "--no-cache", "-r", str(vault), "--password-file", str(sheet), *map(str, words)]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False, timeout=HANGS)


@pytest.fixture
def bus() -> Iterator[PrivateBus]:
    """A private bus with an unlocked, empty keyring."""
    with private_bus() as running:
        yield running


@pytest.fixture
def computer(tmp_path: Path, bus: PrivateBus) -> Computer:
    """A computer with a password safe."""
    return _new(tmp_path / "first", bus.environment)


@pytest.fixture
def other_computer(tmp_path: Path) -> Iterator[Computer]:
    """Another one, whose password safe is empty."""
    with private_bus() as running:
        yield _new(tmp_path / "second", running.environment)


@pytest.fixture
def bare_computer(tmp_path: Path) -> Computer:
    """One without any password safe: a server, or a container."""
    return _new(tmp_path / "bare", {})


def _new(home: Path, extra: Mapping[str, str]) -> Computer:
    home.mkdir()
    return Computer(home, extra)
