"""The words about what chat apps give out, and about bringing chats back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from vault import errors
from vault.ui.wording.words import NOTHING_CHANGED, Words, quoted

_UNTOUCHED = "The file was not touched, and your vault neither."

_AGAIN = "Make the export once more, and try that one."

_REFUSALS: dict[str, str] = {
    "escape": "It wants to put files outside the folder it is given.",
    "count": "It holds far more files than any chat does.",
    "size": "Unpacked, it would be far larger than any chat is.",
    "ratio": "It holds a small file that would swell to an enormous one.",
    "nested": "It holds further packed files inside each other.",
    "duplicate": "It holds two files of the same name, so nobody can tell which is meant.",
    "name": "It holds a file whose name cannot be read.",
    "special": "It holds something that is no ordinary file.",
    "overlap": "Some of its files share the same bytes, as only a trap does.",
}
"""Why an archive is refused, by ArchiveRefused.reason."""


def _export(error: errors.ExportError) -> Words:
    return Words(
        f"We could not take in {quoted(error.path.name)}.", "Something about this file is not as we expected.",
        _UNTOUCHED, _AGAIN, "Choose another file", "choose-file",
    )  # fmt: skip


def _not_a_chat(error: errors.NotAChat) -> Words:
    return Words(
        f"{quoted(error.path.name)} is not a chat that we know.",
        "We looked inside and found no messages.",
        _UNTOUCHED,
        "“Add chats” shows for each app how to get them out, and which file it makes.",
        "Choose another file", "choose-file",
    )  # fmt: skip


def _not_read_yet(error: errors.NotReadYet) -> Words:
    return Words(
        f"{quoted(error.path.name)} holds chats, and we cannot read them yet.",
        f"It is from {error.app_name}. Chat Vault does not know how to read this kind so far.",
        _UNTOUCHED,
        "Put it in all the same: it is kept as it is, and a newer Chat Vault may read it.",
        "Choose another file", "choose-file", small_print=error.format,
    )  # fmt: skip


def _columns(error: errors.ColumnsWrong) -> Words:
    return Words(
        f"No message of {quoted(error.path.name)} stands in the columns that were named.",
        "One of them is not there, or holds no text or no dates.",
        "The file was not touched. What your vault has of it stays listed as it was.",
        "Name the columns once more: which one holds the date, the sender and the text.",
        "Choose another file", "choose-file",
    )  # fmt: skip


def _empty(error: errors.EmptyExport) -> Words:
    return Words(
        f"There is nothing in {quoted(error.path.name)}.",
        "It is empty. Bringing it to this computer may have been interrupted.",
        _UNTOUCHED,
        _AGAIN,
        "Choose another file", "choose-file",
    )  # fmt: skip


def _missing(error: errors.ExportMissing) -> Words:
    return Words(
        f"{quoted(error.path.name)} is no longer there.",
        "It was moved or removed before we could read it.",
        "Your vault was not touched.",
        "Look where it is now, and choose it again.",
        "Choose the file", "choose-file",
    )  # fmt: skip


def _unreadable(error: errors.ExportUnreadable) -> Words:
    return Words(
        f"We cannot read {quoted(error.path.name)}.",
        "The system does not allow it, or its disk failed.",
        _UNTOUCHED,
        "Copy the file into your Documents, and try that copy.",
        "Choose the file", "choose-file", small_print=error.reason,
    )  # fmt: skip


def _changed(error: errors.ExportChanged) -> Words:
    return Words(
        f"{quoted(error.path.name)} changed while we read it.",
        "It may still be on its way, or the app is still writing it.",
        "Nothing half-done remains in your vault.",
        "Wait until it has arrived, and try again.",
        "Try again", "retry",
    )  # fmt: skip


def _cut_off(error: errors.ArchiveCutOff) -> Words:
    return Words(
        f"{quoted(error.path.name)} is incomplete.",
        "A part of it is missing. Downloading or copying it was probably interrupted.",
        _UNTOUCHED,
        "Download or copy it once more, and try that one.",
        "Choose another file", "choose-file",
    )  # fmt: skip


def _locked(error: errors.ArchiveEncrypted) -> Words:
    return Words(
        f"{quoted(error.path.name)} is locked with a password.",
        "We have no way to unlock it.",
        _UNTOUCHED,
        "Unpack it with the program that locked it, and drop the folder.",
        "Choose another file", "choose-file",
    )  # fmt: skip


def _refused(error: errors.ArchiveRefused) -> Words:
    return Words(
        f"We did not open {quoted(error.path.name)}: it could do harm.",
        _REFUSALS.get(error.reason, "It is not put together as a chat's file is."),
        _UNTOUCHED,
        "If it came from somebody else, ask them. If from an app, make the export once more.",
        "Choose another file", "choose-file", small_print=error.reason,
    )  # fmt: skip


def _restore(error: errors.RestoreError) -> Words:
    return Words(
        "Bringing your chats back was interrupted.", "Something on this computer stopped us.",
        "Your vault was not touched. What was written so far is whole.", "Try it again.", "Try again", "retry",
    )  # fmt: skip


def _in_the_way(error: errors.FolderInTheWay) -> Words:
    if error.reason == "vault":
        return Words(
            f"{quoted(error.folder.name)} lies inside your vault.",
            "Chats that anybody can read do not belong among locked ones.",
            NOTHING_CHANGED,
            "Choose a folder outside of your vault.",
            "Choose a folder", "choose-folder",
        )  # fmt: skip
    if error.reason == "running":
        return Words(
            f"Chats are being brought back into {quoted(error.folder.name)} just now.",
            "Another window or command of Chat Vault is at work there.",
            NOTHING_CHANGED,
            "Wait until it has ended, or choose another folder.",
            "Choose a folder", "choose-folder",
        )  # fmt: skip
    if error.reason == "other":
        return Words(
            f"Bringing other chats back into {quoted(error.folder.name)} was begun and did not end.",
            "It was for other chats, or your vault no longer has all of its backups.",
            NOTHING_CHANGED,
            "Choose the same chats as then to go on there, or choose a new folder.",
            "Choose a folder", "choose-folder",
        )  # fmt: skip
    return Words(
        f"There is something in {quoted(error.folder.name)} already.",
        "We never write over anything of yours.",
        NOTHING_CHANGED,
        "Choose another folder, or a new name.",
        "Choose a folder", "choose-folder",
    )  # fmt: skip


def _no_space(error: errors.NotEnoughSpace) -> Words:
    from vault.ui import figures  # needs Qt's locale, which the other words do not

    return Words(
        "There is not enough room for your chats here.",
        f"They need {figures.size(error.needed)}, and {figures.size(error.free)} are free.",
        NOTHING_CHANGED,
        "Choose another disk, or fewer chats.",
        "Choose a folder", "choose-folder",
    )  # fmt: skip


def _not_identical(error: errors.NotIdentical) -> Words:
    return Words(
        f"{quoted(error.name)} did not arrive as it should.",
        "What lies on this disk now is not what your vault holds. The disk may be failing.",
        "Your vault was not touched.",
        "Choose a folder on another disk, and try again.",
        "Choose a folder", "choose-folder",
    )  # fmt: skip


def _scan(error: errors.ScanFailed) -> Words:
    return Words(
        "Looking for unprotected copies ended too early.",
        "The part of Chat Vault that looks through your folders stopped by itself.",
        "Nothing of yours was changed. What was found until then is true.",
        "Look once more.",
        "Try again", "retry", small_print=error.reason,
    )  # fmt: skip


def _ours(error: errors.ChatVaultError) -> Words:
    return Words(
        "This did not work.", "Something stopped us, and we do not know it better than that.",
        "What lies in your vault was left alone.", "Try it once more.", "Try again", "retry",
    )  # fmt: skip


def _cancelled(error: errors.Cancelled) -> Words:
    return Words(
        "Stopped, as you wished.", "", "Nothing half-done remains.", "You can begin again at any time.", "Close"
    )


CATALOGUE: dict[type[Exception], Callable[[Any], Words]] = {
    errors.ChatVaultError: _ours,
    errors.Cancelled: _cancelled,
    errors.ExportError: _export,
    errors.NotAChat: _not_a_chat,
    errors.NotReadYet: _not_read_yet,
    errors.ColumnsWrong: _columns,
    errors.EmptyExport: _empty,
    errors.ExportMissing: _missing,
    errors.ExportUnreadable: _unreadable,
    errors.ExportChanged: _changed,
    errors.ArchiveCutOff: _cut_off,
    errors.ArchiveEncrypted: _locked,
    errors.ArchiveRefused: _refused,
    errors.ScanFailed: _scan,
    errors.RestoreError: _restore,
    errors.FolderInTheWay: _in_the_way,
    errors.NotEnoughSpace: _no_space,
    errors.NotIdentical: _not_identical,
}
