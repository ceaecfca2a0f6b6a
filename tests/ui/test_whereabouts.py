"""Where a folder lies, in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from vault.ui.viewmodels.whereabouts import synced_by, whereabouts


@pytest.mark.parametrize(
    ("folder", "provider"),
    [
        ("/home/anna/Dropbox/Papers", "Dropbox"),
        ("/home/anna/Dropbox (Personal)/Papers", "Dropbox"),
        ("/Users/anna/Library/CloudStorage/Dropbox-Home/x", "Dropbox"),
        ("/Users/anna/OneDrive - Example Ltd/x", "OneDrive"),
        ("/Users/anna/Library/CloudStorage/OneDrive-Personal", "OneDrive"),
        ("/Users/anna/Library/CloudStorage/GoogleDrive-anna@example.org/My Drive", "Google Drive"),
        ("/home/anna/Google Drive/x", "Google Drive"),
        ("/Users/anna/Library/Mobile Documents/com~apple~CloudDocs/x", "iCloud Drive"),
        ("/c/Users/anna/iCloudDrive/x", "iCloud Drive"),
        ("/home/anna/Documents", None),
        ("/home/anna/Dropboxes of old", None),
        ("/home/anna/mega plans", None),
    ],
)
def test_synced_folders_are_known_by_their_names(folder: str, provider: str | None) -> None:
    assert synced_by(Path(folder)) == provider


@pytest.mark.parametrize(
    ("folder", "kind", "words"),
    [
        ("/media/anna/BLUE DISK/Family vault", "disk", "on the disk “BLUE DISK”"),
        ("/run/media/anna/STICK/v", "disk", "on the disk “STICK”"),
        ("/Volumes/Backup/v", "disk", "on the disk “Backup”"),
        ("/home/anna/Dropbox/Family vault", "cloud", "in Dropbox"),
        ("/srv/Documents/Family vault", "computer", "in Documents on this computer"),
    ],
)
def test_whereabouts(folder: str, kind: str, words: str) -> None:
    found = whereabouts(Path(folder))
    assert (found.kind, found.words) == (kind, words)


def test_the_home_folder_is_called_so() -> None:
    assert whereabouts(Path.home() / "Family vault").words == "in your home folder on this computer"


def test_every_kind_has_an_icon() -> None:
    icons = {whereabouts(Path(p)).icon for p in ("/media/a/b/v", "/h/Dropbox/v", "/srv/Documents/v")}
    assert icons == {"disk", "cloud", "folder"}
