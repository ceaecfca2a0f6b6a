"""Signal's four formats: what each gives, that locked and open twins are alike, and what is wrong told four ways."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
import pytest

from tests.exports import made_signal, made_signal_backup, made_signal_desktop
from tests.exports.made_signal_backup import DIGITS, Part, insert, keys, sealed, sql
from tests.exports.made_signal_folder import RECOVERY_KEY, SNAPSHOT, shown, snapshot
from tests.exports.made_signal_frames import LONG, PHOTO, conversation, encoded, item, jsonl, people, protobuf, text
from tests.exports.reading import ReadAll, read_all, source_of, zip_of
from vault.chats.attachment import Attachment
from vault.chats.message import Message
from vault.errors import (
    ExportDamaged,
    ExportIncomplete,
    ExportMissing,
    SecretNeeded,
    UnsupportedVersion,
    WrongSecret,
)
from vault.exports.base import Answers, Skipped, Source
from vault.exports.detect import detect, format_of, open_export
from vault.exports.disk_parts import folder_source
from vault.exports.signal import backup_file as signal_backup_file
from vault.exports.signal.desktop import desktop_config

KEY, THIRTY = Answers(secret=RECOVERY_KEY), Answers(secret=DIGITS)


@pytest.fixture(autouse=True, scope="module")
def quick_keys() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(signal_backup_file, "passphrase_keys", keys)
        yield


def zipped(members: Mapping[str, bytes], name: str = "SignalBackups.zip") -> Source:
    return source_of(zip_of(members, zipfile.ZIP_STORED), name)


def bare(messages: list[Message]) -> list[Message]:
    """Without what tells where in its own file each stands."""
    return [
        msgspec.structs.replace(
            message, place="", attachments=tuple(msgspec.structs.replace(f, place="") for f in message.attachments)
        )
        for message in messages
    ]


def files_of(source: Source, answers: Answers) -> list[bytes]:
    with open_export(source, answers) as export:
        records = list(export.records())
        found = [f for r in records if isinstance(r, Message) for f in r.attachments if f.included]
    with open_export(source, answers) as export:  # whoever asks for a file has not read the messages
        return [b"".join(export.attachment(file)) for file in reversed(found)]


# -- the folder of backups and its open twin -----------------------------------------------------------


@pytest.fixture(scope="module")
def folder() -> ReadAll:
    return read_all(zipped(made_signal.folder_members()), KEY)


def test_the_locked_folder_is_its_open_twin(folder: ReadAll) -> None:
    twin = read_all(zipped(made_signal.plain_members(), "export.zip"))
    assert bare(folder.messages) == bare(twin.messages)
    assert (folder.conversations, folder.account, folder.key) == (twin.conversations, twin.account, twin.key)
    assert (folder.format, twin.format) == ("signal-backups", "signal-export")


def test_everything_that_people_send(folder: ReadAll) -> None:
    assert [m.kind for m in folder.messages] == [
        "text", "text", "media", "text", "text", "omitted", "deleted", "deleted", "omitted", "text", "contact", "poll",
        "text", "text", "text", "service", "service", "service", "service", "text", "service",
    ]  # fmt: skip
    assert [(s.why, s.where.rpartition(" ")[2]) for s in folder.skipped] == [
        ("unknown-kind", "30"), ("unknown-chat", "31"), ("unknown-kind", "35"),
    ]  # fmt: skip
    answer, mention, poll, edited = (folder.messages[n] for n in (1, 4, 11, 14))
    assert answer.reply_to == folder.messages[0].id
    assert mention.text == "hi @Bob Stone!"
    assert poll.text == "When?\n• Mon (1: You)\n• Tue"
    assert (edited.earlier, edited.id) == (("now rihgt",), "1714000015000:b0b0b0b0-b0b0-b0b0-b0b0-b0b0b0b0b0b0")
    assert folder.messages[3].text == LONG


@pytest.mark.parametrize("members", [made_signal.folder_members, made_signal.plain_members])
def test_files_come_back_as_they_were(members: object) -> None:
    assert callable(members)
    assert files_of(zipped(members()), KEY) == [PHOTO]


@pytest.mark.parametrize("typed", [RECOVERY_KEY, shown(), shown().replace(" ", "-"), f"  {RECOVERY_KEY.upper()}\n"])
def test_the_recovery_key_as_people_type_it(typed: str) -> None:
    assert len(read_all(zipped(made_signal.folder_members()), Answers(secret=typed)).messages) == 21


def test_metadata_of_the_desktop_program_has_a_longer_iv() -> None:
    assert read_all(zipped(snapshot(protobuf([*people(), *conversation()]), iv=16)), KEY).messages


def test_what_can_be_wrong_with_a_folder() -> None:
    members = made_signal.folder_members()
    main = members[f"{SNAPSHOT}/main"]
    with pytest.raises(SecretNeeded) as needed:
        read_all(zipped(members), Answers())
    assert (needed.value.kind, needed.value.hint) == ("signal-recovery-key", "2026-05-03 10:11")
    for typed, reason in (("123", "form"), (RECOVERY_KEY[:-1], "form"), ("a" * 64, "")):
        with pytest.raises(WrongSecret) as wrong:
            read_all(zipped(members), Answers(secret=typed))
        assert wrong.value.reason == reason
        assert typed not in repr(wrong.value)
    for damaged in (main[:-1] + bytes([main[-1] ^ 1]), main[:-40], main[:500] + b"x" + main[501:]):
        with pytest.raises(ExportDamaged):
            read_all(zipped({**members, f"{SNAPSHOT}/main": damaged}), KEY)
    with pytest.raises(UnsupportedVersion):
        read_all(zipped({**members, f"{SNAPSHOT}/metadata": encoded({1: 2, 2: b""})}), KEY)
    with pytest.raises(ExportDamaged):
        read_all(zipped({**members, f"{SNAPSHOT}/metadata": b"\xff\xff"}), KEY)


def test_a_snapshot_alone_and_the_files_alone_are_incomplete() -> None:
    members = made_signal.folder_members()
    alone = {name.removeprefix(f"{SNAPSHOT}/"): data for name, data in members.items() if name.startswith(SNAPSHOT)}
    with pytest.raises(ExportIncomplete) as no_files:
        read_all(zipped(alone), KEY)
    assert no_files.value.missing == "files"
    files = {name: data for name, data in members.items() if name.startswith("files/")}
    for inner in (files, {name.removeprefix("files/"): data for name, data in files.items()}):
        with pytest.raises(ExportIncomplete) as no_main:
            read_all(zipped(inner), KEY)
        assert no_main.value.missing == "main"
    alone["files"] = b""
    assert read_all(zipped(alone), KEY).messages  # a backup without any file needs none


def test_the_newest_finished_snapshot_is_read_and_the_others_told() -> None:
    older = snapshot(protobuf([*people(), item(1, text("old"))]))
    renamed = {name.replace("2026", "2025"): data for name, data in older.items()}
    unfinished = {name.replace("2026-05-03-10-11-12", "2027-01-01-00-00-00-tmp"): data for name, data in older.items()}
    members = {f"My backups/{n}": d for n, d in {**renamed, **unfinished, **made_signal.folder_members()}.items()}
    found = read_all(zipped(members), KEY)
    assert len(found.messages) == 21
    assert found.skipped[-1] == Skipped("My backups/signal-backup-2025-05-03-10-11-12", "older-snapshot")


def test_a_shared_file_that_is_gone_is_told_and_one_that_is_damaged_is_not_given() -> None:
    members = made_signal.folder_members()
    photo = next(name for name in members if name.startswith("files/"))
    without = {name: data for name, data in members.items() if name != photo}
    found = read_all(zipped(without), KEY)
    assert Skipped(photo, "media-missing") in found.skipped
    assert [m.kind for m in found.messages].count("media") == 0
    for damage in (members[photo][:-1] + b"!", members[photo][:64]):
        with open_export(zipped({**members, photo: damage}), KEY) as export:
            with pytest.raises(ExportDamaged):
                list(export.attachment(Attachment("x", True, place=photo)))
            with pytest.raises(ExportMissing):
                export.attachment(Attachment("x", True, place="files/xx/none"))


def test_a_folder_on_the_disk_and_its_picked_snapshot(tmp_path: Path) -> None:
    for name, data in made_signal.folder_members().items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    (tmp_path / "files" / ".nomedia").touch()
    assert read_all(folder_source(tmp_path), KEY).format == "signal-backups"
    with pytest.raises(ExportIncomplete):
        read_all(folder_source(tmp_path / SNAPSHOT), KEY)
    assert detect(folder_source(tmp_path / "files")).app == "signal"


# -- the plaintext export ------------------------------------------------------------------------------


def test_what_can_be_wrong_with_the_plaintext_export() -> None:
    with pytest.raises(ExportDamaged):
        read_all(zipped({"metadata.json": b"{}", "main.jsonl": b"not json\n"}))
    with pytest.raises(UnsupportedVersion):
        read_all(zipped({"metadata.json": b"{}", "main.jsonl": jsonl(people(), {"version": "2", "backupTimeMs": "1"})}))
    good = jsonl([*people(), item(1, text("one")), item(2, text("two"))]).splitlines(keepends=True)
    bad = [b'{"chatItem":{"chatId":"x"}}\n', b'{"chatItem":[]}\n', b"\xff\xfe\n", b"[" * 3000 + b"\n", b"{\n", b"{}\n"]
    found = read_all(source_of(b"".join([*good[:-1], *bad, good[-1]]), "main.jsonl"))
    assert [m.text for m in found.messages] == ["one", "two"]
    assert [s.why for s in found.skipped] == ["damaged"] * 5 + ["unknown-kind"]


def test_a_line_that_is_too_long_is_one_record(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vault.exports.signal.export.LONGEST_LINE", 2000)
    lines = jsonl([*people(), item(1, text("x" * 9000)), item(2, text("after"))])
    found = read_all(source_of(lines, "main.jsonl"))
    assert ([m.text for m in found.messages], [s.why for s in found.skipped]) == (["after"], ["damaged"])


def test_an_id_is_given_once() -> None:
    twice = [item(1, text("one")), item(1, text("one again"))]
    assert [m.id != "" for m in read_all(source_of(jsonl([*people(), *twice]), "main.jsonl")).messages] == [True, False]


# -- the single file -----------------------------------------------------------------------------------


def test_both_versions_of_the_header_hold_the_same() -> None:
    new, old = (
        read_all(source_of(sealed(made_signal_backup.parts(), version), "x.backup"), THIRTY) for version in (1, 0)
    )
    assert new.messages == old.messages
    assert [m.kind for m in new.messages if m.kind != "service"] == [
        "text", "text", "media", "text", "text", "omitted", "deleted", "omitted", "text", "poll", "contact", "text",
    ]  # fmt: skip
    assert [m.text for m in new.messages if m.kind == "service"] == [
        "Video call from Alice Smith, missed.", "You set messages to disappear after 1 hour.",
        "Alice Smith changed the group's name to “Climbing”.", "The safety number with Alice Smith changed.",
    ]  # fmt: skip


def test_what_two_formats_hold_is_known_by_the_same_ids() -> None:
    ours = read_all(source_of(sealed(made_signal_backup.parts()), "x.backup"), THIRTY)
    folder = read_all(zipped(made_signal.folder_members()), KEY)
    assert ours.key == folder.key
    assert {c.key for c in ours.conversations} <= {c.key for c in folder.conversations}
    assert {m.id for m in ours.messages if m.text == "an answer"} == {
        m.id for m in folder.messages if m.text == "An answer"
    }


def test_files_of_the_single_file_come_back_as_they_were() -> None:
    assert files_of(source_of(sealed(made_signal_backup.parts()), "x.backup"), THIRTY) == [made_signal_backup.PHOTO]


@pytest.mark.parametrize("typed", [DIGITS, " ".join(DIGITS[n : n + 5] for n in range(0, 30, 5)), f"{DIGITS}\n"])
def test_the_thirty_digits_as_people_type_them(typed: str) -> None:
    assert read_all(source_of(sealed(made_signal_backup.parts()), "x.backup"), Answers(secret=typed)).messages


def test_what_can_be_wrong_with_the_single_file() -> None:
    whole = sealed(made_signal_backup.parts())
    with pytest.raises(SecretNeeded) as needed:
        read_all(source_of(whole, "x.backup"), Answers())
    assert needed.value.kind == "signal-30-digits"
    for typed, reason in (("1234", "form"), ("x" * 30, "form"), ("9" * 30, "")):
        with pytest.raises(WrongSecret) as wrong:
            read_all(source_of(whole, "x.backup"), Answers(secret=typed))
        assert wrong.value.reason == reason
    cut, changed = whole[:-20], bytearray(whole)
    changed[1000] ^= 1
    for damaged in (cut, bytes(changed), sealed(made_signal_backup.parts(), end=False)):
        with pytest.raises(ExportDamaged):
            read_all(source_of(damaged, "x.backup"), THIRTY)
    with pytest.raises(UnsupportedVersion):
        read_all(source_of(sealed(made_signal_backup.parts(), version=2), "x.backup"), THIRTY)


def test_no_sql_is_executed_and_what_has_no_place_in_a_backup_is_told() -> None:
    hostile = [
        "DROP TABLE message", "ATTACH DATABASE '/etc/passwd' AS x", "DELETE FROM message", "PRAGMA writable_schema = 1",
        "INSERT INTO message SELECT * FROM recipient", "CREATE TABLE x AS SELECT load_extension('x')",
        "INSERT INTO message VALUES (1, 2); DROP TABLE message", "\0", "",
    ]  # fmt: skip
    found = read_all(source_of(sealed(made_signal_backup.parts([sql(text) for text in hostile])), "x.backup"), THIRTY)
    assert len(found.messages) == 16
    assert [s.why for s in found.skipped].count("unknown-kind") == len(hostile)


def test_rows_that_do_not_fit_their_table_are_damaged() -> None:
    rows = [insert("message", 1, 2), insert("reaction", 1), insert("unknown_table", 1),
        Part(encoded({2: b"\x0a\xff"})), Part(encoded({2: b""})), Part(encoded({12: b""}))]  # fmt: skip
    found = read_all(source_of(sealed(made_signal_backup.parts(rows)), "x.backup"), THIRTY)
    assert [s.why for s in found.skipped][3:] == ["damaged"] * 4 + ["unknown-kind"]


def test_a_changed_file_of_the_single_file_is_not_given() -> None:
    whole = sealed(made_signal_backup.parts())
    with open_export(source_of(whole, "x.backup"), THIRTY) as export:
        place = next(f.place for r in export.records() if isinstance(r, Message) for f in r.attachments if f.included)
    clean = sealed([part for part in made_signal_backup.parts() if part.blob is None])
    at = next(n for n in range(len(whole)) if whole[n : n + 1] != clean[n : n + 1])  # the first frame about a file
    changed = bytearray(whole)
    changed[at + 200] ^= 1
    with open_export(source_of(bytes(changed), "x.backup"), THIRTY) as export, pytest.raises(ExportDamaged):
        list(export.attachment(Attachment("x", True, place=place)))
    with open_export(source_of(whole, "x.backup"), THIRTY) as export:
        for wrong in ("attachment 999", "attachment x", "other", ""):
            with pytest.raises(ExportMissing):
                export.attachment(Attachment("x", True, place=wrong))


# -- the desktop program -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def desktops() -> list[Source]:
    ways = [(False, False), (True, False), (False, True), (True, True)]
    rows = made_signal_desktop.conversation()
    return [zipped(made_signal_desktop.members(rows, table=table, log=log), "Signal.zip") for table, log in ways]


def test_files_in_messages_or_in_a_table_and_what_is_in_the_log_are_all_the_same(desktops: list[Source]) -> None:
    first, *others = (read_all(source) for source in desktops)
    assert first.format == "signal-desktop"
    assert all(other.messages == first.messages for other in others)
    assert [m.kind for m in first.messages] == [
        "text", "text", "media", "text", "text", "omitted", "deleted", "omitted", "text", "poll", "contact", "service",
        "service", "service", "text",
    ]  # fmt: skip
    assert [s.why for s in first.skipped] == ["unknown-kind", "unknown-chat"]
    assert first.messages[3].text == made_signal_desktop.LONG
    assert first.messages[8].earlier == ("rihgt",)


def test_files_of_the_desktop_program_come_back_as_they_were(desktops: list[Source]) -> None:
    for source in desktops:
        assert files_of(source, Answers()) == [made_signal_desktop.OPEN_FILE, made_signal_desktop.PHOTO]


def test_what_can_be_wrong_with_the_desktop_program() -> None:
    members = made_signal_desktop.members(made_signal_desktop.conversation(), old_key=False)
    with pytest.raises(SecretNeeded) as needed:
        read_all(zipped(members), Answers())
    assert needed.value.kind == "signal-desktop-key"
    for typed, reason in (("abc", "form"), ("zz" * 32, "form"), ("00" * 32, "")):
        with pytest.raises(WrongSecret) as wrong:
            read_all(zipped(members), Answers(secret=typed))
        assert wrong.value.reason == reason
    key = Answers(secret=made_signal_desktop.KEY)
    for at in (100, 4096 * 3 + 5):
        changed = bytearray(members["sql/db.sqlite"])
        changed[at] ^= 1
        with pytest.raises(ExportDamaged):
            read_all(zipped({**members, "sql/db.sqlite": bytes(changed)}), key)
    lone = {name: data for name, data in members.items() if name != "config.json"}
    assert read_all(zipped(lone), key).messages  # config.json only holds the key
    with pytest.raises(ExportIncomplete) as incomplete:
        desktop_config(zipped(lone))
    assert incomplete.value.missing == "config.json"
    assert desktop_config(zipped({**members, "Local State": b"{}"})) == (members["config.json"], b"{}")


def test_the_desktop_folder_is_known_one_folder_deeper_too() -> None:
    rows = made_signal_desktop.conversation()
    members = {f"AppData/Signal/{name}": data for name, data in made_signal_desktop.members(rows).items()}
    assert len(read_all(zipped(members, "stuff.zip")).messages) == 15


@pytest.mark.parametrize("name", sorted(made_signal.samples()))
def test_each_is_known_by_what_it_is(name: str) -> None:
    known = format_of(source_of(made_signal.samples()[name], "renamed.bin"))
    assert known is not None
    assert (known.app, known.certainty) == ("signal", "yes")
