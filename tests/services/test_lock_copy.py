"""Locking: proven from the place itself, with or without a password safe; a file waits for its importer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from msgspec import structs

from tests.builders import QUICK_SCRYPT, Computer, folder_content, make_export, make_zip_export
from tests.clock import Clock
from tests.exports import made_telegram
from tests.library.messages import message
from tests.services.cloud import ZOOM, Cloud, make_cloud
from vault.chats.conversation import Conversation
from vault.chats.message import Message
from vault.errors import CopyChanged, EmptyExport, MustNotTouch, WrongKey
from vault.exports import detect
from vault.exports.base import Answers, Export, Skipped, Source
from vault.exports.plain_file import PlainFile, shown_name
from vault.exposure.finding import Finding, Verdict
from vault.keychain.memory import MemoryKeyStore
from vault.places import Places
from vault.progress import NoProgress, Progress
from vault.repository.repository import Repository
from vault.services import opening
from vault.services.back_up_report import BackupLine
from vault.services.create_vault import Created
from vault.services.lock_copy import LockCopy
from vault.services.services import build_services
from vault.services.vault import Desk, OpenedVault
from vault.settings import Settings
from vault.storage.local import LocalBackend
from vault.storage.memory import MemoryBackend

QUIET = NoProgress()


@pytest.fixture
def cloud(home: Path, computer: Computer) -> Cloud:
    return make_cloud(home, computer)


def chat_at(path: Path, app: str | None = None) -> Finding:
    verdict = Verdict("yes", "readable", app, None, opened=True)
    return Finding(str(path), None, verdict, "red", 1, None, ())


def test_a_vault_on_a_disk_is_opened_anew(tmp_path: Path, clock: Clock) -> None:
    opened: list[Path] = []

    def open_backend(folder: Path) -> LocalBackend:
        opened.append(folder)
        return LocalBackend(folder)

    places = Places.under(tmp_path / "home")
    desk = Desk(Settings(places.settings), MemoryKeyStore(), open_backend, places, clock, QUICK_SCRYPT)
    created = build_services(desk).create.run(tmp_path / "Chats", QUIET)
    opened.clear()
    path = make_zip_export(tmp_path / "cloud")
    assert LockCopy(desk).run(created.vault, chat_at(path), QUIET).verified
    assert opened == [tmp_path / "Chats"]
    for pack in (tmp_path / "Chats" / "data").rglob("*"):
        if pack.is_file():
            pack.chmod(0o600)
            pack.write_bytes(bytes(40) + pack.read_bytes()[40:])
    again = LockCopy(desk).run(created.vault, chat_at(path), QUIET)
    assert (again.verified, created.vault.memory.damage_found_on) == (True, clock.now), "found, and stored anew"


def test_without_a_password_safe_the_key_of_the_session_serves(
    cloud: Cloud, created: Created, computer: Computer
) -> None:
    computer.key_store.locked = True
    path = make_export(cloud.folder)
    assert cloud.put_right.lock(created.vault, cloud.finding(path), QUIET).verified


def test_another_vault_at_the_place_proves_nothing(
    cloud: Cloud, created: Created, computer: Computer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_export(cloud.folder)
    computer.services.create.run(tmp_path / "Other", QUIET)
    other = computer.backend(tmp_path / "Other")
    monkeypatch.setattr(LockCopy, "_imported", _then(LockCopy._imported, computer, other))
    with pytest.raises(WrongKey):
        cloud.put_right.lock(created.vault, cloud.finding(path), QUIET)
    assert cloud.put_right.deeds(created.vault) == ()


Imported = Callable[[LockCopy, OpenedVault, Source, Progress], BackupLine | None]


def _then(real: Imported, computer: Computer, other: MemoryBackend) -> Imported:
    """The disk is exchanged once the copy is stored."""

    def imported(self: LockCopy, vault: OpenedVault, source: Source, progress: Progress) -> BackupLine | None:
        report = real(self, vault, source, progress)
        computer.shelves.backends[vault.folder.absolute()] = other
        return report

    return imported


def test_a_copy_that_changes_before_it_is_compared(
    cloud: Cloud, created: Created, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, real = make_export(cloud.folder), Repository.reopened

    def reopened(self: Repository, backend: LocalBackend) -> Repository:
        path.write_text(path.read_text().replace("Message 1", "Massage 1"))
        return real(self, backend)

    monkeypatch.setattr(Repository, "reopened", reopened)
    with pytest.raises(CopyChanged):
        cloud.put_right.lock(created.vault, cloud.finding(path), QUIET)


def test_an_empty_file_is_not_kept(created: Created, computer: Computer, tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.touch()
    with pytest.raises(EmptyExport):
        LockCopy(computer.desk).run(created.vault, chat_at(path), QUIET)
    assert created.vault.repository.snapshots() == []


@pytest.mark.parametrize("content", [b"PK\x03\x04 cut off", b"\x00" * 5000, b"no chat that we know"])
def test_whatever_it_is_it_is_kept_bit_for_bit(
    created: Created, computer: Computer, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "leaky backup.zip"
    path.write_bytes(content)
    locked = LockCopy(computer.desk).run(created.vault, chat_at(path), QUIET)
    assert (locked.verified, locked.as_file) == (True, True)
    (chat,) = computer.services.browse.chats(created.vault)
    assert (chat.app, chat.app_name, chat.name) == ("file", "Other files", path.name)


@dataclass(frozen=True)
class _Learnt(PlainFile):
    """What an importer that somebody writes later would open."""

    def records(self) -> Iterator[Conversation | Message | Skipped]:
        yield Conversation(key=self.key, app=self.app, name="Anna")
        yield structs.replace(message("Hello"), conversation=self.key)


@dataclass(frozen=True)
class _LaterImporter:
    app: str = "zoom"
    version: int = 1
    formats: frozenset[str] = frozenset({"zoom-text"})

    def open(self, source: Source, answers: Answers) -> Export:
        return _Learnt(source, "zoom", "Zoom", "anna", "Anna")


def test_a_later_importer_reads_what_was_kept(
    cloud: Cloud, created: Created, computer: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = cloud.folder / "meeting_saved_chat.txt"
    path.write_text(ZOOM)
    cloud.put_right.lock(created.vault, cloud.finding(path), QUIET)
    assert computer.services.browse.bring_up_to_date(created.vault, QUIET)
    assert created.vault.library.chats() == []
    importers = (*detect.IMPORTERS, _LaterImporter())
    monkeypatch.setattr(detect, "IMPORTERS", importers)
    monkeypatch.setattr(opening, "IMPORTERS", importers)
    assert computer.services.browse.bring_up_to_date(created.vault, QUIET)
    (listed,) = computer.services.browse.chats(created.vault)
    assert (listed.app, listed.name, listed.messages, listed.unread) == ("zoom", "Anna", 1, "")
    (chat,) = created.vault.library.chats()
    assert (chat.app, chat.name, chat.messages) == ("zoom", "Anna", 1)


@pytest.mark.parametrize(
    ("path", "name"),
    [("ChatExport_2026/result.json", "ChatExport_2026 - result.json"), ("in/message_1.json", "in - message_1.json"),
     ("x/anna.json", "anna.json"), ("/chat.txt", "chat.txt")],
)  # fmt: skip
def test_a_name_that_says_something(path: str, name: str) -> None:
    assert shown_name(Path(path)) == name


def test_a_whole_folder_is_locked_and_stays_where_it_is(
    cloud: Cloud, created: Created, computer: Computer, tmp_path: Path
) -> None:
    for name, data in made_telegram.pages().items():
        path = cloud.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    folder = next(path.parent for path in cloud.folder.rglob("messages.html"))
    finding = cloud.finding(folder)
    assert (finding.kind, finding.verdict.app) == ("set", "telegram")
    plan = cloud.put_right.plan(finding, created.vault)
    assert (plan.primary, plan.lock_refused, plan.move_refused, plan.targets) == ("lock", None, "folder", ())
    locked = cloud.put_right.lock(created.vault, finding, QUIET)
    assert (locked.verified, locked.as_file, locked.already) == (True, False, False)
    assert locked.report is not None
    assert (locked.report.files, locked.report.messages > 0) == (len(folder_content(folder)), True)
    with pytest.raises(MustNotTouch):
        cloud.put_right.move_out(created.vault, locked, "local", QUIET)
    assert cloud.put_right.lock(created.vault, finding, QUIET).already
    before = folder_content(folder)
    restored = computer.services.restore.plan(created.vault, None, tmp_path / "back")
    assert computer.services.restore.run(created.vault, restored, QUIET).identical
    assert folder_content(restored.files[0].target) == before


def test_a_folder_that_changes_before_it_is_compared(
    created: Created, computer: Computer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "ChatExport_2024-01-01"
    folder.mkdir()
    (folder / "result.json").write_bytes(made_telegram.written(made_telegram.two()))
    (folder / "photo.jpg").write_bytes(b"one")
    real = Repository.reopened

    def reopened(self: Repository, backend: LocalBackend) -> Repository:
        (folder / "photo.jpg").write_bytes(b"two")
        return real(self, backend)

    monkeypatch.setattr(Repository, "reopened", reopened)
    verdict = Verdict("yes", "readable", "telegram", "telegram-export", opened=True)
    finding = Finding(str(folder), None, verdict, "red", 1, None, (), "set")
    with pytest.raises(CopyChanged):
        LockCopy(computer.desk).run(created.vault, finding, QUIET)
