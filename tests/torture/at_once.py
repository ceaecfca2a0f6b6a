"""Several at once: processes of ours and the real restic at one vault, a thousand operations in any order.

Each worker is a process that does what falls to it by lot: backs up small files (drawn from few, so that everybody's
backups share blobs), restores a backup that it finds, checks, tidies, lets a backup of its own go, renews a lock. What
was finished is written down (made, gone); at the end every backup that was made and not let go comes back byte for
byte, nothing else is there, and restic finds no error. Some workers pass for another computer with other clock and
name. To be told that the vault is in use is an answer; anything else that goes wrong is a failure.

    python -m tests.torture.at_once [--operations 1000] [--seed 3]
"""

from __future__ import annotations

import argparse
import contextlib
import json
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from tests.interop.restic import Restic
from tests.repository.small_vault import SECRET, back_up, new_vault
from vault.errors import Damaged, InUseElsewhere, VaultChanged
from vault.progress import NoProgress
from vault.repository import lock as locks
from vault.repository import process
from vault.repository.check import Check
from vault.repository.forget import forget
from vault.repository.ids import id_of
from vault.repository.prune import plan_prune, prune
from vault.repository.repository import Repository
from vault.repository.restorer import find_files, read_file
from vault.storage.local import LocalBackend

T = TypeVar("T")
OURS, RESTICS = 3, 1
_CONTENTS = 12
_PLANS = 8  # a plan for a vault where others are at work is soon out of date
_TURNS = 50  # a reader behind whom somebody tidies again and again may need several, a slow one the more


def main() -> int:
    """Run it in a folder of its own and print what was done; 1 if anything was lost."""
    words = _arguments()
    if words.worker is not None:
        _work(words)
        return 0
    with tempfile.TemporaryDirectory(prefix="at-once-") as folder:
        done = run(Path(folder), words.operations, words.seed)
    print(f"nothing was lost (seed {words.seed}): {dict(sorted(done.items()))}")  # noqa: T201
    return 0


