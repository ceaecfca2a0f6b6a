"""Whether a process runs."""

from __future__ import annotations

import os
import subprocess

import pytest

from vault.repository.process import runs


def test_this_one_runs() -> None:
    assert runs(os.getpid())


def test_somebody_elses_runs() -> None:
    assert runs(1)


def test_one_that_we_may_not_signal_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_pid: int, _signal: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "kill", refuse)
    assert runs(os.getpid())


def test_one_that_has_ended_does_not() -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    assert not runs(ended.pid)


@pytest.mark.parametrize("pid", [0, -1, 2**40])
def test_numbers_that_are_no_process_do_not_run(pid: int) -> None:
    assert not runs(pid)
