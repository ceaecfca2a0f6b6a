"""Whether a process of this computer still runs: what tells a crashed program's lock from a living one's."""

from __future__ import annotations

import os
import sys


def runs(pid: int) -> bool:
    """Whether this process id is taken. True where nobody can tell."""
    if pid <= 0:
        return False
    return _runs_on_windows(pid) if sys.platform == "win32" else _answers(pid)


def _answers(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        pass  # somebody else's: it is there
    return True


def _runs_on_windows(pid: int) -> bool:
    if sys.platform != "win32":
        raise NotImplementedError  # os.kill would end the process there, OpenProcess only looks
    import ctypes

    query_limited_information, invalid_parameter = 0x1000, 87
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    handle = kernel.OpenProcess(query_limited_information, False, pid)
    if not handle:
        return ctypes.get_last_error() != invalid_parameter
    kernel.CloseHandle(handle)
    return True
