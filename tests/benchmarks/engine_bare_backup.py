"""The bare work of a first backup: no less can be done, and nothing is around it. Run with a SOURCE and a new FOLDER.

Reading, SHA-256 of pieces as large as a photo, AES-CTR and Poly1305 into packs of 16 MiB, SHA-256 of each, written
straight to the disk and durable: a plain loop, in two processes without Python's lock between them. No cuts, no
index, no vault: what lies in FOLDER afterwards is of no use.
"""

from __future__ import annotations

import hashlib
import mmap
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.poly1305 import Poly1305

CORES = 2
PIECE = 256 << 10  # what a photo of the bench's media has, nearly
PACK = 16 << 20
_STRETCH = 4 << 20  # of a file, read by one process
_STRAIGHT = getattr(os, "O_DIRECT", 0)


class Bare:
    """One core's work."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stream = Cipher(algorithms.AES(bytes(32)), modes.CTR(bytes(16))).encryptor()
        self._nonces = Cipher(algorithms.AES(bytes(16)), modes.ECB()).encryptor()  # noqa: S305 - Poly1305-AES
        self._pack, self._used = memoryview(mmap.mmap(-1, PACK + (1 << 20))), 0
        self._piece = memoryview(mmap.mmap(-1, PIECE))

    def take(self, path: Path, start: int, end: int) -> None:
        """A stretch of a file."""
        with path.open("rb", buffering=0) as stream:
            stream.seek(start)
            while start < end and (count := stream.readinto(self._piece[: end - start])):
                start += count
                self._seal(self._piece[:count])

    def finish(self) -> None:
        """Write the pack that is open: SHA-256 first, which is its name."""
        name = hashlib.sha256(self._pack[: self._used]).hexdigest()
        descriptor = os.open(self._folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _STRAIGHT, 0o600)
        try:
            done, end = 0, -(-self._used // 4096) * 4096
            while done < end:
                done += os.write(descriptor, self._pack[done:end])
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        self._used = 0

    def _seal(self, plain: memoryview) -> None:
        if self._used + len(plain) + 32 > PACK:
            self.finish()
        hashlib.sha256(plain).digest()
        iv, start, end = os.urandom(16), self._used + 16, self._used + 16 + len(plain)
        self._pack[self._used : start] = iv
        self._stream.reset_nonce(iv)
        self._stream.update_into(plain, self._pack[start : end + 16])
        key = bytes(16) + self._nonces.update(iv)
        self._pack[end : end + 16] = Poly1305.generate_tag(key, self._pack[start:end])
        self._used = end + 16


def stretches(source: Path) -> Iterator[tuple[Path, int, int]]:
    """What is to be read: pieces of a file, or whole files."""
    files = sorted(path for path in source.rglob("*") if path.is_file()) if source.is_dir() else [source]
    for path in files:
        size = path.stat().st_size
        yield from ((path, start, min(start + _STRETCH, size)) for start in range(0, size, _STRETCH))


def main(source: Path, folder: Path) -> None:
    """All of it, shared out to two processes by turns."""
    folder.mkdir(parents=True)
    shares = list(stretches(source))
    children = []
    for core in range(CORES):
        child = os.fork()
        if child == 0:
            bare = Bare(folder)
            for share in shares[core::CORES]:
                bare.take(*share)
            bare.finish()
            os._exit(0)
        children.append(child)
    if any(os.waitpid(child, 0)[1] for child in children):
        raise SystemExit("the bare work failed")
    descriptor = os.open(folder, os.O_RDONLY)
    os.fsync(descriptor)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
