"""A session alone in the vault: an exclusive lock, a writer, and what may be taken away under it, in the safe order.

New packs become durable, then the index files that name them; only then do old index files go, and old packs last.
Whoever stops between two steps leaves every backup whole, and at worst something that nothing refers to.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence

from vault.crypto.cipher import Cipher
from vault.errors import ObjectMissing
from vault.repository.index_file import PackContents, encode_index_files
from vault.repository.known_blobs import KnownBlobs
from vault.repository.sealed_files import SealedFiles
from vault.repository.writing import WritingSession
from vault.storage.backend import Backend, Kind


class ExclusiveSession(WritingSession):
    """From taking the lock that excludes everybody to giving it up.

    Its writer stores whatever it is given, once: what the index names already is written again, because who asks for
    that moves it out of a pack that is to go.
    """

    def __init__(
        self, backend: Backend, cipher: Cipher, files: SealedFiles, known: KnownBlobs, *, compresses: bool
    ) -> None:
        """Lock, and know what is stored at this moment. InUseElsewhere."""
        super().__init__(backend, cipher, files, known, compresses=compresses, exclusive=True)
        self._backend = backend

    def replace_index(self, packs: Iterable[PackContents], supersedes: Sequence[str]) -> None:
        """Write index files that name `packs`, then take the index files `supersedes` away.

        `packs` is read once, bit by bit, before anything is removed. The field `supersedes` is not written: a reader
        that believed it between two of several new files would miss what the next one names.
        """
        self.confirm()
        for document in encode_index_files(packs):
            self._files.save("index", document)
        self._remove("index", supersedes)
        self._known.let_go()  # another one by now; whoever asks next has it loaded

    def let_go_of_index(self) -> None:
        """Have the index out of memory: of a large vault's it is the largest part, and moving blobs needs none."""
        self._known.let_go()

    def remove_packs(self, ids: Iterable[str]) -> None:
        """Take packs away. No index file may name them any more; what is gone already is no fault."""
        self._remove("data", ids)

    def remove_snapshots(self, ids: Iterable[str]) -> None:
        """Take backups out of the list; what only they hold stays until a tidying. Gone already is no fault."""
        self._remove("snapshots", ids)

    def _remove(self, kind: Kind, names: Iterable[str]) -> None:
        for name in names:
            self.confirm()
            with contextlib.suppress(ObjectMissing):
                self._backend.remove(kind, name)
