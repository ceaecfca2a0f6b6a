"""The config: round trip, newer formats, and everything that cannot be."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.errors import Damaged, NewerFormat
from vault.repository.config_file import Config, decode_config, encode_config

GOOD: dict[str, Any] = {"version": 2, "id": "ab" * 32, "chunker_polynomial": "3da3358b4dc173"}


def test_a_new_one_comes_back() -> None:
    config = Config.random()
    assert decode_config(encode_config(config)) == config
    assert config.version == 2
    assert config.compresses
    assert config != Config.random()


def test_version_1_is_read_and_does_not_compress() -> None:
    config = decode_config(json.dumps({**GOOD, "version": 1}).encode())
    assert config.version == 1
    assert not config.compresses


def test_fields_of_others_do_no_harm() -> None:
    assert decode_config(json.dumps({**GOOD, "new": [1]}).encode()).id == GOOD["id"]


@pytest.mark.parametrize("document", [{**GOOD, "version": 3}, {"version": 99}, {"version": 4, "id": 7}])
def test_a_newer_format_is_told_even_if_the_rest_changed(document: dict[str, Any]) -> None:
    with pytest.raises(NewerFormat) as newer:
        decode_config(json.dumps(document).encode())
    assert newer.value.version == document["version"]


@pytest.mark.parametrize(
    "change",
    [
        {"version": 0}, {"version": -1}, {"version": "2"}, {"version": None}, {"id": "ab"}, {"id": "AB" * 32},
        {"id": None}, {"chunker_polynomial": ""}, {"chunker_polynomial": "xyz"}, {"chunker_polynomial": 5},
        {"chunker_polynomial": "7"}, {"chunker_polynomial": "3da3358b4dc172"},
    ],
)  # fmt: skip
def test_what_cannot_be_is_damage(change: dict[str, Any]) -> None:
    with pytest.raises(Damaged) as damage:
        decode_config(json.dumps({**GOOD, **change}).encode())
    assert (damage.value.what, damage.value.name) == ("config", "config")


@given(st.binary(max_size=100) | st.text(max_size=50).map(str.encode))
def test_hostile_bytes_are_damage(document: bytes) -> None:
    with pytest.raises(Damaged):
        decode_config(document)
