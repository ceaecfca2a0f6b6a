"""Loading index files, and reading blobs by them. Everything read is verified before it is given on."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterable, Sequence
from contextlib import closing

from vault.crypto.cipher import BadTag, Cipher
from vault.errors import Damaged, ObjectMissing
from vault.repository.blob import BlobKind, BlobPlace, PackEntry
from vault.repository.compression import NotCompressed, decompress
from vault.repository.ids import id_of
from vault.repository.index import Index
from vault.repository.index_file import PackContents, decode_rows
from vault.repository.read_ahead import read_ahead
from vault.repository.sealed_files import SealedFiles
from vault.storage.backend import Backend

_FILES_AHEAD = 2


class KnownBlobs:
    """What the index files at a place name, loaded when first asked for. Thread-safe."""

    def __init__(self, backend: Backend, cipher: Cipher, files: SealedFiles) -> None:
        self._backend = backend
        self._cipher = cipher
        self._files = files
        self._lock = threading.Lock()
        self._index: Index | None = None
        self._loaded: set[str] = set()
        self._distrusted: set[bytes] = set()

    @property
    def index(self) -> Index:
        """The index, loaded by now. Damaged index files are left out: what they alone name is unknown."""
        while (index := self._index) is None:  # another thread may be loading a new set
            self.refresh()
        return index

    def refresh(self) -> bool:
        """Take in what other programs changed: further index files, or a new set. Whether there was any."""
        with self._lock:
            present = set(self._backend.list("index"))
            if self._index is not None and present == self._loaded:
                return False
            if not self._loaded <= present:
                self._index, self._loaded = None, set()  # first: of a large vault's, memory should not hold two
            index = Index() if self._index is None else self._index
            self._take_in(index, sorted(present - self._loaded))
            self._index, self._loaded = index, present
            return True

    def let_go(self) -> None:
        """Have the index out of memory until it is asked for again."""
        with self._lock:
            self._index, self._loaded = None, set()

    def adopt(self, index: Index, names: Iterable[str]) -> None:
        """Take an index that was just made of these index files for ours, unless ours knows of others by now.

        Two of a large vault's would not fit into memory.
        """
        with self._lock:
            if self._loaded <= (present := set(names)):
                self._index, self._loaded = index, present

    def add_file(self, name: str, packs: tuple[PackContents, ...]) -> None:
        """Take in an index file that we just wrote."""
        index = self.index
        with self._lock:
            index = index if self._index is None else self._index  # another may have come into its place
            self._loaded.add(name)
            for pack in packs:
                index.add_pack(pack.pack_id, pack.entries)
                self._distrusted.difference_update(bytes.fromhex(entry.blob_id) for entry in pack.entries)

    def distrust(self, blob_ids: Iterable[str]) -> None:
        """Take these blobs for unknown until they are stored anew: every copy of them was found damaged."""
        with self._lock:
            self._distrusted.update(bytes.fromhex(blob_id) for blob_id in blob_ids)

    def has(self, kind: BlobKind, blob_id: bytes) -> bool:
        """Whether the index knows it, and nobody found it damaged."""
        return blob_id not in self._distrusted and self.index.has(kind, blob_id)

    def places(self, blob_id: str) -> list[BlobPlace]:
        """Where it lies; Damaged("blob", …) when no index file names it, not even one written since."""
        places = self.index.places(blob_id)
        if not places and self.refresh():
            places = self.index.places(blob_id)
        if not places:
            raise Damaged("blob", blob_id, "not in index")
        return places

    def load(self, blob_id: str) -> bytes:
        """Its plaintext. Damaged when none of its copies is whole."""
        try:
            return self._load_any(self.places(blob_id))
        except Damaged:
            # Another program may have moved it to a new pack since we loaded the index.
            if not self.refresh():
                raise
        return self._load_any(self.places(blob_id))

    def load_near(self, wanted: Sequence[tuple[BlobPlace, memoryview]], sealed: memoryview) -> None:
        """Blobs of one pack, read at once by way of `sealed`, each to the beginning of its memory.

        That has OVERHEAD bytes more than the blob; `sealed` has room from the first one's offset to the last one's end.
        What is missing or damaged there is taken from where else it lies. Raises as `load`.
        """
        begin = min(place.entry.offset for place, _ in wanted)
        end = max(place.entry.offset + place.entry.length for place, _ in wanted)
        try:
            there = self._backend.load_into("data", wanted[0][0].pack_id, begin, sealed[: end - begin])
        except ObjectMissing:
            there = 0
        for place, out in wanted:
            start = place.entry.offset - begin
            self._bring(place.entry, sealed[start : min(start + place.entry.length, there)], out)

    def _bring(self, entry: PackEntry, sealed: memoryview, out: memoryview) -> None:
        with contextlib.suppress(Damaged):  # `load` finds it elsewhere, or says what is wrong
            if entry.uncompressed_length is None:
                return self.verify(entry, sealed, out)
            whole = self.unseal(entry, sealed)
            out[: len(whole)] = whole
            return None
        whole = self.load(entry.blob_id)
        if len(whole) != entry.plain_length:
            raise Damaged("blob", entry.blob_id, "another length than the index says")
        out[: len(whole)] = whole
        return None

    def unseal(self, entry: PackEntry, sealed: bytes | memoryview) -> bytes:
        """The plaintext of a blob cut from its pack. Damaged("blob", …) unless it is what its id says."""
        _refuse_long(entry)
        try:
            payload = self._cipher.open(sealed)
            whole = payload if entry.uncompressed_length is None else decompress(payload, entry.uncompressed_length)
        except BadTag:
            raise Damaged("blob", entry.blob_id, "tag does not fit") from None
        except NotCompressed as error:
            raise Damaged("blob", entry.blob_id, str(error)) from None
        if id_of(whole) != entry.blob_id:
            raise Damaged("blob", entry.blob_id, "content does not fit its id")
        return whole

    def verify(self, entry: PackEntry, sealed: memoryview, room: memoryview) -> None:
        """As `unseal`, but the plaintext is only proven, in `room`, which is no smaller than `sealed`."""
        _refuse_long(entry)
        try:
            plain: bytes | memoryview = room[: self._cipher.open_into(sealed, room)]
            if entry.uncompressed_length is not None:
                plain = decompress(plain, entry.uncompressed_length)
        except BadTag:
            raise Damaged("blob", entry.blob_id, "tag does not fit") from None
        except NotCompressed as error:
            raise Damaged("blob", entry.blob_id, str(error)) from None
        if id_of(plain) != entry.blob_id:
            raise Damaged("blob", entry.blob_id, "content does not fit its id")

    def _take_in(self, index: Index, names: Sequence[str]) -> None:
        """Read these index files; the next ones are opened and unfolded while one is taken in."""
        with closing(read_ahead(self._document, names, ahead=_FILES_AHEAD)) as documents:
            for name, document in zip(names, documents, strict=True):
                try:
                    decoded = decode_rows(document, name)
                except Damaged:
                    continue  # what it alone names is found missing when asked for; the health check names the file
                for rows in decoded:
                    index.add_rows(rows)

    def _document(self, name: str) -> bytes:
        """An index file's JSON; nothing of a damaged one."""
        try:
            return self._files.load("index", name)
        except Damaged:
            return b"[]"

    def _load_any(self, places: list[BlobPlace]) -> bytes:
        damage: Damaged | None = None
        for place in places:
            try:
                return self._read(place)
            except Damaged as found:
                damage = damage or found
        assert damage is not None  # noqa: S101 - places is never empty
        raise damage

    def _read(self, place: BlobPlace) -> bytes:
        entry = place.entry
        _refuse_long(entry)
        try:
            sealed = self._backend.load("data", place.pack_id, entry.offset, entry.length)
        except ObjectMissing:
            raise Damaged("pack", place.pack_id, "missing") from None
        if len(sealed) != entry.length:
            raise Damaged("pack", place.pack_id, "cut off")
        return self.unseal(entry, sealed)


def _refuse_long(entry: PackEntry) -> None:
    """Before a byte of it is read: what an index says of lengths may be made to exhaust memory."""
    if entry.too_long:
        raise Damaged("blob", entry.blob_id, "longer than any")
