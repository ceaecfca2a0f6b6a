"""Online-only files are told by what a listing gives; ordinary ones are not taken for them."""

from __future__ import annotations

import stat
from types import SimpleNamespace

import pytest

from vault.exposure import placeholders as p
from vault.exposure.finding import Root

LOCAL = Root("/c", "Dropbox", "provider-can-read", "A sentence.", "config")
STREAMING = Root("/c", "Google Drive", "provider-can-read", "A sentence.", "mount", streaming=True)
FILE, FOLDER = stat.S_IFREG | 0o644, stat.S_IFDIR | 0o755


def _windows(attributes: int, mode: int = FILE, tag: int = 0) -> SimpleNamespace:
    return SimpleNamespace(st_mode=mode, st_size=5000, st_file_attributes=attributes, st_reparse_tag=tag)


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        (0x20, False), (0x1000, True), (0x40000, True), (0x400000, True), (0x400 | 0x20, False),
        (0x80000 | 0x20, False), (0x100000 | 0x20, False), (0x100000 | 0x400000 | 0x1000 | 0x200 | 0x400, True),
    ],
)  # fmt: skip
def test_the_bits_of_windows(attributes: int, expected: bool) -> None:
    assert p.is_online_only("chat.zip", _windows(attributes), LOCAL) is expected
    assert p.is_online_only("folder", _windows(attributes | 0x10, FOLDER), LOCAL) is expected


def test_pinned_and_unpinned_at_once_is_left_out() -> None:
    assert p.is_left_out(_windows(p.PINNED | p.UNPINNED | 0x20))
    assert not p.is_left_out(_windows(p.PINNED))
    assert not p.is_left_out(_windows(p.UNPINNED))
    assert not p.is_left_out(SimpleNamespace(st_mode=FILE))


def test_a_walk_goes_into_cloud_folders_and_not_into_links() -> None:
    cloud = 0x9000601A
    assert not p.is_link(_windows(0x410, FOLDER, cloud))
    assert p.is_link(_windows(0x410, FOLDER, p.JUNCTION))
    assert p.is_link(_windows(0x410, FOLDER, p.SYMBOLIC_LINK))
    assert p.is_link(SimpleNamespace(st_mode=stat.S_IFLNK | 0o777))


@pytest.mark.parametrize(("flags", "expected"), [(0, False), (0x40000000, True), (0x40000020, True), (0x8000, False)])
def test_dataless_files_of_macos(flags: int, expected: bool) -> None:
    assert p.is_online_only("chat.zip", SimpleNamespace(st_mode=FILE, st_size=9, st_flags=flags), LOCAL) is expected


@pytest.mark.parametrize(
    ("name", "size", "expected", "behind"),
    [
        (".WhatsApp Chat.zip.icloud", 180, True, "WhatsApp Chat.zip"),
        (".WhatsApp Chat.zip.icloud", 90_000, False, "WhatsApp Chat.zip"),
        ("letter.icloud", 100, False, "letter.icloud"),
        (".icloud", 10, False, ".icloud"),
        ("chat.zip.nextcloud", 1, True, "chat.zip"),
        ("chat.zip.nextcloud", 4000, False, "chat.zip"),
        ("chat.zip.owncloud", 1, True, "chat.zip"),
        ("chat.zip", 0, False, "chat.zip"),
    ],
)
def test_stubs_are_told_by_name_and_size(name: str, size: int, expected: bool, behind: str) -> None:
    assert p.is_online_only(name, SimpleNamespace(st_mode=FILE, st_size=size), LOCAL) is expected
    assert p.name_behind(name) == behind


def test_on_a_virtual_drive_every_file_is_online_only_and_folders_may_be_listed() -> None:
    assert p.is_online_only("chat.zip", SimpleNamespace(st_mode=FILE, st_size=9), STREAMING)
    assert p.is_online_only("chat.zip", None, STREAMING)
    assert not p.is_online_only("folder", SimpleNamespace(st_mode=FOLDER, st_size=0), STREAMING)


def test_a_sparse_local_file_is_not_taken_for_one() -> None:
    assert not p.is_online_only("disk.img", SimpleNamespace(st_mode=FILE, st_size=10**9, st_blocks=0), LOCAL)
    assert not p.is_online_only("chat.zip", SimpleNamespace(st_mode=FILE, st_size=1), None)


def test_preparing_the_process_is_agreed_to_here() -> None:
    assert p.prepare_process() is True
