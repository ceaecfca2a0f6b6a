"""WhatsApp's encrypted backups: the real ones open to their plain twin, and each way to be wrong is said in its way."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exports import made_whatsapp_databases as made
from tests.exports.reading import read_all, source_of
from vault.errors import (
    ExportDamaged,
    ExportError,
    ExportIncomplete,
    SecretNeeded,
    UnsupportedVersion,
    WrongSecret,
)
from vault.exports.base import Answers, Source
from vault.exports.detect import format_of
from vault.exports.members import Members
from vault.exports.whatsapp.crypt import Locked
from vault.exports.whatsapp.crypt_header import read_header
from vault.exports.whatsapp.crypt_key import NotAKey, of_file, of_secret

REAL_DIGITS = "6730a595a1484d0c39c101dc0ac82ec5e401bb6f0e1b8ee2dc104a6b3687f017"
KINDS = ("crypt12", "crypt14", "crypt15")
FILE = "base64:" + base64.b64encode(made.key_file()).decode()
HINT = "The phone's number ends with 42."


def secret_for(kind: str) -> str:
    return made.DIGITS if kind == "crypt15" else FILE


def opened(data: bytes, kind: str, secret: str | None) -> bytes:
    """What is inside, by the importer's own way."""
    with Members(source_of(data, f"msgstore.db.{kind}")) as members:
        return b"".join(Locked(members, f"msgstore.db.{kind}").open(of_secret(secret or "")))


def read(data: bytes, kind: str, secret: str | None) -> int:
    return read_all(source_of(data, f"msgstore.db.{kind}"), Answers(zone="UTC", secret=secret)).account.messages


def failure(data: bytes, kind: str, secret: str | None) -> ExportError:
    with pytest.raises(ExportError) as caught:
        read(data, kind, secret)
    return caught.value


@pytest.mark.parametrize(
    ("kind", "key"), [("crypt12", "key"), ("crypt14", "key"), ("crypt15", "encrypted_backup.key"), ("crypt15", "")]
)
def test_the_real_ones_open_to_their_plain_twin(shared_data: Path, kind: str, key: str) -> None:
    folder = shared_data / "whatsapp-encrypted"
    secret = REAL_DIGITS.upper()
    if key:
        secret = "base64:" + base64.b64encode((folder / key).read_bytes()).decode()
    path = folder / f"msgstore.db.{kind}"
    with Members(Source.of_file(path)) as members:
        locked = Locked(members, path.name)
        plain = hashlib.sha256(b"".join(locked.open(of_secret(secret)))).hexdigest()
    assert plain == hashlib.sha256((folder / "msgstore.db").read_bytes()).hexdigest()
    assert locked.header.hint.startswith("The phone's number ends with 67.")
    assert format_of(Source.of_file(path)) is not None
    twin = read_all(Source.of_file(folder / "msgstore.db"))
    assert read_all(Source.of_file(path), Answers(zone="UTC", secret=secret)).account == twin.account


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("summed", [True, False])
def test_own_ones_are_read_as_their_plain_twins(kind: str, summed: bool) -> None:
    if kind == "crypt12" and not summed:
        return  # has always been one file
    plain = read_all(source_of(made.new_store(), "msgstore.db"))
    locked = read_all(
        source_of(made.encrypted(made.new_store(), kind, summed=summed), f"msgstore.db.{kind}"),
        Answers(zone="UTC", secret=secret_for(kind)),
    )
    assert [m.text for m in locked.messages] == [m.text for m in plain.messages]
    assert [m.id for m in locked.messages] == [m.id for m in plain.messages]
    assert (locked.account, locked.format) == (plain.account, f"whatsapp-{kind}")


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_key_it_is_asked_for(kind: str) -> None:
    error = failure(made.encrypted(made.new_store(), kind), kind, None)
    assert isinstance(error, SecretNeeded)
    assert (error.kind, error.app_name) == ("whatsapp-key", "WhatsApp")
    assert error.hint.startswith(HINT)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("secret", "reason"),
    [("correct horse battery", "password"), ("12345678", "password"), ("", "form"), (made.DIGITS[:-1], "form"),
     ("base64:AAAA", "password"), ("base64:!", "form"), ("11" * 32, ""), (made.DIGITS + "00", "form")],
)  # fmt: skip
def test_what_is_no_key_or_another_one(kind: str, secret: str, reason: str) -> None:
    error = failure(made.encrypted(made.new_store(), kind), kind, secret)
    assert isinstance(error, WrongSecret)
    if secret != "base64:AAAA":  # three bytes of zeros are neither
        assert error.reason == reason
    assert error.hint.startswith(HINT)
    assert secret not in f"{error!r}{error}" or not secret


