"""What a tidying, or the removal of a chat, leaves alone in a cloud's folder: packs that came lately.

Another computer's backup arrives as many files, and its own small one, which says what it needs, may be the last. Until
then its packs look as if nothing needed them. A week is far more than any client takes that runs at all.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import replace

from vault.errors import ObjectMissing
from vault.repository.prune import PrunePlan
from vault.services.arriving import cloud_of
from vault.services.vault import OpenedVault

_WEEK = 7 * 24 * 3600.0


def without_late_arrivals(vault: OpenedVault, plan: PrunePlan) -> PrunePlan:
    """The plan as it is outside of clouds; inside of one, without the packs that came within the last week."""
    if cloud_of(vault.folder) is None:
        return plan
    ids = plan.survey.ids
    touched = {ids[number] for number in (*plan.whole, *plan.again)} | set(plan.stray)
    return _without(vault, plan, {pack_id for pack_id in touched if _came_lately(vault, pack_id)})


def without_late_strays(
    vault: OpenedVault, plan: PrunePlan, plan_before: Callable[[], PrunePlan]
) -> tuple[PrunePlan, int]:
    """For a removal: without late packs that nothing needed before it, and how many these are.

    What the removed backups themselves hold goes, however late it came. Another computer's backup that is just
    arriving looks unneeded already: `plan_before` plans without any removal.
    """
    if cloud_of(vault.folder) is None:
        return plan, 0
    before = plan_before()
    ids = before.survey.ids
    unneeded = {ids[number] for number in (*before.whole, *before.again)} | set(before.stray)
    late = {pack_id for pack_id in unneeded if _came_lately(vault, pack_id)}
    return _without(vault, plan, late), len(late)


def _without(vault: OpenedVault, plan: PrunePlan, kept: Collection[str]) -> PrunePlan:
    ids, sizes = plan.survey.ids, plan.survey.sizes
    whole = tuple(number for number in plan.whole if ids[number] not in kept)
    again = tuple(number for number in plan.again if ids[number] not in kept)
    stray = tuple(pack_id for pack_id in plan.stray if pack_id not in kept)
    return replace(
        plan,
        whole=whole,
        again=again,
        stray=stray,
        whole_bytes=sum(sizes[number] for number in whole if plan.survey.is_there(number)),
        again_bytes=sum(sizes[number] for number in again),
        stray_bytes=sum(vault.repository.backend.size("data", pack_id) for pack_id in stray),
    )


def _came_lately(vault: OpenedVault, pack_id: str) -> bool:
    """Unknown counts as lately."""
    with suppress(ObjectMissing):
        came = vault.repository.backend.arrived("data", pack_id)
        return came is None or time.time() - came < _WEEK
    return False
