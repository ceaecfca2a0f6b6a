"""Pack files: sealed blobs one after the other, their sealed list, and the length of that list.

    Blob ‖ … ‖ Blob ‖ sealed(header) ‖ header's sealed length (4 bytes, little-endian)

A header entry: type (0 data, 1 tree, 2 compressed data, 3 compressed tree), sealed length (4), for 2 and 3 the
plaintext's length (4), SHA-256 of the plaintext (32). Source: restic's design document, "Pack Format".
"""

from __future__ import annotations

import struct
from collections.abc import Iterable

from vault.crypto.cipher import OVERHEAD, BadTag, Cipher
from vault.errors import Damaged, ObjectMissing
from vault.repository.blob import BLOB_KINDS, PackEntry
from vault.repository.ids import ID_BYTES
from vault.storage.backend import Backend

_LENGTH = struct.Struct("<I")
_PLAIN = struct.Struct(f"<BI{ID_BYTES}s")
_COMPRESSED = struct.Struct(f"<BII{ID_BYTES}s")
_COMPRESSED_BIT = 2
ENTRY_BYTES = _COMPRESSED.size  # the most that one takes
PLAIN_ENTRY_BYTES = _PLAIN.size  # what one takes where nothing was compressed
FRAME_BYTES = OVERHEAD + _LENGTH.size  # what a pack has besides blobs and entries
_FIRST_READ = 16 << 10  # one read gets most headers
_MAX_HEADER = 8 << 20
MAX_BLOBS = _MAX_HEADER // PLAIN_ENTRY_BYTES  # of one pack, some 220,000: more do not fit into its list


def encode_entry(blob_id: bytes, kind: str, length: int, uncompressed_length: int | None) -> bytes:
    """One header entry. Offsets are not written: blobs stand in order without gaps."""
    number = 0 if kind == "data" else 1
    if uncompressed_length is None:
        return _PLAIN.pack(number, length, blob_id)
    return _COMPRESSED.pack(number | _COMPRESSED_BIT, length, uncompressed_length, blob_id)


def encode_header(entries: Iterable[PackEntry]) -> bytes:
    """All entries, in the order of their offsets."""
    return b"".join(
        encode_entry(bytes.fromhex(entry.blob_id), entry.kind, entry.length, entry.uncompressed_length)
        for entry in entries
    )


def decode_header(header: bytes) -> tuple[PackEntry, ...]:
    """The entries with their offsets. ValueError on what is no header."""
    entries: list[PackEntry] = []
    position = offset = 0
    while position < len(header):
        entry, position = _decode_entry(header, position, offset)
        entries.append(entry)
        offset += entry.length
    return tuple(entries)


def entry_bytes(entry: PackEntry) -> int:
    """What its header entry takes."""
    return _PLAIN.size if entry.uncompressed_length is None else _COMPRESSED.size


def file_size(entries: Iterable[PackEntry]) -> int:
    """The bytes of a pack's file with these blobs."""
    return FRAME_BYTES + sum(entry.length + entry_bytes(entry) for entry in entries)


def seal_header(cipher: Cipher, header: bytes, out: memoryview) -> int:
    """Write the end of a pack; returns how many bytes."""
    written = cipher.seal_into(header, out)
    _LENGTH.pack_into(out, written, written)
    return written + _LENGTH.size


def read_header(backend: Backend, cipher: Cipher, pack_id: str) -> tuple[PackEntry, ...]:
    """What a pack says that it holds. Damaged("pack", …) when missing, cut off or not ours."""
    try:
        size = backend.size("data", pack_id)
        sealed = _load_header(backend, pack_id, size)
    except ObjectMissing:
        raise Damaged("pack", pack_id, "missing") from None
    except ValueError as error:
        raise Damaged("pack", pack_id, f"header: {error}") from None
    return _opened_header(cipher, pack_id, sealed, size)


def header_at_end(cipher: Cipher, pack_id: str, end: bytes | memoryview, size: int) -> tuple[PackEntry, ...] | None:
    """What a pack of `size` bytes says that it holds, from its last bytes; None where these are too few to tell.

    Damaged("pack", …) as read_header.
    """
    if len(end) < _LENGTH.size:
        return None
    try:
        length = _header_length(end, size)
    except ValueError as error:
        raise Damaged("pack", pack_id, f"header: {error}") from None
    if length + _LENGTH.size > len(end):
        return None
    return _opened_header(cipher, pack_id, end[-length - _LENGTH.size : -_LENGTH.size], size)


def _decode_entry(header: bytes, position: int, offset: int) -> tuple[PackEntry, int]:
    number = header[position]
    if number > 3:
        raise ValueError("unknown type of blob")
    layout = _COMPRESSED if number & _COMPRESSED_BIT else _PLAIN
    try:
        fields = layout.unpack_from(header, position)
    except struct.error:
        raise ValueError("cut off") from None
    length, blob_id = fields[1], fields[-1].hex()
    if length < OVERHEAD:
        raise ValueError("a blob shorter than its seal")
    plain = fields[2] if number & _COMPRESSED_BIT else None
    return PackEntry(blob_id, BLOB_KINDS[number & 1], offset, length, plain), position + layout.size


def _opened_header(cipher: Cipher, pack_id: str, sealed: bytes | memoryview, size: int) -> tuple[PackEntry, ...]:
    try:
        entries = decode_header(cipher.open(sealed))
    except BadTag:
        raise Damaged("pack", pack_id, "header: tag does not fit") from None
    except ValueError as error:
        raise Damaged("pack", pack_id, f"header: {error}") from None
    if sum(entry.length for entry in entries) + len(sealed) + _LENGTH.size != size:
        raise Damaged("pack", pack_id, "header and blobs do not add up to its size")
    return entries


def _load_header(backend: Backend, pack_id: str, size: int) -> bytes:
    """The sealed header. ValueError when the length at the end cannot be."""
    tail = backend.load("data", pack_id, max(0, size - _FIRST_READ))
    length = _header_length(tail, size)
    if length + _LENGTH.size <= len(tail):
        return tail[-length - _LENGTH.size : -_LENGTH.size]
    return backend.load("data", pack_id, size - length - _LENGTH.size, length)


def _header_length(end: bytes | memoryview, size: int) -> int:
    """Of the sealed header. ValueError when the length at the end cannot be."""
    if size < FRAME_BYTES or len(end) < _LENGTH.size:
        raise ValueError("shorter than any pack")
    (length,) = _LENGTH.unpack(end[-_LENGTH.size :])
    if not OVERHEAD <= length <= min(size - _LENGTH.size, _MAX_HEADER):
        raise ValueError("impossible length")
    return int(length)
