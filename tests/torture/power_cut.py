"""Power cuts: what may lie on a disk when the current fails between two calls, and every such state to be judged.

The model, after what POSIX promises and what ext4, XFS and APFS are known to do:

- The bytes of a file are sure once fsync of that file has returned. Of what was written after it, a cut may leave
  nothing, the first half, zeros in its full length (blocks given, never filled), or all of it.
- A change of a folder (a name that comes, goes or moves) is sure once fsync of that folder has returned. Until then
  each change may be there or not, whatever became of the others: a rename may last while an earlier one in another
  folder, or in the same, does not; a file's fsync says nothing of its name.
- A rename is one change: never is neither name there. A folder whose own name is lost takes all below it along.

That is harsher than ext4, whose journal keeps the order of names, and than APFS. Not modelled: disks that lie about a
flush, and sectors that are torn within a file that was flushed before.

For each call of a deed the states after it are built: all of them where they are few, else a seeded sample with the two
extremes, nothing kept and everything kept. States that show a reader the same files are judged once.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Literal

from tests.torture.disk_calls import Event

Damage = Literal["lost", "half", "zeros", "all"]
_DAMAGES: tuple[Damage, ...] = ("lost", "half", "zeros", "all")
_FOLDER = -1


@dataclass
class _File:
    sure: bytes
    written: bytes

    @property
    def is_sure(self) -> bool:
        return self.sure == self.written

    def write(self, data: bytes, at: int) -> None:
        at = len(self.written) if at < 0 else at
        self.written = self.written[:at].ljust(at, b"\0") + data + self.written[at + len(data) :]

    def after_cut(self, damage: Damage) -> bytes:
        if self.is_sure:
            return self.sure
        if not self.written.startswith(self.sure):  # written over: nothing of it is sure
            return {"lost": self.sure, "half": self.sure, "zeros": bytes(len(self.written)), "all": self.written}[
                damage
            ]
        added = self.written[len(self.sure) :]
        kept = {
            "lost": b"", "half": added[: len(added) // 2], "zeros": bytes(len(added)), "all": added
        }  # fmt: skip
        return self.sure + kept[damage]


@dataclass
class _Change:
    """Names that change together: to the number of a file, to a folder, or to nothing; `folders` are where they are."""

    names: dict[str, int | None]
    folders: frozenset[str] = frozenset()
    sure: bool = False


@dataclass
class Disk:
    """A disk that forgets: fed with a deed's calls one by one, it tells at any time what a power cut would leave."""

    files: dict[int, _File] = field(default_factory=dict)
    names: dict[str, int | None] = field(default_factory=dict)
    changes: list[_Change] = field(default_factory=list)

    @classmethod
    def of(cls, folder: Path, places: Iterable[str]) -> Disk:
        """What lies in these folders below `folder`, all of it sure."""
        disk = cls()
        paths = [path for place in places for path in (folder / place, *(folder / place).rglob("*")) if path.exists()]
        for number, path in enumerate(sorted(paths), 1):
            if path.is_dir():
                disk.names[_relative(path, folder)] = _FOLDER
            else:
                data = path.read_bytes()
                disk.names[_relative(path, folder)] = -1 - number
                disk.files[-1 - number] = _File(data, data)
        disk.changes = [_Change(dict(disk.names), sure=True)]
        return disk

    def hear(self, event: Event) -> None:
        """A call was done."""
        if event.action == "write":
            written = self.files[event.file].written
            at = len(written) if event.at < 0 else event.at
            self.files[event.file].written = (
                written[:at].ljust(at, b"\0") + event.data + written[at + len(event.data) :]
            )
        elif event.action == "fsync":
            self.files[event.file].sure = self.files[event.file].written
        elif event.action == "fsync folder":
            for change in self.changes:
                change.sure = change.sure or event.path in change.folders
        else:
            self._rename(event)

    def _rename(self, event: Event) -> None:
        if event.action == "create":
            self.files[event.file] = _File(b"", b"")
            self._change({event.path: event.file})
        elif event.action == "mkdir":
            if event.path not in self.names:
                self._change({event.path: _FOLDER})
        elif event.action == "link" and event.path in self.names:
            self._change({event.to: self.names[event.path]})
        elif event.action == "rename" and event.path in self.names:
            self._move(event.path, event.to)
        elif event.action == "exchange":
            self._exchange(event.path, event.to)
        elif event.action in ("unlink", "rmdir"):
            self._change({event.path: None})

    def _move(self, source: str, target: str) -> None:
        below = {name: number for name, number in self.names.items() if name.startswith(source + "/")}
        moved = {target + name[len(source) :]: number for name, number in below.items()}
        names = dict.fromkeys((source, *below)) | {target: self.names[source]} | moved
        self._change(names, frozenset((_parent(source), _parent(target))))

    def _exchange(self, one: str, other: str) -> None:
        both = {name: number for name, number in self.names.items() if f"{name}/".startswith((one + "/", other + "/"))}
        ways = {one: other, other: one}
        moved = {}
        for name, number in both.items():
            top = one if f"{name}/".startswith(one + "/") else other
            moved[ways[top] + name[len(top) :]] = number
        self._change(dict.fromkeys(both) | moved, frozenset((_parent(one), _parent(other))))

    def _change(self, names: dict[str, int | None], folders: frozenset[str] | None = None) -> None:
        self.names.update(names)
        self.names = {name: number for name, number in self.names.items() if number is not None}
        self.changes.append(_Change(names, frozenset(map(_parent, names)) if folders is None else folders))

    def states(self, limit: int, noise: random.Random) -> Iterator[Mapping[str, bytes]]:
        """What a power cut now could leave, as files by path, folders with "/" behind: all, or `limit` by chance."""
        unsure = [change for change in self.changes if not change.sure]
        dirty = [number for number, file in self.files.items() if not file.is_sure]
        count = 2 ** len(unsure) * len(_DAMAGES) ** len(dirty)
        if count <= limit:
            for kept in itertools.product((False, True), repeat=len(unsure)):
                for damages in itertools.product(_DAMAGES, repeat=len(dirty)):
                    yield self._state(unsure, kept, dict(zip(dirty, damages, strict=True)))
            return
        yield self._state(unsure, [False] * len(unsure), dict.fromkeys(dirty, "lost"))
        yield self._state(unsure, [True] * len(unsure), dict.fromkeys(dirty, "all"))
        for _ in range(limit - 2):
            kept = tuple(noise.random() < 0.5 for _ in unsure)
            yield self._state(unsure, kept, {number: noise.choice(_DAMAGES) for number in dirty})

    def _state(
        self, unsure: Sequence[_Change], kept: Sequence[bool], damages: Mapping[int, Damage]
    ) -> dict[str, bytes]:
        lost = {id(change) for change, stays in zip(unsure, kept, strict=True) if not stays}
        names: dict[str, int] = {}
        for change in self.changes:
            if id(change) not in lost:
                for name, number in change.names.items():
                    names.pop(name, None) if number is None else names.update({name: number})
        reachable = {name for name in names if all(above in names for above in _above(name))}
        shown: dict[str, bytes] = {}
        for name in sorted(reachable):
            is_folder = names[name] == _FOLDER
            shown[f"{name}/" if is_folder else name] = (
                b"" if is_folder else self.files[names[name]].after_cut(damages.get(names[name], "all"))
            )
        return shown


def _parent(name: str) -> str:
    above = str(PurePosixPath(name).parent)
    return "" if above == "." else above


def _above(name: str) -> list[str]:
    return [str(above) for above in PurePosixPath(name).parents if str(above) != "."]


def _relative(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()
