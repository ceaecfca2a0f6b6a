"""Names that some system does not like, inside an export and of a chat: in and back as they were, from a terminal."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest

from tests.builders import folder_content, lines, make_export, make_folder_export
from tests.cli.conftest import Computer

CODE = ("--vault", "V", "--code-file", "s.txt")
UMLAUT = "Käse.jpg"
ODD = (
    "trailing dots...", "trailing blank ", " leading blank", "CON", "nul.txt", "com1.jpg", "a:b", "10:15.jpg",
    "family \U0001f468\u200d\U0001f469\u200d\U0001f467.jpg", "x" * 255, "\u96ea" * 85, "case.JPG", "CASE.jpg",
    unicodedata.normalize("NFC", UMLAUT), unicodedata.normalize("NFD", UMLAUT), "-rf", "--to", "line\nbreak.jpg",
    "tab\there", "back\\slash", 'quo"te', "*?<>|", "\u202egpj.exe", "\udcff\udcfe.jpg", ".hidden", "~$lock", "100%",
    ".chat-vault-0123456789abcdef.part", "NOT FINISHED - Chat Vault.txt", "about.json", "x (unfinished)",
)  # fmt: skip


@pytest.fixture
def with_vault(bare_computer: Computer) -> Computer:
    assert bare_computer.run("create", "V", "--sheet", "s.txt").code == 3, "no password safe"
    return bare_computer


def test_inside_an_export(with_vault: Computer) -> None:
    home = with_vault.home
    odd = {f"photos/{name}": b"%d" % number for number, name in enumerate(ODD)}
    folders = {
        f"{name}/in it.jpg": name.encode(errors="surrogateescape") for name in ODD if len(os.fsencode(name)) < 100
    }
    export = make_folder_export(home / "in", {**odd, **{f"files/{name}": data for name, data in folders.items()}})
    stored = with_vault.run("backup", export, "--json", *CODE)
    assert (stored.code, stored.err) == (3, ""), "a message of a kind that nobody knows"
    assert stored.document["backups"][0]["files"] == len(folder_content(export))
    went_in = {name.replace("/a:b", "/a%3Ab"): data for name, data in folder_content(export).items()}
    for folder in ("R", "another"):
        back = with_vault.run("restore", "--to", folder, "--json", *CODE)
        assert (back.code, back.err, back.document["identical"]) == (0, "", True)
        (found,) = (home / folder / "Telegram").rglob(export.name)
        assert folder_content(found) == went_in, "what Windows takes for a drive is written with its number"
    checked = with_vault.run("check", "--read-all", "--json", *CODE)
    assert (checked.code, checked.document["ok"]) == (0, True)


CHATS = (
    "-rf", "--json", "CON", "a/b", "..", "ends with dots...", "line\nbreak", "Anna", "anna",
    unicodedata.normalize("NFC", "Zoë"), unicodedata.normalize("NFD", "Zoë"), "\U0001f468\u200d\U0001f469",
    "\u96ea" * 60,
)  # fmt: skip


def test_of_a_chat(with_vault: Computer) -> None:
    """A name that a folder cannot have gets the nearest one; two that some system takes for one are told apart."""
    home = with_vault.home
    exports = []
    for number, name in enumerate(CHATS):
        written = name.replace("/", "_").replace("\n", " ")
        exports.append(
            make_export(home / f"in{number}", "", lines(number + 3), name=f"WhatsApp Chat with {written}.txt")
        )
    stored = with_vault.run("backup", "--json", *CODE, "--", *exports)
    assert (stored.code, stored.err) == (0, "")
    back = with_vault.run("restore", "--to", "R", "--json", *CODE)
    assert (back.code, back.document["identical"], back.document["restored"]) == (0, True, len(exports))
    found = folder_content(home / "R")
    assert sorted(found.values()) == sorted(export.read_bytes() for export in exports)
    keys = {unicodedata.normalize("NFC", name).casefold() for name in found}
    assert len(keys) == len(found), "no two are one on a system that does not tell capitals apart"
    one = with_vault.run("restore", "--to", "one", "--json", *CODE, "--", "-rf")
    assert (one.code, one.document["restored"]) == (0, 1)
    assert list(folder_content(home / "one").values()) == [exports[0].read_bytes()]


def test_of_the_folder_to_write_to(with_vault: Computer) -> None:
    export = make_export(with_vault.home / "in")
    with_vault.run("backup", export, *CODE)
    for name in ("--to", "-R", "line\nbreak", "\udcff", "trailing. ", "\U0001f468\u200d\U0001f469", "x" * 255):
        back = with_vault.run("restore", f"--to={name}", "--json", *CODE)
        assert (back.code, back.err) == (0, ""), name
        assert list(folder_content(with_vault.home / name).values()) == [export.read_bytes()]
    too_long = with_vault.run("restore", "--to", "x" * 256, *CODE)
    assert (too_long.code, too_long.out, too_long.err.count("\n")) == (1, "", 1)
    assert not list(Path(with_vault.home).glob("x" * 250 + "*"))[1:]
