"""`relock` in a terminal: another key, a new sheet, and the old one dead to restic as well."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import HANGS, SAMPLES, Computer

pytestmark = [pytest.mark.keychain, pytest.mark.interop]


@pytest.fixture
def vault(computer: Computer) -> Path:
    assert computer.run("create", "V", "--sheet", "s.txt", "--json").code == 0
    assert computer.run("backup", SAMPLES[0]).code == 0
    return computer.home / "V"


def test_a_new_key_with_a_sheet_that_nobody_showed(computer: Computer, vault: Path) -> None:
    old, new = computer.home / "s.txt", computer.home / "new.txt"
    before = computer.run("chats", "--json").document["chats"]
    done = computer.run("relock", "--sheet", "new.txt", "--yes", "--json")
    assert (done.code, done.err) == (3, "")
    told = {"sheet": str(new), "sheet_number": 2, "sheet_proved": False, "keychain": True, "computers_out": 0}
    assert done.document.items() >= told.items()
    chats = computer.run("chats", "--json").document["chats"]
    same = ("name", "messages", "attachments", "first", "last")
    assert [[chat[name] for name in same] for chat in chats] == [[chat[name] for name in same] for chat in before]
    assert computer.run("status", "--json").document["reason"] == "sheet-unproved"
    assert computer.run("check", "--read-all").code == 0
    assert computer.restic(vault, old, "snapshots").returncode != 0
    assert "no errors were found" in computer.restic(vault, new, "check", "--read-data").stdout
    assert sorted(path.name for path in computer.home.iterdir() if "relock" in path.name) == []


def test_two_rows_typed_at_a_terminal_prove_it(computer: Computer, vault: Path) -> None:
    """The first attempt has a mistake."""
    person, terminal = pty.openpty()
    words = [sys.executable, "-m", "vault", "relock", "--sheet", "new.txt"]
    running = subprocess.Popen(
        words, cwd=computer.home, env=computer.environment, stdin=terminal, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, bufsize=0,
    )  # fmt: skip
    assert running.stderr is not None
    said, answered = b"", 0
    while chunk := running.stderr.read(1):
        said += chunk
        asked = re.findall(rb"Row (\d): ", said)
        if len(asked) > answered:
            answered += 1
            row = (computer.home / "new.txt").read_text().strip().split("-")[int(asked[-1]) - 1]
            os.write(person, (f"{row}\n" if answered > 1 else "22222222\n").encode())
    assert running.wait(timeout=HANGS) == 0, said
    assert answered == 4
    running.stderr.close()
    os.close(person)
    os.close(terminal)
    assert computer.run("status", "--json").document["sheet_proved_on"] is not None


def test_without_a_terminal_nobody_can_be_asked(computer: Computer, vault: Path) -> None:
    refused = computer.run("relock", "--sheet", "new.txt")
    assert refused.code == 2
    assert not (computer.home / "new.txt").exists()
    in_the_way = computer.run("relock", "--sheet", "s.txt", "--yes")
    assert in_the_way.code == 1
    assert "The key was not changed." in in_the_way.err
    assert "no errors were found" in computer.restic(vault, computer.home / "s.txt", "check").stdout
