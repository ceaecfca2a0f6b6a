"""Every decoder of the vault's own files as one function of bytes, and what each may raise: used by fuzzers and tests.

Whoever holds the key can write anything under a valid seal, so each decoder is fed what lies below its seal; `sealed`
and `pack` take the stored bytes themselves.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from vault.crypto.cipher import Cipher
from vault.crypto.master_key import MasterKey
from vault.errors import Damaged, NewerFormat
from vault.repository.blob import PackEntry
from vault.repository.compression import NotCompressed, compress_always, decompress, decompress_up_to
from vault.repository.config_file import Config, decode_config, encode_config
from vault.repository.ids import id_of
from vault.repository.index_file import PackContents, decode_index_file, encode_index_files
from vault.repository.key_file import NewKey, decode_key_file, encode_key_file
from vault.repository.lock import load_lock
from vault.repository.pack import decode_header, encode_header, read_header, seal_header
from vault.repository.sealed_files import SealedFiles
from vault.repository.snapshot import decode_snapshot, encode_snapshot
from vault.repository.tree import MODE_DIR, Node, Tree, decode_tree, encode_tree, go_quote, go_unquote
from vault.services.about import decode_about
from vault.storage.backend import Kind
from vault.storage.memory import MemoryBackend

KEY = MasterKey.from_bytes(bytes(range(64)))
CIPHER = Cipher(KEY)
ID = "ab" * 32
ENTRIES = (
    PackEntry("01" * 32, "data", 0, 100),
    PackEntry("02" * 32, "tree", 100, 64, 300),
    PackEntry("03" * 32, "data", 164, 32, 7),
)


@dataclass(frozen=True, slots=True)
class Decoder:
    """`decode` reads arbitrary bytes and insists that what it took for valid can be written and read again.

    It raises `allowed` errors and no others. `seeds` are valid inputs.
    """

    title: str
    decode: Callable[[bytes], None]
    seeds: tuple[bytes, ...]
    allowed: tuple[type[Exception], ...] = (Damaged,)

    def harmless(self, data: bytes) -> None:
        """Decode; errors that are allowed are swallowed, all others come out."""
        with suppress(*self.allowed):
            self.decode(data)


def _config(data: bytes) -> None:
    config = decode_config(data)
    assert decode_config(encode_config(config)) == config


def _key_file(data: bytes) -> None:
    scrypt = decode_key_file(data, ID).scrypt
    assert 128 * scrypt.n * scrypt.r <= 256 << 20


def _index(data: bytes) -> None:
    packs = decode_index_file(data, ID)
    again = [pack for document in encode_index_files(packs) for pack in decode_index_file(document, ID)]
    assert tuple(again) == packs


def _snapshot(data: bytes) -> None:
    snapshot = decode_snapshot(data, ID)
    repr(snapshot)
    again = decode_snapshot(encode_snapshot(snapshot), ID)
    assert (again.time, again.tree, again.paths) == (snapshot.time, snapshot.tree, snapshot.paths)


def _tree(data: bytes) -> None:
    tree = decode_tree(data, ID)
    repr(tree)
    encoded = encode_tree(tree)
    assert encode_tree(decode_tree(encoded, ID)) == encoded


def _name(data: bytes) -> None:
    name = data.decode("utf-8", "surrogateescape")
    assert go_unquote(go_quote(name)) == name
    go_unquote(name)


def _header(data: bytes) -> None:
    entries = decode_header(data)
    assert encode_header(entries) == data


def _pack(data: bytes) -> None:
    backend = MemoryBackend()
    backend.files["data", ID] = data
    read_header(backend, CIPHER, ID)


def _pack_under_seal(data: bytes) -> None:
    """A pack of hostile makings: its list is what the fuzzer says, the seal is right."""
    room = bytearray(len(data) + 64)
    room = room[: seal_header(CIPHER, data, memoryview(room))]
    _pack(bytes(100) + bytes(room))


def _lock(data: bytes) -> None:
    _load("locks", data)


def _load(kind: Kind, plain: bytes) -> None:
    sealed = CIPHER.seal(plain)
    backend = MemoryBackend()
    backend.files[kind, id_of(sealed)] = sealed
    files = SealedFiles(backend, CIPHER, compresses=True)
    if kind == "locks":
        load_lock(files, id_of(sealed))
    else:
        files.load(kind, id_of(sealed))


def _sealed(data: bytes) -> None:
    """Stored bytes as they are, under a name that fits."""
    backend = MemoryBackend()
    backend.files["index", id_of(data)] = data
    SealedFiles(backend, CIPHER, compresses=True).load("index", id_of(data))


def _zstd(data: bytes) -> None:
    for limit in (0, 100, 1 << 20):
        with suppress(NotCompressed):
            assert len(decompress_up_to(data, limit)) <= limit
    decompress(memoryview(data), 1000)


def _about(data: bytes) -> None:
    about = decode_about(data)
    if about is not None:
        repr(about)
        about.listed()


def _header_seed() -> bytes:
    return encode_header(ENTRIES)


def _pack_seed() -> bytes:
    room = bytearray(500)
    return bytes(196) + bytes(room[: seal_header(CIPHER, _header_seed(), memoryview(room))])


_SNAPSHOT = json.dumps(
    {"time": "2026-05-03T12:00:00.5+02:00", "tree": ID, "paths": ["/WhatsApp/Anna"], "hostname": "h", "tags": ["app=x"],
     "excludes": [1, {"a": None}], "uid": 1000}
).encode()  # fmt: skip
_LOCK = json.dumps(
    {"time": "2026-05-03T12:00:00Z", "exclusive": False, "hostname": "h", "username": "u", "pid": 1}
).encode()
_TREE = encode_tree(
    Tree(
        (
            Node('a\udcff"<\n', "file", 0o600, None, 5, (ID,)),
            Node("dir", "dir", MODE_DIR, subtree=ID),
            Node("l", "symlink"),
        )
    )
)
_INDEX = next(iter(encode_index_files([PackContents(ID, ENTRIES)])))
_ABOUT = json.dumps(
    {"format": "f", "app": "a", "app_name": "A", "chat": "c", "key": "k", "messages": 1, "attachments": 0,
     "participants": ["p"], "first": "2026-05-03T12:00:00Z", "last": None, "importer": 1, "date_order": None,
     "zone": None, "source": "s", "file": "f", "sha256": ID, "size": 1, "modified": None, "hostname": ""}
).encode()  # fmt: skip

DECODERS = (
    Decoder("config", _config, (encode_config(Config.random()),), (Damaged, NewerFormat)),
    Decoder("key-file", _key_file, (encode_key_file(NewKey("s", "label"), KEY, 16),)),
    Decoder("index", _index, (_INDEX, _INDEX[len(b'{"packs":') : -1])),
    Decoder("snapshot", _snapshot, (_SNAPSHOT,)),
    Decoder("tree", _tree, (_TREE,)),
    Decoder("name", _name, (b"a\\n\\u00e9\\xff", "é".encode(), b"\xff"), (ValueError,)),
    Decoder("pack-header", _header, (_header_seed(),), (ValueError,)),
    Decoder("pack", _pack, (_pack_seed(),)),
    Decoder("pack-under-seal", _pack_under_seal, (encode_header((PackEntry("01" * 32, "data", 0, 100),)),)),
    Decoder("lock", _lock, (_LOCK, b"\x02" + compress_always(_LOCK))),
    Decoder("sealed", _sealed, (CIPHER.seal(b"\x02" + compress_always(b"{}")), CIPHER.seal(b"{}"))),
    Decoder("under-seal", lambda data: _load("index", data), (b"{}", b"\x02" + compress_always(b"{}"))),
    Decoder("zstd", _zstd, (compress_always(bytes(1000)), compress_always(bytes(range(250)) * 4)), (NotCompressed,)),
    Decoder("about", _about, (_ABOUT,)),
)
