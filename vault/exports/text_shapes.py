"""Chat exports in plain text, tables, XML and HTML, told by the lines and marks that their apps write.

Facts: ../shared/reference/chat-formats.md §3. WhatsApp's text has a grammar of its own: whatsapp_likeness.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_TOP = 4096  # characters in which a heading must stand
_LINE_TOP = re.compile(r"\s*\[LINE\] ?\S.*\n")
_LINE_BODY = re.compile(r"^(?:\d{1,2}:\d\d(?: ?[AP]M)?|[^\d\s]{1,3} ?\d{1,2}:\d\d)[\t ].*\S", re.MULTILINE)
_KAKAO_TOP = re.compile(r"카카오톡 대화|KakaoTalk Chats|^저장한 날짜 ?:|^Date Saved ?:", re.MULTILINE)
_KAKAO_BODY = re.compile(
    r"^(?:\d{4}년 \d{1,2}월 \d{1,2}일|\d{4}\. ?\d{1,2}\. ?\d{1,2}\.) (?:오전|오후) \d{1,2}:\d\d, .+ : "
    r"|^\[[^\]\n]{1,60}\] \[(?:(?:오전|오후) \d{1,2}:\d\d|\d{1,2}:\d\d [AP]M)\] "
    r"|^-{5,} (?:\d{4}년 \d{1,2}월 \d{1,2}일|(?:[A-Z][a-z]+, )?[A-Z][a-z]+ \d{1,2}, \d{4} -{5,})"
    r"|^[A-Z][a-z]+ \d{1,2}, \d{4},? (?:at )?\d{1,2}:\d\d [AP]M, [^\n:]{1,60} : ",
    re.MULTILINE,
)
_ZOOM = re.compile(r"^\d\d:\d\d:\d\d[ \t]+From[ \t]+\S.{0,80}?(?:[ \t]+to[ \t]+\S.{0,60}?)? ?:", re.MULTILINE | re.I)
_IMESSAGE = re.compile(
    r"^[A-Z][a-z]{2} \d{1,2}, \d{4} {1,2}\d{1,2}:\d\d:\d\d [AP]M(?: \([^)\n]*\))?\n[^\n:]{1,80}\n\S", re.MULTILINE
)
_DISCORD_TOP = re.compile(r"={20,}\nGuild: .*\nChannel: ")
_HEADINGS: Sequence[tuple[str, frozenset[str]]] = (
    ("discord-package-csv", frozenset({"id", "timestamp", "contents", "attachments"})),
    ("discord-exporter-csv", frozenset({"authorid", "author", "date", "content"})),
    ("imazing-csv", frozenset({"chat session", "message date", "text"})),
    ("threema-csv", frozenset({"uid", "isoutbox", "messagestae", "body"})),
    ("threema-csv", frozenset({"uid", "isoutbox", "type", "body"})),
    ("kakaotalk-csv", frozenset({"date", "user", "message"})),
)
_HTML: Sequence[tuple[str, tuple[str, ...]]] = (
    ("telegram-html", ('class="message default clearfix',)),
    ("telegram-html", ('class="message service"', 'class="page_wrap"')),
    ("google-voice", ("hChatLog", 'class="message"')),
    ("google-voice", ('class="haudio"', 'class="contributor vcard"')),
    ("discord-exporter-html", ("chatlog__message",)),
    ("messenger-html", ('class="_a6-g"', "_a6-p")),
    ("messenger-html", ("_3-95 _a6-g", "_a6-h")),
    ("whatsapp-tool-html", ("<title>Whatsapp - ",)),
    ("imessage-html", ('class="timestamp"', 'class="received"', 'class="bubble"')),
    ("imessage-html", ('class="sent iMessage"',)),
    ("element-html", ("mx_Export_EventWrapper",)),
    ("element-html", ("mx_EventTile", "mx_RoomView")),
    ("skype-html", ("skypeExport",)),
)
"""Format keys with marks that must all stand in the text."""
_SMS = re.compile(r"<smses\b[^>]*>")
_CALLS = re.compile(r"<calls\b[^>]*\bcount=")


def format_of_xml(text: str) -> str | None:
    """The format key of a beginning of XML or HTML."""
    top = text[:_TOP]
    if _SMS.search(top):
        return "sms-backup"
    if _CALLS.search(top):
        return "sms-calls"
    return next((key for key, marks in _HTML if all(mark in text for mark in marks)), None)


def format_of_table(text: str) -> str | None:
    """The format key of a beginning of a table with its headings in the first line."""
    columns = headings(text)
    return next((key for key, wanted in _HEADINGS if wanted <= columns), None)


def headings(text: str) -> frozenset[str]:
    """The column names in a table's first line, in lower case; empty for a text that is no table."""
    line = text.lstrip("\ufeff\r\n ").partition("\n")[0].strip()
    separator = max(",;\t", key=line.count)
    if line.count(separator) < 2 or len(line) > 2000:
        return frozenset()
    return frozenset(name.strip().strip('"').strip().lower() for name in line.split(separator))


def format_of_lines(text: str) -> str | None:
    """The format key of a plain text's beginning, WhatsApp's excepted."""
    top = text[:_TOP].lstrip("\ufeff")
    if "[LINE]" in top[:40] and _LINE_TOP.match(top) and _LINE_BODY.search(text):
        return "line-text"
    if _is_kakao(top, text):
        return "kakaotalk-text"
    if "=====\nGuild: " in top and _DISCORD_TOP.search(top):
        return "discord-exporter-text"
    if ("M\n" in top or "M (" in top) and len(_IMESSAGE.findall(text)) > 1:
        return "imessage-text"
    if ("From" in top or "from" in top) and len(_ZOOM.findall(text)) > 1:
        return "zoom-text"
    return None


def _is_kakao(top: str, text: str) -> bool:
    if not any(word in top for word in ("카카오", "Kakao", "오전", "오후", "M, ")):
        return False
    found = len(_KAKAO_BODY.findall(text))
    return found > 1 or (found == 1 and _KAKAO_TOP.search(top) is not None)
