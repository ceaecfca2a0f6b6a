"""What a fixture home holds and what must be found in it: one Case per client and system."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from vault.exposure.finding import ProviderClass, Strength
from vault.exposure.fixture_system import FixtureSystem
from vault.exposure.system import Platform

TOKEN = "ya29-LIVE-TOKEN-that-nobody-may-read"
"""Stands in every fixture where the real client keeps a secret: it must turn up nowhere."""


@dataclass(frozen=True)
class Expected:
    """One root that must come out; `evidence` is a part of its sentence."""

    path: str
    provider: str
    provider_class: ProviderClass
    strength: Strength
    evidence: str
    account: str | None = None
    streaming: bool = False
    excluded: tuple[str, ...] = ()


@dataclass(frozen=True)
class Case:
    """`build` fills the fixture; the expected folders are made before it, so that a runner can take them away."""

    name: str
    platform: Platform
    build: Callable[[FixtureSystem], None]
    expected: tuple[Expected, ...]

    def system(self, folder: Path, *, with_folders: bool = True) -> FixtureSystem:
        """The fixture of a client that is in use; without folders, of one whose folders somebody threw away."""
        system = FixtureSystem(folder, self.platform)
        for path in (path for each in self.expected for path in (each.path, *each.excluded)):
            system.at(path).mkdir(parents=True, exist_ok=True)
        self.build(system)
        for each in () if with_folders else self.expected:
            shutil.rmtree(system.at(each.path), ignore_errors=True)
        return system


def config(path: str, provider: str, provider_class: ProviderClass = "provider-can-read", *,
           account: str | None = None, excluded: tuple[str, ...] = ()) -> Expected:  # fmt: skip
    """A root that the client's own settings name."""
    return Expected(path, provider, provider_class, "config", "own settings name this folder", account, False, excluded)


def put(system: FixtureSystem, path: str, content: str | bytes) -> None:
    """Write a file of the fixture, with the folders above it."""
    place = system.at(path)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content.encode() if isinstance(content, str) else content)


def put_database(system: FixtureSystem, path: str, statements: Sequence[str], later: Sequence[str] = ()) -> None:
    """Write a database as a running client leaves it: `later` stands in the write-ahead log only."""
    place = system.at(path)
    place.parent.mkdir(parents=True, exist_ok=True)
    live = place.with_name("live-" + place.name)
    with closing(sqlite3.connect(live)) as connection:
        connection.executescript("PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0;")
        connection.executescript(";".join(statements))
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.executescript(";".join(later))
        shutil.copyfile(live, place)
        log = live.with_name(live.name + "-wal")
        if later:
            assert log.stat().st_size > 0
            shutil.copyfile(log, place.with_name(place.name + "-wal"))
    for left in live.parent.glob(live.name + "*"):
        left.unlink()
