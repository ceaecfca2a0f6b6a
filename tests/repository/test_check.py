"""The health check: every fault is found, named with the backups that it touches, and never a crash."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.repository.small_vault import SECRET, Recorder, back_up, new_vault
from vault.errors import Cancelled, ChatVaultError, Damaged, NoPermission, PlaceFailed, PlaceMissing, StorageError
from vault.progress import NoProgress
from vault.repository.check import Check, CheckReport, Problem
from vault.repository.index_file import PackContents, encode_index_files
from vault.repository.repository import NewKey, Repository
from vault.repository.snapshot import Snapshot
from vault.repository.tree import MODE_DIR, Node, Tree, encode_tree
from vault.storage.backend import Kind
from vault.storage.memory import MemoryBackend

NOISE = random.Random(13).randbytes(6 << 20)  # more than one chunk at its largest, wherever this vault cuts
Key = tuple[Kind, str]


class FaultyBackend(MemoryBackend):
    """A disk with bad sectors: reading the files in `faults` gives an error of the disk."""

    def __init__(self, files: dict[Key, bytes]) -> None:
        super().__init__()
        self.files = dict(files)
        self.faults: dict[Key, StorageError] = {}
        self.meanwhile: tuple[Kind, int, Callable[[], object]] | None = None

    def list(self, kind: Kind) -> list[str]:
        """The names; after a listing that `meanwhile` counts down to, what another program does then."""
        names = super().list(kind)
        if self.meanwhile is not None and self.meanwhile[0] == kind:
            _, left, deed = self.meanwhile
            self.meanwhile = (kind, left - 1, deed) if left > 1 else None
            if left == 1:
                deed()
        return names

    def load(self, kind: Kind, name: str, offset: int = 0, length: int | None = None) -> bytes:
        if (kind, name) in self.faults:
            raise self.faults[kind, name]
        return super().load(kind, name, offset, length)


@pytest.fixture(scope="module")
def files() -> dict[Key, bytes]:
    """A vault with two ways in and three backups: Anna twice (the second shares everything with the first), Bob."""
    backend = MemoryBackend()
    repository = new_vault(backend)
    repository.add_key(NewKey("another secret", "test"), scrypt_n=16)
    anna = {"chat.txt": b"hello Anna\n" * 500, "photos.zip": NOISE[: 1 << 20]}
    back_up(repository, anna)
    back_up(repository, {**anna, "note.txt": b"later"})
    back_up(repository, {"photos.zip": NOISE[1 << 20 :], "empty": b""}, path=("WhatsApp", "Bob"))
    return backend.files


@pytest.fixture
def backend(files: dict[Key, bytes]) -> FaultyBackend:
    return FaultyBackend(files)


def checked(backend: MemoryBackend, *, read_all: bool = True) -> CheckReport:
    return Check().run(Repository.open(backend, SECRET), read_all=read_all, progress=NoProgress())


def keys_of(backend: MemoryBackend, kind: Kind) -> list[Key]:
    """The files of a kind, in the order in which they were written."""
    return [key for key in backend.files if key[0] == kind]


def snapshot_ids(files: dict[Key, bytes]) -> list[str]:
    """Oldest first: Anna, Anna, Bob."""
    return [name for kind, name in files if kind == "snapshots"]


def large_packs(backend: MemoryBackend) -> list[Key]:
    """The packs of photos: Anna's first, then Bob's."""
    return [key for key in keys_of(backend, "data") if len(backend.files[key]) > 500_000]


def flip(backend: MemoryBackend, key: Key, position: int) -> None:
    whole = bytearray(backend.files[key])
    whole[position] ^= 0x10
    backend.files[key] = bytes(whole)


@pytest.mark.parametrize("read_all", [False, True])
def test_a_whole_vault_is_well(backend: FaultyBackend, *, read_all: bool) -> None:
    report = checked(backend, read_all=read_all)
    assert report.problems == ()
    assert report.ok
    everything = sum(len(data) for data in backend.files.values())
    assert (report.read_bytes >= everything) == read_all
    assert report.read_bytes > 0


def test_an_empty_vault_is_well() -> None:
    backend = MemoryBackend()
    new_vault(backend)
    assert checked(backend).ok


def test_leftovers_of_an_interrupted_backup_are_no_problem(backend: FaultyBackend) -> None:
    with pytest.raises(Cancelled):
        back_up(Repository.open(backend, SECRET), {"more": NOISE * 16}, progress=Recorder(stop_after=12))
    assert checked(backend).ok


@pytest.mark.parametrize("read_all", [False, True])
def test_a_missing_pack_names_the_backups_that_need_it(backend: FaultyBackend, *, read_all: bool) -> None:
    annas, bobs = large_packs(backend)
    anna_1, anna_2, bob = snapshot_ids(backend.files)
    del backend.files[annas]
    (problem,) = checked(backend, read_all=read_all).problems
    assert (problem.what, problem.name, problem.detail) == ("pack", annas[1], "missing")
    assert problem.snapshots == (anna_1, anna_2)
    del backend.files[bobs]
    problems = {problem.name: problem.snapshots for problem in checked(backend, read_all=read_all).problems}
    assert problems == {annas[1]: (anna_1, anna_2), bobs[1]: (bob,)}


@pytest.mark.parametrize("read_all", [False, True])
def test_a_cut_pack_is_found_by_its_size_alone(backend: FaultyBackend, *, read_all: bool) -> None:
    _, bobs = large_packs(backend)
    backend.files[bobs] = backend.files[bobs][:-1]
    (problem,) = checked(backend, read_all=read_all).problems
    assert (problem.what, problem.name) == ("pack", bobs[1])
    assert problem.snapshots == ()  # only its own list lost a byte: every blob still comes back
    backend.files[bobs] = backend.files[bobs][:1000]
    (problem,) = checked(backend, read_all=read_all).problems
    assert problem.snapshots == (snapshot_ids(backend.files)[2],)


def test_a_flipped_byte_in_a_photo_is_found_when_all_is_read(backend: FaultyBackend) -> None:
    _, bobs = large_packs(backend)
    flip(backend, bobs, 700_000)
    assert checked(backend, read_all=False).ok
    (problem,) = checked(backend).problems
    assert (problem.what, problem.name) == ("pack", bobs[1])
    assert problem.snapshots == (snapshot_ids(backend.files)[2],)
    assert "1 of" in problem.detail


def test_a_missing_tree_pack_is_found_by_the_structure(backend: FaultyBackend) -> None:
    small = [key for key in keys_of(backend, "data") if key not in large_packs(backend)]
    del backend.files[small[-1]]
    report = checked(backend, read_all=False)
    assert [problem.what for problem in report.problems] == ["pack"]
    assert snapshot_ids(backend.files)[2] in report.problems[0].snapshots


@pytest.mark.parametrize("read_all", [False, True])
def test_missing_index_files_lose_backups_and_are_named_by_what_is_missing(
    backend: FaultyBackend, *, read_all: bool
) -> None:
    for key in keys_of(backend, "index"):
        del backend.files[key]
    report = checked(backend, read_all=read_all)
    assert {problem.what for problem in report.problems} == {"tree"}
    assert {s for problem in report.problems for s in problem.snapshots} == set(snapshot_ids(backend.files))


def test_a_damaged_index_file_is_named_and_what_it_alone_knew(backend: FaultyBackend) -> None:
    last = keys_of(backend, "index")[-1]
    flip(backend, last, 20)
    problems = checked(backend).problems
    assert ("index", last[1]) in {(problem.what, problem.name) for problem in problems}
    touched = {snapshot for problem in problems for snapshot in problem.snapshots}
    assert touched == {snapshot_ids(backend.files)[2]}


def test_a_damaged_snapshot_is_itself_touched(backend: FaultyBackend) -> None:
    first = keys_of(backend, "snapshots")[0]
    backend.files[first] = backend.files[first][:-3]
    (problem,) = checked(backend, read_all=False).problems
    assert (problem.what, problem.name, problem.snapshots) == ("snapshot", first[1], (first[1],))


def test_damaged_and_vanished_keys_touch_no_backup(backend: FaultyBackend) -> None:
    mine, other = keys_of(backend, "keys")
    repository = Repository.open(backend, SECRET)
    assert repository.key_id == mine[1]
    flip(backend, other, 100)
    del backend.files[mine]
    problems = Check().run(repository, read_all=True, progress=NoProgress()).problems
    assert {(problem.what, problem.name, problem.snapshots) for problem in problems} == {
        ("key", mine[1], ()),
        ("key", other[1], ()),
    }


@pytest.mark.parametrize("cut", [True, False])
def test_a_config_that_changed_under_us(backend: FaultyBackend, *, cut: bool) -> None:
    repository = Repository.open(backend, SECRET)
    config: Key = ("config", "config")
    backend.files[config] = backend.files[config][:-1] if cut else b""
    (problem,) = Check().run(repository, read_all=False, progress=NoProgress()).problems
    assert (problem.what, problem.name) == ("config", "config")


def test_bad_sectors_are_problems_and_a_pulled_stick_is_none(backend: FaultyBackend) -> None:
    annas, bobs = large_packs(backend)
    snapshot = keys_of(backend, "snapshots")[1]
    repository = Repository.open(backend, SECRET)
    backend.faults = {annas: PlaceFailed("memory", "EIO"), snapshot: NoPermission("memory")}
    problems = Check().run(repository, read_all=True, progress=NoProgress()).problems
    assert {(problem.what, problem.name) for problem in problems} == {("pack", annas[1]), ("snapshot", snapshot[1])}
    backend.faults = {bobs: PlaceMissing("memory")}
    with pytest.raises(PlaceMissing):
        Check().run(repository, read_all=True, progress=NoProgress())


def test_a_second_copy_of_a_blob_saves_the_backup(backend: FaultyBackend) -> None:
    """Another program that did not know of our packs may have stored the same blobs again."""
    without_index = FaultyBackend({key: data for key, data in backend.files.items() if key[0] in ("config", "keys")})
    back_up(Repository.open(without_index, SECRET), {"chat.txt": b"hello Anna\n" * 500, "photos.zip": NOISE[: 1 << 20]})
    backend.files = {**backend.files, **without_index.files}
    assert checked(backend).ok
    del backend.files[large_packs(backend)[0]]
    (problem,) = checked(backend).problems
    assert (problem.what, problem.snapshots) == ("pack", ())


# A check lists index and snapshots, to notice changes, then the snapshots, the packs and the index files.
MOMENTS: list[tuple[Kind, int]] = [("index", 1), ("snapshots", 1), ("snapshots", 2), ("data", 1), ("index", 2)]


@pytest.mark.parametrize(("kind", "listing"), MOMENTS)
def test_a_backup_that_ends_meanwhile_is_no_problem(backend: FaultyBackend, kind: Kind, listing: int) -> None:
    repository, other = Repository.open(backend, SECRET), Repository.open(backend, SECRET)
    assert len(repository.load_tree(repository.snapshots()[0].tree).nodes) == 1  # the index is loaded: it is old now
    new = {"new": NOISE[: 1 << 19]}
    backend.meanwhile = (kind, listing, lambda: back_up(other, new, path=("WhatsApp", "Carol")))
    assert Check().run(repository, read_all=True, progress=NoProgress()).problems == ()
    assert len(other.snapshots()) == 4


@pytest.mark.parametrize(("kind", "listing"), MOMENTS)
def test_a_backup_removed_meanwhile_is_no_problem(backend: FaultyBackend, kind: Kind, listing: int) -> None:
    before = dict(backend.files)
    repository = Repository.open(backend, SECRET)
    back_up(repository, {"new": NOISE[: 1 << 19]}, path=("WhatsApp", "Carol"))
    backend.meanwhile = (kind, listing, lambda: setattr(backend, "files", before))
    assert Check().run(repository, read_all=True, progress=NoProgress()).problems == ()
    assert backend.files is before


def save_backup(repository: Repository, tree: Tree) -> Snapshot:
    with repository.writing() as writer:
        tree_id, _ = writer.save_blob("tree", encode_tree(tree))
        return repository.save_snapshot(Snapshot(datetime.now(UTC), tree_id, ("/",)))


@pytest.mark.parametrize(
    "node",
    [
        Node("..", "file"),
        Node("a", "file", size=5, content=("ab" * 32,)),
        Node("a", "dir", MODE_DIR, subtree="ab" * 32),
    ],
)
def test_backups_that_could_not_be_restored_are_no_good_backups(backend: FaultyBackend, node: Node) -> None:
    snapshot = save_backup(Repository.open(backend, SECRET), Tree((node,)))
    (problem,) = checked(backend, read_all=False).problems
    assert problem.snapshots == (snapshot.id,)
    assert problem.what in ("tree", "blob")


def test_progress_is_in_bytes_and_never_runs_backwards(backend: FaultyBackend) -> None:
    recorder = Recorder()
    report = Check().run(Repository.open(backend, SECRET), read_all=True, progress=recorder)
    done = [done for _, done, _ in recorder.heard]
    assert {step for step, _, _ in recorder.heard} == {"checking"}
    assert done == sorted(done)
    assert recorder.heard[-1] == ("checking", report.read_bytes, report.read_bytes)
    totals = {total for _, _, total in recorder.heard if total is not None}
    assert totals == {report.read_bytes}


def test_cancelling_stops_wherever_it_is_and_leaves_no_thread(backend: FaultyBackend) -> None:
    repository = Repository.open(backend, SECRET)
    threads = set(threading.enumerate())
    del backend.files[large_packs(backend)[0]]
    for questions in range(100):
        try:
            Check().run(repository, read_all=True, progress=Recorder(stop_after=questions))
        except Cancelled:
            assert threads.issuperset(threading.enumerate())
        else:
            assert questions > 12
            return
    pytest.fail("it never came to its end")


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_any_flipped_or_cut_byte_in_any_file_is_found(files: dict[Key, bytes], data: st.DataObject) -> None:
    backend = FaultyBackend(files)
    key = data.draw(st.sampled_from(list(files)))
    length = len(files[key])
    edge = st.integers(0, min(length, 80) - 1) | st.integers(length - min(length, 80), length - 1)
    position = data.draw(edge | st.integers(0, length - 1))
    repository = Repository.open(backend, SECRET)
    if data.draw(st.booleans()):
        flip(backend, key, position)
    else:
        backend.files[key] = files[key][:position]
    report = Check().run(repository, read_all=True, progress=NoProgress())
    assert any(problem.name == key[1] for problem in report.problems)
    assert found_when_opened(backend)


def found_when_opened(backend: FaultyBackend) -> bool:
    """Whether a program that comes afterwards sees the fault as well, by an error of ours or in its check."""
    try:
        return not checked(backend).ok
    except ChatVaultError as error:
        return isinstance(error, Damaged)


def test_the_files_that_need_what_is_lost_are_named(backend: FaultyBackend) -> None:
    annas, _ = large_packs(backend)
    anna_1, anna_2, _ = snapshot_ids(backend.files)
    del backend.files[annas]
    (problem,) = checked(backend, read_all=False).problems
    assert {(file.snapshot, file.path) for file in problem.files} == {
        (snapshot, ("WhatsApp", "Anna", name)) for snapshot in (anna_1, anna_2) for name in ("chat.txt", "photos.zip")
    }
    assert {file.parts for file in problem.files} == {((0, 1 << 20),), ((0, 5500),)}
    assert "photos.zip" not in repr(problem)


def test_all_files_that_a_lost_index_costs_are_named(backend: FaultyBackend) -> None:
    repository = Repository.open(backend, SECRET)
    with repository.writing() as writer:
        tree = [Node(f"{number}.jpg", "file", size=5, content=(f"{number:064x}",)) for number in range(50)]
        tree_id, _ = writer.save_blob("tree", encode_tree(Tree(tuple(tree))))
        repository.save_snapshot(Snapshot(datetime.now(UTC), tree_id, ("/",)))
    (problem,) = checked(backend, read_all=False).problems
    assert problem.what == "blob"
    assert {file.path for file in problem.files} == {(node.name,) for node in tree}


def test_a_bad_sector_costs_what_lies_on_it(backend: FaultyBackend, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading a pack in one piece would lose all of it."""
    _, bobs = large_packs(backend)
    plain_load = backend.load

    def load(kind: Kind, name: str, offset: int = 0, length: int | None = None) -> bytes:
        if (kind, name) == bobs and offset <= 700_000 < offset + (length or 1 << 30):
            raise PlaceFailed("memory", "EIO")
        return plain_load(kind, name, offset, length)

    monkeypatch.setattr(backend, "load", load)
    (problem,) = checked(backend).problems
    assert "PlaceFailed" in problem.detail
    assert "1 of" in problem.detail
    assert "1 of 1 " not in problem.detail


