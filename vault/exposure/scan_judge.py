"""The port to the rules: what a scan asks of them. The real ones are in judge.py, judge_sets.py and evidence.py."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from vault.exposure import candidates, evidence, judge, judge_sets
from vault.exposure.finding import Verdict
from vault.exposure.judge import Read
from vault.exposure.judge_sets import SetFolder, SetKind


@dataclass(frozen=True, slots=True)
class Judge:
    """Functions of the rules, as the modules above describe them.

    `rules_out(ending)` and `set_marks` are short cuts: without them every name is asked for, with the same outcome.
    """

    is_candidate: Callable[[str], bool]
    judge_name: Callable[[str, Sequence[str]], Verdict]
    judge_file: Callable[[str, str, int, Read], Verdict]
    set_kind: Callable[[Collection[str]], SetKind | None]
    judge_set: Callable[[str, SetKind, SetFolder | None], Verdict]
    sentences: Callable[[Verdict], tuple[str, ...]]
    rules_out: Callable[[str], bool] = lambda _ending: False
    set_marks: frozenset[str] | None = None


JUDGE = Judge(
    judge.is_candidate,
    judge.judge_name,
    judge.judge_file,
    judge_sets.set_kind,
    judge_sets.judge_set,
    evidence.sentences,
    candidates.rules_out,
    judge_sets.MARKS,
)
