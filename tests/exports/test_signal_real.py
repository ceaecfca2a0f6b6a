"""Signal's own test files, and a backup that another tool wrote: read in place, nothing of them is copied here."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.exports.reading import ReadAll, read_all, source_of
from vault.chats.message import ME, Message
from vault.crypto.media_ciphers import hkdf_sha256
from vault.crypto.signal_keys import archive_keys, backup_key
from vault.exports.base import Account, Answers, Source
from vault.exports.detect import open_export
from vault.exports.signal.frames import Frame, Pointer
from vault.exports.signal.mapper import Mapper
from vault.exports.signal.media import Found
from vault.exports.signal.numbers import FRAME, INFO
from vault.exports.signal.sealed import decrypted, is_authentic, unzipped
from vault.exports.signal.wire import delimited, read, varint
from vault.exports.streamed import Count

SIGNAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "signal"
CASES = sorted(path.stem for path in (SIGNAL / "cases").glob("*.binproto"))
POOL, ACI, TOKEN = "m" * 64, b"\x11" * 16, b"\xab" * 32


class NoShelf:
    """A backup without files."""

    def find(self, pointer: Pointer) -> Found | None:
        return None

    def text(self, found: Found) -> str | None:
        return None


def frames_of(data: bytes) -> Iterator[tuple[str, Frame | None]]:
    info, *frames = delimited([data], 1 << 26)
    assert read(INFO, info).version == 1
    return iter([(f"frame {number}", read(FRAME, frame)) for number, frame in enumerate(frames, 1)])


def mapped(case: str) -> tuple[list[object], Account]:
    count = Count()
    records: list[object] = list(
        Mapper(NoShelf(), count).records(frames_of((SIGNAL / "cases" / f"{case}.binproto").read_bytes()))
    )
    count.messages = sum(isinstance(record, Message) and record.kind != "service" for record in records)
    count.service = sum(isinstance(record, Message) and record.kind == "service" for record in records)
    return records, count.account()


def twin(case: str) -> list[str]:
    """The frames of the case's text form."""
    return re.findall(r"^Frame \{.*?^\}", (SIGNAL / "cases" / f"{case}.txtproto").read_text(), re.MULTILINE | re.DOTALL)


def said(frame: str, pattern: str) -> str | None:
    found = re.search(pattern, frame, re.MULTILINE | re.DOTALL)
    return json.loads(f'"{found[1]}"') if found else None


def test_all_cases_are_here() -> None:
    assert len(CASES) == 163


@pytest.mark.parametrize("case", CASES)
def test_every_frame_of_a_case_is_accounted_for(case: str) -> None:
    records, account = mapped(case)
    frames = twin(case)
    assert account.whole
    assert account.records == len(frames)
    assert account.skipped == 0
    items = [frame for frame in frames if re.match(r"Frame \{\s+(?:chatItem|adHocCall) = ", frame)]
    messages = [record for record in records if isinstance(record, Message)]
    assert len(messages) == len(items)
    for message, frame in zip(messages, items, strict=True):
        sent = said(frame, r"^    (?:dateSent|callTimestamp) = (\d+)$")
        assert message.sent.text == (sent or "0")
        assert (message.kind == "service") == ("updateMessage = " in frame or "adHocCall = " in frame)
        if message.kind != "service":
            author = said(frame, r"^    authorId = (\d+)$")
            assert (message.sender == ME) == (author == "1") == bool(message.outgoing)
            assert message.sender in (ME, *(f"{a} {b}" for a, b in names(frames)))
        if (body := said(frame, r'^    standardMessage = .*?^      text = Text \{\s+body = "(.*?)"$')) is not None:
            assert message.text == body


def names(frames: list[str]) -> list[tuple[str, str]]:
    """Given and family names of the contacts."""
    found = []
    for frame in frames:
        given = said(frame, r'profileGivenName = "(.*?)"') or said(frame, r'systemGivenName = "(.*?)"')
        family = said(frame, r'profileFamilyName = "(.*?)"') or said(frame, r'systemFamilyName = "(.*?)"')
        found.append((given or "", family or ""))
    return found


