"""An about.json of a version that this program does not know: the export comes back, and is told as a newer one's."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.builders import Computer, back_up, folder_content, make_export, make_zip_export
from tests.exports.made_telegram import chat, message, written
from tests.exports.made_whatsapp_databases import encrypted, new_store
from vault.progress import NoProgress
from vault.repository.archiver import Archiver, folder_node
from vault.repository.snapshot import Snapshot
from vault.services.about import VERSION, decode_about, encode_about
from vault.services.contents import read_export
from vault.services.create_vault import Created

QUIET = NoProgress()
CORE = ("app", "app_name", "chat", "key", "source", "file", "files", "size")
Words = dict[str, Any]


def with_more(words: Words) -> Words:
    """As much as now, and words that nobody knows."""
    return words | {"about": 99, "mood": {"of": ["the", "day"]}}


def with_the_core_alone(words: Words) -> Words:
    """Everything else is said by other words."""
    return {name: words[name] for name in CORE} | {"about": 99, "messages": {"texts": 5}, "blake3": "ab" * 32}


Change = Callable[[Words], Words]


def put_in_by_a_newer_program(computer: Computer, created: Created, path: Path, change: Change) -> None:
    """Back it up, and put the same with another about.json in the place of that."""
    computer.services.back_up.run(created.vault, [path], {}, QUIET)
    repository = created.vault.repository
    (snapshot,) = repository.snapshots()
    stored = read_export(repository, snapshot)
    assert stored is not None
    words = change(msgspec.json.decode(encode_about(stored.about)))
    with repository.writing() as writer:
        archiver = Archiver(repository, writer, QUIET)
        beside = archiver.store_bytes("about.json", msgspec.json.encode(words))
        tree = archiver.store_nodes([stored.node, beside.node])
        for name in reversed(snapshot.paths[0].strip("/").split("/")):
            tree = archiver.store_nodes([folder_node(name, tree, None)])
        repository.save_snapshot(Snapshot(computer.clock.now, tree, snapshot.paths))
    repository.backend.remove("snapshots", snapshot.id)
    created.vault.library.forget({snapshot.id})


def text_of_anna(exports: Path) -> Path:
    return make_export(exports, "Anna")


def zip_of_anna(exports: Path) -> Path:
    return make_zip_export(exports, "Anna")


def folder_of_telegram(exports: Path) -> Path:
    folder = exports / "ChatExport_2026-05-01"
    (folder / "photos").mkdir(parents=True)
    (folder / "result.json").write_bytes(written(chat([message(number) for number in range(1, 8)])))
    (folder / "photos" / "1.jpg").write_bytes(b"jpg")
    return folder


@pytest.mark.parametrize("change", [with_more, with_the_core_alone])
@pytest.mark.parametrize("make", [text_of_anna, zip_of_anna, folder_of_telegram])
def test_it_comes_back_is_read_and_stays(
    computer: Computer,
    created: Created,
    exports: Path,
    tmp_path: Path,
    make: Callable[[Path], Path],
    change: Change,
) -> None:
    path = make(exports)
    put_in_by_a_newer_program(computer, created, path, change)
    plan = computer.services.restore.plan(created.vault, None, tmp_path / "back")
    report = computer.services.restore.run(created.vault, plan, QUIET)
    assert (report.identical, report.unreadable, report.newer) == (True, (), 1)
    went_in = folder_content(path) if path.is_dir() else {path.name: path.read_bytes()}
    assert sorted(folder_content(tmp_path / "back").values()) == sorted(went_in.values())
    assert computer.services.browse.bring_up_to_date(created.vault, QUIET)
    (found,) = computer.services.browse.chats(created.vault)
    assert (found.messages > 0, found.unread) == (True, "")
    (line,) = computer.services.back_up.run(created.vault, [path], {}, QUIET).backups
    assert (line.already, line.verified, line.warnings) == (True, True, ())
    assert computer.services.check.run(created.vault, True, QUIET).ok


def test_what_cannot_be_read_without_its_words_is_told_as_a_newer_ones(
    computer: Computer, created: Created, exports: Path, tmp_path: Path
) -> None:
    exports.mkdir()
    locked = exports / "msgstore.db.crypt15"
    locked.write_bytes(encrypted(new_store(), "crypt15"))
    put_in_by_a_newer_program(computer, created, locked, with_the_core_alone)
    for _ in range(2):
        (found,) = computer.services.browse.chats(created.vault)
        assert (found.messages, found.unread) == (0, "newer")
        computer.services.browse.bring_up_to_date(created.vault, QUIET)
    plan = computer.services.restore.plan(created.vault, None, tmp_path / "back")
    assert computer.services.restore.run(created.vault, plan, QUIET).identical
    assert folder_content(tmp_path / "back").popitem()[1] == locked.read_bytes()


def test_damage_is_found_in_it_as_in_any(computer: Computer, created: Created, exports: Path, tmp_path: Path) -> None:
    anna = make_zip_export(exports, "Anna", media={"IMG-20260501-WA0001.jpg": os.urandom(900_000)})
    put_in_by_a_newer_program(computer, created, anna, with_the_core_alone)
    files = computer.backend(created.vault.folder).files
    pack = max((key for key in files if key[0] == "data"), key=lambda key: len(files[key]))
    files[pack] = files[pack][:400_000] + bytes(64) + files[pack][400_064:]
    plan = computer.services.restore.plan(created.vault, None, tmp_path / "back")
    assert [lost.why for lost in computer.services.restore.run(created.vault, plan, QUIET).unreadable] == ["damaged"]


@pytest.mark.parametrize("version", [1, 2, VERSION])
def test_one_of_ours_that_lacks_words_is_none(
    computer: Computer, created: Created, exports: Path, version: int
) -> None:
    back_up(computer, created.vault, text_of_anna(exports))
    stored = read_export(created.vault.repository, created.vault.repository.snapshots()[0])
    assert stored is not None
    words = with_the_core_alone(msgspec.json.decode(encode_about(stored.about)))
    assert decode_about(msgspec.json.encode(words | {"about": version})) is None
    assert decode_about(msgspec.json.encode(words)) is not None
    for lacking in CORE:
        assert decode_about(msgspec.json.encode({k: v for k, v in words.items() if k != lacking})) is None


@pytest.mark.parametrize("wrong", [{"size": -1}, {"files": -1}])
def test_numbers_that_cannot_be_are_none_of_any_version(wrong: Words) -> None:
    words = dict.fromkeys(CORE, "x") | {"about": 99, "size": 1, "files": 0}
    assert decode_about(msgspec.json.encode(words)) is not None
    assert decode_about(msgspec.json.encode(words | wrong)) is None
