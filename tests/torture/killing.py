"""Ends a deed by SIGKILL: at its n-th call to the disk exactly, in the middle of a write, or after some seconds.

A child is forked for each trial, so that a kill costs milliseconds and not the start of Python. What it was about to
do when it died stands in memory that parent and child share.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.torture.deeds import Deed
from tests.torture.disk_calls import Event, watching
from tests.torture.world import World

_ROOM = 4096


@dataclass(frozen=True)
class Moment:
    """When to kill: before the `call`-th call to the disk, counted from 1, with half of its bytes written if it is a
    write; or after `seconds`. Neither: never.
    """

    call: int = 0
    seconds: float = 0.0

    def __str__(self) -> str:
        """As the harness takes it."""
        return f"call:{self.call}" if self.call else f"seconds:{self.seconds:.4f}"

    @classmethod
    def parse(cls, text: str) -> Moment:
        """The opposite of str."""
        kind, _, value = text.partition(":")
        return cls(call=int(value)) if kind == "call" else cls(seconds=float(value))


@dataclass(frozen=True)
class Death:
    """How it ended: `killed`, or it was done before; `calls` to the disk were begun, `phase` is the last one."""

    killed: bool
    calls: int
    phase: str
    seconds: float


def run_and_kill(world: World, deed: Deed, moment: Moment) -> Death:
    """Do the deed in a child and kill it. RuntimeError if the deed itself fails."""
    shared = mmap.mmap(-1, _ROOM)
    began = time.monotonic()
    child = os.fork()
    if child == 0:
        _in_child(world, deed, moment, shared)
    status = _awaited(child, moment)
    seconds = time.monotonic() - began
    calls, _, phase = bytes(shared[:]).rstrip(b"\0").decode().partition(" ")
    shared.close()
    killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    if not killed and status != 0:
        raise RuntimeError(f"the deed {deed.name} failed by itself, see above")
    return Death(killed, int(calls or 0), phase or "before the first call", seconds)


def _awaited(child: int, moment: Moment) -> int:
    if moment.seconds:
        time.sleep(moment.seconds)
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1]


def _in_child(world: World, deed: Deed, moment: Moment, shared: mmap.mmap) -> None:
    code = 1
    try:
        with watching(world.root, _killer(deed, moment, shared)):
            deed.run(world)
        code = 0
    except BaseException:  # noqa: BLE001 - a child must not return into its parent's stack
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(code)


def _killer(deed: Deed, moment: Moment, shared: mmap.mmap) -> Callable[[Event, Callable[[bytes], Any]], None]:
    heard = 0

    def listen(event: Event, early: Callable[[bytes], Any]) -> None:
        nonlocal heard
        if (event.to or event.path).split("/")[0] not in deed.places:
            return
        heard += 1
        shared[:_ROOM] = f"{heard} {event}".encode().ljust(_ROOM, b"\0")
        if heard == moment.call:
            with contextlib.suppress(OSError):  # half of what goes straight to the disk may be no whole block
                early(event.data[: len(event.data) // 2])
            os.kill(os.getpid(), signal.SIGKILL)

    return listen