def run(folder: Path, operations: int, seed: int) -> Counter[str]:
    """All workers side by side on a new vault in `folder`; how often what was done. Raises AssertionError."""
    vault = folder / "vault"
    new_vault(LocalBackend(vault))
    workers = [_start(folder, number, operations // (OURS + RESTICS), seed) for number in range(OURS + RESTICS)]
    try:
        said = [worker.communicate(timeout=1800) for worker in workers]
    finally:
        for worker in workers:
            worker.kill()
    assert all(worker.returncode == 0 for worker in workers), "\n".join(err for _, err in said)
    done: Counter[str] = Counter()
    for out, _ in said:
        done.update(json.loads(out))
    _judge(folder)
    return done


def _start(folder: Path, number: int, count: int, seed: int) -> subprocess.Popen[str]:
    words = [folder, "--worker", number, "--operations", count, "--seed", seed]
    command = [sys.executable, "-m", "tests.torture.at_once", *map(str, words)]
    here = Path(__file__).parents[2]
    return subprocess.Popen(command, cwd=here, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _arguments() -> argparse.Namespace:
    reader = argparse.ArgumentParser(description="Several programs at one vault.")
    reader.add_argument("folder", nargs="?", type=Path)
    reader.add_argument("--operations", type=int, default=1000)
    reader.add_argument("--seed", type=int, default=int(time.time()) % 100_000)
    reader.add_argument("--worker", type=int)
    return reader.parse_args()


# -- the end -----------------------------------------------------------------------------------------


def _judge(folder: Path) -> None:
    """What was made and not let go is there, whole, and nothing but that; restic finds no error."""
    expected = _expected(folder)
    repository = Repository.open(LocalBackend(folder / "vault"), SECRET)
    found = {snapshot.id: snapshot for snapshot in repository.snapshots()}
    assert found.keys() == expected.keys(), f"{len(expected.keys() - found.keys())} backups are gone"
    for snapshot_id, files in expected.items():
        assert _contents(repository, snapshot_id) == files, snapshot_id
    report = Check().run(repository, read_all=True, progress=NoProgress())
    assert report.ok, report.problems
    assert repository.backend.list("locks") == []
    Restic(folder / "vault", SECRET, folder / "cache").check()


def _expected(folder: Path) -> dict[str, dict[str, str]]:
    """The hash of each file by name, of each backup by id."""
    made: dict[str, dict[str, str]] = {}
    gone: set[str] = set()
    for path in folder.glob("*.ledger"):
        for line in path.read_text().splitlines():
            what, snapshot_id, files = json.loads(line)
            if what == "made":
                made[snapshot_id] = files
            else:
                gone.add(snapshot_id)
    return {snapshot_id: files for snapshot_id, files in made.items() if snapshot_id not in gone}


def _contents(repository: Repository, snapshot_id: str) -> dict[str, str]:
    snapshot = repository.load_snapshot(snapshot_id)
    return {
        found.path[-1]: id_of(b"".join(read_file(repository, found.node))) for found in find_files(repository, snapshot)
    }


# -- a worker ----------------------------------------------------------------------------------------


@dataclass
class Worker:
    """One process. `mine` are the backups that it made and may let go."""

    folder: Path
    number: int
    lot: random.Random
    done: Counter[str] = field(default_factory=Counter)
    mine: list[str] = field(default_factory=list)

    def files(self) -> dict[str, bytes]:
        """What is backed up next: names and contents that others have as well."""
        chosen = self.lot.sample(range(_CONTENTS), self.lot.randint(1, 4))
        return {f"file-{each}": random.Random(each).randbytes(2000 + 9000 * each) for each in chosen}

    def note(self, what: str, snapshot_id: str, files: dict[str, bytes] | None = None) -> None:
        """Write down what is finished, or about to go."""
        hashes = {name: id_of(data) for name, data in (files or {}).items()}
        with (self.folder / f"{self.number}.ledger").open("a") as ledger:
            ledger.write(json.dumps([what, snapshot_id, hashes]) + "\n")

    def draw(self, deeds: Iterable[tuple[int, Callable[[], object]]], count: int) -> None:
        """Do `count` of them, by weight: which they are does not depend on how the others' turns fall."""
        weights, doing = zip(*deeds, strict=True)
        for deed in self.lot.choices(doing, weights, k=count):
            name = deed.__name__.strip("_")
            try:
                deed()
                self.done[name] += 1
            except InUseElsewhere:
                self.done[f"{name}: in use"] += 1
            except VaultChanged:
                self.done[f"{name}: changed meanwhile"] += 1

    def wait_for(self, name: str, deed: Callable[[], T]) -> T:
        """Do it, however often somebody else is in the way."""
        while True:
            try:
                return deed()
            except InUseElsewhere:
                self.done[f"{name}: waited"] += 1


def _work(words: argparse.Namespace) -> None:
    worker = Worker(words.folder, words.worker, random.Random(words.seed * 100 + words.worker))
    doing = Restics(worker) if words.worker >= OURS else Ours(worker)
    worker.draw(doing.deeds(), words.operations)
    print(json.dumps(worker.done))  # noqa: T201


class Ours:
    """A window of ours. The last one is on another computer, whose clock is three hours behind."""

    def __init__(self, worker: Worker) -> None:
        if worker.number == OURS - 1:
            _be_elsewhere(timedelta(hours=-3))
        self._worker = worker
        self._repository = Repository.open(LocalBackend(worker.folder / "vault"), SECRET)

    def deeds(self) -> list[tuple[int, Callable[[], object]]]:
        return [(8, self.backup), (8, self.restore), (3, self.check), (2, self.tidy), (3, self.let_go), (2, self.renew)]

    def backup(self) -> None:
        files = self._worker.files()
        snapshot, _ = self._worker.wait_for("backup", lambda: back_up(self._repository, files))
        self._worker.note("made", snapshot.id, files)
        self._worker.mine.append(snapshot.id)

    def restore(self) -> None:
        """A backup that is there comes back, or is gone by then."""
        found = self._repository.backend.list("snapshots")
        if not found:
            return
        snapshot_id = self._worker.lot.choice(found)
        for turn in range(_TURNS):
            try:
                assert _contents(self._repository, snapshot_id)
                return
            except Damaged:
                if not self._repository.backend.exists("snapshots", snapshot_id):
                    return
                if turn == _TURNS - 1:
                    raise

    def check(self) -> None:
        report = Check().run(self._repository, read_all=self._worker.lot.random() < 0.3, progress=NoProgress())
        self._worker.done["checks that had to be made again"] += not report.ok

    def tidy(self) -> None:
        for _ in range(_PLANS):
            with contextlib.suppress(VaultChanged):
                prune(self._repository, plan_prune(self._repository, NoProgress()), NoProgress())
                return
        raise VaultChanged

    def let_go(self) -> None:
        if self._worker.mine:
            snapshot_id = self._worker.lot.choice(self._worker.mine)
            self._worker.note("gone", snapshot_id)
            self._worker.wait_for("let go", lambda: forget(self._repository, [snapshot_id]))
            self._worker.mine.remove(snapshot_id)

    def renew(self) -> None:
        with self._repository.writing():
            session = self._repository._session
            assert session is not None
            session._lock.refresh()
            session.confirm()


class Restics:
    """The real restic, one command after the other."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self._restic = Restic(worker.folder / "vault", SECRET, worker.folder / f"cache-{worker.number}")
        self._source = worker.folder / f"source-{worker.number}"
        self._source.mkdir()

    def deeds(self) -> list[tuple[int, Callable[[], object]]]:
        return [(8, self.restic_backup), (3, self.restic_forget), (2, self.restic_prune), (2, self.restic_check),
                (3, self.restic_restore)]  # fmt: skip

    def restic_backup(self) -> None:
        for old in self._source.iterdir():
            old.unlink()
        files = self._worker.files()
        for name, data in files.items():
            (self._source / name).write_bytes(data)
        said = self._run("backup", "--json", self._source)
        told: dict[str, Any] = json.loads(said.splitlines()[-1])
        names = self._run("list", "snapshots", "--no-lock").split()
        (snapshot_id,) = [name for name in names if name.startswith(told["snapshot_id"])]
        self._worker.note("made", snapshot_id, files)
        self._worker.mine.append(snapshot_id)

    def restic_forget(self) -> None:
        if self._worker.mine:
            snapshot_id = self._worker.lot.choice(self._worker.mine)
            self._run("forget", snapshot_id)
            self._worker.note("gone", snapshot_id)
            self._worker.mine.remove(snapshot_id)

    def restic_prune(self) -> None:
        self._run("prune", "--max-unused", self._worker.lot.choice(["0", "5%"]))

    def restic_check(self) -> None:
        self._run("check")

    def restic_restore(self) -> None:
        if self._worker.mine:
            target = self._worker.folder / f"restored-{self._worker.number}"
            self._run("restore", self._worker.lot.choice(self._worker.mine), "--target", target)

    def _run(self, *arguments: str | Path) -> str:
        """Run it; to be locked out is an answer."""
        done = self._restic.attempt("--no-cache", *arguments)
        if "already locked" in done.stderr:
            raise InUseElsewhere("", datetime.now(UTC))
        assert done.returncode == 0, f"restic {arguments[0]}: {done.stderr}"
        return done.stdout


def _be_elsewhere(ahead: timedelta) -> None:
    """Pass for another computer: its mark, its name, its clock."""
    process._machine.cache_clear()
    process._machine = lambda: "another"  # type: ignore[assignment]
    socket.gethostname = lambda: "MacBook"
    real = datetime

    class Skewed(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return real.now(tz) + ahead

    setattr(locks, "datetime", Skewed)  # noqa: B010 - what the module imported


if __name__ == "__main__":
    sys.exit(main())
