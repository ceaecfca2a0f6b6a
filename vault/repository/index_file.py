"""Index files: which blobs the packs hold, as JSON. Source: restic's design document, "Indexing"."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import Annotated, Literal

import msgspec

from vault.crypto.cipher import OVERHEAD
from vault.errors import Damaged
from vault.repository.blob import BLOB_KINDS, PackEntry
from vault.repository.ids import ID_BYTES
from vault.repository.index_rows import MAX_NUMBER, NOT_COMPRESSED, IndexRows
from vault.repository.pack import MAX_BLOBS

_MAX_PLAIN = 1 << 30  # what a blob may unfold to; trees of huge folders are the largest, and stay far below
MAX_FILE_BYTES = 7 << 20  # of JSON: with its seal, and even if nothing compressed, below the 8 MiB that we keep to
_BATCH = 128  # packs decoded in one go: some milliseconds, in which no other thread runs

_Id = Annotated[str, msgspec.Meta(min_length=2 * ID_BYTES, max_length=2 * ID_BYTES)]


@dataclass(frozen=True, slots=True)
class PackContents:
    """A pack's id and what lies in it."""

    pack_id: str
    entries: tuple[PackEntry, ...]


class _Blob(msgspec.Struct, omit_defaults=True, gc=False):
    id: _Id
    type: Literal["data", "tree"]
    offset: Annotated[int, msgspec.Meta(ge=0, le=MAX_NUMBER)]
    length: Annotated[int, msgspec.Meta(ge=OVERHEAD, le=MAX_NUMBER)]
    # restic writes no field, or 0, where a blob is not compressed
    uncompressed_length: Annotated[int, msgspec.Meta(ge=0, le=_MAX_PLAIN)] = 0


class _Pack(msgspec.Struct, gc=False):
    id: _Id
    blobs: list[_Blob]


class _File(msgspec.Struct):
    packs: list[msgspec.Raw] | None = None


_decoder = msgspec.json.Decoder(_File | list[msgspec.Raw])  # a bare list is what restic wrote before 2015
_batch_decoder = msgspec.json.Decoder(list[_Pack])


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
    """What it says, pack by pack. Damaged("index", index_id) where that cannot be."""
    return tuple(
        PackContents(pack_id, entries)
        for rows in decode_rows(document, index_id)
        for pack_id, entries in rows.by_pack()
    )


def decode_rows(document: bytes, index_id: str) -> list[IndexRows]:
    """What it says, as columns, some packs at a time. Damaged("index", index_id) where that cannot be."""
    try:
        decoded = _decoder.decode(document)
        packs = decoded if isinstance(decoded, list) else decoded.packs or []
        return [_rows(packs[start : start + _BATCH]) for start in range(0, len(packs), _BATCH)]
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise Damaged("index", index_id, f"unreadable: {type(error).__name__}") from None


def _document(parts: list[bytes]) -> bytes:
    return b'{"packs":[' + b",".join(parts) + b"]}"


def _record(pack: PackContents) -> _Pack:
    blobs = [
        _Blob(entry.blob_id, entry.kind, entry.offset, entry.length, entry.uncompressed_length or 0)
        for entry in pack.entries
    ]
    return _Pack(pack.pack_id, blobs)


def _rows(raw: list[msgspec.Raw]) -> IndexRows:
    """Some packs in columns. ValueError and MsgspecError on what cannot be."""
    packs = _batch_decoder.decode(b"[" + b",".join(raw) + b"]")
    if any(len(pack.blobs) > MAX_BLOBS for pack in packs):
        raise ValueError("more blobs than a pack can list")
    blobs = [blob for pack in packs for blob in pack.blobs]
    pack_ids = [pack.id for pack in packs]
    _ids(pack_ids)
    return IndexRows(
        packs=pack_ids,
        counts=[len(pack.blobs) for pack in packs],
        ids=_ids([blob.id for blob in blobs]),
        kinds=bytes(map(BLOB_KINDS.index, map(attrgetter("type"), blobs))),
        offsets=array("I", map(attrgetter("offset"), blobs)),
        lengths=array("I", map(attrgetter("length"), blobs)),
        plain_lengths=array("I", [blob.uncompressed_length or NOT_COMPRESSED for blob in blobs]),
    )


def _ids(texts: list[str]) -> list[bytes]:
    """The ids' bytes. ValueError where a text, 64 characters long, is not the one way to write an id."""
    ids = list(map(bytes.fromhex, texts))
    if b"".join(ids).hex() != "".join(texts):
        raise ValueError("not an id")
    return ids
