"""SMS Backup & Restore (Android): text and picture messages, and calls, from its XML files, loose or zipped.

The phone's owner is not named in the file: what was sent is told as ME. Drafts were never sent; they are left out and
said so. Chats are told apart by number: the last nine digits, as Android does it, for the same number is written with
and without its country.
Facts: https://synctech.com.au/sms-backup-restore/fields-in-xml-backup-files/, ../shared/reference/chat-formats.md §3.12
"""

from __future__ import annotations

import base64
import binascii
import mimetypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from vault.chats.attachment import Attachment
from vault.chats.conversation import Conversation
from vault.chats.message import ME, Kind, Message, Moment
from vault.errors import EmptyExport, ExportDamaged
from vault.exports.base import Answers, Record, Skipped, Source
from vault.exports.loose_json import instant
from vault.exports.members import Members, members_of
from vault.exports.sms.xml import Element, elements
from vault.exports.streamed import Count, StreamedExport

APP, APP_NAME = "sms", "SMS"
_ROOTS = {"smses": "sms-backup", "calls": "sms-calls"}
_ROOT = re.compile(rb"<(smses|calls)[\s>/]")
_NUMBER_DIGITS = 9
_SENT, _DRAFT, _FROM = {"2", "4", "5", "6"}, "3", "137"
_SMIL, _TEXT = "application/smil", "text/plain"
_NOT_FETCHED = "130"  # m_type: a picture message of which only the notice came
_CALLS = {
    "1": "Incoming call", "2": "Outgoing call", "3": "Missed call", "4": "Voicemail", "5": "Rejected call",
    "6": "Blocked call", "7": "Call answered on another device",
}  # fmt: skip
_PICTURE = re.compile(r"@(\d{1,15})\+(\d{1,15})")
_KINDS = {"image": "photo", "video": "video", "audio": "audio"}
_OWN_ADDRESS = "insert-address-token"


@dataclass(frozen=True, slots=True)
class SmsBackupImporter:
    """Opens one or several of its files."""

    app: str = APP
    version: int = 1
    formats: frozenset[str] = frozenset(_ROOTS.values())

    def open(self, source: Source, answers: Answers) -> StreamedExport:
        """Raises EmptyExport where no file of it is there, and the Archive errors. Answers change nothing."""
        with members_of(source) as members:
            files = {name: root for name in members.names if (root := _root(members, name))}
            if not files:
                raise EmptyExport(source.path)
            reading = _Reading(members, list(files))
            kinds = set(files.values())
        return StreamedExport(
            source, APP, APP_NAME, kinds.pop() if len(kinds) == 1 else "sms-backup", key="sms",
            chat_name="Text messages", read=reading.records, give=reading.bytes_of, system="android",
            close=members.close,
        )  # fmt: skip


def _root(members: Members, name: str) -> str | None:
    """Which of its files this is."""
    if not name.lower().endswith(".xml") and len(members.names) > 1:
        return None
    found = _ROOT.search(members.head(name, 4096))
    return _ROOTS[found[1].decode()] if found else None


class _Reading:
    """Reads all files one after the other."""

    def __init__(self, members: Members, files: list[str]) -> None:
        self._members, self._files = members, files

    def records(self, count: Count) -> Iterator[Record]:
        """Each chat before its first message."""
        known: set[str] = set()
        for name in self._files:
            promised, number = "", 0
            for number, element in enumerate(elements(self._members.read(name), self._members.path)):
                if number == 0:
                    promised = element.attributes.get("count", "")
                    continue
                count.record()
                told = _told(element, name, number, count)
                if isinstance(told, Skipped):
                    yield told
                    continue
                chat, message = told
                if chat.key not in known:
                    known.add(chat.key)
                    yield chat
                yield message
            if promised.isascii() and promised.isdigit() and len(promised) < 19 and int(promised) > number:
                raise ExportDamaged(self._members.path, "fewer messages than its first line promises")

    def bytes_of(self, file: Attachment) -> Iterator[bytes]:
        """A picture, decoded. Raises ExportDamaged for base64 that is none."""
        name, _, where = file.place.rpartition(" @")
        start, _, length = where.partition("+")
        rest, skip = b"", int(start)
        left = int(length)
        for piece in self._members.read(name):
            part = piece[skip : skip + left]
            skip = max(0, skip - len(piece))
            left -= len(part)
            rest += part.translate(None, b" \t\r\n")
            whole = len(rest) // 4 * 4
            yield self._decoded(rest[:whole])
            rest = rest[whole:]
            if left <= 0:
                break
        yield self._decoded(rest + b"=" * (-len(rest) % 4))

    def _decoded(self, data: bytes) -> bytes:
        try:
            return base64.b64decode(data)
        except binascii.Error as error:
            raise ExportDamaged(self._members.path, "base64") from error


