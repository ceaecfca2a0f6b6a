"""The table of severities: every pair of who can read it and where it lies."""

from __future__ import annotations

from itertools import product
from typing import get_args

import pytest

from vault.exposure.finding import Access, Chat, ProviderClass, Root, Severity, Verdict
from vault.exposure.severity import severity_of

PLACES: tuple[ProviderClass, ...] = get_args(ProviderClass)
#                                can read, e2e,     peers,   own,    local,   stick
TABLE: dict[tuple[Chat, Access, bool], tuple[Severity, ...]] = {
    ("yes", "readable", True): ("red", "amber", "amber", "grey", "amber", "amber"),
    ("likely", "readable", True): ("amber", "amber", "amber", "grey", "amber", "amber"),
    ("yes", "readable", False): ("amber", "amber", "amber", "grey", "grey", "grey"),
    ("likely", "unknown", False): ("amber", "amber", "amber", "grey", "grey", "grey"),
    ("yes", "unknown", True): ("grey",) * 6,
    ("yes", "provider-key", True): ("amber",) * 6,
    ("likely", "provider-key", False): ("amber",) * 6,
    ("yes", "user-key", True): ("green",) * 6,
    ("likely", "user-key", False): ("green",) * 6,
    ("no", "readable", True): ("grey",) * 6,
    ("no", "user-key", True): ("green",) * 6,
}


def _root(where: ProviderClass) -> Root:
    return Root("/home/anna/x", "Somebody", where, "A sentence.", "config")


@pytest.mark.parametrize(("verdict", "severities"), TABLE.items(), ids=lambda value: "-".join(map(str, value)))
def test_the_table(verdict: tuple[Chat, Access, bool], severities: tuple[Severity, ...]) -> None:
    chat, access, opened = verdict
    found = [severity_of(Verdict(chat, access, opened=opened), _root(where)) for where in PLACES]
    assert tuple(found) == severities


def test_a_lock_that_breaks_is_not_only_yours() -> None:
    weak = Verdict("yes", "user-key", reasons=("format", "zip-weak"), opened=True)
    found = [severity_of(weak, _root(where)) for where in PLACES]
    assert found == ["amber", "amber", "amber", "grey", "grey", "grey"]


def test_a_file_outside_every_root_is_judged_as_lying_on_this_computer() -> None:
    assert severity_of(Verdict("yes", "readable", opened=True), None) == "amber"


def test_red_is_never_said_of_what_is_not_known() -> None:
    for chat, access, opened, where in product(get_args(Chat), get_args(Access), (True, False), PLACES):
        if severity_of(Verdict(chat, access, opened=opened), _root(where)) == "red":
            assert (chat, access, opened, where) == ("yes", "readable", True, "provider-can-read")


def test_green_is_only_said_of_what_its_owner_alone_can_open() -> None:
    for chat, access, opened, where in product(get_args(Chat), get_args(Access), (True, False), PLACES):
        if severity_of(Verdict(chat, access, opened=opened), _root(where)) == "green":
            assert access == "user-key"
