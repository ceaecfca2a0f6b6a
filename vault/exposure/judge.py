"""The two verdicts about one file: is it a chat, and who can read it.

From structure, never from the extension, never from entropy. The way is: name, first 4 KiB, and only where these
promise something at most 64 KiB more (a zip's directory may be longer). Nothing that was read is kept or logged.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from vault.exports.database_shapes import format_of_tables, looks_like_chats
from vault.exports.formats import Known, named, recognise, recognise_members, recognise_name
from vault.exposure import packed, pgp, rar, seven_zip, sqlite_tables
from vault.exposure.access import Lock, access_of
from vault.exposure.candidates import is_candidate, might_be_chat_text
from vault.exposure.finding import Chat, Verdict
from vault.exposure.inside import Found, in_tar, in_zip
from vault.exposure.likeness import chat_like
from vault.exposure.name_cues import promises_chat
from vault.exposure.peek import Peek, Read

__all__ = ["RULES_VERSION", "Read", "is_candidate", "judge_file", "judge_name"]

RULES_VERSION = 1
"""Rises whenever a verdict may come out differently: what a scan remembers of older rules does not count any more."""

_DEEPEST = 2
"""How often something packed is looked for inside something packed."""

_LOCK_ENDINGS = re.compile(r"\.(?:gpg|pgp|asc|age|enc|aes|zip|7z|rar|gz|bz2|xz|zst|tar|tgz|crypt\d\d)$", re.IGNORECASE)
_NO_MESSAGES = frozenset({"whatsapp-contacts", "sms-calls", "takeout-archive"})
"""Formats that go with chats and need not hold any: never more than likely."""
_TEXTS_BY_NAME = frozenset({
    "whatsapp-text", "whatsapp-other", "imazing-csv", "kakaotalk-text", "line-text", "sms-backup", "sms-calls",
    "element-export", "zoom-text",
})  # fmt: skip
"""Formats whose names are so much their own that a text of another shape is still a likely one."""
_INBOX = re.compile(
    r"[\\/]messages[\\/](?:inbox|archived_threads|filtered_threads|message_requests|e2ee_cutover)[\\/][^\\/]+[\\/]"
    r"message_\d+\.(?:json|html)$",
    re.IGNORECASE,
)
_FOLDERS = re.compile(r"(?:chat|data)export_\d|^inbox$|^google chat$|whatsapp", re.IGNORECASE)
_NO = Verdict("no", "unknown", reasons=("no-chat",), opened=True)
_NO_READABLE = Verdict("no", "readable", reasons=("no-chat",), opened=True)


def judge_name(name: str, parents: Sequence[str] = ()) -> Verdict:
    """Judge a file that must not be opened: `parents` are the names of the folders above it, the nearest last."""
    known = recognise_name(name)
    if known is None and is_candidate(name) and any(_FOLDERS.search(parent) for parent in parents[-3:]):
        ending = name.lower().rpartition(".")[2]
        if ending in ("json", "html", "txt", "zip") and not name.startswith("."):
            return Verdict("likely", "unknown", reasons=("name", "not-opened"))
    if known is not None:
        return Verdict("likely", "unknown", known.app, known.format, ("name", "not-opened"))
    if promises_chat(name):
        return Verdict("likely", "unknown", reasons=("name", "not-opened"))
    return Verdict("no", "unknown", reasons=("no-chat",))


def judge_file(path: str, name: str, size: int, read: Read) -> Verdict:
    """Judge a file that may be opened. `path` tells which folders it lies in. OSErrors of `read` come through."""
    return _judge(Peek(name, size, read), path, 0)


def _judge(peek: Peek, path: str, depth: int) -> Verdict:
    lock = access_of(peek)
    if lock.container == "text":
        return _text(peek, path, lock)
    if lock.container in _SHORT:
        return _SHORT[lock.container](peek, lock)
    if lock.container in _DEEP:
        return _DEEP[lock.container](peek, path, lock, depth)
    return _by_name_only(peek.name, lock)


def _inner(name: str) -> tuple[str, Known | None]:
    """The name of what was locked or packed, and what it promises.

    `Chat.zip.gpg` was `Chat.zip`; a name that tells keeps its ending.
    """
    known = recognise_name(name)
    while known is None and (shorter := _LOCK_ENDINGS.sub("", name)) != name:
        name, known = shorter, recognise_name(shorter)
    return name, known


def _verdict(lock: Lock, known: Known, reason: str) -> Verdict:
    """A verdict with a format that was recognised somehow."""
    is_unsure = reason in ("name", "whole-backup") or known.format in _NO_MESSAGES
    chat: Chat = "likely" if is_unsure else known.certainty
    return Verdict(chat, lock.access, known.app, known.format, (reason, lock.reason), opened=True)


def _by_name_only(name: str, lock: Lock) -> Verdict:
    """A verdict with what the name promises."""
    inner, known = _inner(name)
    if known is not None:
        return _verdict(lock, known, "name")
    if promises_chat(name) or (inner != name and promises_chat(inner)):
        return Verdict("likely", lock.access, reasons=("name", lock.reason), opened=True)
    return Verdict("no", lock.access, reasons=("no-chat", lock.reason), opened=True)


def _media(_: Peek, __: Lock) -> Verdict:
    return _NO_READABLE


def _empty(_: Peek, __: Lock) -> Verdict:
    return _NO


def _names_shown(peek: Peek, lock: Lock) -> Verdict:
    """7z and RAR: the content is not unpacked; the names inside tell, where they are not locked."""
    names = lock.inside.names if isinstance(lock.inside, seven_zip.SevenZip | rar.Rar) else ()
    if known := recognise_members(names):
        return _verdict(lock, known, "members")
    return _by_name_only(peek.name, lock)


def _android(_: Peek, lock: Lock) -> Verdict:
    return _verdict(lock, named("android-backup", "likely"), "whole-backup")


def _sealed_format(_: Peek, lock: Lock) -> Verdict:
    known = named(lock.reason, "yes")
    return Verdict("yes", lock.access, known.app, known.format, ("format", lock.reason), opened=True)


def _text(peek: Peek, path: str, lock: Lock) -> Verdict:
    if not might_be_chat_text(peek.name, peek.head):
        known = recognise_name(peek.name) if peek.size > 20 else None
        if known is None or known.format not in _TEXTS_BY_NAME:
            return _NO_READABLE
    head = peek.beginning()
    if known := recognise(peek.name, head):
        return _verdict(lock, known, "format")
    if _INBOX.search(path):
        return _verdict(lock, named("messenger-json", "likely"), "name")
    if like := chat_like(peek.name, head):
        return Verdict(like[0], lock.access, reasons=(like[1], lock.reason), opened=True)
    known = recognise_name(peek.name)
    if known is not None and known.format in _TEXTS_BY_NAME and peek.size > 20:
        return _verdict(lock, known, "name")
    return _NO_READABLE


def _database(peek: Peek, lock: Lock) -> Verdict:
    tables = sqlite_tables.tables_of(peek)
    if key := format_of_tables(tables):
        return _verdict(lock, named(key, "yes"), "tables")
    if looks_like_chats(tables):
        return Verdict("likely", lock.access, reasons=("chat-like-tables", lock.reason), opened=True)
    return _NO_READABLE


def _packed(peek: Peek, path: str, lock: Lock, depth: int) -> Verdict:
    content = packed.unpacked(peek)
    if content is None:
        return _by_name_only(peek.name, Lock("unknown", "packed-unclear", "packed"))
    return _inside(peek, path, lock, depth, content)


def _inside(peek: Peek, path: str, lock: Lock, depth: int, content: bytes) -> Verdict:
    """Judge what was unpacked; the lock of what is inside counts."""
    if depth >= _DEEPEST:
        return _by_name_only(peek.name, lock)
    name = packed.inner_name(peek.name) if lock.container == "packed" else _LOCK_ENDINGS.sub("", peek.name)
    verdict = _judge(Peek.of_bytes(name, content), path, depth + 1)
    if verdict.chat == "no" and lock.reason == "packed":
        return _by_name_only(peek.name, lock) if promises_chat(peek.name) else verdict
    return _with_reason(verdict, lock.reason)


def _with_reason(verdict: Verdict, reason: str) -> Verdict:
    return Verdict(
        verdict.chat, verdict.access, verdict.app, verdict.format, (*verdict.reasons, reason), opened=True
    )  # fmt: skip


def _pgp(peek: Peek, path: str, lock: Lock, depth: int) -> Verdict:
    if isinstance(lock.inside, pgp.Pgp) and not lock.inside.encrypted:
        return _inside(peek, path, lock, depth, lock.inside.content)
    return _by_name_only(peek.name, lock)


def _zip(peek: Peek, path: str, lock: Lock, depth: int) -> Verdict:
    return _archive(peek, path, lock, depth, in_zip(peek, lock))


def _tar(peek: Peek, path: str, lock: Lock, depth: int) -> Verdict:
    return _archive(peek, path, lock, depth, in_tar(peek))


def _archive(peek: Peek, path: str, lock: Lock, depth: int, found: Found) -> Verdict:
    """Judge by the names inside; where they do not make it sure, by the beginnings of the files inside."""
    known = found.known
    sealed = known is not None and known.format.startswith(("whatsapp-crypt", "signal-backup"))
    if known is not None and known.certainty == "yes" and not sealed:
        return _verdict(lock, known, "members")
    if depth < _DEEPEST and not found.is_document:
        best = _best([_judge(member, f"{path}/{member.name}", depth + 1) for member in found.beginnings(sealed)])
        if best is not None and best.chat != "no":
            return _with_reason(best, lock.reason)
    if known is not None:
        return _verdict(lock, known, "members")
    return _by_name_only(peek.name, lock)


def _best(verdicts: Sequence[Verdict]) -> Verdict | None:
    """The worst for its owner: a sure chat before a likely one, a readable one before a locked one."""
    order = {"yes": 0, "likely": 1, "no": 2}
    locks = {"readable": 0, "unknown": 1, "provider-key": 2, "user-key": 3}
    return min(verdicts, key=lambda verdict: (order[verdict.chat], locks[verdict.access]), default=None)


_SHORT: Mapping[str, Callable[[Peek, Lock], Verdict]] = {
    "media": _media, "empty": _empty, "sqlite": _database, "7z": _names_shown, "rar": _names_shown,
    "whatsapp": _sealed_format, "signal": _sealed_format, "android": _android,
}  # fmt: skip
"""Containers that are judged by themselves."""

_DEEP: Mapping[str, Callable[[Peek, str, Lock, int], Verdict]] = {
    "zip": _zip, "tar": _tar, "packed": _packed, "pgp": _pgp,
}  # fmt: skip
"""Containers that are looked into."""
