"""The disk that chats are brought back to, in trouble: a sentence, nothing half-done, and the vault as it was."""

from __future__ import annotations

import hashlib
import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.builders import folder_content
from tests.torture.deeds import finished
from tests.torture.disk_calls import Event, watching
from tests.torture.elsewhere import elsewhere
from tests.torture.small_disk import KINDS, SmallDisk, small_disk
from tests.torture.trials import HANGS, ROOT
from tests.torture.troubled import outcome
from tests.torture.world import QUIET, World, build, export
from vault.crypto.recovery_code import RecoveryCode
from vault.errors import ChatVaultError, DiskFull, FileTooBig, NotEnoughSpace, PlaceFailed, PlaceMissing, ReadOnlyPlace
from vault.services.unfinished import MARK


@pytest.fixture(params=KINDS)
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SmallDisk]:
    with small_disk(request.param, tmp_path / "small", 16 << 20) as made:
        yield made


@pytest.fixture
def world(tmp_path: Path) -> World:
    return build(tmp_path / "world")


def restore(world: World, folder: Path, trouble: Callable[[], object] = lambda: None) -> ChatVaultError | None:
    """Plan, meet the trouble, and do it: what stopped it."""
    computer = world.computer()
    vault = world.opened(computer)

    def work() -> None:
        plan = computer.services.restore.plan(vault, None, folder)
        trouble()
        report = computer.services.restore.run(vault, plan, QUIET)
        if report.stopped is not None:
            raise report.stopped
        assert report.identical

    try:
        return outcome(work)
    finally:
        vault.close()


def all_whole(world: World, folder: Path) -> bool:
    """Whether every file there is one of a backup's, and nothing is in the making but what is marked so."""
    whole = {digest for backup in finished(world) for _, digest in backup}
    files = [path for path in folder.rglob("*") if path.is_file() and path != folder / MARK]
    return all(hashlib.sha256(path.read_bytes()).hexdigest() in whole for path in files)


def in_mid_write(disk: SmallDisk, trouble: Callable[[], None], call: int) -> Callable[[Event, Any], None]:
    left = call

    def listen(_event: Event, _early: Callable[[bytes], Any]) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            trouble()

    return listen


@pytest.mark.parametrize("call", [4, 15])
def test_full_in_the_middle(disk: SmallDisk, world: World, call: int) -> None:
    before, target = finished(world), disk.folder / "restored"
    with watching(target, in_mid_write(disk, lambda: disk.leave(0), call)):
        error = restore(world, target)
    assert isinstance(error, DiskFull | NotEnoughSpace)
    assert all_whole(world, target)
    assert finished(world) == before
    disk.leave(8 << 20)
    assert restore(world, target) is None, "it goes on there"
    assert not (target / MARK).exists()
    assert restore(world, disk.folder / "again") is None
    assert folder_content(target) == folder_content(disk.folder / "again")


def test_full_from_the_beginning(disk: SmallDisk, world: World) -> None:
    disk.leave(100_000)
    assert isinstance(restore(world, disk.folder / "restored"), NotEnoughSpace)
    disk.leave(8 << 20)
    error = restore(world, disk.folder / "restored", lambda: disk.leave(0))
    assert isinstance(error, DiskFull | NotEnoughSpace)


def test_protected_and_pulled_out(disk: SmallDisk, world: World) -> None:
    before, target = finished(world), disk.folder / "restored"
    with watching(target, in_mid_write(disk, disk.pull_out, 6)):
        error = restore(world, target)
    assert isinstance(error, PlaceMissing | PlaceFailed)
    disk.plug_in()
    assert all_whole(world, target) or list(target.rglob("*.part"))
    assert restore(world, target) is None, "it goes on there"
    assert all_whole(world, target)
    assert not (target / MARK).exists()
    disk.protect()
    assert isinstance(restore(world, disk.folder / "protected"), ReadOnlyPlace)
    assert finished(world) == before


def test_a_file_beyond_the_limit(world: World, tmp_path: Path) -> None:
    def limited() -> ChatVaultError | None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
        return restore(world, tmp_path / "restored")

    assert isinstance(elsewhere(limited), FileTooBig)
    assert all_whole(world, tmp_path / "restored")


@pytest.mark.parametrize("disk", KINDS[:1], indirect=True)
def test_the_command_reports_what_was_done_before_the_disk_was_full(disk: SmallDisk, tmp_path: Path) -> None:
    """On a real disk the program itself; a pretended one is full for this process alone, so a limit stands in."""
    world = build(tmp_path / "world", new_photo=1_500_000, vault=disk.folder / "vault")
    code = tmp_path / "code.txt"
    code.write_text("\n".join(RecoveryCode.parse(world.codes()[0]).rows))
    disk.leave(400_000)
    paths = [export(world, chat) for chat in ("Dora", "Carla", "Ben")]
    words = ["backup", *paths, "--vault", world.vault, "--code-file", code, "--json"]

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))

    kept = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    done = subprocess.run(
        [sys.executable, "-m", "vault", *map(str, words)], cwd=ROOT, env={**kept, "HOME": str(world.root / "home")},
        capture_output=True, text=True, check=False, timeout=HANGS, preexec_fn=limit,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    document = json.loads(done.stdout)
    assert [one["path"] for one in document["backups"]] == [str(paths[0])]
    assert [one["path"] for one in document["failed"]] == [str(path) for path in paths[1:]]
    assert {one["error"] for one in document["failed"]} <= {"DiskFull", "FileTooBig"}
    assert done.stderr.count("\n") == 1, "one sentence"


def test_a_home_without_room_is_no_obstacle(disk: SmallDisk, tmp_path: Path) -> None:
    """Settings, library and log cannot be written; the backup itself is what counts."""
    world = build(tmp_path / "world", vault=tmp_path / "vault")
    shutil.move(world.root / "home", disk.folder / "home")
    (world.root / "home").symlink_to(disk.folder / "home")
    disk.leave(0)
    computer = world.computer()
    vault = world.opened(computer)
    report = computer.services.back_up.run(vault, [export(world, "Carla")], {}, QUIET)
    assert not report.failed
    assert report.backups[0].verified
    vault.close()
    assert len(finished(world)) == 4
