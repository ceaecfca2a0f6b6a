"""Every way in which a command can end: its exit code, one sentence on standard error, nothing else printed."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import zipfile
from contextlib import suppress
from pathlib import Path

import click
import pytest

from tests.cli.conftest import HANGS, SAMPLES, Computer, Done
from vault.__main__ import main
from vault.cli.commands import backup, status
from vault.cli.program import run


@pytest.fixture
def with_vault(bare_computer: Computer) -> Computer:
    """A computer with a vault V and its sheet s.txt; every command takes --code-file."""
    assert bare_computer.run("create", "V", "--sheet", "s.txt").code == 3
    return bare_computer


def opened(computer: Computer, *words: object, code: str = "s.txt", vault: str = "V") -> Done:
    return computer.run(*words, "--vault", vault, "--code-file", code)


def is_one_sentence(done: Done) -> bool:
    return done.out == "" and done.err.count("\n") == 1 and "Traceback" not in done.err


def test_help_and_version(bare_computer: Computer) -> None:
    told = bare_computer.run("--help")
    assert told.code == 0
    assert all(name in told.out for name in ("create", "open", "backup", "status", "chats", "restore", "check"))
    assert bare_computer.run("--version").out.startswith("Chat Vault 0.")
    assert "--sheet" in bare_computer.run("create", "--help").out


@pytest.mark.parametrize(
    "words",
    [
        ["no-such-command"],
        ["create", "V"],
        ["create", "V", "--sheet", "s.doc"],
        ["create", "V", "--sheet", "V/s.txt"],
        ["backup"],
        ["backup", "x.zip", "--zone", "Nowhere/Town"],
        ["backup", "x.zip", "--date-order", "year-first"],
        ["chats"],  # no vault is known, none was given
        ["restore", "--vault", "V"],
        ["status", "--code-file", "nowhere.txt"],
    ],
    ids=" ".join,
)
def test_wrong_usage(bare_computer: Computer, words: list[str]) -> None:
    done = bare_computer.run(*words)
    assert (done.code, done.out) == (2, "")
    assert "Traceback" not in done.err
    assert not (bare_computer.home / "V").exists()


def test_status_without_a_vault_says_so(bare_computer: Computer) -> None:
    done = bare_computer.run("status", "--json")
    assert done.code == 3
    assert done.document["reason"] == "no-vault"


def test_create_never_overwrites(with_vault: Computer) -> None:
    sheet = with_vault.home / "s.txt"
    before = sheet.read_bytes()
    again = with_vault.run("create", "V2", "--sheet", "s.txt")
    assert again.code == 1
    assert is_one_sentence(again)
    assert sheet.read_bytes() == before
    assert not (with_vault.home / "V2").exists()

    over = with_vault.run("create", "V", "--sheet", "new.txt")
    assert over.code == 1
    assert is_one_sentence(over)
    assert not (with_vault.home / "new.txt").exists()
    assert opened(with_vault, "chats").code == 0


def test_create_wants_an_empty_folder(bare_computer: Computer) -> None:
    (bare_computer.home / "V").mkdir()
    (bare_computer.home / "V" / "holiday.jpg").write_bytes(b"x")
    done = bare_computer.run("create", "V", "--sheet", "s.txt")
    assert done.code == 1
    assert is_one_sentence(done)
    assert [p.name for p in (bare_computer.home / "V").iterdir()] == ["holiday.jpg"]
    assert not (bare_computer.home / "s.txt").exists()


def test_different_faults_have_different_words(with_vault: Computer) -> None:
    home = with_vault.home
    assert with_vault.run("create", "W", "--sheet", "w.txt").code == 3
    rows = (home / "s.txt").read_text().strip().split("-")
    wrong = "A" if rows[1][0] != "A" else "B"
    (home / "typo.txt").write_text("-".join([rows[0], wrong + rows[1][1:], *rows[2:]]))
    (home / "swapped.txt").write_text("-".join([rows[1], rows[0], *rows[2:]]))
    (home / "short.txt").write_text("-".join(rows[:3]))
    (home / "nothing").mkdir()
    ended = {
        "typo": opened(with_vault, "chats", code="typo.txt"),
        "swapped": opened(with_vault, "chats", code="swapped.txt"),
        "short": opened(with_vault, "chats", code="short.txt"),
        "other vault's": opened(with_vault, "chats", code="w.txt"),
        "no vault": opened(with_vault, "chats", vault="nothing"),
        "no folder": opened(with_vault, "chats", vault="nowhere"),
        "no keychain": with_vault.run("chats", "--vault", "V"),
    }
    assert {name: done.code for name, done in ended.items()} == dict.fromkeys(ended, 1)
    assert all(is_one_sentence(done) for done in ended.values()), ended
    assert len({done.err for done in ended.values()}) == len(ended)
    assert "2" in ended["typo"].err


def bad_exports(home: Path) -> dict[str, Path]:
    """Files that no chat app gave out like this."""
    (home / "recipe.txt").write_text("Flour\nWater\nSalt\n" * 50)
    (home / "nothing.txt").write_bytes(b"")
    zipfile.ZipFile(home / "empty.zip", "w").close()
    whole = next(path for path in SAMPLES if path.suffix == ".zip").read_bytes()
    (home / "cut-off.zip").write_bytes(whole[: len(whole) * 2 // 3])
    names = ("recipe.txt", "nothing.txt", "empty.zip", "cut-off.zip", "not-there.zip")
    return {name: home / name for name in names}


def test_exports_that_are_none(with_vault: Computer) -> None:
    ended = {name: opened(with_vault, "backup", path) for name, path in bad_exports(with_vault.home).items()}
    assert {name: done.code for name, done in ended.items()} == dict.fromkeys(ended, 1)
    assert all(is_one_sentence(done) for done in ended.values()), ended
    without_names = {done.err.replace(name, "") for name, done in ended.items()}
    assert len(without_names) == len(ended) - 1, "an empty text and an empty zip are the same to a person"
    assert opened(with_vault, "chats", "--json").document == {"chats": []}


def test_one_bad_export_does_not_stop_the_others(with_vault: Computer) -> None:
    bad = bad_exports(with_vault.home)["recipe.txt"]
    done = opened(with_vault, "backup", bad, SAMPLES[0], "--json")
    assert done.code == 1
    assert [line["export"] for line in done.document["backups"]] == [SAMPLES[0].name]
    assert [failed["error"] for failed in done.document["failed"]] == ["NotAChat"]
    assert done.err.count("\n") == 1


def test_the_same_export_twice(with_vault: Computer) -> None:
    first = opened(with_vault, "backup", SAMPLES[0], "--json").document["backups"][0]
    again = opened(with_vault, "backup", SAMPLES[0], "--json")
    [second] = again.document["backups"]
    assert again.code == 0
    assert (second["already"], second["stored"], second["new"]) == (True, 0, 0)
    assert second["snapshot"] == first["snapshot"]
    assert "already" in opened(with_vault, "backup", SAMPLES[0]).out


def test_open_dates_need_attention_until_they_are_told(with_vault: Computer) -> None:
    export = with_vault.home / "WhatsApp Chat with Anna.txt"
    export.write_text("03/04/2026, 09:00 - Anna: hello\n05/06/2026, 09:01 - Ben: hello back\n")
    asked = opened(with_vault, "backup", export, "--json")
    assert asked.code == 3
    assert asked.document["backups"][0]["dates_open"] is True
    told = opened(with_vault, "backup", export, "--date-order", "day-first", "--zone", "UTC", "--json")
    assert told.code == 0, told.out + told.err
    [chat] = opened(with_vault, "chats", "--json").document["chats"]
    assert (chat["first"], chat["last"]) == ("2026-04-03T09:00:00Z", "2026-06-05T09:01:00Z")


def test_restore_of_nothing_of_no_such_chat_and_into_something(with_vault: Computer) -> None:
    nothing = opened(with_vault, "restore", "--to", "R")
    assert nothing.code == 1
    assert is_one_sentence(nothing)
    opened(with_vault, "backup", *SAMPLES)
    stranger = opened(with_vault, "restore", "Nobody", "--to", "R")
    assert stranger.code == 1
    assert is_one_sentence(stranger)
    (with_vault.home / "R").mkdir()
    (with_vault.home / "R" / "mine.txt").write_text("mine")
    in_the_way = opened(with_vault, "restore", "--to", "R")
    assert in_the_way.code == 1
    assert is_one_sentence(in_the_way)
    assert [p.name for p in (with_vault.home / "R").iterdir()] == ["mine.txt"]
    one = opened(with_vault, "restore", "Papa", "--to", "R1", "--json")
    assert (one.code, one.document["restored"], one.document["of"]) == (0, 1, 1)


def _largest_pack(vault: Path) -> Path:
    return max((path for path in (vault / "data").rglob("*") if path.is_file()), key=lambda path: path.stat().st_size)


def test_a_flipped_byte_is_found_and_the_rest_comes_back(with_vault: Computer) -> None:
    opened(with_vault, "backup", *SAMPLES)
    pack = _largest_pack(with_vault.home / "V")
    data = bytearray(pack.read_bytes())
    data[len(data) // 3] ^= 1
    pack.chmod(0o600)
    pack.write_bytes(data)

    checked = opened(with_vault, "check", "--read-all", "--json")
    assert (checked.code, checked.document["ok"]) == (3, False)
    assert any(problem["chats"] for problem in checked.document["problems"])
    back = opened(with_vault, "restore", "--to", "R", "--json")
    assert back.code in (1, 3)
    assert back.document["restored"] < back.document["of"] == 3
    assert {lost["why"] for lost in back.document["unreadable"]} == {"damaged"}
    good = [path for path in (with_vault.home / "R").rglob("*") if path.is_file()]
    assert {path.read_bytes() for path in good} <= {path.read_bytes() for path in SAMPLES}


def test_missing_packs_are_named(with_vault: Computer) -> None:
    opened(with_vault, "backup", *SAMPLES)
    for pack in [path for path in (with_vault.home / "V" / "data").rglob("*") if path.is_file()]:
        pack.unlink()
    checked = opened(with_vault, "check", "--json")
    assert (checked.code, checked.document["ok"]) == (3, False)
    back = opened(with_vault, "restore", "--to", "R")
    assert (back.code, back.err.count("\n")) == (1, 1)
    assert "restored 0 of 3" in back.out
    assert "They are in" not in back.out


def test_a_vault_whose_backups_are_all_missing_is_not_called_new(with_vault: Computer) -> None:
    opened(with_vault, "backup", SAMPLES[0])
    for path in (with_vault.home / "V" / "snapshots").iterdir():
        path.unlink()
    back = opened(with_vault, "restore", "--to", "R")
    assert is_one_sentence(back)
    assert "chat-vault check" in back.err
    assert opened(with_vault, "check").code == 3


def test_people_get_tables_and_no_codes(with_vault: Computer) -> None:
    assert "messages" in opened(with_vault, "backup", *SAMPLES).out
    listed = opened(with_vault, "chats").out
    assert all(name in listed for name in ("The Albers Family", "Cycling Sundays", "Papa"))
    assert "restored 3 of 3, identical" in opened(with_vault, "restore", "--to", "R").out
    assert "in order" in opened(with_vault, "check").out
    shown = [listed, opened(with_vault, "status").out]
    assert all("\x1b" not in text for text in shown), "colours are for terminals"


def test_bars_are_drawn_on_a_terminal_and_json_stays_alone(with_vault: Computer) -> None:
    ours, theirs = pty.openpty()
    words = ["backup", str(SAMPLES[0]), "--vault", "V", "--code-file", "s.txt", "--json"]
    running = subprocess.Popen(
        [sys.executable, "-m", "vault", *words], cwd=with_vault.home, env={**with_vault.environment, "TERM": "xterm"},
        stdout=subprocess.PIPE, stderr=theirs,
    )  # fmt: skip
    os.close(theirs)
    drawn = b""
    with suppress(OSError):  # EIO: nobody draws any more
        while read := os.read(ours, 65536):  # a slow machine draws often, more than a terminal holds unread
            drawn += read
    os.close(ours)
    printed, _ = running.communicate(timeout=HANGS)
    assert Done(running.returncode, printed.decode(), "").document["backups"]
    assert b"\x1b[" in drawn


def test_a_terminal_without_our_letters(with_vault: Computer) -> None:
    """Windows pipes in an old code page; a name or a tick that is not in it must not end the command."""
    export = with_vault.home / "WhatsApp Chat with \u660e.txt"
    export.write_text("24/12/2019, 17:42 - \u660e: \u4f60\u597d\n", encoding="utf-8")
    assert opened(with_vault, "backup", export).code == 0
    old = Computer(with_vault.home, {**with_vault.extra, "PYTHONIOENCODING": "cp1252"})
    for words in (["chats"], ["status"]):
        done = opened(old, *words)
        assert "?" in done.out
        assert done.err == ""


def test_an_export_that_may_not_be_read_is_no_wrong_usage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One of several must not stop the others: services tell it, in a sentence."""
    export = tmp_path / "WhatsApp Chat with Anna.txt"
    export.touch()
    monkeypatch.setattr(os, "access", lambda *_: False)
    with backup.make_context("backup", [str(export)]) as context:
        assert context.params["exports"] == (export,)


