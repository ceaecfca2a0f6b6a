"""Senders and the colons of service messages."""

from __future__ import annotations

import pytest

from tests.exports.reading import read_text

CHAT = "".join(f"28/04/2021, 10:{n:02} - {name}: text\n" for n, name in enumerate(["Anna", "Ben", "Anna Maria"] * 4))


def last(line: str, name: str = "chat.txt") -> tuple[str | None, str]:
    read = read_text(f"{CHAT}29/04/2021, 10:00 - {line}\n", name)
    return read.senders[-1], read.texts[-1]


@pytest.mark.parametrize(
    "line",
    [
        'Anna changed the subject from "Old" to "Party: tonight"',
        "Anna hat den Betreff zu „Feier: heute“ geändert.",
        "Anna cambió el asunto a «Fiesta: hoy»",
        "Anna がグループ名を「会: 今日」に変更しました",
        "Anna ändrade ämnet till ”Fest: ikväll”",
        "Anna changed the group description to https://example.org/rules",
        "You created group \u201cBook club: spring\u201d",
        "Ben changed this group's settings to allow only admins: members were told",
        "Anna vaihtoi ryhmän nimeksi ”Juhlat: huomenna”",
        "Messages to this chat and calls are now secured with end-to-end encryption",
        "Anna left",
        "",
    ],
)
def test_service_messages_with_and_without_colons(line: str) -> None:
    assert last(line) == (None, line)


@pytest.mark.parametrize(
    ("line", "sender", "text"),
    [
        ("Zoe: hi", "Zoe", "hi"),
        ("Zoe van der Berg: hi: you", "Zoe van der Berg", "hi: you"),
        ('Bob "The Rock" Smith: yes', 'Bob "The Rock" Smith', "yes"),
        ("+49 171 1234567: yes", "+49 171 1234567", "yes"),
        ("Anna van der Berg: hi", "Anna van der Berg", "hi"),
        ("Dr. O'Neil (dentist): 10:30?", "Dr. O'Neil (dentist)", "10:30?"),
        ("Anna:", "Anna", ""),
        ("Anna: ", "Anna", ""),
        ("Zoe:", "Zoe", ""),
        ("Anna:.", "Anna", "."),
        ("😀🎉: hi", "😀🎉", "hi"),
        ("Anna:tight", "Anna", "tight"),
        ("Anna: http://example.org/a: b", "Anna", "http://example.org/a: b"),
        ("x" * 120 + ": long name", "x" * 120, "long name"),
    ],
)
def test_senders(line: str, sender: str, text: str) -> None:
    assert last(line) == (sender, text)


def test_an_odd_name_that_writes_often_is_a_name() -> None:
    lines = "".join(f'28/04/2021, 10:{n:02} - 5" pipes: offer {n}\n' for n in range(4))
    assert read_text(CHAT + lines).senders[-4:] == ['5" pipes'] * 4


def test_a_service_message_that_comes_often_is_no_name() -> None:
    line = '28/04/2021, 10:{:02} - Anna changed the group name from "Week: {}" to "Week: {}"\n'
    lines = "".join(line.format(n, n, n + 1) for n in range(6))
    assert read_text(CHAT + lines).senders[-6:] == [None] * 6


def test_somebody_whose_name_begins_with_anothers() -> None:
    line = "28/04/2021, 11:00 - Anna from the swimming club in the old town: hi\n"
    assert read_text(CHAT + line).senders[-1] == "Anna from the swimming club in the old town"


def test_a_name_with_a_colon_of_its_own() -> None:
    lines = "".join(f"28/04/2021, 10:{n:02} - Re:Bob: mail {n}\n" for n in range(4))
    read = read_text(CHAT + lines)
    assert set(read.senders[-4:]) == {"Re:Bob"}
    assert read.texts[-1] == "mail 3"


def test_an_iphones_group_speaks_under_its_own_name() -> None:
    text = (
        "[28/04/2021, 10:00:00] Choir: \u200eAnna created this group\n[28/04/2021, 10:01:00] Anna: hello\n"
        "[28/04/2021, 10:02:00] Choir: \u200eAnna changed something that we have no words for\n"
    )
    read = read_text(text, "_chat.txt")
    assert read.senders == [None, "Anna", None]
    assert read.chat_name == "Choir"


