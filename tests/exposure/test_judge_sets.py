"""Folders judged as one thing. What borg and restic really write is in test_access_tools."""
# ruff: noqa: E501 - samples keep their own lines

from __future__ import annotations

import json
import plistlib
from collections.abc import Mapping, Sequence

import pytest

from vault.exposure.finding import Access, Chat
from vault.exposure.judge_sets import SetKind, judge_set, set_kind


class Folder:
    """A folder in memory: paths with `/` and their bytes."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files

    def names(self, below: str = "") -> Sequence[str]:
        start = f"{below}/" if below else ""
        found = {path[len(start) :].partition("/")[0] for path in self.files if path.startswith(start)}
        if not found:
            raise FileNotFoundError(below)
        return sorted(found)

    def read(self, name: str, offset: int, length: int) -> bytes:
        if name not in self.files:
            raise FileNotFoundError(name)
        return self.files[name][offset : offset + length]


def phone(encrypted: bool, messages: bool = True) -> dict[str, bytes]:
    manifest: dict[str, object] = {"IsEncrypted": encrypted, "Version": "10.0"}
    if encrypted:
        manifest["BackupKeyBag"] = b"VERS" + bytes(900)
    files = {
        "Manifest.plist": plistlib.dumps(manifest, fmt=plistlib.FMT_BINARY), "Manifest.db": b"x", "Info.plist": b"x",
        "Status.plist": b"x", "00/00ab": b"x",
    }  # fmt: skip
    if messages:
        files["3d/3d0d7e5fb2ce288813306e4d4636395e047a3d28"] = b"x"
    return files


SEALED = bytes(range(128, 192))
KEY = json.dumps({"kdf": "scrypt", "data": "abc", "username": "anna", "hostname": "pc"}).encode()
CASES: list[tuple[SetKind, dict[str, bytes], Chat, Access]] = [
    ("iphone-backup", phone(True), "yes", "user-key"),
    ("iphone-backup", phone(False), "yes", "readable"),
    ("iphone-backup", phone(False, messages=False), "likely", "readable"),
    ("iphone-backup", {**phone(True), "Manifest.plist": b"bplist00 broken"}, "yes", "unknown"),
    ("restic", {"config": SEALED, f"keys/{'a' * 64}": KEY, "data/00/x": b"", "index/x": b"", "snapshots/x": b""},
        "likely", "user-key"),
    ("restic", {"config": b"plain text", f"keys/{'a' * 64}": KEY, "data/00/x": b"", "index/x": b"", "snapshots/x": b""},
        "likely", "unknown"),
    ("cryptomator", {"vault.cryptomator": b"eyJraWQiOi", "d/XX/y/z.c9r": b""}, "likely", "user-key"),
    ("cryptomator", {"masterkey.cryptomator": b'{"scryptSalt": "x"}', "d/x": b""}, "likely", "user-key"),
    ("cryptomator", {"vault.cryptomator": b"hello"}, "likely", "unknown"),
    ("kopia", {"kopia.repository.f": b'{"encryption": "AES256_GCM", "encryptedBlockFormat": "x"}'}, "likely", "user-key"),
    ("gocryptfs", {"gocryptfs.conf": b'{"EncryptedKey": "x"}', "gocryptfs.diriv": b"x"}, "likely", "user-key"),
    ("encfs", {".encfs6.xml": b"<cfg><encodedKeyData>x</encodedKeyData>"}, "likely", "user-key"),
    ("cryfs", {"cryfs.config": b"cryfs.config;1;scrypt"}, "likely", "user-key"),
    ("signal-backups", {"main": SEALED, "metadata": b"\x08\x01", "files": b"x"}, "yes", "user-key"),
    ("signal-backups", {"files/00/x": b"", "signal-backup-2026-01-02-03-04-05/main": SEALED,
        "signal-backup-2026-01-02-03-04-05/metadata": b"\x08\x01"}, "yes", "user-key"),
    ("signal-backups", {"files/00/x": b"", "signal-backup-1/main.jsonl": b"{}", "signal-backup-1/metadata.json": b"{}"},
        "yes", "readable"),
    ("signal-export", {"metadata.json": b"{}", "main.jsonl": b"{}"}, "yes", "readable"),
    ("signal-desktop", {"config.json": b'{"key": "ab"}', "sql/db.sqlite": b"x", "attachments.noindex/x": b""},
        "yes", "readable"),
    ("signal-desktop", {"config.json": b'{"encryptedKey": "ab"}', "sql/db.sqlite": b"x", "attachments.noindex/x": b""},
        "yes", "unknown"),
    ("telegram-export", {"result.json": b"{}", "photos/x": b""}, "yes", "readable"),
    ("telegram-export", {"messages.html": b"", "css/x": b"", "js/x": b""}, "yes", "readable"),
    ("takeout", {"archive_browser.html": b"", "Google Chat/x": b""}, "yes", "readable"),
    ("messenger", {"inbox/anna_1/message_1.json": b"", "archived_threads/x": b""}, "yes", "readable"),
    ("discord-package", {"Messages/c1/x": b"", "Servers/x": b"", "Account/x": b""}, "yes", "readable"),
    ("slack-export", {"channels.json": b"", "users.json": b""}, "yes", "readable"),
    ("borg", {"README": b"x", "config": b"[repository]", "data/0/1": b"BORG_SEG", "index.1": b""}, "likely", "unknown"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "files", "chat", "access"), CASES)
def test_sets(kind: SetKind, files: dict[str, bytes], chat: Chat, access: Access) -> None:
    folder = Folder(files)
    assert set_kind(folder.names()) == kind
    verdict = judge_set("/home/anna/x", kind, folder)
    assert (verdict.chat, verdict.access, verdict.opened) == (chat, access, True)


@pytest.mark.parametrize(
    "names",
    [
        (),
        ("README", "config", "data"),
        ("result.json",),
        ("config", "data", "index"),
        ("messages", "src"),
        ("inbox",),
        ("files", "main.c"),
        ("photos", "archive_browser.html"),
    ],
)
def test_ordinary_folders_are_no_sets(names: tuple[str, ...]) -> None:
    assert set_kind(names) is None


@pytest.mark.parametrize("kind", sorted({case[0] for case in CASES}))
def test_a_set_that_must_not_be_opened(kind: SetKind) -> None:
    verdict = judge_set("/x", kind, None)
    assert (verdict.chat, verdict.access, verdict.opened) == ("likely", "unknown", False)


def test_a_set_that_refuses_is_not_called_locked() -> None:
    for kind in ("restic", "borg", "cryptomator", "kopia", "signal-backups"):
        assert judge_set("/x", kind, Folder({})).access == "unknown"


def test_instagram_is_told_from_messenger() -> None:
    folder = Folder({"inbox/anna_1/message_1.json": b""})
    assert judge_set("/x/your_instagram_activity/messages", "messenger", folder).app == "instagram"
