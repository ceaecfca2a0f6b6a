"""What a person said once serves the next export of the same chat, account or phone, on every computer."""

from __future__ import annotations

from pathlib import Path

from tests.builders import Computer, lines, make_export
from vault.errors import ColumnsWrong
from vault.exports.base import Answers, Columns
from vault.progress import NoProgress
from vault.services.create_vault import Created
from vault.services.known_answers import KnownAnswers

QUIET = NoProgress()
TOKYO = Answers(zone="Asia/Tokyo", me="Anna")


def first_hour(computer: Computer, created: Created) -> int:
    (chat,) = computer.services.browse.chats(created.vault)
    assert chat.first is not None
    return chat.first.hour


def test_a_zone_is_remembered(computer: Computer, created: Created, exports: Path) -> None:
    path = make_export(exports)
    computer.services.back_up.run(created.vault, [path], {path: TOKYO}, QUIET)
    assert first_hour(computer, created) == 0
    later = make_export(exports / "later", content=lines(30))
    (look,) = computer.services.back_up.look([later], QUIET, created.vault)
    assert not look.zone_open
    (line,) = computer.services.back_up.run(created.vault, [later], {}, QUIET).backups
    assert (line.new, line.known) == (10, 20)
    assert first_hour(computer, created) == 0


def test_a_zone_that_is_told_later_counts_for_what_came_before(
    computer: Computer, created: Created, exports: Path
) -> None:
    path = make_export(exports)
    computer.services.back_up.run(created.vault, [path], {}, QUIET)
    before = first_hour(computer, created)
    computer.services.back_up.run(created.vault, [path], {path: TOKYO}, QUIET)
    assert first_hour(computer, created) == 0 != before
    notes = created.vault.library.notes()
    computer.services.browse.bring_up_to_date(created.vault, QUIET)
    assert created.vault.library.notes() == notes, "and is not read again and again"


def test_another_computer_knows_it(
    computer: Computer, laptop: Computer, folder: Path, created: Created, exports: Path
) -> None:
    path = make_export(exports)
    computer.services.back_up.run(created.vault, [path], {path: TOKYO}, QUIET)
    vault = laptop.services.open.by_code(folder, created.sheet.code, remember=False)
    assert laptop.services.browse.bring_up_to_date(vault, QUIET)
    said = KnownAnswers.known_to(vault).of("whatsapp", "Anna")
    assert (said.zone, said.me, said.date_order) == ("Asia/Tokyo", "Anna", None)
    assert "Anna" not in repr(said)


def test_an_unknown_table_is_read_by_what_a_person_said_of_it(
    computer: Computer, created: Created, exports: Path, tmp_path: Path
) -> None:
    path = exports / "chat with Anna.csv"
    exports.mkdir()
    path.write_text("when;who;what\n2026-05-01 09:00:00;Anna;Hello\n2026-05-01 09:01:00;Ben;Hi there\n")
    (look,) = computer.services.back_up.look([path], QUIET, created.vault)
    assert look.question is not None
    assert (look.error, look.question.kind, look.question.samples[0]) == (None, "columns", "when;who;what")
    answers = Answers(columns=Columns(0, 1, 2, separator=";"))
    shown = computer.services.back_up.preview(path, answers)
    assert [(message.sender, message.text) for message in shown] == [("Anna", "Hello"), ("Ben", "Hi there")]
    (line,) = computer.services.back_up.run(created.vault, [path], {path: answers}, QUIET).backups
    assert (line.messages, line.warnings, line.app) == (2, (), "table")
    (chat,) = computer.services.browse.chats(created.vault)
    assert (chat.name, chat.messages) == ("chat with Anna", 2)
    path.write_text(path.read_text() + "2026-05-01 09:02:00;Anna;More\n")
    (line,) = computer.services.back_up.run(created.vault, [path], {}, QUIET).backups
    assert (line.new, line.known) == (1, 2), "its columns are asked once"
    created.vault.library.start_over()
    assert computer.services.browse.bring_up_to_date(created.vault, QUIET)
    assert computer.services.browse.chats(created.vault)[0].messages == 3
    plan = computer.services.restore.plan(created.vault, None, tmp_path / "back")
    assert computer.services.restore.run(created.vault, plan, QUIET).identical
    wrong = {path: Answers(columns=Columns(0, 1, 8, separator=";"))}
    (failed,) = computer.services.back_up.run(created.vault, [path], wrong, QUIET).failed
    assert isinstance(failed.error, ColumnsWrong)
    undated = {path: Answers(columns=Columns(1, 1, 2, separator=";"))}
    assert computer.services.back_up.run(created.vault, [path], undated, QUIET).failed
    assert computer.services.browse.chats(created.vault)[0].messages == 3, "what was listed stays"
    (line,) = computer.services.back_up.run(created.vault, [path], {path: answers}, QUIET).backups
    assert (line.messages, line.known, line.warnings) == (3, 3, ())
