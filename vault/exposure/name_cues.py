"""What a file's name hints at, where no format's own name is recognised. A hint is never more than "likely"."""

from __future__ import annotations

import re
from typing import Literal

Cue = Literal["chat", "copy"]

_NO_LETTERS = {code: " " for code in range(128) if not chr(code).isalpha()}
_SYSLOG = re.compile(r"messages(?:[.-]\d+)?(?:\.log)?(?:\.gz)?")  # where Unix keeps the system's own log
_HUMP = re.compile(r"(?<=[a-zà-ÿ])(?=[A-Z])")
_CHAT_WORDS = frozenset({
    "chat", "chats", "chatlog", "chatlogs", "chathistory", "chatbackup", "chatexport", "whatsapp", "imessage",
    "imessages", "telegram", "messenger", "kakaotalk", "conversation", "conversations", "convo", "convos", "sms",
    "dm", "dms", "messages", "message", "msgs", "texts", "unterhaltung", "nachrichten", "nachricht", "gespräch",
    "conversación", "conversacion", "mensajes", "conversa", "mensagens", "messaggi", "conversazione", "discussion",
    "gespräche", "berichten", "wiadomości", "czat", "sohbet", "mesajlar", "чат", "сообщения", "переписка",
    "聊天", "聊天记录", "トーク履歴", "대화",
})  # fmt: skip
_COPY_WORDS = frozenset({
    "leak", "leaky", "leaked", "backup", "backups", "bak", "archive", "archived", "archiv", "export", "exported",
    "exports", "dump", "history", "historie", "verlauf", "sicherung", "copia", "sauvegarde", "kopie",
})  # fmt: skip
_PROGRAM_WORDS = frozenset({
    "readme", "license", "licence", "changelog", "template", "config", "settings", "schema", "test", "tests", "spec",
    "locale", "i", "strings", "translation", "translations", "commit", "error", "errors", "sample", "dataset", "train",
    "requirements", "manifest", "package", "plugin", "po", "lang", "cmake",
})  # fmt: skip
_DOCUMENTS = frozenset({
    "txt", "zip", "json", "jsonl", "log", "html", "htm", "csv", "tsv", "xml", "pdf", "docx", "rtf", "db", "sqlite",
    "sqlite3", "md", "7z", "rar", "tar", "gz", "tgz", "bak", "xlsx", "gpg", "age", "enc",
})  # fmt: skip
_TELLING = frozenset({
    "whatsapp", "imessage", "imessages", "telegram", "kakaotalk", "chatlog", "chatlogs", "chathistory", "chatbackup",
    "chatexport", "переписка", "聊天记录", "トーク履歴",
})  # fmt: skip


def _shortest(words: frozenset[str]) -> frozenset[str]:
    """Those without any other of them inside: where none of these stands in a name, none of all does."""
    return frozenset(word for word in words if not any(other != word and other in word for other in words))


_ANY_CHAT_WORD = re.compile("|".join(sorted(_shortest(_CHAT_WORDS | _TELLING))))

_ANY_CUE = re.compile("|".join(sorted(_shortest(_CHAT_WORDS | _COPY_WORDS))))


def may_speak_of_chats(name: str) -> bool:
    """Whether a word of chats stands anywhere in a name, also inside another word: ruled out in a microsecond."""
    return _ANY_CHAT_WORD.search(name.lower()) is not None


def words_of(name: str) -> frozenset[str]:
    """A name's words in lower case, without its ending."""
    stem = name.rpartition(".")[0] or name
    words = stem.lower().translate(_NO_LETTERS).split()
    if not stem.islower():  # `myChatHistory`, and still `WhatsApp` as one word
        words += _HUMP.sub(" ", stem).lower().translate(_NO_LETTERS).split()
    return frozenset(words)


def cue_of(name: str) -> Cue | None:
    """ "chat" for a name that speaks of chats, "copy" for one that speaks of a copy of something."""
    if _ANY_CUE.search(name.lower()) is None:
        return None
    words = words_of(name)
    if words & _PROGRAM_WORDS or _SYSLOG.fullmatch(name):
        return None
    if words & _CHAT_WORDS:
        return "chat"
    return "copy" if words & _COPY_WORDS else None


def promises_chat(name: str) -> bool:
    """Whether a name says so clearly that it is a chat that we say "likely" without opening the file.

    The name of a chat app, or of chats and of a copy together.
    """
    if name.lower().rpartition(".")[2] not in _DOCUMENTS or not may_speak_of_chats(name):
        return False
    words = words_of(name)
    if words & _PROGRAM_WORDS:
        return False
    return bool(words & _TELLING) or bool(words & _CHAT_WORDS and words & (_COPY_WORDS | {"log", "logs", "with"}))
