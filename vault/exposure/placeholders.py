"""Online-only files: told from names and attributes that a listing gives, so that nothing is ever opened to find out.

Windows: attribute bits (learn.microsoft.com, "Handling placeholders"); macOS: the flag SF_DATALESS, and before
Sonoma stubs named `.name.icloud`; Nextcloud: the suffix `.nextcloud`; virtual drives and network mounts: the root
says so. A placeholder is the cloud's copy: it is judged by its name.
"""

from __future__ import annotations

import ctypes
import stat
import sys
from typing import Final

from vault.exposure.finding import Root

OFFLINE: Final = 0x1000
RECALL_ON_OPEN: Final = 0x40000
PINNED: Final = 0x80000
UNPINNED: Final = 0x100000
RECALL_ON_DATA_ACCESS: Final = 0x400000
ONLINE_ONLY: Final = OFFLINE | RECALL_ON_OPEN | RECALL_ON_DATA_ACCESS
LEFT_OUT: Final = PINNED | UNPINNED
SF_DATALESS: Final = 0x40000000
REPARSE_POINT: Final = 0x400
JUNCTION: Final = 0xA0000003
SYMBOLIC_LINK: Final = 0xA000000C

STUB_SUFFIX = ".icloud"
VIRTUAL_SUFFIXES = (".nextcloud", ".owncloud")
_SMALLEST_REAL = 200  # a stub has fewer bytes; somebody's own file of that name may have more

_IOPOL_TYPE_VFS_MATERIALIZE_DATALESS_FILES: Final = 3
_IOPOL_SCOPE_PROCESS: Final = 0
_IOPOL_MATERIALIZE_OFF: Final = 1
_PHCM_EXPOSE_PLACEHOLDERS: Final = 2


def is_online_only(name: str, status: object, root: Root | None) -> bool:
    """Whether reading this file (or listing this folder) would download.

    `status` is what stat gives without following links (DirEntry.stat), or None where only the name is known.
    """
    if root is not None and root.streaming:
        return not _is_folder(status)
    attributes = int(getattr(status, "st_file_attributes", 0) or 0)
    flags = int(getattr(status, "st_flags", 0) or 0)
    return bool(attributes & ONLINE_ONLY or flags & SF_DATALESS) or is_stub(name, status)


def is_stub(name: str, status: object = None) -> bool:
    """Whether a file of this name and size only stands for one in the cloud:

    `.chat.zip.icloud`, `chat.zip.nextcloud`.
    """
    size = int(getattr(status, "st_size", 0) or 0)
    small = name.casefold()
    if small.startswith(".") and small.endswith(STUB_SUFFIX) and len(name) > len(STUB_SUFFIX) + 1:
        return size < _SMALLEST_REAL
    return small.endswith(VIRTUAL_SUFFIXES) and size <= 1


def name_behind(name: str) -> str:
    """The name of the file that a stub stands for; other names as they are."""
    small = name.casefold()
    if small.startswith(".") and small.endswith(STUB_SUFFIX) and len(name) > len(STUB_SUFFIX) + 1:
        return name[1 : -len(STUB_SUFFIX)]
    for suffix in VIRTUAL_SUFFIXES:
        if small.endswith(suffix):
            return name[: -len(suffix)]
    return name


def is_left_out(status: object) -> bool:
    """Whether a Windows client was told not to copy this: pinned and unpinned at once."""
    return int(getattr(status, "st_file_attributes", 0) or 0) & LEFT_OUT == LEFT_OUT


def is_link(status: object) -> bool:
    """Whether a walk must not go in: symbolic links and junctions. Cloud folders are reparse points, and walked."""
    mode = int(getattr(status, "st_mode", 0) or 0)
    return stat.S_ISLNK(mode) or getattr(status, "st_reparse_tag", 0) in (JUNCTION, SYMBOLIC_LINK)


def _is_folder(status: object) -> bool:
    return stat.S_ISDIR(int(getattr(status, "st_mode", 0) or 0))


def prepare_process() -> bool:
    """Tell the system, once and before any walk, that this process downloads nothing.

    macOS then fails such reads with EDEADLK at once; Windows shows placeholders as what they are. False means that
    the system did not agree: cloud folders must then not be opened at all.
    """
    if sys.platform == "darwin":
        return _refuse_downloads_on_macos()
    if sys.platform == "win32":
        return _show_placeholders_on_windows()
    return True


def _refuse_downloads_on_macos() -> bool:
    try:
        policy = ctypes.CDLL(None).setiopolicy_np
        answer = policy(_IOPOL_TYPE_VFS_MATERIALIZE_DATALESS_FILES, _IOPOL_SCOPE_PROCESS, _IOPOL_MATERIALIZE_OFF)
    except (OSError, AttributeError):
        return False
    return bool(answer == 0)


if sys.platform == "win32":

    def _show_placeholders_on_windows() -> bool:
        """RtlSetProcessPlaceholderCompatibilityMode gives the old mode; negative: it failed."""
        try:
            set_mode = ctypes.WinDLL("ntdll").RtlSetProcessPlaceholderCompatibilityMode
        except (OSError, AttributeError):
            return True  # before Windows 10 1803 there are no such placeholders to hide
        set_mode.argtypes, set_mode.restype = [ctypes.c_byte], ctypes.c_byte
        return bool(set_mode(_PHCM_EXPOSE_PLACEHOLDERS) >= 0)
