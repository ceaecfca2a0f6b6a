"""The restore wizard's six pages without a window: every way through, every obstacle, and what it never shows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import Computer, back_up, folder_content, lines, make_export, make_vault
from vault.errors import (
    Cancelled,
    Damaged,
    FolderInTheWay,
    KeychainLocked,
    NoPermission,
    NoSuchBackup,
    NoVaultHere,
    OtherVaultsSheet,
    PlaceMissing,
    RowMistake,
    SheetReplaced,
)
from vault.progress import NoProgress
from vault.services.create_vault import Created
from vault.services.restore_flow import (
    PAGES,
    Answer,
    FindAnswer,
    HaveAnswer,
    InsideAnswer,
    RestoreFlow,
    Rows,
    RowsAnswer,
    WhereAnswer,
)

QUIET = NoProgress()


@pytest.fixture
def filled(computer: Computer, created: Created, exports: Path) -> Created:
    back_up(computer, created.vault, make_export(exports), make_export(exports, "Ben", lines(7)))
    return created


@pytest.fixture
def flow(laptop: Computer) -> RestoreFlow:
    return laptop.services.restore_flow()


def walk_to(flow: RestoreFlow, page: str, filled: Created, target: Path | None = None) -> None:
    """Answer page after page until this one."""
    answers: list[Answer] = [
        HaveAnswer("sheet"),
        FindAnswer(filled.vault.folder),
        RowsAnswer(filled.sheet.code.rows),
        InsideAnswer(),
        WhereAnswer(target or Path("unused")),
    ]
    for answer in answers[: PAGES.index(page)]:
        assert flow.ready(answer)
        flow.answer(answer, QUIET)
    assert flow.page == page


def test_the_whole_way(laptop: Computer, folder: Path, filled: Created, flow: RestoreFlow, tmp_path: Path) -> None:
    seen = [flow.page]
    before = dict(laptop.backend(folder).files)
    answers: list[Answer] = [
        HaveAnswer("sheet"),
        FindAnswer(folder),
        RowsAnswer(filled.sheet.code.rows),
        InsideAnswer(),
        WhereAnswer(tmp_path / "restored"),
    ]
    seen += [flow.answer(answer, QUIET) for answer in answers]
    assert tuple(seen) == PAGES
    report = flow.state.report
    assert report is not None
    assert report.identical
    assert (report.restored, report.messages) == (2, 27)
    assert len(folder_content(tmp_path / "restored")) == 2
    assert laptop.backend(folder).files == before, "nothing is written to the vault"
    assert flow.protect() is None
    assert flow.state.protected
    vault = flow.hand_over()
    flow.close()
    assert laptop.services.status.run(vault).state == "green"
    laptop.restarted().services.open.by_keychain(folder).close()


def test_what_is_inside_is_shown_before_anything_is_written(filled: Created, flow: RestoreFlow, tmp_path: Path) -> None:
    walk_to(flow, "inside", filled)
    assert {(chat.name, chat.messages, len(chat.backups)) for chat in flow.state.chats} == {
        ("Anna", 20, 1),
        ("Ben", 7, 1),
    }
    assert all(chat.bytes > 0 and chat.first and chat.last for chat in flow.state.chats)
    flow.answer(InsideAnswer((filled.vault.chat_id("whatsapp", "Ben"),)), QUIET)
    plan = flow.plan_for(tmp_path / "restored")
    assert [file.chat for file in plan.files] == ["Ben"]
    assert not (tmp_path / "restored").exists()
    flow.answer(WhereAnswer(tmp_path / "restored"), QUIET)
    assert list(folder_content(tmp_path / "restored")) == ["WhatsApp/Ben/WhatsApp Chat with Ben.txt"]


def test_neither_is_explained_and_leads_nowhere(flow: RestoreFlow) -> None:
    assert not flow.ready(HaveAnswer("neither"))
    assert flow.answer(HaveAnswer("neither"), QUIET) == "have"
    assert (flow.state.advice, flow.state.past) == ("neither", ())
    assert flow.answer(HaveAnswer("sheet"), QUIET) == "find"
    assert flow.state.advice is None


def test_an_old_computer_that_works_makes_a_sheet_first(filled: Created, computer: Computer, flow: RestoreFlow) -> None:
    assert flow.ready(HaveAnswer("old-computer"))
    assert flow.answer(HaveAnswer("old-computer"), QUIET) == "find"
    assert flow.state.advice == "old-computer"
    newer = computer.services.new_sheet.run(filled.vault)
    flow.answer(FindAnswer(filled.vault.folder), QUIET)
    assert flow.answer(RowsAnswer(newer.code.rows), QUIET) == "inside"


def broken_row(rows: Rows) -> Rows:
    third = rows[2]
    return rows[0], rows[1], third[:-1] + ("2" if third[-1] != "2" else "3"), rows[3]


def damage_keys(computer: Computer, folder: Path) -> None:
    files = computer.backend(folder).files
    for key in [key for key in files if key[0] == "keys"]:
        files[key] = files[key][:-1] + b" "


@pytest.mark.parametrize(
    ("rows_of", "error"),
    [
        (lambda filled: broken_row(filled.sheet.code.rows), RowMistake),
        (lambda filled: _code_for(_far_from(filled.vault.repository.public_id)), OtherVaultsSheet),
        (lambda filled: _code_for(filled.vault.repository.public_id), SheetReplaced),
    ],
    ids=["mistake", "other vault", "replaced"],
)
def test_rows_that_do_not_serve_leave_the_page(
    filled: Created, flow: RestoreFlow, rows_of: Callable[[Created], Rows], error: type[Exception]
) -> None:
    walk_to(flow, "rows", filled)
    with pytest.raises(error):
        flow.answer(RowsAnswer(rows_of(filled)), QUIET)
    assert (flow.page, flow.state.vault) == ("rows", None)
    assert flow.answer(RowsAnswer(filled.sheet.code.rows), QUIET) == "inside"


def _far_from(public_id: str) -> str:
    return f"{int(public_id[:3], 16) ^ 0xFFF:03x}" + public_id[3:]


def _code_for(public_id: str) -> Rows:
    from vault.crypto.recovery_code import RecoveryCode

    return RecoveryCode.random(public_id).rows


def test_rows_are_ticked_live(filled: Created, flow: RestoreFlow) -> None:
    walk_to(flow, "rows", filled)
    one, two, three, four = filled.sheet.code.rows
    assert flow.row_verdicts((one, "", three[:4], broken_row(filled.sheet.code.rows)[2])) [:3] == (
        "good", "empty", "unfinished",
    )  # fmt: skip
    assert not flow.ready(RowsAnswer((one, two, three, "")))
    assert flow.ready(RowsAnswer((one.lower(), f"{two[:4]} {two[4:]}", three, four)))


def test_damaged_keys_are_damage(laptop: Computer, folder: Path, filled: Created, flow: RestoreFlow) -> None:
    walk_to(flow, "rows", filled)
    damage_keys(laptop, folder)
    with pytest.raises(Damaged):
        flow.answer(RowsAnswer(filled.sheet.code.rows), QUIET)
    assert flow.page == "rows"


def test_a_folder_without_a_vault_and_an_unplugged_one(
    laptop: Computer, folder: Path, filled: Created, flow: RestoreFlow, tmp_path: Path
) -> None:
    walk_to(flow, "find", filled)
    with pytest.raises(NoVaultHere):
        flow.answer(FindAnswer(tmp_path / "empty"), QUIET)
    laptop.backend(folder).present = False
    with pytest.raises(PlaceMissing):
        flow.answer(FindAnswer(folder), QUIET)
    assert flow.page == "find"


def test_a_half_synchronised_vault_is_damage_and_not_a_wrong_sheet(
    laptop: Computer, folder: Path, filled: Created, flow: RestoreFlow
) -> None:
    walk_to(flow, "find", filled)
    del laptop.backend(folder).files["config", "config"]
    with pytest.raises(Damaged):
        flow.answer(FindAnswer(folder), QUIET)


def test_going_back_keeps_choices_and_forgets_the_key(filled: Created, flow: RestoreFlow) -> None:
    walk_to(flow, "where", filled)
    assert flow.back() == "inside"
    assert flow.state.vault is not None
    assert flow.back() == "rows"
    assert flow.state.vault is None
    assert flow.state.chats == ()
    assert flow.state.folder == filled.vault.folder
    assert flow.back() == "find"
    assert flow.back() == "have"
    assert flow.state.have == "sheet"
    assert flow.back() == "have"
    walk_to(flow, "inside", filled)


def test_from_the_result_there_is_no_way_back(filled: Created, flow: RestoreFlow, tmp_path: Path) -> None:
    walk_to(flow, "result", filled, tmp_path / "restored")
    assert flow.back() == "result"


def test_an_answer_to_another_page_is_a_mistake_of_the_caller(filled: Created, flow: RestoreFlow) -> None:
    assert not flow.ready(FindAnswer(Path("x")))
    for answer in (FindAnswer(Path("x")), RowsAnswer(("", "", "", "")), InsideAnswer(), WhereAnswer(Path("x"))):
        with pytest.raises(ValueError, match="another page"):
            flow.answer(answer, QUIET)
    with pytest.raises(ValueError, match="no vault"):
        flow.plan_for(Path("x"))
    with pytest.raises(ValueError, match="no vault"):
        flow.protect()


def test_choosing_no_chat_or_an_unknown_one_will_not_do(filled: Created, flow: RestoreFlow) -> None:
    walk_to(flow, "inside", filled)
    assert not flow.ready(InsideAnswer(()))
    assert not flow.ready(InsideAnswer(("unknown",)))
    assert flow.ready(InsideAnswer())
    with pytest.raises(ValueError, match="no chat"):
        flow.answer(InsideAnswer(()), QUIET)


def test_an_empty_vault_has_nothing_to_bring_back(created: Created, flow: RestoreFlow) -> None:
    walk_to(flow, "inside", created)
    assert flow.state.chats == ()
    assert not flow.ready(InsideAnswer())


def test_a_folder_in_the_way_leaves_the_page(filled: Created, flow: RestoreFlow, tmp_path: Path) -> None:
    walk_to(flow, "where", filled)
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "file").write_text("mine")
    with pytest.raises(FolderInTheWay):
        flow.answer(WhereAnswer(tmp_path / "taken"), QUIET)
    assert flow.page == "where"
    assert flow.answer(WhereAnswer(tmp_path / "free"), QUIET) == "result"


@pytest.mark.parametrize("elsewhere", [False, True])
def test_cancelled_while_writing_it_goes_on_there_or_elsewhere(
    filled: Created, flow: RestoreFlow, tmp_path: Path, *, elsewhere: bool
) -> None:
    class Stops(NoProgress):
        def update(self, step: str, done: int, total: int | None = None) -> None:
            if step == "comparing":
                raise Cancelled

    walk_to(flow, "where", filled)
    begun = tmp_path / "restored"
    with pytest.raises(Cancelled):
        flow.answer(WhereAnswer(begun), Stops())
    assert flow.page == "where"
    assert flow.suggested_folder(tmp_path) == flow.suggested_folder(begun) == begun
    assert flow.plan_for(begun).goes_on
    assert flow.answer(WhereAnswer(tmp_path / "again" if elsewhere else begun), QUIET) == "result"
    assert flow.state.report is not None
    assert flow.state.report.identical


def test_a_chat_that_vanishes_meanwhile_is_said(
    laptop: Computer, folder: Path, filled: Created, flow: RestoreFlow, tmp_path: Path
) -> None:
    walk_to(flow, "inside", filled)
    flow.answer(InsideAnswer((filled.vault.chat_id("whatsapp", "Ben"),)), QUIET)
    for snapshot in filled.vault.repository.snapshots():
        laptop.backend(folder).remove("snapshots", snapshot.id)
    with pytest.raises(NoSuchBackup):
        flow.answer(WhereAnswer(tmp_path / "restored"), QUIET)


def test_the_suggested_folder_is_dated_and_free(laptop: Computer, filled: Created, flow: RestoreFlow) -> None:
    walk_to(flow, "where", filled)
    documents = laptop.desk.places.documents
    assert flow.suggested_folder() == documents / "Chats restored 24 Nov 2026"
    flow.suggested_folder().mkdir(parents=True)
    assert flow.suggested_folder() == documents / "Chats restored 24 Nov 2026 (2)"


def test_protecting_may_fail_and_says_why(
    laptop: Computer, folder: Path, filled: Created, flow: RestoreFlow, tmp_path: Path
) -> None:
    walk_to(flow, "result", filled, tmp_path / "restored")
    laptop.key_store.locked = True
    assert isinstance(flow.protect(), KeychainLocked)
    assert not flow.state.protected
    laptop.key_store.locked = False
    laptop.backend(folder).writable = False
    with pytest.raises(NoPermission):
        flow.protect()
    laptop.backend(folder).writable = True
    assert flow.protect() is None


@pytest.mark.parametrize("page", PAGES)
def test_killed_at_any_page_it_resumes_as_far_as_needs_no_secret(
    laptop: Computer, filled: Created, flow: RestoreFlow, tmp_path: Path, page: str
) -> None:
    filled.vault.folder.mkdir()  # it lies in memory; on a disk the folder would be there
    walk_to(flow, page, filled, tmp_path / "restored")
    again = laptop.restarted().services.restore_flow()
    expected = {"have": "have", "find": "find", "result": "have"}.get(page, "rows")
    assert again.resume() == (expected != "have")
    assert again.page == expected
    assert again.state.vault is None
    if expected == "rows":
        assert again.state.folder == filled.vault.folder
        assert again.answer(RowsAnswer(filled.sheet.code.rows), QUIET) == "inside"
        assert (again.back(), again.back(), again.back()) == ("rows", "find", "have")


def test_a_vault_that_is_gone_meanwhile_is_looked_for_again(
    laptop: Computer, filled: Created, flow: RestoreFlow
) -> None:
    walk_to(flow, "rows", filled)
    again = laptop.restarted().services.restore_flow()
    assert again.resume()
    assert again.page == "find"


def test_nothing_secret_is_kept_or_shown(laptop: Computer, filled: Created, flow: RestoreFlow, tmp_path: Path) -> None:
    answer = RowsAnswer(filled.sheet.code.rows)
    walk_to(flow, "result", filled, tmp_path / "restored")
    written = laptop.desk.places.settings.read_text()
    for row in filled.sheet.code.rows:
        assert row not in repr(answer)
        assert row not in repr(flow.state)
        assert row not in written
    assert "Anna" not in repr(flow.state)


def test_leaving_closes_the_vault_that_it_opened(filled: Created, flow: RestoreFlow) -> None:
    walk_to(flow, "inside", filled)
    vault = flow.state.vault
    assert vault is not None
    flow.close()
    assert (flow.page, flow.state.vault) == ("have", None)
    from vault.library.index import LibraryUnusable

    with pytest.raises(LibraryUnusable):
        vault.library.chats()


def test_with_a_vault_that_is_open_already(computer: Computer, filled: Created, tmp_path: Path) -> None:
    flow = computer.services.restore_flow()
    assert flow.begin_with(filled.vault) == "inside"
    assert flow.state.protected
    assert flow.back() == "inside"
    assert flow.answer(InsideAnswer(), QUIET) == "where"
    assert flow.back() == "inside"
    flow.answer(InsideAnswer(), QUIET)
    assert flow.answer(WhereAnswer(tmp_path / "restored"), QUIET) == "result"
    flow.close()
    assert len(filled.vault.library.chats()) == 2, "it stays open"


def test_finding_asks_whether_to_stop(laptop: Computer, flow: RestoreFlow) -> None:
    class Stops(NoProgress):
        def check_cancelled(self) -> None:
            raise Cancelled

    assert flow.found() == []
    with pytest.raises(Cancelled):
        flow.found(Stops())


def test_two_vaults_do_not_get_mixed_up(
    computer: Computer, laptop: Computer, filled: Created, flow: RestoreFlow, tmp_path: Path
) -> None:
    other = make_vault(computer, tmp_path / "Other")
    walk_to(flow, "inside", filled)
    flow.back()
    flow.back()
    flow.answer(FindAnswer(tmp_path / "Other"), QUIET)
    assert flow.answer(RowsAnswer(other.sheet.code.rows), QUIET) == "inside"
    assert flow.state.chats == ()
