"""The real restic, run as a person would run it: the judge of what we write, and the writer of what we must read."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Restic:
    """The binary at work on one repository with one secret; its cache is its own."""

    repository: Path
    password: str
    cache: Path

    def attempt(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Run it and tell how it went."""
        environment = {
            **os.environ,
            "RESTIC_REPOSITORY": str(self.repository),
            "RESTIC_PASSWORD": self.password,
            "RESTIC_CACHE_DIR": str(self.cache),
        }
        command = ["restic", *(str(argument) for argument in arguments)]
        return subprocess.run(
            command,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            errors="surrogateescape",
            check=False,
            timeout=1200,
        )

    def run(self, *arguments: str | Path) -> str:
        """Run it; it must succeed. Returns what it printed."""
        done = self.attempt(*arguments)
        assert done.returncode == 0, f"restic {arguments} said {done.returncode}:\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def json(self, *arguments: str | Path) -> Any:
        """What it prints with --json."""
        return json.loads(self.run(*arguments, "--json"))

    def check(self) -> str:
        """Have it read and verify every byte; it must find no fault."""
        said = self.run("check", "--read-data")
        assert "no errors were found" in said
        return said
