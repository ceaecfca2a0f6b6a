"""Hard negatives: what looks like a chat, or like a lock, and is none."""
# ruff: noqa: E501 - samples keep their own lines

from __future__ import annotations

import gzip
import io
import json
import random
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from tests.exposure.corpus.label import LANGUAGES, Item

_HOSTS = ("web1", "db-2", "router", "anna-pc")
_PROGRAMS = ("sshd[812]", "kernel", "systemd[1]", "nginx", "cron[99]", "NetworkManager[801]")
_LEVELS = ("INFO", "WARNING", "ERROR", "DEBUG")
_SAYINGS = ("connection from 10.0.0.7 port 443", "started worker pid=88", "GET /index.html 200", "queue size=17",
    "message sent to broker", "user anna logged in", "cache miss for /var/lib/x", "timeout after 30 s")  # fmt: skip
_NICKS = ("al1ce", "bob_", "zork", "freenode-user", "Anna")


def _times(rng: random.Random, count: int) -> Iterator[datetime]:
    when = datetime(2025, rng.randint(1, 12), rng.randint(1, 28), 8)
    for _ in range(count):
        when += timedelta(seconds=rng.randint(1, 300))
        yield when


def _log(rng: random.Random) -> tuple[str, str]:
    forms = (
        "{d:%b %d %H:%M:%S} {h} {p}: {s}", "{d:%Y-%m-%d %H:%M:%S},123 - app.module - {l} - {s}",
        "{d:%Y-%m-%d %H:%M:%S} {l}: {s}", "[{d:%Y-%m-%d %H:%M:%S}] {l} {p}: {s}", "{d:%Y-%m-%dT%H:%M:%SZ} {h} {p}: {s}",
        '10.0.0.1 - - [{d:%d/%b/%Y:%H:%M:%S} +0000] "GET /x HTTP/1.1" 200 17', "{d:%Y/%m/%d %H:%M:%S} [{l}] 8#8: {s}",
        "{d:%H:%M:%S} {p}: {s}", "[{d:%H:%M:%S}] [Server thread/{l}]: {s}", "{d:%Y-%m-%d %H:%M:%S} status installed libc6:amd64",
        "{d:%Y-%m-%d %H:%M:%S} nginx: {s}", "{d:%m-%d %H:%M:%S}.123  812  900 I ActivityManager: {s}",
    )  # fmt: skip
    form = rng.choice(forms)
    lines = [form.format(d=when, h=rng.choice(_HOSTS), p=rng.choice(_PROGRAMS), l=rng.choice(_LEVELS),
        s=rng.choice(_SAYINGS)) for when in _times(rng, 60)]  # fmt: skip
    return rng.choice(("server.log", "syslog", "app.log", "access.log", "messages.1", "output.txt")), "\n".join(lines)


def _json_log(rng: random.Random) -> tuple[str, str]:
    lines = [json.dumps({"timestamp": when.isoformat(), "level": rng.choice(_LEVELS), "message": rng.choice(_SAYINGS),
        "logger": "app"}) for when in _times(rng, 40)]  # fmt: skip
    return "events.jsonl", "\n".join(lines)


def _irc(rng: random.Random) -> tuple[str, str]:
    form = rng.choice(("{d:%H:%M} <{n}> {s}", "[{d:%H:%M:%S}] <{n}> {s}", "{d:%Y-%m-%d %H:%M:%S} <{n}> {s}"))
    lines = [form.format(d=when, n=rng.choice(_NICKS), s=rng.choice(("hi all", "anyone using 2.0?", "yes", "lol")))
        for when in _times(rng, 60)]  # fmt: skip
    lines.insert(5, "10:07 -!- zork [~z@example.net] has joined #debian")
    return rng.choice(("#debian.log", "irc.log", "freenode.txt")), "\n".join(lines)


def _subtitles(rng: random.Random) -> tuple[str, str]:
    people, texts = LANGUAGES[rng.choice(list(LANGUAGES))]
    webvtt = rng.random() < 0.5
    lines = ["WEBVTT\n"] if webvtt else []
    for number, when in enumerate(_times(rng, 50)):
        comma = "." if webvtt else ","
        lines.append(
            f"{number}\n{when:%H:%M:%S}{comma}000 --> {when:%H:%M:%S}{comma}900\n{rng.choice(people)}: {rng.choice(texts)}\n"
        )
    return rng.choice(("film.vtt" if webvtt else "film.srt", "film.txt")), "\n".join(lines)


