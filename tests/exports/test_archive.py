"""The door to zip: what harms is refused before a member is read; what is whole gives its members bit for bit."""

from __future__ import annotations

import io
import stat
import struct
import tracemalloc
import unicodedata
import zipfile
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exports import hostile
from tests.exports.reading import read_bytes, source_of, zip_of
from vault.errors import ArchiveCutOff, ArchiveEncrypted, ArchiveRefused, EmptyExport, ExportError
from vault.exports.archive import MOST_MEMBERS, Archive, cuts_of
from vault.exports.base import Skipped, Source
from vault.exports.detect import open_export

CHAT = hostile.CHAT
NAME = "WhatsApp Chat with Anna.zip"


def opened(data: bytes) -> Archive:
    return Archive(source_of(data, NAME))


def refusal(data: bytes) -> str:
    with pytest.raises(ArchiveRefused) as caught:
        opened(data)
    assert caught.value.path == Path("/nowhere") / NAME
    return caught.value.reason


@pytest.mark.parametrize(
    "name",
    [
        "../escape.txt",
        "a/../../b",
        "/etc/passwd",
        "C:/x.txt",
        "c:x.txt",
        "a/b\\c.txt",
        "..\\x",
        "a\\..\\..\\b",
        "C:\\x",
        "\\\\host\\share",
        "..",
    ],
)
def test_names_that_point_outside(name: str) -> None:
    assert refusal(hostile.named(name)) == "escape"


@pytest.mark.parametrize(
    "name", ["a..b.jpg", "...", "x/..y/z.jpg", "über/Ünïcode.jpg", "ab:c.jpg", "😀.jpg", "a\u202fb.png"]
)
def test_names_that_only_look_odd(name: str) -> None:
    with opened(hostile.named(name)) as archive:
        assert name in [member.name for member in archive.members]


def test_backslashes_between_folders_as_older_windows_wrote_them() -> None:
    with opened(hostile.named("Anna\\photos\\1.jpg")) as archive:
        member = next(member for member in archive.members if member.name == "Anna/photos/1.jpg")
        assert b"".join(archive.read(member)) == b"x"


def test_a_name_given_twice() -> None:
    data = zip_of({"_chat.txt": CHAT, "a.jpg": b"1", "b.jpg": b"2"}).replace(b"b.jpg", b"a.jpg")
    assert refusal(data) == "duplicate"


def test_names_that_differ_in_case_are_two_files() -> None:
    with opened(zip_of({"_chat.txt": CHAT, "a.PDF": b"1", "A.pdf": b"2"})) as archive:
        assert len(archive.members) == 3


def test_a_macs_name_without_the_flag() -> None:
    name = unicodedata.normalize("NFD", "Grüße.jpg")
    with opened(hostile.raw_named(name.encode())) as archive:
        assert archive.members[-1].name == name


def test_an_old_name_of_another_code_page_is_kept_as_zip_defines_it() -> None:
    with opened(hostile.raw_named(b"Gr\x81\xe1e.jpg")) as archive:
        assert archive.members[-1].name == "Grüße.jpg"


@pytest.mark.parametrize("name", [b"a\x07b.jpg", b"a\nb.jpg", b"\x7f.jpg", b"\xc2\x85.jpg"])
def test_names_with_control_characters(name: bytes) -> None:
    assert refusal(hostile.raw_named(name)) == "name"


def test_a_name_that_is_said_to_be_utf8_and_is_not() -> None:
    assert refusal(hostile.flagged(hostile.raw_named(b"\xff\xfe\xfa.jpg"), 0x800)) == "name"


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFSOCK])
def test_links_and_devices(kind: int) -> None:
    info = zipfile.ZipInfo("a.jpg")
    info.external_attr = (kind | 0o777) << 16
    assert refusal(hostile.with_entry(info, b"/etc/passwd")) == "special"


def test_a_folder_is_no_member() -> None:
    info = zipfile.ZipInfo("media/")
    info.external_attr = (stat.S_IFDIR | 0o755) << 16 | 0x10
    with opened(hostile.with_entry(info, b"")) as archive:
        assert [member.name for member in archive.members] == [hostile.TEXT_NAME]


def test_a_member_that_grows_out_of_proportion() -> None:
    assert refusal(zip_of({"_chat.txt": CHAT, "a.jpg": bytes(50_000_000)})) == "ratio"


def test_many_members_that_grow_together() -> None:
    assert refusal(zip_of({f"{n}.jpg": bytes(1_000_000) for n in range(30)})) == "ratio"


def test_a_chat_of_one_word_is_no_bomb() -> None:
    lines = "".join(f"28/04/2021, {n // 60 % 24:02}:{n % 60:02} - Anna: <Media omitted>\n" for n in range(40_000))
    with open_export(source_of(zip_of({"_chat.txt": lines}), NAME)) as export:
        assert sum(1 for _ in export.records()) == 40_001


def test_a_size_beyond_all_disks() -> None:
    data = zip_of({"_chat.txt": CHAT, "a.bin": b"x"}, zipfile.ZIP_STORED)
    assert refusal(hostile.declared(data, b"a.bin", 0xFFFF_FFF0)) in ("size", "ratio")