def _told(element: Element, name: str, number: int, count: Count) -> tuple[Conversation, Message] | Skipped:
    """A message with its chat."""
    place, said, tag = f"{name} #{number}", element.attributes, element.tag
    if tag not in _MAKERS:
        return count.skip(place, "unknown-kind")
    if tag != "call" and said.get("msg_box" if tag == "mms" else "type") == _DRAFT:
        return count.skip(place, "draft")
    given = said.get
    chat = _conversation(given("number" if tag == "call" else "address", ""), given("contact_name", ""))
    return chat, _MAKERS[tag](element, chat, place, name)


def _given(said: dict[str, str], name: str) -> str:
    """An attribute; the app writes "null" for what is not there."""
    value = said.get(name, "")
    return "" if value == "null" else value


def _person(number: str) -> str:
    """What stays of a number however it is written; words (sender names, e-mail) stay words."""
    digits = re.sub(r"[^\d]", "", number)
    plain = re.fullmatch(r"[\d\s()+./-]*", number) is not None
    return digits[-_NUMBER_DIGITS:] if plain and digits else number.strip().lower()


@lru_cache(maxsize=4096)
def _conversation(address: str, name: str) -> Conversation:
    address, name = ("" if value == "null" else value for value in (address, name))
    key = "~".join(sorted(_person(number) for number in address.split("~"))) or "unknown"
    shown = name if name not in ("", "(Unknown)") else address.replace("~", ", ")
    return Conversation(key, APP, shown or "Unknown number")


def _moment(said: dict[str, str]) -> Moment:
    text = said.get("date", "")
    ticks = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
    return Moment(instant(ticks, 1000) if ticks > 0 else None, said.get("readable_date") or text or "?", "exact")


def _sms(element: Element, chat: Conversation, place: str, _: str) -> Message:
    said = element.attributes
    sent = said.get("type") in _SENT
    subject, body = _given(said, "subject"), said.get("body", "")
    text = f"{subject}\n{body}" if subject else body
    return Message(chat.key, ME if sent else chat.name, _moment(said), text, "text", place, outgoing=sent)


def _mms(element: Element, chat: Conversation, place: str, name: str) -> Message:
    said = element.attributes
    sent = said.get("msg_box") in _SENT
    texts = [t for part in element.parts if part.get("ct") == _TEXT and (t := _given(part, "text"))]
    files = tuple(_file(part, name) for part in element.parts if part.get("ct") not in (_TEXT, _SMIL))
    subject = _given(said, "sub")
    text = "\n".join([subject, *texts] if subject else texts)
    kind: Kind = "media" if files else "omitted" if not text or said.get("m_type") == _NOT_FETCHED else "text"
    sender = ME if sent else _author(element, chat)
    return Message(chat.key, sender, _moment(said), text, kind, place, files, outgoing=sent)


def _author(element: Element, chat: Conversation) -> str:
    """Who sent it: in a chat of two the other one, in a group the address marked as the sender's."""
    if "~" not in chat.key:
        return chat.name
    pairs = zip(element.addresses, element.kinds, strict=True)
    number = next((a for a, kind in pairs if kind == _FROM and a not in ("", _OWN_ADDRESS)), "")
    return number or "Unknown"


def _file(part: dict[str, str], name: str) -> Attachment:
    kind = part.get("ct", "")
    ending = mimetypes.guess_extension(kind) or ""
    called = next(
        (n for key in ("cl", "name", "fn") if (n := _given(part, key))), f"part {part.get('seq', '')}{ending}"
    )
    data = part.get("data", "")
    found = _PICTURE.fullmatch(data)
    shown = _KINDS.get(kind.partition("/")[0], "contact" if "vcard" in kind.lower() else "file")
    return Attachment(called, bool(found), None, shown, f"{name} @{found[1]}+{found[2]}" if found else "")


def _call(element: Element, chat: Conversation, place: str, _: str) -> Message:
    said = element.attributes
    words = _CALLS.get(said.get("type", ""), "Call")
    seconds = int(said["duration"]) if re.fullmatch(r"\d{1,7}", said.get("duration", "")) else 0
    length = f", {seconds // 60} min {seconds % 60} s" if seconds else ""
    sent = said.get("type") == "2"
    return Message(
        chat.key, ME if sent else chat.name, _moment(said), words + length, "call", place, outgoing=sent
    )  # fmt: skip


_MAKERS = {"sms": _sms, "mms": _mms, "call": _call}
