"""Who is behind an address of WhatsApp's, as "491711234567@s.whatsapp.net": the name that a person knows them by.

`…@s.whatsapp.net` is a phone number, `…@lid` stands for one that is hidden, `…@g.us` is a group, `…@broadcast` a list
of people, `…@newsletter` a channel. `491711234567:12@…` is one of a person's devices.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from vault.exports.whatsapp.people import name_of

UNKNOWN = "Unknown"
DELETED = "Deleted chat"  # where messages are left of a chat that the phone no longer lists
WHATSAPP = "WhatsApp"
STATUS = "status@broadcast"
_DEVICE = re.compile(r"[.:]\d+(?:[:.]\d+)?(?=@)")
_NUMBER = re.compile(r"(\d{6,16})@(?:s\.whatsapp\.net|c\.us)")
_LONGEST = 300  # characters of an address or a name


def address_of(raw: str) -> str:
    """An address without the device in it."""
    return _DEVICE.sub("", raw[:_LONGEST]) if "@" in raw else raw[:_LONGEST]


def shown(address: str, names: Mapping[str, str]) -> str:
    """The name of a person, else the number, else the address; never empty."""
    if name := name_of(names.get(address, ""))[:_LONGEST]:
        return name
    if address.startswith("0@"):
        return WHATSAPP
    number = _NUMBER.fullmatch(address)
    return f"+{number[1]}" if number else address or UNKNOWN


def chat_name(address: str, subject: str, names: Mapping[str, str]) -> str:
    """What to call a chat: its subject, else whoever is behind its address; never empty."""
    if subject := name_of(subject)[:_LONGEST]:
        return subject
    if address == STATUS:
        return "Status updates"
    if address.endswith("status"):
        return f"{shown(address, names)} (status updates)"
    return shown(address, names)
