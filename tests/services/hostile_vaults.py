"""Vaults by somebody who holds the key and means harm: every seal and every name fits, and what they say is poison."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import zstandard

from vault.progress import NoProgress
from vault.repository.archiver import Archiver
from vault.repository.blob import BlobKind
from vault.repository.ids import id_of
from vault.repository.pack import encode_entry, seal_header
from vault.repository.repository import Repository
from vault.repository.tree import MODE_DIR, Node, Tree, encode_tree
from vault.repository.writer import Writer
from vault.services.about import About, encode_about
from vault.storage.local import LocalBackend

QUIET = NoProgress()
TIME = "2026-05-03T12:00:00Z"
ID = "ab" * 32
MIB = 1 << 20


def zeros(count: int) -> bytes:
    """A zstd frame of so many MiB of zeros."""
    return frame(bytes(MIB) for _ in range(count))


def frame(parts: Iterable[bytes], size: int = -1) -> bytes:
    """A zstd frame, made without holding what it unfolds to."""
    buffer = io.BytesIO()
    with zstandard.ZstdCompressor(level=1).stream_writer(buffer, size=size, closefd=False) as writer:
        for part in parts:
            writer.write(part)
    return buffer.getvalue()


def about(**changes: object) -> About:
    """Of one chat whose export is a folder called "export"."""
    given: dict[str, object] = {
        "format": "whatsapp-text", "app": "whatsapp", "app_name": "WhatsApp", "chat": "Anna", "key": "Anna",
        "messages": 1, "attachments": 0, "participants": ["Anna"], "first": None, "last": None, "importer": 1,
        "date_order": "year-first", "zone": None, "source": "export", "file": "export", "files": 1,
        "sha256": "0" * 64, "size": 1, "modified": None, "hostname": "",
    }  # fmt: skip
    return About(**{**given, **changes})  # type: ignore[arg-type]


@dataclass
class Forger:
    """Writes to a vault whatever it is told, under valid seals."""

    folder: Path
    repository: Repository

    def file(self, kind: str, plain: bytes) -> str:
        """A whole sealed file with this below the seal."""
        sealed = self.repository.cipher.seal(plain)
        (self.folder / kind / id_of(sealed)).write_bytes(sealed)
        return id_of(sealed)

    def index(self, *blobs: dict[str, Any], pack: str = ID) -> None:
        """An index file that names these blobs in a pack."""
        self.file("index", json.dumps({"packs": [{"id": pack, "blobs": list(blobs)}]}).encode())

    def blob(self, kind: BlobKind, blob_id: str, payload: bytes, plain_length: int) -> None:
        """A pack of one compressed blob, and its index file."""
        sealed = self.repository.cipher.seal(payload)
        entry = encode_entry(bytes.fromhex(blob_id), kind, len(sealed), plain_length)
        room = bytearray(1000)
        whole = sealed + bytes(room[: seal_header(self.repository.cipher, entry, memoryview(room))])
        shelf = self.folder / "data" / id_of(whole)[:2]
        shelf.mkdir(exist_ok=True)
        (shelf / id_of(whole)).write_bytes(whole)
        place = {"id": blob_id, "type": kind, "offset": 0, "length": len(sealed), "uncompressed_length": plain_length}
        self.index(place, pack=id_of(whole))
        self.repository.close()

    def snapshot(self, tree: str, **further: Any) -> str:
        """A backup with this root."""
        document = {"time": TIME, "tree": tree, "paths": ["/WhatsApp/Anna"], **further}
        return self.file("snapshots", json.dumps(document).encode())

    def tree(self, *nodes: Node) -> str:
        """A listing, stored."""
        return self.raw_tree(encode_tree(Tree(nodes)))

    def raw_tree(self, document: bytes) -> str:
        """The same, whatever it says."""
        with self.repository.writing() as writer:
            return writer.save_blob("tree", document)[0]

    def chat(self, export: str | Node, **changes: object) -> None:
        """A backup of ours whose export is a folder with this listing, or this file."""
        node = export if isinstance(export, Node) else folder("export", export)
        said = about(file=node.name, files=int(node.is_folder), **changes)
        with self.repository.writing() as writer:
            root = self._root(writer, node, encode_about(said))
        self.snapshot(root)

    def raw_about(self, content: tuple[str, ...], export: str) -> None:
        """The same with an about.json of these blobs."""
        with self.repository.writing() as writer:
            nodes = Node("about.json", "file", 0o600, None, 1, content), folder("export", export)
            root = self._folders(Archiver(self.repository, writer, QUIET), nodes)
        self.snapshot(root)

    def _root(self, writer: Writer, node: Node, said: bytes) -> str:
        archiver = Archiver(self.repository, writer, QUIET)
        return self._folders(archiver, (node, archiver.store_bytes("about.json", said).node))

    def _folders(self, archiver: Archiver, nodes: tuple[Node, ...]) -> str:
        chat = archiver.store_nodes(nodes)
        app = archiver.store_nodes([folder("Anna", chat)])
        return archiver.store_nodes([folder("WhatsApp", app)])


def folder(name: str, tree: str) -> Node:
    """A folder with a listing."""
    return Node(name, "dir", MODE_DIR | 0o700, None, 0, (), tree)


def file(name: str, *content: str, size: int = 1) -> Node:
    """A file of these blobs."""
    return Node(name, "file", 0o600, None, size, content)


Poison = Callable[[Forger], None]


def _blob_bombs(forger: Forger) -> None:
    for number, (kind, said) in enumerate(
        [("data", 1 << 30), ("tree", 1 << 30), ("data", 1 << 20), ("tree", 60 * MIB)]
    ):
        blob_id = f"{number:x}" * 64
        forger.blob("data" if kind == "data" else "tree", blob_id, zeros(1024), said)
        forger.chat(forger.tree(file("a", blob_id)) if kind == "data" else blob_id)
        forger.snapshot(blob_id)


def _file_bombs(forger: Forger) -> None:
    forger.file("index", b"\x02" + zeros(2048))
    forger.file("snapshots", b"\x02" + zeros(2048))
    forger.file("locks", b"\x02" + zeros(512))
    forger.file("snapshots", b"\x02" + frame([b'{"time":"x","y":[', b"[]," * 60_000_000, b"1]}"]))
    start = json.dumps({"time": TIME, "tree": ID, "paths": ["/a"]}).encode()[:-1]
    for number in range(3):
        forger.file("snapshots", b"\x02" + frame([start, b',"x%d":[' % number, b"[]," * 1_300_000, b"1]}"]))


def _index_bombs(forger: Forger) -> None:
    """Three hundred thousand blobs in every file, ids in order: next to nothing on the disk."""
    for number in range(2):
        forger.file("index", b"\x02" + frame(_many_blobs(number)))


def _many_blobs(number: int) -> Iterator[bytes]:
    yield b'{"packs":[{"id":"' + ID.encode() + b'","blobs":['
    blob = b'{"id":"%064x","type":"data","offset":0,"length":32}'
    for start in range(0, 300_000, 1000):
        yield b",".join(blob % (number * 300_000 + start + n) for n in range(1000)) + b","
    yield blob % (1 << 200) + b"]}]}"


def _lengths(forger: Forger) -> None:
    most = 0xFFFF_FFFE
    forger.index({"id": "01" * 32, "type": "data", "offset": most, "length": most})
    forger.index({"id": "02" * 32, "type": "data", "offset": 0, "length": 1 << 70})
    forger.index({"id": "03" * 32, "type": "tree", "offset": -1, "length": 64})
    pack = next(forger.folder.glob("data/*/*"))
    shelf = forger.folder / "data" / ID[:2]
    shelf.mkdir()
    with (shelf / ID).open("wb") as large:
        large.truncate(1 << 30)
    forger.index({"id": "04" * 32, "type": "data", "offset": 0, "length": most})
    for offset in range(0, 400, 7):  # blobs that lie in one another
        forger.index({"id": "05" * 32, "type": "data", "offset": offset, "length": 500}, pack=pack.name)
    forger.chat(forger.tree(*(file(f"f{n}", f"0{n}" * 32) for n in range(1, 6))))
    forger.snapshot("03" * 32)


def _trees(forger: Forger) -> None:
    """A chain of folders deeper than any path, and a tree of which a path leads to every one of 60^12 files."""
    with forger.repository.writing() as writer:

        def tree(*nodes: Node) -> str:
            return writer.save_blob("tree", encode_tree(Tree(nodes)))[0]

        deep = many = tree(file("a.txt"))
        for number in range(2500):
            deep = tree(folder(f"d{number}", deep))
        for _ in range(12):
            many = tree(*(folder(f"d{number}", many) for number in range(60)))
    forger.chat(deep)
    forger.chat(many)
    forger.snapshot(many)


def _many_nodes(forger: Forger) -> None:
    small = b",".join(b'{"name":"%x","type":"file"}' % number for number in range(1_500_000))
    document = b'{"nodes":[' + small + b"]}"
    payload = frame([document])
    forger.blob("tree", id_of(document), payload, len(document))
    forger.chat(id_of(document))
    forger.snapshot(id_of(document))
    listed = forger.raw_tree(
        b'{"nodes":[' + b",".join(b'{"name":"%x","type":"file"}' % n for n in range(390_000)) + b"]}"
    )
    forger.chat(forger.tree(*(folder(f"d{number}", listed) for number in range(500))))


NAMES = (
    "..", ".", "", "a/b", "/etc/passwd", "../../escape", "a\0b", "C:\\x", "C:x", "CON", "nul.txt", "x" * 300,
    "x" * 5000, "a\udc80b", "line\nbreak", "\u202egnp.exe", "trailing. ", "about.json",
)  # fmt: skip


def _names(forger: Forger) -> None:
    with forger.repository.writing() as writer:
        blob = writer.save_blob("data", b"2026-05-01, 10:00 - Anna: Hi\n")[0]
    for name in NAMES:
        node = json.dumps({"name": name.replace("\\", "\\\\").replace("\udc80", "\\x80").replace("\n", "\\n")
                           .replace("\0", "\\x00"), "type": "file", "size": 29, "content": [blob]})  # fmt: skip
        for document in (f'{{"nodes":[{node}]}}', f'{{"nodes":[{node.replace(chr(34) + "file", chr(34) + "dir")}]}}'):
            forger.chat(forger.raw_tree(document.encode()), sha256="1" * 64)
    twins = ["Anna", "ANNA", "anna", "A\u030anna", "\u00c5nna", "\u212bnna"]
    forger.chat(forger.tree(*(file(name, blob, size=29) for name in twins)))
    for name in (name.replace("\udc80", "\ufffd") for name in NAMES):
        forger.chat(forger.tree(file("a.txt", blob, size=29)), chat=name, source=name, app_name=name, key=name)


def _nodes(forger: Forger) -> None:
    kinds = ["symlink", "dev", "chardev", "fifo", "socket", "irregular", "", "file\0", "hardlink"]
    links = [
        {"name": f"n{number}", "type": kind, "linktarget": "/etc/passwd", "device": 1, "mode": 0o4777}
        for number, kind in enumerate(kinds)
    ]
    links += [
        {
            "name": "a.txt",
            "type": "file",
            "mode": 0o7777,
            "size": 0,
            "content": None,
            "mtime": "9999-12-31T23:59:59-23:59",
        },
        {"name": "b.txt", "type": "file", "mtime": "0001-01-01T00:00:00+23:59", "links": 9},
    ]
    forger.chat(forger.raw_tree(json.dumps({"nodes": links}).encode()))


WRONG: tuple[bytes, ...] = (
    b"null",
    b"[]",
    b"1",
    b'""',
    b"{}",
    b'{"nodes":1}',
    b'{"nodes":[1]}',
    b'{"nodes":[{}]}',
    b'{"packs":{}}',
    b"[" * 100_000,
    b'{"a":' * 100_000,
    b'{"nodes":[{"name":"a","type":"file","size":1e999}]}',
    b'{"nodes":[{"name":"a","type":"file","x":NaN}]}',
    b'{"nodes":[{"name":"a","type":"file","size":' + b"9" * 10_000 + b"}]}",
    b'{"nodes":[{"name":"a","type":"file","x":' + b"[" * 50_000 + b"]" * 50_000 + b"}]}",
    b'{"nodes":[{"name":"\xff","type":"file"}]}',
    b'{"nodes":[{"name":"\\ud800","type":"file"}]}',
    b'{"time":"2026-13-45T99:99:99Z","tree":"' + ID.encode() + b'"}',
    b'{"time":"9999-12-31T23:59:59-23:59","tree":"' + ID.encode() + b'"}',
    b'{"time":"0000-00-00T00:00:00Z","tree":"' + ID.encode() + b'"}',
    b'{"time":"2026-05-03T12:00:00Z","tree":"../../x"}',
    b'{"time":"2026-05-03T12:00:00Z","tree":"' + ID.encode() + b'","paths":[1]}',
    b'{"time":"2026-05-03T12:00:00Z","tree":[]}',
    b'{"packs":[{"id":"' + b"zz" * 32 + b'","blobs":[]}]}',
    b'{"packs":[{"id":"'
    + ID.encode()
    + b'","blobs":[{"id":"'
    + ID.encode()
    + b'","type":"snapshot","offset":0,"length":40}]}]}',
)


def _wrong_types(forger: Forger) -> None:
    for document in WRONG:
        for kind in ("index", "snapshots", "locks"):
            forger.file(kind, document)
        forger.chat(forger.raw_tree(document))
        with forger.repository.writing() as writer:
            content = (writer.save_blob("data", document)[0],)
        forger.raw_about(content, forger.tree(file("a.txt")))


def _confusion(forger: Forger) -> None:
    listing = encode_tree(Tree((file("a.txt"),)))
    with forger.repository.writing() as writer:
        data = writer.save_blob("data", listing)[0]
        tree = writer.save_blob("tree", encode_tree(Tree((file("b.txt"),))))[0]
    forger.snapshot(data)
    forger.chat(data)
    forger.chat(forger.tree(file("a.txt", tree), folder("d", data)))
    forger.index(
        {"id": "06" * 32, "type": "tree", "offset": 0, "length": 100},
        {"id": "06" * 32, "type": "data", "offset": 0, "length": 100},
    )
    forger.snapshot("06" * 32)


def _endless_files(forger: Forger) -> None:
    """A file of many pieces, all of them the same one: small in the vault, endless on the disk."""
    with forger.repository.writing() as writer:
        blob = writer.save_blob("data", bytes(8 * MIB))[0]
    forger.chat(Node("a.txt", "file", 0o600, None, 1, (blob,) * 30_000))
    forger.chat(forger.tree(Node("a.txt", "file", 0o600, None, 1, (blob,) * 20_000)))
    forger.raw_about((blob,) * 20_000, forger.tree(file("a.txt")))
    with forger.repository.writing() as writer:
        names = b'{"format":"f","participants":[' + b'"ab",' * 1_600_000 + b'"c"]}'
        parts = tuple(
            writer.save_blob("data", names[start : start + 4 * MIB])[0] for start in range(0, len(names), 4 * MIB)
        )
    forger.raw_about(parts, forger.tree(file("a.txt")))


def _keys(forger: Forger) -> None:
    (stored, *_) = (path.read_bytes() for path in forger.folder.glob("keys/*"))
    for changes in (
        {"N": 1 << 30},
        {"N": 1 << 21, "r": 8},
        {"r": 1 << 30},
        {"p": 1 << 30},
        {"N": 3},
        {"N": -1},
        {"salt": "A" * 10_000},
    ):
        forged = json.dumps({**json.loads(stored), **changes}).encode()
        (forger.folder / "keys" / id_of(forged)).write_bytes(forged)
    with (forger.folder / "keys" / ("cd" * 32)).open("wb") as large:
        large.truncate(8 << 30)


POISONS: dict[str, Poison] = {
    poison.__name__.strip("_"): poison
    for poison in (
        _blob_bombs, _file_bombs, _index_bombs, _lengths, _trees, _many_nodes, _names, _nodes, _wrong_types, _confusion,
        _endless_files, _keys,
    )
}  # fmt: skip


def poisoned(folder: Path, password: str, poison: Poison) -> None:
    """Spoil the vault in this folder."""
    poison(Forger(folder, Repository.open(LocalBackend(folder), password)))
