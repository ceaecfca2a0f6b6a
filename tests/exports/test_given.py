"""What a person drops, sorted: files, folders, sets of files, and whatever lay beside them."""

from __future__ import annotations

import errno
import io
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

import pytest

from tests.builders import make_export, make_zip_export
from tests.exports import made_google, made_iphone, made_meta, made_signal, made_telegram
from tests.exports.reading import read_all, zip_of
from vault.errors import EmptyExport, ExportMissing, ExportUnreadable, NotAChat, SecretNeeded
from vault.exports import folder_search
from vault.exports.base import Answers
from vault.exports.belonging import beside, contacts_of, download_of
from vault.exports.detect import detect, format_of
from vault.exports.folder_search import kept_whole, names_in
from vault.exports.folder_shapes import is_export
from vault.exports.given import Given, sort_out

TELEGRAM = made_telegram.samples()
ONE_CHAT = next(data for name, data in TELEGRAM.items() if name.endswith(".json"))


def fill(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write these files below a folder."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def unpacked(folder: Path, data: bytes) -> Path:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(folder)
    return folder


def told(given: list[Given], root: Path) -> list[tuple[str, int | str]]:
    """Each one's path, and how many files it has (0 for one by itself), or its error."""
    return [
        (one.path.relative_to(root).as_posix(), _told(one)) for one in given
    ]  # fmt: skip


def _told(one: Given) -> int | str:
    if one.source is None:
        return type(one.error).__name__
    return 0 if one.source.parts is None else len(one.source.parts.names())


def test_a_mixed_drop(tmp_path: Path) -> None:
    anna, ben = make_export(tmp_path, "Anna"), make_zip_export(tmp_path, "Ben")
    telegram = fill(tmp_path / "ChatExport_2024-01-01", {"result.json": ONE_CHAT, "photos/a.jpg": b"jpg"})
    parts = [fill(tmp_path, {f"takeout-20240101T120000Z-00{n}.zip": b"PK\3\4"}) and
             tmp_path / f"takeout-20240101T120000Z-00{n}.zip" for n in (2, 1)]  # fmt: skip
    empty, gone = tmp_path / "empty.txt", tmp_path / "gone.txt"
    empty.touch()
    nothing = fill(tmp_path / "Holidays", {"a.jpg": b"jpg", "notes.txt": b"nothing"})
    given = sort_out([parts[0], anna, telegram, ben, parts[1], empty, gone, nothing])
    assert told(given, tmp_path) == [
        ("takeout-20240101T120000Z-002.zip", 2), ("WhatsApp Chat with Anna.txt", 0), ("ChatExport_2024-01-01", 2),
        ("WhatsApp Chat with Ben.zip", 0), ("empty.txt", "EmptyExport"), ("gone.txt", "ExportMissing"),
        ("Holidays", "NotAChat"),
    ]  # fmt: skip
    assert [type(one.error) for one in given[-3:]] == [EmptyExport, ExportMissing, NotAChat]
    assert given[0].dropped == tuple(parts)
    source = given[0].source
    assert source is not None
    assert source.path == parts[1], "the first by name, in whatever order they were dropped"


def test_downloads_with_several_exports(tmp_path: Path) -> None:
    folder = tmp_path / "Downloads"
    make_export(folder, "Anna")
    fill(folder / "ChatExport_2024-01-01", {"result.json": ONE_CHAT, "stickers/x.webp": b"x"})
    unpacked(folder / "old" / "meta", made_meta.samples()["facebook.zip"] if "facebook.zip" in made_meta.samples()
             else next(iter(made_meta.messenger_samples().values())))  # fmt: skip
    fill(folder, {"picture.jpg": b"jpg", "notes.txt": b"milk", "setup.zip": b"PK no zip", "table.csv": b"a,b\n1,2\n"})
    given = sort_out([folder])
    assert [one.error for one in given] == [None] * 3
    assert [one.dropped for one in given] == [(folder,)] * 3
    assert told(given, folder)[:2] == [("WhatsApp Chat with Anna.txt", 0), ("ChatExport_2024-01-01", 2)]
    assert given[2].path.is_relative_to(folder / "old" / "meta")


def test_an_iphone_backup(tmp_path: Path) -> None:
    data = next(iter(made_iphone.open_samples().values()))
    folder = unpacked(tmp_path / "Backup", data)
    (given,) = sort_out([folder])
    assert given.source is not None
    known = format_of(given.source)
    assert known is not None
    assert known.format == "iphone-backup"
    manifest = next(folder.rglob("Manifest.db"))
    (again,) = sort_out([manifest])
    assert (again.path, again.dropped) == (manifest.parent, (manifest,)), "a file of it stands for all of it"


def test_one_backup_of_signals_takes_the_shared_files_along(tmp_path: Path) -> None:
    files = made_signal.folder_members()
    folder = fill(tmp_path / "x", files)
    snapshot = next(path.parent for path in folder.rglob("metadata"))
    (whole,) = sort_out([snapshot.parent])
    (one,) = sort_out([snapshot])
    assert whole.source is not None
    assert one.source is not None
    assert one.source.parts is not None
    names = one.source.parts.names()
    assert {f"{snapshot.name}/main", f"{snapshot.name}/metadata"} <= set(names)
    assert any(name.startswith("files/") for name in names)
    known = format_of(one.source)
    assert known is not None
    assert known.format == "signal-backups"


def test_a_locked_database_its_contacts_and_its_key(tmp_path: Path) -> None:
    locked = {"msgstore.db.crypt15": b"x" * 99, "wa.db.crypt15": b"y" * 99, "encrypted_backup.key": b"k" * 80}
    fill(tmp_path / "phone", locked)
    (given,) = sort_out([tmp_path / "phone" / "msgstore.db.crypt15"])
    assert given.source is not None
    assert given.source.parts is not None
    assert list(given.source.parts.names()) == sorted(locked)
    fill(tmp_path / "elsewhere", {"key": b"k" * 158})
    fill(tmp_path / "alone", {"msgstore.db.crypt14": b"x" * 99})
    (joined,) = sort_out([tmp_path / "elsewhere" / "key", tmp_path / "alone" / "msgstore.db.crypt14"])
    assert joined.source is not None
    assert joined.source.parts is not None
    assert list(joined.source.parts.names()) == ["key", "msgstore.db.crypt14"]
    assert joined.source.path.name == "msgstore.db.crypt14", "a set is not called after its key"
    (lone,) = sort_out([tmp_path / "elsewhere" / "key"])
    assert isinstance(lone.error, NotAChat)


def test_a_database_and_its_log(tmp_path: Path) -> None:
    fill(tmp_path, {"chat.db": b"SQLite format 3\0", "chat.db-wal": b"log", "chat.db-shm": b"shm"})
    for dropped in ([tmp_path / "chat.db"], [tmp_path / "chat.db-wal", tmp_path / "chat.db"]):
        (given,) = sort_out(dropped)
        assert told([given], tmp_path)[0][1] == 3


def test_a_page_and_its_photos(tmp_path: Path) -> None:
    fill(tmp_path, {"general.html": b"<html>", "general.html_Files/a/b.png": b"png"})
    (given,) = sort_out([tmp_path / "general.html"])
    assert given.source is not None
    assert given.source.parts is not None
    assert list(given.source.parts.names()) == ["general.html", "general.html_Files/a/b.png"]
    with given.source.parts.part("general.html_Files/a/b.png").open() as stream:
        assert stream.read() == b"png"
    with pytest.raises(NotAChat):
        given.source.open()


def test_links_are_not_followed_and_what_cannot_be_listed_is_told(tmp_path: Path) -> None:
    folder = fill(tmp_path / "ChatExport_2024-01-01", {"result.json": ONE_CHAT, "closed/a": b"a"})
    fill(tmp_path, {"secret": b"secret"})
    (folder / "link").symlink_to(tmp_path / "secret")
    (folder / "circle").symlink_to(folder)
    os.mkfifo(folder / "pipe")
    (given,) = sort_out([folder])
    assert given.source is not None
    parts = given.source.parts
    assert parts is not None
    assert list(parts.names()) == ["closed/a", "result.json"]
    assert sorted(parts.left_out) == ["circle", "link", "pipe"]  # type: ignore[attr-defined]
    with pytest.raises(KeyError):
        parts.part("link")


def test_a_folder_that_cannot_be_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = fill(tmp_path / "ChatExport_2024-01-01", {"result.json": ONE_CHAT})

    def refuse(path: object) -> NoReturn:
        raise PermissionError(errno.EACCES, "denied", str(path))

    for name in ("listdir", "scandir"):
        monkeypatch.setattr(os, name, refuse)
    (given,) = sort_out([closed])
    assert isinstance(given.error, ExportUnreadable)


def test_what_lies_too_deep_is_told(tmp_path: Path) -> None:
    folder = fill(tmp_path / "ChatExport_2024-01-01", {"result.json": ONE_CHAT, "photos/" + "d/" * 202 + "a": b"a"})
    (given,) = sort_out([folder])
    assert given.source is not None
    parts = given.source.parts
    assert parts is not None
    assert list(parts.names()) == ["result.json"]
    assert len(parts.left_out) == 1  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "common"),
    [
        ("takeout-20240101T120000Z-001.zip", "takeout-20240101t120000z"),
        ("takeout-20240101T120000Z-3-002.tgz", "takeout-20240101t120000z-3"),
        ("takeout-20240101T120000Z-001 (1).zip", "takeout-20240101t120000z"),
        ("facebook-anna.smith-2024-01-31-AbC123.zip", "facebook-anna.smith-2024-01-31"),
        ("facebook-anna-31_01_2024-xYz.zip", "facebook-anna-31_01_2024"),
        ("facebook-anna_2.zip", "facebook-anna"), ("facebook-anna-part2.zip", "facebook-anna"),
        ("instagram-anna-2024-01-31-AbC.zip", "instagram-anna-2024-01-31"),
        ("mydata~1700000000000-2.zip", "mydata~1700000000000"), ("chats.part1.zip", "chats"),
        ("WhatsApp Chat with Anna.zip", None), ("photos.zip", None), ("departure1.zip", None),
    ],
)  # fmt: skip
def test_parts_of_one_download(name: str, common: str | None) -> None:
    assert download_of(name) == common


