"""Folders and sets of files as one export: streamed in, compared whole, and brought back as they were."""

from __future__ import annotations

import hashlib
import itertools
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import msgspec
import pytest

from tests.builders import Computer, back_up, folder_content
from tests.exports.made_telegram import chat, folder, message, written
from vault.errors import Cancelled, ExportChanged, PlaceFailed
from vault.exports.base import Source
from vault.exports.disk_parts import DiskParts
from vault.progress import NoProgress
from vault.repository.archiver import Archiver, folder_node
from vault.repository.content import content_of, content_of_folder
from vault.repository.snapshot import Snapshot
from vault.repository.stored_content import content_of_node
from vault.repository.stored_tree import files_below
from vault.services.about import decode_about, encode_about
from vault.services.back_up import BackupLine, BackupReport
from vault.services.contents import read_export, source_of
from vault.services.create_vault import Created
from vault.services.store_source import storable
from vault.storage.memory import MemoryBackend

QUIET = NoProgress()
LARGE = os.urandom(3_000_000)
ANNA = "WhatsApp Chat with Anna.txt"


@pytest.fixture
def telegram(exports: Path) -> Path:
    """A folder as Telegram makes it, with photos."""
    for name, data in folder().items():
        path = exports / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    made = exports / "ChatExport_2021-04-28"
    (made / "files").mkdir()
    (made / "files" / "film.mp4").write_bytes(LARGE)
    (made / "files-of-others").mkdir()
    (made / "files-of-others" / "empty").touch()
    return made


def run(computer: Computer, created: Created, *paths: Path) -> BackupReport:
    return computer.services.back_up.run(created.vault, paths, {}, QUIET)


def line_of(computer: Computer, created: Created, *paths: Path) -> BackupLine:
    report = run(computer, created, *paths)
    assert report.failed == ()
    (line,) = report.backups
    return line


def test_a_folder_comes_back_as_it_was(computer: Computer, created: Created, telegram: Path, tmp_path: Path) -> None:
    old = datetime(2020, 1, 2, 3, 4, 5, 678901, UTC)
    os.utime(telegram / "result.json", (old.timestamp(),) * 2)
    line = line_of(computer, created, telegram)
    assert (line.files, line.verified, line.warnings, line.export) == (4, True, (), telegram.name)
    assert line.bytes == sum(len(data) for data in folder_content(telegram).values())
    plan = computer.services.restore.plan(created.vault, None, tmp_path / "back")
    (planned,) = plan.files
    assert (planned.files, planned.bytes, planned.target.name) == (4, line.bytes, telegram.name)
    report = computer.services.restore.run(created.vault, plan, QUIET)
    assert (report.identical, report.restored, report.messages) == (True, 1, line.messages)
    assert folder_content(planned.target) == folder_content(telegram)
    assert (planned.target / "result.json").stat().st_mtime == pytest.approx(old.timestamp(), abs=1e-5)
    assert (planned.target.stat().st_mode & 0o777, (planned.target / "result.json").stat().st_mode & 0o777) == (
        0o700, 0o600,
    )  # fmt: skip
    assert line_of(computer, created, telegram).already


def test_many_small_files_around_large_ones(
    computer: Computer, created: Created, telegram: Path, tmp_path: Path
) -> None:
    made = telegram / "many"
    made.mkdir()
    for number in range(200):
        size = {70: 700_000, 71: 600_000, 140: 512 << 10, 141: (512 << 10) + 1}.get(number, number * 37)
        (made / f"{number:03}").write_bytes(os.urandom(size))
    assert line_of(computer, created, telegram).verified
    plan = computer.services.restore.plan(created.vault, None, tmp_path / "back")
    report = computer.services.restore.run(created.vault, plan, QUIET)
    assert report.identical
    assert folder_content(plan.files[0].target) == folder_content(telegram)


def test_its_folder_may_be_there_if_only_a_killed_restore_was(
    computer: Computer, created: Created, telegram: Path, tmp_path: Path
) -> None:
    run(computer, created, telegram)
    plan = computer.services.restore.plan(created.vault, None, tmp_path / "back")
    (planned,) = plan.files
    (planned.target / "photos").mkdir(parents=True)
    (planned.target / "photos" / ".chat-vault-0123456789abcdef.part").write_bytes(b"half a pho")
    assert computer.services.restore.run(created.vault, plan, QUIET).identical
    assert folder_content(planned.target) == folder_content(telegram)


