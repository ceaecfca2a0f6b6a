"""Signal's frames for tests: written as JSON, as its plaintext export has them, and turned into protobuf from there."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from tests.contracts.importer_contract import CANARY
from vault.exports.signal.frames import decode_line
from vault.exports.signal.numbers import FRAME
from vault.exports.signal.wire import Spec

Json = dict[str, Any]
INFO: Json = {
    "version": "1",
    "backupTimeMs": "1715636551000",
    "mediaRootBackupKey": base64.b64encode(b"k" * 32).decode(),
}
SENT = 1_714_000_000_000
PHOTO, LONG = bytes(range(256)) * 5, f"long text, {CANARY}, " * 400
ALICE, BOB, STRANGER, OWNER = (bytes([number]) * 16 for number in (0xA1, 0xB0, 0xCC, 0x11))


def b64(data: bytes) -> str:
    """Bytes as protobuf's JSON has them."""
    return base64.b64encode(data).decode()


def pointer(data: bytes, content_type: str, name: str | None = None, key: bytes = b"\7" * 64) -> Json:
    """A file that the backup holds."""
    locator = {"key": b64(b"\1" * 64), "size": len(data), "localKey": b64(key),
        "plaintextHash": b64(hashlib.sha256(data).digest())}  # fmt: skip
    return {"contentType": content_type, "locatorInfo": locator, **({"fileName": name} if name else {})}


def people() -> list[Json]:
    """The owner, two contacts, a group of all and a stranger, and their chats."""
    members = [{"userId": b64(aci)} for aci in (OWNER, ALICE, BOB)]
    return [
        {"account": {"profileKey": b64(b"p" * 32), "givenName": "Olga"}},
        {"recipient": {"id": "1", "self": {}}},
        {"recipient": {"id": "2", "releaseNotes": {}}},
        {"recipient": {"id": "4", "contact": {"aci": b64(ALICE), "e164": "15550000001", "profileGivenName": "Alice"}}},
        {"recipient": {"id": "5", "contact": {"aci": b64(BOB), "systemGivenName": "Bob", "systemFamilyName": "Stone"}}},
        {"recipient": {"id": "6", "group": {"masterKey": b64(b"g" * 32),
            "snapshot": {"title": {"title": "Climbing"}, "members": members}}}},
        {"recipient": {"id": "7", "callLink": {"rootKey": b64(b"r" * 16), "name": "Team meeting"}}},
        {"chat": {"id": "10", "recipientId": "4"}},
        {"chat": {"id": "11", "recipientId": "6"}},
        {"chat": {"id": "12", "recipientId": "1"}},
    ]  # fmt: skip


def item(number: int, content: Json, author: int = 4, chat: int = 10, **more: Any) -> Json:
    """A chat item, sent `number` seconds after SENT."""
    way = {"outgoing": {"dateReceived": str(SENT)}} if author == 1 else {"incoming": {"dateReceived": str(SENT)}}
    if "updateMessage" in content:
        way = {"directionless": {}}
    sent = str(SENT + number * 1000)
    return {"chatItem": {"chatId": str(chat), "authorId": str(author), "dateSent": sent, **way, **content, **more}}


def text(body: str, **more: Any) -> Json:
    """A message of words."""
    return {"standardMessage": {"text": {"body": body}, **more}}


