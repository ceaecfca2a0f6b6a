"""What every test stands on: no real home, keychain or network, and no warning of ours that nobody expected."""

from __future__ import annotations

import logging
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clock import Clock

os.environ["QT_QPA_PLATFORM"] = "offscreen"

HOMES = {
    "HOME": "", "XDG_CONFIG_HOME": ".config", "XDG_DATA_HOME": ".local/share", "XDG_CACHE_HOME": ".cache",
    "XDG_STATE_HOME": ".local/state", "XDG_RUNTIME_DIR": ".run",
    "USERPROFILE": "", "APPDATA": "roaming", "LOCALAPPDATA": "local",
}  # fmt: skip
UNWANTED = (
    "DBUS_SESSION_BUS_ADDRESS", "DBUS_SYSTEM_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY", "PYTHON_KEYRING_BACKEND",
    "RESTIC_PASSWORD", "RESTIC_REPOSITORY", "XDG_CURRENT_DESKTOP", "QT_SCALE_FACTOR", "QT_STYLE_OVERRIDE",
)  # fmt: skip


def _point_home_at(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """Send every way of finding one's own folders below `folder`."""
    for name, place in HOMES.items():
        (folder / place).mkdir(parents=True, exist_ok=True, mode=0o700)
        patch.setenv(name, str(folder / place))
    for name in UNWANTED:
        patch.delenv(name, raising=False)


def _is_here(address: object) -> bool:
    """Whether an address stays on this computer: a unix socket's path, or loopback."""
    return not isinstance(address, tuple) or str(address[0]).startswith(("127.", "::1", "localhost"))


@pytest.fixture(scope="session", autouse=True)
def _sealed_off(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Fixtures that live longer than one test must not see the real home either."""
    with pytest.MonkeyPatch.context() as patch:
        _point_home_at(tmp_path_factory.mktemp("session-home"), patch)
        yield


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home for this test; sockets reach this computer only."""
    folder = tmp_path_factory.mktemp("home")
    _point_home_at(folder, monkeypatch)
    real = {name: getattr(socket.socket, name) for name in ("connect", "connect_ex")}

    def guarded(name: str) -> object:
        def call(sock: socket.socket, address: object) -> object:
            assert _is_here(address), f"a test reached for the network: {address!r}"
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
        from PySide6.QtCore import QCoreApplication, QEvent

        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
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
