"""One deed, and a power cut after every single call that it makes to the disk; each state left is judged."""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tests.interop.restic import Restic
from tests.repository.small_vault import back_up
from tests.torture.deeds import Deed, finished
from tests.torture.disk_calls import Event, watching
from tests.torture.elsewhere import elsewhere
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
    recording = Recording(Disk.of(world.vault), finished(world))
    sheets, inside = "sheets.json", deed.target + "/"

    def listen(event: Event, _early: Callable[[bytes], Any]) -> None:
        if event.to == sheets:
            recording.printed = len(recording.events)
        if f"{event.to or event.path}/".startswith(inside):
            path, to = event.path.removeprefix(inside), event.to.removeprefix(inside)
            recording.events.append(replace(event, path="" if path == deed.target else path, to=to))

    with watching(world.root, listen):
        deed.run(world)
    recording.after, recording.codes = finished(world), tuple(world.codes())
    return recording


def cut_everywhere(
    recording: Recording, mend: Mend | None = None, *, limit: int, seed: int, restic_every: int, damaged: bool = False
) -> Tally:
    """Judge what a power cut leaves after each call. AssertionError with the call and the seed at the first loss.

    `mend` does the deed once more, on whatever is left; where the vault was `damaged` before, it is clean only then.
    """
    judge = _Judge(mend, damaged=damaged)
    noise, tally, seen = random.Random(seed), Tally(calls=len(recording.events)), set()
    for done in range(len(recording.events) + 1):
        phase = str(recording.events[done - 1]) if done else "before the first call"
        for number, state in enumerate(recording.disk.states(limit, noise)):
            tally.states += 1
            visible = frozenset((name, hash(data)) for name, data in state.items() if _is_ours(name))
            key = (visible, recording.must_hold(done), recording.known_codes(done))
            if key in seen:
                continue
            seen.add(key)
            tally.judged += 1
            tally.phases[phase] += 1
            asks_restic = bool(restic_every) and tally.judged % restic_every == 0
            tally.by_restic += asks_restic
            try:
                judge(state, recording.must_hold(done), recording.known_codes(done), asks_restic=asks_restic)
            except Exception as error:
                where = f"power cut after call {done} ({phase}), state {number}, seed {seed}, limit {limit}"
                raise AssertionError(f"{where}: {error}") from error
        if done < len(recording.events):
            recording.disk.hear(recording.events[done])
    return tally


@dataclass(frozen=True)
class _Judge:
    mend: Mend | None
    damaged: bool

    def __call__(
        self, state: State, must_hold: AbstractSet[Contents], codes: tuple[str, ...], *, asks_restic: bool
    ) -> None:
        backend = _in_memory(state)
        repository, password = _opened(backend, codes)
        assert must_hold <= contents(repository), "a finished backup is not what it was"
        if not self.damaged:
            _require_clean(repository)
        if asks_restic and not self.damaged:
            _ask_restic(state, password)
        if self.mend is not None:
            self.mend(repository)
        repository = Repository.open(backend, password)
        assert must_hold <= contents(repository), "a finished backup is not what it was after the next try"
        back_up(repository, {"next.txt": b"the next backup" * 999})
        assert must_hold <= contents(repository), "a finished backup is not what it was after the next one"
        _require_clean(Repository.open(backend, password))
        assert backend.list("locks") == [], "a lock is left"


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
        for name, data in state.items():
            (vault / name).parent.mkdir(parents=True, exist_ok=True)
            (vault / name).write_bytes(data)
        for shelf in ("keys", "data", "index", "snapshots", "locks"):
            (vault / shelf).mkdir(exist_ok=True)
        restic = Restic(vault, password, cache)
        restic.run("unlock", "--no-cache")
        restic.check()
