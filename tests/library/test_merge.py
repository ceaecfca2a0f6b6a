"""What makes a message the same message in two exports, and what does not."""

from __future__ import annotations

import pytest

from tests.library.messages import START, at, left_out, message, photo
from vault.chats.attachment import Attachment
from vault.chats.message import Message, Moment
from vault.library.merge import fingerprint, normalised


def same(one: Message, other: Message) -> bool:
    return fingerprint(one, 0) == fingerprint(other, 0)


@pytest.mark.parametrize(
    "text",
    [
        "\u200eHello  you",
        "Hello\u00a0you",
        "Hello\u202fyou ",
        "Hello you\r\n",
        "\ufeffHello you",
        "\u2068Hello\u2069 you",
    ],
)
def test_marks_and_kinds_of_space_make_no_difference(text: str) -> None:
    assert same(message("Hello you"), message(text))


def test_composed_and_decomposed_letters_are_the_same() -> None:
    assert same(message("caf\u00e9"), message("cafe\u0301"))


def test_seconds_make_no_difference_within_a_minute() -> None:
    assert same(message("Hi", 1), message("Hi", 1.98))
    assert not same(message("Hi", 1), message("Hi", 2))


@pytest.mark.parametrize(
    "other", [message("hello"), message("Hello", 1), message("Hello", 0, "Ben"), message("Hello", 0, None, "service")]
)
def test_other_words_minute_or_author_make_another_message(other: Message) -> None:
    assert not same(message("Hello"), other)


def test_lines_stay_lines() -> None:
    assert not same(message("one\ntwo"), message("one two"))
    assert same(message("one\r\ntwo"), message("one\ntwo"))


def test_a_service_message_is_not_somebody_of_that_name() -> None:
    assert not same(message("x", 0, None, "service"), message("x", 0, "\0service"[1:]))


def test_twins_differ_by_their_number() -> None:
    assert fingerprint(message("ha"), 0) != fingerprint(message("ha"), 1)


def test_a_photo_is_the_same_whatever_its_name_or_whether_it_is_there() -> None:
    assert same(photo("00000042-PHOTO-2020.jpg"), photo("00000017-PHOTO-2020.jpg"))
    assert same(photo("IMG-1.jpg"), left_out())
    assert same(photo("IMG-1.jpg", 0, "our house"), left_out(0, "our house"))
    assert not same(photo("IMG-1.jpg", 0, "our house"), photo("IMG-1.jpg", 0, "our garden"))
    assert not same(left_out(), message(""))


def test_a_caption_that_stands_alone_counts_from_its_first_line() -> None:
    def captioned(text: str) -> Message:
        return message(text, 0, "Anna", "media", Attachment("3.png", True, 10, "photo"))

    assert not same(captioned("our house"), captioned("our garden"))
    assert not same(captioned("our house\nin May"), captioned("our garden\nin May"))
    assert same(captioned("our house"), photo("IMG-1.jpg", 0, "our house"))


def test_an_open_date_is_compared_by_its_wording() -> None:
    def undated(text: str) -> Message:
        return Message("Anna", "Anna", Moment(None, text, "assumed"), "Hi", "text", "line 1")

    assert same(undated("03/04/2026, 10:15"), undated("03/04/2026,\u00a010:15"))
    assert not same(undated("03/04/2026, 10:15"), undated("04/03/2026, 10:15"))
    minute = str(int(START.timestamp() // 60))
    assert at(0).utc == START
    assert not same(undated(minute + " "), undated("x"))


def test_normalising_twice_changes_nothing() -> None:
    once = normalised("\u200e a\u00a0 b \r\n c\u2028d ")
    assert once == "a b\nc\nd"
    assert normalised(once) == once


def test_half_characters_do_no_harm() -> None:
    assert fingerprint(message("\ud83d"), 0) != fingerprint(message("?"), 0)