def test_members_that_share_their_bytes() -> None:
    assert refusal(hostile.overlapping(2)) == "overlap"
    assert refusal(hostile.overlapping(50)) in ("overlap", "ratio")


def test_more_members_than_any_export_has() -> None:
    tracemalloc.start()
    assert refusal(hostile.lying_count(MOST_MEMBERS + 1)) == "count"
    assert tracemalloc.get_traced_memory()[1] < 64 * 1024 * 1024
    tracemalloc.stop()


def test_a_real_exports_ten_thousand_media() -> None:
    members: dict[str, bytes | str] = {"_chat.txt": CHAT}
    members |= {f"IMG-20210428-WA{n:05}.jpg": b"x" for n in range(10_000)}
    with opened(zip_of(members, zipfile.ZIP_STORED)) as archive:
        assert len(archive.members) == 10_001
        assert len(archive.cuts()) == 20_002


def test_locked_with_a_password() -> None:
    with pytest.raises(ArchiveEncrypted):
        opened(hostile.flagged(zip_of({"_chat.txt": CHAT}), 0x1))


def test_the_chat_in_an_archive_in_the_archive() -> None:
    inner = zip_of({"_chat.txt": CHAT})
    with pytest.raises(ArchiveRefused) as caught:
        open_export(source_of(zip_of({"WhatsApp Chat - Anna.zip": inner}), "backup.zip"))
    assert (caught.value.reason, caught.value.member) == ("nested", "WhatsApp Chat - Anna.zip")


def test_an_archive_that_somebody_sent_is_an_attachment() -> None:
    data = zip_of({"_chat.txt": CHAT, "00000004-holiday.zip": zip_of({"a.jpg": b"x"})})
    assert read_bytes(data, NAME).members == ("00000004-holiday.zip",)


def test_nothing_inside() -> None:
    for empty in (zip_of({}), zip_of({"folder/": b""})):
        with pytest.raises(EmptyExport):
            opened(empty)


def test_cut_off_anywhere() -> None:
    data = zip_of({"_chat.txt": CHAT * 20, "a.jpg": bytes(range(256)) * 9}, zipfile.ZIP_STORED)
    for length in range(4, len(data), 7):
        with pytest.raises(ArchiveCutOff):
            opened(data[:length])


def test_a_hole_in_the_middle() -> None:
    data = zip_of({"_chat.txt": CHAT * 20, "a.jpg": bytes(range(256)) * 9}, zipfile.ZIP_STORED)
    with pytest.raises(ArchiveCutOff):
        opened(data[:100] + data[200:])


def test_one_volume_of_several() -> None:
    data = bytearray(zip_of({"_chat.txt": CHAT}))
    struct.pack_into("<H", data, len(data) - 22 + 4, 1)
    with pytest.raises(ArchiveCutOff):
        opened(bytes(data))


def test_a_flipped_byte_is_found_when_it_is_read() -> None:
    data = bytearray(zip_of({"_chat.txt": CHAT}, zipfile.ZIP_STORED))
    data[60] ^= 1
    with opened(bytes(data)) as archive, pytest.raises(ArchiveCutOff):
        list(archive.read(archive.members[0]))


def test_a_member_gives_no_more_than_it_declared() -> None:
    data = hostile.declared(zip_of({"_chat.txt": CHAT, "a.jpg": b"y" * 500}), b"a.jpg", 100)
    with opened(data) as archive:
        chunks: list[bytes] = []
        with pytest.raises(ArchiveCutOff):
            chunks.extend(archive.read(archive.members[1]))
        assert sum(map(len, chunks)) <= 100


def test_a_member_that_gives_less_than_it_declared() -> None:
    data = hostile.declared(zip_of({"_chat.txt": CHAT, "a.jpg": b"y" * 500}), b"a.jpg", 600)
    with opened(data) as archive, pytest.raises(ArchiveCutOff):
        list(archive.read(archive.members[1]))


def test_a_rare_compression_is_refused_only_where_it_is_read() -> None:
    info = zipfile.ZipInfo("a.jpg")
    info.compress_type = zipfile.ZIP_STORED
    data = hostile.packed_as(hostile.with_entry(info, b"z" * 100), b"a.jpg", 97)
    with opened(data) as archive:
        assert b"".join(archive.read(archive.members[0])) == CHAT.encode()
        assert archive.head(archive.members[1]) == b""
        with pytest.raises(ArchiveRefused) as caught:
            list(archive.read(archive.members[1]))
        assert caught.value.reason == "special"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_chat_packed_in_the_ways_of_other_programs(method: int) -> None:
    read = read_bytes(zip_of({"_chat.txt": CHAT * 900, "a.jpg": b"y" * 500}, method), "x.zip")
    assert (read.account.messages, read.format) == (2700, "whatsapp-zip")
    with opened(zip_of({"_chat.txt": CHAT * 900}, method)) as archive:
        assert archive.head(archive.members[0], 10_000) == (CHAT * 900).encode()[:10_000]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_was_packed_so_and_is_damaged(method: int) -> None:
    data = bytearray(zip_of({"_chat.txt": CHAT * 900}, method))
    for at in range(60, 120):
        data[at] ^= 0x55
    with pytest.raises((ArchiveCutOff, ArchiveRefused)), opened(bytes(data)) as archive:
        list(archive.read(archive.members[0]))


