"""A look at one file or one set that a walk met: by its name, its stat, and only then by its first bytes."""

from __future__ import annotations

import errno
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import PurePath
from typing import Final, Protocol

from vault.exposure.finding import CLOUD_CLASSES, Finding, Kind, NotLooked, Root, Verdict, WhyNot
from vault.exposure.judge_sets import SetKind
from vault.exposure.left_out import is_left_out_name
from vault.exposure.placeholders import is_left_out, is_online_only, is_stub, name_behind
from vault.exposure.scan_disk import Disk, Entry, Status
from vault.exposure.scan_judge import Judge
from vault.exposure.scan_places import Place
from vault.exposure.scan_sets import ONLINE_ONLY, FolderOfSet, Measure, measure
from vault.exposure.scan_sieve import STUBS
from vault.exposure.severity import severity_of

MOST_NAMED: Final = 1000  # places not looked at that are named; all are counted
_FILES_ASKED: Final = 200  # files of a set's top whose attributes are looked at
_REFUSALS: Final[dict[int, WhyNot]] = {
    errno.EACCES: "permission", errno.EPERM: "permission", ONLINE_ONLY: "online-only",
    errno.ENOENT: "vanished", errno.ENOTDIR: "vanished", errno.ELOOP: "vanished",
}  # fmt: skip


@dataclass(slots=True)
class Counts:
    """What was met so far; the fields are those of Tick."""

    files: int = 0
    folders: int = 0
    candidates: int = 0
    opened: int = 0
    remembered: int = 0
    by_name: int = 0
    noise: int = 0
    not_looked: int = 0


class Memory(Protocol):
    """What is remembered of files that were opened before: told by path, size, time and identity."""

    def recall(self, path: str, status: Status) -> Verdict | None:
        """The verdict of the same, unchanged file."""

    def keep(self, path: str, status: Status, verdict: Verdict) -> None:
        """Remember it."""


class NoMemory:
    """Remembers nothing."""

    def recall(self, path: str, status: Status) -> Verdict | None:
        """Nothing."""

    def keep(self, path: str, status: Status, verdict: Verdict) -> None:
        """Forget it at once."""


