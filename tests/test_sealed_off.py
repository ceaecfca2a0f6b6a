"""The guard of conftest.py itself: a test that reaches for the real world must fail."""

from __future__ import annotations

import logging
import os
import socket
from pathlib import Path

import pytest

from vault.places import Places


def test_home_is_new_and_empty_of_files(home: Path) -> None:
    assert Path.home() == home
    assert [p for p in home.rglob("*") if p.is_file()] == []


def test_our_own_folders_lie_in_it(home: Path) -> None:
    places = Places.of_this_computer()
    assert all(p.is_relative_to(home) for p in (places.settings, places.library, places.logs))


def test_the_session_bus_is_out_of_reach() -> None:
    assert "DBUS_SESSION_BUS_ADDRESS" not in os.environ


def test_the_network_is_out_of_reach() -> None:
    with socket.socket() as sock, pytest.raises(AssertionError, match="network"):
        sock.connect(("192.0.2.1", 80))


def test_this_computer_is_in_reach() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()


@pytest.mark.logs_warnings
def test_a_marked_test_may_log() -> None:
    logging.getLogger("vault.test").warning("expected")


@pytest.mark.logs_warnings
def test_an_unmarked_warning_fails(pytester: pytest.Pytester) -> None:
    conftest = Path(__file__).with_name("conftest.py").read_text(encoding="utf-8")
    pytester.makeconftest(conftest)
    pytester.makeini("[pytest]\nmarkers =\n    logs_warnings: x\n")
    pytester.makepyfile("import logging\ndef test_it():\n    logging.getLogger('vault.x').warning('oh')\n")
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider")
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*unexpected in our log*oh*"])
