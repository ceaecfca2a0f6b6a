"""What every importer promises, whatever the app: subclass it, give it a sample, and these tests hold it to that."""

from __future__ import annotations

import dataclasses
import hashlib
import io
from abc import ABC, abstractmethod
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vault.chats.conversation import Conversation
from vault.chats.message import Message
from vault.errors import ExportError
from vault.exports.base import Answers, Export, Importer, Skipped, Source
from vault.exports.detect import detect

CANARY = "kingfisher-at-dawn"  # every sample's texts hold it: it must not show in what is told about an export


class Streams:
    """Opens a sample again and again from memory, as a vault would, and remembers what it opened."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.opened: list[io.BytesIO] = []

    def __call__(self) -> BinaryIO:
        self.opened.append(io.BytesIO(self._data))
        return cast(BinaryIO, self.opened[-1])


class ImporterContract(ABC):
    """Subclass as `Test…` and give `importer` and `samples`."""

    @abstractmethod
    def importer(self) -> Importer:
        """The importer under test."""

    @abstractmethod
    def samples(self) -> dict[str, bytes]:
        """Exports by file name, at least one, each with CANARY in a message and at least two messages.

        A folder is given as an uncompressed zip of it, which every importer of folders reads as well.
        """

    def answers(self) -> Answers:
        """What a person would say about the samples; override it for exports that are locked."""
        return Answers(zone="UTC")

    def apps(self) -> frozenset[str]:
        """Whose conversations the samples hold: the importer's own; a phone's backup holds several apps'."""
        return frozenset({self.importer().app})

    def _sources(self) -> Iterator[tuple[Source, Streams]]:
        for name, data in self.samples().items():
            streams = Streams(data)
            # No such path exists: an importer that opens it instead of the source fails here.
            path = Path("/nowhere/in/particular") / name
            yield Source(path, len(data), datetime(2026, 11, 20, tzinfo=UTC), streams), streams

    def _exports(self) -> Iterator[Export]:
        for source, _ in self._sources():
            with self.importer().open(source, self.answers()) as export:
                yield export

    def test_it_is_found(self) -> None:
        for source, _ in self._sources():
            found = detect(source)
            assert (found.app, found.version) == (self.importer().app, self.importer().version)

    def test_conversations_come_before_their_messages_and_once(self) -> None:
        for export in self._exports():
            known: dict[str, Conversation] = {}
            for record in export.records():
                if isinstance(record, Conversation):
                    assert record.key not in known
                    assert record.app in self.apps()
                    assert record.name
                    known[record.key] = record
                elif isinstance(record, Message):
                    assert record.conversation in known
            assert known
            assert export.chat_name
            assert export.key

    def test_messages_are_well_formed(self) -> None:
        for export in self._exports():
            messages = [record for record in export.records() if isinstance(record, Message)]
            assert len(messages) > 1
            assert any(CANARY in message.text for message in messages)
            for message in messages:
                assert (message.sender is None) == (message.kind == "service")
                assert message.sender != ""
                assert message.place
                assert message.sent.utc is None or message.sent.utc.tzinfo is UTC
            ids = [(message.conversation, message.id) for message in messages if message.id]
            assert len(ids) == len(set(ids))

    def test_the_account_adds_up(self) -> None:
        for export in self._exports():
            records = list(export.records())
            account = export.account()
            assert account.whole
            assert account.messages + account.service == sum(isinstance(record, Message) for record in records)
            assert account.records > 0

    def test_it_can_be_read_again(self) -> None:
        for export in self._exports():
            assert list(export.records()) == list(export.records())
            assert export.account().whole

    def test_it_says_what_it_was_given(self) -> None:
        for source, _ in self._sources():
            with self.importer().open(source, self.answers()) as export:
                assert (export.size, export.path, export.modified) == (source.size, source.path, source.modified)
                assert export.format in self.importer().formats

    def test_attachments_that_are_included_can_be_had(self) -> None:
        for export in self._exports():
            for record in export.records():
                for file in record.attachments if isinstance(record, Message) else ():
                    if file.included:
                        data = b"".join(export.attachment(file))
                        assert file.size in (None, len(data))
                        assert file.sha256 in ("", hashlib.sha256(data).hexdigest())

    def test_everything_is_closed(self) -> None:
        for source, streams in self._sources():
            with self.importer().open(source, self.answers()) as export:
                list(export.records())
            assert streams.opened
            assert all(stream.closed for stream in streams.opened)

    def test_a_reader_that_stops_early_leaves_nothing_open(self) -> None:
        for source, streams in self._sources():
            with self.importer().open(source, self.answers()) as export:
                records = export.records()
                next(records)
                next(records)
                del records
            assert all(stream.closed for stream in streams.opened)

    def test_nothing_of_a_message_shows_in_what_is_told(self) -> None:
        for export in self._exports():
            list(export.records())
            assert CANARY not in repr(export)
            assert CANARY not in f"{export.question}{export.account()}"

    def test_skipped_parts_have_a_place_and_a_reason(self) -> None:
        for export in self._exports():
            skipped = [record for record in export.records() if isinstance(record, Skipped)]
            assert all(part.where and part.why for part in skipped)

    @pytest.mark.parametrize("share", [0.25, 0.5, 0.9, 0.99])
    def test_a_part_of_it_is_read_or_refused(self, share: float) -> None:
        for source, _ in self._sources():
            whole = source.opener().read()
            self._reads_or_refuses(source, whole[: int(len(whole) * share)])

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.differing_executors])  # by subclass
    @given(st.data())
    def test_damaged_bytes_are_read_or_refused(self, data: st.DataObject) -> None:
        for source, _ in self._sources():
            whole = bytearray(source.opener().read())
            for _ in range(data.draw(st.integers(1, 8))):
                whole[data.draw(st.integers(0, len(whole) - 1))] ^= data.draw(st.integers(1, 255))
            self._reads_or_refuses(source, bytes(whole))

    def _reads_or_refuses(self, source: Source, data: bytes) -> None:
        """Nothing but an ExportError may come out, and it must not carry content."""
        changed = dataclasses.replace(source, size=len(data), opener=Streams(data))
        told = ""
        try:
            with self.importer().open(changed, self.answers()) as export:
                list(export.records())
                assert export.account().whole
        except ExportError as error:
            told = f"{error}{error!r}"
        assert CANARY not in told
