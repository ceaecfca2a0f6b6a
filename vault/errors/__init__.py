"""Everything that Chat Vault raises, in one tree. Fields, not sentences: the words are in ui/messages.py.

ChatVaultError
├── Cancelled                   the person stopped the work; never shown as a failure
├── StorageError                the place where bytes are kept
│   ├── PlaceMissing            the folder or disk is not there
│   ├── ObjectMissing           one file of the vault is not there
│   ├── NoPermission            not allowed to read or write there
│   │   └── ReadOnlyPlace       nobody may write there: a switch, or a disk that the system protects
│   ├── DiskFull
│   ├── FileTooBig              more than this disk, or this person's limit, takes in one file
│   ├── NameTooLong
│   └── PlaceFailed             the disk answered with a fault, or was unplugged
├── RepositoryError             the vault itself
│   ├── StillArriving           a synchronised folder that is not all here yet, or lies in the cloud only
│   ├── NoRoomToRelock          the vault does not fit a second time, as a new key needs for a while
│   ├── NoVaultHere
│   ├── VaultExistsHere         a new vault must never replace one
│   ├── FolderNotEmpty          a new vault wants an empty folder
│   ├── NewerFormat
│   ├── WrongKey                no way in opens with this secret
│   ├── Damaged                 bytes that are not what was written
│   ├── InUseElsewhere
│   ├── UseUnknown              what the backups still need cannot be told: nothing may be taken away
│   ├── VaultChanged            somebody added or removed something since it was looked at
│   └── NoSuchBackup
├── CodeError                   what was typed from a recovery sheet
│   ├── RowMistake              this row has a typing mistake
│   ├── RowsSwapped             two rows stand in each other's place
│   ├── CodeIncomplete
│   ├── OtherVaultsSheet        a faultless code, of another vault
│   ├── SheetReplaced           a faultless code of this vault that opens nothing any more
│   └── ProofFailed             the rows typed back are not the sheet's
├── LastWayIn                   removing it would lock everybody out
├── KeychainError               this computer's password safe
│   ├── NoKeychain
│   ├── KeychainLocked
│   ├── KeychainSilent          no answer within the time limit
│   ├── KeychainForgetful       it said yes and kept nothing
│   └── KeychainEmpty           no key there although the vault exists
├── ExportError                 the file that a chat app gave out
│   ├── NotAChat
│   ├── NotReadYet              a chat whose format we know and cannot read yet
│   ├── ColumnsWrong            no message stands in the columns that were named for a table
│   ├── EmptyExport
│   ├── ExportUnreadable        not allowed, or the disk failed
│   ├── ExportMissing
│   ├── ExportChanged           it changed while it was read
│   ├── ArchiveCutOff           the end of the archive is missing, or its parts do not fit
│   ├── ArchiveEncrypted
│   ├── SecretNeeded            it is locked, and nobody gave its password or key
│   ├── WrongSecret             the password or key that was given does not open it
│   ├── ExportDamaged           its bytes are not what the app wrote
│   ├── ExportIncomplete        a part without which nothing can be read was not given
│   ├── UnsupportedVersion      a newer or older form than we can read
│   └── ArchiveRefused          it could harm: escapes, bombs, nesting, doubled or unreadable names
├── ScanFailed                  looking for unprotected copies ended before its time
├── PutRightError               an unprotected copy that cannot be put right like that
│   ├── MustNotTouch            an app's own file, a piece of a whole, somebody else's: the reason says which
│   ├── NotProven               its copy in the vault was not read back and compared
│   ├── CopyChanged             it changed after it was locked
│   ├── NowhereOutside          no folder of this computer lies outside all clouds
│   └── NotWhereWePutIt         what was moved is no longer there
└── RestoreError
    ├── FolderInTheWay          a restore never overwrites
    ├── NotEnoughSpace
    └── NotIdentical            what was written is not what the vault holds
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from vault.errors.base import Cancelled as Cancelled
from vault.errors.base import ChatVaultError as ChatVaultError
from vault.errors.exports import ArchiveCutOff as ArchiveCutOff
from vault.errors.exports import ArchiveEncrypted as ArchiveEncrypted
from vault.errors.exports import ArchiveRefused as ArchiveRefused
from vault.errors.exports import ColumnsWrong as ColumnsWrong
from vault.errors.exports import EmptyExport as EmptyExport
from vault.errors.exports import ExportChanged as ExportChanged
from vault.errors.exports import ExportDamaged as ExportDamaged
from vault.errors.exports import ExportError as ExportError
from vault.errors.exports import ExportIncomplete as ExportIncomplete
from vault.errors.exports import ExportMissing as ExportMissing
from vault.errors.exports import ExportUnreadable as ExportUnreadable
from vault.errors.exports import NotAChat as NotAChat
from vault.errors.exports import NotReadYet as NotReadYet
from vault.errors.exports import SecretNeeded as SecretNeeded
from vault.errors.exports import UnsupportedVersion as UnsupportedVersion
from vault.errors.exports import WrongSecret as WrongSecret


# -- the place ---------------------------------------------------------------------------------------
@dataclass(eq=False)
class StorageError(ChatVaultError):
    """Something about the place where the vault's bytes are kept; `place` is its folder or address."""

    place: str


