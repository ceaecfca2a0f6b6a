"""A place in memory, bound to the same contract as the disk. Tests take faults from it that disks give rarely."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Sequence

from vault.errors import DiskFull, NoPermission, ObjectMissing, PlaceMissing
from vault.storage.backend import Kind, Scrap, checked_name


class MemoryBackend:
    """Keeps files in `files`, unfinished ones in `unfinished`, and in `aside` what was set aside.

    `present`, `writable` and `room` (bytes left, None: endless) can be set to hurt. `arrivals` may be given: when a
    file came; nobody can tell of the others. `beside` may be given: other copies of a file under longer names.
    """

    def __init__(self, place: str = "memory") -> None:
        self._place = place
        self._lock = threading.Lock()
        self.files: dict[tuple[Kind, str], bytes] = {}
        self.arrivals: dict[tuple[Kind, str], float] = {}
        self.unfinished: dict[Kind, list[Scrap]] = {}
        self.aside: list[tuple[Kind, str, bytes]] = []
        self.beside: dict[tuple[Kind, str], list[bytes]] = {}
        self.present = True
        self.writable = True
        self.room: int | None = None
        self.other_files = False

    @property
    def place(self) -> str:
        """A word chosen at creation."""
        return self._place

    def exists(self, kind: Kind, name: str) -> bool:
        """Whether the file is there."""
        self._require_place()
        return (kind, checked_name(kind, name)) in self.files

    def size(self, kind: Kind, name: str) -> int:
        """Its length in bytes."""
        return len(self._file(kind, name))

    def load(self, kind: Kind, name: str, offset: int = 0, length: int | None = None) -> bytes:
        """Its bytes, or a piece of them."""
        end = None if length is None else offset + length
        return self._file(kind, name)[offset:end]

    def load_into(self, kind: Kind, name: str, offset: int, out: memoryview) -> int:
        """Copy what load gives."""
        piece = self.load(kind, name, offset, len(out))
        out[: len(piece)] = piece
        return len(piece)

    def save(self, kind: Kind, name: str, data: bytes | bytearray | memoryview) -> None:
        """Keep a copy of the bytes."""
        key = (kind, checked_name(kind, name))
        self._require_writable()
        with self._lock:
            if key in self.files and (kind == "config" or not _would_heal(name, self.files[key], data)):
                return
            if self.room is not None and len(data) > self.room:
                raise DiskFull(self._place)
            self.room = None if self.room is None else self.room - len(data)
            self.files[key] = bytes(data)

    def replace(self, kind: Kind, name: str, data: bytes | bytearray | memoryview) -> None:
        """Keep a copy of the bytes in the place of those that were there."""
        key = (kind, checked_name(kind, name))
        self._require_writable()
        with self._lock:
            if self.room is not None and len(data) > self.room:
                raise DiskFull(self._place)
            self.room = None if self.room is None else self.room - len(data)
            self.files[key] = bytes(data)

    def set_aside(self, kind: Kind, name: str) -> None:
        """Move a file to `aside`."""
        self._require_writable()
        with self._lock:
            self.aside.append((kind, name, self._file(kind, name)))
            del self.files[kind, name]

    def names_beside(self, kind: Kind) -> Sequence[str]:
        """Of `beside`, and of what was set aside."""
        self._require_place()
        found = [*self.beside, *(one[:2] for one in self.aside)]
        return sorted({name for of_kind, name in found if of_kind == kind})

    def load_beside(self, kind: Kind, name: str, limit: int) -> Iterator[bytes]:
        """Those."""
        self._require_place()
        found = [*self.beside.get((kind, name), ()), *(data for *of, data in self.aside if of == [kind, name])]
        yield from (data for data in found if len(data) <= limit)

    def second_copies(self, kind: Kind) -> Sequence[str]:
        """Those in `beside`."""
        self._require_place()
        return sorted(name for (of_kind, name), copies in self.beside.items() if of_kind == kind for _ in copies)

    def remove_second_copies(self, kind: Kind, name: str) -> int:
        """Forget those."""
        self._require_writable()
        found = self.beside.get((kind, checked_name(kind, name)), [])
        self.beside[kind, name] = [data for data in found if hashlib.sha256(data).hexdigest() != name]
        return sum(map(len, found)) - sum(map(len, self.beside[kind, name]))

    def aside_files(self, kind: Kind) -> Sequence[Scrap]:
        """Those in `aside`, under names like a disk's."""
        self._require_place()
        return [Scrap(_name_aside(name, data), len(data), 0.0) for of_kind, name, data in self.aside if of_kind == kind]

    def remove_aside(self, kind: Kind, name: str) -> None:
        """Forget one."""
        self._require_writable()
        kept = [one for one in self.aside if (one[0], _name_aside(*one[1:])) != (kind, name)]
        if len(kept) == len(self.aside):
            raise ObjectMissing(self._place, f"{kind}/{name}")
        self.aside = kept

    def remove(self, kind: Kind, name: str) -> None:
        """Forget a file."""
        self._require_writable()
        with self._lock:
            self._file(kind, name)
            del self.files[kind, name]

    def arrived(self, kind: Kind, name: str) -> float | None:
        """As `arrivals` says."""
        self._file(kind, name)
        return self.arrivals.get((kind, name))

    def list(self, kind: Kind) -> list[str]:
        """Names in order."""
        self._require_place()
        return sorted(name for of_kind, name in list(self.files) if of_kind == kind)

    def scraps(self, kind: Kind) -> Sequence[Scrap]:
        """Those that were put into `unfinished`."""
        self._require_place()
        return list(self.unfinished.get(kind, ()))

    def remove_scrap(self, kind: Kind, name: str) -> None:
        """Forget an unfinished file."""
        self._require_writable()
        kept = [scrap for scrap in self.unfinished.get(kind, ()) if scrap.name != name]
        if len(kept) == len(self.unfinished.get(kind, ())):
            raise ObjectMissing(self._place, f"{kind}/{name}")
        self.unfinished[kind] = kept

    def create(self) -> None:
        """Be there."""
        if not self.writable:
            raise NoPermission(self._place, writing=True)
        self.present = True

    def holds_other_files(self) -> bool:
        """As `other_files` was set."""
        return self.present and self.other_files

    def keep_reserve(self) -> None:
        """Nothing to do: memory is given, not taken."""

    def free_space(self) -> int | None:
        """`room`."""
        return self.room

    def _file(self, kind: Kind, name: str) -> bytes:
        self._require_place()
        try:
            return self.files[kind, checked_name(kind, name)]
        except KeyError:
            raise ObjectMissing(self._place, f"{kind}/{name}") from None

    def _require_place(self) -> None:
        if not self.present:
            raise PlaceMissing(self._place)

    def _require_writable(self) -> None:
        self._require_place()
        if not self.writable:
            raise NoPermission(self._place, writing=True)


def _name_aside(name: str, data: bytes) -> str:
    return f"{name}-damaged-{hashlib.sha256(data).hexdigest()[:8]}"


def _would_heal(name: str, there: bytes, data: bytes | bytearray | memoryview) -> bool:
    return there != data and hashlib.sha256(data).hexdigest() == name
