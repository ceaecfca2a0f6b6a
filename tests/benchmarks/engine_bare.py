"""The bare work of a check of every byte: no less can be done, and nothing is around it. Run with a VAULT's folder.

SHA-256 of each pack, its list decrypted, each blob's tag, decryption and SHA-256 (and decompression where it was
compressed): a plain loop, on two cores without Python's lock between them. Packs are found in `data`, and their blobs
by their own lists: no index, no trees. Opening the vault is counted here as it is with a check.
"""

from __future__ import annotations

import hashlib
import mmap
import os
import struct
import sys
from pathlib import Path

import zstandard
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.poly1305 import Poly1305

from vault.crypto.master_key import MasterKey
from vault.repository.repository import Repository
from vault.storage.local import LocalBackend

SECRET = "a secret for the bench"
CORES = 2
_LARGEST = 64 << 20  # pages that nothing is read into are never touched


class Bare:
    """One core's work."""

    def __init__(self, key: MasterKey) -> None:
        self._aes = algorithms.AES(key.encrypt)
        self._nonces = Cipher(algorithms.AES(key.mac_k), modes.ECB())  # noqa: S305 - one block: Poly1305-AES
        self._r = key.mac_r
        self._plain = memoryview(mmap.mmap(-1, _LARGEST))
        self._pack = memoryview(mmap.mmap(-1, _LARGEST))
        self._unpacked = zstandard.ZstdDecompressor()

    def verify(self, path: Path) -> None:
        """One pack. SystemExit for a fault."""
        with path.open("rb", buffering=0) as stream:
            pack = self._pack[: stream.readinto(self._pack)]
        if hashlib.sha256(pack).hexdigest() != path.name:
            raise SystemExit("a pack is not what its name says")
        (length,) = struct.unpack("<I", pack[-4:])
        header, at, offset = bytes(self._opened(pack[-4 - length : -4])), 0, 0
        while at < len(header):
            is_compressed = header[at] & 2
            (size,) = struct.unpack_from("<I", header, at + 1)
            at += 9 if is_compressed else 5
            blob: bytes | memoryview = self._opened(pack[offset : offset + size])
            if is_compressed:
                blob = self._unpacked.decompress(blob)
            if hashlib.sha256(blob).digest() != header[at : at + 32]:
                raise SystemExit("a blob is not what its id says")
            at += 32
            offset += size

    def _opened(self, sealed: memoryview) -> memoryview:
        iv, body = bytes(sealed[:16]), sealed[16:-16]
        Poly1305.verify_tag(self._r + self._nonces.encryptor().update(iv), body, bytes(sealed[-16:]))
        Cipher(self._aes, modes.CTR(iv)).decryptor().update_into(body, self._plain)
        return self._plain[: len(body)]


def main(vault: Path) -> None:
    """All packs, shared out to two processes by turns."""
    key = Repository.open(LocalBackend(vault), SECRET)._master
    packs = sorted(path for path in (vault / "data").rglob("*") if path.is_file())
    children = []
    for core in range(CORES):
        child = os.fork()
        if child == 0:
            bare = Bare(key)
            for path in packs[core::CORES]:
                bare.verify(path)
            os._exit(0)
        children.append(child)
    if any(os.waitpid(child, 0)[1] for child in children):
        raise SystemExit("the bare work found a fault")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
