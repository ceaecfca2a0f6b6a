"""Invented chats with everything people do to them: each message that was written must come out as one."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exports.reading import UTC_ANSWER, read_text

FORMS = st.sampled_from(
    [
        "{t:%d/%m/%Y}, {t:%H:%M} - {s}: {b}",
        "{t:%m/%d/%y}, {t:%H:%M} - {s}: {b}",
        "{t:%d-%m-%Y} {t:%H:%M} - {s}: {b}",
        "[{t:%d.%m.%y}, {t:%H:%M:%S}] {s}: {b}",
        "[{t:%Y-%m-%d} {t:%H:%M:%S}] {s}: {b}",
        "[{t:%m/%d/%y}, {t:%I:%M:%S} {t:%p}] {s}: {b}",
    ]
)
SENDERS = st.sampled_from(["Anna", "Ben Müller", "+49 171 123", "Dr. O'Neil", "😀", "~ Clara"])
WORDS = st.text(alphabet="abc \u200e<>():.ü😀[]/-", max_size=30)
QUOTES = st.builds(
    lambda form, hours, sender, words: (form, hours, sender, words), FORMS, st.integers(1, 20_000), SENDERS, WORDS
)
MESSAGES = st.lists(
    st.tuples(st.integers(0, 4000), SENDERS, st.lists(st.one_of(WORDS, QUOTES), max_size=3)), min_size=1, max_size=25
)


@settings(max_examples=150, deadline=None)
@given(FORMS, MESSAGES, st.sampled_from(["\n", "\r\n"]), st.datetimes(datetime(2012, 1, 1), datetime(2040, 1, 1)))
def test_every_message_comes_out(
    form: str, messages: list[tuple[int, str, list[object]]], end: str, now: datetime
) -> None:
    lines: list[str] = []
    expected: list[tuple[str, str]] = []
    for number, (minutes, sender, more) in enumerate(messages):
        now += timedelta(minutes=minutes)
        lines.append(form.format(t=now, s=sender, b=f"message {number}"))
        expected.append((sender, f"message {number}"))
        for part in more:
            if isinstance(part, str):
                lines.append(part)
            elif isinstance(part, tuple):
                style, hours, quoted, words = part
                lines.append(style.format(t=now - timedelta(hours=hours), s=quoted, b=f"quoted {words}"))
    read = read_text(end.join(lines) + end, answers=UTC_ANSWER)
    found = [message for message in read.messages if message.text.startswith("message ")]
    firsts = [(message.sender, message.text.partition("\n")[0].rstrip("\r")) for message in found]
    assert firsts == expected
