"""Keys of WhatsApp's encrypted backups: key files as the app keeps them, and the 64 digits that a person wrote down.

Both files are a byte array as Java writes it, 27 bytes of wrapping before it. `key` (crypt12, crypt14) holds 131
bytes: 2 of cipher version, 1 of key version, 32 of the server's salt, 16 of Google id, 32 of that id's hash, 16 zeros
and the AES key. `encrypted_backup.key` (crypt15) holds the 32 bytes that the 64 digits spell.
Format facts: ../shared/reference/chat-formats.md §3.2.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, field
from typing import Literal

from vault.crypto.media_ciphers import hmac_sha256

JAVA = bytes.fromhex("aced0005757200025b42acf317f8060854e00200007870")
"""How a serialised byte array begins, before its length of four bytes."""
IN_BASE64 = "base64:"
LONGEST_FILE = 4096  # bytes of what can be a key file
_WRAPPING = len(JAVA) + 4
_ROOT, _FILE = 32, 131
_BETWEEN = re.compile(r"[\s\-:.,]+")
_DIGITS = re.compile(r"[0-9A-Fa-f]+")
_LEAST_DIGITS = 40  # so many hexadecimal digits are a key with some missing; fewer can be anybody's password


class NotAKey(ValueError):
    """What was given has not the form of a key; `reason` as in WrongSecret."""

    def __init__(self, reason: Literal["form", "password"]) -> None:
        super().__init__(reason)
        self.reason: Literal["form", "password"] = reason


@dataclass(frozen=True, slots=True)
class Key:
    """32 bytes of key. `version`, `salt` and `google_id` come with the key files of crypt12 and crypt14 only."""

    secret: bytes = field(repr=False)
    version: bytes = b""
    salt: bytes = field(default=b"", repr=False)
    google_id: bytes = field(default=b"", repr=False)

    def derived(self) -> bytes:
        """What crypt15 encrypts with: one round of HKDF over the root key, with a salt of zeros."""
        return hmac_sha256(hmac_sha256(bytes(_ROOT), self.secret), b"backup encryption\x01")


def of_secret(secret: str) -> Key:
    """What a person gave: 64 digits with anything between them, or a key file in base64. Raises NotAKey."""
    if secret.startswith(IN_BASE64):
        try:
            return of_file(base64.b64decode(secret.removeprefix(IN_BASE64), validate=True))
        except (binascii.Error, ValueError):
            raise NotAKey("form") from None
    digits = _BETWEEN.sub("", secret)
    if _DIGITS.fullmatch(digits) and len(digits) == 2 * _ROOT:
        return Key(bytes.fromhex(digits))
    mistyped = not digits or (_DIGITS.fullmatch(digits) and len(digits) >= _LEAST_DIGITS)
    raise NotAKey("form" if mistyped else "password")


def of_file(data: bytes) -> Key:
    """The bytes of a key file, or of a text with the digits in it. Raises NotAKey."""
    if len(data) > LONGEST_FILE:
        raise NotAKey("form")
    body = data[_WRAPPING:] if data.startswith(JAVA) else data
    if len(body) == _ROOT:
        return Key(body)
    if len(body) == _FILE and body.startswith(b"\0\1"):
        return Key(body[99:131], body[2:3], body[3:35], body[35:51])
    try:
        return of_secret(data.decode("utf-8-sig").removeprefix(IN_BASE64))
    except UnicodeDecodeError:
        raise NotAKey("form") from None
