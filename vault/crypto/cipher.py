"""Sealing bytes as restic does: IV (16) ‖ AES-256-CTR ciphertext ‖ Poly1305-AES tag (16).

The one-time Poly1305 key is r ‖ AES-128-ECB_k(IV); the tag covers the ciphertext alone, and the IV through that key.
Source: restic's design document, section "Keys, Encryption and MAC"; D. J. Bernstein, "The Poly1305-AES
message-authentication code".
"""

from __future__ import annotations

import hmac
import os
import threading

from cryptography.hazmat.primitives.ciphers import Cipher as Construction
from cryptography.hazmat.primitives.ciphers import CipherContext, algorithms, modes
from cryptography.hazmat.primitives.poly1305 import Poly1305

from vault.crypto.master_key import MasterKey

IV_SIZE = 16
TAG_SIZE = 16
OVERHEAD = IV_SIZE + TAG_SIZE


class BadTag(Exception):
    """The bytes are not what was sealed with this key: another key, or damage. Only the caller knows which."""


class Cipher:
    """Seals and opens with one master key. Thread-safe: each thread has its own keystream and maker of nonces."""

    def __init__(self, key: MasterKey) -> None:
        self._encryption = algorithms.AES(key.encrypt)
        # One block per message, and the block is the message's own random IV: what ECB is made for (Poly1305-AES).
        self._nonce_maker = Construction(algorithms.AES(key.mac_k), modes.ECB())  # noqa: S305
        self._r = key.mac_r
        self._own = threading.local()

    def seal(self, plain: bytes | bytearray | memoryview) -> bytes:
        """`plain`, encrypted and tagged: OVERHEAD bytes longer, different each time."""
        sealed = bytearray(len(plain) + OVERHEAD)
        self.seal_into(plain, memoryview(sealed))
        return bytes(sealed)

    def seal_into(self, plain: bytes | bytearray | memoryview, out: memoryview) -> int:
        """Seal to the beginning of `out` without a copy; returns the bytes written. ValueError if it has no room."""
        end = IV_SIZE + len(plain)
        if len(out) < end + TAG_SIZE:
            raise ValueError("no room to seal")
        iv = os.urandom(IV_SIZE)
        out[:IV_SIZE] = iv
        # update_into asks for 15 bytes more than it writes; the tag's place lends them.
        self._keystream(iv).update_into(plain, out[IV_SIZE : end + TAG_SIZE])
        out[end : end + TAG_SIZE] = self._tag(iv, out[IV_SIZE:end])
        return end + TAG_SIZE

    def open(self, sealed: bytes | bytearray | memoryview) -> bytes:
        """The plaintext. BadTag if it is too short or not ours; nothing is decrypted before the tag was found right."""
        iv, body = self._proven(sealed)
        return self._keystream(iv).update(body)

    def open_into(self, sealed: bytes | bytearray | memoryview, out: memoryview) -> int:
        """As `open`, to the beginning of `out`, which has room for all of `sealed`; returns the plaintext's bytes."""
        iv, body = self._proven(sealed)
        return self._keystream(iv).update_into(body, out)

    def _proven(self, sealed: bytes | bytearray | memoryview) -> tuple[bytes, memoryview]:
        """IV and ciphertext of what has the right tag. BadTag."""
        view = memoryview(sealed)
        if len(view) < OVERHEAD:
            raise BadTag
        iv, body, tag = bytes(view[:IV_SIZE]), view[IV_SIZE:-TAG_SIZE], bytes(view[-TAG_SIZE:])
        if not hmac.compare_digest(self._tag(iv, body), tag):
            raise BadTag
        return iv, body

    def _keystream(self, iv: bytes) -> CipherContext:
        """From its beginning; this thread's only one. CTR is its own inverse: the same encrypts and decrypts."""
        stream: CipherContext | None = getattr(self._own, "stream", None)
        if stream is None:
            stream = self._own.stream = Construction(self._encryption, modes.CTR(iv)).encryptor()
        else:
            stream.reset_nonce(iv)  # the key stays: expanding it takes longer than a small blob
        return stream

    def _tag(self, iv: bytes, body: memoryview) -> bytes:
        nonces: CipherContext | None = getattr(self._own, "nonces", None)
        if nonces is None:
            nonces = self._own.nonces = self._nonce_maker.encryptor()  # ECB: no block knows of another
        return Poly1305.generate_tag(self._r + nonces.update(iv), body)
