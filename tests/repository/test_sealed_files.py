"""Whole sealed files: both versions read, and every fault is somebody's by name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.repository.vaults import CIPHER, flip
from vault.crypto.cipher import Cipher
from vault.crypto.master_key import MasterKey
from vault.errors import Damaged, PlaceMissing
from vault.repository.compression import compress_always
from vault.repository.ids import id_of
from vault.repository.sealed_files import SealedFiles
from vault.storage.backend import Kind
from vault.storage.memory import MemoryBackend

DOCUMENT = b'{"time":"now","words":"words words words words words words"}'
KINDS: list[tuple[Kind, str]] = [("index", "index"), ("snapshots", "snapshot"), ("locks", "lock")]


@pytest.fixture
def backend() -> MemoryBackend:
    return MemoryBackend()


@pytest.fixture
def files(backend: MemoryBackend) -> SealedFiles:
    return SealedFiles(backend, CIPHER, compresses=True)


def keep(backend: MemoryBackend, plain: bytes) -> str:
    sealed = CIPHER.seal(plain)
    backend.save("index", id_of(sealed), sealed)
    return id_of(sealed)


@pytest.mark.parametrize("compresses", [True, False])
def test_what_was_saved_comes_back(backend: MemoryBackend, compresses: bool) -> None:
    files = SealedFiles(backend, CIPHER, compresses=compresses)
    name = files.save("snapshots", DOCUMENT)
    assert files.load("snapshots", name) == DOCUMENT
    plain = CIPHER.open(backend.load("snapshots", name))
    assert plain[:1] == (b"\x02" if compresses else b"{")
    assert name == id_of(backend.load("snapshots", name))


@pytest.mark.parametrize(
    "plain", [DOCUMENT, b"[1]", b"\x02" + compress_always(DOCUMENT), b"\x02" + compress_always(b"")]
)
def test_reads_every_form(backend: MemoryBackend, files: SealedFiles, plain: bytes) -> None:
    expected = {b"{": plain, b"[": plain}.get(plain[:1], DOCUMENT if len(plain) > 20 else b"")
    assert files.load("index", keep(backend, plain)) == expected


@pytest.mark.parametrize("plain", [b"", b"\x01" + DOCUMENT, b"\x03", b"\x02", b"\x02" + DOCUMENT, b" {}"])
def test_other_forms_are_damage(backend: MemoryBackend, files: SealedFiles, plain: bytes) -> None:
    name = keep(backend, plain)
    with pytest.raises(Damaged) as damage:
        files.load("index", name)
    assert (damage.value.what, damage.value.name) == ("index", name)


@pytest.mark.parametrize(("kind", "word"), KINDS)
@given(bit=st.integers(0, 2000))
def test_any_flipped_bit_is_found_and_the_file_named(kind: Kind, word: str, bit: int) -> None:
    backend = MemoryBackend()
    files = SealedFiles(backend, CIPHER, compresses=True)
    name = files.save(kind, DOCUMENT)
    flip(backend, kind, name, bit)
    with pytest.raises(Damaged) as damage:
        files.load(kind, name)
    assert (damage.value.what, damage.value.name, damage.value.detail) == (word, name, "bytes do not fit the name")


def test_a_file_of_another_vault_is_damage(backend: MemoryBackend, files: SealedFiles) -> None:
    name = SealedFiles(backend, Cipher(MasterKey.random()), compresses=True).save("index", DOCUMENT)
    with pytest.raises(Damaged) as damage:
        files.load("index", name)
    assert damage.value.detail == "tag does not fit"


def test_a_missing_file_is_damage_and_a_missing_place_is_not(backend: MemoryBackend, files: SealedFiles) -> None:
    with pytest.raises(Damaged) as damage:
        files.load("snapshots", "ab" * 32)
    assert (damage.value.what, damage.value.detail) == ("snapshot", "missing")
    backend.present = False
    with pytest.raises(PlaceMissing):
        files.load("snapshots", "ab" * 32)


def test_the_same_document_makes_another_file_each_time(files: SealedFiles) -> None:
    assert files.save("snapshots", DOCUMENT) != files.save("snapshots", DOCUMENT)
