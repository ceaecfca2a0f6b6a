"""Who is who in a Signal export: names, and an identity that stays the same from one export to the next.

identity   "me" for the owner, the ACI of others, else their number; of a group the digest of its key, which is a
           secret itself; chats and messages are known by it
Signal shows the owner nowhere by name, so the owner is ME.
"""

from __future__ import annotations

import hashlib
import uuid
from collections import Counter
from dataclasses import dataclass, field

from vault.chats.message import ME
from vault.exports.signal.frames import CallLink, Contact, Group, Recipient

APP = "signal"
APP_NAME = "Signal"
NOBODY = "Unknown"
OWNER = "me"


@dataclass(frozen=True, slots=True)
class Person:
    """A person, a group, or whatever else has a chat. `chat` is the name of the chat with it."""

    identity: str
    name: str
    chat: str

    @property
    def me(self) -> bool:
        """Whether this is the owner."""
        return self.identity == OWNER


SELF = Person(OWNER, ME, "Note to Self")
UNKNOWN = Person("unknown", NOBODY, NOBODY)


def group_identity(master_key: bytes, group_id: str = "") -> str:
    """A group's identity: of its key where there is one, else its id in old groups."""
    secret = master_key or group_id.encode("utf-8", "replace")
    return f"group:{hashlib.sha256(b'chat-vault signal group' + secret).hexdigest()[:32]}"


def service_id(raw: bytes | None) -> str:
    """An ACI of 16 bytes as it is written; "" where it is none."""
    return str(uuid.UUID(bytes=raw)) if raw is not None and len(raw) == 16 else ""


def first_name(*names: str | None) -> str:
    """The first that is not blank; "" if all are."""
    return next((name.strip() for name in names if name and name.strip()), "")


def whole_name(*parts: str | None) -> str:
    """First and family name with a blank between."""
    return " ".join(part.strip() for part in parts if part and part.strip())


@dataclass(slots=True)
class People:
    """Everybody that the frames have named so far."""

    by_id: dict[int, Person] = field(default_factory=dict)
    by_aci: dict[bytes, Person] = field(default_factory=dict)
    _members: Counter[bytes] = field(default_factory=Counter)
    _owner: bytes | None = None
    _owner_known: bool = False

    def add(self, recipient: Recipient) -> None:
        """Take a recipient's frame."""
        person = self._person(recipient)
        self._owner_known = False
        self.by_id[recipient.id] = person
        contact = recipient.contact
        for raw in (contact.aci, contact.pni) if contact else ():
            if raw:
                self.by_aci.setdefault(raw, person)
                self.by_aci.setdefault(b"\1" + raw, person)  # a PNI among service ids has a byte before it
        if recipient.group and recipient.group.snapshot:
            self._members.update(member.user_id for member in recipient.group.snapshot.members)

    def _person(self, recipient: Recipient) -> Person:
        if recipient.myself is not None:
            return SELF
        if recipient.contact is not None:
            return _contact(recipient.contact, recipient.id)
        if recipient.group is not None:
            return _group(recipient.group)
        if recipient.release_notes is not None:
            return Person("release-notes", "Signal", "Signal")
        if recipient.call_link is not None:
            return _call_link(recipient.call_link)
        if recipient.distribution_list is not None:
            stories = recipient.distribution_list
            name = first_name(stories.distribution_list.name if stories.distribution_list else "", "My Story")
            return Person(f"story:{stories.distribution_id.hex()[:32]}", name, name)
        return UNKNOWN

    def of(self, number: int | None) -> Person:
        """Who has this number in the export."""
        return self.by_id.get(number or 0, UNKNOWN)

    def of_aci(self, aci: bytes | None) -> Person | None:
        """Who has this ACI; None where none is given. The owner's is nowhere told: see `owner_aci`."""
        if not aci:
            return None
        known = self.by_aci.get(aci)
        if known is not None:
            return known
        return SELF if aci == self.owner_aci() else UNKNOWN

    def owner_aci(self) -> bytes | None:
        """The one who is in the groups and is no contact: everybody else in a group is one."""
        if not self._owner_known:
            strangers = Counter({aci: count for aci, count in self._members.items() if aci not in self.by_aci})
            self._owner = strangers.most_common(1)[0][0] if strangers else None
            self._owner_known = True
        return self._owner


def _contact(contact: Contact, number: int) -> Person:
    nickname = contact.nickname
    phone = f"+{contact.e164}" if contact.e164 else ""
    name = first_name(
        whole_name(nickname.given, nickname.family) if nickname else "",
        whole_name(contact.system_given_name, contact.system_family_name),
        contact.system_nickname,
        whole_name(contact.profile_given_name, contact.profile_family_name),
        phone,
        contact.username,
        NOBODY,
    )
    pni = service_id(contact.pni)
    identity = first_name(service_id(contact.aci), phone, f"pni:{pni}" if pni else "", contact.username)
    return Person(identity or f"recipient {number}", name, name)


def _group(group: Group) -> Person:
    title = group.snapshot.title.title if group.snapshot and group.snapshot.title else ""
    name = first_name(title, "Group without a name")
    return Person(group_identity(group.master_key), name, name)


def _call_link(link: CallLink) -> Person:
    name = first_name(link.name, "Signal call link")
    digest = hashlib.sha256(b"chat-vault signal call link" + link.root_key).hexdigest()
    return Person(f"call-link:{digest[:32]}", name, name)
