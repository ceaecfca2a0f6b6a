"""Any order of backups, forgetting, tidying and interruptions: what is kept is whole, what nothing needs is gone."""

from __future__ import annotations

import contextlib
import random
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tests.repository.vaults import DAY, SECRET, back_up, new_vault
from vault.errors import Cancelled
from vault.progress import NoProgress
from vault.repository import lock
from vault.repository.check import Check
from vault.repository.forget import forget
from vault.repository.prune import plan_prune, prune
from vault.repository.repository import Repository
from vault.storage.memory import MemoryBackend

QUIET = NoProgress()
PIECES = [random.Random(number).randbytes(300 * (number + 1)) for number in range(12)]
CHOSEN = st.lists(st.integers(0, len(PIECES) - 1), min_size=1, max_size=6)


class Vaults(RuleBasedStateMachine):
    """One vault in memory, and what each backup in it must give back."""

    def __init__(self) -> None:
        super().__init__()
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(lock, "_SETTLING_SECONDS", 0.0)
        self.place = MemoryBackend()
        self.vault = new_vault(self.place)
        self.kept: dict[str, list[bytes]] = {}
        self.made = 0

    def teardown(self) -> None:
        self.patch.undo()

    @rule(pieces=CHOSEN)
    def store(self, pieces: list[int]) -> None:
        self.made += 1
        blobs = [PIECES[number] for number in pieces]
        self.kept[back_up(self.vault, *blobs, time=DAY + timedelta(self.made)).id] = blobs

    @rule(pieces=CHOSEN)
    def store_from_another_computer(self, pieces: list[int]) -> None:
        self.vault = Repository.open(self.place, SECRET)
        self.store(pieces)

    @rule(pieces=CHOSEN)
    def be_interrupted(self, pieces: list[int]) -> None:
        with contextlib.suppress(Cancelled), self.vault.writing() as writer:
            for number in pieces:
                writer.save_blob("data", PIECES[number])
            writer.settle()
            raise Cancelled

    @rule(pieces=CHOSEN)
    def store_twice(self, pieces: list[int]) -> None:
        with self.vault.exclusively() as session:
            for number in pieces:
                session.writer.save_blob("data", PIECES[number])

    @rule(which=st.integers(0, 5))
    def let_go(self, which: int) -> None:
        gone = list(self.kept)[which : which + 1]
        forget(self.vault, gone)
        for one in gone:
            del self.kept[one]

    @rule(which=st.sets(st.integers(0, 5), max_size=3), share=st.sampled_from([0.0, 0.05, 0.3]))
    def tidy(self, which: set[int], share: float) -> None:
        gone = [one for number, one in enumerate(self.kept) if number in which]
        before = self.vault.stored_size()
        result = prune(self.vault, plan_prune(self.vault, QUIET, without=gone, unneeded_share=share), QUIET)
        assert result.freed == before - self.vault.stored_size()
        assert (result.damaged, result.no_room, result.missing) == ((), 0, 0)
        for one in gone:
            del self.kept[one]
        plan = plan_prune(self.vault, QUIET, unneeded_share=share)
        assert (plan.whole, plan.stray) == ((), ())
        assert plan.unneeded - sum(plan.survey.sizes) + sum(plan.survey.blobs) <= plan.needed * share / (1 - share)

    @invariant()
    def every_backup_is_whole(self) -> None:
        fresh = Repository.open(self.place, SECRET)
        assert {one.id for one in fresh.snapshots()} == set(self.kept)
        for one in fresh.snapshots():
            (node,) = fresh.load_tree(one.tree).nodes
            assert [fresh.load_blob(blob) for blob in node.content] == self.kept[one.id]
        assert Check().run(fresh, read_all=True, progress=QUIET).ok


TestVaults = Vaults.TestCase
TestVaults.settings = settings(
    max_examples=15, stateful_step_count=12, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
