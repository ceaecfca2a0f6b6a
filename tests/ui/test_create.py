"""Making a vault in the window: the place, the sheet, the proof; and no way round the proof to green."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from tests.builders import Computer, make_computer
from tests.clock import Clock
from vault.errors import DiskFull
from vault.keychain.memory import MemoryKeyStore
from vault.progress import NoProgress
from vault.services.create_vault import CreateVault
from vault.services.vault import OpenedVault
from vault.ui.tasks import TaskRunner
from vault.ui.viewmodels.create import CreateViewModel
from vault.ui.wizards.create import CreateWizard, DoneStep, ProofStep, SheetStep, WhereStep


@pytest.fixture
def create(laptop: Computer, tasks: TaskRunner, qtbot: QtBot) -> CreateViewModel:
    laptop.desk.places.documents.mkdir(parents=True, exist_ok=True)
    return _begin(laptop, tasks, qtbot)


@pytest.fixture
def finished(create: CreateViewModel) -> Iterator[list[OpenedVault]]:
    vaults: list[OpenedVault] = []
    create.finished.connect(vaults.append)
    yield vaults
    for vault in vaults:
        vault.close()


@pytest.fixture
def wizard(create: CreateViewModel, qtbot: QtBot) -> CreateWizard:
    made = CreateWizard(create)
    qtbot.addWidget(made)
    made.show()
    return made


def _begin(computer: Computer, tasks: TaskRunner, qtbot: QtBot) -> CreateViewModel:
    viewmodel = CreateViewModel(computer.services, tasks)
    viewmodel.begin()
    qtbot.waitUntil(lambda: viewmodel.state.ready)
    return viewmodel


def _make(create: CreateViewModel, qtbot: QtBot) -> None:
    create.forward()
    qtbot.waitUntil(lambda: create.state.step == "sheet")


def _right_rows(create: CreateViewModel) -> dict[int, str]:
    sheet = create.sheet.state.sheet
    assert sheet is not None
    return {number: sheet.code.rows[number - 1] for number in create.sheet.state.asked}


def _status(computer: Computer, vault: OpenedVault) -> str:
    return computer.services.status.run(vault).reason


def test_it_suggests_documents(create: CreateViewModel, laptop: Computer) -> None:
    assert create.state.parent == laptop.desk.places.documents
    assert create.folder == laptop.desk.places.documents / "Chat Vault"
    assert create.state.room.endswith("free")


def test_the_whole_way(
    create: CreateViewModel, finished: list[OpenedVault], laptop: Computer, wizard: CreateWizard, qtbot: QtBot
) -> None:
    where = wizard.page("where")
    assert isinstance(where, WhereStep)
    where.field.selectAll()
    QTest.keyClicks(where.field, "Family vault")
    qtbot.waitUntil(lambda: create.state.ready)
    QTest.mouseClick(wizard._forward, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: isinstance(wizard.step, SheetStep))
    assert create.state.keychain is None
    QTest.mouseClick(wizard._forward, Qt.MouseButton.LeftButton)
    proof = wizard.step
    assert isinstance(proof, ProofStep)
    assert not wizard._forward.isEnabled()
    for number, row in _right_rows(create).items():
        QTest.keyClicks(proof.proof.rows[number].field, row)
    QTest.mouseClick(wizard._forward, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: isinstance(wizard.step, DoneStep))
    assert create.done_words[0] == "“Family vault” is ready."
    QTest.mouseClick(wizard._forward, Qt.MouseButton.LeftButton)
    assert finished[0].folder == laptop.desk.places.documents / "Family vault"
    assert create.sheet.state.sheet is None
    assert _status(laptop, finished[0]) == "nothing-yet"


def test_later_leaves_it_yellow(
    create: CreateViewModel, finished: list[OpenedVault], laptop: Computer, wizard: CreateWizard, qtbot: QtBot
) -> None:
    _make(create, qtbot)
    create.later()  # not a way round the sheet's own page
    assert create.state.step == "sheet"
    create.forward()
    QTest.mouseClick(wizard._other, Qt.MouseButton.LeftButton)
    assert isinstance(wizard.step, DoneStep)
    assert not create.state.proved
    assert "one thing is left" in create.done_words[0]
    create.forward()
    assert _status(laptop, finished[0]) == "sheet-unproved"


def test_wrong_rows_prove_nothing(create: CreateViewModel, laptop: Computer, qtbot: QtBot, tmp_path: Path) -> None:
    other = CreateVault(laptop.desk).run(tmp_path / "Other", NoProgress())
    _make(create, qtbot)
    create.forward()
    asked = create.sheet.state.asked
    create.prove({number: other.sheet.code.rows[number - 1] for number in asked})
    qtbot.waitUntil(lambda: create.sheet.state.trouble is not None)
    assert create.state.step == "proof"
    assert not create.state.proved
    create.prove(_right_rows(create))
    qtbot.waitUntil(lambda: create.state.step == "done")
    assert create.state.proved
    other.vault.close()


def test_back_from_the_proof_shows_the_sheet_again_and_asks_anew(create: CreateViewModel, qtbot: QtBot) -> None:
    _make(create, qtbot)
    create.back()  # the vault is made: there is no way back before it
    assert create.state.step == "sheet"
    create.forward()
    create.back()
    assert create.state.step == "sheet"
    assert create.sheet.state.sheet is not None
    create.forward()
    assert len(create.sheet.state.asked) == 2


def test_no_password_safe_is_said_and_is_no_obstacle(home: Path, clock: Clock, tasks: TaskRunner, qtbot: QtBot) -> None:
    bare = make_computer(home / "bare", clock, key_store=MemoryKeyStore(absent=True))
    create = _begin(bare, tasks, qtbot)
    wizard = CreateWizard(create)
    qtbot.addWidget(wizard)
    _make(create, qtbot)
    assert create.state.keychain is not None
    assert create.state.keychain.headline == "This computer has no password safe that we can use."
    create.forward()
    create.prove(_right_rows(create))
    qtbot.waitUntil(lambda: create.state.step == "done")
    with qtbot.waitSignal(create.finished) as caught:
        create.forward()
    assert caught.args is not None
    caught.args[0].close()


def test_a_folder_with_a_vault_offers_to_open_it(
    create: CreateViewModel, laptop: Computer, tmp_path: Path, qtbot: QtBot
) -> None:
    vault = tmp_path / "Old vault"
    for part in ("keys", "data", "snapshots", "index"):
        (vault / part).mkdir(parents=True)
    (vault / "config").write_bytes(b"x")
    (vault / "keys" / ("ab" * 32)).write_bytes(b"x")
    create.choose_folder(vault)
    qtbot.waitUntil(lambda: create.state.trouble is not None)
    assert not create.state.ready
    with qtbot.waitSignal(create.existing) as caught:
        create.help()
    assert caught.args == [vault]


def test_a_folder_with_other_things_gives_the_vault_its_own(
    create: CreateViewModel, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "letter.txt").write_text("Dear")
    (tmp_path / "Chat Vault").mkdir()
    create.choose_folder(tmp_path)
    qtbot.waitUntil(lambda: create.state.parent == tmp_path and create.state.ready)
    assert create.folder == tmp_path / "Chat Vault 2"
    assert create.state.suggestions[-1].parent == tmp_path


def test_a_name_typed_while_the_chosen_folder_is_looked_at_loses_no_choice(
    create: CreateViewModel, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "letter.txt").write_text("Dear")
    create.choose_folder(tmp_path)
    create.rename("Family vault")
    assert not create.state.ready, "nothing may be made where the person no longer wants it"
    qtbot.waitUntil(lambda: create.state.ready)
    assert create.folder == tmp_path / "Family vault"


def test_an_own_folder_chosen_before_the_suggestions_are_there_stays_chosen(
    create: CreateViewModel, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "letter.txt").write_text("Dear")
    create.begin()
    create.choose_folder(tmp_path)
    qtbot.waitUntil(lambda: create.state.ready and len(create.state.suggestions) > 1)
    assert create.folder == tmp_path / "Chat Vault"


def test_an_empty_folder_becomes_the_vault(create: CreateViewModel, tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "Mine").mkdir()
    create.choose_folder(tmp_path / "Mine")
    qtbot.waitUntil(lambda: create.state.ready and create.state.name == "Mine")
    assert create.folder == tmp_path / "Mine"


def test_a_name_in_use_is_refused_kindly(
    create: CreateViewModel, laptop: Computer, wizard: CreateWizard, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:  # fmt: skip
    papers = laptop.desk.places.documents / "Papers"
    papers.mkdir()
    (papers / "a.txt").write_text("x")
    create.rename("Papers")
    qtbot.waitUntil(lambda: create.state.trouble is not None)
    assert create.state.trouble is not None
    assert create.state.trouble.headline == "This folder is not empty."
    assert not wizard._forward.isEnabled()
    (tmp_path / "Else").mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *given: str(tmp_path / "Else"))
    where = wizard.page("where")
    assert isinstance(where, WhereStep)
    where._message.pressed.emit()
    qtbot.waitUntil(lambda: create.state.ready)
    assert create.folder == tmp_path / "Else"


def test_a_name_no_folder_can_have_is_said(create: CreateViewModel, wizard: CreateWizard) -> None:
    create.rename("a/b")
    where = wizard.page("where")
    assert isinstance(where, WhereStep)
    assert where._unfit.text()
    assert not create.state.ready
    assert not wizard._forward.isEnabled()


def test_choosing_another_card_moves_the_vault(
    create: CreateViewModel, wizard: CreateWizard, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "x").write_text("x")
    create.choose_folder(tmp_path)
    qtbot.waitUntil(lambda: create.state.parent == tmp_path)
    where = wizard.page("where")
    assert isinstance(where, WhereStep)
    documents = create.state.suggestions[0].parent
    QTest.mouseClick(where.cards[documents], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: create.state.parent == documents and create.state.ready)
    assert where.cards[documents].isChecked()


def test_a_disk_that_fills_up_is_told(create: CreateViewModel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(service: CreateVault, *given: object) -> None:
        raise DiskFull("/disk")

    with monkeypatch.context() as patch:
        patch.setattr(CreateVault, "run", full)
        create.forward()
        qtbot.waitUntil(lambda: create.state.trouble is not None)
    assert create.state.step == "where"
    create.help()
    qtbot.waitUntil(lambda: create.state.ready)
    _make(create, qtbot)


def test_back_on_the_first_step_leaves(create: CreateViewModel, wizard: CreateWizard, qtbot: QtBot) -> None:
    with qtbot.waitSignal(create.left):
        QTest.keyClick(wizard, Qt.Key.Key_Escape)
