"""The walk through folders: names before stat, stat before the first bytes, one folder after the other.

What a name alone rules out costs nothing more. A file is opened only when its name lets it be a chat, when it lies
on this computer with all its bytes, and when nothing is remembered of it. Nothing is kept in memory but the folders
that are still to be walked.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import astuple, dataclass
from itertools import islice
from typing import Final

from vault.exposure.finding import Finding, NotLooked, Root, WhyNot
from vault.exposure.local_system import running_platform
from vault.exposure.placeholders import (
    is_link,
    is_online_only,
    prepare_process,
)
from vault.exposure.scan_disk import Disk, Entry, LocalDisk
from vault.exposure.scan_judge import JUDGE, Judge
from vault.exposure.scan_look import Counts, Looking, Memory, NoMemory
from vault.exposure.scan_places import NOISE, Atlas, Place, inside
from vault.exposure.scan_sieve import Sieve, names_of
from vault.exposure.silent_mounts import PATIENCE, Asking, is_remote, lies_in
from vault.exposure.system import Mount, Platform

BATCH: Final = 65536  # entries of one folder held at once; a set is told by that many names at most
TICK_SECONDS: Final = 0.05


@dataclass(frozen=True, slots=True)
class ScanRequest:
    """What to look through.

    `starts` are the folders to walk (or single files), absolute; `roots` all that is known of this computer, to tell
    where something lies; `mounts` its file systems. `may_open` is what `prepare_process` said: False means that
    nothing in a cloud's root is opened.
    """

    starts: tuple[str, ...]
    roots: tuple[Root, ...] = ()
    mounts: tuple[Mount, ...] = ()
    may_open: bool = True


@dataclass(frozen=True, slots=True)
class Tick:
    """How far a scan is. Everything that was met is counted somewhere.

    `files` and `folders` were met by name; of the files, `candidates` were worth more than that: `opened` now,
    `remembered` from an earlier scan, `by_name` because opening would download. `noise` folders were skipped;
    `not_looked` counts what could not be looked at, also what is not named any more.
    """

    files: int = 0
    folders: int = 0
    candidates: int = 0
    opened: int = 0
    remembered: int = 0
    by_name: int = 0
    noise: int = 0
    not_looked: int = 0


Event = Finding | NotLooked | Tick


def scan(
    request: ScanRequest,
    *,
    disk: Disk | None = None,
    judge: Judge = JUDGE,
    memory: Memory | None = None,
    platform: Platform | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    patience: float = PATIENCE,
) -> Iterator[Event]:
    """Walk all starts. Findings come as they are met, a Tick now and then and at the end; one may stop anywhere.

    A mount from elsewhere that does not answer within `patience` seconds is told as NotLooked, and nothing waits for
    it. Raises nothing of the disk's: what cannot be read is told as NotLooked.
    """
    system = platform or running_platform()
    marks = system != "linux"
    looking = Looking(disk or LocalDisk(), judge, memory or NoMemory(), request.may_open, Counts(), marks)
    dead = _silent_mounts(request, looking.disk, patience)
    far = _behind(dead, request, system, patience) if dead else frozenset[str]()
    roots = [root for root in request.roots if root.path not in far]
    walk = _Walk(looking, Atlas(roots, request.mounts, system, silent=dead), stat_folders=marks)
    yield from filter(None, (looking.not_looked(start, "network") for start in request.starts if start in far))
    for event in walk.run(start for start in request.starts if start not in far):
        yield event
        if cancelled():
            break
    yield walk.tick()


def _silent_mounts(request: ScanRequest, disk: Disk, patience: float) -> frozenset[str]:
    """The mounts from elsewhere that do not answer."""

    def ask(point: str) -> None:
        with disk.listing(point) as listing:
            next(iter(listing), None)

    return Asking(ask).silent((mount.point for mount in request.mounts if is_remote(mount)), patience)


def _behind(dead: frozenset[str], request: ScanRequest, system: Platform, patience: float) -> frozenset[str]:
    """Starts and roots that lie on dead mounts, by their names or by where their links lead."""
    paths = {*request.starts, *(root.path for root in request.roots)}
    named = frozenset(path for path in paths if lies_in(path, dead, system))
    leads: dict[str, str] = {path: path for path in paths - named}

    def follow(path: str) -> None:
        leads[path] = os.path.realpath(path)

    waits = Asking(follow).silent(paths - named, patience)
    return named | waits | {path for path, real in leads.items() if lies_in(real, dead, system)}


def look_again(paths: Iterable[str], roots: Iterable[Root], mounts: Iterable[Mount] = ()) -> tuple[Finding, ...]:
    """What is found at one or few paths now, in this process and with nothing remembered; empty when they are gone."""
    request = ScanRequest(tuple(paths), tuple(roots), tuple(mounts), may_open=prepare_process())
    return tuple(event for event in scan(request) if isinstance(event, Finding))


class _Walk:
    """One scan: the folders that are still to be walked. A folder is asked for its stat only where that can matter."""

    def __init__(self, looking: Looking, atlas: Atlas, *, stat_folders: bool) -> None:
        self._looking, self._counts = looking, looking.counts
        self._disk, self._judge, self._atlas = looking.disk, looking.judge, atlas
        self._stat_folders = stat_folders  # off Linux a folder may be online only, or a junction
        self._sieve = Sieve(looking.judge)
        self._pending: list[tuple[str, Place]] = []
        self._stops: dict[str, Place | WhyNot] = {}
        self._next_tick = time.monotonic() + TICK_SECONDS

    def tick(self) -> Tick:
        """The counts as they are now."""
        return Tick(*astuple(self._counts))

    def run(self, starts: Iterable[str]) -> Iterator[Event]:
        """Walk every start, depth first."""
        for start in self._atlas.outermost(starts):
            for event in self._start(start):
                if event is not None:
                    yield event
                now = time.monotonic()
                if now >= self._next_tick:
                    self._next_tick = now + TICK_SECONDS
                    yield self.tick()

    def _start(self, start: str) -> Iterator[Finding | NotLooked | None]:
        """One start: a folder, or a single file. None gives the others a turn: a tick, the wish to stop."""
        place = self._atlas.start(start)
        self._stops = self._atlas.stops(start)
        try:
            entry = self._disk.entry(start)
            mode = entry.stat(follow_symlinks=False).st_mode
        except OSError as error:
            yield self._looking.refused(start, error)
            return
        if stat.S_ISREG(mode):
            self._counts.files += 1
            yield self._looking.file(entry, place)
            return
        self._pending = [(start, place)]
        while self._pending:
            yield from self._folder(*self._pending.pop())
            yield None

    def _folder(self, path: str, place: Place) -> Iterator[Finding | NotLooked | None]:
        """List one folder; judge it as a set, or its files one by one."""
        self._counts.folders += 1
        try:
            with self._disk.listing(path) as listing:
                batch = list(islice(listing, BATCH))
                left = self._sieve.left(batch)
                if self._sieve.may_be_set(left):
                    kind = self._judge.set_kind(names_of(batch))
                    if kind is not None:
                        yield from self._looking.set(path, kind, place, batch)
                        return
                while batch:
                    place = yield from self._entries(batch, left, place)
                    batch = list(islice(listing, BATCH)) if len(batch) == BATCH else []
                    left = self._sieve.left(batch)
        except OSError as error:
            yield self._looking.refused(path, error)

    def _entries(
        self, batch: list[Entry], left: list[Entry], place: Place
    ) -> Generator[Finding | NotLooked | None, None, Place]:
        """Sort a listing by names alone, then look at what is left. Gives what holds for the rest of the folder."""
        folders = [entry for entry in batch if entry.is_dir(follow_symlinks=False)]
        self._counts.files += len(batch) - len(folders)
        if any(entry.name == ".git" for entry in folders):
            place = Place(place.root, place.left_over, is_source=True)
        for entry in self._sieve.candidates(left):
            if not folders or not entry.is_dir(follow_symlinks=False):
                yield self._looking.file(entry, place)
        for entry in reversed(folders):
            why = self._enter(entry, place)
            if why is not None:
                yield self._looking.not_looked(entry.path, why)
        return place

    def _enter(self, entry: Entry, place: Place) -> WhyNot | None:
        """Put a folder on the list, with what holds in it; or say why it is not walked."""
        name = entry.name
        if self._stops:
            stop = self._stops.get(self._atlas.key(entry.path), place)
            if isinstance(stop, str):
                return stop
            if stop is not place:
                self._pending.append((entry.path, stop))
                return None
        if name.lower() in NOISE:
            self._counts.noise += 1
            return None
        if self._stat_folders:
            status = entry.stat(follow_symlinks=False)
            if is_link(status):
                return None
            if is_online_only(name, status, place.root):
                return "online-only"
        self._pending.append((entry.path, inside(name, place)))
        return None
