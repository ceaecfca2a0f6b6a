"""How fast a scan is, beside a bare walk: prints one table. Run: python tests/benchmarks/scan.py [FILES] [FOLDER]

Trees are made below FOLDER (default: a temporary folder) and removed again. "Cold" means that the files' bytes are
put out of the system's memory first, as after a start of the computer; their names and sizes stay in it. What never
waits for a disk is measured in processor time, which other work on the computer does not change much.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

from vault.exposure.finding import Finding, Root, Verdict
from vault.exposure.scan import ScanRequest, Tick, scan
from vault.exposure.scan_cache import remembering
from vault.exposure.scan_disk import Entry, OpenFile
from vault.exposure.scan_judge import JUDGE
from vault.exposure.scan_worker import ScanHandle, collect_rarely

PER_FOLDER = 100
SHARE = 22  # of a hundred files, how many have a name that is worth a look
PLAIN = (
    "IMG_{n}.jpg", "IMG_{n}.heic", "clip {n}.mp4", "track{n}.mp3", "module_{n}.py", "DSC{n}.NEF", "scan{n}.png",
    "page{n}.svg", "IMG_{n}.JPG", "lib{n}.so", "IMG-2026{n}-WA0001.jpg", "font{n}.ttf", "style{n}.css", "app{n}.js",
    "Voice {n}.m4a", "Song {n}.flac", "Holiday {n}.mov", "main{n}.cpp", "Icon {n}.webp", "Invoice {n}.pdf",
)  # fmt: skip
WORTH = ("notes {n}.txt", "data{n}.json", "server{n}.log", "page{n}.html", "table{n}.csv", "pack{n}.zip", "README{n}")
BODIES = (
    b"Shopping list\n\nbread\nmilk\napples\nthe usual place at the corner\n" * 12,
    b'{"version": 3, "items": [{"id": 1, "size": 20, "tags": ["a", "b"]}, {"id": 2, "size": 7}], "next": null}\n' * 8,
    b"Nov 24 10:00:01 host daemon[311]: unit started, 3 jobs, 0 failed, load 0.31 0.22 0.11\n" * 20,
    b"<!doctype html><html><head><title>Page</title></head><body><p>Words about walking.</p></body></html>\n" * 10,
    b"id;name;size\n1;table;200\n2;chair;90\n3;lamp;40\n" * 20,
    b"PK\x05\x06" + bytes(18),
    b"A project. Build it with make, test it with make test.\n" * 8,
)


def make_tree(folder: Path, files: int, share: int) -> None:
    """`files` files in folders of a hundred, two levels deep, `share` of each hundred worth a look."""
    for first in range(0, files, PER_FOLDER):
        below = folder / f"{first // 5000:04}" / f"{first // PER_FOLDER:05}"
        below.mkdir(parents=True)
        for number in range(first, min(first + PER_FOLDER, files)):
            is_worth = number % 100 < share
            kind = number % len(WORTH) if is_worth else number % len(PLAIN)
            path = below / (WORTH if is_worth else PLAIN)[kind].format(n=number)
            path.write_bytes(BODIES[kind] if is_worth else b"")


def bare_walk(folder: Path) -> int:
    """What any walk must do: list, tell folders from files, go on."""
    pending, files = [str(folder)], 0
    while pending:
        with os.scandir(pending.pop()) as listing:
            for entry in listing:
                if entry.is_dir(follow_symlinks=False):
                    pending.append(entry.path)
                else:
                    files += 1
    return files


def scanned(folder: Path, cache: Path | None = None) -> Tick:
    """A scan in this process."""
    with remembering(cache) as memory:
        *_, tick = scan(request_of(folder), memory=memory)
    assert isinstance(tick, Tick)
    return tick


def request_of(folder: Path) -> ScanRequest:
    """As for a cloud folder."""
    root = Root(str(folder), "Dropbox", "provider-can-read", "For the benchmark.", "config")
    return ScanRequest((str(folder),), (root,))


def best(work: Callable[[], object], rounds: int = 5) -> float:
    """Processor seconds of the quickest of some rounds: other work on the computer only ever adds."""
    took = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        took.append(time.process_time() - began)
    return min(took)


def waited(work: Callable[[], object], before: Callable[[], object]) -> float:
    """Seconds by the clock, the quicker of two rounds; for what waits for a disk."""
    took = []
    for _ in range(2):
        before()
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return min(took)


def put_out_of_memory(folder: Path) -> None:
    """Let the system forget the bytes of all files below."""
    os.sync()
    for where, _, names in os.walk(folder):
        for name in names:
            descriptor = os.open(f"{where}/{name}", os.O_RDONLY)
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(descriptor)


def first_finding(folder: Path) -> tuple[float, float]:
    """Seconds from asking to the first finding, and from the wish to stop until the worker is gone."""
    (folder / "WhatsApp Chat with Anna.txt").write_text(
        "".join(f"01/05/2026, 09:{n:02} - {'Anna' if n % 2 else 'Ben'}: Message {n}\n" for n in range(30))
    )
    began = time.perf_counter()
    with ScanHandle(request_of(folder)) as running:
        for event in running.events():
            if isinstance(event, Finding):
                break
        found = time.perf_counter() - began
        began = time.perf_counter()
        running.cancel()
    return found, time.perf_counter() - began


# -- memory: a disk that is only thought of ----------------------------------------------------------


class ThoughtEntry:
    """A name without a file."""

    __slots__ = ("_is_dir", "name", "path")

    def __init__(self, path: str, name: str, *, is_dir: bool) -> None:
        self.path, self.name, self._is_dir = f"{path}/{name}", name, is_dir

    def is_dir(self, *, follow_symlinks: bool = True) -> bool:
        return self._is_dir

    def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
        mode = 0o040700 if self._is_dir else 0o100600
        return os.stat_result((mode, hash(self.path) & 0xFFFFFFFF, 1, 1, 0, 0, 0, 1, 1, 1))


class ThoughtDisk:
    """Folders of 500 files in folders of a hundred; nothing lies on any disk."""

    def __init__(self, files: int) -> None:
        self._folders = files // 500

    def listing(self, path: str) -> nullcontext[Iterator[Entry]]:
        depth = path.count("/")
        if depth == 1:
            return nullcontext(ThoughtEntry(path, f"{n}", is_dir=True) for n in range(self._folders // 100))
        if depth == 2:
            return nullcontext(ThoughtEntry(path, f"{n}", is_dir=True) for n in range(100))
        names = (WORTH[n % 7].format(n=n) if n % 100 < SHARE else f"IMG_{n}.jpg" for n in range(500))
        return nullcontext(ThoughtEntry(path, name, is_dir=False) for name in names)

    def entry(self, path: str) -> Entry:
        return ThoughtEntry("", path.lstrip("/"), is_dir=True)

    def open(self, path: str) -> OpenFile:
        return ThoughtFile()


class ThoughtFile:
    """Always the same shopping list."""

    def read(self, offset: int, length: int) -> bytes:
        return BODIES[0][offset : offset + length]

    def close(self) -> None:
        """Nothing to let go of."""


def peak_of(files: int, cache: Path) -> None:
    """Scan a thought disk and print what was met and the peak of memory (for a process of its own)."""
    import resource

    collect_rarely()
    rules = replace(JUDGE, judge_file=lambda _path, _name, _size, _read: Verdict("no", "readable", opened=True))
    with remembering(cache) as memory:
        for event in scan(ScanRequest(("/t",)), disk=ThoughtDisk(files), judge=rules, memory=memory, platform="linux"):
            tick = event
    assert isinstance(tick, Tick)
    sys.stdout.write(json.dumps([tick.files, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss]))


def peak_in_process(files: int, cache: Path) -> tuple[int, int]:
    """Files met and peak memory in MiB."""
    command = [sys.executable, __file__, "--peak", str(files), str(cache)]
    met, peak = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    return int(met), int(peak) // 1024


# -- the table ---------------------------------------------------------------------------------------


MISSED: list[str] = []  # the bars that do not hold


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def line(what: str, figure: str, target: str, *, holds: bool) -> None:
    if not holds:
        MISSED.append(what.strip())
    say(f"{what:<66}{figure:>16}   {target:<16}{'yes' if holds else 'NO'}")


def main(files: int, base: Path) -> None:
    plain, home, cache = base / "plain", base / "home", base / "looked-at.bin"
    collect_rarely()  # as the worker does
    say(f"Making two trees of {files:,} files ...")
    make_tree(plain, files, 0)
    make_tree(home, files, SHARE)
    say(f"{'':<66}{'measured':>16}   {'target':<16}holds")
    bare = best(lambda: bare_walk(plain))
    names = best(lambda: scanned(plain))
    line("bare os.scandir walk, nothing is a candidate", f"{files / bare:,.0f}/s", "", holds=True)
    line("scan of it, by names alone", f"{files / names:,.0f}/s", ">= 200,000/s", holds=files / names >= 200_000)
    line("  as a multiple of the bare walk", f"{names / bare:.2f} x", "<= 1.3 x", holds=names / bare <= 1.3)
    warm = best(lambda: scanned(home))
    tick = scanned(home)
    assert tick.files == files
    what = f"home with {100 * tick.candidates / files:.0f} % candidates, all opened, warm"
    line(what, f"{files / warm:,.0f}/s", ">= 150,000/s", holds=files / warm >= 150_000)
    cold = waited(lambda: scanned(home), lambda: put_out_of_memory(home))
    line("  the same with its bytes out of memory (headers dominate)", f"{files / cold:,.0f}/s", "", holds=True)
    scanned(home, cache)
    again = waited(lambda: scanned(home, cache), lambda: put_out_of_memory(home))
    line("  the same again, remembered", f"{files / again:,.0f}/s", "", holds=True)
    line("  as a multiple of the cold speed", f"{cold / again:.1f} x", ">= 5 x", holds=cold / again >= 5)
    second = best(lambda: scanned(home, cache))
    line("  as a multiple of the warm speed, processor time", f"{warm / second:.1f} x", "", holds=True)
    found, gone = first_finding(home)
    line("first finding, worker process started", f"{found:.2f} s", "< 1 s", holds=found < 1)
    line("from the wish to stop until the worker is gone", f"{gone:.3f} s", "< 0.2 s", holds=gone < 0.2)
    few, small = peak_in_process(50_000, base / "few.bin")
    many, large = peak_in_process(5_000_000, base / "many.bin")
    line(f"peak memory of a scan of {few:,} files", f"{small} MiB", "", holds=True)
    line(
        f"peak memory of a scan of {many:,} files, {SHARE} % remembered",
        f"{large} MiB",
        "flat",
        holds=large < 2 * small,
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--peak"]:
        peak_of(int(sys.argv[2]), Path(sys.argv[3]))
        sys.exit()
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    working = Path(tempfile.mkdtemp(prefix="chat-vault-scan-", dir=sys.argv[2] if len(sys.argv) > 2 else None))
    try:
        main(wanted, working)
    finally:
        shutil.rmtree(working)
    sys.exit(1 if MISSED else 0)
