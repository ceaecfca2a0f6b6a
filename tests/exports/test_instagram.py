"""Instagram: Messenger's records under roots of its own. Invented by the description: no real download was at hand."""

from __future__ import annotations

from tests.exports.made_meta import ANNA, ME, instagram
from tests.exports.reading import read_all, source_of, zip_of

NAME = "instagram-mia-2026-01-01.zip"


def test_a_download_is_read() -> None:
    found = read_all(source_of(zip_of(instagram()), NAME))
    assert (found.format, found.key, found.chat_name) == ("instagram-zip", "anna_17842", ANNA)
    assert [message.text for message in found.messages[:3]] == ["Grüße", "kingfisher-at-dawn", "Liked a message"]
    assert [message.outgoing for message in found.messages] == [False, True, False, False, False]
    assert found.messages[3].attachments[0].included
    assert found.messages[4].text == "Anna sent an attachment.\nhttps://www.instagram.com/p/x/\nÆ"
    assert {message.sender for message in found.messages} == {ANNA, ME}


def test_an_old_download_lies_where_facebooks_does() -> None:
    """Its folders are Facebook's; only the archive's name or a share's owner tells."""
    old = {name.removeprefix("your_instagram_activity/"): data for name, data in instagram().items()}
    assert read_all(source_of(zip_of(old), "instagram-mia-2021.zip")).format == "instagram-zip"


def test_a_lone_file_is_known_by_its_marks() -> None:
    (name,) = (name for name in instagram() if name.endswith("message_1.json"))
    assert read_all(source_of(instagram()[name], "message_1.json")).format == "instagram-json"
