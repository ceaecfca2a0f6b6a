"""A restore from a terminal that does not end: what it says, what it leaves, and that the same command goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import folder_content
from tests.cli.conftest import HANGS, SAMPLES, Computer, Done
from tests.journeys.conftest import write_protected as write_protected
from vault.services.unfinished import MARK

CODE = ("--vault", "V", "--code-file", "s.txt")
AT_A_NAME = """
import os, signal, sys
number, left, real = int(sys.argv.pop(1)), int(sys.argv.pop(1)), os.link

def link(*given, **words):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), number)
    real(*given, **words)

os.link = link
from vault.__main__ import main
sys.exit(main())
"""
AT_A_RESERVED_NAME = """
import errno, os, signal, sys
left, real = int(sys.argv.pop(1)), os.replace

def link(*given, **words):
    raise OSError(errno.EPERM, os.strerror(errno.EPERM))

def replace(source, *given, **words):
    global left
    if str(source).endswith(".part"):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
    real(source, *given, **words)

os.link, os.replace = link, replace
from vault.__main__ import main
sys.exit(main())
"""
FULL_AFTER = """
import errno, os, sys
target, left, real = sys.argv.pop(1), int(sys.argv.pop(1)), os.fsync

def flush(descriptor):
    global left
    if os.readlink(f"/proc/self/fd/{descriptor}").startswith(target):
        left -= 1
        if left < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    real(descriptor)