def test_two_accounts_are_two_exports(tmp_path: Path) -> None:
    fill(tmp_path, {"facebook-anna1.zip": b"PK\3\4", "facebook-anna2.zip": b"PK\3\4"})
    assert len(sort_out(sorted(tmp_path.iterdir()))) == 2


def test_parts_of_which_none_tells_by_itself(tmp_path: Path) -> None:
    """A folder out of Google Drive comes in several zips, cut anywhere."""
    files = made_signal.folder_members()
    names = sorted(files)
    for number, some in enumerate((names[::2], names[1::2]), 1):
        data = zip_of({f"SignalBackups/{name}": files[name] for name in some})
        fill(tmp_path, {f"SignalBackups-20260503T101112Z-1-00{number}.zip": data})
    (given,) = sort_out(sorted(tmp_path.iterdir(), reverse=True))
    assert given.source is not None
    with pytest.raises(SecretNeeded):
        detect(given.source).open(given.source, Answers())


def test_what_is_only_called_like_parts(tmp_path: Path) -> None:
    make_export(tmp_path, "Anna")
    chat = (tmp_path / "WhatsApp Chat with Anna.txt").read_bytes()
    files = {f"Chat with Anna part{number}.zip": zip_of({"_chat.txt": chat}) for number in (1, 2)}
    files |= {f"letters-part{number}.zip": zip_of({"a.txt": b"Dear Anna"}) for number in (1, 2)}
    given = sort_out(sorted(fill(tmp_path / "in", files).iterdir()))
    assert [(one.path.name, type(one.error)) for one in given] == [(name, type(None)) for name in sorted(files)]


