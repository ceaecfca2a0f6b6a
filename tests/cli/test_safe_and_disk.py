"""What a password safe and a disk do to a command: each has its sentence, and the vault stays as it was."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import HANGS, SAMPLES, Computer, Done
from tests.journeys.conftest import write_protected as write_protected
from vault.errors import ChatVaultError, DiskFull, KeychainEmpty, KeychainLocked, NoPermission, ReadOnlyPlace
from vault.ui.messages import words


def listed(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def is_told(done: Done, error: ChatVaultError) -> bool:
    """Whether a command ended with this error's words alone."""
    headline = words(error).headline.replace("’", "'")
    return (done.code, done.out) == (1, "") and done.err.startswith(headline) and done.err.count("\n") == 1


@pytest.mark.keychain
@pytest.mark.parametrize("hurt", ["lock", "wipe"])
def test_a_locked_and_an_emptied_password_safe_make_no_new_key(computer: Computer, bus: object, hurt: str) -> None:
    vault = computer.home / "V"
    assert computer.run("create", "V", "--sheet", "s.txt").code == 0
    assert computer.run("backup", SAMPLES[0]).code == 0
    before = listed(vault)
    getattr(bus, hurt)()
    error = KeychainLocked() if hurt == "lock" else KeychainEmpty(str(vault))
    for command in (["chats"], ["backup", SAMPLES[1]], ["restore", "--to", "R"]):
        assert is_told(computer.run(*command), error), command
    again = computer.run("create", "V", "--sheet", "new.txt")
    assert (again.code, again.out) == (1, "")
    assert listed(vault) == before
    assert not (computer.home / "new.txt").exists()
    assert computer.run("restore", "--to", "R", "--code-file", "s.txt").code == 0


FULL = """
import errno, os, sys
from pathlib import Path
real, vault = os.fsync, Path(sys.argv.pop(1))

def flush(descriptor):
    if Path(f"/proc/self/fd/{descriptor}").readlink().is_relative_to(vault):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    real(descriptor)

os.fsync = flush
from vault.__main__ import main
sys.exit(main())
"""


def test_a_disk_that_is_full(bare_computer: Computer) -> None:
    """A disk of which nothing new can be flushed any more, on any machine that runs this."""
    home = bare_computer.home
    bare_computer.run("create", "V", "--sheet", "s.txt")
    bare_computer.run("backup", SAMPLES[0], "--vault", "V", "--code-file", "s.txt")
    snapshots = listed(home / "V" / "snapshots")
    words_typed = ["backup", str(SAMPLES[1]), "--vault", "V", "--code-file", "s.txt"]
    ended = subprocess.run(
        [sys.executable, "-c", FULL, str(home / "V"), *words_typed],
        cwd=home, env=bare_computer.environment, capture_output=True, text=True, check=False, timeout=HANGS,
    )  # fmt: skip
    assert is_told(Done(ended.returncode, ended.stdout, ended.stderr), DiskFull("V")), ended
    assert f"“{home / 'V'}”" in ended.stderr, "the place as a person knows it, not its last name"
    assert listed(home / "V" / "snapshots") == snapshots
    checked = bare_computer.run("check", "--read-all", "--vault", "V", "--code-file", "s.txt")
    assert (checked.code, checked.err) == (0, "")
    assert bare_computer.run(*words_typed).code == 0


def test_a_disk_that_can_only_be_read(bare_computer: Computer, write_protected: Callable[[Path], None]) -> None:
    home, stick = bare_computer.home, bare_computer.home / "stick"
    stick.mkdir()
    bare_computer.run("create", "stick/V", "--sheet", "s.txt")
    bare_computer.run("backup", *SAMPLES[:2], "--vault", "stick/V", "--code-file", "s.txt")
    write_protected(stick)
    code = ("--vault", "stick/V", "--code-file", "s.txt")
    refused = {
        "backup": bare_computer.run("backup", SAMPLES[2], *code),
        "restore": bare_computer.run("restore", "--to", "stick/R", *code),
        "create": bare_computer.run("create", "stick/W", "--sheet", "w.txt"),
    }
    for name, done in refused.items():
        place = str(home / "stick")
        assert any(is_told(done, error(place, writing=True)) for error in (ReadOnlyPlace, NoPermission)), (name, done)
        assert f"“{home / 'stick'}/{'W' if name == 'create' else 'R' if name == 'restore' else 'V'}”" in done.err
    sheet = bare_computer.run("create", "W", "--sheet", "stick/w.txt")
    assert (sheet.code, sheet.out) == (1, "")
    assert "No vault was made." in sheet.err
    assert not (home / "W").exists()
    assert not (home / "w.txt").exists()
    assert bare_computer.run("restore", "--to", "R", *code).code == 0  # to bring chats back, reading is enough
    assert bare_computer.run("check", "--read-all", *code).code == 0


@pytest.mark.parametrize(
    "typed", [["backup", SAMPLES[0]], ["restore", "--to", "R"], ["check"], ["repair"], ["tidy"], ["chats"],
              ["relock", "--yes", "--sheet", "r.txt"], ["open"]],
    ids=lambda typed: typed[0],
)  # fmt: skip
def test_a_disk_that_was_pulled_out(bare_computer: Computer, typed: list[object]) -> None:
    home = bare_computer.home
    bare_computer.run("create", "stick/V", "--sheet", "s.txt")
    (home / "stick").rename(home / "elsewhere")
    place = ["stick/V"] if typed == ["open"] else ["--vault", "stick/V"]
    done = bare_computer.run(*typed, *place, "--code-file", "s.txt")
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert f"“{home / 'stick' / 'V'}” is not there" in done.err
    assert not (home / "stick").exists()
    assert not (home / "r.txt").exists()
    told = bare_computer.run("status", "--vault", "stick/V", "--code-file", "s.txt")
    assert (told.code, str(home / "stick" / "V") in told.out) == (3, True)
