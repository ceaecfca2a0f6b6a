"""What must hold after every interruption: three things, and who says so.

1. Every backup that was finished before restores byte for byte: our reader, every byte hashed.
2. The vault is clean: our check of every byte, and the real `restic check --read-data`.
3. The next backup works without a question, and leaves no lock and nothing amiss.

A process that is killed leaves its lock behind. Our next run takes it over in silence; the real restic names its owner
and tells to call `restic unlock`, which takes away only locks of the dead: so a person would do, and so do we here.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Set as AbstractSet
from pathlib import Path

from tests.builders import folder_content, make_computer
from tests.clock import Clock
from tests.interop.restic import Restic
from tests.torture.deeds import Deed
from tests.torture.world import QUIET, Contents, Disks, World, contents, export
from vault.crypto.recovery_code import RecoveryCode
from vault.errors import ChatVaultError, Damaged, FolderInTheWay, NoVaultHere, PlaceMissing, VaultExistsHere
from vault.repository.check import Check
from vault.repository.repository import Repository
from vault.repository.target_file import is_left_over
from vault.services.unfinished import MARK
from vault.storage.local import LocalBackend


def judge(world: World, deed: Deed, before: AbstractSet[Contents], *, ask_restic: bool) -> None:
    """Raise AssertionError, or what was met, if one of the three does not hold."""
    if "second" in deed.places:
        _judge_creation(world)
    if "restored" in deed.places:
        _judge_restored(world, before)
    computer = world.computer()
    vault = world.opened(computer)
    if deed.damage is None:
        _require_whole(vault.repository, before)
    else:
        assert before <= contents(vault.repository), "what could be read before the repair cannot be read any more"
    if ask_restic and deed.damage is None:
        _ask_restic(world)
    if deed.again is not None:
        deed.again(world, vault.repository)
        _require_whole(vault.repository, before)
        if ask_restic and deed.damage is not None:
            _ask_restic(world)
    report = computer.services.back_up.run(vault, [export(world, "Dora"), export(world, "Carla")], {}, QUIET)
    assert not report.failed, [str(failed.error) for failed in report.failed]
    assert all(line.verified for line in report.backups)
    assert not [line.warnings for line in report.backups if line.warnings]
    _require_whole(vault.repository, before)
    assert vault.repository.backend.list("locks") == [], "a lock is left"
    vault.close()


def _require_whole(repository: Repository, before: AbstractSet[Contents]) -> None:
    found = contents(repository)
    assert before <= found, f"{len(before - found)} finished backups are not what they were"
    problems = Check().run(repository, read_all=True, progress=QUIET).problems
    assert not problems, problems


def _ask_restic(world: World) -> None:
    for code in world.codes():
        with tempfile.TemporaryDirectory() as cache:
            restic = Restic(world.vault, RecoveryCode.parse(code).password, Path(cache))
            unlocked = restic.attempt("unlock", "--no-cache")
            if "wrong password" in unlocked.stderr:
                continue
            assert unlocked.returncode == 0, unlocked.stderr
            said = restic.run("check", "--read-data", "--no-cache")
            assert "no errors were found" in said, said
            return
    raise AssertionError("restic opens the vault with none of its sheets")


def _judge_restored(world: World, before: AbstractSet[Contents]) -> None:
    """Every file that has its name is whole; what has none bears our mark. The next restore into the same folder goes
    on there, and leaves in it what one into a new folder brings, and nothing else.
    """
    whole = {digest for backup in before for _, digest in backup}
    folder, expected = world.root / "restored", _restored(world, world.root / "restored again")
    named = [path for path in folder.rglob("*") if path.is_file() and path.name != MARK and not is_left_over(path)]
    for path in named:
        assert hashlib.sha256(path.read_bytes()).hexdigest() in whole, path.name
    assert not named or (folder / MARK).exists() or folder_content(folder) == expected, (
        "nothing tells that it did not end"
    )
    assert _restored(world, folder) == expected
    assert all(any(path.iterdir()) for path in folder.rglob("*") if path.is_dir()), "an empty folder is left"


def _restored(world: World, folder: Path) -> dict[str, bytes]:
    """What lies in the folder after a restore into it. One that had ended is not begun again."""
    computer = world.computer()
    vault = world.opened(computer)
    restore = computer.services.restore
    try:
        report = restore.run(vault, restore.plan(vault, None, folder), QUIET)
        assert report.identical, report
    except FolderInTheWay as error:
        if error.reason:
            raise
    finally:
        vault.close()
    return folder_content(folder)


def _judge_creation(world: World) -> None:
    """A vault that opens, or none: then it can be made there without a question, by the computer that began it."""
    sheet = world.root / "second sheet"
    backend = LocalBackend(world.root / "second")
    if sheet.exists():
        Repository.open(backend, sheet.read_text()).close()
        return
    try:
        Repository.public_id_of(backend)
    except (PlaceMissing, NoVaultHere, Damaged):
        pass
    except ChatVaultError as error:
        raise AssertionError(f"the folder says {error}") from error
    computer = make_computer(world.root / "second home", Clock(), Disks())
    try:
        computer.services.create.run(world.root / "second", QUIET).vault.close()
    except VaultExistsHere:  # a power cut took the computer's own note of it: no new one is made over keys then
        begun = computer.desk.settings.begun_creation(world.root / "second")
        assert backend.exists("config", "config") or begun is None
        computer.services.create.run(world.root / "third", QUIET).vault.close()
