"""Signal's folder of backups, sealed as Signal seals it: the counterpart of what we read."""

from __future__ import annotations

import gzip
import hashlib
import hmac
import math
from collections.abc import Mapping

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from tests.exports.made_signal_frames import delimit, encoded
from vault.crypto.media_ciphers import hkdf_sha256
from vault.crypto.signal_keys import archive_keys, backup_key

RECOVERY_KEY = "m0o9" * 16
ACI = b"\x11" * 16
SNAPSHOT = "signal-backup-2026-05-03-10-11-12"
_IV = bytes(range(16))


def shown(key: str = RECOVERY_KEY) -> str:
    """The key as Signal shows it: groups of four, capitals, # for O and = for 0."""
    marked = key.upper().replace("O", "#").replace("0", "=")
    return " ".join(marked[start : start + 4] for start in range(0, len(marked), 4))


def seal(plain: bytes, cipher_key: bytes, mac_key: bytes) -> bytes:
    """IV, AES-256-CBC, HMAC."""
    padder, encryptor = PKCS7(128).padder(), Cipher(algorithms.AES(cipher_key), modes.CBC(_IV)).encryptor()
    sealed = _IV + encryptor.update(padder.update(plain) + padder.finalize()) + encryptor.finalize()
    return sealed + hmac.digest(mac_key, sealed, "sha256")


def padded(data: bytes) -> bytes:
    """Zeros at the end, so that the length does not tell the file."""
    length = max(541, math.floor(1.05 ** math.ceil(math.log(max(len(data), 1), 1.05))))
    return data + bytes(max(0, length - len(data)))


def snapshot(
    frames: bytes, files: Mapping[bytes, bytes] = {}, key: str = RECOVERY_KEY, iv: int = 12
) -> dict[str, bytes]:
    """The three files of a snapshot and the shared ones; `files` by their keys of 64 bytes."""
    secret = backup_key(key)
    backup_id = hkdf_sha256(secret, b"20241024_SIGNAL_BACKUP_ID:" + ACI, 16)
    mac_key, cipher_key = archive_keys(secret, backup_id)
    names = {hashlib.sha256(hashlib.sha256(data).digest() + local).hexdigest(): local for local, data in files.items()}
    members = {
        f"{SNAPSHOT}/metadata": encoded({1: 1, 2: encoded({1: _IV[:iv], 2: _sealed_id(secret, backup_id, iv)})}),
        f"{SNAPSHOT}/main": seal(gzip.compress(frames, 1) + bytes(100), cipher_key, mac_key),
        f"{SNAPSHOT}/files": b"".join(delimit(encoded({1: name})) for name in names),
    }
    for name, local in names.items():
        members[f"files/{name[:2]}/{name}"] = seal(padded(files[local]), local[:32], local[32:])
    return members


def _sealed_id(secret: bytes, backup_id: bytes, iv: int) -> bytes:
    key = hkdf_sha256(secret, b"20241011_SIGNAL_LOCAL_BACKUP_METADATA_KEY", 32)
    start = _IV[:iv] + bytes(16 - iv)
    return Cipher(algorithms.AES(key), modes.CTR(start)).encryptor().update(backup_id)
