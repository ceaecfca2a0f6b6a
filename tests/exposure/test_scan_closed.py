"""What must not be opened is not: a fake disk fails at the first open. What could not be looked at is said."""

from __future__ import annotations

import errno
import stat
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.exposure.scan_doubles import (
    CHAT,
    RULES,
    CountingDisk,
    FakeDisk,
    FakeStatus,
    OpenedNothing,
    Seen,
    a_file,
    a_folder,
    cloud,
    look,
)  # fmt: skip
from vault.exposure.placeholders import (
    JUNCTION,
    OFFLINE,
    PINNED,
    RECALL_ON_DATA_ACCESS,
    RECALL_ON_OPEN,
    REPARSE_POINT,
    SF_DATALESS,
    UNPINNED,
)  # fmt: skip
from vault.exposure.scan import ScanRequest, scan
from vault.exposure.scan_disk import Entry, LocalDisk, OpenFile
from vault.exposure.scan_look import MOST_NAMED
from vault.exposure.system import Mount, Platform

ROOT = cloud("/D")
NAME = "WhatsApp Chat with Anna.txt"
ONLINE_ONLY = [
    ("windows", a_file(st_file_attributes=OFFLINE)),
    ("windows", a_file(st_file_attributes=RECALL_ON_OPEN)),
    ("windows", a_file(st_file_attributes=RECALL_ON_DATA_ACCESS | REPARSE_POINT)),
    ("macos", a_file(st_flags=SF_DATALESS)),
]


def test_the_fake_would_notice() -> None:
    disk = FakeDisk({"/D": {NAME: a_file()}})
    with pytest.raises(OpenedNothing):
        look("/D", roots=[ROOT], disk=disk)


@pytest.mark.parametrize(("platform", "status"), ONLINE_ONLY)
def test_a_placeholder_is_judged_by_its_name(platform: Platform, status: FakeStatus) -> None:
    disk = FakeDisk({"/D": {NAME: status, "notes.txt": status}})
    seen = look("/D", roots=[ROOT], disk=disk, platform=platform)
    (finding,) = seen.findings.values()
    assert (finding.path, finding.verdict.chat, finding.verdict.opened) == (f"/D/{NAME}", "likely", False)
    assert (finding.severity, finding.size) == ("amber", 100)
    assert (seen.tick.by_name, seen.tick.opened) == (2, 0)


@pytest.mark.parametrize("stub", [f".{NAME}.icloud", f"{NAME}.nextcloud"])
def test_a_stub_is_judged_by_the_name_behind_it(stub: str) -> None:
    disk = FakeDisk({"/D": {stub: a_file(st_size=1)}})
    (finding,) = look("/D", roots=[ROOT], disk=disk, platform="macos").findings.values()
    assert (finding.verdict.chat, finding.size, finding.modified) == ("likely", 0, None)


def test_a_streaming_root_is_read_by_names_alone() -> None:
    disk = FakeDisk({"/D": {NAME: None, "photo.jpg": None, "sub": a_folder()}, "/D/sub": {NAME: None}})
    seen = look("/D", roots=[cloud("/D", streaming=True)], disk=disk)
    assert set(seen.findings) == {f"/D/{NAME}", f"/D/sub/{NAME}"}
    assert {each.severity for each in seen.findings.values()} == {"amber"}


@pytest.mark.parametrize(
    "mount", [Mount("/D/net", "cifs", "//nas/x", "network"), Mount("/D/net", "fuse.rclone", "g:", "virtual")]
)
def test_a_network_mount_below_is_read_by_names_alone(mount: Mount) -> None:
    disk = FakeDisk({"/D": {"net": a_folder()}, "/D/net": {NAME: None}})
    (finding,) = look("/D", disk=disk, mounts=(mount,)).findings.values()
    assert finding.root is not None
    assert (finding.root.provider_class, finding.severity) == ("own-server", "grey")


def test_a_start_on_a_network_mount_is_read_by_names_alone() -> None:
    disk = FakeDisk({"/net/x": {NAME: None}})
    seen = look("/net/x", disk=disk, mounts=(Mount("/", "ext4"), Mount("/net", "nfs4", "nas:/x", "network")))
    assert set(seen.findings) == {f"/net/x/{NAME}"}


