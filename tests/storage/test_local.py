"""A folder as a place: the contract with a real disk, and faults that only a real system has."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.contracts.backend_contract import ALL_KINDS, UNKNOWN, BackendContract, name_of
from vault.errors import (
    DiskFull,
    FileTooBig,
    NameTooLong,
    NoPermission,
    ObjectMissing,
    PlaceFailed,
    PlaceMissing,
    ReadOnlyPlace,
)
from vault.storage.backend import CONFIG_NAME, Backend, Kind
from vault.storage.local import LocalBackend

NOBODY = 65534


@pytest.fixture
def somebody() -> Iterator[Path]:
    """A folder of an ordinary user, and that user at work: root may write anywhere, and would prove nothing."""
    base = Path(tempfile.mkdtemp(prefix="vault-contract-"))
    is_root = os.geteuid() == 0
    if is_root:
        os.chown(base, NOBODY, NOBODY)
        os.seteuid(NOBODY)
    yield base
    if is_root:
        os.seteuid(0)
    for folder, _, _ in os.walk(base):
        Path(folder).chmod(0o700)
    shutil.rmtree(base)


def folder_of(backend: Backend) -> Path:
    return Path(backend.place)


def raising(code: int) -> Callable[..., None]:
    """A function that fails so."""

    def fail(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    return fail


def answer_with(monkeypatch: pytest.MonkeyPatch, function: str, code: int) -> None:
    """Let the system answer with a fault."""
    monkeypatch.setattr(os, function, raising(code))


class TestLocalBackend(BackendContract):
    @pytest.fixture(params=["Vault", "Tresor von Zoë 漢 'x' \"y\" 🔒"])
    def backend(self, somebody: Path, request: pytest.FixtureRequest) -> Iterator[LocalBackend]:
        backend = LocalBackend(somebody / request.param)
        backend.create()
        with pytest.MonkeyPatch.context() as self.patch:
            yield backend

    def remove_place(self, backend: Backend) -> None:
        shutil.rmtree(folder_of(backend))

    def refuse_writing(self, backend: Backend) -> None:
        for folder, _, _ in os.walk(folder_of(backend)):
            Path(folder).chmod(0o500)

    def fill(self, backend: Backend) -> None:
        """The kernel's own full device stands behind every file that is opened for writing."""
        real = os.open

        def open_full(path: str | Path, flags: int, mode: int = 0o777) -> int:
            return real("/dev/full" if flags & os.O_CREAT else path, flags & ~(os.O_CREAT | os.O_EXCL), mode)

        self.patch.setattr(os, "open", open_full)

    def add_other_file(self, backend: Backend) -> None:
        (folder_of(backend) / "holiday.jpg").write_bytes(b"x")


@pytest.fixture
def backend(tmp_path: Path) -> LocalBackend:
    backend = LocalBackend(tmp_path / "Vault")
    backend.create()
    return backend


def test_lays_files_out_as_restic_does(backend: LocalBackend) -> None:
    name = name_of(b"x")
    for kind in ALL_KINDS:
        backend.save(kind, CONFIG_NAME if kind == "config" else name, b"x")
    folder = folder_of(backend)
    files = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    shelves = {f"{kind}/{name}" for kind in ("keys", "index", "snapshots", "locks")}
    assert files == shelves | {"config", f"data/{name[:2]}/{name}"}


def test_only_its_owner_may_read(backend: LocalBackend) -> None:
    backend.save("data", UNKNOWN, b"x")
    file = folder_of(backend) / "data" / UNKNOWN[:2] / UNKNOWN
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


def test_makes_folders_above_itself(tmp_path: Path) -> None:
    LocalBackend(tmp_path / "a" / "b" / "Vault").create()
    assert (tmp_path / "a" / "b" / "Vault" / "snapshots").is_dir()


