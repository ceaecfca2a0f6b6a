"""What goes wrong with an iPhone backup, each with its own error: key, damage, version, missing parts."""

from __future__ import annotations

import plistlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exports.made_iphone import (
    MESSAGES,
    PASSWORD,
    PHOTO_PLACE,
    WHATSAPP,
    MadeBackup,
    file_number,
    keybag,
    phone_files,
)
from tests.exports.reading import read_all, source_of, zip_of
from vault.chats.message import Message
from vault.crypto.media_ciphers import NotAuthentic
from vault.errors import (
    EmptyExport,
    ExportDamaged,
    ExportError,
    ExportIncomplete,
    ExportMissing,
    SecretNeeded,
    UnsupportedVersion,
    WrongSecret,
)
from vault.exports.base import Answers, Skipped, Source
from vault.exports.iphone.backup import IPhoneBackupImporter
from vault.exports.iphone.keybag import BrokenKeybag, Keybag

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "iphone-backup" / "keybag_zeros_pw0000.bin"
KEY = Answers(secret=PASSWORD)
LOCKED = MadeBackup(phone_files(), PASSWORD)


def zipped(members: dict[str, bytes]) -> Source:
    return source_of(zip_of(members, 0), "iPhone.zip")


def opened(members: dict[str, bytes], answers: Answers = KEY) -> None:
    IPhoneBackupImporter().open(zipped(members), answers).close()


def numbered(place: str) -> str:
    number = file_number(place)
    return f"{number[:2]}/{number}"


def test_the_real_keybag_opens_with_its_password() -> None:
    """Ten million rounds, as Apple asks: the one test that takes them."""
    keys = Keybag.of(REAL.read_bytes()).unlock("0000")
    assert repr(keys) == "ClassKeys()"
    with pytest.raises(NotAuthentic):
        keys.file_key(bytes(44))


def test_without_a_password_one_is_asked_for() -> None:
    with pytest.raises(SecretNeeded) as asked:
        opened(LOCKED.members(), Answers())
    assert (asked.value.kind, asked.value.app_name, asked.value.hint) == (
        "iphone-password", "iPhone backup", "2026-03-02",
    )  # fmt: skip


def test_a_wrong_password_is_told_from_damage() -> None:
    with pytest.raises(WrongSecret) as wrong:
        opened(LOCKED.members(), Answers(secret="0001"))
    assert (wrong.value.kind, wrong.value.reason) == ("iphone-password", "")
    assert "0001" not in f"{wrong.value}{wrong.value!r}"
    with pytest.raises(WrongSecret) as form:
        opened(LOCKED.members(), Answers(secret="base64:AAAA"))
    assert form.value.reason == "form"


@pytest.mark.parametrize("name", ["Manifest.db", numbered(MESSAGES)])
@pytest.mark.parametrize("change", ["cut", "zeros", "empty", "flipped"])
def test_damage_with_the_right_password(name: str, change: str) -> None:
    made = MadeBackup({MESSAGES: phone_files()[MESSAGES]}, PASSWORD).members()
    data = made[name]
    made[name] = {"cut": data[:40], "zeros": bytes(len(data)), "empty": b"", "flipped": b"\1" + data[1:]}[change]
    with pytest.raises(ExportDamaged):
        read_all(zipped(made), KEY)


def test_a_damaged_keybag_or_manifest_key_is_damage() -> None:
    members = LOCKED.members()
    plist = plistlib.loads(members["Manifest.plist"])
    for changes in (
        {"BackupKeyBag": b"no keybag"}, {"BackupKeyBag": None}, {"ManifestKey": bytes(44)}, {"ManifestKey": None},
        {"ManifestKey": b"\3\0\0\0" + bytes(40)}, {"ManifestKey": b"\x63\0\0\0" + bytes(40)},
        {"BackupKeyBag": keybag(PASSWORD)[:60]}, {"BackupKeyBag": "text"},
    ):  # fmt: skip
        changed = {key: value for key, value in (plist | changes).items() if value is not None}
        with pytest.raises(ExportDamaged):
            opened(members | {"Manifest.plist": plistlib.dumps(changed)})
    with pytest.raises(ExportDamaged):
        opened(members | {"Manifest.plist": b"bplist00 and no more"})


