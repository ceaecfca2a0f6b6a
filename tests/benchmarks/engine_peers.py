"""Who is measured beside whom: ours at two levels, restic, borg, and cp with and without making its copy durable.

cp       cp -r, and nothing else: its bytes are still in the system's memory when it ends
cp+sync  cp -r, and then sync of the file (of a folder: of its file system). Ours makes every file durable before
         it says done, as restic and borg do on the way in: the bars "x times as long as cp" mean this one
layer    ours, the repository layer alone: what restic and borg do. The bars mean this one. Its restore verifies every
         blob, writes whole and makes durable, as `restic restore` verifies and writes; it reads nothing again
program  ours, the whole command: it also reads the export's messages, indexes them, reads back all that it stored,
         and compares all that it restored
restic   Debian's, with its defaults: compression auto, its own cache
borg     Debian's, with its defaults: lz4; repokey, its own cache
"""

from __future__ import annotations

import shutil
import sys
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.engine_measure import Command, bytes_below

ROOT = Path(__file__).resolve().parents[2]
STEPS = Path(__file__).with_name("engine_steps.py")
SECRET = "a secret for the bench"


class Tool(ABC):
    """One that stores and brings back: in its folder lie `store`, what it keeps, and `back`, what came back."""

    name = ""
    checks = True

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store, self.back = folder / "store", folder / "back"
        self.environment = {
            "HOME": str(folder / "home"),
            "PYTHONPATH": str(ROOT),
            "RESTIC_PASSWORD": SECRET,
            "RESTIC_REPOSITORY": str(self.store),
            "RESTIC_CACHE_DIR": str(folder / "cache"),
            "BORG_PASSPHRASE": SECRET,
            "BORG_REPO": str(self.store),
            "BORG_BASE_DIR": str(folder / "home"),
            "DBUS_SESSION_BUS_ADDRESS": "",
        }

    def prepare(self) -> None:
        """An empty store; nothing of this is measured."""
        self.clear()
        (self.folder / "home").mkdir(parents=True)
        for words in self.make():
            self.command(*words).run()

    def make(self) -> Sequence[Sequence[object]]:
        """The commands that make an empty store."""
        return ()

    @abstractmethod
    def backup(self, source: Path, label: str) -> Command:
        """Store a file or folder, as a backup called `label`."""

    @abstractmethod
    def restore(self, source: Path) -> Command:
        """Bring back what was stored last, below `back`."""

    def check(self) -> Command:
        """Read and verify every byte."""
        raise NotImplementedError

    def restored(self, source: Path) -> Path:
        """Where a source lies that came back."""
        return next(self.back.rglob(source.name))

    @property
    def stored(self) -> int:
        """Bytes in the store; not counted is what ours keeps free for a full disk, the same 2 MiB at any size."""
        reserve = self.store / "reserve"
        return bytes_below(self.store) - (reserve.stat().st_size if reserve.is_file() else 0)

    def keep(self) -> None:
        """Remember the state of everything, to go back to it."""
        shutil.copytree(self.folder, self._kept, symlinks=True)

    def go_back(self) -> None:
        """To the state that was kept, under the same name."""
        shutil.rmtree(self.folder)
        shutil.copytree(self._kept, self.folder, symlinks=True)

    @property
    def _kept(self) -> Path:
        return self.folder.with_name(f"{self.folder.name}-kept")

    def clear(self) -> None:
        """Nothing is left."""
        for folder in (self.folder, self._kept):
            shutil.rmtree(folder, ignore_errors=True)

    def clear_back(self) -> None:
        """What came back goes."""
        shutil.rmtree(self.back, ignore_errors=True)

    def put_aside(self, folder: Path) -> None:
        """Out of the way under a name of its own, to be removed with everything else when the bench ends.

        Not removed at once where it has many files, for who makes files next would pay for it: ext4 hands out no inode
        that was freed within the last minutes, and looks at each of them again for every new one (Linux,
        fs/ext4/ialloc.c, recently_deleted).
        """
        if folder.exists():
            place = self.folder.with_name("aside")
            place.mkdir(exist_ok=True)
            folder.rename(place / f"{self.name} {folder.name} {len(list(place.iterdir()))}")

    def command(self, *words: object, folder: Path | None = None) -> Command:
        """A command with this tool's environment."""
        return Command(words, self.environment, folder)


