"""The words about the place of a vault, and about the vault itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from vault import errors
from vault.ui.wording.words import NOTHING_CHANGED, VAULT_WHOLE, Words, folder_name, quoted


def _storage(error: errors.StorageError) -> Words:
    return Words(
        "The place of your vault cannot be used just now.",
        f"Something is the matter with {folder_name(error.place)}.",
        NOTHING_CHANGED, "Look whether its disk is there, and try again.", "Try again", "retry",
    )  # fmt: skip


def _place_missing(error: errors.StorageError) -> Words:
    return Words(
        f"The folder {folder_name(error.place)} is not there.",
        "We looked for it and did not find it. Its disk may be unplugged.",
        NOTHING_CHANGED,
        "Plug in the disk, or put the folder back, and try again.",
        "Try again", "retry",
    )  # fmt: skip


def _object_missing(error: errors.ObjectMissing) -> Words:
    return Words(
        "A part of your vault is missing.",
        f"One of the files in {folder_name(error.place)} was not found.",
        "The other parts were not touched.",
        "If it lies in a cloud folder, wait until everything has arrived. Then check it.",
        "Check the vault", "check", small_print=error.name,
    )  # fmt: skip


def _no_permission(error: errors.NoPermission) -> Words:
    deed = "write to" if error.writing else "read"
    return Words(
        f"We are not allowed to {deed} {folder_name(error.place)}.",
        "The system, or a switch on the disk, forbids it.",
        NOTHING_CHANGED,
        "Allow it in the folder's settings, or choose another folder.",
        "Try again", "retry",
    )  # fmt: skip


def _disk_full(error: errors.StorageError) -> Words:
    return Words(
        "The disk is full.",
        f"There is no room left for {folder_name(error.place)}.",
        "Everything that was saved before is still there.",
        "Free some space on this disk, and try again.",
        "Try again", "retry",
    )  # fmt: skip


def _read_only(error: errors.ReadOnlyPlace) -> Words:
    return Words(
        "This disk can only be read.",
        f"Nothing can be written to {folder_name(error.place)} at the moment.",
        NOTHING_CHANGED,
        "Look for a small switch on the disk, or plug it in anew. Or choose another disk.",
        "Try again", "retry",
    )  # fmt: skip


def _file_too_big(error: errors.StorageError) -> Words:
    return Words(
        "The disk does not take so large a file.",
        f"One file is larger than {folder_name(error.place)} allows. Disks made for cameras end at 4 GB.",
        "Everything that was saved before is still there.",
        "Choose a folder on another disk.",
        "Choose a folder", "choose-folder",
    )  # fmt: skip


def _name_too_long(error: errors.StorageError) -> Words:
    return Words(
        "A name is too long for this disk.",
        f"A file for {folder_name(error.place)} has a name, or a path, that is too long.",
        "Everything that was saved before is still there.",
        "Choose a folder with a shorter name, nearer to the top of the disk.",
        "Choose a folder", "choose-folder",
    )  # fmt: skip


def _place_failed(error: errors.StorageError) -> Words:
    return Words(
        "The disk did not do what we asked.",
        f"Reading or writing {folder_name(error.place)} failed. A loose cable can be the cause.",
        "Everything that was saved before was left alone.",
        "Check that the disk is plugged in well, and try again.",
        "Try again", "retry", small_print=getattr(error, "reason", ""),
    )  # fmt: skip


def _repository(error: errors.RepositoryError) -> Words:
    return Words(
        "Your vault cannot be used just now.", "Something in it is not as we expected.",
        NOTHING_CHANGED, "Check the vault to find out more.", "Check the vault", "check",
    )  # fmt: skip


def _no_vault_here(error: errors.NoVaultHere) -> Words:
    return Words(
        "There is no vault in this folder.",
        f"We looked into {folder_name(error.place)} and found none.",
        NOTHING_CHANGED,
        "Choose the folder that holds your vault.",
        "Choose a folder", "choose-folder",
    )  # fmt: skip


def _vault_exists(error: errors.VaultExistsHere) -> Words:
    return Words(
        "There is a vault here already.",
        f"{folder_name(error.place)} holds one. Only its own key opens the chats inside.",
        "It was not touched.",
        "Open it with its recovery sheet, or choose another folder.",
        "Open it", "open-it",
    )  # fmt: skip


def _folder_not_empty(error: errors.FolderNotEmpty) -> Words:
    return Words(
        "This folder is not empty.",
        f"A vault wants a folder of its own, and {folder_name(error.place)} holds other things.",
        "Your files there were not touched.",
        "Choose an empty folder, or a new name.",
        "Choose a folder", "choose-folder",
    )  # fmt: skip


def _newer_format(error: errors.NewerFormat) -> Words:
    return Words(
        "This vault was made by a newer Chat Vault.",
        "This program is too old to read it.",
        NOTHING_CHANGED,
        "Bring Chat Vault up to date, then open the vault again.",
        "Close", "close", small_print=f"format {error.version}",
    )  # fmt: skip


def _wrong_key(error: errors.WrongKey) -> Words:
    return Words(
        "The key on this computer does not open this vault.",
        "Its ways in may have been changed on another computer.",
        VAULT_WHOLE,
        "Open it with your recovery sheet.",
        "Use my sheet", "use-sheet",
    )  # fmt: skip


def _damaged(error: errors.Damaged) -> Words:
    return Words(
        "A part of your vault cannot be read.",
        "It is no longer as we wrote it. A failing disk or a half-finished copy can be the cause.",
        "Nothing was deleted, and the other parts were not touched.",
        "Check the vault to see which chats it concerns.",
        "Check the vault", "check", small_print=f"{error.what} {error.name[:12]} {error.detail}".strip(),
    )  # fmt: skip


def _in_use(error: errors.InUseElsewhere) -> Words:
    from vault.ui import figures  # needs Qt's locale, which the other words do not

    where = f"Your vault is in use on {quoted(error.hostname)}."
    if error.here:
        where = "Your vault is in use by another program on this computer."
    elif not error.hostname:
        where = "Another computer used your vault meanwhile."
    return Words(
        where,
        f"It has been working on it since {figures.day(error.since)}." if error.here
        else f"Another program is working on it, since {figures.day(error.since)}.",
        NOTHING_CHANGED,
        "Wait until it has finished there, and try again.",
        "Try again", "retry",
    )  # fmt: skip


def _use_unknown(_error: errors.UseUnknown) -> Words:
    return Words(
        "Nothing can be removed from your vault now.",
        "A part of it is damaged, so it cannot be told which pieces your backups still need.",
        NOTHING_CHANGED,
        "Run a health check first. It says what is damaged, and what helps.",
        "Run a health check", "check",
    )  # fmt: skip


def _vault_changed(_error: errors.VaultChanged) -> Words:
    return Words(
        "Your vault has changed meanwhile.",
        "Something was added or removed after you looked, so nothing was removed.",
        NOTHING_CHANGED,
        "Look again at what can go.",
        "Look again", "retry",
    )  # fmt: skip


def _still_arriving(error: errors.StillArriving) -> Words:
    whose = quoted(error.provider) if error.provider else "the program that brings it"
    return Words(
        "This folder is still arriving.",
        f"Parts of the vault in {folder_name(error.place)} are not on this computer yet.",
        "Nothing was changed, and nothing was removed.",
        f"Let {whose} finish, and have it keep the folder on this computer. Then try again.",
        "Try again", "retry", small_print=f"{error.waiting} files" if error.waiting else "",
    )  # fmt: skip


def _no_room_to_relock(error: errors.NoRoomToRelock) -> Words:
    from vault.ui import figures

    return Words(
        "There is too little room to change the key.",
        f"Your vault must fit twice for a while: {figures.size(error.needed)} more, and {figures.size(error.free)} "
        "are free.",
        NOTHING_CHANGED,
        f"Free some space beside {folder_name(error.place)}, and try again.",
        "Try again", "retry",
    )  # fmt: skip


def _no_such_backup(error: errors.NoSuchBackup) -> Words:
    return Words(
        "This is not in your vault.",
        f"We found nothing by the name {quoted(error.name)}.",
        NOTHING_CHANGED, "Look at the list of chats again.", "Close",
    )  # fmt: skip


CATALOGUE: dict[type[Exception], Callable[[Any], Words]] = {
    errors.StorageError: _storage,
    errors.PlaceMissing: _place_missing,
    errors.ObjectMissing: _object_missing,
    errors.NoPermission: _no_permission,
    errors.ReadOnlyPlace: _read_only,
    errors.DiskFull: _disk_full,
    errors.FileTooBig: _file_too_big,
    errors.NameTooLong: _name_too_long,
    errors.PlaceFailed: _place_failed,
    errors.RepositoryError: _repository,
    errors.NoVaultHere: _no_vault_here,
    errors.VaultExistsHere: _vault_exists,
    errors.FolderNotEmpty: _folder_not_empty,
    errors.NewerFormat: _newer_format,
    errors.WrongKey: _wrong_key,
    errors.Damaged: _damaged,
    errors.InUseElsewhere: _in_use,
    errors.UseUnknown: _use_unknown,
    errors.VaultChanged: _vault_changed,
    errors.StillArriving: _still_arriving,
    errors.NoRoomToRelock: _no_room_to_relock,
    errors.NoSuchBackup: _no_such_backup,
}
