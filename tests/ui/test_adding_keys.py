"""Locked exports: asked for once, wrong then right, kept locked, one key for several; with WhatsApp's own form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.builders import Computer, make_export, make_vault
from tests.exports.made_whatsapp_databases import DIGITS, digits_file, encrypted, new_store
from vault.errors import SecretNeeded
from vault.services.back_up import Look
from vault.services.create_vault import Created
from vault.ui.tasks import TaskRunner
from vault.ui.viewmodels.adding import TRYING, AddingViewModel
from vault.ui.viewmodels.adding_state import key_asked

WRONG = "0" * 64


@pytest.fixture
def created(laptop: Computer, tmp_path: Path) -> Iterator[Created]:
    made = make_vault(laptop, tmp_path / "Family vault", proved=True)
    yield made
    made.vault.close()


@pytest.fixture
def adding(laptop: Computer, created: Created, tasks: TaskRunner, qtbot: QtBot) -> Iterator[AddingViewModel]:
    viewmodel = AddingViewModel(laptop.services, tasks)
    viewmodel.show(created.vault)
    yield viewmodel
    qtbot.waitUntil(lambda: not tasks.busy)


def locked(folder: Path, name: str = "msgstore.db.crypt15") -> Path:
    folder.mkdir(exist_ok=True, parents=True)
    path = folder / name
    path.write_bytes(encrypted(new_store(), "crypt15"))
    return path


def reaches(adding: AddingViewModel, qtbot: QtBot, step: str) -> None:
    qtbot.waitUntil(lambda: adding.state.step == step and not adding.state.busy)


def at_the_key(adding: AddingViewModel, qtbot: QtBot, *paths: Path) -> None:
    adding.begin(paths)
    reaches(adding, qtbot, "found")
    adding.forward()
    reaches(adding, qtbot, "key")


def test_wrong_then_right(adding: AddingViewModel, created: Created, tmp_path: Path, qtbot: QtBot) -> None:
    at_the_key(adding, qtbot, locked(tmp_path))
    assert adding.state.key is not None
    assert adding.state.key.kind == "whatsapp-key"
    assert adding.state.trouble is None
    adding.try_key(WRONG)
    assert adding.state.busy == TRYING
    adding.try_key(DIGITS)  # not before the first one was tried
    qtbot.waitUntil(lambda: adding.state.trouble is not None)
    assert adding.state.trouble is not None
    assert adding.state.trouble.headline == "This does not open “msgstore.db.crypt15”."
    assert adding.state.step == "key"
    adding.try_key(DIGITS)
    reaches(adding, qtbot, "report")
    assert adding.state.report is not None
    assert adding.state.report.headline == "It is in your vault."
    assert len(adding.state.report.chats) > 1
    assert not [step for step in adding.state.report.steps if step.deed == "unlock"]


@pytest.mark.parametrize(("typed", "said"), [("12" * 30, "cannot be"), ("our-cat-is-called-Mia", "password")])
def test_what_cannot_be_a_key_is_told_apart(
    typed: str, said: str, adding: AddingViewModel, tmp_path: Path, qtbot: QtBot
) -> None:
    at_the_key(adding, qtbot, locked(tmp_path))
    adding.try_key(typed)
    qtbot.waitUntil(lambda: adding.state.trouble is not None)
    assert adding.state.trouble is not None
    assert said in adding.state.trouble.what_happened
    adding.back()
    assert adding.state.step == "found"


def test_a_key_file_opens_it(adding: AddingViewModel, tmp_path: Path, qtbot: QtBot) -> None:
    key = tmp_path / "elsewhere.key"
    key.write_bytes(digits_file())
    at_the_key(adding, qtbot, locked(tmp_path / "phone"))
    adding.use_key_file(tmp_path / "gone.key")
    qtbot.waitUntil(lambda: adding.state.trouble is not None)
    assert adding.state.trouble is not None
    assert adding.state.trouble.headline == "We cannot read “gone.key”."
    adding.use_key_file(key)
    reaches(adding, qtbot, "report")


def test_kept_locked_now_and_opened_later(
    adding: AddingViewModel, created: Created, tmp_path: Path, qtbot: QtBot
) -> None:
    at_the_key(adding, qtbot, locked(tmp_path))
    adding.other()
    reaches(adding, qtbot, "report")
    report = adding.state.report
    assert report is not None
    assert report.headline == "It is in your vault."
    assert report.chats == ()
    assert [step.deed for step in report.steps] == ["unlock"]
    assert len(created.vault.repository.snapshots()) == 1
    assert adding.take_step(0)
    reaches(adding, qtbot, "key")
    adding.try_key(DIGITS)
    reaches(adding, qtbot, "report")
    assert adding.state.report is not None
    assert len(adding.state.report.chats) > 1


def test_one_key_for_all_that_it_opens(adding: AddingViewModel, tmp_path: Path, qtbot: QtBot) -> None:
    one, other = locked(tmp_path / "may"), locked(tmp_path / "june")
    third = locked(tmp_path / "old phone")
    third.write_bytes(encrypted(new_store(), "crypt15", key=bytes(32)))
    at_the_key(adding, qtbot, one, other, third)
    assert adding.state.of == 4
    adding.try_key(DIGITS)
    qtbot.waitUntil(lambda: adding.state.key is not None and adding.state.key.path == third)
    assert adding.state.trouble is None  # nobody typed a key for this one yet
    adding.back()
    assert adding.state.step == "found"
    adding.forward()
    reaches(adding, qtbot, "key")
    adding.other()
    reaches(adding, qtbot, "report")


def test_it_is_never_asked_twice(adding: AddingViewModel, tmp_path: Path, qtbot: QtBot) -> None:
    at_the_key(adding, qtbot, locked(tmp_path / "may"))
    adding.try_key(DIGITS)
    reaches(adding, qtbot, "report")
    adding.begin([locked(tmp_path / "june", "msgstore-2026-06-01.1.db.crypt15")])
    reaches(adding, qtbot, "report")


def test_a_folder_a_text_and_a_lock_are_asked_in_turn(adding: AddingViewModel, tmp_path: Path, qtbot: QtBot) -> None:
    ambiguous = [f"0{n}/0{n + 1}/2024, 10:0{n} - Anna: hello {n}" for n in range(1, 5)]
    text, junk = make_export(tmp_path, content=ambiguous), tmp_path / "tax.pdf"
    junk.write_bytes(b"%PDF-1.4")
    at_the_key(adding, qtbot, text, junk, locked(tmp_path / "phone"))
    assert (adding.state.number, adding.state.of) == (2, 3)
    adding.try_key(DIGITS)
    reaches(adding, qtbot, "question")
    assert (adding.state.number, adding.state.of) == (3, 3)
    adding.choose_order("day-first")
    reaches(adding, qtbot, "question")
    adding.forward()
    reaches(adding, qtbot, "report")
    assert adding.state.report is not None
    assert adding.state.report.headline == "All 2 files are in your vault."
    assert "1 other thing" in adding.state.report.further


def test_the_secret_is_in_no_repr(adding: AddingViewModel, tmp_path: Path, qtbot: QtBot) -> None:
    at_the_key(adding, qtbot, locked(tmp_path))
    adding.try_key(DIGITS)
    reaches(adding, qtbot, "report")
    said = repr(adding.state) + repr(adding._answers)
    assert DIGITS not in said
    assert DIGITS.replace(" ", "") not in said


def test_older_locked_backups_open_with_a_file_only() -> None:
    path = Path("msgstore.db.crypt14")
    secret = SecretNeeded(path, "WhatsApp", "whatsapp-key", "2024-05-03")
    look = Look(path, "whatsapp", "WhatsApp", "x", 1, None, None, "whatsapp-crypt14", secret=secret)
    asked = key_asked(look, secret)
    assert (asked.shape, asked.hint) == ("whatsapp-key-file", "It was made on 2024-05-03.")
    newer = replace(look, format="whatsapp-crypt15")
    assert key_asked(newer, replace(secret, hint="Said.")).shape == "whatsapp-key"
