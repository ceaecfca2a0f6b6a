"""What we write, judged by the real restic: it finds no fault, lists it, and restores every byte."""

from __future__ import annotations

import base64
import io
import os
import random
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.interop.restic import Restic
from vault.crypto.kdf import DEFAULT_N
from vault.crypto.recovery_code import RecoveryCode
from vault.progress import NoProgress
from vault.repository.archiver import Archiver
from vault.repository.repository import NewKey, Repository
from vault.repository.snapshot import Snapshot
from vault.storage.local import LocalBackend

pytestmark = pytest.mark.interop

ABOUT = b'{"app":"whatsapp"}'
WHEN = datetime(2026, 5, 3, 18, 4, 5, 123456, tzinfo=UTC)


@dataclass(frozen=True)
class Vault:
    """A vault of ours on disk, and the secrets that open it by their labels."""

    folder: Path
    repository: Repository
    secrets: Mapping[str, str]


def new_vault(folder: Path, scrypt_n: int) -> Vault:
    """Two ways in, as the program makes them: this computer's random secret and a recovery sheet."""
    ways_in = {"this computer": base64.b64encode(secrets.token_bytes(32)).decode()}

    def make_keys(public_id: str) -> Sequence[NewKey]:
        ways_in["recovery sheet 1"] = RecoveryCode.random(public_id).password
        return [NewKey(secret, label) for label, secret in ways_in.items()]

    return Vault(folder, Repository.create(LocalBackend(folder), make_keys, scrypt_n=scrypt_n), ways_in)


def back_up(
    repository: Repository,
    files: Mapping[str, bytes],
    *,
    path: Sequence[str],
    cuts: Sequence[int] = (),
    when: datetime = WHEN,
) -> Snapshot:
    with repository.writing() as writer:
        archiver = Archiver(repository, writer, NoProgress())
        stored = [
            archiver.store_stream(name, io.BytesIO(data), size=len(data), cuts=cuts, mtime=WHEN)
            for name, data in files.items()
        ]
        stored.append(archiver.store_bytes("about.json", ABOUT, mtime=WHEN))
        tree = archiver.store_folder(path, stored)
        snapshot = Snapshot(
            time=when,
            tree=tree,
            paths=("/" + "/".join(path),),
            hostname="laptop",
            username="me",
            tags=("app=whatsapp",),
        )
        return repository.save_snapshot(snapshot)


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory, scrypt_n: int) -> Vault:
    return new_vault(tmp_path_factory.mktemp("ours") / "vault", scrypt_n)


@pytest.fixture(scope="module")
def everything(odd_files: dict[str, bytes], big_file: bytes) -> dict[str, bytes]:
    """All odd files, three hundred small ones and the big one."""
    noise = random.Random(3)
    many = {f"sticker-{number:03}.webp": noise.randbytes(noise.randrange(9000)) for number in range(300)}
    return {**odd_files, **many, "big.zip": big_file}


@pytest.fixture(scope="module")
def written(vault: Vault, everything: dict[str, bytes]) -> Snapshot:
    """One backup of everything, with cuts in all places that a cut can be in."""
    cuts = [0, 1, 30, 5000, 5030, 1 << 20, (1 << 20) + 5000, 20 << 20, (60 << 20) - 1, 60 << 20, 99 << 20]
    return back_up(vault.repository, everything, path=("WhatsApp", "Anna & Zoë 👋"), cuts=cuts)


@pytest.fixture(scope="module")
def judges(vault: Vault, restic_at: Callable[..., Restic]) -> dict[str, Restic]:
    """Restic with each of our secrets as its password."""
    return {label: restic_at(vault.folder, secret) for label, secret in vault.secrets.items()}


def files_below(folder: Path) -> Iterator[tuple[str, bytes]]:
    for root, _, names in os.walk(folder):
        for name in names:
            path = Path(root, name)
            yield str(path.relative_to(folder)), path.read_bytes()


def test_restic_finds_no_fault_in_any_byte(written: Snapshot, judges: dict[str, Restic]) -> None:
    said = judges["this computer"].check()
    assert "1 / 1 snapshots" in said
    assert "mix of tree and data" not in said