def conversation() -> list[Json]:
    """One of everything."""
    reaction = {"emoji": "❤️", "authorId": "1", "sentTimestamp": str(SENT), "sortOrder": "1"}
    return [
        item(1, text(f"{CANARY} \U0001f600\nsecond line", reactions=[reaction])),
        item(2, text("An answer", quote={"targetSentTimestamp": str(SENT + 1000), "authorId": "4"}), author=1),
        item(3, {"standardMessage": {"text": {"body": "Look"}, "attachments": [
            {"pointer": pointer(PHOTO, "image/jpeg", "cliff.jpg"), "flag": "NONE"},
            {"pointer": {"contentType": "audio/aac"}, "flag": "VOICE_MESSAGE"}]}}),
        item(4, text("short beginning", longText=pointer(LONG.encode(), "text/x-signal-plain", key=b"\5" * 64))),
        item(5, {"standardMessage": {"text": {"body": "hi \ufffc!", "bodyRanges": [
            {"start": 3, "length": 1, "mentionAci": b64(BOB)}, {"length": 2, "style": "BOLD"}]}}}, chat=11),
        item(6, {"stickerMessage": {"sticker": {"emoji": "🧗", "data": {"contentType": "image/webp"}}}}, chat=11),
        item(7, {"remoteDeletedMessage": {}}),
        item(8, {"adminDeletedMessage": {"adminId": "1"}}, author=5, chat=11),
        item(9, {"viewOnceMessage": {}}),
        item(10, {"directStoryReplyMessage": {"emoji": "🔥"}}),
        item(11, {"contactMessage": {"contact": {"name": {"givenName": "Cleo"}, "number": [{"value": "+4930123"}]}}}),
        item(12, {"poll": {"question": "When?", "options": [{"option": "Mon", "votes": [{"voterId": "1"}]},
            {"option": "Tue"}]}}, author=5, chat=11),
        item(13, {"paymentNotification": {"amountMob": "1.5", "note": "lunch"}}),
        item(14, {"giftBadge": {"state": "OPENED"}}),
        item(16, text("now right", reactions=[reaction]), author=5, chat=11,
            revisions=[item(15, text("now rihgt"), author=5, chat=11)["chatItem"]]),
        item(17, {"updateMessage": {"groupChange": {"updates": [
            {"groupNameUpdate": {"updaterAci": b64(ALICE), "newGroupName": "Climbing"}},
            {"groupMemberAddedUpdate": {"updaterAci": b64(OWNER), "newMemberAci": b64(BOB)}}]}}}, chat=11),
        item(18, {"updateMessage": {"individualCall": {"type": "VIDEO_CALL", "direction": "OUTGOING",
            "state": "NOT_ACCEPTED"}}}, author=1),
        item(19, {"updateMessage": {"expirationTimerChange": {"expiresInMs": "604800000"}}}),
        item(20, {"updateMessage": {"simpleUpdate": {"type": "IDENTITY_UPDATE"}}}),
        item(21, {"somethingNew": {"a": 1}}),
        item(22, text("who wrote this?"), chat=99),
        item(23, text("to myself"), author=1, chat=12),
        {"adHocCall": {"callId": "5", "recipientId": "7", "state": "GENERIC", "callTimestamp": str(SENT)}},
        {"stickerPack": {"packId": b64(b"s" * 16)}},
        {"somethingElse": {}},
    ]  # fmt: skip


def jsonl(frames: Iterable[Json], info: Json = INFO) -> bytes:
    """main.jsonl."""
    return b"".join(json.dumps(line, ensure_ascii=False).encode() + b"\n" for line in (info, *frames))


def protobuf(frames: Iterable[Json]) -> bytes:
    """The same frames as the folder of backups has them, before they are packed and sealed."""
    info = encoded({1: 1, 2: int(INFO["backupTimeMs"]), 3: base64.b64decode(INFO["mediaRootBackupKey"])})
    return b"".join(delimit(part) for part in (info, *(of_json(frame) for frame in frames)))


def of_json(frame: Json) -> bytes:
    """A frame in protobuf; what we do not read of it is left out."""
    return _message(FRAME, decode_line(json.dumps(frame)))


def _message(spec: Spec, struct: Any) -> bytes:
    values = struct if isinstance(struct, Mapping) else {n: getattr(struct, n) for n in struct.__struct_fields__}
    out = b""
    for tag, (name, repeated, _) in spec.fields.items():
        value = values.get(name)
        for one in (value or []) if repeated else [value]:
            if one is not None and not (isinstance(one, int | str | bytes) and not one):
                out += _field(tag, one, spec.parts.get(name), spec.words.get(name))
    return out


def _field(tag: int, value: Any, spec: Spec | None, words: Sequence[str] | None) -> bytes:
    if spec is not None:
        value = _message(spec, value)
    if words is not None and isinstance(value, str):
        value = words.index(value)
    return encoded({tag >> 3: value})


def encoded(fields: Mapping[int, int | str | bytes | Sequence[bytes]]) -> bytes:
    """A message from numbers and values; a list is a repeated field."""
    out = b""
    for number, value in fields.items():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, int):
                out += varint(number << 3) + varint(one & 0xFFFFFFFFFFFFFFFF)
            else:
                data = one.encode() if isinstance(one, str) else bytes(one)  # type: ignore[arg-type]
                out += varint(number << 3 | 2) + varint(len(data)) + data
    return out


def varint(value: int) -> bytes:
    """A number as protobuf writes it."""
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def delimit(message: bytes) -> bytes:
    """A message behind its length."""
    return varint(len(message)) + message


def decoded(line: bytes) -> object:
    """A line as any JSON reader has it: what reading is measured against."""
    return msgspec.json.decode(line)
