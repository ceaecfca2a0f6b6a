"""What is left to do at the provider, as data: every provider has an answer, and unsure facts say so."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlsplit

import pytest

from vault.exposure.finding import ProviderClass, Root
from vault.exposure.providers import PROVIDERS
from vault.services.provider_steps import checklist, provider_facts

TODAY = date(2026, 11, 24)


def root(provider: str, provider_class: ProviderClass = "provider-can-read") -> Root:
    return Root("/home/anna/cloud", provider, provider_class, "It says so.", "config")


@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda provider: provider.name)
def test_every_provider_has_steps(provider) -> None:  # type: ignore[no-untyped-def]
    steps = checklist(root(provider.name, provider.provider_class), TODAY)
    assert steps.provider == provider.name
    assert steps.steps
    assert len({step.kind for step in steps.steps}) == len(steps.steps)


def test_entries_are_of_providers_that_exist_or_of_classes() -> None:
    known = {provider.name for provider in PROVIDERS} | {"provider-can-read", "peer-to-peer", "own-server"}
    names = [facts.name for facts in provider_facts()]
    assert set(names) <= known
    assert len(set(names)) == len(names)


def test_every_sentence_is_short_and_every_address_is_the_providers_own() -> None:
    for facts in provider_facts():
        for step in facts.steps:
            assert len(step.text.split()) <= 20, step.text
            assert step.text.endswith(".")
            parts = urlsplit(step.address) if step.address else None
            assert parts is None or (parts.scheme == "https" and parts.hostname)
        assert facts.reviewed <= TODAY
        assert facts.confidence == "unsure" or facts.sources


@pytest.mark.parametrize(
    ("provider", "days", "unsure"),
    [("Google Drive", 30, False), ("OneDrive", 30, False), ("Dropbox", 30, False), ("iCloud Drive", 30, False),
     ("SharePoint", 93, False), ("MEGA", None, False), ("pCloud", 15, True), ("Koofr", None, True)],
)  # fmt: skip
def test_how_long_the_bin_keeps_it(provider: str, days: int | None, unsure: bool) -> None:
    steps = checklist(root(provider), TODAY)
    assert (steps.bin_days, steps.unsure) == (days, unsure)


def test_old_facts_are_unsure() -> None:
    assert checklist(root("Dropbox"), date(2027, 6, 30)).unsure


def test_where_nobody_copies_nothing_is_left_to_do() -> None:
    assert checklist(None, TODAY).steps == ()
    assert checklist(root("This computer", "local"), TODAY).steps == ()
    assert checklist(root("Removable disk", "removable"), TODAY).steps == ()
