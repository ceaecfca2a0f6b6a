"""What lies in a vault is read without trusting it: foreign snapshots and hostile about.json are no chats."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from tests.builders import Computer
from vault.progress import NoProgress
from vault.repository.archiver import Archiver, StoredFile
from vault.repository.snapshot import Snapshot
from vault.services.about import About, decode_about, encode_about
from vault.services.contents import Note, encode_note, read_export, take_stock
from vault.services.create_vault import Created

QUIET = NoProgress()
WHEN = datetime(2026, 5, 1, tzinfo=UTC)
ABOUT = About(
    format="whatsapp-text", app="whatsapp", app_name="WhatsApp", chat="Anna", key="Anna", messages=1, attachments=0,
    participants=["Anna"], first=WHEN, last=WHEN, importer=1, date_order="year-first", zone="Europe/Berlin",
    source="a.txt", file="a.txt", sha256="0" * 64, size=1, modified=WHEN, hostname="laptop",
)  # fmt: skip


def store(created: Created, path: list[str], files: dict[str, bytes], *, beside: str = "") -> Snapshot:
    """A backup made by whoever has the key."""
    repository = created.vault.repository
    with repository.writing() as writer:
        archiver = Archiver(repository, writer, QUIET)
        stored: list[StoredFile] = [archiver.store_bytes(name, data) for name, data in files.items()]
        tree = archiver.store_folder(path, stored)
        return repository.save_snapshot(Snapshot(WHEN, tree, ("/" + "/".join(path),)))


def test_ours_is_recognised(created: Created) -> None:
    snapshot = store(created, ["WhatsApp", "Anna"], {"a.txt": b"x", "about.json": encode_about(ABOUT)})
    stored = read_export(created.vault.repository, snapshot)
    assert stored is not None
    assert stored.about == ABOUT
    assert stored.node.name == "a.txt"


@pytest.mark.parametrize(
    ("path", "files"),
    [
        (["WhatsApp", "Anna"], {"a.txt": b"x"}),
        (["WhatsApp", "Anna"], {"about.json": encode_about(ABOUT)}),
        (["WhatsApp", "Anna"], {"b.txt": b"x", "about.json": encode_about(ABOUT)}),
        (["WhatsApp", "Anna"], {"a.txt": b"x", "about.json": b"{}"}),
        (["WhatsApp", "Anna"], {"a.txt": b"x", "about.json": b"\xff\xfe{"}),
        (["WhatsApp", "Anna"], {"a.txt": b"x", "about.json": b""}),
        (["home", "anna", "WhatsApp", "Anna"], {"a.txt": b"x", "about.json": encode_about(ABOUT)}),
        (["Anna"], {"a.txt": b"x", "about.json": encode_about(ABOUT)}),
        (["WhatsApp", "Anna"], {f"{number}.txt": b"x" for number in range(40)} | {"about.json": encode_about(ABOUT)}),
    ],
    ids=["no about", "no export", "another export", "empty", "not text", "nothing", "too deep", "too high", "too many"],
)
def test_anything_else_is_not(created: Created, path: list[str], files: dict[str, bytes]) -> None:
    assert read_export(created.vault.repository, store(created, path, files)) is None
    inventory = take_stock(created.vault)
    assert (inventory.entries, inventory.others, dict(inventory.unreadable)) == ((), 1, {})


@pytest.mark.parametrize(
    "change",
    [
        {"messages": -1}, {"size": -5}, {"messages": "many"}, {"participants": [1]}, {"first": "yesterday"},
        {"first": "2026-05-01T00:00:00"}, {"modified": "2026-05-01T00:00:00"}, {"chat": None},
    ],
)  # fmt: skip
def test_an_about_that_cannot_be_is_refused(change: dict[str, object]) -> None:
    plain = msgspec.json.decode(encode_about(ABOUT))
    assert decode_about(msgspec.json.encode({**plain, **change})) is None


def test_an_about_of_a_newer_program_is_read() -> None:
    plain = msgspec.json.decode(encode_about(ABOUT))
    assert decode_about(msgspec.json.encode({**plain, "mood": "good", "about": 2})) is not None


def test_an_about_is_readable_by_people() -> None:
    assert b'"chat": "Anna"' in encode_about(ABOUT)
    assert encode_about(ABOUT).endswith(b"}\n")


def test_notes_that_the_library_lost_the_sense_of_are_read_anew(computer: Computer, created: Created) -> None:
    snapshot = store(created, ["WhatsApp", "Anna"], {"a.txt": b"x", "about.json": encode_about(ABOUT)})
    created.vault.library.add(snapshot.id, (), b"not a note")
    inventory = take_stock(created.vault)
    assert [entry.about.chat for entry in inventory.entries] == ["Anna"]
    assert inventory.unknown == {snapshot.id}


def test_a_note_keeps_what_is_needed() -> None:
    snapshot = Snapshot(WHEN, "0" * 64, ())
    assert msgspec.json.decode(encode_note(snapshot, ABOUT, "day-first"), type=Note) == Note(
        WHEN, ABOUT, "day-first", tree=snapshot.tree
    )
    assert msgspec.json.decode(encode_note(snapshot, None), type=Note).about is None


def test_names_stay_out_of_reprs(created: Created) -> None:
    store(created, ["WhatsApp", "Anna"], {"a.txt": b"x", "about.json": encode_about(ABOUT)})
    inventory = take_stock(created.vault)
    assert "Anna" not in repr(inventory)
    assert "Anna" not in repr(read_export(created.vault.repository, created.vault.repository.snapshots()[0]))
