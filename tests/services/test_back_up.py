"""The way of a backup: bit for bit in, read back, listed, and everything accounted for."""

from __future__ import annotations

import itertools
import os
from pathlib import Path

import pytest

from tests.builders import Computer, back_up, lines, make_export, make_zip_export
from vault.errors import (
    ArchiveCutOff,
    Cancelled,
    DiskFull,
    EmptyExport,
    ExportChanged,
    ExportMissing,
    NotAChat,
)
from vault.exports.base import Answers
from vault.progress import NoProgress
from vault.repository.archiver import Archiver
from vault.repository.content import content_of
from vault.repository.restorer import find_files, read_file
from vault.services.about import decode_about
from vault.services.back_up import BackupReport
from vault.services.create_vault import Created

QUIET = NoProgress()
AMBIGUOUS = ["01/02/2026, 10:15 - Anna: Hello", "02/03/2026, 10:16 - Ben: Hi"]


class CancelsAt(NoProgress):
    """The person presses Cancel when a step begins, or at the n-th question."""

    def __init__(self, step: str = "", *, call: int = -1) -> None:
        self.step, self.call, self.wished = step, call, False

    def update(self, step: str, done: int, total: int | None = None) -> None:
        self.wished = self.wished or step == self.step

    def check_cancelled(self) -> None:
        self.call -= 1
        if self.wished or self.call == 0:
            raise Cancelled


def run(computer: Computer, created: Created, *paths: Path, answers: dict[Path, Answers] | None = None) -> BackupReport:
    return computer.services.back_up.run(created.vault, paths, answers or {}, QUIET)


def test_an_export_is_kept_bit_for_bit_under_its_name(computer: Computer, created: Created, exports: Path) -> None:
    path = make_zip_export(exports)
    (line,) = run(computer, created, path).backups
    vault = created.vault
    (snapshot,) = vault.repository.snapshots()
    assert snapshot.id == line.snapshot
    assert (snapshot.paths, snapshot.tags) == (("/WhatsApp/Anna",), ("app=whatsapp", "chat=Anna"))
    assert snapshot.time == computer.clock.now
    files = {
        found.path: b"".join(read_file(vault.repository, found.node))
        for found in find_files(vault.repository, snapshot)
    }
    assert set(files) == {("WhatsApp", "Anna", path.name), ("WhatsApp", "Anna", "about.json")}
    assert files["WhatsApp", "Anna", path.name] == path.read_bytes()
    about = decode_about(files["WhatsApp", "Anna", "about.json"])
    assert about is not None
    assert (about.app, about.chat, about.messages, about.attachments) == ("whatsapp", "Anna", 21, 1)
    assert about.participants == ["Anna", "Ben"]
    assert (about.about, about.sha256) == (3, "")
    nodes = {found.path[-1]: found.node for found in find_files(vault.repository, snapshot)}
    assert about.content == content_of(nodes[path.name].content)
    assert (about.size, about.source, about.complete) == (path.stat().st_size, path.name, True)
    assert (about.date_order, about.order_answered) == ("year-first", False)


def test_the_report_accounts_for_everything(computer: Computer, created: Created, exports: Path) -> None:
    path = make_zip_export(exports)
    report = run(computer, created, path)
    (line,) = report.backups
    assert not report.attention
    assert (line.export, line.path, line.app, line.app_name) == (path.name, path, "whatsapp", "WhatsApp")
    assert (line.messages, line.new, line.known, line.attachments) == (21, 21, 0, 1)
    assert (line.verified, line.already, line.warnings, line.skipped, line.question) == (True, False, (), (), None)
    assert line.bytes == path.stat().st_size
    assert line.stored > 0
    assert line.account.whole
    assert line.account.messages == 21
    (chat,) = line.chats
    assert (chat.name, chat.messages, chat.attachments, chat.participants) == ("Anna", 21, 1, ("Anna", "Ben"))
    assert chat.first is not None
    assert chat.last is not None
    assert (chat.first.tzinfo is not None, chat.first < chat.last) == (True, True)


def test_the_same_export_twice_stores_nothing(
    computer: Computer, folder: Path, created: Created, exports: Path
) -> None:
    path = make_zip_export(exports)
    (first,) = run(computer, created, path).backups
    before = set(computer.backend(folder).files)
    report = run(computer, created, path)
    (line,) = report.backups
    assert (line.already, line.stored, line.new, line.known) == (True, 0, 0, 21)
    assert (line.snapshot, line.verified) == (first.snapshot, True)
    assert not report.attention
    assert set(computer.backend(folder).files) == before


