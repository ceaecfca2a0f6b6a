"""The floors of the house: import-linter holds the contracts of pyproject.toml, and nobody weakens them unseen."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FLOORS = [
    "app | cli", "ui", "services", "exposure", "exports | library | keychain", "repository", "storage | crypto",
    "chats", "settings", "places", "log", "progress", "errors",
]  # fmt: skip
NAMES = {
    "Floors: each may import any below, never beside or above",
    "Only ui and app know Qt",
    "Views see view-models and nothing deeper",
    "cryptography is called in crypto only",
    "keyring is called in keychain only",
    "the encrypted index is opened in library only, the apps' databases in exports only",
    "sqlite3 is opened in library and in exposure's reader of clients' databases only",
}


def test_the_contracts_are_those_of_the_house() -> None:
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    contracts = {contract["name"]: contract for contract in linter["contracts"]}
    assert contracts.keys() >= NAMES
    floors = next(c for c in contracts.values() if c["type"] == "layers")
    assert [f for f in floors["layers"] if f in FLOORS] == FLOORS
    assert floors["exhaustive"] is True
    assert all(not c.get("ignore_imports") for c in contracts.values()), "a contract with exceptions holds nothing"


def test_databases_of_apps_have_one_door() -> None:
    users = [path for path in (ROOT / "vault/exports").rglob("*.py") if "apsw" in path.read_text(encoding="utf-8")]
    assert [path.name for path in users] == ["database.py"]


def test_the_contracts_are_kept() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout
