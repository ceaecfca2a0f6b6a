"""Signal's folder of backups: snapshots, each with `main`, `metadata` and `files`, and the files that they share.

    SignalBackups/signal-backup-2026-05-03-10-11-12/{main,metadata,files}
    SignalBackups/files/ab/abcd…     64 hex digits: SHA-256 of a file's hash and its own key

The folder may have any name. A snapshot that was not finished ends in `-tmp` and counts for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vault.crypto.media_ciphers import NotAuthentic
from vault.crypto.signal_keys import archive_keys, backup_key, open_backup_id
from vault.errors import ExportDamaged, ExportIncomplete, SecretNeeded, UnsupportedVersion, WrongSecret
from vault.exports.base import Answers, Record, SecretKind, Skipped, Source
from vault.exports.members import Members, members_of
from vault.exports.signal.export import account_key
from vault.exports.signal.files import FolderShelf
from vault.exports.signal.frames import Frame
from vault.exports.signal.mapper import Mapper
from vault.exports.signal.numbers import FRAME
from vault.exports.signal.people import APP, APP_NAME
from vault.exports.signal.sealed import GZIP_START, decrypted, first_block, is_authentic, unzipped
from vault.exports.signal.wire import Malformed, delimited, fields_of, read
from vault.exports.streamed import Count, StreamedExport

KIND: SecretKind = "signal-recovery-key"
VERSION = 1
LONGEST_FRAME = 32 * 1024 * 1024
_MOST_METADATA = 4096
_MOST_LISTED = 64 * 1024 * 1024
_KEY_LENGTH = 64
_FIRST_FRAMES = 20
_DEEPEST = 4
_WRITTEN = str.maketrans({"#": "o", "=": "0"})  # Signal shows these for letters that look like others
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)-(\d\d)-(\d\d)")
_SHARED = re.compile(r"((?:.*/)?files/)[0-9a-f]{2}/[0-9a-f]{64}")


def normalised(typed: str) -> str:
    """A recovery key as it was typed, in groups or not, as Signal's own 64 characters; "" if it cannot be one."""
    key = "".join(c for c in typed.lower().translate(_WRITTEN) if c.isascii() and c.isalnum())
    return key if len(key) == _KEY_LENGTH else ""


def open_folder(source: Source, answers: Answers) -> StreamedExport:
    """Open the newest finished snapshot.

    Raises SecretNeeded, WrongSecret, ExportIncomplete where a snapshot or its shared files were not given,
    ExportDamaged, UnsupportedVersion.
    """
    with members_of(source) as members:
        snapshots = snapshots_of(members)
        if not snapshots:
            raise ExportIncomplete(source.path, "main")
        folder = _Folder(members, snapshots[-1], snapshots[:-1])
        listed = folder.listed()
        files = folder.files()
        if listed and files is None:
            raise ExportIncomplete(source.path, "files")
        opened = _opened(folder, answers, files or "")
    return StreamedExport(
        source, APP, APP_NAME, "signal-backups", opened.key(), "All chats",
        lambda count: opened.records(count, listed), opened.shelf.box.give, close=members.close,
    )  # fmt: skip