def test_twice_in_one_go_is_stored_once(computer: Computer, created: Created, exports: Path) -> None:
    path = make_export(exports)
    (line,) = run(computer, created, path, path).backups
    assert not line.already


def test_the_same_bytes_under_another_name_or_in_another_chat_are_a_backup_of_their_own(
    computer: Computer, created: Created, exports: Path
) -> None:
    anna, ben = make_export(exports), make_export(exports, "Ben")
    assert [line.already for line in run(computer, created, anna, ben).backups] == [False, False]
    assert run(computer, created, ben).backups[0].already


def test_a_longer_export_adds_only_what_is_new(computer: Computer, created: Created, exports: Path) -> None:
    back_up(computer, created.vault, make_export(exports, content=lines(20)))
    (line,) = run(computer, created, make_export(exports, content=lines(25, start=5))).backups
    assert (line.messages, line.new, line.known) == (25, 10, 15)


def test_media_that_were_stored_before_are_not_stored_again(
    computer: Computer, created: Created, exports: Path
) -> None:
    photo = os.urandom(3_000_000)
    media = {"IMG-20260501-WA0001.jpg": photo}
    (first,) = run(computer, created, make_zip_export(exports, content=lines(20), media=media)).backups
    (second,) = run(computer, created, make_zip_export(exports, content=lines(30), media=media)).backups
    assert first.stored > len(photo)
    assert second.stored < 200_000


def test_overlapping_real_exports_merge(computer: Computer, created: Created, exports: Path, shared_data: Path) -> None:
    one = (shared_data / "whatsapp-text/lorem-merge-part1.txt").read_text(encoding="utf-8").splitlines()
    two = (shared_data / "whatsapp-text/lorem-merge-part2.txt").read_text(encoding="utf-8").splitlines()
    first = run(computer, created, make_export(exports, "Lorem", one)).backups[0]
    assert (first.messages, first.new, first.known) == (300, 300, 0)
    second = run(computer, created, make_export(exports, "Lorem", [*one[-100:], *two])).backups[0]
    assert (second.messages, second.new, second.known) == (400, 300, 100)
    assert computer.services.browse.chats(created.vault)[0].messages == 600


def test_android_and_iphone_exports_of_one_chat_merge(computer: Computer, created: Created, exports: Path) -> None:
    android = ["20/10/2026, 10:16 - Anna: Hello", "20/10/2026, 10:17 - Ben: You too"]
    iphone = [
        "[20/10/2026, 10:16:41] Anna: Hello",
        "[20/10/2026, 10:17:02] Ben: You too",
        "[21/10/2026, 09:00:00] Anna: Bye",
    ]
    back_up(computer, created.vault, make_export(exports, content=android))
    (line,) = run(computer, created, make_export(exports / "phone", content=iphone)).backups
    assert (line.new, line.known) == (1, 2)


def test_one_that_fails_does_not_stop_the_others(computer: Computer, created: Created, exports: Path) -> None:
    good = make_export(exports)
    (exports / "empty.txt").write_bytes(b"")
    (exports / "letter.txt").write_text("Dear Anna,\nI hope that you are well.\n")
    cut = make_zip_export(exports, "Cut")
    cut.write_bytes(cut.read_bytes()[:-40])
    paths = [exports / "empty.txt", exports / "letter.txt", exports / "missing.txt", cut, good]
    report = run(computer, created, *paths)
    assert [type(failed.error) for failed in report.failed] == [EmptyExport, NotAChat, ExportMissing, ArchiveCutOff]
    assert [failed.path for failed in report.failed] == paths[:-1]
    assert [line.path for line in report.backups] == [good]
    assert report.attention
    assert len(created.vault.repository.snapshots()) == 1


def test_looking_writes_nothing_and_says_what_each_is(
    computer: Computer, folder: Path, created: Created, exports: Path
) -> None:
    before = dict(computer.backend(folder).files)
    good, odd = make_zip_export(exports), exports / "letter.txt"
    odd.write_text("Dear Anna,\n")
    unsure = make_export(exports, "Ben", AMBIGUOUS)
    looks = computer.services.back_up.look([good, odd, unsure], QUIET)
    assert [(look.chat_name, look.app_name, type(look.error)) for look in looks] == [
        ("Anna", "WhatsApp", type(None)),
        ("", "", NotAChat),
        ("Ben", "WhatsApp", type(None)),
    ]
    assert looks[0].size == good.stat().st_size
    assert looks[2].question is not None
    assert "01/02/2026" in " ".join(looks[2].question.samples)
    assert computer.backend(folder).files == before
    with pytest.raises(Cancelled):
        computer.services.back_up.look([good], CancelsAt(call=1))


