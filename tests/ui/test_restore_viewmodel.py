"""The restore wizard's view-model: every page with the real services, and every obstacle in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.builders import Computer, back_up, folder_content, lines, make_computer, make_export, make_vault
from tests.clock import Clock
from vault.crypto.recovery_code import ALPHABET, check_row
from vault.errors import NotEnoughSpace
from vault.keychain.memory import MemoryKeyStore
from vault.services.create_vault import Created
from vault.services.vault import OpenedVault
from vault.ui.tasks import TaskRunner
from vault.ui.viewmodels.restore import RestoreViewModel
from vault.ui.viewmodels.restore_state import NO_ROWS, RestoreState


@pytest.fixture
def computer(tmp_path: Path, clock: Clock) -> Computer:
    return make_computer(tmp_path / "old", clock)


@pytest.fixture
def created(computer: Computer, tmp_path: Path) -> Created:
    """A vault with two chats, in memory; its folder exists, as a plugged-in disk would."""
    folder = tmp_path / "Family vault"
    folder.mkdir()
    made = make_vault(computer, folder)
    back_up(computer, made.vault, make_export(tmp_path / "exports"), make_export(tmp_path / "exports", "Ben", lines(7)))
    return made


@pytest.fixture
def laptop(tmp_path: Path, clock: Clock, computer: Computer) -> Computer:
    return make_computer(tmp_path / "laptop", clock, computer.shelves)


@pytest.fixture
def viewmodel(laptop: Computer, tasks: TaskRunner) -> Iterator[RestoreViewModel]:
    made = RestoreViewModel(laptop.services, tasks)
    yield made
    made.shutdown()


def at(qtbot: QtBot, viewmodel: RestoreViewModel, step: str) -> RestoreState:
    """Wait until this page is up and nothing is under way."""
    qtbot.waitUntil(lambda: viewmodel.state.step == step and not viewmodel.state.busy)
    return viewmodel.state


def walk_to(qtbot: QtBot, viewmodel: RestoreViewModel, step: str, created: Created) -> RestoreState:
    """Go forward to this page with the right answers."""
    viewmodel.begin()
    state = at(qtbot, viewmodel, "have")
    if step != "have":
        viewmodel.forward()
        state = at(qtbot, viewmodel, "find")
    if step in ("rows", "inside", "where", "result"):
        viewmodel.pick(created.vault.folder)
        viewmodel.forward()
        state = at(qtbot, viewmodel, "rows")
    if step in ("inside", "where", "result"):
        viewmodel.type_rows(created.sheet.code.rows)
        viewmodel.forward()
        state = at(qtbot, viewmodel, "inside")
    if step in ("where", "result"):
        viewmodel.forward()
        state = at(qtbot, viewmodel, "where")
    if step == "result":
        viewmodel.forward()
        state = at(qtbot, viewmodel, "result")
    return state


def test_the_whole_way_back(
    qtbot: QtBot, viewmodel: RestoreViewModel, created: Created, laptop: Computer, tmp_path: Path
) -> None:
    state = walk_to(qtbot, viewmodel, "result", created)
    assert state.outcome is not None
    assert state.outcome.sentence == "2 of 2 chats are back, compared bit for bit"
    assert state.outcome.counts.startswith("27 messages counted")
    assert state.outcome.tone == "good"
    assert state.outcome.folder == laptop.desk.places.documents / "Chats restored 24 Nov 2026"
    assert len(folder_content(state.outcome.folder)) == 2
    assert (state.number, state.of, state.protection) == (6, 6, "offered")


def test_rows_are_ticked_while_they_are_typed_and_forgotten_after(
    qtbot: QtBot, viewmodel: RestoreViewModel, created: Created
) -> None:
    walk_to(qtbot, viewmodel, "rows", created)
    one, two, three, four = created.sheet.code.rows
    mistaken = next(three[:-1] + last for last in ALPHABET if check_row(3, three[:-1] + last) == "mistake")
    viewmodel.type_rows((one, "", mistaken, ""))
    assert [tick.kind for tick in viewmodel.state.ticks] == ["good", "empty", "mistake", "empty"]
    assert viewmodel.state.ticks[2].words == "Row 3 has a mistake. Compare it again."
    assert not viewmodel.state.ready
    viewmodel.type_rows((two, one, three, four))
    assert {tick.words for tick in viewmodel.state.ticks} == {"", "Rows 1 and 2 have changed places."}
    viewmodel.type_rows((one, two, three, four))
    assert viewmodel.state.ready
    assert one not in repr(viewmodel.state)
    viewmodel.forward()
    assert at(qtbot, viewmodel, "inside").rows == NO_ROWS


def test_another_vaults_sheet_is_told_from_a_mistake(
    qtbot: QtBot, viewmodel: RestoreViewModel, created: Created, computer: Computer, tmp_path: Path
) -> None:
    other = next(
        made.sheet.code.rows
        for made in (make_vault(computer, tmp_path / f"other {number}") for number in range(5))
        if not made.sheet.code.belongs_to(created.vault.repository.public_id)
    )
    walk_to(qtbot, viewmodel, "rows", created)
    viewmodel.type_rows(other)
    viewmodel.forward()
    state = at(qtbot, viewmodel, "rows")
    assert state.trouble is not None
    assert state.trouble.headline == "This sheet belongs to another vault."
    assert state.rows == other, "what was typed stays, to be compared"
    viewmodel.type_rows(NO_ROWS)
    assert viewmodel.state.trouble is None


def test_a_replaced_sheet_has_its_own_words(
    qtbot: QtBot, viewmodel: RestoreViewModel, created: Created, computer: Computer
) -> None:
    newer = computer.services.new_sheet.run(created.vault)
    computer.services.prove_sheet.prove_code(created.vault, newer.code)
    walk_to(qtbot, viewmodel, "rows", created)
    viewmodel.type_rows(created.sheet.code.rows)
    viewmodel.forward()
    state = at(qtbot, viewmodel, "rows")
    assert state.trouble is not None
    assert state.trouble.headline == "This sheet does not open this vault."


def test_chats_are_chosen_before_anything_is_written(
    qtbot: QtBot, viewmodel: RestoreViewModel, created: Created, laptop: Computer
) -> None:
    state = walk_to(qtbot, viewmodel, "inside", created)
    assert {(row.name, row.icon) for row in state.chats} == {("Anna", "whatsapp"), ("Ben", "whatsapp")}
    assert all("messages" in row.detail for row in state.chats)
    assert state.chosen_line.startswith("2 of 2 chosen · ")
    assert state.vault_line == "“Family vault”, last backed up on Tuesday 24 November. Nothing is written yet."
    viewmodel.choose(frozenset())
    assert not viewmodel.state.ready
    anna = next(row for row in state.chats if row.name == "Anna")
    viewmodel.choose(frozenset((anna.id,)))
    viewmodel.forward()
    at(qtbot, viewmodel, "where")
    assert not laptop.desk.places.documents.exists()
    viewmodel.forward()
    state = at(qtbot, viewmodel, "result")
    assert state.outcome is not None
    assert state.outcome.folder is not None
    assert state.outcome.sentence == "1 of 1 chat is back, compared bit for bit"
    assert list(folder_content(state.outcome.folder)) == ["WhatsApp/Anna/WhatsApp Chat with Anna.txt"]


def test_going_back_keeps_what_was_chosen_and_forgets_the_rows(
    qtbot: QtBot, viewmodel: RestoreViewModel, created: Created
) -> None:
    walk_to(qtbot, viewmodel, "where", created)
    for step in ("inside", "rows", "find", "have"):
        viewmodel.back()
        assert at(qtbot, viewmodel, step).rows == NO_ROWS
    assert viewmodel.state.picked == created.vault.folder
    with qtbot.waitSignal(viewmodel.closed):
        viewmodel.back()


def test_too_little_room_is_said_and_another_place_helps(
    qtbot: QtBot, viewmodel: RestoreViewModel, created: Created, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk_to(qtbot, viewmodel, "inside", created)

    def full(*_: object) -> object:
        raise NotEnoughSpace(tmp_path, 8_200_000_000, 3_100_000_000)

    with monkeypatch.context() as patch:
        patch.setattr(type(viewmodel._services.restore), "plan", full)
        viewmodel.forward()
        state = at(qtbot, viewmodel, "where")
    assert state.destination is not None
    assert "8.2 GB" in state.destination.trouble
    assert "3.1 GB" in state.destination.trouble
    assert not state.ready
    viewmodel.put_into(tmp_path / "Dropbox")
    state = at(qtbot, viewmodel, "where")
    assert state.destination is not None
    assert state.destination.folder.parent == tmp_path / "Dropbox"
    assert state.destination.warning.startswith("Dropbox copies this folder to the cloud.")
    assert state.destination.room.endswith("free there")
    assert state.ready


def test_a_folder_without_a_vault_is_said(
    qtbot: QtBot, viewmodel: RestoreViewModel, created: Created, tmp_path: Path
) -> None:
    (tmp_path / "Holiday photos").mkdir()
    walk_to(qtbot, viewmodel, "find", created)
    assert viewmodel.state.looked
    viewmodel.look_in(tmp_path / "Holiday photos")
    state = at(qtbot, viewmodel, "find")
    assert state.trouble is not None
    assert state.trouble.headline == "There is no vault in this folder."
    assert "“Holiday photos”" in state.trouble.what_happened


def _vault_on_disk(folder: Path, *, whole: bool) -> Path:
    for part in ("keys", "data", "snapshots", "index"):
        (folder / part).mkdir(parents=True)
    (folder / "keys" / ("0" * 64)).write_bytes(b"{}")
    if whole:
        (folder / "config").write_bytes(b"config")
    return folder


def test_a_vault_is_found_below_the_folder_that_is_shown(
    qtbot: QtBot, viewmodel: RestoreViewModel, created: Created, tmp_path: Path
) -> None:
    whole = _vault_on_disk(tmp_path / "stick" / "Family vault", whole=True)
    walk_to(qtbot, viewmodel, "find", created)
    viewmodel.look_in(tmp_path / "stick")
    state = at(qtbot, viewmodel, "find")
    assert [(row.name, row.folder) for row in state.candidates] == [("Family vault", whole)]
    assert state.picked == whole
    assert state.ready


def test_half_a_vault_is_named_as_such(
    qtbot: QtBot, viewmodel: RestoreViewModel, created: Created, tmp_path: Path
) -> None:
    _vault_on_disk(tmp_path / "Dropbox" / "Family vault", whole=False)
    walk_to(qtbot, viewmodel, "find", created)
    viewmodel.look_in(tmp_path / "Dropbox")
    (row,) = at(qtbot, viewmodel, "find").candidates
    assert "in Dropbox" in row.detail
    assert row.note == "Parts are missing. Let the cloud folder finish fetching, then look again."


def test_vaults_in_the_home_folder_are_found_by_themselves(
    qtbot: QtBot, viewmodel: RestoreViewModel, created: Created, home: Path
) -> None:
    found = _vault_on_disk(home / "Family vault", whole=True)
    state = walk_to(qtbot, viewmodel, "find", created)
    assert [row.folder for row in state.candidates] == [found]
    assert state.picked == found, "the only one is chosen already"


def test_protecting_hands_the_open_vault_to_the_window(
    qtbot: QtBot, viewmodel: RestoreViewModel, created: Created, laptop: Computer
) -> None:
    walk_to(qtbot, viewmodel, "result", created)
    viewmodel.protect()
    qtbot.waitUntil(lambda: viewmodel.state.protection == "done")
    told: list[object] = []
    viewmodel.vault_opened.connect(told.append)
    viewmodel.closed.connect(lambda: told.append("closed"))
    viewmodel.leave()
    opened, last = told
    assert isinstance(opened, OpenedVault)
    assert last == "closed"
    assert [chat.name for chat in laptop.services.browse.chats(opened)]
    opened.close()
    laptop.restarted().services.open.by_keychain(created.vault.folder).close()


def test_a_locked_password_safe_is_said_and_can_be_tried_again(
    qtbot: QtBot, viewmodel: RestoreViewModel, created: Created, laptop: Computer
) -> None:
    store: MemoryKeyStore = laptop.key_store
    store.locked = True
    walk_to(qtbot, viewmodel, "result", created)
    viewmodel.protect()
    qtbot.waitUntil(lambda: viewmodel.state.protection == "failed")
    assert viewmodel.state.protection_trouble is not None
    assert "locked" in viewmodel.state.protection_trouble.headline
    store.locked = False
    viewmodel.protect()
    qtbot.waitUntil(lambda: viewmodel.state.protection == "done")
    assert viewmodel.state.protection_trouble is None


def test_damage_is_listed_and_the_rest_comes_back(
    qtbot: QtBot, viewmodel: RestoreViewModel, created: Created, computer: Computer, tmp_path: Path
) -> None:
    before = set(computer.backend(created.vault.folder).files)
    content = lines(300, words="A longer one for a pack of its own")
    back_up(computer, created.vault, make_export(tmp_path / "exports", "Cleo", content))
    backend = computer.backend(created.vault.folder)
    walk_to(qtbot, viewmodel, "where", created)
    packs = [key for key in set(backend.files) - before if key[0] == "data"]
    largest = max(packs, key=lambda key: len(backend.files[key]))
    backend.files[largest] = bytes(len(backend.files[largest]))
    viewmodel.forward()
    state = at(qtbot, viewmodel, "result")
    assert state.outcome is not None
    assert state.outcome.tone == "waiting"
    assert state.outcome.sentence.startswith("2 of 3 ")
    ((name, why),) = state.outcome.unreadable
    assert "Cleo" in name
    assert why == "The bytes in the vault are no longer those that were stored."


def test_an_open_vault_begins_at_what_is_inside_and_is_not_closed(
    qtbot: QtBot, tasks: TaskRunner, created: Created, computer: Computer
) -> None:
    viewmodel = RestoreViewModel(computer.services, tasks)
    viewmodel.begin(created.vault)
    state = at(qtbot, viewmodel, "inside")
    assert (state.number, state.of, state.can_go_back) == (1, 3, False)
    viewmodel.forward()
    assert at(qtbot, viewmodel, "where").number == 2
    viewmodel.forward()
    state = at(qtbot, viewmodel, "result")
    assert state.protection == "none"
    viewmodel.leave()
    viewmodel.shutdown()
    assert computer.services.browse.chats(created.vault), "the vault is still open"


def test_a_new_backup_is_seen_when_the_wizard_comes_up_again(
    qtbot: QtBot, tasks: TaskRunner, created: Created, computer: Computer, tmp_path: Path
) -> None:
    viewmodel = RestoreViewModel(computer.services, tasks)
    viewmodel.begin(created.vault)
    at(qtbot, viewmodel, "inside")
    viewmodel.leave()
    back_up(computer, created.vault, make_export(tmp_path / "exports", "Cleo", lines(3)))
    viewmodel.begin(created.vault)
    qtbot.waitUntil(lambda: len(viewmodel.state.chats) == 3)


def test_the_wizard_resumes_where_it_was_left(
    qtbot: QtBot, viewmodel: RestoreViewModel, created: Created, laptop: Computer, tasks: TaskRunner
) -> None:
    walk_to(qtbot, viewmodel, "inside", created)
    viewmodel.leave()
    viewmodel.begin()
    assert viewmodel.state.step == "inside", "in the same session nothing is asked again"
    again = RestoreViewModel(laptop.restarted().services, tasks)
    again.begin()
    state = at(qtbot, again, "rows")
    assert state.rows == NO_ROWS, "after a restart the sheet is needed again, the vault is known"
    again.shutdown()


def test_leaving_the_rows_forgets_them(qtbot: QtBot, viewmodel: RestoreViewModel, created: Created) -> None:
    walk_to(qtbot, viewmodel, "rows", created)
    viewmodel.type_rows(created.sheet.code.rows)
    viewmodel.leave()
    assert viewmodel.state.rows == NO_ROWS


def test_an_unplugged_vault_leads_back_with_words(
    qtbot: QtBot, viewmodel: RestoreViewModel, created: Created, computer: Computer
) -> None:
    walk_to(qtbot, viewmodel, "where", created)
    computer.backend(created.vault.folder).present = False
    viewmodel.forward()
    qtbot.waitUntil(lambda: viewmodel.state.step == "where" and viewmodel.state.trouble is not None)
    assert viewmodel.state.trouble is not None
    assert "is not there" in viewmodel.state.trouble.headline