def test_lzma_that_wants_gigabytes_to_look_back_is_refused() -> None:
    data = bytearray(zip_of({"_chat.txt": CHAT}, zipfile.ZIP_LZMA))
    start = 30 + len("_chat.txt")
    assert data[start + 2 : start + 4] == b"\5\0"
    data[start + 5 : start + 9] = b"\xff\xff\xff\xff"
    with opened(bytes(data)) as archive:
        assert archive.head(archive.members[0]) == b""
        with pytest.raises(ArchiveRefused):
            list(archive.read(archive.members[0]))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_bomb_whose_directory_lies_takes_no_memory(method: int) -> None:
    bomb = zip_of({"_chat.txt": CHAT, "a.jpg": bytes(130_000_000)}, method)
    with opened(hostile.declared(bomb, b"a.jpg", 100)) as archive:
        tracemalloc.start()
        given = 0
        with suppress(ArchiveCutOff):
            given = sum(map(len, archive.read(archive.members[1])))
        assert given <= 100
        assert tracemalloc.get_traced_memory()[1] < 12_000_000
        tracemalloc.stop()


def test_cuts_stand_on_both_sides_of_every_members_data() -> None:
    photo = bytes(range(256)) * 40
    members: dict[str, bytes | str] = {"_chat.txt": CHAT, "ü/photo.jpg": photo, "note.opus": b"sound" * 100}
    data = zip_of(members, zipfile.ZIP_STORED)
    with open_export(source_of(data, NAME)) as export:
        list(export.records())
        cuts = cuts_of(source_of(data, NAME))
        assert list(cuts) == sorted(set(cuts))
        parts = {data[start:end] for start, end in pairwise(cuts)}
        assert {photo, b"sound" * 100, CHAT.encode()} <= parts


def test_a_large_archives_records() -> None:
    """Above 65,535 members and 4 GiB other records are used; forced here by writing them for a small one."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive, archive.open("_chat.txt", "w", force_zip64=True) as member:
        member.write(CHAT.encode())
    members: dict[str, bytes | str] = {"_chat.txt": CHAT}
    members |= {f"{n:06}.jpg": b"" for n in range(66_000)}
    for data, count in ((buffer.getvalue(), 1), (zip_of(members, zipfile.ZIP_STORED), 66_001)):
        with opened(data) as found:
            assert len(found.members) == count
            assert b"".join(found.read(found.members[0])) == CHAT.encode()


def test_a_comment_at_the_end_is_no_harm() -> None:
    buffer = io.BytesIO(zip_of({"_chat.txt": CHAT}))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.comment = b"made on a phone " * 3000
    assert read_bytes(buffer.getvalue(), NAME).account.messages == 3


def test_the_file_is_closed_again() -> None:
    streams: list[io.BytesIO] = []

    def opener() -> BinaryIO:
        streams.append(io.BytesIO(zip_of({"_chat.txt": CHAT})))
        return cast(BinaryIO, streams[-1])

    source = source_of(zip_of({"_chat.txt": CHAT}), NAME)
    with open_export(Source(source.path, source.size, source.modified, opener)) as export:
        list(export.records())
    assert streams
    assert all(stream.closed for stream in streams)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_changed_bytes_never_do_more_than_an_export_error(data: st.DataObject) -> None:
    whole = bytearray(zip_of({"_chat.txt": CHAT * 3, "a.jpg": b"photo" * 30, "b/c.txt": "notes"}))
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(whole) - 1))
        whole[place] = data.draw(st.integers(0, 255))
    try:
        with open_export(source_of(bytes(whole), NAME)) as export:
            list(export.records())
            assert export.account().whole
            assert all(0 < cut < len(whole) for cut in cuts_of(source_of(bytes(whole), NAME)))
    except ExportError:
        pass


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([b"PK\3\4", b"PK\5\6", b""]))
def test_arbitrary_bytes_never_do_more_than_an_export_error(data: bytes, start: bytes) -> None:
    with pytest.raises(ExportError):
        open_export(source_of(start + data, "chat.zip"))


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_chat_with_damaged_bytes_is_read_as_far_as_it_goes(method: int) -> None:
    lines = "".join(f"{n % 28 + 1:02}/04/2021, 10:15 - Anna: {n * 7919 % 1_000_003} words\n" for n in range(60_000))
    data = bytearray(zip_of({"_chat.txt": lines, "a.jpg": b"y" * 500}, method))
    at = data.index(b"a.jpg") - 200
    for number in range(50):
        data[at + number] ^= 0x55
    read = read_bytes(bytes(data), "x.zip")
    assert read.account.messages > 10_000
    assert read.texts[0] == "0 words"
    assert Skipped("_chat.txt", "damaged") in read.skipped
