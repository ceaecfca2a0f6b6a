"""Conversation and Participant."""

from __future__ import annotations

import msgspec


class Participant(msgspec.Struct, frozen=True, gc=False):
    """Somebody in a conversation, by the name that the export gives."""

    name: str


class Conversation(msgspec.Struct, frozen=True, gc=False):
    """One chat. `key` identifies it within its app (here: the name, where an app gives no id)."""

    key: str
    app: str
    name: str
