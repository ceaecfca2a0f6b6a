"""Text exports that others collected, read in place. The counts were made with grep, not with this program.

`grep -c ''` gives the lines, `grep -cP '^\\[?\\d'` the headers, and those with a sender
`grep -cP '^\\[?\\d[^\\]]*?(\\] | - )[^:]+:'`.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.exports.reading import UTC_ANSWER, Read, read_source, read_text
from vault.exports.base import Account, Source
from vault.places import resources

# name: lines, messages, service, further lines, blank ones, order, first and last instant as the file writes them
FILES = {
    "lorem.txt": (500, 500, 0, 0, 0, "day-first", "2020-01-15 02:22:56", "2020-05-11 22:32:48"),
    "lorem-2000.txt": (2000, 2000, 0, 0, 0, "year-first", "2019-04-16 02:09:00", "2020-06-13 00:00:00"),
    "lorem-merge-part1.txt": (300, 300, 0, 0, 0, "year-first", "2019-10-20 10:16:00", "2020-01-10 00:00:00"),
    "lorem-merge-part2.txt": (300, 300, 0, 0, 0, "year-first", "2020-06-20 10:16:00", "2020-09-10 00:00:00"),
    "pokemon.txt": (21, 19, 1, 0, 1, "day-first", "2016-04-15 15:04:00", "2016-10-31 12:23:00"),
    "test_[mmddyy]_24hrs.txt": (11, 7, 2, 2, 0, "month-first", "2019-01-01 11:25:00", "2021-12-30 22:01:00"),
    "test_ddmmyy_24hrs.txt": (11, 7, 2, 2, 0, "day-first", "2019-01-01 11:25:00", "2021-12-30 22:01:00"),
    "test_mmddyy_24hrs.txt": (11, 7, 2, 2, 0, "month-first", "2019-01-01 11:25:00", "2021-12-30 22:01:00"),
    "test_mmddyyyy_12hrs.txt": (11, 7, 2, 2, 0, "month-first", "2019-01-01 11:25:00", "2021-12-30 22:01:00"),
    "test_yyyymmdd_24hrs.txt": (11, 7, 2, 2, 0, "year-first", "2019-01-01 11:25:00", "2021-12-30 22:01:00"),
}


def real(folder: Path, name: str) -> Read:
    return read_source(Source.of_file(folder / "whatsapp-text" / name), UTC_ANSWER)


def test_no_file_is_forgotten(shared_data: Path) -> None:
    assert {path.name for path in (shared_data / "whatsapp-text").glob("*.txt")} == set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_counts(shared_data: Path, name: str) -> None:
    lines, messages, service, continuation, blank, order, first, last = FILES[name]
    read = real(shared_data, name)
    assert read.account == Account(lines, messages, service, continuation, blank, 0)
    assert read.date_order == order
    assert (read.times[0], read.times[-1]) == (first, last)
    assert None not in read.times
    assert read.skipped == []


def test_senders(shared_data: Path) -> None:
    read = real(shared_data, "test_ddmmyy_24hrs.txt")
    people = ["John Doe", "John Doe", "Jahn Doe", "John-John Doe", None, None, "John Doe 🤓", "🤓", "John Doe"]
    assert read.senders == people
    assert read.texts[3] == "Lorem ipsum : dolor sit amet."
    assert read.texts[4] == '+12 345 578 created group "Groupname"'
    assert read.texts[-1] == "Lorem ipsum dolor sit amet,\nconsectetur adipiscing elit. Duis libero."


def header_forms(shared_data: Path) -> list[str]:
    listed = json.loads((shared_data / "whatsapp-text" / "header_format_support.json").read_text(encoding="utf-8"))
    return [form["format"] for form in listed]


@pytest.mark.parametrize("year", ["%y", "%Y"])
def test_every_listed_header_form(shared_data: Path, year: str) -> None:
    """From each form a text over twelve days and a month's end, with further lines and another name than WhatsApp's."""
    forms = header_forms(shared_data)
    assert len(forms) == 96
    wrong = [form for form in forms if not _reads(form.replace("%y", year))]
    assert wrong == []


def _reads(form: str) -> bool:
    start, lines, times = datetime(2019, 1, 27, 22, 15, 30), [], []
    for number in range(40):
        when = start + number * timedelta(hours=7, minutes=13)
        head = when.strftime(form.replace("%name", ("Mary", "John", "+1 123 456 789")[number % 3]))
        lines.append(f"{head} text {number}" + ("\nmore" if number % 5 == 0 else ""))
        times.append(f"{when if '%S' in form else when.replace(second=0):%Y-%m-%d %H:%M:%S}")
    read = read_text("\n".join(lines) + "\n", name="chat.txt")
    return read.times == times and read.account == Account(48, 40, 0, 8, 0, 0)


@pytest.mark.parametrize(
    ("name", "messages", "attachments"),
    [
        ("WhatsApp Chat with Papa.txt", 51, 0),
        ("WhatsApp Chat with The Albers Family.zip", 54, 4),
        ("WhatsApp Chat - Cycling Sundays.zip", 47, 5),
    ],
)
def test_our_own_samples(name: str, messages: int, attachments: int) -> None:
    read = read_source(Source.of_file(resources() / "samples" / name))
    files = [file for message in read.messages for file in message.attachments]
    assert (len(read.messages), len(files)) == (messages, attachments)
    assert all(file.included and file.name in read.members for file in files)
    assert read.skipped == []
