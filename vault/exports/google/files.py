"""The files beside a Google chat, found by the names that its messages give them.

A message says "File-2016?account_id=3.png"; on disk it is "File-2016_account_id=3.png" or with `_` for every mark.
Names longer than about fifty characters are cut before their ending, and the second file of one name has "(1)".
Facts: ../shared/reference/chat-formats.md §3.15.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_MARKS = re.compile(r"[?=&%:*\"<>|\\/]")
_NUMBER = re.compile(r"\(\d+\)$")
_SHORTEST_CUT = 36  # characters: a shorter name was not cut


class GoogleFiles:
    """The files of one folder; `names` are whole names among the members."""

    def __init__(self, folder: str, names: Iterable[str]) -> None:
        self._start = f"{folder}/" if folder else ""
        self._names = {name[len(self._start) :] for name in names}
        self._alike = {_alike(name): name for name in sorted(self._names, reverse=True)}
        self._long = sorted(name for name in self._names if len(name) >= _SHORTEST_CUT)
        self._used: Counter[str] = Counter()

    def find(self, export_name: str) -> str | None:
        """The member that is meant; to be asked in the order of messages, for files of one name are numbered."""
        used = self._used[export_name]
        self._used[export_name] += 1
        found = (self._numbered(export_name, used) if used else None) or self._one(export_name)
        return None if found is None else self._start + found

    def _numbered(self, name: str, number: int) -> str | None:
        stem, ending = _split(name)
        return self._one(f"{stem}({number}){ending}")

    def _one(self, name: str) -> str | None:
        if name in self._names:
            return name
        return self._alike.get(_alike(name)) or self._cut(name)

    def _cut(self, name: str) -> str | None:
        stem, ending = _split(_alike(name))
        for candidate in self._long:
            cut, other = _split(_alike(candidate))
            number = _NUMBER.search(cut)
            wanted = _NUMBER.search(stem)
            if (number and number[0]) != (wanted and wanted[0]) or other != ending:
                continue
            cut, whole = _NUMBER.sub("", cut), _NUMBER.sub("", stem)
            if len(cut) >= _SHORTEST_CUT - 8 and whole.startswith(cut):
                return candidate
        return None


def _alike(name: str) -> str:
    return _MARKS.sub("_", name)


def _split(name: str) -> tuple[str, str]:
    stem, dot, ending = name.rpartition(".")
    return (stem, dot + ending) if stem else (name, "")
