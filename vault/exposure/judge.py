"""The two verdicts about one file: is it a chat, and who can read it.

From structure, never from the extension, never from entropy. The way is: name, first 4 KiB, and only where these
promise something at most 64 KiB more. Nothing that was read is kept or logged.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from vault.exposure.finding import Verdict

RULES_VERSION = 1
"""Rises whenever a verdict may come out differently: what a scan remembers of older rules does not count any more."""

Read = Callable[[int, int], bytes]
"""`read(offset, length)` gives at most `length` bytes; fewer only at the file's end. It may raise OSError."""


def is_candidate(name: str) -> bool:
    """Whether a file's name alone lets it be something that is worth a look at its first bytes."""
    raise NotImplementedError(name)


def judge_name(name: str, parents: Sequence[str] = ()) -> Verdict:
    """Judge a file that must not be opened: `parents` are the names of the folders above it, the nearest last."""
    raise NotImplementedError(name, parents)


def judge_file(path: str, name: str, size: int, read: Read) -> Verdict:
    """Judge a file that may be opened. `path` tells which folders it lies in. OSErrors of `read` come through."""
    raise NotImplementedError(path, name, size, read)
