"""A coverage-guided search for bytes that harm a decoder of the vault's own files: `make fuzz`, or this file.

Whatever is none of the decoder's errors, takes more than ten seconds or 512 MB is a finding: it is printed, kept in
build/fuzz, and the exit status is 1. What the fuzzer found worth keeping stays in build/fuzz/<decoder>/corpus; the
smallest of it is in tests/fuzz/corpus (--keep writes it), and a test replays that.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOUND, KEPT = ROOT / "build/fuzz", ROOT / "tests/fuzz/corpus"
_SECONDS, _MEGABYTES = 10, 512  # of one input
_MOST_KEPT = 14_000  # bytes of one decoder's corpus


def main() -> int:
    """Search in every decoder, or as a child in one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help="for each decoder")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    parser.add_argument("--only", default="", help="the one decoder with this title")
    parser.add_argument("--keep", action="store_true", help="write the smallest of what was found to tests/fuzz/corpus")
    asked, rest = parser.parse_known_args()
    sys.path.insert(0, str(ROOT))
    if asked.child:
        return _search(asked.child, rest)
    from tests.fuzz.decoding import DECODERS

    found = 0
    for decoder in DECODERS:
        if asked.only in ("", decoder.title):
            found += _run(decoder.title, asked.seconds)
            if asked.keep:
                _keep(decoder.title)
    _say(f"{found} findings")
    return bool(found)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _child(title: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, __file__, "--child", title, f"-timeout={_SECONDS}", f"-rss_limit_mb={_MEGABYTES}"]
    return subprocess.run([*command, *arguments], capture_output=True, text=True, cwd=ROOT, check=False)


def _run(title: str, seconds: int) -> bool:
    """Search in a process of its own, and print its figures. True for a finding."""
    folder = FOUND / f"decoder-{title}"
    (folder / "corpus").mkdir(parents=True, exist_ok=True)
    done = _child(
        title, f"-max_total_time={seconds}", f"-artifact_prefix={folder}/", "-print_final_stats=1", "-max_len=8192",
        str(folder / "corpus"), *([str(KEPT / title)] if (KEPT / title).is_dir() else []),
    )  # fmt: skip
    inputs = re.search(r"stat::number_of_executed_units:\s*(\d+)", done.stderr)
    peak = re.search(r"stat::peak_rss_mb:\s*(\d+)", done.stderr)
    cover = re.findall(r"cov: (\d+)", done.stderr)
    _say(
        f"{title}: {inputs[1] if inputs else '?'} inputs, coverage {cover[-1] if cover else '?'}, "
        f"{peak[1] if peak else '?'} MB, exit {done.returncode}"
    )
    if done.returncode:
        told = done.stdout + done.stderr
        _say(told[max(0, told.rfind("Traceback")) :][:3000])
    return done.returncode != 0


def _keep(title: str) -> None:
    """The smallest inputs that covered something new, up to a limit, by names that are their SHA-256."""
    target, kept = KEPT / title, 0
    target.mkdir(parents=True, exist_ok=True)
    found = (path.read_bytes() for path in (FOUND / f"decoder-{title}" / "corpus").iterdir())
    for data in sorted(found, key=len):
        kept += len(data)
        if kept > _MOST_KEPT:
            break
        (target / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)


def _search(title: str, arguments: list[str]) -> int:
    import atheris

    with atheris.instrument_imports(include=["vault.repository", "vault.services.about"]):
        from tests.fuzz.decoding import DECODERS

    decoder = next(decoder for decoder in DECODERS if decoder.title == title)
    corpus = next(Path(argument) for argument in arguments if not argument.startswith("-"))
    for number, seed in enumerate(decoder.seeds):
        (corpus / f"seed-{number}").write_bytes(seed)
    atheris.Setup([sys.argv[0], *arguments], decoder.harmless)
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
