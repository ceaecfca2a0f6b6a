"""`chat-vault exposure`: the contract of its JSON and its exit codes, on a computer without any vault."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.builders import make_export
from tests.cli.conftest import Computer

SNIPPETS = {
    "chat.json": '{"chat": "Hey, are you coming tonight? I have the keys.", "timestamp": "2026-05-01T19:02:11Z"}\n',
    "leaky_backup.txt": "2026-05-01 19:02 Anna: Are you coming tonight?\n2026-05-01 19:03 Ben: Yes, at eight\n"
    "2026-05-01 19:03 Anna: Bring the keys\n2026-05-01 19:05 Ben: ok\n",
    "archived_data.log": "[2026-05-01 19:02:11] Anna: Are you coming tonight?\n[2026-05-01 19:03:40] Ben: Yes\n"
    "[2026-05-01 19:04:02] Anna: Bring the keys\n",
}


@pytest.fixture
def dropbox(bare_computer: Computer) -> Path:
    """A computer with a Dropbox client's own settings."""
    folder = bare_computer.home / "Dropbox"
    folder.mkdir()
    (bare_computer.home / ".dropbox").mkdir()
    told = json.dumps({"personal": {"path": str(folder), "host": 1, "is_team": False}})
    (bare_computer.home / ".dropbox/info.json").write_text(told)
    return folder


def test_a_readable_chat_in_a_cloud_folder(bare_computer: Computer, dropbox: Path) -> None:
    path = make_export(dropbox / "old phone")
    done = bare_computer.run("exposure", "--json")
    assert (done.code, done.err) == (3, "")
    document = done.document
    assert document.keys() >= {"scanned", "findings", "skipped", "roots"}
    assert (document["scanned"], document["skipped"]) == (1, [])
    (finding,) = document["findings"]
    assert finding == {
        "path": str(path), "app": "whatsapp", "chat": "yes", "access": "readable", "severity": "red",
        "provider": "Dropbox", "provider_class": "provider-can-read", "opened": True, "evidence": finding["evidence"],
    }  # fmt: skip
    assert len(finding["evidence"]) >= 2
    assert all(sentence.endswith((".", "”")) for sentence in finding["evidence"])
    (root,) = document["roots"]
    assert root == {"path": str(dropbox), "provider": "Dropbox", "evidence": root["evidence"]}
    assert root["evidence"] in finding["evidence"]


def test_the_three_plain_snippets_are_all_reported(bare_computer: Computer, dropbox: Path) -> None:
    for name, text in SNIPPETS.items():
        (dropbox / name).write_text(text)
    done = bare_computer.run("exposure", "--json")
    assert done.code == 3
    findings = {Path(finding["path"]).name: finding for finding in done.document["findings"]}
    assert findings.keys() == SNIPPETS.keys()
    assert all(finding["access"] == "readable" for finding in findings.values())
    assert {finding["severity"] for finding in findings.values()} <= {"red", "amber"}


def test_nothing_found_is_done(bare_computer: Computer, dropbox: Path) -> None:
    (dropbox / "notes.txt").write_text("Milk, bread, apples.\n")
    done = bare_computer.run("exposure", "--json")
    assert (done.code, done.err) == (0, "")
    assert (done.document["findings"], done.document["scanned"]) == ([], 1)


def test_named_folders_only(bare_computer: Computer, dropbox: Path) -> None:
    make_export(dropbox, "Anna")
    wanted = make_export(bare_computer.home / "elsewhere", "Ben")
    done = bare_computer.run("exposure", bare_computer.home / "elsewhere", "--json")
    assert done.code == 3
    (finding,) = done.document["findings"]
    assert (finding["path"], finding["severity"], finding["provider"]) == (str(wanted), "amber", None)
    assert (finding["provider_class"], done.document["roots"]) == ("local", [])


def test_a_folder_around_a_cloud_folder_knows_it(bare_computer: Computer, dropbox: Path) -> None:
    make_export(dropbox)
    done = bare_computer.run("exposure", "Dropbox/..", "--json")
    assert [finding["severity"] for finding in done.document["findings"]] == ["red"]


def test_a_folder_that_is_not_there_is_wrong_usage(bare_computer: Computer) -> None:
    done = bare_computer.run("exposure", "none", "--json")
    assert (done.code, done.out) == (2, "")


def test_a_second_look_says_the_same(bare_computer: Computer, dropbox: Path) -> None:
    make_export(dropbox)
    first, second = (bare_computer.run("exposure", "--json").document for _ in range(2))
    assert first["findings"] == second["findings"]
    assert second["counts"]["opened"] == 0


def test_in_words(bare_computer: Computer, dropbox: Path) -> None:
    path = make_export(dropbox)
    (dropbox / "node_modules").mkdir()
    done = bare_computer.run("exposure")
    assert (done.code, done.err) == (3, "")
    assert done.out.splitlines()[:2] == [f"▲ {path}", "  This chat can be read in your Dropbox."]
    assert "1 copy of a chat was found among 1 files in 1 place." in done.out
    assert "1 folders that programs fill for themselves were skipped." in done.out


def test_nothing_of_a_chat_and_no_path_stays_on_the_disk(bare_computer: Computer, dropbox: Path) -> None:
    make_export(dropbox, "Canary", ["2026-05-01, 09:00 - Anna: canary words", "2026-05-01, 09:01 - Ben: canary too"])
    bare_computer.run("exposure", "--json")
    ours = [path for path in bare_computer.home.rglob("*") if path.is_file() and dropbox not in path.parents]
    assert any("looked-at" in path.name for path in ours)
    kept = b"".join(path.read_bytes() for path in ours if ".dropbox" not in path.parts)
    assert b"anary" not in kept
    assert str(dropbox).encode() not in kept
