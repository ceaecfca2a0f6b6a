"""Something done in a process of its own, which is gone afterwards, with all that it held and all that it was."""

from __future__ import annotations

import os
import pickle
import sys
import tempfile
import traceback
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def elsewhere(work: Callable[[], T]) -> T:
    """What `work` returns. RuntimeError if it raises: what, stands on standard error."""
    with tempfile.TemporaryFile() as told:
        child = os.fork()
        if child == 0:
            code = 1
            try:
                pickle.dump(work(), told)
                told.flush()
                code = 0
            except BaseException:  # noqa: BLE001 - a child must not return into its parent's stack
                traceback.print_exc()
                sys.stderr.flush()
            finally:
                os._exit(code)
        if os.waitpid(child, 0)[1] != 0:
            raise RuntimeError("it failed by itself, see above")
        told.seek(0)
        result: T = pickle.load(told)  # noqa: S301 - our own child wrote it
    return result
