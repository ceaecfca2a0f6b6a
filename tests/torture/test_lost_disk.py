"""A vault's disk that is protected, pulled out, forbidden or failing: a sentence for each, nothing finished lost."""

from __future__ import annotations

import errno
import os
import resource
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.torture.deeds import finished
from tests.torture.disk_calls import Event, watching
from tests.torture.elsewhere import elsewhere
from tests.torture.small_disk import KINDS, SmallDisk, small_disk
from tests.torture.troubled import back_up, no_leftovers, outcome
from tests.torture.world import QUIET, World, build, contents
from vault.errors import (
    ChatVaultError,
    FileTooBig,
    NameTooLong,
    NoPermission,
    ObjectMissing,
    PlaceFailed,
    PlaceMissing,
    ReadOnlyPlace,
)
from vault.repository.prune import plan_prune, prune
from vault.ui.messages import words

NOBODY = 65534


@pytest.fixture(params=KINDS)
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SmallDisk]:
    with small_disk(request.param, tmp_path / "small", 24 << 20) as made:
        yield made


def one_backup(world: World, *chats: str) -> ChatVaultError | None:
    """A program that is started, backs up and is ended: what stopped it."""
    computer = world.computer()
    vault = world.opened(computer)
    error = back_up(computer, vault, world, *chats)
    vault.close()
    return error


def test_a_protected_disk_can_be_read(disk: SmallDisk, tmp_path: Path) -> None:
    world = build(tmp_path / "world", vault=disk.folder / "vault")
    before = finished(world)
    disk.protect()
    error = one_backup(world, "Carla")
    assert isinstance(error, ReadOnlyPlace)
    assert words(error).headline == "This disk can only be read."
    computer = world.computer()
    vault = world.opened(computer)
    assert computer.services.check.run(vault, True, QUIET).ok
    plan = computer.services.restore.plan(vault, None, tmp_path / "restored")
    assert computer.services.restore.run(vault, plan, QUIET).identical
    vault.close()
    disk.plug_in()
    assert one_backup(world, "Carla") is None
    assert before < finished(world)


def test_pulled_out_in_the_middle(disk: SmallDisk, tmp_path: Path) -> None:
    world = build(tmp_path / "world", new_photo=20_000, vault=disk.folder / "vault")
    before = finished(world)
    errors: list[ChatVaultError | None] = []
    for call in range(1, 200, 7):  # of some 28
        shutil.copytree(world.vault, disk.folder / "spare", dirs_exist_ok=False)
        left = call

        def pull(_event: Event, _early: Callable[[bytes], Any]) -> None:
            nonlocal left
            left -= 1
            if left == 0:
                disk.pull_out()

        computer = world.computer()
        vault = world.opened(computer)
        with watching(world.vault, pull):
            errors.append(back_up(computer, vault, world, "Carla"))
        if left > 0:
            vault.close()
            break
        assert not disk.folder.exists() or not list(disk.folder.iterdir()), "written where the disk was"
        disk.plug_in()
        assert before <= contents(vault.repository)
        assert back_up(computer, vault, world, "Carla") is None, "the same window goes on"
        prune(vault.repository, plan_prune(vault.repository, QUIET), QUIET)
        assert computer.services.check.run(vault, True, QUIET).ok
        assert no_leftovers(world)
        vault.close()
        shutil.rmtree(world.vault)
        (disk.folder / "spare").rename(world.vault)
    assert len(errors) > 3
    assert all(isinstance(error, PlaceMissing | PlaceFailed | None) for error in errors), errors
    assert sum(error is not None for error in errors) > 3