def test_what_an_index_says_of_overlapping_blobs_is_read_as_it_says(backend: FaultyBackend) -> None:
    """Blobs that do not lie one after the other: no program writes that, and none may be led astray by it."""
    repository = Repository.open(backend, SECRET)
    index_id = keys_of(backend, "index")[-1][1]
    pack = max(repository.load_index_file(index_id), key=lambda pack: len(pack.entries))
    first = min(pack.entries, key=lambda entry: entry.offset)
    beside = replace(first, blob_id="ab" * 32, offset=first.offset + 1)
    (document,) = encode_index_files([PackContents(pack.pack_id, (*pack.entries, beside))])
    repository._files.save("index", document)
    (problem,) = checked(backend).problems
    assert (problem.what, problem.name) == ("pack", pack.pack_id)
    assert f"1 of {len(pack.entries) + 1} blobs unreadable" in problem.detail
    assert "bytes do not fit the name" not in problem.detail


def test_what_is_amiss_only_for_a_moment_is_not_told(backend: FaultyBackend, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another program is at work all the time; each time another pack is not where it was, and one is damaged."""
    number = 0

    def report(*_: object, **__: object) -> CheckReport:
        nonlocal number
        number += 1
        backend.files["index", f"{number:064x}"] = b"another program's"
        return CheckReport(7, (Problem("pack", "damaged", ()), Problem("pack", f"moved {number}", ())))

    monkeypatch.setattr("vault.repository.check._Run.report", report)
    assert [problem.name for problem in checked(backend).problems] == ["damaged"]
    assert number == 3
