"""Watching cloud folders and Downloads after a scan: what changes there is looked at again once it holds still.

The system tells of changes (inotify, FSEvents, ReadDirectoryChangesW by watchfiles); nothing is polled. Where the
system gives no more watches, that root is named and left to the next scan.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from typing import Final, Literal, Protocol

import watchfiles

from vault.exposure.finding import CLOUD_CLASSES, Root
from vault.exposure.judge_sets import SetKind, set_kind
from vault.exposure.scan_places import NOISE

SETTLE_SECONDS: Final = 2.0
MOST_PENDING: Final = 1000  # beyond that many, their root is looked through as a whole: most of it is remembered
MOST_LEVELS: Final = 12  # how far up a set is looked for
UNFINISHED: Final = (".crdownload", ".part", ".partial", ".download", ".opdownload", ".tmp", ".filepart")
"""Names of downloads that are still coming in; they are renamed when they are whole."""
_TURN_MS: Final = 100
_DEBOUNCE_MS: Final = 400


@dataclass(frozen=True, slots=True)
class Changed:
    """Files and folders that were changed, made or moved in, and have held still since; also ones that are gone."""

    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unwatched:
    """A root of which the system will not tell: `limit` of its watches is reached, or it is not there any more."""

    root: Root
    why: Literal["limit", "missing"]


Turns = Generator[Iterable[str], None, None]
"""Changed paths of one turn after the other; an empty turn when nothing happened for a moment."""


class Watching(Protocol):
    """Opens a watch on a folder."""

    def __call__(self, path: str, stop: threading.Event, /) -> Turns:
        """Raises OSError at the first `next` when the system refuses."""


def worth_watching(roots: Iterable[Root]) -> tuple[Root, ...]:
    """Cloud folders that lie on this disk, and Downloads: where exports land by themselves. The weightiest first."""
    clouds = [root for root in roots if root.provider_class in CLOUD_CLASSES and not root.streaming]
    downloads = [root for root in roots if root.provider_class == "local" and "Downloads" in root.evidence]
    return (*sorted(clouds, key=lambda root: root.provider_class != "provider-can-read"), *downloads)


def watch(
    roots: Sequence[Root],
    stop: threading.Event,
    *,
    settle: float = SETTLE_SECONDS,
    watching: Watching | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Generator[Changed | Unwatched, None, None]:
    """Tell of changes below `roots` until `stop` is set; it is looked at every tenth of a second for each root."""
    settling = Settling(settle, clock)
    with ExitStack() as stack:
        watched: dict[str, Turns] = {}
        for root in roots:
            told = (watching or _told_by_system)(root.path, stop)
            stack.enter_context(closing(told))
            try:
                settling.add(root.path, next(told, ()))
                watched[root.path] = told
            except (OSError, RuntimeError):
                yield Unwatched(root, "limit" if os.path.isdir(root.path) else "missing")  # noqa: PTH112
        while watched and not stop.is_set():
            for path in tuple(watched):
                if not _take(settling, path, watched[path]):
                    del watched[path]
                    yield from (Unwatched(root, "missing") for root in roots if root.path == path and not stop.is_set())
            due = settling.due()
            if due:
                yield Changed(due)


def _take(settling: Settling, path: str, told: Turns) -> bool:
    """One turn of one root; False when it will tell nothing any more."""
    try:
        settling.add(path, next(told))
    except (StopIteration, OSError, RuntimeError):
        return False
    return True


def _told_by_system(path: str, stop: threading.Event) -> Turns:
    """What watchfiles tells. A folder inside that is closed to us must not cost the whole root.

    It is forgiven only then: forgiving it from the start would hide that the system's limit was reached (watchfiles
    1.3 swallows both alike).
    """
    try:
        yield from _turns(path, stop, forgiving=False)
    except PermissionError:
        yield from _turns(path, stop, forgiving=True)


def _turns(path: str, stop: threading.Event, *, forgiving: bool) -> Turns:
    if not os.path.isdir(path):  # noqa: PTH112
        raise FileNotFoundError(path)
    changes = watchfiles.watch(
        path,
        watch_filter=None,
        debounce=_DEBOUNCE_MS,
        stop_event=stop,
        rust_timeout=_TURN_MS,
        yield_on_timeout=True,
        raise_interrupt=False,
        force_polling=False,
        ignore_permission_denied=forgiving,
        debug=False,
    )
    for changed in changes:
        yield [each for _, each in changed]
        if not os.path.isdir(path):  # noqa: PTH112
            return


@dataclass(slots=True)
class Settling:
    """Paths that were changed, until they hold still: same size and time over `settle` seconds, or gone."""

    settle: float = SETTLE_SECONDS
    clock: Callable[[], float] = time.monotonic
    _pending: dict[str, tuple[float, tuple[int, int] | None]] = field(default_factory=dict)
    _whole: dict[str, float] = field(default_factory=dict)

    def add(self, root: str, paths: Iterable[str]) -> None:
        """Take in what changed below `root`; noise and unfinished downloads are left out."""
        now = self.clock()
        for path in paths:
            if root in self._whole:
                self._whole[root] = now
            elif _counts(root, path):
                self._pending[path] = (now, _state(path))
        if len(self._pending) > MOST_PENDING:
            self._pending = {path: each for path, each in self._pending.items() if not _below(root, path)}
            self._whole[root] = now

    def due(self) -> tuple[str, ...]:
        """Those that hold still now; they are let go of. One that has changed meanwhile waits again."""
        now, ready = self.clock(), []
        for path, (since, state) in list(self._pending.items()):
            if now - since < self.settle:
                continue
            latest = _state(path)
            if latest == state:
                ready.append(path)
                del self._pending[path]
            else:
                self._pending[path] = (now, latest)
        for root in [root for root, since in self._whole.items() if now - since >= self.settle]:
            ready.append(root)
            del self._whole[root]
        return tuple(ready)


def units(paths: Iterable[str], roots: Iterable[Root]) -> tuple[str, ...]:
    """What to look at again for these paths: a file of a set stands for the whole set, and each is named once."""
    tops = {root.path for root in roots}
    found = dict.fromkeys(_unit(path, tops) for path in paths)
    return tuple(found)


def _unit(path: str, tops: set[str]) -> str:
    unit, folder = path, path
    for _ in range(MOST_LEVELS):
        if folder in tops:
            break
        above = os.path.dirname(folder)  # noqa: PTH120
        if above == folder:
            break
        folder = above
        if _set_of(folder) is not None:
            unit = folder
    return unit


def _set_of(folder: str) -> SetKind | None:
    try:
        return set_kind(os.listdir(folder))  # noqa: PTH208
    except OSError:
        return None


def _counts(root: str, path: str) -> bool:
    parts = path[len(root) :].lower().replace("\\", "/").split("/")
    return NOISE.isdisjoint(parts) and not path.lower().endswith(UNFINISHED)


def _below(root: str, path: str) -> bool:
    return path == root or path.startswith(root.rstrip("/\\") + os.sep)


def _state(path: str) -> tuple[int, int] | None:
    """Size and time of a file, never opened; None when it is gone."""
    try:
        status = os.lstat(path)
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns
