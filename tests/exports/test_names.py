"""The chat's name from the file's name, in the languages of phones and after the habits of downloads."""

from __future__ import annotations

import unicodedata

import pytest

from tests.exports.reading import read_bytes, read_text, zip_of
from vault.exports.whatsapp.names import from_file_name

CHAT = "28/04/2021, 10:15 - Anna: hello\n28/04/2021, 10:16 - Ben: hi\n28/04/2021, 10:17 - Anna: x\n"


@pytest.mark.parametrize(
    ("file_name", "chat"),
    [
        ("WhatsApp Chat with Anna.txt", "Anna"),
        ("WhatsApp Chat - Family.zip", "Family"),
        ("WhatsApp Chat mit Jörg Abel.txt", "Jörg Abel"),
        ("WhatsApp-Chat mit Jörg.txt", "Jörg"),
        ("Chat de WhatsApp con Ana María.txt", "Ana María"),
        ("Chat WhatsApp con Luca.txt", "Luca"),
        ("Conversa do WhatsApp com Zé.txt", "Zé"),
        ("Conversa no WhatsApp com Zé.txt", "Zé"),
        ("Discussion WhatsApp avec Luc.zip", "Luc"),
        ("Чат WhatsApp с Иван Петров.txt", "Иван Петров"),
        ("WhatsApp-chat met Jan.txt", "Jan"),
        ("与小明的 WhatsApp 聊天.txt", "小明"),
        ("Ayşe ile WhatsApp Sohbeti.txt", "Ayşe"),
        ("WhatsApp_Chat_with_Anna_B.txt", "Anna B"),
        ("WhatsApp Chat with Anna (1).txt", "Anna"),
        ("WhatsApp Chat with Anna(2).txt", "Anna"),
        ("WhatsApp Chat with Anna (backup of 2026-05-03).txt", "Anna"),
        ("WhatsApp Chat with Anna - Copy.txt", "Anna"),
        ("WhatsApp Chat with Anna - Kopie (3).txt", "Anna"),
        ("WhatsApp Chat with Anna copy 2.txt", "Anna"),
        ("WhatsApp Chat with Anna.txt.zip", "Anna"),
        ("WHATSAPP CHAT WITH ANNA.TXT", "ANNA"),
        ("WhatsApp Chat - A - B.zip", "A - B"),
        ("WhatsApp Chat with Tom (dentist).txt", "Tom (dentist)"),
        ("WhatsApp Chat with \u202a+49 171 55\u202c.txt", "+49 171 55"),
        ("lorem.txt", None),
        ("_chat.txt", None),
        ("chat with Anna.txt", None),
        ("WhatsApp.txt", None),
    ],
)
def test_file_name(file_name: str, chat: str | None) -> None:
    assert from_file_name(file_name) == chat


def test_a_macs_spelling_is_the_same_name() -> None:
    name = unicodedata.normalize("NFD", "WhatsApp Chat mit Jörg.txt")
    assert from_file_name(name) == "Jörg"


def test_other_names_give_the_people() -> None:
    assert read_text(CHAT, "export.txt").chat_name == "Anna, Ben"


def test_many_people_are_not_all_named() -> None:
    lines = "".join(f"28/04/2021, 10:1{n} - {name}: x\n" for n, name in enumerate(["Anna", "Ben", "Clara", "Dora"]))
    assert read_text(lines, "export.txt").chat_name == "Anna, Ben, Clara, …"


def test_where_nobody_writes_the_file_keeps_its_name() -> None:
    assert read_text("28/04/2021, 10:15 - Anna left\n", "_chat.txt").chat_name == "_chat"


@pytest.mark.parametrize(
    ("archive", "inside", "chat"),
    [
        ("WhatsApp Chat - Choir (1).zip", "_chat.txt", "Choir"),
        ("download.zip", "WhatsApp Chat with Choir.txt", "Choir"),
        ("WhatsApp Chat - Old.zip", "folder/WhatsApp Chat with Choir.txt", "Choir"),
        ("download.zip", "_chat.txt", "Anna, Ben"),
    ],
)
def test_archives(archive: str, inside: str, chat: str) -> None:
    assert read_bytes(zip_of({inside: CHAT}), archive).chat_name == chat
