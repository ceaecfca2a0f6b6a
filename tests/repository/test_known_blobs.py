"""Reading blobs: verified to the last bit, from any copy that is whole, and kept up with what others write."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.repository.vaults import SECRET, flip, new_vault, store
from vault.errors import Damaged, NoPermission, PlaceMissing
from vault.repository.blob import PackEntry
from vault.repository.compression import compress_always
from vault.repository.ids import id_of
from vault.repository.index import Index
from vault.repository.index_file import PackContents, encode_index_files
from vault.repository.repository import Repository
from vault.storage.memory import MemoryBackend

TEXT = b"12.05.26, 09:15 - Anna: Bis nachher!\n" * 50


@pytest.fixture
def backend() -> MemoryBackend:
    return MemoryBackend()


@pytest.fixture
def vault(backend: MemoryBackend) -> Repository:
    return new_vault(backend)


def only_pack(backend: MemoryBackend) -> str:
    (pack_id,) = backend.list("data")
    return pack_id


def keep(vault: Repository, entry: PackEntry, sealed: bytes) -> None:
    """A pack of one blob as a program with a bug, or with bad intent, could have written it."""
    pack_id = id_of(sealed)
    vault.backend.save("data", pack_id, sealed)
    (document,) = encode_index_files([PackContents(pack_id, (entry,))])
    vault._files.save("index", document)


@pytest.mark.parametrize("blob", [b"", b"x", TEXT, os.urandom(5000)])
def test_what_was_stored_comes_back(vault: Repository, backend: MemoryBackend, blob: bytes) -> None:
    (blob_id,) = store(vault, blob)
    for reader in (vault, Repository.open(backend, SECRET)):
        assert reader.load_blob(blob_id) == blob
        assert reader.blob_size(blob_id) == len(blob)
        assert reader.has_blob(blob_id)
        assert reader.has_blob(blob_id, "data")
        assert not reader.has_blob(blob_id, "tree")


_shared = MemoryBackend()
_vault = new_vault(_shared)
_ids = store(_vault, TEXT, b"not compressed")
_sealed_bytes = sum(entry.length for entry in _vault.read_pack_header(only_pack(_shared)))


@given(st.integers(0, _sealed_bytes * 8 - 1))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_any_flipped_bit_of_a_blob_is_found(bit: int) -> None:
    pack_id = only_pack(_shared)
    whole = _shared.files["data", pack_id]
    flip(_shared, "data", pack_id, bit)
    try:
        damage = [found for blob_id in _ids if (found := _damage_of(blob_id)) is not None]
        assert len(damage) == 1
        assert damage[0].what == "blob"
        assert damage[0].name in _ids
    finally:
        _shared.files["data", pack_id] = whole


def _damage_of(blob_id: str) -> Damaged | None:
    try:
        _vault.load_blob(blob_id)
    except Damaged as damage:
        return damage
    return None


def test_an_unknown_blob_is_told(vault: Repository) -> None:
    for attempt in (vault.load_blob, vault.load_tree, vault.blob_size):
        with pytest.raises(Damaged) as damage:
            attempt("ab" * 32)
        assert (damage.value.what, damage.value.name, damage.value.detail) == ("blob", "ab" * 32, "not in index")
    assert not vault.has_blob("ab" * 32)


def test_a_missing_pack_is_told(vault: Repository, backend: MemoryBackend) -> None:
    (blob_id,) = store(vault, TEXT)
    pack_id = only_pack(backend)
    backend.remove("data", pack_id)
    with pytest.raises(Damaged) as damage:
        vault.load_blob(blob_id)
    assert (damage.value.what, damage.value.name, damage.value.detail) == ("pack", pack_id, "missing")


def test_a_pack_that_was_cut_off_is_told(vault: Repository, backend: MemoryBackend) -> None:
    (blob_id,) = store(vault, TEXT)
    pack_id = only_pack(backend)
    backend.files["data", pack_id] = backend.files["data", pack_id][:50]
    with pytest.raises(Damaged) as damage:
        vault.load_blob(blob_id)
    assert (damage.value.what, damage.value.name, damage.value.detail) == ("pack", pack_id, "cut off")


def test_a_place_that_is_gone_is_not_damage(vault: Repository, backend: MemoryBackend) -> None:
    (blob_id,) = store(vault, TEXT)
    backend.present = False
    with pytest.raises(PlaceMissing):
        vault.load_blob(blob_id)


def test_a_blob_that_is_not_what_its_id_says_is_refused(vault: Repository) -> None:
    sealed = vault._cipher.seal(b"something else")
    keep(vault, PackEntry("ab" * 32, "data", 0, len(sealed)), sealed)
    with pytest.raises(Damaged) as damage:
        vault.load_blob("ab" * 32)
    assert (damage.value.what, damage.value.name) == ("blob", "ab" * 32)


@pytest.mark.parametrize("recorded", [1, len(TEXT) - 1, len(TEXT) + 1, 1 << 30])
def test_a_blob_of_another_length_than_recorded_is_refused(vault: Repository, recorded: int) -> None:
    sealed = vault._cipher.seal(compress_always(TEXT))
    keep(vault, PackEntry(id_of(TEXT), "data", 0, len(sealed), recorded), sealed)
    with pytest.raises(Damaged) as damage:
        vault.load_blob(id_of(TEXT))
    assert damage.value.what == "blob"


def test_a_blob_that_is_no_zstd_frame_is_refused(vault: Repository) -> None:
    sealed = vault._cipher.seal(TEXT)
    keep(vault, PackEntry(id_of(TEXT), "data", 0, len(sealed), len(TEXT)), sealed)
    with pytest.raises(Damaged):
        vault.load_blob(id_of(TEXT))


@pytest.mark.parametrize("first_is_bad", [True, False])
def test_another_copy_serves_when_one_is_damaged(vault: Repository, backend: MemoryBackend, first_is_bad: bool) -> None:
    for _ in range(2):
        sealed = vault._cipher.seal(TEXT)
        keep(vault, PackEntry(id_of(TEXT), "data", 0, len(sealed)), sealed)
    order = [place.pack_id for place in vault._known.places(id_of(TEXT))]
    assert len(order) == 2
    flip(backend, "data", order[0 if first_is_bad else 1], 200)
    assert vault.load_blob(id_of(TEXT)) == TEXT
    backend.remove("data", order[1 if first_is_bad else 0])
    with pytest.raises(Damaged):
        vault.load_blob(id_of(TEXT))


def test_a_damaged_index_file_hides_only_what_it_alone_names(vault: Repository, backend: MemoryBackend) -> None:
    (lost,) = store(vault, b"one")
    (bad,) = backend.list("index")
    (whole,) = store(vault, b"two")
    flip(backend, "index", bad, 300)
    reader = Repository.open(backend, SECRET)
    assert reader.load_blob(whole) == b"two"
    with pytest.raises(Damaged) as damage:
        reader.load_blob(lost)
    assert damage.value.what == "blob"
    with pytest.raises(Damaged) as damage:
        reader.load_index_file(bad)
    assert (damage.value.what, damage.value.name) == ("index", bad)


def test_what_a_damaged_index_file_named_is_stored_again(vault: Repository, backend: MemoryBackend) -> None:
    (blob_id,) = store(vault, TEXT)
    flip(backend, "index", backend.list("index")[0], 300)
    reader = Repository.open(backend, SECRET)
    store(reader, TEXT)
    assert reader.load_blob(blob_id) == TEXT


def test_an_index_that_may_not_be_read_is_no_damage(
    vault: Repository, backend: MemoryBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    (blob_id,) = store(vault, TEXT)
    reader = Repository.open(backend, SECRET)

    def refuse(*_: object) -> bytes:
        raise NoPermission(backend.place)

    monkeypatch.setattr(backend, "load", refuse)
    with pytest.raises(NoPermission):
        reader.load_blob(blob_id)
    monkeypatch.undo()
    assert reader.load_blob(blob_id) == TEXT


def test_what_another_program_stored_since_is_found(vault: Repository, backend: MemoryBackend) -> None:
    store(vault, b"load the index")
    (blob_id,) = store(Repository.open(backend, SECRET), TEXT)
    assert vault.blob_size(blob_id) == len(TEXT)
    assert vault.load_blob(blob_id) == TEXT


def test_what_another_program_moved_to_a_new_pack_is_found(vault: Repository, backend: MemoryBackend) -> None:
    (blob_id,) = store(vault, TEXT)
    old = [(kind, name) for kind, name in backend.files if kind in ("data", "index")]
    sealed = vault._cipher.seal(TEXT)
    keep(Repository.open(backend, SECRET), PackEntry(blob_id, "data", 0, len(sealed)), sealed)
    for kind, name in old:
        backend.remove(kind, name)
    assert vault.load_blob(blob_id) == TEXT


def test_several_threads_read_at_once(vault: Repository, backend: MemoryBackend) -> None:
    blobs = [os.urandom(20_000) + bytes(number * 100) for number in range(60)]
    ids = store(vault, *blobs)
    reader = Repository.open(backend, SECRET)
    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(reader.load_blob, ids)) == blobs


def test_an_index_that_was_just_made_is_taken_over_unless_more_is_known_by_now(vault: Repository) -> None:
    (first,) = store(vault, TEXT)
    names = vault.backend.list("index")
    made = Index()
    for name in names:
        for rows in vault.load_index_rows(name):
            made.add_rows(rows)
    vault.adopt(made, names)
    assert vault._known.index is made
    (second,) = store(vault, b"stored since")
    assert made.places(second)  # the same index goes on growing
    vault.adopt(Index(), names)
    assert vault._known.index is made
    assert vault.load_blob(first) == TEXT


def test_the_whole_index_is_the_one_at_the_place_now(vault: Repository, backend: MemoryBackend) -> None:
    store(vault, TEXT)
    (other,) = store(Repository.open(backend, SECRET), b"by another program")
    assert vault.whole_index().places(other)
    flip(backend, "index", backend.list("index")[0], 100)
    with pytest.raises(Damaged):
        vault.whole_index()


def test_a_blob_is_proven_in_memory_that_is_there(vault: Repository, backend: MemoryBackend) -> None:
    for plain in (TEXT, os.urandom(3000)):
        (blob_id,) = store(vault, plain)
        (place,) = vault.places(blob_id)
        entry = place.entry
        sealed = bytearray(backend.load("data", place.pack_id, entry.offset, entry.length))
        room = memoryview(bytearray(len(sealed)))
        vault.verify_blob(entry, memoryview(sealed), room)
        with pytest.raises(Damaged, match="content"):
            vault.verify_blob(replace(entry, blob_id="ab" * 32), memoryview(sealed), room)
        sealed[20] ^= 1
        with pytest.raises(Damaged, match="tag"):
            vault.verify_blob(entry, memoryview(sealed), room)
    with pytest.raises(Damaged):
        vault.verify_blob(entry, memoryview(b"short"), room)
