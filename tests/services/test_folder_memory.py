"""A phone backup has 300,000 files: storing, reading back and listing them must not need more memory than allowed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

MOST = 300  # MiB
FILES, FLAT = 100_000, 100_000  # as many in one folder as a chat may have photos


def test_a_hundred_thousand_files(tmp_path: Path) -> None:
    """In a process of its own, for only a whole process says what it takes; many of the files lie in one folder."""
    script = Path(__file__).with_name("many_files.py")
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path), str(FILES), str(FLAT)],
        capture_output=True, text=True, check=False, timeout=1800,
        cwd=root, env={"PYTHONPATH": str(root), "HOME": str(tmp_path), "PATH": ""},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout)
    assert (told["files"], told["same"], told["read"]) == (FILES, True, FILES)
    assert told["peak"] < MOST, told
