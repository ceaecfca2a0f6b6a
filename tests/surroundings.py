"""What conftest.py keeps away from every test: the real home, the network, windows of earlier tests."""

from __future__ import annotations

from pathlib import Path

import pytest

HOMES = {
    "HOME": "", "XDG_CONFIG_HOME": ".config", "XDG_DATA_HOME": ".local/share", "XDG_CACHE_HOME": ".cache",
    "XDG_STATE_HOME": ".local/state", "XDG_RUNTIME_DIR": ".run",
    "USERPROFILE": "", "APPDATA": "roaming", "LOCALAPPDATA": "local",
}  # fmt: skip
UNWANTED = (
    "DBUS_SESSION_BUS_ADDRESS", "DBUS_SYSTEM_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY", "PYTHON_KEYRING_BACKEND",
    "RESTIC_PASSWORD", "RESTIC_REPOSITORY", "XDG_CURRENT_DESKTOP", "QT_SCALE_FACTOR", "QT_STYLE_OVERRIDE",
)  # fmt: skip


def point_home_at(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """Send every way of finding one's own folders below `folder`."""
    for name, place in HOMES.items():
        (folder / place).mkdir(parents=True, exist_ok=True, mode=0o700)
        patch.setenv(name, str(folder / place))
    for name in UNWANTED:
        patch.delenv(name, raising=False)


def is_here(address: object) -> bool:
    """Whether an address stays on this computer: a unix socket's path, or loopback."""
    return not isinstance(address, tuple) or str(address[0]).startswith(("127.", "::1", "localhost"))


def clear_the_screen() -> None:
    """Delete every window left over: a thousand of them would make each change of the style sheet take seconds."""
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    for window in QApplication.topLevelWidgets():
        if window.parent() is None:
            window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
