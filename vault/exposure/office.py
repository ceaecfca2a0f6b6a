"""Whether an old-style or encrypted office file is locked: a compound file with a stream "EncryptedPackage".

Facts: [MS-CFB] 2.2 (header: sector shift at 30, first directory sector at 48) and [MS-OFFCRYPTO] 1.3.3.
"""

from __future__ import annotations

import struct

from vault.exposure.peek import LONG, Peek

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")


def is_locked(peek: Peek) -> bool:
    """Whether its directory names the stream that holds an encrypted document."""
    if len(peek.head) < 512:
        return False
    shift, sector = struct.unpack_from("<H", peek.head, 30)[0], struct.unpack_from("<I", peek.head, 48)[0]
    if shift not in (9, 12):
        return False
    return _LOCKED in peek.at((sector + 1) << shift, LONG // 16)
