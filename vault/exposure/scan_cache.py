"""What an earlier scan learnt about files that it opened: so that only new and changed ones are opened again.

One file of fixed slots, used where it lies by mmap: memory stays flat, and a scan that is killed loses nothing. A slot
holds 15 bytes of a keyed hash over (path, device, inode, size, time) and one byte, the number of a verdict. No name
and no path can be read from it. Only a scan with the lock writes; without it, a scan remembers nothing.

Layout: 64 KiB head (length, then JSON: rules, salt, slots, verdicts), then slots of 16 bytes; a number 0 is empty.
"""

from __future__ import annotations

import hashlib
import logging
import mmap
import os
import secrets
import struct
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from vault.exposure.finding import Verdict
from vault.exposure.judge import RULES_VERSION
from vault.exposure.scan_disk import Status
from vault.exposure.scan_look import Memory, NoMemory

log = logging.getLogger(__name__)

FORMAT: Final = 1
HEAD: Final = 64 * 1024
SLOT: Final = 16
DIGEST: Final = SLOT - 1
FEWEST_SLOTS: Final = 1 << 14
MOST_SLOTS: Final = 1 << 22  # 64 MiB; when even that is full, it begins anew
MOST_VERDICTS: Final = 255
_LENGTH = struct.Struct("<I")
_IDENTITY = struct.Struct("<QQQq")
_MASK: Final = (1 << 64) - 1


class _Head(msgspec.Struct):
    """What stands at the beginning of the file."""

    format: int
    rules: int
    salt: str
    slots: int
    verdicts: list[Verdict]


class ScanCache:
    """Verdicts of files by what identifies them. `remembering` opens it with its lock."""

    def __init__(self, path: Path, rules: int) -> None:
        """Begin with an empty file, or the one at `path` if it is of the same rules. May raise OSError."""
        self._path, self._rules = path, rules
        self._stream, self._map, self._head = self._opened()
        self._used = _used(self._map)
        self._numbers = {verdict: number for number, verdict in enumerate(self._head.verdicts, 1)}
        self._hash = hashlib.blake2b(key=bytes.fromhex(self._head.salt), digest_size=DIGEST)

    def recall(self, path: str, status: Status) -> Verdict | None:
        """The verdict of this file if nothing about it has changed."""
        number = self._map[self._find(self._digest(path, status)) + DIGEST]
        return self._head.verdicts[number - 1] if 0 < number <= len(self._head.verdicts) else None

    def keep(self, path: str, status: Status, verdict: Verdict) -> None:
        """Remember a verdict. The byte that makes it count is written last."""
        number = self._numbers.get(verdict) or self._number(verdict)
        if number == 0:
            return
        digest = self._digest(path, status)
        at = self._find(digest)
        if self._map[at + DIGEST] == 0:
            if _is_full(self._used, self._head.slots):
                self._grow()
                at = self._find(digest)
            self._used += 1
        self._map[at : at + DIGEST] = digest
        self._map[at + DIGEST] = number

    def close(self) -> None:
        """Let go of the file; everything is in it already."""
        self._map.close()
        self._stream.close()

    def _digest(self, path: str, status: Status) -> bytes:
        hashed = self._hash.copy()
        hashed.update(path.encode("utf-8", "surrogatepass"))
        hashed.update(
            _IDENTITY.pack(status.st_dev & _MASK, status.st_ino & _MASK, status.st_size & _MASK, status.st_mtime_ns)
        )
        return hashed.digest()

    def _find(self, digest: bytes) -> int:
        """Where this digest stands, or the empty slot where it would."""
        table, last = self._map, self._head.slots - 1
        slot = int.from_bytes(digest[:8], "little") & last
        while True:
            at = HEAD + slot * SLOT
            if table[at + DIGEST] == 0 or table[at : at + DIGEST] == digest:
                return at
            slot = (slot + 1) & last

    def _number(self, verdict: Verdict) -> int:
        """A number for a verdict not met before: on the disk before the first slot uses it. 0: no number is left."""
        if len(self._head.verdicts) >= MOST_VERDICTS:
            return 0
        self._head.verdicts.append(verdict)
        if not self._write_head():
            self._head.verdicts.pop()
            return 0
        self._map.flush(0, HEAD)
        self._numbers[verdict] = len(self._head.verdicts)
        return self._numbers[verdict]

    def _write_head(self) -> bool:
        data = msgspec.json.encode(self._head)
        if len(data) > HEAD - _LENGTH.size:
            return False
        self._map[: _LENGTH.size + len(data)] = _LENGTH.pack(len(data)) + data
        return True

    def _opened(self) -> tuple[BinaryIO, mmap.mmap, _Head]:
        """The file as it is, or an empty one in its place."""
        with suppress(OSError, ValueError, msgspec.DecodeError, struct.error):
            stream = self._path.open("r+b")
            try:
                table = mmap.mmap(stream.fileno(), 0)
                head = _head_of(table)
                is_ours = (head.format, head.rules) == (FORMAT, self._rules)
                if is_ours and len(table) == HEAD + head.slots * SLOT and not _is_full(_used(table), head.slots):
                    return stream, table, head
                table.close()
                raise ValueError("of other rules, or not as we left it")
            except BaseException:
                stream.close()
                raise
        return self._made_anew(self._path, FEWEST_SLOTS, [], secrets.token_hex(32))

    def _made_anew(
        self, path: Path, slots: int, verdicts: list[Verdict], salt: str
    ) -> tuple[BinaryIO, mmap.mmap, _Head]:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with suppress(FileNotFoundError):
            path.unlink()
        stream = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600), "r+b")
        try:
            _allocate(stream, HEAD + slots * SLOT)
            table = mmap.mmap(stream.fileno(), 0)
        except BaseException:
            stream.close()
            raise
        head = _Head(FORMAT, self._rules, salt, slots, verdicts)
        data = msgspec.json.encode(head)
        table[: _LENGTH.size + len(data)] = _LENGTH.pack(len(data)) + data
        table.flush(0, HEAD)
        return stream, table, head

    def _grow(self) -> None:
        """Twice the slots in a new file that takes the old one's place; beyond the most, an empty one."""
        old_stream, old_map, old = self._stream, self._map, self._head
        beside = self._path.with_name(self._path.name + ".new")
        begins_anew = old.slots * 2 > MOST_SLOTS
        slots = FEWEST_SLOTS if begins_anew else old.slots * 2
        self._stream, self._map, self._head = self._made_anew(beside, slots, old.verdicts, old.salt)
        self._used = 0 if begins_anew else self._used
        if not begins_anew:
            for at in range(HEAD, len(old_map), SLOT):
                if old_map[at + DIGEST]:
                    to = self._find(old_map[at : at + DIGEST])
                    self._map[to : to + SLOT] = old_map[at : at + SLOT]
        old_map.close()
        old_stream.close()
        self._put_in_place(beside)

    def _put_in_place(self, beside: Path) -> None:
        """Rename the new file; Windows renames no open file, so it is closed for that moment."""
        if sys.platform != "win32":
            beside.replace(self._path)
            return
        self._map.close()
        self._stream.close()
        beside.replace(self._path)
        self._stream = self._path.open("r+b")
        self._map = mmap.mmap(self._stream.fileno(), 0)


