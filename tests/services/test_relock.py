"""Another key for the whole vault, as a person does it: a new sheet, two rows of it, and everything is as before."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.builders import QUICK_SCRYPT, make_export, make_zip_export
from tests.clock import Clock
from tests.repository.small_vault import Recorder
from tests.services.test_restore_later import begin, go_on
from vault.crypto.recovery_code import RecoveryCode
from vault.errors import (
    Cancelled,
    Damaged,
    InUseElsewhere,
    KeychainEmpty,
    NoRoomToRelock,
    ProofFailed,
    SheetReplaced,
    WrongKey,
)
from vault.exports.base import Answers
from vault.keychain.memory import MemoryKeyStore
from vault.places import Places
from vault.progress import NoProgress
from vault.repository.relock_place import RelockPlace
from vault.services.create_vault import Created
from vault.services.relock import Relocking
from vault.services.services import Services, build_services
from vault.services.vault import Desk, OpenedVault
from vault.settings import Settings
from vault.storage.local import LocalBackend


@dataclass
class Laptop:
    """A computer whose vaults lie on a real disk."""

    home: Path
    clock: Clock
    key_store: MemoryKeyStore
    services: Services

    def restarted(self) -> Laptop:
        return laptop(self.home, self.clock, self.key_store)


def laptop(home: Path, clock: Clock, key_store: MemoryKeyStore | None = None) -> Laptop:
    key_store = key_store or MemoryKeyStore()
    places = Places.under(home)
    desk = Desk(Settings(places.settings), key_store, LocalBackend, places, clock, QUICK_SCRYPT)
    return Laptop(home, clock, key_store, build_services(desk))


@pytest.fixture
def mine(tmp_path: Path, clock: Clock) -> Laptop:
    return laptop(tmp_path / "home", clock)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "disk" / "Chats"


@pytest.fixture
def created(mine: Laptop, folder: Path, tmp_path: Path) -> Created:
    """A vault with a proved sheet, two chats, and an answer that only this computer's notes keep."""
    folder.parent.mkdir()
    made = mine.services.create.run(folder, NoProgress())
    mine.services.prove_sheet.prove_code(made.vault, made.sheet.code)
    export = make_export(tmp_path / "exports")
    report = mine.services.back_up.run(made.vault, [export], {export: Answers(me="Anna")}, NoProgress())
    assert report.failed == ()
    mine.services.back_up.run(made.vault, [make_zip_export(tmp_path / "exports", "Ben")], {}, NoProgress())
    return made


def proved(mine: Laptop, vault: OpenedVault) -> Relocking:
    relocking = mine.services.relock.begin(vault)
    rows = mine.services.relock.rows_to_ask(relocking)
    mine.services.relock.prove_rows(relocking, {row: relocking.sheet.code.rows[row - 1] for row in rows})
    return relocking


def everything(mine: Laptop, vault: OpenedVault) -> object:
    chats = mine.services.browse.chats(vault)
    return [(chat.name, chat.messages, chat.attachments, len(chat.backups)) for chat in chats]


def left_over(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.parent.iterdir() if path != folder)


