"""The files that messages of a download by Facebook or Instagram name, found wherever they lie.

A message says "messages/inbox/anna_1/photos/2.jpg"; the file may lie below another root, in another zip of the same
download, or beside its thread when only that folder was given.
"""

from __future__ import annotations

from vault.exports.members import Members

_TAIL = 3  # folders and name that tell a file: its thread's, its kind's and its own


class MediaFinder:
    """Finds files of Members by what messages call them."""

    def __init__(self, members: Members) -> None:
        self._members = members
        self._tails: dict[str, str] | None = None

    def find(self, uri: str, folder: str) -> str | None:
        """The member that a message in `folder` means by `uri`; None if it is not here, or no file at all."""
        name = uri.removeprefix("./").lstrip("/")
        if not name or "://" in uri:
            return None
        for candidate in (name, _join(folder, name), _join(folder, _tail(name, 2))):
            if candidate in self._members:
                return candidate
        return self._by_tail().get(_tail(name, _TAIL))

    def size(self, name: str) -> int:
        """Bytes of a member. Raises ExportMissing."""
        return self._members.size(name)

    def _by_tail(self) -> dict[str, str]:
        if self._tails is None:
            self._tails = {}
            for name in self._members.names:
                if not name.endswith((".json", ".html")):
                    self._tails.setdefault(_tail(name, _TAIL), name)
        return self._tails


def _join(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name


def _tail(name: str, parts: int) -> str:
    return "/".join(name.rsplit("/", parts)[-parts:])