def test_stopped_before_a_command_began(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    class Interrupts:
        def find_spec(self, name: str, *_: object) -> None:
            if name == "vault.cli.program":
                raise KeyboardInterrupt

    monkeypatch.setattr(sys, "argv", ["chat-vault", "status"])
    monkeypatch.setattr(sys, "meta_path", [Interrupts(), *sys.meta_path])
    monkeypatch.delitem(sys.modules, "vault.cli.program", raising=False)
    assert main() == 1
    assert capsys.readouterr().err == "Stopped, as you asked.\n"


@pytest.mark.parametrize("how", [KeyboardInterrupt, click.Abort])
def test_stopped_while_a_command_begins(
    how: type[BaseException], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def begin(_context: click.Context) -> None:
        raise how

    monkeypatch.setattr(status, "invoke", begin)
    assert run(["status"]) == 1
    assert capsys.readouterr().err == "Stopped, as you asked.\n"


@pytest.mark.parametrize("how", ["flipped", "gone"])
def test_status_of_a_damaged_config_is_a_document_by_the_code_too(bare_computer: Computer, how: str) -> None:
    assert bare_computer.run("create", "V", "--sheet", "s.txt").code == 3, "no password safe"
    config = bare_computer.home / "V" / "config"
    whole = bytearray(config.read_bytes())
    whole[40] ^= 1
    config.write_bytes(whole) if how == "flipped" else config.unlink()
    done = bare_computer.run("status", "--json", "--vault", "V", "--code-file", "s.txt")
    assert (done.code, done.err) == (3, "")
    assert (done.document["state"], done.document["reason"]) == ("red", "cannot-open")


def test_chats_are_not_brought_back_into_the_vault(bare_computer: Computer) -> None:
    assert bare_computer.run("create", "V", "--sheet", "s.txt").code == 3, "no password safe"
    done = bare_computer.run("restore", "--to", "V/back", "--vault", "V", "--code-file", "s.txt")
    assert done.code == 1
    assert done.err == ("“back” lies inside your vault. Chats that anybody can read do not belong among locked ones.\n")
