"""The chat's name, from the name that WhatsApp gave the file.

The name is put together in the phone's language; what all languages share is the word WhatsApp, then a dash or a word
for "with", then the chat. Downloads and copies add their own endings.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import PurePath

from vault.exports.whatsapp.people import name_of

_ENDINGS = re.compile(r"(?:\.(?:txt|zip))+$", re.IGNORECASE)
_COPIES = re.compile(
    r"(?:\s*\(\d{1,3}\)|\s*\(backup of \d{4}-\d\d-\d\d\)|\s+copy(?:\s\d{1,3})?"
    r"|\s+-\s+(?:Copy|Kopie|Copia|Copie|Cópia|Kopia|Kopi|Kopio|Копия|Копія|Másolat|コピー|副本|복사본))$",
    re.IGNORECASE,
)
_WITH = "with|mit|con|com|avec|met|с|з|со|med|z|s|so|sa|cu|amb|dengan|với|met|με|عם|עם|مع|با|के साथ|ที่มี|та|és|kanssa"
# `WhatsApp Chat with Anna`, `WhatsApp-Chat mit Anna`, `Chat de WhatsApp con Anna`, `WhatsApp Chat - Anna`
_BEHIND = re.compile(
    rf"^(?:\S+ ){{0,3}}WhatsApp\S*(?: \S+){{0,2}}?(?: -|: ?| (?:{_WITH})) +(?P<name>.+)$", re.IGNORECASE
)
# `与Anna的 WhatsApp 聊天`, `Anna ile WhatsApp Sohbeti`
_BEFORE = re.compile(r"^(?:[与與](?P<zh>.+)的 ?WhatsApp\S*(?: ?\S+)?|(?P<tr>.+) ile WhatsApp \S+)$", re.IGNORECASE)
_SHOWN = 3


def from_file_name(file_name: str) -> str | None:
    """The chat in a file's name, as the app wrote it; None if the name is not one of the app's."""
    stem = stem_of(file_name)
    for text in (stem, stem.replace("_", " ")):
        if found := _BEHIND.match(text):
            return found["name"].strip() or None
        if found := _BEFORE.match(text):
            return (found["zh"] or found["tr"]).strip() or None
    return None


def stem_of(file_name: str) -> str:
    """A file's name without endings and without what downloads and copies added."""
    stem = _ENDINGS.sub("", name_of(unicodedata.normalize("NFC", PurePath(file_name).name)))
    while (shorter := _COPIES.sub("", stem)) != stem:
        stem = _ENDINGS.sub("", shorter)
    return stem.strip()


def from_people(names: Sequence[str], file_name: str) -> str:
    """A name made of who writes; of the file's where nobody does. Never empty."""
    if names:
        return ", ".join(names[:_SHOWN]) + (", …" if len(names) > _SHOWN else "")
    return stem_of(file_name) or "WhatsApp"
