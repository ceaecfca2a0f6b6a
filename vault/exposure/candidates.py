"""The two quick questions of a scan: is a name worth a look, and is a text's beginning worth a longer one.

Asked of a million names and of a hundred thousand beginnings, so they cost about a microsecond each.
"""

from __future__ import annotations

import re

from vault.exports.json_shapes import might_be_chat
from vault.exposure.name_cues import cue_of, may_speak_of_chats, promises_chat

_ENDINGS = frozenset({
    "txt", "json", "jsonl", "ndjson", "zip", "log", "html", "htm", "xml", "db", "sqlite", "sqlite3", "sqlitedb", "csv",
    "tsv", "bak", "old", "orig", "copy", "tmp", "dat", "data", "bin", "backup", "bkp", "md", "text", "dump",
    "crypt5", "crypt7", "crypt8", "crypt9", "crypt10", "crypt11", "crypt12", "crypt14", "crypt15", "mcrypt1", "enc",
    "gpg", "pgp", "asc", "age", "aes", "7z", "rar", "tar", "tgz", "tbz2", "txz", "gz", "bz2", "xz", "zst", "zstd",
    "ab", "dht", "rsmf", "chat", "1", "2", "part",
})  # fmt: skip
_BY_NAME = frozenset({"pdf", "docx", "xlsx", "doc", "xls", "rtf", "odt", "ods", "eml", "mht", "mhtml"})
_HEX = re.compile(r"[0-9a-f]{24,}")
_LONGEST_ENDING = 9

_TOP = 1024
_TO_SHAPES = bytes.maketrans(b"0123456789.hH", b"0000000000:::")
"""Every digit becomes 0 and what parts hours from minutes a colon: a time is then one of three fixed texts."""
_TIME_OF_ANY_SCRIPT = re.compile(r"\d[:.hH٫：]\d\d|\d{10}|\d{4}-\d\d-\d\d|\d[年월月년時시] ?\d|\d ?h ?\d\d")
_LEVELS = (b" INFO", b" ERROR", b" WARN", b" DEBUG", b" TRACE", b"[INFO", b"[ERROR", b"[WARN", b"[DEBUG", b"/INFO")
_DAEMON = re.compile(  # `May  3 10:00:00 host sshd[8]: …`, `2025-03-04 10:00:00 nginx: …`: programs, not people
    rb"[^:\[\]]{0,20}\d\d?:\d\d:\d\d[\dZ.,+-]* (?:\w[\w.-]* )?[\w./-]*[a-z0-9_./-](?:\[\d+\]|\(\w+\)|(?<=[a-z])): "
)
_FIRST_LINES = 8
_MANY_LEVELS = 4
_MARKED_CHAT = (
    (b"g", b"message"), (b"g", b"msg"), (b"h", b"chat"), (b"d", b"sender"), (b"M", b"Message"), (b"m", b"smses"),
    (b"c", b"calls"), (b"C", b"hChatLog"), (b"6", b"_a6-"), (b"W", b"WhatsApp"), (b"W", b"Whatsapp"),
    (b"b", b"bubble"), (b"x", b"mx_"), (b"k", b"skype"),
)  # fmt: skip
"""Words with their rarest letter, as in json_shapes."""


def is_candidate(name: str) -> bool:
    """Whether a file's name alone lets it be something that is worth a look at its first bytes."""
    stem, dot, ending = name.rpartition(".")
    if not dot:
        return len(name) < 24 or not _HEX.fullmatch(name)
    if len(ending) > _LONGEST_ENDING:
        return " " in ending or promises_chat(name)
    ending = ending.lower()
    if ending in _ENDINGS:
        return bool(stem) or ending == "backup"
    if ending not in _BY_NAME or not may_speak_of_chats(name):
        return False
    return promises_chat(name) or cue_of(name) == "chat"


def rules_out(ending: str) -> bool:
    """Whether no file whose name ends so is a candidate, whatever stands before: a scan asks once for each ending."""
    small = ending.lower()
    return 0 < len(small) <= _LONGEST_ENDING and small not in _ENDINGS and small not in _BY_NAME


def might_be_chat_text(name: str, head: bytes) -> bool:
    """Whether the first 4 KiB of a text promise enough to read on."""
    first = head[:1]
    if first in b"{[ \t\r\n\xef\xff\xfe" and (start := head[:256].lstrip(b"\xef\xbb\xbf \t\r\n")[:1]):
        first = start
    if first == b"{" or first == b"[":
        return might_be_chat(head) or (first == b"[" and _has_time(head[:_TOP]))
    if first == b"<":
        return _is_marked(head)
    top = head[:_TOP]
    timed = _has_time(top)
    if not timed and not top.isascii():
        timed = first in b"\xff\xfe" or _TIME_OF_ANY_SCRIPT.search(top.decode("utf-8", "replace")) is not None
    if timed and not _is_log(top):
        return True
    return cue_of(name) is not None or _is_table(top)


def _is_marked(head: bytes) -> bool:
    return any(word in head for letter, word in _MARKED_CHAT if letter in head)


def _has_time(top: bytes) -> bool:
    """Whether a time of day, a date as 2026-05-03 or seconds since 1970 stand there, in our digits."""
    shapes = top.translate(_TO_SHAPES)
    if b"0" not in shapes:
        return False
    return b"0:00" in shapes or b"0000000000" in shapes or b"0000-00-00" in shapes


def _is_log(top: bytes) -> bool:
    """Whether programs speak in the first lines, or levels stand everywhere."""
    spoken, lines = 0, top.split(b"\n", _FIRST_LINES)
    for line in lines[:_FIRST_LINES]:
        spoken += _DAEMON.match(line) is not None
        if spoken >= _MANY_LEVELS:
            return True
    return sum(map(top.count, _LEVELS)) >= _MANY_LEVELS


def _is_table(top: bytes) -> bool:
    end = top.find(b"\n")
    line = top if end < 0 else top[:end]
    if line.count(b",") + line.count(b";") + line.count(b"\t") < 2:
        return False
    line = line.lower()
    return any(word in line for word in (b"message", b"text", b"content", b"body", b"chat"))
