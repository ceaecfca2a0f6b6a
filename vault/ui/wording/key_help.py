"""Where a person finds the key of an export, in words by kind of key; and what helps where there is only a password."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KeyHelp:
    """`title` asks for it, `where` says where it is found, `lost` what can be done without it.

    `instead` is the question of those who have something else, `instead_steps` what helps them; "" for none.
    """

    title: str
    where: tuple[str, ...]
    lost: str
    instead: str = ""
    instead_steps: tuple[str, ...] = ()


_HELP: Mapping[str, KeyHelp] = {
    "whatsapp-key": KeyHelp(
        title="Type the 64 digits of WhatsApp’s key",
        where=(
            "WhatsApp showed them when you turned the encrypted backup on: four rows of four groups.",
            "Look where you wrote them down, in a password manager, or among your screenshots.",
            "They are digits and the letters a to f. Capital or small, it does not matter.",
        ),
        lost="WhatsApp does not show them again. Turn the encrypted backup off and on, and you get new ones.",
        instead="I have a password or a passkey",
        instead_steps=(
            "A password or passkey only fetches the key from WhatsApp. It cannot open this file.",
            "In WhatsApp open Settings, then Chats, then Chat backup, then End-to-end encrypted backup.",
            "Turn it off. WhatsApp asks for the password or the passkey.",
            "Turn it on again. Tap More options, and choose the 64-digit key.",
            "Write the 64 digits down, tap Back up, and bring the new file here.",
        ),
    ),
    "whatsapp-key-file": KeyHelp(
        title="This backup opens with a key file only",
        where=(
            "WhatsApp locked it with a key that lies inside the phone, in a file named key.",
            "Only somebody with full access to the phone can take that file out. Choose it if you have it.",
        ),
        lost="It can be kept locked, and opened later.",
        instead="I do not have that file",
        instead_steps=(
            "Nobody can type this key. A backup with the 64-digit key can be opened.",
            "In WhatsApp open Settings, then Chats, then Chat backup, then End-to-end encrypted backup.",
            "Tap Turn on, then More options, and choose the 64-digit key. Write the 64 digits down.",
            "Tap Back up, and bring the new file here. Its name ends in crypt15.",
        ),
    ),
    "signal-30-digits": KeyHelp(
        title="Type the 30 digits of Signal’s backup",
        where=(
            "Signal showed them when you turned backups on: six groups of five digits.",
            "Look where you wrote them down, in a password manager, or among your screenshots.",
        ),
        lost="Signal does not show them again. Turn backups off and on, and make a new backup.",
    ),
    "signal-recovery-key": KeyHelp(
        title="Type Signal’s recovery key",
        where=(
            "In Signal open Settings, then Backups, then View recovery key.",
            "It has 64 letters and digits in four rows of four groups.",
            "Type # and = as they stand. Capital or small letters, it does not matter.",
        ),
        lost="As long as Signal is on your phone, it shows the key there.",
    ),
    "signal-desktop-key": KeyHelp(
        title="Signal’s key on this computer",
        where=(
            "Signal keeps it in this computer’s password safe. We could not get it there.",
            "Unlock the password safe, or sign in as the person who uses Signal. Then drop the folder again.",
            "An older Signal keeps it in a file named config.json, in the same folder.",
        ),
        lost="From another computer the folder cannot be opened. Make a backup in Signal there instead.",
    ),
    "iphone-password": KeyHelp(
        title="Type the password of the iPhone backup",
        where=(
            "You chose it when you ticked Encrypt local backup in Finder, Apple Devices or iTunes.",
            "It is not the code that unlocks the phone, and often not that of the Apple account.",
            "On a Mac it may be in the app Passwords or Keychain Access, as “iOS Backup”.",
        ),
        lost="Is it forgotten? On the iPhone reset all settings, and make a new backup with a new password.",
    ),
}

_ANY = KeyHelp(
    title="Type its password",
    where=("The app, or the person who made the file, has it.",),
    lost="Without it the file can be kept locked, and opened later.",
)


def key_help(kind: str) -> KeyHelp:
    """The help for a kind of key; a general one for a kind that we do not know."""
    return _HELP.get(kind, _ANY)


KINDS = frozenset(_HELP)
"""The kinds that have words of their own; a test holds them against SecretKind."""