def test_never_makes_the_place_by_saving(tmp_path: Path) -> None:
    """An unplugged disk's mount point must not fill the computer's own disk."""
    place = tmp_path / "media" / "stick"
    with pytest.raises(PlaceMissing):
        LocalBackend(place).save("data", UNKNOWN, b"x")
    assert not place.parent.exists()


def test_makes_a_missing_shelf(backend: LocalBackend) -> None:
    shutil.rmtree(folder_of(backend) / "data")
    shutil.rmtree(folder_of(backend) / "locks")
    assert backend.list("data") == backend.list("locks") == []
    backend.save("data", UNKNOWN, b"x")
    backend.save("locks", UNKNOWN, b"x")
    assert backend.list("data") == backend.list("locks") == [UNKNOWN]


def test_does_not_list_what_is_not_its_own(backend: LocalBackend) -> None:
    backend.save("data", UNKNOWN, b"x")
    folder = folder_of(backend) / "data"
    beside = UNKNOWN[:2]
    (folder / beside / f"{UNKNOWN}-tmp-1234").write_bytes(b"half")
    (folder / beside / "desktop.ini").write_bytes(b"")
    (folder / beside / name_of(b"z")).write_bytes(b"in another's folder")
    (folder / "notes.txt").write_bytes(b"")
    (folder / "xx").write_bytes(b"a file where folders are")
    (folder_of(backend) / "index" / "readme").write_bytes(b"")
    assert backend.list("data") == [UNKNOWN]
    assert backend.list("index") == []


@pytest.mark.parametrize("clutter", [".DS_Store", "desktop.ini", "Thumbs.db", "config-tmp-0123"])
def test_a_folder_with_only_the_systems_clutter_is_empty(backend: LocalBackend, clutter: str) -> None:
    (folder_of(backend) / clutter).write_bytes(b"")
    assert not backend.holds_other_files()


def test_leaves_nothing_beside_when_writing_fails(backend: LocalBackend, monkeypatch: pytest.MonkeyPatch) -> None:
    answer_with(monkeypatch, "write", errno.ENOSPC)
    with pytest.raises(DiskFull):
        backend.save("data", UNKNOWN, b"x")
    assert [path for path in folder_of(backend).rglob("*") if path.is_file()] == []