def _mail(rng: random.Random) -> tuple[str, str]:
    people, texts = LANGUAGES["en"]
    body = "\n".join(rng.choice(texts) for _ in range(8))
    text = (
        "Received: from mail.example.org\nMIME-Version: 1.0\nFrom: Anna <a@example.org>\nTo: Ben <b@example.org>\n"
        f"Subject: Tonight\nDate: Tue, 4 Mar 2025 10:00:00 +0000\n\n{body}\n\nOn Mon, Mar 3, 2025 at 9:00 PM {people[1]}"
        f" wrote:\n> {texts[0]}\n"
    )
    return rng.choice(("mail.eml", "inbox.txt", "letter.txt", "mail")), text * rng.randint(1, 3)


def _code(rng: random.Random) -> tuple[str, str]:
    samples = (
        ("chat.py", "import json\n\nclass Chat:\n    def send(self, sender: str, text: str) -> None:\n        self.log.append((time(), sender, text))\n"),
        ("message.ts", "export interface Message { sender: string; timestamp: number; text: string }\n"),
        ("schema.json", '{"$schema": "x", "properties": {"sender": {"type": "string"}, "timestamp": {"type": "integer"}, "text": {"type": "string"}}}'),
        ("package.json", '{"name": "chat-app", "version": "1.0.0", "author": "Anna", "dependencies": {"socket.io": "^4"}}'),
        ("docker-compose.txt", "services:\n  chat:\n    image: chat\n    ports:\n      - 10:00\n"),
        ("strings.json", '{"chat": "Chat", "send": "Send message", "from": "From", "date": "Date"}'),
        ("git.log", "commit 3d0d7e5\nAuthor: Anna <a@example.org>\nDate:   Tue Mar 4 10:00:00 2025\n\n    Fix: the message parser\n"),
        ("CHANGES.txt", "2025-03-04  Anna  <a@example.org>\n\n\t* chat.c (send): New.\n\n2025-03-01  Ben  <b@example.org>\n\n\t* chat.c: Fix.\n"),
    )  # fmt: skip
    return rng.choice(samples)


def _dataset(rng: random.Random) -> tuple[str, str]:
    texts = LANGUAGES["en"][1]
    way = rng.randint(0, 6)
    rows = range(40)
    if way == 0:
        return "train.jsonl", "\n".join(json.dumps({"messages": [{"role": "user", "content": rng.choice(texts)},
            {"role": "assistant", "content": rng.choice(texts)}]}) for _ in rows)  # fmt: skip
    if way == 1:
        return "tweets.csv", "tweet_id,date,user,text,sentiment\n" + "\n".join(
            f"{n},2025-01-0{n % 9 + 1},user{n},{rng.choice(texts)},4" for n in rows)  # fmt: skip
    if way == 2:
        return "reviews.json", json.dumps([{"reviewerName": "A", "reviewText": rng.choice(texts), "unixReviewTime": 1,
            "overall": 5, "summary": "x"} for _ in rows])  # fmt: skip
    if way == 3:
        return "dialogues.json", json.dumps([{"dialogue_id": n, "turns": [{"speaker": "USER", "utterance":
            rng.choice(texts)}]} for n in rows])  # fmt: skip
    if way == 4:
        return "movie_lines.txt", "\n".join(
            f"L{n} +++$+++ u0 +++$+++ m0 +++$+++ ANNA +++$+++ {rng.choice(texts)}" for n in rows
        )
    if way == 5:
        return "comments.json", json.dumps([{"user": "a", "created_at": "2025", "body": rng.choice(texts), "html_url":
            "https://example.org", "node_id": "x"} for _ in rows])  # fmt: skip
    return "spam.csv", "label,text\n" + "\n".join(f"ham,{rng.choice(texts)}" for _ in rows)


