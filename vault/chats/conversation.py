"""Conversation and Participant."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody in a conversation, by the name that the export gives."""

    name: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """One chat. `key` identifies it within its app (here: the name, where an app gives no id)."""

    key: str
    app: str
    name: str
