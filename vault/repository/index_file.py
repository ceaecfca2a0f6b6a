"""Index files: which blobs the packs hold, as JSON. Source: restic's design document, "Indexing"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import msgspec

from vault.crypto.cipher import OVERHEAD
from vault.errors import Damaged
from vault.repository.blob import PackEntry
from vault.repository.ids import is_id
from vault.repository.index import MAX_NUMBER

_MAX_PLAIN = 1 << 30  # what a blob may unfold to; trees of huge folders are the largest, and stay far below
MAX_FILE_BYTES = 7 << 20  # of JSON: with its seal, and even if nothing compressed, below the 8 MiB that we keep to


@dataclass(frozen=True, slots=True)
class PackContents:
    """A pack's id and what lies in it."""

    pack_id: str
    entries: tuple[PackEntry, ...]


class _Blob(msgspec.Struct, omit_defaults=True):
    id: str
    type: Literal["data", "tree"]
    offset: int
    length: int
    # restic writes no field, or 0, where a blob is not compressed
    uncompressed_length: int = 0


class _Pack(msgspec.Struct):
    id: str
    blobs: list[_Blob]


class _File(msgspec.Struct):
    packs: list[_Pack] | None = None


_decoder = msgspec.json.Decoder(_File | list[_Pack])  # a bare list is what restic wrote before 2015


def encode_index_files(packs: Iterable[PackContents]) -> Iterator[bytes]:
    """The JSON of as many index files as are needed, each at most MAX_FILE_BYTES."""
    parts: list[bytes] = []
    size = 0
    for pack in packs:
        part = msgspec.json.encode(_record(pack))
        if parts and size + len(part) > MAX_FILE_BYTES:
            yield _document(parts)
            parts, size = [], 0
        parts.append(part)
        size += len(part) + 1
    if parts:
        yield _document(parts)


def decode_index_file(document: bytes, index_id: str) -> tuple[PackContents, ...]:
    """What it says. Damaged("index", index_id) where that cannot be."""
    try:
        decoded = _decoder.decode(document)
        packs = decoded if isinstance(decoded, list) else decoded.packs or []
        return tuple(_contents(pack) for pack in packs)
    except (msgspec.MsgspecError, ValueError) as error:
        raise Damaged("index", index_id, f"unreadable: {type(error).__name__}") from None


def _document(parts: list[bytes]) -> bytes:
    return b'{"packs":[' + b",".join(parts) + b"]}"


def _record(pack: PackContents) -> _Pack:
    blobs = [
        _Blob(entry.blob_id, entry.kind, entry.offset, entry.length, entry.uncompressed_length or 0)
        for entry in pack.entries
    ]
    return _Pack(pack.pack_id, blobs)


def _contents(pack: _Pack) -> PackContents:
    if not is_id(pack.id):
        raise ValueError("not an id")
    return PackContents(pack.id, tuple(_entry(blob) for blob in pack.blobs))


def _entry(blob: _Blob) -> PackEntry:
    numbers_fit = 0 <= blob.offset <= MAX_NUMBER and OVERHEAD <= blob.length <= MAX_NUMBER
    if not is_id(blob.id) or not numbers_fit or not 0 <= blob.uncompressed_length <= _MAX_PLAIN:
        raise ValueError("id, offset or length")
    return PackEntry(blob.id, blob.type, blob.offset, blob.length, blob.uncompressed_length or None)
