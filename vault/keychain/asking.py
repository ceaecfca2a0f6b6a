"""Asking something that may never answer: on a thread of its own, for so long and no longer."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


class NoAnswer(Exception):
    """Time is up. The question goes on by itself; what it finds is dropped."""


@dataclass(frozen=True, slots=True)
class _Answer(Generic[T]):
    value: T | None = None
    error: BaseException | None = None


def ask(question: Callable[[], T], seconds: float) -> T:
    """What `question` returns or raises, or NoAnswer after `seconds`.

    The thread is a daemon: a call that is stuck in the operating system must not keep the program from ending, as the
    threads of concurrent.futures would.
    """
    answers: queue.SimpleQueue[_Answer[T]] = queue.SimpleQueue()

    def work() -> None:
        try:
            answers.put(_Answer(value=question()))
        except BaseException as error:  # noqa: BLE001 (it is raised again, by whoever asked)
            answers.put(_Answer(error=error))

    threading.Thread(target=work, name="keychain", daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        raise NoAnswer from None
    if answer.error is not None:
        raise answer.error
    return answer.value  # type: ignore[return-value]  # T itself may be an optional type
