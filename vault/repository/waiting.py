"""Waiting for other threads without letting the person wait: every wait asks again and again whether to stop."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import TypeVar

T = TypeVar("T")

ASK_EVERY = 0.1
"""Seconds between two questions: well below the half second in which a person wants an answer."""


def until_done(future: Future[T], check_cancelled: Callable[[], None]) -> Future[T]:
    """Wait for it; raises what `check_cancelled` raises. The future itself goes on."""
    while not future.done():
        check_cancelled()
        wait((future,), timeout=ASK_EVERY)
    return future
