"""Key files: one per way in. Each holds the master key, sealed by a key that scrypt makes from a secret.

Key files are plain JSON: whoever holds the folder reads hostname, user name and date, so only a label goes there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import msgspec

from vault.crypto.cipher import BadTag, Cipher
from vault.crypto.kdf import ScryptParameters
from vault.crypto.master_key import MasterKey
from vault.errors import Damaged, WrongKey
from vault.repository.ids import id_of
from vault.repository.sealed_files import load_named
from vault.repository.tree import format_time, parse_time
from vault.storage.backend import Backend


@dataclass(frozen=True, slots=True)
class NewKey:
    """A way in to be made. `label` is readable by whoever holds the folder: never a person's name."""

    secret: str = field(repr=False)
    label: str


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A way in. `label` is restic's user name; `created` is None where a foreign file has no readable date."""

    id: str
    label: str
    hostname: str
    created: datetime | None
    scrypt: ScryptParameters = field(repr=False)
    sealed: bytes = field(repr=False)

    def unlock(self, secret: str) -> MasterKey:
        """The master key. WrongKey if this secret does not open this file; Damaged if it opens and holds no key."""
        try:
            document = Cipher(self.scrypt.key_for(secret)).open(self.sealed)
        except BadTag:
            raise WrongKey from None
        return _decode_master_key(document, self.id)


class _Record(msgspec.Struct):
    """The file's JSON, restic's field names."""

    kdf: str
    N: int
    r: int
    p: int
    salt: bytes  # msgspec reads and writes bytes as base64
    data: bytes
    created: str = ""
    username: str = ""
    hostname: str = ""


class _Mac(msgspec.Struct):
    k: bytes
    r: bytes


class _Master(msgspec.Struct):
    mac: _Mac
    encrypt: bytes


def encode_key_file(new: NewKey, master: MasterKey, scrypt_n: int) -> bytes:
    """The bytes of a new key file."""
    scrypt = ScryptParameters.fresh(scrypt_n)
    inner = _Master(_Mac(master.mac_k, master.mac_r), master.encrypt)
    record = _Record(
        created=format_time(datetime.now(UTC)),
        username=new.label,
        hostname="",
        kdf="scrypt",
        N=scrypt.n,
        r=scrypt.r,
        p=scrypt.p,
        salt=scrypt.salt,
        data=Cipher(scrypt.key_for(new.secret)).seal(msgspec.json.encode(inner)),
    )
    return msgspec.json.encode(record)


def decode_key_file(stored: bytes, key_id: str) -> KeyFile:
    """Damaged("key", key_id) for what is no key file."""
    try:
        record = msgspec.json.decode(stored, type=_Record)
        if record.kdf != "scrypt":
            raise ValueError("another derivation")
        scrypt = ScryptParameters(salt=record.salt, n=record.N, r=record.r, p=record.p)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise Damaged("key", key_id, f"unreadable: {type(error).__name__}") from None
    return KeyFile(
        key_id, record.username, record.hostname, parse_time(record.created), scrypt=scrypt, sealed=record.data
    )


def load_key_file(backend: Backend, key_id: str) -> KeyFile:
    """One way in. Damaged("key", …) when missing or not what was written."""
    return decode_key_file(load_named(backend, "keys", key_id), key_id)


def write_key_file(backend: Backend, new: NewKey, master: MasterKey, scrypt_n: int) -> KeyFile:
    """Keep a new way in, read it back from the place and prove that the secret opens it."""
    return keep_key_file(backend, encode_key_file(new, master, scrypt_n), new, master)


def keep_key_file(backend: Backend, stored: bytes, new: NewKey, master: MasterKey) -> KeyFile:
    """The same with the key file's bytes as `encode_key_file` made them."""
    key_id = id_of(stored)
    backend.save("keys", key_id, stored)
    written = load_key_file(backend, key_id)
    if written.unlock(new.secret) != master:
        raise Damaged("key", key_id, "does not hold the master key")
    return written


def find_way_in(backend: Backend, key_ids: Iterable[str], secret: str) -> tuple[KeyFile, MasterKey]:
    """The first key file that this secret opens.

    A damaged key file does not stop the search. If none opens: Damaged for the first damaged one, since the secret
    may have been right for it; WrongKey when all are whole.
    """
    damage: Damaged | None = None
    for key_id in key_ids:
        try:
            key_file = load_key_file(backend, key_id)
            return key_file, key_file.unlock(secret)
        except WrongKey:
            continue
        except Damaged as found:
            damage = damage or found
    raise damage or WrongKey()


def _decode_master_key(document: bytes, key_id: str) -> MasterKey:
    try:
        inner = msgspec.json.decode(document, type=_Master)
        return MasterKey(encrypt=inner.encrypt, mac_k=inner.mac.k, mac_r=inner.mac.r)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise Damaged("key", key_id, f"holds no master key: {type(error).__name__}") from None
