"""A vault's disk that is full, at every stage: what was begun ends or is forgotten, and room can be made again."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.interop.restic import Restic
from tests.torture.deeds import finished
from tests.torture.disk_calls import Event, watching
from tests.torture.small_disk import KINDS, SmallDisk, small_disk
from tests.torture.troubled import back_up, no_leftovers, outcome, reserve
from tests.torture.world import QUIET, World, build, contents, export
from vault.crypto.recovery_code import RecoveryCode
from vault.errors import DiskFull
from vault.repository.prune import plan_prune, prune
from vault.storage.reserve import NAME, RESERVE_BYTES

PHOTO = 1_200_000
LEVELS = (0, 5_000, 60_000, 700_000, 1_150_000, 1_230_000, 1_300_000)


@pytest.fixture(params=KINDS)
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SmallDisk]:
    with small_disk(request.param, tmp_path / "small", 16 << 20) as made:
        yield made


@pytest.fixture
def world(disk: SmallDisk, tmp_path: Path) -> World:
    return build(tmp_path / "world", new_photo=PHOTO, vault=disk.folder / "vault")


@pytest.mark.interop
def test_full_at_every_stage_of_a_backup(world: World, disk: SmallDisk, tmp_path: Path) -> None:
    before = finished(world)
    outcomes = []
    for free in LEVELS:
        disk.leave(free)
        computer = world.computer()
        vault = world.opened(computer)
        error = back_up(computer, vault, world, "Carla")
        outcomes.append(error)
        assert error is None or isinstance(error, DiskFull)
        assert no_leftovers(world)
        assert before <= contents(vault.repository)
        assert computer.services.status.run(vault).chats
        assert len(computer.services.browse.chats(vault)) >= 2
        vault.close()
        if error is None:
            break
        Restic(world.vault, RecoveryCode.parse(world.codes()[0]).password, tmp_path / "cache").run("check", "--no-lock")
    assert isinstance(outcomes[0], DiskFull)
    assert outcomes[-1] is None, "the reserve holds what a backup needs beside its packs"
    disk.leave(8 << 20)
    computer = world.computer()
    vault = world.opened(computer)
    assert back_up(computer, vault, world, "Carla", "Dora") is None
    assert computer.services.check.run(vault, True, QUIET).ok
    assert reserve(world) == RESERVE_BYTES
    vault.close()


def test_a_small_backup_ends_well_on_a_full_disk(world: World, disk: SmallDisk) -> None:
    """Lock, two small packs, index and backup go into the room held back."""
    disk.leave(0)
    computer = world.computer()
    vault = world.opened(computer)
    assert back_up(computer, vault, world, "Dora") is None
    assert computer.services.check.run(vault, True, QUIET).ok
    assert 0 < reserve(world) < RESERVE_BYTES
    vault.close()


def test_tidying_makes_room_on_a_full_disk(world: World, disk: SmallDisk) -> None:
    computer = world.computer()
    vault = world.opened(computer)
    disk.leave(0)
    assert isinstance(back_up(computer, vault, world, "Carla"), DiskFull)
    plan = plan_prune(vault.repository, QUIET)
    result = prune(vault.repository, plan, QUIET)
    assert result.freed > 0
    assert computer.services.check.run(vault, True, QUIET).ok
    assert no_leftovers(world)
    vault.close()


def test_what_fits_is_stored_and_reported_before_what_does_not(world: World, disk: SmallDisk) -> None:
    disk.leave(100_000)
    computer = world.computer()
    vault = world.opened(computer)
    paths = [export(world, chat) for chat in ("Dora", "Carla")]
    report = computer.services.back_up.run(vault, paths, {}, QUIET)
    assert [line.path for line in report.backups] == paths[:1]
    assert [(failed.path, type(failed.error)) for failed in report.failed] == [(paths[1], DiskFull)]
    vault.close()


def test_a_new_vault_on_a_full_disk(disk: SmallDisk, world: World) -> None:
    disk.leave(0)
    (world.vault / NAME).unlink()
    disk.leave(0)
    computer = world.computer()
    second = disk.folder / "second"
    assert isinstance(outcome(lambda: computer.services.create.run(second, QUIET)), DiskFull)
    disk.leave(6 << 20)
    created = computer.services.create.run(second, QUIET)
    assert (second / NAME).stat().st_size == RESERVE_BYTES
    created.vault.close()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_quota_is_told_like_a_full_disk(number: int, tmp_path: Path) -> None:
    """Refused at each write in turn, once and for good: nothing that is refused is taken for stored."""
    world = build(tmp_path / "world")
    before = finished(world)
    for call in range(1, 40, 3):
        left = call

        def refuse(event: Event, _early: Callable[[bytes], Any]) -> None:
            nonlocal left
            left -= event.action == "write"
            if event.action == "write" and left <= 0:
                raise OSError(number, os.strerror(number))

        computer = world.computer()
        vault = world.opened(computer)
        with watching(world.vault, refuse):
            error = back_up(computer, vault, world, "Carla")
        vault.close()
        if error is None:
            break
        assert isinstance(error, DiskFull)
        assert before <= finished(world)
        assert no_leftovers(world)
    assert call > 4
    assert computer.services.open is not None
