"""Windows shortcuts: description and target, wide and narrow; damage gives None, never an exception."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exposure.shortcuts import shortcut
from vault.exposure.clients.shell_link import Shortcut, read_shortcut


@pytest.mark.parametrize("wide", [True, False])
def test_a_shortcut_is_read(wide: bool) -> None:
    data = shortcut("D:\\MEGA Müller", "MEGAsync synchronized folder", wide=wide)
    assert read_shortcut(data) == Shortcut("MEGAsync synchronized folder", "D:\\MEGA Müller")


def test_a_path_beyond_the_code_page_is_read_from_the_wide_one() -> None:
    data = shortcut("D:\\Чаты", "x")
    assert read_shortcut(data) == Shortcut("x", "D:\\Чаты")


@given(st.binary(max_size=300))
def test_arbitrary_bytes_are_no_shortcut(data: bytes) -> None:
    assert read_shortcut(data) is None


@given(cut=st.integers(0, 260), place=st.integers(0, 259), bit=st.integers(0, 7))
def test_a_damaged_shortcut_raises_nothing(cut: int, place: int, bit: int) -> None:
    data = bytearray(shortcut("D:\\MEGA", "MEGAsync synchronized folder"))
    data[place % len(data)] ^= 1 << bit
    found = read_shortcut(bytes(data[:cut]))
    assert found is None or isinstance(found, Shortcut)
