"""What every place can do. Contract: tests/contracts/backend_contract.py holds each implementation to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, get_args

Kind = Literal["config", "keys", "data", "index", "snapshots", "locks"]
KINDS: tuple[Kind, ...] = get_args(Kind)
CONFIG_NAME = "config"
_HEX_NAME = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Scrap:
    """An unfinished file, or one set aside: its own name, its bytes, the seconds since it was last written to."""

    name: str
    size: int
    age: float


class Backend(Protocol):
    """Files by kind and name. All methods are thread-safe and raise only vault.errors.StorageError."""

    @property
    def place(self) -> str:
        """Where it is, for people."""

    def exists(self, kind: Kind, name: str) -> bool:
        """Whether the file is there. PlaceMissing when the place itself is gone."""

    def size(self, kind: Kind, name: str) -> int:
        """Its length in bytes. ObjectMissing."""

    def load(self, kind: Kind, name: str, offset: int = 0, length: int | None = None) -> bytes:
        """Its bytes from `offset`; fewer than `length` where the file ends before. ObjectMissing."""

    def load_into(self, kind: Kind, name: str, offset: int, out: memoryview) -> int:
        """Fill `out` with its bytes from `offset`; how many there were, fewer where the file ends. ObjectMissing.

        What reads much reads it into the same memory again and again: new memory costs more than what is done to it.
        """

    def save(self, kind: Kind, name: str, data: bytes | bytearray | memoryview) -> None:
        """Keep a file, whole and durable or not at all. What is there by that name stays, unless it is damaged.

        Every file but the config is named by the SHA-256 of its bytes: of two that differ, one does not fit its name.
        """

    def replace(self, kind: Kind, name: str, data: bytes | bytearray | memoryview) -> None:
        """Put whole bytes in the place of a damaged file, in one step; where there is none by that name, keep them."""

    def set_aside(self, kind: Kind, name: str) -> None:
        """Take a damaged file out of the vault's sight, its bytes unharmed beside it. ObjectMissing."""

    def aside_files(self, kind: Kind) -> Sequence[Scrap]:
        """Damaged files of this kind that were set aside."""

    def remove_aside(self, kind: Kind, name: str) -> None:
        """Take a file away that was set aside. ObjectMissing."""

    def names_beside(self, kind: Kind) -> Sequence[str]:
        """Names of files of which something lies beside under a longer name: a cloud's second copy ("x (1)", "x-PC"),
        what was being written, what was set aside. The file itself may be there or not."""

    def load_beside(self, kind: Kind, name: str, limit: int) -> Iterator[bytes]:
        """The bytes of all that lies beside this file, those of more than `limit` bytes left out. Who asks proves them.

        What cannot be read is passed over. PlaceMissing.
        """

    def second_copies(self, kind: Kind) -> Sequence[str]:
        """For each file of this kind that a cloud's client keeps under a longer name: the name that it is of.

        What was set aside and what we are writing is none.
        """

    def remove_second_copies(self, kind: Kind, name: str) -> int:
        """Take those of this file away whose bytes are what its name says; the bytes that this frees.

        One of which that cannot be proven by reading all of it stays: it may hold what nothing else does.
        """

    def remove(self, kind: Kind, name: str) -> None:
        """Take a file away. ObjectMissing."""

    def arrived(self, kind: Kind, name: str) -> float | None:
        """When it came to the place by the place's own clock, in seconds since 1970: to compare two of its files.

        None where nobody can tell. ObjectMissing.
        """

    def list(self, kind: Kind) -> list[str]:
        """Names in order. What is not a name of ours (left-over temporary files, notes) is not listed."""

    def scraps(self, kind: Kind) -> Sequence[Scrap]:
        """Unfinished files of this kind: somebody writes them now, or was stopped while doing so."""

    def remove_scrap(self, kind: Kind, name: str) -> None:
        """Take an unfinished file away. ObjectMissing."""

    def create(self) -> None:
        """Make the place and its shelves; what is there already stays."""

    def holds_other_files(self) -> bool:
        """Whether something lies there that belongs to no vault. False when the place is not there yet."""

    def keep_reserve(self) -> None:
        """Hold a little room back, so that a full place still takes locks and the end of a work. Never raises."""

    def free_space(self) -> int | None:
        """Bytes that still fit, None where nobody can tell."""


def is_name(kind: Kind, name: str) -> bool:
    """Whether a file of this kind can have this name."""
    return name == CONFIG_NAME if kind == "config" else _HEX_NAME.fullmatch(name) is not None


def checked_name(kind: Kind, name: str) -> str:
    """The name, or ValueError: whoever asks with anything else has a bug, and it might be a path."""
    if not is_name(kind, name):
        raise ValueError(f"not a name for {kind}")
    return name
