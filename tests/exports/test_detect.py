"""What is a chat of WhatsApp's, and what only looks a little like one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.exports.made import samples
from tests.exports.reading import read_bytes, read_text, source_of, zip_of
from vault.errors import EmptyExport, ExportDamaged, ExportMissing, ExportUnreadable, NotAChat
from vault.exports.base import HEAD, Source
from vault.exports.detect import detect, open_export, worth_a_look
from vault.exports.whatsapp.importer import WhatsAppImporter

CHAT = "28/04/2021, 10:15 - Anna: hello\n28/04/2021, 10:16 - Ben: hello back\n28/04/2021, 10:17 - Anna: good\n"
OTHER_THINGS = {
    "python.log": "2021-04-28 10:15:01,123 - root - INFO - started\n2021-04-28 10:15:02,001 - root - ERROR - no\n",
    "levels.log": "2021-04-28 10:15:01 - INFO: started\n2021-04-28 10:15:02 - ERROR: failed\n" * 20,
    "comma.log": "2021-04-28, 10:15 - INFO: started\n2021-04-28, 10:15 - WARNING: slow\n" * 20,
    "laravel.log": "[2021-04-28 10:15:01] production.INFO: started\n[2021-04-28 10:15:02] production.ERROR: no\n" * 9,
    "server.log": "[2021-04-28 10:15:01] nginx: started\n[2021-04-28 10:15:02] app-worker: ready\n" * 9,
    "workers.log": "[03/01/2024 10:00:00] worker-1: done\n[03/01/2024 10:00:07] worker-2: done\n" * 9,
    "mixed.log": "[03/01/2024 10:00:00] scheduler: run\n[03/01/2024 10:00:07] db_pool: ok\n[03/01/2024 10:00:08] "
    "node3: up\n" * 9,
    "threads.log": "28.04.2021 10:15:01 - Thread-1: started\n28.04.2021 10:15:02 - Thread-2: started\n" * 9,
    "colons.log": "2021-04-28 10:15:01: foo: bar\n2021-04-28 10:15:02: foo: baz\n" * 9,
    "apache.log": '127.0.0.1 - - [28/Apr/2021:10:15:01 +0000] "GET / HTTP/1.1" 200 12\n' * 9,
    "go.log": "2021/04/28 10:15:01 main.go:23: listening\n2021/04/28 10:15:02 main.go:40: request\n" * 9,
    "java.log": "2021-04-28 10:15:01 INFO  com.example.Main:12 - up\n" * 9,
    "syslog": "Apr 28 10:15:01 host sshd[123]: Accepted publickey\n" * 9,
    "irc.log": "[28/04/2021 10:15:01] <anna> hello: you\n[28/04/2021 10:15:09] <ben> hi: you\n" * 9,
    "hexchat.log": "Apr 28 10:15:01 <anna>\thello\nApr 28 10:15:02 *\tben has joined\n" * 9,
    "film.srt": "1\n00:01:02,123 --> 00:01:04,000\nHello: you\n\n2\n00:01:05,000 --> 00:01:06,000\nHi\n",
    "table.csv": "date,time,name,text\n28/04/2021,10:15,Anna,hello\n28/04/2021,10:16,Ben,hi\n",
    "mail.eml": "From: anna@example.org\nDate: Wed, 28 Apr 2021 10:15:01 +0200\n\nOn 28/04/2021, 10:15 - Ben wrote\n",
    "diary.txt": "Dear diary\n\nWe met at 28/04/2021, 10:15 - nice: very\nThen it rained.\n"
    + "It went on raining.\n" * 30,
    "changes.md": "# 1.2.0\n28/04/2021 - Anna: fixed a bug\n29/04/2021 - Ben: another\n",
    "page.html": "<html><body>28/04/2021, 10:15 - Anna: hello</body></html>\n",
    "notes.txt": "Shopping\n- milk\n- bread\n",
    "one.txt": "28/04/2021, 10:15 - Anna: a single line is no chat\n",
    "no-people.txt": "28/04/2021, 10:15 - opened\n28/04/2021, 10:16 - closed\n28/04/2021, 10:17 - opened\n",
}


@pytest.mark.parametrize("name", OTHER_THINGS)
def test_other_things_are_not_taken_for_chats(name: str) -> None:
    with pytest.raises(NotAChat):
        detect(source_of(OTHER_THINGS[name].encode(), name))


@pytest.mark.parametrize("name", ["chat.txt", "noname", "Anna.log", "WhatsApp Chat with Anna.txt", "_chat.txt"])
def test_a_chat_is_known_by_its_lines(name: str) -> None:
    assert isinstance(detect(source_of(CHAT.encode(), name)), WhatsAppImporter)


@pytest.mark.parametrize("people", [("anna", "ben"), ("anna", "Ben"), ("max2", "anna"), ("+49 171 1", "ben-boy")])
def test_people_in_small_letters_are_people(people: tuple[str, str]) -> None:
    lines = "".join(f"[28/04/2021 10:15:0{n}] {people[n % 2]}: hello\n" for n in range(10))
    assert read_text(lines, "chat.txt").account.messages == 10


def test_a_single_header_needs_the_name() -> None:
    assert read_text("28/04/2021, 10:15 - Anna: hello\n").account.messages == 1


def test_long_messages_leave_few_headers() -> None:
    lines = "".join(f"{day:02}/04/2021, 10:15 - News: headline\n" + "a paragraph\n" * 40 for day in range(1, 20))
    assert read_text(lines, "channel.txt").account.messages == 19


def test_notes_above_the_first_header() -> None:
    read = read_text("kept by Anna\n\n" + CHAT, "chat.txt")
    assert (read.account.messages, read.account.skipped, read.account.empty) == (3, 1, 1)
    assert [(s.where, s.why) for s in read.skipped] == [("lines 1-2", "before-first-message")]


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\n\r\n  \n"])
def test_nothing_inside(data: bytes) -> None:
    with pytest.raises(EmptyExport):
        open_export(source_of(data))


def test_an_empty_chat_in_an_archive() -> None:
    with pytest.raises(EmptyExport):
        open_export(source_of(zip_of({"_chat.txt": ""}), "WhatsApp Chat - Anna.zip"))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_with_a_mark(encoding: str) -> None:
    mark = "" if encoding in ("utf-8-sig", "utf-16") else "\ufeff"
    read = read_bytes((mark + CHAT).encode(encoding), "chat.txt")
    assert read.senders == ["Anna", "Ben", "Anna"]
    assert read.texts == ["hello", "hello back", "good"]


def test_binary_is_refused_after_a_glance() -> None:
    with pytest.raises(NotAChat):
        detect(source_of(b"\x7fELF" + bytes(5000), "program"))


def test_a_text_that_is_no_chat_in_an_archive() -> None:
    with pytest.raises(NotAChat):
        open_export(source_of(zip_of({"readme.txt": "hello", "a.jpg": b"x"}), "photos.zip"))


@pytest.mark.parametrize("folder", ["", "export/", "a/b/c/"])
def test_a_chat_some_folders_deep(folder: str) -> None:
    read = read_bytes(zip_of({f"{folder}_chat.txt": CHAT, f"{folder}a.jpg": b"x"}), "WhatsApp Chat - Anna.zip")
    assert read.account.messages == 3
    assert read.members == (f"{folder}a.jpg",)


def test_a_chat_too_deep_is_not_looked_for() -> None:
    with pytest.raises(NotAChat):
        detect(source_of(zip_of({"a/b/c/d/_chat.txt": CHAT}), "deep.zip"))


def test_detecting_reads_the_head_only() -> None:
    read = 0
    data = (CHAT * 100_000).encode()

    class Watched:
        def __init__(self) -> None:
            self.at = 0

        def read(self, size: int = -1) -> bytes:
            nonlocal read
            assert size >= 0
            read += size
            return data[:size]

        def __enter__(self) -> Watched:
            return self

        def __exit__(self, *_: object) -> None:
            return None

    source = source_of(data)
    detect(Source(source.path, source.size, source.modified, lambda: Watched()))  # type: ignore[arg-type,return-value]
    assert read <= 2 * HEAD


@pytest.mark.parametrize(
    ("name", "worth"),
    [("a.txt", True), ("A.ZIP", True), ("photo.jpg", False), ("film.mkv", False), ("WhatsApp Chat with Anna", True)],
)
def test_names_come_first(name: str, worth: bool) -> None:
    assert worth_a_look(name) is worth


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ExportMissing):
        Source.of_file(tmp_path / "gone.txt")


def test_a_folder_is_no_chat(tmp_path: Path) -> None:
    with pytest.raises(NotAChat):
        Source.of_file(tmp_path)


@pytest.mark.parametrize("name", ["msgstore.db", "chat.db", "ChatStorage.sqlite", "viber.db"])
def test_half_a_database_is_damaged_and_not_unknown(name: str) -> None:
    """Its usual name tells what it was: it is kept as it is."""
    data = next(sample.data for sample in samples() if sample.name == name)
    half = source_of(data[: len(data) // 2], name)
    detect(half)
    with pytest.raises(ExportDamaged), open_export(half) as export:
        list(export.records())
    with pytest.raises(NotAChat):
        detect(source_of(data[: len(data) // 2], "books.db"))


def test_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    with pytest.raises(EmptyExport):
        Source.of_file(tmp_path / "empty.txt")


def test_a_disk_that_fails() -> None:
    class Failing:
        def __enter__(self) -> Failing:
            return self

        def __exit__(self, *_: object) -> None:
            return None

        def read(self, size: int) -> bytes:
            raise OSError(5, "input/output error")

    good = source_of(CHAT.encode())
    failing = Source(good.path, good.size, good.modified, lambda: Failing())  # type: ignore[arg-type,return-value]
    with pytest.raises(ExportUnreadable) as caught:
        detect(failing)
    assert caught.value.reason == "EIO"


def test_a_chat_that_was_sent_in_a_chat_is_not_the_chat() -> None:
    sent = "01/01/2020, 10:15 - Carl: other\n01/01/2020, 10:16 - Dora: chat\n"
    text = CHAT + "28/04/2021, 10:18 - Ben: WhatsApp Chat with Zoe.txt (file attached)\n"
    members = {"WhatsApp Chat with Zoe.txt": sent, "WhatsApp Chat with Anna.txt": text}
    read = read_bytes(zip_of(members), "WhatsApp Chat with Anna.zip")
    assert (read.chat_name, read.account.messages) == ("Anna", 4)
    assert read.messages[-1].attachments[0].included
    assert read.skipped == []


def test_two_chats_in_one_archive_are_not_passed_over_in_silence() -> None:
    members = {"WhatsApp Chat with Anna.txt": CHAT, "WhatsApp Chat with Zoe.txt": CHAT, "notes.txt": "nothing"}
    read = read_bytes(zip_of(members), "chats.zip")
    assert [(s.where, s.why) for s in read.skipped] == [("WhatsApp Chat with Zoe.txt", "another-chat")]


def test_an_archive_of_thousands_of_texts_is_refused_soon() -> None:
    members: dict[str, bytes | str] = {f"src/{n}.txt": "text\n" * 50 for n in range(3000)}
    with pytest.raises(NotAChat):
        detect(source_of(zip_of(members), "source.zip"))
    members["WhatsApp Chat with Anna.txt"] = CHAT
    assert read_bytes(zip_of(members), "source.zip").chat_name == "Anna"
