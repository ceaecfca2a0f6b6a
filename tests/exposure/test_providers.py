"""Names that systems give to providers: recognised by whole words, never by a resemblance."""

from __future__ import annotations

import pytest

from vault.exposure.folder_marks import NAMES
from vault.exposure.providers import PROVIDERS, provider_called, recognised


@pytest.mark.parametrize(
    ("name", "provider"),
    [
        ("OneDrive - Contoso", "OneDrive"), ("GoogleDriveFS", "Google Drive"), ("google-drive", "Google Drive"),
        ("drive", "Google Drive"), ("com.getdropbox.dropbox", "Dropbox"), ("com.box.desktop", "Box"),
        ("iCloudDrive", "iCloud Drive"), ("iCloudPhotos", "iCloud Photos"), ("iclouddrive", "iCloud Drive"),
        ("MEGAsync", "MEGA"), ("mega", "MEGA"), ("protondrive", "Proton Drive"), ("ProtonDrive!S-1-5", "Proton Drive"),
        ("kDrive", "kDrive"), ("pCloud.fs", "pCloud"), ("Yandex.Disk", "Yandex Disk"), ("OX Drive", "OX Drive"),
        ("nfs4", "NFS server"), ("smbfs", "Windows share"), ("crypt", "rclone crypt"), ("s3", "Amazon S3"),
    ],
)  # fmt: skip
def test_a_name_is_recognised(name: str, provider: str) -> None:
    found = recognised(name)
    assert found is not None
    assert found.name == provider


@pytest.mark.parametrize(
    "name", ["Boxcryptor", "Megaphone", "ACME Drive", "Protonic", "Samsung Drive", "Filenet", "Cryptic", "Syncplicity"]
)
def test_a_resemblance_is_not(name: str) -> None:
    """Above all no unknown cloud may pass for one whose maker has no key."""
    assert recognised(name) is None
    assert provider_called(name).name == name
    assert provider_called(name).provider_class == "provider-can-read"


def test_no_id_belongs_to_two() -> None:
    ids = [key for each in PROVIDERS for key in each.ids]
    assert sorted(ids) == sorted(set(ids))
    assert ids == [key.casefold() for key in ids]


def test_every_usual_folder_name_has_its_provider() -> None:
    unknown = [name for name in NAMES if recognised(name) is None]
    assert unknown == []
