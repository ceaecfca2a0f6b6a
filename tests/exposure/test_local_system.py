"""The running computer behind the port, bound to the same promises as the fixture."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from vault.exposure.cloud_folders import all_places, find_roots
from vault.exposure.fixture_system import FixtureSystem
from vault.exposure.local_system import LocalSystem, running_platform
from vault.exposure.system import System, expanded, join


@pytest.fixture(params=["local", "fixture"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[System, Callable[[str], str], Path]:
    """A system, how a name is spelled there, and where it really lies."""
    if request.param == "local":
        return LocalSystem(), lambda name: str(tmp_path / name), tmp_path
    system = FixtureSystem(tmp_path, running_platform())
    return system, lambda name: f"/{name}", tmp_path


def test_files_and_folders(place: tuple[System, Callable[[str], str], Path]) -> None:
    system, spelled, real = place
    (real / "dir").mkdir()
    (real / "dir" / "b").write_bytes(b"12345")
    (real / "dir" / "a").symlink_to("nowhere")
    assert system.is_dir(spelled("dir"))
    assert not system.is_dir(spelled("dir/b"))
    assert not system.is_dir("")
    assert system.names(spelled("dir")) == ("a", "b")
    assert system.names(spelled("absent")) == ()
    assert system.exists(spelled("dir/a")), "a broken link is there"
    assert system.read(spelled("dir/b")) == b"12345"
    assert system.read(spelled("dir/b"), most=4) is None
    assert system.read(spelled("dir")) is None
    assert system.read(spelled("absent")) is None
    assert system.rows(spelled("absent"), "t", ("c",)) == []
    assert system.values("HKCU\\Software\\absent") == {}
    assert system.subkeys("HKCU\\Software\\absent") == ()
    assert system.xattrs(spelled("absent")) == frozenset()
    assert system.xattr(spelled("dir"), "user.absent") == b""
    (real / "link").symlink_to(real / "dir")
    assert system.real(spelled("link")) == spelled("dir")


def test_attributes_mounts_and_processes_of_this_computer(tmp_path: Path) -> None:
    system = LocalSystem()
    os.setxattr(tmp_path, "user.com.dropbox.ignored", b"1")
    assert "user.com.dropbox.ignored" in system.xattrs(str(tmp_path))
    assert system.xattr(str(tmp_path), "user.com.dropbox.ignored") == b"1"
    assert {"/", "/proc"} <= {mount.point for mount in system.mounts()}
    running = system.processes()
    assert running is not None
    assert Path("/proc/self/comm").read_text().strip().casefold() in running


def test_a_dropbox_folder_of_this_home_is_found_with_what_it_leaves_out(home: Path) -> None:
    (home / "Dropbox" / "lokal").mkdir(parents=True)
    os.setxattr(home / "Dropbox" / "lokal", "user.com.dropbox.ignored", b"1")
    (home / "Downloads").mkdir()
    (home / ".dropbox").mkdir()
    told = {"personal": {"path": str(home / "Dropbox")}}
    (home / ".dropbox" / "info.json").write_text(json.dumps(told))
    [root] = [each for each in find_roots(LocalSystem()) if each.path.startswith(str(home))]
    assert (root.path, root.provider) == (str(home / "Dropbox"), "Dropbox")
    assert root.excluded == (str(home / "Dropbox" / "lokal"),)
    assert str(home / "Downloads") in {each.path for each in all_places(LocalSystem())}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("~/Sync", "/home/anna/Sync"), ("~", "/home/anna"), ("$HOME/x/", "/home/anna/x"), ("/a//b/", "/a/b"),
        ("relative/path", ""), ("", ""),
    ],
)  # fmt: skip
def test_paths_of_configurations_on_linux(tmp_path: Path, said: str, expected: str) -> None:
    assert expanded(FixtureSystem(tmp_path), said) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("C:/Users/anna/Nextcloud/", "C:\\Users\\anna\\Nextcloud"), ("\\\\?\\D:\\x", "D:\\x"), ("P:", "P:\\"),
        ("~\\Sync", "C:\\Users\\anna\\Sync"), ("x\\y", ""), ("\\\\nas\\share\\x", "\\\\nas\\share\\x"),
    ],
)  # fmt: skip
def test_paths_of_configurations_on_windows(tmp_path: Path, said: str, expected: str) -> None:
    system = FixtureSystem(tmp_path, "windows")
    assert expanded(system, said) == expected
    assert join(system, "C:\\a", "b/c") == "C:\\a\\b\\c"
