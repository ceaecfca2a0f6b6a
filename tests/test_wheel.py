"""What people install: a wheel built from this tree holds the program and everything that it reads at run time."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def members(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Names of the files in a freshly built wheel."""
    target = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(target)]
    done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    [wheel] = target.glob("*.whl")
    return zipfile.ZipFile(wheel).namelist()


def test_every_source_is_inside(members: list[str]) -> None:
    sources = {str(path.relative_to(ROOT)) for path in (ROOT / "vault").rglob("*.py")}
    assert sources <= set(members)


def test_every_resource_is_inside(members: list[str]) -> None:
    kept = [path for path in (ROOT / "resources").rglob("*") if path.is_file()]
    assert len(kept) >= 3
    assert {f"vault/{path.relative_to(ROOT)}" for path in kept} <= set(members)


def test_nothing_else_is_inside(members: list[str]) -> None:
    own = [name for name in members if not name.startswith(("vault/", "chat_vault-"))]
    assert own == []
    assert not [name for name in members if "__pycache__" in name]


def test_the_command_is_named(members: list[str]) -> None:
    assert any(name.endswith("entry_points.txt") for name in members)
    assert any(name.endswith("licenses/LICENSE") for name in members)
