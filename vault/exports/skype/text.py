"""Skype's message texts: a kind of HTML that never was any standard, made plain.

Tags are taken out and entities decoded; what a tag means beyond its words (a quoted message, a file, a call) is read
by its attributes. Nothing is parsed as a tree, so that broken markup costs no more than right one.
Facts: ../shared/reference/chat-formats.md §3.18.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

_TAG = re.compile(r"<(/?)([A-Za-z][\w:-]{0,40})((?:[\s/][^<>]*)?)>")
_ATTRIBUTE = re.compile(r"([\w:-]{1,40})\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_LINE_ENDS = {"br", "p", "div", "li"}
_SILENT = {"legacyquote", "e_m", "originalname", "filesize", "meta", "swift", "eventtime", "i18n"}


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag: `name` and the names of `attributes` in lower case; `inside` is the markup up to its end."""

    name: str
    attributes: dict[str, str]
    inside: str


def attributes_of(text: str) -> dict[str, str]:
    """Name and value of each attribute in a tag."""
    return {found[1].lower(): unescape(found[2] or found[3] or "") for found in _ATTRIBUTE.finditer(text)}


def tags(content: str, name: str) -> Iterator[Tag]:
    """Each tag of this name, with the markup between it and the next end of its kind."""
    wanted, lowered = name.lower(), content.lower()
    closing, last = f"</{wanted}", lowered.rfind(f"</{wanted}")
    for found in _TAG.finditer(content):
        if found[1] or found[2].lower() != wanted:
            continue
        inside = ""
        if not found[3].endswith("/") and found.end() <= last:
            inside = content[found.end() : lowered.find(closing, found.end())]
        yield Tag(wanted, attributes_of(found[3]), inside)


def first(content: str, name: str) -> Tag | None:
    """The first tag of this name."""
    return next(tags(content, name), None)


def without(content: str, name: str) -> str:
    """The markup without what stands in tags of this name."""
    lowered, parts, at = content.lower(), [], 0
    opening, closing = f"<{name}", f"</{name}>"
    while (start := lowered.find(opening, at)) >= 0:
        end = lowered.find(closing, start)
        if end < 0:
            break
        parts.append(content[at:start])
        at = end + len(closing)
    return "".join(parts) + content[at:]


def plain(content: str) -> str:
    """The words of a markup: tags gone, lines kept, entities decoded."""
    if "<" not in content:
        return unescape(content) if "&" in content else content
    for name in _SILENT:
        if f"</{name}" in content.lower():
            content = without(content, name)
    return unescape(_TAG.sub(_in_place, content))


def _in_place(found: re.Match[str]) -> str:
    return "\n" if found[2].lower() in _LINE_ENDS and not (found[1] and found[2].lower() == "br") else ""
