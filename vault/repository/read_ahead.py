"""Reading ahead: results in order, while further threads already work on the next ones."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

from vault.repository.waiting import until_done

READERS = 2

T = TypeVar("T")
R = TypeVar("R")


def read_ahead(
    function: Callable[[T], R],
    items: Iterable[T],
    *,
    ahead: int,
    readers: int = READERS,
    check_cancelled: Callable[[], None] = lambda: None,
) -> Generator[R, None, None]:
    """`function` of each item, in order; at most `ahead` results wait beside the one that is given out.

    Items are taken on the caller's thread. What `function` raises is raised at its turn, and what `check_cancelled`
    raises at once. Close the iterator to stop early: no thread outlives it.
    """
    source = iter(items)
    waiting: deque[Future[R]] = deque()
    pool = ThreadPoolExecutor(readers, thread_name_prefix="read-ahead")
    try:
        waiting.extend(pool.submit(function, item) for item in islice(source, ahead))
        while waiting:
            result = until_done(waiting.popleft(), check_cancelled).result()
            waiting.extend(pool.submit(function, item) for item in islice(source, 1))
            yield result
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