def _prose(rng: random.Random) -> tuple[str, str]:
    samples = (
        ("play.txt", "ACT I\n\nANNA: Where is he?\nBEN: He is late.\nANNA: Again.\n" * 20),
        ("diary.txt", "2025-03-04 10:00: Went to the market, bought apples.\n2025-03-05 11:00: Rain. Stayed in.\n" * 10),
        ("agenda.txt", "10:00 Welcome: Anna\n10:30 Budget: Ben\n11:00 Coffee\n12:00 Close: Anna\n"),
        ("timetable.csv", "date,time,room,title\n2025-03-04,10:00,A,Maths\n2025-03-05,11:00,B,Music\n"),
        ("recipe.txt", "Apple cake\n\nApples: 4\nFlour: 200 g\nTime: 45 min\n"),
        ("contacts.csv", "name,phone,email\nAnna,+41791234567,a@example.org\n"),
        ("invoice.txt", "Invoice 4711\nDate: 04.03.2025\nFrom: Anna Ltd\nTotal: 17.00\n"),
        ("calendar.ics", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20250304T100000Z\nSUMMARY:Chat with Anna\nEND:VEVENT\n"),
        ("backup.log", "2025-03-04 10:00:00 backup started: /home/anna\n2025-03-04 10:09:00 backup finished: 17 files\n"),
        ("bookmarks.html", "<!DOCTYPE NETSCAPE-Bookmark-file-1><TITLE>Bookmarks</TITLE><DL><DT><A HREF='https://x'>Chat</A></DL>"),
        ("feed.xml", "<?xml version='1.0'?><rss><channel><item><title>x</title><pubDate>Tue, 4 Mar 2025</pubDate></item></channel></rss>"),
        ("minutes.txt", "Minutes of 4 March 2025\n\nPresent: Anna, Ben\n\n1. Budget: agreed.\n2. Next meeting: 10:00 on Friday.\n"),
        ("transactions.json", json.dumps([{"from": "A", "to": "B", "amount": 4, "timestamp": 1700000000, "message": "rent"}] * 9)),
        ("weather.json", json.dumps({"message": "ok", "timestamp": 1700000000, "temperature": 4})),
        ("status.json", json.dumps({"message": "Service is up", "time": "2025-01-01", "version": "1.2"})),
        ("lyrics.lrc", "[00:12.00]Anna: la la\n[00:14.00]Ben: la\n" * 9),
    )  # fmt: skip
    return rng.choice(samples)


TEXT_MAKERS: Sequence[Callable[[random.Random], tuple[str, str]]] = (
    _log, _log, _json_log, _irc, _subtitles, _mail, _code, _dataset, _prose, _prose,
)  # fmt: skip


def _binary(rng: random.Random) -> tuple[str, bytes]:
    office = io.BytesIO()
    with zipfile.ZipFile(office, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w:document>Dear Anna, see you at 10:00.</w:document>")
    samples = (
        ("photo.jpg", b"\xff\xd8\xff\xe0" + rng.randbytes(2000)), ("icon.png", b"\x89PNG\r\n\x1a\n" + rng.randbytes(900)),
        ("letter.docx", office.getvalue()), ("random.bin", rng.randbytes(rng.randint(20, 4000))),
        ("noise.dat", rng.randbytes(4096)), ("image.webp", b"RIFF\x00\x10\x00\x00WEBP" + rng.randbytes(900)),
        ("noise", rng.randbytes(rng.randint(1, 300))), ("man.1.gz", gzip.compress(b".TH CHAT 8\n.SH NAME\nchat\n")),
        ("movie.bin", b"\0\0\0\x20ftypisom" + rng.randbytes(600)), ("zeros.dat", bytes(5000)), ("empty.txt", b""),
    )  # fmt: skip
    return rng.choice(samples)


_UNKNOWN = ("random.bin", "noise.dat", "noise", "zeros.dat", "empty.txt")


def negatives(rng: random.Random, rounds: int) -> Iterator[Item]:
    """Every maker, `rounds` times."""
    for _ in range(rounds):
        for maker in TEXT_MAKERS:
            name, text = maker(rng)
            yield Item(maker.__name__.strip("_"), name, text.encode(), False, "readable", "own")
        for _ in range(3):
            name, content = _binary(rng)
            yield Item("binary", name, content, False, "unknown" if name in _UNKNOWN else "readable", "own")
