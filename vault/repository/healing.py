"""Files of a vault taken again from other copies of it: the bytes whose SHA-256 is the name are the right ones.

No key is needed for that, and nothing is believed of a copy: a file that does not fit its name heals nothing.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence

from vault.errors import Damaged, StorageError
from vault.progress import Progress
from vault.repository.ids import id_of
from vault.repository.key_file import load_key_file
from vault.storage.backend import CONFIG_NAME, Backend, Kind

File = tuple[Kind, str]
_LARGEST = 256 << 20  # bytes of a file that is taken from a copy; restic's packs stay below 130 MiB


def heal_files(backend: Backend, files: Iterable[File], others: Sequence[Backend], progress: Progress) -> list[File]:
    """Take files again from `others`; those that are whole now. Raises StorageErrors of `backend`, Cancelled.

    The config has no SHA-256 for a name: it is left out here.
    """
    healed: list[File] = []
    for kind, name in files:
        progress.check_cancelled()
        whole = None if kind == "config" else _found(others, kind, name)
        if whole is not None:
            backend.replace(kind, name, whole)
            healed.append((kind, name))
    return healed


def heal_keys(backend: Backend, others: Sequence[Backend], progress: Progress) -> list[File]:
    """Heal the damaged key files that are there; where none is whole, all that the copies have.

    A key file that is missing among whole ones may be a way in that was taken away on purpose: it does not come back.
    """
    names = backend.list("keys")
    damaged = [name for name in names if not is_whole_key(backend, name)]
    healed = heal_files(backend, [("keys", name) for name in damaged], others, progress)
    if len(damaged) < len(names) or healed:
        return healed
    elsewhere = sorted({name for other in others for name in _listed(other) if is_whole_key(other, name)})
    return heal_files(backend, [("keys", name) for name in elsewhere], others, progress)


def configs_of(others: Iterable[Backend]) -> list[bytes]:
    """The different configs that the copies have."""
    found: dict[bytes, None] = {}
    for other in others:
        with contextlib.suppress(StorageError):
            found[other.load("config", CONFIG_NAME, 0, _LARGEST)] = None
    return list(found)


def is_whole_key(backend: Backend, name: str) -> bool:
    """Whether a key file is what was written. PlaceMissing."""
    with contextlib.suppress(Damaged):
        load_key_file(backend, name)
        return True
    return False


def _listed(other: Backend) -> list[str]:
    with contextlib.suppress(StorageError):
        return other.list("keys")
    return []


def _found(others: Sequence[Backend], kind: Kind, name: str) -> bytes | None:
    """The whole bytes of a file; a copy that cannot be read is passed over."""
    for other in others:
        with contextlib.suppress(StorageError):
            if other.size(kind, name) <= _LARGEST:
                stored = other.load(kind, name)
                if id_of(stored) == name:
                    return stored
    return None
