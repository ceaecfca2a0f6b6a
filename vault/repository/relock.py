"""Re-lock: a new key for the whole vault, everything sealed anew, and the old one untouched until the very end.

A new vault grows at another place: the same blobs in packs of the same order, new index files, the same backups, ways
in of its own. It is read to the last byte and compared with the old one, and then takes its place (relock_place.py).
Whoever stops before that leaves the old vault as it was.

What stays: the format's version, restic's polynomial and our chunker's seed, so that what is known is not stored
again; and the first bits of the public id, so that an old sheet is told to be replaced and not to be another vault's.
What becomes another: the key, the ways in, restic's id, all names of files; each backup remembers its earlier ids.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import partial

from vault.crypto.cipher import OVERHEAD, Cipher
from vault.crypto.kdf import DEFAULT_N
from vault.crypto.master_key import MasterKey
from vault.errors import Damaged, InUseElsewhere, ObjectMissing
from vault.progress import Progress
from vault.repository.archiver import SEED_INFO
from vault.repository.check import Check
from vault.repository.config_file import encode_config
from vault.repository.ids import id_of
from vault.repository.index_file import PackContents, encode_index_files
from vault.repository.key_file import NewKey, write_key_file
from vault.repository.pack import encode_header, seal_header
from vault.repository.read_ahead import read_ahead
from vault.repository.relock_place import About, RelockPlace
from vault.repository.repository import Repository
from vault.repository.sealed_files import SealedFiles
from vault.repository.snapshot import Snapshot
from vault.storage.backend import CONFIG_NAME, Backend, Kind

_PACKS_AHEAD = 2
_ALIKE_BITS = 10  # of the public id: what a recovery code holds of it
_MOST_PACK = 256 << 20  # restic makes none of more than 128 MiB
_BLOCK = 4 << 10  # what a small file takes at least
_SLACK = 16 << 20  # folders, ends of blocks, lock files, the reserve
MakeKeys = Callable[[str], Sequence[NewKey]]


def relock(
    repository: Repository,
    make_keys: MakeKeys,
    place: RelockPlace,
    progress: Progress,
    *,
    open_backend: Callable[[RelockPlace], Backend],
    scrypt_n: int = DEFAULT_N,
) -> Repository:
    """All of it: the vault with its new key, in the old one's place. `place` still holds the old one: clear it.

    Raises as `grow` and `reseal` do; the vault is as it was then, and `place` may be cleared.
    """
    new = grow(repository, open_backend(place), make_keys, scrypt_n=scrypt_n)
    place.describe(About(repository.public_id, new.public_id))
    with repository.exclusively() as session:
        reseal(repository, new, progress)
        session.confirm()
        place.switch()
    return new.copy_at(repository.backend)


def grow(repository: Repository, backend: Backend, make_keys: MakeKeys, *, scrypt_n: int = DEFAULT_N) -> Repository:
    """An empty vault that is to take this one's place, with the ways in that `make_keys(public_id)` gives."""
    backend.create()
    master = MasterKey.random()
    config = repository.config.successor({SEED_INFO.decode("ascii"): repository.derive(SEED_INFO)})
    stored = _sealed_alike(Cipher(master), encode_config(config), repository.public_id)
    keys = [write_key_file(backend, new, master, scrypt_n) for new in make_keys(id_of(stored))]
    backend.save("config", CONFIG_NAME, stored)
    if backend.load("config", CONFIG_NAME) != stored:
        raise Damaged("config", CONFIG_NAME, "not what was written")
    return Repository(backend, master, keys[0].id, config, id_of(stored))


def reseal(repository: Repository, new: Repository, progress: Progress) -> dict[str, str]:
    """Everything into the new vault, read back and compared; the backups' new ids by their old ones.

    Call it in an exclusive session. Reports "relocking" and "checking" in bytes. Damaged where something of the old
    vault is not what it should be: it must be repaired first, because its bytes are gone afterwards. InUseElsewhere
    where the vault changed all the same.
    """
    before = _listing(repository)
    files = SealedFiles(new.backend, new.cipher, compresses=new.config.compresses)
    for document in encode_index_files(_resealed_packs(repository, new, progress)):
        files.save("index", document)
    new_ids = _resealed_snapshots(repository, new, progress)
    _verify(repository, new, new_ids, progress)
    if _listing(repository) != before:
        raise InUseElsewhere(hostname="", since=repository.snapshots()[-1].time)
    return new_ids


