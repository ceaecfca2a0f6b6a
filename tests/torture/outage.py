"""One deed, and a power cut after every single call that it makes to the disk; each state left is judged."""

from __future__ import annotations

import json
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from tests.interop.restic import Restic
from tests.repository.small_vault import back_up
from tests.torture.deeds import Deed, finished
from tests.torture.disk_calls import Event, watching
from tests.torture.elsewhere import elsewhere
from tests.torture.judge import judge
from tests.torture.power_cut import Disk
from tests.torture.world import QUIET, Contents, World, contents
from vault.crypto.recovery_code import RecoveryCode
from vault.errors import WrongKey
from vault.repository.check import Check
from vault.repository.repository import Repository
from vault.storage.backend import is_name
from vault.storage.memory import MemoryBackend

State = Mapping[str, bytes]
Mend = Callable[[Repository], None]


@dataclass
class Recording:
    """The calls of one deed to the disk of a vault, and what must hold before, between and after them.

    `printed` tells from which call on a new sheet is in the person's hands.
    """

    disk: Disk
    before: frozenset[Contents]
    after: frozenset[Contents] = frozenset()
    codes: tuple[str, ...] = ()
    events: list[Event] = field(default_factory=list)
    printed: int | None = None

    def must_hold(self, done: int) -> frozenset[Contents]:
        """The backups that must be whole once `done` calls were made."""
        return self.after if done == len(self.events) else self.before & self.after

    def known_codes(self, done: int) -> tuple[str, ...]:
        """The sheets that the person has by then, the newest first."""
        fresh = self.printed is None or done >= self.printed
        return self.codes if fresh else self.codes[1:]


@dataclass(frozen=True)
class Point:
    """What a power cut left, and what must be found in it; `is_over`: the deed had told that it was done."""

    state: State
    must_hold: frozenset[Contents]
    codes: tuple[str, ...]
    is_over: bool


class Judge(Protocol):
    """Says what is wrong, by raising it."""

    def sees(self, name: str) -> bool:
        """Whether this file makes a difference."""

    def __call__(self, point: Point, *, ask_restic: bool) -> None:
        """Judge."""


@dataclass
class Tally:
    """What was tried: `calls` to the disk, `states` built, `judged` of them, each different to a reader."""

    calls: int = 0
    states: int = 0
    judged: int = 0
    by_restic: int = 0
    phases: Counter[str] = field(default_factory=Counter)


def record(world: World, deed: Deed) -> Recording:
    """Do the deed in a process of its own, which is gone afterwards as after a power cut, and remember its calls."""
    return elsewhere(lambda: _recorded(world, deed))


def _recorded(world: World, deed: Deed) -> Recording:
    recording = Recording(Disk.of(world.root, deed.places), finished(world))

    def listen(event: Event, _early: Callable[[bytes], Any]) -> None:
        if event.to == "sheets.json":
            recording.printed = len(recording.events)
        if event.path == "" or (event.to or event.path).split("/")[0] in deed.places:
            recording.events.append(event)

    with watching(world.root, listen):
        deed.run(world)
    recording.after, recording.codes = finished(world), tuple(world.codes())
    return recording


def cut_everywhere(
    recording: Recording, judge: Judge, *, limit: int, seed: int, restic_every: int, share: float = 1.0
) -> Tally:
    """Judge what a power cut leaves after each call. AssertionError with the call and the seed at the first loss.

    Only a `share` of the states is judged, by chance; the last call's always.
    """
    noise, tally, seen = random.Random(seed), Tally(calls=len(recording.events)), set()
    for done in range(len(recording.events) + 1):
        phase = str(recording.events[done - 1]) if done else "before the first call"
        for number, state in enumerate(recording.disk.states(limit, noise)):
            tally.states += 1
            visible = frozenset((name, hash(data)) for name, data in state.items() if judge.sees(name))
            point = Point(state, recording.must_hold(done), recording.known_codes(done), done == len(recording.events))
            key = (visible, point.must_hold, point.codes, point.is_over)
            if key in seen:
                continue
            seen.add(key)
            if noise.random() > share and not point.is_over:
                continue
            tally.judged += 1
            tally.phases[phase] += 1
            asks_restic = bool(restic_every) and tally.judged % restic_every == 0
            tally.by_restic += asks_restic
            try:
                judge(point, ask_restic=asks_restic)
            except Exception as error:
                where = f"power cut after call {done} ({phase}), state {number}, seed {seed}, limit {limit}"
                raise AssertionError(f"{where}: {error}") from error
        if done < len(recording.events):
            recording.disk.hear(recording.events[done])
    return tally


