"""Names made of content: SHA-256 in hex. A file is called by its stored bytes, a blob by its plaintext."""

from __future__ import annotations

import hashlib
import re

ID_BYTES = 32
_ID = re.compile(r"[0-9a-f]{64}")


def id_of(data: bytes | bytearray | memoryview) -> str:
    """The id of these bytes: 64 hex digits."""
    return hashlib.sha256(data).hexdigest()


def is_id(text: str) -> bool:
    """Whether this is an id as restic writes it: 64 lower-case hex digits."""
    return _ID.fullmatch(text) is not None
