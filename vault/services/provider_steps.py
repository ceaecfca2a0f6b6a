"""What is left to do at the provider: its bin, its versions, its links. Facts as data, and nothing is fetched.

The facts stand in resources/guides/provider_steps.toml. Old or unconfirmed ones are worded as unsure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

import msgspec

from vault.exposure.app_settings import STALE_AFTER, Confidence, FactSource
from vault.exposure.finding import CLOUD_CLASSES, ProviderClass, Root
from vault.places import resources

StepKind = Literal["bin", "versions", "links", "devices"]


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that only the person can do, in a sentence; `address` is a page in the browser, if there is one."""

    kind: StepKind
    text: str
    address: str | None = None


class ProviderFacts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry of provider_steps.toml; the fields are explained at its top."""

    name: str
    reviewed: date
    confidence: Confidence
    steps: tuple[Step, ...]
    sources: tuple[FactSource, ...]
    bin_note: str = ""
    bin_days: int | None = None

    def is_unsure(self, today: date) -> bool:
        """Whether what it says of the bin must be worded as unsure."""
        return self.confidence == "unsure" or today - self.reviewed > STALE_AFTER


@dataclass(frozen=True, slots=True)
class Checklist:
    """What to do at `provider`. `bin_days` None: not known, or there is no bin. No steps: nothing is kept elsewhere."""

    provider: str | None
    steps: tuple[Step, ...]
    bin_days: int | None
    bin_note: str
    unsure: bool


class _Guide(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    provider: tuple[ProviderFacts, ...]


@cache
def provider_facts() -> tuple[ProviderFacts, ...]:
    """All that is known. Reads the file that ships with the program, once."""
    return msgspec.toml.decode((resources() / "guides" / "provider_steps.toml").read_bytes(), type=_Guide).provider


def checklist(root: Root | None, today: date) -> Checklist:
    """What is left to do for a copy that lay in `root`; empty for places that nobody copies."""
    if root is None or root.provider_class not in CLOUD_CLASSES:
        return Checklist(None, (), None, "", unsure=False)
    facts = _facts_of(root.provider, root.provider_class)
    return Checklist(root.provider, facts.steps, facts.bin_days, facts.bin_note, facts.is_unsure(today))


def _facts_of(provider: str, provider_class: ProviderClass) -> ProviderFacts:
    """The provider's own, or those of its class; who can see nothing keeps a bin all the same."""
    by_name = {facts.name: facts for facts in provider_facts()}
    general = "provider-can-read" if provider_class == "end-to-end" else provider_class
    return by_name.get(provider) or by_name[general]
