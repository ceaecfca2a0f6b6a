"""Trees: one folder of a backup, as the JSON that restic writes.

Every file and folder is a node. Equal folders must give equal bytes, so the encoding follows Go's encoding/json and
strconv.Quote to the byte: nodes sorted by the bytes of their names, compact, names quoted twice (once as a Go string,
once as JSON), `<`, `>`, `&`, U+2028 and U+2029 escaped, one newline at the end. Field names and their order are those
of restic's `Node`; fields that we do not know are ignored when reading.
"""

from __future__ import annotations

import io
import json
import re
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime

import msgspec

from vault.errors import Damaged

MODE_DIR = 1 << 31  # Go's os.ModeDir
_BLOB_ID = re.compile(r"[0-9a-f]{64}")
_NO_TIME = "0001-01-01T00:00:00Z"  # Go's zero time
_MAX_NODES = 400_000  # of one folder, in what is read; each may take 500 bytes of memory
_MAX_QUOTED = 4096  # characters: systems allow 255 in a name, and each may be written as ten
_TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)")
_SIMPLE_ESCAPES = {"a": 7, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11, "\\": 92, '"': 34}
_QUOTES = {code: "\\" + letter for letter, code in _SIMPLE_ESCAPES.items()}
_ESCAPE = re.compile(r'\\(?:([abfnrtv\\"])|x([0-9a-fA-F]{2})|([0-7]{3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))')
_ORDINARY = re.compile(r"[ !#-%'-;=?-\[\]-~]*")  # what neither Go nor JSON writes in any other way: nearly all names
_ESCAPED_IN_JSON = re.compile("[<>&\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Node:
    """One file or folder.

    `name` may hold surrogate escapes for bytes that are not UTF-8, as file names from the system do; it is a chat's
    name or worse, so repr leaves it out. `type` is "file", "dir", or another of restic's (symlink, fifo, …).
    `mode` is Go's FileMode. `size` in bytes. `content` are the ids of a file's blobs in order; `subtree` is the id
    of a folder's tree. `mtime` is aware, to the microsecond, None when unknown.
    """

    name: str = field(repr=False)
    type: str
    mode: int = 0
    mtime: datetime | None = None
    size: int = 0
    content: tuple[str, ...] = field(default=(), repr=False)
    subtree: str | None = None

    @property
    def is_file(self) -> bool:
        """Whether it has content."""
        return self.type == "file"

    @property
    def is_folder(self) -> bool:
        """Whether it has a subtree."""
        return self.type == "dir"


@dataclass(frozen=True, slots=True)
class Tree:
    """The nodes of one folder; no two have the same name."""

    nodes: tuple[Node, ...]


def encode_tree(tree: Tree) -> bytes:
    """The tree's blob. Equal trees, in whatever order their nodes stand, give equal bytes."""
    nodes = sorted(tree.nodes, key=lambda node: name_bytes(node.name))
    _refuse_twins([node.name for node in nodes])
    written = io.BytesIO()  # in one piece from the beginning: a folder's hundred thousand files are listed in one
    written.write(b'{"nodes":[')
    for number, node in enumerate(nodes):
        written.write(b"," if number else b"")
        written.write(_encode_node(node))
    written.write(b"]}\n")
    return written.getvalue()


def decode_tree(data: bytes, tree_id: str) -> Tree:
    """Read a tree's blob, ours or a foreign one; whatever does not fit is Damaged("tree", tree_id)."""
    if data.count(b"{") > _MAX_NODES:  # an upper bound: names may hold some more
        raise Damaged("tree", tree_id, "too many files in one folder")
    try:
        records = _decoder.decode(data).nodes or []
        records.reverse()
        tree = Tree(tuple([_node(records.pop()) for _ in range(len(records))]))  # each makes room for its node
        _refuse_twins([node.name for node in tree.nodes])
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        # The decoder's words can quote what it read: only the kind of mistake may leave this place.
        raise Damaged("tree", tree_id, f"unreadable: {type(error).__name__}") from None
    return tree


def name_bytes(name: str) -> bytes:
    """The bytes of a name, by which nodes are sorted."""
    return name.encode("utf-8", "surrogateescape")


def go_quote(name: str) -> str:
    """What Go's strconv.Quote writes between its quotes: escapes for all that is not printable."""
    if _ORDINARY.fullmatch(name):
        return name
    return "".join(_quoted_character(character) for character in name)


def go_unquote(quoted: str) -> str:
    """The reverse of go_quote. ValueError if Go could not have written it."""
    if len(quoted) > _MAX_QUOTED:
        raise ValueError("longer than any name")
    if "\\" not in quoted:
        return _plain(quoted)
    raw, position = b"", 0
    for escape in _ESCAPE.finditer(quoted):
        raw += _plain(quoted[position : escape.start()]).encode() + _unescaped(escape)
        position = escape.end()
    raw += _plain(quoted[position:]).encode()
    return raw.decode("utf-8", "surrogateescape")


def format_time(moment: datetime | None) -> str:
    """RFC 3339 in UTC, without trailing zeros, as Go writes it; Go's zero time for None."""
    if moment is None:
        return _NO_TIME
    text = moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")
    return text.rstrip("0").rstrip(".") + "Z"


def parse_time(text: str) -> datetime | None:
    """An aware time, cut to microseconds. None for Go's zero time and for what is no time: it is not worth a backup."""
    match = _TIME.fullmatch(text)
    if text == _NO_TIME or match is None:
        return None
    whole, fraction, zone = match.groups()
    micros = (fraction or "0")[:6].ljust(6, "0")
    try:
        return datetime.fromisoformat(f"{whole}.{micros}{zone.replace('Z', '+00:00')}").astimezone(UTC)
    except (ValueError, OverflowError):
        return None


class _Record(msgspec.Struct):
    """What we read of a node; the rest is ignored."""

    name: str
    type: str
    mode: int = 0
    mtime: str = ""
    size: int = 0
    content: list[str] | None = None
    subtree: str | None = None


class _Records(msgspec.Struct):
    nodes: list[_Record] | None


_decoder = msgspec.json.Decoder(_Records)


def _node(record: _Record) -> Node:
    content, subtree = record.content or [], record.subtree
    ids = content if subtree is None else [*content, subtree]
    if not all(_BLOB_ID.fullmatch(blob_id) for blob_id in ids) or record.size < 0:
        raise ValueError("id or size")
    if record.type == "dir" and subtree is None:
        raise ValueError("folder without a subtree")
    return Node(
        name=go_unquote(record.name),
        type=record.type,
        mode=record.mode,
        mtime=parse_time(record.mtime),
        size=record.size,
        content=tuple(content),
        subtree=subtree,
    )


def _encode_node(node: Node) -> bytes:
    parts = [f'"name":{_json(go_quote(node.name))}', f'"type":{_json(node.type)}']
    if node.mode:
        parts.append(f'"mode":{node.mode}')
    # Owner and access time are left out on purpose: they would name the person and change without the file.
    moment = format_time(node.mtime)
    parts.append(f'"mtime":"{moment}","atime":"{moment}","ctime":"{moment}"')
    parts.append('"uid":0,"gid":0')
    if node.size:
        parts.append(f'"size":{node.size}')
    parts.append('"content":' + (_ids(node.content) if node.is_file else "null"))
    if node.subtree is not None:
        parts.append(f'"subtree":"{node.subtree}"')
    return ("{" + ",".join(parts) + "}").encode()


def _ids(blob_ids: tuple[str, ...]) -> str:
    return "[" + ",".join(f'"{blob_id}"' for blob_id in blob_ids) + "]"


def _json(text: str) -> str:
    """A JSON string as Go writes it. `text` has no control characters: names are quoted before."""
    if _ORDINARY.fullmatch(text):
        return f'"{text}"'
    plain = json.dumps(text, ensure_ascii=False)
    return _ESCAPED_IN_JSON.sub(lambda match: f"\\u{ord(match.group()):04x}", plain)


def _quoted_character(character: str) -> str:
    code = ord(character)
    if code in _QUOTES:
        return _QUOTES[code]
    if character.isprintable():  # the same classes as Go's IsPrint: letters, marks, numbers, punctuation, symbols, " "
        return character
    if 0xDC80 <= code <= 0xDCFF:  # a byte that is not UTF-8
        return f"\\x{code - 0xDC00:02x}"
    if code < 0x20 or code == 0x7F:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _plain(text: str) -> str:
    if "\\" in text or '"' in text or "\n" in text:
        raise ValueError("not a quoted name")
    return text


def _unescaped(escape: re.Match[str]) -> bytes:
    simple, two_hex, octal, four_hex, eight_hex = escape.groups()
    if simple:
        return bytes([_SIMPLE_ESCAPES[simple]])
    if two_hex or octal:
        return bytes([int(two_hex, 16) if two_hex else int(octal, 8)])
    code = int(four_hex or eight_hex, 16)
    if code > sys.maxunicode:  # chr would call far larger ones an OverflowError
        raise ValueError("no character")
    return chr(code).encode()


def _refuse_twins(names: list[str]) -> None:
    if len(set(names)) != len(names):
        raise ValueError("two nodes of one name")