def test_rounds_beyond_all_reason_are_not_counted_through() -> None:
    with pytest.raises(BrokenKeybag):
        Keybag.of(keybag(PASSWORD).replace(b"DPIC\0\0\0\4\0\0\0\x1e", b"DPIC\0\0\0\4\xff\xff\xff\xff"))
    with pytest.raises(BrokenKeybag):
        Keybag.of(keybag(PASSWORD).replace(b"ITER\0\0\0\4\0\0\0\7", b"ITER\0\0\0\4\xff\0\0\0"))


def test_old_and_incomplete_backups() -> None:
    made = LOCKED.members()
    without = {name: data for name, data in made.items() if name != "Manifest.db"}
    with pytest.raises(UnsupportedVersion):
        opened(without | {"Manifest.mbdb": b"mbdb\5\0"})
    with pytest.raises(ExportIncomplete) as listing:
        opened(without)
    assert listing.value.missing == "Manifest.db"
    with pytest.raises(ExportIncomplete) as plist:
        opened({"Manifest.db": made["Manifest.db"], "a": b"x"})
    assert plist.value.missing == "Manifest.plist"


def test_without_any_chats_it_says_whether_they_should_be_there() -> None:
    for password in ("", PASSWORD):
        with pytest.raises(EmptyExport):
            opened(MadeBackup({"CameraRollDomain-a.jpg": b"x"}, password).members())
        files = {MESSAGES: b"x", "CameraRollDomain-a.jpg": b"x"}
        with pytest.raises(ExportIncomplete) as missing:
            opened(MadeBackup(files, password, lost=frozenset({MESSAGES})).members())
        assert missing.value.missing == MESSAGES


def test_an_open_backup_without_its_list_is_still_read() -> None:
    made = MadeBackup(phone_files()).members()
    found = read_all(zipped(made | {"Manifest.db": b"gone"}), Answers())
    assert len(found.messages) == 16
    assert found.skipped == [Skipped("Manifest.db", "damaged")]


def test_one_damaged_app_does_not_hide_the_other() -> None:
    made = LOCKED.members()
    name = numbered(f"{WHATSAPP}ChatStorage.sqlite")
    found = read_all(zipped(made | {name: made[name][::-1]}), KEY)
    assert {chat.key[0] for chat in found.conversations} == {"-", "+", "b"}
    assert found.skipped == [Skipped(f"{WHATSAPP}ChatStorage.sqlite", "damaged")]


@pytest.mark.parametrize("left", [0, 15, 16, 800])
def test_a_photo_that_is_cut_off_is_damage(left: int) -> None:
    made = LOCKED.members()
    name = numbered(PHOTO_PLACE)
    with IPhoneBackupImporter().open(zipped(made | {name: made[name][:left]}), KEY) as export:
        files = [file for m in export.records() if isinstance(m, Message) for file in m.attachments if file.included]
        with pytest.raises(ExportDamaged):
            b"".join(export.attachment(files[0]))


def test_a_photo_that_is_nowhere() -> None:
    with IPhoneBackupImporter().open(zipped(LOCKED.members()), KEY) as export:
        file = next(f for m in export.records() if isinstance(m, Message) for f in m.attachments if not f.included)
        with pytest.raises((ExportMissing, ExportDamaged)):
            b"".join(export.attachment(file))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_damage_anywhere_is_read_or_refused(data: st.DataObject) -> None:
    members = dict(data.draw(st.sampled_from([LOCKED, MadeBackup(phone_files())])).members())
    for _ in range(data.draw(st.integers(1, 3))):
        name = data.draw(st.sampled_from(sorted(members)))
        if data.draw(st.booleans()):
            del members[name]
            members.setdefault("left.txt", b"x")
            continue
        broken = bytearray(members[name])
        for _ in range(data.draw(st.integers(0, 6))):
            if broken:
                broken[data.draw(st.integers(0, len(broken) - 1))] ^= data.draw(st.integers(1, 255))
        members[name] = (
            bytes(broken[: data.draw(st.integers(0, len(broken)))]) if data.draw(st.booleans()) else bytes(broken)
        )
    try:
        with IPhoneBackupImporter().open(zipped(members), KEY) as export:
            for record in export.records():
                for file in record.attachments if isinstance(record, Message) else ():
                    if file.included:
                        b"".join(export.attachment(file))
            assert export.account().whole
    except ExportError:
        pass


@given(st.binary(max_size=300))
@settings(max_examples=300, deadline=None)
def test_arbitrary_keybags_are_refused_or_read(data: bytes) -> None:
    try:
        Keybag.of(keybag(PASSWORD)[:90] + data)
    except BrokenKeybag:
        return
