"""Folders, several files, and locked exports from a terminal; the real restic finds them whole."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from tests.builders import folder_content, make_export
from tests.cli.conftest import Computer
from tests.exports.made_telegram import account, two, written
from tests.exports.made_whatsapp_databases import DIGITS, encrypted, key_file, new_store
from vault.cli.column_words import hint, read_columns
from vault.cli.password_file import read_secret
from vault.cli.shown import WHY_SKIPPED
from vault.errors import EmptyExport, NotAChat
from vault.exports.base import SKIPPED, Columns


@pytest.mark.interop
def test_a_folder_and_a_locked_backup(bare_computer: Computer, tmp_path: Path) -> None:
    home, sheet = bare_computer.home, bare_computer.home / "s.txt"
    vault = bare_computer.run("create", "V", "--sheet", "s.txt", "--json").document["vault"]
    code = ("--code-file", sheet, "--vault", vault)
    folder, locked = home / "DataExport_2026-05-01", home / "msgstore.db.crypt15"
    (folder / "chats").mkdir(parents=True)
    (folder / "result.json").write_bytes(written(account(two("Ben", 102), two("Cara", 103))))
    (folder / "chats" / "photo.jpg").write_bytes(bytes(range(256)) * 9)
    locked.write_bytes(encrypted(new_store(), "crypt15"))

    done = bare_computer.run("backup", folder, locked, "--json", *code)
    assert (done.code, done.err) == (3, ""), "something is locked"
    telegram, whatsapp = done.document["backups"]
    assert (telegram["files"], [chat["name"] for chat in telegram["chats"]]) == (2, ["Ben", "Cara"])
    assert (whatsapp["warnings"], whatsapp["locked_by"], whatsapp["chats"]) == (["locked"], "whatsapp-key", [])

    (home / "digits.txt").write_text(DIGITS + "\n")
    done = bare_computer.run("backup", locked, "--password-file", "digits.txt", "--json", *code)
    assert (done.code, done.err) in ((0, ""), (3, ""))
    (line,) = done.document["backups"]
    assert (line["warnings"], line["already"], line["stored"] < 20_000) == ([], False, True)
    assert line["messages"] == sum(chat["messages"] for chat in line["chats"]) > 0

    told = bare_computer.run("restore", "Cara", "--to", "R", "--json", *code)
    assert (told.code, told.document["with_it"], told.document["restored"]) == (0, ["Ben"], 1)
    assert sorted(folder_content(home / "R").values()) == sorted(folder_content(folder).values())
    assert DIGITS.replace(" ", "") not in done.out + done.err

    checked = bare_computer.restic(Path(vault), sheet, "check", "--read-data")
    assert checked.returncode == 0, checked.stderr
    by_restic = tmp_path / "by-restic"
    back = bare_computer.restic(Path(vault), sheet, "restore", telegram["snapshot"], "--target", by_restic)
    assert back.returncode == 0, back.stderr
    (inner,) = (by_restic / "Telegram").rglob(folder.name)
    assert folder_content(inner) == folder_content(folder)


def test_a_key_in_a_file(tmp_path: Path) -> None:
    text, binary, empty = tmp_path / "key.txt", tmp_path / "key", tmp_path / "empty"
    text.write_bytes(b"\xef\xbb\xbf\r\n  secret with blanks \r\nand more\r\n")
    assert read_secret(str(text)) == "  secret with blanks "
    binary.write_bytes(key_file())
    assert read_secret(str(binary)).startswith("base64:rO0AB")
    empty.touch()
    for path in (empty, tmp_path / "gone"):
        with pytest.raises(click.BadParameter):
            read_secret(str(path))


def test_a_table_is_not_turned_away(tmp_path: Path) -> None:
    table, recipe = tmp_path / "chat.csv", tmp_path / "recipe.txt"
    table.write_text("date,sender,text\n2026-05-01T09:00:00,Anna,Hello there\n2026-05-01T09:01:00,Ben,Hi you\n")
    recipe.write_text("eggs\nmilk\n")
    assert "--columns auto" in hint(NotAChat(table))
    quiet = (NotAChat(recipe), NotAChat(tmp_path), NotAChat(tmp_path / "gone.csv"), EmptyExport(table))
    assert [hint(error) for error in quiet] == [""] * 4


def test_every_reason_has_words() -> None:
    assert set(WHY_SKIPPED) == set(SKIPPED)


def test_columns_in_words(tmp_path: Path) -> None:
    path = tmp_path / "chat.csv"
    path.write_text("date,sender,text\n2026-05-01T09:00:00,Anna,Hello there\n2026-05-01T09:01:00,Ben,Hi you\n")
    assert read_columns("auto", path) == Columns(0, 1, 2, ",", "", "", header=True)
    said = read_columns("date=3 sender=1 text=2 separator=tab date_form=%d.%m.%Y_%H:%M header=no", path)
    assert said == Columns(2, 0, 1, "\t", "", "%d.%m.%Y %H:%M", header=False)
    assert read_columns("text=1", path) == Columns(None, None, 0)
    assert read_columns("date=1 time=2 text=3", path) == Columns(0, None, 2, time=1)
    for wrong in ("date=1", "text=0", "text=x", "txt=1", "text=1 colour=red"):
        with pytest.raises(click.BadParameter):
            read_columns(wrong, path)
    with pytest.raises(click.BadParameter):
        read_columns("auto", tmp_path / "gone.csv")


def test_what_lies_in_a_folder_and_is_no_part_of_a_chat_is_counted_and_named(bare_computer: Computer) -> None:
    bare_computer.run("create", "V", "--sheet", "s.txt")
    code = ("--code-file", "s.txt", "--vault", "V")
    folder = bare_computer.home / "Downloads"
    make_export(folder, "Anna")
    (folder / "trip" / "day 1").mkdir(parents=True)
    for name in ("trip/day 1/lake.heic", "trip/hut.heic", "plan.ods"):
        (folder / name).write_bytes(b"x")
    done = bare_computer.run("backup", "Downloads", "--json", *code)
    assert (done.code, done.document["passed_over_files"]) == (3, 3)
    assert [Path(path).name for path in done.document["passed_over"]] == ["plan.ods", "trip"]
    shown = bare_computer.run("backup", "Downloads", *code)
    assert (shown.code, "known: 3 files." in shown.out) == (3, True)
    assert f"  {folder / 'trip'}\n" in shown.out
    (folder / "IMG-20260501-WA0001.jpg").write_bytes(b"jpg")
    (folder / "trip" / "day 1" / "IMG-20260501-WA0002.jpg").write_bytes(b"jpg")
    whole = bare_computer.run("backup", "Downloads", "--json", *code)
    assert (whole.code, whole.document["backups"][0]["files"], whole.document["passed_over_files"]) == (0, 6, 0)