class PlaceMissing(StorageError):
    """The folder or disk is not there (unplugged, renamed, not mounted)."""


@dataclass(eq=False)
class ObjectMissing(StorageError):
    """One file of the vault is not there; `name` is kind/name, as `data/ab12…`."""

    name: str


@dataclass(eq=False)
class NoPermission(StorageError):
    """The system refused; `writing` tells whether we wanted to write."""

    writing: bool = False


class ReadOnlyPlace(NoPermission):
    """The whole disk can only be read: by its switch, by how it was mounted, or after a fault of it."""


class DiskFull(StorageError):
    """No room left at the place, or a person's share of it is used up."""


class FileTooBig(StorageError):
    """The disk takes no file of this size: FAT ends at 4 GiB, and systems have limits for each user."""


class NameTooLong(StorageError):
    """A name or path longer than the disk takes."""


@dataclass(eq=False)
class PlaceFailed(StorageError):
    """The system reported another fault; `reason` is its errno name, as `EIO`."""

    reason: str = ""


# -- the vault ---------------------------------------------------------------------------------------
class RepositoryError(ChatVaultError):
    """Something about the vault itself."""


@dataclass(eq=False)
class NoVaultHere(RepositoryError):
    """The folder holds no vault."""

    place: str


@dataclass(eq=False)
class VaultExistsHere(RepositoryError):
    """There is a vault already; a new key is never made over it."""

    place: str


@dataclass(eq=False)
class FolderNotEmpty(RepositoryError):
    """A new vault wants an empty or new folder."""

    place: str


@dataclass(eq=False)
class NewerFormat(RepositoryError):
    """Written by a newer program; `version` is the format's number."""

    version: int


class WrongKey(RepositoryError):
    """No key file opens with this secret (and none of them is damaged)."""


@dataclass(eq=False)
class Damaged(RepositoryError):
    """Stored bytes are not what was written.

    `what` is one of config, key, index, snapshot, pack, tree, blob, lock; `name` its id or file name; `detail`
    says in developer's words what did not fit.
    """

    what: str
    name: str
    detail: str = ""


@dataclass(eq=False)
class InUseElsewhere(RepositoryError):
    """Another program holds the vault in a way that excludes ours.

    `hostname` is its computer's name, "" where our own lock was cleared away meanwhile; `here`: this computer.
    """

    hostname: str
    since: datetime
    here: bool = False


@dataclass(eq=False)
class UseUnknown(RepositoryError):
    """Something that says what the backups need is damaged: nothing was taken away. `what`, `name` as in Damaged."""

    what: str
    name: str


class VaultChanged(RepositoryError):
    """The vault is not what it was when a plan for it was made: nothing of that plan was done."""


@dataclass(eq=False)
class StillArriving(RepositoryError):
    """Parts of the vault are not on this computer yet. `provider` is the cloud's name, "" where none is known.

    `waiting` files are known to be on their way, or in the cloud only; others may be that nobody knows of.
    """

    place: str
    provider: str
    waiting: int


