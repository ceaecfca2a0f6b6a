"""Pasted chats: what stays in a body, and what must never be taken for a quotation."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.exports.reading import Read, read_text


def iphone(*lines: tuple[str, str]) -> str:
    """`(stamp, rest)` as lines."""
    return "".join(f"[{stamp}] {rest}\n" for stamp, rest in lines)


CHAT = iphone(
    ("20/04/2021, 10:00:00", "Anna: hello"),
    ("21/04/2021, 10:00:00", "Ben: hi"),
    ("22/04/2021, 18:00:00", "Anna: look what she wrote:"),
)
AFTER = iphone(("22/04/2021, 18:05:00", "Ben: unbelievable"), ("23/04/2021, 09:00:00", "Anna: yes"))


def read(*parts: str) -> Read:
    return read_text("".join(parts), "WhatsApp Chat - Anna.txt")


def test_lines_of_a_stranger_from_the_past_stay_in_the_body() -> None:
    quoted = iphone(("22/04/2021, 15:00:00", "Clara: I never said that"), ("22/04/2021, 15:01:00", "Dora: you did"))
    found = read(CHAT, quoted, AFTER)
    assert found.senders == ["Anna", "Ben", "Anna", "Ben", "Anna"]
    assert found.texts[2] == "look what she wrote:\n" + quoted.rstrip("\n")
    assert found.account.parts == 2


def test_a_service_line_goes_with_the_quotation_it_stands_in() -> None:
    quoted = iphone(("22/04/2021, 15:00:00", "Clara: hm"), ("22/04/2021, 15:01:00", "Dora left"))
    assert read(CHAT, quoted, AFTER).account.service == 0


def test_somebody_who_writes_elsewhere_is_no_quotation() -> None:
    late = iphone(("22/04/2021, 15:00:00", "Ben: sent from the mountains, arrived late"))
    found = read(CHAT, late, AFTER)
    assert found.senders == ["Anna", "Ben", "Anna", "Ben", "Ben", "Anna"]


def test_somebody_who_writes_later_is_no_quotation() -> None:
    late = iphone(("22/04/2021, 15:00:00", "Clara: sent from the mountains"))
    found = read(CHAT, late, AFTER, iphone(("24/04/2021, 09:00:00", "Clara: back home")))
    assert found.senders.count("Clara") == 2


def test_a_stranger_who_goes_on_in_time_is_a_new_member() -> None:
    found = read(CHAT, iphone(("22/04/2021, 18:01:00", "Clara: hello everybody")), AFTER)
    assert "Clara" in found.senders


def test_an_hour_backwards_means_nothing() -> None:
    found = read(CHAT, iphone(("22/04/2021, 17:10:00", "Clara: the clocks were set back")), AFTER)
    assert "Clara" in found.senders


def test_a_phone_with_a_wrong_clock_loses_nobody() -> None:
    """One message of 2031, then a long stretch of the true time with a new member in it."""
    wrong = iphone(("01/01/2031, 00:00:00", "Anna: my clock is broken"))
    start, lines = datetime(2021, 4, 23), []
    for number in range(1500):
        when = start + timedelta(minutes=number)
        lines.append((f"{when:%d/%m/%Y, %H:%M:%S}", f"{'Clara' if number < 700 else 'Ben'}: {'words ' * 8}{number}"))
    found = read(CHAT, wrong, iphone(*lines))
    assert found.senders.count("Clara") == 700
    assert found.account.messages == 3 + 1 + 1500


def test_a_second_export_put_behind_the_first_is_read_whole() -> None:
    """Another phone, another form, new people, and older: too long to be a quotation."""
    start = datetime(2019, 5, 1)
    second = "".join(
        f"{start + timedelta(hours=n):%d.%m.%y, %H:%M} - {('Clara', 'Dora')[n % 2]}: {'words ' * 12}{n}\n"
        for n in range(2000)
    )
    found = read(CHAT, AFTER, second)
    assert found.account.messages == 5 + 2000
    assert found.times[5] == "2019-05-01 00:00:00"
    assert found.question is None


def test_a_few_lines_of_another_form_are_a_quotation() -> None:
    log = "2021-04-22, 18:01 - INFO: started\n2021-04-22, 18:01 - INFO: stopped\n"
    assert read(CHAT, log, AFTER).account.messages == 5


def test_a_chat_pasted_from_the_same_people_in_another_form_and_older() -> None:
    quoted = "20.04.21, 10:00 - Anna: hello\n21.04.21, 10:00 - Ben: hi\n"
    assert read(CHAT, quoted, AFTER).account.messages == 5


def test_a_date_that_cannot_be_begins_no_message() -> None:
    found = read(CHAT, "[31/02/2021, 10:00:00] Ben: no such day\n", AFTER)
    assert found.account.messages == 5
    assert found.texts[2].endswith("Ben: no such day")
