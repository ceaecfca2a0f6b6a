"""What every test stands on: no real home, keychain or network, and no warning of ours that nobody expected."""

from __future__ import annotations

import logging
import os
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.clock import Clock
from tests.surroundings import clear_the_screen, is_here, point_home_at

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["TZ"] = "UTC"  # a day that is expected in words must not depend on where the tests run
if hasattr(time, "tzset"):
    time.tzset()
# Hypothesis's own for such places: no deadline of 200 ms, no complaint of slow data, and the same examples every time.
# To look for others: pytest --hypothesis-profile=default --hypothesis-seed=N.
settings.load_profile("ci")


@pytest.fixture(scope="session", autouse=True)
def _sealed_off(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Fixtures that live longer than one test must not see the real home either."""
    with pytest.MonkeyPatch.context() as patch:
        point_home_at(tmp_path_factory.mktemp("session-home"), patch)
        yield


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home for this test; sockets reach this computer only."""
    folder = tmp_path_factory.mktemp("home")
    point_home_at(folder, monkeypatch)
    real = {name: getattr(socket.socket, name) for name in ("connect", "connect_ex")}

    def guarded(name: str) -> object:
        def call(sock: socket.socket, address: object) -> object:
            assert is_here(address), f"a test reached for the network: {address!r}"
            return real[name](sock, address)

        return call

    for name in real:
        monkeypatch.setattr(socket.socket, name, guarded(name))
    return folder


@pytest.fixture(autouse=True)
def _calm(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail on warnings in our own log unless the test is marked `logs_warnings`; let Qt delete what was let go."""
    yield
    if "PySide6.QtWidgets" in sys.modules:
        clear_the_screen()
    ours = [r for r in caplog.get_records("call") if r.name.split(".")[0] == "vault"]
    loud = [f"{r.name}: {r.getMessage()}" for r in ours if r.levelno >= logging.WARNING]
    if loud and request.node.get_closest_marker("logs_warnings") is None:
        pytest.fail(f"unexpected in our log: {loud}")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def scrypt_n() -> int:
    """A cost that takes microseconds: tests of everything but the cost itself use it."""
    return 16


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real files made by others, read in place."""
    beside = Path(os.environ.get("CHAT_VAULT_SHARED", Path(__file__).resolve().parents[2] / "shared"))
    assert (beside / "data").is_dir(), f"{beside} is missing: set CHAT_VAULT_SHARED to the folder of shared files"
    return beside / "data"
