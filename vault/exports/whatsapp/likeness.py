"""Whether a text is a WhatsApp chat, judged by its first lines: other things have dates in front of their lines, too.

A file that bears the name WhatsApp gives its exports needs one header. Any other must begin with headers, have some
more, and have senders that are people: server logs name programs and levels, IRC puts nicknames into brackets.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath

from vault.exports.archive import Member
from vault.exports.base import HEAD
from vault.exports.whatsapp.headers import Sighting, Style, find_headers
from vault.exports.whatsapp.names import from_file_name
from vault.exports.whatsapp.people import name_of
from vault.exports.whatsapp.text import decoded

IN_ARCHIVE = "_chat.txt"  # the name of every text in an iPhone's archive
_QUICK = 4096  # characters in which the first header must stand
_TOP_LINES = 5
_MOST_UNNAMED = 50  # texts of other names that are looked into
_LEAST_SHARE = 0.02  # of a head's lines: some channels write thirty lines a message
_PAIR_SHARE = 0.3  # where there are only two
_SENDERS_SHARE = 0.25
_LEVEL = re.compile(
    r"(?:^|[\s.:|\-])(?:trace|debug|info|notice|warn|warning|error|err|fatal|critical|crit|alert|emerg|emergency|severe)$",
    re.IGNORECASE,
)
_MACHINE = re.compile(r"[\[\]<>{}=\\#$%;]|::|\w/\w+/|^\*|\.(?:py|js|ts|go|java|php|rb|c|cpp|cs|rs)\b|^\w+\.\w+\.\w+$")
_TOKEN = re.compile(r"[a-z0-9_.\-/]+")
_PROGRAM = re.compile(
    r"[a-z]+(?:[_.\-/][a-z0-9_.\-/]*|[0-9]+[a-z0-9_.\-/]*)"
)  # worker-1, node3, db_pool: hardly people


def likely(members: Sequence[Member], archive_name: str) -> list[Member]:
    """Which texts of an archive to look into, the likeliest first: `_chat.txt`, the chat the archive is named after,
    other names of WhatsApp's, then some of the rest."""
    own = from_file_name(archive_name)
    named = [member for member in members if is_named(member.name)]
    named.sort(key=lambda m: (m.base_name.lower() != IN_ARCHIVE, own is None or from_file_name(m.base_name) != own))
    return [*named, *[member for member in members if member not in named][:_MOST_UNNAMED]]


def text_of(head: bytes) -> str:
    """The first lines as text, without the last one if it may be cut off. Begins with a line feed."""
    text = "".join(decoded([head]))
    if len(head) >= HEAD:
        text = text[: max(text.rfind("\n"), 0)]
    return f"\n{text}"


def styles_of(name: str, head: bytes) -> tuple[Style, ...]:
    """The header styles at the beginning of a chat, its own first; none if this is no chat of WhatsApp's."""
    text = text_of(head)
    if not find_headers(text[:_QUICK]):
        return ()
    found = find_headers(text)
    own = _own_style(text, found)
    headers = [sighting for sighting in found if sighting.style == own]
    if not (is_named(name) or _is_plausible(text, own, headers)):
        return ()
    counts = {style: sum(s.style == style for s in found) for style in {s.style for s in found}}
    others = sorted((style for style in counts if style != own), key=lambda style: -counts[style])
    return (own, *others)


def is_named(name: str) -> bool:
    """Whether a file has a name that WhatsApp gives."""
    base = PurePath(name).name
    return base.lower() == IN_ARCHIVE or from_file_name(base) is not None


def _own_style(text: str, found: Sequence[Sighting]) -> Style:
    """The style of the first line, for that is no quotation; under other words, the commonest."""
    first = found[0]
    if not text[: first.start].strip():
        return first.style
    styles = [sighting.style for sighting in found]
    return max(styles, key=styles.count)


def _is_plausible(text: str, style: Style, headers: Sequence[Sighting]) -> bool:
    """For a file of any name."""
    if len(headers) < 2 or len(_filled(text[: headers[0].start])) > _TOP_LINES:
        return False
    share = len(headers) / max(len(_filled(text)), 1)
    if share < (_LEAST_SHARE if len(headers) > 2 else _PAIR_SHARE):
        return False
    senders = [name_of(header.sender) for header in headers if header.sender is not None]
    if len(senders) < max(1, len(headers) * _SENDERS_SHARE):
        return False
    return not _is_log(style, senders)


def _filled(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def _is_log(style: Style, senders: Sequence[str]) -> bool:
    """Whether lines are a program's: by what stands where the sender would, or by a form that no phone has."""
    machines = sum(bool(_LEVEL.search(sender) or _MACHINE.search(sender)) for sender in senders)
    if machines * 3 >= len(senders):
        return True
    if not style.bracketed and style.close == " - " and style.clock[1] and style.join == " ":
        return True  # Android writes no seconds
    if not style.clock[1] or style.join != " " or any(style.words):
        return False
    tokens = sum(_TOKEN.fullmatch(sender) is not None for sender in senders)
    programs = sum(_PROGRAM.fullmatch(sender) is not None for sender in senders)
    return tokens * 5 >= len(senders) * 4 and (style.separators[0] == "-" or programs * 5 >= len(senders) * 3)
