"""Reads the threads of a download by Facebook or Instagram: the same records under different roots.

What is different from one kind of download to the next is given as functions: how a thread is called and known again,
and how a record is turned into one of those that meta_record knows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from vault.chats.conversation import Conversation
from vault.exports.base import Record, Skipped
from vault.exports.json_lists import Numbered, Taking
from vault.exports.json_regions import regions
from vault.exports.loose_json import Object
from vault.exports.members import Members
from vault.exports.meta.media import MediaFinder
from vault.exports.meta.record import MetaMapper, mended, time_of
from vault.exports.meta.threads import Part, key_of, missing_of
from vault.exports.missing_media import MissingMedia
from vault.exports.streamed import Count

Named = Callable[[Part, Object], tuple[str, str]]
"""Gives a thread's key and its name, of a part and of what stands in it beside the messages."""


def named(part: Part, fields: Object) -> tuple[str, str]:
    """The key and the name of a thread of the ordinary download."""
    title = mended(fields.get("title")).strip()
    key = key_of(mended(fields.get("thread_path")) or part.thread) or title or part.name
    return key, title or part.thread or part.name


@dataclass(slots=True)
class MetaReader:
    """Reads all threads, each from its oldest file; a file's messages stand there with the newest first."""

    app: str
    members: Members
    threads: Sequence[Sequence[Part]]
    me: str
    named: Named = named
    translate: Callable[[Object], Object] | None = None
    media: MediaFinder = field(init=False)

    def __post_init__(self) -> None:
        self.media = MediaFinder(self.members)

    def read(self, count: Count) -> Iterator[Record]:
        """Every thread with its messages in order of time, then how many files are missing beyond those told."""
        missing, told = MissingMedia(), set[str]()
        for parts in self.threads:
            for part in parts:
                yield from self._part(part, count, missing, told)
            for name in missing_of(parts):
                yield from missing.note(name)
        yield from missing.rest()

    def _part(self, part: Part, count: Count, missing: MissingMedia, told: set[str]) -> Iterator[Record]:
        taking = Taking(count, part.name, self.members.path)
        found = regions(self.members.read(part.name), self.members.path, "messages")
        mapper: MetaMapper | None = None
        for objects in filter(None, taking.lists_oldest_first(found, time_of)):
            if mapper is None:  # the whole file was walked through: what stands behind the messages is known
                fields: Object = taking.owner.fields if taking.owner else {}
                key, name = self.named(part, fields)
                if key not in told:
                    told.add(key)
                    yield Conversation(key=key, app=self.app, name=name)
                mapper = MetaMapper(key, part.folder, self.me, self.media)
            yield from self._messages(objects, mapper, f"{part.name} #", missing)
        yield from taking.spoilt()

    def _messages(
        self, objects: list[Numbered], mapper: MetaMapper, start: str, missing: MissingMedia
    ) -> Iterator[Record]:  # fmt: skip
        message, translate, lost = mapper.message, self.translate, mapper.missing
        for number, record in objects:
            yield message(translate(record) if translate else record, f"{start}{number}")
            if lost:
                yield from _missing(mapper, missing)


def _missing(mapper: MetaMapper, missing: MissingMedia) -> Iterator[Skipped]:
    for name in mapper.missing:
        yield from missing.note(name)
    mapper.missing.clear()
