"""What journeys stand on: a private bus with a real keyring, laptops with homes of their own, disks of all kinds."""

from __future__ import annotations

import errno
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from private_bus import PrivateBus, private_bus
from PySide6.QtWidgets import QApplication

from tests.journeys.laptop import Laptop
from vault.app import make_application


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[PrivateBus]:
    """The session bus of this test, with an unlocked, empty keyring."""
    with private_bus() as running:
        for name, value in running.environment.items():
            monkeypatch.setenv(name, value)
        yield running


@pytest.fixture
def new_laptop(tmp_path: Path, qapp: QApplication) -> Iterator[Callable[[str], Laptop]]:
    """Laptops by name; whatever still runs at the end is closed."""
    make_application([])
    bought: list[Laptop] = []

    def buy(name: str) -> Laptop:
        home = tmp_path / name
        home.mkdir()
        bought.append(Laptop(home))
        return bought[-1]

    yield buy
    for laptop in bought:
        laptop.stops()


@pytest.fixture
def laptop(bus: PrivateBus, new_laptop: Callable[[str], Laptop]) -> Laptop:
    """The person's laptop, with a password safe."""
    return new_laptop("laptop")


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A folder for the vault and what is brought back, outside any home."""
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def small_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A disk of 1.5 MB; where the system lets nobody mount one, every flush to it fails as on a full disk."""
    folder = tmp_path / "small disk"
    folder.mkdir()
    with ExitStack() as stack:
        if _mounted(folder, "-t", "tmpfs", "-o", "size=1536k", "tmpfs"):
            stack.callback(_unmount, folder)
        else:
            _pretend_full(folder, monkeypatch)
        yield folder


@pytest.fixture
def write_protected(tmp_path: Path) -> Iterator[Callable[[Path], None]]:
    """Makes a folder read-only, also for root: by a read-only mount of itself, or by its permissions."""
    with ExitStack() as stack:

        def protect(folder: Path) -> None:
            if _mounted(folder, "--bind", str(folder)):
                stack.callback(_unmount, folder)
                subprocess.run(["mount", "-o", "remount,bind,ro", str(folder)], check=True)
                return
            for each in [folder, *folder.rglob("*")]:
                if each.is_dir():
                    each.chmod(0o500)
                    stack.callback(each.chmod, 0o700)

        yield protect


def _mounted(folder: Path, *words: str) -> bool:
    done = subprocess.run(["mount", *words, str(folder)], capture_output=True, check=False)
    return done.returncode == 0


def _unmount(folder: Path) -> None:
    subprocess.run(["umount", "-l", str(folder)], check=True)


def _pretend_full(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.fsync

    def flush(descriptor: int) -> None:
        written = Path(f"/proc/self/fd/{descriptor}").readlink()
        total = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        if written.is_relative_to(folder) and total > 1536 * 1024:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", flush)