def test_restic_restores_every_byte(
    written: Snapshot, everything: dict[str, bytes], judges: dict[str, Restic], tmp_path: Path
) -> None:
    judges["recovery sheet 1"].run("restore", "latest", "--target", tmp_path)
    chat = tmp_path / "WhatsApp" / "Anna & Zoë 👋"
    assert dict(files_below(chat)) == {**everything, "about.json": ABOUT}
    assert (chat / "big.zip").stat().st_mtime == pytest.approx(WHEN.timestamp(), abs=1e-5)
    assert (chat / "big.zip").stat().st_mode & 0o777 == 0o600
    assert chat.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("label", ["this computer", "recovery sheet 1"])
def test_every_way_in_is_a_password_of_restic(written: Snapshot, judges: dict[str, Restic], label: str) -> None:
    (snapshot,) = judges[label].json("snapshots")
    assert snapshot["id"] == written.id
    assert snapshot["tree"] == written.tree
    assert snapshot["paths"] == ["/WhatsApp/Anna & Zoë 👋"]
    assert snapshot["tags"] == ["app=whatsapp"]
    assert (snapshot["hostname"], snapshot["username"]) == ("laptop", "me")
    assert snapshot["time"] == "2026-05-03T18:04:05.123456Z"


def test_another_password_is_refused(written: Snapshot, vault: Vault, restic_at: Callable[..., Restic]) -> None:
    done = restic_at(vault.folder, "ABCDEFGH-ABCDEFGH-ABCDEFGH-ABCDEFGH").attempt("snapshots")
    assert done.returncode != 0
    assert "wrong password" in done.stderr


def test_restic_lists_the_files(written: Snapshot, everything: dict[str, bytes], judges: dict[str, Restic]) -> None:
    lines = judges["this computer"].run("ls", "latest", "--json").splitlines()
    assert len(lines) == 1 + 2 + len(everything) + 1  # the snapshot, two folders, the files, about.json
    listed = judges["this computer"].run("ls", "--long", "latest")
    assert "62914560" in next(line for line in listed.splitlines() if line.endswith("/big.zip"))


def test_restic_lists_who_can_open_it(written: Snapshot, vault: Vault, judges: dict[str, Restic]) -> None:
    keys = judges["this computer"].json("key", "list")
    assert {key["userName"] for key in keys} == set(vault.secrets)
    assert {key["hostName"] for key in keys} == {""}
    current = {key["userName"] for key in keys if key["current"]}
    assert current == {"this computer"}


def test_restic_dumps_one_file(written: Snapshot, everything: dict[str, bytes], judges: dict[str, Restic]) -> None:
    text = judges["this computer"].run("dump", "latest", "/WhatsApp/Anna & Zoë 👋/WhatsApp Chat with Zoë.txt")
    assert text.encode() == everything["WhatsApp Chat with Zoë.txt"]


def test_tiny_backups_after_each_other(restic_at: Callable[..., Restic], scrypt_n: int, tmp_path: Path) -> None:
    small = new_vault(tmp_path / "vault", scrypt_n)
    for number in range(5):
        when = WHEN + timedelta(days=number)
        back_up(small.repository, {"chat.txt": b"line\n" * number}, path=("WhatsApp", f"Chat {number}"), when=when)
    judge = restic_at(small.folder, small.secrets["this computer"])
    assert "5 / 5 snapshots" in judge.check()
    judge.run("restore", "latest", "--target", tmp_path / "out")
    assert dict(files_below(tmp_path / "out")) == {
        "WhatsApp/Chat 4/chat.txt": b"line\n" * 4,
        "WhatsApp/Chat 4/about.json": ABOUT,
    }


def test_a_vault_without_a_backup_and_with_the_real_cost(restic_at: Callable[..., Restic], tmp_path: Path) -> None:
    empty = new_vault(tmp_path / "vault", DEFAULT_N)
    judge = restic_at(empty.folder, empty.secrets["this computer"])
    judge.check()
    assert judge.json("snapshots") == []
