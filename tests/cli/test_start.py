"""How much is loaded before a command does anything: counted in modules, for seconds depend on the computer."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

_READERS = ("lxml", "ijson", "rich", "zstandard", "apsw", "cryptography", "PySide6", "vault.exports", "vault.services")


def loaded(home: Path, *words: str) -> set[str]:
    """The modules of a process that ran this command."""
    code = (
        "import sys\n"
        f"sys.argv = ['chat-vault', *{words!r}]\n"
        "from vault.__main__ import main\n"
        "main()\n"
        "print('loaded:', *sys.modules)"
    )
    environment = {
        **os.environ,
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "c"),
        "XDG_DATA_HOME": str(home / "d"),
    }
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    return set(done.stdout.rpartition("loaded:")[2].split())


@pytest.mark.parametrize("words", [("--version",), ("--no-such-option",), ("no-such-command",)])
def test_what_needs_no_vault_loads_next_to_nothing(tmp_path: Path, words: tuple[str, ...]) -> None:
    modules = loaded(tmp_path, *words)
    assert not [name for name in modules if name.startswith(_READERS)]
    assert sum(name.startswith("vault") for name in modules) < 8


def test_the_status_is_told_without_the_readers_of_exports(tmp_path: Path) -> None:
    modules = loaded(tmp_path, "status")
    assert "vault.services.status" in modules
    assert not {"vault.exports.detect", "vault.services.back_up", "lxml", "ijson", "PySide6.QtCore"} & modules
    assert sum(name.startswith("vault.") for name in modules) < 170
