"""The measured promise: a labelled corpus, made anew from a seed, and one line of a table for each verdict."""

from __future__ import annotations

import math
import random
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest

from tests.exposure.corpus.containers import apps_own, chats_in_containers, locked_others
from tests.exposure.corpus.label import Item, renamed
from tests.exposure.corpus.negatives import negatives
from tests.exposure.corpus.records import records
from tests.exposure.corpus.texts import texts
from vault.exposure.finding import Root, Verdict
from vault.exposure.judge import is_candidate, judge_file
from vault.exposure.severity import severity_of

SEED = 20261124
LAYOUTS = (
    "/home/anna/Dropbox", "/home/anna/My Drive/WhatsApp", "C:\\Users\\Anna\\OneDrive\\Documents",
    "/Users/anna/Library/Mobile Documents/com~apple~CloudDocs", "/home/anna/Nextcloud/Фото",
)  # fmt: skip
CLOUD = Root("/home/anna/Dropbox", "Dropbox", "provider-can-read", "Dropbox says so.", "config")


@dataclass(frozen=True, slots=True)
class Judged:
    item: Item
    verdict: Verdict
    seen: bool  # whether the name let it be looked at

    @property
    def found(self) -> bool:
        return self.seen and self.verdict.chat != "no"

    @property
    def red(self) -> bool:
        return self.seen and severity_of(self.verdict, CLOUD) == "red"


def wilson(hits: int, of: int, z: float = 1.96) -> tuple[float, float]:
    """The 95 % interval of a share."""
    if of == 0:
        return 0.0, 1.0
    share = hits / of
    middle, spread = share + z * z / (2 * of), z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return (middle - spread) / (1 + z * z / of), (middle + spread) / (1 + z * z / of)


def corpus() -> list[Item]:
    rng = random.Random(SEED)
    readable = [*texts(rng, 9), *records(rng, 6)]
    known = [*readable, *chats_in_containers(rng, readable), *apps_own(rng, 40)]
    return [*known, *(renamed(rng, item) for item in known if item.kind not in ("locked-file",)),
            *locked_others(rng, 160), *negatives(rng, 260)]  # fmt: skip


def judge(item: Item, layout: str) -> Judged:
    most = 0

    def read(offset: int, length: int) -> bytes:
        nonlocal most
        most += length
        return item.content[offset : offset + length]

    verdict = judge_file(f"{layout}/{item.name}", item.name, len(item.content), read)
    return Judged(item, verdict, is_candidate(item.name))


@pytest.fixture(scope="module")
def judged() -> list[Judged]:
    return [judge(item, LAYOUTS[number % len(LAYOUTS)]) for number, item in enumerate(corpus())]


Row = tuple[str, Sequence[Judged], Callable[[Judged], bool], float]


def rows(judged: Sequence[Judged]) -> list[Row]:
    """Name, the cases it is about, what counts as right, and the least share."""
    chats = [j for j in judged if j.item.is_chat]
    return [
        ("'only you' is true", [j for j in judged if j.seen and j.verdict.access == "user-key"],
            lambda j: j.item.access == "user-key", 0.995),
        ("red is true", [j for j in judged if j.red], lambda j: j.item.is_chat and j.item.access == "readable", 0.95),
        ("found is a chat", [j for j in judged if j.found], lambda j: j.item.is_chat, 0.97),
        ("chats of known names are found", [j for j in chats if j.item.naming == "known"], lambda j: j.found, 0.98),
        ("renamed chats are found", [j for j in chats if j.item.naming == "renamed" and j.item.kind != "zip-locked"],
            lambda j: j.found, 0.90),
        ("'readable' is true", [j for j in judged if j.seen and j.verdict.access == "readable" and j.found],
            lambda j: j.item.access == "readable", 0.99),
        ("'the provider has a key' is true", [j for j in judged if j.verdict.access == "provider-key"],
            lambda j: j.item.access == "provider-key", 0.99),
        ("user-key chats are told", [j for j in chats if j.item.access == "user-key"],
            lambda j: j.verdict.access == "user-key", 0.98),
        ("others are left alone", [j for j in judged if not j.item.is_chat], lambda j: not j.found, 0.98),
    ]  # fmt: skip


def table(judged: Sequence[Judged]) -> str:
    lines = [f"{'verdict':36} {'right':>6} {'of':>6} {'share':>8}   95 % interval"]
    for name, cases, right, least in rows(judged):
        hits = sum(map(right, cases))
        low, high = wilson(hits, len(cases))
        share = hits / max(len(cases), 1)
        lines.append(f"{name:36} {hits:6} {len(cases):6} {share:8.2%}   {low:.2%} to {high:.2%}   (least {least:.1%})")
    return "\n".join(lines)


def wrong(judged: Sequence[Judged], index: int) -> Counter[tuple[str, ...]]:
    """What went wrong in one row, by kind: for whoever has to mend it."""
    _, cases, right, _ = rows(judged)[index]
    return Counter(
        (j.item.kind, j.item.naming, j.verdict.chat, j.verdict.access, *j.verdict.reasons)
        for j in cases if not right(j)
    )  # fmt: skip


def test_the_corpus_is_large(judged: list[Judged]) -> None:
    assert len(judged) > 6000
    assert len({j.item.kind for j in judged}) > 40


@pytest.mark.parametrize("index", range(9))
def test_the_promise_holds(judged: list[Judged], index: int, capsys: pytest.CaptureFixture[str]) -> None:
    if index == 0:
        with capsys.disabled():
            sys.stdout.write(f"\n{table(judged)}\n\n")
    name, cases, right, least = rows(judged)[index]
    hits = sum(map(right, cases))
    low, _ = wilson(hits, len(cases))
    assert len(cases) >= 100, name
    assert hits / len(cases) >= least, (name, wrong(judged, index).most_common(12))
    assert low >= least - 0.02, (name, wrong(judged, index).most_common(12))


def test_a_verdict_reads_little() -> None:
    """64 KiB, and a zip's directory beside it, however large the file is."""
    rng = random.Random(SEED)
    for item in [*texts(rng, 1), *records(rng, 1), *apps_own(rng, 1)]:
        content = item.content + b"\n" + item.content * (300_000 // len(item.content))
        spent = 0

        def read(offset: int, length: int, content: bytes = content) -> bytes:
            nonlocal spent
            spent += length
            return content[offset : offset + length]

        judge_file(f"/home/anna/{item.name}", item.name, len(content), read)
        assert spent <= 132 * 1024, item.kind
