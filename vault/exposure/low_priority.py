"""Making this process one that nobody notices: others go first at the processor and at the disk.

Low, not idle: on a busy computer an idle process would never come to its first finding.
Linux: nice 10 and ioprio_set(2), best effort, lowest level. macOS: nice 10 and the "utility" disk policy.
Windows: idle priority class; its background mode would cap memory at 32 MiB and page the scan to death.
"""

from __future__ import annotations

import ctypes
import os
import platform
import sys
from contextlib import suppress
from typing import Final

NICER: Final = 10
_IOPRIO_SET: Final = {"x86_64": 251, "aarch64": 30, "riscv64": 30, "i686": 289, "armv7l": 314}
_WHO_PROCESS: Final = 1
_BEST_EFFORT: Final = 2
_LOWEST_LEVEL: Final = 7
_IOPOL_TYPE_DISK: Final = 0
_IOPOL_SCOPE_PROCESS: Final = 0
_IOPOL_UTILITY: Final = 4
_IDLE_PRIORITY_CLASS: Final = 0x40


def step_back() -> None:
    """Lower this process's priority for good. Where the system refuses, the work goes on as it is."""
    if sys.platform == "win32":
        kernel = ctypes.windll.kernel32
        kernel.GetCurrentProcess.restype = ctypes.c_void_p
        kernel.SetPriorityClass(ctypes.c_void_p(kernel.GetCurrentProcess()), _IDLE_PRIORITY_CLASS)
        return
    with suppress(OSError):
        os.nice(NICER)
    with suppress(OSError, AttributeError):
        _step_back_at_the_disk()


def _step_back_at_the_disk() -> None:
    libc = ctypes.CDLL(None)
    if sys.platform == "darwin":
        libc.setiopolicy_np(_IOPOL_TYPE_DISK, _IOPOL_SCOPE_PROCESS, _IOPOL_UTILITY)
    elif (number := _IOPRIO_SET.get(platform.machine())) is not None:
        libc.syscall(number, _WHO_PROCESS, 0, _BEST_EFFORT << 13 | _LOWEST_LEVEL)
