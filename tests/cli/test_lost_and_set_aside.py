"""What nobody can give back, in a terminal: backups that others stand for, and damaged files that were set aside."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.builders import make_export, make_zip_export
from tests.cli.conftest import Computer

CODE = ("--vault", "V", "--code-file", "s.txt")
ANNA = "WhatsApp Chat with Anna.zip"


@pytest.fixture
def vault(bare_computer: Computer) -> Path:
    """With one chat in it, its photos in one pack and its folders in another."""
    assert bare_computer.run("create", "V", "--sheet", "s.txt").code == 3, "no password safe"
    make_zip_export(bare_computer.home, "Anna", media={"IMG-20260501-WA0001.jpg": os.urandom(700_000)})
    assert bare_computer.run("backup", ANNA, *CODE).code == 0
    return bare_computer.home / "V"


def packs(vault: Path) -> list[Path]:
    return sorted(vault.glob("data/*/*"), key=lambda path: path.stat().st_size)


def set_aside(vault: Path) -> list[Path]:
    return [path for path in vault.rglob("*") if "-damaged-" in path.name]


@pytest.mark.interop
def test_a_backup_that_another_stands_for_goes_when_asked(bare_computer: Computer, vault: Path) -> None:
    packs(vault)[0].unlink()
    checked = bare_computer.run("check", "--read-all", *CODE)
    assert (checked.code, "Next: chat-vault repair" in checked.out) == (3, True)
    again = bare_computer.run("backup", ANNA, "--json", *CODE)
    (line,) = again.document["backups"]
    assert (again.code, line["verified"], line["already"], line["warnings"]) == (3, True, False, [])
    assert len(list(vault.glob("snapshots/*"))) == 2

    planned = bare_computer.run("repair", "--dry-run", "--json", *CODE)
    assert (planned.code, [one["chats"] for one in planned.document["unreadable"]]) == (3, [["Anna"]])
    told = bare_computer.run("repair", *CODE)
    assert (told.code, told.err, "--remove-lost" in told.out) == (3, "", True)
    assert len(list(vault.glob("snapshots/*"))) == 2, "nothing goes unasked"

    done = bare_computer.run("repair", "--remove-lost", "--json", *CODE)
    assert (done.code, done.err, done.document["removed"], done.document["problems_after"]) == (0, "", 1, [])
    assert [path.name for path in vault.glob("snapshots/*")] == [line["snapshot"]]
    assert bare_computer.run("repair", *CODE).out == "Nothing is damaged: every byte was read.\n"
    restored = bare_computer.run("restore", "--to", "R", "--json", *CODE)
    assert (restored.code, restored.document["restored"], restored.document["identical"]) == (0, 1, True)
    checked_by_restic = bare_computer.restic(vault, bare_computer.home / "s.txt", "check", "--read-data")
    assert checked_by_restic.returncode == 0, checked_by_restic.stderr


def test_the_only_backup_stays_though_asked(bare_computer: Computer, vault: Path) -> None:
    packs(vault)[0].unlink()
    done = bare_computer.run("repair", "--remove-lost", *CODE)
    assert (done.code, done.err) == (3, "")
    assert f"({ANNA}) again" in done.out
    assert len(list(vault.glob("snapshots/*"))) == 1


@pytest.mark.interop
def test_damaged_files_set_aside_are_told_until_they_may_go(bare_computer: Computer, vault: Path) -> None:
    photo = packs(vault)[-1]
    whole = bytearray(photo.read_bytes())
    whole[len(whole) // 2] ^= 1
    photo.chmod(0o600)
    photo.write_bytes(whole)
    assert bare_computer.run("repair", *CODE).code == 3
    (aside,) = set_aside(vault)
    size = aside.stat().st_size
    kept = bare_computer.run("tidy", "--dry-run", "--json", *CODE).document
    assert (kept["set_aside"], kept["set_aside_kept"], kept["vault_damaged"]) == (0, size, True)
    said = bare_computer.run("tidy", *CODE).out
    assert "Damaged files that a repair set aside stay: " in said
    assert "They go once a full health check finds all well." in said
    assert set_aside(vault) == [aside]

    assert bare_computer.run("backup", ANNA, make_export(bare_computer.home, "Ben"), *CODE).code == 3
    assert bare_computer.run("check", "--read-all", *CODE).code == 0
    looked = bare_computer.run("tidy", "--dry-run", *CODE)
    assert (looked.code, "Damaged files that a repair set aside would go: " in looked.out) == (0, True)
    assert set_aside(vault) == [aside]
    done = bare_computer.run("tidy", "--json", *CODE)
    assert (done.code, done.document["set_aside"], done.document["set_aside_kept"]) == (0, size, 0)
    assert done.document["freed"] >= size
    assert set_aside(vault) == []
    assert "There is nothing to tidy" in bare_computer.run("tidy", *CODE).out
    assert bare_computer.run("restore", "--to", "R", *CODE).code == 0
    checked = bare_computer.restic(vault, bare_computer.home / "s.txt", "check", "--read-data")
    assert checked.returncode == 0, checked.stderr
