"""The first figures: one seeded chat export, stored and brought back by us, by restic and by cp, on the same disk.

    python tests/benchmarks/first_figures.py [--layer] [MIB] [FOLDER]

Every step is a process of its own, so that its peak of memory is its own. Ours is measured twice: the repository
layer alone, which does what restic does, and the whole `chat-vault` command, which also reads the export's messages,
reads back what it stored, and compares what it restored. `--layer` leaves the latter out.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXPORT = "WhatsApp Chat with Anna.zip"
SECRET = "first figures"
ROUNDS = 2  # a virtual machine gives its first pages slowly, which would punish whoever comes first
PHOTO_SIZES = (60_000, 250_000, 900_000, 3_500_000)  # stickers, photos, voice notes, short videos


@dataclass(frozen=True)
class Figure:
    """One step: seconds by the clock and of the processors, and the most memory that the process had, in MiB."""

    seconds: float
    cpu: float
    peak: float


def make_export(path: Path, mebibytes: int) -> None:
    """A zip with stored members of noise, always the same for the same size."""
    noise, left, number = random.Random(mebibytes), mebibytes << 20, 0
    lines: list[str] = []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        while left > 0:
            name, size = f"IMG-20260503-WA{number:05}.jpg", min(left, noise.choice(PHOTO_SIZES))
            archive.writestr(zipfile.ZipInfo(name, (2026, 5, 3, 12, 0, 0)), noise.randbytes(size))
            lines.append(f"{number % 28 + 1:02}.05.26, 12:00 - Anna: {name} (file attached)")
            left, number = left - size, number + 1
        archive.writestr(zipfile.ZipInfo("WhatsApp Chat with Anna.txt", (2026, 5, 3, 12, 0, 0)), "\n".join(lines))


def measure(command: Sequence[object], environment: Mapping[str, str]) -> Figure:
    """Run one process to its end; whatever earlier steps left to be written is written before."""
    os.sync()
    begin = time.perf_counter()
    process = subprocess.Popen(
        [str(word) for word in command], env={**os.environ, **environment}, stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 3):  # 3: done, and something needs attention (no password safe here)
        raise SystemExit(f"{command[0]} {command[1]}: exit status {process.returncode}")
    return Figure(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


class Bench:
    """All steps over one folder."""

    def __init__(self, folder: Path, mebibytes: int) -> None:
        self._folder = folder
        self._export = folder / EXPORT
        self._bytes = mebibytes << 20
        self._environment = {
            "HOME": str(folder / "home"),
            "PYTHONPATH": str(ROOT),
            "RESTIC_PASSWORD": SECRET,
            "RESTIC_REPOSITORY": str(folder / "restic"),
            "RESTIC_CACHE_DIR": str(folder / "restic-cache"),
            "DBUS_SESSION_BUS_ADDRESS": "",
        }
        self._figures: dict[str, Figure] = {}

    def run(self, *, whole_program: bool) -> None:
        """Measure everything and print the table."""
        make_export(self._export, self._bytes >> 20)
        for _ in range(ROUNDS):
            self._copy()
            self._repository_layer()
            self._restic()
            if whole_program:
                self._whole_program()
        self._print()

    def _step(self, name: str, *command: object) -> None:
        """Measure; the best of all rounds counts, and each figure of it."""
        new = measure(command, self._environment)
        old = self._figures.get(name, new)
        peak = max(old.peak, new.peak)
        self._figures[name] = Figure(min(old.seconds, new.seconds), min(old.cpu, new.cpu), peak)

    def _copy(self) -> None:
        self._step("cp", "cp", self._export, self._folder / "copy")
        (self._folder / "copy").unlink()

    def _repository_layer(self) -> None:
        vault, back = self._folder / "ours", self._folder / "back"
        for step, target in (("backup", self._export), ("restore", back), ("check", back)):
            self._step(f"ours: {step}", sys.executable, __file__, "--step", step, vault, target)
        self._compare(back)
        self._clear("ours")

    def _restic(self) -> None:
        back = self._folder / "restic-back"
        measure(["restic", "init", "--quiet"], self._environment)
        self._step("restic: backup", "restic", "backup", "--quiet", self._export)
        self._step("restic: restore", "restic", "restore", "--quiet", "latest", "--target", back)
        self._step("restic: check", "restic", "check", "--quiet", "--read-data")
        self._compare(next(back.rglob(EXPORT)))
        self._clear("restic", "restic-back", "restic-cache")

    def _whole_program(self) -> None:
        (self._folder / "home").mkdir()
        program, sheet, vault = [sys.executable, "-m", "vault"], self._folder / "sheet.txt", self._folder / "program"
        measure([*program, "create", vault, "--sheet", sheet], self._environment)
        key = ["--vault", vault, "--code-file", sheet]
        self._step("chat-vault: backup, read back", *program, "backup", self._export, *key)
        self._step("chat-vault: restore, compared", *program, "restore", "--to", self._folder / "chats", *key)
        self._step("chat-vault: check", *program, "check", "--read-all", *key)
        self._compare(next((self._folder / "chats").rglob(EXPORT)))
        self._clear("program", "chats", "home", "sheet.txt")

    def _clear(self, *names: str) -> None:
        for name in names:
            path = self._folder / name
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)

    def _compare(self, back: Path) -> None:
        subprocess.run(["cmp", self._export, back], check=True)
        back.unlink()

    def _print(self) -> None:
        """One table. The ratio by processor time holds even when others use the machine."""
        write = sys.stdout.write
        write(f"{self._bytes >> 20} MiB, {os.cpu_count()} cores; ratios: how many times as fast as restic\n\n")
        write(f"{'':32}{'s':>8}{'MB/s':>8}{'cpu s':>8}{'peak MiB':>10}{'by clock':>10}{'by cpu':>8}\n")
        for name, figure in self._figures.items():
            speed = self._bytes / 1e6 / figure.seconds
            write(f"{name:32}{figure.seconds:8.2f}{speed:8.0f}{figure.cpu:8.2f}{figure.peak:10.0f}")
            step = name.rpartition(": ")[2].partition(",")[0]
            restic = self._figures.get(f"restic: {step}", figure)
            write(f"{restic.seconds / figure.seconds:10.2f}{restic.cpu / figure.cpu:8.2f}\n")


def one_step(step: str, vault: Path, target: Path) -> None:
    """What a child process does: the repository layer alone."""
    from vault.exports.archive import Archive
    from vault.exports.base import Source
    from vault.progress import NoProgress
    from vault.repository.archiver import Archiver
    from vault.repository.check import Check
    from vault.repository.repository import NewKey, Repository
    from vault.repository.restorer import find_files, write_file
    from vault.repository.snapshot import Snapshot
    from vault.storage.local import LocalBackend

    backend, progress = LocalBackend(vault), NoProgress()
    if step == "backup":
        repository = Repository.create(backend, lambda _: [NewKey(SECRET, "benchmark")])
        with Archive(Source.of_file(target)) as archive:
            cuts = archive.cuts()
        with repository.writing() as writer, target.open("rb", buffering=0) as stream:
            archiver = Archiver(repository, writer, progress)
            size = target.stat().st_size
            stored = archiver.store_stream(EXPORT, stream, size=size, cuts=cuts)
            tree = archiver.store_folder(["WhatsApp", "Anna"], [stored])
            repository.save_snapshot(Snapshot(datetime.now(UTC), tree, ("/WhatsApp/Anna",)))
        return
    repository = Repository.open(backend, SECRET)
    if step == "restore":
        (found,) = find_files(repository, repository.snapshots()[0])
        write_file(repository, found.node, target, progress)
    elif not Check().run(repository, read_all=True, progress=progress).ok:
        raise SystemExit("the check found a problem")


def main(arguments: Sequence[str]) -> None:
    """Measure in a folder of its own, which goes away at the end."""
    if arguments[:1] == ["--step"]:
        one_step(arguments[1], Path(arguments[2]), Path(arguments[3]))
        return
    layer_only, rest = "--layer" in arguments, [word for word in arguments if word != "--layer"]
    mebibytes = int(rest[0]) if rest else 1024
    place = Path(rest[1]) if len(rest) > 1 else ROOT / "build"
    place.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="figures-", dir=place) as folder:
        Bench(Path(folder), mebibytes).run(whole_program=not layer_only)


if __name__ == "__main__":
    main(sys.argv[1:])
