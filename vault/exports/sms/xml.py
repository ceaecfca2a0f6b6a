"""The XML of SMS Backup & Restore as elements, whatever its writer got wrong, in little memory.

A picture is one attribute of tens of megabytes of base64: it is taken out before the parser sees it, and what stands
in its place says where it lies. Emoji are written as pairs of surrogate references, which no XML parser accepts: each
pair becomes the character that was meant. What can be no character at all becomes U+FFFD.
Facts: https://synctech.com.au/sms-backup-restore/fields-in-xml-backup-files/, ../shared/reference/chat-formats.md §3.12
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from xml.parsers import expat

from vault.errors import ExportDamaged

ATTRIBUTE = 4  # bytes of `data` that stay in the XML: "null"
_LONGEST_REFERENCE = 12  # bytes, before its `;`
_LONGEST_RUN = 64 * 1024  # bytes of references one after the other: a pair of surrogates may straddle two pieces
_MOST_CHILDREN = 10_000  # parts and addresses of one message
_MOST_TAG = 64 * 1024 * 1024  # bytes of one element's start without its pictures

_PART = re.compile(rb"<part\s")
_PART_LENGTH = 8
_NEXT = re.compile(rb"""([^"'>=]*)=?[^"'>]*(["'>])""")
_REFERENCES = re.compile(rb"(?:&#(?:[xX][0-9a-fA-F]{1,8}|[0-9]{1,8});)+")
_TAIL = re.compile(rb"(?:&#[xX]?[0-9a-fA-F]{1,8};)*(?:&(?:#[xX]?[0-9a-fA-F]{0,8})?)?\Z")
_REFERENCE = re.compile(rb"&#([xX]?)([0-9a-fA-F]+);")
_CONTROLS = bytes(b if b >= 0x20 or b in b"\t\r\n" else 0x20 for b in range(256))
_NO_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # https://www.w3.org/TR/xml/#charsets
_LOST = b"&#65533;"


@dataclass(slots=True)
class Element:
    """A message or call: its `tag`, its `attributes`, and those of the `parts` and `addresses` in it."""

    tag: str
    attributes: dict[str, str] = field(repr=False)
    parts: list[dict[str, str]] = field(default_factory=list, repr=False)
    addresses: list[str] = field(default_factory=list, repr=False)
    kinds: list[str] = field(default_factory=list, repr=False)


def elements(pieces: Iterable[bytes], path: Path) -> Iterator[Element]:
    """Every sms, mms and call, as it ends; first the root, with its attributes.

    A `data` attribute longer than ATTRIBUTE is "@offset+length": where its base64 stands in the file. Raises
    ExportDamaged where the XML breaks off, after everything before that was given.
    """
    builder = _Builder(path)
    try:
        for piece in _mended(_Pictures(pieces, path).without()):
            builder.parser.Parse(piece, False)
            yield from builder.taken()
        builder.parser.Parse(b"", True)
        yield from builder.taken()
    except expat.ExpatError as error:
        yield from builder.taken()
        raise ExportDamaged(path, f"xml {error.code}") from None


class _Builder:
    """Gathers what the parser tells into elements."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._done: list[Element] = []
        self._open: Element | None = None
        self._depth = 0
        self.parser = expat.ParserCreate("utf-8")  # whatever it declares: _mended gives UTF-8
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.EntityDeclHandler = self._refuse

    def taken(self) -> list[Element]:
        done, self._done = self._done, []
        return done

    def _refuse(self, *_: object) -> None:
        """An app never declares entities; a bomb does."""
        raise ExportDamaged(self._path, "xml declarations")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth == 1:
            self._done.append(Element(tag, attributes))
        elif self._depth == 2:
            self._open = Element(tag, attributes)
        elif self._open is not None and len(self._open.parts) + len(self._open.addresses) < _MOST_CHILDREN:
            if tag == "part":
                self._open.parts.append(attributes)
            elif tag == "addr":
                self._open.addresses.append(attributes.get("address", ""))
                self._open.kinds.append(attributes.get("type", ""))

    def _end(self, tag: str) -> None:
        self._depth -= 1
        if self._depth == 1 and self._open is not None:
            self._done.append(self._open)
            self._open = None


class _Pictures:
    """Takes long `data` attributes of parts out of the bytes. `<` stands in no attribute: `<part` begins a tag."""

    def __init__(self, pieces: Iterable[bytes], path: Path) -> None:
        self._pieces, self._path = iter(pieces), path
        self._held, self._start = b"", 0  # what is looked at, and where in the file it begins

    def _more(self) -> bool:
        if len(self._held) > _MOST_TAG:
            raise ExportDamaged(self._path, "xml tag without end")
        piece = next(self._pieces, None)
        if piece is not None:
            self._held += piece
        return piece is not None

    def _give(self, length: int) -> bytes:
        given, self._held = self._held[:length], self._held[length:]
        self._start += length
        return given

    def without(self) -> Iterator[bytes]:
        """The bytes, with "@offset+length" for what was taken out."""
        while True:
            found = _PART.search(self._held)
            if found:
                yield self._give(found.end())
                yield from self._tag()
                continue
            yield self._give(max(0, len(self._held) - _PART_LENGTH))
            if not self._more():
                break
        yield self._give(len(self._held))

    def _tag(self) -> Iterator[bytes]:
        """From behind `<part` to the end of the tag."""
        at = 0
        while True:
            found = _NEXT.match(self._held, at)
            if found is None:
                if not self._more():
                    return
                continue
            if found[2] == b">":
                yield self._give(found.end())
                return
            is_data, at = found[1].rstrip().endswith(b"data"), found.end()
            if is_data:
                yield self._give(at)
                yield from self._value(found[2])
                at = 1
                continue
            while (end := self._held.find(found[2], at)) < 0:
                if not self._more():
                    return
            at = end + 1

    def _value(self, quote: bytes) -> Iterator[bytes]:
        """The value of `data`, or where it stands; its closing quote is the next byte then."""
        begin, first = self._start, b""
        while (end := self._held.find(quote)) < 0:
            first += self._give(len(self._held))[: max(0, ATTRIBUTE + 1 - len(first))]
            if not self._more():
                return
        first += self._give(end)[: max(0, ATTRIBUTE + 1 - len(first))]
        yield first if len(first) <= ATTRIBUTE else b"@%d+%d" % (begin, self._start - begin)


def _mended(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """UTF-8 that a parser accepts: pairs of surrogate references put together, controls and bad bytes replaced."""
    decode, held = codecs.getincrementaldecoder("utf-8")("replace").decode, b""
    for piece in pieces:
        held += decode(piece).encode().translate(_CONTROLS)
        cut = len(held)
        if b"&" in held[-_LONGEST_REFERENCE:] or held.endswith(b";"):
            tail = _TAIL.search(held, max(0, cut - _LONGEST_RUN))
            cut = tail.start() if tail else cut
        yield _REFERENCES.sub(_characters, held[:cut])
        held = held[cut:]
    yield _REFERENCES.sub(_characters, held + decode(b"", True).encode())


def _characters(found: re.Match[bytes]) -> bytes:
    """References one after the other as they were meant."""
    return _meant(found[0])


@lru_cache(maxsize=4096)
def _meant(references: bytes) -> bytes:
    codes = [int(digits, 16 if x else 10) for x, digits in _REFERENCE.findall(references)]
    units = "".join(chr(code) if code < 0x110000 else "\ufffd" for code in codes)
    meant = units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return b"".join(b"&#%d;" % ord(c) if _NO_CHARACTER.match(c) is None else _LOST for c in meant)
