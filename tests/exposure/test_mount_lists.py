"""Lists of mounts as the systems write them."""

from __future__ import annotations

from vault.exposure.mount_lists import parse_mount_command, parse_mountinfo
from vault.exposure.system import Mount

MOUNTINFO = """\
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw,errors=remount-ro
23 22 0:21 / /proc rw,nosuid - proc proc rw
40 22 8:17 / /media/anna/USB\\040STICK rw,nosuid,nodev,relatime shared:77 - vfat /dev/sdb1 rw,uid=1000
41 22 0:50 / /home/anna/mnt rw,nosuid,nodev shared:90 master:3 - fuse.rclone gdrive:Some\\040Path rw,user_id=1000
42 22 0:51 / /mnt/nas rw - cifs //nas/share rw,username=anna
43 22 0:52 / /home/anna/dav rw - fuse https://dav.example.org/anna rw
44 22 0:53 / /run/user/1000/gvfs rw - fuse.gvfsd-fuse gvfsd-fuse rw
broken line without the dash
45 22 - short
"""
MOUNT = """\
/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
//anna@nas._smb._tcp.local/Familie on /Volumes/Familie (Archiv) (smbfs, nodev, nosuid, mounted by anna)
/dev/disk4s1 on /Volumes/STICK (msdos, local, nodev, nosuid, noowners)
pCloud.fs on /Users/anna/pCloud Drive (macfuse, nodev, nosuid, mounted by anna)
map auto_home on /System/Volumes/Data/home (autofs, automounted, nobrowse)
nonsense
"""


def test_mountinfo_of_linux() -> None:
    assert parse_mountinfo(MOUNTINFO.encode()) == (
        Mount("/", "ext4", "/dev/sda1", "fixed"),
        Mount("/proc", "proc", "proc", "virtual"),
        Mount("/media/anna/USB STICK", "vfat", "/dev/sdb1", "removable"),
        Mount("/home/anna/mnt", "fuse.rclone", "gdrive:Some Path", "virtual"),
        Mount("/mnt/nas", "cifs", "//nas/share", "network"),
        Mount("/home/anna/dav", "davfs", "https://dav.example.org/anna", "network"),
        Mount("/run/user/1000/gvfs", "fuse.gvfsd-fuse", "gvfsd-fuse", "virtual"),
    )


def test_mount_of_macos() -> None:
    assert parse_mount_command(MOUNT) == (
        Mount("/", "apfs", "/dev/disk3s1s1", "fixed"),
        Mount("/Volumes/Familie (Archiv)", "smbfs", "//anna@nas._smb._tcp.local/Familie", "network"),
        Mount("/Volumes/STICK", "msdos", "/dev/disk4s1", "removable"),
        Mount("/Users/anna/pCloud Drive", "macfuse", "pCloud.fs", "virtual"),
        Mount("/System/Volumes/Data/home", "autofs", "map auto_home", "virtual"),
    )


def test_nothing_gives_nothing() -> None:
    assert parse_mountinfo(b"") == ()
    assert parse_mount_command("") == ()
