"""Whether a PDF is locked: it says that it is encrypted, and it does not open with an empty password.

Facts: ISO 32000-1, 7.5.5 (trailer), 7.5.8 (its stream form), 7.6 (encryption dictionary), 7.3.4 (strings).
"""

from __future__ import annotations

import re

from vault.crypto.pdf_password import PdfLock, opens_without_password
from vault.exposure.peek import LONG, Peek

SIGNATURE = b"%PDF-"
_REFERENCE = re.compile(rb"/Encrypt\s+(\d{1,7})\s+(\d{1,5})\s+R")
_DIRECT = re.compile(rb"/Encrypt\s*<<")
_ID = re.compile(rb"/ID\s*\[\s*")
_NUMBER = rb"\s+(-?\d{1,10})"
_ESCAPES = {ord("n"): b"\n", ord("r"): b"\r", ord("t"): b"\t", ord("b"): b"\b", ord("f"): b"\f"}
_LONGEST = 4096


def is_locked(peek: Peek) -> bool | None:
    """True if it refuses an empty password; None if its dictionary was not found or not understood."""
    tail = peek.at(max(0, peek.size - LONG), LONG)
    text = peek.beginning() + b"\n" + tail if peek.size > LONG else peek.beginning()
    if b"/Encrypt" not in text:
        return False
    dictionary = _dictionary(text)
    if dictionary is None:
        return None
    lock = _lock(dictionary, _string_after(_ID, text) or b"")
    opens = opens_without_password(lock) if lock is not None else None
    return None if opens is None else not opens


def _dictionary(text: bytes) -> bytes | None:
    """The encryption dictionary, wherever the trailer says it is."""
    if direct := _DIRECT.search(text):
        return text[direct.end() : direct.end() + _LONGEST]
    reference = _REFERENCE.search(text)
    if reference is None:
        return None
    number, generation = reference.groups()
    place = re.compile(rb"(?:^|[\r\n\s])" + number + rb"\s+" + generation + rb"\s+obj\b").search(text)
    if place is None:
        return None
    return text[place.end() : place.end() + _LONGEST].partition(b"endobj")[0]


def _lock(dictionary: bytes, file_id: bytes) -> PdfLock | None:
    revision, permissions = _integer(rb"/R", dictionary), _integer(rb"/P", dictionary)
    owner = _string_after(re.compile(rb"/O\s*(?=[(<])"), dictionary)
    user = _string_after(re.compile(rb"/U\s*(?=[(<])"), dictionary)
    if revision is None or permissions is None or owner is None or user is None:
        return None
    bits = max((int(n) for n in re.findall(rb"/Length\s+(\d{1,4})", dictionary)), default=40)
    bits = bits * 8 if bits <= 32 else bits  # crypt filters count in bytes
    bits = 128 if revision == 4 else bits
    metadata_too = re.search(rb"/EncryptMetadata\s+false", dictionary) is None
    return PdfLock(revision, bits // 8, owner, user, permissions, file_id, metadata_too)


def _integer(key: bytes, dictionary: bytes) -> int | None:
    found = re.search(key + _NUMBER, dictionary)
    return int(found[1]) if found else None


def _string_after(mark: re.Pattern[bytes], text: bytes) -> bytes | None:
    """The string that stands behind a mark, in either of its two spellings."""
    found = mark.search(text)
    if found is None:
        return None
    at = found.end()
    if text[at : at + 1] == b"<":
        digits = re.sub(rb"\s", b"", text[at + 1 : text.find(b">", at)])
        return bytes.fromhex(digits.decode("ascii")) if re.fullmatch(rb"(?:[0-9A-Fa-f]{2})*", digits) else None
    return _literal(text, at + 1) if text[at : at + 1] == b"(" else None


def _literal(text: bytes, at: int) -> bytes:
    result, depth = bytearray(), 1
    while at < len(text) and len(result) < _LONGEST:
        byte = text[at]
        if byte == ord("\\"):
            at += 1
            octal = re.compile(rb"[0-7]{1,3}").match(text, at)
            if octal:
                result.append(int(octal[0], 8) & 0xFF)
                at = octal.end()
                continue
            if text[at : at + 1] not in (b"\n", b"\r"):
                result += _ESCAPES.get(text[at], text[at : at + 1]) if at < len(text) else b""
            at += 1
            continue
        depth += (byte == ord("(")) - (byte == ord(")"))
        if depth == 0:
            break
        result.append(byte)
        at += 1
    return bytes(result)