def test_its_content_is_of_the_sorted_lines(computer: Computer, created: Created, telegram: Path) -> None:
    back_up(computer, created.vault, telegram)
    stored = read_export(created.vault.repository, created.vault.repository.snapshots()[0])
    assert stored is not None
    files = list(files_below(created.vault.repository, stored.node))
    assert [(one.name, one.node.size) for one in files] == [
        (name, len(data)) for name, data in sorted(folder_content(telegram).items())
    ]
    lines = [(one.name, one.node.size, content_of(one.node.content)) for one in files]
    assert stored.about.content == content_of_folder(lines)
    assert stored.about.content == content_of_node(created.vault.repository, stored.node)
    assert (stored.about.files, stored.about.file, stored.about.about) == (4, telegram.name, 3)
    source = source_of(created.vault.repository, stored)
    assert source.parts is not None
    assert list(source.parts.names()) == sorted(folder_content(telegram))
    for name, data in folder_content(telegram).items():
        with source.parts.part(name).open() as stream:
            assert stream.read() == data
    with pytest.raises(KeyError):
        source.parts.part("files")


def test_next_months_folder_stores_only_what_is_new(computer: Computer, created: Created, telegram: Path) -> None:
    first = line_of(computer, created, telegram)
    computer.clock.advance(days=30)
    (telegram / "result.json").write_bytes(written(chat([message(n) for n in range(1, 9)])))
    second = line_of(computer, created, telegram)
    assert first.stored > len(LARGE)
    assert (second.already, second.stored < 50_000) == (False, True)


def test_names_of_any_kind(computer: Computer, created: Created, telegram: Path, tmp_path: Path) -> None:
    odd = [
        b"\xff\xfe.jpg",
        "é decomposed.jpg".encode(),
        b"C:notes",
        b"line\nbreak",
        b"  blank ",
        b"-rf",
        "雪.png".encode(),
    ]
    for number, name in enumerate(odd):
        Path(os.fsdecode(os.fsencode(telegram) + b"/photos/" + name)).write_bytes(b"%d" % number)
    line = line_of(computer, created, telegram)
    assert line.verified
    plan = computer.services.restore.plan(created.vault, None, tmp_path / "back")
    assert computer.services.restore.run(created.vault, plan, QUIET).identical
    back = set(os.listdir(os.fsencode(plan.files[0].target / "photos")))  # noqa: PTH208 - bytes
    assert back - {b"photo_1@28-04-2021_12-15-35.jpg"} == {*odd, b"C%3Anotes"} - {b"C:notes"}
    about = plan.files[0].about
    assert about.renamed == {"photos/C%3Anotes": "photos/C:notes"}


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("a.jpg", "a.jpg"), ("C:x", "C%3Ax"), ("ab:x", "ab:x"), ("\ud800", "%D800"), ("\udcff", "\udcff"),
        ("100%", "100%"),
    ],
)  # fmt: skip
def test_names_that_a_vault_can_give_back(name: str, stored: str) -> None:
    assert storable(name) == stored


def test_links_and_unreadable_files_are_told(
    computer: Computer, created: Created, telegram: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (telegram / "link").symlink_to(tmp_path)
    real = DiskParts.part

    def part(self: DiskParts, name: str) -> Source:
        found = real(self, name)
        return Source(found.path, found.size, found.modified, _refuses) if name == "files/film.mp4" else found

    monkeypatch.setattr(DiskParts, "part", part)
    report = run(computer, created, telegram)
    (line,) = report.backups
    assert [(lost.where, lost.why) for lost in line.skipped[:2]] == [
        ("link", "not-stored"),
        ("files/film.mp4", "not-stored"),
    ]
    assert (line.files, line.verified, report.attention) == (3, True, True)


def _refuses() -> BinaryIO:
    raise PermissionError(13, "no")


def _grows(telegram: Path) -> None:
    with (telegram / "files" / "film.mp4").open("ab") as file:
        file.write(b"more")


def _vanishes(telegram: Path) -> None:
    (telegram / "result.json").unlink()


def _comes(telegram: Path) -> None:
    (telegram / "photos" / "new.jpg").write_bytes(b"new")


def _is_rewritten(telegram: Path) -> None:
    data = (telegram / "files" / "film.mp4").read_bytes()
    (telegram / "files" / "film.mp4").write_bytes(data[::-1])
    os.utime(telegram / "files" / "film.mp4", ns=(1, 1))


@pytest.mark.parametrize("change", [_grows, _vanishes, _comes, _is_rewritten])
def test_a_folder_that_changes_meanwhile_makes_no_backup(
    computer: Computer,
    created: Created,
    telegram: Path,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[Path], None],
) -> None:
    real, waiting = Archiver.store_stream, [change]

    def changing(self: Archiver, *given: object, **named: object) -> object:
        if waiting:
            waiting.pop()(telegram)
        return real(self, *given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Archiver, "store_stream", changing)
    report = run(computer, created, telegram)
    assert [type(failed.error) for failed in report.failed] == [ExportChanged]
    assert created.vault.repository.snapshots() == []


