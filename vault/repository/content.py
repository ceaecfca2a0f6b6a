"""What a file or folder holds, as one short id: of its blobs, without a byte read once more.

The ids of a file's blobs in order say all about its bytes. Two files with the same content id are the same, byte for
byte; of two that are the same the ids differ only where they were cut in different ways, which one vault does only
when the rules of cutting change.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from vault.repository.tree import name_bytes

_MARK = b"chat-vault content\0"  # apart from every SHA-256 of bytes: nobody can make a file of the one be the other


def content_of(blob_ids: Sequence[str]) -> str:
    """Of a file with these blobs, in hex."""
    return hashlib.sha256(_MARK + b"".join(map(bytes.fromhex, blob_ids))).hexdigest()


def content_of_folder(files: Iterable[tuple[str, int, str]]) -> str:
    """Of a folder's files in the order of their whole names: each its name with `/`, its bytes, its content."""
    content = FolderContent()
    for file in files:
        content.add(*file)
    return content.id


class FolderContent:
    """The content id of a folder, while its files come one after the other in the order of their whole names."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256(_MARK)

    def add(self, name: str, size: int, content: str) -> None:
        """One file: its name with `/`, its bytes, its content."""
        self._digest.update(line_of(name, size, content))

    @property
    def id(self) -> str:
        """Of the files so far, in hex."""
        return self._digest.hexdigest()


def line_of(name: str, size: int, content: str) -> bytes:
    """What stands for a file in the id of its folder: its content id, or its SHA-256 in a folder's SHA-256."""
    return b"%b\0%d\0%b\n" % (name_bytes(name), size, content.encode())
