"""The keybag of an encrypted iPhone backup: from its password to the keys of its files.

A keybag is a list of values, each with a tag of four letters and its length. Two rounds of PBKDF2 make a key of the
password; it unwraps (RFC 3394) one key per protection class, and these unwrap the key of each file. A wrong password
shows at the first unwrapping. Facts: ../shared/reference/chat-formats.md §3.9.
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from vault.crypto.media_ciphers import NotAuthentic, pbkdf2, unwrap_key

_TAG, _KEY_BYTES, _WRAPPED_BYTES = 4, 32, 40
_BY_PASSWORD = 2  # bit of WRAP: the class key is wrapped with the password's key
_MOST_ROUNDS = 20_000_000  # twice what Apple asks for
_MOST_BYTES = 1024 * 1024


class BrokenKeybag(ValueError):
    """It is no keybag, or one that asks for something beyond all reason. It says nothing more."""


@dataclass(frozen=True, slots=True)
class Keybag:
    """A keybag as it lies in Manifest.plist: how the password is stretched, and the wrapped keys by class."""

    first_salt: bytes
    first_rounds: int
    salt: bytes
    rounds: int
    wrapped: Mapping[int, bytes] = field(repr=False)

    @classmethod
    def of(cls, data: bytes) -> Keybag:
        """Read it. Raises BrokenKeybag."""
        general: dict[bytes, bytes] = {}
        classes: list[dict[bytes, bytes]] = []
        for tag, value in _values(data):
            if tag == b"UUID" and b"UUID" in general:
                classes.append({})
            (classes[-1] if classes else general).setdefault(tag, value)
        wrapped = {
            _number(each.get(b"CLAS", b"")): each[b"WPKY"]
            for each in classes
            if b"WPKY" in each and _number(each.get(b"WRAP", b"")) & _BY_PASSWORD
        }
        bag = cls(
            general.get(b"DPSL", b""), _number(general.get(b"DPIC", bytes(_TAG))), general.get(b"SALT", b""),
            _number(general.get(b"ITER", b"")), wrapped,
        )  # fmt: skip
        if not wrapped or not 0 < bag.rounds <= _MOST_ROUNDS or bag.first_rounds > _MOST_ROUNDS:
            raise BrokenKeybag
        return bag

    def unlock(self, password: str) -> ClassKeys:
        """The class keys. Raises NotAuthentic for another password.

        A keybag some of whose keys unwrap was opened with the right password; files of the others cannot be read.
        """
        for form in dict.fromkeys((password, unicodedata.normalize("NFC", password))):
            raw = form.encode("utf-8", "surrogatepass")
            key = _stretched(raw, self.first_salt, self.first_rounds, self.salt, self.rounds)
            if keys := dict(self._unwrapped(key)):
                return ClassKeys(keys)
        raise NotAuthentic

    def _unwrapped(self, key: bytes) -> Iterator[tuple[int, bytes]]:
        for number, wrapped in self.wrapped.items():
            try:
                yield number, unwrap_key(key, wrapped)
            except NotAuthentic:
                continue


@dataclass(frozen=True, slots=True)
class ClassKeys:
    """The keys of the protection classes of an unlocked keybag."""

    _keys: Mapping[int, bytes] = field(repr=False)

    def file_key(self, sealed: bytes) -> bytes:
        """The key of a file, or of the manifest: its class in four bytes, little-endian, and the wrapped key.

        Raises NotAuthentic if it does not unwrap, or its class is not there.
        """
        number, wrapped = int.from_bytes(sealed[:_TAG], "little"), sealed[_TAG:]
        if number not in self._keys or len(wrapped) != _WRAPPED_BYTES:
            raise NotAuthentic
        key = unwrap_key(self._keys[number], wrapped)
        if len(key) != _KEY_BYTES:
            raise NotAuthentic
        return key


# A backup is opened several times in a row (to look, to preview, to read), and each time costs seconds.
@lru_cache(maxsize=2)
def _stretched(password: bytes, first_salt: bytes, first_rounds: int, salt: bytes, rounds: int) -> bytes:
    """Since iOS 10.2 in two steps, before in one."""
    if first_rounds:
        password = pbkdf2(password, first_salt, first_rounds, _KEY_BYTES, "sha256")
    return pbkdf2(password, salt, rounds, _KEY_BYTES, "sha1")


def _values(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    if len(data) > _MOST_BYTES:
        raise BrokenKeybag
    at = 0
    while at + 2 * _TAG <= len(data):
        (length,) = struct.unpack_from(">I", data, at + _TAG)
        start = at + 2 * _TAG
        yield data[at : at + _TAG], data[start : start + length]
        at = start + length


def _number(value: bytes) -> int:
    return int.from_bytes(value, "big") if 0 < len(value) <= 2 * _TAG else 0
