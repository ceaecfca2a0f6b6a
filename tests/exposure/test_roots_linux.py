"""Linux: settings and mounts of every client are found; removed ones and what is no cloud are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.exposure.linux_cases import CASES, HOME
from tests.exposure.root_cases import Case, put
from tests.exposure.roots_found import ListeningSystem, check_found
from vault.exposure.cloud_folders import find_roots
from vault.exposure.fixture_system import FixtureSystem
from vault.exposure.mount_lists import kind_of
from vault.exposure.system import Mount


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_client_in_use_is_found(case: Case, tmp_path: Path) -> None:
    check_found(case, case.system(tmp_path))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_client_whose_folders_are_gone_is_not(case: Case, tmp_path: Path) -> None:
    gone = {each.path for each in case.expected}
    assert {root.path for root in find_roots(case.system(tmp_path, with_folders=False))} & gone == set()


@pytest.mark.parametrize(
    ("point", "fstype", "source"),
    [
        (f"{HOME}/Private", "fuse.gocryptfs", "/home/anna/.locked"),
        (f"{HOME}/phone", "fuse.jmtpfs", "jmtpfs"),
        (f"{HOME}/old", "fuse.borgfs", "borgfs"),
        (f"{HOME}/data", "ext4", "/dev/sdb1"),
        ("/home", "nfs4", "server:/home"),
        (HOME, "cifs", "//server/anna"),
    ],
)
def test_what_is_no_cloud_is_left_alone(tmp_path: Path, point: str, fstype: str, source: str) -> None:
    system = FixtureSystem(tmp_path, "linux", mounted=(Mount(point, fstype, source, kind_of(point, fstype)),))
    system.at(point).mkdir(parents=True, exist_ok=True)
    assert find_roots(system) == []


@pytest.mark.parametrize("name", ["Box", "Boxer", "Drop box", "MEGAphone", "Nextcloud-Handbuch", "drive"])
def test_a_similar_name_is_no_cloud_folder(tmp_path: Path, name: str) -> None:
    system = FixtureSystem(tmp_path, "linux")
    system.at(f"{HOME}/{name}").mkdir()
    assert find_roots(system) == []


def test_a_locked_rclone_configuration_leaves_the_name_of_the_remote(tmp_path: Path) -> None:
    system = FixtureSystem(tmp_path, "linux", mounted=(Mount("/mnt/x", "fuse.rclone", "mine:", "virtual"),))
    put(system, f"{HOME}/.config/rclone/rclone.conf", "# Encrypted rclone configuration File\n\nRCLONE_ENCRYPT_V0:\nAA")
    system.at("/mnt/x").mkdir(parents=True)
    assert [(root.provider, root.provider_class) for root in find_roots(system)] == [
        ("rclone (mine)", "provider-can-read")
    ]


def test_nothing_below_a_mount_is_listed(tmp_path: Path) -> None:
    system = ListeningSystem(tmp_path, "linux", mounted=(Mount(f"{HOME}/server", "fuse.sshfs", "a@b:", "network"),))
    put(system, f"{HOME}/server/inner/.megaignore", "x")
    assert [root.path for root in find_roots(system)] == [f"{HOME}/server"]
    assert [path for path in system.listed if path.startswith(f"{HOME}/server")] == []
