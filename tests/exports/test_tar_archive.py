"""Tar, plain and packed with gzip: what is in it is read, and what could do harm is refused."""

from __future__ import annotations

import gzip
import io
import secrets
import tarfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exports.made_tar import tar_of
from tests.exports.reading import source_of
from vault.errors import ArchiveCutOff, ArchiveRefused, EmptyExport, ExportError
from vault.exports import gzip_places
from vault.exports.members import Members
from vault.exports.tar_archive import TarArchive, is_tar

FILES = {"messages.json": b"{}", "media/" + "long" * 60 + ".jpg": b"picture" * 999, "ü/ä.txt": "Grüße".encode()}
FORMS = (tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT)


def _read(data: bytes, name: str = "a.tar") -> dict[str, bytes]:
    with TarArchive(source_of(data, name)) as archive:
        return {member.name: b"".join(archive.read(member)) for member in reversed(archive.members)}


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("form", FORMS[:2])
def test_files_come_back_whatever_the_dialect(form: int, packed: bool) -> None:
    assert _read(tar_of(FILES, form, packed), "a.tgz") == FILES


def test_the_oldest_dialect_splits_long_names() -> None:
    files = {"folder" * 12 + "/" + "name" * 12: b"1", "short": b"2"}
    assert _read(tar_of(files, tarfile.USTAR_FORMAT)) == files


def test_members_looks_into_both() -> None:
    for name, packed in (("x.tar", False), ("takeout-20260101T000000Z-001.tgz", True)):
        with Members(source_of(tar_of(FILES, packed=packed), name)) as members:
            assert set(members.names) == set(FILES)
            assert members.content("ü/ä.txt", 100) == FILES["ü/ä.txt"]
            assert members.head("messages.json", 1) == b"{"


def test_a_packed_one_is_found_again_from_kept_places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gzip_places, "_NEAREST", 100_000)
    monkeypatch.setattr(gzip_places, "_PIECE", 10_000)
    files = {f"{number}.bin": secrets.token_bytes(70_000 + number) for number in range(40)}
    with TarArchive(source_of(tar_of(files, packed=True), "a.tgz")) as archive:
        for member in (*archive.members[::-1], *archive.members[::3], *archive.members[::7][::-1]):
            assert b"".join(archive.read(member)) == files[member.name]


def test_several_gzip_streams_and_padding_are_one() -> None:
    plain = tar_of(FILES)
    packed = gzip.compress(plain[:700]) + gzip.compress(plain[700:]) + bytes(1024)
    assert _read(packed, "a.tar.gz") == FILES


@pytest.mark.parametrize("name", ["../x", "/etc/passwd", "a/../../b", "C:/x", "a\\b"])
def test_names_that_lead_outside_are_refused(name: str) -> None:
    with pytest.raises(ArchiveRefused) as refused:
        _read(tar_of({name: b"1"}))
    assert refused.value.reason == "escape"


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_links_and_devices_are_refused(kind: bytes) -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        info = tarfile.TarInfo("x")
        info.type, info.linkname = kind, "y"
        archive.addfile(info)
    with pytest.raises(ArchiveRefused) as refused:
        _read(buffer.getvalue())
    assert refused.value.reason == "special"


def test_two_of_one_name_are_refused() -> None:
    once = tar_of({"a": b"1"})[:1024]
    with pytest.raises(ArchiveRefused) as refused:
        _read(once + tar_of({"a": b"2"}))
    assert refused.value.reason == "duplicate"


def test_a_bomb_is_refused() -> None:
    with pytest.raises(ArchiveRefused) as refused:
        _read(gzip.compress(tar_of({"zeros": bytes(30_000_000)})), "a.tgz")
    assert refused.value.reason == "ratio"


def test_nothing_inside_is_an_empty_export() -> None:
    with pytest.raises(EmptyExport):
        _read(tar_of({}))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.8])
@pytest.mark.parametrize("packed", [False, True])
def test_a_cut_off_one_says_so(packed: bool, share: float) -> None:
    data = tar_of({"a": secrets.token_bytes(50_000), "b": secrets.token_bytes(50_000)}, packed=packed)
    with pytest.raises(ArchiveCutOff):
        _read(data[: int(len(data) * share)], "a.tgz")


def test_what_is_no_tar_is_not_taken_for_one() -> None:
    assert not is_tar(bytes(512), "a.tar")
    assert not is_tar(b"PK\3\4" + bytes(600), "a.tar")
    assert not is_tar(gzip.compress(b"text"), "notes.txt.gz")
    assert is_tar(tar_of(FILES), "no ending")


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_damaged_bytes_are_read_or_refused(data: st.DataObject) -> None:
    packed = data.draw(st.booleans())
    whole = bytearray(tar_of(FILES, packed=packed))
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        _read(bytes(whole), "a.tgz")
    except ExportError:
        return
