"""Beside the real restic at one vault: each honours the other's locks, keys and version."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.repository.vaults import SCRYPT_N, SECRET, back_up, new_vault
from vault.errors import InUseElsewhere, WrongKey
from vault.repository.ids import id_of
from vault.repository.lock import Lock, load_lock
from vault.repository.repository import NewKey, Repository
from vault.storage.local import LocalBackend

pytestmark = pytest.mark.interop

TEXT = b"12.05.26, 09:15 - Anna: Bis nachher!\n" * 3000


class Restic:
    """The binary at work on one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {**os.environ, "RESTIC_PASSWORD": SECRET, "RESTIC_REPOSITORY": str(folder)}

    def attempt(self, *arguments: str, secret: str = SECRET) -> subprocess.CompletedProcess[str]:
        environment = {**self.environment, "RESTIC_PASSWORD": secret}
        command = ["restic", "--no-cache", *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=600)

    def run(self, *arguments: str, secret: str = SECRET) -> str:
        done = self.attempt(*arguments, secret=secret)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def json(self, *arguments: str) -> Any:
        return json.loads(self.run(*arguments, "--json"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "Vault"


@pytest.fixture
def restic(folder: Path) -> Restic:
    return Restic(folder)


@pytest.fixture
def vault(folder: Path) -> Repository:
    return new_vault(LocalBackend(folder))


def test_restic_finds_no_fault_and_the_same_ids(vault: Repository, restic: Restic) -> None:
    snapshot = back_up(vault, TEXT, os.urandom(500_000), b"")
    assert "no errors were found" in restic.run("check", "--read-data")
    config = restic.json("cat", "config")
    assert (config["id"], config["version"]) == (vault.restic_id, 2)
    (told,) = restic.json("snapshots")
    assert (told["id"], told["tree"], told["paths"]) == (snapshot.id, snapshot.tree, ["/WhatsApp/Anna"])


def test_restic_adds_to_our_vault_by_our_polynomial(vault: Repository, restic: Restic, tmp_path: Path) -> None:
    ours = back_up(vault, TEXT)
    (tmp_path / "more").write_bytes(os.urandom(3 << 20))
    restic.run("backup", str(tmp_path / "more"))
    assert "no errors were found" in restic.run("check", "--read-data")
    theirs = next(snapshot for snapshot in vault.snapshots() if snapshot != ours)
    assert theirs.paths == (str(tmp_path / "more"),)
    assert vault.load_tree(theirs.tree).nodes


def test_version_1_is_read_and_added_to(folder: Path, restic: Restic, tmp_path: Path) -> None:
    restic.run("init", "--repository-version", "1")
    (tmp_path / "theirs").write_bytes(TEXT)
    restic.run("backup", str(tmp_path / "theirs"))
    vault = Repository.open(LocalBackend(folder), SECRET)
    assert vault.version == 1
    (theirs,) = vault.snapshots()
    back_up(vault, TEXT * 2)
    assert "no errors were found" in restic.run("check", "--read-data")
    assert theirs in vault.snapshots()
    assert vault.load_blob(id_of(TEXT * 2)) == TEXT * 2


def test_our_ways_in_are_restics(vault: Repository, restic: Restic) -> None:
    added = vault.add_key(NewKey("new laptop", "this computer"), scrypt_n=SCRYPT_N)
    keys = {key["id"]: key["userName"] for key in json.loads(restic.run("key", "list", "--json", secret="new laptop"))}
    assert {key_id: keys[key_id[:8]] for key_id in (vault.key_id, added.id)} == {
        vault.key_id: "sheet 1",
        added.id: "this computer",
    }
    vault.remove_key(vault.key_id)
    assert restic.attempt("snapshots").returncode != 0
    restic.run("snapshots", secret="new laptop")


def test_restics_ways_in_are_ours(vault: Repository, restic: Restic, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("added by restic")
    restic.run("key", "add", "--new-password-file", str(tmp_path / "password"))
    opened = Repository.open(LocalBackend(folder), "added by restic")
    assert opened.key_id != vault.key_id
    restic.run("key", "remove", vault.key_id, secret="added by restic")
    with pytest.raises(WrongKey):
        Repository.open(LocalBackend(folder), SECRET)


def test_restic_keeps_out_while_we_write_and_comes_in_after(vault: Repository, restic: Restic) -> None:
    with vault.writing() as writer:
        writer.save_blob("data", TEXT)
        refused = restic.attempt("prune")
        assert refused.returncode != 0
        assert "already locked" in refused.stderr
        (name,) = restic.run("list", "locks", "--no-lock").split()
        told = json.loads(restic.run("cat", "lock", name))
        assert (told["exclusive"], told["pid"]) == (False, os.getpid())
    restic.run("prune")


def test_restic_keeps_out_while_we_hold_the_vault_alone(vault: Repository, restic: Restic, tmp_path: Path) -> None:
    lock = Lock(vault.backend, vault._files, exclusive=True)
    refused = restic.attempt("backup", str(tmp_path))
    assert refused.returncode != 0
    assert "already locked exclusively" in refused.stderr
    lock.release()
    restic.run("backup", str(tmp_path))


@pytest.fixture
def busy_restic(vault: Repository, restic: Restic) -> Iterator[subprocess.Popen[bytes]]:
    """A restic that holds its lock, because what it is to back up does not end."""
    command = ["restic", "--no-cache", "backup", "--stdin"]
    process = subprocess.Popen(
        command,
        env=restic.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    until = time.monotonic() + 120
    while not vault.backend.list("locks") and time.monotonic() < until:
        time.sleep(0.02)
    yield process
    process.kill()
    assert process.stdin is not None
    process.stdin.close()
    process.wait()


def test_we_keep_out_while_restic_writes(vault: Repository, busy_restic: subprocess.Popen[bytes]) -> None:
    (name,) = vault.backend.list("locks")
    info = load_lock(vault._files, name)
    assert (info.exclusive, info.pid) == (False, busy_restic.pid)
    with pytest.raises(InUseElsewhere) as in_use:
        Lock(vault.backend, vault._files, exclusive=True)
    assert in_use.value.hostname == info.hostname
    back_up(vault, TEXT)  # beside another writer we may write
    assert vault.backend.list("locks") == [name]


def test_a_restic_that_was_killed_is_no_hindrance(vault: Repository, busy_restic: subprocess.Popen[bytes]) -> None:
    busy_restic.send_signal(signal.SIGKILL)
    busy_restic.wait()
    assert len(vault.backend.list("locks")) == 1
    Lock(vault.backend, vault._files, exclusive=True).release()
    assert vault.backend.list("locks") == []
