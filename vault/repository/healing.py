"""Files of a vault taken again from other copies of it: the bytes whose SHA-256 is the name are the right ones.

Copies are other folders with the same vault, and what lies beside a file in its own folder: a cloud's client that met
two versions of a file keeps one under a longer name ("x (1)", "x-PC", "x.sync-conflict-…").

No key is needed for that, and nothing is believed of a copy: a file that does not fit its name heals nothing.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence

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
        if kind == "config" or _exact(backend, kind, name) is not None:
            continue  # whole itself: what is wrong with it is what others say of it
        whole = whole_copy([backend, *others], kind, name)
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
    elsewhere = sorted({name for other in (backend, *others) for name in listed(other, "keys")})
    return heal_files(backend, [("keys", name) for name in elsewhere], others, progress)


def configs_of(backend: Backend, others: Iterable[Backend]) -> list[bytes]:
    """The different configs that the copies have, and what lies beside the vault's own."""
    found: dict[bytes, None] = {}
    for other in others:
        with contextlib.suppress(StorageError):
            found[other.load("config", CONFIG_NAME, 0, _LARGEST)] = None
    for place in (backend, *others):
        found.update(dict.fromkeys(_beside(place, "config", CONFIG_NAME)))
    return list(found)


def is_whole_key(backend: Backend, name: str) -> bool:
    """Whether a key file is what was written. PlaceMissing."""
    with contextlib.suppress(Damaged):
        load_key_file(backend, name)
        return True
    return False


def listed(place: Backend, kind: Kind) -> list[str]:
    """The names of the files of a kind of which anything lies at a place; none of one that cannot be read."""
    with contextlib.suppress(StorageError):
        return [*place.list(kind), *place.names_beside(kind)]
    return []


def whole_copy(places: Sequence[Backend], kind: Kind, name: str) -> bytes | None:
    """The whole bytes of a file from one of these places; one that cannot be read is passed over."""
    for place in places:
        if (stored := _exact(place, kind, name)) is not None:
            return stored
    found = (stored for place in places for stored in _beside(place, kind, name))
    return next((stored for stored in found if id_of(stored) == name), None)


def _exact(place: Backend, kind: Kind, name: str) -> bytes | None:
    with contextlib.suppress(StorageError):
        if place.size(kind, name) <= _LARGEST:
            stored = place.load(kind, name)
            return stored if id_of(stored) == name else None
    return None


def _beside(place: Backend, kind: Kind, name: str) -> Iterator[bytes]:
    with contextlib.suppress(StorageError):
        yield from place.load_beside(kind, name, _LARGEST)
