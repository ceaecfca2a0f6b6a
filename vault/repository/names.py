"""Names of files and folders: made valid everywhere, and told apart from those that would leave their folder.

Sources of the rules: Microsoft's "Naming Files, Paths, and Namespaces" (reserved characters and device names, no
trailing dot or space), POSIX (only `/` and NUL are special).
"""

from __future__ import annotations

import os
import re
import unicodedata

MAX_NAME_BYTES = 120  # UTF-8; far below every file system's limit, so that " (2)" and a temporary suffix still fit

_RESERVED_CHARACTERS = re.compile(r'[<>:"/\\|?*]')
_DEVICE = re.compile(r"^(CON|PRN|AUX|NUL|CLOCK\$|CONIN\$|CONOUT\$|(COM|LPT)[0-9¹²³])[ ]*(\.|$)", re.IGNORECASE)
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}$")
_DRIVE = re.compile(r"^[A-Za-z]:")
_JOINERS = "\u200c\u200d"  # zero-width joiners hold emoji and some scripts together
_DROPPED = frozenset(("Cc", "Cf", "Cs", "Co", "Cn"))  # control, invisible, broken, private, unassigned
_NOTHING_LEFT = "unnamed"


def safe_name(text: str) -> str:
    """Turn any text into one name that is valid on Windows, macOS and Linux.

    NFC, at most MAX_NAME_BYTES bytes of UTF-8, never empty, never a path, never hidden; a short extension
    survives the cut. What is already such a name comes back unchanged.
    """
    name = _trimmed(unicodedata.normalize("NFC", _visible(text)))
    name = _shortened(_RESERVED_CHARACTERS.sub("_", name))
    if not name:
        return _NOTHING_LEFT
    return _shortened("_" + name) if _DEVICE.match(name) else name


def leaves_its_folder(name: str, *, windows: bool = os.name == "nt") -> bool:
    """Whether a name from a tree would be a path, nothing, or a drive, and must never be written under.

    `windows` adds what only Windows takes for a path or a stream: backslashes and colons.
    """
    if name in ("", ".", "..") or "/" in name or "\0" in name or _DRIVE.match(name):
        return True
    return windows and ("\\" in name or ":" in name or not name.strip(" ."))


def _visible(text: str) -> str:
    """Without control and invisible characters; every kind of space is a plain one."""
    kept = (" " if character.isspace() else character for character in text)
    return "".join(character for character in kept if _keeps(character))


def _keeps(character: str) -> bool:
    is_flag_tag = "\U000e0020" <= character <= "\U000e007f"
    return character in _JOINERS or is_flag_tag or unicodedata.category(character) not in _DROPPED


def _trimmed(text: str) -> str:
    """One space between words, none at the ends, no dots at the ends: they hide a file or vanish on Windows."""
    return " ".join(text.split()).strip(" .")


def _shortened(name: str) -> str:
    """At most MAX_NAME_BYTES, cut between characters and before a short extension."""
    if len(name.encode()) <= MAX_NAME_BYTES:
        return name
    suffix = _SUFFIX.search(name)
    ending = suffix.group() if suffix else ""
    stem = name[: len(name) - len(ending)].encode()[: MAX_NAME_BYTES - len(ending)]
    return _trimmed(stem.decode(errors="ignore").rstrip(_JOINERS)) + ending