def test_an_online_only_folder_is_not_listed() -> None:
    disk = FakeDisk({"/D": {"far": a_folder(st_file_attributes=RECALL_ON_DATA_ACCESS)}, "/D/far": {NAME: a_file()}})
    seen = look("/D", roots=[ROOT], disk=disk, platform="windows")
    assert (seen.findings, seen.not_looked, disk.listed) == ({}, {"/D/far": "online-only"}, ["/D"])


def test_a_junction_is_not_entered_and_a_cloud_folder_is() -> None:
    folders = {
        "junction": a_folder(st_file_attributes=REPARSE_POINT, st_reparse_tag=JUNCTION),
        "cloud": a_folder(st_file_attributes=REPARSE_POINT, st_reparse_tag=0x9000001A),
    }
    disk = FakeDisk({"/D": {**folders}, "/D/junction": {}, "/D/cloud": {}})
    look("/D", roots=[ROOT], disk=disk, platform="windows")
    assert disk.listed == ["/D", "/D/cloud"]


def test_a_set_in_a_streaming_root_is_judged_closed() -> None:
    disk = FakeDisk({"/D": {"Manifest.plist": None, "ab": a_folder()}, "/D/ab": {"x": None}})
    (finding,) = look("/D", roots=[cloud("/D", streaming=True)], disk=disk).findings.values()
    assert (finding.kind, finding.verdict.opened, finding.severity) == ("set", False, "amber")


def test_a_set_whose_files_are_online_only_is_judged_closed() -> None:
    far = a_file(st_file_attributes=RECALL_ON_DATA_ACCESS)
    disk = FakeDisk({"/D": {"Manifest.plist": far}})
    (finding,) = look("/D", roots=[ROOT], disk=disk, platform="windows").findings.values()
    assert (finding.kind, finding.verdict.opened) == ("set", False)


FAR = a_file(st_file_attributes=RECALL_ON_DATA_ACCESS)
STUB = a_file(st_size=150)
SIGNAL: dict[str, FakeStatus | None] = {"files": a_folder(), "signal-backup-2026-11-01-02-03-04": a_folder()}
SNAPSHOT = "/D/signal-backup-2026-11-01-02-03-04"
RESTIC = {"config": a_file(), **{name: a_folder() for name in ("data", "index", "keys", "snapshots")}}


@pytest.mark.parametrize(
    "folders",
    [
        {"/D": SIGNAL, SNAPSHOT: {"main": FAR, "metadata": FAR}, "/D/files": {"x": FAR}},
        {"/D": SIGNAL, SNAPSHOT: {".main.icloud": STUB, ".metadata.icloud": STUB}, "/D/files": {}},
        {"/D": SIGNAL, SNAPSHOT: {"main.nextcloud": a_file(st_size=1), "metadata": FAR}, "/D/files": {}},
        {"/D": {"files": a_folder(), SNAPSHOT[3:]: a_folder(st_flags=SF_DATALESS)}, "/D/files": {"x": a_file()}},
        {"/D": {"main": a_file(), "files": a_folder(), ".metadata.icloud": STUB}, "/D/files": {}},
        {"/D": RESTIC, "/D/keys": {"a" * 64: FAR}},
        {"/D": RESTIC, "/D/keys": {f".{'a' * 64}.icloud": STUB}},
        {"/D": {"inbox": a_folder(), "archived_threads": a_folder()}, "/D/inbox": {"anna_1": a_folder()},
            "/D/inbox/anna_1": {"message_1.json": FAR}, "/D/archived_threads": {}},
        {"/D": {"metadata.json.nextcloud": a_file(st_size=1), "main.jsonl.nextcloud": a_file(st_size=1)}},
    ],
)  # fmt: skip
def test_a_set_that_is_far_away_further_down_is_judged_closed(folders: dict[str, dict[str, FakeStatus | None]]) -> None:
    disk = FakeDisk(folders)
    (finding,) = Seen.of(scan(ScanRequest(("/D",), (ROOT,)), disk=disk, platform="windows")).findings.values()
    verdict = finding.verdict
    assert (finding.kind, verdict.chat, verdict.access, verdict.opened) == ("set", "likely", "unknown", False)
    assert verdict.reasons == ("set", "not-opened")


