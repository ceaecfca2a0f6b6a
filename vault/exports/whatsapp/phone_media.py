"""Where a phone's photos lie in an export: found by the path that the database knows, however deep the folder lies.

Android's paths go "Media/WhatsApp Images/IMG-….jpg", long ago "/storage/emulated/0/WhatsApp/Media/…"; the iPhone's
"Media/4915…@s.whatsapp.net/a/b/….jpg" below "Message". What was copied of them may begin at any folder.
"""

from __future__ import annotations

from collections.abc import Callable

from vault.exports.members import Members

FindMedia = Callable[[str], tuple[str, int | None] | None]
"""Given a path as the database has it, where the file lies (the name to ask for) and its bytes; None if nowhere."""

_MEDIA = "Media/"
_SEVERAL = ""


def tail_of(path: str) -> str:
    """A path from "Media/" on; all of it where it has no such folder."""
    path = path.replace("\\", "/")
    if path.startswith(_MEDIA):
        return path
    at = path.rfind(f"/{_MEDIA}")
    return path[at + 1 :] if at >= 0 else path.lstrip("/")


class MediaFolder:
    """The files of an export by their paths from "Media/" on, and by their names where those are unique."""

    def __init__(self, members: Members) -> None:
        self._members = members
        self._by_tail: dict[str, str] = {}
        self._by_name: dict[str, str] = {}
        for name in members.names:
            self._by_tail.setdefault(tail_of(name), name)
            base = name.rpartition("/")[2]
            self._by_name[base] = _SEVERAL if base in self._by_name else name

    def find(self, path: str) -> tuple[str, int | None] | None:
        """Where the file lies that the database knows under `path`."""
        if not path:
            return None
        tail = tail_of(path)
        name = self._by_tail.get(tail) or self._by_name.get(tail.rpartition("/")[2])
        return (name, self._members.size(name)) if name else None
