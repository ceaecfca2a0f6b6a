"""Simple rules and invented disks for tests of the walk itself: what the real rules say is tested elsewhere."""

from __future__ import annotations

import errno
import stat
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from vault.exposure.finding import Finding, NotLooked, Root, Verdict
from vault.exposure.judge import Read
from vault.exposure.judge_sets import SetFolder, SetKind
from vault.exposure.scan import Event, ScanRequest, Tick, scan
from vault.exposure.scan_disk import Disk, Entry, LocalDisk, OpenFile, Status
from vault.exposure.scan_judge import Judge
from vault.exposure.scan_look import Memory
from vault.exposure.system import Platform

CHAT = b"CHAT 1/5/26, 9:00 - Anna: hello"
LOCKED = b"LOCKED"


def _is_candidate(name: str) -> bool:
    return name.endswith((".txt", ".zip"))


def _judge_name(name: str, _parents: Sequence[str]) -> Verdict:
    return Verdict("likely" if "Chat" in name else "no", "unknown", "whatsapp", reasons=("name",))


def _judge_file(_path: str, _name: str, _size: int, read: Read) -> Verdict:
    head = read(0, 4096)
    if head.startswith(LOCKED):
        return Verdict("yes", "user-key", "whatsapp", reasons=("locked",), opened=True)
    if head.startswith(b"MAYBE"):
        return Verdict("likely", "readable", reasons=("lines",), opened=True)
    return Verdict("yes" if head.startswith(b"CHAT") else "no", "readable", "whatsapp", reasons=("lines",), opened=True)


def _set_kind(names: Collection[str]) -> SetKind | None:
    return "iphone-backup" if "Manifest.plist" in names else None


def _judge_set(_path: str, _kind: SetKind, folder: SetFolder | None) -> Verdict:
    if folder is None:
        return Verdict("likely", "unknown", reasons=("set",))
    access = folder.read("Manifest.plist", 0, 9) == b"encrypted"
    return Verdict("likely", "user-key" if access else "readable", reasons=("set",), opened=True)


def _sentences(verdict: Verdict) -> tuple[str, ...]:
    return tuple(f"Because of {reason}." for reason in verdict.reasons)


RULES = Judge(_is_candidate, _judge_name, _judge_file, _set_kind, _judge_set, _sentences)


def cloud(path: object, **changes: object) -> Root:
    """A Dropbox folder."""
    fields = {"provider": "Dropbox", "provider_class": "provider-can-read", "evidence": "Dropbox says so."} | changes
    return Root(path=str(path), strength="config", **fields)  # type: ignore[arg-type]


@dataclass
class Seen:
    """What a scan told."""

    findings: dict[str, Finding] = field(default_factory=dict)
    not_looked: dict[str, str] = field(default_factory=dict)
    tick: Tick = field(default_factory=Tick)

    @classmethod
    def of(cls, events: Iterable[Event]) -> Seen:
        seen = cls()
        for event in events:
            if isinstance(event, Tick):
                seen.tick = event
            elif isinstance(event, NotLooked):
                assert event.path not in seen.not_looked
                seen.not_looked[event.path] = event.why
            else:
                assert event.path not in seen.findings, "told twice"
                seen.findings[event.path] = event
        return seen


def look(
    *starts: object,
    roots: Iterable[Root] = (),
    disk: Disk | None = None,
    memory: Memory | None = None,
    platform: Platform = "linux",
    **more: object,
) -> Seen:
    """Scan with the simple rules."""
    request = ScanRequest(tuple(str(start) for start in starts), tuple(roots), **more)  # type: ignore[arg-type]
    return Seen.of(scan(request, disk=disk, judge=RULES, memory=memory, platform=platform))


@dataclass(frozen=True)
class FakeStatus:
    """A stat result, with the fields that Windows and macOS add."""

    st_mode: int
    st_size: int = 100
    st_ino: int = 1
    st_dev: int = 1
    st_mtime: float = 1.0
    st_mtime_ns: int = 10**9
    st_file_attributes: int = 0
    st_flags: int = 0
    st_reparse_tag: int = 0


def a_file(**fields: int) -> FakeStatus:
    return FakeStatus(stat.S_IFREG | 0o600, **fields)


def a_folder(**fields: int) -> FakeStatus:
    return FakeStatus(stat.S_IFDIR | 0o700, **fields)


@dataclass(frozen=True)
class FakeEntry:
    """A line of a listing."""

    path: str
    status: FakeStatus | None

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    def is_dir(self, *, follow_symlinks: bool = True) -> bool:
        assert not follow_symlinks, "links are never followed"
        return self.status is not None and stat.S_ISDIR(self.status.st_mode)

    def stat(self, *, follow_symlinks: bool = True) -> Status:
        assert not follow_symlinks, "links are never followed"
        if self.status is None:
            raise AssertionError(f"stat of {self.path}")
        return self.status


class OpenedNothing(AssertionError):
    """A file was opened that must stay closed."""


@dataclass
class FakeDisk:
    """Folders by path with what is in them. Fails at the first open."""

    folders: dict[str, dict[str, FakeStatus | None]]
    listed: list[str] = field(default_factory=list)

    def listing(self, path: str) -> AbstractContextManager[Iterator[Entry]]:
        self.listed.append(path)
        if path not in self.folders:
            raise OSError(errno.ENOENT, "none")
        entries: list[Entry] = [FakeEntry(f"{path}/{name}", each) for name, each in self.folders[path].items()]
        return nullcontext(iter(entries))

    def entry(self, path: str) -> Entry:
        above, _, name = path.rpartition("/")
        if name not in self.folders.get(above, {name: None}):
            raise OSError(errno.ENOENT, "none")
        return FakeEntry(path, self.folders.get(above, {}).get(name, a_folder()))

    def open(self, path: str) -> OpenFile:
        raise OpenedNothing(path)


class CountingDisk(LocalDisk):
    """The real disk, noting what is opened."""

    def __init__(self) -> None:
        self.opened: list[str] = []

    def open(self, path: str) -> OpenFile:
        self.opened.append(Path(path).name)
        return super().open(path)
