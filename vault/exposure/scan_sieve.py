"""The sieve for names: most of a disk is ruled out by the last five characters, a whole folder at a time.

A tail with a dot in it holds the whole ending ("4.jpg", ".heic"). Which endings rule a file out is asked of the rules
once; after that a folder of photos costs one look into a set for each name. What is left is asked name by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from vault.exposure.placeholders import STUB_SUFFIX, VIRTUAL_SUFFIXES, name_behind
from vault.exposure.scan_disk import Entry
from vault.exposure.scan_judge import Judge

TAIL: Final = 5
MOST_TAILS: Final = 20_000
STUBS: Final = (STUB_SUFFIX, *VIRTUAL_SUFFIXES)
_TAILS_OF_STUBS: Final = frozenset(stub[-TAIL:] for stub in STUBS)


class Sieve:
    """Tails of names that rule a file out, and those that do not: learnt as they are met, forgotten when too many.

    The tails of names that make a folder a set, and of stubs, rule nothing out.
    """

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self._ruled_out: set[str] = set()
        self._open: set[str] = set()
        marks = judge.set_marks
        self._telling = None if marks is None else _TAILS_OF_STUBS.union(mark[-TAIL:] for mark in marks)

    def left(self, batch: Iterable[Entry]) -> list[Entry]:
        """The entries of a listing that their tails do not rule out, folders among them."""
        if len(self._ruled_out) + len(self._open) > MOST_TAILS:
            self._ruled_out.clear()
            self._open.clear()
        ruled_out = self._ruled_out
        left = [entry for entry in batch if entry.name[-TAIL:] not in ruled_out]
        if left and self._learn({entry.name[-TAIL:] for entry in left} - self._open):
            return [entry for entry in left if entry.name[-TAIL:] not in ruled_out]
        return left

    def may_be_set(self, left: Iterable[Entry]) -> bool:
        """Whether a name among those that are left can make their folder a set, also a stub's that stands for it."""
        return self._telling is None or not self._telling.isdisjoint([entry.name[-TAIL:] for entry in left])

    def candidates(self, left: Iterable[Entry]) -> list[Entry]:
        """Entries whose names are worth more than a look, folders among them."""
        is_candidate = self._judge.is_candidate
        return [entry for entry in left if is_candidate(entry.name) or self._stands_for_one(entry.name)]

    def _learn(self, tails: set[str]) -> bool:
        """Ask the rules about tails that are in no set yet; whether some of them rule out."""
        rules_out, telling = self._judge.rules_out, self._telling or ()
        out = {tail for tail in tails if "." in tail and tail not in telling and rules_out(tail.rpartition(".")[2])}
        self._ruled_out |= out
        self._open |= tails - out
        return bool(out)

    def _stands_for_one(self, name: str) -> bool:
        """Whether the name behind a stub is worth it."""
        return name.endswith(STUBS) and self._judge.is_candidate(name_behind(name))


def names_of(batch: Sequence[Entry]) -> list[str]:
    """The names in a folder that may be a set; a stub goes by the name of the file for which it stands."""
    return [name_behind(entry.name) if entry.name.endswith(STUBS) else entry.name for entry in batch]
