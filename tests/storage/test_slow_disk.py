"""A disk so slow that one file takes a minute: whoever stops waits for a piece of it, not for all."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from tests.repository.vaults import CIPHER
from vault.errors import Cancelled
from vault.repository.blob import MAX_BLOB_BYTES
from vault.repository.writer import Writer
from vault.storage import local
from vault.storage.disk import interruptible
from vault.storage.local import LocalBackend

MIB = 1 << 20


@pytest.mark.parametrize("is_straight", [True, False])
def test_a_pack_under_way_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_straight: bool) -> None:
    place = LocalBackend(tmp_path / "vault")
    place.create()
    under_way, go_on, written = threading.Event(), threading.Event(), [0]
    real = os.write

    def slowly(descriptor: int, data: memoryview) -> int:
        if len(data) < MIB:
            return real(descriptor, data)
        under_way.set()
        go_on.wait(60)
        written[0] += len(data)
        return real(descriptor, data)

    monkeypatch.setattr(os, "write", slowly)
    if not is_straight:
        monkeypatch.setattr(local, "write_straight", lambda _descriptor, _data: 0)
    writer = Writer(place, CIPHER, lambda _kind, _id: False, compresses=False)
    for number in range(3):
        writer.save_blob("data", bytes([number]) * (MAX_BLOB_BYTES - 1000))
    assert under_way.wait(60)
    writer.abandon(Cancelled())
    go_on.set()
    writer.close()
    assert written[0] <= 4 * MIB
    assert place.list("data") == []
    assert list(place.scraps("data")) == []


def test_only_the_thread_that_may_be_stopped_is(tmp_path: Path) -> None:
    place = LocalBackend(tmp_path / "vault")
    place.create()

    def stop() -> None:
        raise Cancelled

    with interruptible(stop), pytest.raises(Cancelled):
        place.save("locks", "ab" * 32, b"x")
    with interruptible(stop):
        beside = threading.Thread(target=place.save, args=("locks", "cd" * 32, b"x"))
        beside.start()
        beside.join()
    place.save("locks", "ef" * 32, b"x")
    assert place.list("locks") == ["cd" * 32, "ef" * 32]
