"""The bench runs from end to end on a little data, so that it cannot rot: with all peers, compared and judged."""

from __future__ import annotations

from collections.abc import Sequence
from math import nan
from pathlib import Path

import pytest

from tests.benchmarks import engine_data
from tests.benchmarks.bars import Bar, parse
from tests.benchmarks.engine import tell
from tests.benchmarks.engine_bars import bars_of
from tests.benchmarks.engine_data import EXPORT, Data, noise, window, write_zip
from tests.benchmarks.engine_measure import Figure
from tests.benchmarks.engine_peers import TOOLS, Copy, Program, Tool
from tests.benchmarks.engine_results import Results
from tests.benchmarks.engine_works import Works

MEBIBYTES = 4


@pytest.fixture
def data(tmp_path: Path) -> Data:
    """A zip and next month's; the rest is made alike."""
    made, whole = Data(tmp_path / "data"), MEBIBYTES << 20
    write_zip(made.zip, window(0, whole), None)
    for number, kind in enumerate(engine_data.KINDS):
        write_zip(made.next(kind), window(whole // 20, whole + whole // 20), number or None)
    return made


def measured(data: Data, tmp_path: Path, tools: Sequence[type[Tool]]) -> Results:
    results = Results(MEBIBYTES)
    Works(tmp_path / "run", data, results, tools).zip(1)
    return results


def test_the_layer_and_its_peers_are_measured(
    data: Data, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tests.benchmarks.engine_works.KINDS", ("changing",))
    results = measured(data, tmp_path, [tool for tool in TOOLS if tool is not Program])
    assert set(results.figures["zip: first backup"]) == {"cp", "cp+sync", "layer", "bare", "restic", "borg"}
    assert set(results.figures["zip: check"]) == {"layer", "bare", "restic", "borg"}
    assert results.counts == {"again changing": 0}
    assert results.stored["next month, changing times"]["layer"] < MEBIBYTES << 18
    tell(results, {"zip"}, tmp_path / "last.json")
    said = capsys.readouterr().out
    assert "zip: check: times as long as bare" in said
    assert Results.load(tmp_path / "last.json") == results


def test_the_whole_program_is_measured(data: Data, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.benchmarks.engine_works.KINDS", ())
    results = measured(data, tmp_path, [Program])
    assert {work: list(rows) for work, rows in results.figures.items()} == {
        "zip: first backup": ["program"],
        "zip: restore": ["program"],
        "zip: check": ["program"],
    }


def test_what_was_not_measured_is_missed() -> None:
    bars = list(bars_of(Results(MEBIBYTES), {"zip", "months", "cancel", "one-file"}))
    assert len(bars) > 15
    assert not any(bar.is_met for bar in bars)


def test_a_bar_has_two_sides(capsys: pytest.CaptureFixture[str]) -> None:
    assert Bar("", 3, 3, at_least=True).is_met
    assert Bar("", 3, 3).is_met
    assert not Bar("", 2, 3, at_least=True).is_met
    assert not Bar("", 4, 3).is_met
    assert not Bar("", nan, 3).is_met
    assert parse(["words", '{"work": "w", "measured": 1, "limit": 2, "unit": "s", "at_least": false}']) == [
        Bar("w", 1, 2, "s")
    ]


def test_the_best_round_counts_and_the_worst_memory() -> None:
    results = Results(MEBIBYTES)
    for figure in (Figure(2, 1, 70), Figure(1, 3, 90)):
        results.note("work", "tool", figure, 100)
        results.add("series", "tool", figure, 100)
    assert results.figures["work"]["tool"] == Figure(1, 1, 90, rounds=2)
    assert results.figures["series"]["tool"] == Figure(3, 4, 90)


def test_data_are_always_the_same_and_never_twice_within(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        write_zip(tmp_path / folder / EXPORT, window(0, 1 << 20), 3)
    assert (tmp_path / "one" / EXPORT).read_bytes() == (tmp_path / "two" / EXPORT).read_bytes()
    pieces = [bytes(piece[at : at + 65536]) for piece in noise(16 << 20) for at in range(0, len(piece), 65536)]
    assert len(set(pieces)) == len(pieces) == 256


def test_a_folder_is_put_aside_and_not_removed_while_others_are_measured(tmp_path: Path) -> None:
    data, results = Data(tmp_path / "data"), Results(MEBIBYTES)
    data.tree.mkdir(parents=True)
    (data.tree / "photo.jpg").write_bytes(bytes(1000))
    Works(tmp_path / "run", data, results, [Copy]).media_folder(2)
    assert {work: figures["cp"].rounds for work, figures in results.figures.items()} == {
        "folder: first backup": 2, "folder: restore": 2,
    }  # fmt: skip
    assert len(list((tmp_path / "run" / "aside").rglob("photo.jpg"))) == 4
    assert not (tmp_path / "run" / "cp").exists()
