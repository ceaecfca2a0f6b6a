"""Where the chats of a Facebook or Instagram download lie: folders of numbered files, under roots of many names.

thread    one chat's folder; its files message_1.json, message_2.json … are parts, 1 the newest
root      messages/, your_activity_across_facebook/messages/, your_facebook_activity/messages/,
          your_instagram_activity/messages/; or any folder on the way down that a person picked instead

Facts: ../shared/reference/chat-formats.md §3.10 and §3.11.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

SECTIONS = ("e2ee_cutover", "inbox", "archived_threads", "filtered_threads", "message_requests")
"""Folders of threads. What was said before a chat became end-to-end encrypted lies in e2ee_cutover: it is older."""
_PART = re.compile(r"(?P<folder>(?:.*/)?)message_(?P<number>\d{1,6})(?: ?\(\d+\))?\.(?P<kind>json|html)", re.IGNORECASE)
_MOST_PARTS = 1000
_NUMBERED = re.compile(r".*_(\d{8,})")


@dataclass(frozen=True, slots=True)
class Part:
    """A file of a thread: `name` among the members, `folder` without its last slash ("" at the top)."""

    name: str
    folder: str
    number: int

    @property
    def thread(self) -> str:
        """The folder's own name, "" for a file that lies by itself."""
        return self.folder.rpartition("/")[2]

    @property
    def section(self) -> int:
        """Which of SECTIONS it lies in, as a number to sort by; threads outside of them come last."""
        above = self.folder.rpartition("/")[0].rpartition("/")[2]
        return SECTIONS.index(above) if above in SECTIONS else len(SECTIONS)


def threads_of(names: Iterable[str]) -> list[list[Part]]:
    """The threads by name, each with its parts in the order of time: the highest number of a folder first."""
    found: dict[str, list[Part]] = {}
    for name in names:
        match = _PART.fullmatch(name)
        if match and match["kind"].lower() == "json":
            part = Part(name, match["folder"].removesuffix("/"), int(match["number"]))
            found.setdefault(key_of(part.thread), []).append(part)
    for parts in found.values():
        parts.sort(key=lambda part: (part.section, part.folder, -part.number, part.name))
    return [found[key] for key in sorted(found)]


def missing_of(parts: Iterable[Part]) -> Iterator[str]:
    """Parts of a thread that its numbers promise and that are not there: with a zip that was not given, for one."""
    numbers: dict[str, set[int]] = {}
    for part in parts:
        numbers.setdefault(part.folder, set()).add(part.number)
    for folder, there in numbers.items():
        wanted = range(1, min(max(there), _MOST_PARTS) + 1)
        yield from (f"{folder}/message_{number}.json".lstrip("/") for number in wanted if number not in there)


def has_pages(names: Iterable[str]) -> bool:
    """Whether there are threads in HTML: the other form in which a download can be had."""
    return any((match := _PART.fullmatch(name)) and match["kind"].lower() == "html" for name in names)


def key_of(thread: str) -> str:
    """What stays the same of a thread's folder: "anna_1234567890" is called after the chat, whose name may change.

    Older downloads have ten letters instead of the number; whether these stay when the name changes is not known, so
    there the whole folder's name counts.
    """
    folder = thread.rpartition("/")[2]
    numbered = _NUMBERED.fullmatch(folder)
    return numbered[1] if numbered else folder.lower()