def test_somebody_who_only_sends_photos_is_no_group() -> None:
    text = (
        "[28/04/2021, 10:00:00] Anna: \u200e<attached: 00000001-PHOTO-2021-04-28-10-00-00.jpg>\n"
        "[28/04/2021, 10:01:00] Me: nice\n[28/04/2021, 10:02:00] Anna: \u200eimage omitted\n"
    )
    assert read_text(text, "WhatsApp Chat - Anna.txt").senders == ["Anna", "Me", "Anna"]


def test_an_iphones_service_message_in_a_persons_name() -> None:
    text = (
        "[28/04/2021, 10:00:00] Anna: \u200eMessages and calls are end-to-end encrypted.\n"
        "[28/04/2021, 10:01:00] Anna: hi\n"
        "[28/04/2021, 10:02:00] Ben: \u200eBen xyzzed the plugh\n[28/04/2021, 10:03:00] Ben: \u200eplugh xyzzed\n"
    )
    read = read_text(text, "WhatsApp Chat - Anna.txt")
    assert read.senders == [None, "Anna", None, "Ben"]
    assert read.kinds == ["service", "text", "service", "text"]


WORK = [f"28/04/2021, 10:{n:02} - Work: Anna: message {n}" for n in range(6)]


def senders_and_texts(lines: list[str], name: str = "WhatsApp Chat with Choir.txt") -> set[tuple[str | None, str]]:
    read = read_text("\n".join(lines), name)
    return set(zip(read.senders, read.texts, strict=True))


def test_a_name_with_a_colon_is_known_by_what_nobody_types_behind_it() -> None:
    lines = [*WORK, "28/04/2021, 10:30 - Work: Anna: <Media omitted>", "28/04/2021, 10:31 - Ben: ok"]
    found = senders_and_texts(lines)
    assert {sender for sender, _ in found} == {"Work: Anna", "Ben"}
    assert ("Work: Anna", "message 3") in found
    read = read_text("\n".join(lines), "x.txt")
    assert read.kinds[6] == "omitted"
    assert read.chat_name == "Work: Anna, Ben"


def test_a_name_with_a_colon_is_known_by_the_chats_own_name() -> None:
    assert {s for s, _ in senders_and_texts(WORK, "WhatsApp Chat with Work_ Anna.txt")} == {"Work: Anna"}


def test_a_name_with_a_colon_is_known_where_every_one_of_many_messages_begins_so() -> None:
    many = [f"28/04/2021, 10:{n:02} - Work: Anna: message {n}" for n in range(25)]
    assert {sender for sender, _ in senders_and_texts(many)} == {"Work: Anna"}


def test_words_with_a_colon_stay_words() -> None:
    """Somebody who writes "PS: …" again and again, with other things in between."""
    lines = [f"28/04/2021, 10:{n:02} - Anna: PS: and {n}" for n in range(30)]
    found = senders_and_texts([*lines, "28/04/2021, 10:40 - Anna: hello", "28/04/2021, 10:41 - Anna: <Media omitted>"])
    assert {sender for sender, _ in found} == {"Anna"}
    assert ("Anna", "PS: and 7") in found


def test_somebody_of_the_same_first_name_stays_apart() -> None:
    lines = [*WORK, "28/04/2021, 10:30 - Work: Anna: <Media omitted>", "28/04/2021, 10:31 - Work: Anna's desk: no"]
    found = senders_and_texts([*lines, "28/04/2021, 10:32 - Work: on my way"])
    assert ("Work", "on my way") in found
    assert ("Work", "Anna's desk: no") in found
    assert ("Work: Anna", "message 1") in found


def test_two_names_that_begin_alike() -> None:
    other = [line.replace("Anna", "Bob") for line in WORK]
    media = [f"28/04/2021, 10:30 - Work: {name}: <Media omitted>" for name in ("Anna", "Bob")]
    assert {sender for sender, _ in senders_and_texts([*WORK, *other, *media])} == {"Work: Anna", "Work: Bob"}