@pytest.mark.parametrize("summed", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_the_other_kind_of_key(kind: str, summed: bool) -> None:
    secret = FILE if kind == "crypt15" else made.DIGITS
    if kind == "crypt12" and not summed:
        return
    assert isinstance(failure(made.encrypted(made.new_store(), kind, summed=summed), kind, secret), WrongSecret)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("at", [0.2, 0.5, 0.9])
def test_damaged_bytes_with_the_right_key(kind: str, at: float) -> None:
    data = bytearray(made.encrypted(made.new_store(), kind))
    data[int(len(data) * at)] ^= 1
    error = failure(bytes(data), kind, secret_for(kind))
    assert isinstance(error, ExportDamaged)
    assert made.CANARY not in f"{error!r}"


def test_a_damaged_backup_of_many_files() -> None:
    data = bytearray(made.encrypted(made.new_store(), "crypt15", summed=False))
    data[len(data) // 2] ^= 1
    assert isinstance(failure(bytes(data), "crypt15", made.DIGITS), ExportDamaged)


@pytest.mark.parametrize("kind", KINDS)
def test_a_backup_that_was_cut_off(kind: str) -> None:
    data = made.encrypted(made.new_store(), kind)
    for size in (len(data) - 1, len(data) // 2):
        assert isinstance(failure(data[:size], kind, secret_for(kind)), ExportDamaged)


def test_a_wrong_key_is_said_where_the_sum_fits() -> None:
    assert isinstance(failure(made.encrypted(made.new_store(), "crypt15"), "crypt15", "22" * 32), WrongSecret)
    assert isinstance(
        failure(made.encrypted(made.new_store(), "crypt15", summed=False), "crypt15", "22" * 32), WrongSecret
    )


def test_only_the_sum_is_damaged() -> None:
    """What is authentic is authentic."""
    data = bytearray(made.encrypted(made.new_store(), "crypt15"))
    data[-1] ^= 1
    assert read(bytes(data), "crypt15", made.DIGITS) == 15


def test_key_files_beside_what_they_open() -> None:
    files = {"msgstore.db.crypt14": made.encrypted(made.old_store(), "crypt14"), "key": made.key_file()}
    assert read_all(source_of(made.folder(files), "Databases.zip")).account.messages == 5
    files = {"a/msgstore.db.crypt15": made.encrypted(made.new_store(), "crypt15"), "a/my.key": made.digits_file()}
    found = read_all(source_of(made.folder(files), "Databases.zip"))
    assert found.account.messages == 15
    files["a/wa.db.crypt15"] = made.encrypted(made.wa_db(), "crypt15")
    assert "Anna" in {c.name for c in read_all(source_of(made.folder(files), "Databases.zip")).conversations}
    files["a/wa.db.crypt15"] = made.encrypted(made.wa_db(), "crypt15")[:-40]
    skipped = read_all(source_of(made.folder(files), "Databases.zip")).skipped
    assert ("a/wa.db.crypt15", "damaged") in {(part.where, part.why) for part in skipped}


def test_a_text_with_the_digits_is_a_key_file() -> None:
    assert of_file(f"my key:\n{made.DIGITS}".encode()[8:]) == of_secret(made.DIGITS)
    for bad in (b"", b"\xff" * 40, b"x" * 5000):
        with pytest.raises(NotAKey):
            of_file(bad)


def test_additions_alone_are_not_enough() -> None:
    name = "msgstore-increment-1-2024-05-01.1.db.crypt15"
    data = made.encrypted(made.new_store(), "crypt15")
    with pytest.raises(ExportIncomplete) as caught:
        read_all(source_of(made.folder({name: data}), "Databases.zip"), Answers(secret=made.DIGITS))
    assert caught.value.missing == "msgstore.db.crypt15"


def test_the_newest_of_several_copies_is_read() -> None:
    files = {
        "msgstore-2024-05-01.1.db.crypt15": made.encrypted(made.old_store(), "crypt15"),
        "msgstore.db.crypt15": made.encrypted(made.new_store(), "crypt15"),
        "msgstore-2024-05-02.1.db.crypt15": made.encrypted(made.old_store(), "crypt15"),
    }
    assert read_all(source_of(made.folder(files), "x.zip"), Answers(secret=made.DIGITS)).account.messages == 15


def test_a_backup_locked_with_the_phones_passkey() -> None:
    header = made.prefixed(b"\x08\x02" + made.field(5, b"passkey"))
    with pytest.raises(UnsupportedVersion) as caught:
        read_header(header + bytes(100), Path("x"))
    assert caught.value.version == "passkey"


def test_what_is_inside_is_no_store_of_messages() -> None:
    for inside in (made.wa_db(), b"SQLite format 3\0" + bytes(600), b"PK\3\4 wallpapers", b"words"):
        assert isinstance(failure(made.encrypted(inside, "crypt15"), "crypt15", made.DIGITS), ExportError)


def test_a_bomb_is_no_backup() -> None:
    bomb = made.encrypted(bytes(80_000_000), "crypt15")
    assert isinstance(failure(bomb, "crypt15", made.DIGITS), ExportDamaged)


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_no_flip_of_bits_gives_other_messages(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(KINDS))
    whole = bytearray(made.encrypted(made.wa_db(), kind))
    before = bytes(opened(bytes(whole), kind, secret_for(kind)))
    for _ in range(data.draw(st.integers(1, 3))):
        whole[data.draw(st.integers(0, len(whole) - 1))] ^= data.draw(st.integers(1, 255))
    told = ""
    try:
        assert opened(bytes(whole), kind, secret_for(kind)) == before
    except (ExportError, NotAKey) as error:
        told = f"{error!r}"
    assert made.CANARY not in told


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_for_a_header_or_a_key(data: bytes) -> None:
    for act in (lambda: read_header(data, Path("x")), lambda: of_file(data)):
        try:
            act()
        except (ExportError, NotAKey):
            continue