def test_everything_is_as_before_and_the_old_ways_in_are_dead(
    mine: Laptop, folder: Path, created: Created, tmp_path: Path, clock: Clock
) -> None:
    theirs = laptop(tmp_path / "theirs", clock)
    theirs.services.open.by_code(folder, created.sheet.code, remember=True).close()
    before, old_id = everything(mine, created.vault), created.vault.repository.public_id
    plan = mine.services.relock.plan(created.vault)
    assert (plan.has_room, plan.computers, plan.sheets, plan.others) == (True, 1, 1, 0)
    relocking = proved(mine, created.vault)
    assert relocking.sheet.number == 2
    vault = mine.services.relock.run(relocking, NoProgress())
    assert vault.repository.public_id != old_id
    assert everything(mine, vault) == before
    assert left_over(folder) == []
    status = mine.services.status.run(vault)
    assert (status.state, status.unread_backups) == ("green", 0)
    vault.close()

    again = mine.restarted()
    vault = again.services.open.by_keychain(folder)
    assert everything(again, vault) == before
    (remembered,) = again.services.desk.settings.vaults()
    assert (remembered.public_id, remembered.sheet_number) == (vault.repository.public_id, 2)
    assert remembered.sheet_proved_on is not None
    assert {of for of, _ in mine.key_store.entries} == {vault.repository.public_id}
    assert [way.kind for way in again.services.ways_in.list(vault)] in (["computer", "sheet"], ["sheet", "computer"])
    assert {path.name.split(".")[0] for path in again.services.desk.places.library.iterdir()} == {
        vault.repository.public_id[:32]
    }
    with pytest.raises(SheetReplaced):
        again.services.open.by_code(folder, created.sheet.code, remember=False)
    with pytest.raises(KeychainEmpty):
        theirs.restarted().services.open.by_keychain(folder)
    theirs.services.open.by_code(folder, relocking.sheet.code, remember=True).close()


def test_answers_and_known_bytes_stay_known(mine: Laptop, folder: Path, created: Created, tmp_path: Path) -> None:
    vault = mine.services.relock.run(proved(mine, created.vault), NoProgress())
    report = mine.services.back_up.run(vault, [tmp_path / "exports" / "WhatsApp Chat with Ben.zip"], {}, NoProgress())
    assert [line.already for line in report.backups] == [True]
    chats = {chat.id for chat in mine.services.browse.chats(vault)}
    assert {key.partition("/")[2] for key in vault.notes.keys("answers/")} & chats


def test_a_restore_that_did_not_end_goes_on_with_the_new_key(mine: Laptop, created: Created, tmp_path: Path) -> None:
    begin(mine.services, created.vault, tmp_path / "restored", 2)
    vault = mine.services.relock.run(proved(mine, created.vault), NoProgress())
    report = go_on(mine.services, vault, tmp_path / "restored")
    assert (report.identical, report.kept) == (True, 1)


def test_rows_of_another_sheet_prove_nothing(mine: Laptop, created: Created) -> None:
    relocking = mine.services.relock.begin(created.vault)
    rows = mine.services.relock.rows_to_ask(relocking)
    with pytest.raises(ProofFailed):
        mine.services.relock.prove_rows(relocking, {row: created.sheet.code.rows[row - 1] for row in rows})
    assert not relocking.proved


@pytest.mark.parametrize("stop_after", [0, 2, 6])
def test_whoever_stops_has_what_he_had(mine: Laptop, folder: Path, created: Created, stop_after: int) -> None:
    before, relocking = everything(mine, created.vault), proved(mine, created.vault)
    with pytest.raises(Cancelled):
        mine.services.relock.run(relocking, Recorder(stop_after))
    assert left_over(folder) == []
    assert everything(mine, created.vault) == before
    created.vault.close()
    again = mine.restarted()
    assert {of for of, _ in again.key_store.entries} == {created.vault.repository.public_id}
    assert [memory.public_id for memory in again.services.desk.settings.vaults()] == [
        created.vault.repository.public_id
    ]
    again.services.open.by_keychain(folder).close()
    again.services.open.by_code(folder, created.sheet.code, remember=False).close()


def test_too_little_room_is_told_before(
    mine: Laptop, folder: Path, created: Created, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LocalBackend, "free_space", lambda _self: 1000)
    assert not mine.services.relock.plan(created.vault).has_room
    with pytest.raises(NoRoomToRelock):
        mine.services.relock.begin(created.vault)
    assert left_over(folder) == []


def test_a_damaged_vault_wants_repair_first(mine: Laptop, folder: Path, created: Created) -> None:
    pack = next(path for path in (folder / "data").rglob("*") if path.is_file())
    data = bytearray(pack.read_bytes())
    data[100] ^= 1
    pack.write_bytes(data)
    with pytest.raises(Damaged):
        mine.services.relock.run(proved(mine, created.vault), NoProgress())
    assert left_over(folder) == []