@contextmanager
def remembering(path: Path | None, rules: int = RULES_VERSION) -> Iterator[Memory]:
    """The cache at `path` for the time of one scan; nothing is remembered where it is in use, or cannot be made."""
    with ExitStack() as stack:
        memory: Memory = NoMemory()
        try:
            if path is not None and stack.enter_context(_locked(path.with_name(path.name + ".lock"))):
                memory = stack.enter_context(closing(ScanCache(path, rules)))
        except OSError as error:
            log.info("scanning without a memory: %s", error)
        yield memory


@contextmanager
def _locked(path: Path) -> Iterator[bool]:
    """Whether we are the one that writes. The system lets go of the lock when a process dies."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("ab") as stream:
        yield _lock(stream)


def _lock(stream: BinaryIO) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _head_of(table: mmap.mmap) -> _Head:
    (length,) = _LENGTH.unpack_from(table)
    return msgspec.json.decode(table[_LENGTH.size : _LENGTH.size + length], type=_Head)


def _used(table: mmap.mmap) -> int:
    """How many slots hold something: those whose last byte is not 0."""
    numbers = table[HEAD + DIGEST :: SLOT]
    return len(numbers) - numbers.count(0)


def _is_full(used: int, slots: int) -> bool:
    """Three quarters: beyond that, looking for a slot takes long."""
    return used * 4 >= slots * 3


def _allocate(stream: BinaryIO, size: int) -> None:
    """Real zeros: a full disk must be noticed here, not later by a write into memory that kills the process."""
    piece = bytes(1 << 20)
    for start in range(0, size, len(piece)):
        stream.write(piece[: size - start])
    stream.flush()
