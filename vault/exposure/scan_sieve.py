"""The sieve for names: most of a disk is ruled out by the last five characters, a whole folder at a time.

A tail with a dot in it holds the whole ending ("4.jpg", ".heic"). Which endings rule a file out is asked of the rules
once; after that a folder of photos costs one set of tails and one comparison. What is left is asked name by name.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from vault.exposure.placeholders import STUB_SUFFIX, VIRTUAL_SUFFIXES, name_behind
from vault.exposure.scan_disk import Entry
from vault.exposure.scan_judge import Judge

TAIL: Final = 5
MOST_TAILS: Final = 20_000
STUBS: Final = (STUB_SUFFIX, *VIRTUAL_SUFFIXES)
_TAILS_OF_STUBS: Final = frozenset(stub[-TAIL:] for stub in STUBS)


def names_of(batch: Iterable[Entry], tails: set[str]) -> list[str]:
    """The names in a folder; a stub goes by the name of the file for which it stands."""
    if _TAILS_OF_STUBS.isdisjoint(tails):
        return [entry.name for entry in batch]
    return [name_behind(entry.name) for entry in batch]


class Sieve:
    """Tails of names that rule a file out, learnt as they are met; forgotten when there are too many."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self._ruled_out: set[str] = set()
        marks = judge.set_marks
        self._tails_of_marks = None if marks is None else frozenset(mark[-TAIL:] for mark in marks)

    def may_be_set(self, tails: set[str]) -> bool:
        """Whether a name with one of these tails can make a folder a set, also a stub's that stands for it."""
        marks = self._tails_of_marks
        return marks is None or not (marks.isdisjoint(tails) and _TAILS_OF_STUBS.isdisjoint(tails))

    def candidates(self, batch: Iterable[Entry], tails: set[str]) -> list[Entry]:
        """Entries whose names are worth more than a look, folders among them. `tails` are those of the batch."""
        ruled_out = self._ruled_out
        if not tails <= ruled_out:
            self._learn(tails - ruled_out)
        if tails <= ruled_out:
            return []
        return [entry for entry in batch if entry.name[-TAIL:] not in ruled_out and self._is_candidate(entry.name)]

    def _learn(self, tails: set[str]) -> None:
        if len(self._ruled_out) > MOST_TAILS:
            self._ruled_out.clear()
        rules_out = self._judge.rules_out
        self._ruled_out.update(tail for tail in tails if "." in tail and rules_out(tail.rpartition(".")[2]))

    def _is_candidate(self, name: str) -> bool:
        """As the rules say, of the name behind a stub too."""
        is_candidate = self._judge.is_candidate
        return is_candidate(name) or (name.endswith(STUBS) and is_candidate(name_behind(name)))