def test_without_a_password_safe_the_sheet_alone_opens_it(mine: Laptop, folder: Path, created: Created) -> None:
    mine.key_store.absent = True
    relocking = proved(mine, created.vault)
    assert relocking.keychain_problem is not None
    vault = mine.services.relock.run(relocking, NoProgress())
    assert vault.memory.key_id is None
    assert [way.kind for way in mine.services.ways_in.list(vault)] == ["sheet"]
    mine.services.open.by_code(folder, relocking.sheet.code, remember=False).close()


def test_one_at_a_time(mine: Laptop, folder: Path, created: Created) -> None:
    first = mine.services.relock.begin(created.vault)
    with pytest.raises(InUseElsewhere):
        mine.restarted().services.relock.begin(created.vault)
    mine.services.relock.give_up(first)
    mine.services.relock.give_up(proved(mine, created.vault))
    assert left_over(folder) == []


def test_another_window_learns_that_its_key_is_dead(
    mine: Laptop, folder: Path, created: Created, tmp_path: Path
) -> None:
    other = mine.restarted().services
    vault = other.open.by_keychain(folder)
    mine.services.relock.run(proved(mine, created.vault), NoProgress()).close()
    assert other.status.run(vault).reason == "keychain-empty"
    with pytest.raises(WrongKey):
        other.back_up.run(vault, [make_export(tmp_path / "new", "Carla")], {}, NoProgress())
    vault.close()
    other.open.by_keychain(folder).close()


KILLED = """
import os, signal, sys
from pathlib import Path
from tests.services.test_relock import laptop, proved
from tests.clock import Clock
from vault.keychain.memory import MemoryKeyStore
from vault.progress import NoProgress
from vault.repository import relock_place
home, folder, where, entries = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], eval(sys.argv[4])
store = MemoryKeyStore(entries=entries)
mine = laptop(home, Clock(), store)
vault = mine.services.open.by_keychain(folder)
relocking = proved(mine, vault)
print(store.entries, relocking.sheet.code.password, sep="\\n", flush=True)
if "parts" in where:
    relock_place.exchange = lambda *_: (_ for _ in ()).throw(OSError(22, "no"))
def die(*_): os.kill(os.getpid(), signal.SIGKILL)
name = where.split()[0]
if name == "proved": die()
if name == "carried": relock_place.RelockPlace.switch = die
if name == "switched": relock_place.RelockPlace.clear = die
if name == "switching":
    real = relock_place.RelockPlace._switch_part
    relock_place.RelockPlace._switch_part = lambda self, part: die() if part == "index" else real(self, part)
mine.services.relock.run(relocking, NoProgress())
"""


@pytest.mark.parametrize("where", ["proved", "carried", "switching parts", "switched parts", "switched"])
def test_killed_anywhere_the_next_opening_asks_nothing(
    mine: Laptop, folder: Path, created: Created, where: str, clock: Clock
) -> None:
    before = everything(mine, created.vault)
    created.vault.close()
    command = [sys.executable, "-c", KILLED, str(mine.home), str(folder), where, repr(mine.key_store.entries)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
    assert done.returncode == -signal.SIGKILL, done.stderr
    entries, code = done.stdout.splitlines()
    again = laptop(mine.home, clock, MemoryKeyStore(entries=eval(entries)))  # noqa: S307 - printed by ourselves
    vault = again.services.open.by_keychain(folder)
    switched = where.startswith("switch")
    assert (vault.repository.public_id != created.vault.repository.public_id) is switched
    assert everything(again, vault) == before
    assert again.services.status.run(vault).state == "green"
    vault.close()
    assert left_over(folder) == []
    assert RelockPlace.find(folder) is None
    assert {of for of, _ in again.key_store.entries} == {vault.repository.public_id}
    assert [memory.public_id for memory in again.services.desk.settings.vaults()] == [vault.repository.public_id]
    with contextlib.suppress(SheetReplaced):
        again.services.open.by_code(folder, RecoveryCode.parse(code), remember=False).close()
        assert switched