def _sealed_alike(cipher: Cipher, document: bytes, public_id: str) -> bytes:
    """The sealed config, tried until its id begins as the old one's: a thousand seals on average, some milliseconds."""
    while True:
        stored = cipher.seal(document)
        if int(id_of(stored)[:4], 16) >> (16 - _ALIKE_BITS) == int(public_id[:4], 16) >> (16 - _ALIKE_BITS):
            return stored


def _listing(repository: Repository) -> tuple[list[str], list[str]]:
    return repository.backend.list("index"), repository.backend.list("snapshots")


def _resealed_packs(repository: Repository, new: Repository, progress: Progress) -> Iterator[PackContents]:
    """Each pack that an index file names, once, and durable when its contents are given out."""
    done, total = 0, repository.stored_size()
    work = partial(_resealed, repository, new)
    with closing(read_ahead(work, _packs(repository), ahead=_PACKS_AHEAD)) as packs:
        for pack, size in packs:
            progress.check_cancelled()
            done += size
            progress.update("relocking", done, total)
            yield pack
    progress.update("relocking", total, total)


def _packs(repository: Repository) -> Iterator[PackContents]:
    seen: set[str] = set()
    for index_id in repository.backend.list("index"):
        for pack in repository.load_index_file(index_id):
            if pack.pack_id not in seen:
                seen.add(pack.pack_id)
                yield pack


def _resealed(repository: Repository, new: Repository, pack: PackContents) -> tuple[PackContents, int]:
    """The pack under the new key, stored, and how many bytes of the old one that was. Thread-safe."""
    stored = memoryview(_whole_pack(repository, pack.pack_id))
    entries = repository.read_pack_header(pack.pack_id)  # all that lies in it, whatever one index file says
    out = memoryview(bytearray(len(stored) + OVERHEAD))
    offset = 0
    for entry in entries:
        sealed = stored[entry.offset : entry.offset + entry.length]
        repository.unseal(entry, sealed)  # it is what its id says
        offset += new.cipher.seal_into(repository.cipher.open(sealed), out[offset:])
    offset += seal_header(new.cipher, encode_header(entries), out[offset:])
    pack_id = id_of(out[:offset])
    new.backend.save("data", pack_id, out[:offset])
    return PackContents(pack_id, entries), len(stored)


def _whole_pack(repository: Repository, pack_id: str) -> bytes:
    """Its bytes, which fit its name. Damaged."""
    try:
        if repository.backend.size("data", pack_id) > _MOST_PACK:
            raise Damaged("pack", pack_id, "longer than any")
        stored = repository.backend.load("data", pack_id)
    except ObjectMissing:
        raise Damaged("pack", pack_id, "missing") from None
    if id_of(stored) != pack_id:
        raise Damaged("pack", pack_id, "bytes do not fit the name")
    return stored


def _resealed_snapshots(repository: Repository, new: Repository, progress: Progress) -> dict[str, str]:
    found = [repository.load_snapshot(snapshot_id) for snapshot_id in repository.backend.list("snapshots")]
    new_ids: dict[str, str] = {}
    with new.writing():
        for snapshot in sorted(found, key=lambda snapshot: (snapshot.time, snapshot.id)):
            progress.check_cancelled()
            new_ids[snapshot.id] = new.save_snapshot(snapshot.to_be_resealed(new_ids)).id
    return new_ids


def _verify(repository: Repository, new: Repository, new_ids: dict[str, str], progress: Progress) -> None:
    """Every byte of the new one is sound, and nothing of the old one is missing in it."""
    again = new.copy_at(new.backend)
    report = Check().run(again, read_all=True, progress=progress)
    if not report.ok:
        problem = report.problems[0]
        raise Damaged(problem.what, problem.name, f"re-locked: {problem.detail}")
    for pack in _packs(repository):
        for entry in pack.entries:
            _require(again.has_blob(entry.blob_id, entry.kind), "blob", entry.blob_id)
    for old_id, new_id in new_ids.items():
        same = _what_counts(repository.load_snapshot(old_id)) == _what_counts(again.load_snapshot(new_id))
        _require(same, "snapshot", new_id)


def _what_counts(snapshot: Snapshot) -> tuple[object, ...]:
    return snapshot.time, snapshot.tree, snapshot.paths, snapshot.hostname, snapshot.username, snapshot.tags


def _require(fits: bool, what: str, name: str) -> None:
    if not fits:
        raise Damaged(what, name, "re-locked: not what the old vault holds")


def room_needed(repository: Repository) -> int:
    """Bytes that the new vault takes, beside the old one, until the old one goes."""
    kinds: tuple[Kind, ...] = ("index", "snapshots")
    backend = repository.backend
    small = sum(backend.size(kind, name) + _BLOCK for kind in kinds for name in backend.list(kind))
    return repository.stored_size() + small + _SLACK
