"""Blobs: what a pack holds. A piece of a file (data), or one folder's listing (tree)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from vault.crypto.cipher import OVERHEAD

BlobKind = Literal["data", "tree"]
BLOB_KINDS: tuple[BlobKind, ...] = get_args(BlobKind)
MAX_BLOB_BYTES = 8 << 20  # of plaintext, in what we write; restic's chunker has the same limit
MAX_TREE_BYTES = 64 << 20  # a folder's listing cannot be cut: some 200,000 files lie in one folder at most


# In what is read, whoever wrote it: memory must hold a few of the first kind at once, and one of the second.
_MAX_READ: dict[BlobKind, int] = {"data": 2 * MAX_BLOB_BYTES, "tree": MAX_TREE_BYTES}


@dataclass(frozen=True, slots=True)
class PackEntry:
    """Where a blob lies in its pack.

    `length` counts sealed bytes from `offset`; `uncompressed_length` is None when the blob was not compressed.
    """

    blob_id: str
    kind: BlobKind
    offset: int
    length: int
    uncompressed_length: int | None = None

    @property
    def plain_length(self) -> int:
        """Bytes of plaintext."""
        return self.length - OVERHEAD if self.uncompressed_length is None else self.uncompressed_length

    @property
    def too_long(self) -> bool:
        """Whether nobody writes blobs as long as this: it is not read, sealed or unfolded."""
        return max(self.length - OVERHEAD, self.plain_length) > _MAX_READ[self.kind]


@dataclass(frozen=True, slots=True)
class BlobPlace:
    """A blob's entry and the id of the pack that it lies in."""

    pack_id: str
    entry: PackEntry
