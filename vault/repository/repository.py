"""The vault: a restic repository. Everything above this floor reads and writes it through this class."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from vault.crypto.cipher import BadTag, Cipher
from vault.crypto.kdf import DEFAULT_N
from vault.crypto.master_key import MasterKey
from vault.errors import (
    Damaged,
    LastWayIn,
    ObjectMissing,
    WrongKey,
)
from vault.repository.blob import BlobKind, BlobPlace, PackEntry
from vault.repository.config_file import Config, decode_config
from vault.repository.creating import NewVault, refuse_occupied, stored_config
from vault.repository.exclusive import ExclusiveSession
from vault.repository.ids import id_of
from vault.repository.index import Index
from vault.repository.index_file import PackContents, decode_index_file, decode_rows
from vault.repository.index_rows import IndexRows
from vault.repository.key_file import (
    KeyFile,
    NewKey,
    find_way_in,
    load_key_file,
    write_key_file,
)
from vault.repository.known_blobs import KnownBlobs
from vault.repository.lock import Lock, clear_dead, load_lock
from vault.repository.pack import header_at_end, read_header
from vault.repository.sealed_files import SealedFiles, load_named
from vault.repository.snapshot import Room, Snapshot, decode_snapshot, encode_snapshot
from vault.repository.tree import Tree, decode_tree
from vault.repository.writer import Writer
from vault.repository.writing import WritingSession
from vault.storage.backend import CONFIG_NAME, Backend

_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_MAX_CONFIG = 1 << 20  # bytes; one has some hundred
_AnySession = TypeVar("_AnySession", bound=WritingSession)

__all__ = ["KeyFile", "NewKey", "Repository", "Snapshot", "Writer"]


class Repository:
    """An opened vault. Reading is thread-safe and never writes; one session of writing at a time.

    `public_id` is the SHA-256 of the stored config: it names the vault without any key, and never changes.
    `restic_id` is the id inside, `version` the format's, `key_id` the key file that opened it.
    """

    def __init__(self, backend: Backend, master: MasterKey, key_id: str, config: Config, public_id: str) -> None:
        self.backend = backend
        self.key_id = key_id
        self.public_id = public_id
        self.restic_id = config.id
        self.version = config.version
        self._config = config
        self._master = master
        self._cipher = Cipher(master)
        self._compresses = config.compresses
        self._files = SealedFiles(backend, self._cipher, compresses=config.compresses)
        self._known = KnownBlobs(backend, self._cipher, self._files)
        self._session: WritingSession | None = None

    @classmethod
    def create(
        cls,
        backend: Backend,
        make_keys: Callable[[str], Sequence[NewKey]],
        *,
        scrypt_n: int = DEFAULT_N,
        begins: Callable[[Sequence[str]], None] = lambda _: None,
        abandoned: Collection[str] = (),
    ) -> Repository:
        """Make a vault with the ways in that `make_keys(public_id)` gives; the config is written last.

        See vault.repository.creating. VaultExistsHere if there is a vault or any part of one, FolderNotEmpty if other
        files are there.
        """
        refuse_occupied(backend, abandoned)
        new = NewVault(MasterKey.random(), Config.random())
        key_id = new.write(backend, make_keys, scrypt_n, begins, abandoned)
        backend.keep_reserve()
        return cls(backend, new.master, key_id, new.config, new.public_id)

    @classmethod
    def open(cls, backend: Backend, secret: str, *, key_hint: str | None = None) -> Repository:
        """Open with a secret; `key_hint` is the id of the key file to try first.

        NoVaultHere, WrongKey, Damaged (config, key), NewerFormat.
        """
        stored = stored_config(backend)
        key_ids = cls.key_ids(backend)
        if not key_ids:
            raise Damaged("key", "keys", "missing")
        in_order = sorted(key_ids, key=lambda key_id: key_id != key_hint)
        way_in, master = find_way_in(backend, in_order, secret)
        try:
            config = decode_config(Cipher(master).open(stored))
        except BadTag:
            raise Damaged("config", CONFIG_NAME, "tag does not fit") from None
        return cls(backend, master, way_in.id, config, id_of(stored))

    def reopened(self, backend: Backend) -> Repository:
        """The same vault, read anew from `backend`: nothing that is in memory is trusted but the master key.

        NoVaultHere, Damaged("config", …), NewerFormat; WrongKey where another vault lies there now.
        """
        stored = stored_config(backend)
        if id_of(stored) != self.public_id:
            raise WrongKey
        return Repository(backend, self._master, self.key_id, decode_config(self._cipher.open(stored)), self.public_id)

    def copy_at(self, backend: Backend) -> Repository:
        """The same vault as it lies at another place, for reading: nothing there is asked whether it is the same.

        What another vault holds does not open with this one's key.
        """
        return Repository(backend, self._master, self.key_id, self._config, self.public_id)

    @staticmethod
    def public_id_of(backend: Backend) -> str:
        """The public id of the vault at a place, without any key. NoVaultHere, Damaged("config", …, "missing")."""
        return id_of(stored_config(backend))

    @staticmethod
    def key_ids(backend: Backend) -> list[str]:
        """The ids of its key files, without any key."""
        return backend.list("keys")

    def keys(self) -> list[KeyFile]:
        """Who can open this vault, oldest first. A damaged key file opens nothing and is not among them."""
        found: list[KeyFile] = []
        for key_id in self.key_ids(self.backend):
            with contextlib.suppress(Damaged):
                found.append(load_key_file(self.backend, key_id))
        return sorted(found, key=lambda key: (key.created or _LONG_AGO, key.id))

    def add_key(self, new: NewKey, *, scrypt_n: int = DEFAULT_N) -> KeyFile:
        """A further way in, read back and proven by opening it."""
        return write_key_file(self.backend, new, self._master, scrypt_n)

    def remove_key(self, key_id: str) -> None:
        """Take a way in away; ObjectMissing if there is none such, LastWayIn if it is the only whole one."""
        if not self.backend.exists("keys", key_id):
            raise ObjectMissing(self.backend.place, f"keys/{key_id}")
        if all(key.id == key_id for key in self.keys()):
            raise LastWayIn(next((key.label for key in self.keys()), ""))
        self.backend.remove("keys", key_id)

    def derive(self, info: bytes) -> bytes:
        """32 bytes for another use, always the same for this vault and `info`.

        After a re-lock they are others, but for what the config keeps: the seed of the chunker.
        """
        kept = self._config.chat_vault_kept.get(info.decode("ascii"))
        return self._master.derive(info) if kept is None else kept

    @property
    def config(self) -> Config:
        """What the config says."""
        return self._config

    @property
    def cipher(self) -> Cipher:
        """What everything at the place is sealed with."""
        return self._cipher

    def snapshots(self) -> list[Snapshot]:
        """All backups, oldest first, as they are at the place now. Damaged ones are left out: `check` names them."""
        found, room = list[Snapshot](), Room()
        for snapshot_id in self.backend.list("snapshots"):
            with contextlib.suppress(Damaged):
                found.append(room.take(self.load_snapshot(snapshot_id)))
        return sorted(found, key=lambda snapshot: (snapshot.time, snapshot.id))

    def load_snapshot(self, snapshot_id: str) -> Snapshot:
        """One backup. Damaged("snapshot", …)."""
        return decode_snapshot(self._files.load("snapshots", snapshot_id), snapshot_id)

    def load_index_file(self, index_id: str) -> tuple[PackContents, ...]:
        """What one index file says. Damaged("index", …)."""
        return decode_index_file(self._files.load("index", index_id), index_id)

    def lock_is_readable(self, name: str) -> bool:
        """Whether a lock says whose it is. The StorageError tree."""
        with contextlib.suppress(Damaged):
            load_lock(self._files, name)
            return True
        return False

    def clear_dead_locks(self) -> None:
        """Take away the locks that dead processes of this computer left. Raises nothing."""
        clear_dead(self.backend, self._files)

    def load_index_rows(self, index_id: str) -> list[IndexRows]:
        """What one index file says, as columns. Damaged("index", …)."""
        return decode_rows(self._files.load("index", index_id), index_id)

    @property
    def index(self) -> Index:
        """The index as far as it is known by now."""
        return self._known.index

    def whole_index(self) -> Index:
        """The index as it is at the place now. Damaged("index", …) where a file of it is not what was written."""
        self._known.refresh()
        for index_id in self.backend.list("index"):
            load_named(self.backend, "index", index_id)
        return self._known.index

    def adopt(self, index: Index, index_ids: Iterable[str]) -> None:
        """Look up in an index that was just made of these index files: a large vault's should not be there twice."""
        self._known.adopt(index, index_ids)

    def read_pack_header(self, pack_id: str, end: bytes = b"", size: int = 0) -> tuple[PackEntry, ...]:
        """What a pack says that it holds; not read again where `end`, its last bytes of `size`, tells. Damaged."""
        known = header_at_end(self._cipher, pack_id, end, size)
        return read_header(self.backend, self._cipher, pack_id) if known is None else known

    def verify_blob(self, entry: PackEntry, sealed: memoryview, room: memoryview) -> None:
        """Prove a blob that was cut from its pack, in `room`, no smaller than `sealed`. Damaged("blob", …)."""
        self._known.verify(entry, sealed, room)

    def unseal(self, entry: PackEntry, sealed: bytes | memoryview) -> bytes:
        """The verified plaintext of a blob that was cut from its pack. Damaged("blob", …)."""
        return self._known.unseal(entry, sealed)

    def has_blob(self, blob_id: str, kind: BlobKind | None = None) -> bool:
        """Whether the index names it, of that kind if one is given."""
        places = self._known.index.places(blob_id)
        return any(kind in (None, place.entry.kind) for place in places)

    def packs_with(self, blob_id: str) -> list[str]:
        """The ids of the packs that hold a blob, by the index."""
        return [place.pack_id for place in self._known.index.places(blob_id)]

    def distrust(self, blob_ids: Iterable[str]) -> None:
        """Have writers store these blobs anew when they meet them: every copy of them was found damaged."""
        self._known.distrust(blob_ids)

    def places(self, blob_id: str) -> list[BlobPlace]:
        """Where it lies, by the index. Damaged("blob", …, "not in index")."""
        return self._known.places(blob_id)

    def load_blob(self, blob_id: str) -> bytes:
        """Its plaintext, verified. Damaged("blob" or "pack", …)."""
        return self._known.load(blob_id)

    def load_near(self, wanted: Sequence[tuple[BlobPlace, memoryview]], sealed: memoryview) -> None:
        """Blobs of one pack, verified, into memory that is there: see KnownBlobs.load_near."""
        self._known.load_near(wanted, sealed)

    def blob_size(self, blob_id: str) -> int:
        """Bytes of its plaintext, from the index. Damaged("blob", …, "not in index")."""
        return self._known.places(blob_id)[0].entry.plain_length

    def load_tree(self, tree_id: str) -> Tree:
        """A folder's listing. Damaged("tree", "blob" or "pack", …)."""
        return decode_tree(self.load_blob(tree_id), tree_id)

    @contextlib.contextmanager
    def writing(self) -> Iterator[Writer]:
        """A session of writing under a shared lock; on leaving, packs are durable and then the index names them.

        An exception inside leaves nothing that anything refers to. InUseElsewhere. Save the snapshot inside, so that
        the lock spans it.
        """
        with self._in_session(WritingSession) as session:
            yield session.writer

    @contextlib.contextmanager
    def exclusively(self) -> Iterator[ExclusiveSession]:
        """A session alone in the vault, for whoever takes something away; ends as `writing()` does.

        InUseElsewhere while anybody else writes.
        """
        with self._in_session(ExclusiveSession) as session:
            yield session

    def require_same_vault(self) -> None:
        """WrongKey where another vault lies there by now: this one was re-locked, and its key is dead. Damaged."""
        if self.public_id_of(self.backend) != self.public_id:
            if self.key_id in self.key_ids(self.backend):
                raise Damaged("config", CONFIG_NAME, "not what it was when the vault was opened")
            raise WrongKey

    @contextlib.contextmanager
    def _in_session(self, make: type[_AnySession]) -> Iterator[_AnySession]:
        if self._session is not None:
            raise RuntimeError("one session of writing at a time")
        session = make(self.backend, self._cipher, self._files, self._known, compresses=self._compresses)
        self._session = session
        try:
            self.require_same_vault()
            yield session
            session.flush()
        except BaseException as failure:
            session.writer.abandon(failure)
            raise
        finally:
            self._session = None
            session.end()

    def save_snapshot(self, snapshot: Snapshot) -> Snapshot:
        """The commit point: from its return the backup exists. What is returned was read back, with its id.

        Inside `writing()` everything written so far is made durable first. Damaged("tree", …) if its tree is not
        stored: such a backup would be a promise that cannot be kept.
        """
        if self._session is not None:
            self._session.flush()
            self._session.confirm()
            return self._commit(snapshot)
        lock = Lock(self.backend, self._files)
        try:
            self.require_same_vault()
            self._known.refresh()
            return self._commit(snapshot)
        finally:
            lock.release()

    def stored_size(self) -> int:
        """Bytes in packs at the place."""
        total = 0
        for pack_id in self.backend.list("data"):
            with contextlib.suppress(ObjectMissing):
                total += self.backend.size("data", pack_id)
        return total

    def close(self) -> None:
        """Forget the index. Nothing is open at the place between calls."""
        self._known = KnownBlobs(self.backend, self._cipher, self._files)

    def _commit(self, snapshot: Snapshot) -> Snapshot:
        if not self._known.has("tree", bytes.fromhex(snapshot.tree)):
            raise Damaged("tree", snapshot.tree, "not in index")
        document = encode_snapshot(snapshot)
        decode_snapshot(document, "new")  # what could not be read again must not be written
        return self.load_snapshot(self._files.save("snapshots", document))
