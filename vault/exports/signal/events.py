"""What happens in a chat beside messages, as Signal's backups tell it; part of signal_frames.py.

Also what all messages of that format have in common.
"""

from __future__ import annotations

import msgspec

Word = str | int
"""A value of an enumeration: its name, or its number where we know no name."""


class Part(msgspec.Struct, rename="camel", gc=False):
    """What all messages inside a frame have in common: every field may be missing."""


class Nothing(Part):
    """A message whose being there is all it says."""


class Change(Part):
    """What changed in a group. Signal has a message for every kind of change; this holds the fields of all."""

    updater_aci: bytes | None = None
    new_group_name: str | None = None
    was_removed: bool = False
    new_description: str | None = None
    is_announcement_only: bool = False
    member_aci: bytes | None = None
    was_admin_status_granted: bool = False
    aci: bytes | None = None
    remover_aci: bytes | None = None
    removed_aci: bytes | None = None
    inviter_aci: bytes | None = None
    invitee_service_id: bytes | None = None
    invitee_count: int = 0
    new_member_aci: bytes | None = None
    invitee_aci: bytes | None = None
    revoker_aci: bytes | None = None
    requestor_aci: bytes | None = None
    was_approved: bool = False
    count: int = 0
    invited_members_count: int = 0
    dropped_members_count: int = 0
    expires_in_ms: int = 0


class GroupChange(Part):
    """Changes that came together; each is a mapping of one kind to what changed."""

    updates: list[dict[str, Change]] = msgspec.field(default_factory=list)


class SimpleUpdate(Part):
    """An event that needs no more than its kind."""

    type: Word = 0


class Call(Part):
    """A call with one person or with a group."""

    type: Word = 0
    direction: Word = 0
    state: Word = 0
    started_call_recipient_id: int | None = None
    ringer_recipient_id: int | None = None


class Renamed(Part):
    """A profile's names before and after, or a poll's question: what some events tell."""

    previous_name: str = ""
    new_name: str = ""
    question: str = ""
    expires_in_ms: int = 0
    e164: int | None = None
    previous_e164: int | None = None
    username: str | None = None


class Update(Part):
    """An event in a chat: one of these."""

    simple_update: SimpleUpdate | None = None
    group_change: GroupChange | None = None
    expiration_timer_change: Renamed | None = None
    profile_change: Renamed | None = None
    thread_merge: Renamed | None = None
    session_switchover: Renamed | None = None
    individual_call: Call | None = None
    group_call: Call | None = None
    learned_profile_change: Renamed | None = None
    poll_terminate: Renamed | None = None
    pin_message: Nothing | None = None
