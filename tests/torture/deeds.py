"""The deeds that are cut short: each takes a world from one whole state to another."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest

from tests.builders import back_up, make_computer, make_folder_export
from tests.clock import Clock
from tests.torture.world import QUIET, Contents, Disks, World, contents, export
from vault.repository import relock_place
from vault.repository.prune import plan_prune, prune
from vault.repository.repair import plan_repair, repair
from vault.repository.repository import Repository
from vault.services.vault import OpenedVault
from vault.storage.local import LocalBackend


@dataclass(frozen=True)
class Deed:
    """Something that a person does. `places` are what it writes to, below the world's root.

    `prepare` gives the world first what the deed needs. `damage` hurts it, so that there is something to repair.
    `again` does the deed once more on what an interruption left of the vault; without it the next backup is all that
    comes after.
    """

    name: str
    run: Callable[[World], None]
    places: tuple[str, ...] = ("vault",)
    damage: Callable[[World], None] | None = None
    again: Callable[[World, Repository], None] | None = None
    prepare: Callable[[World], None] | None = None

    def make_ready(self, world: World) -> None:
        """Do to the world what comes before the deed."""
        for first in (self.prepare, self.damage):
            if first is not None:
                first(world)


def _back_up(world: World) -> None:
    computer = world.computer()
    vault = world.opened(computer)
    paths = [export(world, "Carla"), export(world, "Dora")]
    report = computer.services.back_up.run(vault, paths, {}, QUIET)
    assert not report.failed, report.failed
    assert all(line.verified and not line.warnings for line in report.backups)
    vault.close()


def _change_sheet(world: World) -> None:
    """A new sheet, proved: the old one is dead then."""
    computer = world.computer()
    vault = world.opened(computer)
    sheet = computer.services.new_sheet.run(vault)
    world.print_sheet(sheet.code)
    computer.services.prove_sheet.prove_code(vault, sheet.code)
    vault.close()


def _remove_way_in(world: World) -> None:
    computer = world.computer()
    vault = world.opened(computer)
    way = next(way for way in computer.services.ways_in.list(vault) if way.kind == "computer")
    computer.services.ways_in.remove(vault, way.key_id)
    vault.close()


def _keep_a_folder(world: World) -> None:
    """A backup of an export that is a folder, with photos, some of them in a folder of their own."""
    computer = world.computer()
    vault = world.opened(computer)
    noise = random.Random(7)
    photos = {
        f"{folder}/IMG-{number}.jpg": noise.randbytes(9000) for folder in ("photos", "sent") for number in range(3)
    }
    back_up(computer, vault, make_folder_export(world.exports, photos))
    vault.close()


def _restore(world: World) -> None:
    computer = world.computer()
    vault = world.opened(computer)
    plan = computer.services.restore.plan(vault, None, world.root / "restored")
    assert computer.services.restore.run(vault, plan, QUIET).identical
    vault.close()


def _create(world: World) -> None:
    computer = make_computer(world.root / "second home", Clock(), Disks())
    created = computer.services.create.run(world.root / "second", QUIET)
    (world.root / "second sheet").write_text(created.sheet.code.password)
    created.vault.close()


def _tidy(world: World) -> None:
    """The oldest backup goes, and with it what a removed one left: packs go whole, others are written again."""
    vault = world.opened(world.computer())
    repository = vault.repository
    plan = plan_prune(repository, QUIET, without=[repository.snapshots()[0].id], unneeded_share=0)
    result = prune(repository, plan, QUIET)
    assert result.packs > result.again > 0, "nothing to tidy: the world is too clean"
    vault.close()


def _tidy_again(_world: World, repository: Repository) -> None:
    prune(repository, plan_prune(repository, QUIET, unneeded_share=0), QUIET)


def _repair(world: World) -> None:
    vault = world.opened(world.computer())
    _repair_again(world, vault.repository)
    vault.close()


def _repair_again(world: World, repository: Repository) -> None:
    """With the help of a copy, which has all that was damaged."""
    repair(repository, plan_repair(repository, QUIET), [LocalBackend(world.root / "copy")], QUIET)


def _damage(world: World) -> None:
    """An index file that is gone, one that is cut, a pack, a tree and a backup with a flipped bit."""
    shutil.copytree(world.vault, world.root / "copy")
    index = sorted((world.vault / "index").iterdir(), key=lambda path: path.stat().st_mtime_ns)
    index[0].unlink()
    os.truncate(index[1], 50)
    packs = sorted((world.vault / "data").rglob("?" * 64), key=lambda path: path.stat().st_mtime_ns)
    for path in (packs[2], packs[3], next((world.vault / "snapshots").iterdir())):
        bytes_there = bytearray(path.read_bytes())
        bytes_there[40] ^= 4
        path.write_bytes(bytes_there)


def _relock(world: World) -> None:
    """Another key for everything; the old sheets are dead then."""
    computer = world.computer()
    vault = world.opened(computer)
    relock = computer.services.relock
    relocking = relock.begin(vault)
    world.print_sheet(relocking.sheet.code)
    rows = relocking.sheet.code.rows
    relock.prove_rows(relocking, {number: rows[number - 1] for number in relock.rows_to_ask(relocking)})
    relock.run(relocking, QUIET).close()


def _relock_by_parts(world: World) -> None:
    """Where a file system cannot exchange two folders: part by part, and inside the vault's folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(relock_place, "_can_exchange", lambda *_: False)
        _relock(world)


DEEDS: Mapping[str, Deed] = {
    deed.name: deed
    for deed in (
        Deed("backup", _back_up),
        Deed("new sheet", _change_sheet),
        Deed("way in removed", _remove_way_in),
        Deed("tidy", _tidy, again=_tidy_again),
        Deed("repair", _repair, damage=_damage, again=_repair_again),
        Deed("re-lock", _relock, places=("vault", ".vault.relocking")),
        Deed("re-lock by parts", _relock_by_parts, places=("vault", ".vault.relocking")),
        Deed("restore", _restore, places=("restored",), prepare=_keep_a_folder),
        Deed("create", _create, places=("second",)),
    )
}


def finished(world: World) -> frozenset[Contents]:
    """What must survive: the backups that are finished before the deed begins, each with all its bytes."""
    vault: OpenedVault = world.opened(world.computer())
    found = contents(vault.repository)
    vault.close()
    return frozenset(found)