class _CancelsAt(NoProgress):
    def __init__(self, call: int) -> None:
        self.call = call

    def check_cancelled(self) -> None:
        self.call -= 1
        if self.call == 0:
            raise Cancelled


def test_cancelled_anywhere_leaves_a_whole_backup_or_none(
    computer: Computer, created: Created, folder: Path, telegram: Path
) -> None:
    for call in itertools.count(1):  # the slower the machine, the more often it is asked
        try:
            computer.services.back_up.run(created.vault, [telegram], {}, _CancelsAt(call))
        except Cancelled:
            for snapshot in created.vault.repository.snapshots():
                stored = read_export(created.vault.repository, snapshot)
                assert stored is not None
                assert stored.about.files == 4
            continue
        break
    assert call > 8
    assert computer.backend(folder).list("locks") == []
    assert line_of(computer, created, telegram).already
    assert computer.services.check.run(created.vault, True, QUIET).ok


def _points() -> Iterator[int]:
    yield from range(1, 12)


@pytest.mark.parametrize("number", list(_points()))
def test_interrupted_at_a_write_there_is_no_backup(
    computer: Computer, created: Created, telegram: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    left, real = [number], MemoryBackend.save

    def failing(self: MemoryBackend, kind: str, *given: object) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise PlaceFailed(self.place, "EIO")
        real(self, kind, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(MemoryBackend, "save", failing)
    try:
        run(computer, created, telegram)
    except PlaceFailed:
        monkeypatch.undo()
        assert all(read_export(created.vault.repository, one) for one in created.vault.repository.snapshots())
    monkeypatch.undo()
    assert line_of(computer, created, telegram).verified


def test_a_damaged_photo_of_a_folder_is_found(
    computer: Computer, created: Created, folder: Path, telegram: Path, tmp_path: Path
) -> None:
    back_up(computer, created.vault, telegram)
    files = computer.backend(folder).files
    largest = max((key for key in files if key[0] == "data"), key=lambda key: len(files[key]))
    files[largest] = files[largest][:500_000] + bytes(64) + files[largest][500_064:]
    health = computer.services.check.run(created.vault, True, QUIET)
    assert not health.ok
    assert {name for problem in health.problems for name in problem.files} == {telegram.name}
    plan = computer.services.restore.plan(created.vault, None, tmp_path / "back")
    report = computer.services.restore.run(created.vault, plan, QUIET)
    assert [lost.why for lost in report.unreadable] == ["damaged"]
    whole = {name: data for name, data in folder_content(telegram).items() if not name.endswith("film.mp4")}
    assert folder_content(plan.files[0].target) == whole, "all others came back, those behind it as well"


def test_a_small_photo_keeps_no_other_file_back(
    computer: Computer, created: Created, folder: Path, telegram: Path, tmp_path: Path
) -> None:
    back_up(computer, created.vault, telegram)
    files = computer.backend(folder).files
    before = set(files)
    for number in range(40):
        (telegram / f"p{number:02}").write_bytes(os.urandom(30_000))
    line = line_of(computer, created, telegram)
    pack = max((key for key in set(files) - before if key[0] == "data"), key=lambda key: len(files[key]))
    files[pack] = files[pack][:300_000] + bytes([files[pack][300_000] ^ 1]) + files[pack][300_001:]
    plan = computer.services.restore.plan(created.vault, None, tmp_path / "back")
    assert len(computer.services.restore.run(created.vault, plan, QUIET).unreadable) == 1
    (target,) = (one.target for one in plan.files if one.files == line.files)
    back, went_in = folder_content(target), folder_content(telegram)
    assert (back, len(back)) == ({name: went_in[name] for name in back}, len(went_in) - 1)


def as_version_2(computer: Computer, created: Created, sha256: str) -> None:
    """The one backup, as the previous version would have made it, in place of what there is."""
    repository = created.vault.repository
    (snapshot,) = repository.snapshots()
    stored = read_export(repository, snapshot)
    assert stored is not None
    about = msgspec.structs.replace(stored.about, about=2, content="", sha256=sha256)
    with repository.writing() as writer:
        archiver = Archiver(repository, writer, QUIET)
        beside = archiver.store_bytes("about.json", encode_about(about))
        tree = archiver.store_nodes([stored.node, beside.node])
        for name in reversed(snapshot.paths[0].strip("/").split("/")):
            tree = archiver.store_nodes([folder_node(name, tree, None)])
        repository.save_snapshot(Snapshot(computer.clock.now, tree, snapshot.paths))
    repository.backend.remove("snapshots", snapshot.id)


def test_a_folder_in_a_vault_of_version_2(computer: Computer, created: Created, telegram: Path, tmp_path: Path) -> None:
    back_up(computer, created.vault, telegram)
    lines = b"".join(
        b"%b\0%d\0%b\n" % (name.encode(), len(data), hashlib.sha256(data).hexdigest().encode())
        for name, data in sorted(folder_content(telegram).items())
    )
    as_version_2(computer, created, hashlib.sha256(lines).hexdigest())
    plan = computer.services.restore.plan(created.vault, None, tmp_path / "back")
    assert computer.services.restore.run(created.vault, plan, QUIET).identical
    assert line_of(computer, created, telegram).already
    film = telegram / "files" / "film.mp4"
    film.write_bytes(film.read_bytes()[::-1])
    assert not line_of(computer, created, telegram).already


def test_a_folder_of_version_2_that_is_not_what_it_says(
    computer: Computer, created: Created, telegram: Path, tmp_path: Path
) -> None:
    back_up(computer, created.vault, telegram)
    as_version_2(computer, created, "1" * 64)
    plan = computer.services.restore.plan(created.vault, None, tmp_path / "back")
    assert [lost.why for lost in computer.services.restore.run(created.vault, plan, QUIET).unreadable] == ["changed"]


def test_a_vault_of_the_previous_version(computer: Computer, created: Created, exports: Path, tmp_path: Path) -> None:
    """About's version 1: one chat in one file, none of the newer fields."""
    text = b"2026-05-01, 10:00 - Anna: Hi\n2026-05-01, 10:01 - Ben: Ho\n"
    when = "2026-05-01T10:00:00Z"
    about = {
        "about": 1, "format": "whatsapp-text", "app": "whatsapp", "app_name": "WhatsApp", "chat": "Anna", "key": "Anna",
        "messages": 2, "attachments": 0, "participants": ["Anna", "Ben"], "first": when, "last": when, "importer": 1,
        "date_order": "year-first", "order_answered": False, "zone": "Europe/Berlin", "source": ANNA, "file": ANNA,
        "sha256": hashlib.sha256(text).hexdigest(), "size": len(text), "modified": when, "hostname": "laptop",
        "complete": True,
    }  # fmt: skip
    encoded = msgspec.json.encode(about)
    decoded = decode_about(encoded)
    assert decoded is not None
    assert [(one.name, one.messages) for one in decoded.listed()] == [("Anna", 2)]
    repository = created.vault.repository
    with repository.writing() as writer:
        archiver = Archiver(repository, writer, QUIET)
        files = [archiver.store_bytes(ANNA, text), archiver.store_bytes("about.json", encoded)]
        tree = archiver.store_folder(["WhatsApp", "Anna"], files)
        repository.save_snapshot(Snapshot(computer.clock.now, tree, ("/WhatsApp/Anna",)))
    (chat_,) = computer.services.browse.chats(created.vault)
    assert (chat_.name, chat_.messages, chat_.unread) == ("Anna", 2, "")
    assert computer.services.browse.bring_up_to_date(created.vault, QUIET)
    plan = computer.services.restore.plan(created.vault, ["Anna"], tmp_path / "back")
    assert computer.services.restore.run(created.vault, plan, QUIET).identical
    again = exports / ANNA
    exports.mkdir()
    again.write_bytes(text)
    assert line_of(computer, created, again).already
