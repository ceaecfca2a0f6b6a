"""What the number in a message's type says in the database of Signal for Android: who spoke, or what happened.

Facts: the lowest five bits are the base type, others are flags, the highest four of 36 a special kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vault.exports.signal.events import GroupChange
from vault.exports.signal.numbers import CHANGES
from vault.exports.signal.people import NOBODY, People, Person
from vault.exports.signal.wire import Malformed, fields_of, read
from vault.exports.signal.words import SIMPLE, call, duration, group_words

BASE = 0x1F
DRAFT = 27
_OUTGOING = range(21, 27)
_KEY_EXCHANGE, _VERIFIED, _UNVERIFIED, _NEW_KEY = 0x8000, 0x4000, 0x2000, 0x200
_GROUP_UPDATE, _GROUP_LEFT, _TIMER, _GROUP_V2, _END_SESSION = 0x10000, 0x20000, 0x40000, 0x80000, 0x400000
_SPECIAL = 0xF00000000
GIFT, PAYMENT = 0x200000000, 0x300000000
_CALLS: Mapping[int, tuple[bool | None, bool | None, str]] = {
    1: (False, False, ""), 2: (False, True, ""), 3: (False, False, "missed"), 8: (True, False, "missed"),
    10: (True, False, ""), 11: (True, True, ""),
}  # fmt: skip
_BASES: Mapping[int, str] = {
    4: SIMPLE["JOINED_SIGNAL"],
    5: SIMPLE["UNSUPPORTED_PROTOCOL_MESSAGE"],
    6: SIMPLE["UNSUPPORTED_PROTOCOL_MESSAGE"],
    7: "{name} changed their name.",
    9: "The group was brought up to date.",
    12: "Group call.",
    13: SIMPLE["BAD_DECRYPT"],
    14: SIMPLE["CHANGE_NUMBER"],
    15: SIMPLE["RELEASE_CHANNEL_DONATION_REQUEST"],
    16: "The chats with {name} were joined.",
    17: "Text messages were exported.",
    18: "{name} has another number.",
}
_SPECIALS: Mapping[int, str] = {
    0x400000000: SIMPLE["PAYMENT_ACTIVATION_REQUEST"],
    0x500000000: SIMPLE["REPORTED_SPAM"],
    0x600000000: SIMPLE["MESSAGE_REQUEST_ACCEPTED"],
    0x700000000: SIMPLE["BLOCKED"],
    0x800000000: SIMPLE["PAYMENTS_ACTIVATED"],
    0x900000000: SIMPLE["UNBLOCKED"],
    0xA00000000: "{name} ended a poll.",
    0xB00000000: "{name} pinned a message.",
}
_GROUP_CHANGE, _CHANGES = 1 << 3 | 2, 2 << 3 | 2


@dataclass(frozen=True, slots=True)
class Kind:
    """A type taken apart."""

    value: int

    @property
    def outgoing(self) -> bool:
        """Whether the owner sent it, or tried to."""
        return self.value & BASE in _OUTGOING

    @property
    def special(self) -> int:
        """Which of the special kinds; 0 for none."""
        return self.value & _SPECIAL

    def event(self, author: Person, partner: str, extras: bytes, expires: int, people: People) -> str | None:
        """An event in words; None where somebody said something. `extras` tell what changed in a group."""
        value, base = self.value, self.value & BASE
        name = author.name if author.name != NOBODY else partner
        if base in _CALLS:
            video, outgoing, how = _CALLS[base]
            return call(video, outgoing, partner, how)
        if base in _BASES:
            return _BASES[base].format(name=name)
        if value & _GROUP_V2 or value & (_GROUP_UPDATE | _GROUP_LEFT):
            return _changed(extras, people) or _group_event(value, name)
        if value & _TIMER:
            after = f"set messages to disappear after {duration(expires)}" if expires > 0 else ""
            return f"{name} {after or 'turned off disappearing messages'}."
        if value & (_KEY_EXCHANGE | _VERIFIED | _UNVERIFIED | _NEW_KEY):
            return _key_event(value).format(name=partner or name)
        if value & _END_SESSION:
            return SIMPLE["END_SESSION"]
        words = _SPECIALS.get(self.special)
        return words.format(name=name) if words else None


def _key_event(value: int) -> str:
    if value & _VERIFIED:
        return SIMPLE["IDENTITY_VERIFIED"]
    return SIMPLE["IDENTITY_DEFAULT"] if value & _UNVERIFIED else SIMPLE["IDENTITY_UPDATE"]


def _group_event(value: int, name: str) -> str:
    left = value & _GROUP_LEFT and not value & _GROUP_V2
    return f"{name} left the group." if left else f"{name} changed the group."


def _changed(extras: bytes, people: People) -> str | None:
    """Newer rows hold the same description of a change as the folder of backups does."""
    try:
        change = dict(fields_of(dict(fields_of(extras)).get(_GROUP_CHANGE, b""))).get(_CHANGES, b"")
        updates: GroupChange = read(CHANGES, change)
    except (Malformed, IndexError, TypeError):
        return None
    return group_words(updates.updates, people) if updates.updates else None