def test_a_set_of_which_a_part_is_here_says_what_is_here() -> None:
    disk = FakeDisk({
        "/D": {"inbox": a_folder(), "archived_threads": a_folder()}, "/D/archived_threads": {},
        "/D/inbox": {"anna_1": a_folder(), "ben_1": a_folder()},
        "/D/inbox/anna_1": {"message_1.json": FAR, ".message_2.json.icloud": STUB},
        "/D/inbox/ben_1": {"message_1.json": a_file(st_size=4000)},
    })  # fmt: skip
    (finding,) = Seen.of(scan(ScanRequest(("/D",), (ROOT,)), disk=disk, platform="windows")).findings.values()
    assert (finding.verdict.chat, finding.verdict.access) == ("yes", "readable")
    assert finding.size == 4100, "a stub's own size is nobody's"


def test_nothing_in_a_cloud_is_opened_when_the_system_did_not_agree(tmp_path: Path) -> None:
    for name in ("Dropbox", "Downloads"):
        (tmp_path / name).mkdir()
        (tmp_path / name / NAME).write_bytes(CHAT)
    disk = CountingDisk()
    roots = [cloud(tmp_path / "Dropbox"), cloud(tmp_path / "Downloads", provider_class="local")]
    seen = look(*(root.path for root in roots), roots=roots, disk=disk, may_open=False)
    assert disk.opened == [NAME]
    assert seen.findings[f"{tmp_path}/Dropbox/{NAME}"].severity == "amber"


def test_what_windows_leaves_out_is_not_accused() -> None:
    status = a_file(st_file_attributes=PINNED | UNPINNED | OFFLINE)
    disk = FakeDisk({"/D": {NAME: status}})
    (finding,) = look("/D", roots=[ROOT], disk=disk, platform="windows").findings.values()
    assert finding.root is None


class Refusing(LocalDisk):
    """Says no to some paths, as a system does: what it says is an errno."""

    def __init__(self, refused: dict[str, int]) -> None:
        self._refused = refused

    def listing(self, path: str) -> AbstractContextManager[Iterator[Entry]]:
        self._refuse(path)
        return super().listing(path)

    def open(self, path: str) -> OpenFile:
        self._refuse(path)
        return super().open(path)

    def _refuse(self, path: str) -> None:
        if path in self._refused:
            raise OSError(self._refused[path], "no")


WHY = [(errno.EACCES, "permission"), (errno.EPERM, "permission"), (errno.ENOENT, "vanished"), (errno.EIO, "unreadable")]


@pytest.mark.parametrize(("number", "why"), WHY)
def test_a_refused_folder_and_a_refused_file_are_named(tmp_path: Path, number: int, why: str) -> None:
    (tmp_path / "closed").mkdir()
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_bytes(CHAT)
    refused = [f"{tmp_path}/closed", f"{tmp_path}/a.txt"]
    seen = look(tmp_path, disk=Refusing(dict.fromkeys(refused, number)))
    assert seen.not_looked == dict.fromkeys(refused, why)
    assert set(seen.findings) == {f"{tmp_path}/b.txt"}
    assert seen.tick.not_looked == 2


def test_a_read_that_would_download_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(CHAT)
    seen = look(tmp_path, disk=Refusing({f"{tmp_path}/{NAME}": errno.EDEADLK}), roots=[cloud(tmp_path)])
    (finding,) = seen.findings.values()
    assert (finding.verdict.opened, finding.severity, seen.not_looked) == (False, "amber", {})


def test_a_set_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "Manifest.plist").write_bytes(b"x")
    seen = look(tmp_path, disk=Refusing({f"{tmp_path}/Manifest.plist": errno.EACCES}))
    assert (seen.findings, seen.not_looked) == ({}, {str(tmp_path): "permission"})


def test_very_many_refusals_are_counted_and_not_all_named(tmp_path: Path) -> None:
    folders = {f"{number}": a_folder() for number in range(MOST_NAMED + 50)}
    seen = look("/D", disk=FakeDisk({"/D": {**folders}}))
    assert (len(seen.not_looked), seen.tick.not_looked) == (MOST_NAMED, MOST_NAMED + 50)


def test_rules_and_fakes_speak_of_the_same_names() -> None:
    assert RULES.is_candidate(NAME)
    assert stat.S_ISREG(a_file().st_mode)
