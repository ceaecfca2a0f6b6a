"""A coverage-guided search for inputs that make an importer fail: `make fuzz`, or this file with --seconds and --only.

Each invented export of tests/exports/made_*.py is a seed. Of an archive the fuzzer changes one file inside, since
changes to the archive itself end at its checksums; of a locked backup one frame behind the lock, which is then locked
up again, with a key that is derived once (`behind_locks` of made_*.py). Whatever is no ExportError, takes more than
ten seconds or a gigabyte is a finding: it is printed, kept in build/fuzz, and the exit status is 1.
What the fuzzer found worth keeping stays in build/fuzz/<sample>/corpus for the next run.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import io
import re
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.exports.made import Sample
    from vault.exports.base import Source

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "build/fuzz"
_SECONDS, _MEGABYTES = 10, 1024  # of one input


def main() -> int:
    """Search with every sample, or as a child with one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help="for each sample")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    parser.add_argument("--only", default="", help="samples whose title has this in it")
    asked, rest = parser.parse_known_args()
    sys.path.insert(0, str(ROOT))
    if asked.child:
        return _search(asked.child, rest)
    from tests.exports.made import samples

    found = 0
    for sample in samples():
        if asked.only in sample.title:
            found += _run(sample.title, asked.seconds)
    _say(f"{found} findings")
    return bool(found)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _folder(title: str) -> Path:
    name = re.sub(r"[^\w.-]+", "-", title)[:60]
    return KEPT / f"{name}-{hashlib.sha256(title.encode()).hexdigest()[:8]}"


def _run(title: str, seconds: int) -> bool:
    """Search with one sample in a process of its own, and print its figures. True for a finding."""
    folder = _folder(title)
    (folder / "corpus").mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [sys.executable, __file__, "--child", title, f"-max_total_time={seconds}", f"-timeout={_SECONDS}",
         f"-rss_limit_mb={_MEGABYTES}", f"-artifact_prefix={folder}/", "-print_final_stats=1", "-max_len=65536",
         str(folder / "corpus")],
        capture_output=True, text=True, cwd=ROOT, check=False,
    )  # fmt: skip
    inputs = re.search(r"stat::number_of_executed_units:\s*(\d+)", done.stderr)
    cover = re.findall(r"cov: (\d+)", done.stderr)
    figures = f"{inputs[1] if inputs else '?'} inputs, coverage {cover[-1] if cover else '?'}"
    _say(f"{title}: {figures}, exit {done.returncode}")
    if done.returncode:
        told = done.stdout + done.stderr
        _say(told[max(0, told.rfind("Traceback")) :][:3000])
    return done.returncode != 0


def _search(title: str, arguments: list[str]) -> int:
    import atheris

    with atheris.instrument_imports(include=["vault.exports"]):
        from tests.exports import made_signal_backup
        from tests.exports.made import samples
        from vault.errors import ExportError
        from vault.exports.base import Source
        from vault.exports.detect import detect
        from vault.exports.signal import backup_file

    vars(backup_file)["passphrase_keys"] = made_signal_backup.keys
    sample = next(sample for sample in samples() if sample.title == title)
    inside, together = _pieces(sample)
    importer = detect(_source(Source, sample.name, sample.data))
    corpus = Path(arguments[-1])
    for number, seed in enumerate(inside.values() if inside else [sample.data]):
        if len(seed) < 1 << 16:
            (corpus / f"seed-{number}").write_bytes(bytes([number & 0xFF]) + seed)

    def one(data: bytes) -> None:
        """Read it as what it was recognised as; detection is tried as well."""
        whole = together(_changed(inside, data)) if inside and data else data[1:]
        if not whole:
            return
        source = _source(Source, sample.name, whole)
        for known in (importer, None):
            try:
                with (known or detect(source)).open(source, sample.answers) as export:
                    for _ in export.records():
                        pass
                    account = export.account()
                    if not account.whole:
                        raise AssertionError(f"account does not add up: {account}")
            except ExportError:
                pass

    atheris.Setup([sys.argv[0], *arguments], one)
    atheris.Fuzz()
    return 0


def _source(kind: type[Source], name: str, data: bytes) -> Source:
    when = datetime(2026, 11, 20, tzinfo=UTC)
    return kind(Path("/nowhere") / name, len(data), when, lambda: cast(BinaryIO, io.BytesIO(data)))


def _pieces(sample: Sample) -> tuple[dict[str, bytes], Callable[[dict[str, bytes]], bytes]]:
    """The files in a zip, or what is behind a lock, and what puts them together; no pieces for anything else."""
    maker = importlib.import_module(f"tests.exports.{sample.maker}")
    locks: dict[str, tuple[dict[str, bytes], Callable[[dict[str, bytes]], bytes]]]
    locks = getattr(maker, "behind_locks", dict)()
    if sample.name in locks:
        return locks[sample.name]
    if not sample.data.startswith(b"PK\3\4"):
        return {}, _zipped
    with zipfile.ZipFile(io.BytesIO(sample.data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}, _zipped


def _changed(inside: dict[str, bytes], data: bytes) -> dict[str, bytes]:
    """The pieces with one's content replaced; the first byte says which."""
    names = list(inside)
    return inside | {names[data[0] % len(names)]: data[1:]}


def _zipped(inside: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in inside.items():
            archive.writestr(name, data)
    return buffer.getvalue()


if __name__ == "__main__":
    sys.exit(main())
