"""Key files: each secret opens its own, wrong is not damaged, and nothing secret is shown."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.repository.vaults import KEY, SCRYPT_N, flip
from vault.crypto.cipher import Cipher
from vault.crypto.kdf import ScryptParameters
from vault.crypto.master_key import MasterKey
from vault.errors import Damaged, WrongKey
from vault.repository.ids import id_of
from vault.repository.key_file import (
    NewKey,
    decode_key_file,
    encode_key_file,
    find_way_in,
    load_key_file,
    write_key_file,
)
from vault.storage.memory import MemoryBackend

IMPORTED = datetime.now(UTC)
NEW = NewKey("correct horse", "recovery sheet 2")
STORED = encode_key_file(NEW, KEY, SCRYPT_N)
KEY_ID = id_of(STORED)


def changed(**fields: Any) -> bytes:
    return json.dumps({**json.loads(STORED), **fields}).encode()


def test_the_secret_opens_it() -> None:
    key_file = decode_key_file(STORED, KEY_ID)
    assert key_file.unlock("correct horse") == KEY
    assert (key_file.id, key_file.label, key_file.hostname) == (KEY_ID, "recovery sheet 2", "")
    assert key_file.created is not None
    assert IMPORTED - timedelta(minutes=1) < key_file.created <= datetime.now(UTC)


def test_has_the_fields_of_restic_and_no_others() -> None:
    fields = json.loads(STORED)
    assert set(fields) == {"created", "username", "hostname", "kdf", "N", "r", "p", "salt", "data"}
    assert (fields["kdf"], fields["N"], fields["r"], fields["p"]) == ("scrypt", SCRYPT_N, 8, 1)


@pytest.mark.parametrize("secret", ["", "correct hors", "Correct horse", "correct horse ", "漢"])
def test_any_other_secret_is_wrong(secret: str) -> None:
    with pytest.raises(WrongKey):
        decode_key_file(STORED, KEY_ID).unlock(secret)


def test_the_same_secret_makes_another_file_each_time() -> None:
    other = encode_key_file(NEW, KEY, SCRYPT_N)
    assert json.loads(other)["salt"] != json.loads(STORED)["salt"]
    assert json.loads(other)["data"] != json.loads(STORED)["data"]


def test_shows_neither_secret_nor_key() -> None:
    key_file = decode_key_file(STORED, KEY_ID)
    for shown in (repr(NEW), repr(key_file), str(key_file)):
        assert "horse" not in shown
        assert "salt" not in shown
        assert "sealed" not in shown


@pytest.mark.parametrize(
    "change",
    [
        {"kdf": "argon2"}, {"N": 1000}, {"N": 1 << 40}, {"r": 0}, {"p": "1"}, {"salt": "?"}, {"salt": None},
        {"data": 5}, {"data": None}, {"kdf": None}, {"username": 1},
    ],
)  # fmt: skip
def test_what_cannot_be_is_damage(change: dict[str, Any]) -> None:
    with pytest.raises(Damaged) as damage:
        decode_key_file(changed(**change), "some id")
    assert (damage.value.what, damage.value.name) == ("key", "some id")


@given(st.binary(max_size=100) | st.text(max_size=50).map(str.encode))
def test_hostile_bytes_are_damage(stored: bytes) -> None:
    with pytest.raises(Damaged):
        decode_key_file(stored, "id")


@pytest.mark.parametrize("date", ["", "yesterday", "0001-01-01T00:00:00Z", "9999-99-99T00:00:00Z"])
def test_a_date_that_is_none_does_not_lock_anybody_out(date: str) -> None:
    key_file = decode_key_file(changed(created=date), "id")
    assert key_file.created is None
    assert key_file.unlock("correct horse") == KEY


@pytest.mark.parametrize(
    "inner", [b"", b"{}", b"[]", b'{"mac":{"k":"","r":""},"encrypt":""}', b'{"mac":null,"encrypt":"AA=="}', b"\xff"]
)
def test_an_opened_file_without_a_master_key_is_damage(inner: bytes) -> None:
    scrypt = ScryptParameters(salt=bytes(64), n=SCRYPT_N)
    data = Cipher(scrypt.key_for("s")).seal(inner)
    with_inner = json.loads(changed(salt="AA==", data=""))
    with_inner |= {"salt": _base64(scrypt.salt), "data": _base64(data)}
    with pytest.raises(Damaged) as damage:
        decode_key_file(json.dumps(with_inner).encode(), "id").unlock("s")
    assert damage.value.what == "key"


def _base64(data: bytes) -> str:
    import base64

    return base64.b64encode(data).decode()


@pytest.fixture
def backend() -> MemoryBackend:
    return MemoryBackend()


def add(backend: MemoryBackend, secret: str) -> str:
    return write_key_file(backend, NewKey(secret, secret), KEY, SCRYPT_N).id


def test_the_way_in_is_found_among_several(backend: MemoryBackend) -> None:
    ids = {secret: add(backend, secret) for secret in ("one", "two", "three")}
    for secret, key_id in ids.items():
        found, master = find_way_in(backend, backend.list("keys"), secret)
        assert (found.id, master) == (key_id, KEY)


def test_a_secret_that_opens_none_is_wrong(backend: MemoryBackend) -> None:
    add(backend, "one")
    with pytest.raises(WrongKey):
        find_way_in(backend, backend.list("keys"), "two")


def test_without_key_files_no_secret_is_right(backend: MemoryBackend) -> None:
    with pytest.raises(WrongKey):
        find_way_in(backend, [], "one")


@given(st.integers(0, 5000))
def test_any_flipped_bit_of_a_key_file_is_damage_and_not_a_wrong_secret(bit: int) -> None:
    backend = MemoryBackend()
    key_id = add(backend, "one")
    flip(backend, "keys", key_id, bit)
    with pytest.raises(Damaged) as damage:
        find_way_in(backend, backend.list("keys"), "one")
    assert (damage.value.what, damage.value.name) == ("key", key_id)


def test_a_damaged_way_in_does_not_bar_the_others(backend: MemoryBackend) -> None:
    ids = {secret: add(backend, secret) for secret in ("one", "two", "three")}
    flip(backend, "keys", ids["two"], 100)
    for order in (sorted(ids.values()), sorted(ids.values(), reverse=True)):
        assert find_way_in(backend, order, "three")[0].id == ids["three"]
        with pytest.raises(Damaged):  # it may have been the right secret for the damaged one
            find_way_in(backend, order, "two")


def test_the_first_damage_is_told(backend: MemoryBackend) -> None:
    first, second = add(backend, "one"), add(backend, "two")
    flip(backend, "keys", first, 8)
    flip(backend, "keys", second, 8)
    with pytest.raises(Damaged) as damage:
        find_way_in(backend, [first, second], "one")
    assert damage.value.name == first


def test_a_missing_key_file_is_told(backend: MemoryBackend) -> None:
    with pytest.raises(Damaged) as damage:
        load_key_file(backend, KEY_ID)
    assert damage.value.detail == "missing"


def test_a_new_way_in_is_proven_at_the_place(backend: MemoryBackend, monkeypatch: pytest.MonkeyPatch) -> None:
    """A place that keeps something else must not pass for one that keeps the key."""

    def forget(kind: str, name: str, data: bytes) -> None:
        backend.files["keys", name] = data[:-10]

    monkeypatch.setattr(backend, "save", forget)
    with pytest.raises(Damaged):
        add(backend, "one")


def test_a_file_that_holds_another_key_is_not_taken(backend: MemoryBackend, monkeypatch: pytest.MonkeyPatch) -> None:
    other = MasterKey.random()
    monkeypatch.setattr("vault.repository.key_file._decode_master_key", lambda *_: other)
    with pytest.raises(Damaged, match="does not hold"):
        add(backend, "one")


def test_of_several_damaged_ones_none_is_called_a_wrong_code(backend: MemoryBackend) -> None:
    """Beside whole ones that the secret does not open; those that it opens, it opens."""
    one, two, three = (add(backend, secret) for secret in ("one", "two", "three"))
    for key_id in (one, two):
        flip(backend, "keys", key_id, 8 * (len(backend.files["keys", key_id]) // 2))
    for secret in ("one", "two", "no secret at all"):
        with pytest.raises(Damaged) as damage:
            find_way_in(backend, [three, one, two], secret)
        assert (damage.value.what, damage.value.name) == ("key", one)
    assert find_way_in(backend, [one, two, three], "three")[0].id == three
    with pytest.raises(WrongKey):
        find_way_in(backend, [three], "one")
