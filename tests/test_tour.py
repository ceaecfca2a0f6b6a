"""`make run` without a screen: the tour ends with everything restored and compared, and leaves its pictures."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
STATIONS = {
    "first-question", "create-where", "create-sheet", "create-proof", "create-done", "first-scan", "home-empty",
    "report", "home", "unprotected-never", "unprotected", "put-right-locked", "put-right-court", "put-right-moved",
    "unprotected-nothing-left", "check-up", "check-up-answered", "learn",
    "report-known-already", "vault-and-keys", "restore-have", "restore-find", "restore-rows", "restore-inside",
    "restore-where", "restore-result", "restore-protected", "home-on-the-second-laptop",
}  # fmt: skip


@pytest.mark.journey
@pytest.mark.keychain
def test_the_tour_brings_everything_back() -> None:
    environment = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"}
    command = [sys.executable, str(ROOT / "packaging" / "tour.py")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=2400)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == "restored 3 of 3, identical"
    assert "Traceback" not in done.stderr, done.stderr
    pictures = list((ROOT / "build" / "tour").glob("*.png"))
    assert {picture.stem.partition("-")[2] for picture in pictures} >= STATIONS
    assert all(picture.stat().st_size > 8_000 for picture in pictures)