@dataclass(frozen=True)
class InMemory:
    """Judges a vault without a disk, and knows nothing but what the vault holds: quick, for deeds in one vault.

    `mend` does the deed once more, on whatever is left; where the vault was `damaged` before, it is clean only then.
    """

    mend: Mend | None = None
    damaged: bool = False

    def sees(self, name: str) -> bool:
        """Only files of the vault itself."""
        return _is_ours(name.removeprefix("vault/"))

    def __call__(self, point: Point, *, ask_restic: bool) -> None:
        """The three things, see judge.py."""
        state = {name.removeprefix("vault/"): data for name, data in point.state.items()}
        backend = _in_memory(state)
        repository, password = _opened(backend, point.codes)
        assert point.must_hold <= contents(repository), "a finished backup is not what it was"
        if not self.damaged:
            _require_clean(repository)
        if ask_restic and not self.damaged:
            _ask_restic(state, password)
        if self.mend is not None:
            self.mend(repository)
        repository = Repository.open(backend, password)
        assert point.must_hold <= contents(repository), "a finished backup is not what it was after the next try"
        back_up(repository, {"next.txt": b"the next backup" * 999})
        assert point.must_hold <= contents(repository), "a finished backup is not what it was after the next one"
        _require_clean(Repository.open(backend, password))
        assert backend.list("locks") == [], "a lock is left"


@dataclass(frozen=True)
class OnDisk:
    """Judges a whole world, by the program itself: for deeds that make, move or fill folders.

    `before` and `after` are the world as it was and as it became: what is not modelled of them, such as the home, is
    taken from the one or the other.
    """

    deed: Deed
    before: World
    after: World

    def sees(self, name: str) -> bool:
        """Everything."""
        return bool(name)

    def __call__(self, point: Point, *, ask_restic: bool) -> None:
        """The three things, see judge.py."""
        source = self.after if point.is_over or len(point.state) % 2 else self.before
        with tempfile.TemporaryDirectory(prefix="power-cut-") as folder:
            root = Path(folder) / "world"
            shutil.copytree(source.root, root, ignore=lambda _, names: [*filter(self.deed.places.__contains__, names)])
            if not point.is_over:
                (root / "second sheet").unlink(missing_ok=True)
            (root / "sheets.json").write_text(json.dumps(point.codes[::-1]))
            _lay_out(point.state, root)
            judge(World(root), self.deed, point.must_hold, ask_restic=ask_restic)


def _opened(backend: MemoryBackend, codes: tuple[str, ...]) -> tuple[Repository, str]:
    for code in codes:
        password = RecoveryCode.parse(code).password
        try:
            return Repository.open(backend, password), password
        except WrongKey:
            continue
    raise AssertionError("no sheet in the person's hands opens the vault")


def _require_clean(repository: Repository) -> None:
    problems = Check().run(repository, read_all=True, progress=QUIET).problems
    assert not problems, problems


def _in_memory(state: State) -> MemoryBackend:
    backend = MemoryBackend()
    for name, data in state.items():
        if _is_ours(name):
            kind, _, _ = name.partition("/")
            backend.files[kind, name.rpartition("/")[2]] = data  # type: ignore[index]
    return backend


def _is_ours(name: str) -> bool:
    kind, last = name.split("/")[0], name.split("/")[-1]
    return kind in ("config", "keys", "data", "index", "snapshots", "locks") and is_name(kind, last)  # type: ignore[arg-type]


def _ask_restic(state: State, password: str) -> None:
    with tempfile.TemporaryDirectory(prefix="power-cut-") as folder:
        vault, cache = Path(folder) / "vault", Path(folder) / "cache"
        _lay_out(state, vault)
        restic = Restic(vault, password, cache)
        restic.run("unlock", "--no-cache")
        restic.check()


def _lay_out(state: State, folder: Path) -> None:
    for name, data in state.items():
        if not name or name.endswith("/"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        else:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
