"""Snapshots: one backup each, what a person gets back. Source: restic's design document, "Snapshots"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import msgspec

from vault.errors import Damaged
from vault.repository.ids import is_id
from vault.repository.tree import format_time, parse_time

_EARLIER_IDS = "chat_vault_earlier_ids"
_ROOM = 128 << 20  # bytes of memory: a hundred thousand backups
_OWN_FIELDS = ("time", "tree", "paths", "hostname", "username", "tags")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """`time` is aware; `tree` the id of the root's tree blob; `id` is empty until it is saved.

    `paths` and `tags` name chats, so repr leaves them out. `further` are the fields of newer or other programs,
    written again as they came.
    """

    time: datetime
    tree: str
    paths: tuple[str, ...] = field(repr=False)
    hostname: str = field(default="", repr=False)
    username: str = field(default="", repr=False)
    tags: tuple[str, ...] = field(default=(), repr=False)
    id: str = ""
    further: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def earlier_ids(self) -> tuple[str, ...]:
        """The ids that this backup had before the vault was re-locked, the first one first."""
        found = self.further.get(_EARLIER_IDS, ())
        return tuple(name for name in found if isinstance(name, str)) if isinstance(found, list) else ()

    def to_be_resealed(self, new_ids: Mapping[str, str]) -> Snapshot:
        """The same backup for another key; other backups that it names go by `new_ids` where those are known."""
        further = {**self.further, _EARLIER_IDS: [*self.earlier_ids, self.id]}
        for name in ("parent", "original"):
            if further.get(name) in new_ids:
                further[name] = new_ids[further[name]]
        return replace(self, id="", further=further)

    @property
    def weight(self) -> int:
        """Bytes of memory that it takes, nearly."""
        texts = (self.hostname, self.username, *self.paths, *self.tags)
        further = msgspec.json.encode(self.further) if self.further else b""
        return 1000 + sum(100 + len(text) for text in texts) + 30 * len(further)


class Room:
    """How much of many snapshots is held at once: they unfold, and whoever holds the key can write any number."""

    def __init__(self) -> None:
        self._left = _ROOM

    def take(self, snapshot: Snapshot) -> Snapshot:
        """The snapshot itself; Damaged("snapshot", …) where there is no more room for it."""
        self._left -= snapshot.weight
        if self._left < 0:
            raise Damaged("snapshot", snapshot.id, "more than any vault has")
        return snapshot


class _Record(msgspec.Struct):
    """Our own fields as they come; Go writes null for an empty list."""

    time: str
    tree: str
    paths: list[str] | None = None
    hostname: str = ""
    username: str = ""
    tags: list[str] | None = None


def encode_snapshot(snapshot: Snapshot) -> bytes:
    """Its JSON."""
    document: dict[str, Any] = {
        **snapshot.further,
        "time": format_time(snapshot.time),
        "tree": snapshot.tree,
        "paths": list(snapshot.paths),
        "hostname": snapshot.hostname,
        "username": snapshot.username,
    }
    if snapshot.tags:
        document["tags"] = list(snapshot.tags)
    return msgspec.json.encode(document)


def decode_snapshot(document: bytes, snapshot_id: str) -> Snapshot:
    """Damaged("snapshot", snapshot_id) where it is none."""
    try:
        record = msgspec.json.decode(document, type=_Record)
        fields = msgspec.json.decode(document, type=dict[str, Any])
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise Damaged("snapshot", snapshot_id, f"unreadable: {type(error).__name__}") from None
    time = parse_time(record.time)
    if time is None or not is_id(record.tree):
        raise Damaged("snapshot", snapshot_id, "time or tree cannot be")
    return Snapshot(
        time=time,
        tree=record.tree,
        paths=tuple(record.paths or ()),
        hostname=record.hostname,
        username=record.username,
        tags=tuple(record.tags or ()),
        id=snapshot_id,
        further={name: value for name, value in fields.items() if name not in _OWN_FIELDS},
    )
