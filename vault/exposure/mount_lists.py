"""How each system lists what is mounted: Linux a file, macOS a command, Windows drive letters. Names only."""

from __future__ import annotations

import ctypes
import re
import sys

from vault.exposure.system import Mount, MountKind

NETWORK_TYPES = frozenset({
    "nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afpfs", "webdav", "davfs", "davfs2", "ncpfs", "afs",
    "ceph", "glusterfs", "fuse.sshfs", "fuse.davfs", "fuse.davfs2", "fuse.curlftpfs", "fuse.smbnetfs",
    "fuse.glusterfs", "fuse.ceph", "ftp",
})  # fmt: skip
REMOVABLE_POINTS = ("/media/", "/run/media/", "/Volumes/")
_OCTAL = re.compile(r"\\([0-7]{3})")
_MOUNT_LINE = re.compile(r"^(?P<source>.*?) on (?P<point>/.*) \((?P<fstype>[^,)]+)[^()]*\)$")
_PSEUDO = frozenset({
    "proc", "sysfs", "tmpfs", "devtmpfs", "devpts", "cgroup", "cgroup2", "mqueue", "hugetlbfs", "debugfs", "tracefs",
    "securityfs", "pstore", "bpf", "configfs", "fusectl", "autofs", "binfmt_misc", "efivarfs", "overlay", "squashfs",
    "nsfs", "ramfs", "rpc_pipefs", "selinuxfs", "fuse.portal", "fuse.lxcfs", "devfs", "fuse.snapfuse",
})  # fmt: skip


def kind_of(point: str, fstype: str) -> MountKind:
    """What a mounted file system is to us, from its type and place."""
    if fstype in NETWORK_TYPES:
        return "network"
    if fstype in _PSEUDO or fstype == "fuse" or fstype.startswith(("fuse.", "macfuse", "osxfuse")):
        return "virtual"
    return "removable" if point.startswith(REMOVABLE_POINTS) else "fixed"


def parse_mountinfo(data: bytes) -> tuple[Mount, ...]:
    """`/proc/self/mountinfo` (proc(5)): fields, a lone "-", then type and source; spaces are written `\\040`."""
    found = []
    for line in data.decode(errors="replace").splitlines():
        left, dash, right = line.partition(" - ")
        fields, rest = left.split(" "), right.split(" ")
        if not dash or len(fields) < 5 or len(rest) < 2:
            continue
        point, fstype = _plain(fields[4]), rest[0]
        # davfs2 gives its type as plain "fuse" or "davfs", and the address as its source
        is_web = fstype == "fuse" and rest[1].startswith(("http://", "https://"))
        fstype = "davfs" if is_web else fstype
        found.append(Mount(point, fstype, _plain(rest[1]), kind_of(point, fstype)))
    return tuple(found)


def _plain(text: str) -> str:
    """Undo the kernel's octal escapes, which stand for bytes."""
    return _OCTAL.sub(lambda match: chr(int(match.group(1), 8)), text)


def parse_mount_command(text: str) -> tuple[Mount, ...]:
    """What macOS's `mount` prints: `//anna@nas/share on /Volumes/share (smbfs, nodev)`."""
    found = []
    for line in text.splitlines():
        match = _MOUNT_LINE.match(line.strip())
        if match:
            point, fstype = match["point"], match["fstype"].strip()
            found.append(Mount(point, fstype, match["source"], kind_of(point, fstype)))
    return tuple(found)


if sys.platform == "win32":
    from ctypes import wintypes

    _KINDS: dict[int, MountKind] = {2: "removable", 3: "fixed", 4: "network", 6: "fixed"}
    _SNAPSHOT_OF_PROCESSES = 0x2
    _NO_HANDLE = ctypes.c_void_p(-1).value

    def windows_drives() -> tuple[Mount, ...]:
        """Every drive letter with its label. A network drive's label is not asked for: that could wait on a server."""
        kernel = ctypes.windll.kernel32
        letters = [chr(65 + bit) for bit in range(26) if kernel.GetLogicalDrives() >> bit & 1]
        return tuple(drive for letter in letters if (drive := _drive(f"{letter}:\\")) is not None)

    def _drive(point: str) -> Mount | None:
        kernel = ctypes.windll.kernel32
        kind = _KINDS.get(kernel.GetDriveTypeW(point))
        if kind is None or kind == "network":
            return Mount(point, "", "", kind) if kind else None
        label, fstype = ctypes.create_unicode_buffer(261), ctypes.create_unicode_buffer(261)
        if not kernel.GetVolumeInformationW(point, label, 261, None, None, None, fstype, 261):
            return None
        return Mount(point, fstype.value, label.value, kind)

    class _ProcessEntry(ctypes.Structure):
        """PROCESSENTRY32W of tlhelp32.h."""

        _fields_ = [
            ("size", wintypes.DWORD), ("usage", wintypes.DWORD), ("process", wintypes.DWORD),
            ("heap", ctypes.c_size_t), ("module", wintypes.DWORD), ("threads", wintypes.DWORD),
            ("parent", wintypes.DWORD), ("priority", ctypes.c_long), ("flags", wintypes.DWORD),
            ("name", ctypes.c_wchar * 260),
        ]  # fmt: skip

    def windows_programs() -> frozenset[str] | None:
        """The names of the running programs, from one snapshot; None when the system refuses."""
        kernel = ctypes.windll.kernel32
        kernel.CreateToolhelp32Snapshot.restype = ctypes.c_void_p
        handle = kernel.CreateToolhelp32Snapshot(_SNAPSHOT_OF_PROCESSES, 0)
        if handle == _NO_HANDLE:
            return None
        entry, names = _ProcessEntry(), set()
        entry.size = ctypes.sizeof(entry)
        more = kernel.Process32FirstW(ctypes.c_void_p(handle), ctypes.byref(entry))
        while more:
            names.add(str(entry.name).casefold())
            more = kernel.Process32NextW(ctypes.c_void_p(handle), ctypes.byref(entry))
        kernel.CloseHandle(ctypes.c_void_p(handle))
        return frozenset(names)
