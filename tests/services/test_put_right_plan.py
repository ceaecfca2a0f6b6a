"""What must never be touched, and what is said instead."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from tests.builders import make_export
from vault.exposure.finding import Access, Finding, Kind, Root, Verdict
from vault.services import put_right_words as words
from vault.services.own_folders import is_of_a_program, is_of_others
from vault.services.put_right_plan import Effect, How, Primary, Refusal, Target, make_plan


def root_of(folder: Path, provider: str = "Dropbox", **changes: object) -> Root:
    root = Root(str(folder), provider, "provider-can-read", "It says so.", "config")
    return replace(root, **changes)  # type: ignore[arg-type]


def finding(path: Path, access: Access = "readable", *, kind: Kind = "file", root: Root | None = None) -> Finding:
    verdict = Verdict("yes", access, "whatsapp", "whatsapp-text", opened=True)
    return Finding(str(path), root or root_of(path.parent), verdict, "red", 1, None, (), kind)


@pytest.mark.parametrize(
    "folder",
    [
        ".config/Signal/sql", ".local/share/TelegramDesktop", ".var/app/org.signal.Signal/config",
        "AppData/Roaming/Signal", "AppData/Local/Packages/5319275A.WhatsAppDesktop", "Users/anna/Library/Messages",
        "Users/anna/Library/Mobile Documents/57T9237FN3~net~whatsapp~WhatsApp/Accounts", "snap/signal-desktop/common",
    ],
)  # fmt: skip
def test_a_programs_own_files(tmp_path: Path, folder: str) -> None:
    path = make_export(tmp_path / folder)
    plan = make_plan(finding(path))
    assert (plan.primary, plan.how, plan.lock_refused, plan.targets) == ("show-how", "its-app", "program-folder", ())


@pytest.mark.parametrize(
    "folder",
    [
        "Users/anna/Library/CloudStorage/GoogleDrive-anna/My Drive", "Library of chats", "Dropbox/library",
        "Users/anna/Library/Mobile Documents/com~apple~CloudDocs/Chats", "Documents/Signal",
    ],
)  # fmt: skip
def test_ones_own_files_with_names_like_that(tmp_path: Path, folder: str) -> None:
    assert make_plan(finding(make_export(tmp_path / folder))).primary == "lock"


@pytest.mark.parametrize("ending", ["-wal", "-shm", "-journal"])
def test_a_database_in_use(tmp_path: Path, ending: str) -> None:
    path = tmp_path / "msgstore.db"
    path.write_bytes(b"SQLite format 3\0")
    assert make_plan(finding(path)).primary == "lock"
    Path(f"{path}{ending}").write_bytes(b"x")
    assert make_plan(finding(path)).lock_refused == "app-database"


@pytest.mark.parametrize(
    ("files", "inside"),
    [
        (
            ("Manifest.plist", "Manifest.db", "Info.plist", "Status.plist"),
            "7c/7c7fba66680ef796b916b067077cc246adacf01d",
        ),
        (("config", "keys/a", "data/b", "index/c", "snapshots/d", "locks/e"), "data/7c/7c7f"),
        (("README", "config", "data/0/1", "hints.1", "index.1", "integrity.1"), "data/0/2"),
        (("vault.cryptomator", "masterkey.cryptomator", "d/AA/x"), "d/AA/BB/chat.c9r"),
    ],
)
def test_one_piece_of_a_set(tmp_path: Path, files: tuple[str, ...], inside: str) -> None:
    for name in (*files, inside):
        path = tmp_path / "backup" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("This is a Borg Backup repository." if name == "README" else "[repository]\nversion = 1\n")
    plan = make_plan(finding(tmp_path / "backup" / inside))
    assert (plan.primary, plan.lock_refused, plan.move_refused) == ("nothing", "part-of-set", "part-of-set")


@pytest.mark.parametrize(
    ("format_", "app", "how", "primary", "refusal"),
    [
        ("iphone-backup", "iphone", "phone-backup", "encrypt", "whole-set"),
        ("borg", None, "backup-program", "show-how", "whole-set"),
        ("telegram-export", "telegram", None, "lock", None),
        ("whatsapp-backup", "whatsapp", "its-app", "show-how", "whole-set"),
    ],
)
def test_whole_folders(
    tmp_path: Path, format_: str, app: str | None, how: How | None, primary: Primary, refusal: Refusal | None
) -> None:
    verdict = Verdict("yes", "readable", app, format_, opened=True)
    plan = make_plan(replace(finding(tmp_path, kind="set"), verdict=verdict))
    assert (plan.primary, plan.how, plan.lock_refused, plan.targets) == (primary, how, refusal, ())


@pytest.mark.parametrize(
    "folder",
    ["Shared with me", "Geteilte Ablagen", ".shortcut-targets-by-id", "OneDrive-SharedLibraries-X", "condivisi con me"],
)  # fmt: skip
def test_what_others_own_may_be_locked_and_stays(tmp_path: Path, folder: str) -> None:
    plan = make_plan(finding(make_export(tmp_path / folder / "x")))
    assert (plan.primary, plan.lock_refused, plan.move_refused, plan.targets) == ("lock", None, "others", ())


def test_a_file_of_another_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make_export(tmp_path)
    assert not is_of_others(path, None)
    monkeypatch.setattr(os, "getuid", lambda: 4242)
    assert is_of_others(path, None)
    assert make_plan(finding(path)).move_refused == "others"


def test_a_workplace(tmp_path: Path) -> None:
    path = make_export(tmp_path)
    assert make_plan(finding(path, root=root_of(tmp_path, "SharePoint"))).move_refused == "others"


def test_a_folder_that_must_not_be_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make_export(tmp_path)
    real = os.access
    monkeypatch.setattr(os, "access", lambda at, mode: Path(at) != tmp_path and real(at, mode))
    plan = make_plan(finding(path))
    assert (plan.primary, plan.lock_refused, plan.move_refused) == ("lock", None, "read-only")


def test_what_must_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make_export(tmp_path)
    monkeypatch.setattr(os, "access", lambda at, mode: Path(at) != path)
    assert make_plan(finding(path)).lock_refused == "not-allowed"


def test_what_lies_only_in_the_cloud_is_not_opened(tmp_path: Path) -> None:
    path = make_export(tmp_path)
    plan = make_plan(finding(path, root=root_of(tmp_path, streaming=True)))
    assert (plan.primary, plan.how, plan.lock_refused) == ("show-how", "make-available", "online-only")
    stub = tmp_path / ".chat.zip.icloud"
    stub.write_bytes(b"bplist00")
    assert make_plan(finding(stub)).lock_refused == "online-only"


def test_links_folders_and_what_is_gone(tmp_path: Path) -> None:
    path, link = make_export(tmp_path), tmp_path / "link.txt"
    link.symlink_to(path)
    assert make_plan(finding(link)).lock_refused == "link"
    assert make_plan(finding(tmp_path / "gone.txt")).lock_refused == "vanished"
    assert make_plan(finding(tmp_path / "gone.txt")).primary == "nothing"
    assert make_plan(finding(tmp_path / "gone", kind="set")).lock_refused == "vanished"


@pytest.mark.parametrize(
    ("access", "primary", "how"),
    [("user-key", "nothing", None), ("provider-key", "show-how", "check-up"), ("unknown", "nothing", None)],
)
def test_what_is_locked_already_or_half(tmp_path: Path, access: Access, primary: Primary, how: How | None) -> None:
    plan = make_plan(finding(make_export(tmp_path), access))
    assert (plan.primary, plan.how) == (primary, how)


def test_where_it_may_go_depends_on_where_it_lies(tmp_path: Path) -> None:
    path = make_export(tmp_path)
    local = make_plan(finding(path, root=root_of(tmp_path, "This computer", provider_class="local")))
    assert (local.targets, local.effects) == (("bin",), ("local-copy",))
    stick = make_plan(finding(path, root=root_of(tmp_path, "Removable disk", provider_class="removable")))
    assert (stick.targets, stick.effects) == (("local", "bin"), ("local-copy",))
    peers = make_plan(finding(path, root=root_of(tmp_path, "Syncthing", provider_class="peer-to-peer")))
    assert "leaves-cloud" not in peers.effects
    assert words.effects(make_plan(finding(path)))[0] == "It also disappears from Dropbox itself."


def test_every_key_has_short_words(tmp_path: Path) -> None:
    plan = make_plan(finding(make_export(tmp_path)))
    said = [words.refusal(key) for key in get_args(Refusal)]
    said += [words.how(key) for key in get_args(How)] + [words.target(key) for key in get_args(Target)]
    said += [*words.effects(replace(plan, effects=get_args(Effect))), words.NEEDED_QUESTION, words.NEEDED_REASON]
    said += [words.button(key) for key in get_args(Primary) if key != "nothing"]
    assert len(set(said)) == len(said)
    for text in said:
        for sentence in text.replace("? ", ". ").split(". "):
            assert 2 <= len(sentence.split()) <= 20, sentence
        assert not [bad for bad in ("erase", "shred", "hacked", "repository", "safe ") if bad in text.lower()], text


def test_programs_folders_are_told_by_whole_names() -> None:
    assert not is_of_a_program(Path("/home/anna/my.config/x.txt"))
    assert is_of_a_program(Path("/home/anna/.config/x.txt"))
