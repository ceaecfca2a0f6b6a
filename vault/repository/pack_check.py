"""Reading one pack to the last byte."""

from __future__ import annotations

from dataclasses import dataclass

from vault.repository.faults import FAULTS, in_words
from vault.repository.ids import id_of
from vault.repository.index_file import PackContents
from vault.repository.repository import Repository


@dataclass(frozen=True, slots=True)
class PackVerdict:
    """`faults` in developer's words, empty for a whole pack; `bad` are the blobs that do not come back from it."""

    pack_id: str
    read_bytes: int
    faults: tuple[str, ...]
    bad: tuple[str, ...]


def verify_pack(repository: Repository, pack: PackContents) -> PackVerdict:
    """Whether a pack is what its name and the index say, and which of its blobs come back. Thread-safe.

    Raises PlaceMissing; every other fault is in the verdict.
    """
    try:
        stored = repository.backend.load("data", pack.pack_id)
    except FAULTS as fault:
        return PackVerdict(pack.pack_id, 0, (in_words(fault),), tuple(entry.blob_id for entry in pack.entries))
    faults = [] if id_of(stored) == pack.pack_id else ["bytes do not fit the name"]
    faults += _header_faults(repository, pack)
    bad = _bad_blobs(repository, pack, stored)
    if bad:
        faults.append(f"{len(bad)} of {len(pack.entries)} blobs unreadable")
    return PackVerdict(pack.pack_id, len(stored), tuple(faults), bad)


def _header_faults(repository: Repository, pack: PackContents) -> list[str]:
    try:
        entries = repository.read_pack_header(pack.pack_id)
    except FAULTS as fault:
        return [in_words(fault)]
    return [] if set(entries) == set(pack.entries) else ["header and index differ"]


def _bad_blobs(repository: Repository, pack: PackContents, stored: bytes) -> tuple[str, ...]:
    """By the index, as a restore would read them: a damaged header alone costs nobody a blob."""
    view, bad = memoryview(stored), []
    for entry in pack.entries:
        try:
            repository.unseal(entry, view[entry.offset : entry.offset + entry.length])
        except FAULTS:
            bad.append(entry.blob_id)
    return tuple(bad)
