"""Counting, the local zone, progress of parts: the small things that the deeds lean on."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from vault.chats.attachment import Attachment
from vault.chats.conversation import Conversation
from vault.chats.message import Kind, Message, Moment
from vault.errors import Cancelled, NoPermission, PlaceMissing
from vault.exports.base import Skipped
from vault.progress import NoProgress
from vault.services import local_zone as local_zone_module
from vault.services.local_zone import local_zone
from vault.services.step_progress import Part
from vault.services.storing import stored_name
from vault.services.tally import Tally
from vault.services.target_disk import make_folder, sha256_on_disk

NOON = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)


def said(sender: str | None, hour: int | None, kind: Kind = "text", *, chat: str = "a", files: int = 0) -> Message:
    when = None if hour is None else NOON.replace(hour=hour)
    parts = tuple(Attachment(f"{number}.jpg", included=number % 2 == 0) for number in range(files))
    return Message(chat, sender, Moment(when, "", "assumed"), "text", kind, "line 1", attachments=parts)


def test_a_tally_over_two_chats() -> None:
    tally = Tally()
    for record in (
        Conversation("a", "whatsapp", "Anna"), said("Anna", 9), said("Ben", 8, files=3), said(None, 7, "service"),
        Skipped("line 9", "too-long"),
        Conversation("b", "whatsapp", "Ben"), said("Cleo", None, chat="b"), said("Ben", 11, chat="b"),
    ):  # fmt: skip
        tally.add(record)
    assert (tally.messages, tally.attachments, tally.participants) == (4, 2, ["Anna", "Ben", "Cleo"])
    assert (tally.first, tally.last) == (NOON.replace(hour=7), NOON.replace(hour=11))
    assert [(chat.name, chat.messages) for chat in tally.chats.values()] == [("Anna", 2), ("Ben", 2)]
    assert [skipped.why for skipped in tally.skipped] == ["too-long"]


def test_an_empty_tally() -> None:
    tally = Tally()
    assert (tally.messages, tally.attachments, tally.participants) == (0, 0, [])
    assert (tally.first, tally.last) == (None, None)


def test_a_file_that_is_all_faults_does_not_fill_the_memory() -> None:
    tally = Tally()
    for number in range(5000):
        tally.add(Skipped(f"line {number}", "not-utf8"))
    assert len(tally.skipped) == 1000


@pytest.mark.parametrize(("value", "expected"), [("Europe/Berlin", "Europe/Berlin"), (":Asia/Tokyo", "Asia/Tokyo")])
def test_the_zone_that_the_environment_names(monkeypatch: pytest.MonkeyPatch, value: str, expected: str) -> None:
    monkeypatch.setenv("TZ", value)
    assert local_zone() == expected


def test_the_zone_that_the_system_links_to(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("TZ", raising=False)
    monkeypatch.setattr(local_zone_module, "_LINK", tmp_path / "localtime")
    assert local_zone() is None
    (tmp_path / "zoneinfo" / "Europe").mkdir(parents=True)
    (tmp_path / "zoneinfo" / "Europe" / "Madrid").write_bytes(b"")
    (tmp_path / "localtime").symlink_to(tmp_path / "zoneinfo" / "Europe" / "Madrid")
    assert local_zone() == "Europe/Madrid"


@pytest.mark.parametrize("value", ["", "UTC0", "../../etc/passwd", "No/Where", "/abs"])
def test_what_is_no_zone_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, value: str) -> None:
    monkeypatch.setenv("TZ", value)
    monkeypatch.setattr(local_zone_module, "_LINK", tmp_path / "localtime")
    assert local_zone() is None


def test_a_part_reports_into_the_whole() -> None:
    class Heard(NoProgress):
        said: tuple[str, int, int | None] = ("", 0, None)

        def update(self, step: str, done: int, total: int | None = None) -> None:
            self.said = step, done, total

        def check_cancelled(self) -> None:
            raise Cancelled

    heard = Heard()
    Part(heard, "checking").update("reading", 5, 10)
    assert heard.said == ("checking", 5, 10)
    Part(heard, None, 100, 500).update("reading", 5, 10)
    assert heard.said == ("reading", 105, 500)
    with pytest.raises(Cancelled):
        Part(heard).check_cancelled()


@pytest.mark.parametrize("name", ["about.json", "About.JSON"])
def test_an_export_cannot_take_the_place_of_about_json(name: str) -> None:
    assert stored_name(name) == f"export {name}"
    assert stored_name("chat.txt") == "chat.txt"


def test_faults_of_the_target_disk_are_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PlaceMissing):
        sha256_on_disk(tmp_path / "nothing", NoProgress())

    def refused(*given: object, **named: object) -> None:
        raise PermissionError(13, "no")

    monkeypatch.setattr(Path, "mkdir", refused)
    with pytest.raises(NoPermission) as caught:
        make_folder(tmp_path / "new")
    assert (caught.value.place, caught.value.writing) == (str(tmp_path / "new"), True)
