"""Proving the sheet: two rows of the program's choosing while it is at hand, all four later; no way round it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import Computer, make_vault
from vault.crypto.recovery_code import ALPHABET, RecoveryCode
from vault.errors import (
    CodeIncomplete,
    NoPermission,
    OtherVaultsSheet,
    ProofFailed,
    RowMistake,
    RowsSwapped,
    SheetReplaced,
)
from vault.services.create_vault import Created
from vault.services.sheet import Sheet


def typed_for(sheet: Sheet, rows: tuple[int, ...]) -> dict[int, str]:
    return {row: sheet.code.rows[row - 1] for row in rows}


def with_mistake(row: str) -> str:
    other = ALPHABET[(ALPHABET.index(row[3]) + 1) % len(ALPHABET)]
    return row[:3] + other + row[4:]


def test_the_rows_that_were_asked_for_prove_it(computer: Computer, created: Created) -> None:
    prove = computer.services.prove_sheet
    asked = prove.rows_to_ask(created.sheet)
    assert created.vault.memory.sheet_proved_on is None
    computer.clock.advance(minutes=5)
    prove.prove_rows(created.vault, created.sheet, typed_for(created.sheet, asked))
    assert created.vault.memory.sheet_proved_on == computer.clock.now
    memory = computer.restarted().desk.settings.vaults()[0]
    assert (memory.sheet_number, memory.sheet_proved_on) == (1, computer.clock.now)


def test_any_two_rows_may_be_asked_in_order(computer: Computer, created: Created) -> None:
    asked = {computer.services.prove_sheet.rows_to_ask(created.sheet) for _ in range(300)}
    assert asked == {(1, 2), (1, 3), (1, 4), (2, 3), (2, 4), (3, 4)}


def test_typing_may_be_untidy(computer: Computer, created: Created) -> None:
    asked = computer.services.prove_sheet.rows_to_ask(created.sheet)
    typed = {row: f" {text[:4].lower()}-{text[4:]}\n" for row, text in typed_for(created.sheet, asked).items()}
    computer.services.prove_sheet.prove_rows(created.vault, created.sheet, typed)
    assert created.vault.memory.sheet_proved_on is not None


def test_rows_that_were_not_asked_for_do_not_count(computer: Computer, created: Created) -> None:
    asked = computer.services.prove_sheet.rows_to_ask(created.sheet)
    others = tuple(row for row in (1, 2, 3, 4) if row not in asked)
    for rows in (others, (asked[0],), ()):
        with pytest.raises(CodeIncomplete) as caught:
            computer.services.prove_sheet.prove_rows(created.vault, created.sheet, typed_for(created.sheet, rows))
        assert caught.value.row in asked
    assert created.vault.memory.sheet_proved_on is None


def test_without_having_asked_nothing_is_proved_by_luck(computer: Computer, created: Created) -> None:
    with pytest.raises(CodeIncomplete):
        computer.services.prove_sheet.prove_rows(created.vault, created.sheet, {})


def test_each_mistake_names_its_row(computer: Computer, created: Created) -> None:
    prove, sheet = computer.services.prove_sheet, created.sheet
    first, second = prove.rows_to_ask(sheet)
    right = typed_for(sheet, (first, second))
    with pytest.raises(RowMistake) as mistake:
        prove.prove_rows(created.vault, sheet, {**right, second: with_mistake(right[second])})
    assert mistake.value.row == second
    with pytest.raises(CodeIncomplete) as incomplete:
        prove.prove_rows(created.vault, sheet, {**right, second: right[second][:5]})
    assert incomplete.value.row == second
    with pytest.raises(RowsSwapped) as swapped:
        prove.prove_rows(created.vault, sheet, {first: right[second], second: right[first]})
    assert (swapped.value.row, swapped.value.other) == (first, second)
    assert created.vault.memory.sheet_proved_on is None
    prove.prove_rows(created.vault, sheet, right)


def test_faultless_rows_of_another_sheet_fail(computer: Computer, created: Created) -> None:
    other = RecoveryCode.random(created.vault.repository.public_id)
    asked = computer.services.prove_sheet.rows_to_ask(created.sheet)
    typed = {row: other.rows[row - 1] for row in asked}
    with pytest.raises(ProofFailed) as caught:
        computer.services.prove_sheet.prove_rows(created.vault, created.sheet, typed)
    assert caught.value.rows == asked
    assert all(row not in str(caught.value) for row in other.rows)
    assert created.vault.memory.sheet_proved_on is None


def test_a_sheet_that_opens_nothing_any_more_cannot_be_proved(computer: Computer, created: Created) -> None:
    newer = computer.services.new_sheet.run(created.vault)
    computer.services.prove_sheet.prove_code(created.vault, newer.code)
    asked = computer.services.prove_sheet.rows_to_ask(created.sheet)
    with pytest.raises(SheetReplaced):
        computer.services.prove_sheet.prove_rows(created.vault, created.sheet, typed_for(created.sheet, asked))


def test_the_whole_code_proves_by_opening(computer: Computer, created: Created) -> None:
    computer.services.prove_sheet.prove_code(created.vault, created.sheet.code)
    assert created.vault.memory.sheet_proved_on == computer.clock.now


def test_another_vaults_code_and_an_unknown_one_do_not(computer: Computer, created: Created) -> None:
    public_id = created.vault.repository.public_id
    far_away = f"{int(public_id[:3], 16) ^ 0xFFF:03x}" + public_id[3:]
    with pytest.raises(OtherVaultsSheet):
        computer.services.prove_sheet.prove_code(created.vault, RecoveryCode.random(far_away))
    with pytest.raises(SheetReplaced):
        computer.services.prove_sheet.prove_code(created.vault, RecoveryCode.random(public_id))
    assert created.vault.memory.sheet_proved_on is None


def test_a_new_sheet_leaves_the_old_one_working_until_it_is_proved(
    computer: Computer, folder: Path, created: Created
) -> None:
    computer.services.prove_sheet.prove_code(created.vault, created.sheet.code)
    computer.clock.advance(days=1)
    newer = computer.services.new_sheet.run(created.vault)
    assert (newer.number, newer.vault_name) == (2, "Chats")
    assert newer.code != created.sheet.code
    assert created.vault.memory.sheet_proved_on is None
    assert created.vault.memory.sheet_made_on == computer.clock.now
    computer.services.open.by_code(folder, created.sheet.code, remember=False).close()
    computer.services.open.by_code(folder, newer.code, remember=False).close()
    asked = computer.services.prove_sheet.rows_to_ask(newer)
    computer.services.prove_sheet.prove_rows(created.vault, newer, typed_for(newer, asked))
    with pytest.raises(SheetReplaced):
        computer.services.open.by_code(folder, created.sheet.code, remember=False)
    labels = [way.label for way in computer.services.ways_in.list(created.vault)]
    assert labels == ["computer", "recovery sheet 2"]


def test_sheets_in_between_go_as_well_and_numbers_never_come_twice(computer: Computer, created: Created) -> None:
    numbers = [computer.services.new_sheet.run(created.vault).number for _ in range(2)]
    last = computer.services.new_sheet.run(created.vault)
    assert (*numbers, last.number) == (2, 3, 4)
    computer.services.prove_sheet.prove_code(created.vault, last.code)
    ways = computer.services.ways_in.list(created.vault)
    assert [way.number for way in ways if way.kind == "sheet"] == [4]


def test_the_older_sheet_typed_proves_itself_and_removes_nothing(
    computer: Computer, laptop: Computer, folder: Path, created: Created
) -> None:
    newer = computer.services.new_sheet.run(created.vault)
    vault = laptop.services.open.by_code(folder, created.sheet.code, remember=True)
    assert vault.memory.sheet_number == 1
    laptop.services.open.by_code(folder, newer.code, remember=False).close()


def test_reading_only_removes_no_older_sheet(laptop: Computer, computer: Computer, folder: Path) -> None:
    created = make_vault(computer, folder)
    newer = computer.services.new_sheet.run(created.vault)
    laptop.services.open.by_code(folder, newer.code, remember=False).close()
    laptop.services.open.by_code(folder, created.sheet.code, remember=False).close()


def test_a_vault_that_cannot_be_written_gets_no_new_sheet(computer: Computer, folder: Path, created: Created) -> None:
    computer.backend(folder).writable = False
    with pytest.raises(NoPermission):
        computer.services.new_sheet.run(created.vault)
    assert created.vault.memory.sheet_number == 1


def test_nothing_derived_from_a_row_is_kept(computer: Computer, folder: Path, created: Created) -> None:
    """A hash of one row could be guessed in seconds. What is kept does not change with the rows that are typed."""
    import hashlib

    computer.services.prove_sheet.prove_code(created.vault, created.sheet.code)
    asked = computer.services.prove_sheet.rows_to_ask(created.sheet)
    computer.services.prove_sheet.prove_rows(created.vault, created.sheet, typed_for(created.sheet, asked))
    files = computer.backend(folder).files
    kept = b"".join([*files.values(), computer.desk.places.settings.read_bytes()])
    for row in created.sheet.code.rows:
        for algorithm in ("md5", "sha1", "sha256", "sha512", "blake2b"):
            digest = hashlib.new(algorithm, row.encode())
            assert digest.digest() not in kept
            assert digest.hexdigest().encode() not in kept
        assert row.encode() not in kept