def test_open_dates_are_kept_open_and_asked_once(
    computer: Computer, folder: Path, created: Created, exports: Path
) -> None:
    path = make_export(exports, content=AMBIGUOUS)
    report = run(computer, created, path)
    (line,) = report.backups
    assert line.question is not None
    assert (line.messages, line.new, report.attention) == (2, 2, True)
    assert line.chats[0].first is None

    later = make_export(exports / "later", content=[*AMBIGUOUS, "03/04/2026, 10:16 - Anna: More"])
    report = run(computer, created, later, answers={later: Answers("day-first")})
    (line,) = report.backups
    assert line.question is None
    assert line.chats[0].first is not None
    assert (line.chats[0].first.day, line.chats[0].first.month) == (1, 2)
    (chat,) = computer.services.browse.chats(created.vault)
    assert (chat.messages, chat.exact) == (3, True), "the first export is read again and merges"
    assert computer.services.back_up.look([path], QUIET, created.vault)[0].question is None
    again = computer.restarted()
    vault = again.services.open.by_keychain(folder)
    third = make_export(exports / "third", content=[*AMBIGUOUS, "04/05/2026, 10:16 - Anna: Even more"])
    (line,) = again.services.back_up.run(vault, [third], {}, QUIET).backups
    assert (line.question, line.new, line.known) == (None, 1, 2)


def test_an_answer_given_on_one_computer_serves_on_another(
    computer: Computer, laptop: Computer, folder: Path, created: Created, exports: Path
) -> None:
    path = make_export(exports, content=AMBIGUOUS)
    run(computer, created, path, answers={path: Answers("month-first")})
    vault = laptop.services.open.by_code(folder, created.sheet.code, remember=True)
    later = make_export(exports / "later", content=[*AMBIGUOUS, "03/04/2026, 10:16 - Anna: More"])
    (line,) = laptop.services.back_up.run(vault, [later], {}, QUIET).backups
    assert (line.question, line.new, line.known) == (None, 1, 2)
    assert line.chats[0].first is not None
    assert line.chats[0].first.month == 1


def test_an_answer_is_not_used_where_the_export_shows_its_order(
    computer: Computer, created: Created, exports: Path
) -> None:
    path = make_export(exports, content=["25/04/2026, 10:15 - Anna: Hello", "26/04/2026, 10:16 - Ben: Hi"])
    (line,) = run(computer, created, path, answers={path: Answers("month-first")}).backups
    assert line.chats[0].first is not None
    assert (line.chats[0].first.day, line.chats[0].first.month) == (25, 4)
    assert created.vault.memory.date_orders == {}


def test_a_second_computer_counts_rightly(
    computer: Computer, laptop: Computer, folder: Path, created: Created, exports: Path
) -> None:
    back_up(computer, created.vault, make_export(exports, content=lines(20)))
    vault = laptop.services.open.by_code(folder, created.sheet.code, remember=True)
    (line,) = laptop.services.back_up.run(vault, [make_export(exports, content=lines(30))], {}, QUIET).backups
    assert (line.new, line.known) == (10, 20)
    (again,) = laptop.services.back_up.run(vault, [make_export(exports, content=lines(20))], {}, QUIET).backups
    assert (again.already, again.new, again.known) == (True, 0, 20)


def test_a_lost_library_is_filled_again(computer: Computer, folder: Path, created: Created, exports: Path) -> None:
    back_up(computer, created.vault, make_export(exports, content=lines(20)))
    created.vault.library.start_over()
    (line,) = run(computer, created, make_export(exports, content=lines(22))).backups
    assert (line.new, line.known) == (2, 20)


