"""New vaults for tests: cheap keys, and a few blobs when asked for."""

from __future__ import annotations

from datetime import UTC, datetime

from vault.crypto.cipher import Cipher
from vault.crypto.master_key import MasterKey
from vault.repository.repository import NewKey, Repository
from vault.repository.snapshot import Snapshot
from vault.repository.tree import Node, Tree, encode_tree
from vault.storage.backend import Backend, Kind
from vault.storage.memory import MemoryBackend

SECRET = "the sheet's code"
SCRYPT_N = 16
KEY = MasterKey.from_bytes(bytes(range(64)))
CIPHER = Cipher(KEY)
DAY = datetime(2026, 5, 3, 12, 30, 15, 123456, tzinfo=UTC)


def new_vault(backend: Backend) -> Repository:
    """A vault with one way in: SECRET."""
    return Repository.create(backend, lambda _: [NewKey(SECRET, "sheet 1")], scrypt_n=SCRYPT_N)


def store(repository: Repository, *blobs: bytes) -> list[str]:
    """Store data blobs in a session of their own."""
    with repository.writing() as writer:
        return [writer.save_blob("data", blob)[0] for blob in blobs]


def back_up(repository: Repository, *blobs: bytes, time: datetime = DAY) -> Snapshot:
    """A backup of one file that consists of these blobs."""
    with repository.writing() as writer:
        content = tuple(writer.save_blob("data", blob)[0] for blob in blobs)
        node = Node("chat.txt", "file", 0o600, time, sum(map(len, blobs)), content)
        tree = writer.save_blob("tree", encode_tree(Tree((node,))))[0]
        return repository.save_snapshot(Snapshot(time=time, tree=tree, paths=("/WhatsApp/Anna",)))


def flip(backend: MemoryBackend, kind: Kind, name: str, bit: int) -> None:
    """Damage one bit of a stored file; negative bits count from the end."""
    data = bytearray(backend.files[kind, name])
    data[bit // 8 % len(data)] ^= 1 << (bit % 8)
    backend.files[kind, name] = bytes(data)
