"""Vaults made to do harm: every deed ends, in little memory, and writes only where it should."""

from __future__ import annotations

import json
import os
import resource
import shutil
import stat
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import vault.errors
from tests.builders import make_export
from tests.services.hostile_vaults import POISONS, poisoned
from vault.errors import ChatVaultError, Damaged
from vault.keychain.memory import MemoryKeyStore
from vault.places import Places
from vault.progress import NoProgress
from vault.repository.blob import PackEntry
from vault.repository.index import Index
from vault.repository.index_file import PackContents, decode_index_file, encode_index_files
from vault.services.services import build_services
from vault.services.vault import Desk
from vault.settings import Settings
from vault.storage.local import LocalBackend

ROOT = Path(__file__).resolve().parents[2]
MOST_MIB, MOST_SECONDS = 450, 60  # of memory, and of the processor's time for all deeds on one vault
LARGEST_FILE = 64 << 20
# Without those whose bombs take every deed ten seconds and more to refuse: they are for a person to try by hand.
QUICK = sorted(set(POISONS) - {"file_bombs", "many_nodes", "lengths"})


@dataclass(frozen=True)
class Ended:
    """What came of one vault, and what was there before."""

    told: dict[str, Any]
    target: Path


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ended]:
    """Every vault spoiled, and every deed done on it by one child."""
    base = tmp_path_factory.mktemp("hostile")
    code = _good_vault(base)
    for name in QUICK:
        shutil.copytree(base / "good" / "V", base / name / "V")
        poisoned(base / name / "V", code, POISONS[name])
    vaults = [base / name / "V" for name in QUICK]
    before = {path for path in base.rglob("*") if "V" not in path.parts}
    deeds = Path(__file__).with_name("hostile_deeds.py")
    done = subprocess.run(
        [sys.executable, deeds, base / "code", base / "target", *vaults],
        capture_output=True, text=True, check=False, preexec_fn=_limited, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    strange = {path for path in base.rglob("*") if not {"V", "target"} & set(path.parts)} - before
    assert strange == set()
    told = [json.loads(line) for line in done.stdout.splitlines()]
    return {one["vault"]: Ended(one, base / "target" / "restored" / one["vault"]) for one in told}


def _good_vault(base: Path) -> str:
    places = Places.under(base / "home")
    desk = Desk(Settings(places.settings), MemoryKeyStore(), LocalBackend, places, lambda: datetime.now(UTC), 16)
    services = build_services(desk)
    created = services.create.run(base / "good" / "V", NoProgress())
    services.back_up.run(created.vault, [make_export(base / "exports", "Ben")], {}, NoProgress())
    created.vault.close()
    (base / "code").write_text(created.sheet.code.password)
    return created.sheet.code.password


def _limited() -> None:
    """In the child: what runs away is stopped."""
    resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS * 3, MOST_SECONDS * 3))


@pytest.mark.parametrize("name", QUICK)
def test_every_deed_ends_well_or_in_an_error_of_ours(ended: dict[str, Ended], name: str) -> None:
    told = ended[name].told
    assert told["mib"] <= MOST_MIB
    assert told["cpu"] <= MOST_SECONDS
    for outcome in told["ended"].values():
        kind = outcome.split()[0]
        assert kind == "done" or issubclass(getattr(vault.errors, kind), ChatVaultError)


@pytest.mark.parametrize("name", QUICK)
def test_only_plain_files_are_written(ended: dict[str, Ended], name: str) -> None:
    for path in ended[name].target.rglob("*"):
        found = path.lstat()
        assert stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)
        assert not found.st_mode & 0o7000
        assert found.st_size < LARGEST_FILE


def test_the_one_good_chat_comes_back_all_the_same(ended: dict[str, Ended]) -> None:
    for name in set(QUICK) & {"names", "nodes", "confusion", "wrong_types", "trees", "blob_bombs"}:
        assert any("Ben" in path.name for path in ended[name].target.rglob("*.txt")), name


def test_an_index_of_more_blobs_than_any_vault_has_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vault.repository.index._MAX_ROWS", 10)
    index = Index()
    for number in range(5):
        index.add_pack(f"{number}" * 64, [PackEntry("ab" * 32, "data", 0, 64), PackEntry("cd" * 32, "data", 64, 64)])
    with pytest.raises(Damaged):
        index.add_pack("9" * 64, [PackEntry("ef" * 32, "data", 0, 64)])


def test_a_pack_of_more_blobs_than_its_list_can_name_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    pack = PackContents("1" * 64, tuple(PackEntry("ab" * 32, "data", number * 64, 64) for number in range(11)))
    (document,) = encode_index_files([pack])
    assert decode_index_file(document, "2" * 64) == (pack,)
    monkeypatch.setattr("vault.repository.index_file.MAX_BLOBS", 10)
    with pytest.raises(Damaged):
        decode_index_file(document, "2" * 64)


def test_a_blob_said_to_lie_everywhere_costs_little() -> None:
    index = Index()
    index.add_pack("1" * 64, [PackEntry("ab" * 32, "data", offset, 64) for offset in range(1000)])
    assert len(index.places("ab" * 32)) <= 17
