"""The sentences that say why: one for each reason key of a verdict, in plain words."""

from __future__ import annotations

from collections.abc import Mapping

from vault.exports.format_table import APPS
from vault.exposure.finding import Verdict

SENTENCES: Mapping[str, str] = {
    # why it is a chat
    "format": "It begins exactly as {app} writes its chats.",
    "members": "The names of the files inside are those of a chat from {app}.",
    "tables": "It is a database with the tables in which {app} keeps messages.",
    "name": "Its name looks like a chat's.",
    "chat-like-records": "Inside are entries that say who wrote what, and when.",
    "chat-like-table": "It is a table of messages: who wrote what, and when.",
    "chat-like-lines": "Inside are lines in which people talk, with times.",
    "chat-like-markup": "It is a page of messages: who wrote what, and when.",
    "chat-like-tables": "It is a database that keeps messages and conversations.",
    "whole-backup": "It is a backup of a whole phone, and such a backup holds chats.",
    "no-chat": "We found no chat in it.",
    "set": "The names in this folder are those of a backup or an export.",
    "set-iphone-backup": "This folder is a backup of an iPhone or iPad.",
    "set-borg": "This folder is a backup made with borg; it may hold chats.",
    "set-restic": "This folder is a vault or a restic backup; it may hold chats.",
    "set-cryptomator": "This folder is a Cryptomator vault; it may hold chats.",
    "set-kopia": "This folder is a backup made with kopia; it may hold chats.",
    "set-gocryptfs": "This folder is locked by gocryptfs; it may hold chats.",
    "set-encfs": "This folder is locked by EncFS; it may hold chats.",
    "set-cryfs": "This folder is locked by CryFS; it may hold chats.",
    "set-signal-backups": "This folder is a backup that Signal makes.",
    "set-signal-export": "This folder is an export that Signal makes.",
    "set-signal-desktop": "This folder is where Signal keeps its messages on a computer.",
    "set-telegram-export": "This folder is an export that Telegram makes.",
    "set-takeout": "This folder is a Google Takeout with messages in it.",
    "set-messenger": "This folder holds messages as {app} gives them out.",
    "set-discord-package": "This folder is the data that Discord gives out, with your messages.",
    "set-slack-export": "This folder is an export that Slack makes.",
    # who can read it
    "plain-text": "It is plain text: anyone who gets the file can read it.",
    "plain-file": "It has no lock.",
    "plain-zip": "It is a zip without a password: anyone who gets it can open it.",
    "plain-tar": "It has no lock: anyone who gets it can open it.",
    "plain-database": "The database has no lock: anyone who gets the file can read it.",
    "plain-folder": "The folder has no lock: anyone who gets the files can read them.",
    "packed": "It is only packed, not locked.",
    "packed-unclear": "It is packed in a way that we could not open, so we cannot tell.",
    "zip-mixed": "Some files in it have a password, others have none.",
    "zip-aes": "It is a zip with a password. The names of the files inside stay visible.",
    "zip-weak": "It is a zip with an old, weak lock that a skilled person can break.",
    "zip-cut-off": "Its end is missing, so we cannot tell whether all of it is locked.",
    "archive-open": "It is packed without a password: anyone who gets it can open it.",
    "archive-mixed": "Some files in it have a password, others have none.",
    "archive-locked": "It is packed with a password.",
    "archive-unclear": "We could not tell whether it has a password.",
    "pdf-open": "It opens without a password.",
    "pdf-locked": "It does not open without its password.",
    "pdf-unclear": "It says that it is locked, and we could not tell from whom.",
    "office-open": "The document has no password.",
    "office-locked": "The document opens only with its password.",
    "whatsapp-crypt15": "It is a WhatsApp backup that only you have the key for.",
    "whatsapp-crypt14": "It is scrambled, but WhatsApp keeps a key.",
    "whatsapp-crypt12": "It is scrambled, but WhatsApp keeps a key.",
    "signal-backup": "It is a Signal backup: only its passphrase or recovery key opens it.",
    "signal-folder": "It is locked: only your Signal recovery key opens it.",
    "key-beside": "It is locked, but its key lies beside it in the same folder.",
    "age": "It is locked with age: only its key or password opens it.",
    "pgp": "It is locked with OpenPGP: only its key or password opens it.",
    "pgp-open": "It looks locked, but OpenPGP only packed or signed it: anyone can open it.",
    "openssl": "It is locked with a password.",
    "android-open": "The phone backup was made without a password: anyone can open it.",
    "android-locked": "The phone backup has a password.",
    "disk-locked": "It is a locked disk image.",
    "password-safe": "It is a locked password collection.",
    "rclone-crypt": "It was locked by rclone before it went to the cloud.",
    "iphone-open": "The backup is not encrypted: anyone who gets the folder can read it.",
    "iphone-locked": "The backup is encrypted with a password that you chose.",
    "borg-open": "It was made without encryption, although it may have a key: anyone can read it.",
    "borg-locked": "Only its key and passphrase open it.",
    "restic": "Only its recovery code or password opens it.",
    "cryptomator": "Only its password opens it.",
    "kopia": "Only its password opens it.",
    "gocryptfs": "Only its password opens it.",
    "encfs": "Only its password opens it.",
    "cryfs": "Only its password opens it.",
    "set-unclear": "We cannot tell whether it is locked.",
    "unknown-bytes": "We cannot tell whether this file is locked.",
    "empty": "There is nothing in it.",
    "not-opened": "It is only in the cloud, or far away, so we did not open it.",
}
"""One sentence for each reason key; `{app}` is the app's name."""


def sentences(verdict: Verdict) -> tuple[str, ...]:
    """The evidence of a verdict, one sentence for each of its reasons."""
    app = APPS.get(verdict.app or "", "a chat app")
    return tuple(dict.fromkeys(SENTENCES[reason].format(app=app) for reason in verdict.reasons))
