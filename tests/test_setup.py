"""packaging/setup.sh on computers that it cannot prepare: it names the exact command to type, and changes nothing."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

SETUP = Path(__file__).resolve().parents[1] / "packaging" / "setup.sh"
PROGRAMS = ("sh", "dirname", "head", "printf", "env")


@pytest.fixture
def bare_path(tmp_path: Path) -> Path:
    """A folder of programs as on a person's computer where nothing of ours is installed, and who is not root."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in PROGRAMS:
        found = shutil.which(name)
        assert found is not None
        (folder / name).symlink_to(found)
    _program(folder, "id", "echo 1000")
    _program(folder, "uname", "echo Linux")
    _program(folder, "ldconfig", "true")
    return folder


def _program(folder: Path, name: str, body: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{body}\n")
    (folder / name).chmod(0o755)


def _set_up(path: Path, need: str = "test") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(SETUP), need],
        env={"PATH": str(path)},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


@pytest.mark.parametrize(
    ("manager", "says"),
    [
        ("apt-get", "sudo apt-get update && sudo apt-get install --no-install-recommends libegl1"),
        ("dnf", "sudo dnf install mesa-libEGL"),
        ("pacman", "sudo pacman -S --needed libglvnd"),
    ],
)
def test_the_command_to_type_is_named(bare_path: Path, manager: str, says: str) -> None:
    _program(bare_path, manager, "echo must not be called; exit 9")
    done = _set_up(bare_path)
    assert done.returncode == 1
    assert says in done.stderr
    assert "restic" in done.stderr
    assert "must not be called" not in done.stdout + done.stderr


def test_an_unknown_system_is_told_what_is_needed(bare_path: Path) -> None:
    done = _set_up(bare_path)
    assert done.returncode == 1
    assert all(word in done.stderr for word in ("Qt 6", "Xvfb", "gnome-keyring", "restic"))


def test_a_mac_is_told_of_the_judges_only(bare_path: Path) -> None:
    _program(bare_path, "uname", "echo Darwin")
    done = _set_up(bare_path)
    assert done.returncode == 1
    assert "brew install restic borgbackup poppler age p7zip qpdf zip gnupg openssl" in done.stderr


def test_sudo_is_used_where_it_asks_for_nothing(bare_path: Path) -> None:
    _program(bare_path, "sudo", 'echo "sudo $*" >&2')
    _program(bare_path, "apt-get", "true")
    done = _set_up(bare_path)
    assert "apt-get install -y -qq --no-install-recommends libegl1" in done.stderr
    assert done.returncode == 1, "what is still missing afterwards must stop it"
    assert "still missing" in done.stderr


def test_a_word_must_be_said(bare_path: Path) -> None:
    done = subprocess.run([str(SETUP)], env={"PATH": str(bare_path)}, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "window, tour or test" in done.stderr
