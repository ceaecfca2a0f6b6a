"""All fixture homes together: a table that is printed, and the two promises about what was read to get there."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.exposure import linux_cases, macos_cases, windows_cases
from tests.exposure.root_cases import TOKEN
from vault.exposure.cloud_folders import find_roots
from vault.exposure.fixture_system import FixtureSystem
from vault.exposure.system import Platform, Row

CASES = (*windows_cases.CASES, *macos_cases.CASES, *linux_cases.CASES)
SECRETS = ("token", "auth", "pass", "secret", "key_id", "session", "cookie")


def test_all_roots_of_all_fixture_homes_are_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found: Counter[Platform] = Counter()
    expected: Counter[Platform] = Counter()
    for number, case in enumerate(CASES):
        roots = {(r.path, r.provider, r.provider_class) for r in find_roots(case.system(tmp_path / str(number)))}
        wanted = {(each.path, each.provider, each.provider_class) for each in case.expected}
        expected[case.platform] += len(wanted)
        found[case.platform] += len(wanted & roots)
        assert roots - wanted == set(), case.name
    with capsys.disabled():
        homes = Counter(case.platform for case in CASES)
        for name in expected:
            sys.stdout.write(f"\n{name:8} {found[name]:4} of {expected[name]:4} roots in {homes[name]:3} fixture homes")
    assert found == expected


def test_no_column_of_a_secret_is_ever_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str]] = []
    plain = FixtureSystem.rows

    def spied(self: FixtureSystem, database: str, table: str, columns: Sequence[str]) -> list[Row]:
        asked.extend((table, column) for column in columns)
        return plain(self, database, table, columns)

    monkeypatch.setattr(FixtureSystem, "rows", spied)
    for number, case in enumerate(CASES):
        find_roots(case.system(tmp_path / str(number)))
    tables = {table for table, _ in asked}
    assert tables >= {"roots", "media", "syncfolder", "connection_table", "session_table", "RepoProperty", "sync"}
    assert [pair for pair in set(asked) if any(word in pair[1].casefold() for word in SECRETS)] == []
    assert "setting" not in tables


def test_no_secret_reaches_a_root_and_no_fixture_is_changed(tmp_path: Path) -> None:
    for number, case in enumerate(CASES):
        system = case.system(tmp_path / str(number))
        before = _contents(system.folder)
        assert TOKEN not in repr(find_roots(system))
        assert _contents(system.folder) == before, case.name


def _contents(folder: Path) -> dict[str, tuple[int, int]]:
    return {str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}
