"""One session of writing: a shared lock, a writer, and the order that keeps every older backup whole.

Packs become durable first, then the index files that name them; only then may a snapshot refer to them. A crash, a
cancel or a fault before leaves packs that nothing refers to, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator

from vault.crypto.cipher import Cipher
from vault.repository.blob import BlobKind
from vault.repository.index_file import PackContents, decode_index_file, encode_index_files
from vault.repository.known_blobs import KnownBlobs
from vault.repository.lock import Lock, person_patience
from vault.repository.pack import decode_header
from vault.repository.sealed_files import SealedFiles
from vault.repository.writer import Writer
from vault.storage.backend import Backend


class WritingSession:
    """From taking the lock to giving it up."""

    def __init__(
        self,
        backend: Backend,
        cipher: Cipher,
        files: SealedFiles,
        known: KnownBlobs,
        *,
        compresses: bool,
        exclusive: bool = False,
    ) -> None:
        """Lock, and know what is stored at this moment. InUseElsewhere."""
        self._files = files
        self._known = known
        self._lock = Lock(backend, files, exclusive=exclusive, patience=person_patience())
        try:
            known.refresh()
            is_known = _nothing_is_known if exclusive else known.has
            self.writer = Writer(backend, cipher, is_known, compresses=compresses)
        except BaseException:
            self._lock.release()
            raise

    def flush(self) -> None:
        """Packs durable, then the index. Nothing happens where nothing is new."""
        for document in encode_index_files(self.settle()):
            name = self._files.save("index", document)
            self._known.add_file(name, decode_index_file(document, name))

    def settle(self) -> Iterator[PackContents]:
        """Make the packs durable and say what is in them: no index file names them yet."""
        packs = self.writer.settle()
        if packs:
            self.confirm()
        return (PackContents(pack.pack_id, decode_header(pack.header)) for pack in packs)

    def confirm(self) -> None:
        """InUseElsewhere unless what is stored is still protected by our lock."""
        self._lock.confirm()

    def end(self) -> None:
        """Stop the threads and give up the lock."""
        try:
            self.writer.close()
        finally:
            self._lock.release()


def _nothing_is_known(_kind: BlobKind, _blob_id: bytes) -> bool:
    return False
