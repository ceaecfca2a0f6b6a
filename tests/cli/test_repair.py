"""`chat-vault repair` in a terminal: damage, what it says, and the real restic as the judge of what is left."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.builders import make_export, make_zip_export
from tests.cli.conftest import Computer


def _flip_a_photo(vault: Path) -> None:
    largest = max(vault.glob("data/*/*"), key=lambda path: path.stat().st_size)
    whole = bytearray(largest.read_bytes())
    whole[len(whole) // 2] ^= 1
    largest.write_bytes(whole)


@pytest.fixture
def vault(bare_computer: Computer) -> Path:
    """With one chat in it."""
    assert bare_computer.run("create", "V", "--sheet", "s.txt").code == 3, "no password safe"
    export = make_zip_export(bare_computer.home, "Anna", media={"IMG-20260501-WA0001.jpg": os.urandom(2_500_000)})
    assert bare_computer.run("backup", export, "--vault", "V", "--code-file", "s.txt").code == 0
    return bare_computer.home / "V"


@pytest.mark.interop
def test_repaired_and_backed_up_again_it_is_whole(bare_computer: Computer, vault: Path) -> None:
    code = ("--vault", "V", "--code-file", "s.txt")
    _flip_a_photo(vault)
    planned = bare_computer.run("repair", "--dry-run", "--json", *code)
    assert (planned.code, planned.err) == (3, "")
    (problem,) = planned.document["problems_before"]
    assert (problem["what"], problem["chats"]) == ("pack", ["Anna"])

    told = bare_computer.run("repair", "--json", *code)
    assert (told.code, told.err) == (3, "")
    assert told.document["problems_before"] == planned.document["problems_before"]
    assert [lost["chats"] for lost in told.document["problems_after"]] == [["Anna"]]
    shown = bare_computer.run("repair", *code)
    assert shown.code == 3
    assert "(WhatsApp Chat with Anna.zip) again" in shown.out
    for word in ("pack", "blob", "tree:"):
        assert word not in shown.out, "a word of the engine's"
    backed_up = bare_computer.run("backup", make_export(bare_computer.home, "Ben"), *code)
    assert (backed_up.code, "Next: chat-vault repair" in backed_up.out) == (3, True)
    tidied = bare_computer.run("tidy", "--dry-run", *code)
    assert (tidied.code, "is needed" in tidied.out, "Next: chat-vault repair" in tidied.out) == (3, False, True)

    assert bare_computer.run("backup", "WhatsApp Chat with Anna.zip", *code).code == 3, "nobody has looked since"
    whole = bare_computer.run("repair", *code)
    assert (whole.code, whole.out) == (0, "Nothing is damaged: every byte was read.\n")
    assert bare_computer.run("restore", "--to", "R", *code).code == 0
    checked = bare_computer.restic(vault, bare_computer.home / "s.txt", "check", "--read-data")
    assert checked.returncode == 0, checked.stderr
    assert "no errors were found" in checked.stdout


@pytest.mark.parametrize("hurt", ["deleted", "damaged"])
def test_backed_up_again_it_is_told_as_whole_again(bare_computer: Computer, vault: Path, hurt: str) -> None:
    code = ("--vault", "V", "--code-file", "s.txt")
    pack = max(vault.glob("data/*/*"), key=lambda path: path.stat().st_size)
    pack.unlink() if hurt == "deleted" else _flip_a_photo(vault)
    assert bare_computer.run("check", "--read-all", *code).code == 3
    export = "WhatsApp Chat with Anna.zip"
    told = bare_computer.run("backup", export, "--json", *code)
    assert told.code == 3, "whether all of the vault is whole, nobody has looked"
    (line,) = told.document["backups"]
    assert (line["already"], line["verified"], line["warnings"]) == (True, True, [])
    assert 500_000 < line["healed"] <= line["stored"]
    assert bare_computer.run("repair", *code).code == 0
    assert bare_computer.run("check", "--read-all", *code).code == 0
    again = bare_computer.run("backup", export, *code)
    assert (again.code, "nothing was stored twice" in again.out, "lost" in again.out) == (0, True, False)
    for pack in [path for path in vault.glob("data/*/*") if path.stat().st_size > 500_000]:
        pack.unlink()
    shown = bare_computer.run("backup", export, *code).out
    assert "a part of it was lost there" in shown
    assert "was stored anew" in shown
    assert "It is whole again" in shown
    assert "nothing was stored twice" not in shown


@pytest.mark.interop
def test_a_lost_list_leads_to_a_repair(bare_computer: Computer, vault: Path) -> None:
    code = ("--vault", "V", "--code-file", "s.txt")
    for list_file in vault.glob("index/*"):
        list_file.unlink()
    checked = bare_computer.run("check", *code)
    assert (checked.code, checked.out.count("Anna: ")) == (3, 1)
    assert "Next: chat-vault repair" in checked.out
    restored = bare_computer.run("restore", "--to", "R1", *code)
    assert restored.code == 1
    assert "chat-vault repair" in restored.err
    assert bare_computer.run("repair", *code).code == 0
    assert bare_computer.run("restore", "--to", "R2", *code).code == 0


@pytest.mark.interop
def test_a_copy_heals_even_the_config(bare_computer: Computer, vault: Path) -> None:
    code = ("--vault", "V", "--code-file", "s.txt")
    shutil.copytree(vault, bare_computer.home / "copy")
    _flip_a_photo(vault)
    (vault / "config").chmod(0o600)
    (vault / "config").write_bytes(os.urandom(100))
    refused = bare_computer.run("repair", *code)
    assert (refused.code, refused.err.count("\n")) == (1, 1)
    done = bare_computer.run("repair", "--from", "copy", "--json", *code)
    assert (done.code, done.document["healed"], done.document["problems_after"]) == (0, 1, [])
    checked = bare_computer.restic(vault, bare_computer.home / "s.txt", "check", "--read-data")
    assert checked.returncode == 0, checked.stderr


def test_what_can_still_be_read_is_not_let_go_by_the_option(bare_computer: Computer, vault: Path) -> None:
    """A damaged photo makes no backup one that nobody needs; what it does let go: tests/services/test_spent_backups."""
    _flip_a_photo(vault)
    told = bare_computer.run("repair", "--remove-lost", "--json", "--vault", "V", "--code-file", "s.txt")
    assert (told.code, told.err) == (3, "")
    assert (told.document["removed"], told.document["unreadable"]) == (0, [])
    tidied = bare_computer.run("tidy", "--dry-run", "--json", "--vault", "V", "--code-file", "s.txt")
    assert (tidied.document["set_aside"], tidied.document["set_aside_kept"] > 2_000_000) == (0, True)
    assert len(list(vault.glob("snapshots/*"))) == 1