os.fsync = flush
from vault.__main__ import main
sys.exit(main())
"""


@pytest.fixture
def filled(bare_computer: Computer) -> Computer:
    """A computer with three chats in its vault."""
    assert bare_computer.run("create", "V", "--sheet", "s.txt").code == 3, "no password safe"
    assert bare_computer.run("backup", *SAMPLES, *CODE).code == 0
    return bare_computer


def meddled(computer: Computer, script: str, *words: object, before: tuple[str, ...] = ()) -> Done:
    """The command, with something that happens in the middle of it."""
    ended = subprocess.run(
        [*before, sys.executable, "-c", script, *map(str, words)],
        cwd=computer.home, env=computer.environment, capture_output=True, text=True, check=False, timeout=HANGS,
    )  # fmt: skip
    return Done(ended.returncode, ended.stdout, ended.stderr)


def is_complete(computer: Computer) -> bool:
    """Whether R holds the three exports and nothing else."""
    found = folder_content(computer.home / "R")
    return sorted(found.values()) == sorted(path.read_bytes() for path in SAMPLES)


@pytest.mark.parametrize("call", [2, 3, 4])
def test_ctrl_c_and_the_same_command_again(filled: Computer, call: int) -> None:
    """While the first, second or third export gets its name: the mark had the first."""
    stopped = meddled(filled, AT_A_NAME, signal.SIGINT, call, "restore", "--to", "R", "--json", *CODE)
    assert (stopped.code, stopped.err) == (
        1,
        "Stopped, as you asked. The same command again goes on where this one ended.\n",
    )
    document = stopped.document
    assert (document["finished"], document["identical"], document["can_go_on"]) == (False, False, True)
    assert document["restored"] + len(document["missing"]) == document["of"] == 3
    assert document["missing"][-1].startswith("WhatsApp/")
    assert "has not finished" in (filled.home / "R" / MARK).read_text()
    again = filled.run("restore", "--to", "R", "--json", *CODE)
    assert (again.code, again.err) == (0, "")
    assert again.document.items() >= {"finished": True, "identical": True, "missing": [], "kept": call - 1}.items()
    assert is_complete(filled)


def test_it_is_told_in_words(filled: Computer) -> None:
    stopped = meddled(filled, AT_A_NAME, signal.SIGINT, 3, "restore", "--to", "R", *CODE)
    assert stopped.code == 1
    told = stopped.out.splitlines()
    assert told[0].endswith("of 3, not finished")
    assert told[2] == f"What is back so far is in {filled.home / 'R'}"
    assert "Not back yet:" in told
    assert told[-1] == "Next: the same command again. It goes on in this folder, and keeps what is there."
    other = filled.run("restore", "Papa", "--to", "R", *CODE)
    assert (other.code, other.out) == (1, "")
    assert "was begun and did not end" in other.err
    again = filled.run("restore", "--to", "R", *CODE)
    assert "2 files lay there already, from a restore that did not end: compared, and kept." in again.out
    assert is_complete(filled)


@pytest.mark.parametrize("call", [1, 2, 3, 4])
@pytest.mark.parametrize("script", [AT_A_NAME, AT_A_RESERVED_NAME], ids=["links", "no links"])
def test_killed_and_the_same_command_again(filled: Computer, call: int, script: str) -> None:
    """Also on a disk that knows no links, where an empty file holds the name for a moment: FAT, exFAT."""
    number = (signal.SIGKILL,) if script == AT_A_NAME else ()
    killed = meddled(filled, script, *number, call, "restore", "--to", "R", *CODE)
    assert killed.code == -signal.SIGKILL
    assert list((filled.home / "R").rglob("*.part")), "it was in the middle of something"
    empty = [path for path in (filled.home / "R").rglob("*") if path.is_file() and not path.stat().st_size]
    assert bool(empty) == ("EPERM" in script)
    again = filled.run("restore", "--to", "R", *CODE)
    assert (again.code, again.err) == (0, "")
    assert is_complete(filled)


def test_a_file_of_ones_own_in_its_place_is_no_fault_of_the_vault(filled: Computer) -> None:
    words = ("restore", "Papa", "--to", "R", "--json", *CODE)
    stopped = meddled(filled, AT_A_NAME, signal.SIGINT, 2, *words)
    (missing,) = stopped.document["missing"]
    own = filled.home / "R" / missing
    own.write_text("mine")
    ended = filled.run(*words)
    assert (ended.code, [lost["why"] for lost in ended.document["unreadable"]]) == (1, ["not-written"])
    assert ended.err.startswith("Nothing could be brought back whole into this folder. Call it again, with another ")
    assert own.read_text() == "mine"


@pytest.mark.parametrize("flushes", [0, 2, 5])
def test_a_target_disk_that_is_full_and_has_room_again(filled: Computer, flushes: int) -> None:
    words = ("restore", "--to", "R", "--json", *CODE)
    full = meddled(filled, FULL_AFTER, filled.home / "R", flushes, *words)
    assert (full.code, full.err.count("\n")) == (1, 1)
    assert "full" in full.err
    assert (filled.home / "R").exists() == full.err.endswith("The same command again goes on where this one ended.\n")
    again = filled.run(*words)
    assert (again.code, again.document["identical"]) == (0, True)
    assert is_complete(filled)


def test_a_disk_that_became_read_only(filled: Computer, write_protected: Callable[[Path], None]) -> None:
    meddled(filled, AT_A_NAME, signal.SIGINT, 3, "restore", "--to", "R", *CODE)
    before = folder_content(filled.home / "R")
    write_protected(filled.home / "R")
    refused = filled.run("restore", "--to", "R", *CODE)
    assert (refused.code, refused.err.count("\n")) == (1, 1)
    assert refused.err.endswith("The same command again goes on where this one ended.\n")
    assert folder_content(filled.home / "R") == before


@pytest.mark.parametrize("mode", [0o000, 0o500])
@pytest.mark.parametrize("target", ["locked", "locked/R"])
def test_a_folder_that_one_may_not_write_to(filled: Computer, target: str, mode: int) -> None:
    """As anybody: root itself may write everywhere, unless this right is taken from it."""
    locked = filled.home / "locked"
    locked.mkdir()
    locked.chmod(mode)
    drop = ("setpriv", "--inh-caps=-all", "--bounding-set=-dac_override,-dac_read_search")
    command = "import sys; from vault.__main__ import main; sys.exit(main())"
    words = ("restore", "--to", target, *CODE)
    refused = meddled(filled, command, *words, before=drop if os.geteuid() == 0 else ())
    locked.chmod(0o700)
    assert (refused.code, refused.out, refused.err.count("\n")) == (1, "", 1)
    assert "not allow" in refused.err
    assert list(locked.iterdir()) == []
