"""Folders as people drop them: unpacked exports of Telegram, Discord, Slack and Element, as such or from above."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.exports import made_discord, made_element, made_slack, made_telegram
from tests.exports.reading import read_all
from vault.chats.message import Message
from vault.exports.detect import open_export
from vault.exports.given import sort_out

FOLDERS = {
    "ChatExport_2021-04-28": (made_telegram.folder(""), "telegram-zip", 17, 1),
    "Birds": (made_telegram.pages(), "telegram-zip", 9, 1),
    "discord": (made_discord.package(), "discord-package", 10, 0),
    "workspace": (made_slack.export(), "slack-export", 18, 1),
    "dump": (
        {"slackdump.sqlite": made_slack.database(), "__uploads/F1/notes.txt": b"x"}, "slackdump-db", 3, 0,
    ),
    "matrix - Birds": (made_element.archive(), "element-json", 18, 1),
}  # fmt: skip


def unpacked(files: dict[str, bytes], to: Path) -> Path:
    for name, data in files.items():
        place = to / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    return to


@pytest.mark.parametrize("name", FOLDERS)
@pytest.mark.parametrize("above", [False, True])
def test_a_folder_is_one_export(name: str, above: bool, tmp_path: Path) -> None:
    files, form, messages, included = FOLDERS[name]
    folder = unpacked(files, tmp_path / "drop" / name)
    (given,) = sort_out([folder.parent if above else folder])
    assert given.source is not None, given.error
    found = read_all(given.source)
    assert (found.format, len(found.messages)) == (form, messages)
    with open_export(given.source) as export:
        said = [record for record in export.records() if isinstance(record, Message)]
        files_ = [file for message in said for file in message.attachments if file.included]
        assert len(files_) == included
        assert all(b"".join(export.attachment(file)) for file in files_)


def test_exported_channels_come_with_their_folders(tmp_path: Path) -> None:
    unpacked(made_discord.exported(), tmp_path)
    givens = sort_out([tmp_path])
    found = [read_all(given.source) for given in givens if given.source is not None]
    assert sum(len(each.conversations) for each in found) >= 2
    files = [f for each in found for m in each.messages for f in m.attachments if f.included]
    assert [f.name for f in files] == ["my photo.png"]
    assert sum(len(each.messages) for each in found) >= 56