class Copy(Tool):
    """cp."""

    name = "cp"
    checks = False

    def make(self) -> Sequence[Sequence[object]]:
        return (("mkdir", "-p", self.store, self.back),)

    def backup(self, source: Path, label: str) -> Command:
        return self._copy(source, self.store / source.name)

    def restore(self, source: Path) -> Command:
        self.back.mkdir(exist_ok=True)
        return self._copy(self.store / source.name, self.back / source.name)

    def _copy(self, source: Path, target: Path) -> Command:
        return self.command("cp", "-r", source, target)


class DurableCopy(Copy):
    """cp, and what it wrote made durable: `sync FILE`, or for a folder `sync -f`, quicker than file by file."""

    name = "cp+sync"

    def _copy(self, source: Path, target: Path) -> Command:
        sync = "sync -f" if source.is_dir() else "sync"
        return self.command("sh", "-c", f'cp -r "$0" "$1" && {sync} "$1"', source, target)


class Layer(Tool):
    """Our repository layer, without the program around it."""

    name = "layer"

    def make(self) -> Sequence[Sequence[object]]:
        return (self._step("create"),)

    def backup(self, source: Path, label: str) -> Command:
        return self.command(*self._step("backup", source))

    def restore(self, source: Path) -> Command:
        return self.command(*self._step("restore", self.back))

    def check(self) -> Command:
        return self.command(*self._step("check"))

    def bare_check(self) -> Command:
        """The same reading without anything around it."""
        return self.command(sys.executable, STEPS.with_name("engine_bare.py"), self.store)

    def bare_backup(self, source: Path) -> Command:
        """The same storing without anything around it; what it writes is of no use, and lies in `back`."""
        return self.command(sys.executable, STEPS.with_name("engine_bare_backup.py"), source, self.back)

    def judge(self, what: str, *words: object) -> str:
        """What a step that is not measured found."""
        return self.command(*self._step(what, *words)).run()

    def _step(self, step: str, *words: object) -> Sequence[object]:
        return (sys.executable, STEPS, step, self.store, *words)


class Program(Tool):
    """The whole `chat-vault` command, on a computer without a password safe."""

    name = "program"

    def make(self) -> Sequence[Sequence[object]]:
        return ((*self._program, "create", self.store, "--sheet", self.sheet),)

    def backup(self, source: Path, label: str) -> Command:
        return self.command(*self._program, "backup", source, *self._key)

    def restore(self, source: Path) -> Command:
        return self.command(*self._program, "restore", "--to", self.back, *self._key)

    def check(self) -> Command:
        return self.command(*self._program, "check", "--read-all", *self._key)

    @property
    def sheet(self) -> Path:
        """The file with the recovery code."""
        return self.folder / "sheet.txt"

    @property
    def _program(self) -> Sequence[object]:
        return (sys.executable, "-m", "vault")

    @property
    def _key(self) -> Sequence[object]:
        return ("--vault", self.store, "--code-file", self.sheet)


class Restic(Tool):
    """restic with its defaults."""

    name = "restic"

    def make(self) -> Sequence[Sequence[object]]:
        return (("restic", "init", "--quiet"),)

    def backup(self, source: Path, label: str) -> Command:
        return self.command("restic", "backup", "--quiet", source)

    def restore(self, source: Path) -> Command:
        return self.command("restic", "restore", "--quiet", "latest", "--target", self.back)

    def check(self) -> Command:
        return self.command("restic", "check", "--quiet", "--read-data")


class Borg(Tool):
    """borg with its defaults, and its key in the repository."""

    name = "borg"

    def make(self) -> Sequence[Sequence[object]]:
        return (("borg", "init", "--encryption=repokey"), ("mkdir", "-p", self.back))

    def backup(self, source: Path, label: str) -> Command:
        self._label = label
        return self.command("borg", "create", f"::{label}", source.name, folder=source.parent)

    def restore(self, source: Path) -> Command:
        self.back.mkdir(exist_ok=True)
        return self.command("borg", "extract", f"::{self._label}", folder=self.back)

    def check(self) -> Command:
        return self.command("borg", "check", "--verify-data")


TOOLS: tuple[type[Tool], ...] = (Copy, DurableCopy, Layer, Program, Restic, Borg)


def restic_finds_no_fault(tool: Layer | Program, secret: str = SECRET) -> None:
    """Have the real restic read and verify every byte of ours. SystemExit where it finds a fault."""
    said = Command(
        ("restic", "--no-cache", "check", "--read-data"), {**tool.environment, "RESTIC_PASSWORD": secret}
    ).run()
    if "no errors were found" not in said:
        raise SystemExit(f"restic found a fault in what {tool.name} wrote")
