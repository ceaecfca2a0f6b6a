"""Some of it in every run of the tests; the thousand in `make torture`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.torture.at_once import run


@pytest.mark.interop
def test_several_programs_at_one_vault_lose_nothing(tmp_path: Path) -> None:
    done = run(tmp_path, operations=48, seed=5)
    assert done["backup"] > 3
    drawn = done["restic_backup"] + done["restic_backup: in use"]
    assert drawn > 2, "restic took part, though it does not wait for a lock as we do"
