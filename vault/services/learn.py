"""Learn: six short pages in plain words. They ship with the program, and nothing is fetched."""

from __future__ import annotations

from functools import cache

import msgspec

from vault.places import resources


class LearnPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A short paragraph: `lead` is its bold beginning, a whole sentence."""

    lead: str
    text: str


class LearnPage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One page. `drawing` names a line drawing of the window; `sources` say where its facts come from."""

    key: str
    title: str
    drawing: str
    parts: tuple[LearnPart, ...]
    sources: tuple[str, ...]


class _Learn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    page: tuple[LearnPage, ...]


@cache
def learn_pages() -> tuple[LearnPage, ...]:
    """All pages, in their order."""
    return msgspec.toml.decode((resources() / "guides" / "learn.toml").read_bytes(), type=_Learn).page
