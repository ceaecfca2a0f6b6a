"""The catalogue of formats: names, first bytes, what archives list, and a known format without an importer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from vault.errors import NotAChat, NotReadYet
from vault.exports.base import Source
from vault.exports.detect import IMPORTERS, detect
from vault.exports.format_table import APPS, FORMATS, WITH_IMPORTER
from vault.exports.formats import named, recognise, recognise_members, recognise_name

NAMES = [
    ("WhatsApp Chat with Anna.txt", "whatsapp-text"), ("WhatsApp Chat mit Anna.zip", "whatsapp-zip"),
    ("_chat.txt", "whatsapp-text"), ("msgstore-2026-01-02.1.db.crypt15", "whatsapp-crypt15"),
    ("wa.db.crypt14", "whatsapp-crypt14"), ("msgstore.db", "whatsapp-db"), ("ChatStorage.sqlite", "whatsapp-iphone-db"),
    ("signal-2026-01-02-03-04-05.backup", "signal-backup"), ("chat.db", "imessage-db"), ("sms (1).db", "imessage-db"),
    ("sms-20260102030405.xml", "sms-backup"), ("ChatExport_2026-01-02.zip", "telegram-zip"),
    ("facebook-anna99-2026-01-02-AbC.zip", "messenger-zip"), ("instagram-anna-2026-01-02-x.zip", "instagram-zip"),
    ("takeout-20260102T030405Z-001.zip", "takeout-archive"), ("[LINE] Anna.txt", "line-text"),
    ("KakaoTalkChats.txt", "kakaotalk-text"), ("8_anna_skype_export.tar", "skype-tar"), ("viber.db", "viber-db"),
    ("mydata~1700000000.zip", "snapchat-zip"), ("meeting_saved_chat.txt", "zoom-text"),
    ("Team Slack export Jan 1 2026.zip", "slack-zip"), ("matrix - Anna - Chat Export - 2026.zip", "element-export"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "key"), NAMES)
def test_a_name_makes_it_likely(name: str, key: str) -> None:
    known = recognise(name, None)
    assert known is not None
    assert (known.format, known.certainty) == (key, "likely")


@pytest.mark.parametrize("name", ["notes.txt", "photo.jpg", "archive.zip", "data.json", "message.txt", "signal.txt"])
def test_other_names_say_nothing(name: str) -> None:
    assert recognise_name(name) is None


def test_first_bytes_that_do_not_fit_let_the_name_count_for_nothing() -> None:
    assert recognise("KakaoTalkChats.txt", b"milk, eggs, bread and butter\n" * 9) is None


@pytest.mark.parametrize(
    ("members", "key", "certainty"),
    [
        (["a/_chat.txt", "a/1.jpg"], "whatsapp-zip", "yes"),
        (["metadata.json", "main.jsonl"], "signal-export", "yes"),
        (["messages/inbox/anna_1/message_1.json"], "messenger-zip", "yes"),
        (["x/your_instagram_activity/messages/inbox/a_1/message_1.json"], "instagram-zip", "yes"),
        (["messages/c123/messages.json"], "discord-package", "yes"),
        (["users.json", "channels.json", "general/2026-01-02.json"], "slack-export", "yes"),
        (["Takeout/Google Chat/Groups/DM x/messages.json"], "google-chat", "yes"),
        (["json/chat_history.json"], "snapchat-zip", "yes"),
        (["./messages.json", "./endpoints.json"], "skype-tar", "yes"),
        (["ChatExport_2026/result.json"], "telegram-zip", "yes"),
        (["x/msgstore.db"], "whatsapp-db", "likely"),
    ],
)
def test_archives_are_known_by_their_list(members: list[str], key: str, certainty: str) -> None:
    known = recognise_members(members)
    assert known is not None
    assert (known.format, known.certainty) == (key, certainty)
    assert recognise_members(["a.jpg", "messages.properties", "src/chat.c", "users.json"]) is None


def test_the_catalogue_is_whole() -> None:
    for key, entry in FORMATS.items():
        assert entry.app_name == APPS[entry.app]
        assert named(key, "yes").importer is (key in WITH_IMPORTER)
    assert {FORMATS[key].app for key in WITH_IMPORTER} == {importer.app for importer in IMPORTERS}


def test_a_known_format_without_importer_is_told_from_no_chat(tmp_path: Path) -> None:
    mattermost = {"channel": "town", "user": "anna", "message": "hi", "create_at": 1}
    for name, content in (("town.json", json.dumps(mattermost)), ("x.txt", "a,b\n"), ("y.txt", json.dumps(mattermost))):
        (tmp_path / name).write_text(content)
    for name in ("town.json", "y.txt"):
        with pytest.raises(NotReadYet) as caught:
            detect(Source.of_file(tmp_path / name))
        assert (caught.value.app_name, caught.value.format) == ("Mattermost", "mattermost-json")
    with pytest.raises(NotAChat) as nothing:
        detect(Source.of_file(tmp_path / "x.txt"))
    assert not isinstance(nothing.value, NotReadYet)