def test_a_backup_goes_on_without_a_library(
    computer: Computer, created: Created, exports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    created.vault.library.close()
    report = run(computer, created, make_export(exports))
    (line,) = report.backups
    assert (line.verified, line.warnings, line.new, line.known) == (True, ("library",), 20, 0)
    assert report.attention


def test_a_foreign_snapshot_is_no_chat_and_disturbs_nothing(
    computer: Computer, created: Created, exports: Path
) -> None:
    repository = created.vault.repository
    with repository.writing() as writer:
        archiver = Archiver(repository, writer, QUIET)
        tree = archiver.store_folder(["home"], [archiver.store_bytes("letter.txt", b"Dear Anna")])
        from vault.repository.snapshot import Snapshot

        repository.save_snapshot(Snapshot(computer.clock.now, tree, ("/home",)))
    back_up(computer, created.vault, make_export(exports))
    assert [chat.name for chat in computer.services.browse.chats(created.vault)] == ["Anna"]
    assert computer.services.status.run(created.vault).other_backups == 1


@pytest.mark.parametrize("when", ["size", "same size"])
def test_a_file_that_changes_meanwhile_makes_no_backup(
    computer: Computer, created: Created, exports: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    path = make_export(exports)
    store = Archiver.store_stream

    def changing(self: Archiver, *given: object, **named: object) -> object:
        stored = store(self, *given, **named)  # type: ignore[arg-type]
        text = path.read_bytes()
        path.write_bytes(text + b"x" if when == "size" else text[:-2] + b"x\n")
        os.utime(path, ns=(1, 1))
        return stored

    monkeypatch.setattr(Archiver, "store_stream", changing)
    report = run(computer, created, path)
    assert [type(failed.error) for failed in report.failed] == [ExportChanged]
    assert created.vault.repository.snapshots() == []


@pytest.mark.parametrize("step", ["storing", "counting"])
def test_cancelled_before_the_commit_point_there_is_no_backup(
    computer: Computer, folder: Path, created: Created, exports: Path, step: str
) -> None:
    path = make_zip_export(exports, media={"IMG-20260501-WA0001.jpg": os.urandom(5_000_000)})
    with pytest.raises(Cancelled):
        computer.services.back_up.run(created.vault, [path], {}, CancelsAt(step))
    assert created.vault.repository.snapshots() == []
    assert computer.backend(folder).list("locks") == []
    back_up(computer, created.vault, path)


def test_cancelled_anywhere_leaves_a_backup_or_none(
    computer: Computer, folder: Path, created: Created, exports: Path
) -> None:
    """Whenever Cancel is pressed: what is there is whole, what is not is said, and the next run completes it."""
    path = make_zip_export(exports)
    for call in itertools.count(1):  # the slower the machine, the more often it is asked
        try:
            computer.services.back_up.run(created.vault, [path], {}, CancelsAt(call=call))
        except Cancelled:
            continue
        break
    assert call > 5
    assert computer.backend(folder).list("locks") == []
    (line,) = run(computer, created, path).backups
    assert line.verified
    assert computer.services.check.run(created.vault, True, QUIET).ok


def test_a_full_vault_disk_stops_the_work(computer: Computer, folder: Path, created: Created, exports: Path) -> None:
    first, second = make_export(exports), make_zip_export(exports, "Ben")
    back_up(computer, created.vault, first)
    computer.backend(folder).room = 2000
    with pytest.raises(DiskFull):
        run(computer, created, second, make_export(exports, "Cleo"))
    computer.backend(folder).room = None
    assert len(created.vault.repository.snapshots()) == 1
    back_up(computer, created.vault, second)


def test_damage_of_what_was_stored_before_is_found_when_reading_back(
    computer: Computer, folder: Path, created: Created, exports: Path
) -> None:
    """The same media lie in a damaged pack: they are stored anew, and the status says that something is damaged."""
    media = {"IMG-20260501-WA0001.jpg": os.urandom(2_000_000)}
    back_up(computer, created.vault, make_zip_export(exports, content=lines(20), media=media))
    files = computer.backend(folder).files
    largest = max((key for key in files if key[0] == "data"), key=lambda key: len(files[key]))
    files[largest] = files[largest][:500_000] + bytes(64) + files[largest][500_064:]
    report = run(computer, created, make_zip_export(exports, content=lines(30), media=media))
    (line,) = report.backups
    assert line.verified
    assert line.stored > 100_000
    assert computer.services.status.run(created.vault).reason == "damaged"


def test_nothing_of_a_chat_shows_in_reprs_or_logs(
    computer: Computer, created: Created, exports: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    path = make_export(exports, "Zephyrine", lines(3, people=("Zephyrine", "Ben"), words="canary"))
    run(computer, created, path)
    vault = created.vault
    assert "canary" not in caplog.text
    assert "Zephyrine" not in caplog.text
    assert "Zephyrine" not in repr(computer.services.browse.chats(vault))
    assert "Zephyrine" not in repr(computer.services.status.run(vault))


def test_progress_goes_over_all_exports(computer: Computer, created: Created, exports: Path) -> None:
    class Heard(NoProgress):
        def __init__(self) -> None:
            self.said: list[tuple[str, int, int | None]] = []

        def update(self, step: str, done: int, total: int | None = None) -> None:
            self.said.append((step, done, total))

    paths = [make_export(exports), make_zip_export(exports, "Ben")]
    whole, heard = sum(path.stat().st_size for path in paths), Heard()
    computer.services.back_up.run(created.vault, [*paths, exports / "missing.txt"], {}, heard)
    for step in ("storing", "checking"):
        done = [said[1] for said in heard.said if said[0] == step]
        assert done == sorted(done)
        assert done[-1] == whole
        assert {said[2] for said in heard.said if said[0] == step} == {whole}
