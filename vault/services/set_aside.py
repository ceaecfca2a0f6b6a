"""What a repair set aside as damaged, and when it is of no use any more.

A damaged file is set aside after everything whole in it lies elsewhere: the blobs of a pack in new packs, the packs of
an index file in a new one, what a backup's own file led to on the list again. What is left in it is what did not come
back. It is kept, with the bytes as they are, for as long as that might still matter, and goes with a tidying, the last
of all, once nothing that a backup needs is lacking:

1. no damage is known in the vault on this computer, and every backup on the list can be listed;
2. no blob that the backups need is missing from the index, and the tidying itself met no damage;
3. no backup is missing; the person may have said that none is.

What nobody could give back is then either stored anew, or no backup on the list needs it. A lock that said nothing
was never of use. Of keys and configs none is ever set aside; were there one, it would stay.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vault.storage.backend import KINDS, Kind

if TYPE_CHECKING:
    from vault.repository.prune import PrunePlan
    from vault.storage.backend import Backend

_MAY_GO: frozenset[Kind] = frozenset(("data", "index", "snapshots"))

AsideFile = tuple[Kind, str, int]
"""Its kind, its own name, its bytes."""


def set_aside_files(backend: Backend) -> tuple[AsideFile, ...]:
    """All that lie at the place. PlaceMissing."""
    return tuple((kind, one.name, one.size) for kind in KINDS for one in backend.aside_files(kind))


def with_set_aside(plan: PrunePlan, backend: Backend, *, is_whole: bool) -> tuple[PrunePlan, int]:
    """The plan with those that may go as well, and the bytes of those that stay.

    `is_whole`: 1 and 3 of the rule hold. PlaceMissing.
    """
    found = set_aside_files(backend)
    nothing_lacks = is_whole and not plan.missing
    going = tuple(one for one in found if one[0] == "locks" or (nothing_lacks and one[0] in _MAY_GO))
    return replace(plan, aside=going), sum(size for _, _, size in found) - sum(size for _, _, size in going)