@pytest.mark.parametrize(
    ("case", "text"),
    [
        ("chat_item_simple_updates_00", "Alice Smith is on Signal."),
        ("chat_item_individual_call_update_00", "Voice call from Alice Smith."),
        ("chat_item_group_call_update_04", "Group call from Alice Smith, declined."),
        ("chat_item_expiration_timer_update_00", "You turned off disappearing messages."),
        ("chat_item_profile_change_update_00", "Tim Jenkins changed their name to Rob Manning."),
        ("chat_item_thread_merge_update_00", "The chats with Alice Smith and +18075550161 were joined."),
        ("chat_item_group_change_chat_update_24", "Alice Smith left the group."),
        ("chat_item_group_change_chat_multiple_update_08", "\n".join(["You invited 2 people."] * 3)),
    ],
)  # fmt: skip
def test_events_are_told_in_words(case: str, text: str) -> None:
    records, _ = mapped(case)
    assert [record.text for record in records if isinstance(record, Message)] == [text]


def test_an_edited_message_keeps_its_earlier_words() -> None:
    (message,) = [
        record for record in mapped("chat_item_standard_message_with_edits_00")[0] if isinstance(record, Message)
    ]
    assert (message.text, message.earlier, message.edited) == ("an pretium", ("antiopam",), True)
    assert message.id == "1833527013371:000a11ce-0000-4000-8000-000000000001"


def test_an_answer_names_the_message_that_it_answers() -> None:
    messages = [r for r in mapped("chat_item_standard_message_with_quote_00")[0] if isinstance(r, Message)]
    assert messages[-1].reply_to == messages[0].id


@pytest.mark.parametrize(("name", "token"), [("legacy-account", None), ("new-account", TOKEN)])
def test_signals_own_encrypted_backups_open(name: str, token: bytes | None) -> None:
    sealed = (SIGNAL / "encrypted" / f"{name}.binproto.encrypted").read_bytes()
    if sealed.startswith(b"SBACKUP\x01"):
        length, at = varint(sealed, 8)
        sealed = sealed[at + length :]
    key = backup_key(POOL)
    mac_key, cipher_key = archive_keys(key, hkdf_sha256(key, b"20241024_SIGNAL_BACKUP_ID:" + ACI, 16), token)
    assert is_authentic([sealed], mac_key)
    plain = b"".join(unzipped(decrypted([sealed], cipher_key)))
    account, recipient, chat = (frame for _, frame in frames_of(plain) if frame)
    assert account.account is not None
    assert account.account.profile_key.hex().startswith("61029")
    assert (recipient.recipient and recipient.recipient.id, chat.chat and chat.chat.recipient_id) == (2, 2)


def test_the_sample_of_the_plaintext_export_is_the_backup_of_the_same_name() -> None:
    lines = (SIGNAL / "canonical-backup.takeout-export.expected.jsonl").read_bytes()
    found = read_all(source_of(lines, "main.jsonl"), Answers())
    assert (found.format, found.account) == ("signal-export", Account(5, 0, 0, 4, 1, 0))
    count = Count()
    assert list(Mapper(NoShelf(), count).records(frames_of((SIGNAL / "canonical-backup.binproto").read_bytes()))) == []
    assert count.account() == found.account


def backup(secret: str = "123456 789012 345678 901234 567890") -> ReadAll:  # noqa: S107
    return read_all(Source.of_file(SIGNAL / "v1" / "dummy-sms.backup"), Answers(secret=secret))


def test_the_backup_of_another_tool() -> None:
    found = backup()
    assert (found.format, [c.name for c in found.conversations]) == ("signal-backup", ["Alice"])
    assert found.account == Account(22, 3, 0, 5, 14, 0)
    first, answer, photo = found.messages
    assert (first.sender, first.text, str(first.sent.utc)) == (
        "Alice",
        "hello from Alice",
        "2024-06-01 04:00:00.123000+00:00",
    )
    assert (answer.sender, answer.text, answer.outgoing) == (ME, "reply \U0001f600 line1\nline2", True)
    assert (photo.text, photo.kind, photo.attachments[0].name) == ("photo caption", "media", "image.png")


def test_its_picture_has_the_bytes_that_its_database_tells() -> None:
    with open_export(Source.of_file(SIGNAL / "v1" / "dummy-sms.backup"), Answers(secret="1234567890" * 3)) as export:
        (file,) = [file for record in export.records() if isinstance(record, Message) for file in record.attachments]
        data = b"".join(export.attachment(file))
    assert len(data) == 539
    assert hashlib.sha256(data).hexdigest() == "0af20e4db66df26331dba532eccfc4fa5f10c22aba95b20aa39313e0575ff1fe"
