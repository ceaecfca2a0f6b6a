"""Compares what a fixture home gives with what its case expects."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.exposure.root_cases import TOKEN, Case
from vault.exposure.cloud_folders import find_roots
from vault.exposure.finding import Root
from vault.exposure.fixture_system import FixtureSystem


@dataclass
class ListeningSystem(FixtureSystem):
    """Remembers which folders were listed."""

    listed: list[str] = field(default_factory=list)

    def names(self, path: str) -> tuple[str, ...]:
        self.listed.append(path)
        return super().names(path)


def check_found(case: Case, system: FixtureSystem) -> list[Root]:
    """Every expected root and no other, each with its provider, class, strength and sentence, and no secret."""
    roots = find_roots(system)
    assert {root.path for root in roots} == {each.path for each in case.expected}
    by_path = {root.path: root for root in roots}
    for each in case.expected:
        root = by_path[each.path]
        assert (root.provider, root.provider_class, root.strength) == (
            each.provider, each.provider_class, each.strength,
        )  # fmt: skip
        assert each.evidence in root.evidence
        assert (root.account, root.streaming, root.excluded) == (each.account, each.streaming, each.excluded)
        assert root.evidence.endswith(".")
        assert len(root.evidence.split()) <= 20
    assert TOKEN not in repr(roots)
    return roots
