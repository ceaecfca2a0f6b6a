"""What is remembered of files saves opening them, never lies about a changed one, and tells nobody anything."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.exposure.scan_doubles import CHAT, CountingDisk, a_file, cloud, look
from vault.exposure.finding import Verdict
from vault.exposure.scan_cache import FEWEST_SLOTS, HEAD, MOST_SLOTS, SLOT, ScanCache, remembering
from vault.exposure.scan_look import NoMemory

NOT_A_CHAT = Verdict("no", "readable", opened=True)
A_CHAT = Verdict("yes", "readable", "whatsapp", "whatsapp-text", ("lines", "named"), opened=True)
STATUS = a_file()


@pytest.fixture
def cache_file(tmp_path: Path) -> Path:
    return tmp_path / "library" / "looked-at.bin"


def test_a_second_scan_opens_nothing_and_finds_the_same(tmp_path: Path, cache_file: Path) -> None:
    for number in range(10):
        (tmp_path / f"{number}.txt").write_bytes(CHAT if number < 2 else b"nothing")
    seen = []
    for opened in (10, 0):
        disk = CountingDisk()
        with remembering(cache_file) as memory:
            seen.append(look(tmp_path, disk=disk, memory=memory, roots=[cloud(tmp_path)]))
        assert len(disk.opened) == opened
        assert seen[-1].tick.remembered == 10 - opened
    assert seen[0].findings == seen[1].findings
    assert len(seen[0].findings) == 2


def test_a_changed_file_is_opened_again(tmp_path: Path, cache_file: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"nothing that is a chat at all....")
    with remembering(cache_file) as memory:
        assert look(tmp_path, memory=memory).findings == {}
    path.write_bytes(CHAT)
    os.utime(path, ns=(10**18, 10**18 + 1))
    with remembering(cache_file) as memory:
        assert set(look(tmp_path, memory=memory).findings) == {str(path)}


def test_a_renamed_file_is_judged_anew(tmp_path: Path, cache_file: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"nothing")
    with remembering(cache_file) as memory:
        look(tmp_path, memory=memory)
        (tmp_path / "a.txt").rename(tmp_path / "b.txt")
        disk = CountingDisk()
        look(tmp_path, memory=memory, disk=disk)
    assert disk.opened == ["b.txt"]


@pytest.mark.parametrize("changed", ["st_size", "st_ino", "st_dev", "st_mtime_ns"])
def test_anything_that_identifies_a_file_counts(cache_file: Path, changed: str) -> None:
    cache = ScanCache(cache_file, 1)
    cache.keep("/a", STATUS, A_CHAT)
    assert cache.recall("/a", STATUS) == A_CHAT
    assert cache.recall("/b", STATUS) is None
    other = replace(STATUS, **{changed: 77})
    assert cache.recall("/a", other) is None
    cache.close()


def test_it_is_there_again_in_the_next_process(cache_file: Path) -> None:
    cache = ScanCache(cache_file, 1)
    cache.keep("/a", STATUS, A_CHAT)
    cache.keep("/b", STATUS, NOT_A_CHAT)
    cache.close()
    again = ScanCache(cache_file, 1)
    assert (again.recall("/a", STATUS), again.recall("/b", STATUS)) == (A_CHAT, NOT_A_CHAT)
    again.close()


def test_a_verdict_that_changes_takes_the_old_ones_place(cache_file: Path) -> None:
    cache = ScanCache(cache_file, 1)
    cache.keep("/a", STATUS, A_CHAT)
    cache.keep("/a", STATUS, NOT_A_CHAT)
    assert cache.recall("/a", STATUS) == NOT_A_CHAT
    cache.close()


def test_other_rules_remember_nothing(cache_file: Path) -> None:
    first = ScanCache(cache_file, 1)
    first.keep("/a", STATUS, A_CHAT)
    first.close()
    second = ScanCache(cache_file, 2)
    assert second.recall("/a", STATUS) is None
    second.close()


def test_it_grows_and_forgets_nothing(cache_file: Path) -> None:
    cache = ScanCache(cache_file, 1)
    many = FEWEST_SLOTS * 2
    for number in range(many):
        cache.keep(f"/{number}", STATUS, A_CHAT if number % 2 else NOT_A_CHAT)
    assert all(cache.recall(f"/{n}", STATUS) == (A_CHAT if n % 2 else NOT_A_CHAT) for n in range(0, many, 97))
    cache.close()
    assert cache_file.stat().st_size == HEAD + 4 * FEWEST_SLOTS * SLOT
    again = ScanCache(cache_file, 1)
    assert again.recall("/5", STATUS) == A_CHAT
    again.close()


def test_it_never_grows_beyond_its_limit(cache_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vault.exposure.scan_cache.MOST_SLOTS", FEWEST_SLOTS)
    cache = ScanCache(cache_file, 1)
    for number in range(FEWEST_SLOTS + 10):
        cache.keep(f"/{number}", STATUS, A_CHAT)
    assert cache.recall(f"/{FEWEST_SLOTS + 9}", STATUS) == A_CHAT
    cache.close()
    assert cache_file.stat().st_size == HEAD + FEWEST_SLOTS * SLOT
    assert MOST_SLOTS * SLOT == 64 * 1024 * 1024


@pytest.mark.parametrize("damage", [b"", b"\xff" * 100, b"\0" * HEAD, b"\xff" * (HEAD + FEWEST_SLOTS * SLOT)])
def test_a_damaged_file_is_begun_anew(cache_file: Path, damage: bytes) -> None:
    cache_file.parent.mkdir()
    cache_file.write_bytes(damage)
    with remembering(cache_file) as memory:
        memory.keep("/a", STATUS, A_CHAT)
        assert memory.recall("/a", STATUS) == A_CHAT


def test_more_kinds_of_verdicts_than_numbers_are_simply_not_remembered(cache_file: Path) -> None:
    cache = ScanCache(cache_file, 1)
    for number in range(300):
        cache.keep(f"/{number}", STATUS, Verdict("yes", "readable", reasons=(f"r{number}",)))
    assert cache.recall("/7", STATUS) == Verdict("yes", "readable", reasons=("r7",))
    assert cache.recall("/299", STATUS) is None
    cache.close()


def test_nothing_can_be_read_from_it(tmp_path: Path, cache_file: Path) -> None:
    (tmp_path / "Canary Anna").mkdir()
    (tmp_path / "Canary Anna/WhatsApp Chat Canary.txt").write_bytes(CHAT)
    with remembering(cache_file) as memory:
        look(tmp_path, memory=memory)
    data = cache_file.read_bytes()
    assert b"Canary" not in data
    assert b"Anna" not in data
    assert str(tmp_path).encode() not in data
    assert cache_file.stat().st_mode & 0o077 == 0


def test_only_one_scan_writes(cache_file: Path) -> None:
    with remembering(cache_file) as first, remembering(cache_file) as second:
        assert isinstance(first, ScanCache)
        assert isinstance(second, NoMemory)
    with remembering(cache_file) as third:
        assert isinstance(third, ScanCache)


def test_a_place_that_cannot_be_written_costs_only_the_memory(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with remembering(tmp_path / "file" / "below") as memory:
        assert isinstance(memory, NoMemory)


KILLED = """
import os, signal, sys
from pathlib import Path
from tests.exposure.scan_doubles import a_file
from vault.exposure.finding import Verdict
from vault.exposure.scan_cache import ScanCache
cache = ScanCache(Path(sys.argv[1]), 1)
for number in range(1000):
    cache.keep(f"/{number}", a_file(), Verdict("no", "readable"))
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_scan_that_is_killed_leaves_what_it_learnt(cache_file: Path) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(cache_file)], cwd=Path(__file__).parents[2], check=False)
    assert done.returncode == -9
    cache = ScanCache(cache_file, 1)
    assert all(cache.recall(f"/{number}", STATUS) == Verdict("no", "readable") for number in range(1000))
    cache.close()
