"""Find, lock, prove, move out, look again: the whole way, and every way in which it must stop."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import pytest

from tests.builders import Computer, make_export, make_zip_export
from tests.clock import Clock
from tests.services.cloud import ZOOM, Cloud, make_cloud, use_the_bin_of
from vault.errors import CopyChanged, DiskFull, FolderInTheWay, MustNotTouch, NotProven, NotWhereWePutIt
from vault.progress import NoProgress
from vault.services import put_right_words as words
from vault.services.create_vault import Created

QUIET = NoProgress()


@pytest.fixture
def cloud(home: Path, computer: Computer) -> Cloud:
    return make_cloud(home, computer)


def test_the_whole_way(cloud: Cloud, created: Created, clock: Clock) -> None:
    path = make_zip_export(cloud.folder, "Anna")
    content = path.read_bytes()
    finding = cloud.finding(path)
    assert (finding.severity, finding.root and finding.root.provider) == ("red", "Dropbox")
    plan = cloud.put_right.plan(finding, created.vault)
    assert (plan.primary, plan.lock_refused, plan.move_refused) == ("lock", None, None)
    assert plan.targets == ("local", "bin")
    assert {"leaves-cloud", "leaves-devices", "leaves-shared", "provider-bin"} <= set(plan.effects)

    locked = cloud.put_right.lock(created.vault, finding, QUIET)
    assert (locked.verified, locked.as_file, locked.already) == (True, False, False)
    assert locked.report is not None
    assert locked.report.messages == 21
    assert path.read_bytes() == content

    clock.advance(minutes=1)
    deed = cloud.put_right.move_out(created.vault, locked, "local", QUIET)
    assert not path.exists()
    assert (cloud.outside / path.name).read_bytes() == content
    assert (deed.stage, deed.to, deed.put_at) == ("moved", "local", str(cloud.outside / path.name))

    state = cloud.put_right.look_again(created.vault, finding)
    assert (state.gone_here, state.still, state.copy_there, state.others_unknown) == (True, None, True, True)
    assert (state.provider, state.kept_until, state.unsure) == ("Dropbox", date(2026, 12, 24), False)
    assert state.open_steps == ("bin", "versions", "links", "devices")
    said = " ".join(words.outcome(state))
    assert "Moved out of Dropbox." in said
    assert "Dropbox may keep it in its bin until 24 December 2026." in said
    assert "not affected by us" in said
    assert "erased" not in said

    state = cloud.put_right.tick(created.vault, finding, "bin", done=True)
    assert (state.kept_until, state.open_steps) == (None, ("versions", "links", "devices"))


def test_the_last_report_forgets_what_was_moved(cloud: Cloud, created: Created, computer: Computer) -> None:
    path, other = make_export(cloud.folder, "Anna"), make_export(cloud.folder, "Ben")
    report = computer.services.exposure.scan(QUIET, None, None, created.vault)
    finding = next(found for found in report.findings if found.path == str(path))
    locked = cloud.put_right.lock(created.vault, finding, QUIET)
    cloud.put_right.move_out(created.vault, locked, "local", QUIET)
    cloud.put_right.look_again(created.vault, finding)
    assert [found.path for found in computer.services.exposure.open_findings(created.vault)] == [str(other)]


def test_a_chat_that_no_importer_reads_is_locked_as_a_file(cloud: Cloud, created: Created, computer: Computer) -> None:
    copy = cloud.folder / "meeting_saved_chat.txt"
    copy.write_text(ZOOM)
    locked = cloud.put_right.lock(created.vault, cloud.finding(copy), QUIET)
    assert (locked.verified, locked.as_file, locked.report) == (True, True, None)
    (snapshot,) = created.vault.repository.snapshots()
    assert "app=zoom" in snapshot.tags
    (chat,) = computer.services.browse.chats(created.vault)
    assert (chat.app, chat.app_name, chat.name, chat.messages, chat.exact) == (
        "zoom", "Zoom", copy.name, 0, True,
    )  # fmt: skip
    assert computer.services.browse.bring_up_to_date(created.vault, QUIET)
    assert cloud.put_right.lock(created.vault, cloud.finding(copy), QUIET).already


def test_a_locked_file_comes_back_bit_for_bit(
    cloud: Cloud, created: Created, computer: Computer, tmp_path: Path
) -> None:
    path = cloud.folder / "meeting_saved_chat.txt"
    path.write_text(ZOOM)
    cloud.put_right.lock(created.vault, cloud.finding(path), QUIET)
    plan = computer.services.restore.plan(created.vault, None, tmp_path / "back")
    report = computer.services.restore.run(created.vault, plan, QUIET)
    assert report.identical
    assert (tmp_path / "back" / "Zoom" / path.name / path.name).read_text() == ZOOM


def test_a_full_vault_locks_nothing_and_moves_nothing(
    cloud: Cloud, created: Created, computer: Computer, folder: Path
) -> None:
    path = make_zip_export(cloud.folder, "Anna")
    computer.backend(folder).room = 100
    with pytest.raises(DiskFull):
        cloud.put_right.lock(created.vault, cloud.finding(path), QUIET)
    assert created.vault.repository.snapshots() == []
    assert path.exists()
    assert cloud.put_right.deeds(created.vault) == ()


def test_a_vault_that_gives_other_bytes_back_proves_nothing(
    cloud: Cloud, created: Created, computer: Computer, folder: Path
) -> None:
    path = make_zip_export(cloud.folder, "Anna")
    backend = computer.backend(folder)
    real = backend.save

    def forgetful(kind, name, data):  # type: ignore[no-untyped-def]  # a place that keeps something else
        real(kind, name, bytes(len(data)) if kind == "data" else data)

    backend.save = forgetful  # type: ignore[method-assign]
    locked = cloud.put_right.lock(created.vault, cloud.finding(path), QUIET)
    assert not locked.verified
    with pytest.raises(NotProven):
        cloud.put_right.move_out(created.vault, locked, "local", QUIET)
    assert path.exists()
    assert created.vault.memory.damage_found_on == computer.clock.now


def test_a_copy_that_changed_after_it_was_locked_stays(cloud: Cloud, created: Created) -> None:
    path = make_export(cloud.folder, "Anna")
    locked = cloud.put_right.lock(created.vault, cloud.finding(path), QUIET)
    path.write_text(path.read_text() + "2026-05-03, 10:00 - Anna: One more\n")
    with pytest.raises(CopyChanged):
        cloud.put_right.move_out(created.vault, locked, "local", QUIET)
    assert path.exists()
    assert not cloud.outside.exists()


def test_the_same_size_and_time_do_not_hide_a_change(cloud: Cloud, created: Created) -> None:
    path = make_export(cloud.folder, "Anna")
    locked = cloud.put_right.lock(created.vault, cloud.finding(path), QUIET)
    times = path.stat().st_atime_ns, path.stat().st_mtime_ns
    path.write_text(path.read_text().replace("Message 3", "Massage 3"))
    os.utime(path, ns=times)
    with pytest.raises(CopyChanged):
        cloud.put_right.move_out(created.vault, locked, "local", QUIET)
    assert "Massage 3" in path.read_text()


def test_two_copies_are_two_findings(cloud: Cloud, created: Created) -> None:
    first, second = make_export(cloud.folder / "a", "Anna"), make_export(cloud.folder / "b", "Anna")
    locked = cloud.put_right.lock(created.vault, cloud.finding(first), QUIET)
    cloud.put_right.move_out(created.vault, locked, "local", QUIET)
    assert second.exists()
    again = cloud.put_right.lock(created.vault, cloud.finding(second), QUIET)
    assert (again.verified, again.already) == (True, True)
    deed = cloud.put_right.move_out(created.vault, again, "local", QUIET)
    assert deed.put_at == str(cloud.outside / "WhatsApp Chat with Anna (2).txt")
    assert len(list(cloud.outside.iterdir())) == 2
    assert len(cloud.put_right.deeds(created.vault)) == 2


def test_nothing_outside_is_written_over(cloud: Cloud, created: Created) -> None:
    path = make_export(cloud.folder, "Anna")
    cloud.outside.mkdir()
    (cloud.outside / path.name).write_text("mine")
    locked = cloud.put_right.lock(created.vault, cloud.finding(path), QUIET)
    cloud.put_right.move_out(created.vault, locked, "local", QUIET)
    assert (cloud.outside / path.name).read_text() == "mine"


def test_the_folder_outside_is_outside(cloud: Cloud, created: Created, computer: Computer) -> None:
    cloud.outside.symlink_to(cloud.folder)
    path = make_export(cloud.folder / "below", "Anna")
    locked = cloud.put_right.lock(created.vault, cloud.finding(path), QUIET)
    deed = cloud.put_right.move_out(created.vault, locked, "local", QUIET)
    assert deed.put_at is not None
    assert Path(deed.put_at).parent == computer.desk.places.documents / cloud.outside.name


def test_undo_puts_it_back(cloud: Cloud, created: Created) -> None:
    path = make_export(cloud.folder, "Anna")
    content, finding = path.read_bytes(), cloud.finding(path)
    locked = cloud.put_right.lock(created.vault, finding, QUIET)
    deed = cloud.put_right.move_out(created.vault, locked, "local", QUIET)
    assert cloud.put_right.can_undo(deed)
    undone = cloud.put_right.undo(created.vault, deed, QUIET)
    assert (undone.stage, path.read_bytes(), list(cloud.outside.iterdir())) == ("undone", content, [])
    assert not cloud.put_right.can_undo(undone)
    state = cloud.put_right.look_again(created.vault, finding)
    assert state.still is not None
    assert (state.gone_here, state.still.severity) == (False, "red")
    assert "It still lies where it was." in words.outcome(state)
    moved_again = cloud.put_right.move_out(
        created.vault, cloud.put_right.lock(created.vault, finding, QUIET), "local", QUIET
    )
    assert moved_again.stage == "moved"


def test_undo_writes_over_nothing_and_tells_what_is_gone(cloud: Cloud, created: Created) -> None:
    path = make_export(cloud.folder, "Anna")
    locked = cloud.put_right.lock(created.vault, cloud.finding(path), QUIET)
    deed = cloud.put_right.move_out(created.vault, locked, "local", QUIET)
    path.write_text("another file")
    with pytest.raises(FolderInTheWay):
        cloud.put_right.undo(created.vault, deed, QUIET)
    assert path.read_text() == "another file"
    assert deed.put_at is not None
    Path(deed.put_at).write_text("changed")
    with pytest.raises(NotWhereWePutIt):
        cloud.put_right.undo(created.vault, deed, QUIET)
    Path(deed.put_at).unlink()
    with pytest.raises(NotWhereWePutIt):
        cloud.put_right.undo(created.vault, deed, QUIET)


def test_the_bin_asks_first(cloud: Cloud, created: Created, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bin_folder, vault = use_the_bin_of(home, monkeypatch), created.vault
    path = make_export(cloud.folder, "Anna")
    content, finding = path.read_bytes(), cloud.finding(path)
    locked = cloud.put_right.lock(vault, finding, QUIET)

    def refused() -> str:
        with pytest.raises(MustNotTouch) as caught:
            cloud.put_right.move_out(vault, locked, "bin", QUIET)
        assert cloud.put_right.plan(finding, vault).bin_refused == caught.value.reason
        return caught.value.reason

    assert refused() == "sheet-unproved"
    cloud.computer.services.prove_sheet.prove_code(vault, created.sheet.code)
    assert cloud.put_right.needed(vault) is None
    assert refused() == "evidence-unasked"
    answer = cloud.put_right.answer_needed(vault, could_need=True)
    assert (answer.could_need, answer.on) == (True, cloud.computer.clock.now)
    assert refused() == "evidence"
    cloud.put_right.answer_needed(vault, could_need=False)
    assert cloud.put_right.plan(finding, vault).bin_refused is None

    deed = cloud.put_right.move_out(vault, locked, "bin", QUIET)
    assert not path.exists()
    assert deed.put_at == str(bin_folder / "files" / path.name)
    assert "until that is emptied" in " ".join(words.outcome(cloud.put_right.look_again(vault, finding)))
    cloud.put_right.undo(vault, deed, QUIET)
    assert path.read_bytes() == content
    assert list((bin_folder / "info").iterdir()) == []


def test_the_answer_outlives_the_program(cloud: Cloud, created: Created, folder: Path) -> None:
    cloud.put_right.answer_needed(created.vault, could_need=True)
    path = make_export(cloud.folder, "Anna")
    cloud.put_right.lock(created.vault, cloud.finding(path), QUIET)
    created.vault.close()
    computer = cloud.computer.restarted()
    vault = computer.services.open.by_keychain(folder)
    answer = computer.services.put_right.needed(vault)
    assert answer is not None
    assert answer.could_need
    (deed,) = computer.services.put_right.deeds(vault)
    assert (deed.path, deed.stage, deed.provider) == (str(path), "locked", "Dropbox")


def test_the_journal_holds_no_content(cloud: Cloud, created: Created) -> None:
    path = make_export(cloud.folder, "Anna", ["2026-05-01, 09:00 - Anna: CANARYTEXT"] * 3)
    locked = cloud.put_right.lock(created.vault, cloud.finding(path), QUIET)
    cloud.put_right.move_out(created.vault, locked, "local", QUIET)
    kept = created.vault.notes.get("put-right/journal")
    assert kept is not None
    assert b"CANARYTEXT" not in kept
    assert set(json.loads(kept)[0]) == {
        "path", "provider", "app", "sha256", "size", "snapshot", "locked_on", "stage", "to", "put_at", "moved_on",
        "undone_on", "ticked",
    }  # fmt: skip


def test_a_copy_that_vanished_is_not_locked(cloud: Cloud, created: Created) -> None:
    path = make_export(cloud.folder, "Anna")
    finding = cloud.finding(path)
    locked = cloud.put_right.lock(created.vault, finding, QUIET)
    path.unlink()
    with pytest.raises(MustNotTouch) as caught:
        cloud.put_right.lock(created.vault, finding, QUIET)
    assert caught.value.reason == "vanished"
    with pytest.raises(CopyChanged):
        cloud.put_right.move_out(created.vault, locked, "local", QUIET)
    assert words.outcome(cloud.put_right.look_again(created.vault, finding))[0] == (
        "It is no longer there. We did not move it."
    )
