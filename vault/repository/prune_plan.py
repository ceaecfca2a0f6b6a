"""What a tidying would take away, found by reading alone.

A pack from which nothing is needed goes whole. From the others nothing can be cut: what is needed is written again
into new packs, and that only where it pays. As in restic, some share of what is kept may stay unneeded; packs with
the largest unneeded share are written again first. Many small packs are joined, whatever they hold.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from vault.errors import ObjectMissing, UseUnknown, VaultChanged
from vault.progress import Progress
from vault.repository.packer import PACK_BYTES
from vault.repository.prune_marks import needed_by
from vault.repository.prune_survey import TREES, Survey
from vault.storage.backend import KINDS, Kind

if TYPE_CHECKING:
    from vault.repository.repository import Repository
    from vault.storage.backend import Backend

UNNEEDED_SHARE = 0.05  # restic's own default for --max-unused
_SMALL_PACK = PACK_BYTES // 4
_MANY_SMALL = 8
_OLD_SECONDS = 24 * 3600.0
# Under an exclusive lock nobody else writes these; key files and locks are written without it.
_ONLY_OURS: frozenset[Kind] = frozenset(("data", "index", "snapshots"))


@dataclass(frozen=True, slots=True)
class PrunePlan:
    """What would be done. Bytes are those of files at the place.

    `forgotten` are the backups that go first, `aside` damaged files that a repair set aside: kind, name, bytes.
    `whole` and `again` are numbers of packs in the survey: those that go
    as they are, and those whose needed blobs are written again. `stray` are packs that no index file names, left by
    an interrupted backup, `stray_bytes` theirs; `scraps` bytes of unfinished files. `needed` and `unneeded` bytes of
    blobs as things are. `missing` needed blobs are named by no index file: then stray packs stay, they may hold them.
    """

    forgotten: tuple[str, ...]
    whole: tuple[int, ...] = field(repr=False)
    again: tuple[int, ...] = field(repr=False)
    stray: tuple[str, ...] = field(repr=False)
    whole_bytes: int
    again_bytes: int
    stray_bytes: int
    scraps: int
    needed: int
    unneeded: int
    missing: int
    survey: Survey = field(repr=False)
    seen: tuple[tuple[str, ...], tuple[str, ...]] = field(repr=False)
    aside: tuple[tuple[Kind, str, int], ...] = field(default=(), repr=False)

    @property
    def freed(self) -> int:
        """What the place has more room afterwards, in bytes."""
        rewritten = sum(self.survey.kept[number] for number in self.again)
        aside = sum(size for _, _, size in self.aside)
        return self.whole_bytes + self.again_bytes - rewritten + self.stray_bytes + self.scraps + aside

    def fits(self, backend: Backend) -> bool:
        """Whether the vault is as it was when this was planned."""
        return self.seen == listing(backend)


def plan_prune(
    repository: Repository,
    progress: Progress,
    *,
    without: Collection[str] = (),
    unneeded_share: float = UNNEEDED_SHARE,
    roots: Collection[str] = (),
) -> PrunePlan:
    """See what could go, as if the backups `without` were gone already. Writes nothing, takes no lock.

    What these trees, `roots`, lead to is needed, too, though no backup names them.

    `unneeded_share` of what is kept may stay although nothing needs it; 0 leaves no byte. UseUnknown where what is
    needed cannot be told; VaultChanged where another program took something away meanwhile; StorageErrors;
    Cancelled. Reports "tidying".
    """
    seen = listing(repository.backend)
    try:
        return _planned(repository, progress, seen, without, unneeded_share, roots)
    except UseUnknown:
        if listing(repository.backend) == seen:
            raise
        raise VaultChanged from None  # what could not be read is no longer there


def _planned(
    repository: Repository,
    progress: Progress,
    seen: tuple[tuple[str, ...], tuple[str, ...]],
    without: Collection[str],
    unneeded_share: float,
    roots: Collection[str],
) -> PrunePlan:
    kept = [snapshot_id for snapshot_id in seen[1] if snapshot_id not in without]
    survey = Survey(repository, needed_by(repository, kept, progress, roots), progress)
    whole = [n for n in range(len(survey.ids)) if survey.kept[n] == 0 and n not in survey.odd]
    again = _written_again(survey, unneeded_share)
    missing = survey.missing()
    stray = [] if missing else stray_packs(repository.backend, survey)
    needed = sum(survey.kept)
    return PrunePlan(
        forgotten=tuple(snapshot_id for snapshot_id in seen[1] if snapshot_id in without),
        whole=tuple(whole),
        again=tuple(again),
        stray=tuple(stray),
        whole_bytes=sum(survey.sizes[n] for n in whole if survey.is_there(n)),
        again_bytes=sum(survey.sizes[n] for n in again),
        stray_bytes=_bytes_of(repository.backend, stray),
        scraps=sum(size for _, _, size in old_scraps(repository.backend)),
        needed=needed,
        unneeded=sum(survey.sizes) - needed,
        missing=missing,
        survey=survey,
        seen=seen,
    )


def listing(backend: Backend) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What changes whenever anybody adds or takes away: the names of index files, and of backups."""
    return tuple(backend.list("index")), tuple(backend.list("snapshots"))


def stray_packs(backend: Backend, survey: Survey) -> list[str]:
    """Packs at the place that no index file names."""
    return [pack_id for pack_id in backend.list("data") if survey.number(pack_id) is None]


def old_scraps(backend: Backend) -> list[tuple[Kind, str, int]]:
    """Files that somebody began to write and never finished: kind, name, bytes."""
    return [
        (kind, scrap.name, scrap.size)
        for kind in KINDS
        for scrap in backend.scraps(kind)
        if kind in _ONLY_OURS or scrap.age > _OLD_SECONDS
    ]


def _written_again(survey: Survey, unneeded_share: float) -> list[int]:
    """The packs that it pays to write again."""
    movable = [n for n in range(len(survey.ids)) if survey.kept[n] and _can_move(survey, n)]
    partly = sorted((n for n in movable if _unneeded(survey, n)), key=lambda n: -_unneeded(survey, n) / survey.sizes[n])
    rest = sum(_unneeded(survey, n) for n in range(len(survey.ids)) if survey.kept[n])
    allowed = sum(survey.kept) * unneeded_share / (1 - unneeded_share)
    # Of a backup that goes no root stays: whoever finds one in the vault takes the backup for lost.
    chosen = [n for n in partly if survey.kinds[n] == TREES]
    rest -= sum(_unneeded(survey, n) for n in chosen)
    for number in partly:
        if rest <= allowed:
            break
        if survey.kinds[number] == TREES:
            continue
        chosen.append(number)
        rest -= _unneeded(survey, number)
    joined = (n for kind in (0, 1) for n in _many_small([m for m in movable if survey.kinds[m] == kind], survey))
    return list(dict.fromkeys((*chosen, *joined)))


def _many_small(packs: list[int], survey: Survey) -> list[int]:
    small = [n for n in packs if survey.sizes[n] < _SMALL_PACK]
    return small if len(small) >= _MANY_SMALL else []


def _can_move(survey: Survey, number: int) -> bool:
    return survey.is_there(number) and number not in survey.odd and number not in survey.heavy


def _unneeded(survey: Survey, number: int) -> int:
    """Bytes in a pack that nothing needs from there."""
    return max(0, survey.blobs[number] - survey.kept[number])


def _bytes_of(backend: Backend, pack_ids: list[str]) -> int:
    total = 0
    for pack_id in pack_ids:
        with contextlib.suppress(ObjectMissing):
            total += backend.size("data", pack_id)
    return total
