"""Which root a path lies in: the longest, by whole components, in each system's sense of equal."""

from __future__ import annotations

from pathlib import Path

import pytest

from vault.exposure.cloud_folders import root_of
from vault.exposure.finding import Root
from vault.exposure.root_index import RootIndex
from vault.exposure.system import Platform


def _root(path: str, *excluded: str) -> Root:
    return Root(path, "Dropbox", "provider-can-read", "A sentence.", "config", excluded=excluded)


def _found(platform: Platform, path: str, *roots: str) -> str | None:
    index = RootIndex([_root(each) for each in roots], platform, lambda same: same)
    root = index.of(path)
    return root.path if root else None


@pytest.mark.parametrize(
    ("platform", "path", "expected"),
    [
        ("linux", "/home/anna/Dropbox/a/b.zip", "/home/anna/Dropbox"),
        ("linux", "/home/anna/Dropbox", "/home/anna/Dropbox"),
        ("linux", "/home/anna/Dropbox/", "/home/anna/Dropbox"),
        ("linux", "/home/anna/Dropbox2/a", None),
        ("linux", "/home/anna/dropbox/a", None),
        ("linux", "/home/anna/Dropbox/../x", None),
        ("linux", "/home/anna/Dropbox/Team/x/y", "/home/anna/Dropbox/Team"),
        ("linux", "/home/anna/Dropbox/Teams/x", "/home/anna/Dropbox"),
        ("macos", "/Home/Anna/DROPBOX/a", "/home/anna/Dropbox"),
    ],
)
def test_posix_paths(platform: Platform, path: str, expected: str | None) -> None:
    assert _found(platform, path, "/home/anna/Dropbox", "/home/anna/Dropbox/Team") == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("c:\\users\\ANNA\\onedrive\\x.txt", "C:\\Users\\Anna\\OneDrive"),
        ("\\\\?\\C:\\Users\\Anna\\OneDrive\\x.txt", "C:\\Users\\Anna\\OneDrive"),
        ("C:/Users/Anna/OneDrive/x.txt", "C:\\Users\\Anna\\OneDrive"),
        ("C:\\Users\\Anna\\OneDrive - Contoso\\x.txt", None),
        ("G:\\My Drive\\x.txt", "G:\\"),
        ("H:\\x.txt", None),
    ],
)
def test_windows_paths(path: str, expected: str | None) -> None:
    assert _found("windows", path, "C:\\Users\\Anna\\OneDrive", "G:\\") == expected


def test_both_ways_to_write_an_umlaut_are_one_folder_on_macos() -> None:
    composed, taken_apart = "/Users/anna/B\u00fccher", "/Users/anna/Bu\u0308cher"
    assert _found("macos", taken_apart + "/x", composed) == composed
    assert _found("linux", taken_apart + "/x", composed) is None


def test_what_the_client_leaves_out_is_in_no_root_or_in_the_one_around_it() -> None:
    inner = _root("/c/outer/inner", "/c/outer/inner/off")
    outer = _root("/c/outer", "/c/outer/secret")
    index = RootIndex([outer, inner], "linux", lambda same: same)
    assert index.of("/c/outer/secret/x") is None
    assert index.of("/c/outer/secrets/x") is outer
    assert index.of("/c/outer/inner/off/x") is outer
    assert index.of("/c/outer/inner/on/x") is inner


def test_links_are_followed_both_ways(tmp_path: Path) -> None:
    real, link, other = tmp_path / "real", tmp_path / "link", tmp_path / "other"
    (real / "inner").mkdir(parents=True)
    link.symlink_to(real)
    other.symlink_to(real / "inner")
    root = _root(str(link))
    assert root_of(str(real / "inner" / "x"), [root]) is root
    assert root_of(str(link / "x"), [root]) is root
    assert root_of(str(other / "x"), [root]) is root
    assert root_of(str(tmp_path / "x"), [root]) is None
    assert RootIndex([root]).of_name(str(other / "x")) is None, "of_name asks the system nothing"


def test_a_root_below_is_known() -> None:
    index = RootIndex([_root("/home/anna/Proton Drive/anna")], "linux", lambda same: same)
    assert index.any_below("/home/anna/Proton Drive")
    assert not index.any_below("/home/anna/Proton")
