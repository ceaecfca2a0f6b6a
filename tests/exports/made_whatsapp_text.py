"""Invented chats as WhatsApp exports them, of both phones, as text and with photos."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.exports.reading import zip_of

CANARY = "kingfisher-at-dawn"
ANDROID = (
    f"28/04/2021, 10:15 - Anna: {CANARY}\n28/04/2021, 10:16 - Ben joined\n"
    "28/04/2021, 10:16 - Ben: IMG-20210428-WA0001.jpg (file attached)\n"
    "28/04/2021, 10:17 - Ben: more\n\nlines\n28/04/2021, 10:18 - Anna: gone.pdf (file attached)\n"
)
IPHONE = (
    f"[28/04/2021, 10:15:00] Choir: \u200eAnna created this group\r\n[28/04/2021, 10:15:09] Anna: {CANARY}\r\n"
    "\u200e[28/04/2021, 10:16:00] Ben: \u200e<attached: 00000003-PHOTO-2021-04-28-10-16-00.jpg>\r\n"
)
PHOTO = bytes(range(256)) * 8


def samples() -> dict[str, bytes]:
    """Text and archive of both phones."""
    return {
        "WhatsApp Chat with Anna.txt": ANDROID.encode(),
        "_chat.txt": IPHONE.encode("utf-8-sig"),
        "WhatsApp Chat with Anna.zip": zip_of(
            {"WhatsApp Chat with Anna.txt": ANDROID, "IMG-20210428-WA0001.jpg": PHOTO}
        ),
        "WhatsApp Chat - Choir.zip": zip_of(
            {"_chat.txt": IPHONE, "00000003-PHOTO-2021-04-28-10-16-00.jpg": PHOTO, "notes.txt": "no chat"}
        ),
    }


def chat(messages: int) -> str:
    """An ordinary group's text: two messages a minute, some of several lines, some without a word."""
    start, people = datetime(2021, 1, 17, 8, 0), ("Anna", "Ben Müller", "+49 171 1234567", "Clara")
    said = (
        "Are you coming tonight?",
        "We could meet at the station, as always. Bring the tickets!",
        "ok 😀",
        "Haha yes",
    )
    lines = []
    for number in range(messages):
        stamp = f"{start + timedelta(seconds=number * 30):%d/%m/%Y, %H:%M}"
        body = "<Media omitted>" if number % 15 == 0 else said[number % 4]
        lines.append(f"{stamp} - {people[number % 3 + (number % 7 == 0)]}: {body}\n")
        if number % 20 == 0:
            lines.append("and a second line\n")
    return "".join(lines)


def many(messages: int) -> dict[str, bytes]:
    """The same chat as text, and packed."""
    text = chat(messages)
    name = "WhatsApp Chat with Choir"
    return {f"{name}.txt": text.encode(), f"{name}.zip": zip_of({f"{name}.txt": text})}
