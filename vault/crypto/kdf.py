"""From a secret that somebody keeps (keychain, recovery sheet) to the key that opens a key file: scrypt (RFC 7914)."""

from __future__ import annotations

import os
from dataclasses import dataclass

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from vault.crypto.master_key import KEY_BYTES, MasterKey

DEFAULT_N = 32768  # 32 MiB and about 0.1 s: right for secrets of 128 random bits and more
SALT_BYTES = 64
_MAX_MEMORY = 256 << 20  # bytes scrypt may take: 128 · N · r
_MAX_WORK = 1 << 24  # N · r · p, some six seconds; restic's own calibration stays far below
_MAX_SALT = 1024


@dataclass(frozen=True, slots=True)
class ScryptParameters:
    """What a key file says about its derivation. ValueError on values that are no scrypt or would stall us."""

    salt: bytes
    n: int = DEFAULT_N
    r: int = 8
    p: int = 1

    def __post_init__(self) -> None:
        """Refuse what a hostile key file could use to exhaust memory or time."""
        if self.n < 2 or self.n & (self.n - 1) or self.r < 1 or self.p < 1:
            raise ValueError("not scrypt parameters")
        if 128 * self.n * self.r > _MAX_MEMORY or self.n * self.r * self.p > _MAX_WORK:
            raise ValueError("scrypt parameters beyond all reason")
        if len(self.salt) > _MAX_SALT:
            raise ValueError("not a salt")

    @classmethod
    def fresh(cls, n: int = DEFAULT_N) -> ScryptParameters:
        """With a new random salt."""
        return cls(salt=os.urandom(SALT_BYTES), n=n)

    def key_for(self, secret: str) -> MasterKey:
        """The key that seals the master key in a key file. Slow on purpose."""
        scrypt = Scrypt(salt=self.salt, length=KEY_BYTES, n=self.n, r=self.r, p=self.p)
        return MasterKey.from_bytes(scrypt.derive(secret.encode("utf-8", "surrogateescape")))
