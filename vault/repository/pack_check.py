"""Reading a pack to the last byte, once and from front to end: its own hash, every blob, and its list of them.

A pack is read in steps of some blobs into memory that the next pack uses again: so nothing grows with the size of
packs, and what was just read is hashed and opened while the processor still holds it.
"""

from __future__ import annotations

import hashlib
import queue
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

from vault.errors import ChatVaultError
from vault.repository.blob import PackEntry
from vault.repository.faults import FAULTS, in_words
from vault.repository.index_file import PackContents
from vault.repository.repository import Repository

_STEP = 2 << 20
_LONGEST = 65 << 20  # of a blob as it lies in its pack, and of a pack's list: far above what anybody writes


@dataclass(frozen=True, slots=True)
class PackVerdict:
    """`faults` in developer's words, empty for a whole pack; `bad` are the blobs that do not come back from it."""

    pack_id: str
    read_bytes: int
    faults: tuple[str, ...]
    bad: tuple[str, ...]


class PackCheck:
    """Says whether packs are what their names and the index say. `verify` may run on `threads` threads at once."""

    def __init__(self, repository: Repository, threads: int) -> None:
        self._repository = repository
        self._stopped = threading.Event()
        self._rooms: queue.SimpleQueue[_Room] = queue.SimpleQueue()
        for _ in range(threads):
            self._rooms.put(_Room())

    def verify(self, pack: PackContents) -> PackVerdict:
        """Which faults a pack has, and which of its blobs come back. Raises PlaceMissing."""
        room = self._rooms.get()
        try:
            return _Reading(self._repository, pack, room, self._stopped).verdict()
        finally:
            self._rooms.put(room)

    def close(self) -> None:
        """Nobody waits for a verdict any more: what runs ends at its next step."""
        self._stopped.set()


class _Room:
    """Memory for what is read and for what it says, as large as the largest needed so far."""

    def __init__(self) -> None:
        self.stored = self.plain = memoryview(bytearray())

    def make(self, size: int) -> None:
        """Have so many bytes of each."""
        if len(self.stored) < size:
            self.stored, self.plain = memoryview(bytearray(size)), memoryview(bytearray(size))


@dataclass(slots=True)
class _Step:
    """A part of a pack's file, from `start` to `end`, and the blobs in it."""

    start: int
    end: int
    entries: list[PackEntry] = field(default_factory=list)


def _steps(entries: Sequence[PackEntry], size: int) -> tuple[list[_Step], list[PackEntry]]:
    """The whole file in steps, the last of which holds the pack's list; and the blobs that do not lie one by one."""
    steps, apart = [_Step(0, 0)], list[PackEntry]()
    for entry in sorted(entries, key=lambda entry: entry.offset):
        end = entry.offset + entry.length
        if entry.offset < steps[-1].end or end > size or entry.length > _LONGEST:
            apart.append(entry)
            continue
        _fill(steps, entry.offset)
        if end - steps[-1].start > _STEP:
            steps.append(_Step(entry.offset, entry.offset))
        steps[-1].end = end
        steps[-1].entries.append(entry)
    _fill(steps, size - min(_LONGEST, size - steps[-1].end))
    return [*steps, _Step(steps[-1].end, size)], apart


def _fill(steps: list[_Step], until: int) -> None:
    """What no blob lies in."""
    while steps[-1].end < until:
        start = steps[-1].end
        steps.append(_Step(start, min(start + _STEP, until)))


class _Reading:
    """One pack, from front to end."""

    def __init__(self, repository: Repository, pack: PackContents, room: _Room, stopped: threading.Event) -> None:
        self._repository, self._pack, self._room, self._stopped = repository, pack, room, stopped
        self._faults: list[str] = []
        self._bad: list[str] = []
        self._read = 0

    def verdict(self) -> PackVerdict:
        """Read it all."""
        pack_id, entries = self._pack.pack_id, self._pack.entries
        try:
            self._verify(self._repository.backend.size("data", pack_id))
        except FAULTS as fault:
            return PackVerdict(pack_id, 0, (in_words(fault),), tuple(entry.blob_id for entry in entries))
        if self._bad:
            self._faults.append(f"{len(self._bad)} of {len(entries)} blobs unreadable")
        return PackVerdict(pack_id, self._read, tuple(self._faults), tuple(self._bad))

    def _verify(self, size: int) -> None:
        steps, apart = _steps(self._pack.entries, size)
        digest, end = hashlib.sha256(), b""
        for step in steps:
            stored = self._load(step)
            if stored is None:
                apart += step.entries  # a bad sector costs only what lies on it
                continue
            digest.update(stored)
            self._prove(step, stored)
            end = bytes(stored) if step is steps[-1] else b""
        if not self._faults and digest.hexdigest() != self._pack.pack_id:
            self._faults.append("bytes do not fit the name")
        self._compare_list(end, size)
        for entry in apart:
            self._prove_apart(entry, size)

    def _load(self, step: _Step) -> memoryview | None:
        """A step's bytes, fewer where the file is shorter by now; None where the place does not give them."""
        if self._stopped.is_set():
            return None
        size = step.end - step.start
        self._room.make(size)
        try:
            count = self._repository.backend.load_into("data", self._pack.pack_id, step.start, self._room.stored[:size])
        except FAULTS as fault:
            self._note(fault)
            return None
        self._read += count
        return self._room.stored[:count]

    def _prove(self, step: _Step, stored: memoryview) -> None:
        """By the index, as a restore would read them: a damaged list alone costs nobody a blob."""
        for entry in step.entries:
            start = entry.offset - step.start
            try:
                self._repository.verify_blob(entry, stored[start : start + entry.length], self._room.plain)
            except FAULTS:
                self._bad.append(entry.blob_id)

    def _prove_apart(self, entry: PackEntry, size: int) -> None:
        step = _Step(entry.offset, entry.offset + entry.length, [entry])
        fits = step.end <= size and entry.length <= _LONGEST
        stored = self._load(step) if fits else None
        if stored is None:
            self._bad.append(entry.blob_id)
        else:
            self._prove(step, stored)

    def _compare_list(self, end: bytes, size: int) -> None:
        try:
            entries = self._repository.read_pack_header(self._pack.pack_id, end, size)
        except FAULTS as fault:
            self._note(fault)
            return
        if set(entries) != set(self._pack.entries):
            self._faults.append("header and index differ")

    def _note(self, fault: ChatVaultError) -> None:
        if (words := in_words(fault)) not in self._faults:
            self._faults.append(words)
