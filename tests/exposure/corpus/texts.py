"""Readable chats in text: WhatsApp in many phones' forms, LINE, KakaoTalk, iMessage, Zoom, and nobody's formats."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence

from tests.exposure.corpus.label import LANGUAGES, Item, Line, talk

_ANDROID = (
    "{d:%d/%m/%Y, %H:%M} - ", "{d:%d.%m.%y, %H:%M} - ", "{d.month}/{d.day}/{d:%y, %I:%M %p} - ",
    "{d.month}/{d.day}/{d:%y, %I:%M\u202f%p} - ", "{d:%Y/%m/%d %H:%M} - ", "{d:%d-%m-%Y %H:%M} - ",
    "{d:%d/%m/%y} {d:%H:%M} - ",
)  # fmt: skip
_IPHONE = (
    "[{d:%d.%m.%y, %H:%M:%S}] ", "[{d.month}/{d.day}/{d:%y, %I:%M:%S\u202f%p}] ", "[{d:%d/%m/%Y, %H:%M:%S}] ",
    "[{d:%Y-%m-%d, %I:%M:%S %p}] ", "[{d:%Y/%m/%d %H:%M:%S}] ",
)  # fmt: skip
_NAMES = {
    "en": "WhatsApp Chat with {}.txt", "de": "WhatsApp Chat mit {}.txt", "es": "Chat de WhatsApp con {}.txt",
    "fr": "Discussion WhatsApp avec {}.txt", "pt": "Conversa do WhatsApp com {}.txt", "ru": "Чат WhatsApp с {}.txt",
    "zh": "与{}的 WhatsApp 聊天.txt", "tr": "{} ile WhatsApp Sohbeti.txt",
}  # fmt: skip


def whatsapp_text(rng: random.Random, lines: Sequence[Line]) -> str:
    """A text as WhatsApp writes it."""
    form = rng.choice(_ANDROID + _IPHONE)
    end = "\r\n" if form.startswith("[") and rng.random() < 0.5 else "\n"
    body = end.join(form.format(d=line.when) + f"{line.who}: {line.text}" for line in lines)
    if form.startswith("["):
        body = form.format(d=lines[0].when) + f"{lines[0].who}: \u200eMessages are end-to-end encrypted.{end}" + body
    return ("\ufeff" if rng.random() < 0.1 else "") + body + end


def _whatsapp(rng: random.Random, language: str) -> Item:
    lines = talk(rng, language)
    iphone = rng.random() < 0.3
    name = "_chat.txt" if iphone else _NAMES.get(language, _NAMES["en"]).format(lines[0].who)
    return _item("whatsapp-text", name, whatsapp_text(rng, lines))


def _line(rng: random.Random, language: str) -> Item:
    lines = talk(rng, language)
    day, body = None, []
    for line in lines:
        if line.when.date() != day:
            day = line.when.date()
            body.append(f"\n{line.when:%Y.%m.%d %A}")
        said = line.text if "\n" not in line.text else f'"{line.text}"'
        body.append(f"{line.when:%H:%M}\t{line.who}\t{said}")
    head = rng.choice(("[LINE] Chat history with {}", "[LINE] {}とのトーク履歴", "[LINE] 與{}的聊天記錄"))
    top = head.format(lines[0].who) + f"\nSaved on: {lines[-1].when:%Y/%m/%d %H:%M}\n"
    return _item("line", f"[LINE] {lines[0].who}.txt", top + "\n".join(body))


def _kakao(rng: random.Random, language: str) -> Item:
    lines = talk(rng, language)
    way = rng.randint(0, 2)
    body = []
    for line in lines:
        half, hour = ("오후" if line.when.hour >= 12 else "오전"), (line.when.hour % 12 or 12)
        day = f"{line.when.year}년 {line.when.month}월 {line.when.day}일"
        if way == 0:
            body.append(f"{day} {half} {hour}:{line.when:%M}, {line.who} : {line.text}")
        elif way == 1:
            body.append(f"{line.when.year}. {line.when.month}. {line.when.day}. {half} {hour}:{line.when:%M}, "
                        f"{line.who} : {line.text}")  # fmt: skip
        else:
            body.append(f"[{line.who}] [{half} {hour}:{line.when:%M}] {line.text}")
    top = f"{lines[0].who} 님과 카카오톡 대화\n저장한 날짜 : {lines[-1].when:%Y-%m-%d %H:%M:%S}\n\n"
    return _item("kakaotalk", rng.choice(("KakaoTalkChats.txt", "KakaoTalk_20260103_1200_00_000_group.txt")),
                 top + "\n".join(body))  # fmt: skip


def _imessage(rng: random.Random, language: str) -> Item:
    lines = talk(rng, language)
    body = "\n\n".join(f"{line.when:%b %d, %Y  %I:%M:%S %p}\n{line.who}\n{line.text}" for line in lines)
    return _item("imessage-text", "Messages - +41791234567.txt", body)


def _zoom(rng: random.Random, language: str) -> Item:
    lines = talk(rng, language)
    body = "\n".join(f"{line.when:%H:%M:%S}\t From {line.who} to Everyone:\n\t{line.text}" for line in lines)
    return _item("zoom", "meeting_saved_chat.txt", body)


_FORMS = (
    "[{d:%Y-%m-%d %H:%M:%S}] {w}: {t}", "{d:%Y-%m-%d %H:%M} {w}: {t}", "{d:%d.%m.%Y %H:%M} | {w}: {t}",
    "[{d:%H:%M}] {w}: {t}", "{w} [{d:%Y-%m-%d %H:%M}]: {t}", "{w} ({d:%d/%m/%Y %H:%M}): {t}",
    "{d:%Y-%m-%dT%H:%M:%SZ} - {w}: {t}", "{d:%b %d, %Y %I:%M %p} - {w}: {t}",
)  # fmt: skip


def _own(rng: random.Random, language: str) -> Item:
    """Somebody's own script: no format of an app's."""
    form = rng.choice(_FORMS)
    body = "\n".join(
        form.format(d=line.when, w=line.who, t=line.text.replace("\n", " ")) for line in talk(rng, language)
    )
    name = rng.choice(("leaky_backup.txt", "archived_data.log", "chat_log.txt", "conversation.txt", "my-chats.log"))
    return _item("own-lines", name, body)


def _item(kind: str, name: str, text: str) -> Item:
    return Item(kind, name, text.encode(), True, "readable", "known")


MAKERS: Sequence[Callable[[random.Random, str], Item]] = (
    _whatsapp, _whatsapp, _whatsapp, _line, _kakao, _imessage, _zoom, _own,
)  # fmt: skip


def texts(rng: random.Random, rounds: int) -> Iterator[Item]:
    """Every maker in every language, `rounds` times."""
    for _ in range(rounds):
        for language in LANGUAGES:
            for maker in MAKERS:
                yield maker(rng, language)
