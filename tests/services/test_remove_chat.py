"""A chat out of the vault for good: no byte of its photos is left, and who shares its export is told beforehand."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.builders import Computer, back_up, lines, make_export, make_zip_export
from tests.exports.made_telegram import account, chat, message, two, written
from tests.exports.made_whatsapp_databases import DIGITS, encrypted, new_store
from vault.errors import NoSuchBackup, VaultChanged
from vault.exports.base import Answers
from vault.progress import NoProgress
from vault.services.create_vault import Created
from vault.services.tidy import Tidied
from vault.services.vault import OpenedVault
from vault.storage.backend import Kind
from vault.storage.memory import MemoryBackend

QUIET = NoProgress()
PHOTOS = {f"IMG-{number}.jpg": random.Random(number).randbytes(60_000) for number in range(3)}


@pytest.fixture
def vault(created: Created) -> OpenedVault:
    return created.vault


def everything_in(vault: OpenedVault) -> bytes:
    """The plaintext of every blob in every pack, whatever the index says."""
    repository, found = vault.repository, b""
    for pack in repository.backend.list("data"):
        stored = repository.backend.load("data", pack)
        for entry in repository.read_pack_header(pack):
            found += repository.unseal(entry, stored[entry.offset : entry.offset + entry.length])
    return found


def names(computer: Computer, vault: OpenedVault) -> list[str]:
    return sorted(found.name for found in computer.services.browse.chats(vault))


def remove(computer: Computer, vault: OpenedVault, name: str, *, with_shared: bool = False) -> Tidied:
    plan = computer.services.remove_chat.plan(vault, name, QUIET, with_shared=with_shared)
    return computer.services.remove_chat.run(vault, plan, QUIET)


def test_no_byte_of_it_is_left(computer: Computer, vault: OpenedVault, exports: Path) -> None:
    kept = {"IMG-9.jpg": random.Random(9).randbytes(60_000)}
    back_up(
        computer,
        vault,
        make_zip_export(exports, "Anna", lines(20), PHOTOS),
        make_zip_export(exports, "Ben", None, kept),
    )
    computer.clock.advance(days=40)
    back_up(computer, vault, make_zip_export(exports, "Anna", lines(30, words="Kingfisher"), PHOTOS))
    plan = computer.services.remove_chat.plan(vault, "anna", QUIET)
    assert (len(plan.going), plan.shared, plan.stays, plan.lost_too) == (2, (), False, ())
    assert names(computer, vault) == ["Anna", "Ben"]  # a plan changes nothing
    before = vault.repository.stored_size()
    done = computer.services.remove_chat.run(vault, plan, QUIET)
    assert done.complete
    assert done.freed == before - vault.repository.stored_size() > 180_000
    left = everything_in(vault)
    for photo in PHOTOS.values():
        assert photo[1000:1200] not in left
    assert b"Kingfisher" not in left
    assert kept["IMG-9.jpg"][1000:1200] in left
    assert names(computer, vault) == ["Ben"]
    assert computer.services.check.run(vault, True, QUIET).ok
    assert [found.key for found in vault.library.chats()] == ["Ben"]


def test_second_copies_of_what_goes_go_with_it_and_all_others_stay_and_are_counted(
    computer: Computer, vault: OpenedVault, exports: Path
) -> None:
    """A cloud made them: of a pack and a backup that go, of a pack that stays, of one that went long ago."""
    back_up(computer, vault, make_zip_export(exports, "Ben", None, {"IMG-9.jpg": random.Random(9).randbytes(60_000)}))
    backend = computer.backend(vault.folder)
    bens = {key for key in backend.files if key[0] == "data"}
    back_up(computer, vault, make_zip_export(exports, "Anna", lines(20), PHOTOS))
    (theirs,) = {pack for _, pack in bens if len(backend.files["data", pack]) > 50_000}
    (pack,) = {key for key in backend.files if key[0] == "data" and len(backend.files[key]) > 150_000} - bens
    snapshot = next(one for one in computer.services.browse.chats(vault) if one.name == "Anna").backups[0].snapshot
    same, other = backend.files[pack], backend.files[pack][:-1] + b"?"
    backup = backend.files["snapshots", snapshot]
    backend.beside = {
        pack: [same, other, same],
        ("snapshots", snapshot): [backup],
        ("data", theirs): [backend.files["data", theirs]],
        ("data", "ab" * 32): [b"of a pack that is not there"],
    }
    plan = computer.services.remove_chat.plan(vault, "Anna", QUIET)
    assert plan.copies == 6
    done = computer.services.remove_chat.run(vault, plan, QUIET)
    assert done.copies == 3
    assert backend.beside[pack] == [other], "nobody has proven what it is"
    assert backend.beside["snapshots", snapshot] == []
    assert backend.beside["data", theirs] == [backend.files["data", theirs]]
    assert backend.beside["data", "ab" * 32]
    assert done.freed >= 3 * len(same) + 2 * len(backup)
    assert computer.services.check.run(vault, True, QUIET).ok


def test_a_second_copy_goes_before_its_file_so_that_no_cut_leaves_it_alone(
    computer: Computer, vault: OpenedVault, exports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(computer, vault, make_zip_export(exports, "Anna", lines(20), PHOTOS))
    backend = computer.backend(vault.folder)
    copied = {key: data for key, data in backend.files.items() if key[0] in ("snapshots", "data")}
    backend.beside = {key: [data] for key, data in copied.items()}
    plan = computer.services.remove_chat.plan(vault, "Anna", QUIET)
    alone: list[bytes] = []
    real = MemoryBackend.remove

    def removing(self: MemoryBackend, kind: Kind, name: str) -> None:
        alone.extend(self.beside.get((kind, name), ()))
        real(self, kind, name)

    monkeypatch.setattr(MemoryBackend, "remove", removing)
    assert computer.services.remove_chat.run(vault, plan, QUIET).copies == 0
    assert not copied.keys() & backend.files.keys()
    assert alone == []


def test_what_another_chat_has_too_stays_for_it(
    computer: Computer, vault: OpenedVault, exports: Path, tmp_path: Path
) -> None:
    back_up(
        computer, vault, make_zip_export(exports, "Anna", None, PHOTOS), make_zip_export(exports, "Ben", None, PHOTOS)
    )
    assert remove(computer, vault, "Anna").complete
    plan = computer.services.restore.plan(vault, None, tmp_path / "back")
    assert computer.services.restore.run(vault, plan, QUIET).identical


def telegram(exports: Path, name: str = "result.json") -> Path:
    path = exports / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(written(account(two("Ben", 102), two("Cara", 103), chat([message(1)], name="Choir"))))
    return path


def test_an_export_with_other_chats_stays_until_it_is_said_that_it_may_go(
    computer: Computer, vault: OpenedVault, exports: Path
) -> None:
    back_up(computer, vault, telegram(exports), make_export(exports, "Anna"))
    plan = computer.services.remove_chat.plan(vault, "Cara", QUIET)
    assert (plan.going, plan.stays, plan.freed) == ((), True, 0)
    assert [set(shared.others) for shared in plan.shared] == [{"Ben", "Choir"}]
    computer.services.remove_chat.run(vault, plan, QUIET)
    assert names(computer, vault) == ["Anna", "Ben", "Cara", "Choir"]
    plan = computer.services.remove_chat.plan(vault, "Cara", QUIET, with_shared=True)
    assert (len(plan.going), plan.stays, sorted(plan.lost_too)) == (1, False, ["Ben", "Choir"])
    computer.services.remove_chat.run(vault, plan, QUIET)
    assert names(computer, vault) == ["Anna"]
    assert b"Cara" not in everything_in(vault)


def test_what_was_answered_about_it_is_forgotten(computer: Computer, vault: OpenedVault, exports: Path) -> None:
    path = make_export(exports, "Anna", ["03/04/2026, 09:15 - Anna: Hi", "03/04/2026, 09:16 - Ben: Ho"])
    computer.services.back_up.run(vault, [path], {path: Answers("day-first")}, QUIET)
    assert len(vault.notes.keys("answers/")) == 1
    remove(computer, vault, "Anna")
    assert vault.notes.keys("answers/") == ()
    assert vault.memory.date_orders == {}
    assert computer.desk.settings.memory(vault.repository.public_id) == vault.memory


def test_a_name_that_two_chats_have_is_no_answer(computer: Computer, vault: OpenedVault, exports: Path) -> None:
    back_up(computer, vault, make_export(exports, "Ben"), telegram(exports))
    for wanted in ("Ben", "Nobody"):
        with pytest.raises(NoSuchBackup):
            computer.services.remove_chat.plan(vault, wanted, QUIET)
    (ben, *_) = [
        found for found in computer.services.browse.chats(vault) if (found.app, found.name) == ("whatsapp", "Ben")
    ]
    assert remove(computer, vault, ben.id).complete
    assert names(computer, vault) == ["Ben", "Cara", "Choir"]


def test_a_plan_is_worth_nothing_once_the_vault_has_changed(
    computer: Computer, vault: OpenedVault, exports: Path
) -> None:
    back_up(computer, vault, make_export(exports, "Anna"))
    plan = computer.services.remove_chat.plan(vault, "Anna", QUIET)
    back_up(computer, vault, make_export(exports, "Ben"))
    with pytest.raises(VaultChanged):
        computer.services.remove_chat.run(vault, plan, QUIET)
    assert names(computer, vault) == ["Anna", "Ben"]


def test_an_export_that_could_not_be_read_goes_with_its_readable_twin(
    computer: Computer, vault: OpenedVault, exports: Path
) -> None:
    path = exports / "msgstore.db.crypt15"
    exports.mkdir()
    path.write_bytes(encrypted(new_store(), "crypt15"))
    computer.services.back_up.run(vault, [path], {}, QUIET)
    computer.services.back_up.run(vault, [path], {path: Answers(secret=DIGITS)}, QUIET)
    assert len(vault.repository.snapshots()) == 2
    found = computer.services.browse.chats(vault)[0]
    assert remove(computer, vault, found.id, with_shared=True).complete
    assert vault.repository.snapshots() == []
    assert vault.repository.backend.list("data") == []
