"""A private bus with a real gnome-keyring: nothing here can reach the keyring of whoever runs the tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from private_bus import PrivateBus, private_bus


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[PrivateBus]:
    """Running, its keyring empty and unlocked, and ours to speak with: each call makes a new connection."""
    with private_bus() as running:
        for name, value in running.environment.items():
            monkeypatch.setenv(name, value)
        yield running