@pytest.mark.parametrize("picked", ["_chat.txt", "00000002-PHOTO-2021-04-28-10-15-03.jpg _chat.txt 00000003-a.key"])
def test_a_chat_picked_out_of_its_unpacked_folder_comes_with_its_photos(picked: str, tmp_path: Path) -> None:
    text = b"[28.04.21, 10:15:03] Ben: \xe2\x80\x8e<Anhang: 00000002-PHOTO-2021-04-28-10-15-03.jpg>\n"
    junk = dict.fromkeys(["Thumbs.db", "desktop.ini", ".DS_Store", "._chat.txt", "__MACOSX/._chat.txt"], b"\0\5")
    media = {"00000002-PHOTO-2021-04-28-10-15-03.jpg": b"jpg", "00000003-a.key": b"zip"}
    folder = fill(tmp_path / "Anna", {"_chat.txt": text * 2, **media, **junk})
    paths = [folder / name for name in picked.split()]
    (given,) = sort_out(paths)
    assert (given.path, given.dropped) == (folder, tuple(sorted(paths, key=lambda path: path.name != "_chat.txt")))
    assert given.source is not None
    read = read_all(given.source)
    assert [(file.name, file.included) for file in read.messages[0].attachments] == [
        ("00000002-PHOTO-2021-04-28-10-15-03.jpg", True)
    ]
    assert told(sort_out([folder]), tmp_path)[0][0] == "Anna"


def test_an_unpacked_chat_without_photos_is_called_as_its_zip_is(tmp_path: Path) -> None:
    text = b"[28.04.21, 10:15:01] Anna: hi\n[28.04.21, 10:15:02] Ben: ho\n"
    folder = fill(tmp_path / "WhatsApp Chat - Anna", {"_chat.txt": text, "desktop.ini": b"x"})
    zipped = fill(tmp_path, {"WhatsApp Chat - Anna.zip": zip_of({"_chat.txt": text})}) / "WhatsApp Chat - Anna.zip"
    for dropped in (folder, folder / "_chat.txt", zipped):
        (given,) = sort_out([dropped])
        assert given.source is not None
        assert read_all(given.source).key == "Anna"


def test_a_file_picked_alone_takes_no_strange_folder_along(tmp_path: Path) -> None:
    chat = {"WhatsApp Chat with Anna.txt": b"28/04/2021, 10:15 - Anna: hi\n", "result.json": ONE_CHAT}
    others = {"messages/inbox/anna_1/message_1.json": b"{}", "photos/a.jpg": b"x", "IMG-20210428-WA0001.jpg": b"x"}
    folder = fill(tmp_path / "Downloads", {**chat, **others})
    assert told(sort_out([folder / name for name in chat]), folder) == [(name, 0) for name in chat]