@dataclass(slots=True)
class Looking:
    """Judges what a walk hands over. `may_open` False: nothing in a cloud's root is opened.

    `has_attributes`: whether this system marks online-only files in their stat; Linux does not, only by their names.
    """

    disk: Disk
    judge: Judge
    memory: Memory
    may_open: bool
    counts: Counts
    has_attributes: bool = True

    def file(self, entry: Entry, place: Place) -> Finding | NotLooked | None:
        """A file whose name is worth it. None: it is no chat, or no file."""
        self.counts.candidates += 1
        if place.root is not None and place.root.streaming:
            return self._by_name(entry, place, None)
        try:
            status = entry.stat(follow_symlinks=False)
            if not stat.S_ISREG(status.st_mode):
                return None
            if place.root is not None and self._is_left_out(entry.name, status, place.root):
                place = Place(None, place.left_over, place.is_source)
            if self._must_stay_closed(entry.name, status, place.root):
                return self._by_name(entry, place, status)
            if status.st_size == 0:
                return None
            verdict = self.memory.recall(entry.path, status)
            if verdict is None:
                verdict = self._opened(entry, status)
            else:
                self.counts.remembered += 1
        except OSError as error:
            if error.errno == ONLINE_ONLY:
                return self._by_name(entry, place, None)
            return self.refused(entry.path, error)
        if verdict.chat == "no":
            return None
        return self._finding(entry.path, place, verdict, status.st_size, status.st_mtime, "file")

    def set(
        self, path: str, kind: SetKind, place: Place, entries: Sequence[Entry]
    ) -> Iterator[Finding | NotLooked | None]:
        """A folder that is judged as one thing, with its listing. Gives None now and then while it is measured."""
        try:
            verdict = self._verdict_of_set(path, kind, place, by_name=self._is_closed_set(entries, place.root))
        except OSError as error:
            yield self.refused(path, error)
            return
        measured = Measure()
        streaming = place.root is not None and place.root.streaming
        for _ in measure(self.disk, path, measured, by_name=streaming):
            yield None
        self.counts.files += measured.files
        if verdict.opened and measured.is_far:  # told by the names of its folders: nothing of it was opened
            verdict = self._set_by_name(path, kind)
        yield self._finding(path, place, verdict, measured.size, measured.modified, "set")

    def refused(self, path: str, error: OSError) -> NotLooked | None:
        """What the system said when it was asked for this file or folder."""
        return self.not_looked(path, _REFUSALS.get(error.errno or 0, "unreadable"))

    def not_looked(self, path: str, why: WhyNot) -> NotLooked | None:
        """Count it; name it while there are not too many."""
        self.counts.not_looked += 1
        return NotLooked(path, why) if self.counts.not_looked <= MOST_NAMED else None

    def _verdict_of_set(self, path: str, kind: SetKind, place: Place, *, by_name: bool) -> Verdict:
        if not by_name:
            try:
                return self.judge.judge_set(path, kind, FolderOfSet(self.disk, path, place.root))
            except OSError as error:
                if error.errno != ONLINE_ONLY:
                    raise
        return self._set_by_name(path, kind)

    def _set_by_name(self, path: str, kind: SetKind) -> Verdict:
        self.counts.by_name += 1
        return self.judge.judge_set(path, kind, None)

    def _opened(self, entry: Entry, status: Status) -> Verdict:
        """Judge it by its bytes, and remember that."""
        self.counts.opened += 1
        path = entry.path
        opened = self.disk.open(path)
        try:
            verdict = self.judge.judge_file(path, entry.name, status.st_size, opened.read)
        finally:
            opened.close()
        self.memory.keep(path, status, verdict)
        return verdict

    def _by_name(self, entry: Entry, place: Place, status: Status | None) -> Finding | None:
        """Judge what must not be opened. A stub's own size and date say nothing about the file in the cloud."""
        self.counts.by_name += 1
        parents = PurePath(entry.path).parts[:-1]
        verdict = self.judge.judge_name(name_behind(entry.name), parents)
        if status is None or is_stub(entry.name, status):
            return self._finding(entry.path, place, verdict, 0, None, "file")
        return self._finding(entry.path, place, verdict, status.st_size, status.st_mtime, "file")

    def _must_stay_closed(self, name: str, status: Status, root: Root | None) -> bool:
        may_be_far = self.has_attributes or name.endswith(STUBS)
        if may_be_far and is_online_only(name, status, root):
            return True
        return not self.may_open and root is not None and self._is_closed_cloud(root)

    def _is_left_out(self, name: str, status: Status, root: Root) -> bool:
        """What a client leaves out is judged as lying on this computer only."""
        return (self.has_attributes and is_left_out(status)) or is_left_out_name(name, root)

    def _is_closed_set(self, entries: Sequence[Entry], root: Root | None) -> bool:
        """Whether files at the top of a set are online only: then nothing of it is opened. May raise OSError."""
        if root is not None and (root.streaming or self._is_closed_cloud(root)):
            return True
        files = islice((entry for entry in entries if not entry.is_dir(follow_symlinks=False)), _FILES_ASKED)
        return any(is_online_only(entry.name, entry.stat(follow_symlinks=False), root) for entry in files)

    def _is_closed_cloud(self, root: Root) -> bool:
        return not self.may_open and root.provider_class in CLOUD_CLASSES

    def _finding(
        self, path: str, place: Place, verdict: Verdict, size: int, modified: float | None, kind: Kind
    ) -> Finding | None:
        """None for what is no chat, and among a program's sources for what only looks like one."""
        if verdict.chat == "no" or (place.is_source and verdict.chat != "yes"):
            return None
        when = None if modified is None else _moment(modified)
        severity = severity_of(verdict, place.root)
        return Finding(path, place.root, verdict, severity, size, when, self._evidence(verdict, place), kind)

    def _evidence(self, verdict: Verdict, place: Place) -> tuple[str, ...]:
        said = list(self.judge.sentences(verdict))
        if place.root is not None:
            said.append(place.root.evidence)
        if place.left_over is not None:
            said.append(f'It is a left-over copy: "{place.left_over}" keeps files that were deleted or replaced.')
        return tuple(said)


def _moment(seconds: float) -> datetime | None:
    """A file's time in UTC; None where its disk holds nonsense."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None
