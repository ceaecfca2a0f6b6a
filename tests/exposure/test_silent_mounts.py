"""A server that is gone costs a few seconds and is told: nothing hangs, and nobody is called clean."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.exposure.scan_doubles import FakeDisk, FakeStatus, Seen, a_folder, cloud
from vault.exposure import local_system, mount_lists
from vault.exposure.cloud_folders import find_roots
from vault.exposure.finding import Root
from vault.exposure.local_system import LocalSystem
from vault.exposure.scan import ScanRequest, scan
from vault.exposure.scan_disk import Entry
from vault.exposure.silent_mounts import Asking, lies_in
from vault.exposure.system import Mount

NAME = "WhatsApp Chat with Anna.txt"
NAS = Mount("/D/nas", "nfs4", "nas:/x", "network")
SHORT = 0.2  # seconds of patience with who never answers
LONG = 120  # and with who does: on a busy machine that takes a while
FOLDERS: dict[str, dict[str, FakeStatus | None]] = {
    "/D": {"nas": a_folder(), "cloud": a_folder()}, "/D/nas": {NAME: None}, "/D/cloud": {NAME: None},
}  # fmt: skip


@pytest.fixture
def back() -> Iterator[threading.Event]:
    """Whether the server is back; it comes back when the test is over."""
    event = threading.Event()
    yield event
    event.set()


class HangingDisk(FakeDisk):
    """Below some folders nothing answers until the server is back."""

    def __init__(self, back: threading.Event, *hanging: str) -> None:
        super().__init__(FOLDERS)
        self.back, self.hanging = back, hanging

    def listing(self, path: str) -> AbstractContextManager[Iterator[Entry]]:
        if path.startswith(self.hanging):
            self.back.wait(LONG)
        return super().listing(path)


def seen(disk: HangingDisk, *starts: str, roots: tuple[Root, ...] = (), mounts: tuple[Mount, ...] = (NAS,)) -> Seen:
    """What a scan tells that has little patience, but only with those who never answer."""
    real = Asking.silent

    def silent(asking: Asking, paths: Iterable[str], patience: float) -> frozenset[str]:
        asked = list(paths)
        return real(asking, asked, patience if any(path.startswith(disk.hanging) for path in asked) else LONG)

    streaming = (cloud("/D/cloud", streaming=True), *roots)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Asking, "silent", silent)
        return Seen.of(scan(ScanRequest(starts, streaming, mounts), disk=disk, platform="linux", patience=SHORT))


def test_a_dead_mount_below_is_told_and_the_rest_is_seen(back: threading.Event) -> None:
    told = seen(HangingDisk(back, "/D/nas"), "/D")
    assert (told.not_looked, set(told.findings)) == ({"/D/nas": "network"}, {f"/D/cloud/{NAME}"})
    assert told.tick.not_looked == 1


@pytest.mark.parametrize("start", ["/D/nas", "/D/nas/chats"])
def test_a_start_on_a_dead_mount_is_told(back: threading.Event, start: str) -> None:
    told = seen(HangingDisk(back, "/D/nas"), start, "/D/cloud", roots=(cloud("/D/nas", streaming=True),))
    assert (told.not_looked, set(told.findings)) == ({start: "network"}, {f"/D/cloud/{NAME}"})


def test_a_start_that_leads_to_a_dead_mount_is_told(back: threading.Event, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    start, dead = str(tmp_path / "link"), str(tmp_path / "real")
    told = seen(HangingDisk(back, dead), start, "/D/cloud", mounts=(Mount(dead, "cifs", "//nas/x", "network"),))
    assert (told.not_looked, set(told.findings)) == ({start: "network"}, {f"/D/cloud/{NAME}"})


def test_a_mount_that_answers_or_refuses_is_looked_at(back: threading.Event) -> None:
    gone = Mount("/gone", "cifs", "", "network")  # the fake disk says that there is no such folder
    told = seen(HangingDisk(back, "/elsewhere"), "/D", "/gone", mounts=(NAS, gone))
    assert set(told.findings) == {f"/D/nas/{NAME}", f"/D/cloud/{NAME}"}
    assert told.not_looked == {"/gone": "vanished"}


def test_disks_of_this_computer_are_not_asked(back: threading.Event) -> None:
    disk = HangingDisk(back, "/elsewhere")
    seen(disk, "/D/cloud", mounts=(Mount("/elsewhere", "ext4", "/dev/sdb1"), Mount("/proc", "proc", "", "virtual")))
    assert disk.listed == ["/D/cloud"]


def test_who_hangs_already_is_not_asked_again_and_may_come_back(back: threading.Event) -> None:
    asked: list[str] = []
    hangs = threading.Event()

    def ask(path: str) -> None:
        asked.append(path)
        if path == "dead":
            hangs.set()
            back.wait()
        if path == "closed":
            raise PermissionError(path)

    asking = Asking(ask)
    assert asking.silent(["dead"], SHORT) == {"dead"}
    assert hangs.wait(LONG)
    began = time.monotonic()
    assert asking.silent(["dead", "closed", "well"], LONG) == {"dead"}
    assert asking.silent(["dead", "well"], LONG) == {"dead"}
    assert time.monotonic() - began < LONG, "no more patience with it"
    assert sorted(asked) == ["closed", "dead", "well", "well"]
    back.set()
    while asking.silent(["dead"], SHORT):
        time.sleep(0.01)
    assert asked.count("dead") <= 2


def test_a_mount_holds_what_lies_below_it_by_whole_names() -> None:
    assert lies_in("/mnt/nas/x", {"/mnt/nas"}, "linux")
    assert lies_in("/mnt/nas", {"/mnt/nas/"}, "linux")
    assert not lies_in("/mnt/nas2", {"/mnt/nas"}, "linux")
    assert not lies_in("/mnt/NAS/x", {"/mnt/nas"}, "linux")
    assert lies_in("z:/chats", {"Z:\\"}, "windows")
    assert lies_in("/Volumes/Nas/x", {"/Volumes/nas"}, "macos")


@pytest.fixture
def computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, back: threading.Event) -> LocalSystem:
    """A computer with a network drive of which nothing is heard."""
    (tmp_path / "nas/chats").mkdir(parents=True)
    mounts = [Mount(str(tmp_path / "nas"), "nfs4", "nas:/x", "network")]
    monkeypatch.setattr(mount_lists, "parse_mountinfo", lambda _: tuple(mounts))
    monkeypatch.setattr(local_system, "first_name", lambda _: back.wait(LONG))
    return LocalSystem(patience=SHORT)


def test_nothing_below_a_dead_mount_is_touched(computer: LocalSystem, tmp_path: Path) -> None:
    nas = str(tmp_path / "nas")
    assert computer.is_dir(nas)
    assert computer.exists(nas)
    assert not computer.is_dir(f"{nas}/chats")
    assert not computer.exists(f"{nas}/chats")
    assert computer.names(nas) == ()
    assert computer.read(f"{nas}/settings") is None
    assert computer.real(f"{nas}/chats/..") == f"{nas}/chats/.."
    assert computer.is_dir(str(tmp_path))


def test_a_dead_drive_is_still_a_place(computer: LocalSystem, tmp_path: Path) -> None:
    assert str(tmp_path / "nas") in [root.path for root in find_roots(computer)]


def test_a_disk_that_is_plugged_in_later_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    now, mounts = [0.0], [Mount("/", "ext4")]
    monkeypatch.setattr(mount_lists, "parse_mountinfo", lambda _: tuple(mounts))
    monkeypatch.setattr("vault.exposure.local_system.time.monotonic", lambda: now[0])
    system = LocalSystem()
    assert len(system.mounts()) == 1
    mounts.append(Mount("/media/anna/STICK", "vfat", "", "removable"))
    assert len(system.mounts()) == 1, "one look sees one computer"
    now[0] += 60
    assert len(system.mounts()) == 2
