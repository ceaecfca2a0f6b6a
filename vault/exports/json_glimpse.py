"""What the beginning of a JSON text shows: its objects' keys, although the text is cut off somewhere.

A real parser needs the end; a scan reads 64 KiB. So only brackets and keys are followed. JSON lines and Python's
dictionaries in single quotes are read the same way, because chats are stored like that, too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""(?P<open>[{\[])|(?P<close>[}\]])|"(?P<double>(?:[^"\\\n]|\\.)*+)"(?P<dcolon>\s*+:)?"""
    r"""|'(?P<single>(?:[^'\\\n]|\\.){0,60}+)'(?P<scolon>\s*+:)?"""
)
_BEGINNING = re.compile(r"[\s\ufeff]*([{\[])")
_MOST_OBJECTS = 400
_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Glimpse:
    """`top`: keys of the outermost object, of an array's objects, or of all lines' objects. `objects`: every object.

    An object is the set of its keys; one that is cut off counts with the keys seen so far.
    """

    top: frozenset[str]
    objects: tuple[frozenset[str], ...]

    def has(self, *keys: str) -> bool:
        """Whether one object has all these keys."""
        wanted = frozenset(keys)
        return any(wanted <= each for each in self.objects)

    def count(self, *keys: str) -> int:
        """How many objects have all these keys."""
        wanted = frozenset(keys)
        return sum(wanted <= each for each in self.objects)


def glimpse(text: str) -> Glimpse | None:
    """Follow the keys of a text that begins as JSON does; None for any other text."""
    if not _BEGINNING.match(text):
        return None
    return keys_of(text)


def keys_of(text: str) -> Glimpse:
    """The same wherever the objects stand in a text."""
    stack: list[set[str] | None] = []  # a set for an object, None for an array
    objects: list[set[str]] = []
    top: set[str] = set()
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        if kind == "open":
            if len(stack) >= _DEEPEST or len(objects) >= _MOST_OBJECTS:
                break
            keys: set[str] | None = set() if match["open"] == "{" else None
            if keys is not None:
                objects.append(keys)
            stack.append(keys)
        elif kind == "close":
            if stack:
                stack.pop()
        elif kind in ("dcolon", "scolon") and stack and (owner := stack[-1]) is not None:
            key = match["double"] if kind == "dcolon" else match["single"]
            owner.add(key)
            if all(each is None for each in stack[:-1]):
                top.add(key)
    return Glimpse(frozenset(top), tuple(frozenset(each) for each in objects if each))
