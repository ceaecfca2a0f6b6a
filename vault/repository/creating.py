"""A new vault at a place: its key files first, and the config, which makes it one, last.

Key files without a config may be the first that a synchronised folder received of a vault, and making another over
them could cost its keys: they are refused like a vault. A creation that fails takes its own key files away again. One
that is killed before anybody has a secret of the vault leaves what guards nothing and opens for nobody: the ids of its
key files and of its config are told before anything is written, and who kept them on this computer gives them to the
next creation as `abandoned`. Only those give way to it, and only where there is no other key file, no other config,
no pack, no index, no backup, and nobody at work.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from vault.crypto.cipher import Cipher
from vault.crypto.master_key import MasterKey
from vault.errors import Damaged, FolderNotEmpty, NoVaultHere, ObjectMissing, PlaceMissing, VaultExistsHere
from vault.repository.config_file import Config, encode_config
from vault.repository.ids import id_of
from vault.repository.key_file import KeyFile, NewKey, encode_key_file, keep_key_file
from vault.storage.backend import CONFIG_NAME, Backend

_MAX_CONFIG = 1 << 20  # bytes; one has some hundred


@dataclass(frozen=True, slots=True)
class NewVault:
    """What a vault will be: its key and its config; `sealed` is the config as it will lie there."""

    master: MasterKey = field(repr=False)
    config: Config = field(repr=False)
    sealed: bytes = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sealed", Cipher(self.master).seal(encode_config(self.config)))

    @property
    def public_id(self) -> str:
        """By which anybody knows it again."""
        return id_of(self.sealed)

    def write(
        self,
        backend: Backend,
        make_keys: Callable[[str], Sequence[NewKey]],
        scrypt_n: int,
        begins: Callable[[Sequence[str]], None],
        abandoned: Collection[str],
    ) -> str:
        """Write it where `refuse_occupied` found nothing; the id of its first key file.

        `begins` is told the ids of all that may lie there if this is the last that is heard of it. Raises
        VaultExistsHere where another program was faster, StorageErrors.
        """
        written: list[KeyFile] = []
        try:
            drafts = [(encode_key_file(new, self.master, scrypt_n), new) for new in make_keys(self.public_id)]
            if not drafts:
                raise ValueError("a vault needs a way in")
            begins([*(id_of(draft) for draft, _ in drafts), self.public_id, *abandoned])
            backend.create()
            _take_away(backend, abandoned)
            for draft, new in drafts:
                written.append(keep_key_file(backend, draft, new, self.master))
            _write_config(backend, self.sealed)
        except BaseException:
            _take_back(backend, written, self.sealed)
            raise
        return written[0].id


def can_be_created(backend: Backend, abandoned: Collection[str]) -> bool:
    """Whether nothing lies there but what a creation leaves that wrote what is `abandoned` at most."""
    try:
        refuse_occupied(backend, abandoned)
    except (VaultExistsHere, FolderNotEmpty):
        return False
    return True


def refuse_occupied(backend: Backend, abandoned: Collection[str]) -> None:
    """Raise VaultExistsHere or FolderNotEmpty unless nothing is there but what is `abandoned`."""
    try:
        has_parts = any(backend.list(kind) for kind in ("snapshots", "index", "data", "locks"))
        has_parts = has_parts or not set(abandoned).issuperset(backend.list("keys"))
        occupied = has_parts or (backend.exists("config", CONFIG_NAME) and not _is_abandoned(backend, abandoned))
    except PlaceMissing:
        return  # a new folder: the best place for a new vault
    if occupied:
        raise VaultExistsHere(backend.place)
    if backend.holds_other_files():
        raise FolderNotEmpty(backend.place)


def stored_config(backend: Backend) -> bytes:
    """The config as it lies there. NoVaultHere, Damaged("config", …, "missing") where only other parts are."""
    try:
        return backend.load("config", CONFIG_NAME, 0, _MAX_CONFIG)
    except ObjectMissing:
        if _holds_part_of_a_vault(backend):
            raise Damaged("config", CONFIG_NAME, "missing") from None
        raise NoVaultHere(backend.place) from None


def _holds_part_of_a_vault(backend: Backend) -> bool:
    return any(backend.list(kind) for kind in ("keys", "snapshots", "index", "data"))


def _write_config(backend: Backend, stored: bytes) -> None:
    backend.save("config", CONFIG_NAME, stored)
    if backend.load("config", CONFIG_NAME) != stored:
        raise VaultExistsHere(backend.place)  # another program was faster; its vault stays


def _is_abandoned(backend: Backend, abandoned: Collection[str]) -> bool:
    """Whether the config that lies there is one of these."""
    return bool(abandoned) and id_of(backend.load("config", CONFIG_NAME, 0, _MAX_CONFIG)) in abandoned


def _take_away(backend: Backend, abandoned: Collection[str]) -> None:
    with contextlib.suppress(ObjectMissing):
        if _is_abandoned(backend, abandoned):
            backend.remove("config", CONFIG_NAME)  # first: from here on only key files are left, which guard nothing
    for key_id in abandoned:
        with contextlib.suppress(ObjectMissing):
            backend.remove("keys", key_id)


def _take_back(backend: Backend, written: Sequence[KeyFile], stored: bytes) -> None:
    """Remove the key files of a creation that failed, unless its config came to lie there after all."""
    with contextlib.suppress(Exception):
        if backend.exists("config", CONFIG_NAME) and backend.load("config", CONFIG_NAME) == stored:
            return
        for key_file in written:
            backend.remove("keys", key_file.id)
