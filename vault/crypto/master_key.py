"""The master key: what every byte of a vault is sealed with. Key files hold it sealed; nothing else ever does."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 64
_R_MASK = bytes.fromhex("ffffff0ffcffff0ffcffff0ffcffff0f")  # the bits that Poly1305 leaves r
# Part of the meaning of every derived key: changing it would orphan indexes and cut points.
_DERIVE_SALT = b"chat-vault derived keys 1"


@dataclass(frozen=True, slots=True)
class MasterKey:
    """`encrypt` (32 bytes) for AES-256-CTR, `mac_k` and `mac_r` (16 each) for Poly1305-AES. repr shows nothing."""

    encrypt: bytes = field(repr=False)
    mac_k: bytes = field(repr=False)
    mac_r: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """ValueError on parts of another length."""
        if (len(self.encrypt), len(self.mac_k), len(self.mac_r)) != (32, 16, 16):
            raise ValueError("a master key has parts of 32, 16 and 16 bytes")

    @classmethod
    def from_bytes(cls, key: bytes) -> MasterKey:
        """From 64 bytes in restic's order: encrypt, k, r. r is clamped here, as Poly1305 would do anyway."""
        if len(key) != KEY_BYTES:
            raise ValueError("a master key has 64 bytes")
        r = bytes(byte & mask for byte, mask in zip(key[48:], _R_MASK, strict=True))
        return cls(encrypt=key[:32], mac_k=key[32:48], mac_r=r)

    @classmethod
    def random(cls) -> MasterKey:
        """A new one from the system's source of randomness."""
        return cls.from_bytes(os.urandom(KEY_BYTES))

    def derive(self, info: bytes, length: int = 32) -> bytes:
        """A key for another use, named by `info`: HKDF-SHA256 (RFC 5869). The same for ever; tells nothing of ours."""
        hkdf = HKDF(algorithm=SHA256(), length=length, salt=_DERIVE_SALT, info=info)
        return hkdf.derive(self.encrypt + self.mac_k + self.mac_r)
