"""Memory for large buffers that are used again and again: the system's own, in large pages where it has them."""

from __future__ import annotations

import contextlib
import mmap


def new_memory(size: int) -> memoryview:
    """`size` writable bytes that begin at a page. Pages cost nothing before they are touched."""
    memory = mmap.mmap(-1, size, access=mmap.ACCESS_COPY)
    if hasattr(mmap, "MADV_HUGEPAGE"):  # a first touch of 2 MiB at a time costs half of 512 touches
        with contextlib.suppress(OSError):  # a system made without them
            memory.madvise(mmap.MADV_HUGEPAGE)
    return memoryview(memory)
