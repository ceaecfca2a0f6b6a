"""Which of the names in a download by Facebook or Instagram is the exporting person's.

Some downloads hold the person's profile and say so. Else it is the name that takes part in every thread; and in a
thread of two it is not the one that the thread is called after. Only what is still open then is asked.
Two people of one name cannot be told apart: names are all that there is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from vault.exports.json_regions import quick_owners
from vault.exports.json_stream import decode
from vault.exports.loose_json import Object, mapping, objects, texts
from vault.exports.members import Members
from vault.exports.meta.record import mended

_PROFILES = ("profile_information.json", "personal_information.json", "autofill_information.json")
_MOST_PROFILE = 4 * 1024 * 1024
_MOST_ASKED = 400  # threads whose participants are looked at
_MOST_READ = 64 * 1024 * 1024  # bytes of them
_COUNTED = re.compile(r"_\d+$")
_LIKELY = 6


@dataclass(frozen=True, slots=True)
class Present:
    """Who takes part in a thread, what it is called, and its path in the download."""

    people: tuple[str, ...]
    title: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class OwnerFound:
    """`me` is "" while it is open; then `candidates` are the names among which it is, the most likely first.

    `account` is the name as the download itself tells or lets conclude it, whatever was answered.
    """

    me: str
    candidates: tuple[str, ...] = ()
    account: str = ""


def owner_of(members: Members, parts: Sequence[str], answer: str | None, only: Present | None = None) -> OwnerFound:
    """Find out, reading some threads, the small ones first; `parts` are a file of each. `only` is known already."""
    if told := told_by_profile(members):
        return OwnerFound(told, (), told)
    found = concluded([only] if only else _some(members, parts))
    return OwnerFound(answer or found.me, found.candidates, found.me)


def _some(members: Members, parts: Sequence[str]) -> Iterator[Present]:
    read = 0
    for part in sorted(parts, key=members.size)[:_MOST_ASKED]:
        read += members.size(part)
        if read > _MOST_READ:
            return
        present = present_in(members, part)
        if present is not None:
            yield present


def told_by_profile(members: Members) -> str:
    """The name that the download's profile gives; "" without one."""
    for name in members.names:
        if name.endswith(_PROFILES) and members.size(name) <= _MOST_PROFILE:
            told = _name_in(mapping(decode(members.content(name, _MOST_PROFILE))))
            if told:
                return told
    return ""


def _name_in(profile: Object) -> str:
    facebook = mapping(mapping(profile.get("profile_v2") or profile.get("profile")).get("name"))
    if full := mended(facebook.get("full_name")):
        return full
    for user in objects(profile.get("profile_user")):
        told = mapping(mapping(user.get("string_map_data")).get("Name"))
        if full := mended(told.get("value")):
            return full
    filled = mapping(profile.get("autofill_information_v2") or profile.get("autofill_information"))
    return next((mended(each) for each in texts(filled.get("FULL_NAME"))), "")


def present_in(members: Members, part: str) -> Present | None:
    """Who takes part in a thread, by one of its files; None if that is damaged. The file is walked through."""
    found = list(islice(quick_owners(members.read(part), members.path, "messages"), 1))
    if not found:
        return None
    fields = found[0].fields
    people = [mended(each.get("name")) for each in objects(fields.get("participants"))]
    people += [mended(each) for each in texts(fields.get("participants"))]
    title = mended(fields.get("title")) or _COUNTED.sub("", mended(fields.get("threadName")))
    path = mended(fields.get("thread_path"))
    return Present(tuple(dict.fromkeys(name for name in people if name)), title.strip(), path)


def concluded(threads: Iterable[Present]) -> OwnerFound:
    """Who takes part in all of them; of two people the one that a thread is not called after."""
    shared: dict[str, None] | None = None
    excluded: set[str] = set()
    for thread in threads:
        if not thread.people:
            continue
        here = dict.fromkeys(reversed(thread.people))  # the exporting person stands last
        shared = here if shared is None else {name: None for name in shared if name in here}
        if len(thread.people) == 2 and thread.title in thread.people:
            excluded.add(thread.title)
    left = [name for name in shared or () if name not in excluded]
    if len(left) == 1:
        return OwnerFound(left[0], (), left[0])
    return OwnerFound("", tuple(left or shared or ())[:_LIKELY])
