"""Whether a text looks like a chat although it is in no known format: somebody's own script, a bot's log, a leak.

Never more than "likely". Formats that we know are recognised before, by vault.exports.formats.
"""

from __future__ import annotations

import re

from vault.exports.whatsapp.text import decoded
from vault.exposure.chat_lines import fields_of_chat, lines_of_chat
from vault.exposure.chat_records import record_in_json, record_in_markup, record_in_table
from vault.exposure.finding import Chat
from vault.exposure.name_cues import cue_of

_NEVER = re.compile(
    r"\.(?:srt|vtt|ass|ssa|sub|lrc|eml|mbox|ics|vcf|po|pot|py|js|ts|c|h|cpp|java|rs|go|rb|php|css|scss|sh|bat|sql|ipynb"
    r"|ya?ml|toml|ini|cfg|conf|tex|bib|diff|patch|svg|gpx|geojson)$",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"[\s\ufeff]*<(?:[a-z!?])", re.IGNORECASE)
_MAIL = re.compile(r"^(?:Received|Return-Path|MIME-Version|Delivered-To): ", re.MULTILINE)


def chat_like(name: str, head: bytes) -> tuple[Chat, str] | None:
    """ "likely" with the reason's key, or None. `head` is text: the first 64 KiB of it, in bytes."""
    if _NEVER.search(name):
        return None
    text = "".join(decoded([head]))
    cue = cue_of(name)
    if _MARKUP.match(text):
        return ("likely", "chat-like-markup") if record_in_markup(text, cue) else None
    if _MAIL.search(text[:4096]):
        return None
    if record_in_json(text, cue):
        return "likely", "chat-like-records"
    if text.lstrip("\ufeff \r\n\t")[:1] in ("{",):
        return None
    if record_in_table(text, cue):
        return "likely", "chat-like-table"
    if lines_of_chat(text, cue) or fields_of_chat(text):
        return "likely", "chat-like-lines"
    return None
