"""A small world to be hurt: a computer with its home, a vault with finished backups, and exports still to come."""

from __future__ import annotations

import contextlib
import hashlib
import json
import random
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from tests.builders import Computer, Shelves, back_up, lines, make_computer, make_export, make_zip_export
from tests.clock import Clock
from vault.crypto.recovery_code import RecoveryCode
from vault.errors import Damaged, OtherVaultsSheet, SheetReplaced
from vault.progress import NoProgress
from vault.repository.repository import Repository
from vault.services.vault import OpenedVault
from vault.storage.backend import Backend
from vault.storage.local import LocalBackend

QUIET = NoProgress()
_PHOTO = 180_000  # three of them make a zip that is cut between its members
Contents = frozenset[tuple[str, str]]
"""What one backup holds: paths of its files and the SHA-256 of their bytes."""


class Disks(Shelves):
    """Vaults in real folders."""

    def open(self, folder: Path) -> Backend:
        """The folder itself."""
        return LocalBackend(folder)


@dataclass(frozen=True)
class World:
    """Everything of one trial lies below `root`; the vault as well, unless it is `elsewhere`."""

    root: Path
    elsewhere: Path | None = None

    @property
    def vault(self) -> Path:
        return self.elsewhere or self.root / "vault"

    @property
    def exports(self) -> Path:
        return self.root / "exports"

    def computer(self) -> Computer:
        """The computer, its program just started."""
        return make_computer(self.root / "home", Clock(), Disks())

    def codes(self) -> list[str]:
        """The codes of all sheets that were ever printed, the newest first."""
        printed: list[str] = json.loads((self.root / "sheets.json").read_text())
        return printed[::-1]

    def print_sheet(self, code: RecoveryCode) -> None:
        """What is printed stays printed, whatever becomes of the computer."""
        known = self.codes()[::-1] if (self.root / "sheets.json").exists() else []
        beside = self.root / "sheets.json.new"
        beside.write_text(json.dumps([*known, code.password]))
        beside.replace(self.root / "sheets.json")

    def opened(self, computer: Computer) -> OpenedVault:
        """The vault, by the newest sheet that opens it."""
        refused: Exception | None = None
        for code in self.codes():
            try:
                return computer.services.open.by_code(self.vault, RecoveryCode.parse(code), remember=False)
            except (SheetReplaced, OtherVaultsSheet) as error:
                refused = error
        assert refused is not None
        raise refused

    def copied(self, to: Path) -> World:
        """The same world once more, to be hurt in place of this one."""
        shutil.copytree(self.root, to)
        return replace(self, root=to)


def build(root: Path, *, photo: int = _PHOTO, new_photo: int = 300_000, vault: Path | None = None) -> World:
    """A vault with three finished backups, two of them of one growing chat; `new_photo` bytes are still to come.

    What a removed backup and a kill leave is there as well: bytes that nothing refers to, so that tidying has work.
    """
    world, noise = World(root, vault), random.Random(len(str(new_photo)))
    computer = world.computer()
    created = computer.services.create.run(world.vault, QUIET)
    world.print_sheet(created.sheet.code)
    computer.services.prove_sheet.prove_code(created.vault, created.sheet.code)
    media = {f"IMG-20260501-WA000{number}.jpg": noise.randbytes(photo) for number in range(4)}
    computer.clock.advance(days=-10)
    dropped = make_zip_export(world.exports, "Zoe", lines(9), {"IMG-1.jpg": noise.randbytes(photo)})
    back_up(computer, created.vault, dropped)
    computer.clock.advance(days=1)
    back_up(computer, created.vault, make_zip_export(world.exports, "Anna", lines(30), dict(list(media.items())[:3])))
    computer.clock.advance(days=1)
    back_up(computer, created.vault, make_zip_export(world.exports, "Anna", lines(60), media))
    back_up(computer, created.vault, make_export(world.exports, "Ben", lines(50)))
    _forget_first(created.vault)
    created.vault.close()
    make_zip_export(world.exports, "Carla", lines(40), {"IMG-9.jpg": noise.randbytes(new_photo)})
    make_export(world.exports, "Dora", lines(25))
    return world


def export(world: World, chat: str) -> Path:
    """The export of a chat that is still to come."""
    return next(path for path in sorted(world.exports.iterdir()) if path.stem.endswith(chat))


def contents(repository: Repository) -> set[Contents]:
    """What each backup holds that is whole, every byte read."""
    found = set()
    for snapshot in repository.snapshots():
        with contextlib.suppress(Damaged):
            found.add(frozenset(_files(repository, snapshot.tree, "")))
    return found


def _files(repository: Repository, tree: str, above: str) -> list[tuple[str, str]]:
    found = []
    for node in repository.load_tree(tree).nodes:
        path = f"{above}/{node.name}"
        if node.subtree is not None:
            found += _files(repository, node.subtree, path)
            continue
        digest = hashlib.sha256()
        for blob in node.content:
            digest.update(repository.load_blob(blob))
        found.append((path, digest.hexdigest()))
    return found


def _forget_first(vault: OpenedVault) -> None:
    """As somebody who removes it on purpose: this computer does not miss it."""
    oldest = vault.repository.snapshots()[0]
    vault.repository.backend.remove("snapshots", oldest.id)
    vault.library.forget([oldest.id])