def snapshots_of(members: Members) -> list[str]:
    """Folders of finished snapshots, with `/` at their ends, the newest last."""
    folders = {name[: -len("metadata")] for name in members.names if name.rpartition("/")[2] == "metadata"}
    whole = [
        folder
        for folder in folders
        if f"{folder}main" in members and not folder.endswith("-tmp/") and folder.count("/") <= _DEEPEST
    ]
    return sorted(whole, key=lambda folder: folder.rstrip("/").rpartition("/")[2])


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder of backups before it is unlocked: `newest` and `older` are snapshots."""

    members: Members
    newest: str
    older: Sequence[str]

    def listed(self) -> list[str]:
        """Names of the shared files that the snapshot needs. Raises ExportDamaged."""
        name = f"{self.newest}files"
        if name not in self.members:
            return []
        listing = self.members.content(name, _MOST_LISTED)
        try:
            named = [dict(fields_of(entry)).get(_NAME, b"") for entry in delimited([listing], _MOST_METADATA)]
        except (Malformed, IndexError):
            raise ExportDamaged(self.members.path, "the list of files") from None
        return [name.decode("ascii", "replace").lower() for name in named if isinstance(name, bytes)]

    def files(self) -> str | None:
        """Where the shared files are, with `/` at the end; None where there are none."""
        for name in self.members.names:
            if found := _SHARED.fullmatch(name):
                return found[1]
        return None

    def hint(self) -> str:
        """When the snapshot was made, as its folder says."""
        found = _DATE.search(self.newest.rstrip("/").rpartition("/")[2])
        return "{}-{}-{} {}:{}".format(*found.groups()) if found else ""

    def sealed_id(self) -> tuple[bytes, bytes]:
        """IV and ciphertext of the backup's id. Raises UnsupportedVersion, ExportDamaged."""
        try:
            metadata = dict(fields_of(self.members.content(f"{self.newest}metadata", _MOST_METADATA)))
            inner = dict(fields_of(metadata.get(_SEALED_ID, b"")))
        except (Malformed, IndexError, TypeError):
            raise ExportDamaged(self.members.path, "metadata") from None
        version = metadata.get(_VERSION, 0)
        if version != VERSION:
            raise UnsupportedVersion(self.members.path, APP_NAME, str(version))
        iv, sealed = inner.get(_IV, b""), inner.get(_ID, b"")
        if len(iv) not in (12, 16) or not sealed:
            raise ExportDamaged(self.members.path, "metadata")
        return iv, sealed


_VERSION, _SEALED_ID = 1 << 3, 2 << 3 | 2
_IV, _ID, _NAME = 1 << 3 | 2, 2 << 3 | 2, 1 << 3 | 2


def _opened(folder: _Folder, answers: Answers, files: str) -> _Opened:
    members, path, main = folder.members, folder.members.path, f"{folder.newest}main"
    iv, sealed = folder.sealed_id()
    if answers.secret is None:
        raise SecretNeeded(path, APP_NAME, KIND, folder.hint())
    typed = normalised(answers.secret)
    if not typed:
        raise WrongSecret(path, APP_NAME, KIND, "form", folder.hint())
    key = backup_key(typed)
    mac_key, cipher_key = archive_keys(key, open_backup_id(key, iv, sealed))
    if not is_authentic(members.read(main), mac_key):
        if first_block(members.read(main), cipher_key).startswith(GZIP_START):
            raise ExportDamaged(path, "main is not authentic")
        raise WrongSecret(path, APP_NAME, KIND, "", folder.hint())
    return _Opened(folder, main, cipher_key, files)


class _Opened:
    """An unlocked snapshot."""

    def __init__(self, folder: _Folder, main: str, cipher_key: bytes, files: str) -> None:
        self._folder, self._members = folder, folder.members
        self._main, self._cipher_key, self._files = main, cipher_key, files
        self.shelf = FolderShelf(folder.members, files, lambda shelf: Mapper(shelf, Count()).records(self._frames()))

    def key(self) -> str:
        """The account's key, out of one of the first frames."""
        for number, (_, frame) in enumerate(self._frames()):
            if frame is not None and frame.account is not None:
                return account_key(frame.account.profile_key)
            if number > _FIRST_FRAMES:
                break
        return account_key(b"")

    def records(self, count: Count, listed: Sequence[str]) -> Iterator[Record]:
        """Everything in the snapshot, then what is missing or older."""
        yield from Mapper(self.shelf, count).records(self._frames())
        for name in listed:
            place = f"{self._files}{name[:2]}/{name}"
            if place not in self._members:
                yield Skipped(place, "media-missing")
        for folder in self._folder.older:
            yield Skipped(folder.rstrip("/"), "older-snapshot")

    def _frames(self) -> Iterator[tuple[str, Frame | None]]:
        plain = unzipped(decrypted(self._members.read(self._main), self._cipher_key))
        try:
            for number, data in enumerate(delimited(plain, LONGEST_FRAME)):
                if number:  # the first is no frame: it says when and by what version
                    yield f"{self._main} frame {number}", _frame(data)
        except (NotAuthentic, Malformed):
            raise ExportDamaged(self._members.path, "main") from None


def _frame(data: bytes) -> Frame | None:
    try:
        frame: Frame = read(FRAME, data)
    except Malformed:
        return None
    return frame
