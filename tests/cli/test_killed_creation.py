"""`chat-vault create` killed at each of its moments, and typed again: it works, or a vault and its sheet are there."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import HANGS, Computer

KILLED = """
import os, pkgutil, signal, sys
from unittest import mock
from vault.__main__ import main

target, when = sys.argv.pop(1), sys.argv.pop(1)
module, _, name = target.partition(" ")
real = pkgutil.resolve_name(f"{module}:{name}")

def end(*given, **named):
    if when == "after":
        real(*given, **named)
    os.kill(os.getpid(), signal.SIGKILL)

mock.patch(f"{module}.{name}", end).start()
sys.exit(main())
"""

BEFORE_THE_SHEET = [
    ("vault.cli.sheet_file _write_new", "after"),
    ("vault.repository.creating encode_key_file", "before"),
    ("vault.repository.creating _write_config", "before"),
    ("vault.repository.creating _write_config", "after"),
    ("vault.services.create_vault keep_secret", "after"),
    ("vault.cli.sheet_file SheetFile.write", "before"),
]


def killed(computer: Computer, target: str, when: str, sheet: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, target, when, "create", "V", "--sheet", sheet],
        cwd=computer.home, env=computer.environment, capture_output=True, text=True, check=False, timeout=HANGS,
    )  # fmt: skip
    assert (ended.returncode, ended.stdout) == (-signal.SIGKILL, ""), ended.stderr


@pytest.mark.parametrize(("target", "when"), [one for one in BEFORE_THE_SHEET if "keep_secret" not in one[0]])
def test_without_a_password_safe_it_can_be_typed_again(bare_computer: Computer, target: str, when: str) -> None:
    killed(bare_computer, target, when, "s.txt")
    assert (bare_computer.home / "s.txt").read_bytes().startswith(b"No recovery sheet yet")
    again = bare_computer.run("create", "V", "--sheet", "s.txt")
    assert (again.code, "is ready" in again.out) == (3, True), again.err
    assert bare_computer.run("chats", "--vault", "V", "--code-file", "s.txt").code == 0
    refused = bare_computer.run("create", "V", "--sheet", "t.txt")
    assert (refused.code, refused.out) == (1, "")
    assert bare_computer.run("chats", "--vault", "V", "--code-file", "s.txt").code == 0


@pytest.mark.keychain
@pytest.mark.parametrize(("target", "when"), BEFORE_THE_SHEET)
def test_with_a_password_safe_it_can_be_typed_again(computer: Computer, target: str, when: str) -> None:
    killed(computer, target, when, "s.pdf")
    again = computer.run("create", "V", "--sheet", "s.pdf")
    assert (again.code, "is ready" in again.out) == (0, True), again.err
    assert (computer.home / "s.pdf").read_bytes().startswith(b"%PDF-")
    assert computer.run("chats").code == 0
    assert sorted(path.name for path in computer.home.iterdir() if path.name.endswith((".pdf", ".part"))) == ["s.pdf"]


def test_with_its_sheet_it_is_a_vault(bare_computer: Computer) -> None:
    killed(bare_computer, "vault.cli.sheet_file SheetFile.write", "after", "s.txt")
    sheet = (bare_computer.home / "s.txt").read_bytes()
    again = bare_computer.run("create", "V", "--sheet", "s.txt")
    assert (again.code, again.out, "left as it is" in again.err) == (1, "", True)
    assert (bare_computer.home / "s.txt").read_bytes() == sheet
    assert bare_computer.run("chats", "--vault", "V", "--code-file", "s.txt").code == 0


def test_a_place_that_a_living_process_keeps_is_left_alone(bare_computer: Computer) -> None:
    holds = "import sys; from pathlib import Path; from vault.cli.sheet_file import SheetFile;"
    holds += " SheetFile.reserve(Path('s.txt').absolute(), Path('V').absolute(), None); print(flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", holds], cwd=bare_computer.home, env=bare_computer.environment,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as other:  # fmt: skip
        assert other.stdout is not None
        other.stdout.readline()
        refused = bare_computer.run("create", "V", "--sheet", "s.txt")
        other.communicate(b"\n", timeout=HANGS)
    assert (refused.code, refused.out) == (1, "")
    assert not (bare_computer.home / "V").exists()
    assert bare_computer.run("create", "V", "--sheet", "s.txt").code == 3


@pytest.mark.parametrize("whole", [b"", b"my thesis", bytes(4096), b"No recovery sheet yet"])
def test_what_we_did_not_leave_stays(bare_computer: Computer, whole: bytes) -> None:
    path = Path(bare_computer.home / "s.txt")
    path.write_bytes(whole)
    assert bare_computer.run("create", "V", "--sheet", "s.txt").code == 1
    assert path.read_bytes() == whole
