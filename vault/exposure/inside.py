"""What is inside a zip or a tar: which export it is by the names, and beginnings of the files that may be chats."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from vault.exports.formats import Known, recognise_members
from vault.exposure import packed, zips
from vault.exposure.access import Lock
from vault.exposure.candidates import is_candidate
from vault.exposure.peek import Peek

_MOST_LOOKS = 8
_DOCUMENT_MARKS = frozenset({
    "[Content_Types].xml", "META-INF/MANIFEST.MF", "mimetype", "AndroidManifest.xml", "META-INF/container.xml",
})  # fmt: skip
_FIRST = (".txt", ".json", ".jsonl", ".html", ".csv", ".xml", ".db", ".sqlite", ".log")
_SEALED = (".crypt15", ".crypt14", ".crypt12", ".backup")


@dataclass(frozen=True, slots=True)
class Found:
    """`known` by the names inside; `is_document` for office files, programs and books that are zips as well."""

    known: Known | None
    is_document: bool
    names: Sequence[str]
    open_: Callable[[int], Peek | None]

    def beginnings(self, sealed: bool) -> Iterator[Peek]:
        """Beginnings of at most eight members that may be chats, the likeliest first; of locked backups if `sealed`."""
        order = sorted((self._rank(name, sealed), at) for at, name in enumerate(self.names))
        for rank, at in order[:_MOST_LOOKS]:
            if rank[0] < 9 and (peek := self.open_(at)) is not None:
                yield peek

    @staticmethod
    def _rank(name: str, sealed: bool) -> tuple[int, int]:
        lower = name.lower()
        base = lower.rpartition("/")[2]
        if sealed and lower.endswith(_SEALED):
            return 0, lower.count("/")
        if lower.startswith("__macosx/") or not base or not is_candidate(base):
            return 9, 0
        kind = next((place for place, ending in enumerate(_FIRST) if lower.endswith(ending)), 8)
        return (1 if "message" in base or "chat" in base or "result" in base else 2 + kind // 4), lower.count("/")


def in_zip(peek: Peek, lock: Lock) -> Found:
    """What a zip shows whose directory was read for its lock."""
    directory = lock.inside if isinstance(lock.inside, zips.Directory) else zips.Directory((), whole=False)
    files = directory.files
    names = [entry.name for entry in files]

    def beginning(at: int) -> Peek | None:
        content = zips.head_of(peek, files[at])
        return Peek.of_bytes(names[at].rpartition("/")[2], content) if content else None

    return Found(recognise_members(names), not _DOCUMENT_MARKS.isdisjoint(names), names, beginning)


def in_tar(peek: Peek) -> Found:
    """What the first headers of a tar show."""
    members = packed.members_of(peek)
    names = [member.name.removeprefix("./") for member in members]

    def beginning(at: int) -> Peek | None:
        content = peek.at(members[at].start, min(members[at].size, 64 * 1024))
        return Peek.of_bytes(names[at].rpartition("/")[2], content) if content else None

    return Found(recognise_members(names), False, names, beginning)