@dataclass(eq=False)
class NoRoomToRelock(RepositoryError):
    """A new key for the whole vault needs `needed` bytes beside it for a while, and `free` are there."""

    place: str
    needed: int
    free: int


@dataclass(eq=False)
class NoSuchBackup(RepositoryError):
    """Nothing in the vault goes by that name."""

    name: str


# -- the recovery sheet ------------------------------------------------------------------------------
class CodeError(ChatVaultError):
    """What was typed from a recovery sheet does not serve."""


@dataclass(eq=False)
class RowMistake(CodeError):
    """`row` (1 to 4) has a mistake. What was typed is never kept here."""

    row: int


@dataclass(eq=False)
class RowsSwapped(CodeError):
    """What stands in `row` belongs into `other` (both 1 to 4)."""

    row: int
    other: int


@dataclass(eq=False)
class CodeIncomplete(CodeError):
    """Rows are missing or short; `row` is the first one."""

    row: int


class OtherVaultsSheet(CodeError):
    """A faultless code, but of another vault."""


class SheetReplaced(CodeError):
    """A faultless code of this vault that no longer opens it: a newer sheet took its place."""


@dataclass(eq=False)
class ProofFailed(CodeError):
    """The rows typed back are not those of the sheet; `rows` are the numbers that differ."""

    rows: tuple[int, ...]


@dataclass(eq=False)
class LastWayIn(ChatVaultError):
    """Removing this way in would leave nobody who can open the vault, or no sheet that was proved."""

    label: str


# -- the keychain ------------------------------------------------------------------------------------
class KeychainError(ChatVaultError):
    """This computer's password safe does not serve."""


@dataclass(eq=False)
class NoKeychain(KeychainError):
    """None of the allowed password safes works here; `reasons` names each and why, in developer's words."""

    reasons: tuple[str, ...] = ()


class KeychainLocked(KeychainError):
    """The password safe is there, and locked."""


@dataclass(eq=False)
class KeychainSilent(KeychainError):
    """No answer within `seconds`."""

    seconds: float


class KeychainForgetful(KeychainError):
    """What was stored did not come back: it must not be trusted with a key."""


@dataclass(eq=False)
class KeychainEmpty(KeychainError):
    """The vault exists and the password safe has no key for it: ask for the sheet, never make a key."""

    vault: str


# -- looking for copies ------------------------------------------------------------------------------
@dataclass(eq=False)
class ScanFailed(ChatVaultError):
    """Looking for unprotected copies ended by itself; `reason` says in developer's words why. Nothing was changed."""

    reason: str = ""


# -- putting a copy right ----------------------------------------------------------------------------
@dataclass(eq=False)
class PutRightError(ChatVaultError):
    """Something about an unprotected copy at `path` that was to be locked or moved."""

    path: Path


@dataclass(eq=False)
class MustNotTouch(PutRightError):
    """The rules forbid it; `reason` is a key of services.put_right_plan."""

    reason: str


class NotProven(PutRightError):
    """What lies in the vault was not read back from its place and found equal: the copy must stay where it is."""


class CopyChanged(PutRightError):
    """The copy is not what was locked any more. It was left where it is."""


class NowhereOutside(PutRightError):
    """Every folder that we could use is copied to a cloud as well."""


class NotWhereWePutIt(PutRightError):
    """What was moved is not there any more, or is not the same; or only the person can take it out of the bin."""


# -- restoring ---------------------------------------------------------------------------------------
class RestoreError(ChatVaultError):
    """Bringing chats back did not work."""


@dataclass(eq=False)
class FolderInTheWay(RestoreError):
    """There is something at the place to write to.

    `reason` is a key: vault (it lies inside the vault itself), running (a restore is at work there), other (one was
    begun there and not ended, of other chats or of backups that are no longer there), or "" for anything else.
    """

    folder: Path
    reason: str = ""


@dataclass(eq=False)
class NotEnoughSpace(RestoreError):
    """`needed` and `free` in bytes."""

    folder: Path
    needed: int
    free: int


@dataclass(eq=False)
class NotIdentical(RestoreError):
    """What lies on disk after writing is not what the vault holds."""

    name: str