def test_what_lies_beside() -> None:
    there = {"/a/msgstore.db", "/a/wa.db", "/a/wa.db-wal", "/a/msgstore.db-wal", "/a/key"}
    found = [path.name for path in beside(Path("/a/msgstore.db"), lambda path: str(path) in there)]
    assert found == ["msgstore.db-wal", "wa.db", "wa.db-wal"]
    assert list(beside(Path("/a/chat.txt"), lambda path: True)) == []
    assert (contacts_of("msgstore-2024-01-01.1.db.crypt14"), contacts_of("notes.db")) == ("wa.db.crypt14", None)


@pytest.mark.parametrize(
    ("names", "below"),
    [
        (["Manifest.db", "Info.plist"], {}), (["metadata.json", "main.jsonl"], {}),
        (["messages"], {"messages": ["inbox"]}), (["Takeout"], {"takeout": ["google chat"]}),
        (["result.json", "photos"], {}), (["message_1.json", "photos"], {}),
        (["2024-01-01.json", "2024-01-02.json"], {}), (["_chat.txt", "00000001-PHOTO-2024.jpg"], {}),
        (["_chat.txt", "notes.ods", "photos", "b"], {"photos": ["01"], "photos/01": ["img-1-wa0001.jpg"] * 3}),
        (["WhatsApp Chat with Anna.txt", "AUD-20240101-WA0001.aac", "IMG-1-WA0001.jpg", "plan.ods"], {}),
        (["Anna_1.json", "Ben_2.json", "media", "odd"], {}),
        (["channels.json", "general"], {"general": ["2024-01-01.json"]}),
        (["msgstore.db", "wa.db", "WhatsApp"], {"whatsapp": ["media"]}), (["msgstore.db.crypt15", "Media"], {}),
    ],
)  # fmt: skip
def test_shapes(names: list[str], below: dict[str, list[str]]) -> None:
    assert is_export("x", names, lambda name: below.get(name, []))


@pytest.mark.parametrize(
    "names", [["messages"], ["channels.json", "general"],
              ["result.json"], ["json", "html"], ["_chat.txt"], ["a.json", "media.json"], [],
              ["msgstore.db", "wa.db"], ["msgstore.db", "WhatsApp"],
              ["WhatsApp Chat with Anna.txt", "IMG-20240101-WA0001.jpg", "game.exe"],
              ["WhatsApp Chat with Anna.txt", "lake.jpg"], ["Anna_1.json", "media", "a", "b"],
              ["WhatsApp Chat with Anna.txt", "WhatsApp Chat with Ben.zip", "IMG-1-WA0001.jpg", "IMG-1-WA0002.jpg"],
              ["_chat.txt", "ChatExport_2024-01-01", "IMG-1-WA0001.jpg", "IMG-1-WA0002.jpg"],
              ["_chat.txt", "msgstore.db.crypt15", "IMG-1-WA0001.jpg", "IMG-1-WA0002.jpg"]],
)  # fmt: skip
def test_what_is_only_a_place(names: list[str]) -> None:
    assert not is_export("Downloads", names, lambda name: [])


def test_no_folder_is_listed_twice_to_know_what_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a folder of thousands of photos with many folders beside them that took a quarter of a minute."""
    deep = {f"{a}/{b}/{c}/x.ods": b"x" for a in "abc" for b in "abc" for c in "abc"}
    folder = fill(tmp_path / "Documents", {"WhatsApp Chat with Anna.txt": b"x", "readme.txt": b"x", **deep})
    listed: list[Path] = []

    def listing(path: Path) -> list[str]:
        listed.append(path)
        return names_in(path)

    monkeypatch.setattr(folder_search, "names_in", listing)
    assert not kept_whole(folder, names_in(folder))
    assert len(set(listed)) == len(listed) > 3


def test_a_folder_with_the_name_of_a_chat_is_that_chat() -> None:
    names = ["_chat.txt", "lake.heic", "plan.ods"]
    assert is_export("WhatsApp Chat - Anna", names, lambda name: [])
    assert not is_export("Downloads", names, lambda name: [])


def test_files_of_one_name_are_all_taken(tmp_path: Path) -> None:
    name = "takeout-20240101T120000Z-001.zip"
    data = made_google.samples()["takeout-20260101T000000Z-001.zip"]
    paths = [fill(tmp_path / above, {f"in/{name}": data}) / "in" / name for above in "abc"]
    (given,) = sort_out(paths)
    assert given.source is not None
    assert given.source.parts is not None
    assert len(given.source.parts.names()) == len(given.files) == 3
