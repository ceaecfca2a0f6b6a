"""`chat-vault tidy` in a terminal, its document for scripts, and the real restic as the judge of what is left."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.builders import lines, make_export, make_zip_export
from tests.cli.conftest import Computer
from tests.exports.made_telegram import account, two, written

CODE = ("--vault", "V", "--code-file", "s.txt")


@pytest.fixture
def vault(bare_computer: Computer) -> Path:
    """Two chats of WhatsApp's and an account of Telegram's."""
    assert bare_computer.run("create", "V", "--sheet", "s.txt").code == 3, "no password safe"
    photos = {f"IMG-{number}.jpg": random.Random(number).randbytes(100_000) for number in range(4)}
    path = bare_computer.home / "result.json"
    path.write_bytes(written(account(two("Cara", 102), two("Dora", 103))))
    anna = make_zip_export(bare_computer.home, "Anna", lines(20), photos)
    ben = make_export(bare_computer.home, "Ben")
    assert bare_computer.run("backup", anna, ben, path, *CODE).code == 0
    make_zip_export(bare_computer.home, "Anna", lines(40), photos)
    assert bare_computer.run("backup", anna, *CODE).code == 0
    return bare_computer.home / "V"


@pytest.mark.interop
def test_a_chat_is_removed_for_good(bare_computer: Computer, vault: Path) -> None:
    looked = bare_computer.run("tidy", "--dry-run", "--json", *CODE)
    assert (looked.code, looked.err) == (0, "")
    assert looked.document["backups"] == []
    assert {one["why"] for one in looked.document["kept"]} == {"only", "recent"}

    refused = bare_computer.run("tidy", "--remove-chat", "Anna", *CODE)
    assert refused.code == 2
    assert "--yes" in refused.err
    planned = bare_computer.run("tidy", "--remove-chat", "anna", "--dry-run", *CODE)
    assert planned.code == 0
    assert "2 backups to be removed:" in planned.out

    told = bare_computer.run("tidy", "--remove-chat", "Anna", "--yes", "--json", *CODE)
    assert (told.code, told.err) == (0, "")
    assert [one["chats"] for one in told.document["backups"]] == [["Anna"], ["Anna"]]
    assert told.document["done"]
    assert told.document["freed"] > 400_000
    chats = bare_computer.run("chats", "--json", *CODE).document["chats"]
    assert {one["name"] for one in chats} == {"Ben", "Cara", "Dora"}
    checked = bare_computer.restic(vault, bare_computer.home / "s.txt", "check", "--read-data")
    assert checked.returncode == 0, checked.stderr
    assert bare_computer.run("tidy", "--remove-chat", "Anna", "--yes", *CODE).code == 1
    again = bare_computer.run("tidy", *CODE)
    assert (again.code, again.out.splitlines()[0]) == (
        0, "There is nothing to tidy: everything in this vault is needed.",
    )  # fmt: skip


def test_second_copies_that_a_cloud_made_are_counted(bare_computer: Computer, vault: Path) -> None:
    pack = next(vault.glob("data/*/*"))
    pack.with_name(f"{pack.name} (1)").write_bytes(b"something else")
    planned = bare_computer.run("tidy", "--remove-chat", "Anna", "--dry-run", *CODE)
    assert "1 extra copy of the vault's files lies in its folder, made by a cloud." in planned.out
    planned = bare_computer.run("tidy", "--remove-chat", "Anna", "--dry-run", "--json", *CODE)
    assert planned.document["second_copies"] == 1
    told = bare_computer.run("tidy", "--remove-chat", "Anna", "--yes", *CODE)
    assert "1 extra copy of the vault's files stays in its folder, made by a cloud." in told.out
    assert "chat-vault check --read-all" in told.out
    assert list(vault.glob("data/*/* (1)"))


@pytest.mark.usefixtures("vault")
def test_it_asks_at_a_terminal_and_tells_who_shares_an_export(bare_computer: Computer) -> None:
    kept = bare_computer.run("tidy", "--remove-chat", "Cara", "--yes", *CODE)
    assert kept.code == 1
    assert "Add --whole-exports" in kept.err
    planned = bare_computer.run("tidy", "--remove-chat", "Cara", "--whole-exports", "--dry-run", "--json", *CODE)
    assert planned.code == 0
    assert planned.document["chats_lost_too"] == ["Dora"]
    assert [one["others"] for one in planned.document["shared"]] == [["Dora"]]
    assert bare_computer.run_typing("n", "tidy", "--remove-chat", "Cara", "--whole-exports", *CODE) == 1
    assert bare_computer.run_typing("y", "tidy", "--remove-chat", "Cara", "--whole-exports", *CODE) == 0
    chats = bare_computer.run("chats", "--json", *CODE).document["chats"]
    assert {one["name"] for one in chats} == {"Anna", "Ben"}


def test_wrong_usage(bare_computer: Computer) -> None:
    for words in (("--yes",), ("--whole-exports",)):
        assert bare_computer.run("tidy", *words).code == 2
