"""The deeds that are cut short: each takes a world from one whole state to another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.builders import make_computer
from tests.clock import Clock
from tests.torture.world import QUIET, Contents, Disks, World, contents, export
from vault.services.vault import OpenedVault


@dataclass(frozen=True)
class Deed:
    """Something that a person does. `target` is what it writes to, below the world's root.

    `damage` hurts the world first, so that there is something to repair.
    """

    name: str
    run: Callable[[World], None]
    target: str = "vault"
    damage: Callable[[World], None] | None = None


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


DEEDS: Mapping[str, Deed] = {
    deed.name: deed
    for deed in (
        Deed("backup", _back_up),
        Deed("new sheet", _change_sheet),
        Deed("way in removed", _remove_way_in),
        Deed("restore", _restore, target="restored"),
        Deed("create", _create, target="second"),
    )
}


def finished(world: World) -> frozenset[Contents]:
    """What must survive: the backups that are finished before the deed begins, each with all its bytes."""
    vault: OpenedVault = world.opened(world.computer())
    found = contents(vault.repository)
    vault.close()
    return frozenset(found)


def folder_of(world: World, deed: Deed) -> Path:
    """Where the deed writes to."""
    return world.root / deed.target