def test_a_file_is_flushed_before_it_gets_its_name(backend: LocalBackend, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    real_fsync, real_replace = os.fsync, Path.replace

    def fsync(descriptor: int) -> None:
        order.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        real_fsync(descriptor)

    def replace(path: Path, target: Path) -> Path:
        order.append("name")
        return real_replace(path, target)

    backend.save("data", UNKNOWN, b"makes the sub-folder first")
    backend.remove("data", UNKNOWN)
    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", replace)
    backend.save("data", UNKNOWN, b"x")
    assert order == ["file", "name", "folder"]


def test_writes_on_when_the_system_takes_only_a_part(backend: LocalBackend, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: real(descriptor, data[:7]))
    backend.save("data", UNKNOWN, bytes(range(100)))
    assert backend.load("data", UNKNOWN) == bytes(range(100))


def race_for_the_config(backend: LocalBackend, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another program puts its config there between our look and our rename."""
    real = os.fsync

    def fsync(descriptor: int) -> None:
        (folder_of(backend) / "config").write_bytes(b"the other's vault")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    backend.save("config", CONFIG_NAME, b"ours")


def test_a_config_that_came_first_stays(backend: LocalBackend, monkeypatch: pytest.MonkeyPatch) -> None:
    race_for_the_config(backend, monkeypatch)
    assert backend.load("config", CONFIG_NAME) == b"the other's vault"
    assert [path.name for path in folder_of(backend).iterdir() if path.is_file()] == ["config"]


def test_writes_a_config_where_there_are_no_links(backend: LocalBackend, monkeypatch: pytest.MonkeyPatch) -> None:
    answer_with(monkeypatch, "link", errno.EPERM)
    backend.save("config", CONFIG_NAME, b"ours")
    assert backend.load("config", CONFIG_NAME) == b"ours"
    assert [path.name for path in folder_of(backend).iterdir() if path.is_file()] == ["config"]


@pytest.mark.parametrize("works", [True, False])
def test_on_a_mac_the_drives_own_cache_is_flushed_too(
    backend: LocalBackend, monkeypatch: pytest.MonkeyPatch, works: bool
) -> None:
    flushed: list[int] = []

    def fcntl_as_on_a_mac(descriptor: int, command: int) -> None:
        assert command == 51
        flushed.append(descriptor)
        if not works:  # a network volume
            raise OSError(errno.ENOTSUP, "no")

    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(fcntl, "F_FULLFSYNC", 51, raising=False)
    monkeypatch.setattr(fcntl, "fcntl", fcntl_as_on_a_mac)
    backend.save("locks", UNKNOWN, b"x")
    assert len(flushed) == 1
    assert backend.load("locks", UNKNOWN) == b"x"


@pytest.mark.parametrize("code", [errno.EINVAL, errno.ENOTSUP])
def test_a_share_that_cannot_flush_folders_will_do(
    backend: LocalBackend, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    real = os.fsync

    def fsync(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(code, "no")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    backend.save("data", UNKNOWN, b"x")
    assert backend.load("data", UNKNOWN) == b"x"


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (errno.ENOSPC, DiskFull), (errno.EDQUOT, DiskFull),
        (errno.EACCES, NoPermission), (errno.EPERM, NoPermission), (errno.EROFS, ReadOnlyPlace),
        (errno.EFBIG, FileTooBig), (errno.ENAMETOOLONG, NameTooLong),
        (errno.EIO, PlaceFailed), (errno.ENODEV, PlaceFailed), (errno.ENXIO, PlaceFailed), (errno.ESTALE, PlaceFailed),
    ],
)  # fmt: skip
def test_each_fault_of_the_system_has_its_own_word(
    backend: LocalBackend, monkeypatch: pytest.MonkeyPatch, code: int, error: type[Exception]
) -> None:
    answer_with(monkeypatch, "fsync", code)
    with pytest.raises(error) as raised:
        backend.save("index", UNKNOWN, b"x")
    if isinstance(raised.value, PlaceFailed):
        assert raised.value.reason == errno.errorcode[code]
    if isinstance(raised.value, NoPermission):
        assert raised.value.writing
    monkeypatch.undo()
    assert backend.list("index") == []


def test_a_fault_while_reading_is_told(backend: LocalBackend, monkeypatch: pytest.MonkeyPatch) -> None:
    answer_with(monkeypatch, "scandir", errno.EIO)
    with pytest.raises(PlaceFailed) as raised:
        backend.list("index")
    assert raised.value.reason == "EIO"


def test_a_fault_without_a_number_is_told_by_its_class(backend: LocalBackend, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError("odd")

    monkeypatch.setattr(os, "scandir", fail)
    with pytest.raises(PlaceFailed) as raised:
        backend.list("index")
    assert raised.value.reason == "OSError"


def test_a_folder_that_may_not_be_read_is_no_missing_one(somebody: Path) -> None:
    backend = LocalBackend(somebody / "Vault")
    backend.create()
    backend.save("data", UNKNOWN, b"x")
    folder_of(backend).chmod(0)
    for attempt in (lambda: backend.load("data", UNKNOWN), lambda: backend.exists("data", UNKNOWN)):
        with pytest.raises(NoPermission) as refused:
            attempt()
        assert not refused.value.writing
    with pytest.raises(NoPermission):
        backend.list("data")


def test_a_file_where_the_folder_should_be_is_a_missing_place(tmp_path: Path) -> None:
    (tmp_path / "Vault").write_bytes(b"")
    backend = LocalBackend(tmp_path / "Vault")
    with pytest.raises(PlaceMissing):
        backend.list("data")
    with pytest.raises(PlaceMissing):
        backend.load("config", CONFIG_NAME)


def test_create_where_nobody_may_write_is_refused(somebody: Path) -> None:
    somebody.chmod(0o500)
    with pytest.raises(NoPermission) as refused:
        LocalBackend(somebody / "Vault").create()
    assert refused.value.writing


def test_a_vanished_file_is_told_by_its_name(backend: LocalBackend) -> None:
    with pytest.raises(ObjectMissing) as missing:
        backend.load("snapshots", UNKNOWN)
    assert missing.value.name == f"snapshots/{UNKNOWN}"


def test_knows_the_free_space(backend: LocalBackend) -> None:
    free = backend.free_space()
    assert free is not None
    assert free == pytest.approx(shutil.disk_usage(folder_of(backend)).free, rel=0.5)


def test_a_file_on_a_bad_sector_is_written_anew(backend: LocalBackend, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = b"whole"
    backend.save("data", name_of(whole), whole)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", raising(errno.EIO))
        before = (folder_of(backend) / "data" / name_of(whole)[:2] / name_of(whole)).stat().st_ino
        backend.save("data", name_of(whole), whole)
    assert (folder_of(backend) / "data" / name_of(whole)[:2] / name_of(whole)).stat().st_ino != before
    assert backend.load("data", name_of(whole)) == whole


def test_what_may_not_be_read_is_not_taken_for_damaged(backend: LocalBackend, monkeypatch: pytest.MonkeyPatch) -> None:
    backend.save("data", name_of(b"whole"), b"whole")
    monkeypatch.setattr(Path, "open", raising(errno.EACCES))
    with pytest.raises(NoPermission):
        backend.save("data", name_of(b"whole"), b"whole")


@pytest.mark.parametrize(
    "pattern",
    ["{} (1)", "{}-ANNA-PC", "{} (Anna's conflicted copy 2026-05-01)", "{}.sync-conflict-20260501-120000-ABC"],
)
@pytest.mark.parametrize("kind", ["data", "snapshots"])
def test_second_copies_of_a_cloud_are_told_and_only_those_that_are_the_same_can_be_removed(
    backend: LocalBackend, kind: Kind, pattern: str
) -> None:
    name, other = name_of(b"whole"), name_of(b"other")
    for each, data in ((name, b"whole"), (other, b"other")):
        backend.save(kind, each, data)
    shelf = folder_of(backend) / kind / (name[:2] if kind == "data" else "")
    same, differs = shelf / pattern.format(name), shelf / (pattern.format(name) + " (2)")
    same.write_bytes(b"whole")
    differs.write_bytes(b"what is this")
    shutil.copytree(folder_of(backend) / kind, folder_of(backend) / f"{kind} (1)")
    (shelf / f"{name}-tmp-0123").write_bytes(b"whole")
    (shelf / f"{name}-damaged-0123").write_bytes(b"whole")
    assert list(backend.second_copies(kind)) == sorted([name] * 5 + [other])
    assert backend.remove_second_copies(kind, name) == 15
    assert not same.exists()
    assert differs.exists()
    assert list(backend.second_copies(kind)) == sorted([name] * 2 + [other])
    assert backend.load(kind, name) == b"whole"
    assert len(list(shelf.glob("*-0123"))) == 2
    assert backend.remove_second_copies(kind, name) == 0


def test_a_second_copy_of_a_folder_of_packs_holds_second_copies(backend: LocalBackend) -> None:
    name = name_of(b"whole")
    backend.save("data", name, b"whole")
    shelf = folder_of(backend) / "data" / name[:2]
    shutil.copytree(shelf, shelf.with_name(f"{name[:2]} (1)"))
    assert list(backend.second_copies("data")) == [name]
    assert backend.remove_second_copies("data", name) == 5
    assert backend.load("data", name) == b"whole"
