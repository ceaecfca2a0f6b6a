"""Bit rot: whatever happens to any byte of any file is found and costs no more than what lay there."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.repository.small_vault import SECRET, back_up, new_vault
from vault.errors import Damaged
from vault.progress import NoProgress
from vault.repository.check import Check
from vault.repository.repair import plan_repair, repair
from vault.repository.repository import NewKey, Repository
from vault.repository.restorer import find_files, read_file
from vault.repository.snapshot import Snapshot
from vault.storage.backend import Kind
from vault.storage.memory import MemoryBackend

QUIET = NoProgress()
NOISE = random.Random(23).randbytes(3 << 20)
Key = tuple[Kind, str]
Files = dict[Key, bytes]


@dataclass(frozen=True)
class Whole:
    """A vault, and what each of its backups holds."""

    files: Files
    contents: Mapping[str, Mapping[str, bytes]]


@pytest.fixture(scope="module")
def whole() -> Whole:
    """Four backups of three chats that share photos, made in sessions of their own; two ways in."""
    backend = MemoryBackend()
    repository = new_vault(backend)
    repository.add_key(NewKey("another secret", "test"), scrypt_n=16)
    sets: list[tuple[str, dict[str, bytes]]] = [
        ("Anna", {"chat.txt": b"hello Anna\n" * 500, "photos.zip": NOISE[: 1 << 20]}),
        ("Anna", {"chat.txt": b"hello Anna\n" * 500 + b"and later", "photos.zip": NOISE[: 1 << 20], "e": b""}),
        ("Ben", {"photos.zip": NOISE[1 << 20 : 2 << 20], "note": b"x" * 40_000}),
        ("Cleo", {"voice.opus": NOISE[2 << 20 :], "chat.txt": b"hello Anna\n" * 500}),
    ]
    contents = {back_up(repository, files, path=("App", chat))[0].id: files for chat, files in sets}
    return Whole(backend.files, contents)


def restored(repository: Repository, snapshot: Snapshot) -> dict[str, bytes] | None:
    """A backup's files; None where anything of it is damaged."""
    try:
        return {
            found.path[-1]: b"".join(read_file(repository, found.node)) for found in find_files(repository, snapshot)
        }
    except Damaged:
        return None


def holds(whole: Whole, files: Files) -> None:
    """The vault with this damage: it is found, its backups are named, and all others come back byte for byte."""
    backend = MemoryBackend()
    backend.files = files
    try:
        repository = Repository.open(backend, SECRET)
    except Damaged as damage:
        assert damage.what in ("config", "key")  # noqa: PT017 - it may as well open
        return
    report = Check().run(repository, read_all=True, progress=QUIET)
    assert not report.ok
    named = {snapshot for problem in report.problems for snapshot in problem.snapshots}
    readable = {snapshot.id: snapshot for snapshot in repository.snapshots()}
    for snapshot_id, content in whole.contents.items():
        got = restored(repository, readable[snapshot_id]) if snapshot_id in readable else None
        assert got in (None, content)
        if snapshot_id in readable or ("snapshots", snapshot_id) in files:
            assert (got is None) == (snapshot_id in named)
    mended(whole, backend, {snapshot_id for snapshot_id in readable if snapshot_id not in named})


def mended(whole: Whole, backend: MemoryBackend, untouched: set[str]) -> None:
    """A repair with a copy gives everything back; one without takes nothing away."""
    alone, copy = MemoryBackend(), MemoryBackend()
    alone.files, copy.files = dict(backend.files), dict(whole.files)
    for place, copies in ((alone, []), (backend, [copy])):
        repository = Repository.open(place, SECRET)
        repair(repository, plan_repair(repository, QUIET), copies, QUIET)
        readable = {snapshot.id: snapshot for snapshot in repository.snapshots()}
        for snapshot_id in readable.keys() & whole.contents.keys() if copies else untouched:
            assert restored(repository, readable[snapshot_id]) == whole.contents[snapshot_id]


@pytest.fixture(autouse=True)
def no_settling(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vault.repository.lock._SETTLING_SECONDS", 0.0)


def places(data: st.DataObject, length: int) -> int:
    """Any byte, those near the ends more often: headers and lists are there."""
    edge = st.integers(0, min(length, 90) - 1) | st.integers(length - min(length, 90), length - 1)
    return data.draw(edge | st.integers(0, length - 1))


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_flipped_bit(whole: Whole, data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(list(whole.files)))
    changed = bytearray(whole.files[key])
    changed[places(data, len(changed))] ^= 1 << data.draw(st.integers(0, 7))
    holds(whole, {**whole.files, key: bytes(changed)})


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_bytes_cut_off_missing_inside_or_added(whole: Whole, data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(list(whole.files)))
    stored = whole.files[key]
    at = places(data, len(stored))
    count = data.draw(st.integers(1, 2000))
    changed = {
        "cut off": stored[:at],
        "cut off in front": stored[at + 1 :],
        "missing inside": stored[:at] + stored[at + count :],
        "added": stored[:at] + data.draw(st.binary(min_size=1, max_size=100)) + stored[at:],
        "added at the end": stored + stored[:count],
        "zeros": stored[:at] + bytes(len(stored[at : at + count])) + stored[at + count :],
    }[
        data.draw(
            st.sampled_from(["cut off", "cut off in front", "missing inside", "added", "added at the end", "zeros"])
        )
    ]
    if changed != stored:
        holds(whole, {**whole.files, key: changed})


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_two_files_that_exchanged_their_bytes(whole: Whole, data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(["keys", "data", "index", "snapshots", "any"]))
    keys = [key for key in whole.files if kind in (key[0], "any")]
    first, second = data.draw(st.lists(st.sampled_from(keys), min_size=2, max_size=2, unique=True))
    holds(whole, {**whole.files, first: whole.files[second], second: whole.files[first]})


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_a_file_under_another_name(whole: Whole, data: st.DataObject) -> None:
    """Renamed, or there twice: the wrong name is found, and nothing that is whole suffers from it."""
    named = [key for key in whole.files if key[0] in ("data", "index", "snapshots", "keys")]
    kind, name = data.draw(st.sampled_from(named))
    other = data.draw(st.integers(0, 15).map(lambda digit: f"{digit:x}" * 64))
    files = {**whole.files, (kind, other): whole.files[kind, name]}
    if data.draw(st.booleans()):
        del files[kind, name]
    elif kind == "data":
        return  # a pack that nothing names is what an interrupted backup leaves
    holds(whole, files)


@settings(max_examples=16, deadline=None)
@given(st.data())
def test_a_missing_file(whole: Whole, data: st.DataObject) -> None:
    """But for a backup's own file and a way in: those may have been taken away by somebody who was entitled to."""
    needed = [key for key in whole.files if key[0] in ("config", "data", "index")]
    gone = data.draw(st.lists(st.sampled_from(needed), min_size=1, max_size=3, unique=True))
    holds(whole, {key: stored for key, stored in whole.files.items() if key not in gone})


@settings(max_examples=12, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 3))
def test_locks_do_no_harm(whole: Whole, stored: bytes, number: int) -> None:
    backend = MemoryBackend()
    backend.files = {**whole.files, ("locks", f"{number}" * 64): stored}
    repository = Repository.open(backend, SECRET)
    assert Check().run(repository, read_all=True, progress=QUIET).ok
    back_up(repository, {"new.txt": b"a new message"}, path=("App", "Dora"))
    repair(repository, plan_repair(repository, QUIET), (), QUIET)
    with repository.exclusively():
        pass
    assert Check().run(repository, read_all=True, progress=QUIET).ok
