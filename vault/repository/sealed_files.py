"""Whole sealed files: config, index, snapshots, locks.

Format version 2 puts a byte 0x02 and a zstd frame under the seal, version 1 the plain JSON; a first byte of `{` or
`[` is plain JSON in both. Everything but `config` is called by the SHA-256 of its stored bytes, which is verified.
"""

from __future__ import annotations

from vault.crypto.cipher import BadTag, Cipher
from vault.errors import Damaged, ObjectMissing
from vault.repository.compression import NotCompressed, compress_always, decompress_up_to
from vault.repository.ids import id_of
from vault.storage.backend import CONFIG_NAME, Backend, Kind

_COMPRESSED = b"\x02"
_PLAIN_JSON = (b"{", b"[")
# What one may unfold to, in bytes, whoever wrote it: restic's index files stay below 16 MiB, snapshots far below 1.
_MAX_PLAIN: dict[Kind, int] = {"index": 64 << 20, "snapshots": 4 << 20}
_MAX_OTHER = 1 << 20
_WORDS: dict[Kind, str] = {
    "config": "config",
    "keys": "key",
    "data": "pack",
    "index": "index",
    "snapshots": "snapshot",
    "locks": "lock",
}


class SealedFiles:
    """Reads and writes them at one place with one key. Thread-safe."""

    def __init__(self, backend: Backend, cipher: Cipher, *, compresses: bool) -> None:
        self._backend = backend
        self._cipher = cipher
        self._compresses = compresses

    def load(self, kind: Kind, name: str) -> bytes:
        """Its JSON. Damaged when missing or not what was written; the place's own faults go through."""
        stored = load_named(self._backend, kind, name)
        try:
            return _unpacked(self._cipher.open(stored), _MAX_PLAIN.get(kind, _MAX_OTHER))
        except BadTag:
            raise Damaged(_WORDS[kind], name, "tag does not fit") from None
        except NotCompressed as error:
            raise Damaged(_WORDS[kind], name, str(error)) from None

    def save(self, kind: Kind, document: bytes) -> str:
        """Seal and keep a JSON document, durably; returns its name."""
        name, sealed = self.sealed(document)
        self._backend.save(kind, name, sealed)
        return name

    def sealed(self, document: bytes) -> tuple[str, bytes]:
        """A JSON document as it would be kept, and the name that it would have."""
        sealed = self._cipher.seal(_COMPRESSED + compress_always(document) if self._compresses else document)
        return id_of(sealed), sealed


def load_named(backend: Backend, kind: Kind, name: str) -> bytes:
    """A whole file whose bytes fit its name. Damaged otherwise."""
    limit = _MAX_PLAIN.get(kind, _MAX_OTHER) + _MAX_OTHER
    try:
        stored = backend.load(kind, name, 0, limit)
    except ObjectMissing:
        raise Damaged(_WORDS[kind], name, "missing") from None
    if len(stored) == limit:
        raise Damaged(_WORDS[kind], name, "longer than any")
    if name != CONFIG_NAME and id_of(stored) != name:
        raise Damaged(_WORDS[kind], name, "bytes do not fit the name")
    return stored


def _unpacked(plain: bytes, limit: int) -> bytes:
    if plain[:1] in _PLAIN_JSON:
        if len(plain) > limit:
            raise NotCompressed("longer than allowed")
        return plain
    if plain[:1] != _COMPRESSED:
        raise NotCompressed("unknown first byte")
    return decompress_up_to(memoryview(plain)[1:], limit)
