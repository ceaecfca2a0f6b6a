"""The whole way in a terminal: create, back up, look, check, and bring back on another computer by the sheet."""

from __future__ import annotations

from pathlib import Path

import make_samples
import pytest

from tests.cli.conftest import SAMPLES, Computer

CHATS = [make_samples.read_chat(source) for source in make_samples.SOURCES.iterdir()]
MESSAGES = {chat.name: sum(record.sender is not None for record in chat.records) for chat in CHATS}


def files_below(folder: Path) -> dict[str, bytes]:
    """File name to bytes, wherever it lies; about.json aside."""
    found = [path for path in folder.rglob("*") if path.is_file() and path.name != "about.json"]
    assert len({path.name for path in found}) == len(found)
    return {path.name: path.read_bytes() for path in found}


EXPECTED = {path.name: path.read_bytes() for path in SAMPLES}


@pytest.mark.keychain
@pytest.mark.interop
def test_the_whole_way(computer: Computer, other_computer: Computer, tmp_path: Path) -> None:
    vault, sheet = computer.home / "V", computer.home / "s.txt"
    made = computer.run("create", "V", "--sheet", "s.txt", "--json")
    assert (made.code, made.err) == (0, "")
    assert made.document.items() >= {"vault": str(vault), "sheet": str(sheet), "keychain": True}.items()

    first = computer.run("status", "--json")
    assert first.code == 3
    assert first.document["state"] == "yellow"
    assert first.document["sheet_proved_on"] is None
    assert first.document["next_steps"]

    stored = computer.run("backup", *SAMPLES, "--json")
    assert (stored.code, stored.err) == (0, "")
    lines = stored.document["backups"]
    assert {line["export"] for line in lines} == EXPECTED.keys()
    assert all(line["verified"] and line["skipped"] == [] and not line["already"] for line in lines)
    assert all(line["messages"] == line["new"] for line in lines)

    listed = computer.run("chats", "--json").document["chats"]
    assert {chat["name"]: chat["messages"] for chat in listed} == MESSAGES
    assert {line["chats"][0]["name"]: line["messages"] for line in lines} == MESSAGES

    _restic_agrees(computer, vault, sheet, tmp_path / "by-restic", [line["snapshot"] for line in lines])

    empty = other_computer.run("restore", "--vault", vault, "--to", "R", "--json")
    assert (empty.code, empty.out) == (1, "")
    assert empty.err.count("\n") == 1

    back = other_computer.run("restore", "--vault", vault, "--code-file", sheet, "--to", "R", "--json")
    assert (back.code, back.err) == (0, "")
    assert back.document.items() >= {"restored": 3, "of": 3, "compared": 3, "unreadable": []}.items()
    assert back.document["messages"] == back.document["messages_expected"] == sum(c["messages"] for c in listed)
    assert files_below(other_computer.home / "R") == EXPECTED

    known = other_computer.run("open", vault, "--code-file", sheet, "--json")
    assert (known.code, known.document["keychain"]) == (0, True)
    checked = other_computer.run("check", "--read-all", "--json")
    assert (checked.code, checked.document["ok"]) == (0, True)
    assert checked.document["read_bytes"] > sum(len(data) for data in EXPECTED.values()) / 2
    unproved = other_computer.run("status", "--json")
    assert (unproved.code, unproved.document["reason"]) == (3, "sheet-unproved"), "a file handed over proves nothing"

    assert other_computer.run_typing(sheet.read_text().replace("-", "\n"), "open", vault, "--code-file", "-") == 0
    green = other_computer.run("status", "--json")
    assert (green.code, green.document["state"]) == (0, "green"), green.out
    assert len(green.document["chats"]) == 3


def _restic_agrees(computer: Computer, vault: Path, sheet: Path, target: Path, snapshots: list[str]) -> None:
    """The independent judge: every byte is in order, and what comes back is what went in."""
    check = computer.restic(vault, sheet, "check", "--read-data")
    assert check.returncode == 0, check.stdout + check.stderr
    assert "no errors were found" in check.stdout
    for snapshot in snapshots:
        done = computer.restic(vault, sheet, "restore", snapshot, "--target", target)
        assert done.returncode == 0, done.stderr
    assert files_below(target) == EXPECTED


def test_without_any_password_safe(bare_computer: Computer) -> None:
    made = bare_computer.run("create", "V", "--sheet", "s.txt", "--json")
    assert (made.code, made.document["keychain"]) == (3, False)
    refused = bare_computer.run("backup", SAMPLES[0], "--vault", "V")
    assert refused.code == 1
    assert refused.err.count("\n") == 1

    stored = bare_computer.run("backup", SAMPLES[0], "--vault", "V", "--code-file", "s.txt", "--json")
    assert stored.code == 0
    code = (bare_computer.home / "s.txt").read_text()
    listed = bare_computer.run("chats", "--code-file", "-", "--json", typed=code)
    assert [chat["messages"] for chat in listed.document["chats"]] == [stored.document["backups"][0]["messages"]]
    opened = bare_computer.run("open", "V", "--code-file", "s.txt", "--json")
    assert (opened.code, opened.document["keychain"]) == (3, False)
    back = bare_computer.run("restore", "--code-file", "s.txt", "--to", "R", "--json")
    assert (back.code, back.document["restored"]) == (0, 1)
    assert files_below(bare_computer.home / "R") == {SAMPLES[0].name: SAMPLES[0].read_bytes()}


@pytest.mark.keychain
def test_nothing_secret_is_left_in_the_home(computer: Computer) -> None:
    for words in (("create", "V", "--sheet", "s.txt"), ("backup", *SAMPLES), ("chats",)):
        done = computer.run(*words)
        assert (done.code, done.err) == (0, ""), words
    code = (computer.home / "s.txt").read_text().strip()
    (computer.home / "s.txt").unlink()
    secrets = [code, code.split("-")[2], "Oma Lene", "caraway", "Cycling Sundays", "Papa", "magnolia"]
    files = [path for path in computer.home.rglob("*") if path.is_file()]
    assert len(files) > 8
    for path in files:
        everything = str(path).encode() + path.read_bytes()
        assert [secret for secret in secrets if secret.encode() in everything] == [], path