@pytest.mark.parametrize("number", [errno.EIO, errno.ENODEV])
def test_a_disk_that_fails_at_any_call(number: int, tmp_path: Path) -> None:
    """Once, at one call; the disk is well before and after."""
    world = build(tmp_path / "world", new_photo=20_000)
    before, kept = finished(world), shutil.copytree(world.vault, tmp_path / "kept")
    failures = 0
    for call in range(1, 200, 9):
        left = call

        def fail(_event: Event, _early: Callable[[bytes], Any]) -> None:
            nonlocal left
            left -= 1
            if left == 0:
                raise OSError(number, os.strerror(number))

        computer = world.computer()
        vault = world.opened(computer)
        with watching(world.vault, fail):
            error = back_up(computer, vault, world, "Carla", "Dora")
        assert error is None or isinstance(error, PlaceFailed)
        failures += error is not None
        assert before <= contents(vault.repository)
        assert back_up(computer, vault, world, "Carla", "Dora") is None
        assert computer.services.check.run(vault, True, QUIET).ok
        vault.close()
        if left > 0:
            break
        shutil.rmtree(world.vault)
        shutil.copytree(kept, world.vault)
    assert failures > 3


def somebody(work: Callable[[], ChatVaultError | None]) -> ChatVaultError | None:
    """Let an ordinary user do it: root may do anything, and would prove nothing."""

    def as_nobody() -> ChatVaultError | None:
        if os.geteuid() == 0:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        return work()

    return elsewhere(as_nobody)


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder that an ordinary user reaches: those of the tests are closed to others."""
    base = Path(tempfile.mkdtemp(prefix="vault-torture-"))
    base.chmod(0o755)
    yield base
    for folder, _, _ in os.walk(base):
        Path(folder).chmod(0o700)
    shutil.rmtree(base)


def given_to_nobody(folder: Path) -> None:
    for above, folders, names in os.walk(folder):
        for name in (".", *folders, *names):
            os.chown(Path(above, name), NOBODY, NOBODY)


def test_permissions_that_are_lost(shared: Path) -> None:
    world = build(shared / "world")
    before = finished(world)
    if os.geteuid() == 0:
        given_to_nobody(shared)
    for shelf in world.vault.rglob("*"):
        if shelf.is_dir():
            shelf.chmod(0o500)
    world.vault.chmod(0o500)
    error = somebody(lambda: one_backup(world, "Carla"))
    assert isinstance(error, NoPermission)
    assert not isinstance(error, ReadOnlyPlace)
    assert error.writing
    assert before <= finished(world)
    (world.vault / "keys").chmod(0)
    error = somebody(lambda: outcome(lambda: world.opened(world.computer())))
    assert isinstance(error, NoPermission)
    assert not error.writing
    for shelf in (world.vault, *world.vault.rglob("*")):
        if shelf.is_dir():
            shelf.chmod(0o700)
    assert somebody(lambda: one_backup(world, "Carla")) is None


def test_a_limit_for_the_size_of_files(tmp_path: Path) -> None:
    """As a system sets one for each user, and as FAT has one of 4 GiB."""
    world = build(tmp_path / "world")
    before = finished(world)

    def limited() -> ChatVaultError | None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))
        computer = world.computer()
        vault = world.opened(computer)
        return back_up(computer, vault, world, "Carla")

    assert isinstance(elsewhere(limited), FileTooBig)
    assert before <= finished(world)
    assert no_leftovers(world)
    assert one_backup(world, "Carla") is None


def test_a_name_that_is_too_long(tmp_path: Path) -> None:
    world = build(tmp_path / "world")
    computer = world.computer()
    long = tmp_path / ("n" * 300)
    assert isinstance(outcome(lambda: computer.services.create.run(long, QUIET)), NameTooLong)
    deep = Path("/tmp", *["n" * 200] * 25)  # noqa: S108 - nothing is made there
    assert isinstance(outcome(lambda: computer.services.create.run(deep, QUIET)), NameTooLong)
    vault = world.opened(computer)
    assert isinstance(outcome(lambda: computer.services.restore.plan(vault, None, long)), NameTooLong)
    vault.close()


def test_a_shelf_that_is_gone_is_made_again(tmp_path: Path) -> None:
    world = build(tmp_path / "world")
    (world.vault / "locks").rmdir()
    assert one_backup(world, "Carla") is None
    shutil.rmtree(world.vault / "keys")
    error = outcome(lambda: world.opened(world.computer()))
    assert error is not None
    assert not isinstance(error, ObjectMissing)
