"""Opening a vault of a terabyte: 1.2 million blobs in its index, which is all that opening must read of it.

    python tests/benchmarks/opening.py [--json] [--quick]

The index files are real ones, of the size that we write and again of the size that restic writes; the packs that they
name are not there. Time is from the start of a process to its first answered look-up, with Python's own start, the
imports and the key's scrypt; memory is the peak of that process. A look-up is timed in the same process: ids that are
there and ids that are not, asked for at random.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.benchmarks.bars import Bar, show
from vault.repository.blob import PackEntry
from vault.repository.index_file import PackContents, encode_index_files
from vault.repository.repository import NewKey, Repository
from vault.storage.local import LocalBackend

SECRET = "opening"
TERABYTE, SMALL = 1_200_000, 10_000  # blobs
ROUNDS = 3
IN_PACK = 18  # blobs of 0.9 MB in packs of 16 MiB
RESTIC_IN_FILE = 50_000  # blobs: after so many restic begins a new index file
LENGTH = 910_000
LOOK_UPS = 20_000


@dataclass(frozen=True, slots=True)
class Opening:
    """Seconds to the first answer, its processor seconds, peak in MiB, microseconds for a look-up."""

    seconds: float
    cpu: float
    peak: float
    look_up: float


def blob_id(number: int) -> str:
    """Ids as evenly spread as real ones, and known to whoever asks."""
    return hashlib.sha256(b"blob %d" % number).hexdigest()


def packs(blobs: int, shuffle: random.Random | None) -> Iterator[PackContents]:
    """What a backup of so many blobs would leave; restic's index names a pack's blobs in no order."""
    for first in range(0, blobs, IN_PACK):
        entries = [
            PackEntry(blob_id(number), "data", (number - first) * LENGTH, LENGTH, None if number % 4 else LENGTH + 9000)
            for number in range(first, min(first + IN_PACK, blobs))
        ]
        if shuffle is not None:
            shuffle.shuffle(entries)
        yield PackContents(hashlib.sha256(b"pack %d" % first).hexdigest(), tuple(entries))


def documents(blobs: int, writer: str) -> Iterator[bytes]:
    """The JSON of the index files."""
    if writer == "ours":
        yield from encode_index_files(packs(blobs, None))
        return
    some: list[PackContents] = []
    for pack in packs(blobs, random.Random(blobs)):
        some.append(pack)
        if len(some) * IN_PACK >= RESTIC_IN_FILE:
            yield from _joined(some)
            some = []
    yield from _joined(some)


def _joined(some: list[PackContents]) -> Iterator[bytes]:
    """One document of them all, however long."""
    parts = [document.removeprefix(b'{"packs":[').removesuffix(b"]}") for document in encode_index_files(some)]
    if parts:
        yield b'{"packs":[' + b",".join(parts) + b"]}"


def make(folder: Path, blobs: int, writer: str) -> None:
    """A vault whose index names so many blobs."""
    repository = Repository.create(LocalBackend(folder), lambda _: [NewKey(SECRET, "opening")])
    for document in documents(blobs, writer):
        repository._files.save("index", document)


def answer(folder: Path, blobs: int) -> None:
    """Open the vault and look one blob up; print when that was, and how long further look-ups take."""
    repository = Repository.open(LocalBackend(folder), SECRET)
    if not repository.has_blob(blob_id(blobs // 2)) or repository.has_blob("ab" * 32):
        raise SystemExit("the index does not answer")
    at = time.perf_counter()
    cpu = time.process_time()
    noise = random.Random(1)
    ids = [blob_id(noise.randrange(blobs) if number % 2 else -number) for number in range(LOOK_UPS)]
    sys.stdout.write(json.dumps([at, cpu, min(_look_up(repository, ids) for _ in range(ROUNDS))]))


def _look_up(repository: Repository, ids: list[str]) -> float:
    begin = time.perf_counter()
    for each in ids:
        repository.has_blob(each)
    return (time.perf_counter() - begin) / len(ids) * 1e6


def opening(folder: Path, blobs: int) -> Opening:
    """One process that opens it."""
    begin = time.perf_counter()  # the same clock in all processes
    process = subprocess.Popen([sys.executable, __file__, "answer", folder, str(blobs)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit("opening failed")
    at, cpu, look_up = json.loads(said)
    return Opening(at - begin, cpu, usage.ru_maxrss / 1024, look_up)


def best(folder: Path, blobs: int) -> Opening:
    """The best times of some rounds, since other work on the computer only ever adds; the worst memory."""
    rounds = [opening(folder, blobs) for _ in range(ROUNDS)]
    return Opening(
        min(each.seconds for each in rounds),
        min(each.cpu for each in rounds),
        max(each.peak for each in rounds),
        min(each.look_up for each in rounds),
    )


def bars(place: Path, blobs: int) -> Iterator[Bar]:
    """Make the vaults in processes of their own, so that this one stays small, and open them."""
    found: dict[str, Opening] = {}
    for writer, count in (("ours", blobs), ("restic's", blobs), ("small", SMALL)):
        folder = place / writer
        subprocess.run([sys.executable, __file__, "make", folder, str(count), writer], check=True)
        found[writer] = best(folder, count)
    for writer in ("ours", "restic's"):
        yield Bar(f"opening, {blobs:,} blobs, index files like {writer}: seconds", found[writer].seconds, 3, "s")
        yield Bar(f"opening, {blobs:,} blobs, index files like {writer}: memory", found[writer].peak, 400, "MiB")
    growth = found["ours"].look_up / found["small"].look_up
    yield Bar(f"look-up at {blobs:,} blobs against {SMALL:,} ({found['ours'].look_up:.2f} us)", growth, 2)


def main() -> int:
    """Measure; 1 where a bar is missed."""
    with tempfile.TemporaryDirectory(prefix="opening-") as place:
        return show(bars(Path(place), TERABYTE // 10 if "--quick" in sys.argv else TERABYTE))


if __name__ == "__main__":
    if sys.argv[1:2] == ["make"]:
        make(Path(sys.argv[2]), int(sys.argv[3]), "ours" if sys.argv[4] == "small" else sys.argv[4])
    elif sys.argv[1:2] == ["answer"]:
        answer(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        raise SystemExit(main())
