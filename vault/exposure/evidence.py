"""The sentences that say why: one for each reason key of a verdict, in plain words."""

from __future__ import annotations

from vault.exposure.finding import Verdict


def sentences(verdict: Verdict) -> tuple[str, ...]:
    """The evidence of a verdict, one sentence for each of its reasons."""
    raise NotImplementedError(verdict)
