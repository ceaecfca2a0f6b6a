"""Another key for the vault, in the window: what it takes, the new sheet, two rows, the work; with the real deeds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.clock import Clock
from tests.services.test_relock import Laptop, laptop
from vault.errors import SheetReplaced, StillArriving
from vault.progress import NoProgress
from vault.services.create_vault import Created
from vault.services.vault import OpenedVault
from vault.storage.local import LocalBackend
from vault.ui.tasks import TaskRunner
from vault.ui.viewmodels.relock import RelockViewModel
from vault.ui.views.relock import RelockPage
from vault.ui.widgets.text import TextLabel


@pytest.fixture
def computer(tmp_path: Path, clock: Clock) -> Laptop:
    return laptop(tmp_path / "computer", clock)


@pytest.fixture
def created(computer: Laptop, tmp_path: Path) -> Created:
    return computer.services.create.run(tmp_path / "disk" / "Family vault", NoProgress())


@pytest.fixture
def page(computer: Laptop, created: Created, tasks: TaskRunner, qtbot: QtBot) -> Iterator[RelockPage]:
    made = RelockPage(RelockViewModel(computer.services, tasks))
    qtbot.addWidget(made)
    made.resize(1080, 760)
    made.show()
    made.viewmodel.begin(created.vault)
    yield made
    made.viewmodel.leave()
    qtbot.waitUntil(lambda: not tasks.busy)


def texts(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(TextLabel) if label.isVisible())


def button(page: RelockPage, words: str) -> QPushButton:
    (found,) = [b for b in page.findChildren(QPushButton) if b.isVisible() and b.text() == words]
    return found


def at(qtbot: QtBot, page: RelockPage, step: str) -> None:
    qtbot.waitUntil(lambda: page.viewmodel.state.step == step and not page.viewmodel.state.busy)


def type_back(page: RelockPage, rows: tuple[str, ...]) -> None:
    for number in page.viewmodel.state.asked:
        field = page.rows.proof.rows[number].field
        field.clear()
        QTest.keyClicks(field, rows[number - 1].lower())


def to_the_rows(qtbot: QtBot, page: RelockPage) -> tuple[str, ...]:
    at(qtbot, page, "plan")
    button(page, "Make the new sheet").click()
    at(qtbot, page, "sheet")
    sheet = page.viewmodel.state.sheet
    assert sheet is not None
    button(page, "I have it").click()
    at(qtbot, page, "rows")
    return sheet.code.rows


def test_the_whole_way(qtbot: QtBot, page: RelockPage, computer: Laptop, created: Created) -> None:
    opened: list[OpenedVault] = []
    page.viewmodel.relocked.connect(opened.append)
    at(qtbot, page, "plan")
    assert "What somebody copied before stays readable" in texts(page)
    rows = to_the_rows(qtbot, page)
    type_back(page, rows)
    button(page, "Check").click()
    at(qtbot, page, "proved")
    assert "Your vault has a new key" in texts(page)
    (vault,) = opened
    assert vault.repository.public_id != created.vault.repository.public_id
    with pytest.raises(SheetReplaced):
        computer.services.open.by_code(vault.folder, created.sheet.code, remember=False)
    vault.close()


def test_wrong_rows_begin_nothing(qtbot: QtBot, page: RelockPage, created: Created) -> None:
    to_the_rows(qtbot, page)
    type_back(page, created.sheet.code.rows)
    button(page, "Check").click()
    qtbot.waitUntil(lambda: page.viewmodel.state.trouble is not None)
    assert page.viewmodel.state.step == "rows"


def test_whoever_leaves_has_changed_nothing(
    qtbot: QtBot, page: RelockPage, computer: Laptop, created: Created, tasks: TaskRunner
) -> None:
    to_the_rows(qtbot, page)
    button(page, "Later").click()
    qtbot.waitUntil(lambda: not tasks.busy)
    assert [path.name for path in created.vault.folder.parent.iterdir()] == ["Family vault"]
    computer.services.open.by_code(created.vault.folder, created.sheet.code, remember=False).close()


def test_where_it_does_not_fit_nothing_can_be_begun(
    qtbot: QtBot, page: RelockPage, created: Created, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(qtbot, page, "plan")
    monkeypatch.setattr(LocalBackend, "free_space", lambda _self: 1000)
    page.viewmodel.begin(created.vault)
    at(qtbot, page, "plan")
    assert not button(page, "Make the new sheet").isEnabled()
    assert "Free some first." in texts(page)
    (reason,) = [label for label in page.findChildren(QLabel) if "Free some first." in label.text()]
    assert reason.property("tone") == "red", "the reason why it cannot begin"


def test_while_the_vault_is_arriving_nothing_can_be_begun(
    qtbot: QtBot, page: RelockPage, computer: Laptop, created: Created, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(qtbot, page, "plan")
    with monkeypatch.context() as patched:
        waited = StillArriving(str(created.vault.folder), "Dropbox", 12)
        patched.setattr("vault.services.relock.refuse_while_arriving", lambda _: (_ for _ in ()).throw(waited))
        page.viewmodel.begin(created.vault)
        at(qtbot, page, "plan")
        with pytest.raises(StillArriving):
            computer.services.relock.begin(created.vault)
    assert "is still arriving" in texts(page)
    assert not button(page, "Make the new sheet").isEnabled()
    page.viewmodel.begin(created.vault)
    at(qtbot, page, "plan")
    assert button(page, "Make the new sheet").isEnabled()
