"""Chat-like records: objects, table columns and marked-up text that say who wrote what when, in nobody's known format.

The same three words stand in server logs, comments, reviews and datasets; those have others beside them that no
chat has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from vault.exports.json_glimpse import Glimpse, glimpse, keys_of
from vault.exports.text_shapes import headings
from vault.exposure.name_cues import Cue

_WHO = frozenset({
    "sender", "sendername", "senderid", "from", "fromname", "fromuser", "fromme", "author", "authorname", "user",
    "username", "userid", "nick", "nickname", "who", "speaker", "participant", "contact", "contactname", "name",
    "phone", "phonenumber", "isfromme", "von", "absender", "remitente", "expéditeur", "mittente", "senderphone",
})  # fmt: skip
_SURE_WHO = frozenset({
    "sender", "sendername", "senderid", "from", "fromname", "fromuser", "fromme", "isfromme", "absender", "remitente",
    "expéditeur", "mittente", "senderphone", "nick", "contactname",
})  # fmt: skip
_WHEN = frozenset({
    "timestamp", "time", "date", "datetime", "sentat", "createdat", "ts", "timestampms", "created", "sent", "datesent",
    "sentdate", "senttime", "received", "when", "epoch", "datum", "zeit", "fecha", "hora", "messagedate", "dateutc",
})  # fmt: skip
_WHAT = frozenset({
    "message", "text", "body", "content", "msg", "messagetext", "messagebody", "textdata", "chat", "nachricht",
    "mensaje", "messaggio", "contents", "chatmessage", "sms",
})  # fmt: skip
_SURE_WHAT = frozenset({"message", "msg", "messagetext", "messagebody", "chat", "nachricht", "mensaje", "chatmessage"})
_CHAT = frozenset({
    "chat", "chats", "chatlog", "chatlogs", "chathistory", "conversation", "conversations", "dm", "dms",
    "directmessages", "directmessage", "chatmessages", "chatmessage", "privatechat", "privatemessages", "imessage",
    "whatsapp", "smsmessages", "textmessages", "chatdata", "chatbackup",
})  # fmt: skip
_MACHINE = frozenset({
    "level", "loglevel", "levelname", "severity", "logger", "loggername", "pid", "hostname", "host", "threadname",
    "module", "lineno", "exception", "stack", "stacktrace", "traceid", "spanid", "requestid", "statuscode", "method",
    "ip", "remoteaddr", "commit", "sha", "hash", "parents", "tree", "version", "subject", "htmlurl", "nodeid",
    "mimetype", "retweetcount", "favoritecount", "retweets", "likes", "label", "labels", "sentiment", "score",
    "rating", "stars", "title", "headline", "price", "product", "publishedat", "tags", "category", "lat", "lon",
    "latitude", "longitude", "temperature", "sensor", "value", "amount", "currency", "balance", "service",
    "component", "duration", "bytes", "useragent", "referrer", "role", "tweetid", "polarity", "target", "subreddit",
    "upvotes", "reviewtext", "helpful", "asin", "postid", "permalink", "syslog", "kernel", "unit", "cc", "bcc",
    "filename", "filepath", "exitcode", "errorcode", "checksum", "branch", "intent", "utterance", "dialogueid",
    "send", "cancel", "save", "close", "settings", "delete", "answer", "question", "response", "prompt", "completion",
    "model", "tokens",
})  # fmt: skip
_MOST_KEYS = 40  # a message has fewer; lists of words for translators have more
_PLAIN = re.compile(r"[^0-9a-zà-ÿ]+")
_OBJECT = re.compile(r"[{]\s*[\"']")
_MESSAGE_TAG = re.compile(r"<(?:message|msg|chatmessage|sms)\b[^>]{0,400}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"\b([a-z_:-]+)\s*=\s*[\"']", re.IGNORECASE)
_MARKED = re.compile(r"class=\"[^\"]*\b(message|msg|bubble|sender|author|from_name|time|timestamp|date)\b", re.I)


def record_in_json(text: str, cue: Cue | None) -> bool:
    """Whether a JSON text, JSON lines or a text with such objects in it is chat-like."""
    seen = glimpse(text)
    if seen is not None:
        return _judge(seen, cue, embedded=False)
    return bool(_OBJECT.search(text)) and _judge(keys_of(text[text.find("{") :]), cue, embedded=True)


def _judge(seen: Glimpse, cue: Cue | None, embedded: bool) -> bool:
    objects = [frozenset(map(_plain, each)) for each in seen.objects if len(each) <= _MOST_KEYS]
    top = frozenset(map(_plain, seen.top))
    if any(each & _CHAT and (each | top) & _WHEN and not each & _MACHINE for each in objects):
        return True
    if top & _CHAT and not top & _MACHINE and any(each & _WHEN and each & (_WHAT | _WHO) for each in objects):
        return True
    records = [each for each in objects if _is_record(each)]
    if embedded and cue is None:
        return False
    sure = [each for each in records if each & _SURE_WHO or (each & _SURE_WHAT and each & {"user", "author"})]
    if len(sure) >= 2 or (sure and (cue == "chat" or top & {"messages", "participants"})):
        return True
    if cue is None:
        return False
    return bool(records) or any(each & _WHEN and each & _SURE_WHAT and not each & _MACHINE for each in objects)


def _is_record(keys: frozenset[str]) -> bool:
    return bool(keys & _WHO and keys & _WHEN and keys & _WHAT) and not keys & _MACHINE


def record_in_table(text: str, cue: Cue | None) -> bool:
    """Whether a table's headings are those of messages."""
    columns = frozenset(map(_plain, headings(text)))
    if not _is_record(columns):
        return False
    return cue is not None or bool(columns & _SURE_WHO and columns & (_SURE_WHAT | {"text", "body", "content"}))


def record_in_markup(text: str, cue: Cue | None) -> bool:
    """Whether XML or HTML holds messages: tags with sender and time, or the classes that chat pages have."""
    tags = [_plain_all(_ATTRIBUTE.findall(match[0])) for match in _MESSAGE_TAG.finditer(text)]
    if sum(bool(tag & (_WHO | {"sender"}) and tag & _WHEN) for tag in tags) >= (1 if cue else 2):
        return True
    counts: dict[str, int] = {}
    for match in _MARKED.finditer(text):
        counts[match[1].lower()] = counts.get(match[1].lower(), 0) + 1
    said = max(counts.get(word, 0) for word in ("message", "msg", "bubble"))
    who = max(counts.get(word, 0) for word in ("sender", "from_name", "author"))
    when = max(counts.get(word, 0) for word in ("time", "timestamp", "date"))
    least = 1 if cue == "chat" else 3
    return said >= least and when >= least and (counts.get("sender", 0) >= least or (cue == "chat" and who >= least))


def _plain_all(keys: Iterable[str]) -> frozenset[str]:
    return frozenset(map(_plain, keys))


def _plain(key: str) -> str:
    return _PLAIN.sub("", key.lower())
