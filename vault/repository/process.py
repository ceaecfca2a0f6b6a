"""Whether a process of this computer still runs: what tells a crashed program's lock from a living one's.

A process number alone does not tell: two computers may have one name ("localhost"), numbers are given again, and a
container counts its own. A mark therefore names the computer (hashed: it is kept where others read), the start of the
system, the process, and its own start. Sources: machine-id(5), proc(5), namespaces(7), gethostuuid(3).
"""

from __future__ import annotations

import ctypes
import functools
import hashlib
import os
import sys
import uuid
from contextlib import suppress
from pathlib import Path

_UNKNOWN = ""


def this_process() -> str:
    """The mark of this process: four words without blanks, joined by colons; what is not known is empty."""
    pid = os.getpid()
    return f"{_machine()}:{_boot()}:{pid}:{_started(pid)}"


def is_gone(mark: str) -> bool | None:
    """Whether the process of a mark has ended; None where that cannot be known from this computer."""
    words = mark.split(":")
    if len(words) != 4 or not words[0] or words[0] != _machine() or not words[2].isdecimal():
        return None
    _, boot, pid, started = words
    if _differ(boot, _boot()) or not runs(int(pid)):
        return True
    return _differ(started, _started(int(pid)))


def knows_start(mark: str) -> bool:
    """Whether the mark tells its process from a later one with the same number."""
    return bool(mark.rpartition(":")[2])


def _differ(one: str, other: str) -> bool:
    return _UNKNOWN not in (one, other) and one != other


@functools.cache
def _machine() -> str:
    """This computer, hashed; in a container, that container. Empty where nothing tells computers apart."""
    plain = _machine_id()
    if not plain:
        return _UNKNOWN
    space = 0
    with suppress(OSError):
        space = os.stat("/proc/self/ns/pid").st_ino  # noqa: PTH116 - a link to nothing that a Path could follow
    return hashlib.blake2b(f"{plain}:{space}".encode(), digest_size=8, person=b"chat-vault").hexdigest()


def _machine_id() -> str:
    if sys.platform == "win32":
        return _windows_machine_id()
    if sys.platform == "darwin":
        raw, wait = ctypes.create_string_buffer(16), (ctypes.c_long * 2)(5, 0)
        with suppress(AttributeError, OSError):
            if ctypes.CDLL(None).gethostuuid(raw, wait) == 0:
                return raw.raw.hex()
    for name in ("/etc/machine-id", "/var/lib/dbus/machine-id"):
        with suppress(OSError):
            text = Path(name).read_text(encoding="ascii", errors="replace").strip()
            if text:
                return text
    node = uuid.getnode()
    return "" if node >> 40 & 1 else f"{node:x}"  # the multicast bit: made up for this process


def _windows_machine_id() -> str:
    if sys.platform != "win32":
        raise NotImplementedError
    import winreg

    with suppress(OSError), winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography") as key:
        return str(winreg.QueryValueEx(key, "MachineGuid")[0])
    return ""


@functools.cache
def _boot() -> str:
    """This run of the system."""
    if sys.platform == "darwin":
        raw, size = ctypes.create_string_buffer(64), ctypes.c_size_t(64)
        with suppress(AttributeError, OSError):
            if ctypes.CDLL(None).sysctlbyname(b"kern.bootsessionuuid", raw, ctypes.byref(size), None, 0) == 0:
                return raw.value.decode("ascii", "replace").lower()
    with suppress(OSError):
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii", errors="replace").strip()
    return _UNKNOWN


def _started(pid: int) -> str:
    """When a process began, in ticks since the system did; a number that is given again has another."""
    with suppress(OSError, IndexError):
        # The second field is the program's name in brackets, and may hold blanks and brackets itself.
        return Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()[19]
    return _UNKNOWN


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
