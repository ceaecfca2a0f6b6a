"""What a file's name hints at, where no format's own name is recognised. A hint is never more than "likely"."""

from __future__ import annotations

import re
from typing import Literal

Cue = Literal["chat", "copy"]

_NO_LETTERS = "".join(chr(code) if chr(code).isalpha() else " " for code in range(128))
"""A table for str.translate. A text, because a dict that lacks the letters raises an error inside for each of them."""
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

_CUES = _CHAT_WORDS | _COPY_WORDS
_PROMISING = _CHAT_WORDS | _TELLING

_ANY_CHAT_WORD = re.compile(
    "|".join(sorted(word for word in _CHAT_WORDS | _TELLING if not any(o != word and o in word for o in _CHAT_WORDS)))
)


def may_speak_of_chats(name: str) -> bool:
    """Whether a word of chats stands anywhere in a name, also inside another word: ruled out in a microsecond."""
    return _ANY_CHAT_WORD.search(name.lower()) is not None


def words_of(name: str) -> list[str]:
    """A name's words in lower case, without its ending."""
    stem = name.rpartition(".")[0] or name
    words = stem.lower().translate(_NO_LETTERS).split()
    if not (stem.islower() or stem.isupper()):  # `myChatHistory`, and still `WhatsApp` as one word
        words += _HUMP.sub(" ", stem).lower().translate(_NO_LETTERS).split()
    return words


def cue_of(name: str) -> Cue | None:
    """ "chat" for a name that speaks of chats, "copy" for one that speaks of a copy of something."""
    words = words_of(name)
    if _CUES.isdisjoint(words) or not _PROGRAM_WORDS.isdisjoint(words) or _SYSLOG.fullmatch(name):
        return None
    return "copy" if _CHAT_WORDS.isdisjoint(words) else "chat"


def promises_chat(name: str) -> bool:
    """Whether a name says so clearly that it is a chat that we say "likely" without opening the file.

    The name of a chat app, or of chats and of a copy together.
    """
    if name.lower().rpartition(".")[2] not in _DOCUMENTS:
        return False
    words = frozenset(words_of(name))
    if words.isdisjoint(_PROMISING) or words & _PROGRAM_WORDS:
        return False
    return bool(words & _TELLING) or bool(words & _CHAT_WORDS and words & (_COPY_WORDS | {"log", "logs", "with"}))
