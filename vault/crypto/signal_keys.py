"""The keys that Signal's backups are locked with, made from what a person has on paper.

passphrase      the thirty digits of the single-file backup of Android phones
recovery key    the 64 characters of the newer folder; Signal's own name is account entropy pool
Facts: Signal-Android's BackupKey and libsignal's message-backup; checked against their published vectors.
"""

from __future__ import annotations

import hashlib

from vault.crypto.media_ciphers import CtrStream, hkdf_sha256

ROUNDS = 250_000
_BACKUP = b"20240801_SIGNAL_BACKUP_KEY"
_METADATA = b"20241011_SIGNAL_LOCAL_BACKUP_METADATA_KEY"
_MESSAGES = b"20241007_SIGNAL_BACKUP_ENCRYPT_MESSAGE_BACKUP:"
_MESSAGES_AND_TOKEN = b"20250708_SIGNAL_BACKUP_ENCRYPT_MESSAGE_BACKUP:"


def passphrase_keys(digits: str, salt: bytes) -> tuple[bytes, bytes]:
    """Key of the cipher and key of the checksums, 32 bytes each. Takes about a third of a second."""
    password = digits.encode()
    digest = hashlib.sha512(salt + password + password).digest()
    for _ in range(ROUNDS - 1):
        digest = hashlib.sha512(digest + password).digest()
    derived = hkdf_sha256(digest[:32], b"Backup Export", 64)
    return derived[:32], derived[32:]


def backup_key(recovery_key: str) -> bytes:
    """The 32 bytes that everything in the folder hangs on; `recovery_key` is 64 small letters and digits."""
    return hkdf_sha256(recovery_key.encode(), _BACKUP, 32)


def open_backup_id(key: bytes, iv: bytes, sealed: bytes) -> bytes:
    """The id in a snapshot's metadata. Nothing authenticates it: another key gives another id."""
    start = iv if len(iv) == 16 else iv + bytes(4)
    return CtrStream(hkdf_sha256(key, _METADATA, 32), start).update(sealed)


def archive_keys(key: bytes, backup_id: bytes, token: bytes | None = None) -> tuple[bytes, bytes]:
    """Key of the checksum and key of the cipher of a snapshot's main file.

    `token` is the forward-secrecy token of backups that lie on Signal's servers; those in folders have none.
    """
    label = _MESSAGES if token is None else _MESSAGES_AND_TOKEN
    derived = hkdf_sha256(key, label + backup_id, 64, salt=token)
    return derived[:32], derived[32:]
