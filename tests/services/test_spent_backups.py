"""A backup whose own listing is lost: it goes only when asked, and only if nothing of it is lacking elsewhere."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from tests.builders import Computer, back_up, lines, make_export, make_zip_export
from vault.progress import NoProgress
from vault.repository.index_file import PackContents
from vault.services.create_vault import Created
from vault.services.repair import PlannedRepair, RepairReport
from vault.services.vault import OpenedVault

QUIET = NoProgress()
PHOTO = os.urandom(200_000)


@pytest.fixture
def vault(computer: Computer, created: Created, exports: Path) -> OpenedVault:
    """Anna and Ben."""
    anna = make_zip_export(exports, "Anna", media={"IMG-1.jpg": PHOTO})
    back_up(computer, created.vault, anna)
    back_up(computer, created.vault, make_export(exports, "Ben"))
    return created.vault


def again(computer: Computer, vault: OpenedVault, exports: Path, texts: int = 20) -> None:
    """A newer backup of Anna's chat: of the same bytes, or grown."""
    computer.clock.now += timedelta(days=1)
    path = exports / "WhatsApp Chat with Anna.zip"
    if texts != 20:
        path = make_zip_export(exports, "Anna", lines(texts), media={"IMG-1.jpg": PHOTO})
    os.utime(path, (1_790_000_000, 1_790_000_000))  # its about.json is another one, then
    back_up(computer, vault, path)


def lose(vault: OpenedVault, *blob_ids: str) -> None:
    """The index forgets these blobs, and no pack has them any more: a damaged piece that nothing gives back."""
    repository = vault.repository
    with repository.exclusively() as session:
        for index_id in repository.backend.list("index"):
            packs = repository.load_index_file(index_id)
            touched = [pack for pack in packs if any(entry.blob_id in blob_ids for entry in pack.entries)]
            if not touched:
                continue
            for pack in touched:
                for entry in pack.entries:
                    if entry.blob_id not in blob_ids:
                        plain = repository.unseal(
                            entry, repository.backend.load("data", pack.pack_id, entry.offset, entry.length)
                        )
                        session.writer.save_blob(entry.kind, plain)
            session.flush()
            session.replace_index([PackContents(p.pack_id, p.entries) for p in packs if p not in touched], [index_id])
            session.remove_packs(pack.pack_id for pack in touched)
    repository.close()


def oldest(vault: OpenedVault, chat: str = "Anna") -> tuple[str, str, str]:
    """The oldest backup of a chat: its id, the blob of its about.json, the tree of its chat's folder."""
    repository = vault.repository
    snapshot = next(one for one in repository.snapshots() if one.paths[0].endswith(chat))
    tree = snapshot.tree
    for _ in range(2):
        tree = repository.load_tree(tree).nodes[0].subtree or ""
    about = next(node for node in repository.load_tree(tree).nodes if node.name == "about.json")
    return snapshot.id, about.content[0], tree


def planned_and_repaired(
    computer: Computer, vault: OpenedVault, *, remove: bool = True
) -> tuple[PlannedRepair, RepairReport]:
    planned = computer.services.repair.plan(vault, QUIET)
    let_go = [one.snapshot for one in planned.spent] if remove else []
    return planned, computer.services.repair.run(vault, planned, (), QUIET, let_go=let_go)


@pytest.mark.parametrize("what", ["about", "tree"])
def test_it_is_told_stays_until_asked_and_goes_then(
    computer: Computer, vault: OpenedVault, exports: Path, what: str
) -> None:
    snapshot, about, tree = oldest(vault)
    lose(vault, about if what == "about" else tree)
    computer.services.check.run(vault, True, QUIET)
    again(computer, vault, exports)
    planned, report = planned_and_repaired(computer, vault, remove=False)
    assert [(one.snapshot, one.names) for one in planned.spent] == [(snapshot, ("Anna",))]
    assert (report.spent, report.removed) == (planned.spent, 0)
    assert snapshot in vault.repository.backend.list("snapshots")
    assert "Anna" not in repr(planned)
    planned, report = planned_and_repaired(computer, vault)
    assert (report.removed, report.after, report.spent) == (1, (), ())
    assert computer.services.check.run(vault, True, QUIET).ok
    assert computer.services.status.run(vault).reason != "damaged"
    assert sorted(chat.name for chat in computer.services.browse.chats(vault)) == ["Anna", "Ben"]
    assert not computer.services.tidy.plan(vault, QUIET).missing


def test_what_can_be_read_in_it_and_nowhere_else_keeps_it(
    computer: Computer, vault: OpenedVault, exports: Path
) -> None:
    """Its about.json is gone, its export is there, and the newer one is another file."""
    again(computer, vault, exports, texts=25)
    snapshot, about, _ = oldest(vault)
    lose(vault, about)
    planned, report = planned_and_repaired(computer, vault)
    assert (planned.spent, report.removed) == ((), 0)
    assert snapshot in vault.repository.backend.list("snapshots")
    assert report.after


def test_a_lost_listing_whose_export_nobody_can_reach_any_more_goes_beside_a_grown_one(
    computer: Computer, vault: OpenedVault, exports: Path
) -> None:
    again(computer, vault, exports, texts=25)
    _, _, tree = oldest(vault)
    lose(vault, tree)
    assert planned_and_repaired(computer, vault)[1].removed == 1


def test_the_only_one_of_its_chat_stays(computer: Computer, vault: OpenedVault) -> None:
    _, _, tree = oldest(vault, "Ben")
    lose(vault, tree)
    planned, report = planned_and_repaired(computer, vault)
    assert (planned.spent, report.removed) == ((), 0)


def test_it_stays_where_the_newer_one_is_damaged_too(computer: Computer, vault: OpenedVault, exports: Path) -> None:
    snapshot, about, tree = oldest(vault)
    chat = next(node for node in vault.repository.load_tree(tree).nodes if node.name != "about.json")
    lose(vault, about)
    computer.services.check.run(vault, True, QUIET)
    again(computer, vault, exports)
    lose(vault, chat.content[0])
    assert planned_and_repaired(computer, vault)[0].spent == ()
    assert snapshot in vault.repository.backend.list("snapshots")
